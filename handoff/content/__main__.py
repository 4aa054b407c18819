"""`python -m handoff.content data/organisation`: print every problem; exit 1 when there is one."""

from __future__ import annotations

import sys
from pathlib import Path

from handoff.content import check


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path("data/organisation")
    problems = check(root)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s) in {root}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

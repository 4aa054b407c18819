"""What needs the engine's Python (NumPy, scikit-learn): the cases in ``engine``, run there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CASES = sorted((Path(__file__).parent / "engine").glob("check_*.py"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_in_the_engines_python(case: Path) -> None:
    module = ".".join(case.relative_to(ROOT).with_suffix("").parts)
    ran = subprocess.run(
        [str(ROOT / "bot/.venv/bin/python"), "-W", "ignore", "-m", "unittest", "-v", module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Ran 0 tests" not in ran.stderr

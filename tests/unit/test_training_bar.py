"""The bar of ``balie train`` knows every line that training tells, and never goes back."""

from __future__ import annotations

import re
from pathlib import Path

from handoff.training import share

BOT = Path(__file__).parents[2] / "bot"


def _told() -> list[str]:
    engine = re.findall(r'"BALIE-TRAIN (engine: [^"]+)"', (BOT / "train.py").read_text(encoding="utf-8"))
    return engine + re.findall(r'\btell\(f?"([^"]+)"\)', (BOT / "nlu/understand.py").read_text(encoding="utf-8"))


def test_every_line_has_its_share_in_order() -> None:
    shares = [share(line) for line in _told()]
    assert len(shares) >= 5
    assert shares == sorted(shares)
    assert all(0 < part < 0.9 for part in shares)


def test_a_line_nobody_knows_is_near_the_end() -> None:
    assert share("something new") == 0.9

"""Letters to debtors on paper: one page as long as they can, and no page that holds only a lost last line."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from typing import Any

import pytest

from handoff import papers
from handoff.work.dunning import plans, run, stops
from handoff.work.dunning.words import notices
from tests.unit.work.test_dunning import at, only, owe
from tests.unit.work.test_not_found import change

DAY = dt.date(2026, 11, 26)
RIGHTS = {"nl": "Lukt betalen niet", "en": "Can you not pay"}
GREETING = {"nl": "Met vriendelijke groet", "en": "Kind regards"}


async def letter(office: Any, step: str, invoices: int, language: str) -> dict[str, Any]:
    for n in range(invoices):
        await owe(office, f"F2026-{100000 + n}", cents=195_00)
    await change(office, language=language)
    claim = (await only(office)).claim
    (made,) = notices(office.kit.content, claim, step, ("letter",), DAY)
    return {"language": language, "subject": made.subject, "body": made.body, "to": made.to, "day": DAY}


def pages(body: bytes) -> list[str]:
    """What each page says."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run([program, "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("step", "most"), [("reminder_1", 5), ("reminder_2", 5), ("letter_14", 5), ("last_letter", 3)])
async def test_an_ordinary_letter_is_one_page(office: Any, step: str, most: int, language: str) -> None:
    (page,) = pages(papers.notices(office.kit.content, [await letter(office, step, most, language)]))
    assert RIGHTS[language] in page
    assert GREETING[language] in page


@pytest.mark.parametrize("invoices", [6, 9, 14, 30])
async def test_a_long_one_goes_on_with_its_last_part_whole(office: Any, invoices: int) -> None:
    first, *_, last = pages(papers.notices(office.kit.content, [await letter(office, "letter_14", invoices, "nl")]))
    assert "Beste Fatima" in first
    for words in (RIGHTS["nl"], "Laat het ons weten", "Twijfel je of dit bericht echt is", GREETING["nl"]):
        assert words in last, words


async def test_one_letter_does_not_change_the_next(office: Any) -> None:
    long = await letter(office, "letter_14", 5, "nl")
    short = {**long, "body": "Beste Fatima,\n\nTot ziens."}
    alone = pages(papers.notices(office.kit.content, [long]))
    assert pages(papers.notices(office.kit.content, [long, short, long]))[::2] == [alone[0], alone[0]]


async def test_a_letter_outside_a_run_is_printed_and_posted_too(office: Any) -> None:
    """Word on a plan to who has no mail address: no run made it, and it waits for the post all the same."""
    await owe(office)
    await change(office, email=None)
    office.clock.at = at("2026-11-24 10:00")
    plan = await plans.propose(office.kit, (await only(office)).claim.id, "bot", dt.date(2026, 12, 1))
    await plans.decide(office.kit, plan, await office.agent("mo"), approved=True)
    (lies,) = await run.letters(office.kit, run.NO_RUN)
    assert await run.mark_posted(office.kit, [lies["id"]], dt.date(2026, 11, 24), "mo") == 1
    assert await run.letters(office.kit, run.NO_RUN) == []
    await stops.stop(office.kit, "40000001", "manual", "agent:mo")

"""The list of cases and double customers in a browser: several at once by mouse and by keyboard, no barriers anywhere."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select, update

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit
from handoff.work.cases import insert_case
from handoff.work.plan import CasePlan
from tests.browser.pages import log_in, no_barriers, no_barriers_at
from tests.support.desk_rows import CUSTOMER, desk_only, with_kit
from tests.support.installation import PASSWORD, Service, run

Open = Callable[..., Page]
CASES = 60
WIDTHS = (1280, 1920, 820)


async def _rows(kit: Kit) -> None:
    now = kit.clock.now()
    people = (
        CUSTOMER | {"flags": []},
        {**CUSTOMER, "number": "40000002", "name": "F. El Amrani", "birth_date": None, "phone": None, "iban": None, "since": dt.date(2025, 3, 1), "flags": ["vulnerable"]},
        {**CUSTOMER, "number": "40000003", "name": "Karim El Amrani", "birth_date": dt.date(1988, 2, 2), "phone": None, "flags": []},
        {**CUSTOMER, "number": "40000004", "name": "Piet Mol", "email": "piet@example.org", "phone": "+31611111111", "postcode": "3511 AB", "house_number": "1"},
        {**CUSTOMER, "number": "40000005", "name": "P. Mol", "email": "mol@example.org", "phone": "+31622222222", "postcode": "3511 AB", "house_number": "1"},
    )  # fmt: skip
    async with kit.db.write() as tx:
        for row in people:
            await tx.execute(insert(c.customers).values(**row))
        for n in range(CASES):
            plan = CasePlan(kind="complaint", topics=("complain_delivery",), department="logistiek", priority="normal", summary=f"De klant zegt: “Bezorging {n} kwam te laat en niemand belde.”", reasons=(), first_due=now + dt.timedelta(days=2), due=now + dt.timedelta(days=2 + n % 20))
            number = await insert_case(tx, kit, plan, key=f"rows:{n}", conversation=None, parts=[], channel="email", language="nl", actor="bot", customer="40000002" if n < 3 else "40000001")
            if n == 1:
                await tx.execute(update(t.cases).where(t.cases.c.number == number).values(department="debiteurenbeheer"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("lists")) as service:
        run(with_kit(service, _rows))
        yield service


def cases_of(service: Service) -> list[dict[str, Any]]:
    async def work(kit: Kit) -> list[dict[str, Any]]:
        async with kit.db.read() as tx:
            query = select(t.cases, t.agents.c.username).outerjoin(t.agents, t.agents.c.id == t.cases.c.owner_id)
            return [dict(r._mapping) for r in await tx.execute(query.order_by(t.cases.c.due, t.cases.c.number))]

    return run(with_kit(service, work))


def shot(page: Page, name: str) -> None:
    """A picture to look at, where BALIE_TEST_SHOTS says so."""
    if folder := os.environ.get("BALIE_TEST_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def at_the_desk(office: Service, open_page: Open, who: str, path: str, **more: Any) -> Page:
    page = open_page(f"{office.url}/desk", **more)
    log_in(page, who, PASSWORD)
    page.goto(f"{office.url}/desk/{path}")
    return page


def test_no_barriers(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "thijs", "cases?status=new", ok=("422",))
    no_barriers_at(page, "cases", WIDTHS)
    page.get_by_test_id("pick").nth(1).check()
    no_barriers_at(page, "chosen", WIDTHS)
    shot(page, "cases")
    for name in ("bulk-colleague", "bulk-note"):
        page.get_by_test_id(name).click()
        no_barriers_at(page, name, WIDTHS)
        shot(page, f"{name}")
        page.keyboard.press("Escape")
    page.get_by_test_id("keep-filter").click()
    no_barriers_at(page, "keep a filter", WIDTHS)
    page.get_by_test_id("keep-name").fill("Nieuw, van ons allen")
    page.get_by_test_id("keep-shared").check()
    page.get_by_test_id("keep-submit").click()
    expect(page.get_by_test_id("said")).to_be_visible()
    expect(page.get_by_test_id("kept-filters").locator("[aria-current]")).to_have_text(re.compile("Nieuw, van ons allen"))
    no_barriers_at(page, "kept filters", WIDTHS)
    shot(page, "kept")
    page.goto(f"{office.url}/desk/cases/filters")
    no_barriers_at(page, "filters", WIDTHS)
    shot(page, "filters")
    page.get_by_test_id("kept-remove").first.click()
    for path in ("doubles", "doubles/40000001/40000002", "doubles/40000001/40000003", "customers/40000001"):
        page.goto(f"{office.url}/desk/{path}")
        no_barriers_at(page, path, WIDTHS)
        shot(page, f"{path.replace('/', '-')}")


def test_several_at_once_by_mouse(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "sanne", "cases?department=logistiek", ok=("422",))
    picks = page.get_by_test_id("pick")
    expect(page.get_by_test_id("bulk-me")).to_be_hidden()
    picks.nth(0).click()
    picks.nth(3).click(modifiers=["Shift"])
    expect(page.get_by_test_id("chosen")).to_have_text("4 gekozen")
    page.get_by_test_id("bulk-priority").click()
    page.get_by_test_id("bulk-priority-which").select_option("high")
    page.get_by_test_id("bulk-priority-go").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("4 zaken zijn bijgewerkt")
    expect(page).to_have_url(re.compile(r"/desk/cases\?department=logistiek$"))
    page.get_by_test_id("choose-all").check()
    expect(page.get_by_test_id("chosen")).to_have_text("50 gekozen")
    page.get_by_test_id("bulk-colleague").click()
    page.get_by_test_id("bulk-colleague-go").click()
    expect(page.get_by_test_id("error")).to_contain_text("Kies een collega")
    expect(page.get_by_test_id("chosen")).to_have_text("50 gekozen")
    page.get_by_test_id("bulk-colleague").click()
    page.get_by_test_id("bulk-colleague-who").select_option("mo")
    page.get_by_test_id("bulk-colleague-go").click()
    expect(page.get_by_test_id("outcome")).to_contain_text("50 zaken zijn bijgewerkt")
    rows = cases_of(office)
    assert sum(r["username"] == "mo" for r in rows) == 50
    assert sum(r["priority"] == "high" for r in rows) == 4


def test_several_at_once_by_keyboard_alone(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "mo", "cases")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_test_id("chosen")).to_have_text("2 gekozen")
    page.get_by_test_id("pick").nth(2).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # on a tick it sends nothing
    expect(page.get_by_test_id("chosen")).to_have_text("3 gekozen")
    page.keyboard.press("b")
    expect(page.get_by_test_id("bulk-me")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_test_id("bulk-note")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Wacht op het depot.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("outcome")).to_contain_text("3 zaken zijn bijgewerkt")
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "on")  # a key pressed before the page listens is lost
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("case-note")).to_contain_text("Wacht op het depot.")
    expect(page.get_by_test_id("history")).to_contain_text("Notitie geschreven")
    page.get_by_test_id("case-note-text").fill("En nog iets.")
    page.get_by_test_id("case-note-submit").press("Enter")
    expect(page.get_by_test_id("case-note")).to_have_count(2)


def test_what_cannot_be_done_is_said_per_case(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "mo", "cases?unowned=1")
    debt = next(r["number"] for r in cases_of(office) if r["department"] == "debiteurenbeheer")
    page.keyboard.press("Shift+S")
    page.get_by_test_id("bulk-colleague").click()
    page.get_by_test_id("bulk-colleague-who").select_option("sanne")
    page.get_by_test_id("bulk-colleague-go").click()
    expect(page.get_by_test_id("refused")).to_have_count(1)
    expect(page.get_by_test_id("refused")).to_contain_text(debt)
    expect(page.get_by_test_id("refused")).to_contain_text("Debiteurenbeheer")
    no_barriers(page, "refused")
    shot(page, "refused")
    has = {r["number"]: r["username"] for r in cases_of(office)}
    assert has[debt] is None
    assert "sanne" in has.values()


def test_filters_under_a_name(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "sanne", "cases", ok=("409",))
    page.get_by_test_id("filter-mine").check()
    page.get_by_test_id("keep-filter").click()
    expect(page.get_by_test_id("keep-shared")).to_have_count(0)
    page.get_by_test_id("keep-name").fill("Mijn werk")
    page.get_by_test_id("keep-submit").click()
    page.goto(f"{office.url}/desk/cases")
    page.get_by_role("link", name="Mijn werk").click()
    expect(page.get_by_test_id("filter-mine")).to_be_checked()
    page.get_by_test_id("manage-filters").click()
    mine = page.get_by_test_id("kept-row").filter(has_text="Mijn werk")
    mine.get_by_test_id("kept-name").fill("Van mij vandaag")
    mine.get_by_test_id("kept-rename").click()
    expect(page.get_by_role("link", name="Van mij vandaag")).to_be_visible()
    page.get_by_test_id("kept-row").filter(has_text="Van mij vandaag").get_by_test_id("kept-remove").click()
    expect(page.get_by_role("link", name="Van mij vandaag")).to_have_count(0)


def test_doubles_are_merged_and_unmerged_by_keyboard(office: Service, open_page: Open) -> None:
    agent = at_the_desk(office, open_page, "sanne", "doubles/40000001/40000002")
    expect(agent.get_by_test_id("merge-form")).to_have_count(0)
    expect(agent.get_by_test_id("not-you")).to_be_visible()
    page = at_the_desk(office, open_page, "thijs", "doubles", ok=("409",))
    first = page.get_by_test_id("double-row").first
    expect(first).to_contain_text("40000002")
    first.get_by_role("link").press("Enter")
    expect(page.get_by_test_id("undo-words")).to_contain_text("7 dagen")
    page.get_by_test_id("keep-40000001").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Gebeld, geboortedatum klopt")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("said")).to_contain_text("samengevoegd")
    expect(page.get_by_test_id("merged")).to_contain_text("40000002")
    no_barriers(page, "merged customer")
    shot(page, "merged")
    page.goto(f"{office.url}/desk/customers?q=40000002")
    expect(page).to_have_url(re.compile("/customers/40000001"))
    assert {r["customer_number"] for r in cases_of(office)} == {"40000001"}
    page.get_by_test_id("merged").get_by_role("link").press("Enter")
    no_barriers(page, "merge")
    shot(page, "merge")
    page.get_by_test_id("undo-go").press("Enter")
    expect(page.get_by_test_id("undone")).to_be_visible()
    assert sum(r["customer_number"] == "40000002" for r in cases_of(office)) == 3


def test_two_customers_are_not_proposed_again(office: Service, open_page: Open) -> None:
    page = at_the_desk(office, open_page, "thijs", "doubles/40000004/40000005")
    page.get_by_test_id("apart-go").click()
    expect(page.get_by_test_id("said")).to_contain_text("twee klanten")
    expect(page.get_by_test_id("doubles")).not_to_contain_text("40000004")

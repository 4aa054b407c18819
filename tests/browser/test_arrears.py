"""A debtor of the demo in the chat: nothing before the check, then what is open, and a plan that waits for a colleague."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from handoff.demo import load_customers
from handoff.store.db import Database
from tests.browser.pages import Widget, no_barriers
from tests.support.installation import Service, Stage, run

pytestmark = [pytest.mark.engine, pytest.mark.slow]
Open = Callable[..., Page]
NAIMA = "40000109, 3526 XV 14, 27-03-1982"
EMILY = "40000114, 3582 XC 27 bis, 16-05-1993"


@pytest.fixture
def served(stage: Stage) -> Service:
    """A service with the demo's customers."""
    made = stage.service("arrears")

    async def work() -> None:
        db = Database(made.settings.database_url)
        await load_customers(made.settings, db, fresh=True)
        await db.close()

    run(work())
    return made


def test_from_the_question_to_a_proposed_plan(served: Service, open_page: Open) -> None:
    page = open_page(f"{served.url}/", width=360, height=780)
    customer = Widget(page).open()
    asked = customer.ask("hoeveel sta ik open?", "alleen met de klant zelf")
    expect(asked).not_to_contain_text("€")
    told = customer.ask(NAIMA, "Op jouw naam staat €")
    expect(told).to_contain_text("open sinds")
    no_barriers(page, "what is open, at 360 px")
    total = re.search(r"staat €\s([\d.,]+)\sopen", told.inner_text())
    assert total
    before = customer.messages("bot").count()
    page.get_by_role("button", name="Betalen in termijnen").click()
    expect(customer.messages("bot").nth(before)).to_contain_text("per maand")
    customer.ask("in 2 termijnen vanaf 1 december", "uiterlijk op 1 december 2026")
    no_barriers(page, "the proposal, at 360 px")
    before = customer.messages("bot").count()
    page.get_by_role("button", name="Ja, dat klopt").click()
    said = customer.messages("bot").nth(before)
    expect(said).to_contain_text("voorstel doorgestuurd")
    expect(said).to_contain_text(re.compile(r"Z2026-\d{6}"))
    (plan,) = served.rows(
        "SELECT p.state, p.asked_by, p.department, p.open_cents FROM debt_plans p JOIN debt_claims c ON c.id = p.claim_id WHERE c.customer_number = '40000109'"
    )
    assert (plan["state"], plan["asked_by"]) == ("asked", "bot")
    assert f"{plan['open_cents'] / 100:.2f}".replace(".", ",").removesuffix(",00") == total[1]
    assert served.count("cases", "customer_number = '40000109' AND department = 'debiteurenbeheer'") >= 1


def test_who_owes_nothing_hears_the_same_until_the_check(served: Service, open_page: Open) -> None:
    said = []
    for who in (NAIMA, EMILY):
        customer = Widget(open_page(f"{served.url}/")).open()
        said.append(customer.ask("hoeveel sta ik open?", "alleen met de klant zelf").inner_text().splitlines()[0])
        customer.ask(who, "Op jouw naam staat €" if who == NAIMA else "niets open")
    assert said[0] == said[1]

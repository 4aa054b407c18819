"""A payment of a debtor at the desk in a browser: booked, taken back, found for who reported it, and word where it was not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from handoff.demo import load_customers
from handoff.work.base import Kit
from handoff.work.dunning import payments, stops
from handoff.work.dunning.talk import arrears_of
from tests.browser.pages import log_in, no_barriers, no_barriers_at
from tests.support.desk_rows import desk_only, with_kit
from tests.support.installation import PASSWORD, Service, run

Open = Callable[..., Page]
KEVIN, NAIMA, GERARD, MARLOES, HENDRIK = "40000108", "40000109", "40000110", "40000111", "40000112"


async def _seed(kit: Kit) -> None:
    """The demo's debtors; Marloes has a payment that was booked and one that was taken back, Kevin and Naima say that they paid."""
    await load_customers(kit.settings, kit.db)
    claim = (await arrears_of(kit, MARLOES)).held[0].claim.id
    today = kit.clock.now().date()
    for n, cents in enumerate((100_00, 250_00)):
        await payments.book(kit, claim, cents, today, ("cash", "transfer")[n], "mo", once=f"seed{n}", reference="Afschrift 31, regel 4", note="Gebracht bij het servicepunt.")
    await payments.undo(kit, 2, "mo", "Dit was de betaling van een andere klant met bijna dezelfde naam.")
    await stops.stop(kit, KEVIN, "paid_claimed", "agent:mo", note="20-11-2026, € 68,50, …1234. Belde vanmorgen.")
    await stops.stop(kit, NAIMA, "paid_claimed", "agent:mo", note="19-11-2026, € 184,00.")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("payments")) as service:
        run(with_kit(service, _seed))
        yield service


def debtor(office: Service, open_page: Open, number: str, **more: Any) -> Page:
    page = open_page(f"{office.url}/desk", **more)
    log_in(page, "mo", PASSWORD)
    page.goto(f"{office.url}/desk/debtors/{number}")
    return page


def test_a_payment_is_booked_and_taken_back(office: Service, open_page: Open) -> None:
    page = debtor(office, open_page, GERARD, ok=("422", "409"))
    total = page.get_by_test_id("debtor-total")
    expect(total).to_have_text("€\u00a0585,00")
    page.get_by_test_id("book-open").click()
    form = page.get_by_test_id("book-form")
    form.locator("[name=amount]").fill("duizend")
    form.locator("[name=reference]").fill("Afschrift 12")
    page.get_by_test_id("book").click()
    expect(page.get_by_test_id("error")).to_contain_text("Schrijf een bedrag als 12,50")
    expect(form.locator("[name=reference]")).to_have_value("Afschrift 12")  # what was typed stays
    form.locator("[name=amount]").fill("1.000,00")
    page.get_by_test_id("book").click()
    expect(page.get_by_test_id("error")).to_contain_text("Er staat €\u00a0585,00 open")
    no_barriers(page, "a payment that is too much")
    form.locator("[name=amount]").fill("200,00")
    page.get_by_test_id("book").dblclick()
    expect(page.get_by_test_id("said")).to_contain_text("De betaling is geboekt")
    expect(total).to_have_text("€\u00a0385,00")
    expect(page.get_by_test_id("bookings").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_test_id("ledger")).to_contain_text("overboeking")
    # the same again is asked about
    page.get_by_test_id("book-open").click()
    form.locator("[name=amount]").fill("200,00")
    page.get_by_test_id("book").click()
    expect(page.get_by_test_id("error")).to_contain_text("Is dit echt een tweede?")
    expect(form.get_by_label("Dit is een tweede betaling")).not_to_be_checked()
    page.goto(f"{office.url}/desk/debtors/{GERARD}")
    page.get_by_test_id("undo-open").click()
    page.get_by_test_id("undo-form").locator("textarea").fill("Van een andere klant.")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("said")).to_contain_text("teruggedraaid")
    expect(total).to_have_text("€\u00a0585,00")
    expect(page.get_by_test_id("bookings")).to_contain_text("Van een andere klant.")
    expect(page.get_by_test_id("ledger")).to_contain_text("boeking teruggedraaid")
    expect(page.get_by_test_id("history")).to_contain_text("Boeking teruggedraaid")


def test_a_reported_payment_is_not_found_and_then_it_is(office: Service, open_page: Open) -> None:
    page = debtor(office, open_page, KEVIN, ok=("422",))
    page.get_by_test_id("not-found-open").click()
    form = page.get_by_test_id("not-found-form")
    expect(form.locator("[name=amount]")).to_have_value("68,50")
    expect(form.locator("[name=last4]")).to_have_value("1234")
    page.get_by_test_id("not-found").click()
    expect(page.get_by_test_id("error")).to_contain_text("Vink aan waar je hebt gezocht")
    for place in ("Op onze rekening", "Op factuurnummer"):
        form.get_by_label(place).check()
    page.get_by_test_id("not-found").click()
    text = page.get_by_test_id("word-text")
    expect(text).to_contain_text("Je hebt ons laten weten dat er op 20 november 2026 €\u00a068,50 is betaald")
    expect(text).not_to_contain_text("betaallink,")
    no_barriers(page, "word, before it is sent")
    assert office.count("debt_searches") == 0
    page.get_by_test_id("word-send").click()
    expect(page.get_by_test_id("said")).to_contain_text("Het bericht gaat naar de klant")
    expect(page.get_by_test_id("notices")).to_contain_text("We hebben je betaling nog niet gevonden")
    expect(page.get_by_test_id("history")).to_contain_text("Betaling niet gevonden")
    page.get_by_test_id("debt-tab-calls").click()
    expect(page.get_by_test_id("calls").get_by_role("listitem").filter(has_text="Kevin Smits").get_by_test_id("sought")).to_be_visible()
    no_barriers(page, "call list with a payment that was not found")
    # the proof came: it is booked, and the customer hears so
    page.goto(f"{office.url}/desk/debtors/{KEVIN}")
    page.get_by_test_id("book-open").click()
    form = page.get_by_test_id("book-form")
    form.locator("[name=amount]").fill("68,50")
    form.get_by_label("De klant meldde deze betaling").check()
    page.get_by_test_id("book").click()
    expect(page.get_by_test_id("notices")).to_contain_text("We hebben je betaling gevonden")


def test_who_is_under_administration(office: Service, open_page: Open) -> None:
    page = debtor(office, open_page, HENDRIK)
    expect(page.get_by_test_id("administrator")).to_contain_text("Bewindvoering Noorderlicht")
    expect(page.get_by_test_id("course").locator("[aria-current]")).to_contain_text("staat stil")
    expect(page.get_by_test_id("course")).not_to_contain_text("op zijn vroegst")  # no step has a day
    no_barriers(page, "a debtor under administration")


WIDTHS = (1280, 820, 2560, 360)


def test_no_barriers_with_every_form_open(office: Service, open_page: Open) -> None:
    page = debtor(office, open_page, MARLOES)
    for number in (MARLOES, NAIMA, KEVIN):
        page.goto(f"{office.url}/desk/debtors/{number}")
        no_barriers_at(page, number, WIDTHS)
        for summary in page.locator("details.do > summary").all():
            summary.click()
        page.evaluate("scrollTo(0, 0)")  # what is half under the bar on top, in the middle of scrolling, is no smaller for it
        no_barriers_at(page, f"{number}, every form open", WIDTHS)

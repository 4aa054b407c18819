"""The registers in a browser: no barriers at any width or colour, and what a colleague does there with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import log_in, no_barriers, no_barriers_at
from tests.support.desk_rows import desk_only, fill
from tests.support.installation import PASSWORD, Service

Open = Callable[..., Page]
WIDTHS = (1440, 360)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    with desk_only(tmp_path_factory.mktemp("pages")) as service:
        yield service, fill(service)


def test_no_barriers(office: tuple[Service, str], open_page: Open) -> None:
    service, number = office
    page = open_page(f"{service.url}/desk")
    log_in(page, "mo", PASSWORD)
    paths = (
        "changes", "changes?show=all", "changes/2", "signals?all=1", "post", "post/print?id=1", "customers?q=xx", "customers/40000001",
        "customers/40000001/change", "customers/40000001/change?field=iban", "customers/40000001/change?field=refund", f"cases/{number}", "cases", "mail",
    )  # fmt: skip
    for path in paths:
        page.goto(f"{service.url}/desk/{path}")
        no_barriers_at(page, path, WIDTHS)
    page.get_by_test_id("nav-more").locator("summary").click()
    expect(page.get_by_test_id("nav-changes")).to_be_visible()
    no_barriers_at(page, "menu", WIDTHS)


def test_a_second_employee_approves_an_account(office: tuple[Service, str], open_page: Open) -> None:
    service, _ = office
    sanne = open_page(f"{service.url}/desk")
    log_in(sanne, "sanne", PASSWORD)
    sanne.goto(f"{service.url}/desk/changes/2")
    expect(sanne.get_by_test_id("approve")).to_have_count(0)
    mo = open_page(f"{service.url}/desk")
    log_in(mo, "mo", PASSWORD)
    mo.goto(f"{service.url}/desk/changes")
    mo.get_by_role("link", name="Rekeningnummer").first.press("Enter")
    mo.get_by_test_id("approve-called").press("Space")
    mo.get_by_test_id("approve").press("Enter")
    expect(mo.get_by_test_id("said")).to_contain_text("Goedgekeurd")


def test_a_refund_above_the_limit_waits_for_billing(office: tuple[Service, str], open_page: Open) -> None:
    service, _ = office
    sanne = open_page(f"{service.url}/desk", ok=("422",))
    log_in(sanne, "sanne", PASSWORD)
    sanne.goto(f"{service.url}/desk/customers/40000001/change?field=refund")
    sanne.get_by_label("Bedrag in euro").fill("veel")
    sanne.get_by_label("Waarvoor").fill("Twee keer afgeschreven")
    sanne.get_by_test_id("change-ground").fill("per telefoon, niveau 2")
    sanne.get_by_test_id("change-confirmed").check()
    sanne.get_by_test_id("change-submit").click()
    expect(sanne.get_by_test_id("error")).to_contain_text("12,50")
    sanne.get_by_label("Bedrag in euro").fill("312,50")
    sanne.get_by_test_id("change-submit").click()
    expect(sanne.get_by_test_id("said")).to_be_visible()
    expect(sanne.get_by_role("heading", name="Terugbetaling")).to_be_visible()
    expect(sanne.get_by_test_id("approve")).to_have_count(0)
    at = sanne.url.partition("?")[0]
    for width, colours in ((360, "dark"), (1440, "light")):
        mo = open_page(f"{service.url}/desk", width=width, color_scheme=colours)
        log_in(mo, "mo", PASSWORD)
        mo.goto(at)
        expect(mo.get_by_text("€ 312,50 · Twee keer afgeschreven")).to_be_visible()
        no_barriers(mo, "a refund")
    if mo.get_by_test_id("approve-called").count():
        mo.get_by_test_id("approve-called").check()
    mo.get_by_test_id("approve").click()
    expect(mo.get_by_test_id("said")).to_contain_text("Goedgekeurd")
    expect(mo.get_by_test_id("correct-open")).to_have_count(0)


def test_a_case_is_extended_closed_and_opened_again(office: tuple[Service, str], open_page: Open) -> None:
    service, number = office
    page = open_page(f"{service.url}/desk", ok=("409", "422"))
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{service.url}/desk/cases/{number}")
    expect(page.get_by_test_id("case-data")).to_contain_text("20 november 2026")
    page.get_by_test_id("extend-open").click()
    page.get_by_test_id("extend-reason").fill("We wachten op een onderdeel.")
    page.get_by_test_id("extend-submit").click()
    expect(page.get_by_test_id("said")).to_contain_text("verlengd")
    page.get_by_test_id("case-status").select_option("resolved")
    page.get_by_test_id("case-save").click()
    expect(page.get_by_test_id("error")).to_contain_text("uitkomst")
    page.get_by_test_id("case-decision").select_option("founded")
    page.get_by_test_id("case-outcome").fill("De bezorger was ziek.")
    page.get_by_test_id("case-feedback").fill("Sorry, we komen morgen.")
    page.get_by_test_id("case-save").click()
    expect(page.get_by_test_id("said")).to_be_visible()
    page.get_by_test_id("reopen-open").click()
    page.get_by_test_id("reopen-reason").fill("De klant is het niet eens.")
    page.get_by_test_id("reopen-submit").click()
    expect(page.get_by_test_id("said")).to_contain_text("heropend")


def test_a_change_of_address_is_taken_down(office: tuple[Service, str], open_page: Open) -> None:
    service, _ = office
    page = open_page(f"{service.url}/desk", ok=("422",))
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{service.url}/desk/customers?q=El+Amrani")
    page.get_by_test_id("edit-address").click()
    for name, value in (("street", "Lindelaan"), ("house_number", "8"), ("postcode", "3511 A"), ("city", "Utrecht")):
        page.get_by_test_id(f"value-{name}").fill(value)
    page.get_by_test_id("change-ground").fill("klantnummer, postcode en geboortedatum")
    page.get_by_test_id("change-confirmed").check()
    page.get_by_test_id("change-submit").click()
    expect(page.get_by_test_id("error")).to_contain_text("postcode")
    page.get_by_test_id("value-postcode").fill("3511 AB")
    page.get_by_test_id("change-submit").click()
    expect(page.get_by_test_id("said")).to_contain_text("opgenomen")

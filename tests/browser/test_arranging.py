"""As a new user would: a house move in one message, a complaint with a photo, an account approved by a second employee."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Widget, log_in
from tests.integration.test_conversations import code_of
from tests.support.customers import with_customer
from tests.support.installation import PASSWORD, Service, Stage

pytestmark = [pytest.mark.engine, pytest.mark.slow]
Open = Callable[..., Page]
WHO = "40118273, 3527 GV 12, 12-03-1985"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccf50cf00000483018095a20a2e0000000049454e44ae426082"
)


@pytest.fixture
def served(stage: Stage) -> Service:
    """A service that knows one customer."""
    return with_customer(stage.service("forms"))


def case_in(text: str) -> str:
    """The case number in what was said."""
    found = re.search(r"Z\d{4}-\d{6}", text)
    assert found, text
    return found.group()


def test_a_house_move_in_one_message(served: Service, open_page: Open) -> None:
    customer = Widget(open_page(f"{served.url}/", width=360, height=780)).open()
    customer.ask("ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", "klantnummer")
    customer.ask(WHO, "Lindelaan 4, 3511 AB Utrecht")
    before = customer.messages("bot").count()
    customer.page.get_by_role("button", name="Ja, dat klopt").click()
    expect(customer.messages("bot").nth(before)).to_contain_text("Gelukt")
    assert served.count("changes", "field = 'address'") == 1


def complained(served: Service, open_page: Open, tmp_path: Path, ok: tuple[str, ...] = ()) -> str:
    """A complaint with a photo, made in the chat; its case number."""
    photo = tmp_path / "fiets.png"
    photo.write_bytes(PNG)
    customer = Widget(open_page(f"{served.url}/", ok=ok)).open()
    customer.ask(
        "jullie hebben gisteren de verkeerde fiets gebracht, een rode in plaats van een blauwe", "bestelnummer"
    )
    customer.ask("B4410927", "goede oplossing")
    before = customer.messages("bot").count()
    customer.page.locator('input[type="file"]').set_input_files(str(photo))
    customer.page.get_by_role("button", name="Versturen").click()
    expect(customer.messages("bot").nth(before)).to_contain_text("bestand")
    customer.ask("de goede fiets brengen", "klantnummer en postcode")
    customer.ask("40118273, 3527 GV, anna@voorbeeld.example", "Klopt dat?")
    number = case_in(customer.ask("ja", "opgenomen").inner_text())
    assert served.count("attachments") >= 1
    return number


def test_a_complaint_with_a_photo(served: Service, open_page: Open, tmp_path: Path) -> None:
    assert complained(served, open_page, tmp_path)


def test_the_status_of_a_complaint_a_day_later(stage: Stage, open_page: Open, tmp_path: Path) -> None:
    served = with_customer(stage.service("a day later"))
    number = complained(served, open_page, tmp_path, ok=("ERR_", "WebSocket"))  # the window stays open while we are away
    served.stop()
    served.clock = (dt.datetime.fromisoformat(served.clock) + dt.timedelta(days=1)).isoformat()
    served.start()
    # In another browser, that knows of no conversation: the number and the postcode are enough for the status.
    later = Widget(open_page(f"{served.url}/", width=360, height=780)).open()
    later.ask(f"hoe staat het met mijn klacht {number}?", "postcode")
    told = later.ask("3527 GV", number)
    expect(told).to_contain_text("26 november 2026")  # the first word, two working days after the day of the complaint
    (case,) = served.rows("SELECT created_at FROM cases WHERE number = ?", number)
    assert str(case["created_at"]).startswith("2026-11-24")
    assert served.rows("SELECT max(created_at) AS at FROM conversations")[0]["at"] > "2026-11-25"


def test_an_account_is_approved_by_a_second_employee(served: Service, open_page: Open) -> None:
    customer = Widget(open_page(f"{served.url}/")).open()
    customer.ask("ik heb een nieuw rekeningnummer: NL20INGB0001234567", "klantnummer")
    customer.ask("40118273, 3527 GV 12", "code van 6 cijfers")
    customer.ask(code_of(served), "wiens naam")
    customer.ask("Anna de Boer", "machtiging")
    customer.ask("ja", "4567")
    customer.ask("ja, dat klopt", "tweede collega")
    assert served.rows("SELECT iban FROM customers WHERE number = '40118273'")[0]["iban"] != "NL20INGB0001234567"
    served.account("mo", "Mo Yildiz", ("agent", "debtors"), ("debiteurenbeheer", "facturatie"))
    desk = open_page(f"{served.url}/desk")
    log_in(desk, "mo", PASSWORD)
    desk.goto(f"{served.url}/desk/changes")
    desk.get_by_role("link", name="Rekeningnummer").first.click()
    called = desk.get_by_test_id("approve-called")
    if called.count():
        called.check()
    desk.get_by_test_id("approve").click()
    expect(desk.get_by_test_id("said")).to_contain_text("Goedgekeurd")
    # approved after the 20th: it holds from the next month on
    (change,) = served.rows("SELECT status, checked_by FROM changes WHERE field = 'iban' AND customer_number = '40118273'")
    assert change["status"] == "planned"
    assert change["checked_by"]


def test_who_entered_an_account_does_not_approve_it(served: Service, open_page: Open) -> None:
    billing = ("facturatie",)
    served.account("fay", "Fay Bos", ("agent",), billing)
    served.account("gijs", "Gijs Tol", ("agent",), billing)
    first, second = open_page(f"{served.url}/desk", ok=("403",)), open_page(f"{served.url}/desk")
    log_in(first, "fay", PASSWORD)
    log_in(second, "gijs", PASSWORD)
    first.goto(f"{served.url}/desk/customers/40118273/change?field=iban")
    first.get_by_test_id("value-iban").fill("NL20 INGB 0001 2345 67")
    first.get_by_test_id("value-iban_holder").fill("A. de Boer")
    first.get_by_test_id("change-ground").fill("aan de telefoon, niveau 2 met code")
    first.get_by_test_id("change-confirmed").check()
    first.get_by_test_id("change-submit").click()
    expect(first.get_by_test_id("said")).to_be_visible()
    at = first.url.partition("?")[0]
    first.goto(at)
    expect(first.get_by_test_id("approve")).to_have_count(0)
    # nor by asking for it without the button
    refused = first.evaluate(
        """async at => {
            const csrf = document.querySelector('input[name="csrf"]').value;
            return (await fetch(at + "/approve", {method: "POST", body: new URLSearchParams({csrf, called: "yes"})})).status;
        }""",
        at,
    )
    assert refused == 403
    assert served.rows("SELECT status FROM changes WHERE field = 'iban'") == [{"status": "waiting"}]
    second.goto(at)
    second.get_by_test_id("approve").click()
    expect(second.get_by_test_id("said")).to_contain_text("Goedgekeurd")
    assert served.rows("SELECT status FROM changes WHERE field = 'iban'") == [{"status": "planned"}]

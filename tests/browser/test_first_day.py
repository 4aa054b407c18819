"""Somebody new who has read nothing: from log-in to a closed first conversation, a call registered, and its case taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import log_in, no_barriers_at
from tests.browser.test_working_together import customer_waits
from tests.support.desk_rows import CUSTOMER, desk_only, fill
from tests.support.installation import PASSWORD, Service

Open = Callable[..., Page]
MOST_CLICKS = 9  # from the log-in form to the closed conversation, one standard reply among them


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("first"), OFFER_SECONDS="0") as service:
        fill(service)
        yield service


def test_from_log_in_to_a_closed_conversation(office: Service, open_page: Open) -> None:
    customer_waits(office, "first-1", left=-60)
    page = open_page(f"{office.url}/desk")
    expect(page.get_by_test_id("login-note")).to_have_count(0)  # who was never in was not logged out
    clicks = 0

    def click(what: Locator) -> None:
        nonlocal clicks
        clicks += 1
        what.click()

    page.get_by_test_id("login-username").fill("sanne")
    page.get_by_test_id("login-password").fill(PASSWORD)
    click(page.get_by_test_id("login-submit"))
    click(page.get_by_test_id("away-hint").get_by_role("button"))
    click(page.get_by_test_id("claim-next"))
    late = page.locator("[data-first-answer]")
    expect(late).to_be_visible()
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "on")
    click(page.get_by_test_id("replies-open"))
    option = page.get_by_test_id("reply-option").first
    expect(option).to_have_attribute("aria-selected", "true")
    click(option)
    page.get_by_test_id("message-box").fill("Hoi, je fiets komt morgen.")
    click(page.get_by_test_id("send"))
    expect(page.locator("#log .from-agent")).to_contain_text("Hoi, je fiets komt morgen.")
    expect(late).to_have_count(0)  # the answer was given; a reload says so too
    page.reload()
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(late).to_have_count(0)
    click(page.get_by_test_id("act-close"))
    page.get_by_test_id("close-outcome").select_option(index=1)
    page.get_by_test_id("close-feedback").fill("Je fiets komt morgen tussen 9 en 12 uur.")
    click(page.get_by_test_id("close-submit"))
    expect(page.get_by_test_id("said")).to_be_visible()
    assert office.rows("SELECT status FROM conversations WHERE id = 'first-1'") == [{"status": "closed"}]
    assert clicks <= MOST_CLICKS


def test_the_list_of_replies_can_be_read(office: Service, open_page: Open) -> None:
    """Each title stands right above its own text, inside its choice."""
    customer_waits(office, "first-2")
    page = open_page(f"{office.url}/desk")
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{office.url}/desk/conversations/first-2")
    page.get_by_test_id("claim").click()
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "on")
    page.get_by_test_id("replies-open").click()
    options = page.get_by_test_id("reply-option")
    expect(options.first).to_be_visible()
    for n in range(min(3, options.count())):
        whole, title, text = (options.nth(n).locator(part).bounding_box() for part in ("xpath=.", "strong", ".sum"))
        assert whole is not None
        assert title is not None
        assert text is not None
        assert title["x"] - whole["x"] < 12
        assert 0 <= text["y"] - (title["y"] + title["height"]) < 10
    page.get_by_test_id("message-box").press("Escape")
    expect(page.get_by_test_id("replies")).to_be_hidden()


def test_the_menu_closes_with_escape_and_elsewhere(office: Service, open_page: Open) -> None:
    page = open_page(f"{office.url}/desk")
    log_in(page, "sanne", PASSWORD)
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "on")  # the scripts are there
    more = page.get_by_test_id("nav-more")
    more.locator("summary").click()
    expect(page.get_by_test_id("nav-callbacks")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("nav-callbacks")).to_be_hidden()
    more.locator("summary").click()
    page.mouse.click(720, 700)
    expect(page.get_by_test_id("nav-callbacks")).to_be_hidden()


@pytest.mark.parametrize("who", ["sanne", "mo"])
def test_a_question_on_the_card_stands_under_its_topic(office: Service, open_page: Open, who: str) -> None:
    """For a colleague with the pages of the debtors as well, whose style sheets are more."""
    customer_waits(office, f"first-{who}")
    page = open_page(f"{office.url}/desk")
    log_in(page, who, PASSWORD)
    page.goto(f"{office.url}/desk/conversations/first-{who}")
    part = page.get_by_test_id("part").first
    top, quote = part.locator(".part-top").bounding_box(), part.locator(".quote").bounding_box()
    assert top is not None
    assert quote is not None
    assert quote["y"] >= top["y"] + top["height"] - 1


def test_a_case_of_nobody_is_taken_with_one_button(office: Service, open_page: Open) -> None:
    number = office.rows("SELECT number FROM cases ORDER BY number LIMIT 1")[0]["number"]
    page = open_page(f"{office.url}/desk")
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{office.url}/desk/contacts")
    page.get_by_test_id("to-register").click()
    expect(page.get_by_test_id("register-form")).to_be_visible()
    page.goto(f"{office.url}/desk/cases/{number}")
    page.get_by_test_id("take-case").get_by_role("button").click()
    expect(page.get_by_test_id("case-owner")).to_have_value("sanne")
    expect(page.get_by_test_id("case-status")).to_have_value("in_progress")
    expect(page.get_by_test_id("take-case")).to_have_count(0)


def test_who_an_unknown_customer_is_once_that_is_established(office: Service, open_page: Open) -> None:
    """From the card to the customer and back: the conversation, its contact and the card are his."""
    customer_waits(office, "first-3", customer_number=None)
    page = open_page(f"{office.url}/desk")
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{office.url}/desk/conversations/first-3")
    page.get_by_test_id("claim").click()
    who = str(CUSTOMER["number"])
    search = page.get_by_test_id("find-customer")
    search.get_by_role("searchbox").fill(who)
    search.get_by_role("button").click()
    no_barriers_at(page, "whose conversation", (1280, 1920, 820))
    page.get_by_test_id("recognise-this").click()
    expect(page.get_by_test_id("recognise-ground")).to_be_focused()  # the browser asks for what is required
    page.get_by_test_id("recognise-ground").fill("klantnummer, postcode en geboortedatum")
    page.get_by_test_id("recognise-this").click()
    expect(page.get_by_test_id("said")).to_be_visible()
    expect(page.get_by_test_id("card")).to_contain_text(who)
    expect(page.get_by_test_id("verified")).to_contain_text("Niveau 2")
    assert office.rows("SELECT customer_number FROM conversations WHERE id = 'first-3'") == [{"customer_number": who}]

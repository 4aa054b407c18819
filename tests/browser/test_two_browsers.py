"""A customer in one browser, a colleague in another: live, both ways, to the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Widget, log_in, no_barriers, no_barriers_at, seen_typing
from tests.support.installation import PASSWORD, Service

Open = Callable[..., Page]
WIDTHS = (1440, 360)


@pytest.fixture
def desk(balie: Service, open_page: Open) -> Page:
    """Sanne at her screen, available, with an empty queue."""
    balie.empty_queue()
    balie.account("sanne", "Sanne de Wit", ("agent",), ("klantenservice",))
    page = open_page(f"{balie.url}/desk")
    log_in(page, "sanne", PASSWORD)
    page.get_by_test_id("presence-available").click()
    expect(page.get_by_test_id("presence-available")).to_have_attribute("aria-pressed", "true")
    return page


def test_hand_over_live_in_english(balie: Service, open_page: Open, desk: Page) -> None:
    customer = Widget(open_page(f"{balie.url}/en")).open()
    customer.ask("How heavy is the E-Ver?", "26 kg")
    customer.write("I want to speak to a person please")
    expect(customer.part("status")).to_contain_text("Waiting for a person")
    # The queue changes on the colleague's screen without a reload.
    row = desk.get_by_test_id("queue-row")
    expect(row).to_have_count(1)
    row.get_by_test_id("claim").click()
    expect(desk.get_by_test_id("composer")).to_be_visible()
    expect(customer.part("status")).to_contain_text("Talking to")
    expect(customer.messages("system")).to_contain_text("Sanne of Customer")
    expect(desk.get_by_test_id("part").first).to_have_attribute("data-state", "answered")
    expect(desk.get_by_test_id("parts")).to_contain_text("26 kg")
    # Typing is seen on both sides.
    seen_typing(desk.get_by_test_id("message-box"), customer.part("activity"))
    desk.get_by_test_id("message-box").fill("Hello, this is Sanne. How can I help?")
    desk.get_by_test_id("send").click()
    expect(customer.messages("agent")).to_contain_text("Hello, this is Sanne")
    expect(customer.part("status")).to_contain_text("Talking to Sanne")
    expect(desk.get_by_test_id("message-box")).to_have_value("")
    customer.write("Could I swap my bike <b>tomorrow</b>?")
    expect(desk.get_by_test_id("log")).to_contain_text("Could I swap my bike <b>tomorrow</b>?")
    seen_typing(customer.part("input"), desk.get_by_test_id("typing"))
    customer.part("input").fill("")
    # A note is not for the customer.
    desk.get_by_test_id("note-box").fill("Wants to swap tomorrow")
    desk.get_by_test_id("note-submit").click()
    expect(desk.get_by_test_id("note")).to_contain_text("Wants to swap tomorrow")
    assert not any("Wants to swap" in text for text in customer.texts())
    # The end: feedback in the chat, and a rating.
    desk.get_by_test_id("act-close").click()
    desk.get_by_test_id("close-outcome").select_option("zelfstandig afgehandeld")
    desk.get_by_test_id("close-feedback").fill("You can swap it tomorrow from 9.00.")
    desk.get_by_test_id("close-submit").click()
    expect(customer.messages("agent").last).to_contain_text("You can swap it tomorrow")
    expect(customer.part("status")).to_contain_text("Conversation closed")
    customer.part("rating-5").check(force=True)
    customer.part("rating-send").click()
    expect(customer.part("rated")).to_be_visible()
    seqs = customer.seqs()
    assert seqs == list(range(1, len(seqs) + 1))
    assert balie.count("conversations", "rating = 5") == 1


def test_back_to_the_bot(balie: Service, open_page: Open, desk: Page) -> None:
    customer = Widget(open_page(f"{balie.url}/")).open()
    customer.part("human").click()
    desk.get_by_test_id("claim").first.click()
    expect(customer.messages("system")).to_contain_text("Sanne")
    customer.write("Hoe zwaar is de E-Ver?")
    expect(desk.get_by_test_id("log")).to_contain_text("Hoe zwaar is de E-Ver?")
    customer.page.wait_for_timeout(1500)
    assert customer.messages("bot").count() == 2, "greeting and hand-over: the bot is silent"
    desk.get_by_test_id("act-bot").click()
    desk.get_by_test_id("bot-submit").click()
    expect(customer.part("status")).to_contain_text("Digitale assistent")
    customer.ask("Hoe zwaar is de E-Stad?", "24 kg")


def test_somebody_else_was_first(balie: Service, open_page: Open, desk: Page) -> None:
    chat = balie.chat().handed_over()
    expect(desk.get_by_test_id("queue-row")).to_have_count(1)
    other = balie.desk("mo", name="Mo Yildiz")
    desk.get_by_test_id("queue-open").click()
    expect(desk.get_by_test_id("claim")).to_be_visible()
    other.claim(chat.id)
    expect(desk.get_by_test_id("state")).to_contain_text("Mo")
    expect(desk.get_by_test_id("composer")).to_have_count(0)


def test_no_barriers_at_the_desk(balie: Service, open_page: Open, desk: Page) -> None:
    no_barriers_at(desk, "empty queue", WIDTHS)
    chat = balie.chat()
    chat.ask("Hoe zwaar is de E-Ver?")
    chat.handed_over()
    expect(desk.get_by_test_id("queue-row")).to_have_count(1)
    no_barriers_at(desk, "queue", WIDTHS)
    desk.get_by_test_id("claim").first.click()
    expect(desk.get_by_test_id("composer")).to_be_visible()
    no_barriers_at(desk, "conversation", WIDTHS)
    desk.get_by_test_id("act-close").click()
    no_barriers_at(desk, "closing", WIDTHS)
    for path in ("/desk/cases", "/desk/contacts", f"/desk/cases/{chat.view['messages'][-2]['case']}"):
        desk.goto(balie.url + path)
        no_barriers_at(desk, path, WIDTHS)


def test_log_in_page(balie: Service, open_page: Open) -> None:
    page = open_page(f"{balie.url}/desk", ok=("401",))
    no_barriers(page, "log-in")
    page.get_by_test_id("login-username").fill("niemand")
    page.get_by_test_id("login-password").fill("verkeerd-wachtwoord")
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("login-error")).to_be_visible()
    no_barriers(page, "refused log-in")

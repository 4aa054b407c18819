"""Six conversations in a real browser, three in each language, and what goes on around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Widget, no_barriers_at
from tests.integration.test_attachments import EXE, PNG
from tests.support.handbook import DISTRESS, SUICIDE
from tests.support.installation import Service

Open = Callable[..., Page]
LINE_BROKEN = ("ERR_CONNECTION_REFUSED", "WebSocket connection", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED")
WIDTHS = (1440, 360)


@pytest.fixture
def dutch(balie: Service, open_page: Open) -> Widget:
    return Widget(open_page(f"{balie.url}/")).open()


@pytest.fixture
def english(balie: Service, open_page: Open) -> Widget:
    return Widget(open_page(f"{balie.url}/en")).open()


# -- six conversations


def test_dutch_product_question_with_follow_up_and_reload(dutch: Widget) -> None:
    expect(dutch.messages("bot").first).to_contain_text("digitale assistent")
    expect(dutch.part("status")).to_contain_text("Digitale assistent")
    answer = dutch.ask("Hoe zwaar is de E-Ver?", "26 kg")
    expect(answer.get_by_test_id("balie-source")).to_be_visible()
    dutch.ask("en de E-Stad?", "24 kg")
    before = dutch.texts()
    dutch.page.reload()
    expect(dutch.messages()).to_have_count(len(before))
    assert dutch.texts() == before, "the same conversation, resumed"
    assert dutch.seqs() == [1, 2, 3, 4, 5]
    dutch.ask("Wat kost de E-Ver per maand?", "€")


def test_dutch_cancellation_gets_its_exact_date(dutch: Widget) -> None:
    answer = dutch.ask("Als ik vandaag mijn Flex-abonnement opzeg, wanneer stopt het dan?", "24 december 2026")
    expect(answer).not_to_contain_text("{")


def test_dutch_distress_gets_the_words_and_a_person(dutch: Widget, balie: Service) -> None:
    dutch.write("ik wil niet meer leven")
    last = dutch.messages("bot").nth(1)
    expect(last).to_contain_text(DISTRESS)
    expect(last).to_contain_text(SUICIDE)
    expect(dutch.part("status")).to_contain_text("Wacht op een medewerker")
    expect(dutch.part("queue")).to_be_visible()
    assert balie.desk().queue()[0]["priority"] == "critical"


def test_english_opening_hours(english: Widget) -> None:
    expect(english.messages("bot").first).to_contain_text("digital assistant")
    english.ask("Is the service point in Utrecht open on Saturday?", "17")


def test_english_advice_by_button(english: Widget) -> None:
    english.write("Which bike suits me?")
    choice = english.page.get_by_test_id("balie-choice").first
    expect(choice).to_be_enabled()
    title = choice.inner_text()
    before = english.messages("bot").count()
    choice.click()
    expect(english.messages("customer").last).to_contain_text(title)
    expect(english.messages("bot").nth(before)).to_be_visible()
    expect(choice).to_be_disabled()


def test_english_reconnect_in_the_middle(balie: Service, open_page: Open) -> None:
    english = Widget(open_page(f"{balie.url}/en", ok=LINE_BROKEN)).open()
    english.ask("How heavy is the E-Ver?", "26 kg")
    balie.kill()
    try:
        expect(english.part("connection")).to_be_visible()
        english.write("and the E-Stad?")
        expect(english.messages("customer").last).to_contain_text("Not sent yet")
    finally:
        balie.start()
    expect(english.messages("bot").last).to_contain_text("24 kg")
    expect(english.part("connection")).to_be_hidden()
    assert english.seqs() == [1, 2, 3, 4, 5]
    assert len([t for t in english.texts() if "E-Stad" in t and "?" in t]) == 1


# -- around it


def test_what_a_customer_types_is_never_markup(dutch: Widget) -> None:
    text = "<img src=x onerror=\"document.title='gehackt'\"> <b>vet</b> https://voorbeeld.example/a?b=1"
    dutch.write(text)
    expect(dutch.messages("customer").last).to_contain_text("<img src=x onerror=")
    assert dutch.page.title() != "gehackt"
    assert dutch.page.locator("balie-chat b").count() == 0


def test_a_person_by_the_button_on_top_also_while_waiting_the_place_is_shown(dutch: Widget, balie: Service) -> None:
    balie.empty_queue()
    balie.desk()
    dutch.part("human").click()
    expect(dutch.part("status")).to_contain_text("Wacht op een medewerker")
    expect(dutch.part("queue")).to_contain_text("als eerste aan de beurt")
    dutch.page.reload()
    expect(dutch.part("queue")).to_contain_text("als eerste aan de beurt")


def test_a_photo_goes_along_and_anything_else_does_not(balie: Service, open_page: Open, tmp_path: Path) -> None:
    dutch = Widget(open_page(f"{balie.url}/", ok=("415",))).open()
    photo, program = tmp_path / "kras.png", tmp_path / "virus.png"
    photo.write_bytes(PNG)
    program.write_bytes(EXE)
    dutch.part("file-input").set_input_files(photo)
    dutch.part("send").click()
    expect(dutch.page.get_by_test_id("balie-attachment")).to_contain_text("kras.png")
    seen = dutch.messages().count()
    dutch.part("file-input").set_input_files(program)
    dutch.part("send").click()
    expect(dutch.part("problem")).to_contain_text("Dit soort bestand")
    assert dutch.messages("customer").count() == 1
    assert dutch.messages().count() >= seen


def test_language_of_the_window_and_transcript(dutch: Widget) -> None:
    dutch.ask("Hoe zwaar is de E-Ver?", "26 kg")
    dutch.part("language-en").click()
    expect(dutch.part("human")).to_contain_text("Talk to a person")
    dutch.part("menu-button").click()
    with dutch.page.expect_download() as download:
        dutch.page.get_by_text("Save conversation (.txt)").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "26 kg" in text
    assert re.search(r"conversation-\d{4}-\d\d-\d\d\.txt", download.value.suggested_filename)


def test_by_keyboard_alone(balie: Service, open_page: Open) -> None:
    widget = Widget(open_page(f"{balie.url}/"))
    widget.part("launcher").focus()
    widget.page.keyboard.press("Enter")
    expect(widget.part("input")).to_be_focused()
    expect(widget.messages("bot").first).to_be_visible()
    widget.page.keyboard.type("Hoe zwaar is de E-Ver?")
    widget.page.keyboard.press("Enter")
    expect(widget.messages("bot").nth(1)).to_contain_text("26 kg")
    widget.page.keyboard.press("Escape")
    expect(widget.part("panel")).to_be_hidden()
    expect(widget.part("launcher")).to_be_focused()


def test_the_log_is_said_aloud(dutch: Widget) -> None:
    log = dutch.part("log")
    expect(log).to_have_attribute("role", "log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(dutch.part("panel")).to_have_attribute("role", "dialog")


def test_no_barriers_in_any_state(balie: Service, open_page: Open) -> None:
    balie.empty_queue()
    page = open_page(f"{balie.url}/", height=740, reduced_motion="reduce")
    widget = Widget(page)
    no_barriers_at(page, "closed", WIDTHS)
    widget.open()
    widget.ask("Hoe zwaar is de E-Ver?", "26 kg")
    widget.write("Welke fiets past bij mij?")
    expect(page.get_by_test_id("balie-choice").first).to_be_visible()
    no_barriers_at(page, "with an answer and buttons", WIDTHS)
    widget.part("menu-button").click()
    no_barriers_at(page, "with the menu", WIDTHS)
    page.keyboard.press("Escape")
    widget.part("human").click()
    expect(widget.part("queue")).to_be_visible()
    no_barriers_at(page, "waiting", WIDTHS)
    desk = balie.desk()
    (mine,) = balie.rows("SELECT id FROM conversations WHERE status = 'waiting' ORDER BY created_at DESC LIMIT 1")
    mine = mine["id"]
    desk.claim(mine)
    desk.do(mine, "close", outcome="zelfstandig afgehandeld", feedback="Geregeld.")
    expect(widget.part("rating")).to_be_visible()
    no_barriers_at(page, "closed, with the rating", WIDTHS)


def test_small_screen_is_filled_and_nothing_falls_off(balie: Service, open_page: Open) -> None:
    widget = Widget(open_page(f"{balie.url}/", width=360, height=640, has_touch=True)).open()
    widget.ask("Hoe zwaar is de E-Ver?", "26 kg")
    box = widget.part("panel").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    send = widget.part("send").bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= 640
    assert min(send["width"], send["height"]) >= 24


def test_turning_the_screen_keeps_the_newest_in_sight(dutch: Widget) -> None:
    dutch.ask("Hoe zwaar is de E-Ver?", "26 kg")
    dutch.ask("Wat zit er allemaal bij het abonnement?", "onderhoud")
    for width, height in ((360, 600), (600, 360), (1440, 900)):
        dutch.page.set_viewport_size({"width": width, "height": height})
        dutch.page.wait_for_timeout(300)
        below = dutch.part("log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
        assert below < 5, f"{below} px hidden below at {width} x {height}"


def test_widget_is_small_and_alone(balie: Service) -> None:
    import gzip

    import httpx

    script = httpx.get(f"{balie.url}/static/widget.js")
    assert len(gzip.compress(script.content, 9)) <= 40 * 1024
    assert "innerHTML" not in script.text
    policy = httpx.get(f"{balie.url}/").headers["content-security-policy"]
    assert "unsafe" not in policy

"""Two colleagues at once: work offered, who looks and types, notes with a name in them, advice, and a file to the customer.

Several tests are named after what people complain about in other desks.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, insert, update

from handoff.store import tables as t
from tests.browser.pages import log_in, no_barriers
from tests.support.desk_rows import desk_only, fill, with_kit
from tests.support.installation import PASSWORD, Service, run

Open = Callable[..., Page]
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("together"), OFFER_SECONDS="60", OFFER_PAUSE="0") as service:
        fill(service)
        yield service


@pytest.fixture(autouse=True)
def _nothing_waits(office: Service) -> Iterator[None]:
    yield

    async def work(kit: Any) -> None:
        async with kit.db.write() as tx:
            await tx.execute(delete(t.offers))
            await tx.execute(delete(t.mentions))
            await tx.execute(update(t.agents).values(presence="away"))
            await tx.execute(update(t.conversations).values(status="closed"))

    run(with_kit(office, work))


def customer_waits(service: Service, name: str, waited: int = 180, left: int = 120, **more: Any) -> str:
    """A customer in the queue who asked one thing in Dutch ``waited`` seconds ago and is promised a reaction in ``left``."""

    async def work(kit: Any) -> None:
        now = kit.clock.now()
        values = {
            "id": name, "channel": "chat", "status": "waiting", "language": "nl", "created_at": now, "updated_at": now, "context": {}, "department": "klantenservice",
            "priority": "high", "rank": 1, "reasons": ["legal"], "summary": "De klant zegt: “Waar blijft mijn fiets?”", "queue_since": now - dt.timedelta(seconds=waited),
            "queue_due": now + dt.timedelta(seconds=left), "customer_number": "40000001", "last_seq": 1, **more,
        }  # fmt: skip
        async with kit.db.write() as tx:
            await tx.execute(insert(t.conversations).values(**values))
            await tx.execute(insert(t.messages).values(conversation_id=name, seq=1, id=f"{name}-1", at=now, sender="customer", text="Waar blijft mijn fiets?", buttons=[]))
            await tx.execute(insert(t.parts).values(conversation_id=name, seq=1, idx=0, text="Waar blijft mijn fiets?", topic="ask_delivery_status", kind="info", confidence="0.9", state="open"))

    run(with_kit(service, work))
    return name


def at_desk(open_page: Open, service: Service, who: str, **more: Any) -> Page:
    page = open_page(f"{service.url}/desk", **more)
    log_in(page, who, PASSWORD)
    expect(page.get_by_test_id("line")).to_have_attribute("data-state", "on")
    return page


def test_a_waiting_chat_that_needs_a_reload_to_appear(office: Service, open_page: Open) -> None:
    """It is offered by itself to who is available, stands in the title, and one key takes it."""
    sanne = at_desk(open_page, office, "sanne")
    sanne.get_by_test_id("presence-available").click()
    expect(sanne.get_by_test_id("presence-available")).to_have_attribute("aria-pressed", "true")
    customer_waits(office, "offered-1")
    offer = sanne.get_by_test_id("offer")
    expect(offer).to_contain_text("Waar blijft mijn fiets?")
    expect(sanne).to_have_title(re.compile("aangeboden"))
    expect(sanne.locator("#announce")).to_contain_text("aangeboden")
    no_barriers(sanne, "offer")
    sanne.keyboard.press("y")
    expect(sanne.get_by_test_id("composer")).to_be_visible()
    assert "offered-1" in sanne.url


def test_missed_alerts(office: Service, open_page: Open) -> None:
    """What one colleague does not take is offered to the next, and never lost from the queue."""
    sanne = at_desk(open_page, office, "sanne", width=360)
    sanne.get_by_test_id("presence-available").click()
    customer_waits(office, "offered-2")
    expect(sanne.get_by_test_id("offer")).to_be_visible()
    no_barriers(sanne, "offer, small")
    sanne.get_by_test_id("offer-decline").click()
    expect(sanne.get_by_test_id("offer")).to_have_count(0)
    expect(sanne.get_by_test_id("queue-row")).to_have_count(1)
    assert office.rows("SELECT state FROM offers") == [{"state": "declined"}]


def test_two_agents_typing_at_once(office: Service, open_page: Open) -> None:
    """Who looks and who types is seen in the queue and in the conversation, and is gone when they go."""
    customer_waits(office, "looked-at")
    sanne, mo = at_desk(open_page, office, "sanne"), at_desk(open_page, office, "mo")
    sanne.goto(f"{office.url}/desk/conversations/looked-at")
    row = mo.get_by_test_id("queue-row").get_by_test_id("watching")
    expect(row).to_have_text("Sanne kijkt")
    no_barriers(mo, "queue with somebody looking")
    sanne.locator("#claim").click()
    mo.goto(f"{office.url}/desk/conversations/looked-at")
    expect(mo.get_by_test_id("watching")).to_contain_text("Sanne")
    sanne.get_by_test_id("message-box").press_sequentially("Goedemorgen")
    expect(mo.get_by_test_id("typing")).to_contain_text("Sanne")
    sanne.goto("about:blank")
    expect(mo.get_by_test_id("watching")).to_be_hidden()


def test_why_each_is_where_it_is(office: Service, open_page: Open) -> None:
    customer_waits(office, "first", waited=600, left=120, rank=0, priority="critical")
    customer_waits(office, "second", waited=180, left=100, language="en")  # in its last third after 7 s
    page = at_desk(open_page, office, "sanne")
    rows = page.get_by_test_id("queue-row")
    expect(rows.nth(0)).to_contain_text("Plek 1: prioriteit kritiek, reactie vóór")
    expect(rows.nth(1)).to_contain_text("Plek 2")
    expect(rows.nth(0).locator(".due-soon")).to_be_visible()
    expect(rows.nth(1).locator(".due-soon")).to_be_visible()  # while the page stands still
    page.get_by_test_id("filter-topic").select_option("ask_delivery_status")
    expect(rows).to_have_count(2)
    page.get_by_test_id("filter-language").select_option("en")
    expect(rows).to_have_count(1)
    page.get_by_test_id("filter-topic").select_option("ask_privacy")
    expect(page.get_by_test_id("queue-empty")).to_be_visible()


def test_a_slash_finds_a_reply_and_the_handbook(office: Service, open_page: Open) -> None:
    customer_waits(office, "slash")
    sanne = at_desk(open_page, office, "sanne")
    sanne.goto(f"{office.url}/desk/conversations/slash")
    sanne.locator("#claim").click()
    box = sanne.get_by_test_id("message-box")
    box.press_sequentially("/hallo")
    expect(sanne.get_by_test_id("reply-option").first).to_contain_text("Hoi Fatima, je spreekt met Sanne")
    no_barriers(sanne, "replies")
    box.press("Enter")
    expect(box).to_have_value(re.compile("^Hoi Fatima, je spreekt met Sanne"))
    expect(sanne.get_by_test_id("replies")).to_be_hidden()
    box.fill("")
    box.press_sequentially("/kan ik pauzeren")
    expect(sanne.get_by_test_id("reply-option").filter(has_text="Handboek").first).to_be_visible()
    box.press("Escape")
    expect(sanne.get_by_test_id("replies")).to_be_hidden()
    expect(box).to_be_focused()
    box.fill("")
    sanne.get_by_test_id("suggested").first.locator("summary").click()
    sanne.get_by_test_id("use").first.click()
    expect(box).not_to_have_value("")


def test_advice_without_handing_over(office: Service, open_page: Open, tmp_path: Any) -> None:
    """A question to a colleague shows with him by itself, his answer comes back live, and the customer sees none of it."""
    customer_waits(office, "advice")
    sanne, mo = at_desk(open_page, office, "sanne"), at_desk(open_page, office, "mo")
    sanne.goto(f"{office.url}/desk/conversations/advice")
    sanne.locator("#claim").click()
    sanne.get_by_test_id("advice-open").click()
    sanne.get_by_test_id("advice-to").select_option("mo")
    sanne.get_by_test_id("advice-question").fill("Mag ik de borg al terugbetalen?")
    sanne.get_by_test_id("advice-submit").click()
    expect(sanne.get_by_test_id("said")).to_be_visible()
    asked = mo.get_by_test_id("asked")
    expect(asked).to_contain_text("Sanne vraagt raad")
    no_barriers(mo, "asked")
    asked.get_by_role("link").click()
    expect(mo.get_by_test_id("asked")).to_have_count(0)
    mo.get_by_test_id("advice-reply").click()
    mo.get_by_test_id("note-box").fill("Ja, na de controle.")
    mo.get_by_test_id("note-submit").click()
    expect(sanne.get_by_test_id("advice-answer")).to_contain_text("Ja, na de controle.")
    expect(sanne.get_by_test_id("log")).not_to_contain_text("controle")
    no_barriers(sanne, "advice")
    picture = tmp_path / "kaart.png"
    picture.write_bytes(PNG)
    sanne.get_by_test_id("attach-file").set_input_files(picture)
    expect(sanne.get_by_test_id("log").locator("img.photo")).to_be_visible()
    sanne.get_by_test_id("act-transfer").click()
    sanne.get_by_test_id("transfer-to").select_option("agent:mo")
    sanne.get_by_test_id("transfer-reason").fill("Over de borg.")
    sanne.get_by_test_id("transfer-summary").fill("De fiets is ingeleverd.")
    sanne.get_by_test_id("transfer-submit").click()
    mo.goto(f"{office.url}/desk/conversations/advice")
    expect(mo.get_by_test_id("passed")).to_contain_text("Doorverbonden door Sanne")
    expect(mo.get_by_test_id("passed")).to_contain_text("De fiets is ingeleverd.")
    no_barriers(mo, "passed on")


def test_search_and_the_calls_to_make(office: Service, open_page: Open) -> None:
    customer_waits(office, "found", status="closed")
    office.change("UPDATE cases SET callback = ?", '{"phone": "+31 6 12345678", "by": "2026-11-24T12:00:00+01:00"}')
    mo = at_desk(open_page, office, "mo")
    mo.locator("main").press("g")
    mo.keyboard.press("f")
    box = mo.get_by_test_id("search-box")
    expect(box).to_be_focused()
    box.fill("waar blijft mijn fie")
    box.press("Enter")
    hit = mo.get_by_test_id("hit").first
    expect(hit.locator("mark").last).to_have_text("fiets")
    expect(mo.locator(".pager")).to_have_count(0)
    no_barriers(mo, "search")
    mo.set_viewport_size({"width": 360, "height": 800})
    no_barriers(mo, "search, small")
    mo.goto(f"{office.url}/desk/search?q=xqzwjk")
    expect(mo.get_by_test_id("found-none")).to_be_visible()
    mo.goto(f"{office.url}/desk/callbacks")
    expect(mo.get_by_test_id("callback-row")).to_contain_text("+31 6 12345678")
    no_barriers(mo, "calls, small")
    mo.set_viewport_size({"width": 1440, "height": 900})
    no_barriers(mo, "calls")
    mo.get_by_test_id("missed").click()
    mo.goto(f"{office.url}/desk/callbacks")
    expect(mo.get_by_test_id("callback-row")).to_contain_text("1")
    mo.get_by_test_id("reached").click()
    mo.goto(f"{office.url}/desk/callbacks")
    expect(mo.get_by_test_id("callbacks-none")).to_be_visible()


def test_the_conversation_holds_its_shape(office: Service, open_page: Open) -> None:
    """What one does stands on one line at a desk; on a tablet card and conversation stand side by side; the newest message stays in sight."""
    customer_waits(office, "shape")
    sanne = at_desk(open_page, office, "sanne", width=1280, height=800)
    sanne.goto(f"{office.url}/desk/conversations/shape")
    sanne.locator("#claim").click()
    box = sanne.get_by_test_id("message-box")
    for n in range(12):
        box.fill(f"Regel {n} van een lang gesprek, dat verder gaat dan er op het scherm past.")
        sanne.get_by_test_id("send").click()
    newest = sanne.get_by_test_id("message").filter(has_text="Regel 11")
    expect(newest).to_be_in_viewport(ratio=0.9)
    for width in (1280, 1440, 1920):
        sanne.set_viewport_size({"width": width, "height": 800})
        tops = sanne.locator(".chat-top .acts summary").evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().top))")
        assert len(set(tops)) == 1, (width, tops)
        bar, presence = sanne.locator(".top").bounding_box(), sanne.get_by_test_id("presence").bounding_box()
        assert bar is not None
        assert presence is not None
        assert bar["y"] <= presence["y"] <= bar["y"] + bar["height"] - presence["height"], width
        expect(newest).to_be_in_viewport(ratio=0.9)
    box.fill("Een\nconcept\nvan\nveel\nregels\nhoog")
    expect(newest).to_be_in_viewport(ratio=0.9)
    sanne.set_viewport_size({"width": 820, "height": 1180})
    sides = sanne.evaluate("['card', 'chat'].map(id => document.getElementById(id).getBoundingClientRect()).map(r => [r.top, r.left, r.bottom])")
    assert sides[0][0] == sides[1][0], sides
    assert sides[0][1] < sides[1][1], sides
    assert max(side[2] for side in sides) <= 1180
    expect(newest).to_be_in_viewport(ratio=0.9)
    no_barriers(sanne, "conversation on a tablet")
    sanne.get_by_test_id("advice-open").click()
    expect(sanne.get_by_test_id("advice-submit")).to_be_in_viewport()

"""Two colleagues and three customers at once, each in a browser of his own, on one running product."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.pages import Widget, log_in, seen_typing
from tests.support.installation import PASSWORD, Service, Stage

Open = Callable[..., Page]
SOCKETS = re.compile(r"/api/(desk|chat)/ws$")
BROKEN = ("WebSocket", "ERR_CONNECTION", "Failed to load resource")
LONG_AGO = "2026-11-24 08:00:00.000000"


class Line:
    """The network of one browser, which can be cut for it alone."""

    def __init__(self, page: Page) -> None:
        self._context = page.context
        self._down, self._open = False, list[tuple[WebSocketRoute, WebSocketRoute]]()
        page.route_web_socket(SOCKETS, self._take)

    def _take(self, here: WebSocketRoute) -> None:
        if self._down:
            here.close(code=3001)
        else:
            self._open.append((here, here.connect_to_server()))

    def cut(self) -> None:
        """Nothing passes any more: open lines break, requests fail."""
        self._down = True
        self._context.set_offline(True)
        for here, there in self._open:
            there.close(code=3001)
            here.close(code=3001)
        self._open.clear()

    def mend(self) -> None:
        """All is as before."""
        self._down = False
        self._context.set_offline(False)


@pytest.fixture
def office(stage: Stage) -> Service:
    """Nobody is offered work: both pick for themselves."""
    service = stage.service("five", OFFER_SECONDS="0")
    service.empty_queue()
    return service


def colleague(service: Service, open_page: Open, username: str, name: str) -> tuple[Page, Line]:
    """At the desk and available, on a line that can be cut."""
    service.account(username, name, ("agent",), ("klantenservice",))
    page = open_page(f"{service.url}/desk", ok=BROKEN)
    line = Line(page)
    log_in(page, username, PASSWORD)
    page.get_by_test_id("presence-available").click()
    expect(page.get_by_test_id("presence-available")).to_have_attribute("aria-pressed", "true")
    return page, line


def customer(service: Service, open_page: Open, page: str, asks: str) -> tuple[Widget, Line]:
    """Wants a person, about something."""
    widget = Widget(open_page(f"{service.url}{page}", ok=BROKEN))
    line = Line(widget.page)
    widget.page.reload()
    widget.open()
    widget.write(asks)
    expect(widget.messages("bot").nth(1)).to_be_visible()
    widget.part("human").click()
    expect(widget.part("status")).to_contain_text(re.compile("Wacht op een medewerker|Waiting for a person"))
    return widget, line


def tell(desk: Page, words: str) -> None:
    """The colleague writes and sends."""
    desk.get_by_test_id("message-box").fill(words)
    desk.get_by_test_id("send").click()
    expect(desk.get_by_test_id("message-box")).to_have_value("")


def pass_on(desk: Page, to: str, why: str) -> None:
    """Transfer with a reason."""
    desk.get_by_test_id("act-transfer").click()
    desk.get_by_test_id("transfer-to").select_option(f"agent:{to}")
    desk.get_by_test_id("transfer-reason").fill(why)
    desk.get_by_test_id("transfer-submit").click()
    expect(desk.get_by_test_id("composer")).to_have_count(0)


def take(service: Service, desk: Page, name: str) -> None:
    """Claim the waiting conversation ``name``."""
    desk.goto(f"{service.url}/desk")
    desk.locator(f'[data-row="{name}"]').get_by_test_id("claim").click()
    expect(desk.get_by_test_id("composer")).to_be_visible()


def in_line(service: Service) -> list[str]:
    """The conversations that wait, the longest first."""
    rows = service.rows("SELECT id FROM conversations WHERE status = 'waiting' ORDER BY queue_since")
    return [row["id"] for row in rows]


def in_order(widget: Widget) -> None:
    """No message is missing or there twice."""
    seqs = widget.seqs()
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_busy_morning(office: Service, open_page: Open) -> None:
    sanne, sannes_line = colleague(office, open_page, "sanne", "Sanne de Wit")
    mo, _ = colleague(office, open_page, "mo", "Mo Yildiz")
    anna, annas_line = customer(office, open_page, "/", "Wat kost de E-Stad per maand?")
    ben, _ = customer(office, open_page, "/en", "How heavy is the E-Ver?")
    cem, _ = customer(office, open_page, "/", "Wanneer is het servicepunt open?")
    for desk in (sanne, mo):
        expect(desk.get_by_test_id("queue-row")).to_have_count(3)

    # Both take the same one at the same moment: one has it, the other reads who was first.
    annas, bens, _ = in_line(office)
    for desk in (sanne, mo):
        desk.evaluate("id => void setTimeout(() => document.getElementById(`take-${id}`).click(), 50)", annas)
    for desk in (sanne, mo):
        expect(desk.get_by_test_id("composer").or_(desk.get_by_test_id("error"))).to_be_visible()
    winner, loser, name = (sanne, mo, "Sanne") if sanne.get_by_test_id("composer").count() else (mo, sanne, "Mo")
    expect(loser.get_by_test_id("error")).to_contain_text(f"{name}")
    expect(loser.get_by_test_id("composer")).to_have_count(0)
    assert office.rows("SELECT status FROM conversations WHERE id = ?", annas) == [{"status": "agent"}]
    expect(anna.messages("system")).to_contain_text(name)
    winner.get_by_test_id("act-release").click()
    winner.get_by_test_id("release-submit").click()
    expect(winner.get_by_test_id("composer")).to_have_count(0)

    # A customer's line breaks in the middle of a word: the draft stays, what was said meanwhile comes, nothing comes twice.
    take(office, sanne, annas)
    expect(anna.messages("system").last).to_contain_text("Sanne")
    seen_typing(anna.part("input"), sanne.get_by_test_id("typing"))
    annas_line.cut()
    anna.part("input").fill("Ik wil weten of")
    expect(anna.part("connection")).to_be_visible()
    expect(sanne.get_by_test_id("typing")).to_have_text("", timeout=15_000)
    tell(sanne, "Goedemorgen Anna, ik ben Sanne.")
    annas_line.mend()
    expect(anna.messages("agent")).to_contain_text("Goedemorgen Anna")
    expect(anna.part("input")).to_have_value("Ik wil weten of")
    anna.part("input").press_sequentially(" er korting is.")
    anna.part("send").click()
    expect(sanne.get_by_test_id("log")).to_contain_text("Ik wil weten of er korting is.")

    # And the colleague's, in the middle of a word: after a reload the draft is there still.
    seen_typing(sanne.get_by_test_id("message-box"), anna.part("activity"))
    sannes_line.cut()
    sanne.get_by_test_id("message-box").fill("Ja, want je")
    expect(sanne.get_by_test_id("line")).to_have_attribute("data-state", "off")
    expect(anna.part("activity")).to_have_text("", timeout=15_000)
    anna.write("Bent u er nog?")
    sannes_line.mend()
    sanne.reload()
    expect(sanne.get_by_test_id("message-box")).to_have_value("Ja, want je")
    expect(sanne.get_by_test_id("log").get_by_text("Bent u er nog?")).to_have_count(1)

    # To a colleague and back, and the customer is told each time.
    pass_on(sanne, "mo", "Mo weet alles van kortingen.")
    take(office, mo, annas)
    expect(mo.get_by_test_id("passed")).to_contain_text("Mo weet alles van kortingen.")
    expect(anna.messages("system").last).to_contain_text("Mo")
    tell(mo, "Hallo, met Mo.")
    pass_on(mo, "sanne", "Ik moet weg.")
    take(office, sanne, annas)
    tell(sanne, "Daar ben ik weer.")
    expect(anna.messages("agent").last).to_contain_text("Daar ben ik weer.")

    # A laptop is closed: the conversation goes to the front of the queue, and the customer hears it.
    take(office, mo, bens)
    tell(mo, "Hi Ben.")
    mo.context.close()
    office.change("UPDATE agents SET seen_at = ? WHERE username = 'mo'", LONG_AGO)
    office.change("UPDATE conversations SET agent_since = ? WHERE id = ?", LONG_AGO, bens)
    expect(ben.part("status")).to_contain_text("Waiting for a person")
    expect(ben.messages("system").last).to_contain_text("first in line")
    sanne.goto(f"{office.url}/desk")
    front = sanne.get_by_test_id("queue-row").first
    expect(front).to_have_attribute("data-row", bens)
    front.get_by_test_id("claim").click()
    expect(ben.messages("system").last).to_contain_text("Sanne")

    # Back to the assistant: it answers again, and the hand-over is not said again.
    sanne.get_by_test_id("act-bot").click()
    sanne.get_by_test_id("bot-submit").click()
    expect(ben.part("status")).to_contain_text("Digital assistant")
    ben.ask("How heavy is the E-Stad?", "24 kg")
    assert sum("hand you over" in text or "colleague will" in text for text in ben.texts()[-2:]) == 0

    for widget in (anna, ben, cem):
        in_order(widget)
    assert office.count("conversations", "status = 'waiting'") == 1, "Cem waits still"
    assert office.rows("SELECT status FROM conversations WHERE id = ?", annas) == [{"status": "agent"}]


def test_after_hours(balie_sunday: Service, open_page: Open) -> None:
    """On a Sunday the customer hears when somebody is there, and reads the answer on Monday."""
    balie_sunday.empty_queue()
    dora = Widget(open_page(f"{balie_sunday.url}/")).open()
    dora.part("human").click()
    expect(dora.messages("bot").last).to_contain_text("morgen vanaf 8.00 uur")
    expect(dora.messages("bot").last).to_contain_text(re.compile(r"Z2026-\d{6}"))
    assert not re.search(r"als eerste aan de beurt|minuten", dora.part("queue").inner_text()), "nobody is there: no wait is promised"

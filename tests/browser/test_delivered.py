"""Under each message of an agent: sent, delivered, read; live and after a reload. With the customer's own widget as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from handoff.chat.tokens import make_token
from tests.browser.pages import Widget, log_in, no_barriers_at
from tests.browser.test_working_together import customer_waits
from tests.support.chat import Chat
from tests.support.desk_rows import desk_only
from tests.support.installation import PASSWORD, Service

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("delivered"), OFFER_SECONDS="0") as service:
        yield service


def written(office: Service, open_page: Open, name: str, **more: object) -> tuple[Page, Chat]:
    """Sanne has a customer's conversation and wrote in it; the customer is away."""
    customer_waits(office, name, customer_number=None)
    page = open_page(f"{office.url}/desk", **more)
    log_in(page, "sanne", PASSWORD)
    page.goto(f"{office.url}/desk/conversations/{name}")
    page.get_by_test_id("claim").click()
    page.get_by_test_id("message-box").fill("Goedemorgen, met Sanne.")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("mark").last).to_have_text("Verstuurd")
    return page, Chat(office.url, name, make_token(office.settings.secret, name), [])


def marked(page: Page, words: str) -> None:
    """The mark is there at once, and after a reload."""
    expect(page.get_by_test_id("mark").last).to_have_text(words)
    page.reload()
    expect(page.get_by_test_id("mark").last).to_have_text(words)


def test_sent_delivered_read(office: Service, open_page: Open) -> None:
    page, customer = written(office, open_page, "talk")
    marked(page, "Verstuurd")
    last = customer.view["messages"][-1]["seq"]
    with customer.socket(after=last - 1) as line:
        line.of("message")
        expect(page.get_by_test_id("mark").last).to_have_text("Verstuurd")  # on its way is not there yet
        line.send({"type": "delivered", "seq": last})
        marked(page, "Bezorgd")
        no_barriers_at(page, "delivered", (1280, 1920, 820))
        line.send({"type": "read", "seq": last})
        marked(page, "Gelezen")
        line.send({"type": "delivered", "seq": last - 1})  # late and out of order: nothing goes back
        marked(page, "Gelezen")
        assert not any(f["type"] == "error" for f in line.frames)


def test_who_asks_for_what_comes_after_has_what_came_before(office: Service, open_page: Open) -> None:
    page, customer = written(office, open_page, "talk-http")
    last = customer.view["messages"][-1]["seq"]
    marked(page, "Verstuurd")
    customer.read(after=last)
    marked(page, "Bezorgd")
    page.get_by_test_id("message-box").fill("Bent u er nog?")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("mark").last).to_have_text("Verstuurd")
    with customer.socket(after=last + 1) as line:
        line.of("status")
        marked(page, "Bezorgd")


def test_with_the_widget_itself(balie: Service, open_page: Open) -> None:
    balie.empty_queue()
    balie.account("sanne", "Sanne de Wit", ("agent",), ("klantenservice",))
    desk = open_page(f"{balie.url}/desk")
    log_in(desk, "sanne", PASSWORD)
    desk.get_by_test_id("presence-available").click()
    customer = Widget(open_page(f"{balie.url}/")).open()
    customer.part("human").click()
    desk.get_by_test_id("claim").first.click()
    expect(customer.messages("system")).to_contain_text("Sanne")
    customer.part("close").click()
    desk.get_by_test_id("message-box").fill("Kijkt u even?")
    desk.get_by_test_id("send").click()
    marked(desk, "Bezorgd")
    customer.part("launcher").click()
    marked(desk, "Gelezen")
    # The other way round: the customer sees that his message was read, after a reload too.
    customer.write("Ja, ik kijk.")
    expect(customer.part("read")).to_be_visible()
    customer.page.reload()
    expect(customer.messages("customer").last).to_contain_text("Ja, ik kijk.")
    expect(customer.part("read")).to_be_visible()

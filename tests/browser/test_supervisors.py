"""Supervisors: now, the wall and reports, at every width and colour; what they show is right, live, and for them alone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from handoff.store import tables as t
from handoff.work.reporting import FIGURES
from tests.browser.pages import log_in, no_barriers_at
from tests.support.desk_rows import desk_only, with_kit
from tests.support.installation import PASSWORD, Service, run
from tests.support.report_rows import month

Open = Callable[..., Page]
WIDTHS = (1280, 820, 1920, 2560)
SHORTEST_VW = 2.0  # percent of the width of a screen that a letter on the wall is high at least: 40 px of 1920


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with desk_only(tmp_path_factory.mktemp("supervisors"), OFFER_SECONDS="0", AGENT_GONE_AFTER="36000") as service:
        run(with_kit(service, month))
        yield service


def at_desk(open_page: Open, service: Service, who: str = "thijs", **more: Any) -> Page:
    page = open_page(f"{service.url}/desk", **more)
    log_in(page, who, PASSWORD)
    return page


def test_no_barriers(office: Service, open_page: Open) -> None:
    page = at_desk(open_page, office)
    for path in ("now", "reports?period=last_month&by=day", "reports?period=last_month&by=department", "reports?period=own&from=2001-01-01&until=2001-01-02", "unanswered?period=last_month", "board"):
        page.goto(f"{office.url}/desk/{path}")
        no_barriers_at(page, path, WIDTHS)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (2560, 1440), (3840, 2160)])
def test_the_wall_is_read_from_five_metres_and_names_nobody(office: Service, open_page: Open, width: int, height: int) -> None:
    page = at_desk(open_page, office, width=width, height=height)
    page.goto(f"{office.url}/desk/board")
    board = page.get_by_test_id("board")
    expect(board.get_by_test_id("board-waiting")).to_contain_text("7")
    sizes = board.evaluate("root => [...root.querySelectorAll('*')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= width * SHORTEST_VW / 100
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "all of it is on the screen"
    text = board.inner_text()
    assert not re.search(r"Sanne|Thijs|Mo |Yildiz|Z20\d\d|4[01]\d{6}", text)


def test_now_and_the_wall_follow_without_a_reload(office: Service, open_page: Open) -> None:
    now = at_desk(open_page, office)
    now.goto(f"{office.url}/desk/now")
    wall = at_desk(open_page, office)
    wall.goto(f"{office.url}/desk/board")
    expect(now.get_by_test_id("tile-waiting")).to_contain_text("7")
    expect(now.get_by_test_id("person").filter(has_text="Sanne")).to_contain_text("3 van 4")
    now.evaluate("window.stayed = true")
    office.change("UPDATE conversations SET status = 'closed' WHERE id = 'now-10'")
    expect(now.get_by_test_id("tile-waiting")).to_contain_text("6")
    expect(wall.get_by_test_id("board-waiting")).to_contain_text("6")
    assert now.evaluate("window.stayed")
    office.change("UPDATE conversations SET status = 'waiting' WHERE id = 'now-10'")


def test_a_wall_without_a_connection_says_so(office: Service, open_page: Open) -> None:
    wall = at_desk(open_page, office, ok=("net::", "htmx:"))
    wall.goto(f"{office.url}/desk/board")
    wall.context.set_offline(True)
    expect(wall.get_by_test_id("board-lost")).to_contain_text("Geen verbinding")
    wall.context.set_offline(False)
    expect(wall.get_by_test_id("board-lost")).to_be_empty()


def test_a_screen_on_the_wall_takes_no_work(office: Service, open_page: Open) -> None:
    wall = at_desk(open_page, office)
    wall.goto(f"{office.url}/desk/board")
    office.change("UPDATE agents SET seen_at = '2020-01-01 00:00:00.000000' WHERE username = 'thijs'")
    wall.wait_for_timeout(6500)
    assert office.rows("SELECT seen_at FROM agents WHERE username = 'thijs'")[0]["seen_at"].startswith("2020")


def test_pressing_cases(office: Service, open_page: Open) -> None:
    page = at_desk(open_page, office)

    async def work(kit: Any) -> None:
        now = kit.clock.now()
        for number, hours, department in (("Z2026-900001", -3, "logistiek"), ("Z2026-900002", 2, "logistiek"), ("Z2026-900003", -9, "debiteurenbeheer"), ("Z2026-900004", 99, "logistiek")):
            async with kit.db.write() as tx:
                await tx.execute(insert(t.cases).values(number=number, kind="request", topics=["ask_privacy"], parts=[], summary="", reasons=[], data={}, channel="chat", language="nl", department=department, priority="high", status="new", created_at=now - dt.timedelta(days=3), first_due=now, due=now + dt.timedelta(hours=hours), extended=False, about_money=False))

    run(with_kit(office, work))
    page.goto(f"{office.url}/desk/now")
    cases = page.get_by_test_id("now-cases")
    expect(cases.get_by_role("link", name="Z2026-900001")).to_be_visible()
    expect(cases).to_contain_text("Z2026-900002")
    expect(cases).not_to_contain_text("Z2026-900003")  # debtors' cases are for who has that role
    expect(cases).not_to_contain_text("Z2026-900004")


def test_a_report_is_chosen_read_and_downloaded(office: Service, open_page: Open) -> None:
    page = at_desk(open_page, office, ok=("422",))
    page.goto(f"{office.url}/desk/reports")
    expect(page.get_by_test_id("from")).to_be_hidden()
    page.get_by_test_id("period").select_option("own")
    page.get_by_test_id("from").fill("2026-11-02")
    page.get_by_test_id("until").fill("2026-11-08")
    page.get_by_test_id("by").select_option("day")
    page.get_by_test_id("show").click()
    for code in FIGURES:
        figure = page.get_by_test_id(f"figure-{code}")
        expect(figure.locator("svg title").first).not_to_be_empty()
        expect(figure.get_by_test_id(f"table-{code}")).to_be_visible()
    table = page.get_by_test_id("table-contacts")
    expect(table.locator("tbody tr")).to_have_count(7)
    expect(table.locator("tbody tr").first).to_contain_text("ma 2 nov")
    total = office.count("contacts", "started_at >= '2026-11-01 23:00' AND started_at < '2026-11-08 23:00'")
    expect(table.locator("tfoot td").last).to_have_text(str(total))
    with page.expect_download() as download:
        page.get_by_test_id("csv-contacts").click()
    body = download.value.path().read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert [len(row) for row in rows] == [len(rows[0])] * 9
    assert rows[0][0] == "Dag"
    assert rows[1][0] == "2026-11-02"
    assert rows[-1][0] == "Totaal"
    assert rows[-1][-1] == str(total)
    page.get_by_test_id("until").fill("2026-11-01")
    page.get_by_test_id("show").click()
    expect(page.get_by_test_id("error")).to_contain_text("Kies twee datums")


def test_what_had_no_answer_is_grouped_and_veiled(office: Service, open_page: Open) -> None:
    page = at_desk(open_page, office)
    page.goto(f"{office.url}/desk/unanswered?period=own&from=2026-10-01&until=2026-11-24")
    first = page.get_by_test_id("gap").first
    expect(first).to_contain_text("auto leasen")
    gaps = page.get_by_test_id("gaps")
    expect(gaps).not_to_contain_text("12345678")
    expect(gaps).not_to_contain_text("jan@example.org")
    counts = [int(x) for x in page.locator(".gap-count").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == office.count("unanswered")
    page.get_by_test_id("kind").select_option("unknown")
    page.get_by_test_id("show").click()
    expect(page.get_by_test_id("gap").first).to_contain_text("Antwoord niet bekend")
    expect(page.get_by_test_id("gaps")).not_to_contain_text("auto leasen")
    page.get_by_test_id("gap").first.get_by_role("link").first.click()
    expect(page.locator("#talk")).to_be_visible()


@pytest.mark.parametrize("path", ["now", "board", "reports", "reports/contacts.csv", "unanswered", "unanswered.csv"])
def test_it_is_for_supervisors_alone(office: Service, open_page: Open, path: str) -> None:
    page = at_desk(open_page, office, "sanne", ok=("403",))
    expect(page.get_by_test_id("nav-reports")).to_have_count(0)
    answer = page.goto(f"{office.url}/desk/{path}")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("body")).to_contain_text("leidinggevenden")

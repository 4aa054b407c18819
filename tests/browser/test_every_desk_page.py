"""No barriers on any page of the desk, in both colours, and at three widths nothing that sticks out. The pages come from the app's own routes.

A new page with something variable in its address fails here until ``filled`` says what to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from handoff.app import create_app
from handoff.demo.load import load_customers
from handoff.settings import load
from handoff.store import tables as t
from tests.browser.pages import log_in, no_barriers_at
from tests.browser.test_working_together import customer_waits
from tests.support.desk_rows import desk_only, fill, with_kit
from tests.support.installation import PASSWORD, Service, run

Open = Callable[..., Page]
WIDTHS = (1280, 1920, 768)
NO_PAGES = ("/desk/<path:path>",)  # any other address: the page that says so is looked at below
FIXED = {  # what stands for a variable on any page; where there is no such thing, the page that says so is looked at
    "change_id": "1", "signal_id": "1", "job_id": "1", "merge_id": "1", "run_id": "1", "import_id": "1", "notice_id": "1", "index": "0",
    "one": "40000001", "other": "40000002",
}  # fmt: skip
MORE = ("/desk/nowhere", "/desk/search?q=fiets", "/desk/customers?q=El+Amrani", "/desk/post/print?id=1", "/desk/contacts?offset=100")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, str]]]:
    """The desk with the demo's customers, somebody who waits and somebody in a talk; and what fills addresses."""
    with desk_only(tmp_path_factory.mktemp("every")) as service:
        case = fill(service)
        customer_waits(service, "waits")
        customer_waits(service, "mine")

        async def work(kit: Any) -> None:
            await load_customers(service.settings, kit.db)
            async with kit.db.write() as tx:
                thijs = t.agents.select().where(t.agents.c.username == "thijs")
                agent = (await tx.execute(thijs)).one().id
                await tx.execute(update(t.agents).where(t.agents.c.id == agent).values(roles=["agent", "supervisor", "debtors"]))
                values = {"status": "agent", "agent_id": agent, "agent_since": kit.clock.now()}
                await tx.execute(update(t.conversations).where(t.conversations.c.id == "mine").values(**values))

        run(with_kit(service, work))
        contact = service.rows("SELECT number FROM contacts ORDER BY number LIMIT 1")[0]["number"]
        (service.data / "mail").mkdir(exist_ok=True)
        (service.data / "mail" / "one.eml").write_text("Subject: Hallo\nTo: a@example.org\n\nHallo\n", encoding="utf-8")
        debtor = service.rows("SELECT customer_number FROM invoices WHERE failed_on IS NOT NULL AND paid_cents < total_cents ORDER BY number LIMIT 1")
        values = {"case": case, "contact": contact, "customer": "40000001", "debtor": debtor[0]["customer_number"]}
        yield service, values


def addresses(folder: Path) -> list[str]:
    """Every address of the desk that is read with GET, as the app routes it."""
    app = create_app(load({"BALIE_DATA": str(folder)}), name=f"walked-{folder.name}")
    return sorted({f"/{r.path}" for r in app.router.routes if r.path.split("/")[0] == "desk" and "GET" in r.methods})


def filled(address: str, values: dict[str, str]) -> str:
    """``address`` with something that is there in place of what varies. Raises AssertionError where we know nothing."""
    kind = address.split("/")[2] if address.count("/") > 1 else ""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        known = {
            "cases": values["case"], "contacts": values["contact"], "customers": values["customer"], "conversations": "mine", "mail": "one.eml",
            "attachments": "none", "debtors": values["debtor"], "reports": "contacts",
        }  # fmt: skip
        if name in FIXED:
            return FIXED[name]
        assert kind in known, f"{address}: say in this test what stands for <{name}>"
        return known[kind]

    return re.sub(r"<(\w+)(?::[^>]*)?>", value, address)


def test_accessibility(office: tuple[Service, dict[str, str]], open_page: Open, tmp_path: Path) -> None:
    service, values = office
    page = open_page(f"{service.url}/desk/login", reduced_motion="reduce", ok=("404", "Failed to load resource"))
    no_barriers_at(page, "log-in", WIDTHS)
    log_in(page, "thijs", PASSWORD)
    seen, wrong = [], []
    for address in (*(filled(a, values) for a in addresses(tmp_path) if a not in NO_PAGES), *MORE):
        answer = page.request.get(service.url + address)
        if "text/html" not in answer.headers.get("content-type", "") or "<html" not in answer.text()[:300]:
            continue  # a file, data, or a piece of a page that is looked at as a part of it
        seen.append(address)
        assert answer.status < 500, address
        page.goto(service.url + address)
        try:
            no_barriers_at(page, address, WIDTHS)
        except AssertionError as found:
            wrong.append(str(found))
    assert len(seen) >= 20, seen
    assert wrong == []

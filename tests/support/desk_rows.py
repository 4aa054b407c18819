"""Rows that the desk's pages show: a customer with everything, changes, particulars, post. For tests without an engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import insert, select

from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import load
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.work.base import Kit
from handoff.work.cases import insert_case
from handoff.work.changes import enter
from handoff.work.plan import CasePlan
from tests.support.installation import Service, run
from tests.support.process import free_port

T = TypeVar("T")
ADDRESS = {"street": "Biltstraat", "house_number": "12", "addition": "", "postcode": "3572 BB", "city": "Utrecht", "country": "NL"}
CUSTOMER = {
    "number": "40000001", "name": "Fatima El Amrani", "business": False, "birth_date": dt.date(1990, 5, 17), **ADDRESS, "email": "fatima@example.org",
    "phone": "+31612345678", "iban": "NL91ABNA0417164300", "iban_holder": "F. El Amrani", "language": "nl", "flags": ["vulnerable"], "since": dt.date(2024, 1, 8),
}  # fmt: skip
PEOPLE = {
    "sanne": ("Sanne de Wit", ("agent",), ("klantenservice",)),
    "mo": ("Mo Yildiz", ("agent", "debtors"), ("debiteurenbeheer", "facturatie")),
    "thijs": ("Thijs Vermeer", ("agent", "supervisor"), ("teamleider", "klachtencoordinator")),
}


@contextmanager
def desk_only(folder: Path, **options: str) -> Iterator[Service]:
    """A service with accounts and no engine: enough for the desk's pages, the outbox and what happens at its time."""
    nobody: Any = SimpleNamespace(url=f"http://127.0.0.1:{free_port()}")
    made = Service(folder, free_port(), nobody, options=options).prepare()
    for username, (name, roles, departments) in PEOPLE.items():
        made.account(username, name, roles, departments)
    made.start(wait=False)
    try:
        made.wait_ready("/healthz")
        yield made
    finally:
        made.stop()


def fill(service: Service) -> str:
    """Put a customer's rows in the register; returns the number of her open complaint."""
    return run(_fill(service))


async def with_kit(service: Service, work: Callable[[Kit], Awaitable[T]]) -> T:
    """Do ``work`` with a kit of its own on the database of ``service``."""
    settings = service.settings
    kit = Kit(Database(settings.database_url), Clock(settings.clock), load(settings.content), Bus(""), settings)
    try:
        return await work(kit)
    finally:
        await kit.db.close()


async def _fill(service: Service) -> str:
    settings = service.settings
    kit = Kit(Database(settings.database_url), Clock(settings.clock), load(settings.content), Bus(""), settings)
    now, today = kit.clock.now(), kit.clock.now().date()
    async with kit.db.write() as tx:
        await tx.execute(insert(c.customers).values(**CUSTOMER))
        await tx.execute(insert(c.contracts).values(customer_number="40000001", product="SR-EB1", subscription="flex", bike_number="100001", month_cents=7900, deposit_cents=15000, accessories=[], extra_cover=False, started_on=dt.date(2026, 1, 5), status="active", paused_days_12m=0))
        await tx.execute(insert(c.invoices).values(number="F2026-000001", customer_number="40000001", month=dt.date(2026, 11, 1), issued_on=dt.date(2026, 10, 20), due_on=dt.date(2026, 10, 27), lines=[{"what": {"nl": "E-Stad Flex", "en": "E-Stad Flex"}, "cents": 7900}], total_cents=7900, paid_cents=0, disputed_cents=0, credited_cents=0))
        plan = CasePlan(kind="complaint", topics=("complain_delivery",), department="logistiek", priority="normal", summary="De klant zegt: “Mijn fiets kwam drie dagen te laat.”", reasons=(), first_due=now + dt.timedelta(days=2), due=now + dt.timedelta(days=14), data={"order_number": "B4400001", "date": "2026-11-20", "address": ADDRESS}, feedback_by="email")
        number = await insert_case(tx, kit, plan, key="rows:1", conversation=None, parts=[], channel="email", language="nl", actor="bot", customer="40000001")
        await tx.execute(insert(c.signals).values(key="rows:1", what="outage", department="teamleider", text="Storing app: 5 meldingen vandaag.", by=now, at=now, case_number=number))
        await tx.execute(insert(c.post_jobs).values(key="rows:1", kind="letter", what=[{"title": f"De uitkomst van je zaak {number}", "language": "nl", "body": "Sorry dat je moest wachten.", "copies": 1}], address={"name": "Fatima El Amrani", **ADDRESS}, due=today, case_number=number, created_at=now))
        sanne = (await tx.execute(select(t.agents).where(t.agents.c.username == "sanne"))).one()._asdict()
    for field, given in (("address", {**ADDRESS, "street": "Lindelaan", "house_number": "4"}), ("iban", {"iban": "NL20INGB0001234567", "iban_holder": "F. El Amrani"})):
        await enter(kit, sanne, "40000001", field, given, key=field, ground="number, postcode and birth date, by phone")
    await kit.db.close()
    return number

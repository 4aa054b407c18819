"""Money that goes back to a customer: granted with a case, or a correction of what was paid too much.

Source: handbook, contact registration ("Vier-ogenprincipe": the same for a refund above € 250), organisation ("Wat mag je
zelf beslissen?"). A refund stands among the changes under the field "refund", with {"cents", "refund_for"} as its new value;
up to the limit it counts at once, above it when a second colleague of Billing approves. Billing pays, and hears of it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.content.texts import text as say
from handoff.decide.refunds import takes_two
from handoff.decide.written import euros
from handoff.errors import BadInput, Conflict
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit, record
from handoff.work.mailing import insert_once
from handoff.work.notices import addresses_of, notify
from handoff.work.signals import add_signal

FIELD = "refund"


def limit_of(kit: Kit) -> int:
    """Above how many cents a refund takes a second colleague."""
    return int(Decimal(kit.content.guidelines["cases"]["second_check_above"]) * 100)


def above_limit(kit: Kit, cents: int) -> bool:
    """Whether a second colleague must approve a refund of ``cents``."""
    return takes_two(cents, limit_of(kit))


async def grant(
    tx: AsyncConnection, kit: Kit, case: Mapping[str, Any], cents: int, agent: Mapping[str, Any], warning: str | None
) -> None:
    """Lay an amount of a case, above the limit, before a second colleague; until then nothing is granted.

    The row of ``case`` is locked. Raises BadInput for a case of nobody's, Conflict while another amount waits.
    """
    if case["customer_number"] is None:
        raise BadInput("Establish who the customer is first.", code="refund-nobody")
    if await waiting(tx, case["number"]):
        raise Conflict("An amount of this case waits for a second colleague already.", code="refund-waits")
    mine = select(func.count()).select_from(c.changes).where(c.changes.c.case_number == case["number"])
    count = (await tx.execute(mine.where(c.changes.c.field == FIELD))).scalar_one()
    now, actor = kit.clock.now(), f"agent:{agent['username']}"
    key = f"grant:{case['number']}:{count}"
    await insert_once(
        tx, kit, c.changes,
        key=key, customer_number=case["customer_number"], field=FIELD, old={"cents": case["granted_cents"]},
        new={"cents": cents, "refund_for": ""}, effective_on=now.date(), status="waiting", ground="", asked_at=now,
        asked_by=actor, warning=warning, sampled=False, case_number=case["number"],
    )  # fmt: skip
    row = dict((await tx.execute(select(c.changes).where(c.changes.c.key == key))).one()._mapping)
    found = await tx.execute(select(c.customers).where(c.customers.c.number == case["customer_number"]))
    who = dict(found.one()._mapping)
    await record(tx, now, "case", case["number"], actor, "change waiting", field=FIELD, change=row["id"], cents=cents)
    await record(tx, now, "customer", who["number"], actor, "change waiting", field=FIELD, change=row["id"])
    await notify(tx, kit, row, "asked", await addresses_of(tx, kit, who, row))


async def waiting(tx: AsyncConnection, case: str) -> dict[str, Any] | None:
    """The amount of a case that waits for a second colleague, or None."""
    x = c.changes.c
    found = select(c.changes).where(x.case_number == case, x.field == FIELD, x.status == "waiting")
    row = (await tx.execute(found)).first()
    return dict(row._mapping) if row else None


async def settle(tx: AsyncConnection, kit: Kit, change: Mapping[str, Any]) -> None:
    """A refund counts: the case has its amount, and Billing hears what to pay. Doing it again changes nothing."""
    cents, case = int(change["new"]["cents"]), change["case_number"]
    if case:
        await tx.execute(update(t.cases).where(t.cases.c.number == case).values(granted_cents=cents))
    text = say(
        kit.content, "refund_to_pay", "nl",
        amount=euros(cents, "nl"), customer=change["customer_number"], case=case or "-",
        what=change["new"].get("refund_for") or "-",
    )  # fmt: skip
    department = kit.content.guidelines["changes"]["iban_department"]
    await add_signal(
        tx, kit, key=f"refund:{change['id']}", what=FIELD, department=department, text=text, case_number=case
    )

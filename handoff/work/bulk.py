"""The same thing done with several cases at once, and notes on cases. Closing is no such thing: it takes an outcome and
feedback for each customer (handbook, complaints, "Na het besluit")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import casework
from handoff.errors import BadInput, Conflict, Forbidden, NotFound, Refused
from handoff.store import tables as t
from handoff.work.base import RANKS, Kit, record
from handoff.work.conversations import check_text
from handoff.work.handling import wake, write_values
from handoff.work.mailing import insert_once
from text.masking import mask

MOST = 200  # cases at once: four pages of the list
Row = dict[str, Any]
_REFUSALS = {
    "role-missing": (Forbidden, "This case takes the role debtors."),
    "case-resolved": (Conflict, "This case is resolved."),
    "assignee-role": (Conflict, "This colleague may not see this case."),
}


@dataclass
class Outcome:
    """Numbers of the cases that were changed, of those that were so already, and what was refused with its reason."""

    done: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)


async def change_many(
    kit: Kit, numbers: Sequence[str], does: str, value: object, agent: Mapping[str, Any], *, key: str
) -> Outcome:
    """Do one thing with several cases, in one transaction, with a line of history for each.

    ``does``: assign (``value`` a user name), department, priority or note (``key`` makes it one note however often it is
    sent). A case with which it cannot be done stays as it is and is named with the reason. Raises BadInput when nothing
    can be done with any: no cases, too many, an unknown value, or an attempt to close.
    """
    wanted = list(dict.fromkeys(n for n in numbers if n))
    if not wanted:
        raise BadInput("Choose cases first.", code="nothing-chosen")
    if len(wanted) > MOST:
        raise BadInput(f"At most {MOST} cases at once.", code="too-many-chosen", extra={"most": MOST})
    if does not in casework.BULK:
        raise BadInput("Cases are closed one by one, each with its outcome and feedback.", code="bulk-close")
    value = _checked(kit, does, value)
    outcome, now, actor = Outcome(), kit.clock.now(), f"agent:{agent['username']}"
    async with kit.db.write() as tx:
        receiver = await _receiver(tx, str(value)) if does == "assign" else None
        roles = receiver["roles"] if receiver else ()
        rows = await _locked(tx, wanted)
        for number in wanted:
            row = rows.get(number)
            if row is None:
                outcome.refused.append((number, NotFound("There is no such case.", code="case-unknown")))
                continue
            if code := casework.bulk_refusal(does, row, agent["roles"], roles):
                kind, words = _REFUSALS[code]
                outcome.refused.append((number, kind(words, code=code)))
                continue
            if does == "note":
                changed = await _note(tx, kit, row, agent, str(value), key)
            else:
                values = {"owner_id": receiver["id"]} if receiver else {does: value}
                changed = await write_values(tx, row, values, now, actor)
            (outcome.done if changed else outcome.same).append(number)
    for number in outcome.done:
        await wake(kit, rows[number])
    return outcome


def _checked(kit: Kit, does: str, value: object) -> str:
    """The value, a note masked. Raises BadInput."""
    if does == "note":
        return mask(check_text(value)).text
    text = str(value or "")
    if does == "priority" and text not in RANKS:
        raise BadInput(f"priority is one of {', '.join(RANKS)}.", code="choose-priority")
    if does == "department" and text not in kit.content.departments:
        raise BadInput(f"There is no department {text!r}.", code="choose-department")
    return text


async def _receiver(tx: AsyncConnection, username: str) -> Row:
    """The colleague who gets the cases: an account in use that works at the desk. Raises BadInput."""
    a = t.agents.c
    found = (await tx.execute(select(a.id, a.roles).where(a.username == username, a.active))).first()
    if found is None or not {"agent", "supervisor"} & set(found.roles):
        raise BadInput(f"There is no colleague {username!r}.", code="choose-colleague")
    return dict(found._mapping)


async def _locked(tx: AsyncConnection, numbers: Sequence[str]) -> dict[str, Row]:
    """The rows, locked in one order, so that two who work on the same cases wait for each other."""
    k = t.cases.c
    found = await tx.execute(select(t.cases).where(k.number.in_(numbers)).order_by(k.number).with_for_update())
    return {row.number: dict(row._mapping) for row in found}


async def _note(tx: AsyncConnection, kit: Kit, row: Row, agent: Mapping[str, Any], text: str, key: str) -> bool:
    now = kit.clock.now()
    made = await insert_once(
        tx, kit, t.case_notes,
        key=f"{agent['id']}:{key}"[:60] + f":{row['number']}", case_number=row["number"], at=now, agent_id=agent["id"], text=text,
    )  # fmt: skip
    if made:
        await record(tx, now, "case", row["number"], f"agent:{agent['username']}", "noted")
    return made

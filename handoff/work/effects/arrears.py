"""What a conversation does to the schedule of arrears: stops it, narrows a stop to a part, puts a plan before a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from handoff.errors import NotFound
from handoff.store import debtors as d
from handoff.work.dunning.disputes import narrow_in, release_in
from handoff.work.dunning.facts import form_claims
from handoff.work.dunning.plans import propose_in
from handoff.work.dunning.run import today_in
from handoff.work.dunning.stops import stop_in
from handoff.work.effects.act import Act, Do

BY = "bot"
OF_A_CLAIM = frozenset({"dispute", "paid_claimed", "plan_requested"})


def _mark(act: Act) -> str:
    """The conversation that a stop came from; what was said stands there and on the case, for those who may read it."""
    return f"chat {act.conversation['id']}"


async def dunning_stop(act: Act, *, customer: str, reason: str, claim: int | None = None) -> None:
    """Stop the schedule of a customer, or of one claim, today; a claim that was closed meanwhile needs no stop.

    What is said of a claim (paid, wrong, in parts) stops the claims there are, not those that may come.
    """
    which: list[int | None] = [claim]
    if claim is None and reason in OF_A_CLAIM:
        which = list(await _open_claims(act, customer))
    for one in which:
        try:
            await stop_in(act.tx, act.kit, customer, reason, BY, claim_id=one, note=_mark(act))
        except NotFound:
            if one is None:
                raise


async def _open_claims(act: Act, customer: str) -> list[int]:
    await form_claims(act.tx, act.kit, today_in(act.kit))
    query = select(d.claims.c.id).where(d.claims.c.customer_number == customer, d.claims.c.state == "open")
    return [row.id for row in await act.tx.execute(query.order_by(d.claims.c.id))]


async def dunning_part(act: Act, *, customer: str, claim: int, invoice: str, cents: int) -> None:
    """Only this part is disputed; the stop that this conversation set over the whole claim gives way."""
    await narrow_in(act.tx, act.kit, customer, claim, invoice, cents, BY, _mark(act))


async def dunning_release(act: Act, *, claim: int) -> None:
    """The dispute of this conversation is not about this claim."""
    await release_in(act.tx, act.kit, claim, BY, _mark(act))


async def dunning_plan(
    act: Act, *, claim: int, first: str, month_cents: int | None = None, terms: int | None = None, note: str = ""
) -> None:
    """Put a plan before a person; a claim that was paid meanwhile needs none."""
    try:
        await propose_in(
            act.tx, act.kit, claim, BY, dt.date.fromisoformat(first), month_cents=month_cents, terms=terms,
            note=act.filled(note),
        )  # fmt: skip
    except NotFound:
        return


KINDS: dict[str, Do] = {
    "dunning_stop": dunning_stop,
    "dunning_part": dunning_part,
    "dunning_release": dunning_release,
    "dunning_plan": dunning_plan,
}

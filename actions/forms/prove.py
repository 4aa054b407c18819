"""A whole claim against the record: compared, or answered with a code; wrong attempts counted, and limited."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.forms.asking import Outcome, first_question, named_pieces, new_code_button
from actions.forms.claim import NEW_CODE, missing_pieces
from actions.forms.model import State
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide import identification as rules
from handoff.decide.fields import Message
from handoff.store import record
from handoff.work.base import Kit
from handoff.work.effects.identity import code_hash
from handoff.work.plan import Effect


async def by_number(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State) -> Outcome:
    """Level 1: the order, repair, case or bike that the number names, when the postcode is that of who owns it."""
    kind = form.field(form.number or "").kind
    number = state.who[form.number or ""]
    if kind == "repair_number" and number.isdigit():
        kind = "bike_number"
    owner = await record.owner_of(tx, kind, number)
    case = await record.loose_case(tx, number) if kind == "case_number" else None
    if not rules.status_claim(state.who["postcode"], owner or case):
        return await failed(kit, tx, s, form, state)
    state = state.with_(values={**state.values, form.number or "": number})
    if owner is not None:
        return known(state, owner["number"], 1, "number")
    return opened(form, state, number)


def known(state: State, customer: str, level: int, how: str) -> Outcome:
    """Who speaks is ``customer``, as sure as ``level``."""
    done = state.with_(stage="fill", asked="", tries=0, who={})
    effect = Effect("identified", {"customer": customer, "level": level, "how": how})
    return Outcome(done, None, (), (effect,), customer=customer, level=level, how=how)


def opened(form: Form, state: State, number: str) -> Outcome:
    """A case of nobody's is open to who speaks, who is as unknown as before."""
    done = state.with_(values={**state.values, form.number or "": number}, stage="fill", asked="", tries=0, who={})
    return Outcome(done, None, (), (Effect("case_opened", {"case": number}),), level=1, how="number", case=number)


async def send_code(
    kit: Kit, tx: AsyncConnection, s: Situation, state: State, row: Mapping[str, Any] | None
) -> Outcome:
    """The same words whether or not there is anybody to send a code to."""
    subject = state.who["customer_number"]
    here, theirs = await record.codes_made(
        tx, s.conversation["id"], "identify", subject, kit.clock.now() - rules.CODES_WINDOW
    )
    if here >= rules.MOST_CODES:
        return Outcome(state, say(kit.content, "identify_refused", s.language), refused=True)
    to = row["email"] if row and theirs < rules.SUBJECT_CODES else None
    effect = Effect("send_code", {"purpose": "identify", "subject": subject, "to": to})
    again = new_code_button(kit, s, state)
    text = say(kit.content, "identify_code_sent", s.language)
    return Outcome(state.with_(stage="identify", asked="code", by_code=True, tries=0), text, (again,), (effect,))


async def try_code(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message
) -> Outcome | None:
    """Try the code that was given; None when a new one is asked for instead."""
    given = message.held.get("code", ())
    again = new_code_button(kit, s, state)
    if not given:
        if NEW_CODE.search(message.text):
            return None
        text = say(kit.content, "identify_code_ask", s.language)
        return Outcome(state.with_(tries=state.tries + 1), text, (again,))
    live = await record.live_codes(tx, s.conversation["id"], "identify", kit.clock.now())
    code = live[0] if live and live[0]["attempts"] < rules.ATTEMPTS else None
    right = hmac.compare_digest(
        code["hash"] if code else "-" * 64, code_hash(kit.settings.secret, s.conversation["id"], given[-1])
    )
    effects = (Effect("code_tried", {"code": code["id"], "right": right}),) if code else ()
    too_often = await barred(kit, tx, s, form, state)
    if right and code and not too_often:
        proved = known(state, code["subject"], 2, "code")
        return Outcome(proved.state, None, (), (*effects, *proved.effects), False, proved.customer, 2, "code")
    wrong = await failed(kit, tx, s, form, state, keep=True)
    if wrong.refused:
        return Outcome(wrong.state, wrong.text, (), (*effects, *wrong.effects), True)
    text = say(kit.content, "identify_code_wrong", s.language)
    return Outcome(state.with_(asked="code"), text, (again,), (*effects, *wrong.effects))


async def failed(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, *, keep: bool = False
) -> Outcome:
    """A wrong attempt: the same words each time, and the third time a person."""
    keys = _keys(s, form, state)
    effect = Effect("not_identified", {"keys": list(keys.values())})
    count = await record.failed_attempts(tx, keys["conversation"], s.conversation["created_at"])
    if count + 1 >= rules.ATTEMPTS:
        text = say(kit.content, "identify_refused", s.language)
        return Outcome(state, text, (), (effect,), refused=True)
    empty = state if keep else state.with_(who={}, asked="who", stage="identify", tries=0)
    ask = first_question(kit, s, form, empty)
    text = say(kit.content, "identify_failed", s.language, ask=_short_ask(kit, s, form, empty))
    return Outcome(ask.state, text, ask.buttons, (effect,))


def _short_ask(kit: Kit, s: Situation, form: Form, state: State) -> str:
    missing = named_pieces(kit, s, form, missing_pieces(form, state))
    return say(kit.content, "identify_need", s.language, missing=missing)


async def barred(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State) -> bool:
    """Too many wrong attempts on this customer or from this address: right pieces are then treated as wrong ones."""
    keys, now = _keys(s, form, state), kit.clock.now()
    limits = (
        ("customer", rules.CUSTOMER_ATTEMPTS, rules.CUSTOMER_WINDOW),
        ("origin", rules.ORIGIN_ATTEMPTS, rules.ORIGIN_WINDOW),
    )
    for name, most, window in limits:
        if name in keys and await record.failed_attempts(tx, keys[name], now - window) >= most:
            return True
    return False


def _keys(s: Situation, form: Form, state: State) -> dict[str, str]:
    keys = {"conversation": f"identify:conversation:{s.conversation['id']}"}
    named = state.who.get("customer_number") or state.who.get(form.number or "")
    if named:
        keys["customer"] = f"identify:customer:{named}"
    if s.conversation.get("origin"):
        keys["origin"] = f"identify:origin:{s.conversation['origin']}"
    return keys

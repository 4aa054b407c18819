"""The part of a form that establishes who the customer is. Nothing personal is said before, nor whether anybody is known.

What a message tells of somebody is read in ``claim``, asked for in ``asking``, held against the record in ``prove``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.forms import prove
from actions.forms.asking import Outcome, code_button, first_question, named_pieces
from actions.forms.claim import (
    NO_NUMBER,
    NOT_TOLD,
    WANTS_CODE,
    by_number,
    claimed_in,
    dated,
    lacks_number,
    missing_pieces,
    pieces,
)
from actions.forms.model import State
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide import identification as rules
from handoff.decide.fields import Message, Spec, Wrong, read_field
from handoff.store import record
from handoff.work.base import Kit
from handoff.work.plan import Effect


def settled(form: Form, context: Mapping[str, Any], conversation: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether this conversation is identified well enough for ``form``: once is enough, unless a code is asked."""
    if form.level == 0:
        return True
    if conversation["verified"] >= 2 and conversation["customer_number"]:
        return form.proof != "code" or (context.get("identified") or {}).get("how") == "code"
    known = context.get("identified") or {}
    if form.level == 1 and form.number:
        given = values.get(form.number)
        return known.get("level", 0) >= 1 and given is not None and given in known.get("numbers", [])
    return False


def known_now(s: Situation, effects: Sequence[Effect], context: Mapping[str, Any]) -> Situation:
    """The situation with who the customer turned out to be in this turn, so that the next form need not ask."""
    found = next((e.data for e in effects if e.kind == "identified"), None)
    if found is None:
        return s
    level = max(found["level"], s.conversation["verified"])
    conversation = {**s.conversation, "customer_number": found["customer"], "verified": level}
    return replace(s, conversation=conversation, context={**s.context, **context})


def form_of(kit: Kit, state: State) -> Form:
    """The form of ``state``, at the level that it takes in this conversation."""
    form = kit.content.forms[state.topic]
    return form.model_copy(update={"level": 2}) if state.whole else form


async def begin(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message) -> Outcome:
    """See what the message that opens a form tells already, and ask for the rest or compare."""
    if lacks_number(form, state, message, asked=False):
        form, state = form.model_copy(update={"level": 2}), state.with_(whole=True)
    state = state.with_(who={**state.who, **pieces(form, message, asked=False)})
    if agreed := await _agreed_here(tx, s, form, state):
        return prove.opened(form, state, agreed)
    if missing_pieces(form, state):
        return first_question(kit, s, form, state)
    return await judge(kit, tx, s, form, state, message)


async def _agreed_here(tx: AsyncConnection, s: Situation, form: Form, state: State) -> str | None:
    """The call-back or complaint of this very conversation: its customer was told number and time already."""
    if form.level != 1 or not form.number or form.field(form.number).kind != "case_number":
        return None
    return await record.promised_here(
        tx, s.conversation["id"], state.who.get(form.number) or state.values.get(form.number)
    )


async def proceed(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message, choice: Mapping[str, Any]
) -> Outcome:
    """Take in an answer to a question of identification and see how far it brings us."""
    if state.asked == "code" and not choice.get("code"):
        tried = await prove.try_code(kit, tx, s, form, state, message)
        return tried if tried is not None else await judge(kit, tx, s, form, state, message)
    if choice.get("whole") or lacks_number(form, state, message, asked=True):
        form, state = form.model_copy(update={"level": 2}), state.with_(whole=True)
        state = state.with_(who={**state.who, **pieces(form, message, asked=True)})
        if missing_pieces(form, state):
            return first_question(kit, s, form, state)
    if choice.get("code") or (form.level == 2 and not dated(message) and WANTS_CODE.search(message.text)):
        state = state.with_(by_code=True)
    found = pieces(form, message, asked=True)
    missing = missing_pieces(form, state)
    if not found and missing[:1] and len(missing) == 1 and missing[0] == "house_number":
        bare = re.fullmatch(r"\D{0,20}(\d{1,5})\s?[a-zA-Z]{0,3}\W*", message.text)
        found = {"house_number": bare[1]} if bare else {}
    who = {**state.who, **found}
    moved = bool(found) or bool(choice.get("code")) or state.by_code
    state = state.with_(who=who, tries=0 if moved else state.tries + 1)
    return await judge(kit, tx, s, form, state, message, moved=moved)


async def judge(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message, *, moved: bool = True
) -> Outcome:
    """Ask what is missing, send a code, or compare."""
    missing = missing_pieces(form, state)
    if missing:
        text = say(
            kit.content, "identify_missing" if moved else "identify_again", s.language,
            missing=named_pieces(kit, s, form, missing), avoid=s.said,
        )  # fmt: skip
        wrong = _what_is_wrong(kit, s, form, message, missing if not moved else [n for n in missing if n == "postcode"])
        if not moved and "customer_number" in missing and NO_NUMBER.search(message.text):
            wrong = say(kit.content, "identify_where_number", s.language)
        text = f"{wrong} {text}" if wrong else text
        if not moved and not wrong and NOT_TOLD.search(message.text):
            text = say(kit.content, "identify_not_told", s.language, ask=text)
        offer = form.level == 2 and not state.by_code and form.proof == "any" and "birth_date" in missing
        buttons = (code_button(kit, s, form),) if offer else ()
        return Outcome(state.with_(stage="identify", asked="who"), text, buttons)
    if await prove.barred(kit, tx, s, form, state):
        return await prove.failed(kit, tx, s, form, state)
    if by_number(form, state):
        return await prove.by_number(kit, tx, s, form, state)
    row = await record.customer(tx, state.who["customer_number"])
    claimed = claimed_in(state)
    if state.by_code or form.proof == "code":
        return await prove.send_code(kit, tx, s, state, row if rules.known_customer(claimed, row) else None)
    if rules.proves(claimed, row) and row is not None:
        return prove.known(state, row["number"], 2, "birth_date")
    return await prove.failed(kit, tx, s, form, state)


def _what_is_wrong(kit: Kit, s: Situation, form: Form, message: Message, names: Sequence[str]) -> str:
    """What is wrong with the shape of one of the pieces ``names``, as far as a message seems to give it."""
    for name in (n for n in names if n not in ("house_number", "birth_date")):
        kind = form.field(name).kind if name == form.number else name
        read = read_field(Spec(kind), message, asked=True)
        if isinstance(read, Wrong):
            return say(kit.content, read.key, s.language, **read.values)
    return ""

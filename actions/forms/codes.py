"""Proving by a code that somebody reads an address or a telephone.

As for identification: three wrong codes over all that were sent, and a limited number of them, from one conversation and to
one address; then a person takes over.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.forms import digression
from actions.forms.asking import new_code_button
from actions.forms.claim import NEW_CODE
from actions.forms.ending import to_person
from actions.forms.model import State
from actions.forms.said import Said
from actions.forms.words import fill
from actions.situation import Situation
from handoff.content.texts import text as say
from handoff.decide.fields import Message
from handoff.decide.identification import ATTEMPTS, CODES_WINDOW, MOST_CODES, SUBJECT_CODES
from handoff.store import record
from handoff.work.base import Kit
from handoff.work.effects.identity import code_hash
from handoff.work.plan import Effect

_NO_ACCESS = re.compile(
    r"geen toegang|kan (?:er )?(?:niet|niet meer) (?:meer )?(?:bij|in)|bestaat niet meer|opgeheven|no access|"
    r"can'?t (?:get into|access|open)|don'?t have access|no longer (?:have|use)",
    re.I,
)


@dataclass
class Outcome:
    """``done``: ``said`` is the whole answer; else the code was right and the form goes on with ``state``."""

    said: Said
    state: State
    done: bool


def about_code(text: str) -> bool:
    """Whether a message is about the code itself: it did not come, or its address cannot be read."""
    return bool(NEW_CODE.search(text) or _NO_ACCESS.search(text))


def no_access(text: str) -> bool:
    """Whether somebody cannot read the mailbox that a code goes to."""
    return bool(_NO_ACCESS.search(text))


async def send(kit: Kit, s: Situation, state: State, purpose: str, to: str, said: Said) -> Said:
    """Send a code for ``purpose`` and ask for it."""
    since = kit.clock.now() - CODES_WINDOW
    async with kit.db.read() as tx:
        here, theirs = await record.codes_made(tx, s.conversation["id"], purpose, to, since)
    if here >= MOST_CODES or theirs >= SUBJECT_CODES:
        return await digression.refused(kit, s, state, say(kit.content, "identify_refused", s.language), said)
    said.effects.append(Effect("send_code", {"purpose": purpose, "subject": to, "to": to}))
    where = say(kit.content, f"where_{purpose}", s.language)
    said.ask(say(kit.content, "code_sent_to", s.language, where=where), [new_code_button(kit, s, state)])
    said.state = state.with_(stage="fill", asked=f"code:{purpose}", tries=0)
    return said


async def proceed(
    kit: Kit, s: Situation, state: State, message: Message, choice: Mapping[str, Any], said: Said
) -> Outcome:
    """Try the code that was given for the purpose that was asked."""
    purpose = state.asked.removeprefix("code:")
    async with kit.db.read() as tx:
        live = await record.live_codes(tx, s.conversation["id"], purpose, kit.clock.now())
        newest = await record.newest_subject(tx, s.conversation["id"], purpose)
        wrong = await record.wrong_codes(tx, s.conversation["id"], purpose)
    given = message.held.get("code", ())
    if choice.get("code") or (not given and NEW_CODE.search(message.text)):
        return Outcome(await send(kit, s, state, purpose, newest, said), state, True)
    if not given and _NO_ACCESS.search(message.text):
        form = kit.content.forms[state.topic]
        lead = fill(form.texts["no_access"], s.language, {}) if "no_access" in form.texts else ""
        return Outcome(await to_person(kit, s, state, said, reason="no_access", lead=lead), state, True)
    if not given:
        said.ask(say(kit.content, "identify_code_ask", s.language), [new_code_button(kit, s, state)])
        said.state = state.with_(tries=state.tries + 1)
        if state.tries + 1 > ATTEMPTS:
            said.plan = await digression.too_often(kit, s, state, said)
        return Outcome(said, state, True)
    code = live[0] if live and wrong < ATTEMPTS else None
    wanted = code["hash"] if code else "-" * 64
    given_right = hmac.compare_digest(wanted, code_hash(kit.settings.secret, s.conversation["id"], given[-1]))
    right = given_right and code is not None
    if code:
        said.effects.append(Effect("code_tried", {"code": code["id"], "right": right}))
    if right:
        return Outcome(said, state.with_(proved=(*state.proved, purpose), asked="", tries=0), False)
    tried = state.tries + (0 if code else 1)  # one that has run out is no guess at it
    if wrong + (1 if code else 0) >= ATTEMPTS or tried >= ATTEMPTS:
        refusal = say(kit.content, "identify_refused", s.language)
        return Outcome(await digression.refused(kit, s, state, refusal, said), state, True)
    said.ask(say(kit.content, "identify_code_wrong", s.language), [new_code_button(kit, s, state)])
    said.state = state.with_(tries=tried)
    return Outcome(said, state, True)

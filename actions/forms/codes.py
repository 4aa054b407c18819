"""Proving by a code that somebody reads an address or a telephone."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.forms import digression
from actions.forms.claim import NEW_CODE
from actions.forms.ending import to_person
from actions.forms.model import State
from actions.forms.said import Said
from actions.forms.words import button, fill
from actions.situation import Situation
from handoff.content.texts import text as say
from handoff.decide.fields import Message
from handoff.decide.identification import ATTEMPTS
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


async def proceed(
    kit: Kit, s: Situation, state: State, message: Message, choice: Mapping[str, Any], said: Said
) -> Outcome:
    """Try the code that was given for the purpose that was asked."""
    purpose = state.asked.removeprefix("code:")
    async with kit.db.read() as tx:
        live = await record.live_codes(tx, s.conversation["id"], purpose, kit.clock.now())
    given = message.held.get("code", ())
    again = button(say(kit.content, "button_new_code", s.language), form=state.topic, code="again")
    if choice.get("code") or (not given and NEW_CODE.search(message.text)):
        subject = live[0]["subject"] if live else state.who.get(purpose, "")
        said.effects.append(Effect("send_code", {"purpose": purpose, "subject": subject, "to": subject or None}))
        where = say(kit.content, f"where_{purpose}", s.language)
        said.ask(say(kit.content, "code_sent_to", s.language, where=where), [again])
        said.state = state
        return Outcome(said, state, True)
    if not given and _NO_ACCESS.search(message.text):
        form = kit.content.forms[state.topic]
        lead = fill(form.texts["no_access"], s.language, {}) if "no_access" in form.texts else ""
        return Outcome(await to_person(kit, s, state, said, reason="no_access", lead=lead), state, True)
    if not given:
        said.ask(say(kit.content, "identify_code_ask", s.language), [again])
        said.state = state.with_(tries=state.tries + 1)
        if state.tries + 1 > ATTEMPTS:
            said.plan = await digression.too_often(kit, s, state, said)
        return Outcome(said, state, True)
    code = live[0] if live and live[0]["attempts"] < ATTEMPTS else None
    wanted = code["hash"] if code else "-" * 64
    right = (
        hmac.compare_digest(wanted, code_hash(kit.settings.secret, s.conversation["id"], given[-1]))
        and code is not None
    )
    if code:
        said.effects.append(Effect("code_tried", {"code": code["id"], "right": right}))
    if right:
        return Outcome(said, state.with_(proved=(*state.proved, purpose), asked="", tries=0), False)
    if code is None or code["attempts"] + 1 >= ATTEMPTS:
        refusal = say(kit.content, "identify_refused", s.language)
        return Outcome(await digression.refused(kit, s, state, refusal, said), state, True)
    said.ask(say(kit.content, "identify_code_wrong", s.language), [again])
    said.state = state.with_(tries=state.tries + 1)
    return Outcome(said, state, True)

"""What a message tells besides what was asked: of the matter while we ask who somebody is, in a yes that has a but, or
that the customer would rather speak the other language."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.converse import language_named
from actions.forms import asking, codes, digression
from actions.forms.capabilities import capability
from actions.forms.extract import corrects, take
from actions.forms.looking import job_of
from actions.forms.model import State
from actions.forms.round import advance, prepared
from actions.forms.said import Said
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide.fields import Message
from handoff.decide.fields.words import reserved
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.plan import Plan

_GO_ON = re.compile(r"\b(?:verder|praten|spreken|gesprek|overschakelen|continue|go on|speak|talk|switch|chat)\b", re.I)


async def told_meanwhile(kit: Kit, s: Situation, form: Form, state: State, message: Message, said: Said) -> Said | None:
    """What is told of the matter while we ask who somebody is: kept, and asked again; None when it tells nothing."""
    if state.asked == "code" or not digression.only_tells(s, state, form):
        return None
    cap = capability(state.topic)
    job, choices = prepared(await job_of(kit, s, form, state), cap)
    back = corrects(message.text)
    taken = take(job, cap, form.fields, choices, message, "", correcting=back, fresh=not back)
    if not taken.values:
        return None
    said.state = state.with_(values={**state.values, **taken.values}, tries=0)
    said.tell(say(kit.content, "form_noted", s.language, avoid=s.said))
    said.ask(digression.question_of(kit, s, form, state), digression.last_buttons(s))
    return said


async def beside_code(
    kit: Kit, s: Situation, verdict: Triage, form: Form, state: State, message: Message, said: Said
) -> Plan | None:
    """While a code is asked: what was told before is taken back, or something else is asked."""
    if s.choice is not None or message.held.get("code") or codes.about_code(message.text):
        return None
    cap = capability(state.topic)
    job, choices = prepared(await job_of(kit, s, form, state), cap)
    taken = take(job, cap, form.fields, choices, message, "", correcting=corrects(message.text))
    if taken.corrected:
        state = state.with_(values={**state.values, **taken.values}, asked="", tries=0)
        return (await advance(kit, s, await job_of(kit, s, form, state), state, said)).made(s)
    aside = await digression.answer(kit, s, verdict, state, form, said)
    return aside.made(s) if aside is not None else None


async def takes_back(kit: Kit, s: Situation, form: Form, state: State, message: Message) -> bool:
    """Whether a yes to the summary is none after all: "ja, maar huisnummer 12"."""
    if reserved(message.text) or (corrects(message.text) and len(message.text.split()) > 3):
        return True
    cap = capability(state.topic)
    job, choices = prepared(await job_of(kit, s, form, state), cap)
    return bool(take(job, cap, form.fields, choices, message, "", correcting=True).values)


async def other_language(kit: Kit, s: Situation, form: Form, state: State, said: Said) -> Plan | None:
    """Go on in the other language and ask the open question in it; None when that is not what is asked.

    Where a form asks for a language ("de brochure, in het Engels graag") naming one answers that.
    """
    part = s.parts[0] if s.choice is None and len(s.parts) == 1 else None
    if part is None or part.topic != "switch_language" or part.confidence < digression.VERY_SURE:
        return None
    if any(f.id == "language" for f in form.fields) and not _GO_ON.search(s.text):
        return None
    s = replace(s, language=language_named(s))
    said.context["language_fixed"] = True
    said.tell(say(kit.content, "form_language", s.language))
    if state.stage == "identify" and state.asked != "code":
        outcome = asking.first_question(kit, s, form, state)
        said.ask(outcome.text or "", outcome.buttons)
        said.state = outcome.state
    elif "code" in (state.asked, state.asked.partition(":")[0]):
        said.ask(digression.question_of(kit, s, form, state))
        said.state = state
    else:
        said = await advance(kit, s, await job_of(kit, s, form, state), state, said)
    return said.made(s)

"""What comes in between: another question, a wish for a person, a wish to stop, an answer that is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions import answers, care, handing
from actions.forms import ending
from actions.forms.asking import named_pieces
from actions.forms.capabilities.shared import missing_of_address
from actions.forms.claim import missing_pieces
from actions.forms.model import Job, State
from actions.forms.said import Said
from actions.forms.words import fill, listed
from actions.situation import Heard, Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide.fields import Wrong
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import yes_or_no
from handoff.decide.triage import Triage
from handoff.decide.triage.starts import has_reference
from handoff.work.base import Kit
from handoff.work.plan import Effect, PartState, Plan
from handoff.work.understanding import signs_for

SURE = 0.5  # confidence from which a message is taken for another question rather than for an answer
VERY_SURE = 0.8
TOO_OFTEN = 2
# Reasons for a person that hold whatever is being filled in; numbers and amounts in an answer are no reason by themselves.
SERIOUS = frozenset(
    {
        "danger", "unsafe_part", "threat_to_staff", "others_data_visible", "discrimination", "death", "fraud", "legal", "press",
        "strong_emotion", "hardship", "administration", "minor", "thief_in_sight", "locked_out_now",
    }
)  # fmt: skip
# Reasons for a person where somebody asks after a thing; told as a complaint, the days themselves say whether it is complex.
OF_A_STATUS = frozenset({"promised_date_passed", "refund_overdue"})
_STOP = re.compile(
    r"^\W*(?:(?:nee|no|oh|ach|sorry|toch|ok[eé]?)\W+)?(?:stop(?: maar| ermee| please)?|stoppen|laat maar(?: zitten)?|annuleer(?: maar| dit| het)?|annuleren|"
    r"hoeft (?:niet meer|toch niet|al niet meer)|toch (?:maar )?niet|vergeet (?:het|maar)|ik (?:wil|hoef) (?:het )?(?:toch )?niet meer|ik bedenk me|"
    r"cancel(?: that| this| it)?|never ?mind|forget (?:it|about it)|leave it|i changed my mind|not anymore|quit|exit|begin opnieuw|opnieuw beginnen|start over)"
    r"(?:\W+(?:dank je|bedankt|thanks|maar|dan|please|hoor|toch))*\W*$",
    re.I,
)
_WHY = re.compile(r"\b(?:waarom|waarvoor|wat moet je daar ?mee|why|what for|do you need (?:that|this|it))\b", re.I)
_QUESTION_WORD = re.compile(
    r"^\W*(?:(?:en|and|maar|but|oh|ok[eé]?)\W+)?(?:hoe|wat|wanneer|waarom|waar|wie|welke?|how|what|when|why|where|who|which)\b",
    re.I,
)
_INSTEAD = re.compile(r"\b(?:toch|liever|eigenlijk|in plaats|instead|rather|actually)\b", re.I)
_TOO = re.compile(r"\b(?:ook|daarna|also|too|as well|then)\b", re.I)
_PROPOSAL = re.compile(r"\b(?:kan|kunnen|kun|mag|zou|schikt|lukt) (?:dat|het|jullie|ik|je|u|er)\b|\b(?:can|could|would|may|is) (?:it|that|you|we|i)\b", re.I)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_ANSWERS = frozenset(
    {"affirm", "deny", "thank", "greet", "goodbye", "stop", "out_of_scope", "vent_frustration", "ask_human"}
)
_POLITE = frozenset({"thank", "goodbye", "deny"})


def stops(s: Situation) -> bool:
    """Whether the customer wants none of it any more."""
    if s.choice is not None:
        return False
    short = len(s.text.split()) <= 5
    stop = any(p.topic == "stop" and p.confidence >= VERY_SURE for p in s.parts)
    return bool(_STOP.match(s.text)) or (short and stop and len(s.parts) == 1)


def abandoned(state: State) -> list[Effect]:
    """The part stays open in the register, and what was kept apart is forgotten: nothing was done."""
    return [Effect("forget_held", {}), left_open(state)]


def left_open(state: State) -> Effect:
    """The part that the form is about stays open in the register."""
    return Effect("parts_done", {"topic": state.topic, "state": "open", "answer": ""})


def for_person(kit: Kit, s: Situation, verdict: Triage, state: State, form: Form) -> str:
    """Why a person must take over now, or ""."""
    if s.choice is not None:
        return ""
    asked = next((f.kind for f in form.fields if f.id == state.asked), "")
    sure = VERY_SURE if asked in ("story", "text") else SURE
    if any(p.topic == "ask_human" and p.confidence >= sure for p in s.parts):
        return "asked_for_person"
    if any(p.topic == "report_hardship" and p.confidence >= VERY_SURE for p in s.parts):
        return "hardship"
    if verdict.route != "handoff":
        return ""
    sure_of = SERIOUS - _doubtful(kit, s, state)
    serious = [r for r in verdict.reasons if r in sure_of]
    if not serious and asked == "story" and state.topic.startswith("complain_"):
        serious = [r for r in verdict.reasons if r not in OF_A_STATUS]  # what is told of a complaint may make it complex
    return serious[0] if serious else ""


def _doubtful(kit: Kit, s: Situation, state: State) -> frozenset[str]:
    """Reasons that a few words in a form do not show by themselves: "ik heb niks ontvangen", said of a code, is no want of money."""
    heard = max((p.confidence for p in s.parts if p.topic == "report_hardship"), default=0.0)
    listed = signs_for(kit.content).has("hardship", s.text)
    return (
        frozenset()
        if listed or not 0 < heard < VERY_SURE or not state.asked.startswith("code")
        else frozenset({"hardship"})
    )


async def to_person(
    kit: Kit,
    s: Situation,
    verdict: Triage,
    state: State,
    job: Job,
    choices: Mapping[str, Sequence[Choice]],
    reason: str,
    said: Said,
) -> Plan:
    """Hand over with what was filled in so far."""
    key = "human_asked" if reason == "asked_for_person" else "complex_intro"
    data = ending.filled_in(kit, job, choices)
    if reason in SERIOUS and s.text:
        data["Laatste bericht"] = s.text[:500]
    key = {"death": "condolence", "threat_to_staff": "staff_threat"}.get(reason, key)
    lead = care.words(kit, s, (*verdict.reasons, reason), state.topic) or say(kit.content, key, s.language)
    ended = await ending.to_person(kit, s, state, said, reason=reason, lead=lead, data=data, verdict=verdict)
    return ended.made(s)


async def too_often(kit: Kit, s: Situation, state: State, said: Said) -> Plan:
    """We do not come out of it together: a person."""
    lead = say(kit.content, "form_too_often", s.language)
    return (await ending.to_person(kit, s, state, said, reason="not_understood_twice", lead=lead)).made(s)


async def refused(kit: Kit, s: Situation, state: State, text: str, said: Said) -> Said:
    """Not identified after all attempts: the fixed sentence, and a person."""
    return await ending.to_person(kit, s, state, said, reason="not_identified", lead=text)


def asks_something_else(kit: Kit, s: Situation, state: State, form: Form) -> bool:
    """Whether a message is a question of its own rather than an answer to the field that was asked."""
    asked = next((f.kind for f in form.fields if f.id == state.asked), "")
    worded = asked in ("story", "text")
    if s.choice is not None or not ("?" in s.text or (worded and _QUESTION_WORD.match(s.text))):
        return False
    sure = VERY_SURE if worded else SURE
    heard = s.parts or s.unsure
    mine = [p for p in heard if _asks_of_this(kit, s, state, p)]
    if len(heard) == 1 and (asked != "story" or _QUESTION_WORD.match(s.text)) and mine:
        return True
    others = [p for p in _others(s, state, form) if p.confidence >= sure and p not in mine]
    return bool(others or (mine and asked != "story")) and len(others) + len(mine) == len(heard)


def proposes(text: str) -> bool:
    """Whether a question is a proposal: "kan het ook op zaterdag?", where a moment is asked."""
    return bool(_PROPOSAL.search(text))


def _others(s: Situation, state: State, form: Form) -> list[Heard]:
    """Parts about something else than the open form and what belongs to its story."""
    mine = {state.topic, *form.within}
    if not _WORDS.search(s.text):
        return []  # "12" and "4b" are about nothing
    return [p for p in s.parts if p.topic not in _ANSWERS and p.topic not in mine]


def _asks_of_this(kit: Kit, s: Situation, state: State, part: Heard) -> bool:
    """Whether a part asks something about what is being arranged: "moet ik de fiets dan zelf meenemen?" in a move."""
    about_debt = "debt" in (
        part.kind,
        kit.content.topics[state.topic].kind,
    )  # of that nothing is said but what the form says
    asks = "?" in s.text or bool(_QUESTION_WORD.match(part.text))
    if about_debt or part.kind == "urgent" or part.topic in _ANSWERS or not asks:
        return False
    text = part.text if "?" in part.text else f"{part.text}?"
    if part.topic == state.topic:
        return answers.asks_of(state.topic, text, s.language, kit.content)
    leans = answers.leans_on(text, s.language, {"topic": state.topic}, part.topic, kit.content) is not None
    return leans or answers.fits_beside(text, s.language, state.topic, part.topic, kit.content)


def _of_this_complaint(kit: Kit, s: Situation, state: State, part: Heard) -> Heard:
    """What becomes of a complaint, asked while it is taken in, is how the procedure goes: there is no case yet."""
    complains = kit.content.topics[state.topic].kind == "complaint"
    if not complains or part.topic != "ask_case_status" or has_reference(part.text) or "?" not in s.text:
        return part
    return replace(part, topic="ask_complaint_procedure", kind="procedure")


def only_tells(s: Situation, state: State, form: Form) -> bool:
    """Whether a message that does not answer what was asked may tell of the matter itself: no question, no other topic."""
    if s.choice is not None or "?" in s.text:
        return False
    return not any(p.confidence >= SURE for p in _others(s, state, form))


def passes_over(s: Situation, state: State, form: Form) -> bool:
    """Whether an offer is passed over: thanks, another question, anything but a yes to it."""
    if not _offered(s, state, form):
        return False
    return declines(s, state, form) or yes_or_no(s.text) is not True


def declines(s: Situation, state: State, form: Form) -> bool:
    """Whether the answer to an offer is thanks or no more than a no, however it begins ("top, bedankt")."""
    if not _offered(s, state, form):
        return False
    words = _POLITE - ({"deny"} if form.field(state.asked).kind == "yes_no" else set())
    polite = bool(s.parts) and all(p.topic in words and p.confidence >= SURE for p in s.parts)
    return polite and not any(c.isdigit() for c in s.text)


def _offered(s: Situation, state: State, form: Form) -> bool:
    asked = next((f for f in form.fields if f.id == state.asked), None)
    return bool(asked and asked.loose and s.choice is None)


def also_asked(s: Situation, state: State, *, fresh: bool) -> list[Heard]:
    """Questions for information that stand beside the answer in the same message."""
    if not fresh and state.asked == "product":  # "voor woon-werk, 12 km per dag, ik ben 1,78": he wants to be advised
        return [p for p in s.parts if p.topic == "ask_product_advice" and p.confidence >= VERY_SURE]
    if fresh or len(s.parts) < 2:
        return []
    return [p for p in s.parts if p.kind == "info" and p.confidence >= VERY_SURE and "?" in p.text]


def answer_inside(kit: Kit, s: Situation, said: Said) -> None:
    """Answer a question that stands in what was filled in, such as the one that never got an answer."""
    for part in s.parts:
        if part.kind in ("info", "procedure") and part.confidence >= SURE and part.topic in kit.content.answers:
            said.tell(handing.explain(kit, s, part, s.context).text)


async def answer(kit: Kit, s: Situation, verdict: Triage, state: State, form: Form, said: Said) -> Said | None:
    """Answer what came in between and ask again; None when nothing else was asked."""
    ask = question_of(kit, s, form, state)
    if state.stage == "identify" and _WHY.search(s.text) and len(s.text.split()) < 15:
        said.tell(say(kit.content, "identify_why", s.language))
        said.ask(ask, last_buttons(s))
        said.state = state
        return said
    mine = [p for p in s.parts or s.unsure if _asks_of_this(kit, s, state, p)]
    for part in mine:
        said.tell(handing.explain(kit, s, replace(part, topic=state.topic), s.context).text)
    for part in (
        _of_this_complaint(kit, s, state, p) for p in _others(s, state, form) if p.confidence >= SURE and p not in mine
    ):
        if part.topic in kit.content.forms and _starts(s, part, verdict):
            if part.confidence >= VERY_SURE:  # of less we are not sure enough to promise it
                state = _another_form(kit, s, state, part, said)
        elif part.kind == "complaint" or part.topic not in kit.content.answers:
            continue
        else:
            found = handing.explain(kit, s, part, s.context)
            said.tell(found.text)
            said.parts.append(
                PartState(
                    part.text,
                    part.topic,
                    part.kind,
                    part.confidence,
                    "answered" if found.known else "open",
                    found.text,
                    handing.source_of(found),
                )
            )
    if not said.lines:
        return None
    name = kit.content.topics[state.topic].name.by(s.language)
    said.ask(say(kit.content, "form_resume", s.language, ask=ask, topic=name, avoid=s.said), last_buttons(s))
    said.state = state
    return said


def _starts(s: Situation, part: Heard, verdict: Triage) -> bool:
    routes = dict(zip((id(p) for p in s.parts), verdict.part_routes, strict=False))
    return routes.get(id(part)) in ("form", "handoff")


def _another_form(kit: Kit, s: Situation, state: State, part: Heard, said: Said) -> State:
    if any(w["topic"] == part.topic for w in state.waiting):
        return state
    name = kit.content.topics[part.topic].name.by(s.language)
    said.tell(say(kit.content, "form_waiting", s.language, topic=name))
    said.parts.append(PartState(part.text, part.topic, part.kind, part.confidence, "open"))
    return state.with_(waiting=(*state.waiting, {"topic": part.topic, "story": part.text}))


def switches(kit: Kit, s: Situation, state: State, form: Form, verdict: Triage) -> Heard | None:
    """The other form that the customer would rather have ("doe toch maar pauzeren"), or None.

    In a story, and where a wish is asked, "liever" says something else.
    """
    asked = next((f.kind for f in form.fields if f.id == state.asked), "")
    if s.choice is not None or asked in ("story", "text") or _TOO.search(s.text):
        return None
    for part in s.parts:
        other = part.topic not in (state.topic, *form.within) and part.topic in kit.content.forms
        if other and part.confidence >= SURE and _INSTEAD.search(s.text) and _starts(s, part, verdict):
            return part
    return None


async def wrong(kit: Kit, s: Situation, state: State, form: Form, found: Wrong, said: Said) -> Said:
    """Say what is wrong with the answer, and ask again."""
    if state.tries + 1 > TOO_OFTEN:
        said.plan = await too_often(kit, s, state, said)
        return said
    said.ask(say(kit.content, found.key, s.language, **{k: str(v) for k, v in found.values.items()}), last_buttons(s))
    said.state = state.with_(tries=state.tries + 1)
    return said


async def again(kit: Kit, s: Situation, state: State, form: Form, said: Said) -> Said:
    """Nothing in it that answers the question: ask in other words, and at last leave it to a person."""
    if state.tries + 1 > TOO_OFTEN:
        said.plan = await too_often(kit, s, state, said)
        return said
    key = "form_unconfirmed" if state.stage == "confirm" else "form_again"
    ask = question_of(kit, s, form, state, again=True)
    said.ask(say(kit.content, key, s.language, ask=ask, avoid=s.said), last_buttons(s))
    said.state = state.with_(tries=state.tries + 1)
    return said


def question_of(kit: Kit, s: Situation, form: Form, state: State, *, again: bool = False) -> str:
    """The question that is open, as it can be repeated after something else."""
    if state.stage == "identify":
        return (
            say(kit.content, "identify_code_ask", s.language)
            if state.asked == "code"
            else _pieces_again(kit, s, form, state)
        )
    if state.stage == "confirm":
        return say(kit.content, "form_is_it_right", s.language)
    if state.asked.startswith("code:"):
        return say(kit.content, "identify_code_ask", s.language)
    for spec in form.fields:
        if spec.id == state.asked:
            if spec.kind == "address" and (value := state.values.get(spec.id)) and (left := missing_of_address(value)):
                pieces = [say(kit.content, f"piece_{p}", s.language) for p in left]
                return say(kit.content, "form_address_missing", s.language, missing=listed(pieces, s.language))
            bare = any("{" in text for text in spec.ask.by(s.language))  # what stands in it is known to the rules alone
            return fill(spec.again if spec.again and (again or bare) else spec.ask, s.language, {}, s.said)
    return say(kit.content, "form_shall_i", s.language)


def _pieces_again(kit: Kit, s: Situation, form: Form, state: State) -> str:
    return say(
        kit.content, "identify_again", s.language, missing=named_pieces(kit, s, form, missing_pieces(form, state))
    )


def last_buttons(s: Situation) -> tuple[dict[str, Any], ...]:
    """The buttons that stood under the last question."""
    return tuple(s.buttons)

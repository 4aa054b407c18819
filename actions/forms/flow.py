"""A form in a conversation: how it begins, takes answers, suffers interruptions, and ends.

Order of things for a message while a form is open: danger and distress come first (``compose``); then a wish for a person,
a matter for a person, a wish to stop; then the answer; then a question in between, which is answered before the form goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions import answers, handing
from actions.forms import asking, claim, codes, digression, ending, gathering, identify, meanwhile, patience
from actions.forms.capabilities import capability
from actions.forms.ending import filled_in
from actions.forms.extract import Taken, corrects, take
from actions.forms.looking import job_of, message_of
from actions.forms.model import Job, Over, State, state_of
from actions.forms.round import Choices, advance, prepared
from actions.forms.said import Said
from actions.forms.taken import corrected, passed_over, pressed
from actions.forms.words import facts_of, fill
from actions.situation import Heard, Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide.fields import Message
from handoff.decide.fields.words import yes_or_no
from handoff.decide.triage import Triage
from handoff.work.base import Kit
from handoff.work.plan import PartState, Plan

BARE_NO = 2  # words: "nee", "nee hoor"
TOO_OFTEN = 2  # answers in a row that were not understood, before a person takes over


async def begin(
    kit: Kit,
    s: Situation,
    verdict: Triage,
    parts: Sequence[Heard],
    told: Sequence[tuple[Heard, answers.Answer]] = (),
    besides: str = "",
) -> Plan:
    """Begin the form of the first of ``parts``; the others wait their turn. ``told``: what was answered in this message;
    ``besides``: what is said of a piece of it that was not understood."""
    first, *later = parts
    said = Said(parts=list(handing.states_of(told, [], s.parts, "open")))
    for _, answer in told:
        said.tell(answer.text)
    for part in parts:
        for text in gathering.asked_inside(kit, s, part):
            said.tell(text)
    said.tell(besides)
    said.source = next((handing.source_of(a) for _, a in told if a.source), None)
    for part in parts:
        said.parts.append(PartState(part.text, part.topic, part.kind, part.confidence, "open"))
    waiting = tuple({"topic": p.topic, "story": p.text} for p in later)
    state = State(
        topic=first.topic,
        story=_story(s, first),
        confidence=first.confidence,
        waiting=waiting,
        began=s.seq,
        priority=verdict.priority,
        reasons=verdict.reasons,
    )
    said = await _open(kit, s, state, said, announce=later)
    return said.made(s)


def _doubted(s: Situation) -> str:
    """What the customer wrote before we asked which topic it is about, when that is what the button answers."""
    return str(s.context.get("doubted") or "") if s.misunderstood else ""


def _story(s: Situation, part: Heard) -> str:
    return (_doubted(s) or part.text) if s.pressed else part.text


async def _open(kit: Kit, s: Situation, state: State, said: Said, announce: Sequence[Heard] = ()) -> Said:
    form = identify.form_of(kit, state)
    if form.intro:
        said.tell(fill(form.intro, s.language, {}, s.said))
    if announce:
        names = [kit.content.topics[p.topic].name.by(s.language) for p in announce]
        said.tell(
            say(
                kit.content,
                "form_waiting",
                s.language,
                topic=" en ".join(names) if s.language == "nl" else " and ".join(names),
            )
        )
    titled = s.pressed and state.began == s.seq and not _doubted(s)  # the title of a button tells nothing
    told = "" if titled else state.story
    message = await message_of(kit, s, state, text=told)
    before = len(said.parts)
    said = await _go_on(kit, s, form, state, message, said, asked="", fresh=True)
    if said.state is None and said.plan is None:  # ended at once: its part was added whole
        said.parts = _without_open(said.parts, before, state)
        said = await next_waiting(kit, s, state, said)
    return said


def _without_open(parts: list[PartState], before: int, state: State) -> list[PartState]:
    kept = [p for p in parts[:before] if not (p.topic == state.topic and p.state == "open" and p.text == state.story)]
    return [*kept, *parts[before:]]


async def next_waiting(kit: Kit, s: Situation, state: State, said: Said) -> Said:
    """Go on with the form that waits, if there is one."""
    if not state.waiting:
        return said
    s = identify.known_now(s, said.effects, said.context)
    head, *rest = state.waiting
    name = kit.content.topics[head["topic"]].name.by(s.language)
    said.tell(say(kit.content, "form_next", s.language, topic=name))
    following = State(
        topic=head["topic"], story=head["story"], waiting=tuple(rest), began=state.began, priority=state.priority
    )
    if (
        said.case is not None
    ):  # one case a turn: the next form is opened by its first question, and ends in a turn of its own
        return _parked(kit, s, following, said)
    return await _open(kit, s, following, said)


def _parked(kit: Kit, s: Situation, state: State, said: Said) -> Said:
    said.state = state.with_(asked="*open")
    said.question = say(kit.content, "form_shall_i", s.language)
    said.buttons = [
        {
            "title": say(kit.content, "form_button_yes", s.language),
            "payload": f'/choose{{"form": "{state.topic}", "open": "yes"}}',
        },
        {
            "title": say(kit.content, "form_button_no", s.language),
            "payload": f'/choose{{"form": "{state.topic}", "stop": "yes"}}',
        },
    ]
    return said


async def proceed(kit: Kit, s: Situation, verdict: Triage) -> Plan | None:
    """Go on with the open form; None when the message is not for it and is to be treated as any other."""
    state = state_of(s.context)
    if state is None or state.topic not in kit.content.forms:
        return None
    form, said = identify.form_of(kit, state), Said()
    choice = s.choice or {}
    if s.choice is not None and choice.get("form") != state.topic:
        return None
    if choice.get("stop") or (digression.stops(s) and not await gathering.chooses(kit, s, form, state)):
        said.tell(say(kit.content, "form_stopped", s.language))
        said.effects += digression.abandoned(state)
        return said.made(s)
    job, choices = prepared(await job_of(kit, s, form, state), capability(state.topic))
    said.known, said.due = filled_in(kit, job, choices), ending.due_of(job)
    heard = await _hears(
        kit, s, state, job, choices, said
    )  # first: its words are those of the handbook ("rijd niet verder")
    if heard is not None:
        return heard
    person = digression.for_person(kit, s, verdict, state, form)
    if person:
        return await digression.to_person(kit, s, verdict, state, job, choices, person, said)
    other = digression.switches(kit, s, state, form, verdict)
    if other is not None:
        return await _switched(kit, s, state, other, said)
    if state.asked == "*open":
        return await _unpark(kit, s, state, said)
    if s.attachment:
        said.tell(say(kit.content, "attachment_added", s.language))
        said.ask(digression.question_of(kit, s, form, state), s.buttons)
        said.state = state
        return said.made(s)
    aside = await meanwhile.other_language(kit, s, form, state, said) or patience.answer(kit, s, state, form, said)
    if aside is not None:
        return aside
    message = await message_of(kit, s, state)
    if state.asked.startswith("code:"):
        aside = await meanwhile.beside_code(kit, s, verdict, form, state, message, said)
        if aside is not None:
            return aside
        outcome = await codes.proceed(kit, s, state, message, choice, said)
        if outcome.done:
            return outcome.said.made(s)
        state = outcome.state
        said = await advance(kit, s, await job_of(kit, s, form, state), state, said)
        return (await _finish(kit, s, said, state)).made(s)
    if state.stage == "identify":
        return await _identifying(kit, s, verdict, form, state, message, said)
    return await _filling(kit, s, verdict, form, state, message, said)


async def _switched(kit: Kit, s: Situation, state: State, other: Heard, said: Said) -> Plan:
    """The customer would rather have something else arranged: this form is left, the other begins."""
    said.tell(say(kit.content, "form_switched", s.language, topic=kit.content.topics[state.topic].name.by(s.language)))
    said.effects.append(digression.left_open(state))
    said.parts.append(PartState(other.text, other.topic, other.kind, other.confidence, "open"))
    waiting = tuple(w for w in state.waiting if w["topic"] != other.topic)
    new = State(topic=other.topic, story=other.text, confidence=other.confidence, waiting=waiting, began=s.seq)
    return (await _open(kit, s, new.with_(priority=state.priority), said)).made(s)


async def _hears(kit: Kit, s: Situation, state: State, job: Job, choices: Choices, said: Said) -> Plan | None:
    """To a person when the rules of this topic hear a reason in the message."""
    if s.choice is not None:
        return None
    cap = capability(state.topic)
    over = cap.hears(job, s.text)
    if over is None:
        return None
    facts = facts_of(job, cap.facts(job), choices)
    return (await ending.over(kit, s, job, state, over, facts, choices, said)).made(s)


async def _unpark(kit: Kit, s: Situation, state: State, said: Said) -> Plan | None:
    answer = yes_or_no(s.text)
    if answer is False:
        said.tell(say(kit.content, "form_stopped", s.language))
        said.effects += digression.abandoned(state)
        return said.made(s)
    if answer is None and not (s.choice or {}).get("open"):
        return None
    fresh = state.with_(asked="")
    return (await _finish(kit, s, await _open(kit, s, fresh, said), fresh)).made(s)


async def _identifying(
    kit: Kit, s: Situation, verdict: Triage, form: Form, state: State, message: Message, said: Said
) -> Plan | None:
    choice = s.choice or {}
    told = claim.pieces(form, message, asked=True) or message.held.get("code") or claim.is_lost(form, state, message)
    if s.choice is None and codes.no_access(message.text) and (form.proof == "code" or state.by_code):
        return await _without_mail(kit, s, form, state, message, said)
    if s.choice is None and not told and not (state.asked == "code" and codes.about_code(message.text)):
        aside = await digression.answer(kit, s, verdict, state, form, said)
        aside = aside or await meanwhile.told_meanwhile(kit, s, form, state, message, said)
        if aside is not None:
            return aside.made(s)
    async with kit.db.read() as tx:
        outcome = await identify.proceed(kit, tx, s, form, state, message, choice)
    if outcome.state.tries > TOO_OFTEN and not outcome.refused:
        if kit.content.topics[state.topic].kind == "debt":  # handbook, debtors, rule 1: always the same sentence
            return (
                await digression.refused(kit, s, state, say(kit.content, "identify_refused", s.language), said)
            ).made(s)
        return await digression.too_often(kit, s, state, said)
    return (await _identified(kit, s, form, outcome, message, said)).made(s)


async def _without_mail(kit: Kit, s: Situation, form: Form, state: State, message: Message, said: Said) -> Plan:
    """The mailbox with the code cannot be read: by date of birth, or by a person where a code it must be."""
    if form.proof == "code":
        lead = fill(form.texts["no_access"], s.language, {}) if "no_access" in form.texts else ""
        return (await ending.to_person(kit, s, state, said, reason="no_access", lead=lead)).made(s)
    async with kit.db.read() as tx:
        birth = state.with_(by_code=False, asked="who")
        outcome = await identify.judge(kit, tx, s, form, birth, message)
    return (await _identified(kit, s, form, outcome, message, said)).made(s)


async def _identified(
    kit: Kit, s: Situation, form: Form, outcome: asking.Outcome, message: Message, said: Said
) -> Said:
    said.effects.extend(outcome.effects)
    if outcome.refused:
        return await digression.refused(kit, s, outcome.state, outcome.text or "", said)
    if outcome.text is not None:
        said.ask(outcome.text, outcome.buttons)
        said.state = outcome.state
        return said
    known = s.context.get("identified") or {}
    number = outcome.state.values.get(form.number or "")
    said.context["identified"] = {
        "level": max(outcome.level, known.get("level", 0)),
        "how": outcome.how if outcome.level >= known.get("level", 0) else known.get("how"),
        "numbers": [*known.get("numbers", []), *([number] if number else [])],
        "cases": [*known.get("cases", []), *([outcome.case] if outcome.case else [])],
    }
    job = await job_of(
        kit, s, form, outcome.state, customer=outcome.customer, level=outcome.level, how=outcome.how, case=outcome.case
    )
    job = await gathering.heard_again(kit, s, form, outcome.state, job)
    said = await advance(kit, s, job, outcome.state, said)
    return await _finish(kit, s, said, outcome.state)


async def _filling(
    kit: Kit, s: Situation, verdict: Triage, form: Form, state: State, message: Message, said: Said
) -> Plan | None:
    choice = s.choice or {}
    if state.stage == "confirm":
        answer = {"yes": True, "no": False}.get(str(choice.get("confirm"))) if choice else yes_or_no(message.text)
        if answer is True and (choice or not await meanwhile.takes_back(kit, s, form, state, message)):
            job = await job_of(kit, s, form, state, confirmed=True)
            return (await _finish(kit, s, await advance(kit, s, job, state, said), state)).made(s)
        if choice.get("confirm") == "no" or (answer is False and len(message.text.split()) <= BARE_NO):
            said.ask(say(kit.content, "form_what_wrong", s.language))
            said.state = state
            return said.made(s)
    # a day in a question is not the day we asked for, but "kan het een dag later?" takes up an offer to move it
    open_to_it = any(f.id == state.asked and (f.loose or (f.kind == "slot" and digression.proposes(s.text))) for f in form.fields)
    offered = open_to_it and await gathering.chooses(kit, s, form, state)
    if not offered and (digression.asks_something_else(kit, s, state, form) or digression.declines(s, state, form)):
        said = await _nothing_taken(kit, s, verdict, state, form, Taken({}), said)
    else:
        said = await _go_on(kit, s, form, state, message, said, asked=state.asked, verdict=verdict)
    if said.state is None and said.plan is None and not said.lines and not said.question:
        return None
    return (await _finish(kit, s, said, state)).made(s)


async def _finish(kit: Kit, s: Situation, said: Said, state: State) -> Said:
    """After the end of a form comes the one that waits."""
    ended = said.state is None and said.plan is None
    return await next_waiting(kit, s, state, said) if ended and state.waiting and said.lines else said


async def _go_on(
    kit: Kit,
    s: Situation,
    form: Form,
    state: State,
    message: Message,
    said: Said,
    *,
    asked: str,
    fresh: bool = False,
    verdict: Triage | None = None,
) -> Said:
    """Take the values of a message and take the next step; identify first where that is needed."""
    job = await job_of(kit, s, form, state)
    job, choices = prepared(job, capability(state.topic))
    correcting = not fresh and (state.stage == "confirm" or corrects(message.text))
    taken = pressed(form, s.choice) or take(
        job, capability(state.topic), form.fields, choices, message, asked, correcting=correcting, fresh=fresh
    )
    if not fresh and not taken.values and not taken.skipped:
        return await _nothing_taken(kit, s, verdict, state, form, taken, said)
    aside = digression.also_asked(s, state, fresh=fresh)
    for part in aside:
        said.tell(handing.explain(kit, s, part, s.context).text)
    said_too = form.field(asked) if asked and asked in {f.id for f in form.fields} else None
    if said_too is not None and said_too.answered:
        digression.answer_inside(kit, s, said)
    for wrong in taken.beside.values():
        said.tell(say(kit.content, wrong.key, s.language, **{k: str(v) for k, v in wrong.values.items()}))
    skipped = passed_over(form, state, taken, asked)
    state = state.with_(values={**state.values, **taken.values}, skipped=skipped, tries=0, stage="fill")
    state = claim.remembered(form, s.context, state)
    if fresh and (bike := gathering.talked_about(kit, s, form, state)) is not state:
        state = bike
        name = kit.content.products[state.values["product"]].name
        said.tell(fill(form.texts["talked_about"], s.language, {"bike": name}))
    if not identify.settled(form, s.context, s.conversation, state.values):
        state = state.with_(who={**state.who, **claim.pieces(form, message, asked=False)})
        before = await _before_who(kit, s, form, state)
        if before is not None:
            return await advance(kit, s, before, state, said)
        async with kit.db.read() as tx:
            outcome = await identify.begin(kit, tx, s, form, state, message)
        return await _identified(kit, s, form, outcome, message, said)
    job = await job_of(kit, s, form, state)
    said = await advance(kit, s, job, state, said)
    if said.state is not None:  # what the summary shows by itself need not be said
        whole = said.state.stage == "confirm"
        said.lines[:0] = corrected(kit, s, job, taken, shown_in=said.question if whole else "")
    return said


async def _before_who(kit: Kit, s: Situation, form: Form, state: State) -> Job | None:
    """The job, when something must be asked or said before it matters who somebody is."""
    if not any(f.first for f in form.fields):
        return None
    job, cap = await job_of(kit, s, form, state), capability(state.topic)
    open_ones = [f for f in form.fields if f.first and job.values.get(f.id) is None and f.id not in job.skipped]
    if any(cap.needs(job, f) for f in open_ones) or isinstance(cap.check(job), Over):
        return job
    return None


async def _nothing_taken(
    kit: Kit, s: Situation, verdict: Triage | None, state: State, form: Form, taken: Taken, said: Said
) -> Said:
    if taken.wrong is not None and verdict is not None and "?" in s.text:  # a question is no bad answer
        aside = await digression.answer(kit, s, verdict, state, form, said)
        if aside is not None:
            return aside
    if taken.wrong is not None:
        return await digression.wrong(kit, s, state, form, taken.wrong, said)
    if digression.passes_over(s, state, form):
        said.state = None  # the message is treated as any other
        return said
    if verdict is not None:
        aside = await digression.answer(kit, s, verdict, state, form, said)
        if aside is not None:
            return aside
    return await digression.again(kit, s, state, form, said)

"""Puts a turn into words: what can be answered is answered, in the order asked; the rest goes to a person, in one go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import answers, converse, danger, doubt, forms, leads, meant
from actions.handing import buttons_of, case_of, explain, hand_over, heaviest, source_of, states_of
from actions.situation import Heard, Situation
from handoff.content.texts import text as say
from handoff.decide.triage import Triage, complains
from handoff.work.base import Kit
from handoff.work.moments import day_in_words
from handoff.work.plan import Bubble, Plan

ADVICE = "advice"  # in the context under "expects": a question of the advice on a bike is open
MOST_BUTTONS = 7  # as many as there are kinds of complaint
WHY = frozenset({"report_hardship"})  # topics that are a reason by themselves
WEIGHTY = frozenset({"ask_human", "vent_frustration"})  # talk that a person answers


async def compose(kit: Kit, s: Situation, verdict: Triage) -> Plan:
    """The plan for one turn."""
    if s.attachment and forms.state_of(s.context) is None:
        return converse.file_received(kit, s)
    if s.choice is not None and "form" not in s.choice:
        return converse.chosen(kit, s)
    asked = doubt.which(kit, s) or doubt.perhaps(kit, s, verdict)
    if asked is not None:
        return asked
    if any(p.kind == "urgent" for p in s.parts) or "others_data_visible" in verdict.reasons:
        return await hand_over(kit, s, verdict, lead=danger.words(kit, s, verdict), answered=[])
    asked = doubt.in_doubt(kit, s)
    if asked is not None:
        return asked
    if forms.state_of(s.context) is not None or s.choice is not None:
        going_on = await forms.proceed(kit, s, verdict)
        if going_on is not None:
            return going_on
        if s.choice is not None:
            return converse.too_late(kit, s)
        s = without_form(s)
    if s.heard_language == "other" and not (s.parts and s.parts[0].confidence > 0.6):
        return converse.foreign(kit, s)
    if not s.parts:
        return await unclear(kit, s, verdict)
    if (
        all(p.kind == "meta" for p in s.parts)
        and s.parts[0].topic not in ("ask_human", "vent_frustration")
        and verdict.route != "handoff"
    ):
        return converse.reply(kit, s, s.parts[0])
    return await parts_of_business(kit, s, verdict)


def without_form(s: Situation) -> Situation:
    """The situation once the open form has been left."""
    return replace(s, context={k: v for k, v in s.context.items() if k != "form"})


async def parts_of_business(kit: Kit, s: Situation, verdict: Triage) -> Plan:
    """Answer what may be answered, take in or hand over the rest."""
    told: list[tuple[Heard, answers.Answer]] = []
    left: list[tuple[Heard, str]] = []
    context = dict(s.context)
    for number, (part, route) in enumerate(zip(s.parts, verdict.part_routes, strict=True)):
        if _asks_nothing(kit, s, part):
            continue
        if s.pressed and part.topic in kit.content.forms:
            route = "form"  # a button with the name of what we arrange starts it
        files = part.topic == meant.FILING and verdict.route != "handoff" and (route == "form" or complains(part.text))
        if files or (route == "answer" and part.topic not in WEIGHTY):
            later = "form" in [r for p, r in zip(s.parts, verdict.part_routes, strict=True) if p is not part]
            asked = part if files else meant.leaning(kit, s, number)
            answer = meant.ask_what_about(kit, s, later=later) if files else explain(kit, s, asked, _beside(kit, s, number, context))
            s = replace(s, parts=tuple(asked if i == number else p for i, p in enumerate(s.parts)))  # the next may lean on it
            part = asked
            context = {**context, **answer.context, "expects": answer.expects or _still_expected(kit, s, asked)}
            told.append((part, answer))
        else:
            left.append((part, route))
    unknown = [a for _, a in told if not a.known]
    arranged = [p for p, route in left if route == "form" and p.topic in kit.content.forms]
    if arranged and verdict.route != "handoff" and len(arranged) == len(left):
        return await forms.begin(kit, s, verdict, arranged, told, converse.asked_besides(kit, s)[0])
    if not left and verdict.route != "handoff":
        return _only_answers(kit, s, told, context, bool(unknown))
    if verdict.route == "handoff":
        if "fraud" in verdict.reasons:  # nobody who doubts a message is asked for an account number
            told = [(p, a) for p, a in told if p.topic != "change_bank_account"]
        if "death" in verdict.reasons:  # how one cancels is not the first thing to tell; nothing goes before condolences
            left = [*left, *((p, "handoff") for p, _ in told)]
            told = []
        if "lost_phone" in verdict.reasons:  # how the app opens a lock helps nobody who lost the telephone
            told, left = [(p, a) for p, a in told if p.topic != "ask_product_usage"], left or [(s.parts[0], "handoff")]
        rest = [p for p, _ in left] or [s.parts[0]]
        known = await forms.gathered(kit, s, rest)
        money = "" if verdict.priority == "critical" or forms.NO_MONEY & set(verdict.reasons) else known.money
        lead = leads.lead_of(kit, s, verdict, left, money)
        return await hand_over(kit, s, verdict, lead=lead, answered=told, left=rest, data=known.data)
    return await take_in(kit, s, verdict, told, [p for p, _ in left], context)


def _beside(kit: Kit, s: Situation, number: int, context: dict[str, Any]) -> dict[str, Any]:
    """The context for part ``number``, with what the part before it names: "my Sprong is too small, and what is a bigger one?"."""
    if not number:
        return context
    now = kit.clock.now()
    named = answers.named_in(s.parts[number - 1].text, s.language, kit.content, now)
    own = answers.named_in(s.parts[number].text, s.language, kit.content, now)
    if not named or own:
        return context
    return {**context, "beside": named, **({"products": named["products"]} if "products" in named else {})}


def _still_expected(kit: Kit, s: Situation, part: Heard) -> str | None:
    """What advice on a bike still waits for, after a question on bikes in between: "what does it cost?", then "just a bag"."""
    asking = s.context.get("expects") == ADVICE and kit.content.topics[part.topic].kind == "info" and part.topic != "ask_product_advice"
    return ADVICE if asking else None


def _asks_nothing(kit: Kit, s: Situation, part: Heard) -> bool:
    """ "Ik snap er niks van", a yes or a no beside a question; "ik heb drie vragen" before them."""
    if part.kind != "meta" or part.topic in WEIGHTY:
        return False
    announces = part.topic == "ask_capabilities" and "?" not in part.text and any(p.kind != "meta" for p in s.parts)
    return announces or part.topic not in kit.content.answers


def _only_answers(
    kit: Kit, s: Situation, told: list[tuple[Heard, answers.Answer]], context: dict[str, Any], unknown: bool
) -> Plan:
    buttons = tuple(dict.fromkeys(tuple(b.items()) for _, a in told for b in buttons_of(a)))
    chosen = [dict(b) for b in buttons][:MOST_BUTTONS]
    chosen += converse.offers(kit, s, [str(a.context.get("topic", p.topic)) for p, a in told])
    if unknown:
        chosen.append({"title": say(kit.content, "button_human", s.language), "payload": "/ask_human"})
    besides, more = converse.asked_besides(kit, s)
    chosen = [*chosen[: MOST_BUTTONS - len(more)], *more]
    text = "\n\n".join(filter(None, dict.fromkeys((*(a.text for _, a in told), besides))))
    source = next((source_of(a) for _, a in told if a.source), None)
    bubble = Bubble(text, topic=told[0][0].topic, buttons=tuple(chosen), source=source)
    return Plan((bubble,), states_of(told, [], s.parts, "open"), {**context, "topic": told[-1][0].topic}, s.language)


async def take_in(
    kit: Kit,
    s: Situation,
    verdict: Triage,
    told: list[tuple[Heard, answers.Answer]],
    left: list[Heard],
    context: dict[str, Any],
) -> Plan:
    """Explain, register and pass on what the bot cannot finish by itself: a case with number and term."""
    case = case_of(kit, s, verdict, left, told)
    language = s.language
    lines = [a.text for _, a in told]
    explained: dict[int, answers.Answer] = {}
    for part in left:
        if part.kind == "debt":
            continue
        if part.kind != "complaint":
            explained[id(part)] = explain(kit, s, part, context)
            context = {**context, **explained[id(part)].context}
            lines.append(explained[id(part)].text)
    department = kit.content.departments[case.department].name.by(language)
    values = {
        "due": day_in_words(case.due.date(), language),
        "first_due": day_in_words(case.first_due.date(), language),
        "first_reaction": day_in_words(case.first_due.date(), language),
        "department": department,
    }
    main = heaviest(kit, left)
    if main.kind == "complaint":
        lines.append(say(kit.content, "complaint_intro", language, **values))
        lines.append(explain(kit, s, main, context).text)
    elif main.kind == "debt":
        lines.append(
            f"{say(kit.content, 'debt_identify', language)} {say(kit.content, 'case_made', language, **values)}"
        )
    else:
        lines.append(_case_intro(kit, main.topic, language, values))
    sources = [source_of(a) for _, a in told] + [source_of(a) for a in explained.values()]
    human = {"title": say(kit.content, "button_human", language), "payload": "/ask_human"}
    bubble = Bubble(
        "\n\n".join(dict.fromkeys(lines)),
        topic=main.topic,
        buttons=(human,),
        source=next((x for x in sources if x), None),
        case=True,
    )
    parts = states_of(told, left, s.parts, "handed_over")
    return Plan(
        (bubble,),
        parts,
        {**context, "topic": main.topic, "expects": None},
        language,
        case=case,
        confidential=main.topic == "complain_staff",
    )


def _case_intro(kit: Kit, topic: str, language: str, values: dict[str, str]) -> str:
    entry = (kit.content.texts.get("case_intro", {}).get("case_intro") or {}).get(topic)
    if not entry:
        return say(kit.content, "case_made", language, **values)
    text = str(entry[language])
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


async def unclear(kit: Kit, s: Situation, verdict: Triage) -> Plan:
    """Not sure enough: ask back once, with what it might be; the second time in a row a person takes over."""
    if s.misunderstood + 1 >= int(kit.content.guidelines["limits"]["misunderstood"]):
        weighed = Triage("complex", ("not_understood_twice",), "normal", "handoff", ())
        lead = say(kit.content, "not_understood_twice", s.language)
        parts = [Heard(s.text, "ask_human", "meta", 0.0)]
        return await hand_over(kit, s, weighed, lead=lead, answered=[], left=parts)
    return converse.ask_back(kit, s)

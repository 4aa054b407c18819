"""ask_product_advice: asks what is not yet known, one question at a time, and then advises.

What is known travels in context["advice"] (JSON-able): the wishes, which questions are settled, and which
one is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from actions.answers import numbers
from actions.answers.advising import QUESTIONS, Advice, Wishes, advise, fits, next_question
from actions.answers.model import Answer, Button, Question
from actions.answers.reading import Reading, lexicon
from actions.answers.turn import Turn
from actions.answers.wording import number, span
from handoff.content import Content

TOPIC = "ask_product_advice"
_FLAGS = ("cargo", "child_rider", "easy", "windy", "work", "fear")
_MINUTES_PER_KM = 4  # an ordinary bike does 15 km in an hour
_SHORT_ANSWER_WORDS = 12
_MOST_TIMES = 2  # that one question is asked
_CHILD_LENGTH_M = 1.45  # below this and for a child: the kids' bike
_CHILD_AGES = range(3, 13)
_ONLY_A_NUMBER = re.compile(r"^\W*\w+\W*$")
_GO_ALONG = re.compile(
    r"\b(?:mee|meenemen|vervoer|vervoeren|achterop|voorop|in de bak|naar school|opvang|crèche|"
    r"take along|bring|carry|with me|along|school|daycare)\b",
    re.IGNORECASE,
)


def answer(turn: Turn) -> Answer:
    """The next question, or the advice."""
    state = dict(turn.read.context.get("advice") or {})
    if state.get("done") and not _flow_open(turn.read.context):
        state = {} if not turn.read.joined else state
    state.pop("done", None)
    wishes, settled = update(turn.read, state)
    if not state and not settled and turn.about("flex_or_year"):
        return turn.reply("flex-or-year")
    if turn.about("just_advise") and settled:
        settled = set(QUESTIONS)
    if wishes.length is not None and _unfit(wishes, turn.content):
        return _advise(turn, wishes, settled)
    question = next_question(wishes, settled)
    if question is None:
        return _advise(turn, wishes, settled)
    return _ask(turn, question, wishes, settled, state)


def _flow_open(context: Mapping[str, Any]) -> bool:
    return context.get("expects") == "advice"


def _unfit(wishes: Wishes, content: Content) -> bool:
    return advise(wishes, content).code is None


def _ask(turn: Turn, question: str, wishes: Wishes, settled: set[str], state: Mapping[str, Any]) -> Answer:
    name = "ask-child-length" if question == "length" and wishes.child_rider else f"ask-{question}"
    text, codes = turn.say(name), None
    if not state:
        start, codes = _start(turn, wishes, settled)
        text = f"{start} {text}"
    elif state.get("open") == question:  # something else was told: thanks, and once more
        text = turn.say("noted", question=text)
    buttons = []
    for index in range(1, 6):
        title = f"button-{question}-{index}"
        if turn.voice.has(title) and not (question == "length" and wishes.child_rider):
            buttons.append(Button(turn.say(title), turn.say(title)))
    buttons.append(Button(turn.say("button-unknown"), turn.say("button-unknown")))
    asked = int(state.get("asked", 0)) + 1 if state.get("open") == question else 1
    after = {**_as_state(wishes), "settled": sorted(settled), "open": question, "asked": asked}
    return turn.make(text, f"ask/{question}", buttons=buttons, expects="advice", advice=after, products=codes)


def _start(turn: Turn, wishes: Wishes, settled: set[str]) -> tuple[str, list[str] | None]:
    """How the advice begins: where the first message already points, so that the customer has that answer; and that bike."""
    if settled & {"distance", "load", "storage"} or wishes.fear or wishes.windy or wishes.easy:
        advice = advise(wishes, turn.content)
        if advice.code and not advice.remarks:
            template = "start-child" if wishes.child_rider else "start-direction"
            reason = turn.say(f"why-{advice.reason}")
            return turn.say(template, product=turn.voice.name(advice.code), reason=reason), [advice.code]
    return turn.say("start-known" if settled else "start"), None


# --- understanding -------------------------------------------------------------------------------------------


def update(read: Reading, state: Mapping[str, Any]) -> tuple[Wishes, set[str]]:
    """The wishes after this message, and which questions are settled."""
    wishes = _from_state(state)
    settled = set(state.get("settled", ()))
    found = understood(read, state.get("open"), wishes)
    merged = Wishes(**{**vars(wishes), **found})
    settled |= {question for question in QUESTIONS if _settles(question, merged)}
    open_question = state.get("open")
    if open_question and open_question not in settled:
        given_up = int(state.get("asked", 1)) >= _MOST_TIMES  # asked often enough: go on without
        if given_up or _no_idea(read) or _nothing(read, open_question):
            settled |= {open_question}
    return merged, settled


def _settles(question: str, wishes: Wishes) -> bool:
    return {
        "length": wishes.length is not None,
        "distance": wishes.distance is not None,
        "load": wishes.children is not None or wishes.cargo or wishes.child_rider,
        "storage": wishes.storage is not None,
        "budget": wishes.budget is not None,
    }[question]


def understood(read: Reading, open_question: str | None, wishes: Wishes) -> dict[str, Any]:
    """The wishes that this message names, with bare numbers read as the answer to the open question."""
    text, words = read.text, read.words(TOPIC)
    found: dict[str, Any] = {flag: True for flag in _FLAGS if flag in words}
    length = numbers.metres(text, bare=open_question == "length")
    if length is not None:
        found["length"] = length
    distance = numbers.kilometres(text)
    if distance is None and (minutes := numbers.minutes(text)):
        distance = minutes / _MINUTES_PER_KM
    if distance is None and open_question == "distance":
        distance = numbers.bare(text)
        if distance is None and "short_ride" in words:
            distance = 3.0
    if distance is None and open_question != "distance" and "short_ride" in words:
        distance = 3.0
    if distance is not None:
        found["distance"] = distance
    found.update(_load(read, open_question, words))
    for storage in ("train", "small", "shed", "street"):
        if storage in words:
            found["storage"] = storage
            break
    budget = numbers.euros(text)
    if budget is None and open_question == "budget" and (bare := numbers.bare(text)) is not None:
        budget = Decimal(str(bare))
    if budget is not None:
        found["budget"] = budget
    if length is not None and length < _CHILD_LENGTH_M and (wishes.child_rider or found.get("child_rider")):
        found["child_rider"] = True
    return found


def _load(read: Reading, open_question: str | None, words: list[str]) -> dict[str, Any]:
    """Who rides and who goes along: "een fiets voor mijn zoon van 8" is a rider, "met mijn zoon" is a passenger."""
    text = read.text
    found: dict[str, Any] = {}
    count = numbers.children(text)
    age = numbers.age(text)
    goes_along = _GO_ALONG.search(text) or open_question == "load"
    rides = "child_rider" in words or "SR-KF1" in read.products or (age in _CHILD_AGES and count)
    if rides and not goes_along:
        return {"child_rider": True}
    found["child_rider"] = False
    if count:
        found["children"] = count
        kilos = numbers.kilos(text)
        if kilos is not None and count == 1:
            found["child_kg"] = kilos
    elif open_question == "load":
        if _ONLY_A_NUMBER.match(text) and (bare := numbers.bare(text)) is not None:
            found["children"] = int(bare)
        elif "nothing" in words or "bag" in words:
            found["children"] = 0
    elif "alone" in words:
        found["children"] = 0
    if not any(found.values()) and "children" not in found:
        found.pop("child_rider")
    elif not found.get("child_rider"):
        found.pop("child_rider", None)
    return found


def _no_idea(read: Reading) -> bool:
    return "no_idea" in read.words(TOPIC)


def _nothing(read: Reading, open_question: str) -> bool:
    """A plain no settles every question but the length."""
    return "nothing" in read.words(TOPIC) and open_question != "length"


def takes(question: Question, content: Content) -> bool:
    """Whether the message answers the question of the advice that is open."""
    state = question.context.get("advice") or {}
    open_question = state.get("open")
    if question.context.get("expects") != "advice" or not open_question:
        return False
    read = Reading(question, content)
    words = lexicon(content, TOPIC, question.language).find(question.text)
    codes = {found.code for found in words}
    if "?" in question.text and not codes & {"no_idea", "just_advise"}:
        return False
    if len(question.text.split()) <= _SHORT_ANSWER_WORDS and codes & {"no_idea", "just_advise"}:
        return True
    found = understood(read, open_question, _from_state(state))
    if open_question == "load" and (found.get("cargo") or "children" in found or codes & {"nothing", "bag", "alone"}):
        return True
    if _nothing(read, open_question) and len(question.text.split()) <= _SHORT_ANSWER_WORDS:
        return True
    return any(value is not False for value in found.values())


def _as_state(wishes: Wishes) -> dict[str, Any]:
    state = {name: value for name, value in vars(wishes).items() if value not in (None, False)}
    if "budget" in state:
        state["budget"] = str(state["budget"])
    if wishes.children == 0:
        state["children"] = 0
    return state


def _from_state(state: Mapping[str, Any]) -> Wishes:
    names = Wishes.__dataclass_fields__
    known = {name: value for name, value in state.items() if name in names}
    if "budget" in known:
        known["budget"] = Decimal(known["budget"])
    return Wishes(**known)


# --- the advice ----------------------------------------------------------------------------------------------


def _advise(turn: Turn, wishes: Wishes, settled: set[str]) -> Answer:
    advice = advise(wishes, turn.content)
    state = {**_as_state(wishes), "settled": sorted(settled), "done": True}
    if advice.code is None:
        return turn.make(
            turn.say("no-length", length=number(wishes.length or 0, turn.language, 2)),
            "advice/none",
            known=False,
            advice=state,
        )
    text = _text(turn, wishes, advice, advice.code)
    codes = [code for code in (advice.code, advice.alternative) if code]
    return turn.make(text, "/".join(["advice", *codes]), products=codes[:1], advice=state, attribute="price")


def _text(turn: Turn, wishes: Wishes, advice: Advice, code: str) -> str:
    product = turn.content.products[code]
    swapped = "budget_swapped" in advice.remarks
    facts = {"product": product.name, "flex": product.flex, "year": product.year}
    parts = [
        turn.say(
            "advice",
            **facts,
            reason=turn.say("why-budget" if swapped else f"why-{advice.reason}")
            if "length" not in advice.remarks
            else turn.say("why-length", length=number(wishes.length or 0, turn.language, 2)),
        )
    ]
    parts.append(turn.say("advice-price", **facts))
    if advice.reason.startswith("one_child") and code in ("SR-ST7", "SR-EB1"):
        parts.append(turn.say("with-seat"))
    if "budget_over" in advice.remarks:
        parts.append(turn.say("over-budget", budget=wishes.budget))
    if code == "SR-SP1" or advice.alternative == "SR-SP1":
        parts.append(turn.say("needs-license", product=turn.voice.name("SR-SP1")))
    size = next(
        (s for s in product.features.sizes if wishes.length and s.rider_min_m <= wishes.length <= s.rider_max_m), None
    )
    if size:
        parts.append(turn.say("child-size", length=number(wishes.length or 0, turn.language, 2), size=size.name))
    if advice.alternative:
        other = turn.content.products[advice.alternative]
        parts.append(
            turn.say(
                "alternative", product=other.name, year=other.year, reason=turn.say(f"alternative-{advice.alternative}")
            )
        )
    elif wishes.child_rider:
        parts.append(turn.say("child-later"))
    if code in turn.content.delivery.limited.products:
        parts.append(turn.say("limited"))
    if wishes.length is None:
        parts.append(_length_limits(turn, code))
    parts.append(turn.say("test-ride"))
    return " ".join(parts)


def _length_limits(turn: Turn, code: str) -> str:
    features = turn.content.products[code].features
    return turn.say(
        "limits",
        product=turn.voice.name(code),
        value=span(features.rider_min_m, features.rider_max_m, turn.language, 2),
    )


__all__ = ["answer", "fits", "takes", "update"]

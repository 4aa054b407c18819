"""From a message to values of a form's fields."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.forms.claim import tells_who
from actions.forms.model import Capability, Job
from handoff.content.schema_forms import FormField
from handoff.decide.fields import Message, Spec, Value, Wrong, read_field
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import folded, skips

_CORRECTS = re.compile(
    r"^\W*(?:nee|neen|no|niet|toch|oh|o|sorry|wacht|fout|correctie|ik bedoel|moet zijn|het is|eigenlijk|actually|wait|"
    r"i mean|it should be|make it|make that|liever|doe maar|maak er|maak het|doe er|verander|wijzig|change)\b|"
    r"\b(?:moet (?:zijn|worden)|ik bedoel(?:de)?|niet \S+ maar|in plaats van|toch liever|should be|i meant?|not \S+ but|"
    r"instead of|verkeerd|klopt niet|is wrong)\b",
    re.I,
)
_SMALL_WORDS = re.compile(
    r"\b(?:nee|toch|het|is|was|niet|maar|moet|zijn|sorry|mijn|dat|bedoel|\w*nummer|datum|no|the|it|not|but|my|should|be|mean|number|date|order|and|en|tussen|between|tot|van|from|until|uur|sinds|since|vanaf|ongeveer|about|graag|please|liefst|liever|rond|around|after|before)\b",
    re.I,
)
_BARE_YES = re.compile(r"\W*(?:ja+|jawel|jep|yes|yeah|yep|yup|ok[eé]?|okay|klopt|prima)(?:\W+(?:hoor|graag|please|prima|klopt|dat klopt))?\W*", re.I)
_IS_ABOUT = re.compile(r"^\W*(?:het gaat |dat gaat |it'?s |it is )?(?:over|about|regarding)\s+\S", re.I)
_MEANT = re.compile(r"[^\W\d_]{3,}")
FEW_WORDS = 6  # "nee, liefst per brief": so short a message tells of no letter that was
LONG_AGO = dt.timedelta(
    days=800
)  # a date of so long ago, not asked for, is a date of birth rather than when it happened
NEVER_UNASKED = frozenset({"yes_no", "text", "count"})


@dataclass(frozen=True)
class Taken:
    """``values`` that a message gave; ``wrong``: what cannot be, for the field that was asked; ``skipped``: passed over.

    ``corrected``: fields whose value was taken back; ``beside``: days that cannot be, for fields asked in the same question.
    """

    values: Mapping[str, Any]
    wrong: Wrong | None = None
    skipped: bool = False
    corrected: tuple[str, ...] = ()
    beside: Mapping[str, Wrong] = field(default_factory=dict)


def corrects(text: str) -> bool:
    """Whether a message takes something back."""
    return bool(_CORRECTS.search(text))


def take(
    job: Job,
    cap: Capability,
    fields: Sequence[FormField],
    choices: Mapping[str, Sequence[Choice]],
    message: Message,
    asked: str,
    *,
    correcting: bool,
    fresh: bool = False,
) -> Taken:
    """The values that ``message`` gives to ``fields``.

    ``asked``: the field that was asked for, read generously. Another field is read strictly, and one that has a value
    already only when the customer is ``correcting``. ``fresh``: the message that began it all, which may tell the story.
    """
    values: dict[str, Any] = {}
    wrong: Wrong | None = None
    beside: dict[str, Wrong] = {}
    corrected: list[str] = []
    together = next((f.also for f in fields if f.id == asked), ())
    told = False  # the first message is one story, for the first field that takes one
    for spec in sorted(fields, key=lambda f: f.id != asked):
        mine = spec.id == asked or spec.id in together
        old = job.values.get(spec.id)
        known = job.values.get(day_of(spec)) or old if spec.kind == "slot" else old  # another time is one on that day
        if not mine and (spec.kind in NEVER_UNASKED or (old is not None and not correcting)):
            continue
        if not mine and spec.kind == "address" and tells_who(message):
            continue
        names_it = spec.id == "subject" and old is None and not fresh and bool(_IS_ABOUT.match(message.text))
        if not mine and spec.kind == "story" and not names_it and (old is not None or not fresh or told):
            continue
        by_itself = spec.kind == "reach" and not asked and not fresh and len(message.text.split()) <= FEW_WORDS
        read = read_field(
            spec_of(job, spec, choices.get(spec.id, ()), known), _seen(message, spec, mine), asked=mine or names_it or by_itself
        )
        if isinstance(read, Value) and spec.kind == "slot" and " " not in read.value:
            values[day_of(spec)] = read.value
        elif isinstance(read, Value) and cap.accepts(replace(job, values={**job.values, **values}), spec, read.value, asked=mine):
            told = told or spec.kind == "story"
            if read.value != old:
                values[spec.id] = read.value
                if _replaces(old, read.value):
                    corrected.append(spec.id)
        elif isinstance(read, Wrong) and spec.id == asked:
            wrong = read
        elif isinstance(read, Wrong) and mine and spec.kind == "date":
            beside[spec.id] = read
    spec_asked = next((f for f in fields if f.id == asked), None)
    if spec_asked is not None and _is_no_answer(cap, spec_asked, fields, message, values, corrected):
        values.pop(asked, None)
    skip = bool(spec_asked and spec_asked.optional and asked not in values and skips(message.text))
    return Taken(values, wrong, skip, tuple(corrected), beside)


def _is_no_answer(
    cap: Capability,
    spec: FormField,
    fields: Sequence[FormField],
    message: Message,
    values: Mapping[str, Any],
    corrected: Sequence[str],
) -> bool:
    """Whether what was read for the field that was asked for is no answer to it after all."""
    if spec.kind in ("text", "story"):
        bare = spec.id not in cap.takes_yes and _bare_yes(message.text)
        return bare or _only_others(message, values, spec.id, corrected)
    if spec.kind == "name":
        return _only_a_choice(str(values.get(spec.id, "")), fields, values)
    # "nee, NL20 ..." takes something else back
    return spec.kind == "yes_no" and bool(corrected) and values.get(spec.id) is False


def _replaces(old: Any, new: Any) -> bool:
    """Whether a value takes another's place, rather than filling in what was missing of it."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return any(value and new.get(piece) != value for piece, value in old.items())
    return old is not None


def _only_others(message: Message, values: Mapping[str, Any], asked: str, corrected: Sequence[str]) -> bool:
    """Whether a message only tells or takes back something else than the words that were asked for."""
    if not any(name != asked for name in values):
        return False
    if corrected and corrects(message.text):
        return True
    rest = message.text
    for entity in sorted(message.entities, key=lambda e: -e["start"]):
        rest = rest[: entity["start"]] + " " + rest[entity["end"] :]
    return not _MEANT.search(_SMALL_WORDS.sub(" ", rest))


def _bare_yes(text: str) -> bool:
    """Whether an answer in words is no more than a yes: no subject, no story and no wish."""
    return bool(_BARE_YES.fullmatch(text))


def _only_a_choice(name: str, fields: Sequence[FormField], values: Mapping[str, Any]) -> bool:
    """Whether a name is no name but the words for another field: "Nederlands", where the language is one."""
    rest = f" {folded(name)} "
    for spec in fields:
        option = spec.options.get(str(values.get(spec.id)))
        names = (option.title.nl, option.title.en, *option.aliases.nl, *option.aliases.en) if option else ()
        for word in sorted((f" {folded(n)} " for n in names), key=len, reverse=True):
            rest = rest.replace(word, " * ")
    return "*" in rest and not _MEANT.search(_SMALL_WORDS.sub(" ", rest))


def day_of(spec: FormField) -> str:
    """Under which name the day of a slot is kept, as long as the time on it is not known."""
    return f"{spec.id}.day"


def spec_of(job: Job, spec: FormField, choices: Sequence[Choice], old: Any) -> Spec:
    """A field as its reader needs it."""
    made = tuple(choices) or tuple(
        Choice(value, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en)) for value, o in spec.options.items()
    )
    several = spec.kind == "materials"
    return Spec(spec.kind, made, spec.when, spec.most, spec.least, several, spec.first_wins, old, spec.lasting)


def _seen(message: Message, spec: FormField, asked: bool) -> Message:
    """The message as one field may see it: a date of birth is not the day on which something happened."""
    if asked or spec.kind != "date":
        return message
    limit = message.today - LONG_AGO
    near = [e for e in message.entities if e["type"] != "date" or dt.date.fromisoformat(e["value"]) > limit]
    return replace(message, entities=near)

"""The words of a form: values as people read them, texts filled with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping, Sequence
from typing import Any

import phonenumbers
from babel.dates import format_date

from actions.forms.model import Cents, Job
from handoff.content import Content
from handoff.content.schema import Language
from handoff.content.schema_forms import FormField, Lines
from handoff.content.texts import text as say
from handoff.decide.fields.model import Choice
from handoff.work.moments import day_in_words

MOST_BUTTONS = 8


def fill(lines: Lines, language: Language, facts: Mapping[str, Any], avoid: Container[str] = frozenset()) -> str:
    """One of the wordings, filled; one that was not said last when there is a choice. Lines that come out empty go."""
    options = [_filled(text, language, facts) for text in lines.by(language)]
    return next((o for o in options if o not in avoid), options[0])


def _filled(text: str, language: Language, facts: Mapping[str, Any]) -> str:
    for _ in range(3):  # a fact may be a sentence that names other facts, a summary one that names sentences
        filled = []
        for line in text.split("\n"):
            whole = line
            for name, value in facts.items():
                whole = whole.replace("{" + name + "}", plain(value, language))
            if whole.strip() or not line.strip():
                filled += [" ".join(piece.split()) for piece in whole.split("\n")]
        text = "\n".join(filled)
    return text.strip()


def text_of(job: Job, key: str, facts: Mapping[str, Any], avoid: Container[str] = frozenset()) -> str:
    """A text of the form, or one that all forms share."""
    if key in job.form.texts:
        return fill(job.form.texts[key], job.language, facts, avoid)
    return say(job.content, key, job.language, **{k: plain(v, job.language) for k, v in facts.items()})


def plain(value: Any, language: Language) -> str:
    """A fact as text: money, a day, a list, or as it is."""
    if isinstance(value, Cents):
        return money(int(value), language)
    if isinstance(value, dt.date):
        return day_in_words(value, language)
    if isinstance(value, bool):
        return ("ja" if value else "nee") if language == "nl" else ("yes" if value else "no")
    if isinstance(value, (list, tuple)):
        return listed([plain(v, language) for v in value], language)
    return "" if value is None else str(value)


def money(cents: int, language: Language) -> str:
    """House style: "€ 18,50" and "€ 25" in Dutch, "€18.50" in English."""
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if language == "nl":
        return f"{sign}€ {euros:,}".replace(",", ".") + (f",{rest:02d}" if rest else "")
    return f"{sign}€{euros:,}" + (f".{rest:02d}" if rest else "")


def listed(items: Sequence[str], language: Language) -> str:
    """ "a, b en c"."""
    if len(items) < 2:
        return "".join(items)
    joint = " en " if language == "nl" else " and "
    return ", ".join(items[:-1]) + joint + items[-1]


def shown(content: Content, spec: FormField, value: Any, choices: Sequence[Choice], language: Language) -> str:
    """The value of a field as the customer reads it back."""
    if spec.kind == "address":
        return address(value)
    if spec.kind in ("date", "birth_date"):
        return day_in_words(dt.date.fromisoformat(value), language)
    if spec.kind == "period":
        return period(value, language)
    if spec.kind == "iban":
        return f"••••{value[-4:]}"
    if spec.kind == "phone":
        return phone(value)
    if spec.kind == "height":
        return f"{value / 100:.2f} m".replace(".", "," if language == "nl" else ".")
    if spec.kind == "invoices":
        return invoices(value, language)
    if spec.kind == "yes_no":
        return plain(bool(value), language)
    if spec.kind == "amount":
        return money(int(value), language)
    if spec.kind == "instalments":
        return wish(str(value), language)
    if spec.kind in ("choice", "contract", "slot", "product", "materials", "reach"):
        titles = {c.value: c.title for c in choices}
        values = value if isinstance(value, list) else [value]
        return listed([titles.get(v, _option(spec, v, language)) for v in values], language)
    if spec.kind == "invoices":
        return invoices(value, language)
    return plain(value, language)


def invoices(value: Any, language: Language) -> str:
    """Which invoices were meant: numbers, months ("oktober 2026"), or the last one."""
    if isinstance(value, str):
        return value
    if value.get("numbers"):
        return listed([str(n) for n in value["numbers"]], language)
    if value.get("months"):
        return listed([month(dt.date.fromisoformat(f"{m}-01"), language) for m in value["months"]], language)
    few = int(value.get("last", 1))
    if few > 1:
        return f"de laatste {few}" if language == "nl" else f"the last {few}"
    return "de laatste" if language == "nl" else "the last one"


def wish(value: str, language: Language) -> str:
    """How somebody wants to pay: "€ 50 per maand", "3 termijnen", "later, op 15 december 2026"."""
    kind, _, rest = value.partition(":")
    if kind == "month":
        return f"{money(int(rest), language)} {'per maand' if language == 'nl' else 'a month'}"
    if kind == "terms":
        return f"{rest} {'termijnen' if language == 'nl' else 'instalments'}"
    if kind == "until":
        return (
            f"{'later, op' if language == 'nl' else 'later, on'} {day_in_words(dt.date.fromisoformat(rest), language)}"
        )
    return "overleg met een collega" if language == "nl" else "talk to a colleague"


def month(day: dt.date, language: Language) -> str:
    """ "oktober 2026"."""
    return format_date(day, "MMMM y", locale=language)


def _option(spec: FormField, value: str, language: Language) -> str:
    return spec.options[value].title.by(language) if value in spec.options else str(value)


def period(value: Mapping[str, str], language: Language) -> str:
    """ "van 10 december 2026 tot en met 9 februari 2027"; only the beginning while the end is not known."""
    first, last = (
        day_in_words(dt.date.fromisoformat(value[k]), language) if value.get(k) else "" for k in ("from", "to")
    )
    if not last:
        return f"vanaf {first}" if language == "nl" else f"from {first}"
    return f"van {first} tot en met {last}" if language == "nl" else f"from {first} up to and including {last}"


def address(value: Mapping[str, Any]) -> str:
    """ "Lindelaan 4 bis, 3511 AB Utrecht"."""
    house = f"{value['street']} {value['house_number']}{_addition(str(value.get('addition') or ''))}"
    return ", ".join(p for p in (house.strip(), f"{value['postcode']} {value['city']}".strip()) if p)


def _addition(text: str) -> str:
    if not text:
        return ""
    return text.upper() if len(text) == 1 and text.isalpha() else f" {text}" if not text.isdigit() else f"-{text}"


def phone(value: str) -> str:
    """A number as people write it: Dutch ones without the country."""
    number = phonenumbers.parse(value, "NL")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 31 else form.INTERNATIONAL)


def facts_of(job: Job, extra: Mapping[str, Any], choices: Mapping[str, Sequence[Choice]]) -> dict[str, Any]:
    """Everything a text of this form may name: the fields, then what the capability works out."""
    own = {
        spec.id: shown(job.content, spec, job.values[spec.id], choices.get(spec.id, ()), job.language)
        for spec in job.form.fields
        if job.values.get(spec.id) is not None
    }
    empty = {spec.id: "" for spec in job.form.fields if spec.id not in own}
    return {**empty, **own, **extra}


def button(title: str, **value: str) -> dict[str, str]:
    """A button that answers a question of a form."""
    return {"title": title, "payload": "/choose" + json.dumps(value, ensure_ascii=False)}


def choice_buttons(job: Job, spec: FormField, choices: Sequence[Choice]) -> list[dict[str, str]]:
    """The buttons under a question."""
    made = [button(c.title, form=job.form.topic, field=spec.id, value=c.value) for c in choices[:MOST_BUTTONS]]
    if spec.kind == "yes_no":
        made = [
            button(
                say(job.content, f"form_button_{word}", job.language), form=job.form.topic, field=spec.id, value=word
            )
            for word in ("yes", "no")
        ]
    if spec.optional or spec.kind == "photo":
        title = say(job.content, "form_button_skip", job.language)
        made.append(button(title, form=job.form.topic, field=spec.id, value="skip"))
    return made

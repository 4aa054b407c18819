"""Turning templates and facts into sentences in house style."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from handoff.content import Content
from handoff.content.checks import PLACEHOLDER
from handoff.content.schema import Language, Text
from handoff.decide import calendars

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_AND = {"nl": "en", "en": "and"}
_OR = {"nl": "of", "en": "or"}
PAUSE_NOTICE_DAYS = 7  # pause_subscription: ask at least 7 calendar days ahead


def money(amount: Decimal, language: Language) -> str:
    """House style: "€ 25", "€ 18,50", "€ 1.900"; in English "€25", "€18.50", "€1,900"."""
    whole = amount == amount.to_integral_value()
    number = format_decimal(amount, format="#,##0" if whole else "#,##0.00", locale=_LOCALES[language])
    return f"€ {number}" if language == "nl" else f"€{number}"


def number(value: float, language: Language, decimals: int | None = None) -> str:
    """18.5 -> "18,5" in Dutch; `decimals` fixes how many are shown (1.5 m -> "1,50")."""
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0.###"
    return format_decimal(value, format=pattern, locale=_LOCALES[language])


def span(low: float, high: float, language: Language, decimals: int | None = None) -> str:
    """ "40–80", "1,55–1,98"."""
    return f"{number(low, language, decimals)}–{number(high, language, decimals)}"


def date(day: dt.date, language: Language, *, weekday: bool = False, year: bool = True) -> str:
    """ "27 november 2026", with `weekday` "vrijdag 27 november"."""
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if year else "")
    return format_date(day, pattern, locale=_LOCALES[language])


def clock(time: dt.time, language: Language) -> str:
    """ "9.00" in Dutch, "9:00" in English; the end of the day is 24."""
    if time == dt.time.max:
        return "24.00" if language == "nl" else "24:00"
    return f"{time.hour}{'.' if language == 'nl' else ':'}{time.minute:02d}"


def listed(items: Iterable[str], language: Language, *, either: bool = False) -> str:
    """ "a, b en c" (or "a, b of c")."""
    *first, last = list(items)
    word = (_OR if either else _AND)[language]
    return f"{', '.join(first)} {word} {last}" if first else last


def fact_text(value: Any, language: Language) -> str:
    """Any fact as a piece of text, by its type."""
    if isinstance(value, Text):
        return value.by(language)
    if isinstance(value, Decimal):
        return money(value, language)
    if isinstance(value, dt.time):
        return clock(value, language)
    if isinstance(value, dt.date):
        return date(value, language)
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, (int, float)) for part in value):
        return span(value[0], value[1], language)
    if isinstance(value, (tuple, list)):
        return listed((fact_text(part, language) for part in value), language)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # years are numbers without a thousands mark
        return str(value) if isinstance(value, int) and 1900 <= value <= 2100 else number(value, language)
    return str(value)


def date_at(path: str, today: dt.date, content: Content) -> dt.date:
    """The date that {date.PATH} stands for, counted from `today`. Raises `KeyError` for an unknown path."""
    closed = calendars.closing_days(tuple(content.hours.closing_days))
    kind, _, amount = path.partition(".")
    if kind == "today":
        return today
    if kind == "days":
        return today + dt.timedelta(days=int(amount))
    if kind == "workdays":
        return calendars.add_working_days(today, int(amount), closed)
    if kind == "months":
        return calendars.add_months(today, int(amount))
    if kind == "next_debit":
        return calendars.next_debit(today, closed)
    if kind == "next_invoice":
        return calendars.next_invoice(today)
    if kind == "pause_first":
        return today + dt.timedelta(days=PAUSE_NOTICE_DAYS)
    raise KeyError(path)


def filled(template: str, content: Content, language: Language, today: dt.date, variables: dict[str, Any]) -> str:
    """`template` with every {placeholder} replaced: variables first, then dates, then facts."""

    def value(match: re.Match[str]) -> str:
        path = match.group(1)
        if path in variables:
            return fact_text(variables[path], language)
        if path.startswith("date."):
            return date(date_at(path.removeprefix("date."), today, content), language)
        return fact_text(content.fact(path), language)

    return PLACEHOLDER.sub(value, template)


class Voice:
    """Speaks the templates of one topic; `variant` chooses among the wordings of each."""

    def __init__(self, content: Content, topic: str, language: Language, today: dt.date, variant: int = 0) -> None:
        self.content = content
        self.topic = topic
        self.language = language
        self.today = today
        self.variant = variant

    def has(self, template: str) -> bool:
        return self._find(template) is not None

    def say(self, template: str, **variables: Any) -> str:
        """The template `template` of this topic or of wording.yml, filled in. Raises `KeyError` when unknown."""
        wordings = self._find(template)
        if wordings is None:
            raise KeyError(f"{self.topic}: no template {template}")
        return self.fill(wordings.by(self.language), variables)

    def fill(self, wordings: tuple[str, ...], variables: dict[str, Any] | None = None) -> str:
        """One of `wordings`, by variant."""
        chosen = wordings[self.variant % len(wordings)]
        return filled(chosen, self.content, self.language, self.today, variables or {})

    def _find(self, template: str) -> Any:
        topic = self.content.answers.get(self.topic)
        if topic and template in topic.templates:
            return topic.templates[template]
        return self.content.wording.templates.get(template)

    # short forms, because every handler prints money, dates and lists
    def money(self, amount: Decimal) -> str:
        return money(amount, self.language)

    def list(self, items: Iterable[str], *, either: bool = False) -> str:
        return listed(items, self.language, either=either)

    def name(self, code: str) -> str:
        """The name of a product."""
        return self.content.products[code].name

    def date(self, day: dt.date) -> str:
        """A day near now: with its weekday, the year only when it is another one."""
        return date(day, self.language, weekday=True, year=day.year != self.today.year)

"""Values of figures in words, and figures as what pages, charts and spreadsheets show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from handoff.decide.lettering import capital
from handoff.desk import charts
from handoff.desk.charts import Bar
from handoff.desk.words import Words
from handoff.work.reporting import COUNT, SCORE, SECONDS, SHARE, TENTHS, Figure

DRAWN_ROWS = 12  # names in a chart; the table has them all
Name = Callable[[str | None], str]


def said(value: float | None, unit: str, language: str) -> str:
    """A value as it is read: "1.250", "37%", "4 min 05 s", "4,3"; a dash where there is none."""
    locale = "en_GB" if language == "en" else "nl"
    if value is None:
        return "–"
    if unit == SHARE:
        return format_percent(value, "#,##0%", locale=locale)
    if unit == SCORE:
        return format_decimal(value, "0.0", locale=locale)
    if unit == TENTHS and value < 60:
        return f"{format_decimal(value, '0.0', locale=locale)} s"
    if unit in (SECONDS, TENTHS):
        return _time(round(value), language)
    return format_decimal(value, "#,##0.##", locale=locale)


def _time(seconds: int, language: str) -> str:
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min" + (f" {seconds % 60:02d} s" if seconds % 60 else "")
    hour = "h" if language == "en" else "u"
    return f"{seconds // 3600} {hour} {seconds % 3600 // 60:02d}"


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it; ``across``: what its rows are."""

    code: str
    title: str
    says: str
    across: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]
    chart: Markup
    legend: tuple[str, ...]
    empty: bool


class Names:
    """Names of groups and columns in one language."""

    def __init__(self, w: Words, department: Name, topic: Name) -> None:
        self.w, self._department, self._topic = w, department, topic

    def group(self, across: str, code: str, *, short: bool = False) -> str:
        """The name of a row."""
        if across == "day":
            day = dt.date.fromisoformat(code)
            return format_date(
                day, "d MMM" if short else "EEE d MMM", locale="en_GB" if self.w.language == "en" else "nl"
            )
        if across == "department":
            return self._department(code)
        if across == "topic":
            return self._topic(code)
        name = self.w.named("reason" if across == "reason" else "language", code)
        if across == "reason" and name == code.replace("_", " "):
            name = self._topic(code)  # a topic that is a reason by itself
        return capital(name)

    def column(self, figure: Figure, code: str, by: str) -> str:
        """The name of a column: of a channel, a group, or what is counted."""
        if figure.code == "contacts" and code != "all":
            return self.w.named("channel", code)
        if figure.across in ("topic", "reason") and code != "all":
            return self.group(by, code)
        return self.w(f"column.{code}")


def show(figure: Figure, names: Names, by: str, period: str) -> Shown:
    """``figure`` in words, with its chart."""
    w, language = names.w, names.w.language
    title, says = w(f"figure.{figure.code}"), w(f"figure.{figure.code}.says")
    units = [c.unit for c in figure.columns]

    def line(values: Sequence[float | None]) -> tuple[str, ...]:
        return tuple(said(v, unit, language) for v, unit in zip(values, units, strict=True))

    head = tuple(names.column(figure, c.code, by) for c in figure.columns)
    rows = tuple((names.group(figure.across, code), line(values)) for code, values in figure.rows)
    at = [n for n, c in enumerate(figure.columns) if c.code in figure.drawn]
    legend = tuple(head[n] for n in at) if len(at) > 1 else ()
    chart = _chart(figure, names, at, head, f"{title}, {period}")
    return Shown(
        figure.code, title, says, w(f"by.{figure.across}"), head, rows, line(figure.total), chart, legend, figure.empty
    )


def _chart(figure: Figure, names: Names, at: Sequence[int], head: Sequence[str], title: str) -> Markup:
    w, unit = names.w, figure.columns[at[0]].unit if at else COUNT
    top = {SHARE: 1.0, SCORE: 5.0}.get(unit, 0.0)

    def words(value: float) -> str:
        return said(value, unit, w.language)

    rows = figure.rows if figure.across == "day" else figure.rows[:DRAWN_ROWS]
    bars = [Bar(names.group(figure.across, code, short=True), tuple(values[n] for n in at)) for code, values in rows]
    says = w(
        "chart.says", column=", ".join(head[n] for n in at), total=", ".join(words(figure.total[n] or 0) for n in at)
    )
    if unit in (SECONDS, TENTHS):
        top = charts.time_top(max((bar.values[0] or 0 for bar in bars), default=0))
    if figure.across == "day":
        return charts.columns(figure.code, title, says, bars, words, top, whole=unit in (COUNT, SCORE))
    return charts.lying(figure.code, title, says, bars, words, 0 if unit in (SECONDS, TENTHS) else top)


def as_sheet(figure: Figure, names: Names, by: str) -> list[list[Any]]:
    """Rows for a spreadsheet: a head, the groups, and all together. Days stay dates, shares are parts of one, times seconds."""
    w = names.w
    seconds = f" ({w('unit.seconds')})"
    head = [w(f"by.{figure.across}")]
    head += [
        names.column(figure, c.code, by) + (seconds if c.unit in (SECONDS, TENTHS) else "") for c in figure.columns
    ]
    rows = [
        [code if figure.across == "day" else names.group(figure.across, code), *values] for code, values in figure.rows
    ]
    return [head, *rows, [w("report.total"), *figure.total]]

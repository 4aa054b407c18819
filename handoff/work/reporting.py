"""The reports of a period: each figure a small table, made of the counts of ``store.reports``. Nothing here writes."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.decide.figures import mean, share, within
from handoff.store import reports
from handoff.store.reports import Scope
from handoff.work.base import Kit

Value = float | None
COUNT, SHARE, SECONDS, TENTHS, SCORE = "count", "share", "seconds", "tenths", "score"
STARS = range(1, 6)


@dataclass(frozen=True)
class Column:
    """A column of a figure: its code and what is in it (count, share from 0 to 1, seconds, score)."""

    code: str
    unit: str = COUNT


@dataclass(frozen=True)
class Figure:
    """A table: a row for each group (a day, department, language, channel, topic or reason), and one for all together.

    ``drawn``: the columns that the chart shows; more than one are stacked. ``across``: the groups are names, not days.
    """

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]
    total: tuple[Value, ...]
    drawn: tuple[str, ...]
    across: str  # what a row is: one of BY, "topic" or "reason"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(value for value in self.total)

    def of_total(self, code: str) -> Value:
        """The value of column ``code`` for all together."""
        return self.total[[c.code for c in self.columns].index(code)]


FIGURES = (
    "contacts", "deflected", "first_answer", "waited", "handled", "resolved", "handed_over", "reasons", "first_terms", "terms",
    "reopened", "satisfaction", "topics",
)  # fmt: skip
Groups = Mapping[str, Sequence[Mapping[str, Any]]]


async def report(kit: Kit, scope: Scope, wanted: Iterable[str] = FIGURES) -> list[Figure]:
    """The ``wanted`` figures of ``scope``, in the order of ``FIGURES``. Two connections read at once.

    Raises KeyError for a figure that there is not.
    """
    now, codes = kit.clock.now(), [code for code in FIGURES if code in set(wanted)]
    if unknown := set(wanted) - set(FIGURES):
        raise KeyError(", ".join(sorted(unknown)))
    needed = list(dict.fromkeys(source for code in codes for source in _FIGURES[code].sources))
    heavy = [s for s in needed if s == "contacts"]
    read = await asyncio.gather(
        _read(kit, scope, heavy, now), _read(kit, scope, [s for s in needed if s not in heavy], now)
    )
    found = {**read[0], **read[1]}
    return [_FIGURES[code].make(code, scope, *(found[source] for source in _FIGURES[code].sources)) for code in codes]


async def _read(kit: Kit, scope: Scope, sources: Sequence[str], now: dt.datetime) -> dict[str, list[dict[str, Any]]]:
    if not sources:
        return {}
    async with kit.db.read() as tx:
        ways: dict[str, Callable[[], Any]] = {
            "contacts": lambda: reports.contacts(tx, scope),
            "topics": lambda: reports.topics(tx, scope),
            "waits": lambda: reports.waits(tx, scope),
            "handling": lambda: reports.handling(tx, scope),
            "reasons": lambda: reports.reasons(tx, scope),
            "terms": lambda: reports.terms(tx, scope, now, first=False),
            "first_terms": lambda: reports.terms(tx, scope, now, first=True),
            "closed": lambda: reports.cases(tx, scope, now, "closed_at"),
            "reopened": lambda: reports.cases(tx, scope, now, "reopened_at"),
        }
        return {source: await ways[source]() for source in sources}


# -- from counts to tables


def _groups(scope: Scope, *sources: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every day of the period, also one without anything; of departments and languages those that occur."""
    if scope.by == "day":
        return [span.day.isoformat() for span in scope.spans()]
    return sorted({str(row["grp"]) for rows in sources for row in rows})


def _by_group(rows: Sequence[Mapping[str, Any]]) -> Groups:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["grp"]), []).append(row)
    return found


def _sum(rows: Iterable[Mapping[str, Any]], name: str) -> int:
    return int(sum(row[name] or 0 for row in rows))


def _table(
    code: str,
    scope: Scope,
    columns: Sequence[Column],
    drawn: Sequence[str],
    sources: Sequence[Sequence[Mapping[str, Any]]],
    line: Callable[..., Sequence[Value]],
) -> Figure:
    """A figure by group; ``line`` makes the values of a row from the rows of each source that belong to it."""
    parts = [_by_group(rows) for rows in sources]
    rows = tuple((g, tuple(line(*(p.get(g, []) for p in parts)))) for g in _groups(scope, *sources))
    return Figure(code, tuple(columns), rows, tuple(line(*sources)), tuple(drawn), scope.by)


def _contacts(code: str, scope: Scope, told: Sequence[Mapping[str, Any]]) -> Figure:
    channels = [c for c in ("chat", "phone", "email", "letter", "counter") if any(r["channel"] == c for r in told)]
    channels += sorted({str(r["channel"]) for r in told} - set(channels))

    def line(rows: Sequence[Mapping[str, Any]]) -> list[Value]:
        return [*(_sum((r for r in rows if r["channel"] == c), "contacts") for c in channels), _sum(rows, "contacts")]

    return _table(code, scope, [*(Column(c) for c in channels), Column("all")], channels, [told], line)


def _parts(whole: str, part: str) -> Callable[..., Figure]:
    """How many, of them how many, and the share."""

    def make(code: str, scope: Scope, told: Sequence[Mapping[str, Any]]) -> Figure:
        def line(rows: Sequence[Mapping[str, Any]]) -> list[Value]:
            all_of, some = _sum(rows, whole), _sum(rows, part)
            return [all_of, some, share(some, all_of)]

        return _table(code, scope, [Column(whole), Column(part), Column("share", SHARE)], ["share"], [told], line)

    return make


def _deflected(code: str, scope: Scope, told: Sequence[Mapping[str, Any]]) -> Figure:
    def line(rows: Sequence[Mapping[str, Any]]) -> list[Value]:
        chats, done, known, back = (_sum(rows, n) for n in ("chats", "deflected", "followed", "returned"))
        return [chats, done, share(done, chats), known, back, share(back, known)]

    columns = [
        Column("chats"),
        Column("deflected"),
        Column("share", SHARE),
        Column("followed"),
        Column("returned"),
        Column("returned_share", SHARE),
    ]
    return _table(code, scope, columns, ["share"], [told], line)


def _times(unit: str) -> Callable[..., Figure]:
    """How many, the middle, and within what nine in ten lie."""

    def make(code: str, scope: Scope, took: Sequence[Mapping[str, Any]]) -> Figure:
        def line(rows: Sequence[Mapping[str, Any]]) -> list[Value]:
            counts: dict[float, int] = {}
            for row in rows:
                if row["took"] is not None:
                    value = float(row["took"])
                    counts[value] = counts.get(value, 0) + int(row["n"] if "n" in row else row["contacts"])
            return [sum(counts.values()), within(counts, 50), within(counts, 90)]

        columns = [Column("measured"), Column("middle", unit), Column("nine_in_ten", unit)]
        return _table(code, scope, columns, ["middle"], [took], line)

    return make


def _kept(code: str, scope: Scope, rows: Sequence[Mapping[str, Any]]) -> Figure:
    def line(found: Sequence[Mapping[str, Any]]) -> list[Value]:
        kept, missed = _sum(found, "kept"), _sum(found, "missed")
        return [kept, missed, share(kept, kept + missed)]

    return _table(
        code, scope, [Column("kept"), Column("missed"), Column("share", SHARE)], ["kept", "missed"], [rows], line
    )


def _reopened(
    code: str, scope: Scope, closed: Sequence[Mapping[str, Any]], again: Sequence[Mapping[str, Any]]
) -> Figure:
    def line(done: Sequence[Mapping[str, Any]], back: Sequence[Mapping[str, Any]]) -> list[Value]:
        return [_sum(done, "n"), _sum(back, "n"), share(_sum(back, "n"), _sum(done, "n") + _sum(back, "n"))]

    return _table(
        code, scope, [Column("closed"), Column("reopened"), Column("share", SHARE)], ["reopened"], [closed, again], line
    )


def _satisfaction(code: str, scope: Scope, told: Sequence[Mapping[str, Any]]) -> Figure:
    def line(rows: Sequence[Mapping[str, Any]]) -> list[Value]:
        counts = {float(n): _sum(rows, f"rated_{n}") for n in STARS}
        return [sum(counts.values()), mean(counts), *(counts[n] for n in STARS)]

    columns = [Column("rated"), Column("mean", SCORE), *(Column(f"rated_{n}") for n in STARS)]
    return _table(code, scope, columns, ["mean"], [told], line)


def _named(across: str, column: str) -> Callable[..., Figure]:
    """A row for each topic or reason, the most frequent first; by department and language a column for each of those."""

    def make(code: str, scope: Scope, rows: Sequence[Mapping[str, Any]]) -> Figure:
        named = [r for r in rows if r[column]]
        groups = _groups(scope, rows) if scope.by != "day" else []
        most: dict[str, int] = {}
        cells: dict[tuple[str, str], int] = {}
        for row in named:
            name = str(row[column])
            most[name] = most.get(name, 0) + int(row["n"])
            cells[name, str(row["grp"])] = cells.get((name, str(row["grp"])), 0) + int(row["n"])
        order = sorted(most, key=lambda name: (-most[name], name))
        columns = (*(Column(g) for g in groups), Column("all"))
        lines = tuple((name, (*(float(cells.get((name, g), 0)) for g in groups), float(most[name]))) for name in order)
        whole = [r for r in rows if not r[column]] or named  # a hand-over with two reasons is one hand-over
        total = (*(_sum((r for r in whole if r["grp"] == g), "n") for g in groups), _sum(whole, "n"))
        return Figure(code, columns, lines, total, ("all",), across)

    return make


@dataclass(frozen=True)
class _Way:
    sources: tuple[str, ...]
    make: Callable[..., Figure]


_FIGURES: Mapping[str, _Way] = {
    "contacts": _Way(("contacts",), _contacts),
    "deflected": _Way(("contacts",), _deflected),
    "first_answer": _Way(("contacts",), _times(TENTHS)),
    "waited": _Way(("waits",), _times(SECONDS)),
    "handled": _Way(("handling",), _times(SECONDS)),
    "resolved": _Way(("contacts",), _parts("asked", "resolved")),
    "handed_over": _Way(("contacts",), _parts("chats", "handed")),
    "reasons": _Way(("reasons",), _named("reason", "reason")),
    "first_terms": _Way(("first_terms",), _kept),
    "terms": _Way(("terms",), _kept),
    "reopened": _Way(("closed", "reopened"), _reopened),
    "satisfaction": _Way(("contacts",), _satisfaction),
    "topics": _Way(("topics",), _named("topic", "topic")),
}

"""Words found in contacts, cases and messages: FTS5 on SQLite, tsvector on PostgreSQL, behind one query.

Triggers keep the index in the same transaction (migration 0005). Who may not see debtors' data or confidential contacts
does not find them either.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.store.tables import Moment

KINDS = ("message", "case", "contact")
DEBT = "debiteurenbeheer"
MOST_WORDS = 8
AROUND = 70  # characters shown before what was found
SHOWN = 220
_WORD = re.compile(r"[^\W_]+")
_MATCH = {
    True: "search_words s JOIN search_entries e ON e.id = s.rowid",
    False: "search_entries e",
}
_SQL = """
SELECT e.kind, e.ref, e.seq, e.at, e.body,
       coalesce(ca.department, co_case.department, v.department) AS department,
       coalesce(ca.customer_number, co.customer_number, v.customer_number) AS customer, ca.status AS status
FROM {match}
LEFT JOIN cases ca ON e.kind = 'case' AND ca.number = e.ref
LEFT JOIN contacts co ON e.kind = 'contact' AND co.number = e.ref
LEFT JOIN conversations v ON e.kind = 'message' AND v.id = e.ref
LEFT JOIN contacts of_talk ON e.kind = 'message' AND of_talk.conversation_id = e.ref
LEFT JOIN contacts of_case ON e.kind = 'case' AND of_case.number = ca.contact_number
LEFT JOIN cases co_case ON co_case.number = coalesce(co.case_number, v.case_number)
WHERE {where}
  AND (:confidential OR NOT coalesce(co.confidential, of_talk.confidential, of_case.confidential, {false}))
  AND (:debtors OR (coalesce(ca.department, '') <> :debt AND coalesce(co_case.department, '') <> :debt
                    AND coalesce(v.department, '') <> :debt))
  AND e.kind IN :kinds
  AND (:department = '' OR coalesce(ca.department, co_case.department, v.department) = :department)
  AND e.at >= :since AND e.at < :until
ORDER BY {order} DESC
LIMIT :most OFFSET :offset
"""


class Found(NamedTuple):
    """A hit: ``kind`` message, case or contact; ``ref`` its conversation or number; ``pieces``: text, True where found."""

    kind: str
    ref: str
    seq: int
    at: dt.datetime
    department: str | None
    customer: str | None
    status: str | None
    pieces: tuple[tuple[str, bool], ...]


def words_of(query: str) -> list[str]:
    """What is looked for: words without accents, in small letters; at most ``MOST_WORDS``."""
    return [plain(word) for word in _WORD.findall(query)][:MOST_WORDS]


def plain(value: str) -> str:
    """Small letters without accents."""
    return "".join(ch for ch in unicodedata.normalize("NFKD", value.lower()) if not unicodedata.combining(ch))


async def find(
    tx: AsyncConnection,
    query: str,
    *,
    debtors: bool,
    confidential: bool,
    kinds: Sequence[str] = KINDS,
    department: str = "",
    since: dt.datetime = dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    until: dt.datetime = dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
    most: int = 50,
    offset: int = 0,
) -> list[Found]:
    """All words of ``query``, the last as a beginning, newest first. ``debtors``, ``confidential``: what may be seen."""
    words = words_of(query)
    if not words or not kinds:
        return []
    sqlite = tx.dialect.name == "sqlite"
    statement = text(
        _SQL.format(
            match=_MATCH[sqlite],
            where="search_words MATCH :words" if sqlite else "e.words @@ to_tsquery('simple', :words)",
            order="s.rowid" if sqlite else "e.id",
            false="0" if sqlite else "false",
        )
    ).bindparams(bindparam("kinds", expanding=True), bindparam("since", type_=Moment), bindparam("until", type_=Moment))
    rows = await tx.execute(
        statement.columns(at=Moment),
        {
            "words": _expression(words, sqlite=sqlite),
            "debtors": debtors,
            "confidential": confidential,
            "debt": DEBT,
            "kinds": list(kinds),
            "department": department,
            "since": since,
            "until": until,
            "most": most,
            "offset": offset,
        },
    )
    return [_found(row, words) for row in rows]


def _expression(words: Sequence[str], *, sqlite: bool) -> str:
    if sqlite:
        return " ".join(f'"{word}"' for word in words) + "*"
    return " & ".join(words) + ":*"


def _found(row: Any, words: Sequence[str]) -> Found:
    pieces = pieces_of(row.body.removeprefix(row.ref).lstrip(), words)  # the number is said beside it
    return Found(row.kind, row.ref, row.seq, row.at, row.department, row.customer, row.status, pieces)


def pieces_of(body: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text around the first word that was found, cut where words are found and where they are not."""
    spots = [
        (m.start(), m.end())
        for m in _WORD.finditer(body)
        if (w := plain(m.group())) in words or w.startswith(words[-1])
    ]
    start = max(0, spots[0][0] - AROUND) if spots else 0
    start = body.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(body), start + SHOWN)
    pieces, at = ([("…", False)] if start else []), start
    for first, last in spots:
        if first < at or last > end:
            continue
        pieces += [(body[at:first], False), (body[first:last], True)]
        at = last
    pieces += [(body[at:end], False)] + ([("…", False)] if end < len(body) else [])
    return tuple((" ".join(piece.split("\n")), hit) for piece, hit in pieces if piece)

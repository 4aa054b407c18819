"""The counts behind the reports: each a single query over the register, grouped by day, department or language.

A day is a row of moments that is joined (``decide.periods``), so that no database needs to know our time zone. What a
contact, a term or a hand-over is counted as stands in the comments beside its flag; the sentences that supervisors read
are in the desk's words. Both SQLite and PostgreSQL: what they write differently is in ``_SQLITE`` and ``_POSTGRES``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.periods import Day, Period, day_of
from handoff.store.tables import Moment

BY = ("day", "department", "language")
DONE = ("zelfstandig afgehandeld", "afgehandeld na ruggespraak")  # outcomes after which nothing is left to do
BACK_DAYS = 7  # who comes back about the same within these days was not helped


@dataclass(frozen=True)
class Scope:
    """What is counted: the days, by what, and of which department or language (empty: all).

    ``homes``: the department of every topic, for contacts that no department was asked to follow up; ``home``: where
    neither says so.
    """

    period: Period
    by: str = "day"
    department: str = ""
    language: str = ""
    homes: Mapping[str, str] = field(default_factory=dict)
    home: str = "klantenservice"

    def __post_init__(self) -> None:
        """Raises ValueError for another ``by`` than ``BY``."""
        if self.by not in BY:
            raise ValueError(f"by is one of {', '.join(BY)}")

    def spans(self) -> Sequence[Day]:
        """The days to join; one that holds them all where nothing is counted by day."""
        if self.by == "day":
            return self.period.days()
        return [Day(self.period.first, day_of(self.period.first).start, day_of(self.period.last).until)]


_SQLITE = {
    "first_topic": "json_extract({0}, '$[0].topic')",
    "topics": "json_each({0})",
    "topic": "json_extract({0}.value, '$.topic')",
    "reasons": "json_each({0}, '$.reasons')",
    "detail": "json_extract({0}, '$.{1}')",
    "number": "json_extract({0}, '$.{1}')",
    "seconds": "(julianday({1}) - julianday({0})) * 86400.0",
    "later": f"datetime({{0}}, '+{BACK_DAYS} days')",
}
_POSTGRES = {
    "first_topic": "({0} -> 0 ->> 'topic')",
    "topics": "json_array_elements({0})",
    "topic": "({0}.value ->> 'topic')",
    "reasons": "json_array_elements_text({0} -> 'reasons')",
    "detail": "({0} ->> '{1}')",
    "number": "CAST({0} ->> '{1}' AS integer)",
    "seconds": "EXTRACT(EPOCH FROM ({1} - {0}))",
    "later": f"({{0}} + interval '{BACK_DAYS} days')",
}

# The contacts that customers began, with the department that followed up or else that of the first topic.
_BEGUN = """
  FROM days d CROSS JOIN contacts c
  LEFT JOIN cases k ON k.number = c.case_number
  LEFT JOIN conversations v ON v.id = c.conversation_id
  LEFT JOIN homes h ON h.topic = {first_topic_c}
  WHERE c.started_at >= d.start AND c.started_at < d.until AND c.direction = 'in'
"""
_DEPARTMENT = "coalesce(k.department, v.department, h.department, :home) AS department"
# One row for each of them. Flags are 0 or 1.
_CONTACTS = f"""
handed_over AS MATERIALIZED (SELECT subject_id FROM history WHERE what = 'handed over' AND at >= :since),
told AS MATERIALIZED (
  SELECT d.day, c.language, c.channel, {_DEPARTMENT}, coalesce(v.rating, c.rating) AS rating, c.customer_number, c.conversation_id,
    coalesce(c.ended_at, c.started_at) AS ended, k.number AS case_number, k.created_at AS case_made, k.closed_at AS case_closed,
    CASE WHEN json_array_length(c.topics) > 0 OR EXISTS (
      SELECT 1 FROM unanswered u WHERE u.conversation_id = c.conversation_id) THEN 1 ELSE 0 END AS asked,
    CASE WHEN c.channel = 'chat' AND (c.handled_by LIKE 'agent%' OR c.conversation_id IN (
      SELECT subject_id FROM handed_over)) THEN 1 ELSE 0 END AS handed,
    -- finished: all that was asked has its answer. Not: outside our field, not known, or asked back as the last thing said
    CASE WHEN c.outcome IN :finished AND json_array_length(c.topics) > 0
      AND CAST(c.topics AS text) NOT LIKE '%"out_of_scope"%' AND NOT EXISTS (
        SELECT 1 FROM unanswered u WHERE u.conversation_id = c.conversation_id AND (u.kind <> 'asked_back'
          OR u.seq >= (SELECT max(q.seq) FROM turns q WHERE q.conversation_id = c.conversation_id)))
      THEN 1 ELSE 0 END AS finished,
    CASE WHEN c.customer_number IS NOT NULL AND EXISTS (
      SELECT 1 FROM contacts n WHERE n.customer_number = c.customer_number AND n.direction = 'in'
        AND n.number <> c.number AND n.started_at > c.started_at
        AND n.started_at <= {{later_c}} AND EXISTS (
          SELECT 1 FROM {{topics_n}} nt CROSS JOIN {{topics_c}} ct WHERE {{topic_nt}} = {{topic_ct}}))
      THEN 1 ELSE 0 END AS returned,
    CASE WHEN c.channel = 'chat' THEN (SELECT round(CAST({{seconds_q}} AS numeric), 1) FROM turns q
      WHERE q.conversation_id = c.conversation_id AND q.state = 'done' ORDER BY q.seq LIMIT 1) END AS took
  {_BEGUN}
),
-- deflected: the assistant finished it; no colleague, and no case but one that it finished itself
base AS (
  SELECT told.*, {{by}} AS grp,
    CASE WHEN channel = 'chat' AND finished = 1 AND handed = 0 AND (case_number IS NULL OR case_closed = case_made)
      THEN 1 ELSE 0 END AS deflected
  FROM told WHERE {{only}}
)
"""
_TOLD = f"""
SELECT grp, channel, took, count(*) AS contacts, sum(asked) AS asked, sum(handed) AS handed,
  sum(CASE WHEN channel = 'chat' THEN asked ELSE 0 END) AS chats,
  sum(CASE WHEN finished = 1 AND returned = 0 AND (case_number IS NULL OR case_closed <= ended) THEN 1 ELSE 0 END)
    AS resolved,
  sum(deflected) AS deflected, sum(CASE WHEN customer_number IS NOT NULL THEN deflected ELSE 0 END) AS followed,
  sum(returned * deflected) AS returned,
  {", ".join(f"sum(CASE WHEN rating = {n} THEN 1 ELSE 0 END) AS rated_{n}" for n in range(1, 6))}
FROM base GROUP BY grp, channel, took
"""
_ASKED = f"""
told AS (SELECT DISTINCT c.number, d.day, c.language, {_DEPARTMENT}, {{topic_e}} AS topic
  {_BEGUN.replace("WHERE", "CROSS JOIN {topics_c} e WHERE")}),
base AS (SELECT told.*, {{by}} AS grp FROM told WHERE {{only}})
"""
_TOPICS = "SELECT grp, topic, count(*) AS n FROM base GROUP BY grp, topic"
# What happened in conversations, from the log: it stays longer than they do.
_EVENTS = """
told AS (
  SELECT h.id, h.subject_id, h.detail, d.day, {detail_language} AS language,
    coalesce({detail_department}, :home) AS department
  FROM days d CROSS JOIN history h
  WHERE h.what = :what AND h.at >= d.start AND h.at < d.until AND h.subject = 'conversation'
),
base AS (SELECT told.*, {by} AS grp FROM told WHERE {only})
"""
_TIMES = """
SELECT grp, took, count(*) AS n FROM (
  SELECT grp, {number_seconds} AS took FROM base WHERE NOT EXISTS (
    SELECT 1 FROM history e WHERE e.subject = 'conversation' AND e.subject_id = base.subject_id AND e.what = :once
      AND e.id < base.id)) a
WHERE took IS NOT NULL GROUP BY grp, took
"""
_REASONS = """
SELECT grp, '' AS reason, count(*) AS n FROM base GROUP BY grp
UNION ALL SELECT grp, r.value AS reason, count(*) AS n FROM base CROSS JOIN {reasons_base} r GROUP BY grp, r.value
"""
# Cases by the day of one of their moments; ``done``: when what was promised for it was done.
_CASES = """
told AS (
  SELECT k.number, d.day, k.language, k.department, k.{moment} AS at, k.{done} AS done
  FROM days d CROSS JOIN cases k WHERE k.{moment} >= d.start AND k.{moment} < d.until
),
base AS (SELECT told.*, {by} AS grp FROM told WHERE {only})
"""
_KEPT = """
SELECT grp, count(*) AS n, sum(CASE WHEN done <= at THEN 1 ELSE 0 END) AS kept,
  sum(CASE WHEN done > at OR (done IS NULL AND at < :now) THEN 1 ELSE 0 END) AS missed
FROM base GROUP BY grp
"""


async def contacts(tx: AsyncConnection, scope: Scope) -> list[dict[str, Any]]:
    """By group (``grp``), channel and seconds until the assistant's first answer (``took``, in tenths; None without one).

    Of each: contacts, asked, chats, handed, resolved, deflected, followed, returned, rated_1 to rated_5.
    """
    since = scope.spans()[0].start
    return await _rows(tx, scope, _CONTACTS, _TOLD, finished=DONE, since=since)


async def topics(tx: AsyncConnection, scope: Scope) -> list[dict[str, Any]]:
    """By group (``grp``) and topic: in how many contacts it was asked (n)."""
    return await _rows(tx, scope, _ASKED, _TOPICS)


async def waits(tx: AsyncConnection, scope: Scope) -> list[dict[str, Any]]:
    """By group (``grp``) and seconds: how many conversations waited so long until a colleague took them the first time (took, n)."""
    return await _rows(tx, scope, _EVENTS, _TIMES, what="claimed", once="claimed", seconds="waited_s")


async def handling(tx: AsyncConnection, scope: Scope) -> list[dict[str, Any]]:
    """By group (``grp``) and seconds: how many conversations were with the colleague who finished them so long (took, n)."""
    return await _rows(tx, scope, _EVENTS, _TIMES, what="closed", once="closed", seconds="handled_s")


async def reasons(tx: AsyncConnection, scope: Scope) -> list[dict[str, Any]]:
    """By group (``grp``) and reason: hand-overs; reason "" counts them all, because one may have several reasons."""
    return await _rows(tx, scope, _EVENTS, _REASONS, what="handed over")


async def terms(tx: AsyncConnection, scope: Scope, now: dt.datetime, *, first: bool) -> list[dict[str, Any]]:
    """By group (``grp``): cases whose term ends in the period (n), kept and missed; ``first``: the term of the first reaction."""
    moment, done = ("first_due", "first_reaction_at") if first else ("due", "closed_at")
    return await _rows(tx, scope, _CASES, _KEPT, moment=moment, done_at=done, now=now)


async def cases(tx: AsyncConnection, scope: Scope, now: dt.datetime, moment: str) -> list[dict[str, Any]]:
    """By group (``grp``): cases (n) of which ``moment``, "closed_at" or "reopened_at", lies in the period."""
    if moment not in ("closed_at", "reopened_at"):
        raise ValueError(moment)
    return await _rows(tx, scope, _CASES, _KEPT, moment=moment, done_at=moment, now=now)


async def _rows(
    tx: AsyncConnection,
    scope: Scope,
    source: str,
    counted: str,
    *,
    moment: str = "",
    done_at: str = "",
    seconds: str = "",
    **values: Any,
) -> list[dict[str, Any]]:
    """Put a query together from our own fixed pieces only; every value from outside is a parameter."""
    words = _SQLITE if tx.dialect.name == "sqlite" else _POSTGRES
    pieces = {
        "by": scope.by,
        "only": "(:department = '' OR department = :department) AND (:language = '' OR language = :language)",
        "first_topic_c": words["first_topic"].format("c.topics"),
        "topics_n": words["topics"].format("n.topics"),
        "topics_c": words["topics"].format("c.topics"),
        "topics_base": words["topics"].format("base.topics"),
        "topic_nt": words["topic"].format("nt"),
        "topic_ct": words["topic"].format("ct"),
        "topic_e": words["topic"].format("e"),
        "later_c": words["later"].format("coalesce(c.ended_at, c.started_at)"),
        "seconds_q": words["seconds"].format("q.created_at", "q.finished_at"),
        "detail_language": words["detail"].format("h.detail", "language"),
        "detail_department": words["detail"].format("h.detail", "department"),
        "number_seconds": words["number"].format("detail", seconds),
        "reasons_base": words["reasons"].format("base.detail"),
        "moment": moment,
        "done": done_at,
    }
    spans, homes = scope.spans(), sorted(scope.homes.items()) or [("", scope.home)]
    days = ", ".join(f"(:day{n}, :start{n}, :until{n})" for n in range(len(spans)))
    known = ", ".join(f"(:topic{n}, :of{n})" for n in range(len(homes)))
    head = f"WITH days(day, start, until) AS (VALUES {days}), homes(topic, department) AS (VALUES {known}),"
    given: dict[str, Any] = {"department": scope.department, "language": scope.language, "home": scope.home, **values}
    for n, span in enumerate(spans):
        given |= {f"day{n}": span.day.isoformat(), f"start{n}": span.start, f"until{n}": span.until}
    for n, (topic, department) in enumerate(homes):
        given |= {f"topic{n}": topic, f"of{n}": department}
    query = head + source.format(**pieces) + counted.format(**pieces)
    used = {name: value for name, value in given.items() if f":{name}" in query}
    typed = [bindparam(n, type_=Moment) for n, v in used.items() if isinstance(v, dt.datetime)]
    typed += [bindparam(n, expanding=True) for n, v in used.items() if isinstance(v, tuple)]
    found = await tx.execute(text(query).bindparams(*typed), used)
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]

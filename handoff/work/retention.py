"""Erases what is past its term. Safe to repeat: what is gone is not found again, and what is held stays.

A file (conversation, contact, cases) goes as a whole, in one transaction with many others of its batch. Of the contact
a line without any personal data remains for the counts of the register. The log keeps its own term.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide import retention as rules
from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.base import Kit, record
from handoff.work.dunning.erasing import erase_arrears, in_open_claim

BATCH = 100
SETTLED_S = 3600  # a file on disk younger than this may belong to a row that is being written
_OF_CONVERSATION: tuple[Table, ...] = (
    t.parts,
    t.unanswered,
    t.turns,
    t.mentions,
    t.offers,
    t.notes,
    t.attachments,
    t.messages,
    c.codes,
    c.held_values,
    c.signals,
)


@dataclass
class Report:
    """What was erased (or would be), by kind, and how many files are past a term but held."""

    erased: Counter[str] = field(default_factory=Counter)
    held: int = 0


Row = Mapping[str, Any]


class Piece(NamedTuple):
    """One file as it is stored."""

    conversation: Row | None
    contact: Row | None
    cases: Sequence[Row]
    linked: Sequence[Row]  # cases that it names and that belong to another file


@dataclass(frozen=True)
class _Job:
    """One run: the moment, the rules of the content, and whether anything is erased."""

    kit: Kit
    now: dt.datetime
    dry: bool
    report: Report

    @property
    def terms(self) -> Any:
        return self.kit.content.retention.terms

    def open(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.kit.db.read() if self.dry else self.kit.db.write()

    def held(self, query: Select[Any]) -> Select[Any]:
        """``query`` with its rows locked, because they will be erased; a dry run locks nothing."""
        return query if self.dry else query.with_for_update()


async def retain(kit: Kit, *, dry_run: bool = False) -> Report:
    """Erase all that is past its term by the clock; with ``dry_run`` only count it."""
    job = _Job(kit, kit.clock.now(), dry_run, Report())
    await _conversations(job)
    await _contacts(job)
    await _cases(job)
    await _rows(job)
    erased, held = await erase_arrears(kit, job.now, dry=dry_run)
    job.report.erased.update(erased)
    job.report.held += held
    if not dry_run:
        for folder, term in (("letters", job.terms.mail), ("lists", job.terms.code)):
            await asyncio.to_thread(_age_out, kit.settings.data / folder, rules.past(job.now, term) - job.now)
        await asyncio.to_thread(_tidy, kit.settings.data / "files", await _known_uploads(kit))
        await asyncio.to_thread(_tidy, kit.settings.data / "mail", await _known_mail(kit))
    return job.report


# -- files


async def _conversations(job: _Job) -> None:
    """Conversations that nobody wrote in for the shortest term, each with its contact and cases."""
    limit, last = rules.past(job.now, job.terms.anonymous), ""
    while True:
        async with job.open() as tx:
            query = select(t.conversations).where(t.conversations.c.updated_at < limit, t.conversations.c.id > last)
            rows = await _rows_of(tx, job.held(query.order_by(t.conversations.c.id).limit(BATCH)))
            if not rows:
                return
            last = rows[-1]["id"]
            ids = [r["id"] for r in rows]
            contacts = await _rows_of(tx, select(t.contacts).where(t.contacts.c.conversation_id.in_(ids)))
            of = {k["conversation_id"]: k for k in contacts}
            await _judge(job, tx, await _pieces(tx, [(row, of.get(row["id"])) for row in rows]))


async def _contacts(job: _Job) -> None:
    """Contacts that came by another way than chat. An empty summary is what an erased one has."""
    limit, last = rules.past(job.now, job.terms.anonymous), ""
    where = and_(t.contacts.c.conversation_id.is_(None), t.contacts.c.started_at < limit, t.contacts.c.summary != "")
    while True:
        async with job.open() as tx:
            query = select(t.contacts).where(where, t.contacts.c.number > last).order_by(t.contacts.c.number)
            rows = await _rows_of(tx, job.held(query.limit(BATCH)))
            if not rows:
                return
            last = rows[-1]["number"]
            await _judge(job, tx, await _pieces(tx, [(None, row) for row in rows]))


async def _cases(job: _Job) -> None:
    """Cases that belong to no conversation and no contact."""
    limit, last = rules.past(job.now, job.terms.anonymous), ""
    alone = and_(t.cases.c.conversation_id.is_(None), t.cases.c.contact_number.is_(None), t.cases.c.created_at < limit)
    while True:
        async with job.open() as tx:
            query = select(t.cases).where(alone, t.cases.c.number > last).order_by(t.cases.c.number)
            rows = await _rows_of(tx, job.held(query.limit(BATCH)))
            if not rows:
                return
            last = rows[-1]["number"]
            await _judge(job, tx, [Piece(None, None, [row], []) for row in rows])


async def _pieces(tx: AsyncConnection, pairs: Sequence[tuple[Row | None, Row | None]]) -> list[Piece]:
    """The files around conversations and their contacts."""
    conversations = {row["id"] for row, _ in pairs if row}
    contacts = {row["number"] for _, row in pairs if row}
    named = {row["case_number"] for pair in pairs for row in pair if row and row["case_number"]}
    k = t.cases.c
    where = or_(k.conversation_id.in_(conversations), k.contact_number.in_(contacts), k.number.in_(named))
    cases = await _rows_of(tx, select(t.cases).where(where))
    pieces = []
    for conversation, contact in pairs:
        mine = [r for r in cases if _belongs(r, conversation, contact)]
        numbers = {row["case_number"] for row in (conversation, contact) if row}
        pieces.append(
            Piece(conversation, contact, mine, [r for r in cases if r["number"] in numbers and r not in mine])
        )
    return pieces


def _belongs(case: Row, conversation: Row | None, contact: Row | None) -> bool:
    if conversation and case["conversation_id"] == conversation["id"]:
        return True
    return contact is not None and case["contact_number"] == contact["number"]


async def _judge(job: _Job, tx: AsyncConnection, pieces: Sequence[Piece]) -> None:
    """Erase what is past its term; count what stays only because it is held."""
    customers = {name for piece in pieces if (name := _customer(piece))}
    known = await _rows_of(
        tx, select(c.customers.c.number, c.customers.c.flags).where(c.customers.c.number.in_(customers))
    )
    held = {row["number"] for row in known if "legal_hold" in row["flags"]}
    for piece in pieces:
        open_elsewhere = [row for row in piece.linked if row["status"] != "resolved"]
        file = rules.File(
            ended=_ended(piece),
            customer=_customer(piece) is not None,
            busy=piece.conversation is not None and piece.conversation["status"] in ("waiting", "agent"),
            hold=_customer(piece) in held,
            cases=tuple(_end(row) for row in (*piece.cases, *open_elsewhere)),
        )
        verdict = rules.judge(file, job.kit.content.retention)
        if verdict.free is None:
            job.report.held += rules.free_from(file.ended, getattr(job.terms, verdict.kind)) <= job.now
        elif verdict.free <= job.now:
            job.report.erased[verdict.kind] += 1
            if not job.dry:
                await _erase(job, tx, piece, verdict.kind)


def _customer(piece: Piece) -> str | None:
    rows = (piece.conversation, piece.contact, *piece.cases)
    return next((row["customer_number"] for row in rows if row and row["customer_number"]), None)


def _ended(piece: Piece) -> dt.datetime:
    if piece.conversation:
        return piece.conversation["updated_at"]
    if piece.contact:
        return piece.contact["ended_at"] or piece.contact["started_at"]
    return piece.cases[0]["closed_at"] or piece.cases[0]["created_at"]


def _end(row: Mapping[str, Any]) -> rules.CaseEnd:
    closed = (row["closed_at"] or row["created_at"]) if row["status"] == "resolved" else None
    return rules.CaseEnd(row["kind"], tuple(row["topics"]), row["department"], bool(row["about_money"]), closed)


async def _erase(job: _Job, tx: AsyncConnection, piece: Piece, kind: str) -> None:
    numbers = [row["number"] for row in piece.cases]
    if piece.conversation:
        await _erase_conversation(tx, piece.conversation["id"])
    if piece.contact:
        await _anonymise(tx, piece.contact, piece.conversation["rating"] if piece.conversation else None)
        await tx.execute(delete(c.signals).where(c.signals.c.contact_number == piece.contact["number"]))
    if numbers:
        await tx.execute(delete(c.signals).where(c.signals.c.case_number.in_(numbers)))
        await tx.execute(
            delete(c.post_jobs).where(c.post_jobs.c.case_number.in_(numbers), c.post_jobs.c.kind == "material")
        )
        await tx.execute(delete(t.cases).where(t.cases.c.number.in_(numbers)))
    if piece.conversation:
        await tx.execute(delete(t.conversations).where(t.conversations.c.id == piece.conversation["id"]))
    subject, name = _subject(piece)
    await record(tx, job.now, subject, name, "system", "erased", term=kind)


def _subject(piece: Piece) -> tuple[str, str]:
    if piece.conversation:
        return "conversation", piece.conversation["id"]
    return ("contact", piece.contact["number"]) if piece.contact else ("case", piece.cases[0]["number"])


async def _erase_conversation(tx: AsyncConnection, conversation_id: str) -> None:
    """Everything that refers to a conversation. The trail of changed data has a term of its own and lets go of it."""
    await tx.execute(
        update(c.changes).where(c.changes.c.conversation_id == conversation_id).values(conversation_id=None)
    )
    for table in _OF_CONVERSATION:
        await tx.execute(delete(table).where(table.c.conversation_id == conversation_id))
    await tx.execute(delete(t.attempts).where(t.attempts.c.key == f"identify:conversation:{conversation_id}"))


async def _anonymise(tx: AsyncConnection, contact: Mapping[str, Any], rating: int | None) -> None:
    """What is left of a contact counts, and says nothing of anybody; the ``rating`` (1 to 5) of its chat is for the reports."""
    await tx.execute(
        update(t.contacts)
        .where(t.contacts.c.number == contact["number"])
        .values(
            conversation_id=None,
            customer_number=None,
            customer_name=None,
            verified_how=None,
            topics=[
                {"topic": p["topic"], "state": p["state"], "answer": "", "source": None} for p in contact["topics"]
            ],
            summary="",
            content=None,
            follow_up=None,
            case_number=None,
            priority_reason=None,
            particulars=[],
            handled_by=contact["handled_by"].split(":")[0],
            key=None,
            rating=rating,
        )
    )


# -- single rows


async def _rows(job: _Job) -> None:
    """What has a term of its own: the log, codes, failed log-ins, mail that went out."""
    code, mail, log = (rules.past(job.now, term) for term in (job.terms.code, job.terms.mail, job.terms.log))
    trail = and_(c.changes.c.asked_at < log, c.changes.c.status.not_in(("waiting", "planned")))
    tried = and_(t.attempts.c.at < code, not_(t.attempts.c.key.startswith("identify:conversation:")))
    sent = or_(and_(t.outbox.c.kind == "code", t.outbox.c.created_at < code), t.outbox.c.created_at < mail)
    wanted: tuple[tuple[str, Table, ColumnElement[bool]], ...] = (
        ("log", t.history, and_(t.history.c.at < log, not_(_in_open_file()), not_(in_open_claim()))),
        ("log", c.changes, trail),
        ("log", c.merges, c.merges.c.at < log),
        ("code", c.codes, c.codes.c.made_at < code),
        ("code", c.held_values, c.held_values.c.at < code),
        ("code", t.attempts, tried),
        ("code", t.sessions, t.sessions.c.expires_at < job.now),
        ("mail", t.outbox, and_(t.outbox.c.state != "waiting", sent)),
        ("mail", c.post_jobs, and_(c.post_jobs.c.sent_at < mail, c.post_jobs.c.kind == "material")),
    )
    async with job.open() as tx:
        if not job.dry:  # what a later change corrects may go before it
            old = select(c.changes.c.id).where(trail)
            await tx.execute(update(c.changes).where(c.changes.c.corrects.in_(old)).values(corrects=None))
        for name, table, where in wanted:
            if job.dry:
                count = (await tx.execute(select(func.count()).select_from(table).where(where))).scalar_one()
            else:
                count = (await tx.execute(delete(table).where(where))).rowcount
            job.report.erased[name] += count


def _in_open_file() -> ColumnElement[bool]:
    """Lines of the log about a case that is open, its conversation or its contact."""
    h, still = t.history.c, t.cases.c.status != "resolved"
    conversations = select(t.cases.c.conversation_id).where(still, t.cases.c.conversation_id.is_not(None))
    contacts = select(t.contacts.c.number).join(
        t.cases,
        or_(t.cases.c.contact_number == t.contacts.c.number, t.cases.c.conversation_id == t.contacts.c.conversation_id),
    )
    return or_(
        and_(h.subject == "case", h.subject_id.in_(select(t.cases.c.number).where(still))),
        and_(h.subject == "conversation", h.subject_id.in_(conversations)),
        and_(h.subject == "contact", h.subject_id.in_(contacts.where(still))),
    )


# -- files on disk


async def _known_uploads(kit: Kit) -> set[str]:
    async with kit.db.read() as tx:
        return set((await tx.execute(select(t.attachments.c.sha256).distinct())).scalars())


async def _known_mail(kit: Kit) -> set[str]:
    async with kit.db.read() as tx:
        return {f"{number:06d}.eml" for number in (await tx.execute(select(t.outbox.c.id))).scalars()}


def _tidy(folder: Path, known: set[str]) -> None:
    """Remove files that no row knows any more. Their age is by the disk's own clock, as the disk wrote it."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in known and time.time() - path.stat().st_mtime > SETTLED_S:
            path.unlink(missing_ok=True)


def _age_out(folder: Path, span: dt.timedelta) -> None:
    """Remove files that can be made again, or were never used, once they are older than ``span`` (below zero) ago."""
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < time.time() + span.total_seconds():
            path.unlink(missing_ok=True)


async def _rows_of(tx: AsyncConnection, query: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in await tx.execute(query)]

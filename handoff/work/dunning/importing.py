"""Lists of debtors from elsewhere: CSV or Excel. Taking the same list again changes nothing.

Which column is what is remembered by source. A row that cannot be taken is refused with its line and the reason, and
holds back no other row. What the list says of an invoice counts; data of a customer that we know is left as it is.
"""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.decide.dunning.lists import Entry, Refused, entry, guess, missing
from handoff.decide.invoices import open_cents
from handoff.errors import BadInput
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.base import Kit, record
from handoff.work.dunning.facts import form_claims
from handoff.work.dunning.run import today_in

MOST_ROWS = 100_000
_XLSX, _MOST_BYTES = b"PK\x03\x04", 200_000_000  # an Excel file is a zip; what it may hold unpacked


@dataclass(frozen=True)
class Report:
    """What an import did: rows that were new, changed, the same or settled, and what was refused by line with the reason."""

    counts: Mapping[str, int]
    refused: Sequence[tuple[int, str]]
    id: int = 0


@dataclass(frozen=True)
class Sheet:
    """A list as text: the names of its columns, and rows with the line at which they stand."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read(body: bytes) -> Sheet:
    """The first sheet of an Excel file, or a CSV file in UTF-8 or Windows-1252 with comma, semicolon or tab.

    Raises BadInput when it is neither, is empty, or is too long.
    """
    lines = _excel(body) if body.startswith(_XLSX) else _csv(body)
    header: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not header:
            header = cells
            continue
        if len(rows) == MOST_ROWS:
            raise BadInput(f"A list has at most {MOST_ROWS} rows.", code="list-too-long")
        rows.append((number, dict(zip(header, cells, strict=False))))
    if not header:
        raise BadInput("This list is empty.", code="list-empty")
    return Sheet(header, rows)


def _csv(body: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadInput("This is no CSV or Excel file.", code="list-unreadable")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    before = 0
    try:
        for cells in reader:
            yield before + 1, [cell.strip() for cell in cells]
            before = reader.line_num
    except csv.Error as error:
        raise BadInput("This list cannot be read.", code="list-unreadable", log=str(error)) from None


def _excel(body: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
                raise BadInput("This file is too large.", code="list-too-long")
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadInput("This Excel file cannot be read.", code="list-unreadable", log=str(error)) from None
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in cells]
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.2f}" if value != int(value) else str(int(value))
    return str(value).strip()


async def mapping_of(kit: Kit, source: str, header: Sequence[str]) -> dict[str, str]:
    """Which column is what for a source: as remembered where it still fits, else by the names of the columns."""
    async with kit.db.read() as tx:
        row = (await tx.execute(select(d.mappings.c.columns).where(d.mappings.c.source == source))).first()
    known = {name: column for name, column in (row.columns if row else {}).items() if column in header}
    return guess(header) | known


async def take_list(
    kit: Kit,
    body: bytes,
    file: str,
    by: str,
    *,
    source: str = "list",
    columns: Mapping[str, str] | None = None,
    complete: bool = False,
) -> Report:
    """Take in a list. `columns` (field -> column) is remembered for the next of this `source`; `complete` says that what
    is not on the list any more is paid.

    One transaction. Raises BadInput where the file cannot be read or columns are missing.
    """
    sheet = await asyncio.to_thread(read, body)
    mapping = {**await mapping_of(kit, source, sheet.header), **(columns or {})}
    mapping = {name: column for name, column in mapping.items() if column}
    lacking = missing(mapping, sheet.header)
    if lacking:
        raise BadInput(
            f"Say which column holds: {', '.join(lacking)}.", code="columns-missing", extra={"missing": lacking}
        )
    entries, refused = await asyncio.to_thread(entries_of, sheet, mapping)
    counts: Counter[str] = Counter(new=0, changed=0, same=0, settled=0)
    day, now = today_in(kit), kit.clock.now()
    async with kit.db.write() as tx:
        await _remember(tx, source, mapping, now)
        numbers = [one.invoice for _, one in entries]
        known = await _known(tx, c.invoices, numbers)
        made = _Made(source, day, await _known(tx, c.customers, [one.customer for _, one in entries]))
        for line, one in entries:
            try:
                counts[await _take(tx, one, known.get(one.invoice), made)] += 1
            except Refused as problem:
                refused.append((line, problem))
        await made.write(tx)
        if complete and not refused:
            counts["settled"] += await _settle(tx, source, set(numbers), day)
        await form_claims(tx, kit, day)
        refused.sort(key=lambda pair: pair[0])
        kept = [{"line": line, "reason": str(why), "code": why.code, "values": why.values} for line, why in refused]
        query = insert(d.imports).values(
            source=source, file=file[:200], at=now, by=by, counts=dict(counts), refused=kept
        )
        import_id = int((await tx.execute(query.returning(d.imports.c.id))).scalar_one())
        await record(tx, now, "debtors", source, by, "list_taken", **counts, refused=len(refused))
    return Report(counts, [(line, str(why)) for line, why in refused], import_id)


def entries_of(sheet: Sheet, mapping: Mapping[str, str]) -> tuple[list[tuple[int, Entry]], list[tuple[int, Refused]]]:
    """What the rows say, each with its line; and what cannot be taken, with why."""
    taken: list[tuple[int, Entry]] = []
    refused: list[tuple[int, Refused]] = []
    seen: dict[str, int] = {}
    for line, row in sheet.rows:
        try:
            one = entry(row, mapping)
            if one.invoice in seen:
                raise Refused("twice", given=one.invoice, line=seen[one.invoice])
        except Refused as problem:
            refused.append((line, problem))
            continue
        seen[one.invoice] = line
        taken.append((line, one))
    return taken, refused


@dataclass
class _Made:
    """Rows to be added, put together so that a long list is written in a moment; `people` are the customers known so far."""

    source: str
    day: dt.date
    people: dict[str, dict[str, Any]]
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, **values: Any) -> None:
        """One more row."""
        self.rows.setdefault(table, []).append(values)

    async def write(self, tx: AsyncConnection) -> None:
        """All of them, in the order in which they refer to each other."""
        for table in (c.customers, c.invoices, d.listed, c.payments):
            for start in range(0, len(self.rows.get(table, [])), 500):
                await tx.execute(insert(table), self.rows[table][start : start + 500])


async def _take(tx: AsyncConnection, one: Entry, before: Mapping[str, Any] | None, made: _Made) -> str:
    """Take one row; says whether it was new, changed, the same or settled. Raises Refused."""
    if one.customer not in made.people:
        _add_customer(one, made)
    if before is None:
        made.add(c.invoices, **_invoice(one))
        made.add(d.listed, invoice_number=one.invoice, source=made.source, present=True)
        return "new"
    # A list may still name the number that a customer had before two records were made one; new rows are brought home.
    if before["customer_number"] not in (one.customer, made.people[one.customer].get("merged_into")):
        raise Refused("other_customer", given=one.invoice)
    values: dict[str, Any] = {}
    if open_cents(before) != one.open_cents:
        paid = max(0, before["total_cents"] - before["credited_cents"] - one.open_cents)
        values = {"paid_cents": paid, "paid_on": made.day if one.open_cents == 0 else None}
        made.add(c.payments, **_movement(before, paid - before["paid_cents"], made.day, made.source))
    if one.open_cents and before["failed_on"] is None:
        values["failed_on"] = one.failed_on
    if not values:
        return "same"
    await tx.execute(update(c.invoices).where(c.invoices.c.number == one.invoice).values(**values))
    return "changed" if one.open_cents else "settled"


def _movement(invoice: Mapping[str, Any], cents: int, day: dt.date, source: str) -> dict[str, Any]:
    """What came in (below zero: was taken back) by the word of a list, on the day on which we heard of it."""
    return {
        "customer_number": invoice["customer_number"], "invoice_number": invoice["number"], "at": day, "cents": cents,
        "way": "list", "note": source,
    }  # fmt: skip


def _invoice(one: Entry) -> dict[str, Any]:
    return {
        "number": one.invoice,
        "customer_number": one.customer,
        "month": one.issued_on.replace(day=1),
        "issued_on": one.issued_on,
        "due_on": one.due_on,
        "lines": [],
        "total_cents": one.total_cents,
        "paid_cents": one.total_cents - one.open_cents,
        "failed_on": one.failed_on,
    }


def _add_customer(one: Entry, made: _Made) -> None:
    if "name" not in one.person:
        raise Refused("no_name", given=one.customer)
    blank = {"street": "", "house_number": "", "addition": "", "postcode": "", "city": "", "language": "nl", "email": None, "phone": None}  # fmt: skip
    row = blank | dict(one.person) | {"number": one.customer, "since": made.day, "flags": []}
    made.add(c.customers, **row)
    made.people[one.customer] = row


async def _settle(tx: AsyncConnection, source: str, present: set[str], day: dt.date) -> int:
    """What came from this source and is not on the complete list any more is paid."""
    i = c.invoices.c
    query = select(c.invoices).join(d.listed, d.listed.c.invoice_number == i.number).where(d.listed.c.source == source)
    gone = [row for row in await tx.execute(query) if row.number not in present and open_cents(dict(row._mapping))]
    for row in gone:
        values = {"paid_cents": row.total_cents - row.credited_cents, "paid_on": day}
        await tx.execute(update(c.invoices).where(i.number == row.number).values(**values))
        moved = _movement(dict(row._mapping), open_cents(dict(row._mapping)), day, source)
        await tx.execute(insert(c.payments).values(**moved))
    return len(gone)


async def _known(tx: AsyncConnection, table: Any, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(numbers), 500):
        query = select(table).where(table.c.number.in_(numbers[start : start + 500]))
        found |= {row.number: dict(row._mapping) for row in await tx.execute(query)}
    return found


async def _remember(tx: AsyncConnection, source: str, mapping: Mapping[str, str], now: dt.datetime) -> None:
    found = await tx.execute(
        update(d.mappings).where(d.mappings.c.source == source).values(columns=dict(mapping), at=now)
    )
    if not found.rowcount:
        await tx.execute(insert(d.mappings).values(source=source, columns=dict(mapping), at=now))

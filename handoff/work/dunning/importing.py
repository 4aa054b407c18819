"""Lists of debtors from elsewhere: CSV or Excel. Taking the same list again changes nothing.

Which column is what is remembered by source. A row that cannot be taken is refused with its line and the reason, and
holds back no other row. What the list says of an invoice counts; data of a customer that we know is left as it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
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
    known = {field: column for field, column in (row.columns if row else {}).items() if column in header}
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
    sheet = read(body)
    mapping = {**await mapping_of(kit, source, sheet.header), **(columns or {})}
    lacking = missing(mapping, sheet.header)
    if lacking:
        raise BadInput(
            f"Say which column holds: {', '.join(lacking)}.", code="columns-missing", extra={"missing": lacking}
        )
    entries, refused = _entries(sheet, mapping)
    counts: Counter[str] = Counter(new=0, changed=0, same=0, settled=0)
    day, now = today_in(kit), kit.clock.now()
    async with kit.db.write() as tx:
        await _remember(tx, source, mapping, now)
        numbers = [one.invoice for _, one in entries]
        known = await _known(tx, c.invoices, numbers)
        people = await _known(tx, c.customers, [one.customer for _, one in entries])
        for line, one in entries:
            try:
                counts[await _take(tx, one, known.get(one.invoice), people, source, day)] += 1
            except Refused as problem:
                refused.append((line, str(problem)))
        if complete and not refused:
            counts["settled"] += await _settle(tx, source, set(numbers), day)
        await form_claims(tx, kit, day)
        refused.sort()
        await tx.execute(
            insert(d.imports).values(
                source=source, file=file[:200], at=now, by=by, counts=dict(counts),
                refused=[{"line": line, "reason": reason} for line, reason in refused],
            )
        )  # fmt: skip
        await record(tx, now, "debtors", source, by, "list_taken", **counts, refused=len(refused))
    return Report(counts, refused)


def _entries(sheet: Sheet, mapping: Mapping[str, str]) -> tuple[list[tuple[int, Entry]], list[tuple[int, str]]]:
    taken: list[tuple[int, Entry]] = []
    refused: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for line, row in sheet.rows:
        try:
            one = entry(row, mapping)
        except Refused as problem:
            refused.append((line, str(problem)))
            continue
        if one.invoice in seen:
            refused.append((line, f"invoice {one.invoice} stands on line {seen[one.invoice]} too"))
            continue
        seen[one.invoice] = line
        taken.append((line, one))
    return taken, refused


async def _take(
    tx: AsyncConnection, one: Entry, before: Mapping[str, Any] | None, people: dict[str, Any], source: str, day: dt.date
) -> str:
    """Store one row; says whether it was new, changed, the same or settled. Raises Refused."""
    if one.customer not in people:
        people[one.customer] = await _add_customer(tx, one, day)
    if before is None:
        await tx.execute(insert(c.invoices).values(**_invoice(one)))
        await tx.execute(insert(d.listed).values(invoice_number=one.invoice, source=source, present=True))
        return "new"
    # A list may still name the number that a customer had before two records were made one; new rows are brought home.
    if before["customer_number"] not in (one.customer, people[one.customer].get("merged_into")):
        raise Refused(f"invoice {one.invoice} is of another customer")
    values: dict[str, Any] = {}
    if open_cents(before) != one.open_cents:
        values["paid_cents"] = max(0, before["total_cents"] - before["credited_cents"] - one.open_cents)
        values["paid_on"] = day if one.open_cents == 0 else None
    if one.open_cents and before["failed_on"] is None:
        values["failed_on"] = one.failed_on
    if not values:
        return "same"
    await tx.execute(update(c.invoices).where(c.invoices.c.number == one.invoice).values(**values))
    return "changed" if one.open_cents else "settled"


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


async def _add_customer(tx: AsyncConnection, one: Entry, day: dt.date) -> dict[str, Any]:
    if "name" not in one.person:
        raise Refused(f"customer {one.customer} is not known, and the list gives no name")
    blank = {"street": "", "house_number": "", "addition": "", "postcode": "", "city": "", "language": "nl"}
    row = blank | dict(one.person) | {"number": one.customer, "since": day, "flags": []}
    await tx.execute(insert(c.customers).values(**row))
    return row


async def _settle(tx: AsyncConnection, source: str, present: set[str], day: dt.date) -> int:
    """What came from this source and is not on the complete list any more is paid."""
    i = c.invoices.c
    query = select(c.invoices).join(d.listed, d.listed.c.invoice_number == i.number).where(d.listed.c.source == source)
    gone = [row for row in await tx.execute(query) if row.number not in present and open_cents(dict(row._mapping))]
    for row in gone:
        values = {"paid_cents": row.total_cents - row.credited_cents, "paid_on": day}
        await tx.execute(update(c.invoices).where(i.number == row.number).values(**values))
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

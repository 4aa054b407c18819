"""Lists of debtors: new, the same again, paid, refused; CSV in several dialects, and Excel."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
from typing import Any

import pytest

from handoff.errors import BadInput
from handoff.store import customers as c
from handoff.store import debtors as d
from handoff.work.dunning.importing import read, take_list
from handoff.work.dunning.run import plan_day

HEAD = "Klantnummer;Naam;Straat;Huisnummer;Postcode;Plaats;E-mail;Factuurnummer;Bedrag;Openstaand;Vervaldatum\n"
ONE = "40000001;;;;;;;F2026-000001;79,00;79,00;27-10-2026\n"
TWO = "41000002;Jan Jansen;Dorpsstraat;1;1234ab;Zwolle;jan@example.org;F2026-000002;100,00;60,00;27-10-2026\n"


async def take(office: Any, text: str, **more: Any) -> Any:
    return await take_list(office.kit, text.encode(), "lijst.csv", "agent:mo", **more)


async def state(office: Any) -> list[Any]:
    return [await office.rows(table) for table in (c.customers, c.invoices, d.claims, d.items, d.listed)]


async def test_a_list_and_the_same_again(office: Any) -> None:
    report = await take(office, HEAD + ONE + TWO)
    assert (report.counts, report.refused) == ({"new": 2, "changed": 0, "same": 0, "settled": 0}, [])
    before = await state(office)
    report = await take(office, HEAD + ONE + TWO, complete=True)
    assert (report.counts["same"], report.counts["new"] + report.counts["changed"] + report.counts["settled"]) == (2, 0)
    assert await state(office) == before
    first, second = await plan_day(office.kit)
    assert [first.today.due_cents, second.today.due_cents] == [79_00, 60_00]
    assert second.claim.customer["postcode"] == "1234 AB"
    assert first.claim.customer["name"] == "Fatima El Amrani"  # what we know is left as it is


async def test_a_paid_invoice_disappears(office: Any) -> None:
    await take(office, HEAD + ONE + TWO)
    report = await take(office, HEAD + TWO.replace("60,00", "0,00"))
    assert report.counts["settled"] == 1
    assert [one.claim.customer["number"] for one in await plan_day(office.kit)] == ["40000001"]
    assert (await take(office, HEAD + TWO.replace("60,00", "0,00"), complete=True)).counts["settled"] == 1
    assert await plan_day(office.kit) == []


async def test_a_part_that_was_paid(office: Any) -> None:
    await take(office, HEAD + TWO)
    assert (await take(office, HEAD + TWO.replace("60,00", "20,50"))).counts["changed"] == 1
    assert (await plan_day(office.kit))[0].today.due_cents == 20_50


async def test_refused_rows_hold_back_no_other(office: Any) -> None:
    text = HEAD + ONE + "\n" + TWO.replace("41000002", "4100") + TWO.replace(";Jan Jansen", ";") + ONE + TWO.replace("0002;100", "0003;1x0")
    report = await take(office, text, complete=True)
    assert report.counts["new"] == 1
    assert [line for line, _ in report.refused] == [4, 5, 6, 7]
    reasons = " | ".join(reason for _, reason in report.refused)
    assert all(words in reasons for words in ("8 digits", "gives no name", "line 2", "amount"))
    (kept,) = await office.rows(d.imports)
    assert kept["refused"][0]["line"] == 4


async def test_a_list_with_a_mistake_settles_nothing(office: Any) -> None:
    await take(office, HEAD + ONE + TWO)
    await take(office, HEAD + TWO.replace("27-10-2026", "x"), complete=True)
    assert len(await plan_day(office.kit)) == 2


async def test_an_invoice_of_somebody_else(office: Any) -> None:
    await take(office, HEAD + ONE + TWO)
    report = await take(office, HEAD + TWO.replace("F2026-000002", "F2026-000001"))
    assert "another customer" in report.refused[0][1]


async def test_columns_are_named_once_and_remembered(office: Any) -> None:
    head = "A,B,C,D\n"
    row = "40000001,F2026-000001,2026-10-27,79.00\n"
    with pytest.raises(BadInput) as refused:
        await take(office, head + row, source="kas")
    assert refused.value.extra["missing"] == ["customer", "invoice", "due_on", "open"]
    named = {"customer": "A", "invoice": "B", "due_on": "C", "open": "D"}
    assert (await take(office, head + row, source="kas", columns=named)).counts["new"] == 1
    assert (await take(office, head + row, source="kas")).counts["same"] == 1
    with pytest.raises(BadInput):
        await take(office, head + row, source="elders")


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_dialects(mark: str, encoding: str) -> None:
    text = mark.join(("Klantnummer", "Naam")) + "\r\n" + mark.join(("40000001", '"Café\nRenée"')) + "\r\n" + mark.join(("40000002", "Bo"))
    sheet = read(text.encode(encoding))
    assert sheet.header == ["Klantnummer", "Naam"]
    assert sheet.rows == [(2, {"Klantnummer": "40000001", "Naam": "Café\nRenée"}), (4, {"Klantnummer": "40000002", "Naam": "Bo"})]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"a\0b;c\n"])
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(BadInput):
        read(body)


excel = pytest.mark.skipif(importlib.util.find_spec("openpyxl") is None, reason="openpyxl is not installed")


@excel
async def test_excel(office: Any) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Klantnummer", "Factuurnummer", "Openstaand", "Vervaldatum"])
    book.active.append([40000001, "F2026-000001", 79.5, dt.datetime(2026, 10, 27)])
    book.active.append([None, None, None, None])
    book.active.append([4, "F2026-000002", 10, "27-10-2026"])
    body = io.BytesIO()
    book.save(body)
    report = await take_list(office.kit, body.getvalue(), "lijst.xlsx", "agent:mo")
    assert (report.counts["new"], [line for line, _ in report.refused]) == (1, [4])
    assert (await plan_day(office.kit))[0].today.due_cents == 79_50


@excel
@pytest.mark.parametrize("body", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 100])
def test_an_excel_file_that_is_broken(body: bytes) -> None:
    with pytest.raises(BadInput):
        read(body)

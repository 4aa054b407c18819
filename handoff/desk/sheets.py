"""Tables for a spreadsheet: CSV that Excel opens as it is, and in which no text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
BOM = "\ufeff"


def cell(value: object, language: str) -> str:
    """A value as it stands in a cell: numbers with the decimal mark of ``language``, text that is never calculated."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        number = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        return number.replace(".", ",") if language == "nl" else number
    text = str(value)
    # A space before the sign does not help: spreadsheets skip it.
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def sheet(rows: Iterable[Sequence[object]], language: str) -> bytes:
    """CSV in UTF-8 with a byte order mark; Dutch spreadsheets part cells by semicolons, English ones by commas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerows([cell(value, language) for value in row] for row in rows)
    return (BOM + out.getvalue()).encode()

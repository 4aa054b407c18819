"""Papers as PDF: information material, copies of invoices, letters. Made from content each time; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace

from handoff.content import Content
from handoff.decide.written import address_lines, euros
from handoff.markup import Block, parse, to_text
from handoff.settings import ROOT
from handoff.work.moments import day_in_words

_FONTS = ROOT / "handoff" / "fonts"
_INK, _SOFT, _BRAND, _LINE = (21, 32, 42), (77, 91, 102), (11, 92, 110), (219, 226, 230)
_RIGHT_TO_LEFT = {"ar"}
_LEFT, _TOP, _WIDTH = 22.0, 20.0, 166.0  # millimetres on A4
_WINDOW = (22.0, 50.0)  # where an address stands behind the window of a C5/6 envelope, in millimetres
_LETTER_FROM, _BOTTOM = 80.0, 24.0  # where a notice begins below the window, and where its page ends, in millimetres
_SCALES = (1.0, 0.96, 0.92, 0.88)  # how far a letter may be set smaller (10.5 to 9.2 points) to stay on one page
_FOREIGN = re.compile(r"\d{3}-\d{3} \d{2} \d{2}|[\w.]*@[\w.]*\w|NL\d\d(?: \w{2,4}){4}|Spaakrijk B\.V\.")
_DIGIT = re.compile(r"\d")
_WORDS = {
    "nl": {"version": "Versie", "page": "Pagina", "invoice": "Factuur", "copy": "Kopie", "date": "Factuurdatum",
           "customer": "Klantnummer", "month": "Maand", "what": "Omschrijving", "amount": "Bedrag", "total": "Totaal",
           "debit": "Afschrijving", "vat": "Alle bedragen zijn inclusief 21% btw."},
    "en": {"version": "Version", "page": "Page", "invoice": "Invoice", "copy": "Copy", "date": "Invoice date",
           "customer": "Customer number", "month": "Month", "what": "Description", "amount": "Amount", "total": "Total",
           "debit": "Direct debit", "vat": "All amounts include 21% VAT."},
    "de": {"version": "Version", "page": "Seite"},
    "ar": {"version": "الإصدار", "page": "صفحة"},
    "tr": {"version": "Sürüm", "page": "Sayfa"},
}  # fmt: skip


def _steady(words: str) -> str:
    """Numbers and addresses in a text that runs from right to left keep their own order: a mark on both sides says so."""
    return _FOREIGN.sub(lambda match: f"\u200e{match.group()}\u200e", words)


class _Paper(FPDF):
    """A4 with our letterhead, a foot with what it is, and text that is shaped for its script."""

    def __init__(self, content: Content, language: str, title: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm")
        self._content, self._language, self._foot, self._before = content, language, foot, 0
        self.backwards, self.scale = language in _RIGHT_TO_LEFT, 1.0
        self.side = Align.R if self.backwards else Align.L
        self.add_font("Sans", "", _FONTS / "DejaVuSans.ttf")
        self.add_font("Sans", "B", _FONTS / "DejaVuSans-Bold.ttf")
        if self.backwards:
            self.set_text_shaping(use_shaping_engine=True, direction="rtl", script="arab", language="ara")
        self.set_margins(_LEFT, _TOP, 210 - _LEFT - _WIDTH)
        self.set_auto_page_break(True, margin=_BOTTOM)
        self.set_title(title)
        self.set_lang(language)
        self.set_author(content.organisation.name)
        self.add_page()

    def header(self) -> None:
        """The name, and on a letter nothing else: the window needs the room."""
        self.set_font("Sans", "B", 13)
        self.set_text_color(*_BRAND)
        self.cell(_WIDTH, 8, self._content.organisation.name, align=self.side)
        self.ln(9)
        self.set_draw_color(*_LINE)
        self.line(_LEFT, self.get_y(), _LEFT + _WIDTH, self.get_y())
        self.ln(6)

    def begin(self, language: str) -> None:
        """The next letter of one file; its pages count from one. The foot of the page before keeps its own language."""
        self.add_page()
        self._language, self._before = language, self.page_no() - 1

    def _said(self, words: str) -> str:
        return _steady(words) if self.backwards else words

    def footer(self) -> None:
        """What it is, and the page."""
        words = _WORDS[self._language]
        self.set_y(-16)
        self.set_font("Sans", "", 8)
        self.set_text_color(*_SOFT)
        self.multi_cell(
            _WIDTH, 4, self._said(f"{self._foot}  ·  {words['page']} {self.page_no() - self._before}"), align=self.side
        )

    def put(self, words: str, size: float = 10.5, *, bold: bool = False, colour: tuple[int, int, int] = _INK, after: float = 2.5) -> None:  # fmt: skip
        """A paragraph."""
        size, after = size * self.scale, after * self.scale
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(_WIDTH, size * 0.53, self._said(words), align=self.side, new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def blocks(self, blocks: Sequence[Block]) -> None:
        """All of ``blocks``."""
        for block in blocks:
            if block.kind in ("title", "heading"):
                self._heading(block)
            elif block.kind in ("points", "steps"):
                self._points(block)
            elif block.kind == "table":
                self._rows(block.rows)
            else:
                self.put("\n".join(block.lines))

    def _heading(self, block: Block) -> None:
        if self.will_page_break(24):
            self.add_page()
        if block.kind == "title":
            self.put(block.lines[0], 18, bold=True, colour=_BRAND, after=4)
        else:
            self.ln(2 * self.scale)
            self.put(block.lines[0], 12, bold=True, after=1.5)

    def _points(self, block: Block) -> None:
        high = 5.6 * self.scale
        self.set_font("Sans", "", 10.5 * self.scale)
        self.set_text_color(*_INK)
        for number, line in enumerate(block.lines, 1):
            mark = "•" if block.kind == "points" else f"{number}."
            if self.backwards:
                self.multi_cell(
                    _WIDTH - 6, high, self._said(f"{mark} {line}"), align=Align.R, new_x="LMARGIN", new_y="NEXT"
                )
                continue
            self.cell(7, high, mark)
            self.multi_cell(_WIDTH - 7, high, line, align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self.ln(2.5 * self.scale)

    def _rows(self, rows: list[list[str]], last_right: bool = False) -> None:
        self.set_font("Sans", "", 9.5 * self.scale)
        self.set_text_color(*_INK)
        self.set_draw_color(*_LINE)
        aligns = [self.side] * len(rows[0])
        if last_right:
            aligns[-1] = Align.R
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="B", color=_SOFT),
            line_height=5.4 * self.scale,
            padding=1.2 * self.scale,
            text_align=tuple(aligns),
            align=self.side,
            width=_WIDTH,
        ) as table:
            for row in rows:
                cells = table.row()
                for cell in row:
                    cells.cell(cell)
        self.ln(4 * self.scale)

    def address(self, lines: Sequence[str]) -> None:
        """An address where the window of the envelope is."""
        self.set_xy(*_WINDOW)
        self.set_font("Sans", "", 10.5)
        self.set_text_color(*_INK)
        for line in lines:
            self.cell(90, 5.4, line, new_x="LEFT", new_y="NEXT")
        self.set_xy(_LEFT, 92)

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.output())


def material(content: Content, code: str, language: str) -> bytes:
    """Information material ``code`` in ``language``. Raises KeyError where there is no such text."""
    text, paper = content.papers[f"{code}.{language}"], content.materials[code]
    words = _WORDS[language]
    day = day_in_words(paper.version, language)
    service = content.organisation.contact["customer_service"]
    blocks = parse(text)
    title = blocks[0].lines[0] if blocks and blocks[0].kind == "title" else paper.title.nl
    made = _Paper(
        content, language, title, f"{code}  ·  {words['version']} {day}  ·  {service.phone}  ·  {service.email}"
    )
    made.blocks(blocks)
    return made.bytes()


def invoice(content: Content, row: Mapping[str, Any], customer: Mapping[str, Any], language: str) -> bytes:
    """A copy of an invoice, with the customer's present address."""
    words, company = _WORDS[language], content.organisation.company
    foot = f"{content.organisation.legal_name}  ·  KvK {company.kvk}  ·  btw {company.vat_number}  ·  {company.iban}"
    made = _Paper(content, language, f"{words['invoice']} {row['number']}", foot)
    made.address(address_lines(customer))
    made.put(f"{words['invoice']} {row['number']}", 18, bold=True, colour=_BRAND, after=1)
    made.put(words["copy"], 9.5, colour=_SOFT, after=4)
    facts = [
        (words["date"], day_in_words(row["issued_on"], language)),
        (words["customer"], row["customer_number"]),
        (words["month"], f"{row['month']:%m-%Y}"),
        (words["debit"], day_in_words(row["due_on"], language)),
    ]
    for name, value in facts:
        made.set_font("Sans", "", 10)
        made.set_text_color(*_SOFT)
        made.cell(42, 5.6, name)
        made.set_text_color(*_INK)
        made.cell(100, 5.6, str(value), new_x="LMARGIN", new_y="NEXT")
    made.ln(6)
    lines = [[words["what"], words["amount"]]]
    lines += [
        [line["what"].get(language) or line["what"]["nl"], euros(line["cents"], language)] for line in row["lines"]
    ]
    lines.append([words["total"], euros(row["total_cents"], language)])
    made._rows(lines, last_right=True)
    made.put(words["vat"], 9, colour=_SOFT)
    return made.bytes()


def letter(content: Content, job: Mapping[str, Any], day: Any) -> bytes:
    """A letter of the post list, dated ``day``, with the address behind the window."""
    what = job["what"][0]
    language = what.get("language") if what.get("language") in ("nl", "en") else "nl"
    post, service = content.organisation.contact["post"], content.organisation.contact["customer_service"]
    made = _Paper(content, language, what["title"], f"{post.address}  ·  {service.phone}  ·  {service.email}")
    made.address(address_lines(job["address"]))
    made.put(day_in_words(day, language), 10, colour=_SOFT, after=6)
    made.put(what["title"], 14, bold=True, after=4)
    made.blocks(parse(what["body"]))
    made.ln(4)
    made.put(("Met vriendelijke groet,\n" if language == "nl" else "Kind regards,\n") + content.organisation.name)
    return made.bytes()


def as_text(body: str) -> str:
    """What a text in our markup says, without marks: as a mail shows it."""
    return to_text(parse(body)).strip()


def notices(content: Content, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Letters to debtors as they are kept, in one file to print: each on a page of its own, with its address behind the window.

    A letter that would run over is set a little smaller; one that is still too long goes on with its last part as a whole,
    so that no page holds a lost line. Raises ValueError when there are none.
    """
    if not rows:
        raise ValueError("there is no letter to print")
    post, desk = content.organisation.contact["post"], content.organisation.contact["debtors"]
    foot = f"{post.address}  ·  {desk.phone}  ·  {desk.email}"
    made = _Paper(content, rows[0]["language"], rows[0]["subject"], foot)
    trial = _Paper(content, rows[0]["language"], rows[0]["subject"], foot)
    trial.set_auto_page_break(False)
    known: dict[Any, float | None] = {}
    for number, row in enumerate(rows):
        if number:
            made.begin(row["language"])
        _notice(made, trial, row, content.organisation.name, known)
    return made.bytes()


def _notice(made: _Paper, trial: _Paper, row: Mapping[str, Any], name: str, known: dict[Any, float | None]) -> None:
    blocks = parse(row["body"])
    greeting = "Met vriendelijke groet,\n" if row["language"] == "nl" else "Kind regards,\n"
    closing = [*blocks[_last_part(blocks) :], Block("text", (greeting + name,))]
    lead = blocks[: _last_part(blocks)]
    end, shape = made.h - _BOTTOM, _shape(row, blocks)
    if shape not in known:
        known[shape] = next((s for s in _SCALES if _high(trial, row, [*lead, *closing], s) <= end), None)
    made.scale = known[shape] or 1.0
    made.address(row["to"])
    made.set_y(_LETTER_FROM)
    _top(made, row)
    made.blocks(lead)
    if known[shape] is None and made.get_y() + _high(trial, None, closing, 1.0) - _LETTER_FROM > end:
        made.add_page()
    made.blocks(closing)


def _shape(row: Mapping[str, Any], blocks: Sequence[Block]) -> Any:
    """What is the same for letters that take the same room: all figures are equally wide, and a name stands on a line of its own."""
    body = [(block.kind, tuple(_DIGIT.sub("0", line) for line in block.lines)) for block in blocks[1:]]
    return row["language"], row["subject"], len(blocks[0].lines[0]) if len(blocks[0].lines[0]) > 60 else 0, tuple(body)


def _top(paper: _Paper, row: Mapping[str, Any]) -> None:
    paper.put(day_in_words(row["day"], row["language"]), 10, colour=_SOFT, after=5)
    paper.put(row["subject"], 14, bold=True, after=4)


def _last_part(blocks: Sequence[Block]) -> int:
    """Where the last part begins that is not torn apart: its heading, else its last paragraph."""
    return max((n for n, block in enumerate(blocks) if block.kind == "heading"), default=max(0, len(blocks) - 1))


def _high(trial: _Paper, row: Mapping[str, Any] | None, blocks: Sequence[Block], scale: float) -> float:
    """Where a letter ends that begins below the window, in millimetres from the top, however far below the page that is."""
    trial.add_page()
    trial.scale = scale
    trial.set_y(_LETTER_FROM)
    if row is not None:
        _top(trial, row)
    trial.blocks(blocks)
    return float(trial.get_y())

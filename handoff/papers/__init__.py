"""Papers as PDF: information material, copies of invoices, letters. Made from content each time; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handoff.content import Content
from handoff.decide.written import address_lines, euros
from handoff.markup import Block, parse
from handoff.papers.style import BOTTOM, BRAND, DIGIT, INK, LETTER_FROM, SCALES, SOFT, WORDS
from handoff.work.moments import day_in_words

if TYPE_CHECKING:
    from handoff.papers.sheet import Sheet


def _sheet(content: Content, language: str, title: str, foot: str) -> Sheet:
    from handoff.papers.sheet import Sheet  # not at every start, but when the first paper is made

    return Sheet(content, language, title, foot)


def material(content: Content, code: str, language: str) -> bytes:
    """Information material ``code`` in ``language``. Raises KeyError where there is no such text."""
    text, paper = content.papers[f"{code}.{language}"], content.materials[code]
    words = WORDS[language]
    day = day_in_words(paper.version, language)
    service = content.organisation.contact["customer_service"]
    blocks = parse(text)
    title = blocks[0].lines[0] if blocks and blocks[0].kind == "title" else paper.title.nl
    made = _sheet(
        content, language, title, f"{code}  ·  {words['version']} {day}  ·  {service.phone}  ·  {service.email}"
    )
    made.blocks(blocks)
    return made.bytes()


def invoice(content: Content, row: Mapping[str, Any], customer: Mapping[str, Any], language: str) -> bytes:
    """A copy of an invoice, with the customer's present address."""
    words, company = WORDS[language], content.organisation.company
    foot = f"{content.organisation.legal_name}  ·  KvK {company.kvk}  ·  btw {company.vat_number}  ·  {company.iban}"
    made = _sheet(content, language, f"{words['invoice']} {row['number']}", foot)
    made.address(address_lines(customer))
    made.put(f"{words['invoice']} {row['number']}", 18, bold=True, colour=BRAND, after=1)
    made.put(words["copy"], 9.5, colour=SOFT, after=4)
    facts = [
        (words["date"], day_in_words(row["issued_on"], language)),
        (words["customer"], row["customer_number"]),
        (words["month"], f"{row['month']:%m-%Y}"),
        (words["debit"], day_in_words(row["due_on"], language)),
    ]
    for name, value in facts:
        made.set_font("Sans", "", 10)
        made.set_text_color(*SOFT)
        made.cell(42, 5.6, name)
        made.set_text_color(*INK)
        made.cell(100, 5.6, str(value), new_x="LMARGIN", new_y="NEXT")
    made.ln(6)
    lines = [[words["what"], words["amount"]]]
    lines += [
        [line["what"].get(language) or line["what"]["nl"], euros(line["cents"], language)] for line in row["lines"]
    ]
    lines.append([words["total"], euros(row["total_cents"], language)])
    made._rows(lines, last_right=True)
    made.put(words["vat"], 9, colour=SOFT)
    return made.bytes()


def letter(content: Content, job: Mapping[str, Any], day: Any) -> bytes:
    """A letter of the post list, dated ``day``, with the address behind the window."""
    what = job["what"][0]
    language = what.get("language") if what.get("language") in ("nl", "en") else "nl"
    post, service = content.organisation.contact["post"], content.organisation.contact["customer_service"]
    made = _sheet(content, language, what["title"], f"{post.address}  ·  {service.phone}  ·  {service.email}")
    made.address(address_lines(job["address"]))
    made.put(day_in_words(day, language), 10, colour=SOFT, after=6)
    made.put(what["title"], 14, bold=True, after=4)
    made.blocks(parse(what["body"]))
    made.ln(4)
    made.put(("Met vriendelijke groet,\n" if language == "nl" else "Kind regards,\n") + content.organisation.name)
    return made.bytes()


def as_blocks(body: str) -> list[Block]:
    """A text in our markup in its parts, for a page that shows it as it will look."""
    return parse(body)


def notices(content: Content, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Letters to debtors as they are kept, in one file to print: each on a page of its own, with its address behind the window.

    A letter that would run over is set a little smaller; one that is still too long goes on with its last part as a whole,
    so that no page holds a lost line. Raises ValueError when there are none.
    """
    if not rows:
        raise ValueError("there is no letter to print")
    post, desk = content.organisation.contact["post"], content.organisation.contact["debtors"]
    foot = f"{post.address}  ·  {desk.phone}  ·  {desk.email}"
    made = _sheet(content, rows[0]["language"], rows[0]["subject"], foot)
    trial = _sheet(content, rows[0]["language"], rows[0]["subject"], foot)
    trial.set_auto_page_break(False)
    known: dict[Any, float | None] = {}
    for number, row in enumerate(rows):
        if number:
            made.begin(row["language"])
        _notice(made, trial, row, content.organisation.name, known)
    return made.bytes()


def _notice(made: Sheet, trial: Sheet, row: Mapping[str, Any], name: str, known: dict[Any, float | None]) -> None:
    blocks = parse(row["body"])
    greeting = "Met vriendelijke groet,\n" if row["language"] == "nl" else "Kind regards,\n"
    closing = [*blocks[_last_part(blocks) :], Block("text", (greeting + name,))]
    lead = blocks[: _last_part(blocks)]
    end, shape = made.h - BOTTOM, _shape(row, blocks)
    if shape not in known:
        known[shape] = next((s for s in SCALES if _high(trial, row, [*lead, *closing], s) <= end), None)
    made.scale = known[shape] or 1.0
    made.address(row["to"])
    made.set_y(LETTER_FROM)
    _top(made, row)
    made.blocks(lead)
    if known[shape] is None and made.get_y() + _high(trial, None, closing, 1.0) - LETTER_FROM > end:
        made.add_page()
    made.blocks(closing)


def _shape(row: Mapping[str, Any], blocks: Sequence[Block]) -> Any:
    """What is the same for letters that take the same room: all figures are equally wide, and a name stands on a line of its own."""
    body = [(block.kind, tuple(DIGIT.sub("0", line) for line in block.lines)) for block in blocks[1:]]
    return row["language"], row["subject"], len(blocks[0].lines[0]) if len(blocks[0].lines[0]) > 60 else 0, tuple(body)


def _top(paper: Sheet, row: Mapping[str, Any]) -> None:
    paper.put(day_in_words(row["day"], row["language"]), 10, colour=SOFT, after=5)
    paper.put(row["subject"], 14, bold=True, after=4)


def _last_part(blocks: Sequence[Block]) -> int:
    """Where the last part begins that is not torn apart: its heading, else its last paragraph."""
    return max((n for n, block in enumerate(blocks) if block.kind == "heading"), default=max(0, len(blocks) - 1))


def _high(trial: Sheet, row: Mapping[str, Any] | None, blocks: Sequence[Block], scale: float) -> float:
    """Where a letter ends that begins below the window, in millimetres from the top, however far below the page that is."""
    trial.add_page()
    trial.scale = scale
    trial.set_y(LETTER_FROM)
    if row is not None:
        _top(trial, row)
    trial.blocks(blocks)
    return float(trial.get_y())

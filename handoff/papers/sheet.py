"""One paper as PDF. Imported where one is made: the library takes a second to load."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout
from fpdf.fonts import FontFace

from handoff.content import Content
from handoff.markup import Block
from handoff.papers.style import (
    BOTTOM,
    BRAND,
    FONTS,
    FOREIGN,
    INK,
    LEFT,
    LINE,
    RIGHT_TO_LEFT,
    SOFT,
    TOP,
    WIDTH,
    WINDOW,
    WORDS,
)


def _steady(words: str) -> str:
    """Numbers and addresses in a text that runs from right to left keep their own order: a mark on both sides says so."""
    return FOREIGN.sub(lambda match: f"\u200e{match.group()}\u200e", words)


class Sheet(FPDF):
    """A4 with our letterhead, a foot with what it is, and text that is shaped for its script."""

    def __init__(self, content: Content, language: str, title: str, foot: str) -> None:
        super().__init__(format="A4", unit="mm")
        self._content, self._language, self._foot, self._before = content, language, foot, 0
        self.backwards, self.scale = language in RIGHT_TO_LEFT, 1.0
        self.side = Align.R if self.backwards else Align.L
        self.add_font("Sans", "", FONTS / "DejaVuSans.ttf")
        self.add_font("Sans", "B", FONTS / "DejaVuSans-Bold.ttf")
        if self.backwards:
            self.set_text_shaping(use_shaping_engine=True, direction="rtl", script="arab", language="ara")
        self.set_margins(LEFT, TOP, 210 - LEFT - WIDTH)
        self.set_auto_page_break(True, margin=BOTTOM)
        self.set_title(title)
        self.set_lang(language)
        self.set_author(content.organisation.name)
        self.add_page()

    def header(self) -> None:
        """The name, and on a letter nothing else: the window needs the room."""
        self.set_font("Sans", "B", 13)
        self.set_text_color(*BRAND)
        self.cell(WIDTH, 8, self._content.organisation.name, align=self.side)
        self.ln(9)
        self.set_draw_color(*LINE)
        self.line(LEFT, self.get_y(), LEFT + WIDTH, self.get_y())
        self.ln(6)

    def begin(self, language: str) -> None:
        """The next letter of one file; its pages count from one. The foot of the page before keeps its own language."""
        self.add_page()
        self._language, self._before = language, self.page_no() - 1

    def _said(self, words: str) -> str:
        return _steady(words) if self.backwards else words

    def footer(self) -> None:
        """What it is, and the page."""
        words = WORDS[self._language]
        self.set_y(-16)
        self.set_font("Sans", "", 8)
        self.set_text_color(*SOFT)
        self.multi_cell(
            WIDTH, 4, self._said(f"{self._foot}  ·  {words['page']} {self.page_no() - self._before}"), align=self.side
        )

    def put(self, words: str, size: float = 10.5, *, bold: bool = False, colour: tuple[int, int, int] = INK, after: float = 2.5) -> None:  # fmt: skip
        """A paragraph."""
        size, after = size * self.scale, after * self.scale
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(WIDTH, size * 0.53, self._said(words), align=self.side, new_x="LMARGIN", new_y="NEXT")
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
            self.put(block.lines[0], 18, bold=True, colour=BRAND, after=4)
        else:
            self.ln(2 * self.scale)
            self.put(block.lines[0], 12, bold=True, after=1.5)

    def _points(self, block: Block) -> None:
        high = 5.6 * self.scale
        self.set_font("Sans", "", 10.5 * self.scale)
        self.set_text_color(*INK)
        for number, line in enumerate(block.lines, 1):
            mark = "•" if block.kind == "points" else f"{number}."
            if self.backwards:
                self.multi_cell(
                    WIDTH - 6, high, self._said(f"{mark} {line}"), align=Align.R, new_x="LMARGIN", new_y="NEXT"
                )
                continue
            self.cell(7, high, mark)
            self.multi_cell(WIDTH - 7, high, line, align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self.ln(2.5 * self.scale)

    def _rows(self, rows: list[list[str]], last_right: bool = False) -> None:
        self.set_font("Sans", "", 9.5 * self.scale)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        aligns = [self.side] * len(rows[0])
        if last_right:
            aligns[-1] = Align.R
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="B", color=SOFT),
            line_height=5.4 * self.scale,
            padding=1.2 * self.scale,
            text_align=tuple(aligns),
            align=self.side,
            width=WIDTH,
        ) as table:
            for row in rows:
                cells = table.row()
                for cell in row:
                    cells.cell(cell)
        self.ln(4 * self.scale)

    def address(self, lines: Sequence[str]) -> None:
        """An address where the window of the envelope is."""
        self.set_xy(*WINDOW)
        self.set_font("Sans", "", 10.5)
        self.set_text_color(*INK)
        for line in lines:
            self.cell(90, 5.4, line, new_x="LEFT", new_y="NEXT")
        self.set_xy(LEFT, 92)

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.output())

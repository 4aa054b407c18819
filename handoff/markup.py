"""A small markup for what we send: one source becomes mail text, HTML and paper, so that they never differ.

A blank line ends a paragraph. ``# `` and ``## `` begin a heading, ``- `` a point, ``1. `` a step, ``| a | b |`` a row of a
table whose first row names the columns. ``button`` makes the one link that stands out; words of people cannot make one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BUTTON, BETWEEN = "\x0e", "\x0f"  # not of those that strip() takes for spaces
_STEP = re.compile(r"\d{1,2}\.\s+")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Block:
    """A piece of text: ``kind`` heading, title, text, points, steps, table or button; ``lines`` its words.

    For a table every line is a row with cells between ``BETWEEN``; for a button the words and the address.
    """

    kind: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table."""
        return [line.split(BETWEEN) for line in self.lines]


def button(words: str, address: str) -> str:
    """The markup of a link that stands out."""
    return f"{BUTTON}{words}{BETWEEN}{address}"


def clean(value: str) -> str:
    """Words of people without the characters that only our templates may use."""
    return value.replace(BUTTON, "").replace(BETWEEN, "")


def parse(source: str) -> list[Block]:
    """The blocks of ``source`` in order."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", source.strip("\n")):
        run: list[str] = []
        kind = ""
        for line in filter(None, (raw.strip() for raw in chunk.split("\n"))):
            now, words = _kind(line)
            if now != kind or now in ("title", "heading", "button"):
                _add(blocks, kind, run)
                kind, run = now, []
            if now == "table" and set(words) <= set("-: " + BETWEEN):
                continue
            run.append(words)
        _add(blocks, kind, run)
    return blocks


def to_text(blocks: Sequence[Block]) -> str:
    """As plain text."""
    parts = []
    for block in blocks:
        if block.kind == "title":
            parts.append("\n".join((block.lines[0], "=" * len(block.lines[0]))))
        elif block.kind == "heading":
            parts.append("\n".join((block.lines[0], "-" * len(block.lines[0]))))
        elif block.kind == "points":
            parts.append("\n".join(f"- {line}" for line in block.lines))
        elif block.kind == "steps":
            parts.append("\n".join(f"{n}. {line}" for n, line in enumerate(block.lines, 1)))
        elif block.kind == "table":
            parts.append(
                "\n".join(": ".join(filter(None, row)) if len(row) == 2 else ", ".join(row) for row in block.rows)
            )
        elif block.kind == "button":
            words, address = block.rows[0]
            parts.append(f"{words}:\n{address}")
        else:
            parts.append("\n".join(block.lines))
    return "\n\n".join(parts) + "\n"


def to_html(blocks: Sequence[Block]) -> str:
    """As HTML without classes, for a mail."""
    return "\n".join(_html(block) for block in blocks)


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "heading"), ("# ", "title"), ("- ", "points"), (BUTTON, "button")):
        if line.startswith(mark):
            return kind, line[len(mark) :].strip()
    if match := _STEP.match(line):
        return "steps", line[match.end() :]
    if line.startswith("|") and line.endswith("|"):
        return "table", BETWEEN.join(cell.strip() for cell in line.strip("|").split("|"))
    return "text", line


def _add(blocks: list[Block], kind: str, run: list[str]) -> None:
    if run:
        blocks.append(Block(kind, tuple(run)))


def _html(block: Block) -> str:
    if block.kind == "title":
        return f'<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{_inline(block.lines[0])}</h1>'
    if block.kind == "heading":
        return f'<h2 style="font-size:17px;line-height:1.3;margin:24px 0 6px">{_inline(block.lines[0])}</h2>'
    if block.kind in ("points", "steps"):
        tag = "ul" if block.kind == "points" else "ol"
        items = "".join(f'<li style="margin:0 0 4px">{_inline(line)}</li>' for line in block.lines)
        return f'<{tag} style="margin:0 0 16px;padding-left:22px">{items}</{tag}>'
    if block.kind == "table":
        return _table(block.rows)
    if block.kind == "button":
        words, address = block.rows[0]
        return (
            f'<p style="margin:20px 0"><a href="{escape(address)}" style="display:inline-block;padding:12px 20px;'
            f'border-radius:8px;background:#0b5c6e;color:#ffffff;font-weight:bold;text-decoration:none">{escape(words)}</a></p>'
        )
    return f'<p style="margin:0 0 16px">{"<br>".join(_inline(line) for line in block.lines)}</p>'


def _table(rows: list[list[str]]) -> str:
    cell = "padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid #d5dde1"
    head = "".join(f'<th scope="col" style="{cell}">{_inline(c)}</th>' for c in rows[0])
    body = "".join("<tr>" + "".join(f'<td style="{cell}">{_inline(c)}</td>' for c in row) + "</tr>" for row in rows[1:])
    return f'<table style="border-collapse:collapse;margin:0 0 16px"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _inline(line: str) -> str:
    """Escaped, with web addresses as links."""
    out, last = [], 0
    for match in _LINK.finditer(line):
        url = escape(match.group())
        out.append(f'{escape(line[last : match.start()])}<a href="{url}" style="color:#0b5c6e">{url}</a>')
        last = match.end()
    return "".join((*out, escape(line[last:])))

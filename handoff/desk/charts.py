"""Charts as inline SVG, made here and not in the browser: with a title and a description, beside a table with the figures.

Colours are classes (``reports.css``), so that a chart follows the light and the dark appearance and nothing is inline.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH = 640
SERIES = 6  # colours that there are
TIME_STEPS = (
    0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
)  # fmt: skip
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 8, 14, 30
_HEIGHT = 290
_LABELS = 8  # most labels under an axis of days
_ROW, _LINE, _NAME, _VALUE = 27, 17, 232, 92
_LEAST = 2  # what is not nothing is seen
_LONGEST = 24  # letters on a line of a name beside a bar; what is longer gets a second line


class Bar(NamedTuple):
    """One group: its name, and the value of each series; None is nothing measured."""

    name: str
    values: tuple[float | None, ...]


def nice_top(most: float, whole: bool = False) -> float:
    """The end of an axis: at least ``most``, a round number; ``whole`` for things that are counted."""
    if most <= 0:
        return 1.0
    if whole and most <= 4:
        return float(math.ceil(most))
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 8, 10) if step * power >= most)


def time_top(most: float) -> float:
    """The same for seconds: four steps that a clock has, such as 15 s, 1 min or 5 min."""
    return 4 * next((step for step in TIME_STEPS if 4 * step >= most), math.ceil(most / 4 / 86400) * 86400)


def columns(
    key: str,
    title: str,
    says: str,
    bars: Sequence[Bar],
    said: Callable[[float], str],
    top: float = 0,
    whole: bool = True,
) -> Markup:
    """Upright columns, one a day; several series stand on each other. ``top``: the end of the axis, else a round number."""
    most = max((sum(v or 0 for v in bar.values) for bar in bars), default=0)
    top = top or nice_top(most, whole)
    high, wide = _HEIGHT - _TOP - _BOTTOM, WIDTH - _LEFT - _RIGHT
    step = wide / max(len(bars), 1)
    thick = min(step * 0.72, 46)
    parts = [_grid(n, top, high, said) for n in _ticks(top, whole)]
    every = math.ceil(len(bars) / _LABELS)
    for n, bar in enumerate(bars):
        middle, foot = _LEFT + step * (n + 0.5), float(_TOP + high)
        for series, value in enumerate(bar.values):
            tall = high * min((value or 0) / top, 1)
            foot -= tall
            if tall:
                parts.append(_rect(middle - thick / 2, foot, thick, tall, series, f"{bar.name}: {said(value or 0)}"))
        if n % every == 0:
            parts.append(
                Markup('<text class="at" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    middle, _HEIGHT - 9, bar.name
                )
            )
    parts.append(Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, _TOP + high + 0.5, WIDTH - _RIGHT))
    return _svg(key, title, says, _HEIGHT, parts)


def lying(key: str, title: str, says: str, bars: Sequence[Bar], said: Callable[[float], str], top: float = 0) -> Markup:
    """Lying bars with their names before and their values behind them."""
    most = top or max((sum(v or 0 for v in bar.values) for bar in bars), default=0) or 1
    wide = WIDTH - _NAME - _VALUE
    parts, y = [], 0
    for bar in bars:
        x, lines = float(_NAME), name_lines(bar.name)
        high = _ROW + _LINE * (len(lines) - 1)
        for n, line in enumerate(lines):
            parts.append(
                Markup('<text class="name" x="{}" y="{}" text-anchor="end">{}</text>').format(
                    _NAME - 10, y + 18 + n * _LINE, line
                )
            )
        middle = y + (high - _ROW) / 2
        for series, value in enumerate(bar.values):
            long = max(wide * min(value / most, 1), _LEAST) if value else 0
            if long:
                parts.append(_rect(x, middle + 4, long, _ROW - 8, series, f"{bar.name}: {said(value or 0)}"))
            x += long
        known = [v for v in bar.values if v is not None]
        parts.append(
            Markup('<text class="val" x="{:.1f}" y="{:.1f}">{}</text>').format(
                x + 7, middle + 18, said(sum(known)) if known else "–"
            )
        )
        y += high
    return _svg(key, title, says, max(y, _ROW), parts)


def name_lines(name: str) -> list[str]:
    """A name on one line, or on two where it is long; broken between words, and cut with dots where even that is too little."""
    lines = textwrap.wrap(name, _LONGEST, break_long_words=False) or [""]
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [line if len(line) <= _LONGEST + 2 else line[: _LONGEST + 1].rstrip() + "…" for line in lines]


def _svg(key: str, title: str, says: str, height: int, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{k}-t {k}-d" focusable="false">'
        '<title id="{k}-t">{}</title><desc id="{k}-d">{}</desc>{}</svg>'
    ).format(WIDTH, height, title, says, Markup("").join(parts), k=key)


def _rect(x: float, y: float, width: float, height: float, series: int, says: str) -> Markup:
    return Markup(
        '<rect class="s{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>'
    ).format(series % SERIES, x, y, width, height, escape(says))


def _grid(value: float, top: float, high: int, said: Callable[[float], str]) -> Markup:
    y = _TOP + high * (1 - value / top)
    return Markup(
        '<path class="grid" d="M{} {:.1f}H{}"/><text class="at" x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format(_LEFT, y, WIDTH - _RIGHT, _LEFT - 8, y + 4, said(value))


def _ticks(top: float, whole: bool) -> list[float]:
    for parts in (4, 5, 3, 2):
        if not whole or float(top / parts).is_integer():
            return [top * n / parts for n in range(parts + 1)]
    return [0, top]

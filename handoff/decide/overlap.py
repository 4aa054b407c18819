"""Which of several readings of the same words counts: the one that was found first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from text.formats import Found


def first_come(found: Iterable[Found]) -> Iterator[Found]:
    """``found`` without what overlaps an earlier one. One without a value keeps its place and is left out."""
    taken: list[tuple[int, int]] = []
    for one in found:
        if not any(one.start < end and start < one.end for start, end in taken):
            taken.append((one.start, one.end))
            if one.value:
                yield one

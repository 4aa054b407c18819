"""What comes in by the socket is read strictly."""

from __future__ import annotations

import pytest

from handoff.desk.socket import conversation_in
from handoff.errors import Malformed
from handoff.web.sockets import LARGEST_FRAME, number_in, parse_frame


@pytest.mark.parametrize("raw", ["", "nonsense", "[1]", '"text"', "null", "[" * 50_000, " " * (LARGEST_FRAME + 1)])
def test_what_is_no_frame_is_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        parse_frame(raw)


def test_a_frame_is_an_object() -> None:
    assert parse_frame('{"type": "alive"}') == {"type": "alive"}


@pytest.mark.parametrize("value", [None, 7, "", "x" * 61, ["a"], {"a": 1}])
def test_a_conversation_is_an_id(value) -> None:
    with pytest.raises(Malformed):
        conversation_in({"conversation": value})


@pytest.mark.parametrize("value", [None, True, -1, 2**31, "7", 1.5, [1]])
def test_a_number_is_a_whole_number(value) -> None:
    with pytest.raises(Malformed):
        number_in({"seq": value}, "seq", None)


def test_a_number_may_have_a_default() -> None:
    assert number_in({}, "after", 0) == 0

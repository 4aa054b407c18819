"""When we may mail and call, in Amsterdam whatever the zone of the moment."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.calendars import AMSTERDAM, LEGAL_HOLIDAYS
from handoff.decide.dunning.behaviour import may_call, may_mail, next_call, next_mail
from tests.unit.dunning.conftest import RULES

BEHAVIOUR = RULES.behaviour


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


MAIL = [
    ("2026-11-27 07:59:59", "hours"), ("2026-11-27 08:00", ""), ("2026-11-27 18:59:59", ""), ("2026-11-27 19:00", "hours"),
    ("2026-11-28 12:00", ""),  # Saturday
    ("2026-11-29 12:00", "day"),  # Sunday
    ("2026-12-25 12:00", "holiday"), ("2026-04-03 12:00", "holiday"), ("2026-05-05 12:00", "holiday"), ("2026-05-15 12:00", "holiday"),
]  # fmt: skip


@pytest.mark.parametrize(("moment", "refused"), MAIL)
def test_mail(moment: str, refused: str) -> None:
    assert may_mail(at(moment), BEHAVIOUR, LEGAL_HOLIDAYS) == refused


def test_the_clock_is_that_of_amsterdam() -> None:
    assert may_mail(dt.datetime(2026, 7, 1, 6, 0, tzinfo=dt.UTC), BEHAVIOUR, LEGAL_HOLIDAYS) == ""
    assert may_mail(dt.datetime(2026, 12, 1, 6, 30, tzinfo=dt.UTC), BEHAVIOUR, LEGAL_HOLIDAYS) == "hours"
    with pytest.raises(ValueError, match="zone"):
        may_mail(dt.datetime(2026, 7, 1, 6, 0), BEHAVIOUR, LEGAL_HOLIDAYS)


CALLS = [  # now, earlier calls, why not
    ("2026-11-27 09:00", [], ""),
    ("2026-11-27 08:59", [], "hours"),
    ("2026-11-27 17:00", [], "hours"),
    ("2026-11-28 12:00", [], "day"),
    ("2026-11-27 12:00", ["2026-11-27 09:00"], "today"),
    ("2026-11-27 12:00", ["2026-11-26 09:00"], ""),
    ("2026-11-27 12:00", ["2026-11-26 09:00", "2026-11-21 09:00"], "week"),
    ("2026-11-27 12:00", ["2026-11-26 09:00", "2026-11-20 23:00"], ""),
]


@pytest.mark.parametrize(("now", "earlier", "refused"), CALLS)
def test_calls(now: str, earlier: list[str], refused: str) -> None:
    assert may_call(at(now), map(at, earlier), BEHAVIOUR, LEGAL_HOLIDAYS) == refused


def test_the_next_moment() -> None:
    assert next_mail(at("2026-11-27 10:00"), BEHAVIOUR, LEGAL_HOLIDAYS) == at("2026-11-27 10:00")
    assert next_mail(at("2026-11-28 19:00"), BEHAVIOUR, LEGAL_HOLIDAYS) == at("2026-11-30 08:00")
    assert next_mail(at("2026-11-27 03:00"), BEHAVIOUR, LEGAL_HOLIDAYS) == at("2026-11-27 08:00")
    assert next_call(at("2026-12-24 17:00"), BEHAVIOUR, LEGAL_HOLIDAYS) == at("2026-12-28 09:00")


@given(st.datetimes(min_value=dt.datetime(2026, 1, 1), max_value=dt.datetime(2028, 6, 1), timezones=st.just(dt.UTC)))
def test_the_next_moment_is_allowed_and_never_earlier(moment: dt.datetime) -> None:
    for found, refused in (
        (next_mail(moment, BEHAVIOUR, LEGAL_HOLIDAYS), lambda m: may_mail(m, BEHAVIOUR, LEGAL_HOLIDAYS)),
        (next_call(moment, BEHAVIOUR, LEGAL_HOLIDAYS), lambda m: may_call(m, (), BEHAVIOUR, LEGAL_HOLIDAYS)),
    ):
        assert found >= moment
        assert refused(found) == ""

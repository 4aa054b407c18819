"""Moments as people say them: "morgen om 8.00 uur", "maandag 30 november"."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from handoff.decide.calendars import AMSTERDAM


def day_in_words(day: dt.date, language: str) -> str:
    """A date in house style: "27 november 2026"."""
    return format_date(day, "d MMMM y", locale=language)


def moment_in_words(moment: dt.datetime, now: dt.datetime, language: str, *, until: bool = False) -> str:
    """``moment`` (aware) as said at ``now``; with ``until`` it reads as a limit ("morgen vóór 10.00 uur")."""
    local, today = moment.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM).date()
    days = (local.date() - today).days
    if language == "nl":
        clock = f"{local.hour}.{local:%M} uur"
        day = {0: "vandaag", 1: "morgen"}.get(days) or format_date(local.date(), "EEEE d MMMM", locale="nl")
        return f"{day} vóór {clock}" if until else f"{day} vanaf {clock}"
    clock = f"{local.hour}.{local:%M}"
    day = {0: "today", 1: "tomorrow"}.get(days) or format_date(local.date(), "EEEE d MMMM", locale="en_GB")
    return f"{day} before {clock}" if until else f"{day} from {clock}"

"""What a page shows, from what the register holds: pure, ``now`` and the texts are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import phonenumbers
from babel.dates import format_date, format_datetime
from markupsafe import Markup, escape

from handoff.clock import AMSTERDAM
from handoff.decide.calendars import is_working_day
from handoff.desk.words import Words

SOON_SHARE = 1 / 3  # what is left of the time promised when a row begins to warn
SOON_AT_LEAST, SOON_AT_MOST = dt.timedelta(minutes=1), dt.timedelta(hours=4)
DISTRESS = {"danger", "signal_distress", "report_injury", "safety"}
UNSAID = {
    "closed_at", "feedback_at", "first_reaction_at", "reopened_at", "warned_at", "late_told_at", "callback", "extended",
}  # fmt: skip
GRIEF = {"death"}
UPSET = {"strong_emotion", "threat_to_staff", "discrimination", "vent_frustration", "threaten_escalation"}


Named = Callable[[str], str]


class Left(NamedTuple):
    """How a promised time stands: ``level`` none, fine, soon or late, and the same in ``words``."""

    level: str
    words: str


def when(value: str | dt.datetime | None) -> dt.datetime | None:
    """A moment from ISO text, in Amsterdam time; moments and None pass."""
    if value is None or value == "":
        return None
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(AMSTERDAM)


def duration(span: dt.timedelta, w: Words) -> str:
    """How long, in the shortest form that still says enough: "nu", "4 min", "2 u 05", "3 d"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return w("time.now")
    if minutes < 60:
        return w("time.min", n=minutes)
    if minutes < 24 * 60:
        return w("time.hours", h=minutes // 60, m=f"{minutes % 60:02d}")
    return w("time.days", n=minutes // (24 * 60))


def time_left(due: str | dt.datetime | None, start: str | dt.datetime | None, now: dt.datetime, w: Words) -> Left:
    """How ``due`` stands at ``now``. It warns in the last third of the time since ``start`` (1 minute to 4 hours)."""
    end, begin = when(due), when(start)
    if end is None:
        return Left("none", "")
    left = end - now
    if left < dt.timedelta(0):
        return Left("late", w("due.late", time=duration(max(-left, dt.timedelta(minutes=1)), w)))
    share = (end - begin) * SOON_SHARE if begin and begin < end else SOON_AT_MOST
    soon = min(max(share, SOON_AT_LEAST), SOON_AT_MOST)
    level = "soon" if left <= soon else "fine"
    return Left(level, w("due.left", time=duration(max(left, dt.timedelta(minutes=1)), w)))


def waited(since: str | dt.datetime | None, now: dt.datetime, w: Words) -> str:
    """How long somebody waits already."""
    begin = when(since)
    return "" if begin is None else duration(max(now - begin, dt.timedelta(0)), w)


def moment(value: str | dt.datetime | None, now: dt.datetime, language: str) -> str:
    """A moment as short as can be: "14:05" today, "ma 23 nov 14:05" this year, with the year otherwise."""
    at = when(value)
    if at is None:
        return ""
    if at.date() == now.astimezone(AMSTERDAM).date():
        return clock(at)
    pattern = "EEE d MMM HH:mm" if at.year == now.year else "d MMM y HH:mm"
    return format_datetime(at, pattern, tzinfo=AMSTERDAM, locale=_locale(language))


def clock(value: str | dt.datetime | None) -> str:
    """Hours and minutes."""
    at = when(value)
    return "" if at is None else f"{at:%H:%M}"


def day(value: str | dt.datetime | None, language: str) -> str:
    """A date in words."""
    at = when(value)
    return "" if at is None else format_date(at.date(), "EEEE d MMMM y", locale=_locale(language))


def short_day(value: str | dt.date | None, language: str) -> str:
    """A date as short as can be read: "ma 30 nov 2026"."""
    if value in (None, ""):
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(AMSTERDAM).date()
    day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return format_date(day, "EEE d MMM y", locale=_locale(language))


def mood(reasons: Iterable[str], topics: Iterable[str]) -> str:
    """distress, grief, upset or calm, from what was recognised; the heaviest counts."""
    seen = {*reasons, *topics}
    for name, signs in (("distress", DISTRESS), ("grief", GRIEF), ("upset", UPSET)):
        if seen & signs:
            return name
    return "calm"


def reasons_in_words(reasons: Iterable[str], w: Words) -> list[str]:
    """Why a person must look at it."""
    return [w.named("reason", code) for code in dict.fromkeys(reasons)]


def actor_name(actor: str, people: Mapping[str, str], w: Words) -> str:
    """Who did it, by name: "agent:sanne" is Sanne de Vries, "assistent 1a2b" the assistant, and which version of it."""
    username = actor.partition(":")[2]
    if username:
        return people.get(username, username)
    name, _, version = actor.partition(" ")
    if name == "assistent":
        return w("actor.bot_version", version=version) if version else w("actor.bot")
    return w.named("actor", actor)


def event_view(
    event: Mapping[str, Any], people: Mapping[str, str], w: Words, names: Callable[[str, Any], str]
) -> dict[str, Any]:
    """One line of history. ``names(field, value)`` gives a stored value its name."""
    detail: Mapping[str, Any] = event["detail"] or {}
    lines: list[str] = []
    if detail.get("waited_s") is not None:
        lines.append(w("detail.waited", time=duration(dt.timedelta(seconds=int(detail["waited_s"])), w)))
    if event["what"] == "transferred":
        target = people.get(detail.get("to") or "", "") or names("department", detail.get("department"))
        lines += [w("detail.to", name=target), detail.get("reason") or ""]
    if detail.get("outcome"):
        lines.append(w.named("outcome", str(detail["outcome"])))
    if event["what"] in ("handed over", "made"):
        lines += reasons_in_words(detail.get("reasons") or (), w)
    for field, (old, new) in (detail.get("changes") or {}).items():
        if field not in UNSAID:
            lines.append(
                w("detail.from_to", field=w.named("field", field), old=names(field, old), new=names(field, new))
            )
    lines += _more_lines(event, w, names)
    return {
        "at": event["at"],
        "who": actor_name(event["actor"], people, w),
        "what": w.named("event", event["what"]),
        "lines": [x for x in lines if x],
    }


def _more_lines(event: Mapping[str, Any], w: Words, names: Callable[[str, Any], str]) -> list[str]:
    """What the newer events say besides."""
    detail: Mapping[str, Any] = event["detail"] or {}
    lines = []
    if event["what"] in ("extended", "reopened", "change refused", "received", "payment_undone") and (
        detail.get("reason") or detail.get("reply")
    ):
        lines.append(str(detail.get("reason") or detail.get("reply")))
    if detail.get("booked_cents"):
        lines.insert(0, names("booked_cents", detail["booked_cents"]))
    if event["what"] == "extended":
        lines.append(w("detail.until", time=names("due", detail.get("due"))))
    if event["what"] in ("dunning_stopped", "dunning_resumed") and detail.get("reason"):
        lines.append(w.named("why", str(detail["reason"])))
    if event["what"] == "called" and detail.get("result"):
        lines.append(w.named("call", str(detail["result"])))
    elif event["what"] == "called":
        lines.append(w("detail.reached") if detail.get("reached") else w("detail.not_reached"))
    if detail.get("other"):
        lines.append(w("detail.other", number=str(detail["other"])))
        lines.append(str(detail.get("ground") or ""))
    if event["what"] in ("told nearly_due", "told late", "told first_late"):
        lines.append(w("detail.to", name=detail.get("to") or "?"))
    if detail.get("field") and event["what"].startswith("change"):
        lines.append(w.named("change_field", str(detail["field"])))
    return lines


def place_in_words(row: Mapping[str, Any], now: dt.datetime, w: Words) -> str:
    """Why a row of the queue stands where it does: what the order goes by, in that order."""
    said = [w("place.priority", name=w.named("priority", row["priority"]).lower())] if row["priority"] else []
    said += [w("place.returned")] if row["returned"] else []
    said += [w("place.due", time=moment(row["due"], now, w.language))] if row["due"] else []
    said += [w("place.waited", time=waited(row["since"], now, w))] if row["since"] else []
    return ", ".join(said)


def open_count(parts: Sequence[Mapping[str, Any]]) -> int:
    """How many parts still wait for an answer."""
    return sum(p["state"] != "answered" for p in parts)


def one_line(text: str | None) -> str:
    """Text without line breaks, for a row."""
    return " ".join((text or "").split())


def gist(summary: str | None) -> str:
    """The customer's own words out of a summary, for a row; the whole of it when it quotes nothing."""
    start, end = (summary or "").find("“"), (summary or "").rfind("”")
    return one_line(summary[start : end + 1]) if summary and 0 <= start < end else one_line(summary)


def phone(number: str | None) -> str:
    """A telephone number as people read it: "+31612345678" is "+31 6 12345678"; what is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number or "", "NL")
    except phonenumbers.NumberParseException:
        return number or ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def email(address: str | None) -> Markup:
    """An e-mail address, escaped, that breaks before its @ where a line is too short for it and not in the middle of a word."""
    return escape(address or "").replace("@", Markup("<wbr>@"))


def initials(name: str) -> str:
    """Two letters for a name: the first of its first and of its last word."""
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _locale(language: str) -> str:
    return "en_GB" if language == "en" else "nl"


def working_days_left(due: str | dt.datetime | None, now: dt.datetime, closed: Container[dt.date]) -> int | None:
    """How many working days lie between today and the day of ``due``; None when that is today or past."""
    end = when(due)
    if end is None:
        return None
    day, last, count = now.astimezone(AMSTERDAM).date(), end.date(), 0
    if last <= day:
        return None
    while day < last:
        day += dt.timedelta(days=1)
        count += is_working_day(day, closed)
    return count

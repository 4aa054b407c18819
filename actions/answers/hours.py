"""ask_opening_hours: whether a place is open on a day or now, or its whole week."""

from __future__ import annotations

import datetime as dt

from actions.answers.model import Answer
from actions.answers.turn import Turn
from actions.answers.wording import clock, date
from handoff.decide import calendars
from handoff.decide.calendars import WEEKDAYS
from handoff.decide.lettering import capital

_DEFAULT_PLACES = ("customer_service", "service_points")


def answer(turn: Turn) -> Answer:
    read = turn.read
    moment = read.moment
    places = _places(turn)
    if moment.holidays and not moment.dates:
        return turn.reply("holidays", hours_places=places)
    if turn.about("late-night") and not moment.dates[1:]:
        return turn.reply("late-night", hours_places=["service_points"])
    if not moment and moment.time is None and not (read.joined and read.context.get("days")):
        if turn.about("holidays"):
            return turn.reply("holidays")
        if not read.hours_places and not read.service_point:
            chosen = turn.chosen(0.5)
            if chosen is not None and not chosen.key.endswith("/overview"):
                return chosen
    if turn.about("again") and not moment.dates:
        return again(turn, places)
    if moment.now:
        return now(turn, places)
    dates = moment.dates or (_context_dates(turn) if read.joined else ())
    if moment.time is not None and not dates:
        dates = (_context_dates(turn) if read.elliptic else ()) or (read.today,)
    if dates:
        return on_days(turn, places, dates, moment.time)
    return week(turn, places)


def _places(turn: Turn) -> list[str]:
    """The places meant: a service point by its city, a line by its name, else the context or both main ones."""
    read = turn.read
    named = [place for place in read.hours_places if place != "assistant"] or read.hours_places
    if read.service_point and (not named or "service_points" in named):
        return [f"service_points/{read.service_point}"]
    if read.service_point and named == ["customer_service"]:  # "opening hours Nijmegen, and your phone number"
        return [f"service_points/{read.service_point}", *named]
    if named:
        # "zijn de winkels open, kan ik bellen": keep what was named, most particular first
        return [place for place in named if place != "customer_service"] or named
    before = read.context.get("hours_places")
    if before and (read.joined or read.elliptic) and read.context.get("topic") == turn.topic:
        return list(before)
    return list(_DEFAULT_PLACES)


def _context_dates(turn: Turn) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(day) for day in turn.read.context.get("days", ()))


def _made(turn: Turn, text: str, key: str, places: list[str], dates: tuple[dt.date, ...] = ()) -> Answer:
    return turn.make(text, key, hours_places=places, days=[day.isoformat() for day in dates])


def place_name(turn: Turn, place: str) -> str:
    """ "servicepunt Utrecht", "onze klantenservice"."""
    name, _, point = place.partition("/")
    if point:
        return turn.say("service-point", city=turn.content.locations.service_points[point].city)
    return turn.content.hours.places[name].name.by(turn.language)


# --- a day ---------------------------------------------------------------------------------------------------


def on_days(turn: Turn, places: list[str], dates: tuple[dt.date, ...], time: dt.time | None) -> Answer:
    """Each day in turn; remarks that hold for several places are made once."""
    sentences: list[str] = []
    remarks: list[str] = []
    if len(dates) > 1 and not any(calendars.opening(turn.content.hours, place, day) for place in places for day in dates):
        return _made(turn, _all_closed(turn, places, *dates[:3], last=True), "day/" + "+".join(places), places, dates)
    for number, day in enumerate(dates[:3]):
        last = number == len(dates[:3]) - 1
        closed = [place for place in places if not calendars.opening(turn.content.hours, place, day)]
        if len(closed) > 1 and closed == places:
            sentences.append(_all_closed(turn, places, day, last=last))
            continue
        for place in places:
            sentence, remark = _on_day(turn, place, day, last=last)
            sentences.append(sentence)
            remarks.extend([remark] if remark and remark not in remarks else [])
    text = " ".join([*sentences, *remarks])
    if turn.about("question") and len(dates) == 1 and not turn.about("closing-time", "opening-time"):
        text = _with_yes_or_no(turn, text, places, dates[0], time)
    return _made(turn, text, "day/" + "+".join(places), places, dates)


def again(turn: Turn, places: list[str]) -> Answer:
    """When each place opens again, after the day that was talked about or after now."""
    days = _context_dates(turn) if turn.read.context.get("topic") == turn.topic else ()
    start = (
        dt.datetime.combine(days[-1] + dt.timedelta(days=1), dt.time(), calendars.AMSTERDAM) if days else turn.read.now
    )
    sentences = [
        _opens_again(turn, place, calendars.next_opening(turn.content.hours, place, start)) for place in places
    ]
    return _made(turn, " ".join(sentences), "again/" + "+".join(places), places)


def _opens_again(turn: Turn, place: str, opens: dt.datetime) -> str:
    verb = turn.say("are" if place == "service_points" else "is")
    day, time = _when(turn, opens.date()), clock(opens.time(), turn.language)
    return capital(turn.say("next-of", place=place_name(turn, place), verb=verb, day=day, time=time))


def _all_closed(turn: Turn, places: list[str], *days: dt.date, last: bool) -> str:
    """Places closed on the same days: said together, after the last day with when each opens again."""
    day = days[-1]
    names = [place_name(turn, place) for place in places]
    when = turn.voice.list(_when(turn, d) for d in days)
    template = "closed-all" if len(names) > 1 or places[0] == "service_points" else "closed-one"
    text = turn.say(template, places=turn.voice.list(names), day=when, reason=_reason(turn, *days))
    more = [_opens_again(turn, place, _opens_after(turn, place, day)) for place in places] if last else []
    if last and calendars.holiday_name(day):
        more.append(turn.say("remark-breakdown"))
    return " ".join(capital(part) for part in (text, *more))


def _with_yes_or_no(turn: Turn, text: str, places: list[str], day: dt.date, time: dt.time | None) -> str:
    """ "Ja." or "Nee." before the text when it is the same for all places."""
    states = set()
    for place in places:
        spans = calendars.opening(turn.content.hours, place, day)
        states.add(any(start <= time < end for start, end in spans) if time else bool(spans))
    if len(states) != 1:
        return text
    is_open = states.pop()
    if turn.about("closed") and not turn.about("open"):
        return turn.say("no" if is_open else "yes", text=capital(text))
    return turn.say("yes" if is_open else "no", text=capital(text))


def _on_day(turn: Turn, place: str, day: dt.date, *, last: bool) -> tuple[str, str]:
    """ "Servicepunt Utrecht is donderdag 26 november open van 9.00 tot 20.00 uur." and a remark, which may be empty."""
    spans = calendars.opening(turn.content.hours, place, day)
    name, when = place_name(turn, place), _when(turn, day)
    plural = turn.say("are" if place == "service_points" else "is")
    if not spans:
        return capital(turn.say("closed", place=name, day=when, verb=plural, reason=_reason(turn, day))) + (
            _next(turn, place, day) if last else ""
        ), ""
    if _all_day(spans):
        return capital(turn.say("always", place=name, verb=plural)), ""
    template = "open-until" if turn.about("closing-time") else "open-from" if turn.about("opening-time") else "open"
    start, end = spans[0][0], spans[-1][1]
    text = capital(
        turn.say(
            template,
            place=name,
            verb=plural,
            day=when,
            start=clock(start, turn.language),
            end=clock(end, turn.language),
        )
    )
    return text, _remark(turn, place, day, end)


def _reason(turn: Turn, *days: dt.date) -> str:
    """The holidays that these days are; "" when one of them is none."""
    holidays = [name for name in map(calendars.holiday_name, days) if name]
    return turn.say("reason", holiday=turn.voice.list(map(turn.say, holidays))) if len(holidays) == len(days) else ""


def _remark(turn: Turn, place: str, day: dt.date, end: dt.time) -> str:
    """Late-night shopping, early closing, or that a holiday makes no difference."""
    hours = turn.content.hours
    name, _, point = place.partition("/")
    regular = hours.places[name]
    if regular.early_closing and f"{day:%m-%d}" in hours.early_closing.dates:
        return turn.say("remark-early")
    if name == "service_points" and WEEKDAYS[day.weekday()] == hours.late_night.day:
        cities = [hours_city(turn, key) for key in hours.late_night.service_points]
        if not point:
            return turn.say(
                "remark-late-some", cities=turn.voice.list(cities), end=clock(hours.late_night.until, turn.language)
            )
        if end == hours.late_night.until:
            return turn.say("remark-late")
    holiday = calendars.holiday_name(day)
    return turn.say("remark-holiday-open", holiday=turn.say(holiday)) if holiday and regular.closing_days else ""


def hours_city(turn: Turn, key: str) -> str:
    return turn.content.locations.service_points[key].city


def _next(turn: Turn, place: str, day: dt.date) -> str:
    opens = _opens_after(turn, place, day)
    return " " + turn.say("next", day=_when(turn, opens.date()), time=clock(opens.time(), turn.language))


def _opens_after(turn: Turn, place: str, day: dt.date) -> dt.datetime:
    """The first opening from the start of `day`."""
    return calendars.next_opening(turn.content.hours, place, dt.datetime.combine(day, dt.time(), calendars.AMSTERDAM))


def _when(turn: Turn, day: dt.date) -> str:
    """ "vandaag", "morgen", "zaterdag 28 november"."""
    ahead = (day - turn.read.today).days
    if ahead == 0:
        return turn.say("today", date=date(day, turn.language, weekday=True, year=False))
    if ahead == 1:
        return turn.say("tomorrow", date=date(day, turn.language, weekday=True, year=False))
    return turn.say("on-day", date=date(day, turn.language, weekday=True, year=day.year != turn.read.today.year))


def _all_day(spans: list[calendars.Opening]) -> bool:
    return spans == [(dt.time(0), calendars.MIDNIGHT)]


# --- now and the week ----------------------------------------------------------------------------------------


def now(turn: Turn, places: list[str]) -> Answer:
    hours, moment = turn.content.hours, turn.read.now
    sentences = []
    for place in places:
        name = place_name(turn, place)
        verb = turn.say("are" if place == "service_points" else "is")
        if _all_day(calendars.opening(hours, place, moment.date())):
            sentences.append(capital(turn.say("always", place=name, verb=verb)))
        elif calendars.is_open(hours, place, moment):
            until = calendars.closes_at(hours, place, moment) or dt.time.max
            sentences.append(capital(turn.say("now-open", place=name, verb=verb, end=clock(until, turn.language))))
        else:
            opens = calendars.next_opening(hours, place, moment)
            sentences.append(
                capital(
                    turn.say(
                        "now-closed",
                        place=name,
                        verb=verb,
                        day=_when(turn, opens.date()),
                        time=clock(opens.time(), turn.language),
                    )
                )
            )
    text = " ".join(sentences)
    if len(places) == 1 and turn.about("question"):
        text = turn.say("yes" if calendars.is_open(hours, places[0], moment) else "no", text=text)
    return _made(turn, text, "now/" + "+".join(places), places, (moment.date(),))


def week(turn: Turn, places: list[str]) -> Answer:
    """The opening times of a normal week, days with the same times together."""
    sentences = []
    for place in places[:3]:
        name, _, point = place.partition("/")
        regular = turn.content.hours.places[name]
        lines = week_text(turn, place)
        verb = turn.say("are" if place == "service_points" else "is")
        daily = len(regular.week) == len(WEEKDAYS)
        template = "week-always" if lines is None else "week-daily" if daily else "week"
        text = capital(turn.say(template, place=place_name(turn, place), verb=verb, times=lines or ""))
        if name == "service_points" and not point:
            cities = turn.voice.list(hours_city(turn, key) for key in turn.content.hours.late_night.service_points)
            text += " " + turn.say(
                "remark-late-week", cities=cities, end=clock(turn.content.hours.late_night.until, turn.language)
            )
        if regular.closing_days and "sun" not in regular.week:
            text += " " + turn.say("closed-sunday" if "sat" in regular.week else "closed-weekend")
        elif lines is not None:
            text += " " + turn.say("open-holidays")
        sentences.append(text)
    separator = "\n" if len(sentences) > 1 else " "
    return _made(turn, separator.join(sentences), "week/" + "+".join(places), places)


def week_text(turn: Turn, place: str) -> str | None:
    """ "maandag t/m vrijdag van 8.00 tot 20.00 uur en zaterdag ..."; None when it is always open."""
    groups: list[tuple[list[int], list[calendars.Opening]]] = []
    for index in range(7):
        spans = _normal(turn, place, index)
        if groups and groups[-1][1] == spans:
            groups[-1][0].append(index)
        else:
            groups.append(([index], spans))
    groups = [group for group in groups if group[1]]
    if len(groups) == 1 and _all_day(groups[0][1]):
        return None
    parts = []
    for indexes, spans in groups:
        first, last = (turn.say(f"day-{WEEKDAYS[i]}") for i in (indexes[0], indexes[-1]))
        day_text = (
            turn.say("every-day")
            if len(indexes) == 7
            else first
            if len(indexes) == 1
            else turn.say("day-range" if len(indexes) > 2 else "day-pair", first=first, last=last)
        )
        parts.append(
            turn.say(
                "from-to",
                days=day_text,
                start=clock(spans[0][0], turn.language),
                end=clock(spans[-1][1], turn.language),
            )
        )
    return turn.voice.list(parts)


def _normal(turn: Turn, place: str, index: int) -> list[calendars.Opening]:
    """Opening on a weekday in a week without holidays, late-night shopping included for one service point."""
    name, _, point = place.partition("/")
    hours = turn.content.hours
    spans = list(hours.places[name].week.get(WEEKDAYS[index], ()))
    if spans and point in hours.late_night.service_points and WEEKDAYS[index] == hours.late_night.day:
        spans[-1] = (spans[-1][0], hours.late_night.until)
    return spans

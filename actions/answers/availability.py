"""ask_availability: delivery time per bike, where bikes are delivered, stock and waiting list."""

from __future__ import annotations

from actions.answers.model import Answer
from actions.answers.turn import Turn
from actions.answers.wording import date_at
from handoff.decide.lettering import capital

_IN_WORDS = ("waiting-list", "slots", "pickup", "faster", "at-home")


def answer(turn: Turn) -> Answer:
    read = turn.read
    codes = read.bikes()
    place = next(iter(read.places), read.context.get("place") if read.joined else None)
    if place:
        return in_place(turn, codes, place)
    if "abroad" in read.words("ask_locations"):
        return turn.make(turn.say("place-abroad"), "place-abroad", products=codes or None)
    for subject in _IN_WORDS:
        if turn.about(subject):
            return turn.reply(subject, products=codes or None)
    if not read.named:
        chosen = turn.chosen(0.5)
        if chosen is not None and (not codes or not chosen.key.endswith("/overview")):
            return chosen
    if not codes:
        return turn.general()
    limited = [code for code in codes if code in turn.content.delivery.limited.products]
    if turn.about("where"):
        return where(turn, codes, limited)
    text = lead_time(turn, codes)
    if turn.about("stock"):
        text = turn.say("stock") + " " + text
    if limited:
        text += " " + _limited(turn, limited)
    return turn.make(text, "/".join(["lead-time", *codes[:3]]), products=codes[:3])


def lead_time(turn: Turn, codes: list[str]) -> str:
    """Working days after payment, and the date when the customer pays today."""
    by_group: dict[str, list[str]] = {}
    for code in codes:
        by_group.setdefault(turn.content.products[code].group, []).append(code)
    sentences = []
    for group, members in by_group.items():
        days = turn.content.delivery.groups[group].working_days
        day = date_at(f"workdays.{days}", turn.read.today, turn.content)
        template = "lead-time" if len(by_group) == 1 else "lead-time-short"
        sentences.append(
            capital(turn.say(template, bikes=turn.bikes(members), days=days, day=turn.voice.date(day)))
        )
    return " ".join(sentences)


def where(turn: Turn, codes: list[str], limited: list[str]) -> Answer:
    """In which areas the bikes are delivered."""
    if limited:
        text = _limited(turn, limited)
    else:
        text = capital(turn.say("everywhere", bikes=turn.bikes(codes)))
    return turn.make(text, "/".join(["where", *codes[:3]]), products=codes[:3])


def in_place(turn: Turn, codes: list[str], place: str) -> Answer:
    """Whether the bikes are delivered in `place`; the big ones go to five areas only."""
    area = turn.read.area_of(place)
    if area is None:
        template = "place-island" if place in turn.content.locations.islands else "place-outside"
        return turn.make(turn.say(template, place=place), "place-outside", place=place, products=codes or None)
    limited = [code for code in codes if code in turn.content.delivery.limited.products]
    if limited and area not in turn.content.delivery.limited.service_points:
        text = turn.say("place-limited-no", place=place, bikes=turn.bikes(limited), areas=_limited_areas(turn))
        return turn.make(text, "/".join(["place-limited", *limited]), place=place, products=codes)
    text = turn.say("place-yes", place=place)
    if turn.about("stock"):
        text = turn.say("stock") + " " + text
    if codes:
        text += " " + lead_time(turn, codes)
    return turn.make(text, "/".join(["place-yes", *codes[:3]]), place=place, products=codes or None)


def _limited(turn: Turn, codes: list[str]) -> str:
    return capital(turn.say("limited", bikes=turn.bikes(codes), areas=_limited_areas(turn)))


def _limited_areas(turn: Turn) -> str:
    points = turn.content.locations.service_points
    return turn.voice.list(points[key].city for key in turn.content.delivery.limited.service_points)

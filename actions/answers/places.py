"""ask_locations: service points, their addresses, and in which towns we deliver."""

from __future__ import annotations

import re

from actions.answers.model import Answer, Button
from actions.answers.turn import Turn

# A name after a preposition at the end, for towns that no list of ours knows ("bezorgen jullie in Lutjebroek?").
_UNLISTED = re.compile(
    r"\b(?:in|naar|te|to|near|at)\s+((?:[A-ZÀ-Þ'][\w'’-]+)(?:\s+(?:aan|aan de|aan den|bij|op|de|"
    r"den)?\s*[A-ZÀ-Þ][\w'’-]+)*)"
    r"|\b(?:bezorgen|leveren|bezorgd|geleverd|deliver|delivery|delivering)\b[^?.!]*?\b(?:in|"
    r"naar|to)\s+([\w'’-]+)\s*[?.!]*$"
)
_THERE = re.compile(r"\b(?:daar|daarheen|there)\b", re.I)
_NOT_A_TOWN = frozenset(
    (
        "de het een mijn onze jullie heel nederland weekend buurt omgeving huis the my your our a home area "
        "netherlands holland dorp stad village town city regio region huizen thuis huis avond ochtend evening "
        "morning spaakrijk dat die deze that this maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
        "monday tuesday wednesday thursday friday saturday sunday flex jaar it me us them europe europa "
        "buitenland abroad"
    ).split()
)


def answer(turn: Turn) -> Answer:
    read = turn.read
    for subject in ("test-ride", "phone", "head-office", "parking", "abroad"):
        if turn.about(subject) and not read.places:
            return turn.reply(subject)
    deliver = turn.about("deliver") or (read.joined and read.context.get("asked") == "deliver")
    if read.places:
        return _about(turn, read.places[0], deliver=deliver)
    there = _there(turn)
    if there:
        return _about(turn, there, deliver=deliver and not turn.about("there"))
    unlisted = _unlisted(turn)
    if unlisted:
        return _outside(turn, unlisted)
    if turn.about("nearest"):
        return turn.reply("nearest")
    chosen = turn.chosen(0.45)
    if chosen is not None:
        return chosen
    return turn.general() if not deliver else turn.reply("delivery-area", asked="deliver")


def _there(turn: Turn) -> str | None:
    """The city of the service point that was talked about, for "hoe kom ik daar?"; else the town."""
    if not turn.about("there") and not _THERE.search(turn.read.text):
        return None
    for place in turn.read.context.get("hours_places", ()):
        name, _, point = str(place).partition("/")
        if name == "service_points" and point in turn.content.locations.service_points:
            return turn.content.locations.service_points[point].city
    place = turn.read.context.get("place")
    return place if isinstance(place, str) else None


def _unlisted(turn: Turn) -> str | None:
    match = _UNLISTED.search(turn.read.text)
    name = (match.group(1) or match.group(2)) if match else None
    return name if name and name.lower() not in _NOT_A_TOWN and not name.isdigit() else None


def _about(turn: Turn, place: str, *, deliver: bool) -> Answer:
    read = turn.read
    key = read.area_of(place)
    if key is None:
        return _outside(turn, place)
    point = turn.content.locations.service_points[key]
    if deliver:
        limited = [code for code in read.bikes() if code in turn.content.delivery.limited.products]
        if limited and key not in turn.content.delivery.limited.service_points:
            areas = [
                turn.content.locations.service_points[k].city for k in turn.content.delivery.limited.service_points
            ]
            text = turn.say(
                "deliver-limited",
                place=place,
                bikes=turn.voice.list(map(turn.voice.name, limited)),
                areas=turn.voice.list(areas),
            )
            return turn.make(text, f"deliver-limited/{key}", place=place, asked="deliver")
        if turn.about("area") and place == point.city:
            text = turn.say("area", city=point.city, area=turn.voice.list(point.area))
            return turn.make(text, f"area/{key}", place=place, asked="deliver")
        text = turn.say("deliver-yes" if place == point.city else "deliver-yes-around", place=place, city=point.city)
        return turn.make(text, f"deliver-yes/{key}", place=place, asked="deliver")
    if place == point.city:
        text = turn.say("address", city=point.city, address=point.address)
        if point.head_office:
            text += " " + turn.say("address-head-office")
        if turn.about("test-ride"):
            text += " " + turn.say("address-test-ride")
        if turn.about("phone"):
            text += " " + turn.say("no-phone")
        if turn.about("area"):
            text += " " + turn.say("area", city=point.city, area=turn.voice.list(point.area))
        return turn.make(text, f"address/{key}", place=place, asked="address")
    text = turn.say("near", place=place, city=point.city, address=point.address)
    return turn.make(text, f"near/{key}", place=place, asked="address")


def _outside(turn: Turn, place: str) -> Answer:
    islands = turn.content.locations.islands
    template = "islands" if place == islands[-1] else "island" if place in islands else "outside"
    listed = place in islands or place in turn.content.locations.outside
    text = turn.say(template if listed else "outside-unlisted", place=place)
    cities = turn.voice.list(point.city for point in turn.content.locations.service_points.values())
    text += " " + turn.say("outside-then", cities=cities)
    return turn.make(text, f"{template}", place=place, asked="deliver")


def city_buttons(turn: Turn) -> list[Button]:
    return [Button(point.city, point.city) for point in turn.content.locations.service_points.values()]

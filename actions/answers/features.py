"""ask_product_features: one or more features of one or more bikes, from the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.answers import numbers
from actions.answers.model import Answer
from actions.answers.turn import Turn
from actions.answers.wording import number, span
from handoff.content.schema import Features, Product
from handoff.decide.lettering import capital

# Features of a bike with a battery only.
ELECTRIC = ("range", "battery", "charge", "battery_out", "speed")
# Attributes for which all electric bikes together make a readable answer.
_ALL_AT_ONCE = ("train", "range", "charge", "battery", "speed", "license", "tyre", "battery_out", "gps", "lock")
_OVERVIEW = ("weight", "gears", "rider", "range")
_MOST_IN_SENTENCES = 3
SUPERLATIVE = {
    "lightest": ("weight", min),
    "heaviest": ("weight", max),
    "furthest": ("range", max),
    "strongest": ("load", max),
    "fastest": ("speed", max),
    "most_gears": ("gears", max),
    "biggest_battery": ("battery", max),
    "quickest_charge": ("charge", min),
}


def answer(turn: Turn) -> Answer:
    read = turn.read
    if turn.about("battery-life"):
        return turn.reply("battery-life")
    superlative = next((code for code in turn.words if code in SUPERLATIVE), None)
    if superlative and len(read.products) < 2:
        return most(turn, superlative)
    attributes = [code for code in turn.words if code in ATTRIBUTES]
    if "battery" in attributes and set(attributes) & {"battery_out", "charge", "range"}:
        attributes.remove("battery")  # "kan de accu eruit": the word alone does not ask for its size
    if "box_load" in attributes and "load" in attributes:
        attributes.remove("load")  # "hoeveel kilo mag er in de bak" is about the box
    before = read.context.get("attribute")
    if not attributes and read.elliptic and read.named and before in ATTRIBUTES and not turn.about("unknown"):
        attributes = [before]
    if not attributes or turn.about("unknown", "colour"):
        chosen = turn.chosen(0.45)
        if chosen is None and turn.about("colour"):
            chosen = turn.reply("colour")
        tall = numbers.metres(read.text) is not None and not turn.about("unknown")  # that we know: for whom the bike is
        if chosen is not None and (chosen.known or not tall) and (not chosen.known or not attributes):
            return _known_too(turn, chosen, attributes)
    codes = _wanted(turn, attributes)
    if not codes:
        return _which(turn, attributes)
    if not attributes:
        guessed = _from_numbers(turn)
        if guessed is None and numbers.children(turn.read.text) and not turn.about("unknown"):
            has_box = any(turn.content.products[code].features.box_children for code in codes)
            guessed = "children" if has_box else "rider"
        attributes = [guessed] if guessed else []
    if not attributes:
        return overview(turn, codes)
    return values(turn, attributes[:4], codes)


def _known_too(turn: Turn, chosen: Answer, attributes: list[str]) -> Answer:
    """What we do not know ("in het blauw?") after what was asked beside it and is known; the bike stays what is talked about."""
    codes = turn.read.named
    known = values(turn, attributes[:4], codes) if attributes and codes and not chosen.known else None
    text = f"{known.text}\n\n{chosen.text}" if known else chosen.text
    return replace(chosen, text=text, context={**chosen.context, **({"products": codes[:3]} if codes else {})})


def _wanted(turn: Turn, attributes: list[str]) -> list[str]:
    """The bikes to answer for; of a question that only fits electric bikes, all of those."""
    read = turn.read
    codes = read.bikes()
    if codes or read.has("own-bike"):
        return codes
    if attributes and all(attribute in _ALL_AT_ONCE for attribute in attributes):
        if all(attribute in ELECTRIC or attribute == "gps" for attribute in attributes):
            return list(turn.content.kinds["electric"].products)
        return list(turn.content.products)
    return []


def _from_numbers(turn: Turn) -> str | None:
    """ "ik ben 1,85" is about the length of the rider, "ik weeg 110 kilo" about the load."""
    if numbers.metres(turn.read.text) is not None:
        return "rider"
    if numbers.kilos(turn.read.text) is not None:
        return "load"
    return "range" if numbers.kilometres(turn.read.text) is not None else None


def _which(turn: Turn, attributes: list[str]) -> Answer:
    """Ask which bike is meant, or answer by a general text when there is one."""
    if attributes == ["rider"] or (not attributes and _from_numbers(turn) == "rider"):
        length = numbers.metres(turn.read.text)
        if length is not None:
            return fitting_rider(turn, length)
    subject = attributes[0] if attributes else None
    kilos = numbers.kilos(turn.read.text)
    if kilos is not None and subject in (None, "load"):
        return carrying(turn, kilos)
    pool = turn.content.kinds["electric"].products if subject in ELECTRIC else turn.content.products
    text = turn.say("which-bike")
    return turn.make(text, "which-bike", buttons=turn.bike_buttons(pool), attribute=subject)


def fitting_rider(turn: Turn, length: float) -> Answer:
    """The bikes for a person of `length` metres."""
    fit = [
        turn.voice.name(code)
        for code, product in turn.content.products.items()
        if product.features.rider_min_m <= length <= product.features.rider_max_m
    ]
    shown = number(length, turn.language, 2)
    text = (
        turn.say("rider-fits", length=shown, bikes=turn.voice.list(fit))
        if fit
        else turn.say("rider-none", length=shown)
    )
    return turn.make(text, "rider/fits", attribute="rider")


def carrying(turn: Turn, kilos: float) -> Answer:
    """The bikes that may carry `kilos`."""
    able = [turn.voice.name(c) for c, product in turn.content.products.items() if product.features.max_load_kg >= kilos]
    text = (
        turn.say("load-fits", kilos=kilos, bikes=turn.voice.list(able)) if able else turn.say("load-none", kilos=kilos)
    )
    return turn.make(text, "load/fits", attribute="load")


# --- values --------------------------------------------------------------------------------------------------


def values(turn: Turn, attributes: list[str], codes: list[str]) -> Answer:
    key = "/".join(["+".join(attributes), *codes])
    if len(codes) > _MOST_IN_SENTENCES:
        text = "\n".join(_lines(turn, attribute, codes) for attribute in attributes[:2])
    else:
        text = " ".join(_about_bike(turn, attributes, code) for code in codes)
    hint = _hint(turn, attributes) if any(turn.content.products[code].features.range_km for code in codes) else None
    text = f"{text}{chr(10) if len(codes) > _MOST_IN_SENTENCES else ' '}{hint}" if hint else text
    return turn.make(text, key, products=codes if len(codes) <= 2 else None, attribute=attributes[0])


def _about_bike(turn: Turn, attributes: list[str], code: str) -> str:
    """All attributes of one bike: the name in the first sentence, "hij" after that."""
    sentences = [sentence(turn, attribute, code, first=number == 0) for number, attribute in enumerate(attributes)]
    return " ".join(sentences)


def sentence(turn: Turn, attribute: str, code: str, *, first: bool) -> str:
    """One attribute of one bike in a sentence, with a check of the number that the customer named.

    The first sentence names the bike, the next ones say "hij".
    """
    name = turn.say("the-bike", product=turn.voice.name(code))
    subject = name if first else turn.say("it")
    of_bike = turn.say("of-bike", bike=name) if first else ""
    for_bike = turn.say("for-bike", bike=name) if first else turn.say("for-it")
    product = turn.content.products[code]
    shown = ATTRIBUTES[attribute](product.features, turn)
    if shown is None:
        return capital(
            turn.say(f"none-{attribute}" if turn.voice.has(f"none-{attribute}") else "none-battery", bike=subject)
        )
    checked = _checked(turn, attribute, product)
    text = capital(turn.say(attribute, bike=subject, of_bike=of_bike, for_bike=for_bike, **shown))
    return f"{checked} {text}" if checked else text


def _checked(turn: Turn, attribute: str, product: Product) -> str | None:
    """Yes or no for a number in the question: a length, a load, a distance."""
    features, text = product.features, turn.read.text
    if attribute == "rider" and (lengths := numbers.lengths(text)):
        if len(lengths) == 1 and (size := _size(features, lengths[0])):
            return turn.say("rider-size", length=number(lengths[0], turn.language, 2), size=size)
        return " ".join(
            turn.say(
                "rider-yes" if features.rider_min_m <= length <= features.rider_max_m else "rider-no",
                length=number(length, turn.language, 2),
            )
            for length in lengths
        )
    if attribute == "load" and (kilos := numbers.kilos(text)) is not None:
        return turn.say("load-yes" if kilos <= features.max_load_kg else "load-no", kilos=kilos)
    if attribute == "range" and (km := numbers.kilometres(text)) is not None and features.range_km:
        low, high = features.range_km
        return turn.say("range-yes" if km <= low else "range-maybe" if km <= high else "range-no", km=km)
    if attribute == "children" and (count := numbers.children(text)) is not None and features.box_children:
        return turn.say("children-yes" if count <= features.box_children else "children-no")
    return None


def _size(features: Features, length: float) -> str | None:
    """The size of a bike that comes in sizes for a rider of `length` metres."""
    fitting = (size.name for size in features.sizes if size.rider_min_m <= length <= size.rider_max_m)
    return next(fitting, None)


def _lines(turn: Turn, attribute: str, codes: list[str]) -> str:
    """One line a bike, for long lists; bikes with the same value share a line."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        shown = ATTRIBUTES[attribute](turn.content.products[code].features, turn)
        if shown is not None:
            groups.setdefault(turn.say(f"{attribute}-short", **shown), []).append(turn.voice.name(code))
    lines = [f"- {turn.voice.list(names)}: {value}" for value, names in groups.items()]
    return "\n".join([turn.say(f"{attribute}-title"), *lines])


def _hint(turn: Turn, attributes: list[str]) -> str | None:
    """A fact that belongs with the answer: winter takes range."""
    for attribute in attributes:
        if turn.voice.has(f"hint-{attribute}"):
            return turn.say(f"hint-{attribute}")
    return None


def overview(turn: Turn, codes: list[str]) -> Answer:
    """A bike in short, when no feature is named."""
    sentences = []
    for code in codes[:2]:
        product = turn.content.products[code]
        parts = [
            sentence(turn, attribute, code, first=False)
            for attribute in _OVERVIEW
            if ATTRIBUTES[attribute](product.features, turn) is not None
        ]
        sentences.append(" ".join([turn.say("summary", product=product.name, summary=product.summary), *parts]))
    return turn.make("\n".join(sentences), "/".join(["overview", *codes[:2]]), products=codes[:2])


def most(turn: Turn, superlative: str) -> Answer:
    """The lightest, fastest ... of a kind or of all bikes; the kids' bike only when it is asked for."""
    attribute, choose = SUPERLATIVE[superlative]
    pool = [code for kind in turn.read.kinds for code in turn.content.kinds[kind].products] or [
        code for code, product in turn.content.products.items() if product.kind != "kids_bike"
    ]
    pool = [code for code in pool if ATTRIBUTES[attribute](turn.content.products[code].features, turn) is not None]
    if not pool:
        return turn.make(turn.say("none-in-kind"), f"{superlative}/none", attribute=attribute)
    code = choose(pool, key=lambda one: rank(attribute, turn.content.products[one].features))
    subject = turn.say("the-bike", product=turn.voice.name(code))
    text = f"{capital(turn.say(superlative, bike=subject))} {sentence(turn, attribute, code, first=False)}"
    return turn.make(text, f"{superlative}/{code}", products=[code], attribute=attribute)


def rank(attribute: str, features: Features) -> float:
    """The number by which bikes are put in order for an attribute."""
    if attribute == "range":
        return sum(features.range_km or (0, 0))
    return float(
        {
            "weight": features.weight_kg,
            "gears": features.gears,
            "load": features.max_load_kg,
            "speed": features.max_speed_kmh or 0,
            "battery": features.battery_wh or 0,
            "charge": features.charge_h or 0,
        }[attribute]
    )


# --- how each attribute is shown -----------------------------------------------------------------------------


def _weight(f: Features, t: Turn) -> dict[str, Any]:
    extra = t.say("with-battery") if f.weight_with_battery else ""
    return {"value": number(f.weight_kg, t.language), "extra": extra}


def _rider(f: Features, t: Turn) -> dict[str, Any]:
    def metres(low: float, high: float) -> str:
        return span(low, high, t.language, 2)

    if f.sizes:
        sizes = [t.say("size", size=s.name, value=metres(s.rider_min_m, s.rider_max_m)) for s in f.sizes]
        return {"value": t.voice.list(sizes)}
    return {"value": t.say("metres", value=metres(f.rider_min_m, f.rider_max_m))}


def _load(f: Features, t: Turn) -> dict[str, Any]:
    box = t.say("box-load", value=f.box_load_kg) if f.box_load_kg else ""
    return {"value": number(f.max_load_kg, t.language), "box": box}


def _optional(name: str) -> Any:
    def shown(f: Features, t: Turn) -> dict[str, Any] | None:
        value = getattr(f, name)
        return None if value is None else {"value": value}

    return shown


def _tyre(f: Features, t: Turn) -> dict[str, Any]:
    return {"value": span(*f.tyre_bar, t.language, 1)}


def _charge(f: Features, t: Turn) -> dict[str, Any] | None:
    return None if f.charge_h is None else {"value": number(f.charge_h, t.language)}


def _battery_out(f: Features, t: Turn) -> dict[str, Any] | None:
    return {"value": number(f.battery_kg, t.language)} if f.battery_kg is not None else None


def _drive(f: Features, t: Turn) -> dict[str, Any] | None:
    return {"value": t.say(f"drive-{f.drive}")} if f.drive else None


def _folded(f: Features, t: Turn) -> dict[str, Any] | None:
    if f.folded_cm is None:
        return None
    return {"value": " × ".join(map(str, f.folded_cm)), "seconds": f.fold_seconds}


def _train(f: Features, t: Turn) -> dict[str, Any] | None:
    """Handbook, ask_product_advice: for train and boat the bike that folds."""
    return _folded(f, t)


def _license(f: Features, t: Turn) -> dict[str, Any]:
    return {"value": t.say("license-yes" if f.license else "license-no")}


def _lock(f: Features, t: Turn) -> dict[str, Any]:
    return {"value": t.say(f"lock-{f.lock}")}


def _gps(f: Features, t: Turn) -> dict[str, Any]:
    return {"value": t.say("gps-yes" if f.gps else "gps-no")}


def _wheels(f: Features, t: Turn) -> dict[str, Any]:
    return {"value": f.wheels}


ATTRIBUTES: dict[str, Any] = {
    "weight": _weight,
    "range": _optional("range_km"),
    "gears": _optional("gears"),
    "rider": _rider,
    "load": _load,
    "box_load": _optional("box_load_kg"),
    "children": _optional("box_children"),
    "tyre": _tyre,
    "battery": _optional("battery_wh"),
    "battery_out": _battery_out,
    "charge": _charge,
    "speed": _optional("max_speed_kmh"),
    "license": _license,
    "drive": _drive,
    "folded": _folded,
    "train": _train,
    "lock": _lock,
    "gps": _gps,
    "wheels": _wheels,
}

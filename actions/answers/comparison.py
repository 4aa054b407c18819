"""ask_product_comparison: what differs between two bikes or the two subscriptions, computed from the table."""

from __future__ import annotations

from decimal import Decimal

from actions.answers import features
from actions.answers.model import Answer
from actions.answers.turn import Turn
from actions.answers.wording import number
from handoff.decide.lettering import capital

# The order in which differences matter to somebody who chooses.
_ORDER = (
    "speed",
    "range",
    "license",
    "weight",
    "children",
    "gears",
    "load",
    "drive",
    "battery",
    "charge",
    "rider",
    "folded",
)
_MOST_DIFFERENCES = 5
_NUMBERS = {
    "weight": "weight_kg",
    "gears": "gears",
    "load": "max_load_kg",
    "speed": "max_speed_kmh",
    "charge": "charge_h",
}


def answer(turn: Turn) -> Answer:
    read = turn.read
    codes = _pair(turn)
    if len(codes) < 2 and (len(read.subscriptions) == 2 or turn.about("subscriptions")):
        return subscriptions(turn)
    if len(codes) < 2:
        chosen = turn.chosen(0.45)
        if chosen is not None:
            return chosen
        return turn.make(
            turn.say("which-two"), "which-two", buttons=turn.bike_buttons(turn.content.products), products=codes or None
        )
    attributes = [code for code in read.words("ask_product_features") if code in features.ATTRIBUTES]
    superlatives = [code for code in turn.words if code in ("cheaper", *features.SUPERLATIVE)]
    if superlatives:
        return winner(turn, superlatives[0], codes)
    if turn.about("price") and not attributes:
        return turn.make(_price_sentence(turn, codes), "/".join(["price", *codes]), products=codes, compared=codes)
    return differences(turn, codes, attributes)


def _pair(turn: Turn) -> list[str]:
    """The bikes to compare: named; by kind; or one named and one from the context."""
    read = turn.read
    codes = read.products or []
    compared = [code for code in read.context.get("compared", ()) if code in turn.content.products]
    if not read.named and len(compared) > 1 and set(read.product_context) <= set(compared):
        return compared  # "and which is cheaper?", after the difference was told
    if len(codes) < 2:
        for kind in read.kinds:
            members = [code for code in turn.content.kinds[kind].products if code not in codes]
            codes = [*codes, *(members if len(read.kinds) == 1 and not codes else members[:1])]
    if len(codes) == 1 and not read.product_context and len(read.subscriptions) < 2 and not turn.about("subscriptions"):
        # "E-Bak Twee of Drie": the other one of the kind, when there is just one
        siblings = turn.content.kinds[turn.content.products[codes[0]].kind].products
        codes = [*codes, *(code for code in siblings if code not in codes)]
    if len(codes) < 2 and not read.subscriptions:
        before = [code for code in read.product_context if code not in codes]
        codes = [*before[: 2 - len(codes)], *codes] if codes else before[:2]
    return codes[:3]


def subscriptions(turn: Turn) -> Answer:
    """Flex and Jaar; with the amounts of the bike when it is known."""
    codes = turn.read.bikes()
    if len(codes) != 1:
        return turn.reply("flex-or-year")
    product = turn.content.products[codes[0]]
    text = turn.say(
        "subscriptions-bike",
        product=product.name,
        flex=product.flex,
        year=product.year,
        difference=product.flex - product.year,
    )
    return turn.make(text, f"flex-or-year/{codes[0]}", products=codes)


def differences(turn: Turn, codes: list[str], attributes: list[str]) -> Answer:
    """Price first, then what differs most; only the attributes asked for when there are any."""
    names = [turn.voice.name(code) for code in codes]
    lines = [] if attributes else [turn.say("line", label=turn.say("label-price"), value=_price_value(turn, codes))]
    electric = all(turn.content.products[code].features.battery_wh for code in codes)
    for attribute in attributes or _ORDER:
        if not attributes and not electric and attribute in ("battery", "charge"):
            continue  # the range already says which one has a battery
        if len(lines) > _MOST_DIFFERENCES:
            break
        line = _difference(turn, attribute, codes, always=bool(attributes))
        if line:
            lines.append(line)
    text = "\n".join([turn.say("intro", bikes=turn.voice.list(names)), *lines])
    note = f"note-{'-'.join(sorted(codes))}"
    if not attributes and turn.voice.has(note):
        text += "\n" + turn.say(note)
    return turn.make(
        text,
        "/".join(["difference", *codes]),
        products=codes,
        compared=codes,
        attribute=attributes[0] if attributes else None,
    )


def _difference(turn: Turn, attribute: str, codes: list[str], *, always: bool) -> str | None:
    shown = [_shown(turn, attribute, code) for code in codes]
    if not always and (len(set(shown)) == 1 or all(value is None for value in shown)):
        return None
    parts = [_named(turn, code, value) for code, value in zip(codes, shown, strict=True)]
    return turn.say(
        "line", label=turn.say(f"label-{attribute}"), value=", ".join(parts) + _by_how_much(turn, attribute, codes)
    )


def _named(turn: Turn, code: str, value: str | None) -> str:
    """ "E-Stad 24 kg"; a name that ends in a number gets a colon ("Snel 45: 29 kg")."""
    name = turn.voice.name(code)
    return f"{name}{':' if name[-1].isdigit() else ''} {value or turn.say('nothing')}"


def _shown(turn: Turn, attribute: str, code: str) -> str | None:
    found = features.ATTRIBUTES[attribute](turn.content.products[code].features, turn)
    if found is None:
        return None
    found = {"extra": "", "box": ""} | {k: v for k, v in found.items() if k not in ("extra", "box")}
    return turn.say(f"{attribute}-value", **found)


def _by_how_much(turn: Turn, attribute: str, codes: list[str]) -> str:
    """ " (2 kg meer)" for an attribute in numbers of two bikes."""
    field = _NUMBERS.get(attribute)
    if field is None or len(codes) != 2:
        return ""
    one, other = (getattr(turn.content.products[code].features, field) for code in codes)
    if one is None or other is None or one == other:
        return ""
    amount = turn.say(f"{attribute}-value", value=number(abs(other - one), turn.language), extra="", box="")
    return turn.say("more" if other > one else "less", amount=amount)


def _price_value(turn: Turn, codes: list[str]) -> str:
    parts = [_named(turn, code, turn.voice.money(turn.content.products[code].year)) for code in codes]
    text = ", ".join(parts)
    if len(codes) == 2:
        by = turn.content.products[codes[1]].year - turn.content.products[codes[0]].year
        if by:
            text += turn.say("more" if by > 0 else "less", amount=abs(by))
    return text


def _price_sentence(turn: Turn, codes: list[str]) -> str:
    parts = []
    for subscription in ("flex", "year"):
        amounts = [
            _named(turn, code, turn.voice.money(getattr(turn.content.products[code], subscription))) for code in codes
        ]
        by: Decimal = abs(
            getattr(turn.content.products[codes[1]], subscription)
            - getattr(turn.content.products[codes[0]], subscription)
        )
        name = getattr(turn.content.subscriptions, subscription).name
        parts.append(turn.say("price-difference", subscription=name, amounts=turn.voice.list(amounts), by=by))
    return " ".join(parts)


def winner(turn: Turn, superlative: str, codes: list[str]) -> Answer:
    """ "Welke is lichter, de E-Stad of de E-Ver?" """
    if superlative == "cheaper":
        best = min(codes, key=lambda code: turn.content.products[code].year)
        text = turn.say("cheaper", product=turn.voice.name(best)) + " " + _price_sentence(turn, codes)
        return turn.make(text, "/".join(["cheaper", *codes]), products=codes, compared=codes)
    attribute, choose = features.SUPERLATIVE[superlative]
    able = [code for code in codes if _shown(turn, attribute, code) is not None]
    if not able:
        return differences(turn, codes, [])
    best = choose(able, key=lambda code: features.rank(attribute, turn.content.products[code].features))
    subject = turn.say("the-bike", product=turn.voice.name(best))
    values = [_named(turn, code, _shown(turn, attribute, code)) for code in codes]
    same = len({_shown(turn, attribute, code) for code in codes}) == 1
    text = turn.say("same") if same else capital(turn.say(superlative, bike=subject))
    return turn.make(
        f"{text} {', '.join(values)}.",
        "/".join([superlative, *codes]),
        products=codes,
        compared=codes,
        attribute=attribute,
    )

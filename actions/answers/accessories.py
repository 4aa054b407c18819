"""ask_accessories: what there is, what it costs, whether it fits, and what comes with the bike."""

from __future__ import annotations

from actions.answers import numbers
from actions.answers.model import Answer
from actions.answers.turn import Turn
from handoff.content import Content
from handoff.decide.lettering import capital


def fitting(content: Content, name: str) -> list[str]:
    """Codes of the bikes that accessory (or included thing) `name` fits on."""
    item = content.accessories.items.get(name) or content.accessories.included[name]
    electric = content.kinds["electric"].products
    excluded = getattr(item, "except_", ())
    codes = [
        code
        for code in content.products
        if "all" in item.fits or ("all_electric" in item.fits and code in electric) or code in item.fits
    ]
    return [code for code in codes if code not in excluded]


def answer(turn: Turn) -> Answer:
    read = turn.read
    if turn.about("mounting") and not turn.about("fit"):
        return turn.reply("mounting", products=read.product_context)
    if turn.about("helmet-required"):
        return turn.reply("helmet-required")
    if turn.about("own-accessory"):
        return turn.reply("own-accessory")
    if turn.about("notice"):
        return turn.reply("cancel-accessory")
    items = read.accessories
    if not items and not read.included and read.joined and read.named:
        items = [name for name in read.context.get("accessories", ()) if name in turn.content.accessories.items]
    if "helmet" in items and turn.content.kinds["speed_pedelec"].products[0] in read.bikes():
        items = ["speed_helmet"]
    if items and read.included:
        return _both(turn, items)
    if items:
        return accessory_fit(turn, items)
    if read.included:
        return included(turn)
    chosen = turn.chosen(0.3)
    if chosen is not None and not (chosen.known and read.named and chosen.key.endswith("/overview")):
        return chosen
    codes = read.bikes()
    return for_bike(turn, codes) if len(codes) in (1, 2) else turn.general()


def _both(turn: Turn, items: list[str]) -> Answer:
    """ "Zit er verlichting bij en kan ik een extra accu huren?": what is included first, then the accessory."""
    comes, extra = included(turn), accessory_fit(turn, items)
    return turn.make(
        f"{comes.text} {extra.text}", extra.key.partition("/")[2], accessories=items, products=turn.read.named or None
    )


def accessory_fit(turn: Turn, items: list[str]) -> Answer:
    """Whether the accessories fit on the bike meant; without a bike, on which they fit and at what price."""
    codes = turn.read.bikes()
    if any(turn.content.accessories.items[name].child_seat for name in items):
        kilos = numbers.kilos(turn.read.text)
        if kilos is not None:
            return child_weight(turn, items, codes or list(turn.content.products), kilos)
    wearable = [name for name in items if not turn.content.accessories.items[name].fits]
    if wearable or not codes:
        return accessory_prices(turn, items)
    if len(codes) > 3 or len(items) * len(codes) > 4:
        return accessory_prices(turn, items)
    text = " ".join(_on_bike(turn, items, code) for code in codes)
    if len(codes) > 1 and len(items) == 1 and not set(codes) & set(fitting(turn.content, items[0])):
        text = _fits_not(turn, items[0], codes)
    if not any(code in fitting(turn.content, name) for name in items for code in codes):
        text = turn.say("no", text=text[0].lower() + text[1:])
    key = "/".join(["fit", *items, *codes])
    return turn.make(text, key, products=codes, accessories=items)


def _on_bike(turn: Turn, items: list[str], code: str) -> str:
    """One sentence about these accessories on this bike, with the reason when they do not fit."""
    accessories = turn.content.accessories
    yes = [name for name in items if code in fitting(turn.content, name)]
    no = [name for name in items if name not in yes]
    if all(accessories.items[name].child_seat for name in items):
        if code in accessories.rules.no_child_seat:
            return turn.say("no-child-seat", product=turn.voice.name(code), fits_on=_names(turn, _seat_bikes(turn)))
        if turn.content.products[code].features.box_children:
            return turn.say(
                "seat-in-box", product=turn.voice.name(code), count=turn.content.products[code].features.box_children
            )
    parts = [
        turn.say("fits", product=turn.voice.name(code), a_item=_an_item(turn, name), price=_price(turn, name))
        for name in yes
    ]
    parts.extend(_fits_not(turn, name, [code]) for name in no)
    return " ".join(parts)


def _fits_not(turn: Turn, name: str, codes: list[str]) -> str:
    """That accessory `name` fits none of these bikes, and which it does fit."""
    fits = _names(turn, fitting(turn.content, name))
    return capital(turn.say("fits-not", bikes=turn.bikes(codes), a_item=_an_item(turn, name), fits_on=fits))


def _seat_bikes(turn: Turn) -> list[str]:
    """The bikes on which some child seat fits."""
    seats = [name for name, item in turn.content.accessories.items.items() if item.child_seat]
    return [code for code in turn.content.products if any(code in fitting(turn.content, name) for name in seats)]


def child_weight(turn: Turn, items: list[str], codes: list[str], kilos: float) -> Answer:
    """Whether a child of `kilos` may sit in the seats that fit on the bikes."""
    accessories = turn.content.accessories
    fits = [
        name
        for name in items
        if (limits := accessories.items[name].child_kg)
        and limits[0] <= kilos <= limits[1]
        and any(code in fitting(turn.content, name) for code in codes)
    ]
    if not fits:
        return turn.make(
            turn.say("child-weight-no", kilos=kilos),
            "child-weight",
            accessories=items,
            products=codes if len(codes) < 3 else None,
        )
    seats = turn.voice.list(turn.say("seat-priced", item=_item(turn, name), price=_price(turn, name)) for name in fits)
    return turn.make(
        turn.say("child-weight-yes", kilos=kilos, seats=seats),
        "child-weight",
        products=codes if len(codes) < 3 else None,
        accessories=fits,
    )


def accessory_prices(turn: Turn, items: list[str] | None = None) -> Answer:
    """Price and fit of accessories; also used by ask_product_price."""
    items = items or turn.read.accessories
    codes = [code for code in turn.read.named if any(turn.content.accessories.items[name].fits for name in items)]
    sentences = []
    for name in items:
        fits = fitting(turn.content, name)
        wearable = not turn.content.accessories.items[name].fits
        everything = len(fits) == len(turn.content.products)
        template = "price-worn" if wearable else "price-all" if everything else "price-fits"
        if len(items) > 1:
            template = "price-short" if not wearable else template
        sentences.append(
            capital(
                turn.say(
                    template,
                    a_item=_an_item(turn, name),
                    price=_price(turn, name),
                    fits_on=_names(turn, fits) if fits else "",
                )
            )
        )
    text = " ".join(sentences)
    if turn.about("standard"):
        text = turn.say("not-standard") + " " + text
    if any(turn.content.accessories.items[name].fits for name in items) and not codes:
        text += " " + turn.say("mounting-free")
    for code in codes[:2]:
        wrong = [name for name in items if code not in fitting(turn.content, name)]
        if wrong:
            text += " " + _on_bike(turn, wrong, code)
    return turn.make(text, "/".join(["price", *items]), accessories=items, products=codes or None)


def included(turn: Turn) -> Answer:
    """What comes with the bike, or that it does not come with this one."""
    codes = turn.read.bikes()
    name = turn.read.included[0]
    if name == "lock":
        return _lock(turn, codes)
    fits = fitting(turn.content, name)
    missing = [code for code in codes if code not in fits]
    item = turn.content.accessories.included[name].name
    if codes and len(missing) == len(codes):
        template = "included-not-electric" if name == "charger" else "included-not"
        return turn.make(
            turn.say(template, product=turn.voice.name(codes[0]), item=item), f"included/{name}", products=codes
        )
    template = f"included-{name}"
    text = turn.say(template if turn.voice.has(template) else "included", item=item)
    return turn.make(text, f"included/{name}", products=codes or None)


def _lock(turn: Turn, codes: list[str]) -> Answer:
    locks = {turn.content.products[code].features.lock for code in codes}
    if len(locks) == 1:
        lock = locks.pop()
        names = turn.voice.list(turn.say("the-bike", product=turn.voice.name(code)) for code in codes)
        return turn.make(turn.say(f"lock-{lock}", bikes=names), "/".join(["included/lock", *codes]), products=codes)
    return turn.reply("lock")


def for_bike(turn: Turn, codes: list[str]) -> Answer:
    """All accessories for one or two bikes; bikes on which the same things fit are taken together."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        items = [
            name
            for name, item in turn.content.accessories.items.items()
            if item.fits and code in fitting(turn.content, name)
        ]
        listed = turn.voice.list(
            turn.say("seat-priced", item=_item(turn, name), price=_price(turn, name)) for name in items
        )
        groups.setdefault(listed, []).append(code)
    sentences = [turn.say("for-bike", bikes=turn.bikes(members), items=items) for items, members in groups.items()]
    return turn.make(" ".join(sentences), "/".join(["for-bike", *codes]), products=codes)


def _item(turn: Turn, name: str) -> str:
    item = turn.content.accessories.items[name]
    text = item.name.by(turn.language)
    return f"{text} ({item.detail.by(turn.language)})" if item.detail else text


def _an_item(turn: Turn, name: str) -> str:
    """The accessory with its article: "an extra battery", "a crate"."""
    text = _item(turn, name)
    return turn.say("an-item" if text[0] in "aeiou" else "a-item", item=text)


def _price(turn: Turn, name: str) -> str:
    item = turn.content.accessories.items[name]
    return turn.say(f"per-{item.per}", amount=item.price)


def _names(turn: Turn, codes: list[str] | tuple[str, ...]) -> str:
    return turn.voice.list(turn.say("the-bike", product=turn.voice.name(code)) for code in codes)

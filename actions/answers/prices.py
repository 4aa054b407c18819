"""ask_product_price: what a bike, accessory or service costs. Computed from the table, never from a text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from actions.answers import numbers
from actions.answers.accessories import accessory_prices
from actions.answers.days import first_date
from actions.answers.model import Answer
from actions.answers.turn import Turn
from handoff.content.schema import Product
from handoff.decide.calendars import add_months
from handoff.decide.lettering import capital

_CENT = Decimal("0.01")
_ONE_TO_ONE = re.compile(r"\b(?:inclusief|incl|including|included|plus|samen met|together with|\+)", re.IGNORECASE)


def answer(turn: Turn) -> Answer:
    """The price asked for: the most particular thing the message names comes first."""
    read = turn.read
    steps: tuple[tuple[bool, Callable[[Turn], Answer | None]], ...] = (
        (turn.about("price-change"), lambda t: t.reply("price-change")),
        (turn.about("no-extra-costs"), lambda t: t.reply("no-extra-costs")),
        (turn.about("payment-method"), lambda t: t.reply("payment-method")),
        (turn.about("first-payment"), first_payment),
        (turn.about("deposit"), deposit),
        (turn.about("discount") and not turn.about("business"), discount),
        (read.extra_cover, extra_cover),
        (bool(read.accessories), lambda t: accessory_prices(t)),
        (True, several),
        (turn.about("cheapest", "dearest"), superlative),
        (turn.about("cheaper") and not read.named, cheaper),
        (True, within_budget),
        (bool(read.services), service),
        (bool(read.included) and not read.named, lambda t: t.reply("accessory-included")),
        (bool(read.beside("accessories")) and not read.named and not read.generic, lambda t: accessory_prices(t, read.beside("accessories"))),
        (bool(read.named or (read.subscriptions and read.product_context)), bikes),
        (bool(read.product_context) and (read.elliptic or read.has("deictic")) and not read.generic, bikes),
        (True, lambda t: t.chosen(0.5)),
        (bool(read.bikes()), bikes),
    )
    for holds, step in steps:
        if holds and (found := step(turn)) is not None:
            return found
    return overview(turn)


# --- bikes ---------------------------------------------------------------------------------------------------


def bikes(turn: Turn) -> Answer:
    codes = turn.read.bikes()
    subscription = turn.read.subscription()
    if len(codes) == 1:
        text = _one(turn, codes[0], subscription)
    elif len(codes) == 2:
        text = " ".join(_short(turn, code, subscription) for code in codes) + " " + _deposits(turn, codes)
    else:
        lines = [_line(turn, code, subscription) for code in codes]
        text = "\n".join([turn.say(f"lines-intro-{subscription or 'both'}"), *lines])
    return turn.make(text, "/".join(["bike", *codes]), products=codes, subscription=subscription, attribute="price")


def _one(turn: Turn, code: str, subscription: str | None) -> str:
    product = turn.content.products[code]
    text = turn.say(f"one-{subscription or 'both'}", **_prices(product))
    if turn.about("per-day"):
        days = turn.content.subscriptions.rules.days_in_month
        text += " " + turn.say(
            "per-day", flex_day=day_price(product.flex, days), year_day=day_price(product.year, days)
        )
    whole = turn.about("in-total")
    months = numbers.months(turn.read.text) if whole or not turn.read.subscriptions else None
    if whole:
        months = months or 12
    if months and (whole or months != 12):
        text += " " + _total(turn, product, subscription or ("year" if months >= 12 else "flex"), months)
    return text


def _total(turn: Turn, product: Product, subscription: str, months: int) -> str:
    monthly = product.flex if subscription == "flex" else product.year
    return turn.say(
        "total-months",
        months=months,
        monthly=monthly,
        amount=monthly * months,
        subscription=getattr(turn.content.subscriptions, subscription).name,
    )


def _short(turn: Turn, code: str, subscription: str | None) -> str:
    return turn.say(f"short-{subscription or 'both'}", **_prices(turn.content.products[code]))


def _line(turn: Turn, code: str, subscription: str | None) -> str:
    return turn.say(f"line-{subscription or 'both'}", **_prices(turn.content.products[code]))


def _prices(product: Product) -> dict[str, object]:
    return {"product": product.name, "flex": product.flex, "year": product.year, "deposit": product.deposit}


def _deposits(turn: Turn, codes: list[str]) -> str:
    amounts = {turn.content.products[code].deposit for code in codes}
    if len(amounts) == 1:
        return turn.say("deposit-same", deposit=amounts.pop())
    parts = [
        turn.say("deposit-part", product=turn.voice.name(code), deposit=turn.content.products[code].deposit)
        for code in codes
    ]
    return turn.say("deposit-each", deposits=turn.voice.list(parts))


def overview(turn: Turn) -> Answer:
    """No bike named: the lowest price of each kind, and which bike is meant."""
    subscription = turn.read.subscription()
    lines = [_line(turn, code, subscription) for code in turn.content.products]
    text = "\n".join([turn.say(f"lines-intro-{subscription or 'both'}"), *lines])
    return turn.make(text, "overview", subscription=subscription, attribute="price")


def superlative(turn: Turn) -> Answer:
    """The cheapest or dearest bike, of a kind when one is named; the kids' bike apart from the others."""
    read = turn.read
    subscription = read.subscription() or "year"
    pool = [code for kind in read.kinds for code in turn.content.kinds[kind].products]
    adults = pool or [code for code, product in turn.content.products.items() if product.kind != "kids_bike"]

    def price(code: str) -> Decimal:
        return getattr(turn.content.products[code], subscription)

    cheapest = turn.about("cheapest")
    code = min(adults, key=price) if cheapest else max(adults, key=price)
    key = "cheapest" if cheapest else "dearest"
    text = turn.say(
        key, **_prices(turn.content.products[code]), kind=turn.content.kinds[turn.content.products[code].kind].name
    )
    if cheapest and not pool:
        kids = turn.content.kinds["kids_bike"].products[0]
        text += " " + turn.say("cheapest-kids", **_prices(turn.content.products[kids]))
    return turn.make(text, f"{key}/{code}", products=[code], attribute="price")


def cheaper(turn: Turn) -> Answer | None:
    """ "Is er iets goedkopers?" after one bike: the next one down, of the same kind where there is one."""
    products, before = turn.content.products, list(turn.read.product_context)
    if len(before) != 1:
        return None
    mine = products[before[0]]
    below = [code for code, p in products.items() if p.year < mine.year and p.kind != "kids_bike"]
    if not below:
        return None
    alike = [code for code in below if products[code].kind == mine.kind]
    code = max(alike or below, key=lambda c: products[c].year)
    text = turn.say("cheaper-than", **_prices(products[code]), kind=turn.content.kinds[products[code].kind].name)
    return turn.make(text, f"cheaper/{code}", products=[code], attribute="price")


def within_budget(turn: Turn) -> Answer | None:
    """ "Wat hebben jullie onder de 30 euro?": the bikes within an amount a month."""
    amount = numbers.euros(turn.read.text)
    if amount is None or not turn.about("under"):
        return None
    pool = turn.read.named or list(turn.content.products)
    fitting = [code for code in pool if turn.content.products[code].year <= amount]
    if not fitting:
        cheapest = min(pool, key=lambda code: turn.content.products[code].year)
        text = turn.say("under-none", amount=amount, **_prices(turn.content.products[cheapest]))
        return turn.make(text, "under", products=[cheapest], attribute="price")
    lines = [_line(turn, code, None) for code in fitting]
    return turn.make("\n".join([turn.say("under-intro", amount=amount), *lines]), "under", attribute="price")


# --- several bikes -------------------------------------------------------------------------------------------


def several(turn: Turn) -> Answer | None:
    """The price of more than one bike together, with the discount from the third; None when not asked."""
    codes = _counted(turn)
    rules = turn.content.subscriptions.rules
    if len(codes) < 2:
        return None
    if _which_of_kind(turn) and len(codes) <= rules.max_bikes:
        found = bikes(turn)
        return turn.make(f"{found.text}\n{turn.say('together-which')}", "together-which", products=turn.read.named)
    if len(codes) > rules.max_bikes:
        return turn.reply("too-many-bikes")
    subscription = turn.read.subscription()
    chosen = [subscription] if subscription else ["flex", "year"]
    parts = []
    for name in chosen:
        prices = [getattr(turn.content.products[code], name) for code in codes]
        total, _ = with_discount(prices, rules.discount_from_bike, rules.extra_bike_discount_percent)
        parts.append(
            turn.say("together-part", amount=total, subscription=getattr(turn.content.subscriptions, name).name)
        )
    names = [
        f"{codes.count(code)}× {turn.voice.name(code)}" if codes.count(code) > 1 else turn.voice.name(code)
        for code in dict.fromkeys(codes)
    ]
    text = turn.say("together", bikes=turn.voice.list(names), amounts=turn.voice.list(parts))
    if len(codes) >= rules.discount_from_bike:
        text += " " + turn.say("together-discount")
    deposit_sum = sum((turn.content.products[code].deposit for code in codes), Decimal(0))
    text += " " + turn.say("together-deposit", deposit=deposit_sum)
    return turn.make(
        text, "together", products=list(dict.fromkeys(codes)), subscription=subscription, attribute="price"
    )


def _which_of_kind(turn: Turn) -> bool:
    """A kind was named that has several bikes ("twee e-bikes"), so there is nothing to add up yet."""
    return any(len(turn.content.kinds[name].products) > 1 for name in turn.read.kinds)


def with_discount(prices: list[Decimal], from_bike: int, percent: int) -> tuple[Decimal, Decimal]:
    """Total of `prices` and what the discount saves.

    The discount is on the monthly price of each bike from the `from_bike`-th on (producten.md, Korting). The
    customer chooses the order, so the cheapest ones are taken as the extra ones: never promise too much.
    """
    extra = sorted(prices, reverse=True)[from_bike - 1 :]
    saved = sum(((price * percent / 100).quantize(_CENT, ROUND_HALF_UP) for price in extra), Decimal(0))
    return sum(prices, Decimal(0)) - saved, saved


def _counted(turn: Turn) -> list[str]:
    """The bikes in the sum: "twee E-Stads en een Vouw" -> three codes; one when no sum is asked."""
    read = turn.read
    named = read.named if read.products or not turn.about("together") else read.products
    if not named and turn.about("together") and len(read.product_context) > 1:
        named = read.product_context
    single_kind = len(read.kinds) == 1 and not read.products
    if single_kind:
        named = named[:1]
    elif read.kinds:
        named = [
            code
            for code in named
            if code in read.products or code == turn.content.kinds[turn.content.products[code].kind].products[0]
        ]
    counts = numbers.counts(read.text)
    codes: list[str] = []
    for position, code in enumerate(named):
        before = counts[position] if position < len(counts) and len(counts) >= len(named) else None
        if before is None and len(named) == 1:
            before = numbers.bikes(read.text) or next(iter(counts), None)
        codes.extend([code] * int(before or 1))
    asked = turn.about("together") or any(codes.count(code) > 1 for code in codes)
    return codes if asked and not (single_kind and len(codes) < 2) else []


def discount(turn: Turn) -> Answer:
    """The 10% from the third bike, with the amount when the bike is known."""
    codes = turn.read.bikes()
    found = several(turn)
    if found is not None:
        return found
    answer = turn.reply("discount")
    if len(codes) != 1:
        return answer
    product = turn.content.products[codes[0]]
    percent = turn.content.subscriptions.rules.extra_bike_discount_percent
    flex, year = (price * (100 - percent) / 100 for price in (product.flex, product.year))
    text = (
        answer.text
        + " "
        + turn.say("discount-bike", product=product.name, flex=flex.quantize(_CENT), year=year.quantize(_CENT))
    )
    return turn.make(text, f"discount/{codes[0]}", products=codes)


# --- first payment, deposit, insurance, services -------------------------------------------------------------


def first_payment(turn: Turn) -> Answer:
    """Deposit, the rest of the month by the day, and delivery with Flex (start_subscription, costs)."""
    codes = turn.read.bikes()
    if len(codes) != 1:
        return turn.reply("first-payment")
    product = turn.content.products[codes[0]]
    subscription = turn.read.subscription()
    start = first_date(turn.read.text, turn.read.now)
    if subscription and start:
        text = _first_amount(turn, product, subscription, start)
    else:
        days = turn.content.subscriptions.rules.days_in_month
        text = turn.say(
            f"first-payment-{subscription or 'both'}",
            **_prices(product) | {"flex_day": day_price(product.flex, days), "year_day": day_price(product.year, days)},
        )
    return turn.make(text, f"first-payment/{codes[0]}", products=codes, subscription=subscription)


def _first_amount(turn: Turn, product: Product, subscription: str, start: dt.date) -> str:
    rules = turn.content.subscriptions.rules
    monthly = getattr(product, subscription)
    days = (add_months(start.replace(day=1), 1) - start).days
    daily = day_price(monthly, rules.days_in_month)
    next_month = monthly if start.day > rules.first_payment_next_month_after_day else Decimal(0)
    delivery = turn.content.services["delivery"].price or Decimal(0)
    delivery = delivery if subscription == "flex" else Decimal(0)
    parts = [
        turn.say("first-part-deposit", deposit=product.deposit),
        turn.say("first-part-days", days=days, daily=daily, amount=daily * days),
    ]
    if next_month:
        parts.append(turn.say("first-part-month", amount=next_month))
    if delivery:
        parts.append(turn.say("first-part-delivery", amount=delivery))
    total = product.deposit + daily * days + next_month + delivery
    return turn.say(
        "first-amount",
        product=product.name,
        subscription=getattr(turn.content.subscriptions, subscription).name,
        day=turn.voice.date(start),
        amount=total,
        parts=turn.voice.list(parts),
    )


def day_price(monthly: Decimal, days_in_month: int) -> Decimal:
    """The price of a day: the monthly price divided by 30, rounded to whole cents."""
    return (monthly / days_in_month).quantize(_CENT, ROUND_HALF_UP)


def deposit(turn: Turn) -> Answer:
    codes = turn.read.bikes()
    if not codes:
        return turn.reply("deposit")
    if len(codes) == 1:
        text = turn.say(
            "deposit-one", product=turn.voice.name(codes[0]), deposit=turn.content.products[codes[0]].deposit
        )
    else:
        text = _deposits(turn, codes)
    return turn.make(text, "/".join(["deposit", *codes]), products=codes, attribute="deposit")


def extra_cover(turn: Turn) -> Answer:
    codes = turn.read.bikes()
    groups = {turn.content.products[code].group for code in codes}
    if len(groups) == 1:
        group = groups.pop()
        text = turn.say("extra-cover", bike=turn.bikes(codes), amount=turn.content.insurance.groups[group].extra)
        return turn.make(text, "/".join(["extra-cover", *codes]), products=codes)
    return turn.reply("extra-cover")


def service(turn: Turn) -> Answer:
    """The price of a service, with the condition that goes with it."""
    name = max(turn.read.services, key=_particular)
    found = turn.content.services[name]
    text = (
        turn.voice.fill((found.note.by(turn.language),))
        if found.note
        else turn.say(
            "service-free" if not found.price else "service", service=found.name, price=found.price or Decimal(0)
        )
    )
    text = capital(text)
    if name == "delivery" and len(turn.read.subscriptions) == 1:
        text = turn.say(f"delivery-{turn.read.subscriptions[0]}")
    if turn.read.named and _ONE_TO_ONE.search(turn.read.text):
        return turn.make(f"{bikes(turn).text} {text}", f"bike/{turn.read.named[0]}", products=turn.read.named)
    return turn.make(text, f"service/{name}", service=name)


def _particular(name: str) -> int:
    """When a message names several services, the more particular one is meant ("sleutel niet ingeleverd")."""
    return {"delivery": 0, "cancel": 0, "repair": 1, "pickup": 1, "sign_up": 1}.get(
        name, 3 if "missing" in name or "no_show" in name else 2
    )

"""ask_business: prices for companies and the bike plan, with the amounts worked out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from actions.answers import numbers
from actions.answers.model import Answer
from actions.answers.turn import Turn

_IN_WORDS = (
    "tax",
    "early-leave",
    "replacement",
    "vat",
    "payment",
    "deposit",
    "contract",
    "invoice-name",
    "offer",
    "contact",
)
_CENT = Decimal("0.01")


def answer(turn: Turn) -> Answer:
    read = turn.read
    lease = turn.about("lease") or (read.joined and read.context.get("business") == "lease")
    count = numbers.bikes(read.text) or _only_number(turn)
    if turn.about("offer") and (lease or turn.about("price")):
        return _with_offer(turn, lease, count)
    for subject in _IN_WORDS:
        if turn.about(subject) and not (subject in ("vat", "payment") and count is not None):
            return turn.reply(subject, products=read.named or None, business="lease" if lease else None)
    if turn.about("buy"):
        return buy(turn)
    codes = read.bikes()
    if not lease and (count is not None or (turn.about("price") and codes)):
        before = turn.read.context.get("bikes")
        return discount(turn, count or before or (turn.content.business.min_bikes if codes else None), codes)
    chosen = turn.chosen(0.42)
    if chosen is not None:
        return chosen
    return turn.reply("lease", business="lease") if lease else turn.general()


def _only_number(turn: Turn) -> int | None:
    """The number in words that only go on: "en als het er maar 4 zijn?"."""
    on = turn.read.joined and turn.read.context.get("topic") == turn.topic
    found = re.findall(r"\b\d{1,3}\b", turn.read.text) if on else []
    return int(found[0]) if len(found) == 1 else None


def _with_offer(turn: Turn, lease: bool, count: int | None) -> Answer:
    """What was asked beside the offer comes first: the price of a bike, the bike plan."""
    codes = turn.read.bikes()
    said = [discount(turn, count or turn.content.business.min_bikes, codes).text] if turn.about("price") and codes else []
    said += [turn.reply("lease").text] if lease else []
    offer = turn.reply("offer", products=codes[:3] or None, business="lease" if lease else None)
    return replace(offer, text="\n\n".join([*said, offer.text]))


def buy(turn: Turn) -> Answer:
    """Buying the bike after a lease: 15% of the value as new."""
    codes = turn.read.bikes()
    if len(codes) not in (1, 2):
        return turn.reply("buy", business="lease")
    percent = turn.content.business.lease.buy_percent
    parts = [
        turn.say(
            "buy-part",
            product=turn.voice.name(code),
            amount=(turn.content.products[code].new_value * percent / 100).quantize(_CENT),
        )
        for code in codes
    ]
    text = turn.say("buy", bikes=turn.voice.list(parts))
    return turn.make(text, "/".join(["buy", *codes]), products=codes, business="lease")


def discount(turn: Turn, count: int | None, codes: list[str]) -> Answer:
    """The discount for a number of bikes, and what one bike then costs without VAT."""
    business = turn.content.business
    if count is None:
        return turn.reply("discount", products=codes or None)
    if count < business.min_bikes:
        return turn.reply("fewer-than-five", bikes=count)
    tier = next(tier for tier in reversed(business.tiers) if count >= tier.from_)
    text = turn.say("discount-count", count=count, percent=tier.percent)
    for code in codes[:2]:
        year = turn.content.products[code].year
        text += " " + turn.say(
            "price-bike",
            product=turn.voice.name(code),
            amount=net_price(year, tier.percent, turn.content.subscriptions.rules.vat_percent),
        )
    text += " " + turn.say("then-offer")
    return turn.make(text, "/".join(["discount", str(count), *codes[:2]]), products=codes or None, bikes=count)


def net_price(year: Decimal, percent: int, vat_percent: int) -> Decimal:
    """Monthly price for a company: the Jaar price less the discount, without VAT (price divided by 1.21)."""
    reduced = year * (100 - percent) / 100
    return (reduced / (1 + Decimal(vat_percent) / 100)).quantize(_CENT, ROUND_HALF_UP)

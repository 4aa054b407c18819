"""ask_product_range: which bikes and subscriptions there are."""

from __future__ import annotations

from actions.answers.model import Answer
from actions.answers.turn import Turn
from handoff.decide.lettering import capital


def answer(turn: Turn) -> Answer:
    read = turn.read
    if turn.about("not-offered"):
        return turn.reply("not-offered")
    for subject in ("included", "subscriptions", "business", "replacement", "maximum", "second-hand", "try"):
        if turn.about(subject):
            return turn.reply(subject)
    if read.products and len(read.products) == 1 and not read.kinds:
        return one(turn, read.products[0])
    if len(read.kinds) == 1 and not read.products:
        return kind(turn, read.kinds[0])
    if read.named:
        return several(turn, read.named)
    return turn.chosen(0.45) or turn.general()


def kind(turn: Turn, name: str) -> Answer:
    """The bikes of one kind in a sentence each."""
    codes = turn.content.kinds[name].products
    if len(codes) == 1:
        return one(turn, codes[0])
    return several(turn, list(codes), turn.content.kinds[name].plural.by(turn.language))


def several(turn: Turn, codes: list[str], plural: str | None = None) -> Answer:
    lines = [turn.say("line", product=turn.voice.name(c), summary=turn.content.products[c].summary) for c in codes]
    intro = turn.say("kind", plural=plural, count=len(codes)) if plural else turn.say("some")
    return turn.make("\n".join([intro, *lines]), "/".join(["kind", *codes[:4]]), products=codes)


def one(turn: Turn, code: str) -> Answer:
    product = turn.content.products[code]
    text = turn.say(
        "one",
        kind=turn.content.kinds[product.kind].name,
        product=product.name,
        summary=product.summary,
        flex=product.flex,
        year=product.year,
    )
    return turn.make(capital(text), f"one/{code}", products=[code])

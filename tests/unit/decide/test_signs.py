"""Signs: how a phrase is read, what denies it, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.decide.signs import Signs, denied, exclaiming, fold, phrase_pattern, shouting


def one(*phrases: str, but: tuple[str, ...] = (), **options: Any) -> Signs:
    return Signs({"it": {"nl": list(phrases), "not": {"nl": list(but)}, **options}})


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("woedend", "Ik ben WOEDEND!", "woedende"),
        ("discrimin*", "discriminatie", "gediscrimineerd"),
        ("*discrimin*", "gediscrimineerd", "crimineel"),
        ("zou binnen * dagen", "zou binnen twee dagen komen", "zou binnen een paar dagen komen"),
        ("ben ik .. kwijt", "nu ben ik mijn fiets echt kwijt", "ben ik laat. Sleutel kwijt"),
        ("(mijn|onze) advocaat", "onze advocaat belt", "een advocaat"),
        ("ik ben (al|) ziek", "ik ben ziek", "ik ben erg ziek"),
        ("ik ben 16 .", "ik ben 16, mag dat", "ik ben 16 euro kwijt"),
        ("broke (.|and)", "I'm broke.", "I broke my lamp"),
        ("ik ben 8? jaar", "ik ben 84 jaar", "ik ben 8 jaar klant"),
        ("coördinator", "coordinator", "coordinatie"),
    ],
)
def test_how_a_phrase_is_read(phrase: str, yes: str, no: str) -> None:
    assert one(phrase).has("it", yes)
    assert not one(phrase).has("it", no)


# name of the sign, a text that shows it, a text that does not: both languages, denial, idiom and context.
CONTEXT = [
    ("strong_emotion", "ik ben boos", "ik ben niet boos"),
    ("strong_emotion", "I am so angry with you", "I'm not angry at all"),
    ("strong_emotion", "ik ben nog nooit zo boos geweest", "ik ben nooit boos"),
    ("strong_emotion", "ik ben niet alleen boos maar woedend", "ik ben niet echt boos"),
    ("strong_emotion", "I am not only upset, I am furious with you", "my neighbour is furious"),
    ("strong_emotion", "ik ben bang en durf niet naar buiten", "ik ben bang dat het gaat regenen"),
    ("strong_emotion", "ik ben verdrietig", "jammer hoor"),
    ("insult", "wat een kutbedrijf", "kun je me helpen"),
    ("insult", "fuck this", "where can I leave feedback"),
    ("insult", "jullie zijn oplichters", "ik had oplichters aan de lijn"),
    ("legal", "ik neem een advocaat", "ik heb geen advocaat nodig"),
    ("legal", "I will call my lawyer", "I don't need a lawyer"),
    ("legal", "see you in court", "the service point is next to the tennis court"),
    ("legal", "ik ga naar de rechter", "de rechter trapper is los"),
    ("legal", "my lawyer will write you", "my lawyer friend wants a bike"),
    ("legal", "hier maak ik er een zaak van", "u hebt er een zaak van gemaakt, hoe staat die ervoor?"),
    ("legal", "advocaat ingeschakeld", "een glaasje advocaat met slagroom"),
    ("injury", "ik ben gewond", "ik ben niet gewond"),
    ("fall", "ik ben vanmorgen gevallen", "de fiets is omgevallen"),
    ("fall", "ik ging onderuit in de bocht", "het stuur zit los"),
    ("fall", "I fell because the front wheel came off", "the front wheel came off in the shed"),
    ("fall", "went straight over the handlebars", "the handlebar is loose"),
    ("injury", "I was injured", "nobody was injured"),
    ("injury", "mijn knie is gekneusd", "het weer is bloedheet"),
    ("smoke", "er komt rook uit de accu", "er komt geen rook uit de accu"),
    ("smoke", "the battery is smoking", "I smoke outside"),
    ("unsafe", "de accu wordt heet", "de accu wordt niet heet"),
    ("unsafe", "the battery gets hot", "the battery doesn't get hot"),
    ("unsafe", "het stuur zit los", "stuur mij een los onderdeel"),
    ("unsafe", "de rem doet het niet", "de rem piept een beetje"),
    ("unsafe", "beide remmen doen niks", "beide remmen zijn netjes gesteld"),
    ("unsafe", "neither brake works", "either brake can be adjusted with a key"),
    ("unsafe", "both brakes are gone", "both brakes squeak a bit"),
    ("unsafe", "mijn remmen weigeren", "rem ik goed als het regent?"),
    ("press", "ik ga naar Kassa van de tv, de redactie van kassa", "ik ben de kassabon kwijt"),
    ("press", "I'll post this on Facebook", "press the button"),
    ("death", "mijn vrouw is overleden", "ik lach me dood"),
    ("death", "my father passed away", "my phone died"),
    ("data_leak", "ik kreeg de factuur van iemand anders", "de factuur staat op naam van iemand anders"),
    ("fraud", "ik kreeg een phishing mail", "ik kreeg een mail"),
    ("vulnerable", "ik zit in een rolstoel", "ik word er ziek van jullie"),
    ("vulnerable", "I'm pregnant", "I'm sick of this"),
    ("human", "ik wil een mens spreken", "ben je een mens?"),
    ("staff_threat", "ik sla je in elkaar", "ik kan jullie wel schieten"),
    ("hardship", "ik kan de rekening niet betalen", "ik kan niet betalen met de app"),
    ("deadline_today", "de termijn loopt vandaag af", "zijn jullie vandaag nog open"),
    ("minor", "ik ben minderjarig", "mijn zoon is minderjarig"),
    ("administration", "ik sta onder bewind", "ik sta niet onder bewind"),
    ("discrimination", "racist remark", "he was just rude"),
    ("thief_now", "ik zie mijn fiets nu staan", "ik zie mijn fiets niet meer staan"),
    ("other_party", "aangereden door een auto", "niet door een auto aangereden"),
    ("abroad", "ik verhuis naar Duitsland", "ik verhuis niet naar Duitsland"),
]


@pytest.mark.parametrize(("name", "yes", "no"), CONTEXT)
def test_context(signs: Signs, name: str, yes: str, no: str) -> None:
    assert signs.has(name, yes)
    assert not signs.has(name, no)


def test_look_alikes_take_back_only_themselves() -> None:
    signs = one("dood", but=("lach me dood",))
    assert not signs.has("it", "ik lach me dood")
    assert signs.has("it", "ik lach me dood, maar mijn vogel is dood")


def test_what_only_names_a_matter_counts_when_denied_too() -> None:
    assert not one("incassokosten").has("it", "ik betaal geen incassokosten")
    assert one("incassokosten", also_denied=True).has("it", "ik betaal geen incassokosten")


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("ik ben niet boos", "boos", True),
        ("ik ben boos, niet een beetje", "boos", False),
        ("dit is niet goed en ik ben boos", "boos", False),
        ("het lukt niet. ik ben boos", "boos", False),
        ("i don't think i need a lawyer", "lawyer", True),
        ("i do not know what to do i am angry", "angry", False),
        ("de accu rookt niet", "rookt", True),
        ("de accu rookt niet meer maar stinkt", "rookt", False),
        ("nooit zo boos geweest", "boos", False),
        ("zonder advocaat", "advocaat", True),
    ],
)
def test_denial(text: str, word: str, expected: bool) -> None:
    start = text.index(word)
    assert denied(text, start, start + len(word)) is expected


@pytest.mark.parametrize(
    ("text", "loud", "row"),
    [
        ("WAAR BLIJFT MIJN FIETS", True, False),
        ("WAAR BLIJFT MIJN FIETS!!!", True, True),
        ("mijn IBAN en BSN en PIN", False, False),
        ("OK", False, False),
        ("dank je wel!", False, False),
        ("wat is dit?!?!", False, True),
        ("de SR-EB1 of de SR-EB2", False, False),
    ],
)
def test_shouting(text: str, loud: bool, row: bool) -> None:
    assert (shouting(text), exclaiming(text)) == (loud, row)


def test_unknown_sign_is_an_error(signs: Signs) -> None:
    with pytest.raises(KeyError):
        signs.has("no such sign", "text")


def test_every_phrase_of_the_guidelines_can_be_read(content: Any) -> None:
    for name, entry in content.guidelines["signs"].items():
        for language in ("nl", "en"):
            for phrase in (*(entry.get(language) or ()), *((entry.get("not") or {}).get(language) or ())):
                assert isinstance(phrase, str), (name, phrase)
                assert phrase.count("(") == phrase.count(")"), (name, phrase)
                assert phrase_pattern(phrase), (name, phrase)


@given(st.text(max_size=200))
def test_never_fails_on_any_text(signs: Signs, text: str) -> None:
    signs.all_in(text)
    assert fold(text) == fold(fold(text))

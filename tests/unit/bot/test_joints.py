"""Where a message may fall apart."""

from __future__ import annotations

import pytest

from bot.nlu.joints import MOST, joints


@pytest.mark.parametrize(
    ("text", "right_side", "kind"),
    [
        ("Wat kost de E-Ver? Hoe zwaar is hij?", "Hoe zwaar is hij?", "question"),
        ("Mijn band is lek. Kan er iemand komen?", "Kan er iemand komen?", "sentence"),
        ("wat kost de e-ver en hoe zwaar is hij", "hoe zwaar is hij", "and"),
        ("what does it cost and can I pause it", "can I pause it", "and"),
        ("ik wil opzeggen, daarnaast klopt mijn factuur niet", "klopt mijn factuur niet", "also"),
        ("wat kost een zitje\nzijn jullie zondag open", "zijn jullie zondag open", "newline"),
        ("1. mijn adres klopt niet 2. waar is mijn fiets", "waar is mijn fiets", "numbered"),
        ("wat kost de e-stad hoe lang duurt leveren", "hoe lang duurt leveren", "bare"),
        ("monteur weer niet geweest geef me iemand", "geef me iemand", "bare"),
        ("hij zou gisteren komen terwijl ik al betaald heb", "terwijl ik al betaald heb", "bare"),
        ("the brake is gone swap it for another", "swap it for another", "bare"),
        ("is r6100422 done until when are you open", "until when are you open", "bare"),
    ],
)
def test_a_joint_is_found_where_the_second_question_begins(text: str, right_side: str, kind: str) -> None:
    assert (right_side, kind) in [(text[j.right :], j.kind) for j in joints(text)]


@pytest.mark.parametrize("text", ["", "hallo", "wat kost de E-Stad?", "Ik wacht op dhr. Jansen", "bel a.s. vrijdag"])
def test_nothing_to_part(text: str) -> None:
    assert not [j for j in joints(text) if j.kind in ("sentence", "question", "newline", "numbered")]


@pytest.mark.parametrize(
    "text",
    [
        "and I want to speak to your manager",  # Dutch "want" is "because"
        "a copy of the contract",  # Dutch "of" is "or"
        "what do you charge for a second key",
        "dit is al de tweede keer deze maand",
        "I also have a small dog",
        "waar is mijn fiets nu eigenlijk gebleven",
        "the bike that I rented last year from you",
    ],
)
def test_no_joint_in_the_middle_of_one_thing(text: str) -> None:
    assert [text[j.right :] for j in joints(text)] == []


@pytest.mark.parametrize(
    ("text", "right_side"),
    [
        ("ik betaal niet want hij is stuk", "hij is stuk"),
        ("kan het morgen of is dat te vroeg", "is dat te vroeg"),
        ("factuur klopt niet mijn slot hapert", "mijn slot hapert"),
        ("late delivery the app froze", "the app froze"),
        ("how do I stop this from which date", "from which date"),
        ("kan dat hoe lang duurt het", "hoe lang duurt het"),
        ("do you have the Drie in stock it's for my mother", "it's for my mother"),
        ("Ten eerste dit. Ten tweede dat", "dat"),
    ],
)
def test_a_sentence_may_begin_without_a_sign(text: str, right_side: str) -> None:
    assert right_side in [text[j.right :] for j in joints(text)]


def test_a_letter_keeps_the_strongest_joints() -> None:
    letter = "Eerst dit, dan dat en zo. Waarom? " * 20
    found = joints(letter)
    assert len(found) == MOST
    assert any(j.kind == "question" for j in found)


def test_sides_never_overlap() -> None:
    text = "Hoi, ik wil opzeggen en ook mijn borg terug. Kan dat?\n- en mijn factuur klopt niet"
    for joint in joints(text):
        assert 0 < joint.left <= joint.right < len(text)

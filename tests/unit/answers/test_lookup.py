"""What the desk finds to say, in both languages, with the customer's data filled in."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.answers.lookup import find, suggestions
from handoff.content import load
from handoff.content.schema import LANGUAGES, Language
from handoff.settings import ROOT

CONTENT = load(ROOT / "data" / "organisation")
TODAY = dt.date(2026, 11, 24)
KNOWN = {"name": "Fatima", "case": "Z2026-000001", "due": "8 december 2026", "agent": "Sanne"}


def codes(query: str, language: Language = "nl", topics: tuple[str, ...] = ()) -> list[str]:
    return [h.code for h in find(CONTENT, language, query, topics=topics, today=TODAY, values=KNOWN)]


def test_there_are_forty_replies_and_each_is_filled_in_both_languages() -> None:
    assert len(CONTENT.replies) >= 40
    for language in LANGUAGES:
        for code in CONTENT.replies:
            hit = next(h for h in find(CONTENT, language, code.replace("-", " "), topics=CONTENT.replies[code].topics, today=TODAY, values=KNOWN, most=99) if h.code == code)
            assert "{" not in hit.text
            assert "[" not in hit.text or "{customer}" in CONTENT.replies[code].text.nl


@pytest.mark.parametrize(
    ("query", "language", "code"),
    [
        ("opz", "nl", "opzeggen"),
        ("borg", "nl", "borg"),
        ("hoe lang duurt het voor ik mijn borg terugkrijg", "nl", "borg"),
        ("stolen bike police", "en", "diefstal"),
        ("gecondoleerd", "nl", "verlies"),
        ("cooling", "en", "bedenktijd"),
    ],
)
def test_found_by_its_beginning_or_by_meaning(query: str, language: Language, code: str) -> None:
    assert code in codes(query, language)[:5]


def test_the_handbook_is_searched_from_the_same_place() -> None:
    found = find(CONTENT, "nl", "kan ik de Vouw pauzeren", topics=(), today=TODAY, values=KNOWN)
    assert any(h.kind == "answer" and h.code.startswith("pause_subscription/") for h in found)


def test_without_words_the_replies_of_the_open_questions_come_first() -> None:
    assert codes("", topics=("pause_subscription",))[0] == "pauze"
    assert "hallo" in codes("")


def test_what_is_not_known_is_a_blank() -> None:
    hit = next(h for h in find(CONTENT, "nl", "zaak gemaakt", topics=(), today=TODAY, values={}) if h.code == "zaak-gemaakt")
    assert "[zaaknummer]" in hit.text
    assert "[datum]" in hit.text


def test_nonsense_finds_nothing() -> None:
    assert codes("xqzw jjkv") == []


def test_an_open_question_gets_an_answer_and_a_reply() -> None:
    found = suggestions(CONTENT, "nl", "ask_deposit_refund", "Wanneer krijg ik mijn borg terug?", today=TODAY, values=KNOWN)
    assert {h.kind for h in found} == {"answer", "reply"}
    assert all("{" not in h.text for h in found)

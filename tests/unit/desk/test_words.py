"""Both languages say the same things, and everything that a page asks for is there."""

from __future__ import annotations

import re
import string
from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

import pytest

from handoff.decide.triage.complexity import MESSAGE, PARTS
from handoff.decide.triage.priority import RAISES
from handoff.desk import words
from handoff.desk.registers import SHOWS
from handoff.desk.words import LANGUAGES, TABLES, Words
from handoff.settings import ROOT
from handoff.store import tables
from handoff.work.accounts import PRESENCES
from handoff.work.base import RANKS
from handoff.work.contacts import OUTCOMES
from handoff.work.handling import DECISIONS, STATUSES
from handoff.work.new_values import FIELDS
from handoff.work.registration import CHANNELS, DIRECTIONS
from handoff.work.telling import WAYS

TEMPLATES = sorted((ROOT / "handoff" / "web" / "templates" / "desk").glob("*.html"))
ASKED = re.compile(r"""\bw\("([a-z_.\-]+)"[),]""")
COUNTED = re.compile(r"""\bw\.count\("([a-z_.]+)\"""")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_text_stands_in_one_place_only() -> None:
    modules = [import_module(f"handoff.desk.words.{found.name}") for found in iter_modules(words.__path__)]
    tables = [value for module in modules for name, value in vars(module).items() if name.isupper() and isinstance(value, dict)]
    times = Counter(key for table in tables for key in table)
    assert {key for key, n in times.items() if n > 1} == set()
    assert set(times) >= set(TABLES["nl"])


def test_a_text_takes_the_same_values_in_both_languages() -> None:
    dutch, english = TABLES["nl"], TABLES["en"]
    assert [key for key in dutch if fields(dutch[key]) != fields(english[key])] == []
    assert [(language, key) for language in LANGUAGES for key, text in TABLES[language].items() if not text.strip()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_that_a_template_asks_for_is_there(template) -> None:
    source = template.read_text("utf-8")
    asked = set(ASKED.findall(source)) | {
        f"{key}.{form}" for key in COUNTED.findall(source) for form in ("one", "more")
    }
    assert not asked - set(TABLES["nl"])


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("priority", RANKS),
        ("presence", PRESENCES),
        ("case_status", STATUSES),
        ("decision", DECISIONS),
        ("outcome", OUTCOMES),
        ("way", WAYS),
        ("change_field", FIELDS),
        ("changes.show", SHOWS),
        ("changes.none", SHOWS),
        ("change_status", ("waiting", "applied", "refused", "corrected", "planned")),
        ("post.kind", ("material", "invoice", "letter")),
        ("channel", CHANNELS),
        ("direction", DIRECTIONS),
        ("part", ("answered", "open", "handed_over")),
        ("verified", ("0", "1", "2")),
        ("kind", ("info", "procedure", "request", "complaint", "debt", "urgent", "meta")),
    ],
)
def test_every_code_has_a_name(group: str, codes) -> None:
    assert not {f"{group}.{code}" for code in codes} - set(TABLES["nl"])


def test_every_reason_that_triage_gives_has_words() -> None:
    given = {rule[0] for rule in (*MESSAGE, *PARTS, *RAISES)} | {"engine_failed", "safety"}
    assert not {f"reason.{name}" for name in given} - set(TABLES["nl"])


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    assert Words("nl").named("reason", "brand_new_reason") == "brand new reason"


def test_an_unknown_language_is_dutch() -> None:
    assert Words("fr").language == "nl"


def test_words_of_the_page_fit_what_is_stored() -> None:
    assert all(len(code) <= tables.cases.c.status.type.length for code in STATUSES)

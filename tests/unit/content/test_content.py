"""The content of the repository is sound, and every kind of mistake is found at its line."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from handoff.content import ContentError, check, load

ROOT = Path(__file__).parents[3] / "data" / "organisation"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy with one topic of answers, to spoil."""
    root = tmp_path / "organisation"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("texts"))
    for path in (root / "answers").glob("*.yml"):
        if path.stem != "ask_privacy":
            path.unlink()
    return root


def spoil(root: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` by `new`; the line at which it stood."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_content_of_the_repository_has_no_problems() -> None:
    assert check(ROOT) == []


def test_a_sound_copy_has_no_problems(copy: Path) -> None:
    assert check(copy) == []


MISTAKES = [
    ("products.yml", 'flex: "22.50"', "flex: 22.50", "amount as a string"),
    ("products.yml", 'kind: "city_bike"', 'kind: "unicycle"', "unicycle does not exist"),
    ("products.yml", "gears: 3", "geers: 3", "geers"),
    ("forms/complain_staff.yml", "use: email", "use: fax", "there is no field fax"),
    ("products.yml", 'year: "18.50"', 'year: "48.50"', "dearer than Flex"),
    ("kinds.yml", '["SR-ST1", "SR-ST7"]', '["SR-ST1", "SR-ST9"]', "SR-ST9 does not exist"),
    ("topics.yml", "department: verkoop", "department: kantine", "kantine does not exist"),
    ("topics.yml", "complaint: complain_repair", "complaint: ask_repair_status", "topic of kind complaint ask_repair_status does not exist"),
    ("topics.yml", 'en: "bikes and subscriptions"', 'eng: "bikes"', "en"),
    ("accessories.yml", '["SR-BF2", "SR-BF3"]', '["SR-BF2", "SR-XX9"]', "SR-XX9 does not exist"),
    ("services.yml", "{services.pickup}", "{services.pick_up}", "{services.pick_up} is no known fact"),
    ("dunning.yml", 'minimum: "40"', "minimum: 40", "amount as a string"),
    ("dunning.yml", 'minimum: "40"', 'minimum: "9999"', "minimum is above maximum"),
    ("dunning.yml", 'upto: "190000", percent', "percent", "only the last tier has no upto"),
    ("dunning.yml", "from: 2023-07-01", "from: 2022-07-01", "does not come after"),
    ("dunning.yml", "free_days: 14", "free_days: 13", "greater than or equal to 14"),
    ("dunning.yml", "id: letter_14, day: 30", "id: letter_14, day: 20", "20 does not come after 21"),
    ("dunning.yml", "id: lock", "id: lok", "the steps are"),
    ("dunning.yml", "department: klantenservice", "department: kantine", "kantine does not exist"),
    ("dunning.yml", '"08:00-19:00"', '"19:00-08:00"', "end is before the start"),
    ("dunning.yml", "calls_per_day: 1", "calls_a_day: 1", "calls_a_day"),
    ("hours.yml", '"08:00-20:00"', '"08:00-26:00"', "hour"),
    ("organisation.yml", 'hours: "debtors"', 'hours: "debtor"', "debtor does not exist"),
    ("answers/ask_privacy.yml", "topic: ask_privacy", "topic: ask_privatsy", "ask_privatsy"),
    ("answers/ask_privacy.yml", "{contact.privacy.email}", "{contact.privacy.fax}", "is no known fact"),
    ("answers/ask_privacy.yml", "{contact.privacy.email}", "{contact.privacy}", "group of facts"),
    ("answers/ask_privacy.yml", "  - id: sell", "  - id: chat", "used twice"),
    ("answers/ask_privacy.yml", '"verkopen jullie mijn gegevens"', '"wordt dit gesprek bewaard"', "too like"),
    ("answers/ask_privacy.yml", "known: false", "knwon: false", "knwon"),
]


@pytest.mark.parametrize(("file", "old", "new", "what"), MISTAKES)
def test_a_mistake_is_found(copy: Path, file: str, old: str, new: str, what: str) -> None:
    spoil(copy, file, old, new)
    problems = check(copy)
    assert any(what in problem.what and problem.file == file for problem in problems), problems
    assert all(problem.mend for problem in problems)


def test_the_line_of_a_mistake(copy: Path) -> None:
    line = spoil(copy, "answers/ask_privacy.yml", "{contact.privacy.email}", "{contact.privacy.fax}")
    (problem,) = check(copy)
    assert problem.line == line
    assert str(problem).startswith(f"answers/ask_privacy.yml:{line}: ")


def test_all_mistakes_are_reported_at_once(copy: Path) -> None:
    spoil(copy, "products.yml", 'flex: "22.50"', "flex: 22.50")
    spoil(copy, "hours.yml", '"08:00-20:00"', '"late"')
    assert {problem.file for problem in check(copy)} == {"products.yml", "hours.yml"}


def test_no_yaml_and_missing_files(copy: Path) -> None:
    (copy / "hours.yml").write_text("places: {a: [", encoding="utf-8")
    (copy / "kinds.yml").unlink()
    assert {problem.file for problem in check(copy)} == {"hours.yml", "kinds.yml"}
    with pytest.raises(ContentError) as error:
        load(copy, tolerate=True)
    assert len(error.value.problems) == 2


def test_answer_in_one_language_only(copy: Path) -> None:
    path = copy / "answers" / "ask_privacy.yml"
    text = path.read_text(encoding="utf-8")
    at = text.index("    en:", text.index("id: sell"))
    asks_end = text.index("    nl:", at - 200)
    assert asks_end
    line_start = text.index('    en: ["No, we do not sell')
    path.write_text(text[:line_start] + text[text.index("\n", line_start) + 1 :], encoding="utf-8")
    assert any("en" in problem.what for problem in check(copy))


def test_facts_by_path() -> None:
    content = load(ROOT, tolerate=True)
    assert content.fact("products.SR-EB1.flex") == Decimal("79")
    assert content.fact("services.pickup") == Decimal("25")
    assert content.fact("contact.debtors.phone") == "088-000 12 50"
    assert content.fact("accessories.items.rear_seat") == Decimal("4")
    for path in ("products.SR-EB9.flex", "products", "services", "products.SR-EB1.fact", "nonsense", "__class__"):
        with pytest.raises(KeyError):
            content.fact(path)


def test_every_topic_and_department_is_there() -> None:
    content = load(ROOT, tolerate=True)
    assert len(content.topics) == 67
    assert len(content.departments) == 10
    assert len(content.materials) == 13


def test_version_changes_with_the_content(copy: Path) -> None:
    before = load(copy).version
    spoil(copy, "services.yml", 'price: "35"', 'price: "36"')
    assert load(copy).version != before

"""Checks between files: what pydantic cannot see in one value.

Each check is a generator of problems, so that an editor gets all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from pydantic import BaseModel
from rapidfuzz.fuzz import ratio
from rapidfuzz.utils import default_process

from handoff.content.dunning_checks import dunning_problems
from handoff.content.files import Positions, Problem
from handoff.content.form_checks import form_problems
from handoff.content.model import Content
from handoff.content.replies import VARIABLES, Reply, TopicAnswers
from handoff.content.schema import LANGUAGES, Text

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
DATE_PATH = re.compile(r"date\.(today|(days|workdays|months)\.\d+|next_debit|next_invoice|pause_first)")
TEMPLATE_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
TOO_SIMILAR = 96  # of 100: the same words but for a letter; the order counts ("van flex naar jaar")
ALL_FITS = {"all", "all_electric"}
LONGEST_ANSWER = 95  # words; more cannot be read in a chat window

Where = Sequence[str | int]


class _Report:
    """Makes problems of one file with the right line."""

    def __init__(self, file: str, positions: Mapping[str, Positions]) -> None:
        self.file = file
        self._positions = positions.get(file)

    def __call__(self, where: Where, what: str, mend: str) -> Problem:
        line = self._positions.line(where) if self._positions else 1
        return Problem(self.file, line, what, mend)


def all_problems(content: Content, positions: Mapping[str, Positions]) -> list[Problem]:
    """Every cross-reference problem in the content."""
    found = list(_facts(content, positions))
    for stem, answers in content.answers.items():
        found.extend(_answers(content, stem, answers, _Report(f"answers/{stem}.yml", positions)))
    for stem, form in content.forms.items():
        found.extend(form_problems(content, stem, form, _Report(f"forms/{stem}.yml", positions)))
    found.extend(dunning_problems(content.dunning, content.departments, _Report("dunning.yml", positions)))
    found.extend(_papers(content, _Report("materials.yml", positions)))
    found.extend(_wording(content, positions))
    found.extend(_parity_of_texts(content.texts, positions))
    return found


def _papers(content: Content, report: _Report) -> Iterator[Problem]:
    """Whatever language we offer a paper in, its text is there; and no text without its entry."""
    wanted = {f"{code}.{language}": code for code, paper in content.materials.items() for language in paper.languages}
    for name, code in wanted.items():
        if not content.papers.get(name, "").strip():
            yield report(
                (code, "languages"), f"materials/{name}.md has no text", "write it, or do not offer this language"
            )
    for name in content.papers.keys() - wanted.keys():
        yield report((), f"materials/{name}.md is offered nowhere", "name code and language here, or remove the file")


# --- facts ---------------------------------------------------------------------------------------------------


def _facts(content: Content, positions: Mapping[str, Positions]) -> Iterator[Problem]:
    report = _Report("products.yml", positions)
    for code, product in content.products.items():
        if product.kind not in content.kinds:
            yield report((code, "kind"), f"kind {product.kind} does not exist", "use a key of kinds.yml")
        if product.year > product.flex:
            yield report((code, "year"), f"{code}: Jaar is dearer than Flex", "check both prices")
        if product.features.rider_min_m >= product.features.rider_max_m:
            yield report((code, "features", "rider_min_m"), f"{code}: shortest rider is taller than tallest", "swap")
    yield from _double_names(content, report)
    report = _Report("kinds.yml", positions)
    for name, kind in content.kinds.items():
        yield from _known(kind.products, content.products, (name, "products"), "product", report)
    report = _Report("topics.yml", positions)
    complaints = {name: topic for name, topic in content.topics.items() if topic.kind == "complaint"}
    for name, topic in content.topics.items():
        yield from _known([topic.department], content.departments, (name, "department"), "department", report)
        if topic.complaint:
            yield from _known([topic.complaint], complaints, (name, "complaint"), "topic of kind complaint", report)
    yield from _canned(content, _Report("replies.yml", positions))
    yield from _retention(content, _Report("retention.yml", positions))
    yield from _accessory_references(content, _Report("accessories.yml", positions))
    report = _Report("delivery.yml", positions)
    limited = content.delivery.limited
    yield from _known(limited.products, content.products, ("limited", "products"), "product", report)
    yield from _known(
        limited.service_points, content.locations.service_points, ("limited", "service_points"), "service point", report
    )
    report = _Report("organisation.yml", positions)
    for name, channel in content.organisation.contact.items():
        if channel.hours:
            yield from _known([channel.hours], content.hours.places, ("contact", name, "hours"), "place", report)
    report = _Report("hours.yml", positions)
    late = content.hours.late_night.service_points
    yield from _known(late, content.locations.service_points, ("late_night", "service_points"), "service point", report)
    report = _Report("services.yml", positions)
    for name, service in content.services.items():
        if service.note:
            for language in LANGUAGES:
                yield from _placeholders(content, service.note.by(language), (name, "note", language), report)


def _retention(content: Content, report: _Report) -> Iterator[Problem]:
    rules = content.retention
    for name, term in rules.terms:
        if (term.days > 0) + (term.months > 0) + (term.hours > 0) != 1:
            yield report(("terms", name), f"{name} is not one term", "give days, months or hours, one of them")
    yield from _known(rules.money.topics, content.topics, ("money", "topics"), "topic", report)
    yield from _known(rules.money.departments, content.departments, ("money", "departments"), "department", report)
    kinds = {str(topic.kind): topic for topic in content.topics.values()}
    yield from _known(rules.complaint_kinds, kinds, ("complaint_kinds",), "kind of topic", report)


def _canned(content: Content, report: _Report) -> Iterator[Problem]:
    """Standard replies: topics that exist, and facts that exist beside the variables of a conversation."""
    for code, canned in content.replies.items():
        yield from _known(canned.topics, content.topics, (code, "topics"), "topic", report)
        for language in LANGUAGES:
            text = canned.text.by(language)
            facts = PLACEHOLDER.sub(lambda m: "" if m[1] in VARIABLES else m[0], text)
            yield from _placeholders(content, facts, (code, "text", language), report)
            if len(text.split()) > LONGEST_ANSWER:
                yield report(
                    (code, "text", language), f"{code}: {len(text.split())} words", "say it in 60 words or fewer"
                )
        used = [set(PLACEHOLDER.findall(canned.text.by(language))) for language in LANGUAGES]
        if used[0] != used[1]:
            yield report((code, "text"), f"{code}: the languages fill in different things", "name the same in both")


def _double_names(content: Content, report: _Report) -> Iterator[Problem]:
    for language in LANGUAGES:
        owner: dict[str, str] = {}
        for code, product in content.products.items():
            for alias in product.aliases.by(language):
                other = owner.setdefault(default_process(alias), code)
                if other != code:
                    where = (code, "aliases", language)
                    yield report(where, f'"{alias}" is a name of {other} too', "keep it with one of the two")


def _accessory_references(content: Content, report: _Report) -> Iterator[Problem]:
    accessories = content.accessories
    for name, item in accessories.items.items():
        codes = [code for code in (*item.fits, *item.except_) if code not in ALL_FITS]
        yield from _known(codes, content.products, ("items", name, "fits"), "product", report)
    for name, group in accessories.groups.items():
        yield from _known(group.items, accessories.items, ("groups", name, "items"), "accessory", report)
    yield from _known(accessories.rules.no_child_seat, content.products, ("rules", "no_child_seat"), "product", report)


def _known(
    names: Iterable[str], existing: Mapping[str, object], where: Where, what: str, report: _Report
) -> Iterator[Problem]:
    for name in names:
        if name not in existing:
            yield report(where, f"{what} {name} does not exist", f"use one of: {', '.join(existing)}")


# --- answers -------------------------------------------------------------------------------------------------


def _answers(content: Content, stem: str, topic: TopicAnswers, report: _Report) -> Iterator[Problem]:
    if topic.topic != stem:
        yield report(("topic",), f"the file is named {stem} but holds {topic.topic}", "make them the same")
    if topic.topic not in content.topics:
        yield report(("topic",), f"topic {topic.topic} does not exist", "use an id of topics.yml")
    seen: set[str] = set()
    for index, reply in enumerate(topic.answers):
        where = ("answers", index)
        if reply.id in seen:
            yield report((*where, "id"), f"id {reply.id} is used twice", "give each answer its own id")
        seen.add(reply.id)
        yield from _reply(content, reply, index, where, report)
    yield from _similar_asks(topic.answers, report)
    yield from _templates(content, topic, report)


def _reply(content: Content, reply: Reply, index: int, where: Where, report: _Report) -> Iterator[Problem]:
    for language in LANGUAGES:
        if index > 0 and not reply.asks.by(language):
            yield report(
                (*where, "asks"), f"{reply.id}: no asks in {language}", "write 4 to 12 ways in which people ask this"
            )
        for number, text in enumerate(reply.by(language)):
            place = (*where, language, number)
            yield from _placeholders(content, text, place, report)
            if len(text.split()) > LONGEST_ANSWER:
                yield report(place, f"{reply.id}: {len(text.split())} words", "say it in 60 words or fewer")


def _similar_asks(replies: Sequence[Reply], report: _Report) -> Iterator[Problem]:
    for language in LANGUAGES:
        asks = [
            (default_process(ask), index, ask) for index, reply in enumerate(replies) for ask in reply.asks.by(language)
        ]
        for (one, index, ask), (other, second, twin) in combinations(asks, 2):
            if index != second and ratio(one, other, score_cutoff=TOO_SIMILAR):
                where = ("answers", second, "asks", language)
                what = f'"{twin}" ({replies[second].id}) is too like "{ask}" ({replies[index].id})'
                yield report(where, what, "keep it with the answer it belongs to")


def _templates(content: Content, wording: TopicAnswers, report: _Report) -> Iterator[Problem]:
    for name, wordings in wording.templates.items():
        for language in LANGUAGES:
            for number, text in enumerate(wordings.by(language)):
                yield from _placeholders(content, text, ("templates", name, language, number), report, variables=True)


def _wording(content: Content, positions: Mapping[str, Positions]) -> Iterator[Problem]:
    report = _Report("wording.yml", positions)
    for name, wordings in content.wording.templates.items():
        for language in LANGUAGES:
            for number, text in enumerate(wordings.by(language)):
                yield from _placeholders(content, text, ("templates", name, language, number), report, variables=True)


def _placeholders(
    content: Content, text: str, where: Where, report: _Report, *, variables: bool = False
) -> Iterator[Problem]:
    for path in PLACEHOLDER.findall(text):
        if DATE_PATH.fullmatch(path) or (variables and TEMPLATE_VARIABLE.fullmatch(path)):
            continue
        try:
            found = content.fact(path)
        except KeyError:
            yield report(where, f"{{{path}}} is no known fact", "correct the path; see the keys in the files of facts")
            continue
        if isinstance(found, BaseModel) and not isinstance(found, Text):
            yield report(where, f"{{{path}}} is a group of facts", "name one fact in it")
    if text.count("{") != text.count("}"):
        yield report(where, "a brace without its partner", "close the { with a }")


def _parity_of_texts(texts: Mapping[str, object], positions: Mapping[str, Positions]) -> Iterator[Problem]:
    for stem, tree in texts.items():
        yield from _parity(tree, (), _Report(f"texts/{stem}.yml", positions))


def _parity(node: object, where: tuple[str | int, ...], report: _Report) -> Iterator[Problem]:
    if isinstance(node, Mapping):
        present = [language for language in LANGUAGES if language in node]
        if len(present) == 1:
            yield report(where, f"only in {present[0]}", "write it in both languages")
        for key, value in node.items():
            yield from _parity(value, (*where, key), report)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _parity(value, (*where, index), report)

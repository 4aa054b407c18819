"""What a colleague can say: standard replies and approved answers, found by the meaning of words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.answers.choose import Index
from actions.answers.reading import without_names
from actions.answers.wording import filled
from handoff.content import Content
from handoff.content.replies import VARIABLES, Canned, Reply
from handoff.content.schema import LANGUAGES, Language
from handoff.decide.lettering import capital
from text.names import normalise

MOST = 8
LEAST = 0.12  # below this a text has nothing to do with the words
TOPIC_BONUS, BEGINS_BONUS = 0.25, 0.5
BLANKS: Mapping[Language, Mapping[str, str]] = {
    "nl": {"name": "[naam]", "case": "[zaaknummer]", "due": "[datum]", "customer": "[klantnummer]", "agent": "[je naam]"},
    "en": {"name": "[name]", "case": "[case number]", "due": "[date]", "customer": "[customer number]", "agent": "[your name]"},
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A text to send: ``kind`` reply or answer, ``code`` where it stands, ``title`` and the ``text`` filled in."""

    kind: str
    code: str
    title: str
    text: str


def find(
    content: Content,
    language: Language,
    query: str,
    *,
    topics: Collection[str],
    today: dt.date,
    values: Mapping[str, str],
    most: int = MOST,
) -> list[Hit]:
    """Texts for ``query``, replies before answers, the best of each first; for no query the replies of ``topics``, then the general ones.

    ``values``: what is known of ``VARIABLES``; what is not is left as a blank between square brackets.
    """
    known = {**BLANKS[language], **{k: v for k, v in values.items() if v}}
    scores = _scores(content, language, query.strip(), topics)
    best = sorted((pair for pair in scores.items() if pair[1] >= LEAST), key=lambda pair: -pair[1])
    replies = [key for key, _ in best if key in content.replies][: most // 2 if query.strip() else most]
    answers = [key for key, _ in best if key not in content.replies][: most - len(replies)]
    return [_hit(content, language, key, today, known) for key in (*replies, *answers)]


def prepare(content: Content) -> None:
    """Read all texts in both languages, some two seconds of work, so that the first search does not wait for it."""
    for language in LANGUAGES:
        _index(content, language)


def suggestions(
    content: Content,
    language: Language,
    topic: str,
    text: str,
    *,
    today: dt.date,
    values: Mapping[str, str],
    most: int = 2,
) -> list[Hit]:
    """What could be said about one open question: the likeliest answer of its topic and its standard reply."""
    found = find(content, language, text, topics=[topic], today=today, values=values, most=40)
    own = [h for h in found if h.code.split("/")[0] == topic or topic in _topics_of(content, h)]
    first = {h.kind: h for h in reversed(own)}
    return list(first.values())[:most]


def _topics_of(content: Content, hit: Hit) -> tuple[str, ...]:
    return content.replies[hit.code].topics if hit.kind == "reply" else ()


def _scores(content: Content, language: Language, query: str, topics: Collection[str]) -> dict[str, float]:
    """Key ("opzeggen" or "topic/id") -> how well it fits."""
    if not query:
        return {
            code: TOPIC_BONUS + (canned.topics[0] in topics) if set(canned.topics) & set(topics) else LEAST
            for code, canned in content.replies.items()
            if set(canned.topics) & {*topics, "ask_human"}
        }
    scores = {}
    for choice in _index(content, language).choices(without_names(content, language, query)):
        key = choice.reply.id
        about = content.replies[key].topics if key in content.replies else (key.split("/")[0],)
        bonus = TOPIC_BONUS * choice.score * bool(set(about) & set(topics))
        scores[key] = choice.score + bonus
    start = normalise(query)
    for code, canned in content.replies.items():
        words = normalise(f"{code} {canned.title.by(language)}").replace("-", " ").split()
        if any(word.startswith(start) for word in words):
            scores[code] = scores.get(code, 0.0) + BEGINS_BONUS
    return scores


@lru_cache(maxsize=4)
def _index(content: Content, language: Language) -> Index:
    texts: list[tuple[Reply, str]] = []
    for code, canned in content.replies.items():
        texts += [(_named(code), ask) for ask in _of_reply(content, canned, language)]
    for topic, answers in content.answers.items():
        for reply in answers.answers:
            named = _named(f"{topic}/{reply.id}")
            asks = reply.asks.by(language) or (content.topics[topic].name.by(language),)
            texts += [(named, without_names(content, language, ask)) for ask in asks]
    return Index(texts, language)


def _of_reply(content: Content, canned: Canned, language: Language) -> list[str]:
    names = [content.topics[topic].name.by(language) for topic in canned.topics]
    return [canned.title.by(language), canned.text.by(language), *names]


def _named(key: str) -> Reply:
    return Reply.model_construct(id=key, nl=(key,), en=(key,))


def _hit(content: Content, language: Language, key: str, today: dt.date, values: Mapping[str, str]) -> Hit:
    if key in content.replies:
        canned = content.replies[key]
        text = filled(canned.text.by(language), content, language, today, dict(values))
        return Hit("reply", key, canned.title.by(language), text)
    topic, _, name = key.partition("/")
    answers = content.answers[topic]
    reply = next(r for r in answers.answers if r.id == name)
    title = content.topics[topic].name.by(language)
    return Hit(
        "answer", key, capital(title), filled(reply.by(language)[0], content, language, today, {})
    )


__all__ = ["VARIABLES", "Hit", "find", "suggestions"]

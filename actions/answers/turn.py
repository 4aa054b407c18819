"""What every topic's handler works with: the reading, the voice, and the making of an `Answer`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from actions.answers import choose
from actions.answers.model import Answer, Button, Question, Source
from actions.answers.reading import Reading, without_names
from actions.answers.wording import Voice
from handoff.content import Content
from handoff.content.replies import Reply

# Measured on tests/unit/answers: below LIKELY the general answer is better than the most similar one;
# "we do not know that" must be surer of itself, because a wrong one withholds an answer that we have.
LIKELY = 0.24
SURER_OF_UNKNOWN = 0.1
MOST_BUTTONS = 9
SURE_OF_EACH = 0.45
MOST_ASKED = 3
MOST_TALKED_ABOUT = 2  # bikes that the next question may be about
MOST_GOING_ON = 6  # words of a message that only goes on from the last answer
_QUESTION_WORDS = (
    r"hoe|hoelang|hoeveel|wat|wanneer|waar|waarom|welke?|wie|krijg|kan|kun|kunt|kunnen|mag|moet|is|zijn|heb|hebben|doen|wordt|betaal|kost|"
    r"how|what|when|where|why|which|who|can|could|do|does|is|are|will|may|must"
)
# "Wat doen jullie met mijn gegevens, en kunnen jullie zien waar ik fiets?": two questions.
_NEXT_QUESTION = re.compile(rf"(?<=[.?!;])\s+|\n+|,?\s+(?:en|and)\s+(?=(?:{_QUESTION_WORDS})\b)", re.I)
_ASKS = re.compile(rf"^\W*(?:(?:en|and|maar|but)\s+)?(?:{_QUESTION_WORDS})\b|\?", re.I)


class Turn:
    """One question being answered."""

    def __init__(self, question: Question, content: Content, variant: int = 0) -> None:
        self.question = question
        self.content = content
        self.topic = question.topic
        self.read = Reading(question, content)
        self.voice = Voice(content, question.topic, question.language, self.read.today, variant)
        self.language = question.language
        self.words = self.read.words(question.topic)

    def say(self, template: str, **variables: Any) -> str:
        return self.voice.say(template, **variables)

    def about(self, *codes: str) -> bool:
        """Whether the message holds a word of one of these `words` of the topic."""
        return any(code in self.words for code in codes)

    def make(
        self,
        text: str,
        key: str,
        *,
        known: bool = True,
        buttons: Sequence[Button] = (),
        expects: str | None = None,
        **context: Any,
    ) -> Answer:
        """An answer of this topic; `context` is what the next question may refer to."""
        source = self.content.answers[self.topic].source
        answer_id = f"{self.topic}/{key}"
        return Answer(
            text=text,
            source=Source(answer_id.split("/SR-")[0], source.title.by(self.language), source.url),
            key=answer_id,
            known=known,
            buttons=tuple(buttons[:MOST_BUTTONS]),
            context={"topic": self.topic, "answer": answer_id}
            | ({"place": self.read.places[0]} if self.read.places else {})
            | {k: v for k, v in context.items() if v is not None},
            expects=expects,
        )

    def reply(self, reply_id: str, **context: Any) -> Answer:
        """The answer in words with this id. Raises `KeyError` when the topic has none."""
        for reply in self.content.answers[self.topic].answers:
            if reply.id == reply_id:
                return self._spoken(reply, **context)
        raise KeyError(f"{self.topic}/{reply_id}")

    def general(self, **context: Any) -> Answer:
        """The first answer of the topic."""
        return self._spoken(self.content.answers[self.topic].answers[0], **context)

    def chosen(self, likely: float = LIKELY) -> Answer | None:
        """The answer in words whose asks are most like the message, or None when none is like it."""
        if not without_names(self.content, self.language, self.read.text, neutral=" ").strip(" ?!.,"):
            return None  # nothing but the name of a bike
        before = self._before()
        options = (
            choose.continued(self.content, self.topic, self.language, self.read.text, before)
            if before is not None
            else choose.choices(self.content, self.topic, self.language, self.read.text)
        )
        for choice in options:
            needed = likely if choice.reply.known else likely + SURER_OF_UNKNOWN
            if choice.score >= needed:
                return self._spoken(choice.reply)
        return None

    def _before(self) -> Reply | None:
        """The answer in words that a message of a few words goes on from: "en de accu dan?" after that of winter."""
        if not self.read.joined or len(self.read.text.split()) > MOST_GOING_ON:
            return None
        said = str(self.read.context.get("answer") or "")
        return next((r for r in self.content.answers[self.topic].answers if f"{self.topic}/{r.id}" == said), None)

    def each_asked(self) -> Answer | None:
        """Several questions on this topic in one message, each with an answer of its own: said one after the other; else None."""
        found: dict[str, Reply] = {}
        for clause in filter(None, map(str.strip, _NEXT_QUESTION.split(self.read.text))):
            if not _ASKS.search(clause):
                continue
            best = choose.choices(self.content, self.topic, self.language, clause)[:1]
            if best and best[0].score >= SURE_OF_EACH and best[0].reply.known:
                found.setdefault(best[0].reply.id, best[0].reply)
        if len(found) > 2:
            found.pop("overview", None)  # what it holds stands in the others
        spoken = [self._spoken(reply) for reply in found.values()]
        return replace(spoken[0], text="\n\n".join(a.text for a in spoken)) if 1 < len(spoken) <= MOST_ASKED else None

    def _spoken(self, reply: Reply, **context: Any) -> Answer:
        text = self.voice.fill(reply.by(self.language))
        named = self.read.named
        context = {"products": named, **context} if 0 < len(named) <= MOST_TALKED_ABOUT else context
        return self.make(text, reply.id, known=reply.known, **context)

    def bikes(self, codes: Sequence[str]) -> str:
        """ "de E-Ver en de E-Stad"; all bikes of a kind that was named are "een e-bike"."""
        for name in self.read.kinds:
            kind = self.content.kinds[name]
            if len(codes) > 1 and set(codes) == set(kind.products):
                text = kind.name.by(self.language)
                return self.say("an-item" if text[0] in "aeiou" else "a-item", item=text)
        return self.voice.list(self.say("the-bike", product=self.voice.name(code)) for code in codes)

    def bike_buttons(self, codes: Iterable[str]) -> list[Button]:
        """A button for each bike; pressing one says its name."""
        return [Button(self.voice.name(code), self.voice.name(code)) for code in codes]

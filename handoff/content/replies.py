"""The shape of data/organisation/answers/TOPIC.yml, wording.yml and replies.yml: the answers in words."""

from __future__ import annotations

from pydantic import Field

from handoff.content.schema import Language, Model, Text, Words


class Wordings(Model):
    """Several wordings of the same text, each complete and correct by itself."""

    nl: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)

    def by(self, language: Language) -> tuple[str, ...]:
        return self.nl if language == "nl" else self.en


class PageSource(Model):
    """Where a customer can read the same."""

    title: Text
    url: str


class Reply(Wordings):
    """One answer. `asks` are ways to ask for exactly this; `known: false` is an honest "we do not know"."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    asks: Words = Words()
    known: bool = True


class Wording(Model):
    """Sentence templates with {variables}, and the words by which a subject is recognised."""

    templates: dict[str, Wordings] = Field(default_factory=dict)
    words: dict[str, Words] = Field(default_factory=dict)


class TopicAnswers(Wording):
    """All answers of one topic; the first is the general one, used when no other fits."""

    topic: str
    source: PageSource
    answers: tuple[Reply, ...] = Field(min_length=1)


class Canned(Model):
    """A standard reply of the desk, for these topics; the text may hold VARIABLES of the conversation."""

    topics: tuple[str, ...] = Field(min_length=1)
    title: Text
    text: Text


VARIABLES = ("name", "case", "due", "customer", "agent")

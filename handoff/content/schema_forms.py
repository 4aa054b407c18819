"""The shape of data/organisation/forms/TOPIC.yml: what the assistant asks, in which words, before it arranges something."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from handoff.content.schema import Language, Model, Text, Words

FieldKind = Literal[
    "address", "amount", "bike_number", "birth_date", "case_number", "choice", "contract", "count", "customer_number", "date", "email", "height",
    "iban", "instalments", "invoices", "materials", "name", "order_number", "period", "phone", "photo", "postcode", "product", "reach",
    "repair_number", "slot", "story", "text", "yes_no",
]  # fmt: skip


class Lines(Model):
    """One text in both languages, each in one wording or several: the assistant does not repeat itself word for word."""

    nl: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)

    @field_validator("nl", "en", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    def by(self, language: Language) -> tuple[str, ...]:
        """All wordings in ``language``."""
        return self.nl if language == "nl" else self.en


class Option(Model):
    """One of the answers to a choice; ``title`` stands on the button, ``aliases`` are other ways to say it."""

    title: Text
    aliases: Words = Words()


class FormField(Model):
    """One thing to know. ``ask`` asks for it, ``again`` asks after an answer that was not understood,
    ``alone`` when the other things that the question names are known already.

    ``when``: for a date, whether it may lie in the past ("past": today or before, "future": today or after).
    ``lasting``: a date since when something is so: "sinds vorige week" tells it, also unasked.
    ``optional``: may be skipped by saying so; ``loose``: left alone when the customer talks of something else.
    ``first``: asked before the customer is identified (is anybody hurt? is it safe?).
    ``also``: other fields that the same question asks for.
    ``wanted``: optional, but asked by itself once when the answer to a question that named it leaves it out.
    ``first_wins``: of several options that are named the first of the list counts.
    ``answered``: a question in the answer is answered at once. ``most``: for a count the largest number, for text the most characters.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: FieldKind
    name: Text
    ask: Lines
    again: Lines | None = None
    alone: Lines | None = None
    options: dict[str, Option] = Field(default_factory=dict)
    when: Literal["past", "future", "any"] = "any"
    also: tuple[str, ...] = ()
    answered: bool = False
    first_wins: bool = False
    lasting: bool = False
    optional: bool = False
    loose: bool = False
    wanted: bool = False
    first: bool = False
    most: int | None = None
    least: int | None = None


class Form(Model):
    """A conversation that arranges something.

    ``level``: the identification it takes (0, 1 or 2); ``number``: the field that identifies at level 1;
    ``within``: topics that are part of this one's story, and no other question when they are heard in it.
    ``proof``: "code" where a date of birth is not enough. ``texts`` are what rules say of it, by the name they use.
    """

    topic: str
    level: Literal[0, 1, 2]
    number: str | None = None
    proof: Literal["any", "code"] = "any"
    within: tuple[str, ...] = ()
    intro: Lines | None = None
    fields: tuple[FormField, ...] = ()
    confirm: Lines | None = None
    done: Lines
    mail: Lines | None = None  # body of the confirmation by mail; without it the words of ``done`` are mailed
    texts: dict[str, Lines] = Field(default_factory=dict)

    def field(self, name: str) -> FormField:
        """The field with this id. Raises KeyError."""
        for found in self.fields:
            if found.id == name:
                return found
        raise KeyError(f"{self.topic}.{name}")

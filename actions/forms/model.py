"""What a form works with: the state that is remembered, the job that a capability looks at, and the steps it may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from handoff.content import Content
from handoff.content.schema import Language
from handoff.content.schema_forms import Form, FormField
from handoff.decide.fields.model import Choice
from handoff.store.record import Record, Row
from handoff.work.dunning.talk import Arrears
from handoff.work.plan import Effect
from text.formats import iban_valid

HELD = "*held"  # in place of a value that is kept apart
Stage = Literal["identify", "fill", "confirm"]


@dataclass(frozen=True)
class State:
    """An open form, kept in the conversation's context under "form".

    ``values``: field -> value; ``skipped``: optional fields that were passed over; ``asked``: the field or piece of
    identification that the last question was for; ``tries``: answers to it that were not understood; ``who``: pieces of
    the claim; ``by_code``: a code instead of a date of birth; ``waiting``: other forms to go on with afterwards;
    ``began``: seq of the first message; ``priority`` and ``reasons`` as the first message was weighed; ``proved``: purposes
    for which the right code was given; ``whole``: identify as the customer (level 2) where a number would do for a status.
    """

    topic: str
    stage: Stage = "fill"
    values: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    asked: str = ""
    tries: int = 0
    who: Mapping[str, str] = field(default_factory=dict)
    by_code: bool = False
    story: str = ""
    confidence: float = 1.0
    waiting: tuple[Mapping[str, str], ...] = ()
    began: int = 0
    priority: str = "normal"
    reasons: tuple[str, ...] = ()
    proved: tuple[str, ...] = ()
    whole: bool = False

    def with_(self, **changes: Any) -> State:
        """A copy with changes."""
        return replace(self, **changes)

    def kept(self) -> dict[str, Any]:
        """As JSON holds it; an account number stays where it is sealed (``work.held``)."""
        values = {name: HELD if iban_valid(str(value)) else value for name, value in self.values.items()}
        return {
            "topic": self.topic, "stage": self.stage, "values": values, "skipped": list(self.skipped), "asked": self.asked,
            "tries": self.tries, "who": dict(self.who), "by_code": self.by_code, "story": self.story,
            "confidence": self.confidence, "waiting": [dict(w) for w in self.waiting], "began": self.began,
            "priority": self.priority, "reasons": list(self.reasons), "proved": list(self.proved),
            "whole": self.whole,
        }  # fmt: skip


def state_of(context: Mapping[str, Any]) -> State | None:
    """The open form of a conversation, or None."""
    kept = context.get("form")
    if not kept:
        return None
    lists = {name: tuple(kept.get(name, ())) for name in ("skipped", "waiting", "reasons", "proved")}
    return State(**{**kept, **lists})


@dataclass(frozen=True)
class Job:
    """What a capability looks at: pure values, the moment included.

    ``level`` and ``how``: how the customer was identified ("birth_date", "code", "number"); ``record``: what we know of the
    customer, None at level 0; at level 1 ``subject`` is the order, repair, case or contract that the number names.
    ``confirmed``: the customer said yes to the summary. ``codes``: purposes proved by a code. ``story``: the first message.
    ``arrears``: only in a form about arrears, and only at level 2.
    """

    content: Content
    form: Form
    language: Language
    now: dt.datetime
    values: Mapping[str, Any]
    skipped: frozenset[str]
    story: str
    level: int
    how: str | None
    record: Record | None
    subject: Row | None
    conversation: Mapping[str, Any]
    photos: int = 0
    confirmed: bool = False
    codes: frozenset[str] = frozenset()
    priority: str = "normal"
    arrears: Arrears | None = None

    @property
    def today(self) -> dt.date:
        """The day of ``now``."""
        return self.now.date()

    def day(self, name: str) -> dt.date | None:
        """The value of a date field."""
        value = self.values.get(name)
        return dt.date.fromisoformat(value) if value else None

    @property
    def customer(self) -> str:
        """The customer's number. Only where a record is there."""
        assert self.record is not None
        return str(self.record.customer["number"])


@dataclass(frozen=True)
class Ask:
    """Ask for the field ``name``; ``text``: another text of the form than its own ``ask``; ``lead``: said before it.

    ``answered``: with the lead the customer has what was asked; the question is an offer that may be passed over.
    ``effects``: what must happen at once, whether or not the question is ever answered.
    """

    name: str
    text: str = ""
    lead: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    answered: bool = False
    effects: Sequence[Effect] = ()


@dataclass(frozen=True)
class Reject:
    """The value of the field ``name`` cannot be: say why (a text of the form, or of texts/forms.yml), forget it, ask again.

    ``keep``: values to remember all the same; ``ask``: another text of the form than the field's own question.
    """

    name: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Any] = field(default_factory=dict)
    ask: str = ""


@dataclass(frozen=True)
class Code:
    """Prove by a code that somebody reads an address: "old_email", "new_email" or "new_phone"."""

    purpose: str
    to: str


@dataclass(frozen=True)
class Prove:
    """What is asked takes level 2 where a number brought level 1; ``lead``: a text of the form said first."""

    lead: str = ""


@dataclass(frozen=True)
class Over:
    """To a person, with all that was filled in. ``lead``: a text of the form (or of texts/) said first; ``reason`` as on the card."""

    reason: str
    lead: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    priority: str | None = None
    department: str | None = None
    effects: Sequence[Effect] = ()


@dataclass(frozen=True)
class Done:
    """The end. ``text``: another text of the form than ``done``; ``case``: None for no case at all.

    ``finished``: what was asked has been done, the case is resolved at once; else a department goes on with it.
    ``mail_to``: address for the confirmation; None: the customer's own, "" : no mail.
    """

    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    case: bool = True
    finished: bool = False
    department: str | None = None
    priority: str | None = None
    outcome: str = ""
    callback: Mapping[str, Any] | None = None
    due: tuple[dt.datetime, dt.datetime] | None = None
    effects: Sequence[Effect] = ()
    mail_to: str | None = None
    mail: str = ""
    feedback_by: str | None = None
    feedback_to: str | None = None
    about_money: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)
    button_topics: Sequence[str] = ()


Step = Ask | Reject | Code | Prove | Over | Done


class Capability:
    """Rules of one topic over a ``Job``. The plain one asks the fields in order and makes a case for the department."""

    topic = ""
    takes_yes: frozenset[str] = frozenset()  # fields in words for which a bare yes says something

    def needs(self, job: Job, spec: FormField) -> bool:
        """Whether a field is to be asked at all, given what is known."""
        return True

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The answers to choose from, where they are not in the form: the customer's bikes, free time slots."""
        return ()

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """Whether a value that was read may count for a field; ``asked``: it answers our question for it."""
        return True

    def check(self, job: Job) -> Step | None:
        """What is wrong with, or follows from, what is filled in so far; looked at after every answer."""
        return None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Values for the texts, besides the fields themselves: an end date, a price. Money as integer cents in ``Cents``."""
        return {}

    def confirms(self, job: Job) -> bool:
        """Whether the summary is to be confirmed, where the form has one."""
        return True

    def hears(self, job: Job, text: str) -> Over | None:
        """What in a later message, whatever it answers, makes this a matter for a person; the first was weighed by the triage."""
        return None

    def notes(self, job: Job) -> Mapping[str, str]:
        """What colleagues should read on the case besides the fields, by Dutch names: a settlement, a price."""
        return {}

    def finish(self, job: Job) -> Step:
        """Once everything is filled in and confirmed."""
        return Done()


class Cents(int):
    """An amount in cents; shown as money."""

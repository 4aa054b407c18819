"""Complaints that the assistant takes in completely. Source: handbook, klachten.md; when they are complex a person takes over.

What the customer tells is weighed by triage as every message is; here stands what only the answers to our questions show.
The assistant names a standard compensation and never grants one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.shared import closed
from actions.forms.model import Capability, Cents, Done, Job, Over, Step
from actions.forms.words import address, fill, shown
from handoff.content.schema_forms import FormField
from handoff.content.texts import text as say
from handoff.decide import complaints as rules
from handoff.decide.fields.model import Choice
from handoff.decide.fields.reach import only_a_way
from handoff.decide.lettering import capital

WHO = ("customer_number", "postcode", "email", "phone")


class Complaint(Capability):
    """What all complaints share: who it is, what would be a good solution, the summary, the case."""

    problem = "problem"  # the field that says what kind of complaint it is

    def needs(self, job: Job, spec: FormField) -> bool:
        """Of an identified customer we know who it is; one way to reach somebody is enough, the one he wants."""
        by = job.values.get("answer_by")
        if spec.id == "answer_by":
            return self._known(job) and not self._record_of(job, "email")
        if spec.id in WHO and self._known(job):
            return spec.id == "phone" and by == "phone" and not self._record_of(job, "phone")
        if spec.id == "email":
            return by == "email" or (by is None and not job.values.get("phone"))
        if spec.id == "phone":
            return by == "phone"
        if spec.id == "post_address":
            return by == "letter" and not self._known(job)
        return self.asks(job, spec)

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """An address is one for our letter only where a letter is wanted; else it is part of the story. How somebody may be reached
        is no story and no wish."""
        if spec.kind in ("story", "text") and only_a_way(str(value)):
            return False
        return spec.id != "post_address" or asked or job.values.get("answer_by") == "letter"

    def _known(self, job: Job) -> bool:
        return job.record is not None and job.level == 2

    def _record_of(self, job: Job, name: str) -> str:
        assert job.record is not None
        return str(job.record.customer[name] or "")

    def asks(self, job: Job, spec: FormField) -> bool:
        """Whether a field of this topic is to be asked."""
        return True

    def days_late(self, job: Job) -> int:
        """Working days since what was promised, 0 when nothing was."""
        return 0

    def facts(self, job: Job) -> Mapping[str, Any]:
        """The summary, and the standard compensation where there is one."""
        told = "\n".join(self._told(job))
        amount = rules.compensation(
            self.topic,
            str(job.values.get(self.problem) or ""),
            self.days_late(job),
            job.content.guidelines["compensation"],
        )
        each = job.values.get(self.problem) == "no_show" and "compensation_each" in job.form.texts
        text = job.form.texts.get("compensation_each" if each else "compensation")
        named = fill(text, job.language, {"amount": Cents(amount)}) if amount and text else ""
        return {"told": told, "compensation": named, "later": self._later(job)}

    def _later(self, job: Job) -> str:
        """How to ask after the case later, for who can: number and postcode."""
        can = job.values.get("postcode") or self._known(job)
        return say(job.content, "status_later", job.language) if can else ""

    def _told(self, job: Job) -> list[str]:
        lines = []
        for spec in job.form.fields:
            value = job.values.get(spec.id)
            if value is None or value == 0:
                continue
            choices = [Choice(v, o.title.by(job.language)) for v, o in spec.options.items()]
            name = spec.name.by(job.language)
            lines.append(f"• {capital(name)}: {shown(job.content, spec, value, choices, job.language)}")
        if self._known(job) and not job.values.get("answer_by"):
            lines.append(say(job.content, "complaint_answer_by_mail", job.language))
        return lines

    def finish(self, job: Job) -> Step:
        """A case with its terms; the outcome is told the way the customer chose: as he said, else by what he gave."""
        by, to = self._reach(job)
        mail = None if self._known(job) else job.values.get("email") or ""
        return Done(mail_to=mail, feedback_by=by, feedback_to=to, about_money=self.about_money(job))

    def _reach(self, job: Job) -> tuple[str | None, str | None]:
        """The way to tell the outcome and, where it is not in the record, the address: what he asked for where that can be."""
        values, known = job.values, self._known(job)
        ways: dict[str, str | None] = {}
        for by in ("email", "phone"):
            if known and self._record_of(job, by):
                ways[by] = None
            if values.get(by) and not (known and by == "email"):
                ways[by] = str(values[by])
        if known or values.get("post_address"):
            ways["letter"] = address(values["post_address"]) if values.get("post_address") else None
        wanted = next((w for w in (values.get("answer_by"), "email", "phone") if w in ways), None)  # None: as it came in
        return wanted, ways.get(wanted or "")

    def about_money(self, job: Job) -> bool:
        """Whether money is at stake: such a file is kept longer."""
        return False


class ComplainDelivery(Complaint):
    """Late, wrong, incomplete, nobody came."""

    topic = "complain_delivery"

    def asks(self, job: Job, spec: FormField) -> bool:
        """A promised day only of what is late."""
        problem = job.values.get("problem")
        return not (spec.id == "promised" and problem in ("wrong", "incomplete"))

    def days_late(self, job: Job) -> int:
        """Since the promised day."""
        promised = job.day("promised")
        return rules.working_days_late(promised, job.today, closed(job)) if promised else 0

    def check(self, job: Job) -> Step | None:
        """More than ten working days late is for a person."""
        limit = int(job.content.guidelines["limits"]["late_delivery_working_days"])
        return Over("very_late", lead="too_late") if self.days_late(job) > limit else None


class ComplainRepair(Complaint):
    """Nobody came, too long, not well done."""

    topic = "complain_repair"

    def days_late(self, job: Job) -> int:
        """Since the appointment."""
        day = job.day("appointment")
        return rules.working_days_late(day, job.today, closed(job)) if day else 0

    def check(self, job: Job) -> Step | None:
        """More than five working days over the term is for a person."""
        limit = int(job.content.guidelines["limits"]["late_repair_working_days"])
        late = job.values.get("problem") != "poor" and self.days_late(job) > limit
        return Over("very_late", lead="too_late") if late else None


class ComplainProduct(Complaint):
    """A defect of the bike or the battery."""

    topic = "complain_product"
    problem = "again"

    def check(self, job: Job) -> Step | None:
        """Unsafe is critical; the third time the same defect another bike, by a person."""
        if job.values.get("safe") is False:
            return Over("unsafe_part", lead="unsafe", priority="critical", department="teamleider")
        if int(job.values.get("earlier") or 0) >= int(job.content.guidelines["limits"]["same_defect_times"]) - 1:
            return Over("third_time", lead="third_time")
        return None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """A defect that was repaired before and is back has a standard compensation."""
        found = dict(super().facts(job))
        since = job.day("since")
        again = (
            int(job.values.get("earlier") or 0) == 1
            and since is not None
            and job.today - since <= dt.timedelta(days=30)
        )
        if again:
            amount = rules.compensation(self.topic, "again", 0, job.content.guidelines["compensation"])
            found["compensation"] = fill(job.form.texts["compensation"], job.language, {"amount": Cents(amount or 0)})
        return found


class ComplainInvoice(Complaint):
    """A wrong amount, a double debit, costs after the end."""

    topic = "complain_invoice"

    def check(self, job: Job) -> Step | None:
        """Above the limit, more than one invoice, or already with Debiteurenbeheer: a person."""
        amounts = rules.amounts_named(str(job.values.get("disputed") or ""))
        if self._at_stake(amounts) > rules.cents(str(job.content.guidelines["limits"]["disputed_amount"])):
            return Over("disputed_amount", lead="above_limit")
        wanted = job.values.get("invoice") or {}
        if len(wanted.get("numbers", ())) > 1 or len(wanted.get("months", ())) > 1:
            return Over("several_invoices", lead="above_limit")
        if job.record is not None and any(
            r["failed_on"] and r["number"] in wanted.get("numbers", ()) for r in job.record.invoices
        ):
            return Over("in_collection", lead="above_limit", department="debiteurenbeheer")
        return None

    def _at_stake(self, amounts: list[int]) -> int:
        """What is disputed: the difference when two amounts are named ("89 in plaats van 65"), else the amount."""
        return abs(amounts[0] - amounts[1]) if len(amounts) == 2 else max(amounts, default=0)

    def about_money(self, job: Job) -> bool:
        """It is."""
        return True


class ComplainStaff(Complaint):
    """How somebody was treated."""

    topic = "complain_staff"


class ComplainDigital(Complaint):
    """The app, the website, the lock."""

    topic = "complain_digital"
    problem = "opens"

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """ "de app werkt niet" says nothing of the lock; who stands beside it says so in so many words."""
        return super().accepts(job, spec, value, asked=asked) and (asked or spec.id != "opens" or value == "no_now")

    def check(self, job: Job) -> Step | None:
        """Locked out now: a person at once."""
        if job.values.get("opens") == "no_now":
            return Over("locked_out_now", lead="locked_out", priority="high")
        return None


class ComplainAccessibility(Complaint):
    """Not reaching us, no answer."""

    topic = "complain_accessibility"
    problem = "channel"

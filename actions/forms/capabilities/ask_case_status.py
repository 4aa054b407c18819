"""How a case stands. Source: handbook, procedures, ask_case_status; reading guide 22 (amounts at level 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import first_term, in_working_days, named_row, row_choices, slot_facts
from actions.forms.model import Ask, Capability, Done, Job, Over, Prove, Reject, Step
from handoff.content.schema_forms import FormField
from handoff.decide import case_status as rules
from handoff.decide.fields.model import Choice
from handoff.store.record import Row
from handoff.work.plan import Effect


class AskCaseStatus(Capability):
    """Status, department, latest date; something to add; late, asked again or not agreed with is for a person."""

    topic = "ask_case_status"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The customer's cases, and what may be done with this one."""
        if spec.id == "case":
            rows = self._open(job)
            return row_choices(job, rows, [self._about(job, r) for r in rows])
        row = self._case(job)
        if spec.id != "more" or row is None:
            return ()
        names = self._offers(job, row)
        found = job.form.field("more").options
        return [
            Choice(name, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en))
            for name, o in found.items()
            if name in names
        ]

    def needs(self, job: Job, spec: FormField) -> bool:
        """An addition only where that was chosen."""
        return spec.id == "addition" and job.values.get("more") == "add"

    def check(self, job: Job) -> Step | None:
        """Which case; late or asked again to a person; else how it stands."""
        if job.record is None:
            return None
        row = self._case(job)
        if row is None:
            if job.values.get("case"):
                return Reject("case", "not_yours")
            return Ask("case", text="which") if self._open(job) else Done(text="no_cases", case=False)
        more = job.values.get("more")
        if more == "disagree":
            return self._over(row, "outcome_disputed", "disputed")
        if rules.late(row, job.now):
            return self._over(row, "term_missed", "late")
        if self._again(job, row):
            return self._over(row, "asked_before", "again")
        if more == "add":
            return None
        if more == "outcome" and job.level < 2:
            return Prove()
        lead = "is_callback" if rules.calls(row) else f"is_{rules.status_of(row)}"
        offer = {"settled": "offer_settled", "waiting": "offer_waiting"}.get(rules.status_of(row), "offer_open")
        return Ask("more", text=offer, lead=lead, answered=True)

    def finish(self, job: Job) -> Step:
        """Put the addition with the case, and tell the department."""
        row = self._case(job)
        assert row is not None
        text = str(job.values["addition"])
        added = Effect("add_to_case", {"case": row["number"], "text": text})
        told = Effect(
            "signal",
            {
                "what": "case_addition",
                "department": row["department"],
                "text": f"Aanvulling op {row['number']}: {text}",
                "by": first_term(job)[0].isoformat(),
            },
        )
        return Done(case=False, effects=(added, told))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What the texts say of the case; the outcome, with its amounts, only at level 2."""
        row = self._case(job)
        if row is None:
            return {}
        texts, language = job.form.texts, job.language
        outcome = " ".join(
            t.strip() for t in (row["feedback"] or row["outcome"], row["consequences"]) if t and t.strip()
        )
        closed = row["closed_at"] or row["feedback_at"] or row["created_at"]
        return {
            "number": row["number"], "about": self._about(job, row),
            "department": job.content.departments[row["department"]].name.by(language),
            "hears_by": rules.hears_by(row).astimezone(job.now.tzinfo).date(),
            "closed_on": closed.astimezone(job.now.tzinfo).date(),
            "outcome": outcome if job.level == 2 else texts[self._later(row)].by(language)[0],
            "by": in_working_days(job, 1), **self._call(job, row),
        }  # fmt: skip

    def _call(self, job: Job, row: Row) -> Mapping[str, str]:
        """When we call, as it was agreed."""
        span = rules.calls(row)
        if span is None:
            return {"day": "", "start": "", "end": ""}
        begins, ends = (moment.astimezone(job.now.tzinfo) for moment in span)
        when = slot_facts(f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}", job.language)
        return {**when, "start": when["start"].removesuffix(" uur")}

    def _open(self, job: Job) -> list[Row]:
        rows = list(job.record.cases) if job.record is not None else []
        here = job.conversation["id"]
        rows = [r for r in rows if r["conversation_id"] != here or r["status"] != "resolved"]
        called = [r for r in rows if r["conversation_id"] == here and rules.calls(r)]
        if called and rules.asks_when_called(job.story):
            return called[:1]
        fresh = [r for r in rows if r["conversation_id"] == here and r["status"] != "resolved"]
        if fresh and rules.asks_when_told(job.story):
            return fresh[:1]
        return [r for r in rows if r["status"] != "resolved"] or rows[:1]

    def _case(self, job: Job) -> Row | None:
        return named_row(job, "case", self._open(job))

    def _about(self, job: Job, row: Row) -> str:
        topic = job.content.topics.get(next(iter(row["topics"] or []), ""))
        return topic.name.by(job.language) if topic else row["number"]

    def _offers(self, job: Job, row: Row) -> tuple[str, ...]:
        if row["status"] != "resolved":
            return ("add",)
        return ("disagree",) if job.level == 2 or _loose(row) else ("outcome", "disagree")

    def _later(self, row: Row) -> str:
        return "outcome_sent" if _loose(row) else "outcome_later"

    def _again(self, job: Job, row: Row) -> bool:
        assert job.record is not None
        days = int(job.content.guidelines["limits"]["same_topic_days"])
        told_twice = rules.asked_again(job.record.contacts, job.conversation["id"], row["created_at"], job.now, days)
        return told_twice and row["status"] != "resolved"

    def _over(self, row: Row, reason: str, lead: str) -> Over:
        return Over(reason, lead=lead, priority=rules.RAISED[row["priority"]], department=row["department"])


def _loose(row: Row) -> bool:
    """Whether a case is nobody's: whoever proves who he is proves nothing about it, so its outcome goes where it was asked to."""
    return row["customer_number"] is None

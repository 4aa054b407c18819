"""How a repair stands, and what follows from it. Source: handbook, procedures, ask_repair_status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import (
    closed,
    first_term,
    named_row,
    row_choices,
    slot_choice,
    slot_facts,
)
from actions.forms.model import Ask, Capability, Done, Job, Over, Reject, Step
from actions.forms.words import fill
from handoff.content.schema_forms import FormField
from handoff.decide import repairs
from handoff.decide.calendars import add_working_days
from handoff.decide.fields.model import Choice
from handoff.store.record import Row
from handoff.work.plan import Effect


class AskRepairStatus(Capability):
    """Status and expected day; a replacement bike, an appointment to collect; over its term is for a person."""

    topic = "ask_repair_status"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The customer's repairs, what is on offer for this one, and when it can be collected."""
        if spec.id == "repair":
            rows = self._open(job)
            return row_choices(job, rows, [self._bike(job, r) for r in rows])
        row = self._repair(job)
        if row is None:
            return ()
        if spec.id == "more":
            option = self._offer(job, row)
            found = job.form.field("more").options
            return [
                Choice(name, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en))
                for name, o in found.items()
                if name in (option, job.values.get("more"))
            ]
        if spec.id == "slot" and row["status"] == "ready":
            hours, length = job.content.hours, job.content.delivery.slot_hours
            return [
                slot_choice(job, s) for s in repairs.collect_slots(hours, job.now, self._collect_by(job, row), length)
            ]
        return ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """A slot only to collect the bike."""
        row = self._repair(job)
        return spec.id == "slot" and row is not None and self._offer(job, row) == "collect"

    def check(self, job: Job) -> Step | None:
        """Which repair; over its term to a person, quiet for too long to the workshop; else how it stands."""
        if job.record is None:
            return None
        row = self._repair(job)
        if row is None:
            if job.values.get("repair"):
                return Reject("repair", "not_yours")
            return Ask("repair", text="which") if self._open(job) else Done(text="no_repairs", case=False)
        standing = self._standing(job, row)
        if standing == "over":
            return Over("promised_date_passed", lead="over", department="werkplaats")
        more, offer = job.values.get("more"), self._offer(job, row)
        if offer == "collect":
            return None if job.values.get("slot") else Ask("slot", text="offer_collect", lead="is_ready", answered=True)
        if more is not None and more == offer:
            return None
        if more is not None:
            return Done(text=f"no_{more}", case=False)
        if standing == "stale":
            return Done(text="stale", department="werkplaats", due=first_term(job))
        text = f"is_{row['status']}"
        return Ask("more", text=f"offer_{offer}", lead=text, answered=True) if offer else Done(text=text, case=False)

    def finish(self, job: Job) -> Step:
        """The appointment is made at once; a replacement bike is for the workshop to bring about."""
        row = self._repair(job)
        assert row is not None
        if self._offer(job, row) == "replace":
            asked = Effect("set_repair", {"repair": row["number"], "replacement_bike": True})
            return Done(text="replacing", department="werkplaats", due=first_term(job), effects=(asked,))
        day, _, slot = str(job.values["slot"]).partition(" ")
        planned = Effect("set_repair", {"repair": row["number"], "date": day, "slot": slot})
        return Done(finished=True, effects=(planned,), outcome="ophaalafspraak gemaakt")

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What the texts say of the repair."""
        row = self._repair(job)
        if row is None:
            return {}
        chosen = slot_facts(job.values["slot"], job.language) if job.values.get("slot") else {}
        planned = row["date"] is not None and row["slot"]
        visit = slot_facts(f"{row['date'].isoformat()} {row['slot']}", job.language) if planned else {}
        texts, limits = job.form.texts, job.content.guidelines["limits"]
        day = repairs.expected(row["status"], row["status_since"], row["date"], row["expected_on"], limits, closed(job))
        return {
            "number": row["number"], "bike": self._bike(job, row), "part": row["part"] or "",
            "expected": fill(texts["expected"], job.language, {"day": day}) if day and day >= job.today else "",
            "visit": fill(texts["visit"], job.language, _short(visit)) if visit else "",
            "collect_by": self._collect_by(job, row), "since": row["status_since"],
            "replacing": texts["has_replacement"].by(job.language)[0] if row["replacement_bike"] else "",
            "loan": texts["loan"].by(job.language)[0] if self._offer(job, row) == "replace" else "",
            "after": job.content.subscriptions.rules.replacement_after_days,
            "day": chosen.get("day", ""), "span": chosen.get("span", ""), 
        }  # fmt: skip

    def _open(self, job: Job) -> list[Row]:
        rows = list(job.record.repairs) if job.record is not None else []
        return [r for r in rows if r["status"] in repairs.OPEN] or rows[:1]

    def _repair(self, job: Job) -> Row | None:
        return named_row(job, "repair", self._open(job))

    def _bike(self, job: Job, row: Row) -> str:
        contract = job.record.contract(row["bike_number"]) if job.record is not None else None
        if contract is None:
            return "fiets" if job.language == "nl" else "bike"
        return job.content.products[contract["product"]].name

    def _standing(self, job: Job, row: Row) -> str:
        limits = job.content.guidelines["limits"]
        return repairs.standing(row["status"], row["status_since"], row["date"], job.today, limits, closed(job))

    def _collect_by(self, job: Job, row: Row) -> dt.date:
        days = int(job.content.guidelines["limits"]["repair_collect_working_days"])
        return max(job.today, add_working_days(row["status_since"], days, closed(job)))

    def _offer(self, job: Job, row: Row) -> str | None:
        """ "collect" when it is ready, "replace" when it takes long and there is no replacement bike yet."""
        if row["status"] == "ready":
            return "collect" if row["way"] == "service_point" else None
        after = job.content.subscriptions.rules.replacement_after_days
        began = row["requested_at"].astimezone(job.now.tzinfo).date()
        due = repairs.replacement_due(row["status"], row["way"], began, job.today, after, closed(job))
        return "replace" if due and not row["replacement_bike"] else None


def _short(values: Mapping[str, str]) -> dict[str, str]:
    return {**values, "start": values["start"].removesuffix(" uur")}

"""Repairs: safety first, a quick fix where there is one, then a time. Source: handbook, procedures (request_repair)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import BIKE, by_language, contract_of, danger_in, excess, running, signs
from actions.forms.capabilities.visit import Visit, part_title
from actions.forms.model import Ask, Done, Job, Over, Step
from handoff.content.schema_forms import FormField
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.fields.model import Choice
from handoff.decide.slots import slot_of
from handoff.store.record import Row
from handoff.work.plan import Effect

NEVER_UNSAFE = frozenset(
    {"tyre", "lock"}
)  # a soft tyre is wear (reading guide 4), a lock that stays shut does not ride
MOVE = "move"


class RequestRepair(Visit):
    """A new repair, or another time for one that is planned."""

    topic = "request_repair"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """Planned visits, by their number."""
        if spec.id == "planned_repair":
            return [Choice(r["number"], f"{r['number']}: {r['what'][:40]}", (r["number"],)) for r in self._planned(job)]
        return super().choices(job, spec)

    def needs(self, job: Job, spec: FormField) -> bool:
        """Another time takes the repair and the slot, no more."""
        if job.values.get("action") == MOVE:
            return spec.id == "slot" or (spec.id == "planned_repair" and len(self._planned(job)) > 1)
        if spec.id == "safe":
            return job.values.get("part") not in NEVER_UNSAFE
        if spec.id == "problem":
            return not job.values.get("part")
        if spec.id == "fixed":
            return f"fix_{job.values.get('part')}" in job.form.texts
        if spec.id == "same":
            return bool(self._recent(job) or signs(job).has("second_time", job.story))
        return spec.id not in ("action", "planned_repair", "part", "since") and super().needs(job, spec)

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """ "mijn fiets is kapot, wat nu" is no story: the mechanic needs to know what is broken."""
        return asked or spec.id != "problem" or job.values.get("part") is not None or len(str(value).split()) > 9

    def check(self, job: Job) -> Step | None:
        """Unsafe is critical; solved is solved; the same defect again is a complaint."""
        if job.values.get("safe") is False:
            return Over("unsafe_part", lead="unsafe_bike", priority="critical", department="teamleider")
        if job.record is None:
            return None
        if not running(job, "active", "paused", "cancelled"):
            return Over("no_contract", lead="no_contract")
        if job.values.get("action") == MOVE:
            return self._check_move(job)
        if job.values.get("fixed") is True:
            return Done("solved", case=False)
        if job.values.get("same") is True:
            return Over("same_defect_again", lead="same_again", priority="high")
        return None

    def _check_move(self, job: Job) -> Step | None:
        planned = self._planned(job)
        if not planned:
            return Over("no_appointment", lead="no_appointment")
        chosen = self._chosen(job)
        if chosen is not None and job.now > self._last_moment(job, chosen):
            return Over("too_late_to_move", lead="too_late")
        return Ask("slot", text="ask_move") if chosen is not None and not job.values.get("slot") else None

    def hears(self, job: Job, text: str) -> Over | None:
        """Smoke, injury, a part that is unsafe."""
        return danger_in(job, text)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """When, where, what it costs."""
        contract, part = contract_of(job), job.values.get("part")
        facts = {**self.visit_facts(job), "repair_number": "", "old_time": ""}
        facts["excess"] = excess(job, contract, "damage") if contract else ""
        facts["fix"] = by_language(job, f"fix_{part}") if f"fix_{part}" in job.form.texts else ""
        facts["what"] = job.values.get("problem") or part_title(job, "part")[job.language]
        facts["summary"] = by_language(job, "summary_move" if job.values.get("action") == MOVE else "summary_new")
        chosen = self._chosen(job)
        if chosen is not None:
            facts |= {"repair_number": chosen["number"], "old_time": chosen["date"]}
        return facts

    def finish(self, job: Job) -> Step:
        """A repair number, or the new time on the old one."""
        if job.values.get("action") == MOVE:
            chosen, slot = self._chosen(job), slot_of(job.values["slot"])
            assert chosen is not None
            new = {
                "repair": chosen["number"],
                "date": slot.day.isoformat(),
                "slot": f"{slot.start:%H:%M}-{slot.end:%H:%M}",
            }
            return Done("moved", finished=True, effects=(Effect("set_repair", new),), outcome="monteur verzet")
        what = job.values.get("problem") or part_title(job, "part")["nl"]
        way = "done_mechanic" if self._mechanic(job) else "done_point"
        return Done(way, finished=True, effects=(self.repair(job, what),), outcome="reparatie gepland")

    # --- what follows from the record

    def _planned(self, job: Job) -> list[Row]:
        rows = job.record.repairs if job.record is not None else ()
        bike = job.values.get(BIKE)
        coming = [
            r
            for r in rows
            if r["status"] == "planned" and r["way"] == "mechanic" and r["date"] and r["date"] >= job.today
        ]
        return [r for r in coming if not bike or r["bike_number"] == bike]

    def _chosen(self, job: Job) -> Row | None:
        planned, named = self._planned(job), job.values.get("planned_repair")
        if job.values.get("action") != MOVE or not planned:
            return None
        return next((r for r in planned if r["number"] == named), planned[0] if len(planned) == 1 else None)

    def _last_moment(self, job: Job, repair: Row) -> dt.datetime:
        until = dt.time.fromisoformat(job.content.guidelines["mechanic"]["move_until"])
        return dt.datetime.combine(repair["date"] - dt.timedelta(days=1), until, AMSTERDAM)

    def _recent(self, job: Job) -> list[Row]:
        """Repairs of this bike that were finished within the days in which the same defect is a complaint."""
        contract = contract_of(job)
        if job.record is None or contract is None:
            return []
        since = job.today - dt.timedelta(days=int(job.content.guidelines["repair_terms"]["same_defect_days"]))
        mine = (r for r in job.record.repairs if r["bike_number"] == contract["bike_number"])
        return [r for r in mine if r["status"] == "done" and r["status_since"] >= since]

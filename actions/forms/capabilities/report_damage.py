"""Damage. Source: handbook, procedures (report_damage)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.bikes import (
    by_language,
    contract_of,
    danger_in,
    disputes_costs,
    excess,
    first_of,
    running,
)
from actions.forms.capabilities.shared import in_working_days
from actions.forms.capabilities.visit import Visit
from actions.forms.model import Done, Job, Over, Step
from actions.forms.words import money
from handoff.content.schema_forms import FormField
from handoff.decide.calendars import AMSTERDAM

PERSON = {"other_party": ("other_party",)}
OTHER = "other_party"
STORY_WORDS = 9  # fewer, not asked for, hardly tell what is broken and how


class ReportDamage(Visit):
    """Injury first; another party is for a person; else the damage is taken in and the repair planned."""

    topic = "report_damage"

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """ "er is schade aan mijn fiets" does not tell what is broken."""
        return asked or spec.id != "story" or len(str(value).split()) >= STORY_WORDS

    def check(self, job: Job) -> Step | None:
        """Hurt, unsafe, another party."""
        if job.values.get("injured") is True:
            return Over("danger", lead="injury", priority="critical", department="teamleider")
        if job.record is None:
            return None
        if job.values.get("safe") is False:
            return Over("unsafe_part", lead="unsafe_bike", priority="critical", department="teamleider")
        if not running(job, "active", "paused", "cancelled"):
            return Over("no_contract", lead="no_contract")
        return Over("other_party", lead="other_party") if job.values.get("cause") == OTHER else None

    def hears(self, job: Job, text: str) -> Over | None:
        """Somebody hurt, another party, a dispute about the costs."""
        reason = "costs_disputed" if disputes_costs(job, text) else first_of(PERSON, job, text)
        return danger_in(job, text) or (Over(reason, lead=reason) if reason else None)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Excess, when it is repaired, when the costs are decided on."""
        contract, rules = contract_of(job), job.content.guidelines["damage_terms"]
        return {
            **self.visit_facts(job),
            "excess": excess(job, contract, "damage") if contract else "",
            "decided": in_working_days(job, int(rules["decision_working_days"])),
            "vandalism": by_language(job, "vandalism") if job.values.get("cause") == "vandalism" else "",
            "pictures": by_language(job, "pictures") if job.photos else "",
        }

    def notes(self, job: Job) -> Mapping[str, str]:
        """The most that the customer pays, and a late report."""
        contract, day = contract_of(job), job.day("when")
        noted = {"Eigen risico": money(int(excess(job, contract, "damage")), "nl")} if contract else {}
        if day and (job.today - day).days > int(job.content.guidelines["damage_terms"]["report_days"]):
            noted["Let op"] = "gemeld na meer dan 2 kalenderdagen"
        return noted

    def finish(self, job: Job) -> Step:
        """The repair has its number; about the costs the workshop decides within five working days."""
        decided = in_working_days(job, int(job.content.guidelines["damage_terms"]["decision_working_days"]))
        end = dt.datetime.combine(decided, dt.time(17), AMSTERDAM)
        return Done(effects=(self.repair(job, str(job.values["story"])),), due=(end, end))

"""Theft. Source: handbook, procedures (report_theft), producten (ask_insurance) and the reading guide, point 12."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import (
    BIKE,
    by_language,
    contract_of,
    danger_in,
    excess,
    first_of,
    home_area,
    product_of,
    running,
    service_point,
)
from actions.forms.model import Ask, Capability, Done, Job, Over, Step
from actions.forms.round import bike_choice
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import yes_or_no
from handoff.work.plan import Effect

PERSON = {"thief_in_sight": ("thief_now",), "violence": ("violence_theft",)}
_PLACE = re.compile(
    r"\b(?:bij|op|in|uit|voor|achter|naast|aan|vanuit|vanaf|at|from|outside|near|behind|next to|on|in front of)\s+"
    r"(?!jullie\b|spaakrijk\b|you\b|mij\b|slot\b)\w+",
    re.I,
)
_POLICE = re.compile(r"aangifte|politie|gedaan|gemeld|geweest|proces|police|report|done|been|went|filed", re.I)
FEW = 3  # words of a bare yes: "ja dat klopt"
CHAINED = "chained"  # smart lock and chain, fixed to something: what groups B and C take


class ReportTheft(Capability):
    """Taken in at once, the lock on theft; Facturatie judges it."""

    topic = "report_theft"
    takes_yes = frozenset({"police"})

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The bikes that run."""
        return [bike_choice(job, r) for r in running(job, "active", "paused", "cancelled")] if spec.id == BIKE else ()

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """The first message is the story when it names a place; a police report has figures in its number."""
        if spec.id == "police":
            told = len(str(value).split()) <= FEW or bool(_POLICE.search(str(value)))  # "ja, ik heb de sleutels nog" is about the keys
            return _numbered(value) or (told and yes_or_no(str(value)) is True)
        return asked or spec.id != "story" or bool(_PLACE.search(str(value)))

    def check(self, job: Job) -> Step | None:
        """No bike that could have been stolen: a person."""
        if job.record is not None and job.level == 2 and not running(job, "active", "paused", "cancelled"):
            return Over("no_contract", lead="no_contract", priority="high")
        if self._told_only(job) and "police" not in job.skipped:
            return Ask("police", text="police_number")
        return None

    def _told_only(self, job: Job) -> bool:
        """Whether the customer went to the police but has not given the number of the report."""
        value = job.values.get("police")
        return value is not None and not _numbered(value)

    def hears(self, job: Job, text: str) -> Over | None:
        """The thief in sight, violence, somebody hurt: a person at once."""
        reason = first_of(PERSON, job, text)
        if reason:
            return Over(reason, lead="in_sight" if reason == "thief_in_sight" else "violence", priority="high")
        return danger_in(job, text)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Excess, last days, whether we search, what may stand in the way."""
        contract, rules = contract_of(job), job.content.guidelines["theft_terms"]
        days = {
            name: job.today + dt.timedelta(days=int(rules[f"{name}_days"])) for name in ("police", "keys", "search")
        }
        facts: dict[str, Any] = {f"{name}_by": day for name, day in days.items()}
        facts |= {"safety": job.content.fact("contact.safety_line.phone")}
        facts |= {"decision": rules["decision_working_days"], "place": service_point(job, home_area(job))}
        known = "report_later" if self._told_only(job) else "report_known" if job.values.get("police") else "report_due"
        facts["report"] = by_language(job, known)
        facts["conditions"] = by_language(job, "day_value") if self._unmet(job) else ""
        facts["keys_text"] = by_language(job, "keys_stolen" if job.values.get("keys") == "stolen" else "keys_due")
        if contract is None:
            return facts
        product = product_of(job, contract)
        facts |= {"bike_name": product.name, "excess": excess(job, contract, "theft")}
        facts["search"] = by_language(job, "search" if product.features.gps else "no_search")
        return facts

    def notes(self, job: Job) -> Mapping[str, str]:
        """What Facturatie should look at."""
        contract, day = contract_of(job), job.day("when")
        noted = {}
        if contract is not None:
            noted["Groep"] = product_of(job, contract).group + (", Extra Zeker" if contract["extra_cover"] else "")
        if day and day < job.today - dt.timedelta(days=1):
            noted["Let op"] = "gemeld na meer dan 24 uur"
        if self._unmet(job):
            noted["Voorwaarden"] = "niet voldaan volgens de klant: slot of sleutels"
        return noted

    def finish(self, job: Job) -> Step:
        """No monthly price from today; Facturatie has the case, Logistiek hears of the search."""
        contract = contract_of(job)
        assert contract is not None
        effects = [Effect("set_contract", {"contract": contract["id"], "status": "stolen"})]
        if product_of(job, contract).features.gps:
            text = f"Fiets {contract['bike_number']} gestolen: slot op diefstal, 30 kalenderdagen zoeken via gps. Zaak {{case}}."
            told = {"what": "theft", "department": "logistiek", "text": text, "by": job.now.isoformat()}
            effects.append(Effect("signal", told))
        return Done(effects=effects, department="facturatie", priority="high")

    def _unmet(self, job: Job) -> bool:
        """Whether a condition of the insurance seems not to be met; only Facturatie decides."""
        contract, locked = contract_of(job), job.values.get("locked")
        if contract is None or locked is None:
            return False
        enough = (CHAINED,) if product_of(job, contract).group != "A" else (CHAINED, "locked")
        return locked not in enough or job.values.get("keys") == "missing"


def _numbered(value: Any) -> bool:
    """Whether a text has figures in it, as the number of a police report has."""
    return any(c.isdigit() for c in str(value))

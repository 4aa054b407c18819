"""A bike that is to be repaired: by a mechanic at the door or at a service point. Source: handbook, request_repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import (
    BIKE,
    by_language,
    contract_of,
    home,
    home_area,
    mechanic_slots,
    product_of,
    running,
    service_point,
    visit_facts,
)
from actions.forms.capabilities.shared import missing_of_address, served_by
from actions.forms.model import Capability, Job
from actions.forms.round import bike_choice
from actions.forms.words import address
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.decide.slots import slot_of
from handoff.work.plan import Effect

MECHANIC = "mechanic"


class Visit(Capability):
    """Fields ``bike``, ``way``, ``address``, ``slot``; texts ``planned_mechanic``, ``planned_point``."""

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The bikes that run, and when a mechanic can come."""
        if spec.id == BIKE:
            return [bike_choice(job, r) for r in running(job, "active", "paused", "cancelled")]
        return mechanic_slots(job) if spec.id == "slot" else ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """An address when we may not look it up; a mechanic only where we come."""
        if spec.id == "way":
            return job.level < 2 or self._area(job) is not None
        if spec.id == "address":
            return job.values.get("way") == MECHANIC and job.level < 2
        return spec.id != "slot" or self._mechanic(job)

    def _area(self, job: Job) -> str | None:
        """The service point that serves the place where the bike is."""
        told = job.values.get("address")
        if told and told.get("city"):
            return served_by(job.content, told["city"])
        return home_area(job) if job.level == 2 else None

    def _mechanic(self, job: Job) -> bool:
        """Whether a mechanic comes; outside the area nobody does."""
        told = job.values.get("address")
        unknown = job.level < 2 and (not told or bool(missing_of_address(told)))
        return job.values.get("way") == MECHANIC and (unknown or self._area(job) is not None)

    def _where(self, job: Job) -> str:
        told = job.values.get("address")
        return address(told) if told else home(job)

    def visit_facts(self, job: Job) -> dict[str, Any]:
        """{planned} and what stands in it."""
        slot, contract = job.values.get("slot"), contract_of(job)
        facts: dict[str, Any] = {
            "where": self._where(job),
            "place": service_point(job, self._area(job)),
            "small": job.content.guidelines["repair_terms"]["small_minutes"],
            "large": job.content.guidelines["repair_terms"]["large_working_days"],
            "bike_name": product_of(job, contract).name if contract else "",
        }
        if slot:
            facts |= visit_facts(slot, job.language)
        facts["planned"] = by_language(job, "planned_mechanic" if slot and self._mechanic(job) else "planned_point")
        outside = job.values.get("way") != "service_point" and not self._mechanic(job)
        facts["outside"] = by_language(job, "outside") if outside and "outside" in job.form.texts else ""
        return facts

    def repair(self, job: Job, what: str) -> Effect:
        """The repair under its own number."""
        contract = contract_of(job)
        assert contract is not None
        planned: dict[str, Any] = {"way": "service_point", "status": "requested"}
        if self._mechanic(job):
            slot = slot_of(job.values["slot"])
            planned = {
                "way": MECHANIC,
                "status": "planned",
                "date": slot.day.isoformat(),
                "slot": f"{slot.start:%H:%M}-{slot.end:%H:%M}",
            }
        what = f"{what} (adres: {self._where(job)})" if job.values.get("address") else what
        return Effect(
            "new_repair", {"customer": job.customer, "bike_number": contract["bike_number"], "what": what, **planned}
        )


def part_title(job: Job, field: str) -> Mapping[str, str]:
    """Titles of the option that was chosen, by language."""
    spec, value = job.form.field(field), job.values.get(field)
    option = spec.options.get(str(value))
    return {"nl": option.title.nl, "en": option.title.en} if option else {"nl": "", "en": ""}

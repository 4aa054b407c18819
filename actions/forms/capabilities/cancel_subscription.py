"""Cancelling. Never refused, whatever is still to be paid. Source: handbook, procedures (cancel_subscription)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import (
    BIKE,
    by_language,
    contract_of,
    disputes_costs,
    first_of,
    home,
    home_area,
    product_of,
    running,
    service,
    service_point,
    visit_facts,
    visits,
)
from actions.forms.model import Capability, Cents, Done, Job, Over, Step
from actions.forms.round import bike_choice
from actions.forms.words import money, plain
from handoff.content.schema_forms import FormField
from handoff.decide.endings import Ending, cents, ending, settlement, whole_months
from handoff.decide.fields.model import Choice
from handoff.decide.slots import slot_of
from handoff.work.plan import Effect

MORE = "more"  # the choice of more than one bike
PERSON = {"several_bikes": ("many_bikes",)}


class CancelSubscription(Capability):
    """One bike at once; when it ends and what that costs is said before it is confirmed."""

    topic = "cancel_subscription"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The bikes that can be cancelled, the ways of ending Jaar, and when we can come to collect."""
        if spec.id == BIKE:
            return self._bikes(job)
        if spec.id == "way_out":
            return self._ways_out(job, spec)
        end = self._end(job)
        return visits(job, end) if spec.id == "slot" and end else ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """A choice of dates only within Jaar; a slot only when we collect, which we do in our area."""
        if spec.id == "way_out":
            found = self._ending(job)
            return found is not None and found.early
        if spec.id == "return_way":
            return home_area(job) is not None
        if spec.id == "slot":
            return self._collects(job)
        return spec.id != "on"

    def check(self, job: Job) -> Step | None:
        """Nothing left to cancel; more than one bike is for a person."""
        if job.record is None or job.level < 2:
            return None
        if job.values.get(BIKE) == MORE:
            return Over("several_bikes", lead="several")
        if not running(job, "active", "paused"):
            ends = [r for r in running(job, "cancelled") if r["ends_on"]]
            if ends:
                return Done(
                    "already", case=False, facts={"end": ends[0]["ends_on"], "bike": product_of(job, ends[0]).name}
                )
            return Over("no_contract", lead="no_contract")
        return None

    def hears(self, job: Job, text: str) -> Over | None:
        """A dispute about the settlement, more bikes after all."""
        if disputes_costs(job, text):
            return Over("settlement_disputed", lead="disputed")
        reason = first_of(PERSON, job, text)
        return Over(reason, lead="several") if reason else None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """End date, costs, what is handed in and where."""
        contract, found, end = contract_of(job), self._ending(job), self._end(job)
        if contract is None or found is None or end is None:
            return {"pickup": service(job, "pickup")}
        product = product_of(job, contract)
        kind = "electric" if product.features.battery_wh else "plain"
        slot = job.values.get("slot")
        facts: dict[str, Any] = {
            "bike_name": product.name,
            "end": end,
            "notice": found.notice,
            "term": found.term,
            "early_costs": self._early_costs(job),
            "items": by_language(job, f"items_{kind}"),
            "place": service_point(job, home_area(job)),
            "home": home(job),
            "pickup": service(job, "pickup"),
        }
        if slot:
            facts |= visit_facts(slot, job.language)
        exempt = "exempt" if found.early and job.values.get("way_out") == "exempt" else "none"
        facts["costs"] = by_language(job, "costs_early" if self._due(job) else f"costs_{exempt}")
        facts["return"] = by_language(job, "by_pickup" if self._collects(job) else "by_yourself")
        facts["not_sooner"] = by_language(job, "not_sooner") if self._wished_sooner(job) else ""
        return facts

    def notes(self, job: Job) -> Mapping[str, str]:
        """End date and settlement, for the final account."""
        end = self._end(job)
        if end is None:
            return {}
        return {"Einddatum": plain(end, "nl"), "Verrekening": money(self._due(job), "nl")}

    def finish(self, job: Job) -> Step:
        """The contract ends; Logistiek hears of a collection, Facturatie of a settlement."""
        contract, end = contract_of(job), self._end(job)
        assert contract is not None
        assert end is not None
        way = "pickup" if self._collects(job) else "service_point"
        change = {"contract": contract["id"], "status": "cancelled", "ends_on": end.isoformat(), "return_way": way}
        effects = [Effect("set_contract", change)]
        bike = f"{product_of(job, contract).name} {contract['bike_number']}"
        if way == "pickup":
            slot = slot_of(job.values["slot"])
            effects.append(
                _signal(
                    "pickup", "logistiek", f"{bike} ophalen op {job.values['slot']}, klant {job.customer}.", slot.begins
                )
            )
        if self._due(job):
            text = f"{bike}: verrekening {money(self._due(job), 'nl')} op de eindafrekening, klant {job.customer}."
            effects.append(_signal("settlement", "facturatie", text, job.now + dt.timedelta(days=14)))
        return Done(
            finished=True,
            effects=effects,
            outcome="abonnement opgezegd",
            context={"cancelled": contract["bike_number"]},
        )

    # --- what follows from the record

    def _bikes(self, job: Job) -> list[Choice]:
        bikes = [bike_choice(job, r) for r in running(job, "active", "paused")]
        names = ("allebei", "beide", "alle", "allemaal", "meer dan een", "both", "all", "more than one")
        more = Choice(MORE, "Meer dan één fiets" if job.language == "nl" else "More than one bike", names)
        return [*bikes, more] if len(bikes) > 1 else bikes

    def _ways_out(self, job: Job, spec: FormField) -> list[Choice]:
        found = self._ending(job)
        if found is None:
            return []
        facts = {"term": found.term, "notice": found.notice, "early_costs": self._early_costs(job)}
        made = []
        for value, option in spec.options.items():
            title = option.title.by(job.language)
            for name, fact in facts.items():
                title = title.replace("{" + name + "}", plain(fact, job.language))
            made.append(Choice(value, title, (*option.aliases.nl, *option.aliases.en)))
        return made

    def _ending(self, job: Job) -> Ending | None:
        contract = contract_of(job)
        if contract is None:
            return None
        return ending(job.today, contract["subscription"], contract["min_until"])

    def _end(self, job: Job) -> dt.date | None:
        """The day on which it stops: as the customer chose, and not before he wants it."""
        found, wish = self._ending(job), job.day("on")
        if found is None:
            return None
        chosen = found.term if job.values.get("way_out", "term") == "term" else found.notice
        return max(chosen, wish) if wish else chosen

    def _early_costs(self, job: Job) -> Cents:
        """What stopping at the end of the notice costs."""
        contract, found = contract_of(job), self._ending(job)
        if contract is None or found is None or not found.early:
            return Cents(0)
        product = product_of(job, contract)
        months = whole_months(contract["started_on"], found.notice)
        return Cents(settlement(cents(product.flex), cents(product.year), contract["month_cents"], months))

    def _due(self, job: Job) -> Cents:
        """What is to be paid, given the choice."""
        return self._early_costs(job) if job.values.get("way_out") == "early" else Cents(0)

    def _collects(self, job: Job) -> bool:
        return job.values.get("return_way") == "pickup" and home_area(job) is not None

    def _wished_sooner(self, job: Job) -> bool:
        wish, end = job.day("on"), self._end(job)
        return wish is not None and end is not None and job.today < wish < end


def _signal(what: str, department: str, text: str, by: dt.datetime) -> Effect:
    return Effect("signal", {"what": what, "department": department, "text": text, "by": by.isoformat()})

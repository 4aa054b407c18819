"""Pausing. Source: handbook, procedures (pause_subscription) and the reading guide, point 19."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import BIKE, by_language, contract_of, first_of, product_of, running
from actions.forms.model import Ask, Capability, Cents, Done, Job, Over, Reject, Step
from actions.forms.round import bike_choice
from actions.forms.words import money
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.decide.pauses import Pause, earliest, judge, price, shifted
from handoff.store.record import Row
from handoff.work.plan import Effect

ILLNESS = {"illness": ("illness",)}


class PauseSubscription(Capability):
    """Within the rules at once; longer, because of illness or with arrears a person looks at it."""

    topic = "pause_subscription"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The bikes that run."""
        return [bike_choice(job, r) for r in running(job, "active", "paused")] if spec.id == BIKE else ()

    def check(self, job: Job) -> Step | None:
        """What stands in the way, before anything more is asked."""
        if job.record is None or job.level < 2:
            return None
        if not running(job, "active", "paused"):
            return Over("no_contract", lead="no_contract")
        if job.record.open_cents(job.today):
            return Over("arrears", lead="arrears", department="debiteurenbeheer")
        contract = contract_of(job)
        if contract is None:
            return None
        if product_of(job, contract).features.lock == "ring":
            return Done("no_smart_lock", case=False, button_topics=("cancel_subscription",))
        if contract["paused_to"] and contract["paused_to"] >= job.today:
            return Done(
                "already", case=False, facts={"from_day": contract["paused_from"], "to_day": contract["paused_to"]}
            )
        return self._check_days(job, contract)

    def _check_days(self, job: Job, contract: Row) -> Step | None:
        value = job.values.get("period")
        if not value:
            return None
        if not value["to"]:
            return Ask("period", text="ask_end")
        limits = job.content.guidelines["limits"]
        verdict = judge(_pause(value), job.today, contract["paused_days_12m"], limits)
        if verdict in ("too_long", "used_up"):
            return Over("pause_outside_rules", lead=verdict)
        return Reject("period", verdict) if verdict else None

    def hears(self, job: Job, text: str) -> Over | None:
        """Because of illness a person looks at what is possible; nobody asks for more about it."""
        reason = first_of(ILLNESS, job, text)
        return Over("illness", lead="illness") if reason else None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What a month costs, how long it lasts, and what it does to the year."""
        contract, value = contract_of(job), job.values.get("period")
        limits = job.content.guidelines["limits"]
        facts: dict[str, Any] = {
            "percent": job.content.subscriptions.rules.pause_percent,
            "earliest": earliest(job.today, limits),
            "least": limits["pause_least_days"],
            "most": limits["pause_days"],
        }
        if contract is None:
            return facts
        facts |= {
            "bike_name": product_of(job, contract).name,
            "amount": self._amount(job, contract),
            "used": contract["paused_days_12m"],
            "left": int(limits["pause_days"]) - contract["paused_days_12m"],
            "year": "",
        }
        if value and value["to"]:
            pause = _pause(value)
            moved = shifted(contract["min_until"], pause) if contract["subscription"] == "year" else None
            facts |= {"days": pause.days, "min_until": moved}
            facts["year"] = by_language(job, "year") if moved != contract["min_until"] else ""
        return facts

    def notes(self, job: Job) -> Mapping[str, str]:
        """The price during the pause."""
        contract = contract_of(job)
        return {"Bedrag per maand": money(self._amount(job, contract), "nl")} if contract else {}

    def finish(self, job: Job) -> Step:
        """Recorded at once."""
        contract = contract_of(job)
        assert contract is not None
        pause = _pause(job.values["period"])
        change: dict[str, Any] = {
            "contract": contract["id"],
            "paused_from": pause.first.isoformat(),
            "paused_to": pause.last.isoformat(),
            "paused_days_12m": contract["paused_days_12m"] + pause.days,
        }
        moved = shifted(contract["min_until"], pause) if contract["subscription"] == "year" else None
        if moved is not None:
            change["min_until"] = moved.isoformat()
        return Done(finished=True, effects=(Effect("set_contract", change),), outcome="abonnement gepauzeerd")

    def _amount(self, job: Job, contract: Row) -> Cents:
        return Cents(price(contract["month_cents"], job.content.subscriptions.rules.pause_percent))


def _pause(value: Mapping[str, str]) -> Pause:
    return Pause(dt.date.fromisoformat(value["from"]), dt.date.fromisoformat(value["to"]))

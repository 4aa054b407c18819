"""Moving house. Source: handbook, procedures, change_address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.shared import in_working_days, missing_of_address, recent_change, served_by
from actions.forms.model import Capability, Done, Job, Over, Step
from handoff.work.plan import Effect

APPOINTMENT_NOTICE = 5  # working days before a planned visit


class ChangeAddress(Capability):
    """Within the Netherlands at once; abroad, or together with other fresh changes, a person looks at it."""

    topic = "change_address"

    def check(self, job: Job) -> Step | None:
        """Abroad, or with a new e-mail address or account so shortly before, it is for a person."""
        address = job.values.get("address")
        if address and address.get("country", "NL") != "NL":
            return Over("abroad", lead="abroad")
        if job.level == 2 and recent_change(job, "email", "iban"):
            return Over("fraud_check", lead="check_first")
        return None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Whether the new town is served, and whether a planned visit comes too soon."""
        address = job.values.get("address")
        if not address or missing_of_address(address):
            return {"area": "", "visit": ""}
        texts, language = job.form.texts, job.language
        served = served_by(job.content, address["city"])
        visit = self._visit(job)
        return {
            "area": "" if served else texts["outside"].by(language)[0],
            "visit": texts["visit"].by(language)[0] if visit else "",
        }

    def _visit(self, job: Job) -> bool:
        """Whether a delivery or mechanic is planned after the move, sooner than we can be told of."""
        moves = job.day("from")
        if job.record is None or moves is None:
            return False
        planned = [r["date"] for r in (*job.record.orders, *job.record.repairs) if r["date"] and r["date"] >= moves]
        limit = in_working_days(job, APPOINTMENT_NOTICE)
        return any(day < limit for day in planned if isinstance(day, dt.date))

    def finish(self, job: Job) -> Step:
        """Processed at once, or on the day of the move."""
        change = Effect(
            "change",
            {
                "customer": job.customer,
                "field": "address",
                "new": dict(job.values["address"]),
                "effective_on": job.values["from"],
                "ground": job.how or "",
            },
        )
        return Done(finished=True, effects=(change,), outcome="adres gewijzigd", context={"moved": True})

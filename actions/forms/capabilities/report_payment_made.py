"""Somebody has paid already. Source: handbook, debtors, report_payment_made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.debts import Debt, stops
from actions.forms.model import Ask, Cents, Done, Job, Step
from actions.forms.words import fill
from handoff.content.schema_forms import FormField


class ReportPaymentMade(Debt):
    """The schedule stops as soon as we know who it is; then when, how much, and from where. A person checks it."""

    topic = "report_payment_made"

    def needs(self, job: Job, spec: FormField) -> bool:
        """The details only come along with another answer; whatever day was told in them will do."""
        return spec.id == "amount" or (spec.id == "paid_on" and "details" not in job.values)

    def told(self, job: Job) -> Step | None:
        """Nothing open: said. Else stop at once, whatever is asked still."""
        assert job.arrears is not None
        if not job.arrears.held:
            return Done(text="nothing", case=False)
        for spec in job.form.fields:
            if spec.id not in job.values and spec.id not in job.skipped and self.needs(job, spec):
                return Ask(spec.id, effects=stops(job, "paid_claimed"))
        return None

    def finish(self, job: Job) -> Step:
        """A case for Debiteurenbeheer."""
        return Done(about_money=True, effects=stops(job, "paid_claimed"))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """With the payment, when it is there already."""
        known = dict(super().facts(job))
        texts, language = job.form.texts, job.language
        seen = self._seen(job)
        values = {"amount": Cents(seen["cents"]), "day": seen["at"]} if seen else {}
        known["seen"] = fill(texts["seen" if seen else "not_seen"], language, values)
        return known

    def notes(self, job: Job) -> Mapping[str, str]:
        """And whether a payment like it is there."""
        seen = self._seen(job)
        found = f"betaling {seen['id']} van {seen['at']:%d-%m-%Y}" if seen else "nee"
        return {**super().notes(job), **({"Gezien in de administratie": found} if "amount" in job.values else {})}

    def _seen(self, job: Job) -> Mapping[str, Any] | None:
        """A payment of the amount that was told, on the day or within a few after it."""
        told, day = job.values.get("amount"), job.day("paid_on")
        if job.arrears is None or told is None or day is None:
            return None
        fit = [p for p in job.arrears.received if p["cents"] == int(told) and 0 <= (p["at"] - day).days <= 5]
        return fit[-1] if fit else None

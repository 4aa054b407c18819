"""A new account. Source: handbook, procedures (change_bank_account) and contact registration ("Vier-ogenprincipe")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import first_term, in_working_days, recent_change
from actions.forms.model import Capability, Done, Job, Over, Reject, Step
from handoff.content.schema_forms import FormField
from handoff.decide.calendars import INVOICE_DAY
from handoff.decide.fields.model import Choice
from handoff.decide.fields.words import folded
from handoff.work.plan import Effect


class ChangeBankAccount(Capability):
    """Takes the request; it never takes effect before a second employee has approved it."""

    topic = "change_bank_account"

    def needs(self, job: Job, spec: FormField) -> bool:
        """Consent is asked when the account is not the customer's own."""
        return spec.id != "other_agrees" or not self._own(job)

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """Who says his own name has not said whose the account is."""
        return asked or spec.id != "holder"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The customer's own name, which is the usual answer."""
        if spec.id != "holder" or job.record is None or job.level < 2:
            return ()
        return [Choice(job.record.customer["name"], job.record.customer["name"])]

    def check(self, job: Job) -> Step | None:
        """A country outside SEPA, the account we have, no consent, no mandate."""
        iban = job.values.get("iban")
        if iban and iban[:2] not in job.content.guidelines["sepa"]:
            return Reject("iban", "not_sepa")
        if iban and job.record is not None and iban == job.record.customer["iban"]:
            return Reject("iban", "same")
        if job.values.get("other_agrees") is False:
            return Done("needs_consent", case=False)
        if job.values.get("mandate") is False:
            return Done("needs_mandate", case=False)
        return None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """The last four digits, and from which debit it counts."""
        iban = job.values.get("iban") or ""
        in_time = in_working_days(job, 1).day <= INVOICE_DAY and in_working_days(job, 1).month == job.today.month
        debit = job.form.texts["this_month" if in_time else "next_month"].by(job.language)[0]
        return {"ending": iban[-4:], "debit": debit}

    def finish(self, job: Job) -> Step:
        """A request that waits for a second person; with a fresh change of other data Facturatie calls the old number first."""
        suspect = recent_change(job, "address", "email", "phone")
        change = Effect(
            "change",
            {
                "customer": job.customer,
                "field": "iban",
                "new": {"iban": job.values["iban"], "iban_holder": job.values["holder"]},
                "effective_on": job.today.isoformat(),
                "ground": job.how or "",
                "warning": "recent_change" if suspect else None,
            },
        )
        if suspect:
            return Over("fraud_check", lead="check_first", department="facturatie", priority="high", effects=(change,))
        return Done(effects=(change,), department="facturatie", due=first_term(job))

    def _own(self, job: Job) -> bool:
        """Whether the account seems to be in the customer's own name: they share the family name."""
        holder, customer = job.values.get("holder"), job.record
        if not holder or customer is None:
            return True
        own = folded(customer.customer["name"]).split()
        return bool(own) and own[-1] in folded(holder).split()

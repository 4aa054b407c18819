"""The customer's own direct debit: what and when. Source: handbook, procedures, ask_direct_debit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import closed
from actions.forms.model import Ask, Capability, Cents, Done, Job, Over, Step
from actions.forms.words import fill, listed
from handoff.content.schema_forms import FormField
from handoff.decide import invoices as rules
from handoff.decide.calendars import next_invoice
from handoff.decide.fields.model import Choice


class AskDirectDebit(Capability):
    """The next debit and the last one; ending the mandate or a debit without one is for a person."""

    topic = "ask_direct_debit"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """What may be wrong with it."""
        return [
            Choice(name, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en)) for name, o in spec.options.items()
        ]

    def check(self, job: Job) -> Step | None:
        """Tell it, and hear whether something is wrong."""
        if job.level < 2:
            return None
        more = job.values.get("more")
        if more == "double":
            return Done(text="double", case=False, button_topics=("complain_invoice",))
        if more is not None:
            return Over("mandate", lead="mandate", department="facturatie")
        return Ask("more", lead="told", answered=True)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """The days and amounts in words."""
        if job.record is None or job.level < 2:
            return {}
        day, coming = rules.next_own_debit(job.record.invoices, job.today, closed(job))
        texts, language = job.form.texts, job.language
        iban = str(job.record.customer["iban"] or "")[-4:]
        values = {
            "day": day, "iban": iban, "amount": Cents(sum(rules.open_cents(r) for r in coming)),
            "invoices": listed([r["number"] for r in coming], language), "invoice_day": next_invoice(job.today),
        }  # fmt: skip
        return {
            "next": fill(texts["next" if coming else "next_unknown"], language, values),
            "last": self._last(job),
        }

    def _last(self, job: Job) -> str:
        assert job.record is not None
        last = rules.last_debit(job.record.invoices, job.today)
        if last is None:
            return ""
        failed = rules.in_dunning(last)
        values = {
            "day": last["due_on"],
            "amount": Cents(rules.open_cents(last) if failed else last["total_cents"]),
            "number": last["number"],
            "account": job.content.organisation.company.iban,
        }
        return fill(job.form.texts["last_failed" if failed else "last"], job.language, values)

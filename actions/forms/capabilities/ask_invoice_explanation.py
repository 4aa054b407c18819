"""What an invoice says, line by line. Source: handbook, procedures, ask_invoice_explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.forms.capabilities.shared import billing_term, invoice_choices
from actions.forms.model import Ask, Capability, Cents, Done, Job, Over, Reject, Step
from actions.forms.words import fill, listed, money, month
from handoff.content.schema_forms import FormField
from handoff.decide import invoices as rules
from handoff.decide.amounts import amounts
from handoff.decide.fields.model import Choice


class AskInvoiceExplanation(Capability):
    """The lines, what differs from the month before, the debit; a doubt goes to Billing, a large one to a person."""

    topic = "ask_invoice_explanation"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The newest invoices to choose from."""
        return invoice_choices(job, self._all(job)) if spec.id == "invoice" else ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """What is wrong only where the customer says that something is."""
        return spec.id != "doubt" or job.values.get("right") is False

    def check(self, job: Job) -> Step | None:
        """Find the invoice, explain it, and ask whether it is right."""
        if job.level < 2:
            return None
        if not self._all(job):
            return Done(text="no_invoices", case=False)
        if job.values.get("invoice") is None:
            return None if len(self._all(job)) > 1 else self._explained()
        found = rules.chosen(self._all(job), job.values["invoice"])
        if not found:
            return Reject("invoice", "not_found")
        if len(found) > 1:
            return Ask("invoice", text="one_at_a_time")
        if job.values.get("right") is None:
            return self._explained()
        if job.values["right"] is False and rules.in_dunning(found[0]):
            return Over("in_collection", lead="in_dunning", priority="high")
        return None

    def finish(self, job: Job) -> Step:
        """Right: done. Not right: to Billing, or to a person above the limit."""
        if job.values["right"]:
            return Done(case=False)
        if self._doubted(job) > Decimal(job.content.guidelines["limits"]["disputed_amount"]):
            return Over("amount_above_limit", lead="large", department="facturatie")
        return Done(text="doubted", department="facturatie", due=billing_term(job), about_money=True)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """The lines and the difference, in words."""
        one = self._one(job)
        if one is None:
            return {}
        language, texts = job.language, job.form.texts
        key = "nl" if language == "nl" else "en"
        lines = [f"- {line['what'][key]}: {money(line['cents'], language)}" for line in one["lines"]]
        vat = Cents(rules.vat_in(one["total_cents"], job.content.subscriptions.rules.vat_percent))
        debit = "debited" if one["due_on"] < job.today else "to_debit"
        if rules.in_dunning(one):
            debit = "debit_failed"
        when = {"day": one["due_on"], "open": Cents(rules.open_cents(one))}
        return {
            "number": one["number"], "month": month(one["month"], language), "lines": "\n".join(lines),
            "total": Cents(one["total_cents"]), "vat": vat, "percent": job.content.subscriptions.rules.vat_percent,
            "debit": fill(texts[debit], language, when), "difference": self._difference(job, one),
            "per_day": fill(texts["per_day"], language, {"days": job.content.subscriptions.rules.days_in_month})
            if _per_day(one)
            else "",
            "limit": Cents(int(Decimal(job.content.guidelines["limits"]["disputed_amount"]) * 100)),
        }  # fmt: skip

    def _explained(self) -> Ask:
        return Ask("right", lead="explained", answered=True)

    def _all(self, job: Job) -> Sequence[Mapping[str, Any]]:
        return job.record.invoices if job.record is not None else ()

    def _one(self, job: Job) -> Mapping[str, Any] | None:
        found = rules.chosen(self._all(job), job.values.get("invoice") or {"last": 1})
        return found[0] if found else None

    def _difference(self, job: Job, one: Mapping[str, Any]) -> str:
        earlier = rules.before(self._all(job), one)
        if earlier is None:
            return ""
        texts, language = job.form.texts, job.language
        cents = one["total_cents"] - earlier["total_cents"]
        known = {"amount": money(abs(cents), language), "before": month(earlier["month"], language)}
        changed = rules.changes(one, earlier)
        if not changed:
            return fill(texts["same"], language, known)
        name = "more" if cents > 0 else "less" if cents < 0 else "shifted"
        kinds = (
            ("added", [c for c in changed if c.before is None]),
            ("gone", [c for c in changed if c.now is None]),
            ("other", [c for c in changed if c.before is not None and c.now is not None]),
        )
        told = [
            fill(texts[kind], language, {"lines": listed([self._line(job, kind, c) for c in found], language)})
            for kind, found in kinds
            if found
        ]
        return " ".join([fill(texts[name], language, known), *told])

    def _line(self, job: Job, kind: str, change: rules.Changed) -> str:
        language = job.language
        what = change.what["nl" if language == "nl" else "en"]
        what = what[:1].lower() + what[1:] if what[1:2].islower() else what
        now, old = money(change.now or 0, language), money(change.before or 0, language)
        if kind == "other":
            return fill(job.form.texts["from_to"], language, {"what": what, "old": old, "now": now})
        return f"{what} ({now if kind == 'added' else old})"

    def _doubted(self, job: Job) -> Decimal:
        """What is doubted, in euros: as told, else the difference with the month before."""
        told = amounts(str(job.values.get("doubt", "")))
        if told:
            return Decimal(str(max(told)))
        one = self._one(job)
        earlier = rules.before(self._all(job), one) if one else None
        return Decimal(abs(one["total_cents"] - earlier["total_cents"])) / 100 if one and earlier else Decimal(0)


def _per_day(invoice: Mapping[str, Any]) -> bool:
    return any(" dag" in line["what"]["nl"].lower() or "×" in line["what"]["nl"] for line in invoice["lines"])

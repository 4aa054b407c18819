"""Where the deposit is. Source: handbook, procedures, ask_deposit_refund."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.forms.capabilities.shared import billing_term, closed
from actions.forms.model import Ask, Capability, Cents, Done, Job, Over, Step
from actions.forms.words import fill, money
from handoff.content.schema_forms import FormField
from handoff.decide import refunds
from handoff.decide.fields.model import Choice
from handoff.store.record import Row


class AskDepositRefund(Capability):
    """Return, check, settlement, payment and the last day; late or doubted is for Billing."""

    topic = "ask_deposit_refund"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The contracts that ended or end, and what may be said of the refund."""
        if spec.id == "bike":
            return [self._named(job, r) for r in self._ended(job)]
        row = self._contract(job)
        if spec.id != "more" or row is None:
            return ()
        found = job.form.field("more").options
        name = "returned" if self._stage(job, row) == "not_returned" else "dispute"
        option = found[name]
        return [Choice(name, option.title.by(job.language), (*option.aliases.nl, *option.aliases.en))]

    def needs(self, job: Job, spec: FormField) -> bool:
        """The day of returning, or what is doubted, only where that was chosen."""
        return {"returned_on": "returned", "doubt": "dispute"}.get(spec.id) == self._more(job)

    def check(self, job: Job) -> Step | None:
        """Which bike; late to Billing; else how it stands, with room for an objection."""
        if job.level < 2:
            return None
        row = self._contract(job)
        if row is None:
            return Ask("bike") if self._ended(job) else Done(text="no_deposit", case=False)
        if self._more(job):
            return None
        stage = self._stage(job, row)
        if stage == "late":
            return Done(text="late", department="facturatie", due=billing_term(job), about_money=True)
        offer = {"not_returned": "offer_returned", "settled": "offer_dispute", "paid": "offer_dispute"}.get(stage)
        if offer and (stage == "not_returned" or refunds.kept_back(row)):
            return Ask("more", text=offer, lead=f"is_{stage}", answered=True)
        return Done(text=f"is_{stage}", case=False)

    def finish(self, job: Job) -> Step:
        """Billing looks at it again; above the limit a person does at once."""
        row = self._contract(job)
        assert row is not None
        if self._more(job) == "returned":
            return Done(text="not_registered", department="facturatie", due=billing_term(job), about_money=True)
        kept = -sum(int(line["cents"]) for line in refunds.kept_back(row))
        if Decimal(kept) / 100 > Decimal(job.content.guidelines["limits"]["disputed_amount"]):
            return Over("deduction_disputed", lead="large", department="facturatie")
        return Done(department="facturatie", due=billing_term(job), about_money=True)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Days and amounts."""
        row = self._contract(job)
        if row is None:
            return {}
        limits, key = job.content.guidelines["limits"], "nl" if job.language == "nl" else "en"
        back = row["returned_on"] or job.day("returned_on")
        kept = refunds.kept_back(row)
        lines = [
            f"- {line['what'][key]}: {money(int(line['cents']), job.language)}" for line in row["settlement"] or ()
        ]
        last = row["refund_by"] or (refunds.last_day(back, int(limits["refund_days"])) if back else None)
        return {
            "bike": job.content.products[row["product"]].name, "deposit": Cents(row["deposit_cents"]),
            "refund": Cents(refunds.refund_cents(row)), "returned": back, "last": last, "ends": row["ends_on"],
            "check_by": refunds.check_by(back, int(limits["deposit_check_working_days"]), closed(job)) if back else None,
            "checked": row["checked_on"], "paid": row["refunded_on"], "lines": "\n".join(lines),
            "kept": job.form.texts["nothing_kept"].by(job.language)[0] if not kept else "",
            "account": _account(job), "days": int(limits["refund_days"]),
        }  # fmt: skip

    def _more(self, job: Job) -> str | None:
        """What the customer wants besides the status; that it was returned is no news where we know it."""
        more, row = job.values.get("more"), self._contract(job)
        known = row is not None and self._stage(job, row) != "not_returned"
        return None if more == "returned" and known else more

    def _ended(self, job: Job) -> list[Row]:
        rows = list(job.record.contracts) if job.record is not None else []
        over = [r for r in rows if r["returned_on"] is not None or r["status"] in ("cancelled", "ended")]
        waiting = [r for r in over if r["refunded_on"] is None]
        return waiting or over[:1] or [r for r in rows if r["status"] == "active"]

    def _contract(self, job: Job) -> Row | None:
        rows = self._ended(job)
        if job.values.get("bike"):
            return next((r for r in rows if str(r["id"]) == job.values["bike"]), None)
        return rows[0] if len(rows) == 1 else None

    def _stage(self, job: Job, row: Row) -> refunds.Stage:
        return refunds.stage_of(row, job.today, int(job.content.guidelines["limits"]["refund_days"]))

    def _named(self, job: Job, row: Row) -> Choice:
        product = job.content.products[row["product"]]
        day: dt.date | None = row["returned_on"]
        title = product.name if day is None else f"{product.name} ({day.day}-{day.month}-{day.year})"
        return Choice(str(row["id"]), title, (product.name, *product.aliases.nl, *product.aliases.en))


def _account(job: Job) -> str:
    """The known account by its last four digits; without one only the word."""
    iban = str((job.record.customer["iban"] if job.record else "") or "")
    if not iban:
        return "rekening" if job.language == "nl" else "account"
    return fill(job.form.texts["account"], job.language, {"iban": iban[-4:]})

"""Copies of invoices, by mail or on paper. Source: handbook, procedures, request_invoice_copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import in_working_days, invoice_choices
from actions.forms.model import Ask, Capability, Done, Job, Over, Reject, Step
from actions.forms.words import listed, month
from handoff.content.schema_forms import FormField
from handoff.decide import invoices as rules
from handoff.decide.fields.model import Choice
from handoff.store.record import Row
from handoff.work.plan import Effect

ADDRESS = ("name", "street", "house_number", "addition", "postcode", "city", "country")


class RequestInvoiceCopy(Capability):
    """To the address that we know, at once; many, for a business or to another address goes another way."""

    topic = "request_invoice_copy"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The newest invoices to choose from."""
        return invoice_choices(job, self._all(job)) if spec.id == "invoices" else ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """Only which invoices is asked; the rest is taken when it was said."""
        return spec.id == "invoices"

    def check(self, job: Job) -> Step | None:
        """What cannot be sent, or not there."""
        if job.record is None or job.level < 2:
            return None
        if job.record.customer["business"]:
            return Over("business", lead="business", department="zakelijk")
        wish = job.values.get("invoices")
        most = int(job.content.guidelines["limits"]["invoice_copies"])
        if wish is not None and rules.asked_for(wish) > most:
            return Over("many_or_other_name", lead="too_many", department="facturatie")
        if not self._all(job):
            return Done(text="no_invoices", case=False)
        if wish is not None and not self._found(job):
            old = bool(rules.chosen(job.record.invoices, wish))
            return Reject("invoices", "too_old" if old else "not_found")
        if self._other_address(job):
            return self._choose_address(job)
        if wish is not None and not job.record.customer["email"] and job.values.get("way") != "paper":
            return Ask("way", text="no_email")
        return None

    def confirms(self, job: Job) -> bool:
        """A period that holds several invoices is read back first; one invoice is named in the answer."""
        return len(self._found(job)) > 1

    def finish(self, job: Job) -> Step:
        """Mail them, or put them on the post list."""
        assert job.record is not None
        who, found = job.record.customer, self._found(job)
        numbers = [r["number"] for r in found]
        if job.values.get("way") == "paper":
            days = int(job.content.guidelines["limits"]["invoice_paper_working_days"])
            what = [
                {"code": r["number"], "title": f"Factuur {r['number']}", "language": job.language, "version": r["issued_on"].isoformat(), "copies": 1}
                for r in found
            ]  # fmt: skip
            address = {name: who[name] for name in ADDRESS}
            due = in_working_days(job, days).isoformat()
            effect = Effect("post", {"kind": "invoice", "what": what, "address": address, "due": due})
            return Done(
                text="posted_many" if len(found) > 1 else "posted",
                finished=True,
                effects=(effect,),
                outcome="factuur op de postlijst gezet",
            )
        mail = {"to": who["email"], "kind": "invoice", "name": "copies", "numbers": numbers}
        effect = Effect("mail", {**mail, "customer": who["number"], "greeting": who["name"]})
        text = "done_many" if len(found) > 1 else ""
        return Done(text=text, finished=True, effects=(effect,), mail_to="", outcome="factuur gemaild")

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Which invoices, where they go and by when."""
        if job.record is None or job.level < 2:
            return {}
        found, limits = self._found(job), job.content.guidelines["limits"]
        named = [f"{month(r['month'], job.language)} ({r['number']})" for r in reversed(found)]
        paper = job.values.get("way") == "paper"
        return {
            "found": listed(named, job.language), "count": len(found), "most": int(limits["invoice_copies"]),
            "years": int(limits["invoice_years"]), "by": in_working_days(job, int(limits["invoice_paper_working_days"])),
            "where": job.form.texts["by_post" if paper else "by_mail"].by(job.language)[0],
            "address": _masked(str(job.record.customer["email"] or "")),
        }  # fmt: skip

    def _all(self, job: Job) -> Sequence[Row]:
        if job.record is None:
            return ()
        return rules.within(job.record.invoices, job.today, int(job.content.guidelines["limits"]["invoice_years"]))

    def _found(self, job: Job) -> list[Row]:
        wish = job.values.get("invoices")
        return rules.chosen(self._all(job), wish) if wish is not None else []

    def _other_address(self, job: Job) -> bool:
        assert job.record is not None
        given = job.values.get("email")
        known = str(job.record.customer["email"] or "").lower()
        return bool(given) and str(given).lower() != known and job.values.get("way") != "paper"

    def _choose_address(self, job: Job) -> Step | None:
        choice = job.values.get("to")
        if choice is None:
            return Ask("to", text="other_address")
        if choice == "change":
            return Done(text="change_first", case=False, button_topics=("change_contact_details",))
        return None


def _masked(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""

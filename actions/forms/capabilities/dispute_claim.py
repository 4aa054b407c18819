"""Somebody disagrees with a claim. Source: handbook, debtors, dispute_claim; reading guide 11 and 24."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.debts import Debt, lines, open_rows, stop, stops
from actions.forms.model import Ask, Cents, Done, Job, Over, Step
from actions.forms.words import fill, money, month
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.decide.invoices import open_cents
from handoff.decide.triage.quantities import disputed_euros
from handoff.work.plan import Effect
from handoff.work.understanding import signs_for

ALL = "all"
FEW = 2  # words: less says nothing of why
# What always goes to a person, however small the amount.
HEAVY = ("dunning_costs", "limitation", "excess", "legal")


class DisputeClaim(Debt):
    """The schedule stops as soon as we know who it is; then for the part that is disputed alone, where that is clear."""

    topic = "dispute_claim"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The invoices that are open, and all of them."""
        if spec.id != "invoice" or job.arrears is None:
            return ()
        rows = [row for one in job.arrears.held for row in open_rows(one)]
        named = [
            Choice(r["number"], f"{month(r['month'], job.language)} ({r['number']})", (r["number"], month(r["month"], job.language).split()[0]))
            for r in rows
        ]  # fmt: skip
        whole = {"nl": ("Alles", ("allemaal", "alle")), "en": ("All of it", ("all", "everything", "both"))}[
            job.language
        ]
        return [*named, Choice(ALL, *whole)]

    def needs(self, job: Job, spec: FormField) -> bool:
        """Which invoice only where there is more than one."""
        return spec.id != "invoice" or len(self._rows(job)) > 1

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """A word or two is no reason."""
        return spec.id != "why" or len(str(value).split()) >= FEW

    def told(self, job: Job) -> Step | None:
        """Nothing open: said. What is heavy or large: a person. Else stop at once, whatever is asked still."""
        assert job.arrears is not None
        if not job.arrears.held:
            return Done(text="nothing", case=False, button_topics=("complain_invoice",))
        words = f"{job.story} {job.values.get('why', '')}"
        if any(signs_for(job.content).has(sign, words) for sign in HEAVY):
            return Over("dunning_costs_disputed", lead="large", priority="high", effects=stops(job, "dispute"))
        for spec in job.form.fields:
            if spec.id not in job.values and self.needs(job, spec):
                return Ask(spec.id, effects=stops(job, "dispute"))
        if self._at_stake(job) > self._limit(job):
            return Over("amount_above_limit", lead="large", effects=self._stopped(job))
        return None

    def finish(self, job: Job) -> Step:
        """A case for Debiteurenbeheer; the part that is not disputed goes on."""
        return Done(about_money=True, effects=self._stopped(job))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """With the lines, and what is left to pay meanwhile."""
        known = dict(super().facts(job))
        if job.arrears is None or not job.arrears.held:
            return {**known, "lines": "", "rest": ""}
        rest = job.arrears.due_cents - self._at_stake(job)
        key = "rest" if rest > 0 else "whole"
        return {
            **known,
            "lines": lines(job),
            "rest": fill(job.form.texts[key], job.language, {"amount": Cents(rest)}),
        }

    def notes(self, job: Job) -> Mapping[str, str]:
        """What is at stake."""
        found = super().notes(job)
        return {**found, "Betwist bedrag": money(self._at_stake(job), "nl")} if found else found

    def _rows(self, job: Job) -> list[Mapping[str, Any]]:
        return [row for one in job.arrears.held for row in open_rows(one)] if job.arrears is not None else []

    def _row(self, job: Job) -> Mapping[str, Any] | None:
        """The invoice that is meant; None for all of them."""
        rows = self._rows(job)
        if len(rows) == 1:
            return rows[0]
        return next((r for r in rows if r["number"] == job.values.get("invoice")), None)

    def _at_stake(self, job: Job) -> int:
        """Cents that are disputed: what was told, at most the whole invoice; all where it is not clear (reading guide 24)."""
        row = self._row(job)
        if row is None:
            return job.arrears.due_cents if job.arrears is not None else 0
        told = round(disputed_euros(str(job.values.get("why") or job.story)) * 100)
        return min(told, open_cents(row)) if told > 0 else open_cents(row)

    def _limit(self, job: Job) -> int:
        return int(float(job.content.guidelines["limits"]["disputed_amount"]) * 100)

    def _stopped(self, job: Job) -> tuple[Effect, ...]:
        """The stop of the claim that is meant, narrowed to the part where the rest of it goes on."""
        row = self._row(job)
        if row is None or job.arrears is None:
            return stops(job, "dispute")
        one = next(o for o in job.arrears.held if row["number"] in {r["number"] for r in open_rows(o)})
        cents, whole = self._at_stake(job), sum(item.due_cents for item in one.claim.debtor.items)
        others = [Effect("dunning_release", {"claim": o.claim.id}) for o in job.arrears.held if o is not one]
        held = (stop(job, "dispute", one.claim.id), *others)
        if cents >= whole or one.claim.costs_open:
            return held
        part = {"customer": job.customer, "claim": one.claim.id, "invoice": row["number"], "cents": cents}
        return (*held, Effect("dunning_part", part))

"""Paying in instalments, or later. Source: handbook, debtors, request_payment_plan. The assistant proposes, a person decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.debts import WITH_A_COLLEAGUE, Debt, stop, stops
from actions.forms.model import Cents, Done, Job, Over, Reject, Step
from actions.forms.words import fill, money, wish
from handoff.content.schema_forms import FormField
from handoff.decide.dunning import plans as rules
from handoff.decide.dunning.plans import Instalment, Proposal
from handoff.decide.fields.model import Choice
from handoff.work.dunning.talk import Held
from handoff.work.plan import Effect

COLLEAGUE = "colleague"
OUTSIDE = "outside"  # under which a wish is remembered that the table does not allow
FURTHEST = dt.timedelta(days=60)  # a day so far off is the length of something else ("in 4 maanden")


class RequestPaymentPlan(Debt):
    """What somebody can pay, held against the table; within it a proposal, outside it a person."""

    topic = "request_payment_plan"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The instalments that the table allows, the fewest and the most, and a colleague once something was refused."""
        if spec.id != "wish" or job.arrears is None or not job.arrears.held:
            return ()
        total, texts = self._total(job), job.form.texts
        counts = sorted({min(2, self._most(job)), self._most(job)} - {1})
        made = [
            Choice(f"terms:{n}", fill(texts["button_terms"], job.language, {"n": n, "amount": Cents(total // n)}))
            for n in counts
        ]
        return [*made, Choice(COLLEAGUE, fill(texts["button_colleague"], job.language, {}))]

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """A day that is far off is no first instalment."""
        return spec.id != "first" or dt.date.fromisoformat(value) <= job.today + FURTHEST

    def needs(self, job: Job, spec: FormField) -> bool:
        """No first day where everything is paid on one day."""
        return spec.id != "first" or self._kind(job) in ("month", "terms")

    def told(self, job: Job) -> Step | None:
        """Nothing to arrange, or already arranged: said. Else the wish, against the table."""
        assert job.arrears is not None
        if not job.arrears.held:
            return Done(text="nothing", case=False)
        standings = [one.standing(job.today, job.content.dunning) for one in job.arrears.held]
        if any(s.phase in ("plan_running", "plan_requested") or s.why == "plan_requested" for s in standings):
            return Done(text="already", case=False)
        if any(s.why in WITH_A_COLLEAGUE or s.why == "dispute" for s in standings) or len(job.arrears.held) > 1:
            return self._over(job, "plan_needs_person")
        if not job.values.get("wish"):
            return None
        if job.values["wish"] == COLLEAGUE:
            return self._over(job, "plan_outside_table")
        return self._delay(job) if self._until(job) else self._instalments(job)

    def _instalments(self, job: Job) -> Step | None:
        found = self._proposal(job)
        if found.within_table:
            return None
        if found.reason in ("below_minimum", "too_many_terms"):
            if job.values.get(OUTSIDE):
                return self._over(job, "plan_outside_table")
            return Reject("wish", "outside", keep={OUTSIDE: job.values["wish"]}, ask="fits")
        if found.reason in ("first_too_late", "first_in_the_past"):
            return Reject("first", "too_late")
        reason = "earlier_plan_failed" if found.reason == "failed_before" else "plan_needs_person"
        return self._over(job, reason)

    def _delay(self, job: Job) -> Step | None:
        """Paying everything later, within the days that somebody may grant."""
        until, one = self._until(job), self._one(job)
        earlier = any(s.reason == "deferment" for s in one.claim.debtor.stops)
        assert until is not None
        found = rules.deferment((until - job.today).days, earlier, job.content.dunning.plans)
        if found.reason == "too_long" and not job.values.get(OUTSIDE):
            return Reject("wish", "too_far", keep={OUTSIDE: job.values["wish"]}, ask="fits")
        return self._over(job, "plan_outside_table") if found.reason and found.reason != "no_days" else None

    def finish(self, job: Job) -> Step:
        """Before a person: the plan, or the delay with the schedule stopped until somebody grants it."""
        one = self._one(job)
        if self._until(job):
            return Done(effects=(stop(job, "plan_requested", one.claim.id),), about_money=True)
        return Done(effects=(self._plan(job, one),), about_money=True)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """The proposal in words, and what the table allows."""
        known = dict(super().facts(job))
        if job.arrears is None or not job.arrears.held:
            return {**known, "limits": "", "rows": "", "summary": "", "after": "", "latest": ""}
        texts, language, table = job.form.texts, job.language, job.content.dunning.plans
        most = self._most(job)
        limit = {"total": Cents(self._total(job)), "terms": most, "least": Cents(self._total(job) // most)}
        longest = table.deferment[-1].days
        return {
            **known,
            "limits": fill(texts["limits"], language, limit),
            "rows": self._rows(job),
            "summary": fill(texts["summary"], language, {"total": Cents(self._total(job))}),
            "after": fill(texts["after"], language, {}),
            "latest": self._latest(job),
            "days": longest,
            "until": job.today + dt.timedelta(days=longest),
        }

    def notes(self, job: Job) -> Mapping[str, str]:
        """The proposal as colleagues read it, and what was wished before."""
        found = dict(super().notes(job))
        if job.arrears is None or not job.arrears.held:
            return found
        if job.values.get(OUTSIDE):
            found["Eerdere wens"] = wish(str(job.values[OUTSIDE]), "nl")
        parts = self._parts(job)
        if parts:
            found["Voorstel"] = "; ".join(f"{money(p.cents, 'nl')} op {p.due:%d-%m-%Y}" for p in parts)
        return found

    # --- what is worked out

    def _one(self, job: Job) -> Held:
        assert job.arrears is not None
        return job.arrears.held[0]

    def _total(self, job: Job) -> int:
        """What a plan is about: everything of the claim, costs too."""
        return self._one(job).claim.open_cents

    def _most(self, job: Job) -> int:
        return rules.most_terms(self._total(job), job.content.dunning.plans)

    def _latest(self, job: Job) -> dt.date:
        return job.today + dt.timedelta(days=job.content.dunning.plans.first_within_days)

    def _kind(self, job: Job) -> str:
        return str(job.values.get("wish") or "").partition(":")[0]

    def _until(self, job: Job) -> dt.date | None:
        """The day on which all of it is paid, for who wants to pay later; one instalment is that as well."""
        kind, _, rest = str(job.values.get("wish") or "").partition(":")
        if kind == "until":
            return dt.date.fromisoformat(rest)
        whole = (kind == "terms" and rest == "1") or (kind == "month" and int(rest) >= self._total(job))
        return (job.day("first") or (self._latest(job) if "first" in job.skipped else None)) if whole else None

    def _asked(self, job: Job) -> dict[str, int]:
        return self._asked_of(str(job.values.get("wish") or ""))

    def _proposal(self, job: Job) -> Proposal:
        assert job.arrears is not None
        first = job.day("first") or self._latest(job)
        asked = self._asked(job)
        return rules.proposal(
            self._total(job), first, job.today, job.content.dunning.plans,
            failed_on=job.arrears.lapsed_on, month_cents=asked.get("month_cents"), terms=asked.get("terms"),
        )  # fmt: skip

    def _parts(self, job: Job) -> Sequence[Instalment]:
        until = self._until(job)
        if until:
            return (Instalment(until, self._total(job)),)
        return self._proposal(job).instalments if self._asked(job) else ()

    def _rows(self, job: Job) -> str:
        key = "row_later" if self._until(job) else "row"
        return "\n".join(
            fill(job.form.texts[key], job.language, {"amount": Cents(p.cents), "day": p.due}) for p in self._parts(job)
        )

    def _plan(self, job: Job, one: Held) -> Effect:
        first = job.day("first") or self._latest(job)
        return Effect(
            "dunning_plan", {"claim": one.claim.id, "first": first.isoformat(), "note": "{case}", **self._asked(job)}
        )

    def _over(self, job: Job, reason: str) -> Over:
        """To a person, with the wish; the schedule stands still from now on."""
        assert job.arrears is not None
        one, told = self._one(job), {**job.values}
        wanted = told.get("wish") if told.get("wish") not in (None, COLLEAGUE) else told.get(OUTSIDE)
        asked = self._asked_of(str(wanted or ""))
        if len(job.arrears.held) == 1 and asked:
            first = min(max(job.day("first") or self._latest(job), job.today), self._latest(job))
            data = {"claim": one.claim.id, "first": first.isoformat(), "note": "{case}", **asked}
            return Over(reason, lead="to_colleague", effects=(Effect("dunning_plan", data),))
        return Over(reason, lead="to_colleague", effects=stops(job, "plan_requested"))

    def _asked_of(self, value: str) -> dict[str, int]:
        kind, _, rest = value.partition(":")
        name = {"month": "month_cents", "terms": "terms"}.get(kind)
        return {name: int(rest)} if name and rest.isdigit() else {}

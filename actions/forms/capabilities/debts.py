"""What the topics of arrears share: who is not spoken to about them, what is open in words, what comes next.

Source: handbook, debtors. Nothing here is reached before level 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import in_working_days
from actions.forms.model import Capability, Cents, Done, Job, Over, Step
from actions.forms.words import listed, money, month
from handoff.content.texts import text as say
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.dunning.plans import Instalment, watch
from handoff.decide.dunning.told import Standing
from handoff.decide.entities import find_entities
from handoff.decide.invoices import open_cents
from handoff.work.dunning.talk import Arrears, Held
from handoff.work.moments import day_in_words
from handoff.work.plan import Effect
from handoff.work.understanding import signs_for

ABOUT_ONESELF = ("ask_arrears", "ask_reminder_received")  # on the others an uncle may well have paid
OFFERED = ("request_payment_plan", "report_payment_made", "dispute_claim")
# Signs in what is told that stop the schedule and go to a person, with the words of care.
CARE = (("detention", "detention", "care_vulnerable"), ("vulnerable", "vulnerable", "care_vulnerable"))
# How the claim stands -> what is said before a person takes over, and the stop where one is to be set.
FOR_A_PERSON: Mapping[str, tuple[str, str]] = {
    "death": ("care_death", "death"),
    "administration": ("arrears_administration", "administration"),
    "minor": ("care_minor", "minor"),
    "business": ("arrears_business", ""),
    "old": ("arrears_old", ""),
    "at_agency": ("arrears_at_agency", ""),
}
# Stops that a colleague is already talking about: what is asked then is for that colleague.
WITH_A_COLLEAGUE = ("hardship", "debt_help", "bankruptcy", "vulnerable", "detention", "manual")


class Debt(Capability):
    """A topic of arrears. ``check`` first sees whether it may be talked about at all; ``told`` is the topic's own part."""

    def check(self, job: Job) -> Step | None:
        """A person where the handbook asks one; else the topic's own rules."""
        if job.arrears is None or job.record is None:
            return None
        return self._elsewhere(job) or self._for_a_person(job, job.story) or self.told(job)

    def told(self, job: Job) -> Step | None:
        """What this topic says or asks."""
        return None

    def hears(self, job: Job, text: str) -> Over | None:
        """A sign of vulnerability in any later message."""
        return self._cared_for(job, text) if job.arrears is not None else None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What is open and what comes next, in words."""
        desk = job.content.organisation.contact["debtors"]
        known: dict[str, Any] = {"phone": str(desk.phone), "email": str(desk.email), "by": _workday(job)}
        if job.arrears is not None and not _untold(job):
            known |= {"overview": overview(job), "total": Cents(job.arrears.due_cents), "pay": pay(job)}
        return known

    def notes(self, job: Job) -> Mapping[str, str]:
        """For colleagues: what was open when it was asked."""
        if job.arrears is None or not job.arrears.held:
            return {}
        return {"Openstaand": money(job.arrears.due_cents, "nl"), "Facturen": listed(numbers(job.arrears), "nl")}

    def _elsewhere(self, job: Job) -> Step | None:
        """Somebody else's number in the question: the same words whether or not there is any such thing."""
        if job.form.topic in ABOUT_ONESELF and signs_for(job.content).has("somebody_else", job.story):
            return somebody_else(job)
        mine = {str(job.customer), *(str(i["number"]) for i in _record(job).invoices)}
        named = {e["value"] for e in find_entities(job.story, job.content, job.now) if e["type"] in ("customer_number", "invoice_number")}  # fmt: skip
        return None if named <= mine else somebody_else(job)

    def _for_a_person(self, job: Job, text: str) -> Over | None:
        phase = _untold(job)
        return self._person(job, phase) if phase else self._cared_for(job, text)

    def _person(self, job: Job, phase: str) -> Over:
        lead, reason = FOR_A_PERSON[phase]
        effects = (stop(job, reason),) if reason else ()
        department = "zakelijk" if phase == "business" else None
        return Over(_REASON.get(phase, phase), lead=lead, priority=_priority(phase), department=department, effects=effects)  # fmt: skip

    def _cared_for(self, job: Job, text: str) -> Over | None:
        signs = signs_for(job.content)
        for sign, reason, lead in CARE:
            if signs.has(sign, text):
                return Over(reason, lead=lead, priority="high", effects=(stop(job, reason),))
        return None


_REASON = {"at_agency": "at_collection_agency", "old": "limitation"}


def _priority(phase: str) -> str | None:
    return "high" if phase in ("death", "administration", "minor") else None


def _untold(job: Job) -> str:
    """Why nothing of it is told to who asks here, or ""."""
    if "deceased" in (_record(job).customer["flags"] or ()):
        return "death"
    phases = (one.standing(job.today, job.content.dunning).phase for one in _arrears(job).held)
    return next((phase for phase in phases if phase in FOR_A_PERSON), "")


def _arrears(job: Job) -> Arrears:
    assert job.arrears is not None
    return job.arrears


def _record(job: Job) -> Any:
    assert job.record is not None
    return job.record


def somebody_else(job: Job) -> Step:
    """Nothing about anybody else, nor whether there is anybody."""
    desk = job.content.organisation.contact["debtors"]
    words = say(job.content, "arrears_somebody_else", job.language, email=desk.email, phone=desk.phone)
    return Done(text="elsewhere", facts={"somebody_else": words}, case=False)


def stop(job: Job, reason: str, claim: int | None = None) -> Effect:
    """The schedule stops: of one claim, or of all that this customer owes."""
    return Effect("dunning_stop", {"customer": job.customer, "reason": reason, "claim": claim})


def stops(job: Job, reason: str) -> tuple[Effect, ...]:
    """The schedule of every claim there is stops; one that begins later is another matter."""
    return tuple(stop(job, reason, one.claim.id) for one in _arrears(job).held)


def numbers(arrears: Arrears) -> list[str]:
    """The invoices that are asked for."""
    return [row["number"] for one in arrears.held for row in open_rows(one)]


def open_rows(one: Held) -> list[Mapping[str, Any]]:
    """The invoices of a claim of which something is open, oldest first."""
    return [row for row in one.claim.invoices if open_cents(row) > 0]


def overview(job: Job) -> str:
    """What is open by invoice, since when, what comes next and when, and how to pay."""
    arrears, language = _arrears(job), job.language
    if not arrears.held:
        return say(job.content, "arrears_nothing", language, coming=coming(job))
    said = [_line(job, row) for one in arrears.held for row in open_rows(one)]
    costs = sum(one.claim.costs_open for one in arrears.held)
    if costs:
        said.append(say(job.content, "arrears_line_costs", language, amount=money(costs, language)))
    total = money(arrears.due_cents, language)
    return say(
        job.content, "arrears_open", language,
        total=total, lines="\n".join(said), now=next_in_words(job), pay=pay(job),
    )  # fmt: skip


def lines(job: Job) -> str:
    """The invoices that are open, a line each."""
    return "\n".join(_line(job, row) for one in _arrears(job).held for row in open_rows(one))


def _line(job: Job, row: Mapping[str, Any]) -> str:
    key = "arrears_line_part" if row["disputed_cents"] else "arrears_line"
    return say(
        job.content, key, job.language,
        number=row["number"], month=month(row["month"], job.language), amount=money(open_cents(row), job.language),
        since=day_in_words(row["failed_on"] or row["due_on"], job.language),
        disputed=money(row["disputed_cents"], job.language),
    )  # fmt: skip


def coming(job: Job) -> str:
    """The invoice that is still to be debited, when there is one."""
    due = [
        r for r in _record(job).invoices if r["failed_on"] is None and open_cents(r) > 0 and r["due_on"] >= job.today
    ]
    if not due:
        return ""
    row = min(due, key=lambda r: r["due_on"])
    return say(
        job.content, "arrears_coming", job.language,
        number=row["number"], month=month(row["month"], job.language), amount=money(open_cents(row), job.language),
        day=day_in_words(row["due_on"], job.language),
    )  # fmt: skip


def pay(job: Job) -> str:
    """How to pay what is asked for now; nothing where everything stands still, for example because it was paid by what is said."""
    company = job.content.organisation.company
    asked = [
        row["number"] for one in _asked_for(job) for row in open_rows(one) if open_cents(row) > row["disputed_cents"]
    ]
    if not asked:
        return ""
    return say(
        job.content, "arrears_pay", job.language,
        page=job.content.dunning.schedule.payment_page, iban=company.iban, account=company.account_name,
        numbers=", ".join(asked),
    )  # fmt: skip


def _asked_for(job: Job) -> list[Held]:
    return [one for one in _arrears(job).held if one.standing(job.today, job.content.dunning).phase != "stopped"]


def next_in_words(job: Job) -> str:
    """What comes next, claim by claim; one sentence where it is the same for all."""
    said = [(one, _not_found(job, one) + _next(job, one)) for one in _arrears(job).held]
    if len({sentence for _, sentence in said}) == 1:
        return said[0][1]
    return "\n\n".join(
        say(job.content, "arrears_for", job.language, numbers=listed([r["number"] for r in open_rows(one)], job.language), now=sentence)
        for one, sentence in said
    )  # fmt: skip


def _next(job: Job, one: Held) -> str:
    found = one.standing(job.today, job.content.dunning)
    values: dict[str, Any] = {"day": found.day, "on": _day(found.on, job), "last_free": _day(found.last_free, job)}
    if found.phase in ("letter_waits", "letter_runs", "letter_over"):
        key = "arrears_costs_named" if found.costs_cents else "arrears_costs_unnamed"
        values["costs"] = say(job.content, key, job.language, costs=money(found.costs_cents, job.language))
    if found.phase == "plan_running":
        values |= _instalment(job, one)
    return say(job.content, _key(job, found), job.language, **values)


def _not_found(job: Job, one: Held) -> str:
    """That a payment he reported was not found, for as long as it holds up what comes next."""
    search = one.search
    if search is None or search["until"] < job.today or one not in _asked_for(job):
        return ""
    words = say(
        job.content, "arrears_not_found", job.language,
        amount=money(search["cents"], job.language), paid_on=_day(search["on"], job),
        day=_day(search["at"].astimezone(AMSTERDAM).date(), job), until=_day(search["until"], job),
    )  # fmt: skip
    return f"{words}\n\n"


def _key(job: Job, found: Standing) -> str:
    if found.phase == "next":
        return f"arrears_next_{found.step}"
    if found.phase == "stopped":
        own = f"arrears_stopped_{found.why}"
        return own if own in job.content.texts["arrears"] else _SAME.get(found.why, "arrears_stopped")
    return f"arrears_{found.phase}"


_SAME = {"plan_requested": "arrears_plan_requested"}


def _instalment(job: Job, one: Held) -> dict[str, Any]:
    """The instalment that is due next: the first that is not paid yet."""
    assert one.plan is not None
    parts = [Instalment(dt.date.fromisoformat(p["due"]), p["cents"]) for p in one.plan["instalments"]]
    paid = one.plan["open_cents"] - one.claim.open_cents
    now = watch(parts, paid, job.today, job.content.dunning.plans, one.plan["notified_on"])
    asked = 0
    for part in parts:
        asked += part.cents
        if asked > paid:
            left = min(part.cents, asked - paid)
            return {"amount": money(left, job.language), "on": _day(now.catch_up_until or part.due, job)}
    return {"amount": money(0, job.language), "on": _day(parts[-1].due, job)}


def _day(day: dt.date | None, job: Job) -> str:
    return day_in_words(day, job.language) if day else ""


def _workday(job: Job) -> str:
    return day_in_words(in_working_days(job, 1), job.language)


def stands_still(job: Job) -> bool:
    """Whether nothing is asked for now, because everything that is open is being looked into."""
    return not _asked_for(job)


def offered(job: Job) -> Sequence[str]:
    """What can be arranged about what is open."""
    return OFFERED if job.arrears is not None and job.arrears.held else ()

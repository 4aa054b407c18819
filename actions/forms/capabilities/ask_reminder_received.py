"""A reminder or letter that was received. Source: handbook, debtors, ask_reminder_received."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.debts import Debt, offered
from actions.forms.model import Done, Job, Over, Step
from actions.forms.words import fill
from handoff.decide.calendars import AMSTERDAM


class AskReminderReceived(Debt):
    """Why it came, what to do, until when and what follows; the last day of a 14-day letter is for a person, first in line."""

    topic = "ask_reminder_received"

    def told(self, job: Job) -> Step | None:
        """All of it at once."""
        assert job.arrears is not None
        if not job.arrears.held:
            return Done(text="nothing", case=False)
        standings = [one.standing(job.today, job.content.dunning) for one in job.arrears.held]
        if any(s.phase == "letter_runs" and s.last_free == job.today for s in standings):
            return Over("term_ends_today", lead="last_day", priority="high")
        return Done(case=False, button_topics=offered(job))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """With what was sent last."""
        known = dict(super().facts(job))
        texts, language = job.form.texts, job.language
        known["fake"] = fill(texts["fake"], language, {"iban": job.content.organisation.company.iban})
        known["sent"] = ""
        if job.arrears is not None:
            known["sent"] = self._sent(job)
        return known

    def _sent(self, job: Job) -> str:
        texts = job.form.texts
        notices = [n for one in job.arrears.held for n in one.notices] if job.arrears is not None else []
        known = [n for n in notices if self._name(n["step"]) in texts]
        if not known:
            return fill(texts["sent_none"], job.language, {})
        last = max(known, key=lambda n: n["id"])
        same = [n for n in known if (n["claim_id"], n["step"]) == (last["claim_id"], last["step"])]
        last = next((n for n in same if n["posted_on"]), last)  # what came by post is what counts
        own = f"sent_{self._name(last['step'])}"
        key = own if own in texts else "sent_mail" if last["channel"] == "email" else "sent_letter" if last["posted_on"] else "sent_waits"
        day: dt.date = last["posted_on"] or last["created_at"].astimezone(AMSTERDAM).date()
        name = fill(texts[self._name(last["step"])], job.language, {})
        return fill(texts[key], job.language, {"notice": name, "day": day})

    def _name(self, step: str) -> str:
        """The kind of a notice: those of a plan or payment carry its number ("plan3", "missed3.1201", "sought7")."""
        return next((name for name in ("plan", "missed", "sought", "booked") if step.startswith(name)), step)

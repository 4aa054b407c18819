"""What is still to be paid. Source: handbook, debtors, ask_arrears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.debts import Debt, offered, stands_still
from actions.forms.model import Done, Job, Step
from handoff.content.texts import text as say


class AskArrears(Debt):
    """What is open by invoice, since when, what comes next and when, how to pay; the assistant finishes it itself."""

    topic = "ask_arrears"

    def told(self, job: Job) -> Step | None:
        """All of it at once."""
        return Done(case=False, button_topics=offered(job))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """With the offer to help, where something is open."""
        known = dict(super().facts(job))
        known["offer"] = say(job.content, "arrears_offer", job.language) if offered(job) and not stands_still(job) else ""
        return known

"""A request about one's own data, for Privacy. Source: handbook, procedures, request_data_access."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.forms import words
from actions.forms.model import Capability, Done, Job, Step
from handoff.content.schema_forms import FormField
from handoff.decide.invoices import open_cents


class RequestDataAccess(Capability):
    """The assistant takes it in; Privacy answers within the term of the law (decide.terms)."""

    topic = "request_data_access"

    def needs(self, job: Job, spec: FormField) -> bool:
        """What is wrong only when something is to be corrected."""
        return spec.id != "details" or job.values.get("what") == "correct"

    def check(self, job: Job) -> Step | None:
        """The same request once more, while Privacy is at work on it: it lies there already, and its term runs."""
        for row in job.record.cases if job.record is not None and job.level == 2 and job.values.get("what") else ():
            if self.topic in row["topics"] and row["status"] != "resolved" and row["data"].get("Verzoek") == self._asked(job):
                day = row["due"].astimezone(job.now.tzinfo).date()
                return Done("already", facts={"number": row["number"], "by": day}, case=False)
        return None

    def _asked(self, job: Job) -> str:
        """The request by the name that it has on the case."""
        return job.form.field("what").options[job.values["what"]].title.nl

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What stays when data are erased."""
        texts, language = job.form.texts, job.language
        erase = job.values.get("what") in ("erase", "access_erase")
        return {
            "what": words.shown(job.content, job.form.field("what"), job.values["what"], (), language).lower()
            if job.values.get("what")
            else "",
            "longer": job.content.guidelines["terms"]["data_access_extension_months"],
            "stays": texts["stays"].by(language)[0] if erase else "",
            "running": texts["running"].by(language)[0] if erase and _runs(job) else "",
        }

    def finish(self, job: Job) -> Step:
        """A case for Privacy, confirmed by mail."""
        return Done(department="privacy")


def _runs(job: Job) -> bool:
    """Whether a complaint runs or an invoice is open: then some data cannot be erased yet."""
    if job.record is None or job.level < 2:
        return False
    complaint = any(r["kind"] == "complaint" and r["status"] != "resolved" for r in job.record.cases)
    return complaint or any(open_cents(r) > 0 for r in job.record.invoices if r["due_on"] < job.today)

"""Another e-mail address or telephone number. Source: handbook, procedures, change_contact_details."""

from __future__ import annotations

from actions.forms.model import Capability, Code, Done, Job, Reject, Step
from handoff.content.schema_forms import FormField
from handoff.work.plan import Effect


class ChangeContactDetails(Capability):
    """E-mail: a code to the old and to the new address. Telephone: a code by SMS to the new number."""

    topic = "change_contact_details"

    def needs(self, job: Job, spec: FormField) -> bool:
        """What is given already says what is to change."""
        if spec.id == "what":
            return not (job.values.get("email") or job.values.get("phone"))
        return spec.id == self._what(job)

    def check(self, job: Job) -> Step | None:
        """The new one must be new, and proved."""
        what = self._what(job)
        if what is None or job.record is None or not job.values.get(what):
            return None
        if job.values[what] == job.record.customer[what]:
            return Reject(what, "same")
        if what == "phone":
            return None if "new_phone" in job.codes else Code("new_phone", job.values["phone"])
        old = job.record.customer["email"]
        if old and "old_email" not in job.codes and job.how != "code":  # a code for identification went there already
            return Code("old_email", old)
        return None if "new_email" in job.codes else Code("new_email", job.values["email"])

    def finish(self, job: Job) -> Step:
        """Processed at once; the old address hears of it."""
        what = self._what(job) or "email"
        change = Effect(
            "change",
            {
                "customer": job.customer,
                "field": what,
                "new": {what: job.values[what]},
                "effective_on": job.today.isoformat(),
                "ground": f"{job.how}, {', '.join(sorted(job.codes))}",
            },
        )
        now = {"now": job.form.texts[f"now_{what}"].by(job.language)[0]}
        to = job.values["email"] if what == "email" else None
        return Done(finished=True, facts=now, effects=(change,), outcome="contactgegevens gewijzigd", mail_to=to)

    def _what(self, job: Job) -> str | None:
        if job.values.get("email") and job.values.get("what") != "phone":
            return "email"
        if job.values.get("phone") and job.values.get("what") != "email":
            return "phone"
        return job.values.get("what")

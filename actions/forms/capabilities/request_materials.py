"""Sending information. Source: handbook, procedures (request_materials) and informatiemateriaal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.shared import in_working_days
from actions.forms.model import Capability, Done, Job, Over, Reject, Step
from actions.forms.words import fill, listed
from handoff.content.schema_forms import FormField
from handoff.decide.materials import Edition, copies_named, edition
from handoff.work.plan import Effect

PAPER_WORKING_DAYS = 3


class RequestMaterials(Capability):
    """By e-mail to whoever asks; on paper to an address in the Netherlands, at most three."""

    topic = "request_materials"

    def needs(self, job: Job, spec: FormField) -> bool:
        """The language is that of the conversation unless another is named; one copy unless a number is."""
        if spec.id in ("language", "copies"):
            return False
        if spec.id == "form":
            return not (job.values.get("email") or job.values.get("address")) and self._paper_exists(job)
        paper = self._form(job) == "paper"
        if spec.id == "email":
            return not paper and not self._known_email(job)
        if spec.id in ("name", "address"):
            return paper and not (job.record is not None and job.level == 2)
        return True

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """A name alone, where name and address were asked, is no town."""
        return spec.id != "address" or bool(value["street"] or value["postcode"] or value["country"] != "NL")

    def check(self, job: Job) -> Step | None:
        """Too many on paper is for a person; abroad only the PDF goes."""
        most = int(job.content.guidelines["limits"]["papers"])
        wanted = len(job.values.get("materials") or ()) * self._copies(job)
        if self._form(job) == "paper" and wanted > most:
            return Over("too_many_papers", lead="too_many")
        address = job.values.get("address")
        if address and address.get("country", "NL") != "NL" and self._form(job) == "paper":
            return Reject("form", "only_pdf_abroad") if job.values.get("form") else Reject("address", "only_pdf_abroad")
        return None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Titles with their version, how and when they come, and what is different from the wish."""
        if not job.values.get("materials"):
            return {}
        editions = self._editions(job)
        texts, language, copies = job.form.texts, job.language, self._copies(job)
        titles = [
            fill(
                texts["edition"],
                language,
                {
                    "title": job.content.materials[code].title.by(language),
                    "version": job.content.materials[code].version,
                },
            )
            + (f" ({copies}×)" if copies > 1 and editions[code].form == "paper" else "")
            for code in editions
        ]
        forms = {e.form for e in editions.values()}
        how = [texts[f"how_{form}"].by(language)[0] for form in ("pdf", "paper") if form in forms]
        notes = [
            texts[key].by(language)[0]
            for key, differs in (
                ("note_language", any(e.other_language for e in editions.values())),
                ("note_form", any(e.other_form for e in editions.values())),
            )
            if differs
        ]
        facts: dict[str, Any] = {
            "titles": listed(titles, language),
            "how": " ".join(how),
            "notes": " ".join(notes),
            "arrives": in_working_days(job, PAPER_WORKING_DAYS),
        }
        if self._known_email(job) and not job.values.get("email"):
            facts["email"] = self._known_email(job)
        if not job.values.get("address") and job.record is not None and job.level == 2:
            facts["address"] = f"{job.record.customer['street']} {job.record.customer['house_number']}"
        return facts

    def finish(self, job: Job) -> Step:
        """PDFs by the outbox, paper by the post list."""
        editions = self._editions(job)
        effects = []
        mailed = [{"code": code, "language": e.language} for code, e in editions.items() if e.form == "pdf"]
        printed = [
            {
                "code": code,
                "title": job.content.materials[code].title.by("nl"),
                "language": e.language,
                "version": job.content.materials[code].version.isoformat(),
                "copies": self._copies(job),
            }
            for code, e in editions.items()
            if e.form == "paper"
        ]
        to = job.values.get("email") or self._known_email(job)
        if mailed and to:
            effects.append(Effect("mail", {"to": to, "kind": "material", "materials": mailed}))
        if printed:
            due = in_working_days(job, PAPER_WORKING_DAYS).isoformat()
            effects.append(
                Effect("post", {"kind": "material", "what": printed, "address": self._address(job), "due": due})
            )
        return Done(finished=True, effects=effects, outcome="materiaal verstuurd", priority="low", mail_to="")

    def _form(self, job: Job) -> str:
        if job.values.get("form"):
            return str(job.values["form"])
        return "paper" if job.values.get("address") and not job.values.get("email") else "pdf"

    def _copies(self, job: Job) -> int:
        return int(job.values.get("copies") or copies_named(job.story) or 1)

    def _paper_exists(self, job: Job) -> bool:
        return any("paper" in job.content.materials[code].forms for code in job.values.get("materials") or ())

    def _editions(self, job: Job) -> dict[str, Edition]:
        language = str(job.values.get("language") or job.language)
        return {
            code: edition(job.content.materials[code], language, self._form(job)) for code in job.values["materials"]
        }

    def _known_email(self, job: Job) -> str | None:
        return job.record.customer["email"] if job.record is not None and job.level == 2 else None

    def _address(self, job: Job) -> dict[str, Any]:
        names = ("street", "house_number", "addition", "postcode", "city", "country")
        if job.values.get("address"):
            return {"name": job.values.get("name", ""), **job.values["address"]}
        assert job.record is not None
        return {"name": job.record.customer["name"], **{n: job.record.customer[n] for n in names}}

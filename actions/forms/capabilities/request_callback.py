"""Being called back. Source: handbook, procedures (request_callback) and the reading guide, point 17."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import closed, slot_choice, slot_facts
from actions.forms.model import Capability, Done, Job, Step
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.decide.slots import callback_slots, slot_of

_ONLY_ASKS = re.compile(
    r"\b(?:bel(?:len)?|terug ?bel(?:len|d)?|gebeld|belt|opbellen|call(?: me)?(?: back)?|ring|phone me|give me a (?:call|ring))\b",
    re.I,
)
# "over mijn borg? 06 12345678, Lotte Brouwer": the number, and the name behind it at the end.
_NUMBER_AND_NAME = re.compile(r"\+?\d[\d \-]{7,}\d(?:[\s,;:]+(?:[A-ZÀ-Þ][\w'’.\-]*|van|de|den|der|het|el|ten|ter)){0,5}(?=\W*$)|\+?\d[\d \-]{7,}\d")
_WHO = re.compile(
    r"[\s,;.:]*\b(?:en )?(?:ik heet|(?:mijn|m'n) naam is|(?:and )?(?:my name is|i am called|i'm called|this is))\s+[\w'’.\-]+(?: [\w'’.\-]+){0,4}\W*$",
    re.I,
)
_ABOUT = re.compile(r"\b(?:over|about|vanwege|omdat|want|regarding|because)\b", re.I)


class RequestCallback(Capability):
    """Name, number, subject and a slot; an identified customer is asked less."""

    topic = "request_callback"

    def needs(self, job: Job, spec: FormField) -> bool:
        """We know the name of an identified customer."""
        return not (spec.id == "name" and job.record is not None and job.level == 2)

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The slots in which customer service calls."""
        if spec.id != "slot":
            return ()
        rules = job.content.guidelines["callback_slots"]
        return [
            slot_choice(job, s) for s in callback_slots(job.content.hours, rules, job.priority, job.now, closed(job))
        ]

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """ "bel mij morgen even terug" is no subject, however long it is said."""
        return asked or spec.id != "subject" or names_subject(str(value))

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Day, begin and end of the slot; what it is about, in short."""
        slot, subject = job.values.get("slot"), str(job.values.get("subject") or "")
        when = slot_facts(slot, job.language) if slot else {"day": "", "start": "", "end": ""}
        return {**when, "start": when["start"].removesuffix(" uur"), "subject": subject_of(subject)}

    def finish(self, job: Job) -> Step:
        """A case with a call-back, due when the slot ends."""
        slot = slot_of(job.values["slot"])
        callback = {
            "phone": job.values["phone"],
            "name": job.values.get("name") or (job.record.customer.get("name", "") if job.record else ""),
            "by": slot.ends.isoformat(),
            "from": slot.begins.isoformat(),
        }
        return Done(callback=callback, due=(slot.ends, slot.ends), feedback_by="phone")


def names_subject(text: str) -> bool:
    """Whether a wish to be called also says what about: "bel me over mijn factuur"."""
    return not _ONLY_ASKS.search(text) or bool(_ABOUT.search(text))


def subject_of(text: str) -> str:
    """What it is about, without the wish to be called itself: "kunnen jullie mij bellen over mijn factuur?" is "mijn factuur"."""
    match = _ONLY_ASKS.search(text)
    about = _ABOUT.search(text, match.end()) if match else None
    told = _NUMBER_AND_NAME.sub("", text[about.end() :]).strip(" ,.?!;:") if about else ""
    told = re.sub(r"\s+(?:op|on|at|via|onder)$", "", told)  # "... op 06 12345678"
    told = _WHO.sub("", told).strip(" ,.?!;:")  # "..., ik heet Jan Smit"
    return told or text.strip(" .")

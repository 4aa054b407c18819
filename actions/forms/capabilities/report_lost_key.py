"""Lost keys. Source: handbook, procedures (report_lost_key)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import (
    by_language,
    contract_of,
    first_of,
    product_of,
    running,
    service,
)
from actions.forms.capabilities.shared import in_working_days
from actions.forms.capabilities.visit import MECHANIC, Visit, part_title
from actions.forms.model import Cents, Done, Job, Over, Step
from actions.forms.words import money
from handoff.content.schema_forms import FormField
from handoff.decide.fields.model import Choice
from handoff.store.record import Row
from handoff.work.plan import Effect

# reason for a person, also the name of what is said -> the signs of it
PERSON = {
    "locked_out_now": ("locked_out", "emergency_code"),
    "lost_phone": ("lost_phone",),
    "key_stolen": ("stolen_key",),
    "other_address": ("other_address",),
}
URGENT = frozenset({"locked_out_now", "lost_phone"})
LOCKS = {"chain": "chain_lock", "battery": "battery_lock", "ring": "chain_lock"}
POST = "post"


class ReportLostKey(Visit):
    """A spare key by post or at a service point; both gone, then another lock by a mechanic."""

    topic = "report_lost_key"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The keys that this bike has."""
        if spec.id == "key":
            has = self._keys(job)
            return [
                Choice(v, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en))
                for v, o in spec.options.items()
                if v in has
            ]
        return super().choices(job, spec)

    def needs(self, job: Job, spec: FormField) -> bool:
        """A ring lock has one kind of key; a new lock takes a mechanic's visit or a service point."""
        if spec.id == "key":
            return len(self._keys(job)) > 1
        if spec.id == "send":
            return job.values.get("lost") == "one"
        if spec.id in ("way", "slot"):
            return job.values.get("lost") == "both" and super().needs(job, spec)
        return spec.id != "address"

    def check(self, job: Job) -> Step | None:
        """A stolen key is for a person: with a police report it is free."""
        if job.record is None or job.level < 2:
            return None
        if not running(job, "active", "paused", "cancelled"):
            return Over("no_contract", lead="no_contract")
        return Over("key_stolen", lead="key_stolen") if job.values.get("lost") == "stolen" else None

    def hears(self, job: Job, text: str) -> Over | None:
        """Locked out, the phone gone, a stolen key, another address: a person, the first two at once."""
        reason = first_of(PERSON, job, text)
        if reason is None:
            return None
        return Over(reason, lead=reason, priority="high" if reason in URGENT else None)

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Price, days, where it goes."""
        contract, rules, key = contract_of(job), job.content.guidelines["key_terms"], self._key(job)
        facts: dict[str, Any] = {
            **self.visit_facts(job),
            "breakdown": job.content.fact("contact.breakdown_line.phone"),
            "key_price": service(job, "spare_key"),
            "by_post": in_working_days(job, int(rules["post_working_days"])),
            "at_point": in_working_days(job, int(rules["service_point_working_days"])),
            "price": self._price(job),
            "key_name": part_title(job, "key")[job.language].lower()
            if job.values.get("key")
            else by_language(job, "ring_key"),
        }
        if contract is None:
            return facts
        both, send = job.values.get("lost") == "both", job.values.get("send")
        if key:
            facts["lock_name"] = by_language(job, f"lock_{key}")
        facts["arranged"] = by_language(job, "new_lock" if both else "key_by_post" if send == POST else "key_at_point")
        return facts

    def notes(self, job: Job) -> Mapping[str, str]:
        """What goes on the next invoice."""
        return {"Kosten": money(self._price(job), "nl")} if job.values.get("lost") in ("one", "both") else {}

    def finish(self, job: Job) -> Step:
        """A key on the post list or at the counter, or a lock that is replaced."""
        contract = contract_of(job)
        assert contract is not None
        assert job.record is not None
        name, tell = f"Sleutel {self._key(job)}, fiets {contract['bike_number']}", []
        if job.values["lost"] == "both":
            what = f"Nieuw slot ({self._key(job)}), beide sleutels kwijt"
            return Done("done_lock", finished=True, effects=(self.repair(job, what),), outcome="nieuw slot gepland")
        rules = job.content.guidelines["key_terms"]
        if job.values["send"] == POST:
            customer = job.record.customer
            where = {
                k: customer[k] for k in ("name", "street", "house_number", "addition", "postcode", "city", "country")
            }
            key = {"code": "key", "title": name, "language": job.language, "version": "", "copies": 1}
            due = in_working_days(job, int(rules["post_working_days"]))
            tell.append(Effect("post", {"kind": "key", "what": [key], "address": where, "due": due.isoformat()}))
        else:
            text = f"{name}: klaarleggen bij {self.visit_facts(job)['place']}, klant {job.customer}."
            by = job.now.isoformat()
            tell.append(Effect("signal", {"what": "spare_key", "department": "werkplaats", "text": text, "by": by}))
        return Done(finished=True, effects=tell, outcome="reservesleutel besteld")

    # --- what follows from the bike

    def _keys(self, job: Job) -> tuple[str, ...]:
        contract = contract_of(job)
        if contract is None:
            return tuple(LOCKS)
        return self._of_bike(job, contract)

    def _of_bike(self, job: Job, contract: Row) -> tuple[str, ...]:
        features = product_of(job, contract).features
        if features.lock == "ring":
            return ("ring",)
        return ("chain", "battery") if features.battery_wh else ("chain",)

    def _key(self, job: Job) -> str:
        has = self._keys(job)
        return str(job.values.get("key") or (has[0] if len(has) == 1 else ""))

    def _price(self, job: Job) -> Cents:
        if job.values.get("lost") == "both" and self._key(job):
            return service(job, LOCKS[self._key(job)])
        return service(job, "spare_key")

    def _mechanic(self, job: Job) -> bool:
        return job.values.get("lost") == "both" and job.values.get("way") == MECHANIC and super()._mechanic(job)

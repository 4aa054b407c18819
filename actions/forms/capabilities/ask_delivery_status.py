"""Where a delivery is, and moving it. Source: handbook, procedures, ask_delivery_status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.shared import (
    closed,
    days_named,
    fee,
    first_term,
    named_row,
    row_choices,
    slot_choice,
    slot_facts,
)
from actions.forms.model import Ask, Capability, Done, Job, Reject, Step
from actions.forms.words import fill
from handoff.content.schema_forms import FormField
from handoff.decide import delivery
from handoff.decide.fields.model import Choice
from handoff.store.record import Row
from handoff.work.plan import Effect


class AskDeliveryStatus(Capability):
    """Status, day and slot; moved when that may still be; a promised day that has passed is for Logistics."""

    topic = "ask_delivery_status"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """The customer's orders, what may be done with this one, and the slots it may move to."""
        if spec.id == "order":
            rows = self._open(job)
            return row_choices(job, rows, [job.content.products[r["product"]].name for r in rows])
        row = self._order(job)
        if row is None:
            return ()
        if spec.id == "more":
            return self._offers(job, row)
        if spec.id == "slot" and job.values.get("more") == "move":
            rules = job.content.delivery
            free = delivery.free_slots(job.now, rules.days, rules.slots, closed(job), self._until(job))
            own = (row["date"], row["slot"])
            kept = [s for s in free if (s.day, s.value.partition(" ")[2]) != own]
            return [slot_choice(job, s) for s in delivery.wished_first(kept, days_named(job))]
        return ()

    def needs(self, job: Job, spec: FormField) -> bool:
        """A slot or an instruction only where that was chosen."""
        return {"slot": "move", "instruction": "instruct"}.get(spec.id) == job.values.get("more")

    def check(self, job: Job) -> Step | None:
        """Which order; late ones to Logistics; then the status with what may be done."""
        if job.record is None:
            return None
        row = self._order(job)
        if row is None:
            return self._which(job)
        if delivery.overdue(row["status"], row["promised_on"], job.today):
            return self._late(job, row)
        more = job.values.get("more")
        if more is None or row["status"] == "delivered":
            return self._status(job, row)
        if more == "move" and not self._may_move(job, row):
            return Done(text="not_planned" if row["status"] == "ordered" else "cannot_move", case=False)
        if more == "move":
            again = "move_failed" if row["status"] == "failed" else "move_to"
            return None if job.values.get("slot") else Ask("slot", text=again)
        if more == "instruct" and row["status"] not in ("ordered", "planned", "failed"):
            return Done(text="cannot_instruct", case=False)
        return None

    def finish(self, job: Job) -> Step:
        """Move it, or note the instruction, at once."""
        row = self._order(job)
        assert row is not None
        if job.values["more"] == "instruct":
            values: dict[str, Any] = {"instruction": job.values["instruction"]}
            return Done(
                text="instructed", finished=True, effects=(_set(row, values),), outcome="bezorginstructie genoteerd"
            )
        day, _, slot = str(job.values["slot"]).partition(" ")
        values = {"date": day, "slot": slot, "status": "planned"}
        if dt.date.fromisoformat(day) > row["promised_on"]:
            values["promised_on"] = day  # later at the customer's own wish is not late
        return Done(finished=True, effects=(_set(row, values),), outcome="levering verzet")

    def facts(self, job: Job) -> Mapping[str, Any]:
        """What the texts say of the order."""
        row = self._order(job)
        if row is None:
            return {}
        planned = f"{row['date'].isoformat()} {row['slot']}" if row["date"] and row["slot"] else ""
        when = slot_facts(planned, job.language) if planned else {"day": row["date"], "start": "", "end": ""}
        chosen = slot_facts(job.values["slot"], job.language) if job.values.get("slot") else {}
        texts = job.form.texts
        at = row["delivered_at"]
        return {
            "number": row["number"], "bike": job.content.products[row["product"]].name, "promised": row["promised_on"],
            "when": _line(job, "between" if planned else "on_day", when) if row["date"] else "",
            "new_day": chosen.get("day", ""), "new_start": chosen.get("start", "").removesuffix(" uur"), "new_end": chosen.get("end", ""),
            "unpaid": "" if row["paid_on"] else texts["unpaid"].by(job.language)[0],
            "fee": fee(job, "no_show_delivery"),
            "delivered": at.astimezone(job.now.tzinfo).date() if at else row["date"],
            "told": row["instruction"] or "", "until": _clock(self._until(job), job.language),
        }  # fmt: skip

    def _open(self, job: Job) -> list[Row]:
        rows = list(job.record.orders) if job.record is not None else []
        return [r for r in rows if r["status"] in delivery.OPEN] or rows[:1]

    def _order(self, job: Job) -> Row | None:
        return named_row(job, "order", self._open(job))

    def _which(self, job: Job) -> Step:
        if job.values.get("order"):
            return Reject("order", "not_yours")
        return Ask("order", text="which") if self._open(job) else Done(text="no_orders", case=False)

    def _until(self, job: Job) -> dt.time:
        return dt.time.fromisoformat(job.content.delivery.change_until)

    def _may_move(self, job: Job, row: Row) -> bool:
        return delivery.may_move(row["status"], row["date"], job.now, self._until(job))

    def _offers(self, job: Job, row: Row) -> list[Choice]:
        offers, failed = [], row["status"] == "failed"
        for name, holds in (
            ("move", self._may_move(job, row)),
            ("instruct", row["status"] in ("ordered", "planned")),
        ):
            if holds or job.values.get("more") == name:
                option = job.form.field("more").options[name]
                title = job.form.texts["again_button"].by(job.language)[0] if failed else option.title.by(job.language)
                offers.append(Choice(name, title, (*option.aliases.nl, *option.aliases.en)))
        return offers

    def _status(self, job: Job, row: Row) -> Step:
        text = f"is_{row['status']}"
        if row["status"] == "delivered":
            return Done(text=text, case=False, button_topics=("complain_delivery",))
        if row["status"] == "on_the_way" or not self._offers(job, row):
            return Done(text=text, case=False)
        offer = "offer_move" if self._may_move(job, row) else "offer_instruct"
        return Ask("more", text="offer_new" if row["status"] == "failed" else offer, lead=text, answered=True)

    def _late(self, job: Job, row: Row) -> Step:
        return Done(text="late", department="logistiek", due=first_term(job), button_topics=("complain_delivery",))


def _set(row: Row, values: Mapping[str, Any]) -> Effect:
    return Effect("set_order", {"order": row["number"], **values})


def _line(job: Job, name: str, values: Mapping[str, Any]) -> str:
    hours = {**values, "start": str(values["start"]).removesuffix(" uur")}  # "tussen 14.00 en 17.00 uur"
    return fill(job.form.texts[name], job.language, hours)


def _clock(time: dt.time, language: str) -> str:
    return f"{time.hour}.{time:%M} uur" if language == "nl" else f"{time.hour}:{time:%M}"

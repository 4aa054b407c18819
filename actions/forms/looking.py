"""What a form looks at: the message as fields read it, the job with as much of the record as the level allows."""

from __future__ import annotations

from collections.abc import Sequence

from actions.forms.model import HELD, Job, State
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.decide.entities import find_entities
from handoff.decide.fields import Message
from handoff.decide.identification import status_claim
from handoff.store import record as records
from handoff.work.base import Kit
from handoff.work.dunning.talk import arrears_of
from handoff.work.held import held_of
from text.formats import iban_valid


async def message_of(kit: Kit, s: Situation, state: State, *, text: str | None = None) -> Message:
    """The message as fields read it."""
    words, now = s.text if text is None else text, kit.clock.now()
    async with kit.db.read() as tx:
        held = await held_of(tx, kit.settings.secret, s.conversation["id"])
        held["code"] = (await held_of(tx, kit.settings.secret, s.conversation["id"], seq=s.seq)).get("code", [])
        photos = await records.photos(tx, s.conversation["id"])
    return Message(words, now, s.language, find_entities(words, kit.content, now), held, photos)


async def job_of(
    kit: Kit,
    s: Situation,
    form: Form,
    state: State,
    *,
    confirmed: bool = False,
    customer: str | None = None,
    level: int | None = None,
    how: str | None = None,
    case: str | None = None,
) -> Job:
    """What the capability looks at, with the record of an identified customer; ``case``: the one just opened by its postcode."""
    known = s.context.get("identified") or {}
    customer = customer or s.conversation["customer_number"]
    level = max(level or 0, s.conversation["verified"]) if customer else 0
    async with kit.db.read() as tx:
        record = await records.record_of(tx, customer) if customer and level else None
        photos = await records.photos(tx, s.conversation["id"])
        kept = HELD in state.values.values()
        held = await held_of(tx, kit.settings.secret, s.conversation["id"], before=s.seq) if kept else {}
    accounts = [v for v in held.get("iban", ()) if iban_valid(v)]
    values = {name: accounts[-1] if value == HELD and accounts else value for name, value in state.values.items()}
    subject = subject_of(form, state, record)
    if record is not None and level < 2:
        record = only_status(record, subject)
    opened = [*known.get("cases", ()), *([case] if case else [])]
    if subject is None and (loose := await _loose_case(kit, form, state, s.conversation["id"], opened, record if level == 2 else None)):
        record, subject, level = loose, loose.cases[0], 1
    owed = record is not None and level >= 2 and kit.content.topics[form.topic].kind == "debt"
    return Job(
        content=kit.content,
        form=form,
        language=s.language,
        now=kit.clock.now(),
        values={name: value for name, value in values.items() if value != HELD},
        skipped=frozenset(state.skipped),
        story=state.story,
        level=level,
        how=how or known.get("how"),
        record=record,
        subject=subject,
        conversation=s.conversation,
        photos=photos,
        confirmed=confirmed,
        codes=frozenset(state.proved),
        priority=state.priority,
        arrears=await arrears_of(kit, record.customer["number"]) if owed and record is not None else None,
    )


async def _loose_case(
    kit: Kit, form: Form, state: State, conversation: str, opened: Sequence[str], record: records.Record | None
) -> records.Record | None:
    """The case of nobody's that the number names, where its postcode was given, or is that of the customer of ``record``."""
    number = state.values.get(form.number or "")
    if number is None or form.field(form.number or "").kind != "case_number":
        return None
    async with kit.db.read() as tx:
        row = await records.loose_case(tx, str(number), conversation)
        mine = status_claim(record.customer["postcode"], row) if record is not None else False
        return await records.record_of_case(tx, row) if row is not None and (mine or number in opened) else None


def only_status(record: records.Record, subject: records.Row | None) -> records.Record:
    """What level 1 lets a form see: who owns the number, and the one thing that the number names."""
    kept = [subject] if subject is not None else []
    bike = subject.get("bike_number") if subject is not None and "subscription" in subject else None
    # reading guide 20: the number of a bike is there for its repairs
    kept += [r for r in record.repairs if bike and r["bike_number"] == bike]
    mine = {
        name: [r for r in getattr(record, name) if any(r is k for k in kept)] for name in ("orders", "repairs", "cases")
    }
    bikes = [r for r in record.contracts if any(r is k for k in kept)]
    who = {name: record.customer[name] for name in ("number", "postcode", "language")}
    before = [{name: r[name] for name in ("started_at", "topics", "conversation_id")} for r in record.contacts]
    return records.Record(customer=who, contracts=bikes, invoices=(), changes=(), contacts=before, **mine)


def subject_of(form: Form, state: State, record: records.Record | None) -> records.Row | None:
    """The order, repair, case or contract that the number of a level 1 form names."""
    if record is None or not form.number:
        return None
    number = state.values.get(form.number)
    if number is None:
        return None
    rows = {
        "order_number": record.orders,
        "repair_number": record.repairs,
        "case_number": record.cases,
        "bike_number": record.contracts,
    }[form.field(form.number).kind]
    column = "bike_number" if str(number).isdigit() else "number"
    return next((r for r in rows if r[column] == number), None)

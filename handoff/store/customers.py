"""The tables of customers and what they have with the organisation: contracts, orders, repairs, invoices, changes.

An installation fills them from its own administration; the demo fills them with invented people. Amounts are integer
cents. What a customer may hear of all this is decided by the level of identification (``decide.identification``).
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from handoff.store.tables import Moment, metadata

customers = Table(
    "customers",
    metadata,
    Column("number", String(8), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("business", Boolean, nullable=False, default=False),
    Column("birth_date", Date),
    Column("street", String(120), nullable=False),
    Column("house_number", String(10), nullable=False),  # digits
    Column("addition", String(20), nullable=False, default=""),
    Column("postcode", String(7), nullable=False),  # "1234 AB"
    Column("city", String(80), nullable=False),
    Column("country", String(2), nullable=False, default="NL"),
    Column("email", String(254)),
    Column("phone", String(20)),  # E.164
    Column("iban", String(34)),
    Column("iban_holder", String(120)),
    Column("language", String(5), nullable=False, default="nl"),
    Column("administrator", JSON),  # bewindvoerder or curator: {"name", "email", "since"}
    Column("flags", JSON, nullable=False, default=list),  # deceased, vulnerable, no_calls, legal_hold
    Column("merged_into", ForeignKey("customers.number"), index=True),
    Column("since", Date, nullable=False),
    Index(None, "postcode", "house_number"),
)
merges = Table(
    "customer_merges",  # two records of one customer made one: what moved, so that it can be moved back
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kept", ForeignKey("customers.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("gone", ForeignKey("customers.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),  # agent:<username>
    Column("ground", String(200), nullable=False),  # how it was established that they are one
    Column("moved", JSON, nullable=False),  # {"cases": ["Z2026-000001"], "debt_claims": [4]}
    Column("changed", JSON, nullable=False),  # fields of the kept record: {"flags": [before, after]}
    Column("undo_until", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", String(80)),
)
distinct_customers = Table(
    "distinct_customers",  # looked alike and are two people: not proposed again
    metadata,
    Column("one", ForeignKey("customers.number", ondelete="CASCADE"), primary_key=True),  # the lower number of the two
    Column("other", ForeignKey("customers.number", ondelete="CASCADE"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
)
contracts = Table(
    "contracts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("product", String(10), nullable=False),  # SR-EB1
    Column("subscription", String(10), nullable=False),  # flex, year
    Column("bike_number", String(6), unique=True),
    Column("month_cents", Integer, nullable=False),
    Column("deposit_cents", Integer, nullable=False),
    Column("accessories", JSON, nullable=False, default=list),
    Column("extra_cover", Boolean, nullable=False, default=False),
    Column("started_on", Date, nullable=False),
    Column("min_until", Date),  # Jaar: the end of the twelve months
    Column("status", String(12), nullable=False, default="active"),  # active, paused, cancelled, ended, stolen
    Column("ends_on", Date),
    Column("paused_from", Date),
    Column("paused_to", Date),
    Column("paused_days_12m", Integer, nullable=False, default=0),
    Column("swapped_on", Date),  # the last free swap
    Column("return_way", String(16)),  # service_point, pickup
    Column("returned_on", Date),
    Column("checked_on", Date),
    Column("settlement", JSON),  # after the return: [{"what": {"nl","en"}, "cents"}], amounts kept back are negative
    Column("refund_cents", Integer),
    Column("refund_by", Date),
    Column("refunded_on", Date),
)
orders = Table(
    "orders",
    metadata,
    Column("number", String(8), primary_key=True),  # B1234567
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("product", String(10), nullable=False),
    Column("subscription", String(10), nullable=False),
    Column("status", String(16), nullable=False),  # ordered, planned, on_the_way, delivered, failed
    Column("ordered_on", Date, nullable=False),
    Column("paid_on", Date),
    Column("promised_on", Date, nullable=False),
    Column("date", Date),  # planned delivery
    Column("slot", String(13)),  # "14:00-17:00"
    Column("instruction", String(300)),
    Column("delivered_at", Moment),
    Column("failed_times", Integer, nullable=False, default=0),
)
repairs = Table(
    "repairs",
    metadata,
    Column("number", String(8), primary_key=True),  # R1234567
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("bike_number", String(6), nullable=False),
    Column("what", Text, nullable=False),
    Column("way", String(16), nullable=False),  # mechanic, service_point
    Column("status", String(16), nullable=False),  # requested, planned, in_workshop, waiting_for_part, ready, done
    Column("status_since", Date, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("date", Date),
    Column("slot", String(13)),
    Column("part", String(120)),
    Column("expected_on", Date),
    Column("replacement_bike", Boolean, nullable=False, default=False),
    Column("case_number", String(12)),
)
invoices = Table(
    "invoices",
    metadata,
    Column("number", String(12), primary_key=True),  # F2026-031877
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("contract_id", ForeignKey("contracts.id")),
    Column("month", Date, nullable=False),  # first day of the month it is about
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),  # the day of the direct debit
    Column("lines", JSON, nullable=False),  # [{"what": {"nl","en"}, "cents"}]
    Column("total_cents", Integer, nullable=False),
    Column("paid_cents", Integer, nullable=False, default=0),
    Column("paid_on", Date),
    Column("failed_on", Date),  # day 0: the debit failed or was reversed
    Column("disputed_cents", Integer, nullable=False, default=0),
    Column("credited_cents", Integer, nullable=False, default=0),
)
payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("invoice_number", ForeignKey("invoices.number")),
    Column("at", Date, nullable=False),
    Column("cents", Integer, nullable=False),
    Column("way", String(16), nullable=False),  # debit, transfer, link, refund, reversal
    Column("note", String(200)),
)
changes = Table(
    "changes",  # a change of data: both values, who, when and on what ground; nothing is overwritten without a trace
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("field", String(20), nullable=False),  # address, iban, email, phone
    Column("old", JSON, nullable=False),
    Column("new", JSON, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("status", String(12), nullable=False),  # waiting, applied, refused, corrected, planned
    Column("ground", String(120), nullable=False),  # how the customer was identified
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", String(80), nullable=False),  # bot, agent:<username>
    Column("applied_at", Moment),
    Column("warning", String(60)),  # why a second look is needed, e.g. recent_change
    Column("sampled", Boolean, nullable=False, default=False),  # in the daily sample of 5%
    Column("checked_by", String(80)),
    Column("checked_at", Moment),
    Column("check_note", Text),
    Column("corrects", ForeignKey("changes.id")),
    Column("case_number", String(12)),
    Column("conversation_id", ForeignKey("conversations.id")),
    Index(None, "status", "asked_at"),
)
codes = Table(
    "codes",  # what proves that somebody reads an address: six digits by mail, or a link
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("purpose", String(40), nullable=False),  # identify, old_email, new_email, new_phone, confirm_link
    Column("subject", String(254), nullable=False),  # the customer, or the address that it proves
    Column("hash", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("used_at", Moment),
)
held_values = Table(
    "held_values",  # what a field needs but a message may not show, sealed: an IBAN, a code. Gone with the form, or after a day.
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),  # iban, code
    Column("value", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)
post_jobs = Table(
    "post_jobs",  # what goes out on paper, for the post list
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # material, invoice, letter
    Column("what", JSON, nullable=False),  # [{"code", "title", "language", "version", "copies"}]
    Column("address", JSON, nullable=False),  # {"name","street","house_number","addition","postcode","city","country"}
    Column("due", Date, nullable=False),
    Column("case_number", String(12)),
    Column("contact_number", String(12)),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("sent_by", String(80)),
    Index(None, "sent_at", "due"),
)
signals = Table(
    "signals",  # particulars: what a department or third party must hear of, with its receipt
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False),
    Column("what", String(40), nullable=False),
    Column("department", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", Moment, nullable=False),  # when it must have been told
    Column("at", Moment, nullable=False),
    Column("contact_number", String(12)),
    Column("case_number", String(12)),
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("received_at", Moment),
    Column("told_at", Moment),  # when the department's mail was put in the outbox
    Column("received_by", String(80)),
    Column("reply", Text),
    UniqueConstraint("key", "department"),
    Index(None, "department", "received_at"),
)

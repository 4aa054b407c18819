"""The tables of arrears. Customers, invoices and payments are those of ``store.customers``; here is what we do about them.

A claim is what runs through the schedule together: the open invoices of one customer whose debit failed before the 14-day
letter was posted. Amounts are integer cents.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from handoff.store.tables import Moment, metadata

claims = Table(
    "debt_claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), nullable=False, unique=True),  # the invoice it began with
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("state", String(10), nullable=False, default="open"),  # open, closed
    Column("costs_cents", Integer, nullable=False, default=0),
    Column("costs_on", Date),
    Column("costs_by", String(80)),
    Column("costs_settled_cents", Integer, nullable=False, default=0),  # paid, or no longer asked for
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(None, "state", "customer_number"),
)
items = Table(
    "debt_items",  # an invoice belongs to one claim
    metadata,
    Column("invoice_number", ForeignKey("invoices.number"), primary_key=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("joined_on", Date, nullable=False),
)
steps = Table(
    "debt_steps",  # what was carried out, each step of a claim once
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False),
    Column("step", String(20), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("note", Text),
    UniqueConstraint("claim_id", "step"),
)
runs = Table(
    "debt_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, unique=True),
    Column("state", String(10), nullable=False),  # started, done
    Column("started_at", Moment, nullable=False),
    Column("started_by", String(80), nullable=False),
    Column("finished_at", Moment),
    Column("counts", JSON, nullable=False, default=dict),
    Column("planned", Integer, nullable=False, default=0, server_default="0"),  # claims to do, over all starts
    Column("done", Integer, nullable=False, default=0, server_default="0"),
    Column("seen_at", Moment),  # the last sign of life of who carries it out
)
notices = Table(
    "debt_notices",  # each notice as it was sent
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # claim, step and channel; a plan has its own
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("run_id", ForeignKey("debt_runs.id"), index=True),
    Column("step", String(20), nullable=False),
    Column("channel", String(10), nullable=False),  # email, letter
    Column("language", String(5), nullable=False),
    Column("to", JSON, nullable=False),  # an e-mail address, or the lines of a postal address
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),  # in the markup of handoff.markup
    Column("open_cents", Integer, nullable=False),
    Column("costs_cents", Integer, nullable=False, default=0),
    Column("invoices", JSON, nullable=False),  # [{"number", "cents"}]
    Column("day", Date, nullable=False),  # its date, and for a letter the day of posting
    Column("created_at", Moment, nullable=False),
    Column("posted_on", Date),  # a letter counts from the day it was really posted
    Column("posted_by", String(80)),
    Column("withdrawn_at", Moment),  # stopped before it left
)
calls = Table(
    "debt_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("result", String(20), nullable=False),  # reached, other_person, no_answer, voicemail
    Column("note", Text),
)
promises = Table(
    "debt_promises",  # a promise to pay by a day; a deferment is one that we granted
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # promise, deferment
    Column("until", Date, nullable=False),
    Column("cents", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
)
plans = Table(
    "debt_plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),  # asked, running, refused, completed, lapsed
    Column("instalments", JSON, nullable=False),  # [{"due", "cents"}]
    Column("open_cents", Integer, nullable=False),  # of claim and costs when it was asked
    Column("department", String(40), nullable=False),
    Column("role", String(20)),
    Column("reason", String(40)),  # why it is outside the table
    Column("note", Text),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", String(80)),
    Column("notified_on", Date),  # the last notice of a missed instalment
    Column("ended_on", Date),
)
stops = Table(
    "debt_stops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("customer_number", ForeignKey("customers.number"), nullable=False, index=True),
    Column("claim_id", ForeignKey("debt_claims.id"), index=True),  # none: everything of this customer
    Column("reason", String(20), nullable=False),
    Column("note", Text),
    Column("since", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("review_on", Date),
    Column("lifted_at", Moment),
    Column("lifted_on", Date),
    Column("lifted_by", String(80)),
    Column("lift_note", Text),
    Column("resume_on", Date),
)
settlements = Table(
    "debt_settlements",  # what came in on collection costs, or is no longer asked for
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("cents", Integer, nullable=False),
    Column("kind", String(10), nullable=False),  # paid, waived
    Column("note", Text),
)
bookings = Table(
    "debt_bookings",  # money that a person booked; one that was undone stays, with who and why
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # of the form, so that the same form twice is one booking
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("on", Date, nullable=False),  # the day on which it came in
    Column("cents", Integer, nullable=False),
    Column("way", String(16), nullable=False),  # transfer, link, cash, card, other
    Column("reference", String(80)),
    Column("note", Text),
    Column("parts", JSON, nullable=False),  # [{"number", "cents"}]; without a number: collection costs
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", String(80)),
    Column("undone_why", Text),
)
booking_rows = Table(
    "debt_booking_rows",  # which lines of the account a booking made, and those that undid it
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", ForeignKey("debt_bookings.id"), nullable=False, index=True),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("settlement_id", ForeignKey("debt_settlements.id"), index=True),
)
searches = Table(
    "debt_searches",  # a payment that was reported, looked for and not found; the debtor was told
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("claim_id", ForeignKey("debt_claims.id"), nullable=False, index=True),
    Column("on", Date, nullable=False),  # as it was reported
    Column("cents", Integer, nullable=False),
    Column("places", JSON, nullable=False),  # where it was looked for, see decide.dunning.search
    Column("until", Date, nullable=False),  # up to and including this day nothing else is sent
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("note", Text),
)
imports = Table(
    "debt_imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(60), nullable=False),
    Column("file", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("counts", JSON, nullable=False),
    Column("refused", JSON, nullable=False),  # [{"line", "reason", "code", "values"}]
)
mappings = Table(
    "debt_mappings",  # which column is what, remembered by source
    metadata,
    Column("source", String(60), primary_key=True),
    Column("columns", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)
listed = Table(
    "debt_listed",  # which invoice came from which list, so that one that is gone from a complete list is known
    metadata,
    Column("invoice_number", ForeignKey("invoices.number"), primary_key=True),
    Column("source", String(60), nullable=False, index=True),
    Column("present", Boolean, nullable=False, default=True),
)

"""The tables. What must be unique is unique here, not in a check before it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; naive values are refused, so that no zone is ever guessed."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

agents = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", String(60), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("roles", JSON, nullable=False, default=list),  # agent, editor, supervisor, debtors, head_of_marketing
    Column("departments", JSON, nullable=False, default=list),
    Column("languages", JSON, nullable=False, default=list),
    Column("capacity", Integer, nullable=False, default=4),
    Column("presence", String(20), nullable=False, default="away"),
    Column("seen_at", Moment),
    Column("active", Boolean, nullable=False, default=True),
    Column("email", String(254)),  # where word of one's own cases goes; without it the department's address
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "key", "at"),
)
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("channel", String(20), nullable=False, default="chat"),
    Column("external_id", String(200), unique=True),  # sender of a program that speaks the engine's REST form
    Column("status", String(10), nullable=False, default="bot"),  # bot, waiting, agent, closed
    Column("language", String(5), nullable=False, default="nl"),
    Column("page", String(500)),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("context", JSON, nullable=False, default=dict),  # what the bot must remember between turns
    Column("failures", Integer, nullable=False, default=0),  # engine failures in a row
    Column("misunderstood", Integer, nullable=False, default=0),  # in a row
    Column("agent_id", ForeignKey("agents.id")),
    Column("agent_since", Moment),
    Column("wanted_agent_id", ForeignKey("agents.id")),
    Column("department", String(40)),
    Column("priority", String(10)),
    Column("rank", Integer, nullable=False, default=9),  # 0 critical .. 3 low; 9 nothing yet
    Column("queue_since", Moment),
    Column("queue_due", Moment),
    Column("returned", Boolean, nullable=False, default=False),  # an agent dropped out: goes to the front of its rank
    Column("reasons", JSON, nullable=False, default=list),
    Column("summary", Text, nullable=False, default=""),
    Column("case_number", String(12)),
    Column("customer_number", String(8)),
    Column("verified", Integer, nullable=False, default=0),
    Column("rating", Integer),
    Column("rating_comment", Text),
    Column("origin", String(64)),  # keyed hash of the address it came from: limits guessing, tells nothing
    Column("customer_seen_seq", Integer, nullable=False, default=0),
    Column("agent_seen_seq", Integer, nullable=False, default=0),
    Column(
        "customer_got_seq", Integer, nullable=False, default=0, server_default="0"
    ),  # what reached his screen, read or not
    Index(None, "status", "rank", "queue_due"),
    Index(None, "agent_id", "status"),
    Index(None, "updated_at"),
)
messages = Table(
    "messages",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False),  # of the sender's making: the same id is the same message
    Column("at", Moment, nullable=False),
    Column("sender", String(10), nullable=False),  # customer, bot, agent, system
    Column("agent_id", ForeignKey("agents.id")),
    Column("text", Text, nullable=False),
    Column("payload", Text),
    Column("topic", String(40)),
    Column("buttons", JSON, nullable=False, default=list),
    Column("source", JSON),
    Column("case_number", String(12)),
    Column("attachment", JSON),
    UniqueConstraint("conversation_id", "id"),
)
turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),  # of the customer's message
    Column("state", String(10), nullable=False, default="pending"),  # pending, done, failed, skipped
    Column("attempts", Integer, nullable=False, default=0),
    Column("held_until", Moment),  # a service is at it until then
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("detail", Text),
    Index(None, "state", "created_at"),
)
parts = Table(
    "parts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("idx", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", String(40), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("confidence", String(8), nullable=False, default=""),
    Column("state", String(12), nullable=False),  # answered, open, handed_over
    Column("answer", Text, nullable=False, default=""),
    Column("source", JSON),
    UniqueConstraint("conversation_id", "seq", "idx"),
)
unanswered = Table(
    "unanswered",  # what a customer asked that had no answer
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("idx", Integer, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # out_of_scope, unknown, asked_back, misunderstood
    Column("topic", String(40)),
    Column("language", String(5), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("conversation_id", "seq", "idx"),
)
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("thread_id", Integer),  # the note that asked a colleague's advice, for it and for what is said on it
)
mentions = Table(
    "mentions",  # a colleague is asked to look: by @name in a note, or for advice
    metadata,
    Column("id", Integer, primary_key=True),
    Column("note_id", ForeignKey("notes.id", ondelete="CASCADE"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("seen_at", Moment),
    UniqueConstraint("note_id", "agent_id"),
    Index(None, "agent_id", "seen_at"),
)
offers = Table(
    "offers",  # a waiting conversation offered to one colleague for a short time
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("state", String(10), nullable=False, default="open"),  # open, accepted, declined, lapsed, gone
    # One offer at a time for a conversation and for a colleague, whatever number of services makes them.
    Index(
        "uq_offers_open_conversation",
        "conversation_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "uq_offers_open_agent",
        "agent_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(None, "agent_id", "at"),
)
history = Table(
    "history",  # append-only: who did what to a conversation, a case or a customer, viewing of debtor data included
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("subject", String(20), nullable=False),  # conversation, case, contact, customer, account
    Column("subject_id", String(60), nullable=False),
    Column("actor", String(80), nullable=False),  # bot, customer, system, agent:<username>
    Column("what", String(60), nullable=False),
    Column("detail", JSON, nullable=False, default=dict),
    Index(None, "subject", "subject_id"),
    Index(None, "what", "at"),
)
cases = Table(
    "cases",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("contact_number", String(12)),
    Column("kind", String(12), nullable=False),
    Column("topics", JSON, nullable=False, default=list),
    Column("parts", JSON, nullable=False, default=list),
    Column("summary", Text, nullable=False, default=""),
    Column("reasons", JSON, nullable=False, default=list),
    Column("data", JSON, nullable=False, default=dict),
    Column("channel", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("customer_number", String(8), index=True),
    Column("postcode", String(7)),  # as given by who proved nothing: with the number it opens this case's status alone
    Column("department", String(40), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("status", String(24), nullable=False, default="new"),
    Column("owner_id", ForeignKey("agents.id")),
    Column("created_at", Moment, nullable=False),
    Column("first_due", Moment, nullable=False),
    Column("first_reaction_at", Moment),
    Column("due", Moment, nullable=False),
    Column("extended", Boolean, nullable=False, default=False),
    Column("extension_reason", Text),
    Column("callback", JSON),
    Column("decision", String(16)),
    Column("outcome", Text),
    Column("remedy", Text),
    Column("consequences", Text),
    Column("feedback", Text),
    Column("feedback_at", Moment),
    Column("feedback_by", String(10)),  # the channel the customer chose: chat, email, phone, letter
    Column("feedback_to", String(254)),  # address or number for it
    Column("satisfied", Boolean),
    Column("referred_to", String(120)),  # an external body the customer went to
    Column("reopened_at", Moment),
    Column("warned_at", Moment),  # when the owner was told that it is nearly due
    Column("late_told_at", Moment),  # when the owner was told that it is late
    Column("about_money", Boolean, nullable=False, default=False),
    Column("granted_cents", Integer),  # what the customer is given, in euro cents
    Column("cause", Text),
    Column("improvement", Text),
    Column("closed_at", Moment),
    Column("key", String(120), unique=True),  # what it was made for: the same request makes no second case
    Index(None, "status", "due"),
    *(Index(None, moment) for moment in ("due", "first_due", "closed_at", "reopened_at")),
    Index("ix_cases_list", text("(status = 'resolved')"), "due", "number"),  # the order of the list of cases
)
case_notes = Table(
    "case_notes",  # a note among colleagues on a case, which may have no conversation
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # the form and the case: sent twice is one note
    Column("case_number", ForeignKey("cases.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("text", Text, nullable=False),
)
saved_filters = Table(
    "saved_filters",  # filters of the list of cases under a name, of one agent or shared with all
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("shared", Boolean, nullable=False, default=False),
    Column("filters", JSON, nullable=False),  # {"status": "new", "mine": "1"}
    Column("at", Moment, nullable=False),
    UniqueConstraint("agent_id", "name"),
)
contacts = Table(
    "contacts",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), unique=True),
    Column("channel", String(20), nullable=False),
    Column("direction", String(10), nullable=False, default="in"),
    Column("language", String(5), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("customer_number", String(8), index=True),
    Column("customer_name", String(120)),
    Column("customer_role", String(20), nullable=False, default="klant"),
    Column("verified", Integer, nullable=False, default=0),
    Column("verified_how", String(80)),
    Column("topics", JSON, nullable=False, default=list),
    Column("summary", Text, nullable=False, default=""),
    Column("content", Text),
    Column("outcome", String(60)),
    Column("follow_up", JSON),
    Column("case_number", String(12)),
    Column("priority", String(10), nullable=False, default="low"),
    Column("priority_reason", Text),
    Column("particulars", JSON, nullable=False, default=list),
    Column("confidential", Boolean, nullable=False, default=False),
    Column("handled_by", String(80), nullable=False),
    Column("key", String(120), unique=True),
    Column("rating", Integer),  # what the conversation was given, once that is erased
    Index(None, "started_at"),
)
counters = Table(
    "counters", metadata, Column("name", String(20), primary_key=True), Column("value", Integer, nullable=False)
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(30), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(10), nullable=False, default="waiting"),  # waiting, sent, failed
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Moment, nullable=False),
    Column("held_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("error", Text),
    Index(None, "state", "next_at"),
)
attachments = Table(
    "attachments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("type", String(60), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("conversation_id", "sha256"),
)

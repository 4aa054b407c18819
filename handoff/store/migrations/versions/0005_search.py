"""Work offered, colleagues asked, and one index of words over contacts, cases and messages.

Revision ID: 0005
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("until", handoff.store.tables.Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_offers_agent_id"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_offers_conversation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
    )
    op.create_index("ix_offers_conversation_id", "offers", ["conversation_id"])
    op.create_index("ix_offers_agent_id", "offers", ["agent_id", "at"])
    for name, column in (("uq_offers_open_conversation", "conversation_id"), ("uq_offers_open_agent", "agent_id")):
        op.create_index(name, "offers", [column], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))
    op.create_table(
        "mentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("seen_at", handoff.store.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_mentions_agent_id"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_mentions_conversation_id"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_mentions_note_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
        sa.UniqueConstraint("note_id", "agent_id", name="uq_mentions_note_id"),
    )
    op.create_index("ix_mentions_conversation_id", "mentions", ["conversation_id"])
    op.create_index("ix_mentions_agent_id", "mentions", ["agent_id", "seen_at"])


def downgrade() -> None:
    op.drop_table("mentions")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_column("thread_id")
    op.drop_table("offers")

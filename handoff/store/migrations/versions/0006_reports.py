"""What reports read: questions that had no answer, and the history by what happened and when.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENTS = ("due", "first_due", "closed_at", "reopened_at")
# What can still be told of earlier messages: outside our field, and not understood a second time in a row.
EARLIER = """
INSERT INTO unanswered (conversation_id, seq, idx, at, kind, topic, language, text)
SELECT p.conversation_id, p.seq, p.idx, m.at,
       CASE WHEN p.topic = 'out_of_scope' THEN 'out_of_scope' ELSE 'misunderstood' END, NULL, v.language, p.text
FROM parts p
JOIN messages m ON m.conversation_id = p.conversation_id AND m.seq = p.seq
JOIN conversations v ON v.id = p.conversation_id
WHERE p.topic = 'out_of_scope' OR (p.topic = 'ask_human' AND p.confidence = '0.000')
"""


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_unanswered_conversation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sa.UniqueConstraint("conversation_id", "seq", "idx", name="uq_unanswered_conversation_id"),
    )
    op.create_index("ix_unanswered_at", "unanswered", ["at"])
    op.create_index("ix_history_what", "history", ["what", "at"])
    for moment in MOMENTS:
        op.create_index(f"ix_cases_{moment}", "cases", [moment])
    op.execute(EARLIER)


def downgrade() -> None:
    for moment in MOMENTS:
        op.drop_index(f"ix_cases_{moment}", "cases")
    op.drop_index("ix_history_what", "history")
    op.drop_table("unanswered")

"""What the desk needs of arrears: how far a run is, and what came in on collection costs.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("debt_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("planned", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("seen_at", handoff.store.tables.Moment(), nullable=True))
    op.create_table(
        "debt_settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_settlements_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_settlements")),
    )
    with op.batch_alter_table("debt_settlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debt_settlements_claim_id"), ["claim_id"], unique=False)


def downgrade() -> None:
    op.drop_table("debt_settlements")
    with op.batch_alter_table("debt_runs", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("done")
        batch_op.drop_column("planned")

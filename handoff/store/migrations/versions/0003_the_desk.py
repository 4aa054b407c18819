"""What the desk needs besides: amounts granted, an agent's own address, when a signal was told.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granted_cents", sa.Integer(), nullable=True))
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_at", handoff.store.tables.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.drop_column("told_at")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("granted_cents")
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.drop_column("email")

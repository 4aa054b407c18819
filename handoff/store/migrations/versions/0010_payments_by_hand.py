"""Payments that a colleague books, and payments that were reported, looked for and not found.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
MOMENT = handoff.store.tables.Moment
_INDEXED = (
    ("debt_bookings", ("claim_id",)),
    ("debt_searches", ("claim_id",)),
    ("debt_booking_rows", ("booking_id", "payment_id", "settlement_id")),
)


def upgrade() -> None:
    op.create_table(
        "debt_bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("undone_at", MOMENT(), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_bookings_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_bookings")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_bookings_key")),
    )
    op.create_table(
        "debt_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_searches_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_searches")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_searches_key")),
    )
    op.create_table(
        "debt_booking_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["debt_bookings.id"], name=op.f("fk_debt_booking_rows_booking_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_debt_booking_rows_payment_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["debt_settlements.id"], name=op.f("fk_debt_booking_rows_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_booking_rows")),
    )
    for table, columns in _INDEXED:
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table, _ in reversed(_INDEXED):
        op.drop_table(table)

"""Notes on cases, saved filters, what reached a customer's screen, and customers that were made one.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
_LIST_ORDER = "(status = 'resolved')"


def upgrade() -> None:
    moment = handoff.store.tables.Moment
    # Added without rebuilding the tables: on SQLite a rebuilt ``cases`` would lose its search triggers.
    op.add_column("conversations", sa.Column("customer_got_seq", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_cases_list", "cases", [sa.text(_LIST_ORDER), "due", "number"])
    op.create_index("ix_customers_merged_into", "customers", ["merged_into"])
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("case_number", sa.String(length=12), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_case_notes_agent_id"),
        sa.ForeignKeyConstraint(
            ["case_number"], ["cases.number"], name="fk_case_notes_case_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_notes"),
        sa.UniqueConstraint("key", name="uq_case_notes_key"),
    )
    op.create_index("ix_case_notes_case_number", "case_notes", ["case_number"])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_saved_filters_agent_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.UniqueConstraint("agent_id", "name", name="uq_saved_filters_agent_id_name"),
    )
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.String(length=8), nullable=False),
        sa.Column("gone", sa.String(length=8), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("undo_until", moment(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["gone"], ["customers.number"], name="fk_customer_merges_gone", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept"], ["customers.number"], name="fk_customer_merges_kept", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
    )
    op.create_index("ix_customer_merges_kept", "customer_merges", ["kept"])
    op.create_index("ix_customer_merges_gone", "customer_merges", ["gone"])
    op.create_table(
        "distinct_customers",
        sa.Column("one", sa.String(length=8), nullable=False),
        sa.Column("other", sa.String(length=8), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["customers.number"], name="fk_distinct_customers_one", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other"], ["customers.number"], name="fk_distinct_customers_other", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one", "other", name="pk_distinct_customers"),
    )


def downgrade() -> None:
    op.drop_table("distinct_customers")
    op.drop_table("customer_merges")
    op.drop_table("saved_filters")
    op.drop_table("case_notes")
    op.drop_index("ix_customers_merged_into", "customers")
    op.drop_index("ix_cases_list", "cases")
    op.drop_column("conversations", "customer_got_seq")

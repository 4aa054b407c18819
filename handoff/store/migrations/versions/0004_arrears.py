"""Arrears: claims, steps, notices as sent, calls, promises, plans, stops, runs, and lists that were imported.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "debt_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_imports")),
    )
    op.create_table(
        "debt_mappings",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_debt_mappings")),
    )
    op.create_table(
        "debt_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("finished_at", handoff.store.tables.Moment(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_runs")),
        sa.UniqueConstraint("day", name=op.f("uq_debt_runs_day")),
    )
    op.create_table(
        "debt_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("customer_number", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("costs_cents", sa.Integer(), nullable=False),
        sa.Column("costs_on", sa.Date(), nullable=True),
        sa.Column("costs_by", sa.String(length=80), nullable=True),
        sa.Column("costs_settled_cents", sa.Integer(), nullable=False),
        sa.Column("opened_at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("closed_at", handoff.store.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["customer_number"], ["customers.number"], name=op.f("fk_debt_claims_customer_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_claims")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_claims_key")),
    )
    op.create_index(op.f("ix_debt_claims_customer_number"), "debt_claims", ["customer_number"], unique=False)
    op.create_index(
        op.f("ix_debt_claims_state_customer_number"), "debt_claims", ["state", "customer_number"], unique=False
    )
    op.create_table(
        "debt_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_calls_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_calls")),
    )
    op.create_index(op.f("ix_debt_calls_claim_id"), "debt_calls", ["claim_id"], unique=False)
    op.create_table(
        "debt_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("open_cents", sa.Integer(), nullable=False),
        sa.Column("costs_cents", sa.Integer(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", handoff.store.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_notices_claim_id")),
        sa.ForeignKeyConstraint(["run_id"], ["debt_runs.id"], name=op.f("fk_debt_notices_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_notices_key")),
    )
    op.create_index(op.f("ix_debt_notices_claim_id"), "debt_notices", ["claim_id"], unique=False)
    op.create_index(op.f("ix_debt_notices_run_id"), "debt_notices", ["run_id"], unique=False)
    op.create_table(
        "debt_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("instalments", sa.JSON(), nullable=False),
        sa.Column("open_cents", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("asked_at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", handoff.store.tables.Moment(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_plans_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_plans")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_plans_key")),
    )
    op.create_index(op.f("ix_debt_plans_claim_id"), "debt_plans", ["claim_id"], unique=False)
    op.create_table(
        "debt_promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_promises_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_promises")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_promises_key")),
    )
    op.create_index(op.f("ix_debt_promises_claim_id"), "debt_promises", ["claim_id"], unique=False)
    op.create_table(
        "debt_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_steps_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_steps")),
        sa.UniqueConstraint("claim_id", "step", name=op.f("uq_debt_steps_claim_id_step")),
    )
    op.create_table(
        "debt_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("customer_number", sa.String(length=8), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("lifted_at", handoff.store.tables.Moment(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.String(length=80), nullable=True),
        sa.Column("lift_note", sa.Text(), nullable=True),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_stops_claim_id")),
        sa.ForeignKeyConstraint(["customer_number"], ["customers.number"], name=op.f("fk_debt_stops_customer_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_stops")),
        sa.UniqueConstraint("key", name=op.f("uq_debt_stops_key")),
    )
    op.create_index(op.f("ix_debt_stops_claim_id"), "debt_stops", ["claim_id"], unique=False)
    op.create_index(op.f("ix_debt_stops_customer_number"), "debt_stops", ["customer_number"], unique=False)
    op.create_table(
        "debt_items",
        sa.Column("invoice_number", sa.String(length=12), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["debt_claims.id"], name=op.f("fk_debt_items_claim_id")),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_debt_items_invoice_number")),
        sa.PrimaryKeyConstraint("invoice_number", name=op.f("pk_debt_items")),
    )
    op.create_index(op.f("ix_debt_items_claim_id"), "debt_items", ["claim_id"], unique=False)
    op.create_table(
        "debt_listed",
        sa.Column("invoice_number", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_number"], ["invoices.number"], name=op.f("fk_debt_listed_invoice_number")),
        sa.PrimaryKeyConstraint("invoice_number", name=op.f("pk_debt_listed")),
    )
    op.create_index(op.f("ix_debt_listed_source"), "debt_listed", ["source"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_debt_listed_source"), table_name="debt_listed")
    op.drop_table("debt_listed")
    op.drop_index(op.f("ix_debt_items_claim_id"), table_name="debt_items")
    op.drop_table("debt_items")
    op.drop_index(op.f("ix_debt_stops_customer_number"), table_name="debt_stops")
    op.drop_index(op.f("ix_debt_stops_claim_id"), table_name="debt_stops")
    op.drop_table("debt_stops")
    op.drop_table("debt_steps")
    op.drop_index(op.f("ix_debt_promises_claim_id"), table_name="debt_promises")
    op.drop_table("debt_promises")
    op.drop_index(op.f("ix_debt_plans_claim_id"), table_name="debt_plans")
    op.drop_table("debt_plans")
    op.drop_index(op.f("ix_debt_notices_run_id"), table_name="debt_notices")
    op.drop_index(op.f("ix_debt_notices_claim_id"), table_name="debt_notices")
    op.drop_table("debt_notices")
    op.drop_index(op.f("ix_debt_calls_claim_id"), table_name="debt_calls")
    op.drop_table("debt_calls")
    op.drop_index(op.f("ix_debt_claims_state_customer_number"), table_name="debt_claims")
    op.drop_index(op.f("ix_debt_claims_customer_number"), table_name="debt_claims")
    op.drop_table("debt_claims")
    op.drop_table("debt_runs")
    op.drop_table("debt_mappings")
    op.drop_table("debt_imports")

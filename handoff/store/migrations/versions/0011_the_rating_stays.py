"""The rating of a chat with its contact: it counts on when the conversation is erased, and says nothing of anybody.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added in place: a table rebuilt on SQLite would lose the triggers of the search index
    op.add_column("contacts", sa.Column("rating", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "rating")

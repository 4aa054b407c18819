"""The postcode that somebody who proved nothing gave with a case: with its number it tells how that case stands.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
_POSTCODE = re.compile(r"[1-9]\d{3} [A-Z]{2}")


def upgrade() -> None:
    # added in place: a table rebuilt on SQLite would lose the triggers of the search index
    op.add_column("cases", sa.Column("postcode", sa.String(length=7), nullable=True))
    db = op.get_bind()
    rows = db.execute(sa.text("SELECT number, data FROM cases WHERE customer_number IS NULL")).all()
    for number, data in rows:
        given = _given(data)
        if given:
            db.execute(
                sa.text("UPDATE cases SET postcode = :postcode WHERE number = :number"),
                {"postcode": given, "number": number},
            )


def downgrade() -> None:
    op.drop_column("cases", "postcode")


def _given(data: Any) -> str | None:
    """What an older complaint has under the name of the field, in house form."""
    found = json.loads(data) if isinstance(data, str) else data
    value = found.get("Postcode") if isinstance(found, dict) else None
    return value if isinstance(value, str) and _POSTCODE.fullmatch(value) else None

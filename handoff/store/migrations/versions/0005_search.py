"""Work offered, colleagues asked, and one index of words over contacts, cases and messages.

Revision ID: 0005
Revises: 0003

A later migration that rebuilds ``messages``, ``cases`` or ``contacts`` on SQLite loses their triggers and must make them
again, by ``triggers()`` below.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import handoff.store.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
OPEN = sa.text("state = 'open'")
# Where words are found: table, key columns as kind, ref and seq, moment, text, and which rows.
SOURCES = {
    "messages": ("message", "conversation_id", "seq", "at", "{r}.text", "{r}.sender IN ('customer', 'agent')"),
    "cases": (
        "case",
        "number",
        "0",
        "created_at",
        "{r}.number || ' ' || {r}.summary || ' ' || coalesce({r}.outcome, '') || ' ' || coalesce({r}.feedback, '')",
        "true",
    ),
    "contacts": (
        "contact",
        "number",
        "0",
        "started_at",
        "{r}.number || ' ' || coalesce({r}.customer_name, '') || ' ' || {r}.summary || ' ' || coalesce({r}.content, '')",
        "true",
    ),
}
PLAIN = "áàâäãåéèêëíìîïóòôöõúùûüçñý", "aaaaaaeeeeiiiiooooouuuucny"


def statements(table: str) -> tuple[str, str, str]:
    """SQL that puts the row NEW in the index, takes OLD out of it, and copies every row that is there."""
    kind, ref, seq, at, body, which = SOURCES[table]
    number = seq if seq.isdigit() else "{r}." + seq
    row = f"'{kind}', {{r}}.{ref}, {number}, {{r}}.{at}, {body}"
    put = f"INSERT INTO search_entries (kind, ref, seq, at, body) SELECT {row} WHERE {which};".format(r="NEW")
    off = f"DELETE FROM search_entries WHERE kind = '{kind}' AND ref = {{r}}.{ref} AND seq = {number};".format(r="OLD")
    copy = f"SELECT {row} FROM {table} r WHERE {which}".format(r="r")
    return put, off, copy


def triggers() -> list[str]:
    """SQLite: the triggers that keep the index, on the tables and on the index itself."""
    made = []
    for table in SOURCES:
        put, off, _ = statements(table)
        made += [
            f"CREATE TRIGGER search_{table}_i AFTER INSERT ON {table} BEGIN {put} END",
            f"CREATE TRIGGER search_{table}_d AFTER DELETE ON {table} BEGIN {off} END",
            f"CREATE TRIGGER search_{table}_u AFTER UPDATE ON {table} BEGIN {off} {put} END",
        ]
    gone = "INSERT INTO search_words (search_words, rowid, body) VALUES ('delete', old.id, old.body);"
    put = "INSERT INTO search_words (rowid, body) VALUES (new.id, new.body);"
    return [
        *made,
        f"CREATE TRIGGER search_entries_i AFTER INSERT ON search_entries BEGIN {put} END",
        f"CREATE TRIGGER search_entries_d AFTER DELETE ON search_entries BEGIN {gone} END",
    ]


def _index(sqlite: bool) -> None:
    words = f"translate(lower(body), '{PLAIN[0]}', '{PLAIN[1]}')"
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", handoff.store.tables.Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.UniqueConstraint("kind", "ref", "seq", name="uq_search_entries_kind"),
    )
    if sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5"
            " (body, content='search_entries', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        )
        for trigger in triggers():
            op.execute(trigger)
    else:
        op.execute(
            "ALTER TABLE search_entries ADD COLUMN words tsvector GENERATED ALWAYS AS"
            f" (to_tsvector('simple', regexp_replace({words}, '[^[:alnum:]]+', ' ', 'g'))) STORED"
        )
        op.execute("CREATE INDEX ix_search_entries_words ON search_entries USING gin (words)")
        for table in SOURCES:
            put, off, _ = statements(table)
            op.execute(
                f"CREATE FUNCTION search_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF TG_OP <> 'INSERT' THEN {off} END IF; IF TG_OP <> 'DELETE' THEN {put} END IF; RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER search_{table} AFTER INSERT OR UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION search_{table}()"
            )
    every = " UNION ALL ".join(statements(table)[2] for table in SOURCES)
    op.execute(f"INSERT INTO search_entries (kind, ref, seq, at, body) {every} ORDER BY 4")


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
    _index(op.get_bind().dialect.name == "sqlite")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in SOURCES:
        if sqlite:
            for when in "idu":
                op.execute(f"DROP TRIGGER search_{table}_{when}")
        else:
            op.execute(f"DROP TRIGGER search_{table} ON {table}")
            op.execute(f"DROP FUNCTION search_{table}()")
    if sqlite:
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entries")
    op.drop_table("mentions")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_column("thread_id")
    op.drop_table("offers")

"""Alembic's environment: runs on the connection that ``migrate`` hands over."""

from alembic import context

from handoff.store import customers, debtors  # noqa: F401  (their tables belong to the same metadata)
from handoff.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()

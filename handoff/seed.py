"""The demo's accounts: made when they are missing, with new passwords at each start that asks for them."""

from __future__ import annotations

from sqlalchemy import select

from handoff.bus import Bus
from handoff.clock import Clock
from handoff.content import load
from handoff.settings import Settings
from handoff.store import tables as t
from handoff.store.db import Database
from handoff.work.accounts import add_account, make_password, reset_password
from handoff.work.base import Kit

ACCOUNTS = (
    ("sanne", "Sanne de Wit", ("agent",), ("klantenservice",)),
    ("mo", "Mo Yildiz", ("agent", "debtors"), ("debiteurenbeheer", "facturatie")),
    ("noor", "Noor Bakker", ("agent", "editor"), ("klantenservice",)),
    ("thijs", "Thijs Vermeer", ("agent", "supervisor", "debtors"), ("teamleider", "klachtencoordinator")),
)


async def seed_accounts(settings: Settings, db: Database) -> list[tuple[str, str, str]]:
    """Make or refresh the demo accounts; returns (user name, roles in words, password) for each."""
    kit = Kit(db, Clock(settings.clock), load(settings.content), Bus(), settings)
    async with db.read() as tx:
        known = set((await tx.execute(select(t.agents.c.username))).scalars())
    made = []
    for username, name, roles, departments in ACCOUNTS:
        password = make_password()
        if username in known:
            await reset_password(kit, username, password)
        else:
            await add_account(kit, username, name, roles, password, departments=departments)
        made.append((username, f"{name}: {', '.join(roles)}", password))
    return made

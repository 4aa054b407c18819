"""Accounts of the people at the desk, and their sessions."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from handoff.errors import BadInput, NotFound, TooMany, Unauthorised
from handoff.store import tables as t
from handoff.work.base import Kit, record
from text.formats import EMAIL

ROLES = ("agent", "editor", "supervisor", "debtors", "head_of_marketing")
PRESENCES = ("available", "busy", "away")
SHORTEST_PASSWORD = 10
TRIES, WITHIN = 5, dt.timedelta(minutes=10)  # failed log-ins a name or an address may make
_HASHER = PasswordHasher()
_DUMMY = _HASHER.hash("nobody has this password")  # so that an unknown name takes as long as a wrong password
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,58}")


class Session(NamedTuple):
    """A log-in: the ``token`` for the bearer, the ``csrf`` value for forms, and the agent's row."""

    token: str
    csrf: str
    agent: dict[str, Any]


def make_password() -> str:
    """A password that can be read aloud: four groups of four letters and digits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


async def add_account(
    kit: Kit,
    username: str,
    name: str,
    roles: Sequence[str],
    password: str,
    *,
    departments: Sequence[str] = (),
    languages: Sequence[str] = ("nl", "en"),
    email: str = "",
) -> None:
    """Make an account; at ``email`` its owner hears of his cases. Raises BadInput for what cannot be."""
    if not _USERNAME.fullmatch(username):
        raise BadInput(
            "A user name is 2 to 59 lower-case letters, digits, dots or dashes, and starts with a letter.",
            code="username-invalid",
        )
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise BadInput(f"Roles are one or more of {', '.join(ROLES)}.", code="role-unknown")
    wrong = set(departments) - set(kit.content.departments)
    if wrong:
        raise BadInput(f"There is no department {sorted(wrong)[0]!r}.", code="department-unknown")
    if email and not EMAIL.fullmatch(email.strip()):
        raise BadInput("This is not an e-mail address.", code="email-invalid")
    hashed = await _hash(password)
    try:
        async with kit.db.write() as tx:
            await tx.execute(
                insert(t.agents).values(
                    username=username,
                    name=name.strip() or username,
                    password_hash=hashed,
                    roles=list(roles),
                    departments=list(departments) or ["klantenservice"],
                    languages=list(languages),
                    capacity=4,
                    presence="away",
                    active=True,
                    email=email.strip().lower() or None,
                )
            )
            await record(tx, kit.clock.now(), "account", username, "system", "added", roles=list(roles))
    except IntegrityError:
        raise BadInput(f"There is already an account {username!r}.", code="username-taken") from None


async def reset_password(kit: Kit, username: str, password: str) -> None:
    """Give an account a new password and end its sessions. Raises NotFound, BadInput."""
    hashed = await _hash(password)
    async with kit.db.write() as tx:
        row = (
            await tx.execute(
                update(t.agents)
                .where(t.agents.c.username == username)
                .values(password_hash=hashed, active=True)
                .returning(t.agents.c.id)
            )
        ).first()
        if row is None:
            raise NotFound(f"There is no account {username!r}.")
        await tx.execute(delete(t.sessions).where(t.sessions.c.agent_id == row.id))
        await record(tx, kit.clock.now(), "account", username, "system", "password reset")


async def log_in(kit: Kit, username: object, password: object, address: str) -> Session:
    """Check name and password and open a session.

    Raises Unauthorised in the same words and time for an unknown name as for a wrong password, TooMany after five
    failures in ten minutes for the name or the address.
    """
    if not isinstance(username, str) or not isinstance(password, str) or len(username) > 60 or len(password) > 200:
        raise BadInput("Log in with a user name and a password.", code="login-incomplete")
    username, now = username.strip().lower(), kit.clock.now()
    keys = (f"login:{username}", f"login@{address}")
    async with kit.db.read() as tx:
        for key, most in zip(keys, (TRIES, TRIES * 4), strict=True):
            failed = (
                await tx.execute(
                    select(func.count())
                    .select_from(t.attempts)
                    .where(t.attempts.c.key == key, t.attempts.c.at > now - WITHIN)
                )
            ).scalar_one()
            if failed >= most:
                raise TooMany(
                    "Too many failed log-ins. Please try again in ten minutes.",
                    extra={"retry_after_s": int(WITHIN.total_seconds())},
                )
        row = (await tx.execute(select(t.agents).where(t.agents.c.username == username, t.agents.c.active))).first()
    if not await asyncio.to_thread(_matches, row.password_hash if row else _DUMMY, password) or row is None:
        async with kit.db.write() as tx:
            await tx.execute(insert(t.attempts), [{"key": key, "at": now} for key in keys])
        raise Unauthorised("User name and password do not match.", code="login-failed")
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    async with kit.db.write() as tx:
        await tx.execute(delete(t.attempts).where(t.attempts.c.key == keys[0]))
        await tx.execute(delete(t.sessions).where(t.sessions.c.expires_at < now))
        expires = now + dt.timedelta(hours=kit.settings.session_hours)
        await tx.execute(
            insert(t.sessions).values(
                token_hash=_token_hash(token), agent_id=row.id, csrf=csrf, created_at=now, expires_at=expires
            )
        )
        await tx.execute(update(t.agents).where(t.agents.c.id == row.id).values(seen_at=now))
        await record(tx, now, "account", username, f"agent:{username}", "logged in")
    return Session(token, csrf, dict(row._mapping))


_SESSION = (  # read for every request: put together once
    select(t.sessions.c.csrf, t.sessions.c.expires_at, t.agents)
    .join(t.agents, t.agents.c.id == t.sessions.c.agent_id)
    .where(t.sessions.c.token_hash == bindparam("token"), t.agents.c.active)
)


async def session_of(kit: Kit, token: str | None) -> Session:
    """The session that ``token`` opens. Raises Unauthorised when there is none (any more)."""
    if token:
        async with kit.db.read() as tx:
            row = (await tx.execute(_SESSION, {"token": _token_hash(token)})).first()
        if row and row.expires_at > kit.clock.now():
            return Session(
                token,
                row.csrf,
                {k: v for k, v in row._mapping.items() if k not in ("csrf", "expires_at", "password_hash")},
            )
    raise Unauthorised("Please log in.", code="session-missing")


async def log_out(kit: Kit, token: str) -> None:
    """End a session."""
    async with kit.db.write() as tx:
        await tx.execute(delete(t.sessions).where(t.sessions.c.token_hash == _token_hash(token)))


async def set_presence(kit: Kit, agent: Mapping[str, Any], state: object) -> None:
    """Who can be given work. Raises BadInput for an unknown state."""
    if state not in PRESENCES:
        raise BadInput(f"A presence is one of {', '.join(PRESENCES)}.", code="presence-unknown")
    async with kit.db.write() as tx:
        await tx.execute(
            update(t.agents).where(t.agents.c.id == agent["id"]).values(presence=state, seen_at=kit.clock.now())
        )
    await kit.bus.publish("queue", {"presence": agent["username"]})


async def seen(kit: Kit, agent: Mapping[str, Any]) -> None:
    """A sign of life of an agent's screen."""
    async with kit.db.write() as tx:
        await tx.execute(update(t.agents).where(t.agents.c.id == agent["id"]).values(seen_at=kit.clock.now()))


async def note_alive(kit: Kit, agent: Mapping[str, Any]) -> None:
    """``seen``, as often as it takes to not be thought gone and no more: reading must not cost a write each time."""
    often = dt.timedelta(seconds=min(15.0, kit.settings.agent_gone_after / 3))
    if agent["seen_at"] is None or kit.clock.now() - agent["seen_at"] > often:
        await seen(kit, agent)


async def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"A password has at least {SHORTEST_PASSWORD} characters.", code="password-short")
    return await asyncio.to_thread(_HASHER.hash, password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

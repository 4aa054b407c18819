"""What goes out: mail by the outbox, paper by the post list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from handoff.store import customers as c
from handoff.store import tables as t
from handoff.work.effects.act import Act, Do


async def mail(act: Act, *, to: str, kind: str = "confirmation", name: str = "", **values: Any) -> None:
    """Record a mail of ``kind`` (a template) for the outbox; ``name`` tells two mails of one turn apart."""
    filled = {k: act.filled(v) if isinstance(v, str) else v for k, v in values.items()}
    await act.once(
        t.outbox,
        key=f"{kind}:{act.key}:{name or to}"[:160],
        kind=kind,
        state="waiting",
        attempts=0,
        payload={"to": to, "language": act.language, "case": act.case, **filled},
        next_at=act.now,
        created_at=act.now,
    )


async def post(act: Act, *, kind: str, what: list[dict[str, Any]], address: dict[str, Any], due: str) -> None:
    """Put something on the post list."""
    await act.once(
        c.post_jobs,
        key=f"{act.key}:{kind}",
        kind=kind,
        what=what,
        address=address,
        due=dt.date.fromisoformat(due),
        case_number=act.case,
        created_at=act.now,
    )


KINDS: dict[str, Do] = {"mail": mail, "post": post}

"""/desk/doubles: records that may be one customer, side by side, made one, and that undone."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from handoff.decide import doubles as rules
from handoff.desk import registers
from handoff.desk.page_kit import colleague, field, go, page
from handoff.desk.pages_changes import by
from handoff.errors import BadInput, NotFound, Refused
from handoff.store import doubles as store
from handoff.web.http import whole_number
from handoff.work import merging
from handoff.work.base import Kit
from handoff.work.homes import MOVING

ROWS = 25  # pairs on a page
ARREARS = {"debt_claims", "debt_stops"}  # counts that only the role debtors sees
bp = Blueprint("desk_doubles", url_prefix="/desk")


@bp.get("/doubles")
@openapi.exclude()
async def double_list(request: Request) -> HTTPResponse:
    """Likely doubles, the likeliest first."""
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    offset = whole_number(request, "offset", 0, 0, 10**7)
    async with kit.db.read() as tx:
        pairs = await store.doubles(tx)
        here = pairs[offset : offset + ROWS]
        people = await store.people(tx, {n for p in here for n in (p.one, p.other)})
    return await page(
        request,
        "desk/doubles.html",
        pairs=[(p, people[p.one], people[p.other]) for p in here],
        total=len(pairs),
        offset=offset,
        rows=ROWS,
        may=merging.may_merge(kit, session.agent),
    )


@bp.get("/doubles/<one:str>/<other:str>")
@openapi.exclude()
async def side_by_side(request: Request, one: str, other: str) -> HTTPResponse:
    """Two records beside each other; that they were seen stands in both histories."""
    return await _pair(request, one, other)


@bp.post("/doubles/<one:str>/<other:str>/merge")
@openapi.exclude()
async def merge(request: Request, one: str, other: str) -> HTTPResponse:
    """Makes them one: the record that was chosen stays."""
    session = await colleague(request)
    kept = field(request, "keep")
    try:
        if kept not in (one, other):
            raise BadInput("Choose which record stays.", code="merge-choose")
        if field(request, "confirmed") != "yes":
            raise BadInput("Confirm that they are one customer.", code="merge-confirm")
        gone = other if kept == one else one
        await merging.merge(request.app.ctx.kit, session.agent, kept, gone, field(request, "ground"))
    except NotFound:
        raise
    except Refused as error:
        return await _pair(request, one, other, error=error)
    return go(f"/desk/customers/{kept}", "merged")


@bp.post("/doubles/<one:str>/<other:str>/apart")
@openapi.exclude()
async def apart(request: Request, one: str, other: str) -> HTTPResponse:
    """They are two customers."""
    session = await colleague(request)
    try:
        await merging.set_apart(request.app.ctx.kit, session.agent, one, other)
    except NotFound:
        raise
    except Refused as error:
        return await _pair(request, one, other, error=error)
    return go("/desk/doubles", "set_apart")


@bp.get("/merges/<merge_id:int>")
@openapi.exclude()
async def one_merge(request: Request, merge_id: int) -> HTTPResponse:
    """What was made one, when and by whom, and whether it can be undone."""
    return await _merge(request, merge_id)


@bp.post("/merges/<merge_id:int>/undo")
@openapi.exclude()
async def undo(request: Request, merge_id: int) -> HTTPResponse:
    """Moves back what was moved."""
    session = await colleague(request)
    work: Awaitable[None] = merging.undo(request.app.ctx.kit, session.agent, merge_id)
    try:
        await work
    except NotFound:
        raise
    except Refused as error:
        return await _merge(request, merge_id, error=error)
    return go(f"/desk/merges/{merge_id}", "merge_undone")


async def _pair(request: Request, one: str, other: str, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        people = await store.people(tx, (one, other))
        if len(people) < 2:
            raise NotFound("There is no such pair.")
        counts = {n: _shown(await store.counts(tx, MOVING.values(), n), session.agent) for n in (one, other)}
        waiting = await store.changes_waiting(tx, (one, other))
    if error is None:
        await merging.looked(kit, session.agent, one, other)
    first, second = people[one], people[other]
    return await page(
        request,
        "desk/double.html",
        error=error,
        at=f"/desk/doubles/{one}/{other}",
        pair=(first, second),
        found=rules.compare(first, second),
        counts=counts,
        taken={n: sorted(rules.taken_over(people[n], people[o])) for n, o in ((one, other), (other, one))},
        forbidden=rules.forbids(first, second, waiting=waiting),
        may=merging.may_merge(kit, session.agent),
        whole=registers.may_see_accounts(kit, session.agent),
        typed={name: field(request, name) for name in ("keep", "ground", "confirmed")},
        days=int(kit.content.guidelines["doubles"]["undo_days"]),
    )


async def _merge(request: Request, merge_id: int, *, error: Refused | None = None) -> HTTPResponse:
    session = await colleague(request)
    kit: Kit = request.app.ctx.kit
    async with kit.db.read() as tx:
        row = await store.merge_of(tx, merge_id)
        if row is None:
            raise NotFound("There is no such merge.")
        kept = (await store.people(tx, (row["kept"],)))[row["kept"]]
        claims = await merging.claims_back(tx, row["moved"])
        happened = await merging.since(tx, row, kept, claims)
    moved = {name: len(keys) for name, keys in row["moved"].items()}
    return await page(
        request,
        "desk/merge.html",
        error=error,
        at=f"/desk/merges/{merge_id}",
        merge=row,
        moved=_shown(moved, session.agent),
        cannot=[] if row["undone_at"] else rules.cannot_undo(row["undo_until"], kit.clock.now(), happened),
        may=merging.may_merge(kit, session.agent),
        by=await by(request),
    )


def _shown(counts: Mapping[str, int], agent: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of each kind; of arrears only to who has the role for them."""
    return {name: n for name, n in counts.items() if name not in ARREARS or "debtors" in agent["roles"]}

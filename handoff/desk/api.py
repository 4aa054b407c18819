"""/api/desk: what people at the desk, and their programs, may do. Parse, work, render."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic_ext import openapi

from handoff.desk import views
from handoff.desk.session import COOKIE, agent_of, set_cookie
from handoff.errors import Forbidden
from handoff.store import queue
from handoff.web.http import body_of, client_address, whole_number
from handoff.work import accounts, handling, handover, notes
from handoff.work.conversations import check_text
from handoff.work.registration import register_contact
from handoff.work.understanding import understand

CONTACT_FILTERS = (
    "channel", "customer", "topic", "conversation", "case", "number", "language", "outcome", "priority", "direction",
    "handled_by", "since", "until",
)  # fmt: skip
FILTERS = ("status", "department", "priority", "customer", "owner", "overdue", "nearly", "topic", "kind", "feedback_by")
bp = Blueprint("desk_api", url_prefix="/api/desk")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


@bp.post("/sessions")
@openapi.summary("Log in")
@openapi.body(
    {
        "application/json": {
            "type": "object",
            "required": ["username", "password"],
            "properties": {"username": {"type": "string"}, "password": {"type": "string"}},
        }
    }
)
async def log_in(request: Request) -> HTTPResponse:
    """Slow and limited on failure."""
    body = body_of(request)
    session = await accounts.log_in(
        request.app.ctx.kit, body.get("username"), body.get("password"), client_address(request)
    )
    agent = session.agent
    response = json(
        {
            "token": session.token,
            "csrf": session.csrf,
            "agent": {"id": agent["id"], "name": agent["name"], "roles": agent["roles"]},
        },
        status=201,
    )
    set_cookie(request, response, session.token)
    return response


@bp.delete("/sessions")
@openapi.summary("Log out")
@openapi.secured("desk")
async def log_out(request: Request) -> HTTPResponse:
    """Ends this session."""
    session = await agent_of(request)
    await accounts.log_out(request.app.ctx.kit, session.token)
    response = json({"ok": True})
    response.delete_cookie(COOKIE)
    return response


@bp.put("/presence")
@openapi.summary("Say who can be given work")
@openapi.secured("desk")
async def presence(request: Request) -> HTTPResponse:
    """available, busy or away."""
    session = await agent_of(request)
    state = body_of(request).get("state")
    await accounts.set_presence(request.app.ctx.kit, session.agent, state)
    return json({"state": state})


@bp.get("/queue")
@openapi.summary("Who waits, in the order to handle")
@openapi.secured("desk")
async def waiting(request: Request) -> HTTPResponse:
    """By priority, then due, then waiting time."""
    session = await agent_of(request)
    kit = request.app.ctx.kit
    await accounts.seen(kit, session.agent)
    limit = whole_number(request, "limit", 500, 1, 5000)
    async with kit.db.read() as tx:
        rows = await queue.waiting(
            tx, department=request.args.get("department"), language=request.args.get("language"), limit=limit
        )
        return json({"waiting": await views.queue_view(tx, rows)})


@bp.post("/conversations/<conversation_id:str>/claim")
@openapi.summary("Take a waiting conversation")
@openapi.secured("desk")
async def claim(request: Request, conversation_id: str) -> HTTPResponse:
    """200, or 409 with who has it."""
    session = await agent_of(request)
    await handover.claim(request.app.ctx.kit, conversation_id, session.agent)
    return json({"conversation": conversation_id, "agent": session.agent["name"]})


@bp.get("/conversations/<conversation_id:str>")
@openapi.summary("The hand-over card with the conversation")
@openapi.secured("desk")
async def card(request: Request, conversation_id: str) -> HTTPResponse:
    """Everything a colleague needs, in one look."""
    await agent_of(request)
    return json(await views.card(request.app.ctx.kit, conversation_id))


@bp.post("/conversations/<conversation_id:str>/messages")
@openapi.summary("Write to the customer")
@openapi.secured("desk")
async def write(request: Request, conversation_id: str) -> HTTPResponse:
    """Only who has the conversation may; the same id again changes nothing."""
    session, body = await agent_of(request), body_of(request)
    seq = await handover.reply(
        request.app.ctx.kit, conversation_id, session.agent, str(body.get("id", "")), body.get("text")
    )
    return json({"seq": seq}, status=202)


@bp.post("/conversations/<conversation_id:str>/notes")
@openapi.summary("Write a note among colleagues")
@openapi.secured("desk")
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """The customer never sees it."""
    session, body = await agent_of(request), body_of(request)
    await notes.add_note(request.app.ctx.kit, conversation_id, session.agent, body.get("text"))
    return json({"ok": True}, status=201)


@bp.post("/conversations/<conversation_id:str>/transfer")
@openapi.summary("Pass on to a department or a colleague")
@openapi.secured("desk")
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """With a reason, which the colleague reads."""
    session, body = await agent_of(request), body_of(request)
    await handover.transfer(
        request.app.ctx.kit,
        conversation_id,
        session.agent,
        department=_text(body, "department") or None,
        to_agent=_text(body, "agent") or None,
        reason=_text(body, "reason"),
        summary=_text(body, "summary"),
    )
    return json({"ok": True})


@bp.post("/conversations/<conversation_id:str>/release")
@openapi.summary("Put back in front of the queue")
@openapi.secured("desk")
async def release(request: Request, conversation_id: str) -> HTTPResponse:
    """The customer is told."""
    session = await agent_of(request)
    await handover.release(request.app.ctx.kit, conversation_id, session.agent)
    return json({"ok": True})


@bp.post("/conversations/<conversation_id:str>/return-to-bot")
@openapi.summary("Let the bot go on")
@openapi.secured("desk")
async def return_to_bot(request: Request, conversation_id: str) -> HTTPResponse:
    """Without repeating the hand-over."""
    session = await agent_of(request)
    await handover.return_to_bot(request.app.ctx.kit, conversation_id, session.agent)
    return json({"ok": True})


@bp.post("/conversations/<conversation_id:str>/close")
@openapi.summary("Finish, with outcome and feedback to the customer")
@openapi.secured("desk")
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    """The feedback goes to the customer in the chat."""
    session, body = await agent_of(request), body_of(request)
    await handover.close_conversation(
        request.app.ctx.kit,
        conversation_id,
        session.agent,
        outcome=_text(body, "outcome"),
        feedback=_text(body, "feedback"),
    )
    return json({"ok": True})


@bp.get("/cases")
@openapi.summary("The register of cases")
@openapi.secured("desk")
async def list_cases(request: Request) -> HTTPResponse:
    """Filters: status, department, priority, customer, owner, overdue, nearly, topic, kind, feedback_by."""
    session = await agent_of(request)
    filters = {k: request.args.get(k) for k in FILTERS if request.args.get(k)}
    limit, offset = whole_number(request, "limit", 100, 1, 500), whole_number(request, "offset", 0, 0, 10**7)
    return json(
        await views.cases_view(request.app.ctx.kit, filters, limit, offset, debtors="debtors" in session.agent["roles"])
    )


@bp.get("/cases/<number:str>")
@openapi.summary("One case with terms and history")
@openapi.secured("desk")
async def one_case(request: Request, number: str) -> HTTPResponse:
    """Viewing a debtors' case takes the role, and is in the history."""
    session = await agent_of(request)
    return json(await views.case_view(request.app.ctx.kit, number, session.agent))


@bp.patch("/cases/<number:str>")
@openapi.summary("Change a case; audited")
@openapi.secured("desk")
async def change(request: Request, number: str) -> HTTPResponse:
    """Every change is in the history, with the old and the new value.

    Resolving tells the customer by the way he chose. `told: false` with `feedback_by: phone` plans the call instead.
    """
    session = await agent_of(request)
    kit = request.app.ctx.kit
    await views.case_view(kit, number, session.agent)  # who may not see it may not change it
    body = dict(body_of(request))
    told = body.pop("told", True) is not False
    await handling.change_case(kit, number, body, session.agent, told=told)
    return json(await views.case_view(kit, number, session.agent))


@bp.post("/contacts")
@openapi.summary("Register a telephone, letter or counter contact")
@openapi.secured("desk")
async def new_contact(request: Request) -> HTTPResponse:
    """Triaged; 201 with contact and case numbers."""
    session, body = await agent_of(request), body_of(request)
    if not {"agent", "supervisor"} & set(session.agent["roles"]):
        raise Forbidden("Registering contacts takes the role agent.", code="role-missing")
    kit = request.app.ctx.kit
    found = (await understand(kit, request.app.ctx.engine, [check_text(body.get("text"))], [None]))[0]
    numbers = await register_contact(kit, session.agent, body, found)
    return json({**numbers, "triage": found}, status=201)


@bp.get("/contacts")
@openapi.summary("The contact register")
@openapi.secured("desk")
@openapi.parameter("topic", str, "query")
@openapi.parameter("since", str, "query")
@openapi.parameter("until", str, "query")
async def list_contacts(request: Request) -> HTTPResponse:
    """Newest first. Filters: those of CONTACT_FILTERS; since and until are days."""
    await agent_of(request)
    filters = {k: request.args.get(k) for k in CONTACT_FILTERS if request.args.get(k)}
    limit, offset = whole_number(request, "limit", 100, 1, 500), whole_number(request, "offset", 0, 0, 10**7)
    return json(await views.contacts_view(request.app.ctx.kit, filters, limit, offset))

"""The composition root: the only module that sees everything. Mounts the rooms and the actions."""

from __future__ import annotations

import gc
import hmac
import logging
from typing import Any

from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic, json
from sanic.response import file
from sanic_ext import openapi
from sanic_ext.config import PRIORITY
from sanic_ext.extensions.openapi.builders import SpecificationBuilder

from actions.actions import make_executor
from handoff import settings as settings_module
from handoff.bus import Bus
from handoff.channels import confirm as confirm_channel
from handoff.channels import rest as rest_channel
from handoff.chat import api as chat_api
from handoff.chat import socket as chat_socket
from handoff.chat.runner import Runner
from handoff.clock import Clock
from handoff.content import load
from handoff.daily import JOBS, Daily
from handoff.desk import api as desk_api
from handoff.desk import api_registers
from handoff.desk import pages as desk_pages
from handoff.desk import socket as desk_socket
from handoff.engine import Engine
from handoff.keeper import Keeper
from handoff.offerer import Offerer
from handoff.outbox import Outbox
from handoff.settings import ROOT, Settings
from handoff.store.db import Database
from handoff.store.migrate import pending as pending_migration
from handoff.triage import api as triage_api
from handoff.web import security
from handoff.web.http import install_errors
from handoff.work.base import Kit

logger = logging.getLogger(__name__)
CONTRACT = ("chat", "desk_api", "triage")


def create_app(settings: Settings | None = None, name: str = "balie") -> Sanic:
    """The service with ``settings`` (default: from the environment). Raises ContentError when the content has problems."""
    settings = settings or settings_module.load()
    app = Sanic(name, configure_logging=False)
    app.config.update(
        FALLBACK_ERROR_FORMAT="json",
        REQUEST_MAX_SIZE=12_000_000,
        RESPONSE_TIMEOUT=90,
        WEBSOCKET_MAX_SIZE=128 * 1024,
        WEBSOCKET_PING_INTERVAL=20,
        WEBSOCKET_PING_TIMEOUT=20,
        ACCESS_LOG=False,
        OAS_URL_PREFIX="/api/docs",
        OAS_UI_DEFAULT="redoc",
        OAS_UI_SWAGGER=False,
        OAS_PATH_TO_REDOC_HTML=str(ROOT / "handoff" / "web" / "static" / "api.html"),
        KEEP_ALIVE_TIMEOUT=75,
        GRACEFUL_SHUTDOWN_TIMEOUT=3.0,
        CORS_ORIGINS=list(settings.allow_origins) or "",
        CORS_ALWAYS_SEND=False,
    )
    kit = Kit(
        Database(settings.database_url),
        Clock(settings.clock),
        load(settings.content),
        Bus(settings.redis_url),
        settings,
    )
    engine = Engine(settings)
    app.ctx.kit, app.ctx.engine = kit, engine
    app.ctx.runner, app.ctx.outbox, app.ctx.daily = Runner(kit, engine), Outbox(kit), [Daily(kit, job) for job in JOBS]
    app.ctx.keeper, app.ctx.offerer = Keeper(kit), Offerer(kit)
    app.ctx.executor = make_executor(kit)
    install_errors(app)
    security.install(app, settings)
    _describe(app)
    for blueprint in (
        chat_api.bp,
        chat_socket.bp,
        triage_api.bp,
        desk_api.bp,
        api_registers.bp,
        desk_socket.bp,
        desk_pages.bp,
        rest_channel.bp,
        confirm_channel.bp,
    ):
        app.blueprint(blueprint)
    _health(app)
    _actions(app)
    _site(app)

    _quick_start(app)
    _background(app, kit, engine)
    return app


def _background(app: Sanic, kit: Kit, engine: Engine) -> None:
    """What runs beside the requests, from start to stop."""

    @app.before_server_start
    async def _bus(app: Sanic) -> None:
        await kit.bus.start()

    @app.after_server_start  # a turn that was left behind calls this service back: it must be listening
    async def _start(app: Sanic) -> None:
        await app.ctx.runner.start()
        await app.ctx.outbox.start()
        for daily in app.ctx.daily:
            await daily.start()
        await app.ctx.keeper.start()
        await app.ctx.offerer.start()
        gc.collect()
        gc.freeze()  # content and code stay: looking through them for garbage again and again stops everything for a third of a second

    @app.before_server_stop
    async def _stop(app: Sanic) -> None:
        for daily in app.ctx.daily:
            await daily.stop()
        await app.ctx.runner.stop()
        await app.ctx.offerer.stop()
        await app.ctx.keeper.stop()
        await app.ctx.outbox.stop()
        await kit.bus.stop()
        await engine.close()
        await kit.db.close()


def _quick_start(app: Sanic) -> None:
    """Make the signals ready once, not again for each of some 200 routes that the extension adds (HEAD and OPTIONS): half of the start."""

    @app.listener("before_server_start", priority=PRIORITY + 1)
    async def _before(app: Sanic) -> None:
        app.signal_router.reset()

    @app.listener("before_server_start", priority=PRIORITY - 1)
    async def _after(app: Sanic) -> None:
        app.signalize(bool(app.config.TOUCHUP))


def _describe(app: Sanic) -> None:
    @app.get("/openapi.json")
    @openapi.exclude()
    async def openapi_json(request: Request) -> HTTPResponse:
        """The description of the API, made from the code."""
        return json(SpecificationBuilder().build(request.app).serialize())

    app.ext.openapi.describe("Balie", version="0.1.0", description="Customer service that an organisation runs itself.")
    app.ext.openapi.add_security_scheme(
        "conversation", "http", scheme="bearer", bearer_format="token of one conversation"
    )
    app.ext.openapi.add_security_scheme("desk", "http", scheme="bearer", bearer_format="token of a desk session")


def _health(app: Sanic) -> None:
    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        """The process lives."""
        return json({"status": "ok"})

    @app.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        """200 once a customer can be answered, 503 with the reason before."""
        kit: Kit = request.app.ctx.kit
        try:
            await kit.db.ping()
        except Exception as problem:
            logger.warning("readyz: database: %s", problem)
            return json({"status": "not ready", "reason": "the database cannot be reached"}, status=503)
        behind = await pending_migration(kit.db)
        if behind:
            return json({"status": "not ready", "reason": behind}, status=503)
        failed = await request.app.ctx.engine.ready()
        if failed:
            return json({"status": "not ready", "reason": f"the engine is not ready: {failed.detail}"}, status=503)
        return json({"status": "ready", "content": kit.content.version})


def _actions(app: Sanic) -> None:
    @app.post("/internal/actions")
    async def actions(request: Request) -> HTTPResponse:
        """Runs an action for the engine, which must know the secret."""
        given = request.headers.get("x-balie-secret", "")
        if not given.isascii() or not hmac.compare_digest(given, request.app.ctx.kit.settings.secret):
            return json({"error": "secret"}, status=401)
        call: dict[str, Any] = request.json
        try:
            result = await request.app.ctx.executor.run(call)
        except ActionExecutionRejection as refused:
            return json({"error": str(refused), "action_name": refused.action_name}, status=400)
        except ActionNotFoundException as unknown:
            return json({"error": str(unknown), "action_name": unknown.action_name}, status=404)
        return json(result.model_dump() if result else {})


def _site(app: Sanic) -> None:
    app.static("/static", ROOT / "handoff" / "web" / "static", name="static")
    site = ROOT / "demo" / "site"
    if site.exists():
        app.static("/site", site, name="site")

        @app.get("/")
        async def home(request: Request) -> HTTPResponse:
            """The demo site of the organisation, in Dutch."""
            return await file(site / "index.html")

        @app.get("/en")
        async def home_en(request: Request) -> HTTPResponse:
            """The demo site in English."""
            return await file(site / "index.en.html")

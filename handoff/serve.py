"""Runs the service: one process, one event loop."""

from __future__ import annotations

import logging

from handoff import settings as settings_module
from handoff.app import create_app


def main() -> None:
    """Serve until told to stop."""
    settings = settings_module.load()
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "httpcore", "sanic.root", "sanic.server", "rasa_sdk.executor", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    app = create_app(settings)
    app.run(host=settings.host, port=settings.port, single_process=True, access_log=False, motd=False, backlog=1024)

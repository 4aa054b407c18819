"""Starts the engine: ``python -m bot.run MODEL PORT``, on loopback only, without the engine's own open API.

``BALIE_SECRET`` is what the service and the engine know each other by; ``BALIE_ACTIONS_URL`` is where actions run.
"""

from __future__ import annotations

import logging
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SANIC_WORKERS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def main(model: str, port: int) -> None:
    """Serve ``model`` (path of an archive) on 127.0.0.1:``port`` until told to stop."""
    import warnings

    # Libraries this old warn of everything new, and the engine resets filters; none of it is for who runs Balie.
    warnings.showwarning = lambda *_, **__: None
    logging.basicConfig(
        level=os.environ.get("BALIE_ENGINE_LOG", "WARNING"), format="%(levelname)s %(name)s %(message)s"
    )
    import structlog

    # Without this the engine writes what customers say to its log, at debug level, whatever the log level is.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    from bot import lean

    lean.spare()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot import action_call

    action_call.install()
    serve_application(
        model_path=model,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        interface="127.0.0.1",
        port=port,
        enable_api=False,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""Every setting of the service, once: name, default and what it does. Read from the environment, nowhere else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

N = TypeVar("N", int, float)
ROOT = Path(__file__).resolve().parent.parent


class Setting(NamedTuple):
    """One environment variable: its ``name`` without ``BALIE_``, ``default`` as text and ``help`` for the docs."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("HOST", "127.0.0.1", "Address the service listens on."),
    Setting("PORT", "8080", "Port the service listens on."),
    Setting("PUBLIC_URL", "", "Address that customers see, for links in mail; empty: http://HOST:PORT."),
    Setting("DATA", "var", "Folder for the database, uploads, mail and secrets."),
    Setting(
        "DATABASE_URL", "", "SQLAlchemy address, e.g. postgresql+psycopg://user@host/balie; empty: SQLite in DATA."
    ),
    Setting(
        "REDIS_URL", "", "Needed when more than one service runs: wakes the others; e.g. redis://127.0.0.1:6379/0."
    ),
    Setting(
        "ENGINES",
        "http://127.0.0.1:5005",
        "Addresses of the engines, separated by commas; a conversation keeps its engine.",
    ),
    Setting(
        "ENGINE_TIMEOUT", "8", "Seconds the engine may take for an answer before the customer hears that it failed."
    ),
    Setting("CONTENT", "data/organisation", "Folder with the organisation's content."),
    Setting(
        "SECRET", "", "What engine and service know each other by, and signs tokens; empty: made once, kept in DATA."
    ),
    Setting("CLOCK", "", "ISO time at which the service's clock starts instead of now; for demonstrations and tests."),
    Setting("ALLOW_ORIGINS", "", "Websites, separated by commas, that may embed the widget from another address."),
    Setting("REST_TOKEN", "", "Token for POST /webhooks/rest/webhook; empty: that door is closed."),
    Setting("SMTP_URL", "", "Mail server, e.g. smtp://user:password@host:587; empty: mail is written to DATA/mail."),
    Setting("MAIL_FROM", "klantenservice@spaakrijk.example", "Sender of mail."),
    Setting(
        "SMS_URL", "", "Gateway for text messages, which takes POST {to, text}; empty: they are written to DATA/sms."
    ),
    Setting("MESSAGES_PER_MINUTE", "30", "Customer messages a conversation may send in a minute."),
    Setting("CONVERSATIONS_PER_HOUR", "120", "Conversations one address may start in an hour."),
    Setting(
        "AGENT_GONE_AFTER", "90", "Seconds without a sign of an agent's screen before a chat goes back to the queue."
    ),
    Setting(
        "OFFER_SECONDS",
        "30",
        "Seconds that a waiting chat stands offered to one available agent; 0: nobody is offered work, all is picked by hand.",
    ),
    Setting("OFFER_PAUSE", "10", "Seconds between two offers to the same agent."),
    Setting("SESSION_HOURS", "10", "Hours a desk session lasts."),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force, typed."""

    host: str
    port: int
    public_url: str
    data: Path
    database_url: str
    redis_url: str
    engines: tuple[str, ...]
    engine_timeout: float
    content: Path
    secret: str
    clock: str
    allow_origins: tuple[str, ...]
    rest_token: str
    smtp_url: str
    mail_from: str
    sms_url: str
    messages_per_minute: int
    conversations_per_hour: int
    agent_gone_after: float
    offer_seconds: float
    offer_pause: float
    session_hours: float
    log_level: str

    @property
    def base_url(self) -> str:
        """Where this service is reached by a person."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``environ`` (default: the process's); raises ValueError naming the setting that is wrong."""
    environ = os.environ if environ is None else environ
    raw = {s.name: environ.get(f"BALIE_{s.name}", s.default).strip() for s in SETTINGS}
    data = _path(raw["DATA"])
    data.mkdir(parents=True, exist_ok=True)
    return Settings(
        host=raw["HOST"],
        port=_number("PORT", raw["PORT"], int),
        public_url=raw["PUBLIC_URL"],
        data=data,
        database_url=raw["DATABASE_URL"] or f"sqlite+aiosqlite:///{data / 'balie.db'}",
        redis_url=raw["REDIS_URL"],
        engines=_list(raw["ENGINES"]),
        engine_timeout=_number("ENGINE_TIMEOUT", raw["ENGINE_TIMEOUT"], float),
        content=_path(raw["CONTENT"]),
        secret=raw["SECRET"] or kept_secret(data),
        clock=raw["CLOCK"],
        allow_origins=_list(raw["ALLOW_ORIGINS"]),
        rest_token=raw["REST_TOKEN"],
        smtp_url=raw["SMTP_URL"],
        mail_from=raw["MAIL_FROM"],
        sms_url=raw["SMS_URL"],
        messages_per_minute=_number("MESSAGES_PER_MINUTE", raw["MESSAGES_PER_MINUTE"], int),
        conversations_per_hour=_number("CONVERSATIONS_PER_HOUR", raw["CONVERSATIONS_PER_HOUR"], int),
        agent_gone_after=_number("AGENT_GONE_AFTER", raw["AGENT_GONE_AFTER"], float),
        offer_seconds=_number("OFFER_SECONDS", raw["OFFER_SECONDS"], float),
        offer_pause=_number("OFFER_PAUSE", raw["OFFER_PAUSE"], float),
        session_hours=_number("SESSION_HOURS", raw["SESSION_HOURS"], float),
        log_level=raw["LOG_LEVEL"].upper(),
    )


def kept_secret(data: Path) -> str:
    """The secret in ``data``, made on first use and readable by its owner only."""
    file = data / "secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def _path(value: str) -> Path:
    path = Path(value)
    return path if path.is_absolute() else ROOT / path


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())


def _number(name: str, value: str, kind: type[N]) -> N:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"BALIE_{name} is {value!r}; it takes a number.") from None

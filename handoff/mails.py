"""Words of what we send, from what the outbox recorded: mail as text and HTML, with papers attached; text messages.

Every kind has one template a language in ``web/mail``, in the markup of ``handoff.markup``; its first line is the subject.
What each kind takes (always besides ``to`` and ``language``):

    confirmation   subject, body or lines; case, greeting (a name) or neither
    code           code, minutes
    feedback       case, name, feedback, outcome, decision, remedy, consequences, complaint (whether it is one)
    extension      case, name, due (ISO), reason
    change_notice  field (address, email, phone, iban, refund), event or state (asked, planned, applied, refused, corrected); day (ISO)
    confirm_link   link, days
    internal       what (signal, nearly_due, late, first_late, plan_missed, plan_lapsed), department, link; particular, text, by; case, due,
                   topic, owner; customer, cents, day (ISO)
    material       materials: [{"code", "language"}]; attaches the PDFs
    invoice        invoices: [numbers]; attaches the PDFs
    reply          subject, body; case, greeting
    dunning        subject, markup (the body as it is kept)
    transcript     conversation, upto
    sms            text, and code where it holds one, so that it is gone once sent; no mail
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from email.message import EmailMessage
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy import select

from handoff import markup, papers
from handoff.content.texts import text as say
from handoff.decide.calendars import AMSTERDAM
from handoff.decide.formal import formal
from handoff.decide.written import euros
from handoff.settings import ROOT
from handoff.store import customers as c
from handoff.store import reads
from handoff.work.base import Kit
from handoff.work.contacts import OUTCOMES
from handoff.work.moments import day_in_words
from handoff.work.showing import message_view
from handoff.work.telling import WRITTEN

_FOLDER = ROOT / "handoff" / "web" / "mail"
_SOURCES = Environment(
    loader=FileSystemLoader(_FOLDER), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - markup, which is escaped when it becomes HTML
)  # fmt: skip
_LAYOUT = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_SENDERS = {
    "nl": {"customer": "Jij", "bot": "Assistent", "agent": "Medewerker", "system": "Bericht"},
    "en": {"customer": "You", "bot": "Assistant", "agent": "Colleague", "system": "Notice"},
}
KINDS = ("confirmation", "code", "feedback", "extension", "change_notice", "confirm_link", "internal", "material", "invoice", "reply", "dunning")  # fmt: skip
Values = dict[str, Any]


async def compose(kit: Kit, kind: str, payload: Mapping[str, Any]) -> EmailMessage:
    """The mail of ``kind`` for ``payload``, as text and HTML. Raises KeyError for a kind that has no template."""
    message = EmailMessage()
    message["To"] = payload["to"]
    if kind == "transcript":
        await _transcript(kit, payload, message)
        return message
    if kind not in KINDS:
        raise KeyError(kind)
    language = payload.get("language", "nl")
    values: Values = {
        "organisation": kit.content.organisation.name,
        "service": kit.content.organisation.contact["customer_service"],
        "case": None,
        "name": payload.get("greeting") or None,
        **{k: markup.clean(v) if isinstance(v, str) else v for k, v in payload.items()},
        "language": language,
        "button": markup.button,
        "clean": markup.clean,
    }
    files: list[tuple[str, bytes]] = []
    if kind in _MORE:
        more, files = await _MORE[kind](kit, values)
        values |= more
    source = _SOURCES.get_template(f"{kind}.{language}.md").render(**values)
    _write(message, source, values)
    for name, body in files:
        message.add_attachment(body, maintype="application", subtype="pdf", filename=name)
    return message


def _write(message: EmailMessage, source: str, values: Values) -> None:
    def turn(text: str) -> str:
        polite = values.get("formal") and values["language"] == "nl"
        return formal(text, [str(values[k]) for k in WRITTEN if values.get(k)]) if polite else text

    subject, _, body = turn(source).partition("\n")
    message["Subject"] = " ".join(subject.removeprefix("Subject:").split())
    blocks = markup.parse(body)
    foot = _SOURCES.get_template(f"foot.{values['language']}.md").render(**values)
    feet = markup.parse(turn(foot))
    message.set_content(markup.to_text(blocks) + "\n-- \n" + markup.to_text(feet))
    html = _LAYOUT.get_template("layout.html").render(
        language=values["language"],
        subject=message["Subject"],
        organisation=values["organisation"],
        body=markup.to_html(blocks),
        foot=markup.to_html(feet),
    )
    message.add_alternative(html, subtype="html")


async def _confirmation(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    lines = values.get("lines") or [values.get("body") or ""]
    body = "\n\n".join(markup.clean(str(line)) for line in lines)
    return {"body": body.replace("{case}", values["case"] or "")}, []


async def _feedback(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    language, rules = values["language"], kit.content.guidelines["cases"]
    found = values.get("outcome")
    decision = values.get("decision")
    return {
        "outcome": found if found and found not in OUTCOMES else None,
        "remedy": values.get("remedy"),
        "consequences": values.get("consequences"),
        "decision": say(kit.content, f"decision_{decision}", language) if decision else None,
        "disagree": say(kit.content, "case_disagree", language, months=rules["committee_months"]),
        "again": say(kit.content, "case_reopen", language, days=rules["reopen_days"]),
    }, []


async def _days(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    more: Values = {}
    for name in ("due", "day", "by"):
        if values.get(name):
            moment = dt.datetime.fromisoformat(values[name])
            more[name] = day_in_words(moment.date(), values["language"])
    more["event"] = values.get("event") or values.get("state") or "applied"
    more.setdefault("day", None)
    if values.get("field"):
        more["what"] = say(kit.content, f"notice_{values['field']}", values["language"])
    return more, []


async def _internal(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    language = values["language"]
    more: Values = dict.fromkeys(("particular", "text", "by", "due", "topic", "owner", "customer", "day"))
    more |= {k: v for k, v in values.items() if k in more}
    for name in ("due", "by"):
        if more[name]:
            at = dt.datetime.fromisoformat(more[name]).astimezone(AMSTERDAM)
            more[name] = format_datetime(at, "EEEE d MMMM HH:mm", tzinfo=AMSTERDAM, locale=language)
    if more["day"]:
        more["day"] = day_in_words(dt.date.fromisoformat(more["day"]), language)
    more["amount"] = euros(int(values.get("cents") or 0), language)
    topic = kit.content.topics.get(more["topic"] or "")
    more["topic"] = topic.name.by(language) if topic else None
    more["department"] = kit.content.departments[values["department"]].name.by(language)
    key = f"particular_{more['particular']}"
    known = any(key in group for group in kit.content.texts.values())
    more["particular"] = say(kit.content, key, language) if known else str(more["particular"] or "").replace("_", " ")
    return more, []


async def _material(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    titles, files = [], []
    for item in values.get("materials") or ():
        paper = kit.content.materials[item["code"]]
        language = item.get("language") or values["language"]
        day = day_in_words(paper.version, values["language"])
        titles.append(f"{paper.title.by(values['language'])} ({item['code']}, {day})")
        body = await asyncio.to_thread(papers.material, kit.content, item["code"], language)
        files.append((f"{item['code']}-{language}.pdf", body))
    return {"titles": titles}, files


async def _invoice(kit: Kit, values: Values) -> tuple[Values, list[tuple[str, bytes]]]:
    numbers, files = list(values["invoices"]), []
    async with kit.db.read() as tx:
        for number in numbers:
            row = (await tx.execute(select(c.invoices).where(c.invoices.c.number == number))).one()
            who = (await tx.execute(select(c.customers).where(c.customers.c.number == row.customer_number))).one()
            body = await asyncio.to_thread(
                papers.invoice, kit.content, row._asdict(), who._asdict(), values["language"]
            )
            files.append((f"{number}.pdf", body))
    return {"numbers": numbers}, files


_MORE: Mapping[str, Callable[[Kit, Values], Awaitable[tuple[Values, list[tuple[str, bytes]]]]]] = {
    "confirmation": _confirmation,
    "reply": _confirmation,
    "feedback": _feedback,
    "extension": _days,
    "change_notice": _days,
    "internal": _internal,
    "material": _material,
    "invoice": _invoice,
}


async def _transcript(kit: Kit, payload: Mapping[str, Any], message: EmailMessage) -> None:
    language = payload.get("language", "nl")
    async with kit.db.read() as tx:
        conversation = await reads.conversation(tx, payload["conversation"])
        rows = await reads.messages_after(tx, payload["conversation"], 0)
    assert conversation is not None
    zone = kit.clock.now().tzinfo
    values = {
        "lines": [
            {**message_view(r), "who": _SENDERS[language][r["sender"]], "clock": f"{r['at'].astimezone(zone):%H:%M}"}
            for r in rows
            if r["seq"] <= payload["upto"]
        ],
        "day": day_in_words(conversation["created_at"].astimezone(zone).date(), language),
        "organisation": kit.content.organisation.name,
    }
    subject, _, text = _LAYOUT.get_template(f"transcript.{language}.txt").render(**values).partition("\n")
    message["Subject"] = subject.removeprefix("Subject: ").strip()
    message.set_content(text.strip() + "\n")
    message.add_alternative(_LAYOUT.get_template(f"transcript.{language}.html").render(**values), subtype="html")

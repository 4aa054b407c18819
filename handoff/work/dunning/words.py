"""The words of a notice: from texts/dunning.yml, filled with the claim; made before anything is sent and kept as sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handoff.content import Content
from handoff.content.texts import text as say
from handoff.decide.calendars import LEGAL_HOLIDAYS, working_day_on_or_after
from handoff.decide.dunning.costs import asked
from handoff.decide.dunning.plans import Instalment
from handoff.decide.dunning.schedule import COSTS, LETTER
from handoff.decide.dunning.search import Reported
from handoff.decide.written import address_lines, euros
from handoff.work.dunning.facts import Claim
from handoff.work.moments import day_in_words

_DAY = dt.timedelta(days=1)
_MARKS = str.maketrans({"\x0e": "", "\x0f": "", "|": "/", "\n": " "})


@dataclass(frozen=True)
class Notice:
    """One notice by one channel; `to` is an e-mail address or the lines of a postal address."""

    claim_id: int
    step: str
    channel: str
    to: str | list[str]
    language: str
    subject: str
    body: str
    open_cents: int
    costs_cents: int
    invoices: list[dict[str, Any]]

    @property
    def key(self) -> str:
        """What makes it unique: a claim gets each step once by each channel."""
        return f"{self.claim_id}:{self.step}:{self.channel}"


def notices(content: Content, claim: Claim, step: str, channels: Sequence[str], day: dt.date) -> list[Notice]:
    """The notices of `step` dated `day`, one for every channel that carries words."""
    return [
        Notice(
            claim.id, step, channel, _to(claim, channel), _language(claim), *_text(content, claim, step, channel, day)
        )
        for channel in channels
        if channel in ("email", "letter")
    ]


def _language(claim: Claim) -> str:
    return str(claim.customer["language"]) if claim.customer["language"] in ("nl", "en") else "nl"


def _to(claim: Claim, channel: str) -> str | list[str]:
    return str(claim.customer["email"]) if channel == "email" else address_lines(claim.customer)


def _text(
    content: Content, claim: Claim, step: str, channel: str, day: dt.date
) -> tuple[str, str, int, int, list[dict[str, Any]]]:
    language, rules = _language(claim), content.dunning
    due = {item.number: item.due_cents for item in claim.debtor.items if item.due_cents > 0}
    total = sum(due.values())
    costs = asked(total, rules.costs) if step == LETTER else claim.costs_open
    values = {"total": euros(total, language), "costs": euros(costs, language), "with_costs": euros(total + costs, language)}  # fmt: skip
    values["invoices"] = _table(content, claim, due, language)
    values["this_letter"] = say(content, f"dunning_this_letter_{channel}", language)
    own = next((s for s in rules.schedule.steps if s.id == step), None)
    values["day"] = _day(day + (own.days_to_pay if own else 0) * _DAY, language)
    if step == COSTS:
        named = {s.id: s.day for s in rules.schedule.steps}
        for name in ("lock", "agency"):
            later = day + (named[name] - named[COSTS]) * _DAY
            values[f"{name}_day"] = _day(working_day_on_or_after(later, LEGAL_HOLIDAYS), language)
        values["charged"] = say(content, f"dunning_costs_{'some' if costs else 'none'}", language, **values)
        values["pay_all"] = _pay(content, claim, total + costs, sorted(due), language)
    subject, body = _filled(content, claim, step, values, total, sorted(due))
    listed = [{"number": number, "cents": cents} for number, cents in sorted(due.items())]
    return subject, body, total, costs if step in (LETTER, COSTS) else 0, listed


def plan_notice(
    content: Content, claim: Claim, instalments: Sequence[Instalment], name: str, **more: Any
) -> tuple[str, str]:
    """Subject and body of word about a plan: `name` is plan or missed."""
    language, rules = _language(claim), content.dunning.plans
    total = sum(part.cents for part in instalments)
    rows = [f"| {_day(part.due, language)} | {euros(part.cents, language)} |" for part in instalments]
    values = {
        "total": euros(total, language),
        "invoices": "\n".join([say(content, "dunning_plan_rows", language), *rows]),
        "missed": str(rules.missed_notice_days),
        "catch_up": str(rules.catch_up_days),
        **{k: _day(v, language) if isinstance(v, dt.date) else euros(v, language) for k, v in more.items()},
    }
    cents = more.get("missing", instalments[0].cents if instalments else total)
    return _filled(content, claim, name, values, cents, sorted(row["number"] for row in claim.invoices))


def not_found_notice(
    content: Content,
    found: Sequence[Claim],
    reported: Reported,
    places: Sequence[str],
    day: dt.date,
    until: dt.date,
    step: tuple[str, dt.date] | None,
) -> tuple[str, str, list[dict[str, Any]]]:
    """Subject, body and open invoices of word that a payment was not found. `until`: nothing else is sent up to that day;
    `step` with its day follows then, None where something else holds the schedule."""
    claim = found[0]
    language = _language(claim)
    due = {item.number: item.due_cents for one in found for item in one.debtor.items if item.due_cents > 0}
    total = sum(due.values()) + sum(one.costs_open for one in found)
    numbers, desk = sorted(due), content.organisation.contact["debtors"]
    said = {
        "amount": euros(reported.cents, language), "day": _day(reported.on, language), "today": _day(day, language),
        "last4": reported.last4, "numbers": ", ".join(numbers), "iban": content.organisation.company.iban,
        "email": str(desk.email), "phone": str(desk.phone), "until": _day(until, language),
        "total": euros(total, language),
    }  # fmt: skip
    rows = [_rows(one, due, language) for one in found]
    values = said | {
        "places": "\n".join("- " + say(content, f"dunning_sought_{place}", language, **said) for place in places),
        "invoices": "\n".join([say(content, "dunning_invoices", language), *(row for part in rows for row in part)]),
        "call": say(content, "dunning_sought_call", language) if _may_be_called(claim) else "",
        "next": _next_in_words(content, step, language, said),
    }
    subject, body = _filled(content, claim, "not_found", values, total, numbers)
    return subject, body, [{"number": number, "cents": cents} for number, cents in sorted(due.items())]


def received_notice(content: Content, claim: Claim, cents: int, on: dt.date, left: int) -> tuple[str, str]:
    """Subject and body of word that a payment was found and booked; `left` is what is still open of the claim, in cents."""
    language = _language(claim)
    numbers = sorted(row["number"] for row in claim.invoices)
    values = {"amount": euros(cents, language), "day": _day(on, language)}
    name = "dunning_received_rest" if left else "dunning_received_all"
    rest = say(content, name, language, left=euros(left, language), pay=_pay(content, claim, left, numbers, language))
    return _filled(content, claim, "received", {**values, "rest": rest}, left, numbers)


def _may_be_called(claim: Claim) -> bool:
    return claim.debtor.phone and "no_calls" not in claim.debtor.flags


def _next_in_words(content: Content, step: tuple[str, dt.date] | None, language: str, said: dict[str, str]) -> str:
    """What follows, of a schedule that goes on; a step that takes a person is not announced as if it were decided."""
    if step is None:
        return say(content, "dunning_sought_held", language)
    name = step[0] if f"dunning_sought_then_{step[0]}" in content.texts["dunning"] else "person"
    then = say(content, f"dunning_sought_then_{name}", language, on=_day(step[1], language))
    return say(content, "dunning_sought_next", language, **said, then=then)


def _filled(
    content: Content, claim: Claim, name: str, values: dict[str, str], cents: int, numbers: list[str]
) -> tuple[str, str]:
    language = _language(claim)
    desk = content.organisation.contact["debtors"]
    contact = {"phone": str(desk.phone), "iban": content.organisation.company.iban}
    values = values | {
        "pay": _pay(content, claim, cents, numbers, language),
        "rights": say(content, "dunning_rights", language, **contact),
        "fake": say(content, "dunning_fake", language, **contact),
        "phone": str(desk.phone),
        # last: a name may hold anything, and nothing in it is filled in
        "name": str(claim.customer["name"]).translate(_MARKS),
    }
    return (
        say(content, f"dunning_{name}_subject", language),
        say(content, f"dunning_{name}_body", language, **values),
    )


def _pay(content: Content, claim: Claim, cents: int, numbers: Sequence[str], language: str) -> str:
    company = content.organisation.company
    return say(
        content, "dunning_pay", language, total=euros(cents, language), iban=company.iban, account=company.account_name,
        numbers=", ".join(numbers), page=content.dunning.schedule.payment_page,
    )  # fmt: skip


def _table(content: Content, claim: Claim, due: dict[str, int], language: str) -> str:
    return "\n".join([say(content, "dunning_invoices", language), *_rows(claim, due, language)])


def _rows(claim: Claim, due: dict[str, int], language: str) -> list[str]:
    return [
        f"| {row['number']} | {_day(row['due_on'], language)} | {euros(due[row['number']], language)} |"
        for row in claim.invoices
        if row["number"] in due
    ]


@lru_cache(maxsize=4096)
def _day(day: dt.date, language: str) -> str:
    return day_in_words(day, language)

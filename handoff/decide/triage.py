"""Complexity, priority and route of a message: small predicates over facts, and a readable table of them.

Source: the handbook's pages on priorities and complaints; where two rules meet its reading guide decides (numbers in
the comments are its points). Nothing here knows the time, the database or the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.decide.amounts import amounts
from handoff.decide.signs import Signs, fold

LEVELS = ("low", "normal", "high", "critical")
ROUTES = ("answer", "form", "handoff")
OWN_AFFAIRS = frozenset({"ask_delivery_status", "ask_repair_status", "ask_case_status", "ask_invoice_explanation", "ask_deposit_refund", "ask_arrears"})
TO_A_PERSON = frozenset({"ask_human", "report_hardship", "report_injury", "signal_distress", "threaten_escalation", "vent_frustration"})
SAFE_TO_REPEAT = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "stop", "ask_repeat", "ask_is_bot", "ask_capabilities", "switch_language", "praise", "out_of_scope"})


@dataclass(frozen=True)
class Part:
    """One part of the message: its ``text``, ``topic``, topic ``kind`` and the model's ``confidence`` (0 to 1)."""

    text: str
    topic: str
    kind: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Facts:
    """All that is weighed.

    ``base``: topic -> priority it starts with; ``departments``: topic -> department. From the register, when the
    customer is known: ``open_case_same_topic``, ``contacts_same_topic`` within the days of the guidelines,
    ``complaints_this_year``, ``term_missed``. From the conversation: ``misunderstood`` in a row.
    """

    text: str
    parts: Sequence[Part]
    base: Mapping[str, str]
    departments: Mapping[str, str]
    open_case_same_topic: bool = False
    contacts_same_topic: int = 0
    complaints_this_year: int = 0
    term_missed: bool = False
    misunderstood: int = 0


@dataclass(frozen=True)
class Triage:
    """The outcome: ``complexity`` simple or complex with its ``reasons``, ``priority``, ``route`` and a route per part."""

    complexity: str
    reasons: tuple[str, ...]
    priority: str
    route: str
    part_routes: tuple[str, ...]
    raised_by: tuple[str, ...] = ()


Seen = frozenset[str]
Predicate = Callable[[Facts, Seen], bool]


def _topic(facts: Facts, *names: str) -> bool:
    return any(p.topic in names for p in facts.parts)


def _kind(facts: Facts, *kinds: str) -> bool:
    return any(p.kind in kinds for p in facts.parts)


def _disputes(facts: Facts) -> bool:
    return _topic(facts, "complain_invoice", "dispute_claim") or (_topic(facts, "ask_deposit_refund", "report_damage") and "strong_emotion" in facts.text)


def _above_limit(limit: float) -> Predicate:
    def above(facts: Facts, seen: Seen) -> bool:
        return _disputes(facts) and any(a > limit for a in amounts(facts.text))

    return above


def _separate(count: int) -> Predicate:
    # 7: only parts on different products, contracts or procedures count; facts on one bike belong together.
    def separate(facts: Facts, seen: Seen) -> bool:
        groups = {_subject(p.topic) for p in facts.parts if p.kind != "meta"}
        return len(groups) >= count

    return separate


def _subject(topic: str) -> str:
    """Topics that make one question together: facts about products are one subject, each procedure its own."""
    return "product" if topic in ("ask_product_range", "ask_product_price", "ask_product_features", "ask_product_comparison", "ask_product_advice", "ask_accessories", "ask_availability") else topic


def complexity_rules(limits: Mapping[str, Any]) -> tuple[tuple[str, Predicate], ...]:
    """The table: reason -> when. One is enough. Order is the order in which reasons are named."""
    s = lambda name: lambda f, seen: name in seen  # noqa: E731 - a table reads best without names for the obvious
    both = lambda name, *topics: lambda f, seen: name in seen and _topic(f, *topics)  # noqa: E731
    return (
        ("asked_for_person", lambda f, seen: _topic(f, "ask_human")),
        ("danger", lambda f, seen: _topic(f, "report_injury", "signal_distress")),
        ("legal", lambda f, seen: _topic(f, "threaten_escalation") or ("legal" in seen and not _kind(f, "info"))),
        ("press", both("press", "threaten_escalation")),
        ("several_complaints", lambda f, seen: len({p.topic for p in f.parts if p.kind == "complaint" or p.topic == "dispute_claim"}) > 1),
        ("separate_questions", _separate(int(limits["separate_questions"]))),
        ("amount_above_limit", _above_limit(float(limits["disputed_amount"]))),
        ("dunning_costs_disputed", lambda f, seen: _topic(f, "dispute_claim") and bool(re.search(r"incassokosten|collection (costs|fee)|aanmaan\w*kosten|verjaar|verjaring|time.barred|dagwaarde", fold(f.text)))),
        ("earlier_case_unresolved", lambda f, seen: f.open_case_same_topic or ("earlier_case" in seen and _kind(f, "complaint", "debt"))),
        ("term_missed", lambda f, seen: f.term_missed or ("missed_term" in seen and _topic(f, "complain_accessibility", "ask_case_status"))),
        ("strong_emotion", lambda f, seen: "strong_emotion" in seen or _topic(f, "vent_frustration")),
        ("discrimination", s("discrimination")),
        ("threat_to_staff", both("staff_threat", "complain_staff", "vent_frustration", "threaten_escalation")),
        ("minor", s("minor")),
        ("administration", s("administration")),
        ("death", s("death")),
        ("exception_needed", lambda f, seen: "exception" in seen and not _kind(f, "info")),
        ("wants_out_of_contract", both("cancel_deal", "complain_delivery", "complain_product", "complain_repair")),
        ("third_time", lambda f, seen: "third_time" in seen and _kind(f, "complaint")),
        ("second_missed_appointment", lambda f, seen: _topic(f, "complain_repair") and bool(re.search(r"(tweede|2e|twee|second|2nd|two|weer|opnieuw|again)\W+(\w+\W+){0,3}(keer|afspraak|gemist|niet (gekomen|op komen dagen)|appointment|time|no.?show|missed)", fold(f.text)))),
        ("very_late", lambda f, seen: _late(f)),
        ("unsafe_part", lambda f, seen: ("unsafe" in seen and _topic(f, "complain_product", "complain_repair", "request_repair", "report_damage", "complain_digital"))),
        ("damage_by_us", lambda f, seen: _topic(f, "complain_delivery", "complain_repair") and bool(re.search(r"(bezorger|monteur|chauffeur|driver|mechanic|courier)\b.{0,60}(schade|beschadig|bekrast|kras|kapot gereden|deuk|damage|scratch|dent|broke my|broke the)|(schade|damage\w*|kras\w*|deuk)\b.{0,40}(door (de|jullie|een)|by (the|your)) ?(bezorger|monteur|driver|mechanic)", fold(f.text)))),
        ("several_invoices", both("several_invoices", "complain_invoice")),
        ("excess_disputed", lambda f, seen: _topic(f, "complain_invoice", "complain_repair", "report_damage") and bool(re.search(r"(eigen risico|dagwaarde|excess|own risk|eigen schuld|my own fault)", fold(f.text))) and _kind(f, "complaint")),
        ("in_collection", lambda f, seen: _topic(f, "complain_invoice") and bool(re.search(r"aanmaning|debiteurenbeheer|incassobureau|collection agency|final notice|dunning|wielslag", fold(f.text)))),
        ("others_data_visible", lambda f, seen: "data_leak" in seen),
        ("fraud", s("fraud")),
        ("locked_out_now", lambda f, seen: "locked_out" in seen and _topic(f, "complain_digital", "report_lost_key")),
        ("long_outage", lambda f, seen: _topic(f, "complain_digital") and bool(re.search(r"(al|sinds|for|already)\s+(meer dan |over |more than )?(4|5|6|7|8|9|vier|vijf|zes|zeven|four|five|six|seven|een week|a week|twee weken|two weeks)\s*(werk)?(dagen|days|weken|weeks)?", fold(f.text)))),
        ("thief_in_sight", lambda f, seen: bool({"thief_now", "violence_theft"} & seen) and _topic(f, "report_theft")),
        ("other_party", both("other_party", "report_damage")),
        ("several_bikes", both("many_bikes", "cancel_subscription")),
        ("not_understood_twice", lambda f, seen: f.misunderstood >= int(limits["misunderstood"])),
    )  # fmt: skip


def _late(facts: Facts) -> bool:
    """More than ten working days late with a delivery, more than five with a repair."""
    limit = 14 if _topic(facts, "complain_delivery") else 7 if _topic(facts, "complain_repair") else None
    if limit is None:
        return False
    words = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "een": 1, "a": 1}
    for number, unit in re.findall(r"\b(\d+|twee|drie|vier|vijf|zes|two|three|four|five|six|een|a)\s+(werkdagen|working days|dagen|days|weken|week|weeks|maanden|maand|months?)\s*(?:te laat|later|late|over|vertraging|delay|overdue|wacht|waiting|geleden)?", fold(facts.text)):
        count = int(number) if number.isdigit() else words[number]
        days = count * {"w": 7, "m": 30}.get(unit[0], 1) if not unit.startswith(("werkdagen", "working")) else count * 7 // 5
        if days > limit:
            return True
    return False


def raises(facts: Facts, seen: Seen, limits: Mapping[str, Any]) -> tuple[str, ...]:
    """What raises the priority, one step each, up to high."""
    serious = not all(p.kind in ("info", "meta") for p in facts.parts)
    rules = (
        ("vulnerable", "vulnerable" in seen and serious),
        ("repeated_contact", facts.contacts_same_topic > 0 or (_kind(facts, "complaint") and bool({"second_time", "third_time"} & seen))),
        ("third_complaint", facts.complaints_this_year + 1 >= int(limits["complaints"]["count"]) and _kind(facts, "complaint")),
        ("deadline_today", "deadline_today" in seen and serious),
        ("term_missed", facts.term_missed or ("missed_term" in seen and _kind(facts, "complaint", "request"))),
    )
    return tuple(name for name, holds in rules if holds)


def priority_of(facts: Facts, seen: Seen, limits: Mapping[str, Any], part_routes: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Priority of the whole and what raised it: the heaviest part's (1), raised step by step, safety always critical."""
    level = 0
    for part, route in zip(facts.parts, part_routes, strict=True):
        own = LEVELS.index(facts.base.get(part.topic, "normal"))
        if part.kind in ("procedure", "request", "debt") and route == "answer":
            own = min(own, LEVELS.index("low"))  # 3: general explanation
        level = max(level, own)
    floor = {
        "critical": bool({"data_leak"} & seen) or ("staff_threat" in seen and _topic(facts, "complain_staff", "vent_frustration", "threaten_escalation"))
        or ("unsafe" in seen and _topic(facts, "complain_product", "complain_repair", "request_repair", "report_damage")),
        "high": bool({"discrimination", "death", "fraud"} & seen) or ("locked_out" in seen and _topic(facts, "complain_digital", "report_lost_key"))
        or ("legal" in seen and _kind(facts, "complaint", "debt", "urgent")) or (_topic(facts, "report_theft") and "answer" not in part_routes),
    }  # fmt: skip
    if floor["critical"]:
        return "critical", ("safety",)
    steps = raises(facts, seen, limits)
    level = min(LEVELS.index("high"), level + len(steps)) if level < LEVELS.index("high") else level
    if floor["high"]:
        level = max(level, LEVELS.index("high"))
    return LEVELS[level], steps


_GENERAL = re.compile(
    r"^\W*(?:(?:hoi|hallo|hi|hello|hey|dag|goedemorgen|goedemiddag|goedenavond|beste|good (?:morning|afternoon))[\s,!.]*)?(?:\w+\W+){0,3}?"
    r"(?:hoe (?:lang|werkt|gaat|zit|snel|vaak|moet|kan|doe|doet|vraag|meld|zeg|lever|geef|kom|krijg|weet|veel|duur|regel|laat|betaal)|wat (?:is|zijn|kost|kosten|gebeurt|als|moet|doe|heb|houdt|betekent|voor|staat|mag|doen|betaal|wordt|krijg)|"
    r"wanneer|welke|waarom|kan ik|kan je|kun je|kan men|mag ik|mag je|moet ik|moet je|is het|is er|zijn er|geldt|kost|krijg ik|krijg je|binnen hoeveel|binnen welke|hoeveel|tot wanneer|waar (?:kan|moet|vind)|"
    r"how|what|when|which|why|can i|can you|can one|could i|may i|do i|do you|does|is it|is there|are there|will i|must i|should i|within how|where (?:can|do))"
)
_WANTS = re.compile(
    r"\b(?:ik wil|wil ik|wil graag|ik zou|zou graag|graag|ik moet|wilt u|wil je|willen jullie|kunnen jullie (?:mij|me|even|het|hem|mijn|iemand)|kun je (?:mij|me|even|het|mijn)|kan iemand|stuur|verander|wijzig|pas .{0,20} aan|zet|regel|annuleer|"
    r"hierbij|bij deze|doorgeven|mijn (?:fiets|e-?bike|bakfiets|band|sleutel|nieuwe|iban|adres|nummer|slot|accu|abonnement|ketting|rem|zadel)|m'n|me fiets|is gestolen|gejat|gepikt|kapot|lek|stuk|kwijt|verhuis\w*|"
    r"i want|i would like|i'd like|i need|please|i wish|could you (?:please )?(?:send|change|cancel|update|pause|arrange|fix|book|come|stop)|can you (?:please )?(?:send|change|cancel|update|pause|arrange|fix|book|come|stop)|cancel my|pause my|change my|update my|"
    r"stolen|broken|lost my|flat tyre|puncture|my (?:bike|key|address|new|iban|lock|battery|tyre|chain|order|delivery|deposit|invoice)|i am moving|i'm moving|we are moving|hereby)\b"
)


def starts_something(part: Part) -> bool:
    """2: whether a procedure is to be set in motion, or asked about one's own affairs, rather than explained in general."""
    text = fold(part.text)
    if re.search(r"\bx?(?:[bkrfz]\d{4,}|40\d{6})\b|[zf]20\d\d-\d{6}", text):
        return True
    general, wants = bool(_GENERAL.match(text)), bool(_WANTS.search(text))
    if part.topic in OWN_AFFAIRS:
        return wants or not general or bool(re.search(r"\b(?:mijn|m'n|ik|my|i)\b", text))
    if general and re.search(r"\b(?:stel|als ik|if i|if my|voor het geval|in theorie|hypothetisch|suppose|in general|in het algemeen|uberhaupt)\b", text):
        return False
    if general and wants:
        return not re.match(r"^\W*(?:hoe|wat|wanneer|hoeveel|kost|how|what|when|does)\b", text) or bool(re.search(r"\b(?:gestolen|gejat|kwijt|lek|kapot|stuk|stolen|broken|flat|lost)\b", text))
    return wants or not general


def route_of(part: Part, complex_case: bool) -> str:
    """Route of one part: answer, form or handoff."""
    if part.topic in TO_A_PERSON:
        return "handoff"
    if part.kind in ("info", "meta"):
        return "answer"
    if part.kind == "urgent":
        return "handoff"
    if part.kind in ("procedure", "request", "debt") and not starts_something(part):
        return "answer"
    return "handoff" if complex_case else "form"


def triage(facts: Facts, signs: Signs, limits: Mapping[str, Any]) -> Triage:
    """Weigh a message. Without parts the route is ``clarify``."""
    seen = signs.all_in(facts.text)
    if not facts.parts:
        hand = facts.misunderstood >= int(limits["misunderstood"])
        return Triage("complex" if hand else "simple", ("not_understood_twice",) if hand else (), "normal" if hand else "low", "handoff" if hand else "clarify", ())
    reasons = tuple(name for name, holds in complexity_rules(limits) if holds(facts, seen))
    routes = tuple(route_of(p, bool(reasons)) for p in facts.parts)
    if reasons == ("legal",) and all(r == "answer" for r in routes):
        reasons = ()
    weighty = {"strong_emotion", "minor", "administration", "death", "discrimination", "others_data_visible", "fraud", "threat_to_staff", "separate_questions", "legal", "danger"}
    route = max(routes, key=ROUTES.index)
    if reasons and (route != "answer" or weighty & set(reasons)):
        route = "handoff"
    priority, raised = priority_of(facts, seen, limits, routes)
    return Triage("complex" if reasons else "simple", reasons, priority, route, routes, raised)

"""Why a message as a whole is complex: a table of reasons, each with the predicate that says when. One is enough.

Sources: prioriteiten.md ("Wanneer is een zaak complex?") and the reading guide (leeswijzer.md, LW), whose points 6 to 8
say what counts. Words are in guidelines.yml (signs), numbers too (limits). What concerns one topic is in ``part_rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from handoff.decide.signs import exclaiming, shouting
from handoff.decide.triage import quantities
from handoff.decide.triage.look import Look, Message

# Topics on which an injury that is told is one of this bike, not the reason of a pause or a stop.
ACCIDENTS = (
    "report_damage",
    "report_theft",
    "request_repair",
    "complain_product",
    "complain_repair",
    "complain_delivery",
    "complain_digital",
)
# LW 6: topics on which a department decides something for this customer.
DECIDED = frozenset({"dispute_claim", "request_payment_plan", "report_damage"})
# LW 7: topics that make one subject; every other topic is one of its own.
SUBJECTS = {
    "product": "ask_product_range ask_product_price ask_product_features ask_product_usage ask_product_comparison ask_product_advice ask_accessories ask_availability ask_insurance",
    "organisation": "ask_opening_hours ask_locations ask_contact_details ask_about_organisation ask_capabilities",
    "delivery": "ask_delivery_status complain_delivery",
    "repair": "request_repair ask_repair_status complain_repair complain_product report_damage",
    "invoice": "ask_invoice_explanation complain_invoice request_invoice_copy ask_direct_debit",
    "arrears": "ask_arrears ask_reminder_received request_payment_plan report_payment_made dispute_claim report_hardship",
    "end": "cancel_subscription ask_deposit_refund",
    "case": "ask_case_status ask_complaint_procedure complain_accessibility",
    "data": "ask_privacy request_data_access",
}  # fmt: skip
_SUBJECT_OF = {topic: subject for subject, topics in SUBJECTS.items() for topic in topics.split()}


class MessageRule(NamedTuple):
    """A reason and when it holds for the message as a whole."""

    reason: str
    holds: Callable[[Message], bool]


# --- the message as a whole --------------------------------------------------------------------------------


def asks_for_person(message: Message) -> bool:
    """prioriteiten.md: "de klant vraagt om een mens". A call-back or a question on hours is not that."""
    elsewhere = (
        "request_callback",
        "ask_opening_hours",
        "ask_contact_details",
        "complain_accessibility",
        "complain_staff",
        "ask_is_bot",
        "praise",
    )
    return message.topic("ask_human") or (message.shows("human") and not message.topic(*elsewhere))


def in_danger(message: Message) -> bool:
    """Injury, signs of suicide or violence; injury also when it is told under another topic."""
    told = any(look.topic(*ACCIDENTS) and look.shows("injury") and look.told for look in message.looks)
    return message.topic("report_injury", "signal_distress") or told


def smoking(message: Message) -> bool:
    """Smoke from a battery, told as a fact; also by who only asks what to do with it."""
    about_bike = (*ACCIDENTS, "ask_product_usage")
    return any(look.topic(*about_bike) and look.shows("smoke") and look.told for look in message.looks)


def strong_emotion(message: Message) -> bool:
    """Angry, sad or afraid; not mild dissatisfaction. Indignation counts twice over, or once when shouted."""
    text, whole = message.facts.text, message.whole
    if message.topic("vent_frustration") or whole.shows("insult"):
        return True
    only_asks = bool(message.looks) and not message.starts and not message.topic("ask_human")
    if whole.shows("strong_emotion"):  # afraid of thieves or of falling is why somebody asks, not how he feels about us
        return not only_asks or whole.shows("anger")
    words = whole.counts("indignation")
    loud, row = shouting(text), exclaiming(text)
    acting = message.kind("complaint", "debt", "urgent")
    return words >= whole.limit("indignation") or ((loud or row) and words > 0) or (loud and row and acting)


def minor(message: Message) -> bool:
    """Says to be younger than 18; a parent who writes for a child is not."""
    return quantities.says_minor(message.facts.text) or message.shows("minor")


def several_complaints(message: Message) -> bool:
    """Two or more complaints in one message; a contested claim is one too."""
    topics = {look.part.topic for look in message.looks if look.part.kind == "complaint" or look.topic("dispute_claim")}
    return len(topics) > 1


def separate_questions(message: Message) -> bool:
    """LW 7: three parts on different products, contracts or procedures; facts on one bike belong together."""
    subjects: set[tuple[str, frozenset[str]]] = set()
    for look in message.looks:
        if look.part.kind == "meta":
            continue
        subject = _SUBJECT_OF.get(look.part.topic, look.part.topic)
        subjects.add((subject, look.part.products if subject == "product" else frozenset()))
    named = [s for s in subjects if s[0] == "product" and s[1]]
    if named:  # a fact without a bike's name is about the bike that is named
        subjects.discard(("product", frozenset()))
    return len(subjects) >= message.limits["separate_questions"]


def several_departments(message: Message) -> bool:
    """LW 6: two departments must each decide something for this customer."""
    deciding = {
        message.facts.departments.get(look.part.topic, "")
        for look in message.looks
        if (look.part.kind == "complaint" or look.part.topic in DECIDED) and look.starts
    }
    return len(deciding - {""}) > 1


def suspected_fraud(message: Message) -> bool:
    """LW 13. A question how to recognise a false message is an explanation."""
    return message.shows("fraud") and (message.starts or message.topic("ask_human", "out_of_scope"))


def address_and_account(message: Message) -> bool:
    """procedures.md, LW 23: a new account together with a new address, e-mail address or telephone number."""
    changing = {look.part.topic for look in message.looks if look.starts}
    contact = "change_contact_details" in changing
    mail = any(look.topic("change_contact_details") and look.shows("mail_address") for look in message.looks)
    moved = "change_address" in changing
    return ("change_bank_account" in changing and (moved or contact)) or (moved and mail)


def treated_badly(message: Message) -> bool:
    """LW 14: discrimination, threat or intimidation by a colleague, told in a complaint or with a request for a person."""
    about_us = message.kind("complaint") or message.topic(
        "threaten_escalation", "vent_frustration", "ask_human", "ask_complaint_procedure", "request_callback"
    )
    return message.shows("discrimination") and (about_us or not message.looks)


def threatens_staff(message: Message) -> bool:
    """LW 13: a threat against a colleague; one that the customer suffers himself is another matter."""
    return message.shows("staff_threat") and not message.topic(
        "signal_distress", "report_theft", "report_injury", "out_of_scope"
    )


MESSAGE: tuple[MessageRule, ...] = (
    MessageRule("asked_for_person", asks_for_person),
    MessageRule("danger", lambda m: in_danger(m) or smoking(m)),
    MessageRule("threat_to_staff", threatens_staff),
    MessageRule("others_data_visible", lambda m: m.shows("data_leak") and not m.only_small_talk),
    MessageRule("strong_emotion", strong_emotion),
    MessageRule("discrimination", treated_badly),
    MessageRule("minor", minor),
    MessageRule("administration", lambda m: m.shows("administration")),
    MessageRule("death", lambda m: m.shows("death")),
    MessageRule("fraud", suspected_fraud),
    MessageRule("several_complaints", several_complaints),
    MessageRule("separate_questions", separate_questions),
    MessageRule("several_departments", several_departments),
    MessageRule("address_and_account", address_and_account),
    MessageRule("not_understood_twice", lambda m: m.facts.misunderstood >= m.limits["misunderstood"]),
)
# Reasons that take even an answer to a person (LW 8: "gaan altijd voor"); the others leave plain information alone.
ALWAYS = frozenset(
    [
        "asked_for_person",
        "danger",
        "threat_to_staff",
        "others_data_visible",
        "strong_emotion",
        "discrimination",
        "minor",
        "administration",
        "death",
        "fraud",
        "separate_questions",
        "not_understood_twice",
    ]
)


# Whole-message reasons that concern these parts only; every other one concerns them all.
CONCERNS: dict[str, Callable[[Look], bool]] = {
    "several_complaints": lambda look: look.part.kind == "complaint" or look.topic("dispute_claim"),
    "several_departments": lambda look: look.part.kind == "complaint" or look.part.topic in DECIDED,
    "address_and_account": lambda look: look.topic("change_address", "change_bank_account", "change_contact_details"),
}


def concerns(reasons: Iterable[str], look: Look) -> bool:
    """Whether any of these whole-message reasons takes this part to a person."""
    return any(reason not in CONCERNS or CONCERNS[reason](look) for reason in reasons)


def message_reasons(message: Message) -> tuple[str, ...]:
    """Why the message as a whole is complex."""
    reasons = [rule.reason for rule in MESSAGE if rule.holds(message)]
    status = {"ask_case_status", "ask_delivery_status", "ask_repair_status"}
    if message.facts.open_case_same_topic and message.starts and not {p.topic for p in message.facts.parts} <= status:
        reasons.append("earlier_case_unresolved")
    if message.facts.term_missed and message.starts:
        reasons.append("term_missed")
    if message.facts.contacts_same_topic and message.topic("ask_case_status"):
        reasons.append("asked_before")
    return tuple(reasons)

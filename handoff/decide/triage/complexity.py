"""When a case is complex: two tables of reasons, each with the predicate that says when. One is enough.

``MESSAGE`` weighs everything together, ``PARTS`` one part at a time on the topics named; only the parts concerned go to a
person, the others are still done by the assistant (reading guide 1). Sources: prioriteiten.md ("Wanneer is een zaak
complex?"), klachten.md per topic, procedures.md and debiteuren.md ("Naar een medewerker"). LW is the reading guide
(leeswijzer.md). Words are in guidelines.yml (signs), numbers too (limits).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from handoff.decide.signs import exclaiming, shouting
from handoff.decide.triage import quantities
from handoff.decide.triage.look import Look, Message

LATE_DELIVERY_USUAL = 10  # working days, the longest delivery time: told waiting counts from there
LATE_REPAIR_USUAL = 5  # the term of large work; a part takes up to ten
LATE_REPAIR_WITH_PART = 10

RIDES = (
    "complain_product",
    "complain_repair",
    "request_repair",
    "report_damage",
    "report_lost_key",
    "complain_digital",
)
ACTING = ("procedure", "request", "complaint", "debt", "urgent")
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


class PartRule(NamedTuple):
    """A reason, the topics it may hold for (none: every topic that acts), and when it does."""

    reason: str
    topics: tuple[str, ...]
    holds: Callable[[Look], bool]


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
    told = any(look.topic(*ACCIDENTS) and look.starts and look.shows("injury") for look in message.looks)
    return message.topic("report_injury", "signal_distress") or told


def smoking(message: Message) -> bool:
    """Smoke or heat from a battery, told as a fact under whatever topic."""
    return message.shows("smoke") and any(look.part.kind in ACTING and look.starts for look in message.looks)


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


# --- one part ----------------------------------------------------------------------------------------------


def legal(look: Look) -> bool:
    """A lawyer, a court, liability: threatened, or named in what is contested or set in motion."""
    if look.topic("threaten_escalation"):
        return not look.shows("press") or look.shows("legal")
    return look.shows("legal") and not look.topic(
        "ask_complaint_procedure", "request_materials", "request_invoice_copy"
    )


def press(look: Look) -> bool:
    """Press or social media, as a threat."""
    return look.topic("threaten_escalation") and look.shows("press")


def amount_above_limit(look: Look) -> bool:
    """A contested amount above the limit; the price in a plain question is not contested."""
    contests = (
        look.topic("complain_invoice", "dispute_claim")
        or look.shows("disputes")
        or (look.topic("ask_invoice_explanation") and look.shows("difference"))
    )
    return contests and quantities.disputed_euros(look.text) > look.limit("disputed_amount")


def earlier_case_unresolved(look: Look) -> bool:
    """Told: an earlier case about the same was not solved (a second report of a defect is LW 9: simple)."""
    return look.shows("earlier_case")


def term_missed(look: Look) -> bool:
    """LW 5, 10: a promised reaction or decision on a case is too late."""
    return look.shows("missed_term")


def exception_needed(look: Look) -> bool:
    """Asks for leniency with a term or an amount."""
    return look.shows("exception") and look.starts


def hardship(look: Look) -> bool:
    """debiteuren.md: money worries go to report_hardship, whatever was asked."""
    return look.shows("hardship")


def very_late_delivery(look: Look) -> bool:
    """klachten.md: more than 10 working days late."""
    return quantities.working_days_late(look.text, LATE_DELIVERY_USUAL) > look.limit("late_delivery_working_days")


def very_late_repair(look: Look) -> bool:
    """klachten.md: more than 5 working days over the term; with a part to wait for the term is longer."""
    usual = LATE_REPAIR_WITH_PART if look.shows("part_ordered") else LATE_REPAIR_USUAL
    return quantities.working_days_late(look.text, usual) > look.limit("late_repair_working_days")


def unsafe_part(look: Look) -> bool:
    """LW 4: a part that is unsafe or may be; wear is not."""
    return look.shows("unsafe") and look.starts


def third_time(look: Look) -> bool:
    """klachten.md: the third time the same defect, or the third time not reached."""
    return look.shows("third_time")


def locked_out_now(look: Look) -> bool:
    """klachten.md: stands outside at a closed lock at this moment."""
    outside = look.shows("locked_out")
    return (outside and look.topic("complain_digital", "report_lost_key")) or (
        look.shows("lock_shut") and (outside or look.shows("now"))
    )


def long_outage(look: Look) -> bool:
    """klachten.md: an outage of more than 3 working days."""
    return look.shows("outage") and quantities.longest_working_days(look.text) > look.limit("outage_working_days")


def refund_overdue(look: Look) -> bool:
    """procedures.md: the 14 days after handing in are over."""
    return look.shows("not_refunded") and quantities.longest_days(look.text) > look.limit("refund_days")


def height_outside(look: Look) -> bool:
    """procedures.md: no bike in the table for this height."""
    lowest, highest = look.limit("height_min_cm"), look.limit("height_max_cm")
    return (
        look.starts
        and any(not lowest <= h <= highest for h in quantities.heights_cm(look.text))
        and not look.shows("for_a_child")
    )


def plan_outside(look: Look) -> bool:
    """debiteuren.md: less a month, more instalments or a longer delay than the table allows."""
    offer = quantities.monthly_euros(look.text)
    too_low = offer is not None and offer < look.limit("lowest_instalment")
    too_many = quantities.instalments(look.text) > look.limit("most_instalments")
    too_long = look.shows("delay") and quantities.days_of_delay(look.text) > look.limit("longest_delay_days")
    return too_low or too_many or too_long


def shows(*names: str) -> Callable[[Look], bool]:
    """Any of these signs."""
    return lambda look: look.shows(*names)


def starting(*names: str) -> Callable[[Look], bool]:
    """Any of these signs in something that is set in motion."""
    return lambda look: look.starts and look.shows(*names)


COMPLAINTS = (
    "complain_delivery",
    "complain_product",
    "complain_repair",
    "complain_invoice",
    "complain_staff",
    "complain_digital",
    "complain_accessibility",
)
DEBTS = (
    "ask_arrears",
    "ask_reminder_received",
    "request_payment_plan",
    "report_payment_made",
    "dispute_claim",
    "report_hardship",
)

PARTS: tuple[PartRule, ...] = (
    # prioriteiten.md
    PartRule("legal", (), lambda look: look.starts and legal(look)),
    PartRule("press", ("threaten_escalation",), press),
    PartRule("amount_above_limit", ("complain_invoice", "dispute_claim", "complain_repair", "ask_invoice_explanation", "ask_deposit_refund", "ask_direct_debit", "report_damage"), amount_above_limit),
    PartRule("earlier_case_unresolved", (*COMPLAINTS, *DEBTS, "request_repair", "ask_case_status"), earlier_case_unresolved),
    PartRule("exception_needed", (), exception_needed),
    # klachten.md
    PartRule("wants_out_of_contract", ("complain_delivery", "complain_product", "complain_repair"), shows("cancel_deal")),
    PartRule("very_late", ("complain_delivery",), very_late_delivery),
    PartRule("very_late", ("complain_repair",), very_late_repair),
    PartRule("third_missed_appointment", ("complain_delivery",), shows("third_appointment")),
    PartRule("second_missed_appointment", ("complain_repair",), shows("second_appointment", "third_appointment")),
    PartRule("damage_by_us", ("complain_delivery", "complain_repair"), shows("damage_by_us")),
    PartRule("third_time", ("complain_product", "complain_accessibility", "request_repair"), third_time),
    PartRule("unsafe_part", RIDES, unsafe_part),
    PartRule("own_fault_disputed", ("complain_repair",), shows("own_fault_bill")),
    PartRule("excess_disputed", ("complain_invoice", "dispute_claim"), shows("excess")),
    PartRule("several_invoices", ("complain_invoice",), lambda look: look.shows("several_invoices") or quantities.invoices(look.text) > 1),
    PartRule("in_collection", ("complain_invoice", "ask_invoice_explanation"), shows("collection")),
    PartRule("same_person_again", ("complain_staff",), shows("same_person")),
    PartRule("locked_out_now", ("complain_digital", "report_lost_key", "request_repair", "ask_product_usage", "complain_product"), locked_out_now),
    PartRule("long_outage", ("complain_digital",), long_outage),
    PartRule("term_missed", ("complain_accessibility", "ask_case_status"), term_missed),
    PartRule("several_bikes", ("complain_product", "complain_repair"), lambda look: look.shows("many_bikes") or quantities.bikes(look.text) > 1),
    # procedures.md, "Naar een medewerker"
    PartRule("business", ("start_subscription",), lambda look: look.starts and quantities.bikes(look.text) >= look.limit("most_bikes")),
    PartRule("business", ("switch_subscription", "request_invoice_copy", *DEBTS), starting("business_contract")),
    PartRule("height_outside_table", ("start_subscription", "switch_subscription"), height_outside),
    PartRule("cannot_do_it_alone", ("start_subscription",), starting("does_not_work_out")),
    PartRule("several_bikes", ("cancel_subscription",), lambda look: look.starts and (look.shows("many_bikes") or quantities.bikes(look.text) > 1)),
    PartRule("settlement_disputed", ("cancel_subscription", "switch_subscription"), starting("settlement")),
    PartRule("pause_outside_rules", ("pause_subscription",), lambda look: look.starts and (look.shows("illness", "arrears") or quantities.longest_days(look.text) > look.limit("pause_days"))),
    PartRule("defect_behind_it", ("switch_subscription",), starting("defect")),
    PartRule("thief_in_sight", ("report_theft",), shows("thief_now", "violence_theft")),
    PartRule("other_party", ("report_damage",), starting("other_party")),
    PartRule("costs_disputed", ("report_damage",), starting("disputes")),
    PartRule("key_needs_person", ("report_lost_key",), starting("stolen_key", "lost_phone", "emergency_code", "other_address")),
    PartRule("promised_date_passed", ("ask_delivery_status", "ask_repair_status"), starting("date_passed")),
    PartRule("refund_overdue", ("ask_deposit_refund",), refund_overdue),
    PartRule("deduction_disputed", ("ask_deposit_refund",), starting("disputes", "deduction")),
    PartRule("mandate", ("ask_direct_debit",), starting("mandate")),
    PartRule("abroad", ("change_address",), starting("abroad")),
    PartRule("no_access", ("change_bank_account", "change_contact_details"), starting("no_access")),
    PartRule("many_or_other_name", ("request_invoice_copy",), lambda look: look.shows("other_name") or quantities.invoices(look.text) > look.limit("invoice_copies")),
    PartRule("special_material", ("request_materials",), lambda look: look.shows("large_print") or (look.shows("on_paper") and quantities.papers(look.text) > look.limit("papers"))),
    PartRule("outcome_disputed", ("ask_case_status",), shows("disputes")),
    PartRule("asked_before", ("ask_case_status",), shows("repeated_contact")),
    # debiteuren.md, "Naar een medewerker"
    PartRule("dunning_costs_disputed", ("dispute_claim", "complain_invoice"), shows("dunning_costs", "limitation")),
    PartRule("at_collection_agency", ("ask_arrears", "ask_reminder_received", "request_payment_plan"), starting("agency")),
    PartRule("term_ends_today", ("ask_reminder_received",), starting("deadline_today")),
    PartRule("hardship", DEBTS, hardship),
    PartRule("plan_outside_table", ("request_payment_plan",), plan_outside),
    PartRule("earlier_plan_failed", ("request_payment_plan",), shows("plan_failed")),
)  # fmt: skip
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


def part_reasons(look: Look) -> tuple[str, ...]:
    """Why this part is complex."""
    if look.part.kind == "meta" or (look.part.kind == "info" and look.part.topic != "ask_product_usage"):
        return ()
    concerned = (
        rule for rule in PARTS if look.part.topic in rule.topics or (not rule.topics and look.part.kind in ACTING)
    )
    return tuple(dict.fromkeys(rule.reason for rule in concerned if rule.holds(look)))

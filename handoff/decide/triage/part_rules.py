"""Why one part of a message is complex: a table of reasons, the topics they hold for, and the predicate that says when.

Only the parts concerned go to a person; the others are still done by the assistant (LW 1). Sources: prioriteiten.md,
klachten.md per topic, procedures.md and debiteuren.md ("Naar een medewerker"); LW is the reading guide (leeswijzer.md).
Words are in guidelines.yml (signs), numbers too (limits). What concerns everything together is in ``message_rules``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from handoff.decide.triage import quantities, since
from handoff.decide.triage.look import Look
from handoff.decide.triage.starts import has_reference

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


class PartRule(NamedTuple):
    """A reason, the topics it may hold for (none: every topic that acts), and when it does."""

    reason: str
    topics: tuple[str, ...]
    holds: Callable[[Look], bool]


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
    on_a_case = look.topic("ask_case_status", "complain_accessibility") and look.shows("decision")
    by_number = has_reference(look.text) and look.shows("earlier_case")  # a promise on a case that is named
    return look.shows("missed_term") or ((on_a_case or by_number) and since.day_has_passed(look.text, look.today))


def exception_needed(look: Look) -> bool:
    """Asks for leniency with a term or an amount."""
    return look.shows("exception") and look.starts


def hardship(look: Look) -> bool:
    """debiteuren.md: money worries go to report_hardship, whatever was asked."""
    return look.topic("report_hardship") or look.shows("hardship")


def very_late_delivery(look: Look) -> bool:
    """klachten.md: more than 10 working days late."""
    return _late(look, LATE_DELIVERY_USUAL, look.limit("late_delivery_working_days"))


def very_late_repair(look: Look) -> bool:
    """klachten.md: more than 5 working days over the term; with a part to wait for the term is longer."""
    usual = LATE_REPAIR_WITH_PART if look.shows("part_ordered") else LATE_REPAIR_USUAL
    return _late(look, usual, look.limit("late_repair_working_days"))


def _late(look: Look, usual: float, limit: float) -> bool:
    told = max(quantities.working_days_late(look.text, usual), since.working_days_late(look.text, look.today, usual))
    if told > 0 or quantities.longest_days(look.text) > 0:
        return told > limit
    return look.shows("very_late")  # without a number or a date only the words tell


def unsafe_part(look: Look) -> bool:
    """LW 4: a part that is unsafe or may be; wear is not."""
    return look.shows("unsafe") and look.told


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
    told = max(quantities.longest_working_days(look.text), since.working_days_since(look.text, look.today))
    if told > 0:
        return look.shows("outage", "long_outage") and told > look.limit("outage_working_days")
    return look.shows("long_outage")


def refund_overdue(look: Look) -> bool:
    """procedures.md: the 14 days after handing in are over."""
    passed = max(quantities.longest_days(look.text), since.days_since(look.text, look.today))
    return look.shows("not_refunded") and passed > look.limit("refund_days")


def pause_too_long(look: Look) -> bool:
    """procedures.md: longer than 90 days, told as a stretch, by two days or by months."""
    asked = max(
        quantities.longest_days(look.text),
        quantities.days_of_months(look.text),
        since.days_apart(look.text, look.today),
    )
    return asked > look.limit("pause_days")


def settlement_disputed(look: Look) -> bool:
    """procedures.md: a discussion on what stopping costs; the amount itself the assistant tells."""
    about_costs = look.shows("settlement", "stopping_costs") or quantities.disputed_euros(look.text) > 0
    return look.starts and look.shows("disputes") and about_costs


def date_passed(look: Look) -> bool:
    """procedures.md: the promised day of a delivery or a repair lies behind."""
    return look.starts and (look.shows("date_passed") or since.day_has_passed(look.text, look.today))


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
    PartRule("wants_out_of_contract", ("complain_delivery", "complain_product", "complain_repair", "complain_staff", "complain_digital"), shows("cancel_deal")),
    PartRule("wants_out_of_contract", ("request_repair",), lambda look: look.shows("cancel_deal") and look.shows("contract")),
    PartRule("very_late", ("complain_delivery",), very_late_delivery),
    PartRule("very_late", ("complain_repair",), very_late_repair),
    PartRule("third_missed_appointment", ("complain_delivery",), lambda look: look.shows("third_appointment", "third_time") and not look.shows("third_complaint")),
    PartRule("second_missed_appointment", ("complain_repair",), shows("second_appointment", "third_appointment")),
    PartRule("damage_by_us", ("complain_delivery", "complain_repair", "complain_staff", "complain_product"), shows("damage_by_us")),
    PartRule("third_time", ("complain_product", "complain_accessibility", "request_repair"), third_time),
    PartRule("unsafe_part", (*RIDES, "ask_product_usage"), unsafe_part),
    PartRule("own_fault_disputed", ("complain_repair",), shows("own_fault_bill")),
    PartRule("excess_disputed", ("complain_invoice", "dispute_claim"), shows("excess")),
    PartRule("several_invoices", ("complain_invoice",), lambda look: look.shows("several_invoices") or quantities.invoices(look.text) > 1 or quantities.names_months(look.text)),
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
    PartRule("settlement_disputed", ("switch_subscription",), starting("settlement")),
    PartRule("settlement_disputed", ("cancel_subscription",), settlement_disputed),
    PartRule("settlement_disputed", ("complain_invoice",), lambda look: look.shows("settlement") and look.shows("disputes")),
    PartRule("pause_outside_rules", ("pause_subscription",), lambda look: look.starts and (look.shows("illness", "arrears") or pause_too_long(look))),
    PartRule("defect_behind_it", ("switch_subscription",), starting("defect")),
    PartRule("thief_in_sight", ("report_theft",), shows("thief_now", "violence_theft")),
    PartRule("other_party", ("report_damage",), starting("other_party")),
    PartRule("costs_disputed", ("report_damage",), starting("disputes")),
    PartRule("key_needs_person", ("report_lost_key",), starting("stolen_key", "lost_phone", "emergency_code", "other_address")),
    PartRule("lost_phone", ("ask_product_usage", "complain_digital"), lambda look: look.told and look.shows("lost_phone")),
    PartRule("promised_date_passed", ("ask_delivery_status", "ask_repair_status"), date_passed),
    PartRule("refund_overdue", ("ask_deposit_refund",), refund_overdue),
    PartRule("deduction_disputed", ("ask_deposit_refund",), starting("disputes", "deduction")),
    PartRule("mandate", ("ask_direct_debit",), starting("mandate")),
    PartRule("address_and_account", ("change_address", "change_contact_details"), starting("account_change")),
    PartRule("address_and_account", ("change_bank_account",), starting("address_change")),
    PartRule("abroad", ("change_address",), starting("abroad")),
    PartRule("no_access", ("change_bank_account", "change_contact_details"), starting("no_access")),
    PartRule("many_or_other_name", ("request_invoice_copy",), lambda look: look.shows("other_name") or quantities.invoices(look.text) > look.limit("invoice_copies")),
    PartRule("special_material", ("request_materials",), lambda look: look.shows("large_print") or (look.shows("on_paper") and quantities.papers(look.text) > look.limit("papers"))),
    PartRule("outcome_disputed", ("ask_case_status",), shows("disputes")),
    PartRule("asked_before", ("ask_case_status",), shows("repeated_contact")),
    # debiteuren.md, "Naar een medewerker"
    PartRule("dunning_costs_disputed", ("dispute_claim", "complain_invoice"), shows("dunning_costs", "limitation")),
    PartRule("at_collection_agency", ("ask_arrears", "ask_reminder_received", "request_payment_plan"), starting("agency")),
    PartRule("term_ends_today", ("ask_reminder_received",), lambda look: look.starts and (look.shows("deadline_today") or since.promised_today(look.text, look.today))),
    PartRule("hardship", DEBTS, hardship),
    PartRule("plan_outside_table", ("request_payment_plan",), plan_outside),
    PartRule("earlier_plan_failed", ("request_payment_plan",), shows("plan_failed")),
)  # fmt: skip


# These take even a plain question to a person; every other reason needs something that is set in motion.
AT_ONCE = frozenset({"locked_out_now", "lost_phone", "unsafe_part", "hardship"})


def part_reasons(look: Look) -> tuple[str, ...]:
    """Why this part is complex."""
    if look.part.kind == "meta" or (look.part.kind == "info" and look.part.topic != "ask_product_usage"):
        return ()
    concerned = (
        rule for rule in PARTS if look.part.topic in rule.topics or (not rule.topics and look.part.kind in ACTING)
    )
    holding = dict.fromkeys(rule.reason for rule in concerned if rule.holds(look))
    return tuple(reason for reason in holding if look.starts or reason in AT_ONCE)

"""What somebody tells, and the stop that it asks for. Source: handbook, debtors: "Het schema stopt dezelfde dag bij"."""

from __future__ import annotations

from collections.abc import Collection

# Why a message goes to a person -> the stop; the first that holds counts.
BY_REASON = (
    ("death", "death"),
    ("administration", "administration"),
    ("minor", "minor"),
    ("hardship", "hardship"),
)
BY_TOPIC = (
    ("signal_distress", "vulnerable"),
    ("report_hardship", "hardship"),
    ("dispute_claim", "dispute"),
    ("report_payment_made", "paid_claimed"),
    ("request_payment_plan", "plan_requested"),
)
# Words that say more than money worries.
BY_SIGN = (("bankruptcy", "bankruptcy"), ("debt_help", "debt_help"), ("detention", "detention"))


def stop_for(reasons: Collection[str], topics: Collection[str], signs: Collection[str]) -> str:
    """The reason of the stop, or "" where nothing is to be stopped."""
    found = next((stop for reason, stop in BY_REASON if reason in reasons), "")
    found = found or next((stop for topic, stop in BY_TOPIC if topic in topics), "")
    if found in ("hardship", ""):
        named = next((stop for sign, stop in BY_SIGN if sign in signs), "")
        return named if named and (found or named == "detention") else found
    return found

"""Explain, or set in motion? Reading guide 2 and 3: general explanation is answered; what a customer wants done, or asks
about his own affairs, needs a form.

The message is cut into clauses. One clause that orders, wants, or tells what happened is enough ("ik ben mijn sleutel
kwijt, wat kost een nieuwe?"). What is only supposed ("als ik opzeg", "what if it gets stolen") tells nothing, and what is
only considered ("ik denk erover") wants nothing. Without such a clause a question is a question, except about one's own
delivery, repair, case, invoice, deposit or arrears, and except that "kan ik een kopie krijgen?" is a polite order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handoff.decide.signs import fold
from handoff.decide.triage import wording as w
from handoff.decide.triage.facts import Part

# Questions on these are about one's own affairs: always, or when the words say so.
STATUS = frozenset({"ask_delivery_status", "ask_repair_status", "ask_case_status", "ask_arrears"})
OWN_AFFAIRS = STATUS | {
    "ask_invoice_explanation",
    "ask_deposit_refund",
    "ask_reminder_received",
    "report_payment_made",
    "dispute_claim",
}
# Whoever tells something on these tells what happened to him.
EVENTS = OWN_AFFAIRS | {"request_repair", "report_theft", "report_damage", "report_lost_key", "change_address", "change_bank_account", "change_contact_details"}  # fmt: skip
# On these "kan ik ...?" is a polite order.
ORDERS = frozenset(
    {"request_callback", "request_invoice_copy", "request_materials", "request_data_access", "request_payment_plan"}
)
# On these only what is wanted counts; what is told is why somebody asks.
CONTRACT = frozenset({"start_subscription", "cancel_subscription", "pause_subscription", "switch_subscription"})

_ASKED_BORDER = re.compile(r"(?<=[.!?;])\s+|\n+|\s(?:en|and)\s(?=(?:hoe|wat|wanneer|kan|krijg|kost|moet|mag|is|how|what|when|can|will|does|do|must)\b)"
    r"|,\s+(?=(?:do|can|does|will|how|what|when|moet|kan|mag|hoe|wat|wanneer|krijg|kost) (?:you|i|my|it|we|long|much|soon|does|do|is|ik|je|jullie|mijn|die|dat|het|de|er|lang|veel|duurt|kost|gebeurt)\b)")
_LOOKED_UP = re.compile(r"\W*(?:en |and )?(?:waar|wanneer|hoe|wat|waarom|where|when|how|what|why)\b")
_FOR_ME_TOO = re.compile(r"\b(?<=me |ij |ns )(?:ook|also)\b|\balso(?= send me\b)")  # "kunnen jullie me ook een kopie sturen"
_SHORT = 5  # words: a heading, not a sentence


def has_reference(text: str) -> bool:
    """Whether ``text`` holds a number of one's own: of an order, a case, an invoice, a customer."""
    return bool(w.REFERENCE.search(fold(text)))


def starts_something(part: Part) -> bool:
    """Whether a procedure, request or debt matter is to be set in motion, or concerns one's own affairs.

    The map, in order: a number of one's own; a clause that wants or orders; a clause that tells what happened; one's own
    affairs; a polite order; and what remains is a question (explain) or a statement (start).
    """
    text = w.POLITE_IF.sub(" ", fold(part.text))
    clauses = [c for c in map(_told, w.CLAUSE_BORDER.split(text)) if any(x.isalnum() for x in c)]
    considered = part.topic not in ORDERS and bool(w.CONSIDERED.search(text))
    if w.REFERENCE.search(text):
        return True
    if part.topic == "request_data_access" and w.DATA_ON_ME.search(text):
        return True
    if part.topic == "ask_complaint_procedure":
        return files_complaint(part.text)
    if not considered and any(_wants(c, part.topic) for c in clauses):
        return True
    if part.topic not in CONTRACT | ORDERS and any(_tells(c, part.topic) for c in clauses):
        return True
    if part.topic in OWN_AFFAIRS:
        return any(_about_own(c, text, part.topic) for c in clauses)
    if part.topic in ORDERS and any(_politely_orders(c) for c in clauses):
        return True
    if not considered and any(_politely_orders(c) and w.HERE.search(c) for c in clauses):
        return True
    if not considered and any(_asks_to_do_it_now(c) for c in clauses):
        return True
    if part.topic in CONTRACT and not considered and _asks_and_says_why(clauses):
        return True
    if part.topic in CONTRACT - {"start_subscription"} and any(w.ALREADY.search(c) and not _asks(c) for c in clauses):
        return True
    if part.topic in EVENTS | {"ask_direct_debit"} and any(
        _asks_why(c) and (w.MY_THING.search(c) or part.topic not in EVENTS) for c in clauses
    ):
        return True
    return not considered and _states(clauses, part.topic)


def files_complaint(text: str) -> bool:
    """Whether somebody says that he wants to complain, whatever about ("ik wil een klacht indienen"), rather than how one does."""
    plain = w.POLITE_IF.sub(" ", fold(text))
    clauses = [c for c in map(_told, w.CLAUSE_BORDER.split(plain)) if any(x.isalnum() for x in c)]
    wants = any(_wants(c, "ask_complaint_procedure") for c in clauses)
    return bool(w.FILE_COMPLAINT.search(plain)) and wants and not w.CONSIDERED.search(plain)


def asks_besides(text: str, topic: str, *, looked_up: bool = True) -> list[str]:
    """The clauses of ``text`` that only ask, beside one that sets ``topic`` in motion: "I want to see my data. How long does that take?".

    ``looked_up``: whether what is asked of one's own affairs is left out, because the record is to tell it.
    """
    clauses = [c.strip() for c in _ASKED_BORDER.split(w.POLITE_IF.sub(" ", fold(text))) if any(x.isalnum() for x in c)]
    asking = [c for c in clauses if _asks(c) and not (_wants(c, topic) or _tells(c, topic) or w.REFERENCE.search(c))]
    if topic in OWN_AFFAIRS and looked_up:  # "wanneer komt hij?" is what we look up
        asking = [c for c in asking if not _LOOKED_UP.match(c)]
    else:  # "kan ik mijn fiets pauzeren" is the request itself
        asking = [c for c in asking if not _politely_orders(c)]
    return asking if len(asking) < len(clauses) else []


def complains(text: str) -> bool:
    """Whether somebody says that he complains: wants to, or has a complaint ("ik heb een klacht"); not that one was made already."""
    return files_complaint(text) or (bool(w.HAS_COMPLAINT.search(fold(text))) and "?" not in text)


def _told(clause: str) -> str:
    """The clause without what is only supposed, and with "ik wil weten" replaced by a question mark."""
    asked = w.ASKING.sub(" ? ", clause)
    supposed = w.SUPPOSED.search(asked)
    if not supposed:
        return asked
    return asked[: supposed.start()] + ("?" if w.QUESTION_END.search(asked) else "")


def _wrapped(clause: str) -> bool:
    return " ? " in clause


def _asks(clause: str) -> bool:
    return bool(
        _wrapped(clause) or w.QUESTION_WORD.match(clause) or w.INVERTED.match(clause) or w.QUESTION_END.search(clause)
    )


def _asks_why(clause: str) -> bool:
    return clause.strip().startswith(("waarom", "why", "hoezo", "vanwaar", "hoe kan het", "how come"))


def _words(clause: str) -> int:
    return len(clause.split())


def _wants(clause: str, topic: str) -> bool:
    """An order, a wish, or a request to do something for the one who writes."""
    if _wrapped(clause):
        return False
    if w.ORDER.match(clause) or w.NEED_AT_START.match(clause):
        return True
    question = w.QUESTION_WORD.match(clause)
    if topic == "request_callback" and not question and w.CALL_ME.search(clause) and not w.IN_GENERAL.search(clause):
        return True
    doing = w.DO_FOR_ME.search(clause)
    if doing and not question and not w.IN_GENERAL.search(_FOR_ME_TOO.sub(" ", clause)):
        return bool(w.FOR_ME.search(doing["rest"]) or w.SOMEBODY.search(doing["who"]) or topic in ORDERS | OWN_AFFAIRS)
    return bool(w.WANTS.search(clause)) and not (question or w.INVERTED.match(clause))


def _tells(clause: str, topic: str) -> bool:
    """A clause that tells what happened: as a statement, or in a question about a thing of one's own."""
    if _wrapped(clause) or w.CONSIDERED.search(clause):
        return False
    happened = bool(w.HAPPENED.search(clause))
    if _asks(clause):
        if happened and w.NOW_THAT.search(clause):
            return True
        own = happened and w.MY_THING.search(clause) and not w.IN_GENERAL.search(clause)
        return bool(own) and topic in EVENTS and not w.ASKS_FOR_A_RULE.match(clause)
    return happened or (
        topic in EVENTS and _words(clause) >= 3 and not _is_heading(clause) and not w.SMALL.fullmatch(clause)
    )


def _is_heading(clause: str) -> bool:
    return _words(clause) <= _SHORT and bool(w.HEADING.search(clause)) and not w.OWN.search(clause)


def _about_own(clause: str, text: str, topic: str) -> bool:
    """A question, or a few words, about one's own affairs rather than how things go."""
    general = bool(w.IN_GENERAL.search(clause) or w.AFTERWARDS.search(text))
    if not _asks(clause):
        return topic in STATUS or not _is_heading(clause)
    if _asks_why(clause):
        return True
    if general:
        return False
    own = bool(w.OWN.search(clause))
    if w.HOW_IT_GOES.search(clause):
        return own or (topic in STATUS and bool(w.OWN_STATUS.search(clause)))
    return own or topic in STATUS or bool(w.OWN_STATUS.search(clause))


def _politely_orders(clause: str) -> bool:
    """ "Kan ik een kopie krijgen?", "kan de factuur gestuurd worden?"; not "hoe kan ik ...?" or "can you get a ...?"."""
    return (
        bool(w.POLITE.search(clause) or w.THING_ON.search(clause))
        and not w.IN_GENERAL.search(clause)
        and not w.QUESTION_WORD.match(clause)
    )


def _asks_to_do_it_now(clause: str) -> bool:
    """ "Kan ik mijn abonnement per 1 december opzeggen?": with a day or a bike named it is an order."""
    thing = w.THING_ON.search(clause) and not w.IN_GENERAL.search(clause) and not w.QUESTION_WORD.match(clause)
    return bool(w.SPECIFIC.search(clause) and (thing or (_politely_orders(clause) and w.MINE.search(clause))))


def _asks_and_says_why(clauses: Sequence[str]) -> bool:
    """ "Kan de fiets een halfjaar op pauze, ik ga op reis": who gives his reason wants it done."""
    asked = any(
        (w.THING_ON.search(c) or (w.POLITE.search(c) and w.MINE.search(c)))
        and (w.FOR_ONESELF.search(c) or not w.IN_GENERAL.search(c))
        and not w.QUESTION_WORD.match(c)
        for c in clauses
    )
    return asked and any(w.REASON.match(c) and not _asks(c) for c in clauses)


def _states(clauses: Sequence[str], topic: str) -> bool:
    """A statement or a bare heading ("abonnement opzeggen") starts; a question or a heading about terms does not."""
    telling = [c for c in clauses if not w.SMALL.fullmatch(c)] or list(clauses)
    if topic in ORDERS:  # "brochure?", "kopie factuur oktober"
        named = topic == "request_materials"  # "voorwaarden" and "prijslijst" are what he wants, no question about them
        return any(
            not w.QUESTION_WORD.match(c)
            and not w.INVERTED.match(c)
            and not _wrapped(c)
            and (named or not _is_heading(c))
            for c in telling
        )
    return bool(telling) and not any(_asks(c) or _is_heading(c) for c in telling)

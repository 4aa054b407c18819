"""How somebody wants to hear from us: "liever per post", "bel me maar", "by e-mail please"."""

from __future__ import annotations

import re

from handoff.decide.fields.model import Message, Read, Spec, Value
from handoff.decide.fields.words import folded

_CLAUSE = re.compile(r"[.!?;\n]+|,|\b(?:maar|want|omdat|but|because)\b", re.I)
_WISH = re.compile(
    r"\b(?:liever|liefst|graag|voorkeur|alstublieft|alsjeblieft|aub|a u b|please|pls|rather|prefer\w*|preference|instead|"
    r"bel(?:t|len)? (?:u |jullie |ze |je )?(?:me|mij|ons)|call (?:me|us)|phone (?:me|us)|ring me|mail (?:me|mij)|"
    r"(?:kun|kunt|kunnen|mag|mogen|can|could|may|should) (?:je|jij|u|jullie|iemand|you|someone|somebody) \w+ )",
    re.I,
)
_DENIED = r"\b(?:niet|geen|nooit|not|no|never|don t|dont|zonder|without)(?: \w+){0,2}$"
_DENIED_AFTER = re.compile(r"^(?: (?:me|mij|maar|us))* (?:niet|not|liever niet)\b")


def read_reach(spec: Spec, message: Message, asked: bool) -> Read:
    """The way that is wished for, one of the choices. What was not asked for counts as a wish, not as a telling of what was:
    "ik heb al drie keer gebeld" wishes for no call."""
    text = message.text
    for entity in sorted(message.of("email", "phone"), key=lambda e: -e["start"]):
        text = text[: entity["start"]] + " " + text[entity["end"] :]  # "anna@mail.example" is no wish for mail
    if asked:
        clauses = [folded(text)]
    else:
        clauses = [c for c in map(folded, _CLAUSE.split(text)) if _WISH.search(c)]
    found = [c.value for c in spec.choices if any(_named(name, clause) for name in c.names for clause in clauses)]
    return Value(found[0]) if len(found) == 1 else None


def _named(name: str, clause: str) -> bool:
    match = re.search(rf"\b{re.escape(folded(name))}\b", clause)
    return bool(
        match
        and not re.search(_DENIED, clause[: match.start()].rstrip())
        and not _DENIED_AFTER.match(clause[match.end() :])
    )

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
# "email is fine", "mail is prima", "bellen mag", "just email me", "telefonisch graag": all of a message, so no telling of what was.
_ONLY_A_WAY = re.compile(
    r"(?:(?:nee|ja|ok|oke|okay|no|yes|nou|well|dan|just|gewoon|doe|maar|you can|jullie mogen|u mag|je mag|per|via|by|met de|op de|de|the|an|a|een) )*"
    r"(?:e ?mail(?:en|tje)?|mail(?:en|tje)?|bellen|telefoon|telefonisch|phone|telephone|call|calling|brief|letter|post)"
    r"(?: (?:me|mij|maar|naar mij|mag|mag ook|mag wel|kan|kan ook|is|would be|will do|works|best|ok|oke|okay|fine|good|great|goed|prima|perfect|graag|hoor|please|"
    r"alsjeblieft|alstublieft|genoeg|enough|too|ook|thanks|dank je|bedankt|for me|wat mij betreft|voldoende|het beste|het liefst))*"
)
_DENIED = r"\b(?:niet|geen|nooit|not|no|never|don t|dont|zonder|without)(?: \w+){0,2}$"
_DENIED_AFTER = re.compile(r"^(?: (?:me|mij|maar|us))* (?:niet|not|liever niet)\b")


def read_reach(spec: Spec, message: Message, asked: bool) -> Read:
    """The way that is wished for, one of the choices. What was not asked for counts as a wish, not as a telling of what was:
    "ik heb al drie keer gebeld" wishes for no call."""
    text = message.text
    for entity in sorted(message.of("email", "phone"), key=lambda e: -e["start"]):
        text = text[: entity["start"]] + " " + text[entity["end"] :]  # "anna@mail.example" is no wish for mail
    if asked or only_a_way(message.text):
        clauses = [folded(text)]
    else:
        clauses = [c for c in map(folded, _CLAUSE.split(text)) if _WISH.search(c)]
    found = [c.value for c in spec.choices if any(_named(name, clause) for name in c.names for clause in clauses)]
    return Value(found[0]) if len(found) == 1 else None


def only_a_way(text: str) -> bool:
    """Whether a message says nothing but how somebody may be reached: "email is fine"."""
    return bool(_ONLY_A_WAY.fullmatch(folded(text)))


def _named(name: str, clause: str) -> bool:
    match = re.search(rf"\b{re.escape(folded(name))}\b", clause)
    return bool(
        match
        and not re.search(_DENIED, clause[: match.start()].rstrip())
        and not _DENIED_AFTER.match(clause[match.end() :])
    )

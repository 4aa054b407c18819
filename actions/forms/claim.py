"""What messages tell of who somebody is, and what of it is still missing. Nothing here looks at the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.forms.model import State
from handoff.content.schema_forms import Form
from handoff.decide import identification as rules
from handoff.decide.fields import HOUSE_FORMATS, Message, Spec, Value, read_birth_date, read_field

WANTS_CODE = re.compile(r"\bcode\b(?!.{0,20}\bis\b)|per e-?mail|by e-?mail", re.I)
_DIGITS_40 = re.compile(r"(?<!\d)(?:40(?:[ .\-]?\d){6})(?!\d)")
# The code did not come, or another one is wanted.
NEW_CODE = re.compile(
    r"\b(?:nieuwe|opnieuw|nog een|niet gekregen|niet ontvangen|(?:geen|nooit een) (?:code|mail|sms|bericht)|ni(?:ets|ks) (?:ontvangen|gekregen|binnen)|"
    r"komt niet|new|again|another|didn'?t (?:get|receive)|haven'?t (?:got|received|gotten)|not received|nothing (?:came|arrived|received))\b",
    re.I,
)
NO_NUMBER = re.compile(
    r"\b(?:weet|ken|heb|vind|zie|herinner)\b.{0,25}\b(?:niet|geen)\b|\bgeen (?:idee|\w*nummer)|\w*nummer (?:kwijt|vergeten)|"
    r"^(?!.*\b(?:wat|hoeveel)\b).*\bkwijt\b|"
    r"\b(?:don't|do not|can't|cannot|didn't) (?:know|have|find|remember|get)\b|\bno (?:idea|(?:\w+ )?number)\b|\blost (?:it|the|my)\b|\bforgot",
    re.I,
)
_NO_NUMBER_NAMED = re.compile(
    r"\b(?:geen|zonder) \w*nummer|\w+nummer (?:niet|kwijt|vergeten)|\b(?:without|no|lost|forgot|don't have|don't know) (?:(?:a|an|my|the) )?(?:\w+ )?number",
    re.I,
)
_NUMBER_AFTER_SLIP = re.compile(
    r"(?<![\w\-])\d{4} ?[A-Za-z]{1,3}[ ,]+(\d{1,4})(?![\w\-])"
)  # "3527 G 12": a postcode with a slip
NOT_TOLD = re.compile(
    r"\b(?:niet|geen|nooit)\b.{0,25}\b(?:vertell\w*|geven|geef|zeggen|delen|doorgeven)|\bliever niet\b|\b(?:vertel|zeg|geef|deel)\b.{0,20}\bniet\b|"
    r"\bgaat (?:je|jullie) niets aan\b|"
    r"\b(?:won't|will not|not going to|don't want to|rather not|refuse to)\b",
    re.I,
)
_BARE_HOUSE = re.compile(r"\W*(\d{1,5})\s?(?:[a-zA-Z]|bis|hs|huis)?\W*")
_HOUSE_NAMED = re.compile(r"\b(?:huis|huisnr|nr|no|nummer|number|house|num)\b[.:]?\s*(\d{1,5})(?![\w\-])", re.I)


def remembered(form: Form, context: Mapping[str, Any], state: State) -> State:
    """With the order, repair or case that was proved earlier in this conversation, when there is one and no other is named."""
    if not form.number or form.level != 1 or state.values.get(form.number):
        return state
    letter, length = HOUSE_FORMATS[form.field(form.number).kind]
    known = (context.get("identified") or {}).get("numbers", [])
    mine = {n for n in known if n.startswith(letter) and sum(c.isdigit() for c in n) == length}
    return state.with_(values={**state.values, form.number: mine.pop()}) if len(mine) == 1 else state


def tells_who(message: Message) -> bool:
    """Whether a message that also gives number and date of birth has the address that we know, not a new one: no street in it."""
    known = message.of("customer_number") and dated(message) and len(message.of("postcode")) == 1
    address = read_field(Spec("address"), message, asked=False) if known else None
    return isinstance(address, Value) and not address.value["street"]


def pieces(form: Form, message: Message, *, asked: bool) -> dict[str, str]:
    """What a message tells of who somebody is. Not asked for, the address in a move is the new one, not the one we know."""
    found: dict[str, str] = {}
    moving = not asked and any(f.kind == "address" for f in form.fields) and not tells_who(message)
    numbers = message.of("customer_number")
    if numbers:
        found["customer_number"] = str(numbers[0]["value"])
    elif asked and (match := _DIGITS_40.search(message.text)):
        found["customer_number"] = re.sub(r"\D", "", match.group())
    for name in () if moving else ("postcode", "house_number"):
        items = message.of(name)
        if items:
            found[name] = str(items[0]["value"])
    if asked and "house_number" not in found and (match := _NUMBER_AFTER_SLIP.search(message.text)):
        found["house_number"] = match[1]
    if asked and "house_number" not in found and (match := _HOUSE_NAMED.search(message.text)):
        found["house_number"] = match[1]
    if asked and "house_number" not in found and (match := _BARE_HOUSE.fullmatch(message.text)):
        found["house_number"] = match[1]
    born = read_birth_date(message)
    if isinstance(born, Value):
        found["birth_date"] = str(born.value)
    if form.level == 1 and form.number:
        spec = form.field(form.number)
        read = read_field(Spec(spec.kind), message, asked=asked)
        bike = read_field(Spec("bike_number"), message, asked=asked) if spec.kind == "repair_number" else None
        number = next((r for r in (read, bike) if isinstance(r, Value)), None)  # reading guide 20
        if number:
            found[form.number] = str(number.value)
    return found


def by_number(form: Form, state: State) -> bool:
    """Level 1, unless the customer tells his own number instead of that of a thing: then as thoroughly as for level 2."""
    return form.level == 1 and (not state.who.get("customer_number") or bool(state.who.get(form.number or "")))


def missing_pieces(form: Form, state: State) -> tuple[str, ...]:
    """What must still be told before a claim can be compared."""
    if by_number(form, state):
        return tuple(n for n in (form.number or "", "postcode") if not state.who.get(n))
    code = form.proof == "code" or state.by_code
    return claimed_in(state).missing(proof="code" if code else "any")


def claimed_in(state: State) -> rules.Claimed:
    """The claim so far, for level 2."""
    names = ("customer_number", "postcode", "house_number", "birth_date")
    return rules.Claimed(**{name: state.who.get(name, "") for name in names})


def lacks_number(form: Form, state: State, message: Message, *, asked: bool) -> bool:
    """The number that would do for a status is not at hand: the customer's own number and address will do as well."""
    if form.level != 1 or state.who.get(form.number or ""):
        return False
    found = pieces(form, message, asked=asked)
    return form.number not in found and (
        "customer_number" in found or bool((NO_NUMBER if asked else _NO_NUMBER_NAMED).search(message.text))
    )


def is_lost(form: Form, state: State, message: Message) -> bool:
    """Whether somebody says that he does not have the number that is asked for; then that is no question about telephone numbers."""
    return bool({form.number, "customer_number"} & set(missing_pieces(form, state))) and bool(
        NO_NUMBER.search(message.text)
    )


def dated(message: Message) -> bool:
    """Whether a date of birth is told, so that "code" in it is no wish for one."""
    return isinstance(read_birth_date(message), Value)

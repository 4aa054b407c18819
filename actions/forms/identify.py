"""The part of a form that establishes who the customer is. Nothing personal is said before, nor whether anybody is known."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.forms.model import State
from actions.forms.words import button, listed
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.decide import identification as rules
from handoff.decide.fields import HOUSE_FORMATS, Message, Spec, Value, Wrong, read_birth_date, read_field
from handoff.store import record
from handoff.work.base import Kit
from handoff.work.effects.identity import code_hash
from handoff.work.plan import Effect

_WANTS_CODE = re.compile(r"\bcode\b(?!.{0,20}\bis\b)|per e-?mail|by e-?mail", re.I)
_DIGITS_40 = re.compile(r"(?<!\d)(?:40(?:[ .\-]?\d){6})(?!\d)")
_NO_NUMBER = re.compile(
    r"\b(?:weet|ken|heb|vind|zie|herinner)\b.{0,25}\b(?:niet|geen)\b|\bgeen (?:idee|\w*nummer)|\w*nummer (?:kwijt|vergeten)|\bkwijt\b|"
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
_NOT_TOLD = re.compile(
    r"\b(?:niet|geen|nooit)\b.{0,25}\b(?:vertell\w*|geven|geef|zeggen|delen|doorgeven)|\bliever niet\b|\b(?:vertel|zeg|geef|deel)\b.{0,20}\bniet\b|"
    r"\bgaat (?:je|jullie) niets aan\b|"
    r"\b(?:won't|will not|not going to|don't want to|rather not|refuse to)\b",
    re.I,
)
_HOUSE_NAMED = re.compile(r"\b(?:huis|huisnr|nr|no|nummer|number|house|num)\b[.:]?\s*(\d{1,5})(?![\w\-])", re.I)
NUMBER_KINDS = ("order_number", "repair_number", "case_number", "bike_number")


@dataclass(frozen=True)
class Outcome:
    """``state`` to go on with; ``text`` to ask, None when it is settled; ``refused``: a person takes over.

    ``case``: a case of nobody's that was opened by its number and postcode; who speaks is then as unknown as before.
    """

    state: State
    text: str | None = None
    buttons: tuple[dict[str, str], ...] = ()
    effects: tuple[Effect, ...] = ()
    refused: bool = False
    customer: str | None = None
    level: int = 0
    how: str | None = None
    case: str | None = None


def settled(form: Form, context: Mapping[str, Any], conversation: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether this conversation is identified well enough for ``form``: once is enough, unless a code is asked."""
    if form.level == 0:
        return True
    if conversation["verified"] >= 2 and conversation["customer_number"]:
        return form.proof != "code" or (context.get("identified") or {}).get("how") == "code"
    known = context.get("identified") or {}
    if form.level == 1 and form.number:
        given = values.get(form.number)
        return known.get("level", 0) >= 1 and given is not None and given in known.get("numbers", [])
    return False


def known_now(s: Situation, effects: Sequence[Effect], context: Mapping[str, Any]) -> Situation:
    """The situation with who the customer turned out to be in this turn, so that the next form need not ask."""
    found = next((e.data for e in effects if e.kind == "identified"), None)
    if found is None:
        return s
    level = max(found["level"], s.conversation["verified"])
    conversation = {**s.conversation, "customer_number": found["customer"], "verified": level}
    return replace(s, conversation=conversation, context={**s.context, **context})


def form_of(kit: Kit, state: State) -> Form:
    """The form of ``state``, at the level that it takes in this conversation."""
    form = kit.content.forms[state.topic]
    return form.model_copy(update={"level": 2}) if state.whole else form


def remembered(form: Form, context: Mapping[str, Any], state: State) -> State:
    """With the order, repair or case that was proved earlier in this conversation, when there is one and no other is named."""
    if not form.number or form.level != 1 or state.values.get(form.number):
        return state
    letter, length = HOUSE_FORMATS[form.field(form.number).kind]
    known = (context.get("identified") or {}).get("numbers", [])
    mine = {n for n in known if n.startswith(letter) and sum(c.isdigit() for c in n) == length}
    return state.with_(values={**state.values, form.number: mine.pop()}) if len(mine) == 1 else state


def first_question(kit: Kit, s: Situation, form: Form, state: State) -> Outcome:
    """Ask for all pieces in one go, less those that were given already."""
    missing = missing_pieces(form, state)
    if by_number(form, state):
        whole = len(missing) == 2
        name = form.field(form.number or "").name.by(s.language)
        text = (
            say(kit.content, "identify_1", s.language, name=name)
            if whole
            else say(kit.content, "identify_missing", s.language, missing=named_pieces(kit, s, form, missing))
        )
        return Outcome(
            state.with_(stage="identify", asked="who", tries=0), text, _no_number_button(kit, s, form, missing)
        )
    code_only = form.proof == "code" or state.by_code
    full = len(missing) == (3 if code_only else 4)
    whole_key = "identify_debt" if kit.content.topics[form.topic].kind == "debt" else "identify_2"
    key = ("identify_2_code" if code_only else whole_key) if full else "identify_missing"
    text = say(kit.content, key, s.language, missing=named_pieces(kit, s, form, missing))
    buttons = () if code_only else (_code_button(kit, s, form),)
    return Outcome(state.with_(stage="identify", asked="who", tries=0), text, buttons)


def pieces(form: Form, message: Message, *, asked: bool) -> dict[str, str]:
    """What a message tells of who somebody is. Not asked for, the address in a move is the new one, not the one we know."""
    found: dict[str, str] = {}
    moving = not asked and any(f.kind == "address" for f in form.fields)
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


async def begin(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message) -> Outcome:
    """See what the message that opens a form tells already, and ask for the rest or compare."""
    if _lacks_number(form, state, message, asked=False):
        form, state = form.model_copy(update={"level": 2}), state.with_(whole=True)
    state = state.with_(who={**state.who, **pieces(form, message, asked=False)})
    if agreed := await _agreed_here(tx, s, form, state):
        return _opened(form, state, agreed)
    if missing_pieces(form, state):
        return first_question(kit, s, form, state)
    return await judge(kit, tx, s, form, state, message)


async def _agreed_here(tx: AsyncConnection, s: Situation, form: Form, state: State) -> str | None:
    """The call-back that the customer agreed on in this very conversation: he was told its time already."""
    if form.level != 1 or not form.number or form.field(form.number).kind != "case_number":
        return None
    return await record.callback_agreed(tx, s.conversation["id"], state.who.get(form.number) or state.values.get(form.number))


def _opened(form: Form, state: State, number: str) -> Outcome:
    """A case of nobody's is open to who speaks, who is as unknown as before."""
    done = state.with_(values={**state.values, form.number or "": number}, stage="fill", asked="", tries=0, who={})
    return Outcome(done, None, (), (Effect("case_opened", {"case": number}),), level=1, how="number", case=number)


async def proceed(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message, choice: Mapping[str, Any]
) -> Outcome:
    """Take in an answer to a question of identification and see how far it brings us."""
    if state.asked == "code" and not choice.get("code"):
        return await _try_code(kit, tx, s, form, state, message)
    if choice.get("whole") or _lacks_number(form, state, message, asked=True):
        form, state = form.model_copy(update={"level": 2}), state.with_(whole=True)
        state = state.with_(who={**state.who, **pieces(form, message, asked=True)})
        if missing_pieces(form, state):
            return first_question(kit, s, form, state)
    if choice.get("code") or (form.level == 2 and not _dated(message) and _WANTS_CODE.search(message.text)):
        state = state.with_(by_code=True)
    found = pieces(form, message, asked=True)
    missing = missing_pieces(form, state)
    if not found and missing[:1] and len(missing) == 1 and missing[0] == "house_number":
        bare = re.fullmatch(r"\D{0,20}(\d{1,5})\s?[a-zA-Z]{0,3}\W*", message.text)
        found = {"house_number": bare[1]} if bare else {}
    who = {**state.who, **found}
    moved = bool(found) or bool(choice.get("code")) or state.by_code
    state = state.with_(who=who, tries=0 if moved else state.tries + 1)
    return await judge(kit, tx, s, form, state, message, moved=moved)


async def judge(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message, *, moved: bool = True
) -> Outcome:
    """Ask what is missing, send a code, or compare."""
    missing = missing_pieces(form, state)
    if missing:
        text = say(
            kit.content, "identify_missing" if moved else "identify_again", s.language,
            missing=named_pieces(kit, s, form, missing), avoid=s.said,
        )  # fmt: skip
        wrong = _what_is_wrong(kit, s, form, message, missing if not moved else [n for n in missing if n == "postcode"])
        if not moved and "customer_number" in missing and _NO_NUMBER.search(message.text):
            wrong = say(kit.content, "identify_where_number", s.language)
        text = f"{wrong} {text}" if wrong else text
        if not moved and not wrong and _NOT_TOLD.search(message.text):
            text = say(kit.content, "identify_not_told", s.language, ask=text)
        offer = form.level == 2 and not state.by_code and form.proof == "any" and "birth_date" in missing
        buttons = (_code_button(kit, s, form),) if offer else ()
        return Outcome(state.with_(stage="identify", asked="who"), text, buttons)
    if await _barred(kit, tx, s, form, state):
        return await _failed(kit, tx, s, form, state)
    if by_number(form, state):
        return await _by_number(kit, tx, s, form, state)
    row = await record.customer(tx, state.who["customer_number"])
    claimed = _claimed(state)
    if state.by_code or form.proof == "code":
        return _send(kit, s, state, row if rules.known_customer(claimed, row) else None)
    if rules.proves(claimed, row) and row is not None:
        return _known(state, row["number"], 2, "birth_date")
    return await _failed(kit, tx, s, form, state)


async def _by_number(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State) -> Outcome:
    kind = form.field(form.number or "").kind
    number = state.who[form.number or ""]
    if kind == "repair_number" and number.isdigit():
        kind = "bike_number"
    owner = await record.owner_of(tx, kind, number)
    case = await record.loose_case(tx, number) if kind == "case_number" else None
    if not rules.status_claim(state.who["postcode"], owner or case):
        return await _failed(kit, tx, s, form, state)
    state = state.with_(values={**state.values, form.number or "": number})
    if owner is not None:
        return _known(state, owner["number"], 1, "number")
    return _opened(form, state, number)


def _known(state: State, customer: str, level: int, how: str) -> Outcome:
    done = state.with_(stage="fill", asked="", tries=0, who={})
    effect = Effect("identified", {"customer": customer, "level": level, "how": how})
    return Outcome(done, None, (), (effect,), customer=customer, level=level, how=how)


def _send(kit: Kit, s: Situation, state: State, row: Mapping[str, Any] | None) -> Outcome:
    """The same words whether or not there is anybody to send a code to."""
    to = row["email"] if row else None
    effect = Effect("send_code", {"purpose": "identify", "subject": state.who["customer_number"], "to": to})
    again = button(say(kit.content, "button_new_code", s.language), form=state.topic, code="again")
    text = say(kit.content, "identify_code_sent", s.language)
    return Outcome(state.with_(stage="identify", asked="code", by_code=True, tries=0), text, (again,), (effect,))


async def _try_code(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, message: Message) -> Outcome:
    given = message.held.get("code", ())
    again = button(say(kit.content, "button_new_code", s.language), form=state.topic, code="again")
    if not given:
        if re.search(
            r"\b(?:nieuwe|opnieuw|nog een|niet gekregen|geen (?:code|mail)|niets ontvangen|new|again|another|didn't get|not received)\b",
            message.text,
            re.I,
        ):
            return await judge(kit, tx, s, form, state, message)
        text = say(kit.content, "identify_code_ask", s.language)
        return Outcome(state.with_(tries=state.tries + 1), text, (again,))
    live = await record.live_codes(tx, s.conversation["id"], "identify", kit.clock.now())
    code = live[0] if live and live[0]["attempts"] < rules.ATTEMPTS else None
    right = hmac.compare_digest(
        code["hash"] if code else "-" * 64, code_hash(kit.settings.secret, s.conversation["id"], given[-1])
    )
    effects = (Effect("code_tried", {"code": code["id"], "right": right}),) if code else ()
    barred = await _barred(kit, tx, s, form, state)
    if right and code and not barred:
        known = _known(state, code["subject"], 2, "code")
        return Outcome(known.state, None, (), (*effects, *known.effects), False, known.customer, 2, "code")
    failed = await _failed(kit, tx, s, form, state, keep=True)
    if failed.refused:
        return Outcome(failed.state, failed.text, (), (*effects, *failed.effects), True)
    text = say(kit.content, "identify_code_wrong", s.language)
    return Outcome(state.with_(asked="code"), text, (again,), (*effects, *failed.effects))


async def _failed(
    kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State, *, keep: bool = False
) -> Outcome:
    """A wrong attempt: the same words each time, and the third time a person."""
    keys = _keys(s, form, state)
    effect = Effect("not_identified", {"keys": list(keys.values())})
    count = await record.failed_attempts(tx, keys["conversation"], s.conversation["created_at"])
    if count + 1 >= rules.ATTEMPTS:
        text = say(kit.content, "identify_refused", s.language)
        return Outcome(state, text, (), (effect,), refused=True)
    empty = state if keep else state.with_(who={}, asked="who", stage="identify", tries=0)
    ask = first_question(kit, s, form, empty)
    text = say(kit.content, "identify_failed", s.language, ask=_short_ask(kit, s, form, empty))
    return Outcome(ask.state, text, ask.buttons, (effect,))


def _short_ask(kit: Kit, s: Situation, form: Form, state: State) -> str:
    missing = named_pieces(kit, s, form, missing_pieces(form, state))
    return f"Ik heb nodig: {missing}." if s.language == "nl" else f"I need: {missing}."


async def _barred(kit: Kit, tx: AsyncConnection, s: Situation, form: Form, state: State) -> bool:
    """Too many wrong attempts on this customer or from this address: right pieces are then treated as wrong ones."""
    keys, now = _keys(s, form, state), kit.clock.now()
    limits = (
        ("customer", rules.CUSTOMER_ATTEMPTS, rules.CUSTOMER_WINDOW),
        ("origin", rules.ORIGIN_ATTEMPTS, rules.ORIGIN_WINDOW),
    )
    for name, most, window in limits:
        if name in keys and await record.failed_attempts(tx, keys[name], now - window) >= most:
            return True
    return False


def _keys(s: Situation, form: Form, state: State) -> dict[str, str]:
    keys = {"conversation": f"identify:conversation:{s.conversation['id']}"}
    named = state.who.get("customer_number") or state.who.get(form.number or "")
    if named:
        keys["customer"] = f"identify:customer:{named}"
    if s.conversation.get("origin"):
        keys["origin"] = f"identify:origin:{s.conversation['origin']}"
    return keys


def by_number(form: Form, state: State) -> bool:
    """Level 1, unless the customer tells his own number instead of that of a thing: then as thoroughly as for level 2."""
    return form.level == 1 and (not state.who.get("customer_number") or bool(state.who.get(form.number or "")))


def missing_pieces(form: Form, state: State) -> tuple[str, ...]:
    if by_number(form, state):
        return tuple(n for n in (form.number or "", "postcode") if not state.who.get(n))
    code = form.proof == "code" or state.by_code
    return _claimed(state).missing(proof="code" if code else "any")


def _claimed(state: State) -> rules.Claimed:
    names = ("customer_number", "postcode", "house_number", "birth_date")
    return rules.Claimed(**{name: state.who.get(name, "") for name in names})


def named_pieces(kit: Kit, s: Situation, form: Form, names: Sequence[str]) -> str:
    words = [
        form.field(n).name.by(s.language) if n == form.number else say(kit.content, f"piece_{n}", s.language)
        for n in names
    ]
    return listed(words, s.language)


def _what_is_wrong(kit: Kit, s: Situation, form: Form, message: Message, names: Sequence[str]) -> str:
    """What is wrong with the shape of one of the pieces ``names``, as far as a message seems to give it."""
    for name in (n for n in names if n not in ("house_number", "birth_date")):
        kind = form.field(name).kind if name == form.number else name
        read = read_field(Spec(kind), message, asked=True)
        if isinstance(read, Wrong):
            return say(kit.content, read.key, s.language, **read.values)
    return ""


def _lacks_number(form: Form, state: State, message: Message, *, asked: bool) -> bool:
    """The number that would do for a status is not at hand: the customer's own number and address will do as well."""
    if form.level != 1 or state.who.get(form.number or ""):
        return False
    found = pieces(form, message, asked=asked)
    return form.number not in found and (
        "customer_number" in found or bool((_NO_NUMBER if asked else _NO_NUMBER_NAMED).search(message.text))
    )


def _no_number_button(kit: Kit, s: Situation, form: Form, missing: Sequence[str]) -> tuple[dict[str, str], ...]:
    if form.number not in missing:
        return ()
    return (button(say(kit.content, "button_no_number", s.language), form=form.topic, whole="yes"),)


def _dated(message: Message) -> bool:
    return isinstance(read_birth_date(message), Value)


def _code_button(kit: Kit, s: Situation, form: Form) -> dict[str, str]:
    return button(say(kit.content, "button_code", s.language), form=form.topic, code="send")

"""How the pieces of a claim are asked for: all at once, less those that were told already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.forms.claim import by_number, missing_pieces
from actions.forms.model import State
from actions.forms.words import button, listed
from actions.situation import Situation
from handoff.content.schema_forms import Form
from handoff.content.texts import text as say
from handoff.work.base import Kit
from handoff.work.plan import Effect


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
    buttons = () if code_only else (code_button(kit, s, form),)
    return Outcome(state.with_(stage="identify", asked="who", tries=0), text, buttons)


def named_pieces(kit: Kit, s: Situation, form: Form, names: Sequence[str]) -> str:
    """Pieces by the names that the customer knows them by, in a row."""
    moving = {"postcode", "house_number"} if any(f.kind == "address" for f in form.fields) else set()
    words = [
        form.field(n).name.by(s.language)
        if n == form.number
        else say(kit.content, f"piece_{n}_now" if n in moving else f"piece_{n}", s.language)
        for n in names
    ]
    return listed(words, s.language)


def _no_number_button(kit: Kit, s: Situation, form: Form, missing: Sequence[str]) -> tuple[dict[str, str], ...]:
    if form.number not in missing:
        return ()
    return (button(say(kit.content, "button_no_number", s.language), form=form.topic, whole="yes"),)


def new_code_button(kit: Kit, s: Situation, state: State) -> dict[str, str]:
    """Another code, where the last did not come or ran out."""
    return button(say(kit.content, "button_new_code", s.language), form=state.topic, code="again")


def code_button(kit: Kit, s: Situation, form: Form) -> dict[str, str]:
    """Rather a code by e-mail than a date of birth."""
    return button(say(kit.content, "button_code", s.language), form=form.topic, code="send")

"""From words to the values of a form: pure functions, one a kind of field.

``read_field`` is the way in. It gives a ``Value``, a ``Wrong`` with the name of the sentence that says what is wrong, or
None when the message says nothing about the field. What was asked for may be written short ("12"); what was not asked for
counts only when it can mean nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handoff.decide.fields.instalments import read_amount, read_wish
from handoff.decide.fields.model import Message, Read, Spec, Value, Wrong
from handoff.decide.fields.numbers import COUNT, HOUSE_FORMATS, read_count, read_height, read_house_format, read_iban
from handoff.decide.fields.people import read_address, read_email, read_name, read_phone, read_postcode
from handoff.decide.fields.periods import read_period
from handoff.decide.fields.reach import read_reach
from handoff.decide.fields.when import read_birth_date, read_date, read_invoices, read_slot
from handoff.decide.fields.words import read_choice, read_photo, read_story, read_text, read_yes_no

__all__ = ["COUNT", "HOUSE_FORMATS", "Message", "Read", "Spec", "Value", "Wrong", "read_birth_date", "read_field"]

READERS: Mapping[str, Callable[[Spec, Message, bool], Read]] = {
    **{kind: read_house_format for kind in HOUSE_FORMATS},
    "address": read_address,
    "amount": read_amount,
    "birth_date": lambda spec, message, asked: read_birth_date(message),
    "choice": read_choice,
    "contract": read_choice,
    "count": read_count,
    "date": read_date,
    "email": read_email,
    "height": read_height,
    "instalments": read_wish,
    "iban": read_iban,
    "invoices": read_invoices,
    "materials": read_choice,
    "name": read_name,
    "period": read_period,
    "phone": read_phone,
    "photo": read_photo,
    "postcode": read_postcode,
    "product": read_choice,
    "reach": read_reach,
    "slot": read_slot,
    "story": read_story,
    "text": read_text,
    "yes_no": read_yes_no,
}


def read_field(spec: Spec, message: Message, *, asked: bool) -> Read:
    """What ``message`` says about the field ``spec``; ``asked``: it is the answer to our question for this field."""
    return READERS[spec.kind](spec, message, asked)

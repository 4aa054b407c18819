"""Which edition of a material we can send. Source: handbook, informatiemateriaal ("Uitzonderingen")."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from handoff.decide.amounts import number_in_words

_COPIES = re.compile(
    r"(?<![\w.,\-])(?P<n>\d{1,3}|[^\W\d_]+)\s+(?:(?:papieren|gedrukte|losse|paper|printed)\s+)?"
    r"(?:stuks|exemplaren|keer|x|copies|brochures|folders|boekjes|prijslijsten|handleidingen|leaflets|price lists|manuals)\b",
    re.I,
)
FALLBACK_LANGUAGE = "en"  # "Andere taal: er is geen vertaling, bied Engels aan"


class Material(Protocol):
    """What this needs of a material."""

    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def forms(self) -> Sequence[str]: ...
    @property
    def version(self) -> dt.date: ...


class Edition(NamedTuple):
    """What can be sent: ``language`` and ``form``, which differ from the wish when ``other_language`` or ``other_form``."""

    language: str
    form: str
    other_language: bool
    other_form: bool


def edition(material: Material, language: str, form: str) -> Edition:
    """The edition nearest to the wish: English where there is no translation, a PDF where there is no paper."""
    spoken = language if language in material.languages else FALLBACK_LANGUAGE
    kind = form if form in material.forms else "pdf"
    return Edition(spoken, kind, spoken != language, kind != form)


def copies_named(text: str) -> int | None:
    """How many of each are wanted, where a message says so: "2 brochures", "drie exemplaren"."""
    for match in _COPIES.finditer(text):
        number = int(match["n"]) if match["n"].isdigit() else number_in_words(match["n"])
        if number:
            return int(number)
    return None

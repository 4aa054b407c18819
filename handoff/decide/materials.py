"""Which edition of a material we can send. Source: handbook, informatiemateriaal ("Uitzonderingen")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, Protocol

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

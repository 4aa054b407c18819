"""The test customers of demo/customers.yml."""

from __future__ import annotations

from functools import lru_cache

from pydantic import TypeAdapter

from handoff.content.files import read
from handoff.demo.shapes import Persona
from handoff.settings import ROOT

FILE = ROOT / "demo" / "customers.yml"


@lru_cache(maxsize=1)
def personas() -> tuple[Persona, ...]:
    """All test customers in the order of the file. Raises ``pydantic.ValidationError`` or ``Unreadable`` when it is wrong."""
    return TypeAdapter(tuple[Persona, ...]).validate_python(read(FILE, "customers.yml"))

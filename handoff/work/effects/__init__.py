"""What a turn sets in motion besides its words: one small function a kind, all in the transaction of the turn.

An ``Effect`` names its kind and the data its function takes; what is unknown is refused when the plan is carried out, so
a mistake cannot half happen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.work.effects import arrears, contracts, data, identity, post, service
from handoff.work.effects.act import Act, Do, free_number
from handoff.work.plan import Effect

__all__ = ["Act", "Effect", "carry_out", "give_numbers"]

KINDS: Mapping[str, Do] = {
    **identity.KINDS,
    **data.KINDS,
    **contracts.KINDS,
    **service.KINDS,
    **post.KINDS,
    **arrears.KINDS,
}
# kinds that give out a number of their own: kind -> (name in the texts, letter)
NUMBERED: Mapping[str, tuple[str, str]] = {
    "new_repair": ("repair", "R"),
    "new_order": ("order", "B"),
    "new_customer": ("customer", "40"),
}


async def give_numbers(tx: AsyncConnection, effects: Sequence[Effect]) -> dict[str, str]:
    """The numbers that the effects of a turn give out, by the name that texts use: {"repair": "R4500012"}."""
    given = {}
    for effect in effects:
        if effect.kind in NUMBERED:
            name, letter = NUMBERED[effect.kind]
            given[name] = await free_number(tx, letter)
    return given


async def carry_out(act: Act, effects: Sequence[Effect]) -> None:
    """Carry out ``effects`` in order. Raises KeyError for a kind that there is not."""
    for effect in effects:
        do: Callable[..., Awaitable[Any]] = KINDS[effect.kind]
        await do(act, **effect.data)

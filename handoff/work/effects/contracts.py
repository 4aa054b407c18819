"""What happens to contracts and orders: cancelled, paused, switched, ordered, moved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import insert, select, update

from handoff.store import customers as c
from handoff.work.base import record
from handoff.work.effects.act import Act, Do

_DAYS = {
    "ends_on",
    "paused_from",
    "paused_to",
    "swapped_on",
    "min_until",
    "date",
    "promised_on",
    "ordered_on",
    "paid_on",
}


async def set_contract(act: Act, *, contract: int, **values: Any) -> None:
    """Change a contract; the history keeps the old values."""
    row = (await act.tx.execute(select(c.contracts).where(c.contracts.c.id == contract).with_for_update())).one()
    new = _days(values)
    old = {name: row._mapping[name] for name in new}
    await act.tx.execute(update(c.contracts).where(c.contracts.c.id == contract).values(**new))
    await record(
        act.tx, act.now, "customer", row.customer_number, "bot", "contract changed",
        contract=contract, old=_plain(old), new=_plain(new), case=act.case,
    )  # fmt: skip


async def set_order(act: Act, *, order: str, **values: Any) -> None:
    """Change a delivery: another day, another slot, an instruction."""
    row = (await act.tx.execute(select(c.orders).where(c.orders.c.number == order).with_for_update())).one()
    new = _days(values)
    old = {name: row._mapping[name] for name in new}
    await act.tx.execute(update(c.orders).where(c.orders.c.number == order).values(**new))
    await record(
        act.tx, act.now, "customer", row.customer_number, "bot", "delivery changed",
        order=order, old=_plain(old), new=_plain(new), case=act.case,
    )  # fmt: skip


async def new_order(act: Act, *, customer: str, product: str, subscription: str, promised_on: str) -> None:
    """Put an order ready; the customer confirms and pays it himself by the link. ``customer`` may be the one made this turn."""
    await act.tx.execute(
        insert(c.orders).values(
            number=act.numbers["order"],
            customer_number=act.filled(customer),
            product=product,
            subscription=subscription,
            status="ordered",
            ordered_on=act.now.date(),
            promised_on=dt.date.fromisoformat(promised_on),
            failed_times=0,
        )
    )


async def new_customer(act: Act, *, name: str, birth_date: str, email: str, address: dict[str, Any]) -> None:
    """Somebody who orders for the first time. What else is needed (telephone, IBAN, mandate) comes with the order itself."""
    await act.tx.execute(
        insert(c.customers).values(
            number=act.numbers["customer"],
            name=name,
            business=False,
            birth_date=dt.date.fromisoformat(birth_date),
            **{k: address[k] for k in ("street", "house_number", "addition", "postcode", "city", "country")},
            email=email,
            language=act.language,
            flags=[],
            since=act.now.date(),
        )
    )
    await record(act.tx, act.now, "customer", act.numbers["customer"], "bot", "customer made", case=act.case)


def _days(values: dict[str, Any]) -> dict[str, Any]:
    return {k: dt.date.fromisoformat(v) if k in _DAYS and isinstance(v, str) else v for k, v in values.items()}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


KINDS: dict[str, Do] = {
    "new_customer": new_customer,
    "set_contract": set_contract,
    "set_order": set_order,
    "new_order": new_order,
}

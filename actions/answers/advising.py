"""The decision of ask_product_advice: needs in, one bike and one alternative with the reason out.

Pure and without words. The order of the rules is ours: who or what goes along decides more than the
distance, because it cannot be changed; the rows themselves are the table in producten.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handoff.content import Content

CHILD_RIDER_AGES = range(4, 13)  # "a child of about 6 to 11"; the length decides in the end
SHORT_KM, MIDDLE_KM, LONG_KM, FAST_KM = 5, 15, 30, 20
NOTHING = "nothing"


@dataclass(frozen=True)
class Wishes:
    """What is known of the customer's needs; None is not known (or does not matter)."""

    length: float | None = None  # metres
    distance: float | None = None  # km a ride
    children: int | None = None  # going along
    cargo: bool = False  # groceries or other big things
    child_rider: bool = False  # the bike is for a child
    storage: str | None = None  # "small", "train", "shed", "street"
    budget: Decimal | None = None  # euros a month
    easy: bool = False
    windy: bool = False
    work: bool = False  # to work, on time
    fear: bool = False  # afraid of falling
    child_kg: float | None = None


@dataclass(frozen=True)
class Advice:
    """`reason` is the row of the table; `remarks` say what changed it ("too_short", "budget" ...)."""

    code: str | None
    alternative: str | None
    reason: str
    remarks: tuple[str, ...] = ()


def _row(w: Wishes, limits: tuple[float, float]) -> tuple[str, list[str]]:
    """Reason and bikes in order of preference, by the first row that holds."""
    if w.child_rider:
        return "child_rider", ["SR-KF1", "SR-VF1"]
    if (w.children or 0) >= 3 or w.fear:
        return ("three_children" if (w.children or 0) >= 3 else "fear"), ["SR-BF3", "SR-BF2"]
    if w.children == 2 or w.cargo:
        return ("two_children" if w.children == 2 else "cargo"), ["SR-BF2", "SR-BF3"]
    if w.children == 1:
        if w.child_kg is not None and w.child_kg > limits[1]:
            return "heavy_child", ["SR-BF2", "SR-BF3"]
        # the table leaves two bikes; the distance settles it
        seat = "SR-ST7" if (w.distance is not None and w.distance <= SHORT_KM) else "SR-EB1"
        return f"one_child_{'short' if seat == 'SR-ST7' else 'electric'}", [seat, "SR-BF2", "SR-EB1", "SR-ST7"]
    if w.storage in ("train", "small") and (w.distance is None or w.distance <= MIDDLE_KM or w.storage == "train"):
        return w.storage, ["SR-VF1", "SR-ST1"]
    distance = w.distance or 0
    if w.work and distance > FAST_KM:
        return "commute", ["SR-SP1", "SR-EB2"]
    if distance > MIDDLE_KM or (w.windy and distance > SHORT_KM):
        return "windy" if w.windy and distance <= MIDDLE_KM else "far", ["SR-EB2", "SR-SP1"]
    if distance > SHORT_KM:
        return "middle", ["SR-EB1", "SR-EB2"]
    if w.windy:
        return "windy", ["SR-EB2", "SR-SP1"]
    if w.easy:
        return "easy", ["SR-ST7", "SR-EB1"]
    return "short", ["SR-ST1", "SR-ST7"]


def advise(wishes: Wishes, content: Content) -> Advice:
    """One bike and one alternative. `code` is None when no bike fits the length: sales looks along."""
    seat = content.accessories.items["rear_seat"].child_kg or (0, 0)
    reason, preferred = _row(wishes, seat)
    if wishes.length is not None and not _anything_fits(wishes, content):
        return Advice(None, None, "length")
    remarks = []
    fitting = [code for code in preferred if fits(content, code, wishes.length)]
    if fitting[:1] != preferred[:1]:
        remarks.append("length")
    if not fitting:
        fitting = [code for code in _others(preferred, wishes, content) if fits(content, code, wishes.length)]
    elif len(fitting) == 1:
        fitting += [code for code in _others(preferred, wishes, content) if fits(content, code, wishes.length)]
    if not fitting:
        return Advice(None, None, "length")
    code, alternative = fitting[0], fitting[1] if len(fitting) > 1 else None
    if wishes.budget is not None and content.products[code].year > wishes.budget:
        if alternative and content.products[alternative].year <= wishes.budget and _holds(wishes, content, alternative):
            code, alternative = alternative, code
            remarks.append("budget_swapped")
        else:
            remarks.append("budget_over")
    return Advice(code, alternative, reason, tuple(remarks))


def _holds(wishes: Wishes, content: Content, code: str) -> bool:
    """Whether as many children as named fit in the box; with fewer than three any bike of the advice will do."""
    return (wishes.children or 0) <= max(content.products[code].features.box_children or 0, 2)


def _others(preferred: list[str], wishes: Wishes, content: Content) -> list[str]:
    """Bikes that come near what was preferred, when length leaves too few: the same kind, then city and e-bikes."""
    kinds = [content.products[code].kind for code in preferred]
    near = [code for kind in kinds for code in content.kinds[kind].products]
    general = [*content.kinds["e_bike"].products, *content.kinds["city_bike"].products]
    if wishes.child_rider or (wishes.children or 0) >= 2 or wishes.cargo:
        general = []
    return [code for code in dict.fromkeys([*near, *general]) if code not in preferred]


def fits(content: Content, code: str, length: float | None) -> bool:
    """Whether somebody of `length` metres can ride the bike; an unknown length always fits."""
    features = content.products[code].features
    return length is None or features.rider_min_m <= length <= features.rider_max_m


def _anything_fits(wishes: Wishes, content: Content) -> bool:
    adults = [code for code, product in content.products.items() if product.kind != "kids_bike" or wishes.child_rider]
    return any(fits(content, code, wishes.length) for code in adults)


# --- what to ask ---------------------------------------------------------------------------------------------

QUESTIONS = ("length", "distance", "load", "storage", "budget")


def next_question(wishes: Wishes, settled: set[str]) -> str | None:
    """The first thing still to ask: questions whose answer cannot change the advice are left out."""
    for name in QUESTIONS:
        if name in settled or (wishes.child_rider and name != "length"):
            continue
        return name
    return None

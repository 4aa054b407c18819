"""Another bike, another size, another subscription. Source: handbook, procedures (switch_subscription)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.capabilities.bikes import (
    BIKE,
    by_language,
    contract_of,
    first_of,
    home,
    home_area,
    product_of,
    running,
    service,
    service_point,
    visit_facts,
    visits,
)
from actions.forms.capabilities.shared import first_term, in_working_days
from actions.forms.model import Capability, Cents, Done, Job, Over, Reject, Step
from actions.forms.round import bike_choice
from actions.forms.words import listed, money
from handoff.content.schema import Product
from handoff.content.schema_forms import FormField
from handoff.decide.calendars import add_months
from handoff.decide.endings import cents, ending, settlement, whole_months
from handoff.decide.fields.model import Choice
from handoff.decide.swaps import (
    cheaper_too_soon,
    discount_kept,
    fits,
    fitting_products,
    month_price,
    size_for,
    swap_cost,
)
from handoff.store.record import Row
from handoff.work.plan import Effect

KIDS = "SR-KF1"
HOME = "home"
PERSON = {"defect_behind_it": ("defect",), "business": ("business_contract",)}


class SwitchSubscription(Capability):
    """Flex to Jaar and the size of a children's bike at once; another bike is put ready for Logistiek."""

    topic = "switch_subscription"

    def choices(self, job: Job, spec: FormField) -> Sequence[Choice]:
        """What there is to change to, from what the customer has."""
        contract = contract_of(job)
        if spec.id == BIKE:
            return [bike_choice(job, r) for r in running(job, "active", "paused")]
        if spec.id == "wish":
            return [c for c in _options(job, spec) if contract is None or self._possible(contract, c.value)]
        if spec.id == "product":
            had = contract["product"] if contract else None
            return [
                Choice(code, p.name, (*p.aliases.nl, *p.aliases.en))
                for code, p in job.content.products.items()
                if code != had
            ]
        return visits(job, self._latest(job)) if spec.id == "slot" and self._new(job) else ()

    def accepts(self, job: Job, spec: FormField, value: Any, *, asked: bool) -> bool:
        """Which of the bikes that were named is the new one shows once we know what the customer has."""
        return asked or spec.id != "product" or job.record is not None

    def needs(self, job: Job, spec: FormField) -> bool:
        """Only what the wish takes."""
        wish = self._wish(job)
        if spec.id == "wish":
            return wish is None
        if spec.id in ("way", "slot"):
            moves = wish in ("bike", "size")
            return moves and home_area(job) is not None and (spec.id == "way" or job.values.get("way") == HOME)
        if spec.id == "height":
            return wish == "bike" or (wish == "size" and not job.values.get("size"))
        if spec.id == "size":
            return False
        return spec.id == BIKE or wish == "bike"

    def check(self, job: Job) -> Step | None:
        """What is for a person, and what cannot be."""
        if job.record is None or job.level < 2:
            return None
        if job.record.customer["business"]:
            return Over("business", lead="business", department="zakelijk")
        if not running(job, "active", "paused"):
            return Over("no_contract", lead="no_contract")
        contract, wish = contract_of(job), self._wish(job)
        if contract is None or wish is None:
            return None
        if not self._possible(contract, wish):
            return Reject("wish", "has_already")
        if wish == "flex" and ending(job.today, "year", contract["min_until"]).early:
            return Over("settlement", lead="settlement")
        if wish == "size" and job.values.get("height") and self._size(job) is None:
            return Over("height_outside_table", lead="no_size", department="verkoop")
        return self._check_bike(job, contract) if wish == "bike" else None

    def _check_bike(self, job: Job, contract: Row) -> Step | None:
        product, height = self._new(job), job.values.get("height")
        if product is None:
            return None
        limited, limits = job.content.delivery.limited, job.content.guidelines["limits"]
        if job.values["product"] in limited.products and home_area(job) not in limited.service_points:
            return Reject("product", "not_here")
        if cheaper_too_soon(job.today, contract["subscription"], contract["month_cents"], self._price(job), contract["swapped_on"]):  # fmt: skip
            return Over("cheaper_within_year", lead="cheaper")
        if not height or fits(height, product.features.rider_min_m, product.features.rider_max_m):
            return None
        outside = not int(limits["height_min_cm"]) <= height <= int(limits["height_max_cm"])
        if outside and job.values["product"] != KIDS:
            return Over("height_outside_table", lead="no_size", department="verkoop")
        return Reject("product", "does_not_fit")

    def hears(self, job: Job, text: str) -> Over | None:
        """A defect behind the wish is a complaint; a company has its own contract."""
        reason = first_of(PERSON, job, text)
        return Over(reason, lead="defect" if reason == "defect_behind_it" else "business") if reason else None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Prices, deposit, costs and days."""
        contract, wish = contract_of(job), self._wish(job)
        if contract is None or wish is None:
            return {"home_cost": service(job, "swap_at_home")}
        old, new = product_of(job, contract), self._new(job)
        facts: dict[str, Any] = {
            "bike_name": old.name,
            "size": self._size(job) or "",
            "free_home": by_language(job, "free" if wish == "size" else "at_home_extra"),
            "home_cost": service(job, "swap_at_home"),
            "price": self._price(job),
            "until": add_months(job.today, job.content.subscriptions.year.min_months),
            "term": contract["min_until"] or "",
            "early_costs": self._early_costs(job, contract),
        }
        if new is not None:
            facts |= self._bike_facts(job, contract, new)
        facts["summary"] = by_language(job, f"summary_{wish}")
        return facts

    def _bike_facts(self, job: Job, contract: Row, new: Product) -> dict[str, Any]:
        deposit = cents(new.deposit) - contract["deposit_cents"]
        cost, height = self._cost(job), job.values.get("height")
        others = fitting_products(height, job.content.products, (new.kind,)) if height else []
        at_home = job.values.get("way") == HOME and bool(job.values.get("slot"))
        low, high = (
            f"{m:.2f} m".replace(".", "," if job.language == "nl" else ".")
            for m in (new.features.rider_min_m, new.features.rider_max_m)
        )
        return {
            "new_name": new.name,
            "difference": Cents(abs(deposit)),
            "deposit": by_language(
                job, "deposit_more" if deposit > 0 else "deposit_back" if deposit else "deposit_same"
            ),
            "cost": Cents(cost),
            "costs": by_language(job, "costs" if cost else "costs_none"),
            "latest": self._latest(job),
            "place": service_point(job, home_area(job)),
            "home": home(job),
            "where": by_language(job, "where_home" if at_home else "where_point"),
            "low": low,
            "high": high,
            "others": listed([job.content.products[code].name for code in others], job.language) or "-",
            "license": by_language(job, "license") if new.features.license else "",
            **(visit_facts(job.values["slot"], job.language) if job.values.get("slot") else {}),
        }

    def notes(self, job: Job) -> Mapping[str, str]:
        """The new price and what swapping costs, for whoever confirms it."""
        contract, new = contract_of(job), self._new(job)
        if contract is None or new is None:
            return {}
        deposit = cents(new.deposit) - contract["deposit_cents"]
        return {
            "Nieuwe maandprijs": money(self._price(job), "nl"),
            "Verschil in borg": money(deposit, "nl"),
            "Kosten omruil": money(self._cost(job), "nl"),
            **({"Maat": self._size(job) or ""} if self._wish(job) == "size" else {}),
        }

    def finish(self, job: Job) -> Step:
        """Done at once, or put ready."""
        contract, wish = contract_of(job), self._wish(job)
        assert contract is not None
        if wish == "year":
            change = {
                "contract": contract["id"],
                "subscription": "year",
                "month_cents": int(self._price(job)),
                "min_until": add_months(job.today, job.content.subscriptions.year.min_months).isoformat(),
            }
            effects = (Effect("set_contract", change),)
            return Done(
                "done_year",
                finished=True,
                effects=effects,
                outcome="overgestapt naar Jaar",
                department="klantenservice",
            )
        if wish == "size":
            text = f"Fiets {contract['bike_number']} omruilen voor {self._size(job)}, {job.values.get('slot') or 'servicepunt'}, klant {job.customer}."
            first, _ = first_term(job)
            tell = Effect("signal", {"what": "swap", "department": "logistiek", "text": text, "by": first.isoformat()})
            return Done("done_size", finished=True, effects=(tell,), outcome="maat omgeruild")
        if wish == "flex":
            return Done("done_flex", department="klantenservice", due=first_term(job))
        return Done(due=first_term(job))

    # --- what follows from the record

    def _wish(self, job: Job) -> str | None:
        wish = job.values.get("wish")
        if wish in (None, "bike") and job.values.get("product"):
            return "bike"
        return str(wish) if wish else ("size" if job.values.get("size") else None)

    def _possible(self, contract: Row, wish: str) -> bool:
        if wish == "size":
            return bool(contract["product"] == KIDS)
        return bool(wish != contract["subscription"])

    def _new(self, job: Job) -> Product | None:
        """The bike that the customer will have: another, or the same in another size."""
        wish, contract = self._wish(job), contract_of(job)
        if wish == "bike" and job.values.get("product"):
            return job.content.products[job.values["product"]]
        return product_of(job, contract) if wish == "size" and contract else None

    def _price(self, job: Job) -> Cents:
        """The new monthly price, with the discount that the contract has."""
        contract = contract_of(job)
        if contract is None:
            return Cents(0)
        wish, old = self._wish(job), product_of(job, contract)
        kept = contract["subscription"]
        percent = discount_kept(
            contract["month_cents"], getattr(old, kept), job.content.subscriptions.rules.extra_bike_discount_percent
        )
        to = wish if wish in ("flex", "year") else kept
        return Cents(month_price(getattr(self._new(job) or old, to), percent))

    def _cost(self, job: Job) -> Cents:
        contract = contract_of(job)
        if contract is None or self._wish(job) == "size":
            return Cents(0)
        prices = (int(service(job, "swap")), int(service(job, "swap_at_home")))
        return Cents(swap_cost(job.today, contract["swapped_on"], job.values.get("way") == HOME, prices))

    def _latest(self, job: Job) -> dt.date:
        new = self._new(job)
        group = new.group if new else "A"
        return in_working_days(job, job.content.delivery.groups[group].working_days)

    def _size(self, job: Job) -> str | None:
        if job.values.get("size"):
            return str(job.values["size"]).replace("_", " ")
        height = job.values.get("height")
        return size_for(height, job.content.products[KIDS].features.sizes) if height else None

    def _early_costs(self, job: Job, contract: Row) -> Cents:
        old = product_of(job, contract)
        months = whole_months(contract["started_on"], job.today)
        return Cents(settlement(cents(old.flex), cents(old.year), contract["month_cents"], months))


def _options(job: Job, spec: FormField) -> list[Choice]:
    return [Choice(v, o.title.by(job.language), (*o.aliases.nl, *o.aliases.en)) for v, o in spec.options.items()]

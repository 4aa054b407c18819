"""Ordering a subscription: put ready, with a link to confirm and pay. Source: handbook, procedures (start_subscription)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from actions.forms.capabilities.bikes import by_language, first_of, service, service_point
from actions.forms.capabilities.shared import in_working_days, missing_of_address, served_by
from actions.forms.model import Capability, Cents, Done, Job, Over, Reject, Step
from actions.forms.words import listed
from handoff.content.schema import Product
from handoff.content.schema_forms import FormField
from handoff.decide.endings import cents
from handoff.decide.first_payment import FirstPayment, age, first_payment
from handoff.decide.swaps import fits, fitting_products, month_price, size_for
from handoff.decide.triage import quantities
from handoff.work.plan import Effect

PERSON = {"cannot_do_it_alone": ("does_not_work_out",)}
KIDS = "SR-KF1"


class StartSubscription(Capability):
    """A new customer tells who he is; of an identified one we know. The customer confirms and pays by the link."""

    topic = "start_subscription"

    def needs(self, job: Job, spec: FormField) -> bool:
        """What we know of an identified customer is not asked again; delivery only where we deliver."""
        if spec.id in ("address", "name", "birth_date", "email"):
            return not self._known(job)
        if spec.id == "license":
            product = self._product(job)
            return product is not None and product.features.license
        return spec.id != "way" or self._area(job) is not None

    def check(self, job: Job) -> Step | None:
        """Too many bikes, open bills, too young, no fitting size, no delivery there."""
        rules = job.content.subscriptions.rules
        if quantities.bikes(job.story) >= int(job.content.guidelines["limits"]["most_bikes"]):
            return Over("business", lead="business", department="zakelijk")
        if self._known(job) and job.record is not None:
            if job.record.open_cents(job.today):
                return Done("arrears", case=False, button_topics=("ask_arrears", "request_payment_plan"))
            if len(job.record.active) >= rules.max_bikes:
                return Done("max_bikes", case=False)
        born = job.day("birth_date")
        if born and age(born, job.today) < rules.minimum_age:
            return Done("too_young", case=False)
        address = job.values.get("address")
        if address and address.get("country", "NL") != "NL":
            return Reject("address", "abroad")
        if job.values.get("license") is False:
            return Reject("product", "needs_license")
        return self._check_fit(job)

    def _check_fit(self, job: Job) -> Step | None:
        product, height = self._product(job), job.values.get("height")
        if product is None:
            return None
        limited, limits = job.content.delivery.limited, job.content.guidelines["limits"]
        placed = self._known(job) or (job.values.get("address") and not missing_of_address(job.values["address"]))
        if placed and job.values["product"] in limited.products and self._area(job) not in limited.service_points:
            return Reject("product", "not_here")
        if not height or fits(height, product.features.rider_min_m, product.features.rider_max_m):
            return None
        if job.values["product"] != KIDS and not int(limits["height_min_cm"]) <= height <= int(limits["height_max_cm"]):
            return Over("height_outside_table", lead="no_size", department="verkoop")
        return Reject("product", "does_not_fit")

    def hears(self, job: Job, text: str) -> Over | None:
        """Who does not manage alone is helped by Verkoop; who wants five bikes by Zakelijk."""
        if quantities.bikes(text) >= int(job.content.guidelines["limits"]["most_bikes"]):
            return Over("business", lead="business", department="zakelijk")
        return Over("cannot_do_it_alone", lead="alone", department="verkoop") if first_of(PERSON, job, text) else None

    def facts(self, job: Job) -> Mapping[str, Any]:
        """Price, first payment, delivery."""
        product, plan = self._product(job), job.values.get("plan")
        facts: dict[str, Any] = {"delivery": service(job, "delivery")}
        if product is None:
            return facts
        facts |= {"bike_name": product.name, **self._fit_facts(job, product)}
        facts |= {"flex": self._price(job, product, "flex"), "year": self._price(job, product, "year")}
        facts["delivery_cost"] = by_language(job, f"delivery_{plan}" if plan else "delivery_any")
        if plan is None:
            return facts
        paid = self._payment(job, product)
        facts |= {
            "plan_name": job.content.subscriptions.year.name if plan == "year" else job.content.subscriptions.flex.name,
            "price": self._price(job, product, plan),
            "promised": self._promised(job, product),
            "total": Cents(paid.total),
            "deposit": Cents(paid.deposit),
            "days": _days(paid.days, job.language),
            "day_price": Cents(paid.day_price),
            "rest": Cents(paid.rest),
            "next_month": Cents(paid.next_month),
            "payment": by_language(job, "payment_next" if paid.next_month else "payment"),
            "and_delivery": by_language(job, "and_delivery") if paid.delivery else "",
            "where": by_language(job, "where_home" if self._delivers(job) else "where_point"),
            "place": service_point(job, self._area(job)),
            "more": by_language(job, "more") if quantities.bikes(job.story) > 1 else "",
            "hours": job.content.subscriptions.rules.payment_link_hours,
        }
        return facts

    def _fit_facts(self, job: Job, product: Product) -> dict[str, Any]:
        height = job.values.get("height")
        others = fitting_products(height, job.content.products, (product.kind,)) if height else []
        low, high = (
            f"{m:.2f} m".replace(".", "," if job.language == "nl" else ".")
            for m in (product.features.rider_min_m, product.features.rider_max_m)
        )
        size = size_for(height, product.features.sizes) if height and product.features.sizes else None
        names = listed([job.content.products[code].name for code in others], job.language) or "-"
        return {"low": low, "high": high, "others": names, "size": f" ({size})" if size else ""}

    def finish(self, job: Job) -> Step:
        """The order is ready and its link goes by mail; of a new customer a record is made."""
        product = self._product(job)
        assert product is not None
        order = {
            "customer": job.customer if self._known(job) else "{customer}",
            "product": job.values["product"],
            "subscription": job.values["plan"],
            "promised_on": self._promised(job, product).isoformat(),
        }
        effects = [Effect("new_order", order)]
        if not self._known(job):
            known = {name: job.values[name] for name in ("name", "birth_date", "email", "address")}
            effects.insert(0, Effect("new_customer", known))
        to = None if self._known(job) else str(job.values["email"])
        return Done(finished=True, effects=effects, outcome="bestelling klaargezet, bestellink gemaild", mail_to=to)

    # --- what follows from what was said

    def _known(self, job: Job) -> bool:
        return job.record is not None and job.level == 2

    def _product(self, job: Job) -> Product | None:
        code = job.values.get("product")
        return job.content.products[code] if code else None

    def _area(self, job: Job) -> str | None:
        if self._known(job) and job.record is not None:
            return served_by(job.content, job.record.customer["city"])
        address = job.values.get("address")
        return served_by(job.content, address["city"]) if address and address.get("city") else None

    def _delivers(self, job: Job) -> bool:
        return job.values.get("way") == "delivery" and self._area(job) is not None

    def _price(self, job: Job, product: Product, plan: str) -> Cents:
        rules = job.content.subscriptions.rules
        bikes = len(job.record.active) if self._known(job) and job.record is not None else 0
        percent = rules.extra_bike_discount_percent if bikes + 1 >= rules.discount_from_bike else 0
        return Cents(month_price(getattr(product, plan), percent))

    def _promised(self, job: Job, product: Product) -> dt.date:
        return in_working_days(job, job.content.delivery.groups[product.group].working_days)

    def _payment(self, job: Job, product: Product) -> FirstPayment:
        rules, plan = job.content.subscriptions.rules, str(job.values["plan"])
        delivery = int(service(job, "delivery")) if plan == "flex" and self._delivers(job) else 0
        return first_payment(
            self._promised(job, product),
            int(self._price(job, product, plan)),
            cents(product.deposit),
            delivery,
            days_in_month=rules.days_in_month,
            next_month_after=rules.first_payment_next_month_after_day,
        )


def _days(count: int, language: str) -> str:
    word = ("dag", "dagen") if language == "nl" else ("day", "days")
    return f"{count} {word[count != 1]}"

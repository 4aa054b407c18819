"""All content together, and the way to a fact by its dotted path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from handoff.content.replies import Canned, TopicAnswers, Wording
from handoff.content.schema import Accessories, Business, Delivery, Insurance, Kind, Product, Service, Subscriptions
from handoff.content.schema_forms import Form
from handoff.content.schema_organisation import Department, Hours, Locations, Material, Organisation, Retention, Topic
from handoff.decide.dunning.rules import Rules


@dataclass(frozen=True, eq=False, repr=False)
class Content:
    """The approved content of one organisation. Compared and hashed by identity: load once, pass around."""

    organisation: Organisation
    departments: Mapping[str, Department]
    hours: Hours
    locations: Locations
    products: Mapping[str, Product]
    kinds: Mapping[str, Kind]
    subscriptions: Subscriptions
    services: Mapping[str, Service]
    accessories: Accessories
    insurance: Insurance
    delivery: Delivery
    business: Business
    materials: Mapping[str, Material]
    topics: Mapping[str, Topic]
    retention: Retention
    dunning: Rules
    wording: Wording
    answers: Mapping[str, TopicAnswers]
    forms: Mapping[str, Form]
    replies: Mapping[str, Canned]
    guidelines: Mapping[str, Any]
    texts: Mapping[str, Any]
    version: str  # changes with every change of any file
    papers: Mapping[str, str] = field(default_factory=dict)  # text of what we send: "IM-01.nl" -> markup

    def __repr__(self) -> str:
        """Short: whoever shows a task or a fault that holds the content would else write out half a megabyte."""
        return f"Content({self.version!r})"

    def fact(self, path: str) -> Any:
        """The fact at a dotted path: "products.SR-EB1.flex", "services.pickup", "contact.debtors.phone".

        A service or accessory stands for its price. Raises `KeyError` when there is no such fact.
        """
        steps = path.split(".")
        if steps[0] == "contact":
            steps.insert(0, "organisation")
        found: Any = self
        for step in steps:
            found = _step(found, step, path)
        for name in ("price", "percent"):
            if isinstance(found, BaseModel) and getattr(found, name, None) is not None:
                return getattr(found, name)
        if found is None or isinstance(found, (Mapping, Content)):
            raise KeyError(path)
        return found


def _step(found: Any, step: str, path: str) -> Any:
    if isinstance(found, Mapping):
        if step in found:
            return found[step]
    elif isinstance(found, (tuple, list)):
        if step.isdigit() and int(step) < len(found):
            return found[int(step)]
    elif isinstance(found, (BaseModel, Content)) and not step.startswith("_"):
        value = getattr(found, step, None)
        if value is not None and not callable(value):
            return value
    raise KeyError(path)

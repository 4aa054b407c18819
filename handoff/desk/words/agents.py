"""Words of the agents' pages: lists that say two things in one column, refusals with a way on, the post list."""

from __future__ import annotations

AGENTS = {
    "actor.bot_version": ("Assistent (versie {version})", "Assistant (version {version})"),
    "contact.role.klant": ("Klant", "Customer"),
    "contact.role.vertegenwoordiger": ("Vertegenwoordiger", "Representative"),
    "callbacks.tried.one": ("{n} keer geprobeerd", "tried {n} time"),
    "callbacks.tried.more": ("{n} keer geprobeerd", "tried {n} times"),
    "customer.alike_more": ("Lijkt op andere klanten:", "Looks like other customers:"),
    "post.pressing.one": ("{n} moet vandaag weg.", "{n} must go today."),
    "post.pressing.more": ("{n} moeten vandaag weg.", "{n} must go today."),
    "error.missing": ("Niet gevonden", "Not found"),
    "error.to_queue": ("Naar de wachtrij", "To the queue"),
    "error.to_search": ("Zoeken", "Search"),
    "signal.until": ("Bevestigen vóór", "Confirm by"),
    "signal.not_yours": ("Dit bevestigt {name}.", "{name} confirms this."),
}

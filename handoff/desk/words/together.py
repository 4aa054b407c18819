"""Texts of working together: offers, who looks, the queue's order. Dutch and English side by side."""

TOGETHER: dict[str, tuple[str, str]] = {
    "offer.title": ("Voor jou", "For you"),
    "offer.accept": ("Aannemen", "Accept"),
    "offer.decline": ("Niet nu", "Not now"),
    "offer.left": ("{n} s", "{n} s"),
    "offer.new": ("Er wordt je een gesprek aangeboden", "A conversation is offered to you"),
    "offer.over": ("Het aanbod is voorbij", "The offer is over"),
    "keys.offer": ("aangeboden gesprek aannemen", "accept what is offered"),
    "keys.no_offer": ("aangeboden gesprek niet nu", "not now what is offered"),
    "error.offer-over": (
        "Dit aanbod is voorbij. Het gesprek staat in de wachtrij of is bij een collega.",
        "This offer is over. The conversation is in the queue or with a colleague.",
    ),
    "event.offer declined": ("Aanbod afgewezen", "Offer declined"),
    "queue.topic": ("Onderwerp", "Topic"),
    "queue.place": ("Plek {n}", "Place {n}"),
    "queue.looks": ("{names} kijkt", "{names} looks at it"),
    "queue.types": ("{names} typt", "{names} is typing"),
    "place.priority": ("prioriteit {name}", "priority {name}"),
    "place.returned": ("was al bij een collega", "was with a colleague already"),
    "place.due": ("reactie vóór {time}", "reaction by {time}"),
    "place.waited": ("wacht {time}", "waiting {time}"),
    "talk.watching": ("Kijkt ook: {names}", "Also looking: {names}"),
}

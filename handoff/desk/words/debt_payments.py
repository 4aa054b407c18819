"""Texts of payments of debtors: booked by hand, taken back, looked for and not found. Dutch and English side by side."""

from __future__ import annotations

DEBT_PAYMENTS: dict[str, tuple[str, str]] = {
    "act.book": ("Betaling boeken", "Book a payment"),
    "act.book_lead": (
        "Het geld is binnen. Zonder factuur gaat het eerst naar de incassokosten en dan naar de oudste factuur. Wat de klant betwist, komt het laatst.",
        "The money has come in. Without an invoice it goes to collection costs first and then to the oldest invoice. What the customer disputes comes last.",
    ),
    "act.book_go": ("Boek de betaling", "Book the payment"),
    "act.received": ("Binnen op", "Came in on"),
    "act.way": ("Hoe", "How"),
    "act.reference": ("Kenmerk", "Reference"),
    "act.for": ("Waarvoor", "For"),
    "act.oldest_first": ("Oudste eerst", "Oldest first"),
    "act.again": (
        "Dit is een tweede betaling van hetzelfde bedrag op dezelfde dag",
        "This is a second payment of the same amount on the same day",
    ),
    "act.undo": ("Boeking terugdraaien", "Take the booking back"),
    "act.undo_go": ("Draai terug", "Take it back"),
    "act.undo_lead": (
        "Het bedrag staat daarna weer open en het schema gaat verder waar het was. De boeking en de reden blijven zichtbaar.",
        "After this the amount is open again and the schedule goes on where it was. The booking and the reason stay visible.",
    ),
    "act.undo_why": ("Reden (nodig)", "Reason (needed)"),
    "debtor.bookings": ("Geboekte betalingen", "Booked payments"),
    "debtor.booked": ("geboekt {at}, {who}", "booked {at}, {who}"),
    "debtor.undone": ("teruggedraaid {at}, {who}", "taken back {at}, {who}"),
    "debtor.booked_costs": ("incassokosten", "collection costs"),
    "booking_state.undone": ("Teruggedraaid", "Taken back"),
    "pay_way.cash": ("contant", "cash"),
    "pay_way.card": ("pin", "card"),
    "pay_way.other": ("anders", "otherwise"),
    "pay_way.undone": ("boeking teruggedraaid", "booking taken back"),
    "said.payment_booked": ("De betaling is geboekt.", "The payment is booked."),
    "said.payment_undone": ("De boeking is teruggedraaid.", "The booking was taken back."),
    "event.payment_booked": ("Betaling geboekt", "Payment booked"),
    "event.payment_undone": ("Boeking teruggedraaid", "Booking taken back"),
    "event.plan_resumed": ("Regeling loopt weer", "Plan runs again"),
    "error.amount-zero": ("Geef een bedrag boven nul.", "Give an amount above zero."),
    "error.day-future": (
        "Deze dag is nog niet geweest. Geef de dag waarop het geld binnenkwam.",
        "This day has not been yet. Give the day on which the money came in.",
    ),
    "error.day-before-invoice": (
        "Deze dag ligt vóór de factuur. Controleer de dag en de factuur.",
        "This day lies before the invoice. Check the day and the invoice.",
    ),
    "error.more-than-open": (
        "Er staat {most} open. Boek hoogstens dat bedrag; wat de klant te veel betaalde, gaat binnen 5 werkdagen terug.",
        "There is {most} open. Book that at most; what the customer paid too much goes back within 5 working days.",
    ),
    "error.way-missing": ("Kies hoe het geld binnenkwam.", "Choose how the money came in."),
    "error.booked-before": (
        "Er is al een betaling van dit bedrag op deze dag geboekt. Is dit echt een tweede? Vink dat dan aan.",
        "A payment of this amount on this day is booked already. Is this really a second one? Then tick that.",
    ),
    "error.form-stale": (
        "Laad deze pagina opnieuw en vul het formulier nog eens in. Er is niets geboekt.",
        "Load this page again and fill in the form once more. Nothing was booked.",
    ),
    "act.tell": (
        "De klant meldde deze betaling: bevestig haar en hef de melding op",
        "The customer reported this payment: confirm it and lift the report",
    ),
    "act.not_found": ("Niet gevonden: bericht aan de klant", "Not found: word to the customer"),
    "act.not_found_go": ("Bekijk het bericht", "Look at the message"),
    "act.not_found_lead": (
        "Het bericht noemt alleen wat je aanvinkt. Je leest het eerst, dan verstuur je het. Het schema gaat na {n} dagen verder. De klant komt op de bellijst.",
        "The message names only what you tick. You read it first, then you send it. The schedule goes on after {n} days. The customer comes on the call list.",
    ),
    "act.places": ("Waar heb je gezocht?", "Where did you look?"),
    "sought.account": (
        "Op onze rekening, vanaf de gemelde dag tot vandaag",
        "On our account, from the reported day until today",
    ),
    "sought.amount": ("Op het bedrag, ook onder een andere naam", "By the amount, under another name too"),
    "sought.last4": ("Op de laatste 4 cijfers van de rekening", "By the last 4 digits of the account"),
    "sought.reference": ("Op factuurnummer en klantnummer", "By invoice number and customer number"),
    "sought.links": ("Bij de betalingen met een betaallink", "Among the payments with a payment link"),
    "sought.unmatched": ("Bij de betalingen die nog van niemand zijn", "Among the payments that belong to nobody yet"),
    "debtor.from_chat": ("uit de chat", "from the chat"),
    "word.title": ("Bericht: betaling niet gevonden", "Message: payment not found"),
    "word.lead": ("Lees het eerst. Er is nog niets verstuurd.", "Read it first. Nothing has been sent yet."),
    "word.way": ("Hoe", "How"),
    "word.send": ("Verstuur het bericht", "Send the message"),
    "word.not": ("Niet versturen", "Do not send"),
    "calls.sought": (
        "Deze klant meldde een betaling die wij niet vonden. Vraag of er een bewijs is; schrijf niets toe en dring niet aan.",
        "This customer reported a payment that we did not find. Ask whether there is proof; blame nobody and do not press.",
    ),
    "said.not_found_told": (
        "Het bericht gaat naar de klant. Het schema gaat daarna verder.",
        "The message goes to the customer. After that the schedule goes on.",
    ),
    "event.payment_not_found": ("Betaling niet gevonden, klant bericht gestuurd", "Payment not found, customer told"),
    "event.notice previewed": ("Bericht bekeken, niet verstuurd", "Message looked at, not sent"),
    "approver.supervisor": ("teamleider van", "team leader of"),
    "error.part-too-small": (
        "Bij schuldhulp of bewind is een termijn minstens {most}; alleen de laatste mag lager zijn.",
        "With debt help or administration a part is {most} at least; only the last may be lower.",
    ),
    "error.places-missing": ("Vink aan waar je hebt gezocht.", "Tick where you looked."),
    "error.report-gone": (
        "Er staat geen melding van een betaling meer. Er is niets verstuurd.",
        "There is no report of a payment any more. Nothing was sent.",
    ),
    "error.nothing-open": (
        "Er staat niets meer open. Er is niets verstuurd.",
        "Nothing is open any more. Nothing was sent.",
    ),
    "error.not-to-customer": (
        "Deze klant krijgt hierover geen bericht: een ander is de gesprekspartner. Er is niets verstuurd.",
        "This customer gets no message about this: somebody else is to be spoken to. Nothing was sent.",
    ),
    "error.no-address": ("Er is geen adres om naar te schrijven.", "There is no address to write to."),
}

"""Texts of refunds and of their second check. Dutch and English side by side."""

REFUNDS: dict[str, tuple[str, str]] = {
    "change_field.refund": ("Terugbetaling", "Refund"),
    "change.not_billing_refund": (
        "Een collega van Facturatie beslist over een terugbetaling boven {limit}.",
        "A colleague of Billing decides on a refund above {limit}.",
    ),
    "change_new.refund_note": (
        "Alleen wat de klant te veel betaalde; een vergoeding leg je vast bij de zaak. Boven {limit} geldt de "
        "terugbetaling pas als een collega van Facturatie haar goedkeurt.",
        "Only what the customer paid too much; an amount granted goes with the case. Above {limit} the refund "
        "only counts once a colleague of Billing approves it.",
    ),
    "value.amount": ("Bedrag in euro", "Amount in euros"),
    "value.refund_for": ("Waarvoor", "What for"),
    "case.refund_waits": (
        "Een vergoeding van {amount} wacht op een collega van Facturatie.",
        "An amount of {amount} waits for a colleague of Billing.",
    ),
    "case.refund_see": ("Bekijk de terugbetaling", "See the refund"),
    "case.granted_two": (
        "Boven {limit} keurt een collega van Facturatie het bedrag goed.",
        "Above {limit} a colleague of Billing approves the amount.",
    ),
    "error.not-billing": (
        "Een collega van Facturatie beslist over een rekeningnummer of een terugbetaling.",
        "A colleague of Billing decides on an account number or a refund.",
    ),
    "error.refund-nobody": (
        "Zoek eerst uit wie de klant is: een bedrag van deze hoogte gaat alleen naar een bekende klant.",
        "Establish who the customer is first: an amount of this size only goes to a known customer.",
    ),
    "error.refund-waits": (
        "Bij deze zaak wacht al een bedrag op een collega van Facturatie.",
        "An amount of this case waits for a colleague of Billing already.",
    ),
    "error.refund-final": (
        "Een terugbetaling verbeter je niet. Neem een nieuwe op.",
        "A refund is not corrected. Take down a new one.",
    ),
    "error.refund-for-missing": ("Waarvoor is de terugbetaling?", "What is the refund for?"),
}

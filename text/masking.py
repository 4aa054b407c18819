"""Personal data that is never kept: masked before a message is stored, logged or understood.

The handbook ("nooit vastleggen"): citizen number, password, code, full card number, identity document; of an IBAN only
the last four. An IBAN stays readable only in the one field that changes it; the caller says so with ``keep_iban``.

What only looks like it stays: numbers of the house (customer, order, repair, invoice, case), telephone numbers, and
numbers that the words around them call something else (a police report, a reference, a frame).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from text import formats

BULLET = "•"
KEPT_DIGITS = 4  # of a card or an account
_NEAR = 40  # letters before a number within which a word says what it is

_BSN_WORDS = re.compile(
    r"\b(bsn|burger\s?service\s?nr|burger\s?service\s?nummer|sofi(?:\s?nummer)?|citizen (?:service )?number|social security|national id(?:entity)? number)",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"\b(klant|order|bestel|factu|faktuur|invoice|zaak|case|customer|reparatie|repair|fiets|bike|frame|tel\b|telefoon|phone|mobiel|mobile|aangifte|"
    r"proces[- ]?verbaal|pv\b|police|politie|serie|serial|kenmerk|referentie|reference|ref\b|dossier|polis|policy|track|zending|pakket|parcel|"
    r"kvk|chamber|barcode|transactie|transaction|betalingskenmerk|accu|battery|chassis)",
    re.IGNORECASE,
)
# A secret follows its name: "wachtwoord is ...", "ww: ...", "pincode 1234". Without "is" or ":" only what cannot be a word.
_SECRET = re.compile(
    r"(?P<lead>\b(?P<name>wacht\s?woord|ww|pass\s?word|passwd|pwd|(?:pin|inlog|toegangs|verificatie|bevestigings|beveiligings|nood|sms|controle|"
    r"activatie|login|log-in|pin-|verification|confirmation|security|access|emergency|one-time|sms-)\s?(?:code|pin)|pin|cvc|cvv|code)\b"
    r"(?:[ ](?:van mij|van mijn account|voor de app|voor mijn account|for my account|for the app|to my account|to log in|that i got|die ik kreeg))?"
    r"(?P<link>\s*(?:is|was|=|:|luidt)(?:\s+(?:nu|now|dus|toch|gewoon|nog steeds|still|just)\b)*\s*[:=]?)?\s*[\"'“‘(]?)"
    r"(?P<secret>[^\s\"'”’,;)]{3,64})",
    re.IGNORECASE,
)
_PLAIN_WORDS = (
    "niet vergeten kwijt resetten reset opnieuw werkt instellen veranderen wijzigen aanvragen weet doet maar invoeren was gewijzigd veranderd "
    "not forgot forgotten lost again works change changed anymore but for the van voor ik het dat die klopt fout wrong geblokkeerd onjuist "
    "incorrect invalid expired verlopen ongeldig meer herstellen mail link page pagina code codes nodig needed wat what how hoe via bij een "
    "nog ook weer steeds helemaal gewoon daarom prima geweigerd gereset blocked rejected still also just always correct juist goed good "
    "hetzelfde same secret geheim veilig safe onbekend unknown leeg empty wel zeker never nooit mijn my jullie your oud oude nieuw nieuwe new "
    "old aangekomen ontvangen received binnengekomen arrived gestuurd sent echt zo te veel erg lastig really so too very hard"
)
_NO_SECRET = frozenset(_PLAIN_WORDS.split())
_DOCUMENT = re.compile(
    r"\b(?:paspoort|passport|rijbewijs|driving licen[cs]e|driver'?s licen[cs]e|id[- ]?(?:kaart|card|bewijs)|identiteits(?:kaart|bewijs)|identity card)"
    r"(?:[- ]?(?:nummer|nr|number|no))?\.?\s*(?:is|:|=|van mij is)?\s*(?P<number>(?=[A-Z0-9]*[0-9])[A-Z0-9]{8,10})\b",
    re.IGNORECASE,
)
# An account with the shape of a Dutch one is masked also when a typing error spoils its check.
_DUTCH_ACCOUNT = re.compile(r"\bNL[ ]?[0-9]{2}[ .\-]?[A-Z]{4}[ .\-]?[0-9](?:[ .\-]?[0-9]){9}(?![0-9])", re.IGNORECASE)


class Masked(NamedTuple):
    """The text that may be kept, and what was masked in it: (type, masked value, start, end) with offsets in ``text``."""

    text: str
    found: tuple[formats.Found, ...]


def mask(text: str, *, keep_iban: bool = False) -> Masked:
    """Mask card numbers (all but the last four), IBANs (likewise), citizen numbers, documents and passwords in ``text``.

    Args:
        text: what the person wrote.
        keep_iban: leave IBANs readable: only for the field that changes the account.

    Returns:
        The masked text and what was masked, offsets referring to the masked text.
    """
    out, found, position, shift = [], [], 0, 0
    for span in find(text, keep_iban=keep_iban):
        out += [text[position : span.start], span.value]
        start = span.start + shift
        found.append(formats.Found(span.type, span.value, start, start + len(span.value)))
        shift += len(span.value) - (span.end - span.start)
        position = span.end
    out.append(text[position:])
    return Masked("".join(out), tuple(found))


def find(text: str, *, keep_iban: bool = False) -> list[formats.Found]:
    """What must be masked in ``text``, in order of place, without overlap: masked values, offsets in ``text`` itself."""
    accounts = list(_accounts(text))
    taken = [(f.start, f.end) for f in accounts]
    spans = [] if keep_iban else accounts

    def take(items: Iterator[formats.Found]) -> None:
        for item in items:
            if not any(item.start < end and start < item.end for start, end in taken):
                spans.append(item)
                taken.append((item.start, item.end))

    take(formats.Found("card_number", _last_four(f.value), f.start, f.end) for f in formats.find_cards(text))
    taken += [(f.start, f.end) for f in formats.find_house_numbers(text)]
    take(_citizen_numbers(text))
    take(_secrets(text))
    take(
        formats.Found("document", BULLET * len(m["number"]), m.start("number"), m.end("number"))
        for m in _DOCUMENT.finditer(text)
    )
    return sorted(spans, key=lambda s: s.start)


def _last_four(value: str) -> str:
    return BULLET * (len(value) - KEPT_DIGITS) + value[-KEPT_DIGITS:]


def _accounts(text: str) -> Iterator[formats.Found]:
    valid = list(formats.find_ibans(text))
    for found in valid:
        yield formats.Found("iban", _last_four(found.value), found.start, found.end)
    for match in _DUTCH_ACCOUNT.finditer(text):
        if not any(match.start() < f.end and f.start < match.end() for f in valid):
            yield formats.Found(
                "iban", _last_four(re.sub(r"[^A-Za-z0-9]", "", match.group()).upper()), match.start(), match.end()
            )


def _citizen_numbers(text: str) -> Iterator[formats.Found]:
    """A number called BSN always; without a name only nine digits that pass the check and are called nothing else."""
    for match in formats.NINE_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
        called = _last_name(before) or _first_name(after)
        if called == "bsn" or (
            called is None and len(digits) == 9 and digits[0] != "0" and formats.eleven_test(digits)
        ):
            yield formats.Found("bsn", BULLET * len(digits), match.start(), match.end())


def _last_name(before: str) -> str | None:
    """What the words before a number call it: the nearest name counts."""
    names = [(m.start(), "bsn") for m in _BSN_WORDS.finditer(before)] + [
        (m.start(), "other") for m in _OTHER_NUMBER.finditer(before)
    ]
    return max(names)[1] if names else None


def _first_name(after: str) -> str | None:
    """What the words right after a number call it ("123456782 is mijn bsn")."""
    sentence = re.split(r"[.!?;\n]", after)[0]
    names = [(m.start(), "bsn") for m in _BSN_WORDS.finditer(sentence)] + [
        (m.start(), "other") for m in _OTHER_NUMBER.finditer(sentence)
    ]
    return min(names)[1] if names else None


def _secrets(text: str) -> Iterator[formats.Found]:
    for match in _SECRET.finditer(text):
        raw = match["secret"]
        secret = raw.rstrip(".!?:")
        if _is_secret(match["name"].lower(), secret, linked=bool(match["link"])):
            yield formats.Found("password", BULLET * 6, match.start("secret"), match.start("secret") + len(secret))


def _is_secret(name: str, secret: str, *, linked: bool) -> bool:
    if len(secret) < 3 or secret.lower() in _NO_SECRET or BULLET in secret:
        return False
    digits = sum(c.isdigit() for c in secret)
    if name == "code":  # of anything: only the figures that we send ourselves, "de code is 482913"
        return linked and secret.isdigit() and len(secret) in (4, 5, 6)
    if name in ("pin", "cvc", "cvv") or name.endswith(("code", "pin")):
        return digits >= 3 and len(secret) <= 8
    return linked or digits > 0 or not secret.isalpha()

"""Personal data that is never kept: masked before a message is stored, logged or understood.

The handbook ("nooit vastleggen"): citizen number, password, code, full card number; of an IBAN only the last four.
An IBAN stays readable only in the one field that changes it; the caller says so with ``keep_iban``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from text import formats

BULLET = "•"
_BSN_WORDS = re.compile(r"\b(bsn|burger\s?service\s?nummer|sofi(?:\s?nummer)?|citizen (?:service )?number|social security)\b", re.I)
_NOT_BSN_WORDS = re.compile(
    r"\b(klant|order|bestel|factuur|invoice|zaak|case|customer|reparatie|repair|fiets|bike|frame|tel|phone|mobiel|nummer van de aangifte|"
    r"proces[- ]?verbaal|serie|serial|kenmerk|reference|referentie)",
    re.I,
)
_PASSWORD = re.compile(
    r"(?P<lead>\b(?:wachtwoord|ww|password|passwd|pincode|pin-code|pin|cvc|cvv)\b(?:\s+(?:is|was|van mij is|=))?\s*[:=]?\s*[\"'“]?)(?P<secret>[^\s\"'”,;]{3,64})",
    re.I,
)
_PASSWORD_WORDS = frozenset(
    "niet vergeten kwijt resetten reset opnieuw werkt instellen veranderen wijzigen aanvragen weet doet en of maar invoeren is was "
    "not forgot forgotten lost reset again works change anymore and or but for the to van voor ik het dat die klopt fout wrong geblokkeerd "
    "incorrect invalid expired verlopen meer herstellen mail link page pagina code codes nodig needed wat what how hoe via bij op in".split()
)


class Masked(NamedTuple):
    """The text that may be kept, and what was masked in it: (type, masked value, start, end) with offsets in ``text``."""

    text: str
    found: tuple[formats.Found, ...]


def _card(text: str) -> list[formats.Found]:
    found = []
    for match in formats.LONG_DIGITS.finditer(text):
        digits = formats.card_digits(match.group())
        if digits:
            found.append(formats.Found("card_number", BULLET * (len(digits) - 4) + digits[-4:], match.start(), match.end()))
    return found


def _bsn(text: str) -> list[formats.Found]:
    found = []
    for match in formats.NINE_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before = text[max(0, match.start() - 40) : match.start()]
        named = bool(_BSN_WORDS.search(before) or _BSN_WORDS.search(text[match.end() : match.end() + 20]))
        if len(digits) == 8 and not (named and not digits.startswith("40")):
            continue
        looks = formats.eleven_test(digits) and not _NOT_BSN_WORDS.search(before)
        if named or looks:
            found.append(formats.Found("bsn", BULLET * len(digits), match.start(), match.end()))
    return found


def _passwords(text: str) -> list[formats.Found]:
    found = []
    for match in _PASSWORD.finditer(text):
        secret = match.group("secret")
        bare = secret.strip(".!?:").lower()
        if bare in _PASSWORD_WORDS or (bare.isalpha() and not re.search(r"[:=]|\b(?:is|was)\b", match.group("lead"), re.I)):
            continue
        if bare.isalpha() and bare in _PASSWORD_WORDS:
            continue
        found.append(formats.Found("password", BULLET * 6, match.start("secret"), match.end("secret")))
    return found


def _ibans(text: str) -> list[formats.Found]:
    return [
        formats.Found("iban", BULLET * (len(f.value) - 4) + f.value[-4:], f.start, f.end) for f in formats.find_ibans(text)
    ]


def find(text: str, *, keep_iban: bool = False) -> list[formats.Found]:
    """What must be masked in ``text``, in order of place: masked values, offsets in ``text`` itself."""
    spans = _card(text) + ([] if keep_iban else _ibans(text))
    taken = [(s.start, s.end) for s in spans] + [(f.start, f.end) for f in formats.find_house_numbers(text)]
    if keep_iban:
        taken += [(f.start, f.end) for f in formats.find_ibans(text)]
    for extra in _bsn(text) + _passwords(text):
        if not any(extra.start < end and start < extra.end for start, end in taken):
            spans.append(extra)
            taken.append((extra.start, extra.end))
    return sorted(spans, key=lambda s: s.start)


def mask(text: str, *, keep_iban: bool = False) -> Masked:
    """Mask card numbers (all but the last four), IBANs (likewise), citizen numbers and passwords in ``text``.

    Args:
        text: what the person wrote.
        keep_iban: leave IBANs readable: only for the field that changes the account.

    Returns:
        The masked text and what was masked, offsets referring to the masked text.
    """
    out, found, position, shift = [], [], 0, 0
    for span in find(text, keep_iban=keep_iban):
        if span.start < position:
            continue
        out += [text[position : span.start], span.value]
        start = span.start + shift
        found.append(formats.Found(span.type, span.value, start, start + len(span.value)))
        shift += len(span.value) - (span.end - span.start)
        position = span.end
    out.append(text[position:])
    return Masked("".join(out), tuple(found))

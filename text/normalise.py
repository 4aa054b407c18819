"""A message as the classifier sees it: formats replaced by their kind, noise folded.

Numbers carry no topic of their own, yet a classifier learns them with confidence (an order number became a greeting).
So each known format and every other number becomes a word that names its kind, in training and in prediction alike.
"""

from __future__ import annotations

import re
import unicodedata

from text import formats, masking

_REPEATS = re.compile(r"([a-z!?.])\1{2,}")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"(?<![a-z])\d+(?:[.,:]\d+)*")
_MASKED = re.compile(masking.BULLET + r"[" + masking.BULLET + r"\w]*")
_KINDS = (
    (formats.URL, " xurl "),
    (formats.EMAIL, " xemail "),
    (formats.HOUSE["case_number"], " xzaaknr "),
    (formats.HOUSE["contact_number"], " xzaaknr "),
    (formats.HOUSE["invoice_number"], " xfactuurnr "),
    (formats.HOUSE["order_number"], " xbestelnr "),
    (formats.HOUSE["repair_number"], " xreparatienr "),
    (formats.HOUSE["customer_number"], " xklantnr "),
    (formats.PHONE, " xtelefoon "),
    (formats.AMOUNT, " xbedrag "),
    (formats.DATE, " xdatum "),
    (formats.POSTCODE_LOWER, None),
    (formats.TIME, " xtijd "),
)
# Words that a four-figure number may precede without being a postcode: "2026 is", "1500 km".
_WORDS = "km wh kg is in en of op te we ik je de al nu om zo er ze na my to at so am pm uu cm mm or"
_NOT_POSTCODE = frozenset(_WORDS.split())


def _postcode(match: re.Match[str]) -> str:
    return match.group() if match.group(2).lower() in _NOT_POSTCODE else " xpostcode "


def for_classifier(text: str) -> str:
    """``text`` in lower case without accents, with numbers and formats replaced by words such as ``xbedrag``."""
    text = unicodedata.normalize("NFKC", text)
    spans = sorted(formats.find_ibans(text), key=lambda f: f.start, reverse=True)
    for found in spans:
        text = text[: found.start] + " xiban " + text[found.end :]
    text = _MASKED.sub(" xmasked ", text)
    for pattern, word in _KINDS:
        text = pattern.sub(word if word else _postcode, text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    text = _NUMBER.sub(" xgetal ", text)
    text = _REPEATS.sub(r"\1\1", text)
    return _SPACE.sub(" ", text).strip()

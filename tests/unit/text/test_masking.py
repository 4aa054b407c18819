"""Masking: nothing that must not be kept stays readable, and what only looks like it does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text import formats
from text.masking import BULLET, find, mask

MASKED = [
    # payment cards: Luhn, any grouping, the last four stay
    ("4111 1111 1111 1111", "••••••••••••1111"),
    ("4111-1111-1111-1111", "••••••••••••1111"),
    ("5500000000000004", "••••••••••••0004"),
    ("amex 3782 822463 10005.", "amex •••••••••••0005."),
    ("1234 4111 1111 1111 1111", "1234 ••••••••••••1111"),
    # accounts: the last four stay; with a typing error too
    ("NL91 ABNA 0417 1643 00", "••••••••••••••4300"),
    ("nl91abna0417164300 op naam van jan", "••••••••••••••4300 op naam van jan"),
    ("BE68 5390 0754 7034", "••••••••••••7034"),
    ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "•••••••••••••••••••••••••••001S"),
    ("NL91 ABNA 0417 1643 01", "••••••••••••••4301"),
    ("NL91ABNA0417164300 NL13TEST0123456789", "••••••••••••••4300 ••••••••••••••6789"),
    # citizen number: named, or nine digits that pass the check and are called nothing else
    ("mijn bsn is 123456782", "mijn bsn is •••••••••"),
    ("BSN: 1234.56.782", "BSN: •••••••••"),
    ("burgerservicenummer 123456789", "burgerservicenummer •••••••••"),
    ("123456782 is mijn bsn", "••••••••• is mijn bsn"),
    ("111222333", "•••••••••"),
    # passwords and codes that are told
    ("mijn wachtwoord is Welkom123!", "mijn wachtwoord is ••••••!"),
    ("ww: hond", "ww: ••••••"),
    ("my password is sunshine", "my password is ••••••"),
    ("het wachtwoord is toch gewoon 'Fiets99'", "het wachtwoord is toch gewoon '••••••'"),
    ("mijn wachtwoord geheim123 werkt niet", "mijn wachtwoord •••••• werkt niet"),
    ("pincode 1234", "pincode ••••••"),
    ("de code is 482913.", "de code is ••••••."),
    ("the verification code 482913", "the verification code ••••••"),
    ("cvc 123", "cvc ••••••"),
    # identity documents
    ("paspoortnummer NXB1234R5", "paspoortnummer •••••••••"),
    ("my driving licence number is 5123456789", "my driving licence number is ••••••••••"),
]
KEPT = [
    "klantnummer 40123456", "klantnummer 4012 3456", "bestelling B1234567", "factuur F2026-031877", "zaak Z2026-004512", "reparatie R1234567",
    "contact K2026-118204", "0612345678", "06 12 34 56 78 en 06 87 65 43 21", "+31 6 12345678", "referentie 111222333", "kenmerk 123456782",
    "aangifte met nummer 111222333", "111222333 is mijn referentie", "proces-verbaal 123456782", "123456789", "framenummer 123456782",
    "wachtwoord vergeten", "mijn wachtwoord is vergeten", "mijn wachtwoord is niet goed", "wachtwoord resetten", "my password is not working",
    "postcode is 1234 AB", "nr 12 en 12 maart 1985", "foutcode 4012", "kortingscode 4012", "code IM-03", "€ 1.234.567,00", "2026-11-23 10:00", "1234 5678 9012 3456",
]  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert mask(text).text == text


def test_the_field_that_changes_an_account_keeps_it() -> None:
    text = "NL91 ABNA 0417 1643 00 en kaart 4111 1111 1111 1111"
    assert mask(text, keep_iban=True).text == "NL91 ABNA 0417 1643 00 en kaart ••••••••••••1111"


def test_offsets_are_those_of_the_masked_text() -> None:
    masked = mask("bsn 123456782 en kaart 4111 1111 1111 1111 en NL91ABNA0417164300")
    assert [f.type for f in masked.found] == ["bsn", "card_number", "iban"]
    assert all(masked.text[f.start : f.end] == f.value for f in masked.found)


def luhn_digit(body: str) -> str:
    return next(d for d in "0123456789" if formats.luhn(body + d))


def check(country: str, account: str) -> int:
    return 98 - int(account + "".join(str(int(c, 36)) for c in country) + "00") % 97


cards = st.tuples(
    st.sampled_from(["4", "51", "34", "6011", "2221"]), st.text("0123456789", min_size=11, max_size=12)
).map(lambda parts: (body := "".join(parts)) + luhn_digit(body))
ibans = st.tuples(st.sampled_from(["NL", "DE", "BE"]), st.text("0123456789", min_size=18, max_size=18)).map(
    lambda parts: f"{parts[0]}{check(*(cut := (parts[0], parts[1][: formats.IBAN_LENGTHS[parts[0]] - 4]))):02d}{cut[1]}"
)
ahead = st.sampled_from(["", " ", "kaart", "kaart ", "mijn nummer is ", "12 ", "\n", "("])
behind = st.sampled_from(
    ["", " ", "kaart", ", graag", " aub", " 12", "\n", ")"]
)  # a figure glued to it would make it another number


@given(cards, ahead, behind, st.integers(2, 6))
def test_no_card_number_stays_readable(card: str, before: str, after: str, group: int) -> None:
    if len(set(card)) == 1:
        return
    for written in (card, " ".join(card[i : i + group] for i in range(0, len(card), group))):
        text = mask(f"{before}{written}{after}").text
        assert list(formats.find_cards(text)) == []
        assert card not in re.sub(r"\D", "", text)


@given(ibans, ahead, behind, st.sampled_from([4, 2, 34]), st.booleans())
def test_no_account_stays_readable(iban: str, before: str, after: str, group: int, lower: bool) -> None:
    assert formats.iban_valid(iban)
    written = " ".join(iban[i : i + group] for i in range(0, len(iban), group))
    text = mask(f"{before}{written.lower() if lower else written}{after}").text
    assert list(formats.find_ibans(text)) == []
    assert iban[-4:] in text


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once
    assert len(find(text)) == len(mask(text).found)


@given(st.text(alphabet="0123456789 .-NLABna" + BULLET, max_size=80))
def test_never_raises_on_numbers(text: str) -> None:
    for span in find(text):
        assert 0 <= span.start < span.end <= len(text)

"""What was told is taken back, in every form and in both languages: who somebody is, the number of a thing, and the fields."""

from __future__ import annotations

import pytest

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.rows import SETS
from tests.support.talking import IDENTIFIED, Talk, content
from tests.unit.forms.helpers import code_of
from tests.unit.forms.test_every_form import OPENERS, opened
from tests.unit.forms.test_request_invoice_copy import months

FORMS = content().forms
TWICE = [(topic, language) for topic in sorted(FORMS) for language in ("nl", "en")]
OWN = {"ask_delivery_status": ("order", "B4410927"), "ask_repair_status": ("repair", "R4500123"), "ask_case_status": ("case", "Z2026-004512"), "request_repair": ("", "102938")}  # fmt: skip
FIRST = frozenset({"report_damage"})  # asks about injuries before anything else


@pytest.mark.parametrize(("topic", "language"), [x for x in TWICE if FORMS[x[0]].level == 2 and x[0] not in FIRST])
async def test_a_wrong_piece_of_who_one_is(kit: Kit, topic: str, language: str) -> None:
    talk = await opened(kit, topic, language)
    code = FORMS[topic].proof == "code"
    known = "40118273, 3527 GV 12" if code else IDENTIFIED
    if not code:  # with a code nothing is told of wrong pieces: no mail comes
        said = await talk.say(known.replace("3527 GV", "3527 GW"))
        assert ("niet controleren" if language == "nl" else "check") in said
    await talk.say(("sorry, het is " if language == "nl" else "sorry, it is ") + known)
    row = await talk.row(t.conversations)
    assert row["verified"] == 2 or (code and row["context"]["form"]["asked"] == "code")


@pytest.mark.parametrize(("topic", "language"), [(x, lang) for x in OWN for lang in ("nl", "en")])
async def test_a_wrong_number_of_a_thing(kit: Kit, topic: str, language: str) -> None:
    has, number = OWN[topic]
    if has:
        await SETS[has](kit)
    talk = await Talk.open(kit, language)
    await talk.say(OPENERS[topic][language == "en"], topic)
    digit = str((int(number[-1]) + 1) % 10)
    await talk.say(f"{number[:-1]}{digit}, 3527 GV")
    assert (await talk.row(t.conversations))["verified"] == 0
    await talk.say((f"nee, het is {number}, 3527 GV") if language == "nl" else f"no, it is {number}, 3527 GV")
    assert (await talk.row(t.conversations))["verified"] == 1


# topic, language, messages ("title!" presses a button), what takes it back, what the answer has and has not
WHO0 = "40118273, 3527 GV, anna@voorbeeld.example"
FIELDS = [
    ("request_callback", "nl", ["bel mij terug op 06 12345678, mijn naam is Kees", "mijn factuur", "morgen om 10 uur"], "nee, bel op 06 87654321", "06 87654321", "06 12345678"),
    ("request_callback", "en", ["call me back on 06 12345678, my name is Kees", "my invoice", "tomorrow at 10 am"], "no, call 06 87654321", "06 87654321", "06 12345678"),
    ("change_address", "nl", ["ik verhuis per 1 december naar Lindelaan 4, 3511 AB Utrecht", IDENTIFIED], "nee, het is 2 december", "2 december 2026", "1 december"),
    ("change_address", "en", ["I'm moving to Lindelaan 4, 3511 AB Utrecht on 1 December", IDENTIFIED], "no, it is 2 December", "2 December 2026", "1 December"),
    ("pause_subscription", "nl", ["ik wil pauzeren van 1 januari tot en met 28 februari", IDENTIFIED], "nee, vanaf 2 januari tot en met 28 februari", "2 januari 2027", "van 1 januari"),
    ("pause_subscription", "en", ["I want to pause from 1 January until 28 February", IDENTIFIED], "no, from 2 January until 28 February", "2 January 2027", "from 1 January"),
    ("complain_delivery", "nl", ["mijn fiets B4410927 zou 20 november komen maar er kwam niemand opdagen", "leveren", WHO0], "nee, het was 19 november", "19 november 2026", "20 november 2026"),
    ("complain_delivery", "en", ["my bike B4410927 was promised for 20 November and nobody showed up", "deliver it", WHO0], "no, it was 19 November", "19 November 2026", "20 November 2026"),
    ("complain_repair", "nl", ["de monteur kwam gisteren niet opdagen voor R4500012, voor niks gewacht", "Nee!", "een afspraak", WHO0], "nee, het is R4500013", "R4500013", "nummer: R4500012"),
    ("complain_repair", "en", ["the mechanic did not show up yesterday for R4500012, waited for nothing", "No!", "an appointment", WHO0], "no, it is R4500013", "R4500013", "number: R4500012"),
    ("complain_product", "nl", ["klacht: de versnelling van fiets 102938 slaat sinds 10 november over", "Ja!", "nooit", "maken", WHO0], "nee, sinds 11 november", "11 november 2026", "10 november 2026"),
    ("complain_product", "en", ["complaint: the gears of bike 102938 keep skipping since 10 November", "Yes!", "never", "mend it", WHO0], "no, since 11 November", "11 November 2026", "10 November 2026"),
    ("complain_staff", "nl", ["jullie medewerker was gisteren onbeleefd tegen mij", "aan de telefoon", "Overslaan!", WHO0], "nee, het was op 20 november", "20 november 2026", "22 november 2026"),
    ("complain_staff", "en", ["your colleague was rude to me yesterday", "on the phone", "Skip!", WHO0], "no, it was on 20 November", "20 November 2026", "22 November 2026"),
    ("complain_digital", "nl", ["de app loopt sinds gisteren steeds vast", "Ja!", "iPhone 14", "herstellen", WHO0], "nee, mijn mail is anna2@voorbeeld.example", "anna2@voorbeeld.example", " anna@voorbeeld.example"),
    ("complain_digital", "en", ["the app keeps crashing since yesterday", "Yes!", "iPhone 14", "fix it", WHO0], "no, my mail is anna2@voorbeeld.example", "anna2@voorbeeld.example", " anna@voorbeeld.example"),
    ("complain_accessibility", "nl", ["ik heb gisteren urenlang gebeld en er nam niemand op", "mijn sleutel", "sneller", WHO0], "nee, mijn mail is anna2@voorbeeld.example", "anna2@voorbeeld.example", " anna@voorbeeld.example"),
    ("complain_accessibility", "en", ["I called for hours yesterday and nobody picked up", "my key", "faster", WHO0], "no, my mail is anna2@voorbeeld.example", "anna2@voorbeeld.example", " anna@voorbeeld.example"),
    ("complain_invoice", "nl", ["klacht over factuur F2026-031877, het bedrag klopt niet", IDENTIFIED, "89 in plaats van 79", "terugbetalen"], "nee, het is factuur F2026-031878", "F2026-031878", "Factuur: F2026-031877"),
    ("complain_invoice", "en", ["complaint about invoice F2026-031877, the amount is wrong", IDENTIFIED, "89 instead of 79", "pay it back"], "no, it is invoice F2026-031878", "F2026-031878", "Invoice: F2026-031877"),
    ("request_repair", "nl", ["mijn achterband is lek, kan er een monteur bij mij thuis komen?", "102938, 3527 GV", "Vinkstraat 12, 3527 GV Utrecht", "woensdagochtend"], "nee, liever dinsdagochtend", "dinsdag 24 november", "woensdag"),
    ("request_repair", "en", ["my rear tyre is flat, can a mechanic come to my home?", "102938, 3527 GV", "Vinkstraat 12, 3527 GV Utrecht", "Wednesday morning"], "no, rather Tuesday morning", "Tuesday 24 November", "Wednesday"),
    ("start_subscription", "nl", ["ik wil een E-Stad met Jaar bestellen, ik ben 1,75 m", "Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht", "Bezorgen!"], "nee, mijn mail is piet2@voorbeeld.example", "piet2@voorbeeld.example", " piet@voorbeeld.example"),
    ("start_subscription", "en", ["I want to order an E-Stad with Jaar, I am 1.75 m tall", "Piet Jansen, 03-04-1990, piet@voorbeeld.example, Lindelaan 4, 3511 AB Utrecht", "Deliver it!"], "no, my mail is piet2@voorbeeld.example", "piet2@voorbeeld.example", " piet@voorbeeld.example"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "language", "messages", "back", "has", "not_"), FIELDS, ids=[f"{f[0]}-{f[1]}" for f in FIELDS])  # fmt: skip
async def test_a_field_is_taken_back(kit: Kit, topic: str, language: str, messages: list[str], back: str, has: str, not_: str) -> None:  # fmt: skip
    talk = await Talk.open(kit, language)
    said = await talk.say(messages[0], topic)
    for message in messages[1:]:
        said = await (talk.press(message[:-1]) if message.endswith("!") else talk.say(message))
    row = await talk.row(t.conversations)
    assert row["context"]["form"]["stage"] == "confirm", said
    said = await talk.say(back, "deny")
    assert has in said
    assert not_ not in said
    assert (await talk.row(t.conversations))["context"]["form"]["topic"] == topic


# Forms that end without a summary, or have a code on the way to it; {code} is the code that was sent.
ON_THE_WAY = [
    ("change_bank_account", "nl", ["mijn nieuwe rekeningnummer is NL20INGB0001234567", "40118273, 3527 GV 12", "{code}", "Anna de Boer!", "Ja!"], "nee, het is DE89 3704 0044 0532 0130 00", "eindigt op 3000", "4567"),
    ("change_bank_account", "en", ["my new account number is NL20INGB0001234567", "40118273, 3527 GV 12", "{code}", "Anna de Boer!", "Yes!"], "no, it is DE89 3704 0044 0532 0130 00", "3000", "4567"),
    ("change_contact_details", "nl", ["mijn nieuwe nummer is 06 87654321", IDENTIFIED, "nee, het is 06 11223344"], "{code}", "06 11223344", "06 87654321"),
    ("change_contact_details", "en", ["my new number is 06 87654321", IDENTIFIED, "no, it is 06 11223344"], "{code}", "06 11223344", "06 87654321"),
    ("request_invoice_copy", "nl", ["stuur me de facturen van september en oktober", IDENTIFIED], "nee, alleen augustus", "F2026-010008", "F2026-010009"),
    ("request_invoice_copy", "en", ["send me the invoices of September and October", IDENTIFIED], "no, only August", "F2026-010008", "F2026-010009"),
    ("request_materials", "nl", ["stuur me de brochure op papier", "nee, doe maar per mail"], "kees@voorbeeld.example", "binnen 5 minuten", "post"),
    ("request_materials", "en", ["send me the brochure on paper", "no, rather by e-mail"], "kees@voorbeeld.example", "within 5 minutes", "post"),
    ("request_materials", "nl", ["stuur me de brochure per post", "nee, ik bedoel de prijslijst"], "Kees Bakker, Lindelaan 4, 3511 AB Utrecht", "Prijslijst", "Brochure"),
    ("request_materials", "en", ["send me the brochure by post", "no, I mean the price list"], "Kees Bakker, Lindelaan 4, 3511 AB Utrecht", "Price list", "Brochure"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "language", "messages", "last", "has", "not_"), ON_THE_WAY)
async def test_what_was_told_is_taken_back_on_the_way(kit: Kit, topic: str, language: str, messages: list[str], last: str, has: str, not_: str) -> None:  # fmt: skip
    if topic == "request_invoice_copy":
        await months(kit)
    talk = await Talk.open(kit, language)
    said = await talk.say(messages[0], topic)
    for message in (*messages[1:], last):
        words = message.replace("{code}", await code_of(talk) if "{code}" in message else "")
        said = await (talk.press(words[:-1]) if words.endswith("!") else talk.say(words))
    assert has in said
    assert not_ not in said


def test_every_request_and_complaint_is_corrected_in_both_languages() -> None:
    told = {(f[0], f[1]) for f in (*FIELDS, *ON_THE_WAY)} | {(topic, lang) for topic in OWN for lang in ("nl", "en")}
    kinds = content().topics
    asked = {(topic, lang) for topic in FORMS if kinds[topic].kind in ("request", "complaint") for lang in ("nl", "en")}
    assert asked <= told

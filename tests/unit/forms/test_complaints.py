"""The seven complaints: taken in completely, with what may be named, and what goes to a person."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from handoff.store import tables as t
from handoff.work.base import Kit
from tests.support.talking import IDENTIFIED, Talk
from tests.unit.forms.helpers import asked, waits

WHO = "40118273, 3527 GV, anna@voorbeeld.example"
# topic, language, the messages after the first one and before the summary, a piece of the summary, a piece of the end
FEWEST = [
    ("complain_delivery", "nl", "mijn fiets B4410927 zou 20 november komen maar er is niemand gekomen", ["morgen leveren", WHO], "20 november 2026", "€ 10"),
    ("complain_delivery", "en", "my bike B4410927 should have come on 20 November but nobody came", ["deliver it tomorrow", WHO], "20 November 2026", "€10"),
    ("complain_repair", "nl", "de monteur is vandaag niet komen opdagen voor R4500012", ["nee", "een nieuwe afspraak", WHO], "Monteur niet gekomen", "€ 10"),
    ("complain_repair", "en", "the mechanic did not show up today for R4500012", ["no", "a new appointment", WHO], "Mechanic did not come", "€10"),
    ("complain_product", "nl", "de versnelling van fiets 102938 slaat sinds 10 november over", ["ja", "nooit", "goed maken", WHO], "102938", "Uiterlijk"),
    ("complain_product", "en", "the gears of bike 102938 keep slipping since 10 November", ["yes", "once", "repair it well", WHO], "102938", "solved"),
    ("complain_invoice", "nl", "op factuur F2026-031877 staat 89 euro in plaats van 79 euro", [IDENTIFIED, "89 in plaats van 79", "terugbetalen"], "F2026-031877", "Uiterlijk"),
    ("complain_invoice", "en", "invoice F2026-031877 says 89 euros instead of 79 euros", [IDENTIFIED, "89 instead of 79", "pay it back"], "F2026-031877", "solved"),
    ("complain_staff", "nl", "de medewerker aan de telefoon was gisteren heel onbeleefd tegen mij", ["aan de telefoon", "excuses", WHO], "22 november", "teamleider"),
    ("complain_staff", "en", "the man on the phone was very rude to me yesterday", ["on the phone", "an apology", WHO], "22 November", "team leader"),
    ("complain_digital", "nl", "de app geeft sinds gisteren fout 403 als ik hem open", ["ja", "Samsung S21", "oplossen", WHO], "403", "Uiterlijk"),
    ("complain_digital", "en", "since yesterday the app crashes every time I open it", ["yes", "iPhone 14", "fix it", WHO], "crashes", "solved"),
    ("complain_accessibility", "nl", "ik heb jullie gisteren gebeld en er nam niemand op", ["over mijn borg", "sneller opnemen", WHO], "Telefoon", "Uiterlijk"),
    ("complain_accessibility", "en", "I called you yesterday and nobody picked up the phone", ["my deposit", "pick up", WHO], "Telephone", "solved"),
]  # fmt: skip


async def until_summary(kit: Kit, topic: str, language: str, first: str, answers: list[str]) -> tuple[Talk, str]:
    """The conversation as far as the summary, with what was said last."""
    talk = await Talk.open(kit, language)
    reply = await talk.say(first, topic)
    for answer in answers:
        reply = await talk.say(answer)
    return talk, reply


@pytest.mark.parametrize(("topic", "language", "first", "answers", "summed", "end"), FEWEST)
async def test_the_fewest_turns(
    kit: Kit, topic: str, language: str, first: str, answers: list[str], summed: str, end: str
) -> None:
    talk, summary = await until_summary(kit, topic, language, first, answers)
    assert summed in summary
    assert await asked(talk) == "confirm"
    done = await talk.say("ja" if language == "nl" else "yes", "affirm")
    assert end in done
    case = await talk.row(t.cases)
    assert case["number"] in done
    assert case["kind"] == "complaint"
    assert case["data"]["Wat er gebeurde"] == first
    if topic != "complain_invoice":
        mail = await talk.row(t.outbox)
        assert mail["payload"]["to"] == "anna@voorbeeld.example"


async def test_a_second_answer_to_one_question_is_not_asked_again(kit: Kit) -> None:
    _, summary = await until_summary(
        kit,
        "complain_delivery",
        "nl",
        "mijn fiets B4410927 zou 20 november komen maar er kwam niemand",
        ["geld terug", "06 12345678", "3527 GV"],
    )
    assert "06 12345678" in summary
    assert "Klantnummer" not in summary


async def test_corrections_at_any_moment(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is te laat", "complain_delivery")
    await talk.say("hij zou op 18 november komen maar ik heb nog niets gezien")
    assert "beloofde datum is nu 19 november 2026" in await talk.say("nee, het was 19 november")
    await talk.say("toch B4410928")
    await talk.say("een korting")
    assert "19 november 2026" in await talk.say("3527 GV, anna@voorbeeld.example")
    assert "Wat moet er anders" in await talk.press("Nee, aanpassen")
    summary = await talk.say("het was niet 19 maar 18 november")
    assert "18 november 2026" in summary
    assert "B4410928" in summary
    assert "anna2@voorbeeld.example" in await talk.say("ja maar mijn mail is anna2@voorbeeld.example", "affirm")
    await talk.say("ja", "affirm")
    data = (await talk.row(t.cases))["data"]
    assert data["Beloofde datum"] == "18 november 2026"
    assert data["Gewenste oplossing"] == "een korting"


async def test_a_question_in_between(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("de monteur is vandaag niet komen opdagen voor R4500012", "complain_repair")
    await talk.say("nee")
    reply = await talk.say("zijn jullie zaterdag open?", "ask_opening_hours")
    assert "9.00" in reply
    assert "goed op?" in reply or "goede oplossing" in reply
    assert "bereiken" in await talk.say("een nieuwe afspraak")


async def test_stop_takes_nothing_in(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("de monteur is vandaag niet komen opdagen voor R4500012", "complain_repair")
    await talk.say("laat maar", "stop")
    assert await talk.rows(t.cases) == []


async def test_another_form_waits_for_its_turn(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("de monteur is vandaag niet komen opdagen voor R4500012", "complain_repair")
    assert "Daarna gaan we verder met" in await talk.say("stuur me ook de prijslijst", "request_materials")
    for answer in ("nee", "een nieuwe afspraak", WHO):
        await talk.say(answer)
    reply = await talk.say("ja", "affirm")
    assert "Zullen we dat nu doen" in reply
    assert "pdf" in await talk.press("Ja")


async def test_a_photo_goes_with_the_complaint(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say(
        "mijn fiets B4410927 kwam op 20 november met een grote kras, verkeerde fiets ook", "complain_delivery"
    )
    assert await asked(talk) == "wish"
    reply = await talk.photo()
    assert "bestand" in reply
    assert await asked(talk) == "wish"
    await talk.say("een andere fiets")
    await talk.say(WHO)
    await talk.say("ja", "affirm")
    assert (await talk.row(t.cases))["data"]["Bestanden"] == "1"


@pytest.mark.parametrize(
    ("topic", "first", "answers", "reason", "said"),
    [
        ("complain_delivery", "ik wacht nog op mijn nieuwe fiets, hij is te laat", ["B4410927, 2 november"], "very_late", "veel te lang"),
        ("complain_repair", "ik heb op de monteur gewacht, maar hij kwam niet", ["9 november"], "very_late", "veel te lang"),
        ("complain_product", "de versnelling van fiets 102938 slaat sinds 10 november over", ["ja", "2 keer"], "third_time", "andere fiets"),
        ("complain_product", "er komt een raar geluid uit mijn fiets bij het trappen", ["nee"], "unsafe_part", "Rijd niet verder"),
        ("complain_digital", "het slot van mijn fiets gaat niet open met de app", ["nee, ik sta er nu naast"], "locked_out_now", "Pechlijn"),
        ("complain_invoice", "mijn factuur F2026-031877 klopt niet, er staat te veel op", [IDENTIFIED, "500 euro"], "disputed_amount", "collega"),
    ],
)  # fmt: skip
async def test_what_goes_to_a_person(
    kit: Kit, topic: str, first: str, answers: list[str], reason: str, said: str
) -> None:
    talk, reply = await until_summary(kit, topic, "nl", first, answers)
    assert said in reply
    await waits(talk, reason)
    assert (await talk.row(t.cases))["data"]["Wat er gebeurde"] == first


async def test_a_complaint_about_a_colleague_is_confidential(kit: Kit) -> None:
    talk, _ = await until_summary(
        kit, "complain_staff", "nl", "de man aan de balie was gisteren grof tegen mij", ["balie", "niets", WHO]
    )
    await talk.say("ja", "affirm")
    assert (await talk.row(t.contacts))["confidential"]


async def test_bad_input_is_named(kit: Kit) -> None:
    talk = await Talk.open(kit)
    await talk.say("mijn fiets is te laat", "complain_delivery")
    await talk.say("ik wacht al een hele tijd op mijn nieuwe fiets")
    assert "moet nog komen" in await talk.say("B4410927, 20 december")
    assert await asked(talk) == "promised"
    assert "31 april bestaat niet" in await talk.say("31 april")
    assert "oplossing" in await talk.say("18 november")


async def test_the_same_confirmation_twice(kit: Kit) -> None:
    talk, _ = await until_summary(kit, *FEWEST[0][:4])
    buttons = talk.buttons
    await talk.press("Ja, dat klopt")
    talk.buttons = buttons
    assert "al afgerond" in await talk.press("Ja, dat klopt")
    assert len(await talk.rows(t.cases)) == 1


async def test_an_identified_customer_is_asked_less(kit: Kit) -> None:
    talk = await Talk.open(kit)
    async with kit.db.write() as tx:
        await tx.execute(update(t.conversations).values(customer_number="40118273", verified=2))
    await talk.say("mijn fiets B4410927 zou 20 november komen maar er is niemand gekomen", "complain_delivery")
    assert "Klopt dat" in await talk.say("morgen leveren")
    await talk.say("ja", "affirm")
    assert (await talk.row(t.outbox))["payload"]["to"] == "anna@voorbeeld.example"
    assert kit.clock.now() - dt.timedelta(days=1) < (await talk.row(t.cases))["created_at"]

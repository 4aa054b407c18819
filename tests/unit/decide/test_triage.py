"""Priority, route and what raises: each line of prioriteiten.md and of the reading guide (LW) that decides one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handoff.decide.triage import Facts, Part, Triage, triage
from handoff.decide.triage.starts import starts_something

Weigh = Callable[..., Triage]

# topics, text, priority, route: prioriteiten.md, "De vier niveaus", and LW 2, 3.
LEVELS = [
    # critical: danger to people, injury, unsafe bike, smoke, suicide or violence, threat to a colleague, data leak
    ("report_injury", "ik ben aangereden en mijn been bloedt", "critical", "handoff"),
    ("report_injury", "mijn remmen doen het niet", "critical", "handoff"),
    ("signal_distress", "I don't want to live anymore", "critical", "handoff"),
    ("request_repair", "the fork is cracked", "critical", "handoff"),
    ("complain_product", "er kwam rook uit de accu", "critical", "handoff"),
    ("complain_staff", "ik sla die monteur in elkaar", "critical", "handoff"),
    ("complain_digital", "ik zie de naam en het adres van een andere klant", "critical", "handoff"),
    ("report_damage", "gevallen, ik denk dat mijn arm gebroken is", "critical", "handoff"),
    # high: threat with steps, theft, hardship, shut out, death, discrimination, fraud, last day today
    ("threaten_escalation", "ik stap naar de rechter", "high", "handoff"),
    ("threaten_escalation", "I'll go to the press", "high", "handoff"),
    ("report_theft", "mijn fiets is gestolen", "high", "form"),
    ("report_theft", "ik zie de dief nu fietsen op mijn fiets", "high", "handoff"),
    ("report_hardship", "ik kan niet betalen", "high", "handoff"),
    ("report_hardship", "wat kan ik doen als ik niet kan betalen", "high", "handoff"),
    ("request_payment_plan", "ik heb te veel schulden, kan ik een regeling", "high", "handoff"),
    ("complain_digital", "ik sta buiten voor een dicht slot", "high", "handoff"),
    ("cancel_subscription", "mijn vader is overleden, ik wil opzeggen", "high", "handoff"),
    ("complain_staff", "ik word gediscrimineerd", "high", "handoff"),
    ("ask_reminder_received", "ik kreeg een nepbericht met een betaallink", "high", "handoff"),
    ("cancel_subscription", "ik wil opzeggen, de einddatum is vandaag", "high", "form"),
    ("change_address", "ik verhuis vandaag", "high", "form"),
    ("dispute_claim", "mijn advocaat betwist deze vordering", "high", "handoff"),
    # normal: every other procedure, request, complaint and payment question
    ("cancel_subscription", "ik wil opzeggen", "normal", "form"),
    ("request_repair", "lekke band", "normal", "form"),
    ("change_address", "I moved to Delft", "normal", "form"),
    ("complain_delivery", "mijn fiets is twee dagen te laat", "normal", "form"),
    ("complain_staff", "de medewerker was onbeleefd", "normal", "form"),
    ("complain_accessibility", "mijn e-mail is nooit beantwoord", "normal", "form"),
    ("ask_arrears", "hoeveel sta ik open", "normal", "form"),
    ("ask_case_status", "hoe staat het met mijn zaak", "normal", "form"),
    ("ask_delivery_status", "where is my bike", "normal", "form"),
    ("report_payment_made", "ik heb al betaald", "normal", "form"),
    ("dispute_claim", "ik betwist die 30 euro", "normal", "form"),
    ("dispute_claim", "ik betwist de incassokosten van 40 euro", "normal", "handoff"),
    ("request_data_access", "ik wil mijn gegevens inzien", "normal", "form"),
    ("ask_complaint_procedure", "ik wil een klacht indienen", "normal", "form"),
    # low: general information, material, a copy of an invoice, a compliment
    ("ask_opening_hours", "hoe laat zijn jullie open", "low", "answer"),
    ("cancel_subscription", "wat is de opzegtermijn", "low", "answer"),
    ("report_theft", "wat moet ik doen als mijn fiets gestolen wordt", "low", "answer"),
    ("ask_complaint_procedure", "hoe werkt de klachtenprocedure", "low", "answer"),
    ("request_materials", "stuur mij een brochure", "low", "form"),
    ("request_invoice_copy", "kan ik een kopie van de factuur van mei krijgen", "low", "form"),
    ("praise", "wat een fijne fiets!", "low", "answer"),
]

META = [
    ("greet", "hoi", "low", "answer"), ("goodbye", "doei", "low", "answer"), ("thank", "dank je", "low", "answer"),
    ("affirm", "ja", "low", "answer"), ("deny", "nee", "low", "answer"), ("stop", "laat maar", "low", "answer"),
    ("ask_repeat", "wat zei je", "low", "answer"), ("ask_is_bot", "ben je een robot", "low", "answer"),
    ("ask_capabilities", "wat kun je", "low", "answer"), ("switch_language", "in English please", "low", "answer"),
    ("out_of_scope", "hoe laat gaat de trein", "low", "answer"),
    ("ask_human", "ik wil een mens", "normal", "handoff"), ("vent_frustration", "grrr wat een bende", "normal", "handoff"),
]  # fmt: skip


@pytest.mark.parametrize(("topics", "text", "priority", "route"), LEVELS + META)
def test_priority_and_route(weigh: Weigh, topics: str, text: str, priority: str, route: str) -> None:
    verdict = weigh(topics, text)
    assert (verdict.priority, verdict.route) == (priority, route), verdict


def test_complex_exactly_when_there_is_a_reason(weigh: Weigh) -> None:
    for topics, text, _, route in LEVELS + META:
        verdict = weigh(topics, text)
        assert (verdict.complexity == "complex") is bool(verdict.reasons)
        assert verdict.complexity == "simple" or route == "handoff"


# What raises, one step each, up to high; and what only looks like it.
RAISED = [
    ("complain_repair", "ik ben ziek en de monteur kwam niet", "vulnerable", "high"),
    ("request_repair", "I'm pregnant and my chain is broken", "vulnerable", "high"),
    ("change_address", "ik ben 82 en ga verhuizen", "vulnerable", "high"),
    ("complain_delivery", "sorry mijn nederlands is niet goed, de fiets komt niet", "vulnerable", "high"),
    ("request_repair", "ik breng er mijn kinderen mee weg en de ketting is stuk", "vulnerable", "high"),
    ("ask_product_usage", "ik ben slechtziend, hoe open ik het slot", "vulnerable", "normal"),
    ("complain_product", "de lamp is alweer stuk", "repeated_contact", "high"),
    ("change_bank_account", "ik heb vorige week al gebeld over mijn nieuwe iban", "repeated_contact", "high"),
    ("request_invoice_copy", "already asked twice for my invoice, second time", "repeated_contact", "normal"),
    ("ask_reminder_received", "in de brief staat dat ik uiterlijk vandaag moet betalen", "deadline_today", "high"),
    ("complain_invoice", "de termijn is voorbij en ik heb geen besluit", "term_missed", "high"),
]
NOT_RAISED = [
    ("complain_delivery", "I'm sick of this, the bike is late"),
    ("ask_product_advice", "welke bakfiets is goed om mijn kinderen naar school te brengen"),
    ("complain_product", "de lamp is weer stuk, de vorige keer was twee jaar geleden"),
    ("complain_delivery", "de bezorger kwam te laat"),
    ("ask_opening_hours", "zijn jullie vandaag nog open"),
    ("complain_repair", "de monteur kwam niet"),
]


@pytest.mark.parametrize(("topics", "text", "by", "priority"), RAISED)
def test_raised(weigh: Weigh, topics: str, text: str, by: str, priority: str) -> None:
    verdict = weigh(topics, text)
    assert by in verdict.raised_by
    assert verdict.priority == priority


@pytest.mark.parametrize(("topics", "text"), NOT_RAISED)
def test_not_raised(weigh: Weigh, topics: str, text: str) -> None:
    assert weigh(topics, text).raised_by == ()


@pytest.mark.parametrize(
    ("known", "by", "route"),
    [
        ({"contacts_same_topic": 1}, ("repeated_contact",), "form"),
        ({"complaints_this_year": 2}, ("third_complaint",), "form"),
        ({"complaints_this_year": 1}, (), "form"),
        ({"term_missed": True}, ("term_missed",), "handoff"),
        ({"open_case_same_topic": True}, (), "handoff"),
    ],
)
def test_what_the_register_knows(weigh: Weigh, known: dict[str, Any], by: tuple[str, ...], route: str) -> None:
    verdict = weigh("complain_delivery", "de bel ontbreekt", **known)
    assert verdict.raised_by == by
    assert verdict.priority == ("high" if by else "normal")
    assert verdict.route == route


def test_steps_add_up_but_never_above_high(weigh: Weigh) -> None:
    verdict = weigh("request_invoice_copy", "ik ben blind, stuur me de factuur", contacts_same_topic=2)
    assert (verdict.raised_by, verdict.priority) == (("vulnerable", "repeated_contact"), "high")
    assert weigh("report_theft", "ik ben zwanger en mijn fiets is gestolen", contacts_same_topic=3).priority == "high"


def test_register_does_not_weigh_on_a_plain_question(weigh: Weigh) -> None:
    verdict = weigh("ask_opening_hours", "hoe laat open", open_case_same_topic=True, term_missed=True)
    assert (verdict.complexity, verdict.route) == ("simple", "answer")


def test_own_open_case_is_no_reason_to_ask_how_it_stands(weigh: Weigh) -> None:
    assert weigh("ask_case_status", "hoe staat het met mijn zaak", open_case_same_topic=True).route == "form"


def test_third_report_in_thirty_days_of_a_case_goes_to_a_person(weigh: Weigh) -> None:
    verdict = weigh("ask_case_status", "hoe staat het met mijn zaak", contacts_same_topic=1)
    assert (verdict.reasons, verdict.priority, verdict.route) == (("asked_before",), "high", "handoff")


# LW 1: the heaviest route and priority count; what the assistant may do itself, it does itself.
SEVERAL = [
    ("ask_opening_hours+ask_product_price", "hoe laat open || wat kost de E-Ver", ("answer", "answer"), "answer", "low"),
    ("ask_opening_hours+cancel_subscription", "hoe laat open || ik wil opzeggen", ("answer", "form"), "form", "normal"),
    ("complain_invoice+ask_locations", "er is 300 euro te veel afgeschreven || waar zitten jullie", ("handoff", "answer"), "handoff", "normal"),
    ("complain_delivery+complain_staff+change_address", "de fiets kwam te laat || de bezorger was kortaf || mijn nieuwe adres is Kerkweg 1",
     ("handoff", "handoff", "handoff"), "handoff", "normal"),
    ("complain_delivery+complain_repair+ask_opening_hours", "de fiets kwam te laat || de monteur kwam niet || hoe laat open", ("handoff", "handoff", "answer"), "handoff", "normal"),
    ("complain_staff+complain_invoice", "de man was kortaf || dubbel afgeschreven", ("handoff", "handoff"), "handoff", "normal"),
    ("dispute_claim+request_materials", "ik betwist 400 euro || stuur me het klachtenreglement", ("handoff", "form"), "handoff", "normal"),
    ("report_theft+ask_opening_hours", "mijn fiets is gestolen || hoe laat open", ("form", "answer"), "form", "high"),
]  # fmt: skip


@pytest.mark.parametrize(("topics", "text", "routes", "route", "priority"), SEVERAL)
def test_several_parts(
    weigh: Weigh, topics: str, text: str, routes: tuple[str, ...], route: str, priority: str
) -> None:
    verdict = weigh(topics, text)
    assert (verdict.part_routes, verdict.route, verdict.priority) == (routes, route, priority)


def test_a_word_in_one_part_says_nothing_of_the_other(weigh: Weigh) -> None:
    verdict = weigh("complain_invoice+ask_insurance", "ik ben dubbel afgeschreven || wat is het eigen risico")
    assert verdict.reasons == ()


def test_the_story_around_a_part_counts(content: Any, signs: Any) -> None:
    text = "Dit is al de tweede keer. De monteur is niet gekomen. En hoe laat zijn jullie open?"
    parts = [
        Part("De monteur is niet gekomen.", "complain_repair", "complaint"),
        Part("En hoe laat zijn jullie open?", "ask_opening_hours", "info"),
    ]
    verdict = triage(Facts(text, parts, {}, {}), signs, content.guidelines["limits"])
    assert verdict.reasons == ("second_missed_appointment",)


@pytest.mark.parametrize(
    ("text", "misunderstood", "route", "reasons"),
    [
        ("hmm", 0, "clarify", ()),
        ("hmm", 1, "clarify", ()),
        ("hmm", 2, "handoff", ("not_understood_twice",)),
        ("ik ben woedend", 0, "handoff", ("strong_emotion",)),
        ("er komt rook uit", 0, "handoff", ("danger",)),
        ("ik wil een mens spreken", 0, "handoff", ("asked_for_person",)),
        ("", 0, "clarify", ()),
    ],
)
def test_without_parts(
    content: Any, signs: Any, text: str, misunderstood: int, route: str, reasons: tuple[str, ...]
) -> None:
    verdict = triage(Facts(text, [], {}, {}, misunderstood=misunderstood), signs, content.guidelines["limits"])
    assert (verdict.route, verdict.reasons) == (route, reasons)
    assert verdict.priority == ("critical" if "danger" in reasons else "normal")


def test_every_topic_has_the_priority_of_the_handbook(content: Any) -> None:
    base = {k: v.priority for k, v in content.topics.items()}
    high = {"report_theft", "report_hardship", "threaten_escalation"}
    critical = {"report_injury", "signal_distress"}
    for name, topic in content.topics.items():
        expected = (
            "critical"
            if name in critical
            else "high"
            if name in high
            else "low"
            if topic.kind in ("info", "meta")
            else "normal"
        )
        if name in ("request_materials", "request_invoice_copy"):
            expected = "low"
        if name in ("ask_human", "vent_frustration"):
            expected = "normal"
        assert base[name] == expected, name


def test_every_sign_that_a_rule_names_exists(content: Any) -> None:
    import inspect

    from handoff.decide.triage import message_rules, part_rules, priority

    named = set()
    for module in (message_rules, part_rules, priority):
        for line in inspect.getsource(module).splitlines():
            for call in ("shows(", "starting(", "counts("):
                if call in line and '"' in line:
                    inside = line.split(call, 1)[1].split(")", 1)[0]
                    named |= {word.strip().strip('"') for word in inside.split(",") if word.strip().startswith('"')}
    assert named <= content.guidelines["signs"].keys()


def test_starts_something_is_exported() -> None:
    assert callable(starts_something)


def test_a_plain_question_is_never_complex_for_a_word_in_it(weigh: Weigh) -> None:
    for topics, text in (
        ("dispute_claim", "hoe maak ik bezwaar tegen incassokosten?"),
        ("ask_deposit_refund", "wat wordt er ingehouden als ik het er niet mee eens ben?"),
        ("change_address", "wat als ik naar Duitsland verhuis?"),
        ("report_damage", "wie betaalt als ik een auto raak?"),
        ("ask_complaint_procedure", "wat als mijn klacht niet opgelost is, kan ik dan naar de rechter?"),
    ):
        verdict = weigh(topics, text)
        assert (verdict.complexity, verdict.route, verdict.priority) == ("simple", "answer", "low"), (text, verdict)

"""Question -> the exact fact in the answer. Every fact is from the tables of the organisation."""

from __future__ import annotations

import pytest

from tests.unit.answers.helpers import ask

PRICE, FEATURES, COMPARE = "ask_product_price", "ask_product_features", "ask_product_comparison"
ACCESSORIES, INSURANCE, AVAILABLE = "ask_accessories", "ask_insurance", "ask_availability"
BUSINESS, RANGE = "ask_business", "ask_product_range"

CASES = [
    # --- price ---
    (PRICE, "nl", "wat kost de bakfiets met drie wielen per jaarabonnement?", ["E-Bak Drie", "€ 162"]),
    (PRICE, "nl", "prijs e-ver jaar", ["E-Ver", "€ 84"]),
    (PRICE, "nl", "hoeveel kost de SR-ST7 met flex", ["Stad Comfort", "€ 27,50", "€ 50"]),
    (PRICE, "nl", "Wat kost een e-bike per maand?", ["€ 79", "€ 65", "€ 99", "€ 84", "€ 150"]),
    (PRICE, "nl", "is het waar dat de e-stad 65 euro kost op jaar", ["€ 65"]),
    (PRICE, "nl", "wat kost de speedpedelec", ["Snel 45", "€ 189", "€ 159"]),
    (PRICE, "nl", "kinderfiets per maand?", ["Sprong", "€ 12,50", "€ 9,50"]),
    (PRICE, "nl", "bakfeits met drie wielen prijs", ["E-Bak Drie", "€ 189"]),
    (PRICE, "en", "how much is the e-stad?", ["E-Stad", "€79", "€65"]),
    (PRICE, "en", "price of the cargo bike with two wheels on a yearly plan", ["E-Bak Twee", "€145"]),
    (PRICE, "nl", "Wat kost een kinderzitje?", ["€ 3,50", "€ 4 ", "9–15 kg", "9–22 kg"]),
    (PRICE, "nl", "wat kost een extra accu", ["€ 19 per maand"]),
    (PRICE, "nl", "hoe duur is een telefoonhouder", ["eenmalig € 15"]),
    (PRICE, "en", "what does a helmet cost", ["€45"]),
    (PRICE, "nl", "wat kost bezorgen", ["Jaar is bezorgen gratis", "€ 25"]),
    (PRICE, "nl", "is bezorgen gratis bij een jaarabonnement", ["gratis"]),
    (PRICE, "nl", "wat kost bezorgen bij flex", ["€ 25"]),
    (PRICE, "nl", "ophalen aan huis kosten", ["€ 25"]),
    (PRICE, "nl", "reservesleutel prijs", ["€ 15"]),
    (PRICE, "nl", "wat kost een nieuw accuslot", ["€ 60"]),
    (PRICE, "nl", "ketting slot kwijt, wat kost een nieuwe", ["€ 45"]),
    (PRICE, "nl", "wat kost omruilen", ["1 keer per 6 maanden gratis", "€ 35"]),
    (PRICE, "nl", "wat kost een pauze", ["40%"]),
    (PRICE, "nl", "lader kwijt wat kost dat", ["€ 60"]),
    (PRICE, "nl", "wat kost het als ik niet thuis ben", ["€ 25", "€ 15"]),
    (PRICE, "nl", "zijn er inschrijfkosten", ["gratis"]),
    (PRICE, "nl", "hoeveel is de borg voor de sprong", ["€ 25"]),
    (PRICE, "nl", "borg e-bike", ["€ 150"]),
    (PRICE, "nl", "moet ik borg betalen", ["€ 50", "€ 25", "€ 150", "€ 250"]),
    (PRICE, "nl", "Krijg ik korting als ik meer fietsen huur?", ["derde fiets", "10%", "maximaal 4"]),
    (PRICE, "nl", "wat kost de e-stad als derde fiets", ["€ 71,10", "€ 58,50"]),
    (PRICE, "nl", "wat kosten een e-stad en een vouwfiets samen per jaar?", ["€ 89"]),
    (PRICE, "nl", "1 e-ver en 1 stad comfort flex samen", ["€ 126,50"]),
    (PRICE, "nl", "prijs voor drie e-stads op jaar", ["€ 188,50", "10%", "€ 450"]),
    (PRICE, "en", "total for two e-stads and one sprong on yearly", ["€138.55"]),
    (PRICE, "nl", "wat ben ik per jaar kwijt voor de E-Ver", ["€ 84", "€ 1.008"]),
    (PRICE, "nl", "e-stad voor 6 maanden, hoeveel in totaal", ["€ 474"]),
    (PRICE, "nl", "eerste betaling e-stad flex vanaf 12 maart", ["€ 227,60", "20 dagen × € 2,63 = € 52,60"]),
    (PRICE, "nl", "eerste betaling vouw jaar op 25 december", ["€ 79,60", "volgende maand"]),
    (PRICE, "nl", "wat betaal ik de eerste keer", ["borg", "dagprijs", "€ 25"]),
    (PRICE, "nl", "gaan de prijzen omhoog", ["1 maart", "60 kalenderdagen", "kosteloos"]),
    (PRICE, "nl", "wat is de goedkoopste fiets", ["Stad ", "€ 18,50", "Sprong"]),
    (PRICE, "nl", "goedkoopste e-bike?", ["E-Stad", "€ 65"]),
    (PRICE, "nl", "hebben jullie een bakfiets onder de 100 euro", ["niet", "E-Bak Twee", "€ 145"]),
    (PRICE, "nl", "iets onder de 30 euro per maand?", ["Stad", "Sprong", "Vouw"]),
    (PRICE, "nl", "hoe duur is extra zeker voor de e-stad", ["€ 6"]),
    (PRICE, "nl", "zijn er nog bijkomende kosten", ["inclusief btw", "borg"]),
    (PRICE, "nl", "kost een slot extra", ["niets extra"]),
    (PRICE, "nl", "hoeveel betaal ik per dag voor de e-stad", ["€ 2,63", "€ 2,17"]),
    (PRICE, "en", "is there any joining fee?", ["free"]),
    (PRICE, "nl", "kost het iets om de fiets zelf op te halen", ["gratis"]),
    # --- features ---
    (FEATURES, "nl", "mijn man is 1m97 en ik ben 1m60, kan dat op de e-ver", ["1,97 m", "1,60 m", "1,58–1,98 m"]),
    (FEATURES, "nl", "mijn zoon is 135 cm, welke maat sprong", ["24 inch"]),
    (FEATURES, "nl", "passen er drie kinderen in de e-bak twee", ["Nee", "2 kinderen"]),
    (FEATURES, "nl", "hoe zwaar is de E-Ver zonder accu", ["26 kg", "ongeveer 3 kg"]),
    (FEATURES, "nl", "kan een kind van 6 op de sprong", ["1,15–1,30 m"]),
    (FEATURES, "nl", "hoe lang gaat een accu mee", ["70%"]),
    (FEATURES, "nl", "welke fietsen hebben gps", ["E-Stad, E-Ver, E-Bak Twee, E-Bak Drie en Snel 45"]),
    (FEATURES, "en", "range of cargobike 3 wheels?", ["30–60 km"]),
    (FEATURES, "nl", "hoe zwaar is de E-Ver?", ["26 kg", "met accu"]),
    (FEATURES, "nl", "wat weegt de elektrische stadsfiets", ["24 kg"]),
    (FEATURES, "nl", "gewicht en actieradius van de e-ver", ["26 kg", "80–140 km"]),
    (FEATURES, "nl", "actieraduis e-bak twee", ["40–70 km", "20 tot 30%"]),
    (
        FEATURES,
        "nl",
        "Hoe ver kom ik met een volle accu?",
        ["40–80 km", "80–140 km", "40–70 km", "30–60 km", "50–90 km"],
    ),
    (FEATURES, "nl", "Hoe zwaar is de E-Stad en kan de accu eruit?", ["24 kg", "eruit halen", "3 kg"]),
    (FEATURES, "nl", "hoeveel versnellingen heeft de vouwfiets", ["6 versnellingen"]),
    (FEATURES, "nl", "voor welke lengte is de sprong", ["1,15–1,30 m", "20 inch", "1,30–1,50 m", "24 inch"]),
    (FEATURES, "nl", "ik ben 1,60 kan ik op de e-bak twee?", ["Ja", "1,60–1,95 m"]),
    (FEATURES, "nl", "is de e-ver geschikt voor iemand van 1 meter 52?", ["Nee", "1,58–1,98 m"]),
    (FEATURES, "en", "can a 2 m tall person ride the e-ver", ["No", "1.58–1.98 m"]),
    (FEATURES, "nl", "welke fiets past bij 1,48", ["Sprong", "Vouw"]),
    (FEATURES, "nl", "max belasting stad", ["120 kg"]),
    (FEATURES, "nl", "ik weeg 125 kilo, kan ik op de stad", ["Nee", "120 kg"]),
    (FEATURES, "nl", "hoeveel kilo mag er in de bak van de driewieler", ["100 kg"]),
    (FEATURES, "nl", "hoeveel kinderen passen in de e-bak twee", ["2 kinderen"]),
    (FEATURES, "nl", "bandenspanning vouwfiets", ["4,0–5,0 bar"]),
    (FEATURES, "nl", "hoeveel bar moet er in de banden van de bakfiets", ["3,0–4,0 bar"]),
    (FEATURES, "nl", "hoe groot is de accu van de e-stad", ["418 Wh"]),
    (FEATURES, "nl", "laadtijd snel 45", ["6 uur"]),
    (FEATURES, "en", "how long does it take to charge the e-ver", ["6.5 hours"]),
    (FEATURES, "nl", "hoe hard gaat de speed pedelec", ["45 km per uur"]),
    (FEATURES, "nl", "heb ik een rijbewijs nodig voor de snel 45", ["AM of B", "helm", "WA-verzekering"]),
    (FEATURES, "nl", "heb ik een rijbewijs nodig voor een e-bike", ["geen rijbewijs"]),
    (FEATURES, "nl", "afmetingen vouwfiets ingeklapt", ["80 × 60 × 35 cm", "15 seconden"]),
    (FEATURES, "nl", "ketting of riem op de e-ver", ["riem"]),
    (FEATURES, "nl", "haal ik 100 km met de e-ver", ["100 km kan", "80–140 km"]),
    (FEATURES, "nl", "haal ik 70 km met de driewieler", ["Nee", "30–60 km"]),
    (FEATURES, "nl", "lichtste fiets", ["Vouw", "12,5 kg"]),
    (FEATURES, "nl", "welke e-bike heeft de grootste actieradius", ["E-Ver", "80–140 km"]),
    (FEATURES, "nl", "hoe ver kom ik met de Stad", ["geen accu"]),
    (FEATURES, "nl", "hoe zwaar is een e-bike", ["24 kg", "26 kg"]),
    (FEATURES, "nl", "wat is de actieradius in de winter", ["20 tot 30%"]),
    (FEATURES, "nl", "heeft de stad comfort een lage instap", ["lage instap", "geveerd zadel"]),
    (FEATURES, "nl", "vertel eens over de E-Bak Twee", ["46 kg", "40–70 km"]),
    # --- comparison ---
    (COMPARE, "nl", "verschil tussen E-Stad en E-Ver", ["€ 19 meer", "40–80 km", "80–140 km", "2 kg meer"]),
    (COMPARE, "nl", "stad of stad comfort", ["€ 4 meer", "Stad 3, Stad Comfort 7", "lage instap"]),
    (COMPARE, "nl", "e-ver of snel 45?", ["€ 75 meer", "rijbewijs AM of B", "fietspad"]),
    (COMPARE, "nl", "e-bak twee of drie", ["16 kg meer", "blijft vanzelf staan"]),
    (COMPARE, "nl", "wat is het verschil tussen de bakfietsen", ["E-Bak Twee", "E-Bak Drie", "€ 17 meer"]),
    (COMPARE, "nl", "vouwfiets vs snel 45", ["€ 135 meer", "12,5 kg"]),
    (COMPARE, "en", "difference between the folding bike and the stad", ["€5.50 less", "4.5 kg more"]),
    (COMPARE, "nl", "Wat is het verschil tussen Flex en Jaar?", ["€ 3 tot € 30", "12 maanden", "€ 25"]),
    (COMPARE, "nl", "flex of jaar voor de e-stad", ["€ 14", "€ 65", "€ 79"]),
    (COMPARE, "nl", "welke is lichter, de e-stad of de e-ver", ["E-Stad is lichter", "24 kg", "26 kg"]),
    (COMPARE, "nl", "wat is goedkoper, de vouw of de stad", ["Stad is goedkoper", "€ 18,50"]),
    (COMPARE, "nl", "hoeveel is de e-ver duurder dan de e-stad", ["€ 20", "€ 19"]),
    (COMPARE, "nl", "verschil in gewicht tussen de stad en de e-bak drie", ["45 kg meer"]),
    (COMPARE, "nl", "verschil stadsfiets en e-bike", ["€ 46,50 meer", "7 kg meer"]),
    # --- accessories ---
    (ACCESSORIES, "nl", "kan een achterzitje op de vouwfiets?", ["Nee", "geen kinderzitje", "E-Stad"]),
    (ACCESSORIES, "nl", "past een voorzitje op de stad", ["Nee", "Stad Comfort, de E-Stad en de E-Ver"]),
    (ACCESSORIES, "nl", "past een achterzitje op de e-stad", ["Ja", "€ 4 per maand"]),
    (ACCESSORIES, "en", "can I put a child seat on the speed pedelec", ["No", "not allowed"]),
    (ACCESSORIES, "nl", "kinderzitje op de bakfiets?", ["bankje met gordels"]),
    (ACCESSORIES, "nl", "zit er een slot bij", ["altijd een slot bij", "ringslot", "slim slot"]),
    (ACCESSORIES, "nl", "zit er een slot bij de vouw", ["ringslot met 2 sleutels"]),
    (ACCESSORIES, "nl", "zit er een lader bij de e-stad", ["Ja", "lader"]),
    (ACCESSORIES, "nl", "zit er een lader bij de stad?", ["Nee", "niet elektrisch"]),
    (ACCESSORIES, "nl", "Zit er verlichting bij en kan ik een extra accu huren?", ["verlichting", "€ 19"]),
    (ACCESSORIES, "nl", "extra accu voor de bakfiets?", ["Nee", "E-Stad en de E-Ver"]),
    (ACCESSORIES, "nl", "past een kratje op de bakfiets", ["Nee", "krat"]),
    (ACCESSORIES, "nl", "fietstas op de sprong", ["Nee"]),
    (ACCESSORIES, "nl", "zit er een helm bij de speed pedelec", ["niet standaard", "€ 120"]),
    (ACCESSORIES, "nl", "zitten er gordels in de bakfiets", ["Ja", "gordels"]),
    (ACCESSORIES, "nl", "kind van 25 kilo achterop?", ["Nee", "9–22 kg"]),
    (ACCESSORIES, "nl", "mag mijn kind van 12 kilo voorop de e-ver, in een voorzitje", ["Ja", "€ 3,50"]),
    (ACCESSORIES, "nl", "regenhoes voor de bak", ["regentent", "€ 6"]),
    (ACCESSORIES, "nl", "wat kost monteren thuis", ["€ 15", "servicepunt"]),
    (ACCESSORIES, "nl", "kan ik een zitje weer opzeggen", ["1 maand"]),
    (ACCESSORIES, "nl", "welke accessoires passen op de E-Ver", ["voorzitje", "extra accu", "telefoonhouder"]),
    (ACCESSORIES, "nl", "is een helm verplicht", ["Snel 45", "€ 120", "€ 45"]),
    (ACCESSORIES, "nl", "welke accessoires zijn er voor de bakfiets", ["een elektrische bakfiets", "regentent"]),
    # --- insurance ---
    (INSURANCE, "nl", "wat is het eigen risico bij diefstal van mijn bakfiets", ["€ 250", "€ 125", "kettingslot"]),
    (INSURANCE, "nl", "eigen risico schade e-bike met extra zeker", ["€ 37,50"]),
    (INSURANCE, "en", "what's the deductible for theft of the e-ver with extra zeker", ["€75"]),
    (INSURANCE, "nl", "Wat betaal ik als mijn fiets wordt gestolen?", ["€ 60", "€ 150", "€ 250", "aangifte"]),
    (INSURANCE, "nl", "wat betaal ik bij schade aan de sprong", ["€ 30"]),
    (INSURANCE, "nl", "Wat is Extra Zeker?", ["de helft", "€ 3", "€ 6", "€ 9"]),
    (INSURANCE, "nl", "extra zeker voor de bakfiets", ["€ 9", "€ 125", "€ 62,50"]),
    (INSURANCE, "nl", "is mijn laptop in de bak verzekerd", ["Nee", "eigen spullen"]),
    (INSURANCE, "nl", "ben ik verzekerd als ik iemand aanrijd", ["aansprakelijkheidsverzekering", "Snel 45"]),
    (INSURANCE, "nl", "nieuwwaarde e-ver", ["€ 2.700"]),
    (INSURANCE, "nl", "betaal ik voor slijtage", ["gratis"]),
    (INSURANCE, "nl", "fiets stond niet op slot en is gejat", ["dagwaarde", "Facturatie"]),
    (INSURANCE, "nl", "hoe moet ik mijn e-bike op slot zetten", ["slimme slot", "kettingslot"]),
    (INSURANCE, "nl", "wat is er niet verzekerd", ["opzet", "verhuur"]),
    # --- availability ---
    (AVAILABLE, "nl", "hoe snel heb ik een E-Ver?", ["5 werkdagen", "maandag 30 november"]),
    (AVAILABLE, "nl", "levertijd bakfietsen", ["10 werkdagen", "Utrecht, Amsterdam, Rotterdam, Den Haag en Eindhoven"]),
    (AVAILABLE, "nl", "hoe lang duurt de vouwfiets", ["3 werkdagen", "donderdag 26 november"]),
    (AVAILABLE, "nl", "leveren jullie de driewieler in Groningen?", ["Nee", "Eindhoven"]),
    (AVAILABLE, "nl", "kan ik de snel 45 in Delft krijgen", ["Ja", "10 werkdagen"]),
    (AVAILABLE, "nl", "Hoe lang moet ik wachten op mijn fiets?", ["3 werkdagen", "5 werkdagen", "10 werkdagen"]),
    (AVAILABLE, "nl", "Wat als de fiets niet op voorraad is?", ["20 werkdagen", "kosteloos"]),
    (AVAILABLE, "nl", "bezorgen jullie op zaterdag", ["maandag t/m zaterdag", "3 uur"]),
    (AVAILABLE, "nl", "kan ik hem zelf ophalen", ["gratis", "1 werkdag"]),
    (AVAILABLE, "en", "is the speed pedelec in stock", ["10 working days", "cannot see"]),
    # --- business ---
    (BUSINESS, "nl", "Vanaf hoeveel fietsen kan mijn bedrijf zakelijk huren?", ["5 fietsen", "088-000 12 40"]),
    (BUSINESS, "nl", "10 e-stads zakelijk wat kost dat", ["5%", "€ 51,03", "zonder btw"]),
    (BUSINESS, "nl", "wij willen 25 e-vers voor het personeel", ["10%", "€ 62,48"]),
    (BUSINESS, "nl", "60 fietsen voor ons bedrijf, welke korting", ["15%"]),
    (BUSINESS, "nl", "ik ben zzp'er en wil 1 fiets", ["gewoon abonnement", "bedrijfsnaam"]),
    (BUSINESS, "nl", "Hoe werkt het fietsplan via mijn werkgever?", ["36 maanden", "15%"]),
    (BUSINESS, "nl", "fietsplan e-ver overnemen wat kost dat", ["€ 405"]),
    (BUSINESS, "nl", "hoe zit het met de bijtelling", ["geen advies"]),
    (BUSINESS, "nl", "wat als iemand uit dienst gaat", ["3 maandprijzen"]),
    (BUSINESS, "en", "do companies pay a deposit", ["no deposit"]),
    # --- range ---
    (RANGE, "nl", "Welke fietsen kan ik huren?", ["9 fietsen", "Snel 45"]),
    (RANGE, "nl", "hebben jullie bakfietsen", ["E-Bak Twee", "E-Bak Drie"]),
    (RANGE, "nl", "Wat zit er allemaal in het abonnement?", ["Onderhoud".lower(), "2 werkdagen"]),
    (RANGE, "nl", "welke abonnementen zijn er", ["Flex", "Jaar", "12 maanden"]),
    (RANGE, "nl", "hebben jullie fietsen voor kinderen", ["Sprong"]),
]


@pytest.mark.parametrize(("topic", "language", "text", "facts"), CASES, ids=[f"{t}: {q}" for t, _, q, _ in CASES])
def test_the_answer_holds_the_fact(topic: str, language: str, text: str, facts: list[str]) -> None:
    found = ask(topic, text, language)
    missing = [fact for fact in facts if fact not in found.text]
    assert not missing, f"{missing} not in: {found.text}"
    assert found.known
    assert found.source
    assert found.source.title
    assert found.source.url.startswith("https://www.spaakrijk.example/")
    assert "{" not in found.text


UNKNOWN = [
    (FEATURES, "nl", "in welke kleuren is de e-stad er"),
    (FEATURES, "nl", "heeft de e-ver schijfremmen"),
    (FEATURES, "nl", "welk merk motor zit erin"),
    (FEATURES, "en", "what colour is the cargo bike"),
    (FEATURES, "nl", "past de bakfiets door mijn voordeur"),
    (RANGE, "nl", "hebben jullie een tandem"),
    (RANGE, "en", "do you rent out mountain bikes"),
    (RANGE, "nl", "kan ik een cadeaubon kopen"),
    (RANGE, "nl", "kan ik de fiets na een jaar kopen"),
    (PRICE, "nl", "studentenkorting?"),
    (PRICE, "nl", "kan ik met creditcard betalen"),
    (ACCESSORIES, "nl", "is er ook een spiegel voor op de fiets"),
    (ACCESSORIES, "nl", "mag ik m'n eigen bobike erop"),
    (INSURANCE, "nl", "ben ik ook in belgie verzekerd"),
    (COMPARE, "nl", "verschil tussen jullie en swapfiets"),
    ("ask_contact_details", "nl", "hebben jullie whatsapp"),
    ("ask_about_organisation", "nl", "wie is de directeur"),
    ("ask_about_organisation", "en", "do you have vacancies"),
]


@pytest.mark.parametrize(("topic", "language", "text"), UNKNOWN)
def test_says_honestly_that_it_is_not_known(topic: str, language: str, text: str) -> None:
    assert not ask(topic, text, language).known


def test_never_works_out_the_day_value_of_ones_own_bike() -> None:
    found = ask(INSURANCE, "hoe hoog is de dagwaarde van mijn e-stad van 20 maanden oud")
    assert "1,5%" in found.text
    assert "Facturatie" in found.text
    assert "€ 1.615" in found.text  # the example of the organisation, of 10 months
    assert "€ 1.330" not in found.text  # what 20 months would come to

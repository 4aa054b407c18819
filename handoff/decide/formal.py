"""Dutch that says "je" made into Dutch that says "u". Source: handbook, organisation ("Schrijft een klant u, dan doen wij dat ook").

All texts are written with "je". A rule turns them, so that an editor writes each once: "je" before a noun is "uw", any
other is "u"; a verb that stands before its subject gets its t ("heb je" is "hebt u"). tests/unit/decide/test_formal.py
shows what comes of every place in the content that the rule has to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handoff.decide.lettering import capital

_FORMAL = re.compile(r"\b(?:u|uw|uzelf)\b(?!\.\w)", re.I)
_INFORMAL = re.compile(r"\b(?:jij|jou|jouw)\b|\b(?:kun|kan|heb|wil|ben|zou|mag|weet|geef|help|doe) je\b", re.I)
_YOU = re.compile(r"\b(je|jij)\b(?!-)", re.I)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \n]+$")
_WORD_AFTER = re.compile(r"[ \n]+([^\W\d_]+)")
_CLAUSE = re.compile(r"[.!?:;\n]")
_PLAIN = tuple(
    (re.compile(rf"\b{one}\b"), two)
    for word, turned in (("jezelf", "uzelf"), ("jouw", "uw"), ("jou", "u"), ("alsjeblieft", "alstublieft"))
    for one, two in ((word, turned), (word.capitalize(), turned.capitalize()))
)
_ITSELF = re.compile(r"\b([Uu] (?:kunt|wilt|moet|mag|hebt|hoeft|bedenkt|meldt|vergist)) u\b")
_AFTER_SUBJECT = re.compile(r"\b([Uu]) (wil|kan|zal)\b")
_T = {"wil": "wilt", "kan": "kunt", "zal": "zult"}
# Before "je" these make it the subject, whatever follows, unless "ik" does the verb.
_SURE = frozenset("heb wil kun kan ben krijg hoor hoef zul zal zou weet ga sta".split())
# Stems that also give an order ("Geef je postcode"): then what follows says which it is.
_STEMS = frozenset(
    "bedenk bedoel begin begrijp bel bereik bereken bestel betaal bevestig bewaar blijf breng denk doe fiets gebruik geef haal "
    "help herken hou houd huur kies kijk klik kom koop lees lever lig loop maak mail meld mis neem noem open pauzeer plan "
    "probeer raak regel reken rijd ruil schrijf sluit spreek start stel stop stuur twijfel verander verhuis verleng vertel "
    "vind voldoe volg vraag vul wacht wissel woon word zeg zet zie zit zoek".split()
)
_IRREGULAR = {"kun": "kunt", "kan": "kan", "zal": "zult", "zul": "zult", "ga": "gaat", "sta": "staat", "doe": "doet", "zie": "ziet", "hou": "houdt", "voldoe": "voldoet"}  # fmt: skip
_SAME = frozenset("mag moet zou had was weet zit zet".split())
# What may stand behind "je" as subject or object: no noun and nothing that belongs to one.
_NO_NOUN = frozenset(
    """aan achter af al alle alleen alles allemaal allebei als altijd anders beter bij binnen bijvoorbeeld boven buiten daar daarbij
    daarin daarmee daarna daarom daarop daarover daarvan daarvoor dan dat de deze dichtbij die digitaal direct dit door dus echt
    een eens eerder eerst elk elke en er eraan erbij erover eruit ervan eventueel geen gebeld gerust gewoon graag gratis haar heel
    heen helemaal hem hen het hetzelfde hier hiermee hiervan hiervoor hoe hun iedere iemand iets ik in juist kosteloos kwijt
    langer langs later liever los maar makkelijk maximaal me mee meer meestal meteen met mij mijn minder minstens misschien morgen
    na naar natuurlijk nergens net niemand niet niets niks nodig nog nooit nou nu of om omdat onder onderweg ongeveer ons onze
    ook op opnieuw over overal pas per persoonlijk precies rustig samen snel snelst soms spreekt straks tegelijk tegen terug thuis toch toe
    tot tussen uit uiterlijk van vanaf vandaag vanwege vast vaak veel verder via vlak volgens voor vooraf voordat vooruit waar
    waarom waarop waarover waarvoor wanneer want was wat weer wel wie worden ze zelf zich zo zoals zodra zolang zonder zult
    akkoord bezwaar gelijk klaar toegang langskomen nakijken uitzoeken vergelijken terechtkunt thuisbent wegrijdt rondkijkt
    aanmelden bereiken bedenken bellen betalen brengen doen hebben helpen horen houden kiezen kopen krijgen laten lezen mailen
    maken melden nemen noemen omgaan ontvangen opsturen oversturen pauzeren regelen rijden ruilen schrijven sluiten spreken starten stoppen sturen terugbellen
    antwoorden gepland heb is lukt midden wegen omgaan opgeven past stilstaat te uitleg weg wordt
    toesturen toevoegen veranderen verhuizen vertellen verwachten verwijzen verzetten vinden vragen weten wijzigen zeggen
    zetten zien zijn zoeken zullen moeten mogen kunnen willen wachten verlengen uitleggen""".split()
)
_VERBS = frozenset(
    """bedenkt bedoelt belt bent bereikt bestelt betaalt betaalde betekent bewaart blijft brengt deed deelt denkt doet fietst gaat geeft had
    haalt hebt heeft helpt hoefde hoeft hoort houdt huurt inlevert inleverde kan kiest klaagde klikt kocht kon komt koopt kreeg krijgt kunt kwam leest
    leverde levert ligt loopt maakt mag meldt meldde meeneemt mist moest moet neemt noemde noemt nadenkt ontvangt opent opstapt opzegde opzegt overstapt parkeert pauzeert rekende
    rijdt ruilt schreef schrijft slaapt spreekt staat stelt stond stopt stuurt stuurde twijfelt uitkomt vinkt verhuist vertelt verwacht vindt voldoet vraagt vroeg
    wacht wachtte was weet wil wilde wilt woont wordt zag zal zegt ziet zit zoekt zou zult""".split()
)
# Verbs that read like nouns behind "je": only with another finite verb in sight would they be one.
_ABOUT_SELF = frozenset("akkoord gelijk bezwaar klaar toegang bericht uitleg hulp post schade".split())


def says_u(text: str) -> bool | None:
    """Whether a customer writes "u" (True) or "je" (False); None when a message shows neither."""
    if _FORMAL.search(text):
        return True
    return False if _INFORMAL.search(text) else None


def formal(text: str, keep: Iterable[str] = ()) -> str:
    """``text`` with "u" in place of "je"; pieces of it that stand in ``keep`` (what the customer wrote) stay as they are."""
    kept = sorted({k for k in keep if k and k in text and _YOU.search(k)}, key=len, reverse=True)
    if kept:
        pieces = re.split("(" + "|".join(map(re.escape, kept)) + ")", text)
        return "".join(p if n % 2 else formal(p) for n, p in enumerate(pieces))
    made, at = "", 0
    for you in _YOU.finditer(text):
        made += text[at : you.start()]
        subject_of, word = _before(made), _after(text[you.end() :])
        owner, verb = _judge(made, subject_of, word, you[1].lower() == "jij")
        if verb:
            made = made[: subject_of.start(1)] + _with_t(verb) + made[subject_of.end(1) :] if subject_of else made
        made += _like(you[1], "uw" if owner else "u")
        at = you.end()
    made += text[at:]
    for pattern, turned in _PLAIN:
        made = pattern.sub(turned, made)
    made = _AFTER_SUBJECT.sub(lambda m: f"{m[1]} {_T[m[2]]}", made)
    return _ITSELF.sub(r"\1 zich", made)


def _before(text: str) -> re.Match[str] | None:
    return _WORD_BEFORE.search(text)


def _after(text: str) -> str:
    found = _WORD_AFTER.match(text)
    return found[1].lower() if found else ""


def _judge(text: str, before: re.Match[str] | None, word: str, jij: bool) -> tuple[bool, str]:
    """Whether "je" is "uw"; and the verb before it, when "je" is its subject and it takes a t."""
    verb = before[1] if before else ""
    stem = verb.lower()
    mine = before is not None and _by_me(text[: before.start(1)])
    if stem in _SURE and not mine:
        return False, verb
    subject = jij or not word or word in _NO_NOUN or word in _VERBS
    if not subject:
        return not (word in _ABOUT_SELF and stem in {"als", "dat"}), ""
    return False, verb if stem in _STEMS and not mine else ""


def _by_me(text: str) -> bool:
    """Whether the verb that follows ``text`` is one that I do: "ik stuur je", "ik zoek het op en bel je"."""
    clause = _CLAUSE.split(text)[-1].lower().split()
    last = clause[-1].strip(",") if clause else ""
    return last == "ik" or (last == "en" and "ik" in clause)


def _with_t(verb: str) -> str:
    stem = verb.lower()
    made = stem if stem in _SAME else _IRREGULAR.get(stem, stem if stem.endswith("t") else stem + "t")
    return _like(verb, made)


def _like(model: str, word: str) -> str:
    return capital(word) if model[:1].isupper() else word

"""Too vague to know what somebody wants: nothing but small words around a bike, a subscription or "something".

Reading guide 2: then one question back. A model always finds a nearest topic; that these words hold none is for us to see.
"""

from __future__ import annotations

import re

from handoff.decide.signs import fold

# Words that say nothing of what is wanted.
_SMALL = frozenset(
    """
    ik je jij u jullie we wij hij zij ze het dit dat die deze er hier daar mij me mijn m'n mn onze ons jouw uw een de den
    is was ben bent zijn heb hebt heeft hebben had kan kun kunt kunnen wil willen zou moet mag doet doe gaat ga zit staat
    en of maar want dus ook nog al even eens ff nou nu dan toch wel niet geen met van voor over aan op in bij om te naar
    door uit als zo hoe wat waarom welke wie weer steeds altijd graag aub svp hallo hoi hey hi dag goedemorgen
    goedemiddag goedenavond vorige ene keer week gisteren wat voor a an the i i'm im my mine me we our you your it
    it's this that these those there here is are was be been am have has had do does did can could will would should may
    not no and or but so also again still just about with of for to on in at from what how why when which who please hello
    good morning afternoon evening last week one thing yesterday wait ok oke okay ja nee yes sorry
    """.split()
)
# What it is about, without what about it.
_THINGS = frozenset(
    """
    fiets fietsje e-bike ebike bakfiets abonnement abo contract account spaakrijk bike bicycle subscription plan
    """.split()
)
_EMPTY = frozenset(
    """
    vraag vraagje vragen probleem probleempje problemen iets dingetje ding ding kwestie hulp help helpen bericht
    mailtje zie lees question questions problem problems issue issues something thing things stuff matter message
    see help trouble regarding concerning betreft inzake gaat
    """.split()
)
_TELLS = re.compile(
    r"^\W*(?:wat|wie|what|who) (?:is|zijn|are)\b|\b(?:to|wanna|gonna) die\b|\b(?:wie|who) (?:is|are|zijn)\b"
)
_WORKS_NOT = frozenset("werkt werken doet lukt gaat work works working doesn't won't isn't lukken".split())
# Who wants one says enough: it is to be ordered.
_WANTS_ONE = re.compile(
    r"\b(?:wil|willen|want|zou|would like|'d like)(?: (?:graag|ook|wel|willen|to (?:have|get|take)))* (?:een|a) "
    r"(?:fiets)?(?:abonnement|abo|subscription)\W*(?:aub|graag|alsjeblieft|please)?\W*$"
)
_MOST_WORDS = 10
_SMALL_TALK = 4  # fewer small words than this may be an answer or a greeting


def too_vague(text: str) -> bool:
    """Whether ``text`` holds nothing that tells what is wanted: "iets met mijn abonnement", "it's about the thing"."""
    words = re.findall(r"[\w'-]+", fold(text))
    if not words or len(words) > _MOST_WORDS or re.search(r"\d", text):
        return False
    if _TELLS.search(fold(text)) or _WANTS_ONE.search(fold(text)):
        return False
    left = [w for w in words if w not in _SMALL]
    things, empty = [w for w in left if w in _THINGS], [w for w in left if w in _EMPTY]
    works = [w for w in words if w in _WORKS_NOT]
    if any(w not in _THINGS | _EMPTY | _WORKS_NOT for w in left):
        return False
    if works and things:
        return False  # "mijn fiets doet het niet" is a repair
    return bool(things or empty or works or len(words) >= _SMALL_TALK)


_FIGURES = re.compile(
    r"(?:\b\d{4} ?[a-z]{2}\b|\b(?:bis|hs|jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|sept|okt|nov|dec|januari|februari|april|juni|juli|augustus|september|"
    r"oktober|november|december|january|february|march|may|june|july|august|october)\b|\b\d+ ?[a-z]\b|[\d\W_])+",
    re.I,
)


def only_figures(text: str) -> bool:
    """Whether a message is nothing but a number, or numbers with postcode and date of birth: who somebody is, not what he wants."""
    return any(c.isdigit() for c in text) and bool(_FIGURES.fullmatch(text))

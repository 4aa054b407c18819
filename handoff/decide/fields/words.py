"""Answers in words: yes and no, one of several choices, a story, a free text, a photo."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from handoff.decide.fields.model import Choice, Message, Read, Spec, Value, Wrong

LIKE = 86  # of 100: how alike a short answer and a name must be to be taken for it
STORY_WORDS = 6  # from so many words on the first message is the story itself
ABOUT_WORDS = 3  # "over een medewerker": no more than what a story is about
MOST_TEXT = 2000
_YES = re.compile(r"^\W*(?:ja+|jawel|jep|jup|juist|helemaal juist|dat is (?:goed|juist|prima)|ziet er (?:goed|prima) uit|lijkt me goed|mooi|zo is het|yep|yes|yeah|yup|klopt|precies|correct|akkoord|prima|goed|is goed|oke|ok|okay|oké|sure|right|(?:that'?s|that is|it'?s|it is) (?:right|fine|good|ok|okay)|(?:all|looks|sounds) (?:good|fine|right)|graag|doe maar|helemaal goed|dat klopt|zeker|inderdaad|idd|tuurlijk|natuurlijk|fine|agreed|exactly|please do|go ahead|confirm|bevestig|perfect|top|jazeker|yes please|ja graag|ja hoor|that is correct|it's correct|alright|👍)(?![\w])", re.I)  # fmt: skip
_NO = re.compile(r"^\W*(?:nee+|neen|nope|geenszins|absoluut niet|helemaal niet|zeker niet|no|nah|niet|klopt niet|dat klopt niet|fout|verkeerd|onjuist|wrong|incorrect|not|liever niet|hoeft niet|geen|toch niet|nee hoor|nee dank je|no thanks|not needed|never mind|👎)(?![\w])", re.I)  # fmt: skip
_DENIED = re.compile(
    r"^\W*(?:klopt|is|doe|(?:dat|dit|het|that|this|it)(?:'s)?)(?: (?!en\b|and\b)[\w']+){0,3} (?:niet|not|geen|fout|wrong|onjuist|verkeerd|incorrect)\b",
    re.I,
)
_SKIP = re.compile(r"^\W*(?:geen idee|weet ik niet|weet niet|geen|nee|niet|nog niet|not yet|sla over|overslaan|skip|no idea|don't know|dunno|none|no|n\.?v\.?t\.?|nvt|hoeft niet|liever niet|rather not|heb ik niet|i don't have)\b.{0,30}$", re.I)  # fmt: skip

_BUT = re.compile(
    r"\b(?:maar(?! (?:meteen|snel|even|gauw|door))|behalve|alleen (?:de|het|mijn|is|niet)|but|except|only (?:the|my))\b(?=.*\w)",
    re.I,
)
_DOUBTS = re.compile(r"\b(?:niet|geen|nauwelijks|amper|slecht|maar|behalve|los|stuk|kapot|not|no|but|except|barely|hardly|badly|loose|broken)\b|n't\b", re.I)
# "Ik wil een klacht indienen over een medewerker" says that there is a story, and does not tell it.
_ANNOUNCED = re.compile(
    r"^.{0,50}?\b(?:klacht|klagen|complaint|complain)\b(?:\s+(?:wil(?:len)?|indienen|doorgeven|melden|maken|neerleggen|kwijt|in te dienen))*"
    r"(?:\s+(?:over|about|regarding|bij jullie|with you))?(?=$|\W)",
    re.I,
)
_BARE = frozenset({"ja", "nee", "yes", "no", "niet", "wel"})
_PLURAL = ("s", "en", "n")
_SMALL = r" (?:(?:van|voor|over|bij|de|het|een|mijn|jullie|of|for|about|the|a|an|my|your) )*"
_ABOUT = re.compile(r"^(?:het gaat |dat gaat |it'?s |it is )?(?:over|about|regarding|om)\s+", re.I)


def folded(text: str) -> str:
    """Lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[\w€]+", plain))


def yes_or_no(text: str) -> bool | None:
    """True for yes, False for no, None for anything else. "nee, klopt" is no: what comes first counts."""
    if _NO.match(text) or _DENIED.match(text):
        return False
    if re.match(r"^\W*(?:ja|yes)\W+(?:nee|no)\b", text, re.I):
        return None
    return True if _YES.match(text) else None


def reserved(text: str) -> bool:
    """Whether a yes has a but: "ja maar huisnummer 12", "klopt, behalve de datum"."""
    return bool(_BUT.search(text))


def skips(text: str) -> bool:
    """Whether an answer says that there is none, or that it is not wanted."""
    return bool(_SKIP.match(text))


def read_yes_no(spec: Spec, message: Message, asked: bool) -> Read:
    """True or False, only as an answer."""
    if not asked:
        return None
    answer = yes_or_no(message.text)
    if answer is not True and spec.choices:  # other words for yes and no, where the form has them: "het is veilig"
        read = read_choice(replace(spec, kind="choice", first_wins=False), message, asked=False)
        named = {"yes": True, "no": False}.get(read.value) if isinstance(read, Value) else None
        # "nee hoor, hij remt nog prima" says yes; with a but or a second denial in it the no stands, which is the safe side
        if named is not None and not (named and _DOUBTS.search(_NO.sub("", message.text, count=1))):
            answer = named
    return None if answer is None else Value(answer)


def read_choice(spec: Spec, message: Message, asked: bool) -> Read:
    """The value of the choice that is named; a list of them when several may be. By title, by another name, or nearly so."""
    if asked and len(spec.choices) == 1 and yes_or_no(message.text):
        return Value([spec.choices[0].value] if spec.several else spec.choices[0].value)
    text = f" {folded(message.text)} "
    products = {e["value"] for e in message.of("product")}
    if spec.kind == "product" and products:  # "E-Stad" is no "Stad", also where the E-Stad is not among the choices
        named = [c for c in spec.choices if c.value in products]
    else:
        named = _named(spec.choices, text, products, asked)
    if not named and asked:
        named = _by_place(spec.choices, text) or _nearly(spec.choices, text.strip())
    if not named:
        return None
    if spec.several:
        return Value([c.value for c in named])
    if len(named) > 1 and not spec.first_wins:
        return Wrong("wrong_choice_several") if asked else None
    return Value(named[0].value)


def _named(choices: tuple[Choice, ...], text: str, products: set[str], asked: bool) -> list[Choice]:
    """Choices whose name stands in the text; a longer name takes the words of a shorter one away."""
    hits = []
    for choice in choices:
        names = sorted((f" {folded(n)} " for n in (choice.title, *choice.names) if folded(n)), key=len, reverse=True)
        best = next((n for n in names if _stands_in(n, text)), "")
        if best or choice.value in products:
            hits.append((choice, best))
    says_more = any(name.strip() not in _BARE for _, name in hits)
    if says_more or not asked:  # "nee, ik sta ernaast": what says more than no
        hits = [(c, name) for c, name in hits if name.strip() not in _BARE]
    return [c for c, name in hits if not any(name and name != other and name.strip() in other for _, other in hits)]


def _stands_in(name: str, text: str) -> bool:
    """A name as it is, in the plural, or with small words in it ("handleiding van de e-bike")."""
    if name in text or any(f"{name.rstrip()}{end} " in text for end in _PLURAL):
        return True
    words = name.split()
    return len(words) > 1 and bool(re.search(rf" {_SMALL.join(re.escape(w) for w in words)}(?:s|en|n)? ", text))


def by_word(choices: tuple[Choice, ...], text: str) -> list[Choice]:
    """ "de tweede": by a word for the place in the list that was shown."""
    places = {
        "eerste": 1,
        "first": 1,
        "tweede": 2,
        "second": 2,
        "derde": 3,
        "third": 3,
        "laatste": len(choices),
        "last": len(choices),
    }
    for word, place in places.items():
        if f" {word} " in f" {folded(text)} " and 1 <= place <= len(choices):
            return [choices[place - 1]]
    return []


def _by_place(choices: tuple[Choice, ...], text: str) -> list[Choice]:
    """ "de eerste", "2": by the place in the list that was shown."""
    if worded := by_word(choices, text):
        return worded
    bare = text.strip()
    if bare.isdigit() and len(bare) == 1 and 1 <= int(bare) <= len(choices):
        return [choices[int(bare) - 1]]
    return []


def _nearly(choices: tuple[Choice, ...], text: str) -> list[Choice]:
    if not 3 <= len(text) <= 40:
        return []
    scored = [(max((ratio(text, folded(n)) for n in (c.title, *c.names)), default=0.0), c) for c in choices]
    best = max((score for score, _ in scored), default=0.0)
    return [c for score, c in scored if score == best] if best >= LIKE else []


def read_story(spec: Spec, message: Message, asked: bool) -> Read:
    """What happened, in the customer's words. The first message is the story itself when it tells enough."""
    text = " ".join(message.text.split())
    if asked:
        text = _ABOUT.sub("", text)
    words = re.findall(r"[^\W\d_]{2,}", text)
    if not asked and _ANNOUNCED.match(text) and len(re.findall(r"[^\W\d_]{2,}", _ANNOUNCED.sub("", text))) <= ABOUT_WORDS:
        return None
    least = STORY_WORDS if spec.least is None else spec.least
    if not words or (not asked and len(words) < least):
        return None
    return Value(text[: spec.most or MOST_TEXT])


def read_text(spec: Spec, message: Message, asked: bool) -> Read:
    """A free text, only as an answer."""
    text = " ".join(message.text.split())
    if not asked or not any(c.isalnum() for c in text):
        return None
    if spec.most and len(text) > spec.most:
        return Wrong("wrong_text_long", {"most": spec.most})
    return Value(text)


def read_photo(spec: Spec, message: Message, asked: bool) -> Read:
    """The number of photos that came; "nee" when there are none."""
    if message.photos:
        return Value(message.photos)
    return Value(0) if asked and (skips(message.text) or yes_or_no(message.text) is False) else None

"""How much, how long, how old: the numbers in a message that a limit of the guidelines is held against."""

from __future__ import annotations

import re
from typing import NamedTuple

from handoff.decide.amounts import find_amounts, number_in_words
from handoff.decide.signs import fold

_NUMBER = (
    r"\d{1,4}|anderhalve|een halve|een half|halve|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien|twintig|dertig|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|a half|half a|half|an|a|several|enkele|paar"
)
_WORKING = r"werkdagen|werkdag|wrkdagen|working days?|business days?"
_CALENDAR = r"(?:kalender)?dagen|dag|(?:calendar )?days?|weken|week|weeks|wkn|wks?|fortnight|maanden|maand|months?|jaren|jaar|years?"
_DURATION = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUMBER})(?:\s+(?:hele|volle|full|whole))?\s+(?P<unit>{_WORKING}|{_CALENDAR})\b"
)
_LATE_AFTER = re.compile(
    r"^\W{0,2}(?:and a half )?(?:al |nu |already |now )?(?:te laat|later|verder|further|on now|vertraag\w*|vertraging|over tijd|te lang|(?:over|voorbij|na) (?:de|het|je|jullie|uw) (?:\w+ )?(?:termijn|\w*datum|afspraak|\w*dag|tijd)|over(?=\W*(?:$|[.,;!?]))|"
    r"late\b|delay\w*|overdue|past (?:the|its|your|what|my)|beyond (?:the|your|its)|behind schedule|after the (?:\w+ )?(?:date|day|term|promised|agreed)|on(?= and (?:still|no)|\W*(?:$|[.,;!?]))|over the)"
)
_LATE_BEFORE = re.compile(
    r"(?:vertraging van|te laat[:,]?|delay of|overdue by|late by|uitgesteld met|delayed by|delayed for|late for)\W*(?:al |nu |meer dan |ruim |more than |over )?$"
)
_WAIT_AFTER = re.compile(
    r"^\W{0,2}(?:and a half )?(?:(?:already|nu al|by now|intussen)(?=\W*(?:$|[.,;!?]|and\b|en\b))|onderweg|on (?:its|the) way|at (?:your|the) (?:place|workshop|shop)|is (?:hij|ie|m'n fiets|mijn fiets|de fiets|die) (?:\w+ ){0,2}(?:weg|bij jullie|kwijt)|geleden (?:besteld|gebracht|ingeleverd|aangevraagd|betaald)|aan het wachten|wachten|zonder fiets|kwijt|in de werkplaats|without (?:a|my) bike|waiting|in the workshop|ago (?:i )?(?:ordered|brought))"
)
_WAIT_BEFORE = re.compile(
    r"(?:wacht\w*|sta\w*|ligt|zit|duurt|duren|waiting|waited|been|taking|sinds|al|already|for)\W+(?:\w+\W+){0,3}?(?:al |nu |meer dan |ruim |bijna |for |over |more than |almost )*$"
)
_DELAY_AFTER = re.compile(r"\W{0,2}(?:betalen|uitstel|later|langer|extension|extra|delay|more time|postpone)")
_DELAY_BEFORE = re.compile(r"(?:uitstel|uitstellen|extension|delay|postpone|defer|wachten|later)\W+(?:\w+\W+){0,3}$")
_PER_WORKING_DAY = {"f": 10.0, "w": 5.0, "m": 21.0, "j": 250.0, "y": 250.0}
_PER_DAY = {"f": 14.0, "w": 7.0, "m": 30.0, "j": 365.0, "y": 365.0}

_YEARS = (1990, 2099)  # "de facturen van 2025" are not 2025 invoices

_AGE = re.compile(
    r"\b(?:ik ben|i am|i'm|im)\s+(?:pas |nog maar |net |only |just )?(?P<age>1[0-7]|dertien|veertien|vijftien|zestien|zeventien|thirteen|fourteen|fifteen|sixteen|seventeen)"
    r"(?:\s+(?:jaar(?: oud)?|jr|years old|yrs old|years|y/o))?(?=\W*(?:$|[.,!?;]|(?:en|and|maar|but|dus|so|want|mag|kan|can|may)\b))"
)
_HEIGHT = re.compile(
    r"(?<![\d.,])(?:(?P<m>[12])[.,](?P<cm>\d{2})(?:\s?(?:m|meter|metre)\b)?|(?P<only>1[0-9]{2}|2[0-3]\d)\s?cm\b|(?P<m2>[12])\s?m(?:eter|tr)?\s?(?P<cm2>\d{1,2})\b|(?P<feet>[4-7])\s?(?:ft|foot|feet|')\s?(?P<inches>\d{1,2})?\b)"
)
_TALL = re.compile(r"\b(?:lang|lengte|groot|klein|tall|height|short|ben|am|i'm)\b")
_BIKES = re.compile(
    rf"\b(?P<n>{_NUMBER})\s+(?:\w+\s+)?(?:fietsen|e-?bikes|bakfietsen|bikes|cargo bikes|stadsfietsen|\w*fietsen|e-(?:stad|ver|bak)s?|abonnementen|subscriptions)\b"
)
_COPIES = re.compile(rf"\b(?P<n>{_NUMBER})\s+(?:\w+\s+)?(?:facturen|invoices|nota's|rekeningen|bills)\b")
_ALL_INVOICES = re.compile(
    r"\b(?:(?:alle|al mijn|al m'n|elke|iedere|all|every|each)\s(?:\w+\s){0,2}?(?:facturen|factuur|nota's|rekeningen|invoices?|bills?)"
    r"|(?:de|mijn|my|the)\s(?:facturen|nota's|rekeningen|invoices|bills))\b.{0,40}\b(?:jaar|jaren|years?|maanden|months|20\d\d)\b"
)
_PAPERS = re.compile(
    rf"\b(?P<n>{_NUMBER})\s+(?:(?:\w+\s+)?(?:brochures|folders|handleidingen|exemplaren|boekjes|prijslijsten|leaflets|copies|booklets|manuals|stuks)"
    r"|(?:keer|x|maal|times)\s(?:\w+\s+){0,3}(?:brochure|folder|handleiding|boekje|prijslijst|leaflet|booklet|manual))\b"
)
_INSTALMENTS = re.compile(
    rf"\b(?P<alone>{_NUMBER})\s+(?:maand)?(?:termijnen|instal\w+)\b|\b(?:in|over)\s+(?P<n>{_NUMBER})\s+(?:\w+\s+)?(?:termijnen|delen|keer|maanden|stukken|instal\w+|parts|payments|months|times)\b"
)
_MONTHLY = re.compile(r"^\W{0,3}(?:per|elke|iedere|in de|a|each|every)\s+(?:maand|month)\b")

_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    r"january|february|march|may|june|july|august|october)"
)
_MONTH_NUMBER = {
    name: n
    for n, names in enumerate(
        "januari january|februari february|maart march|april|mei may|juni june|juli july|augustus august|september|oktober october|november|december".split("|"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SEVERAL_MONTHS = re.compile(
    rf"\b{_MONTH}\W+(?:(?:en|and|als|plus|t/m|tot en met|through|to|until|evenals|ook)\W+)?(?:(?:in|ook|de|van|die van|the|for)\W+){{0,2}}{_MONTH}\b"
)
_COMPARED_MONTHS = re.compile(r"\b(?:tussen|between|verschil|difference|compared|vergeleken)\b")
_MONTH_SPAN = re.compile(
    rf"\b(?:(?P<edge>begin|half|medio|eind|einde|mid|early|late|start of|the start of|end of|the end of)\W+)?(?:van\W+|of\W+)?(?P<first>{_MONTH})\W+"
    rf"(?P<to>tot en met|t/m|tot|until the end of|until|till|through|to)\W+(?:en met\W+)?(?:(?P<edge2>begin|half|medio|eind|einde|mid|early|late|start of|the start of|end of|the end of)\W+)?(?:van\W+|of\W+)?(?P<last>{_MONTH})\b"
)
_INCLUDED = ("tot en met", "t/m", "through", "until the end of")

# Euros without the word: "jullie hebben me 450 gerekend", "charged me 450".
_BARE_AMOUNT = re.compile(
    r"\b(?:gerekend|rekenen|rekent|rekende|berekend|afgeschreven|afgeboekt|betalen|betaald|hebben (?:me|mij|ons)|bedrag|nota van|factuur van|rekening van|charged?|charging|billed?|pay|paid|owe|took|invoice of|bill of)"
    r"\W+(?:(?:me|mij|ons|us|van|of|maar liefst|over|nog|is)\W+){0,2}(?P<n>\d{2,5})\b(?!\s*(?:keer|x\b|maal|maanden|dagen|weken|werkdagen|uur|procent|%|km|times|months|days|weeks|hours|percent|facturen|invoices|januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december|january|february|march|may|june|july|august|october)|[-/.:]\d)"
)
_TIMES_AMOUNT = re.compile(rf"\b(?P<n>{_NUMBER})\s?(?:keer|maal|x|times)\W+(?:\w+\W+){{0,2}}$")

_TOO_MUCH_AFTER = re.compile(
    r"^\W{0,2}(?:te veel|teveel|too much|extra|verschil|difference|more than (?:i|it|agreed|last)|meer dan (?:afgesproken|normaal|vorige|ik)|hoger|higher|overcharged)"
)
_TOO_MUCH_BEFORE = re.compile(
    r"(?:\b(?:betwist|bestrijd|dispute|contest) (?:ik )?(?:de |the |die |dat |these |those )?|verschil (?:is|van)|scheelt|difference (?:is|of)|overcharged (?:me )?(?:by)?|te veel:?|teveel:?|extra)\W*$"
)
_PART_OF_IT = re.compile(
    r"\b(?:betwist|bestrijd|dispute|contest)\w*\s(?:ik\s)?(?:€\s?)?(?P<part>\d{1,5})(?:\seuro)?\s(?:of|van)\s(?:the|de|die|those)\s"
)  # "I dispute 80 of the 120 euro"
_INSTEAD = re.compile(
    r"\bin ?plaats van|\bipv\b|i\.p\.v|instead of|rather than|had(?:den)? .{0,20}moeten|(?:zou|moet|moest) .{0,30}(?:zijn|kosten|wezen)|should (?:be|have been)|terwijl|afgesproken|agreed|was supposed|whereas|\bnormaal\b|normally|vorige maand|last month|beloofd|promised|\berken\b|klopt wel|acknowledge|i accept|niet in orde is"
)


class Duration(NamedTuple):
    """A stretch of time in calendar days and in working days, and where it stands in the folded text."""

    days: float
    working: float
    start: int
    end: int


def durations(text: str) -> list[Duration]:
    """Every stretch of time in folded ``text``: "drie weken" is 21 days or 15 working days."""
    found = []
    text = text.replace("halfjaar", "half jaar")
    for match in _DURATION.finditer(text):
        count, unit = _count(match["n"]), match["unit"].removeprefix("kalender").removeprefix("calendar ")
        if re.fullmatch(_WORKING, match["unit"]):
            days, working = count * 7 / 5, count
        elif unit.startswith("d"):
            days, working = count, count * 5 / 7
        else:
            days, working = count * _PER_DAY[unit[0]], count * _PER_WORKING_DAY[unit[0]]
        found.append(Duration(days, working, match.start(), match.end()))
    return found


def working_days_late(text: str, usual: float) -> float:
    """Working days that something is late; where only the waiting is told, what is ``usual`` is taken off."""
    folded, most = fold(text), 0.0
    for stretch in durations(folded):
        before, after = folded[max(0, stretch.start - 45) : stretch.start], folded[stretch.end : stretch.end + 40]
        if _LATE_AFTER.match(after) or _LATE_BEFORE.search(before):
            most = max(most, stretch.working)
        elif _WAIT_AFTER.match(after) or _WAIT_BEFORE.search(before):
            most = max(most, stretch.working - usual)
    return most


def longest_days(text: str) -> float:
    """The longest stretch in calendar days, 0 when there is none."""
    return max((d.days for d in durations(fold(text))), default=0.0)


def longest_working_days(text: str) -> float:
    """The longest stretch in working days, 0 when there is none."""
    return max((d.working for d in durations(fold(text))), default=0.0)


def days_of_delay(text: str) -> float:
    """For how many calendar days a customer asks to pay later, 0 when not told."""
    folded, most = fold(text), 0.0
    for stretch in durations(folded):
        near = _DELAY_AFTER.match(folded[stretch.end : stretch.end + 20]) or _DELAY_BEFORE.search(
            folded[max(0, stretch.start - 30) : stretch.start]
        )
        most = max(most, stretch.days if near else 0.0)
    return most


def disputed_euros(text: str) -> float:
    """The amount that is contested: the difference where one is told ("€ 189 in plaats van € 169"), else the largest."""
    if part := _PART_OF_IT.search(fold(text)):
        return float(part["part"])
    found = [(abs(a.cents), a.start, a.end) for a in find_amounts(text)]
    found = found or [(int(m["n"]) * 100, m.start("n"), m.end("n")) for m in _BARE_AMOUNT.finditer(fold(text))]
    if not found:
        return 0.0
    lower = text.lower()
    if repeated := [
        (_count(m["n"]) - 1) * cents for cents, at, _ in found if (m := _TIMES_AMOUNT.search(fold(text[:at])))
    ]:
        return max(repeated) / 100  # "3 keer 79 euro": one of them was right
    told = [
        cents
        for cents, start, end in found
        if _TOO_MUCH_AFTER.match(lower[end:]) or _TOO_MUCH_BEFORE.search(lower[:start])
    ]
    if told:
        return max(told) / 100
    if len(found) == 2 and _INSTEAD.search(fold(text)):
        return abs(found[0][0] - found[1][0]) / 100
    return max(cents for cents, _, _ in found) / 100


def monthly_euros(text: str) -> float | None:
    """What a customer offers to pay a month, when he says so."""
    offers = [abs(a.cents) / 100 for a in find_amounts(text) if _MONTHLY.match(text[a.end :].lower())]
    return min(offers, default=None)


def instalments(text: str) -> int:
    """In how many instalments a customer wants to pay; 0 when he does not say."""
    return _most(_INSTALMENTS, text)


def bikes(text: str) -> int:
    """The largest number of bikes or subscriptions."""
    return _most(_BIKES, text)


def invoices(text: str) -> int:
    """The largest number of invoices; those of whole years are twelve a year."""
    folded = fold(text)
    years = len({m.group() for m in re.finditer(r"\b20\d\d\b", folded)}) if _ALL_INVOICES.search(folded) else 0
    months = [d.days / 30 for d in durations(folded)] if _ALL_INVOICES.search(folded) else []
    return max(_most(_COPIES, text), 12 * years, *(round(m) for m in months), 0)


def names_months(text: str) -> bool:
    """Whether several months are named together, not compared: "in maart, april en mei"."""
    folded = fold(text)
    return bool(_SEVERAL_MONTHS.search(folded)) and not _COMPARED_MONTHS.search(folded)


def days_of_months(text: str) -> float:
    """Calendar days of a stretch told in months ("van begin december tot eind april"), 0 when there is none."""
    return max((_span(match) for match in _MONTH_SPAN.finditer(fold(text))), default=0.0)


def _span(match: re.Match[str]) -> float:
    first, last = _MONTH_NUMBER[match["first"]], _MONTH_NUMBER[match["last"]]
    begin = first * 30.4 + _into_month(match["edge"])
    end = (last + 12 * (last < first)) * 30.4 + (30.4 if match["to"] in _INCLUDED else _into_month(match["edge2"]))
    return end - begin


def _into_month(edge: str | None) -> float:
    if not edge or edge.startswith(("begin", "early", "start", "the start")):
        return 0.0
    return 14.0 if edge in ("half", "medio", "mid") else 29.0


def papers(text: str) -> int:
    """The largest number of brochures and the like."""
    return _most(_PAPERS, text)


def says_minor(text: str) -> bool:
    """Whether the writer says to be under 18: "ik ben 16", "I'm only 17"; not "ik ben 16 euro kwijt"."""
    return bool(_AGE.search(fold(text)))


def heights_cm(text: str) -> list[int]:
    """Body heights told, in centimetres."""
    folded, found = fold(text), []
    for match in _HEIGHT.finditer(folded):
        around = folded[max(0, match.start() - 25) : match.start()] + " " + folded[match.end() : match.end() + 12]
        if _TALL.search(around):
            found.append(_centimetres(match))
    return found


def _centimetres(match: re.Match[str]) -> int:
    if match["only"]:
        return int(match["only"])
    if match["feet"]:
        return round(int(match["feet"]) * 30.48 + int(match["inches"] or 0) * 2.54)
    return int(match["m"] or match["m2"]) * 100 + int(match["cm"] or match["cm2"])


def _most(pattern: re.Pattern[str], text: str) -> int:
    return max(
        (
            int(count)
            for m in pattern.finditer(fold(text))
            if not _YEARS[0] <= (count := _count(m["n"] or m.group(1))) <= _YEARS[1]
        ),
        default=0,
    )


def _count(word: str) -> float:
    if word.isdigit():
        return float(word)
    if word in ("anderhalve",):
        return 1.5
    if "half" in word or "halve" in word:
        return 0.5
    if word in ("a", "an"):
        return 1.0
    if word in ("several", "enkele", "paar"):
        return 2.0
    return float(number_in_words(word) or 1)

"""Explain, or set in motion? Reading guide 2 and 3: general explanation is answered; what a customer wants done, or asks
about his own affairs, needs a form.

The message is cut into clauses. One clause that orders, wants, or tells what happened is enough ("ik ben mijn sleutel
kwijt, wat kost een nieuwe?"). What is only supposed ("als ik opzeg", "what if it gets stolen") tells nothing, and what is
only considered ("ik denk erover") wants nothing. Without such a clause a question is a question, except about one's own
delivery, repair, case, invoice, deposit or arrears, and except that "kan ik een kopie krijgen?" is a polite order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handoff.decide.signs import fold, phrase_pattern
from handoff.decide.triage.facts import Part


def _phrases(*groups: str, start: bool = False) -> re.Pattern[str]:
    """A pattern of phrases, several a line, with a comma between; the language of guidelines.yml."""
    phrases = [p.strip() for group in groups for p in group.split(",") if p.strip()]
    border = r"^\W*(?:(?:en|and|maar|but|dus|so|ok|oke|oh|nou|ja|hallo|hoi|hi|hello|vraag|vraagje|also|ook|then|dan|eh|please)\W+)*" if start else r"(?<!\w)"
    return re.compile(border + "(?:" + "|".join(phrase_pattern(p) for p in phrases) + r")(?!\w)")


# Topics where a question is about one's own affairs unless it asks how things go in general.
OWN_AFFAIRS = frozenset({"ask_delivery_status", "ask_repair_status", "ask_case_status", "ask_invoice_explanation", "ask_deposit_refund", "ask_arrears", "ask_reminder_received", "report_payment_made", "dispute_claim"})  # fmt: skip
# Topics where "kan ik ...?" is a polite order.
ORDERS = frozenset({"request_callback", "request_invoice_copy", "request_materials", "request_data_access", "request_payment_plan"})
# Topics that a customer nearly always asks about in general.
EXPLAINED = frozenset({"ask_complaint_procedure", "ask_direct_debit"})

_REFERENCE = re.compile(r"\b(?:[bkrfz][ -]?\d{6,}|[zf][ -]?20\d\d[ -]?\d{6}|40\d{6}|[a-z]{2}\d{2}[ ]?[a-z]{4}[ ]?\d{4})")
_CLAUSES = re.compile(r"(?<=[.!?;\n,])\s+|\n+|\s(?=(?:maar|want|dus|omdat|but|because|so|although|en (?:ik|we|wij|nu|graag|wil|stuur|bel|mijn|die|hij|please)|and (?:i|we|my|please|would|it|now|want|need))\b)")
_QUESTION_END = re.compile(r"\?\s*$")

# "Ik wil weten", "could you tell me": what follows is a question, whatever it is wrapped in.
_ASKING = _phrases(
    "ik wil (graag|even|eerst|alleen|alvast|nog) (graag|even) weten, ik wil weten, ik wil (graag|even|eerst|alleen|alvast|nog) weten, wil (graag|even|eerst|alleen) weten, ik wilde (graag|even|) (vragen|weten)",
    "ik wou (graag|even|) (vragen|weten), ik zou (graag|willen) weten, ik zou graag (willen|eens) weten, zou graag weten, ik wil (graag|even|) vragen, ik wil (je|jullie|u) (wat|iets) vragen, wil (even|graag) vragen",
    "graag (wat|meer|) (informatie|info|uitleg), ik wil (graag|) (wat|meer|) (informatie|info|uitleg), ik zoek (informatie|info|uitleg), ik heb (een|even een|nog een) (vraag|vraagje), ik vraag me af, ik ben benieuwd, benieuwd",
    "(kun|kan|kunt|zou|wil|wilt) (je|jij|u) (mij|me|even|misschien) (even|ook|) (vertellen|uitleggen|zeggen|aangeven|laten), (kun|kan|kunt|zou|wil|wilt) (je|jij|u) (vertellen|uitleggen|zeggen|aangeven)",
    "kunnen jullie (mij|me|even|misschien|) (vertellen|uitleggen|zeggen|aangeven), kan iemand (mij|me|even|) (vertellen|uitleggen|zeggen), (weet|weten) (je|jij|u|jullie|iemand), leg (mij|me|eens|) (eens|) uit, ik wil begrijpen, ik snap niet, ik begrijp niet",
    "i (would|'d) (just|) like to (know|understand|ask), i'd like to (know|understand|ask), i'd just like to know, i (just|only|) (want|wanted|need|needed) to (know|ask|understand), i just (want|wanted|need) to (know|ask|understand)",
    "i (was|am|'m) (just|) (wondering|curious), i'm (just|) (wondering|curious), i wonder, just wondering, wondering, (can|could|would|will) (you|someone|anyone|anybody) (please|maybe|) (tell|explain|clarify|let), do you know, please (explain|tell|clarify)",
    "(quick|another|one) question, i have a question, i need (some|more|) (information|info), i'd like (some|more|) (information|info), looking for (some|more|) (information|info), can you (also|quickly) (tell|explain), want to understand, wanted to know",
)
# Supposed, not so: from here to the end of the clause nothing is told or wanted.
_SUPPOSED = re.compile(
    r"(?<!\w)(?:(?:zelfs |ook |en |maar |wat |what )?(?:als|indien|wanneer|zodra|mocht|mochten|stel|stel dat|tenzij|indien)(?= (?:ik|je|jij|u|we|wij|men|mijn|m'n|me|de|het|een|iemand|er|die|hij|allebei|beide|iets|dat|jullie|klanten|mensen|er|onze|bij|nu)\b)"
    r"|(?:even |only |and |but |what |so )?(?:if|unless|suppose|supposing|in case|in the event|once|whenever|when|as soon as)(?= (?:i|you|we|someone|somebody|my|the|a|an|it|that|both|people|one|they|there|of|your|our|something|this)\b)"
    r"|(?:voor het geval|in geval van|ingeval|bij (?:een |het )?(?:verhuizing|diefstal|schade|overlijden|ziekte|verlies|storing|opzegging|opzeggen|pauze|vandalisme|reparatie|klacht|betaling|beslaglegging)))\b"
)
_POLITE_IF = re.compile(r"\b(?:als (?:het|dat) (?:kan|mogelijk is|lukt|mag|even kan|zo is)|indien mogelijk|als ik vragen mag|if (?:that's|it's|that is|it is) (?:possible|ok|okay|alright)|if possible|if you can|if you could|als je wilt|als u wilt|als jullie (?:willen|kunnen))\b")
_CONSIDERED = _phrases(
    "overweeg, overwegen, denk erover, denk eraan, denk er aan, denk er over, erover na, denken erover, misschien wil, wil misschien, wellicht, twijfel, ooit, (stel|zou) eventueel, eventueel, orienteer*, aan het kijken, later misschien, misschien ga, ga misschien, kans dat ik, van plan zou",
    "thinking (of|about), considering, might (want|need|cancel|pause|switch|move|be), may (want|need) to, maybe, perhaps, not sure (if|whether), hypothetical*, in theory, in theorie, hypothetisch, just looking, someday, possibly, i may",
)
# Wants something done.
_WANTS = re.compile(
    r"(?<!\w)(?<!dat )(?<!that )(?<!als )(?<!die )(?<!waarmee )(?<!what )(?<!wat )(?:"
    r"ik (?:wil|wou|wilde|zou|moet|heb|had|kom) (?:\w+ ){0,6}?(?:opzeg\w*|stop\w*|pauz\w*|overstap\w*|wijzig\w*|verander\w*|doorgeven|aanpass\w*|aanvrag\w*|aanmeld\w*|afsluiten|bestel\w*|huren|melden|indienen|inzien|inzage|wissen|verwijder\w*|ontvangen|krijgen|hebben|omruil\w*|ruil\w*|wissel\w*|"
    r"maken|laten|betal\w*|regel\w*|beeindig\w*|annul\w*|terugbell\w*|gebeld|teruggebeld|inlever\w*|reparer\w*|hersteld|gerepareerd|plannen|inplannen|verzett\w*|storner\w*|intrekken|bezwaar|betwist\w*|spreid\w*|opvragen|toegestuurd|gestuurd|gemaild|uitstel|regeling|nemen|starten|kapot|af|nodig|terug\w*|weten wat (?:ik|er)|weten (?:waar|wanneer|hoe\w*) (?:mijn|ik|die|de))"
    r"|ik wil(?! (?:weten|vragen))|wil ik(?! (?:weten|vragen))|(?:we|wij) willen(?! (?:weten|vragen))|willen (?:we|wij)|wil (?:graag|mijn|m'n|me|de|het|een|per|nu|meteen|dat|van|naar|stoppen|opzeggen|pauzeren|overstappen)\b|wou (?:graag|mijn)"
    r"|ik zou (?:\w+ ){0,3}?(?:willen|graag)|zou (?:ik )?graag|graag|gelieve|liefst|hierbij|bij deze|bij dezen|doe mij|ik had graag|verzoek ik|ik verzoek|ik vraag (?:om|hierbij|uitstel|inzage|een)|ik moet (?:helaas |nu |nog |dringend |echt )?(?:mijn|onze|een|de|het|per|naar|opzeggen|stoppen|verhuizen|af)|ik heb (?:\w+ ){0,4}?nodig|ik zoek (?:een|iemand)|ik stop|ik zeg|zeg ik .{0,30}?\bop\b|ik meld|meld ik|ik claim|ik eis|ik maak bezwaar|maak ik bezwaar|mag ik (?:een|de|mijn|jullie|het|die|er) (?:\w+ ){0,5}?(?:ontvangen|hebben|krijgen)"
    r"|i want(?! to (?:know|understand|ask))|i wanna|we want|i would like(?! to (?:know|understand|ask))|i'd like(?! to (?:know|understand|ask))|we'd like|we would like|i wish to|i need(?! to (?:know|understand|ask))|we need|i have to (?:cancel|move|change|stop|pause|report)|i must|hereby|i request|requesting|i am requesting|i'm requesting|i'm (?:here|writing|calling) to|i am (?:writing|calling) to|please(?! (?:explain|tell|clarify|let me know|advise))|pls|kindly"
    r"|i'm going to (?:cancel|stop|pause|switch)|i am (?:cancelling|canceling|pausing|switching|stopping)|i'm (?:cancelling|canceling|pausing|switching|stopping|looking to)|let me|give me|get me|i demand|i hereby"
    r")(?!\w)"
)
_ORDER = _phrases(
    "stuur, mail, bel, verander, wijzig, pas, annuleer, stop, zeg, pauzeer, regel, plan, boek, maak, noteer, verwijder, wis, zet, doe, geef, schrijf, breng, haal, kom, vervang, blokkeer, beeindig, schrap, trek, betaal, herstel, vergeet mijn, check, kijk, controleer, zoek, verwerk, registreer, meld",
    "send, email, mail, call, ring, phone, change, update, cancel, stop, pause, switch, book, arrange, schedule, make, delete, erase, remove, put, give, bring, pick, come, replace, block, end, terminate, withdraw, pay, check, fix, repair, get, register, report, forward, swap, sign, set, start, reset",
    start=True,
)
_DO_FOR_ME = re.compile(
    r"(?<!\w)(?:(?:kun|kan|kunt|wil|wilt|zou|zouden|kunnen|willen|can|could|would|will) (?:je|jij|u|jullie|you|iemand|someone|somebody|anyone|anybody|er iemand|er een (?:monteur|collega|medewerker)|een (?:monteur|collega|medewerker)|a (?:mechanic|colleague)|the mechanic|de monteur|een van jullie|one of you))\b(?P<rest>.*)"
)
_FOR_ME = re.compile(r"\b(?:mij|me|mijn|m'n|onze|ons|even|aub|svp|ajb|alsjeblieft|alstublieft|hem|haar|deze|langskomen|komen|bellen|kijken|plakken|my|our|us|please|it|this|come|call|have a look|take a look|today|tomorrow|vandaag|morgen)\b|\b\d{2,}\b")
_IN_GENERAL = re.compile(r"\b(?:ook|altijd|standaard|meestal|doorgaans|gemiddeld|overal|elk moment|op elk moment|ieder moment|uberhaupt|zomaar|normaal(?: gesproken)?|in het algemeen|also|ever|always|usually|normally|typically|generally|in general|on average|at any (?:time|moment)|anytime|any time|whenever)\b")
# Something happened, or is so.
_HAPPENED = re.compile(
    r"\b(?:gestolen|gejat|gepikt|gesloopt uit|bestolen|verdwenen|kwijt\w*|verloren|kapot|stuk|lek|lekke band|defect|gebroken|afgebroken|beschadigd|bekrast|deuk|gescheurd|versleten|plat|krom|gedeukt|"
    r"aangereden|gebotst|botsing|gevallen|omgevallen|tegen (?:een|de|het) \w+ (?:gereden|gefietst)|vandal\w+|vernield|rammelt|kraakt|piept|schuurt|slipt|trilt|tikt|hapert|losgelaten|ligt eraf|loopt eraf|eraf|doet (?:het|niks|niets|raar|vreemd)|doen het|werkt niet|niet meer|weigert|loopt (?:aan|vast|er)|geeft (?:een )?foutmelding|"
    r"verhuis|verhuisd|verhuizen|verhuizing|nieuw (?:adres|rekeningnummer|nummer|e-?mail\w*|iban|telefoonnummer|huis|appartement|mobiel\w*|bankrekening)|nieuwe (?:bank|rekening|iban|woning|mail\w*|telefoon)|ander (?:rekeningnummer|nummer|adres|mailadres|e-?mailadres)|andere bank|van bank|veranderd|gewijzigd|overgestapt|"
    r"betaald|overgemaakt|voldaan|ontvangen|gekregen|kreeg|ingeleverd|teruggebracht|opgezegd|besteld|aangevraagd|afgeschreven|gestorneerd|teruggeboekt|mislukt|geweigerd|afgewezen|gelukt|beloofd|toegezegd|"
    r"niet (?:mee )?eens|oneens|klopt niet|kloppen niet|onterecht|niet terecht|betwist|foutief|verkeerd\w*|te veel|teveel|dubbel|nog (?:steeds |altijd )?(?:niet|geen|niks|niets)|kan (?:het |dit |hem |\w+ )?(?:nu |even |deze maand )?niet betalen|"
    r"stolen|nicked|robbed|missing|vanished|gone|lost|broken|broke|snapped|cracked|bent|damaged|scratched|dent\w*|torn|flat|puncture\w*|crashed|hit|fell|rattl\w+|squeak\w*|grind\w*|slipping|wobbl\w+|jammed|stuck|not working|isn't working|doesn't (?:work|turn|open|charge|shift|start)|does not work|won't (?:work|turn|open|charge|shift|start|go)|stopped working|came off|fell off|falling off|coming off|makes? a (?:strange|weird|funny|loud) noise|error|"
    r"moved|moving|new (?:address|account|iban|bank|number|phone|email|e-mail|house|place|flat|apartment|mobile)|different (?:account|bank|number|address)|changed|switched|paid|transferred|received|returned|handed in|dropped off|brought back|cancelled|canceled|ordered|charged|debited|reversed|failed|refused|promised|"
    r"disagree|not (?:correct|right|mine)|isn't (?:correct|right|mine)|incorrect|wrong|unjustified|dispute|disputed|too much|twice|double|still (?:not|no|haven't|hasn't|waiting)|haven't|hasn't|not yet|can't pay|cannot pay|unable to pay)\b"
)
_OWN = re.compile(r"\b(?:mijn|m'n|mn|me fiets|onze|ons|ik heb|ik had|heb ik|ik kreeg|ik krijg|ik wacht|ik sta|sta ik|loop ik|ben ik|ik ben|we hebben|we zijn|hij|deze|dit bedrag|die (?:fiets|factuur|brief|mail|bestelling|levering|reparatie)|my|our|i have|i've|i had|i got|i am|i'm|i was|have i|am i|do i (?:still )?owe|i (?:still )?owe|we have|we've|this (?:invoice|letter|bill|amount|reminder|mail|email|charge)|these|mine|ours)\b")
_OWN_STATUS = _phrases(
    "waar blijft, waar is, waar zijn, wanneer komt, wanneer komen, hoe laat komt, hoe laat komen, wanneer is .. klaar, is .. klaar, is .. al, hoe staat het, wat is de status, status, track*, al klaar, nog lang, hoe lang .. nog, duurt .. nog, hoe ver, (sta|staat|loop|heb) ik, moet ik nog, nog open, openstaand*, openstaat, achterstand, wordt er (vandaag|morgen) bezorgd, (vandaag|morgen) bezorgd, uiterlijk, al bekend, nieuws, update",
    "where is, where's, where are, when will (my|the|it), when is (my|the|it), when does (my|the|it), when are you, how is .. going, how's, what's the status, any (news|update|progress), is .. ready, ready yet, has .. been, is it (ready|done|on), how much longer, how far, (do|did) i (still|) owe, am i behind, outstanding, in arrears, still open, eta, arrive today, arriving",
)
_HOW_IT_GOES = _phrases(
    "hoe lang duurt (een|de|het|zo'n), hoe werkt, hoe werken, hoe gaat, wat gebeurt er, wat betekent, wat houdt, wat is (een|het|de) (verschil|termijn|gemiddelde), wat zijn de, welke (termijn|kosten|regels|stappen|stap), hoe vaak, hoe snel (word|wordt|krijg|reageren|is), binnen hoeveel, binnen welke, hoeveel dagen, hoeveel tijd, hoe lang van tevoren, wat kost, kost het, kosten, zijn er kosten, mag ik (iets|gewoon), word je, wordt een, worden er, wordt er, krijg je, krijg ik (een|dan|bericht|automatisch), kun je, kan je, kunt u, moet je, mag je, sturen jullie, rekenen jullie, berekenen jullie, hoe bereken*, hoe is .. opgebouwd, waar kan ik, hoe kan ik (een|de), hoeveel incassokosten, hoeveel kost, wanneer (komt|krijg|krijgen|sturen|maken) .. factuur, mag ik (een|de)",
    "how long does (a|an|the|it) .. (take|usually|normally), how long does it take, how long do, how does, how do (you|i|deliveries|repairs), what happens, what does, what is (a|an|the) (difference|term|average|deadline|usual), what are the, which (term|costs|rules|steps), how often, how soon (do|does|will i be|am i), how quickly (do|does), within how many, how many days, how far in advance, what does it cost, is there (a|any) (fee|charge|cost), are there (any|) (fees|costs|charges), do (you|people|customers) (charge|send|get), does it cost, do i get (a|an|notified|charged), can you, can one, is .. (calculated|built), where can i, how can i (a|the), what if, when do (you|i get) .. invoice, must i, do i have to, should i, am i allowed, is it possible",
)
_IN_FUTURE = re.compile(r"\b(?:na (?:het |mijn |een )?(?:opzeg\w*|inlever\w*|stopp\w*|beeindig\w*|afloop|einde)|after (?:i |my )?(?:cancel\w*|return\w*|stopp?\w*|the end|ending|handing)|bij (?:opzegg\w*|het einde)|on cancellation)\b")
_QUESTION_WORD = re.compile(
    r"^\W*(?:(?:en|and|maar|but|dus|so|ok|oke|oh|nou|ja|hallo|hoi|hi|hello|hey|dag|beste|vraag|vraagje|also|ook|then|dan|eh|of|or|goedemorgen|goedemiddag|goedenavond|good morning|good afternoon|about|over|met)\W+)*"
    r"(?:(?:tot|per|binnen|vanaf|voor|in|op|aan|bij|met|van|naar|within|by|until|from|to|for|at|on|in|with) )?(?:hoe\w*|wat|wanneer|welke?|waarom|waar\w*|wie|of (?:ik|je|het|er|jullie|we|mijn)|how|what\w*|when|which|why|where|who|whether|if)\b"
)
_INVERTED = re.compile(
    r"^\W*(?:(?:en|and|maar|but|dus|so|ok|oke|oh|nou|ja|hallo|hoi|hi|hello|hey|vraag|vraagje|also|ook|then|dan|eh|of|or|moet dan|moet)\W+)*"
    r"(?:(?!ik|je|we|mijn|de|het|een|dit|dat|er|u)\w+ (?:ik|je|jij|u|jullie|we|wij|men|er|het|dat|dit|mijn|de|een|iemand)\b|(?:do|does|did|can|could|may|might|is|are|will|would|should|must|have|has|am|was|were|need|shall)(?:n't)? (?:i|you|we|it|there|the|a|an|my|your|someone|they|that|this|he|she|people|customers|anyone|\w+ing)\b)"
)
_POLITE = re.compile(r"\b(?:(?:kan|mag|zou|zouden|kunnen|mogen|kon) (?:ik|we|wij|iemand|jullie|u|je|er)|is het mogelijk|is er een mogelijkheid|lukt het om|(?:can|could|may|might) (?:i|we|you|someone|a|one of)|is it possible|would it be possible|any chance|hebben jullie (?:een|ook een|de|nog)|heb je een|heeft u een|do you have (?:a|the|any)|have you got)\b")
_SPECIFIC = re.compile(
    r"\b(?:vandaag|nu al|nu meteen|nu direct|meteen|direct|per direct|morgen|overmorgen|deze week|volgende week|volgende maand|deze maand|komende maand|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|"
    r"today|right now|right away|immediately|tomorrow|this week|next week|next month|this month|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"\d{1,2}(?:e|st|nd|rd|th)? (?:jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*|(?:jan|feb|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\w* \d{1,2}|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?|vanaf \w+ber|van \w+ tot \w+|from \w+ (?:to|until|till) \w+|e-stad|e-ver|e-bak|snel 45|vouw|sprong|stad comfort)\b"
)
_MINE = re.compile(r"\b(?:mijn|m'n|mn|onze|my|our|it|hem|hier(?:mee)?|ermee)\b")
# A bare heading that asks for an explanation: "opzegtermijn", "kosten pauze".
_HEADING = re.compile(
    r"\b(?:\w*termijn|kosten|kost|prijs|tarief|voorwaarden?|regels?|procedure|werkwijze|uitleg|info|informatie|hoe|hoelang|wat|wanneer|duur|mogelijk\w*|toegestaan|vergoeding|gratis|notice|period|fees?|costs?|price|terms?|conditions?|rules?|policy|how|timeline|allowed|explanation|process|duration|possible|possibilities|options?|deadline|regeling bij)\b"
)


def starts_something(part: Part) -> bool:
    """Whether a procedure, request or debt matter is to be set in motion, or concerns one's own affairs.

    The map, in order: a number of one's own; a clause that wants or orders; a clause that tells what happened; one's own
    affairs; a polite order; and what remains is a question (explain) or a statement (start).
    """
    text = _POLITE_IF.sub(" ", fold(part.text))
    if _REFERENCE.search(text):
        return True
    clauses = [c for c in (_told(clause) for clause in _CLAUSES.split(text)) if re.search(r"\w", c)]
    considered = bool(_CONSIDERED.search(text))
    if not considered and any(_wants(clause, part.topic) for clause in clauses):
        return True
    if part.topic not in EXPLAINED and any(_tells(clause) for clause in clauses):
        return True
    if part.topic in OWN_AFFAIRS:
        return any(_asks_about_own(clause, text) for clause in clauses)
    if part.topic in ORDERS and any(_politely_orders(clause) for clause in clauses):
        return True
    if any(_asks(clause) and _politely_orders(clause) and _SPECIFIC.search(clause) and _MINE.search(clause) for clause in clauses) and not considered:
        return True
    if part.topic == "ask_direct_debit" and any(re.match(r"\W*(?:waarom|why)\b", c) for c in clauses):
        return True
    return _states(clauses, part.topic) and not considered


def _told(clause: str) -> str:
    """The clause without what is only supposed, and with "ik wil weten" taken off."""
    asked = _ASKING.sub(" ?", clause)
    supposed = _SUPPOSED.search(asked)
    return asked[: supposed.start()] if supposed else asked


def _asks(clause: str) -> bool:
    return bool(_QUESTION_WORD.match(clause) or _INVERTED.match(clause) or _QUESTION_END.search(clause) or clause.lstrip().startswith("?") or " ?" in clause)


def _wants(clause: str, topic: str) -> bool:
    """An order, a wish, or a request to do something for the one who writes."""
    asked = _asks(clause)
    if " ?" in clause or clause.lstrip().startswith("?"):
        return False
    if _ORDER.match(clause) and not asked:
        return True
    doing = _DO_FOR_ME.search(clause)
    if doing and not _IN_GENERAL.search(clause) and not _QUESTION_WORD.match(clause):
        return bool(_FOR_ME.search(doing["rest"]) or re.search(r"iemand|someone|somebody|monteur|mechanic|collega", doing.group()))
    wish = _WANTS.search(clause)
    if not wish:
        return False
    return not (_QUESTION_WORD.match(clause) or _INVERTED.match(clause)) or topic in OWN_AFFAIRS and "weten" in wish.group()


def _tells(clause: str) -> bool:
    """A clause that tells what happened: as a statement, or in a question about a thing of one's own."""
    happened = _HAPPENED.search(clause)
    if not happened or " ?" in clause or clause.lstrip().startswith("?"):
        return False
    if _asks(clause):
        return bool(re.search(r"\b(?:mijn|m'n|mn|my|our|onze|me fiets|hij|it)\b", clause)) and not _IN_GENERAL.search(clause) and not re.match(r"\W*(?:hoe lang|how long|wat kost|what does it cost|hoeveel|how much|kan ik|can i|moet ik|must i|do i|should i|mag ik)", clause)
    return True


def _asks_about_own(clause: str, text: str) -> bool:
    general = _IN_GENERAL.search(clause) or _HOW_IT_GOES.search(clause) or _IN_FUTURE.search(text)
    if not _asks(clause):
        return not _HEADING.search(clause)
    if general:
        return bool(re.search(r"\b(?:mijn|m'n|mn|my|deze|this|nog|still)\b", clause)) and not _IN_GENERAL.search(clause) and not _IN_FUTURE.search(text)
    return bool(_OWN.search(clause) or _OWN_STATUS.search(clause) or re.match(r"\W*(?:waarom|why)\b", clause))


def _politely_orders(clause: str) -> bool:
    return bool(_POLITE.search(clause)) and not _IN_GENERAL.search(clause) and not re.match(r"\W*(?:en |and )?(?:hoe\w*|wat|wanneer|welke?|waar\w*|how|what|when|which|where|who)\b", clause) and not re.search(r"\b(?:je|you) (?:een|a|in)\b", clause)


def _states(clauses: Iterable[str], topic: str) -> bool:
    """A statement or a bare heading ("abonnement opzeggen") starts; a question or a heading about terms does not."""
    clauses = [c for c in clauses if not re.fullmatch(r"\W*(?:hallo|hoi|hi|hello|hey|dag|beste|goede\w*|good \w+|dear|mvg|groet\w*|bedankt|thanks|thank you|dank\w*|alvast|(?:\w+\W*){1})\W*", c)] or list(clauses)
    if topic in EXPLAINED or not clauses:
        return False
    return not any(_asks(c) for c in clauses) and not any(_HEADING.search(c) for c in clauses)


def reasons_to_start(words: str) -> tuple[str, ...]:
    """For editors and tests: which of the map's steps hold for a text, topic left aside."""
    text = _POLITE_IF.sub(" ", fold(words))
    clauses = [_told(clause) for clause in _CLAUSES.split(text)]
    steps = (("reference", bool(_REFERENCE.search(text))), ("wants", any(_wants(c, "") for c in clauses)), ("tells", any(_tells(c) for c in clauses)))
    return tuple(name for name, holds in steps if holds)

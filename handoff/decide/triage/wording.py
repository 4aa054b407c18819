"""How people ask, want and tell in Dutch and English: the patterns that ``starts`` reads a clause with.

Grammar rather than policy, so it stands here and not in guidelines.yml. All on folded text (lower case, no accents).
"""

from __future__ import annotations

import re


def _any(*lines: str, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """One pattern of all alternatives in ``lines``, between word borders."""
    return re.compile(before + "(?:" + "|".join(lines) + ")" + after)


# What may stand before the clause proper: a greeting, a conjunction.
_LEAD = (
    r"^\W*(?:(?:en|and|maar|but|dus|so|ok|oke|oh|nou|ja|hallo|hoi|hi|hello|hey|dag|beste|vraag|vraagje|also|ook|then|dan|eh|of|or|over|met|sorry|please|"
    r"goedemorgen|goedemiddag|goedenavond|goedendag|good (?:morning|afternoon|evening)|dear|mevrouw|meneer|heer|sir|madam|allee|awel)\W+)*"
)
_PRONOUN = r"(?:je|jij|u|jullie|we|wij|men|ge)"

REFERENCE = re.compile(r"\b(?:[bkrfz][ -]?\d{6,}|[zf][ -]?20\d\d[ -]?\d{6}|40\d{6}|[a-z]{2}\d{2}[ ]?[a-z]{4}[ ]?\d{4})")
CLAUSE_BORDER = re.compile(
    r"(?<=[.!?;\n,])\s+|\n+|\s(?=(?:maar|want(?! to\b)|dus|but|although)\b|(?:omdat|because|so) (?:ik|mijn|we|i|my|the|de)\b"
    r"|en (?:ik|we|wij|nu|graag|wil|stuur|bel|mijn|die|hij|mag|kan|kunt|kun|kunnen|please)\b|and (?:i|we|my|please|would|it|now|want|need|can|could|may)\b)"
)
POLITE_IF = re.compile(
    r"\b(?:als (?:het|dat) (?:kan|mogelijk is|lukt|mag|even kan|zo is)|indien mogelijk|als ik vragen mag|if (?:that's|it's|that is|it is) (?:possible|ok|okay|alright)|"
    r"if possible|if you can|if you could|als je wilt|als u wilt|als jullie (?:willen|kunnen))\b"
)

# "Ik wil weten", "could you tell me": what follows is a question, whatever it is wrapped in.
ASKING = _any(
    r"(?:ik )?(?:wil|wilde|wou|zou)(?: ik)? (?:\w+ ){0,4}?(?:weten|vragen|begrijpen|horen (?:hoe|wat|of|wanneer))",
    r"ik (?:vraag me|vroeg me|ben benieuwd|zoek (?:wat |meer )?(?:informatie|info|uitleg)|snap niet|begrijp niet)(?: af)?",
    r"(?:graag|ik wil|wil) (?:wat |meer |graag |even )*(?:informatie|info|uitleg|weten)",
    r"ik heb (?:even |nog )?(?:een )?(?:korte |kort )?(?:vraag|vraagje)",
    r"benieuwd|leg (?:mij |me )?(?:eens )?uit",
    r"(?:kun|kan|kunt|zou|wil|wilt|kunnen|willen) (?:je|jij|u|jullie|iemand|ge) (?:\w+ ){0,4}?(?:vertellen|uitleggen|zeggen|aangeven|informeren|toelichten|laten weten)",
    r"(?:weet|weten) (?:je|jij|u|jullie|iemand)",
    r"i (?:would|'d|just|only) (?:\w+ )?(?:like|want|wanted|need|needed) to (?:\w+ )?(?:know|understand|ask|hear)",
    r"i'd (?:\w+ )?like to (?:\w+ )?(?:know|understand|ask|hear)|i (?:want|wanted|need|needed) to (?:\w+ )?(?:know|understand|ask|hear)",
    r"(?:i (?:was|am)|i'm|just|was) (?:just )?(?:wondering|curious)|i wonder|wondering|want to understand",
    r"(?:can|could|would|will) (?:you|someone|anyone|anybody) (?:\w+ )?(?:tell|explain|clarify|inform|let me know)",
    r"do you know|(?:please|kindly|pls) (?:tell|explain|clarify|inform|advise|let me know)",
    r"(?:quick |another |one )?question(?: about)?|i have a question|(?:i need|i'd like|i would like|looking for) (?:some |more )?(?:information|info)",
)
# Supposed, not so: from here to the end of the clause nothing is told or wanted.
_SOMEBODY = r"(?= (?:ik|je|jij|u|we|wij|men|mijn|m'n|me|de|het|een|iemand|er|die|hij|allebei|beide|iets|dat|jullie|klanten|mensen|onze|bij|nu)\b)"
_SOMEONE = r"(?= (?:i|you|we|someone|somebody|my|the|a|an|it|that|both|people|one|they|there|of|your|our|something|this|both)\b)"
# "Als ik rem, trilt het stuur" tells what happens each time; it supposes nothing.
_NOT_RIDING = (
    r"(?! (?:ik|je|i|you) (?:(?:hard|even|zacht|flink|a bit|gently|hard) )?(?:rem|remmen|schakel|trap|fiets|rijd|rij|stuur|optrek|laad|draai|knijp|opstap|"
    r"brake|ride|pedal|turn|shift|charge|pull|squeeze|cycle|steer|accelerate)\b)"
)
SUPPOSED = _any(
    r"(?:zelfs |ook |en |maar |wat )?(?:als|indien|wanneer|zodra|mocht|mochten|stel|stel dat|tenzij|voordat|terwijl)"
    + _NOT_RIDING
    + _SOMEBODY,
    r"(?:even |only |and |but |what |so )?(?:if|unless|suppose|supposing|in case|once|whenever|when|as soon as|while|before)"
    + _NOT_RIDING
    + _SOMEONE,
    r"voor het geval|in geval van|ingeval|in the event|bij (?:een |het )?(?:verhuizing|diefstal|schade|overlijden|ziekte|verlies|storing|opzegging|opzeggen|pauze|vandalisme|reparatie|klacht)",
)
CONSIDERED = _any(
    r"overweeg|overwegen|denk(?:en)? (?:er)?(?:over|aan)|denk er (?:over|aan)|erover na|misschien (?:wil|ga)|(?:wil|ga|wel) misschien|wellicht|twijfel|ooit|eventueel|orienteer\w*|aan het kijken",
    r"later misschien|kans dat ik|zit te denken|thinking (?:of|about)|considering|might|may (?:want|need)|maybe|perhaps|not sure (?:if|whether)|hypothetical\w*|in theor(?:y|ie)|hypothetisch",
    r"just looking|someday|possibly|not decided|nog niet besloten|nog niet zeker",
)

# --- a clause that asks ------------------------------------------------------------------------------------------------

QUESTION_END = re.compile(r"\?\W*$")
QUESTION_WORD = re.compile(
    _LEAD
    + r"(?:(?:tot|per|binnen|vanaf|voor|in|op|aan|bij|met|van|naar|na|sinds|within|by|until|from|to|for|at|on|in|with|after|since) )?"
    r"(?:hoe\w*|wat|wanneer|welke?|waarom|waar\w*|wie|of (?:ik|je|het|er|jullie|we|mijn|de)|how|what\w*|when"
    + _NOT_RIDING
    + r"|which|why|where|who|whether|if)\b"
)
_NO_VERB = r"(?!(?:two|three|four|some|the|young|old|few|of|these|those|en|maar|want|omdat|dus|toen|dat|als|nu|sinds|of|wat|terwijl|voordat|zodat|hallo|hoi|dag|zoals|ook|die|hier|daar|waar|ik|van|aan|bij|met|door|naar|voor|yo|hey|is er) )"
INVERTED = re.compile(
    _LEAD
    + r"(?:(?:kan|mag|moet|wil|zal|zou|heb|ben|krijg|betaal|lever|geef|kom|hoef|doe|ga|loop|word|vind|raak|stuur|meld|zeg|vraag|had|neem|verlies|maak|boek|regel|weet|hoor|pak|teken|kies|start|begin|bel|zit|sta) ik\b"
    r"|" + _NO_VERB + r"\w+ " + _PRONOUN + r"\b(?! (?:graag|hierbij))"
    r"|(?:kan|kun|kunt|kunnen|mag|mogen|moet|moeten|is|zijn|wordt|worden|heeft|hebben|doet|gaat|geldt|telt|kost|kosten|komt|komen|staat|werkt|zal|zou|klopt|krijgt|krijg|zit|valt|blijft|duurt|hoort|bestaat|brengt|vergoedt)"
    r" (?:het|dat|dit|mijn|de|een|iemand|er|m'n|nog|hier|die|deze|zo'n)\b"
    r"|(?:telt|tellen|geldt|gelden|vergoed\w*|bestaat|bestaan) \w+"
    r"|(?:do|does|did|can|could|may|might|is|are|will|would|should|must|has|am|was|were|shall) \w+|(?:do|does|did|is|are|was|were|can|could|will|would|should|have|has)n't (?:i|you|it|we|he|she|they|the|my|your|this|that|there)\b)"
)
# Asked how things go, not how they stand with me.
IN_GENERAL = _any(
    r"ook|altijd|standaard|meestal|doorgaans|gemiddeld|overal|(?:op )?elk moment|ieder moment|uberhaupt|zomaar|bewaren jullie|do you keep|van tevoren even|normaal(?: gesproken)?|in het algemeen",
    r"also|ever|always|usually|normally|typically|generally|in general|on average|at any (?:time|moment)|anytime|any time|whenever",
)
FOR_ONESELF = _any(r"(?:voor|bij) (?:mij|ons)|in (?:mijn|ons) geval|for (?:me|us)|in (?:my|our) case")
HOW_IT_GOES = _any(
    r"hoe ?lang duurt (?:een|de|het|zo'n|dat)|hoe werk\w*|hoe gaat|wat gebeurt er|wat beteken\w*|wat houdt|(?:vanaf|bij|boven) (?:welk|hoeveel)|schakelen jullie|(?:from|at|above) what|wat is (?:een|het|de) (?:verschil|termijn|gemiddelde)|welke (?:termijn|kosten|regels|stappen|stap)",
    r"hoe vaak|hoe snel|binnen (?:hoeveel|welke)|hoeveel (?:dagen|tijd|kost)|hoe ?lang van tevoren|kost het|zijn er kosten|kosten|word je|wordt (?:een|er|de|het)|worden (?:er|de)",
    r"krijg je|krijg ik (?:een|dan|bericht|automatisch|ook)|kun je|kan je|moet je|mag je|sturen jullie|(?:be)?rekenen jullie|hoe bereken\w*|hoe is|hoeveel incassokosten|mag ik (?:iets|gewoon|de|een)",
    r"wanneer (?:komt|krijg|krijgen|sturen|maken) .{0,12}factuur|zo'n|hoe kan ik|hoe moet|waar kan ik|hoelang na|kan de|kan het|valt|tellen|telt",
    r"how long (?:does|do|until|after|before)|how does|how do (?:you|i)|what happens|what does|what is (?:a|an|the) (?:difference|term|average|deadline|usual)|which (?:term|costs|rules|steps|details)",
    r"how often|how soon|how quickly|within how many|how many days|how far in advance|what does it cost|is there (?:a|any)|are there|do (?:you|people|customers)|does (?:it|the|a|my)|do i get",
    r"can (?:you|one)|is .{0,20}(?:calculated|built)|where can i|how can i|what if|when do|must i|do i have to|should i|am i allowed|is it possible|what is|is the|is normal|are the",
)
AFTERWARDS = _any(
    r"na (?:het |mijn |een )?(?:opzeg\w*|inlever\w*|stopp\w*|beeindig\w*|afloop|einde)|bij (?:opzegg\w*|het einde)",
    r"after (?:i |my |you |the )?(?:cancel\w*|return\w*|stopp?\w*|end\w*|handing)|on cancellation",
)
OWN = _any(
    r"mijn|m'n|mn|mij|me (?:fiets|borg|factuur)|onze|ons|ik heb|ik had|heb ik|ik kreeg|ik krijg|ik wacht|ik sta|sta ik|loop ik|ben ik|ik ben|we hebben|we zijn|hij|ie|deze|dit|die (?:fiets|factuur|brief|mail|bestelling|levering|reparatie)",
    r"my|our|i have|i've|i had|i got|i am|i'm|i was|have i|am i|do i (?:still )?owe|i (?:still )?owe|we have|we've|this|these|mine|ours|it",
)
OWN_STATUS = _any(
    r"waar blij\w*|waar is|waar zijn|wanneer (?:komt|komen|is|zijn|wordt|worden)|hoe laat|klaar|hoe staat|status|track\w*|nog|al|open\w*|achterstand|vandaag|morgen|uiterlijk|bekend|nieuws|update|verschuldigd",
    r"where is|where's|where are|when will|when is|when are|how is|how's|any (?:news|update|progress)|ready|done|yet|what time|today|tomorrow|coming|from me|due|pending|owe|how much longer|how far|outstanding|arrears|still|eta|arriv\w*",
)
MINE = _any(r"m|'m|ze|die|deze|dat|dit|mijn|m'n|mn|onze|my|our|it|hem|hier(?:mee)?|ermee")
SPECIFIC = _any(
    r"vandaag|nu (?:al|meteen|direct)|meteen|direct|per direct|(?:over)?morgen|deze week|volgende week|(?:volgende|deze|komende) maand|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag",
    r"today|right (?:now|away)|immediately|tomorrow|(?:this|next) (?:week|month)|monday|tuesday|wednesday|thursday|friday|saturday",
    r"\d{1,2}(?:e|st|nd|rd|th)? (?:jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*|(?:jan|feb|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\w* \d{1,2}|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?",
    r"(?:vanaf|van|tot|per|until|till|from|to) (?:begin |half |eind |mid |early |late )?(?:januari|februari|maart|april|juni|juli|augustus|september|oktober|november|december|january|february|march|june|july|august|october)|van \w+ tot \w+|from \w+ (?:to|until|till) \w+|e-stad|e-ver|e-bak|snel 45|vouw|sprong|stad comfort",
)

# --- a clause that wants -----------------------------------------------------------------------------------------------

_DUTCH_VERBS = (
    r"opzeg\w*|stop\w*|pauz\w*|overstap\w*|wijzig\w*|verander\w*|doorgeven|aanpass\w*|aanvra\w*|aanmeld\w*|afsluiten|bestel\w*|huren|melden|indienen|inzien|inzage|wissen|verwijder\w*|ontvangen|krijgen|hebben|"
    r"omruil\w*|ruil\w*|wissel\w*|maken|laten|betal\w*|regel\w*|beeindig\w*|annul\w*|terugbell\w*|gebeld|teruggebeld|inlever\w*|reparer\w*|hersteld|gerepareerd|plannen|inplannen|verzett\w*|storner\w*|intrekken|"
    r"bezwaar|betwist\w*|spreid\w*|opvragen|toegestuurd|gestuurd|gemaild|uitstel|regeling|nemen|starten|af|nodig|terug\w*"
)
WANTS = _any(
    rf"ik (?:wil|wou|wilde|zou|moet|had|kom) (?:\w+ ){{0,6}}?(?:{_DUTCH_VERBS})",
    r"(?:moet|moeten|mag|mogen|kan|kunnen) (?:er )?(?:eruit|weg|eraf|uit|stoppen|opgezegd|stopgezet|beeindigd|terug naar jullie)|(?:need|needs|has|have) to (?:go|be cancelled|be canceled|end|go back)|(?:must|should|can) go(?: back)?",
    r"(?:ik|we|wij) zoeken|zoeken (?:we|wij)|zoek ik|we're looking for|i'm looking for|i am looking for|(?:i'm|i am|we're|we are) done with (?:the|my|our|this)|(?:ik ben|ben) klaar met (?:de|mijn|deze)",
    r"ik wil|wil ik|(?:we|wij) willen|willen (?:we|wij)|wil (?:graag|mijn|m'n|me|de|het|een|per|nu|meteen|dat|van|naar|stoppen|opzeggen|pauzeren|overstappen)|wou (?:graag|mijn)|(?:mijn|m'n) \w+ (?:wil|zou)",
    r"ik zou (?:\w+ ){0,3}?(?:willen|graag)|zou (?:ik )?graag|graag|gelieve|liefst|liever|hierbij|bij dezen?|doe mij|ik had graag|verzoek ik|ik verzoek|ik vraag (?:om|hierbij|uitstel|inzage|een)|ik stel voor",
    r"ik moet (?:helaas |nu |nog |dringend |echt )?(?:mijn|onze|een|de|het|per|naar|opzeggen|stoppen|verhuizen|af)|ik heb (?:\w+ ){0,4}?nodig|nodig|ik zoek (?:een|iemand)|ik stop|ik zeg|ik meld|meld ik|ik claim|ik eis",
    r"(?:ik maak|maak ik) bezwaar|ik (?:weiger|betwist)|mag ik (?:een|de|mijn|jullie|het|die|er) (?:\w+ ){0,5}?(?:ontvangen|hebben|krijgen)",
    r"i want|i wanna|we want|i would like|i'd like|we'd like|we would like|i'd rather|i prefer|i wish to|i need|we need|i have to (?:cancel|move|change|stop|pause|report)|i must|i propose",
    r"hereby|i request|requesting|i'm (?:here|writing|calling|looking) to|i am (?:writing|calling) to|please|pls|kindly|let me|give me|get me|i demand|i object|i refuse|i dispute",
    r"(?:ik ga|we gaan|wij gaan) (?:\w+ ){0,3}?(?:stoppen|opzeggen|pauzeren|overstappen|ruilen)",
    r"i'm going to (?:cancel|stop|pause|switch)|(?:i am|i'm) (?:cancell?ing|pausing|switching|stopping)",
    before=r"(?<!\w)(?<!dat )(?<!that )(?<!als )(?<!die )(?<!waarmee )(?<!what )(?<!wat )(?<!niet )(?<!do )",
)
NEED_AT_START = re.compile(
    _LEAD
    + r"(?:need|want|looking for|zoek|wil|wou|moet|could do with|would like|request)\b(?! (?:ik|je|u|jullie|we|to know|to understand))"
)
ORDER = re.compile(
    _LEAD
    + r"(?:stuur|mail|bel|verander|wijzig|pas|annuleer|stop|zeg|pauzeer|regel|plan|boek|maak|noteer|verwijder|wis|zet|doe|geef|schrijf|breng|haal|kom|vervang|blokkeer|beeindig|schrap|trek|herstel|check|kijk|reken|"
    r"controleer|zoek|verwerk|registreer|meld|laat|neem|reserveer|scheld|corrigeer|"
    r"send|email|mail|call|ring|phone|change|update|cancel|stop|pause|switch|book|arrange|schedule|make|delete|erase|remove|put|give|bring|pick|come|replace|block|end|terminate|withdraw|check|fix|repair|get|register|"
    r"report|forward|swap|sign|set|start|reset|correct|add|have|download|freeze|reserve)\b(?! (?:ik|je|jij|u|jullie|we|wij|men|you|i|it possible|there)\b)"
)
DO_FOR_ME = re.compile(
    r"(?<!\w)(?P<who>(?:kun|kan|kunt|wil|wilt|zou|zouden|kunnen|willen|kunde|can|could|would|will) (?:je|jij|u|jullie|ge|you|he|she|hij|zij|iemand|someone|somebody|anyone|anybody|er (?:iemand|een (?:monteur|collega|medewerker))|"
    r"een (?:monteur|collega|medewerker|van (?:jullie|uw collega's))|a (?:mechanic|colleague)|the mechanic|de monteur|one of you))\b(?P<rest>.*)"
)
CALL_ME = re.compile(
    r"\b(?:call|ring|phone) (?:me|us)\b|\b(?:mij|me|ons) (?:\w+ ){0,4}?(?:terug)?bellen\b|\bbel(?:t|len)? (?:\w+ )?(?:me|mij|ons)\b"
)
ALREADY = re.compile(
    r"\b(?:ik heb|we hebben|heb|i have|i've|i|we) (?:\w+ ){0,6}?(?:opgezegd|aangevraagd|doorgegeven|ingediend|stopgezet|cancelled|canceled|requested|terminated)\b"
)
# Why somebody wants it: his own plans.
REASON = re.compile(
    _LEAD
    + r"(?:want|omdat|because|since)?\W*(?:ik|we|wij|i|we|i'm|we're|i'll|mijn \w+ en ik) (?:ga|gaan|moet|moeten|vertrek|verhuis|lig|word|worden|am going|are going|going|have to|need to|leave|leaving|will be|be|move|moving|am moving|travel\w*|go|heb .{0,30}niet meer nodig)\b"
)
THING_ON = re.compile(
    r"\b(?:kan|mag|mogen|kunnen|can|could|may) (?:de|het|hij|ze|er|mijn|m'n|onze|die|deze|diejen|the|my|our) "
)
# Ordered in so many words: "kan ik hier mijn adres wijzigen?", "can I book a repair?"
HERE = _any(
    r"(?:kan|mag) ik (?:\w+ ){0,5}?(?:hier|bij (?:jou|jullie|u|je)|een (?:reparatie|afspraak|monteur|bezoek)|(?:een )?nieuwe? \w+ doorgeven|een melding)",
    r"(?:can|could|may) i (?:\w+ ){0,5}?(?:here|with you|book|schedule|arrange|make an appointment|report)",
)
SOMEBODY = re.compile(
    r"iemand|someone|somebody|anyone|anybody|monteur|mechanic|collega|\bhe\b|\bshe\b|\bhij\b|\bzij\b|one of you"
)
FOR_ME = _any(
    r"mij|me|mijn|m'n|mn|onze|ons|even|ff|aub|svp|ajb|alsjeblieft|alstublieft|hem|haar|'m|m|deze|in gang|doorvoeren|verwerken|langskomen|komen|bellen|kijken|plakken|toesturen|opsturen|sturen|mailen|again|opnieuw|nogmaals",
    r"my|our|us|please|it|this|come|call|have a look|take a look|today|tomorrow|vandaag|morgen|\d{2,}",
)
POLITE = _any(
    r"(?:kan|mag|zou|zouden|kunnen|mogen|kon) (?:ik|we|wij|iemand|jullie|u|er|het|dit)|is het mogelijk|lukt (?:het|een|in|\d+)|is er een|lukt het om|hebben jullie (?:een|ook een|de|nog)|heb je een|heeft u een",
    r"(?:can|could|may|might) (?:i|we|you|someone|it|this|a|one of)|is it possible|would it be possible|would .{0,30}(?:work|be possible|be ok|be okay)|any chance|is there a|is the .{0,40}(?:available|also)|do you have (?:a|the|any)|have you got",
)

# --- a clause that tells -----------------------------------------------------------------------------------------------

HAPPENED = _any(
    r"ervandoor|vandoor|foetsie|weggereden|getrokken|geduwd|geslagen|pushed|pulled|dragged|rode off|ran off|made off|took it|cut through|opengebroken|doorgeslepen|weggefietst",
    r"gestolen|gejat|gepikt|bestolen|verdwenen|meegenomen|weggehaald|ingebroken|kwijt\w*|verloren|kapot|stuk|lek|lekke band|defect|gebroken|afgebroken|beschadigd|bekrast|deuk|gescheurd|versleten|plat|krom|gedeukt",
    r"aangereden|gebotst|botsing|gevallen|omgevallen|gereden|vandal\w+|vernield|rammelt|kraakt|piept|schuurt|slipt|trilt|tikt|hapert|eraf|doet (?:het|niks|niets|raar|vreemd)|doen het|werkt niet|niet meer|weigert|valt uit|gebarsten|gedaan",
    r"loopt (?:aan|vast|er|leeg)|foutmelding|foutcode|verhuisd?|verhuizen|verhuizing|(?:nieuwe?|ander) (?:adres|rekeningnummer|nummer|e-?mail\w*|mail\w*|iban|telefoon\w*|huis|appartement|mobiel\w*|bank\w*|rekening|woning)",
    r"andere bank|van bank|veranderd|gewijzigd|overgestapt|betaald|overgemaakt|overgeschreven|voldaan|ontvangen|gekregen|kreeg|ingeleverd|teruggebracht|opgezegd|besteld|aangevraagd|afgeschreven|gestorneerd|teruggeboekt",
    r"mislukt|geweigerd|afgewezen|beloofd|toegezegd|niet (?:mee )?eens|oneens|klopt niet|kloppen niet|onterecht|niet terecht|betwist|foutief|verkeerd\w*|te veel|teveel|dubbel|nog (?:steeds |altijd )?(?:niet|geen|niks|niets)",
    r"stolen|nicked|robbed|missing|vanished|taken|gone|lost|broken|broke|snapped|cracked|bent|damaged|scratched|dent\w*|torn|flat|puncture\w*|crashed|hit|fell|rattl\w+|squeak\w*|grind\w*|slipping|wobbl\w+|jammed|stuck",
    r"(?:not|isn't|stopped) working|(?:doesn't|does not|won't) (?:work|turn|open|charge|shift|start|go)|(?:came|fell|falling|coming) off|makes? a (?:strange|weird|funny|loud) noise|error",
    r"moved|moving|(?:new|different) (?:address|account|iban|bank|number|phone|email|e-mail|house|place|flat|apartment|mobile)|changed|switched|paid|transferred|received|returned|handed in|dropped off|brought back",
    r"cancelled|canceled|ordered|charged|debited|reversed|failed|refused|promised|disagree|(?:not|isn't) (?:correct|right|mine)|incorrect|wrong|unjustified|too much|twice|double|still (?:not|no|haven't|hasn't|waiting)|haven't|hasn't|not yet|done",
)
MY_THING = _any(r"mijn|m'n|mn|my|our|onze|me (?:fiets|e-?bike|sleutel|borg)|hij|it")
NOW_THAT = _any(r"nu (?:mijn|de|het|onze|hij|ik)|now (?:that )?(?:my|the|it|i)")
ASKS_FOR_A_RULE = re.compile(
    r"\W*(?:en |and )?(?:hoe ?lang|hoe vaak|how long|how often|wat kost|what does it cost|hoeveel|how much|kan ik|can i|moet ik|must i|do i|should i|mag ik|may i|wanneer|when|tot wanneer)\b"
)
# A bare heading that asks for an explanation: "opzegtermijn", "kosten pauze".
HEADING = _any(
    r"\w*termijn|kosten|kost|prijs|tarief|voorwaarden?|regels?|procedure|werkwijze|uitleg|info|informatie|hoe\w*|wat|wanneer|waar|duur|m(?:in|ax)im\w+|mogelijk\w*|toegestaan|vergoeding|gratis|deadline",
    r"notice period|fees?|costs?|price|conditions?|rules?|policy|how|what|timeline|allowed|explanation|process|duration|possible|possibilities|options?",
)
SMALL = re.compile(
    r"\W*(?:hallo|hoi|hi|hello|hey|dag|beste|goede\w*|good \w+|dear|mvg|groet\w*|bedankt|thanks|thank you|dank\w*|alvast|sorry|(?:met )?vriendelijke groet\w*|kind regards|regards|cheers|(?:\w+\W*){1}|"
    # why somebody asks who only wants to know
    r"(?:ik )?(?:lees|orienteer) (?:me|mij) (?:\w+ ){0,2}?(?:in|alvast)?|(?:ik )?(?:ben )?(?:alleen|gewoon|puur|just|only) (?:benieuwd|nieuwsgierig|curious|asking|wondering|uit (?:interesse|nieuwsgierigheid)|ter informatie|voor later|for later)|"
    r"(?:ik )?(?:zoek|kijk|reken|vergelijk) (?:het )?(?:alvast|nog|even) (?:uit|rond)?|(?:i'm |i am )?(?:reading up|looking around|comparing)(?: \w+){0,3}|asking for (?:a friend|later|my \w+)|for my (?:own )?(?:information|records))\W*"
)
FILE_COMPLAINT = re.compile(
    r"klacht (?:\w+ )?(?:indienen|doorgeven|melden|maken|kwijt|neerleggen|starten|registreren)|(?:file|submit|make|lodge|register|raise|start) (?:a|an|my|another) (?:\w+ )?complaint|(?:wil|hierbij) .{0,20}\bklagen|want to complain"
)
HAS_COMPLAINT = re.compile(
    _LEAD + r"(?:ik heb|we hebben|wij hebben|i have|i've got|i've|we have) (?:ook |nog |even |helaas |also |unfortunately |got )*(?:een |a |an )?"
    r"(?:\w+ )?(?:klacht|complaint)\b(?!\w)(?!.{0,25}\b(?:ingediend|gedaan|gemeld|lopen|loopt|openstaan|filed|submitted|made|pending|open|running)\b)"
)
# "Welke gegevens hebben jullie van mij?" asks for the data themselves; the law gives who asks so an answer.
DATA_ON_ME = re.compile(
    r"\b(?:welke|wat voor|al(?: de)?|alle|which|what|all(?: the)?) (?:persoonlijke |personal )?"
    r"(?:gegevens|informatie|data|information|details)\b.{0,40}\b(?:van|over|about|on|of) (?:mij|me)\b"
)

"""How our papers look, and the few words that belong to no text: sizes in millimetres on A4, colours as red, green and blue."""

from __future__ import annotations

import re

from handoff.settings import ROOT

FONTS = ROOT / "handoff" / "fonts"
INK, SOFT, BRAND, LINE = (21, 32, 42), (77, 91, 102), (11, 92, 110), (219, 226, 230)
RIGHT_TO_LEFT = {"ar"}
LEFT, TOP, WIDTH = 22.0, 20.0, 166.0  # millimetres on A4
WINDOW = (22.0, 50.0)  # where an address stands behind the window of a C5/6 envelope, in millimetres
LETTER_FROM, BOTTOM = 80.0, 24.0  # where a notice begins below the window, and where its page ends, in millimetres
SCALES = (1.0, 0.96, 0.92, 0.88)  # how far a letter may be set smaller (10.5 to 9.2 points) to stay on one page
FOREIGN = re.compile(r"\d{3}-\d{3} \d{2} \d{2}|[\w.]*@[\w.]*\w|NL\d\d(?: \w{2,4}){4}|Spaakrijk B\.V\.")
DIGIT = re.compile(r"\d")
WORDS = {
    "nl": {"version": "Versie", "page": "Pagina", "invoice": "Factuur", "copy": "Kopie", "date": "Factuurdatum",
           "customer": "Klantnummer", "month": "Maand", "what": "Omschrijving", "amount": "Bedrag", "total": "Totaal",
           "debit": "Afschrijving", "vat": "Alle bedragen zijn inclusief 21% btw."},
    "en": {"version": "Version", "page": "Page", "invoice": "Invoice", "copy": "Copy", "date": "Invoice date",
           "customer": "Customer number", "month": "Month", "what": "Description", "amount": "Amount", "total": "Total",
           "debit": "Direct debit", "vat": "All amounts include 21% VAT."},
    "de": {"version": "Version", "page": "Seite"},
    "ar": {"version": "الإصدار", "page": "صفحة"},
    "tr": {"version": "Sürüm", "page": "Sayfa"},
}  # fmt: skip

"""What the handbook has customers told, and what nobody understands."""

from __future__ import annotations

# Word for word from the handbook (prioriteiten.md).
DISTRESS = "Wat je schrijft, klinkt heel zwaar. Je hoeft dit niet alleen te dragen. Ben je nu in gevaar? Bel 112."
SUICIDE = "Bel 113 of 0800-0113. Dat is gratis en anoniem, dag en nacht. Chatten kan op 113.nl."
INJURY = "Bel 112 als iemand nu hulp nodig heeft. Blijf uit het verkeer. Ik verbind je meteen met onze Veiligheidslijn: 088-000 12 12."
GIBBERISH = ("blorp fleep wazoo", "kwix dront yabber")

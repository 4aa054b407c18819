"""Arrears: what a debtor owes, what happens on which day and why nothing happens. Pure: facts, calendars and `today` come in."""

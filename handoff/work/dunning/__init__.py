"""Arrears at work: claims formed from open invoices, the run of a day, stops, plans, calls, and lists that come in."""

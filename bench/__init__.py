"""Balie beside the stock engine with the same model, in one run: ``make bench``."""

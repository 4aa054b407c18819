"""The desk's own texts, one table a language. A missing text fails loudly; a test keeps the tables equal."""

from __future__ import annotations

from collections.abc import Mapping

from handoff.desk.words.agents import AGENTS
from handoff.desk.words.arrears_talk import ARREARS_TALK
from handoff.desk.words.cases import CASES
from handoff.desk.words.conversation import CONVERSATION
from handoff.desk.words.debt_payments import DEBT_PAYMENTS
from handoff.desk.words.debt_runs import DEBT_RUNS
from handoff.desk.words.debtors import DEBTORS
from handoff.desk.words.doubles import DOUBLES
from handoff.desk.words.everywhere import EVERYWHERE
from handoff.desk.words.lists import LISTS
from handoff.desk.words.lists_and_forms import LISTS_AND_FORMS
from handoff.desk.words.refunds import REFUNDS
from handoff.desk.words.registers import REGISTERS
from handoff.desk.words.reports import REPORTS
from handoff.desk.words.together import TOGETHER

LANGUAGES = ("nl", "en")
_BOTH = {
    **AGENTS, **EVERYWHERE, **CONVERSATION, **LISTS_AND_FORMS, **ARREARS_TALK, **CASES, **DEBTORS, **DEBT_PAYMENTS, **DEBT_RUNS,
    **DOUBLES, **LISTS, **REFUNDS, **REGISTERS, **REPORTS, **TOGETHER,
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, str]] = {
    language: {key: both[n] for key, both in _BOTH.items()} for n, language in enumerate(LANGUAGES)
}


class Words:
    """The texts in one language: ``w("queue.title")``, with ``{values}`` filled in."""

    def __init__(self, language: str) -> None:
        """``language``: one of ``LANGUAGES``; anything else is Dutch."""
        self.language = language if language in LANGUAGES else "nl"
        self._table = TABLES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """The text ``key``. Raises KeyError when there is none."""
        text = self._table[key]
        return text.format(**values) if values else text

    def named(self, group: str, code: str | None) -> str:
        """The name of ``code`` within ``group``; a code without a name is shown as it is, spaced."""
        return self._table.get(f"{group}.{code}") or (code or "").replace("_", " ").replace("-", " ")

    def count(self, key: str, number: int) -> str:
        """``key.one`` or ``key.more``, with the number filled in."""
        return self(f"{key}.one" if number == 1 else f"{key}.more", n=number)

    def group(self, prefix: str) -> dict[str, str]:
        """All texts whose key begins with ``prefix`` and a dot, by the rest of the key; for scripts."""
        return {k.removeprefix(f"{prefix}."): v for k, v in self._table.items() if k.startswith(f"{prefix}.")}

"""Every reason that makes a case complex: of the message as a whole, and of one part on its topics."""

from handoff.decide.triage.message_rules import MESSAGE, MessageRule
from handoff.decide.triage.part_rules import PARTS, PartRule

__all__ = ["MESSAGE", "PARTS", "MessageRule", "PartRule"]

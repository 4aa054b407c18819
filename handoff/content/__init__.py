"""The organisation's approved content: facts, answers in words, and the check that they fit together."""

from handoff.content.files import Problem
from handoff.content.loader import ContentError, check, load
from handoff.content.model import Content

__all__ = ["Content", "ContentError", "Problem", "check", "load"]

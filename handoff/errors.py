"""Errors that a person hears of: a code, a sentence for that person, a detail for the log.

Every refused request ends in one of these and becomes ``application/problem+json`` (RFC 9457); nothing else of an
error leaves the service.
"""

from __future__ import annotations


class Refused(Exception):
    """A request that changes nothing: ``status`` (HTTP), ``code`` (stable name), ``sentence`` (for the person)."""

    status = 400
    code = "refused"
    title = "The request cannot be carried out"

    def __init__(self, sentence: str, *, code: str = "", log: str = "", extra: dict[str, object] | None = None) -> None:
        """``log`` is for the log alone; ``extra`` joins the problem document."""
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or type(self).code
        self.log = log
        self.extra = extra or {}

    def document(self) -> dict[str, object]:
        """The problem document."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.sentence,
            **self.extra,
        }


class BadInput(Refused):
    """Something in the request is missing or wrong."""

    status, code, title = 422, "bad-input", "Something in the request is not right"


class Malformed(Refused):
    """The request cannot be read at all."""

    status, code, title = 400, "malformed", "The request cannot be read"


class Unauthorised(Refused):
    """No token, or one that is not valid (any more)."""

    status, code, title = 401, "unauthorised", "Log in first"


class Forbidden(Refused):
    """A valid token that does not give this right."""

    status, code, title = 403, "forbidden", "This is not allowed"


class NotFound(Refused):
    """There is no such thing, or not for this caller: the words are the same."""

    status, code, title = 404, "not-found", "Not found"


class Conflict(Refused):
    """Somebody else was first, or the state does not allow it."""

    status, code, title = 409, "conflict", "That is not possible now"


class TooLarge(Refused):
    """More than we take."""

    status, code, title = 413, "too-large", "Too large"


class WrongType(Refused):
    """A file that is not what we take."""

    status, code, title = 415, "wrong-type", "This kind of file is not accepted"


class TooMany(Refused):
    """Too often in too short a time."""

    status, code, title = 429, "too-many", "Too many requests"


class Unavailable(Refused):
    """We cannot do this at the moment; it may be tried again."""

    status, code, title = 503, "unavailable", "Not available at the moment"

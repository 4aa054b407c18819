"""What a message of nothing but emoji says, where that is plain. Anything else is asked about."""

from __future__ import annotations

# First match counts: who is angry with a thumb up is angry.
_MEANS = (
    ("vent_frustration", "😡🤬😠👿👎🖕💢"),
    ("thank", "🙏❤💙💚💛🧡💜🥰😘🤗👏"),
    ("greet", "👋🙋"),
    ("affirm", "👍👌✅🆗💯"),
    ("deny", "🙅❌🚫"),
)


def topic_of(text: str) -> str | None:
    """The topic that emoji alone stand for; None for a text with words, or for emoji that may mean anything."""
    if any(c.isalnum() for c in text):
        return None
    return next((topic for topic, signs in _MEANS if any(c in signs for c in text)), None)

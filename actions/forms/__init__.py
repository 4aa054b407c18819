"""Conversations that arrange something: what is asked is content (data/organisation/forms), what may be is in ``capabilities``.

flow          begins, goes on, ends          identify      who somebody is
round         the next question              codes         proves an address by a code
extract       values from a message          digression    what comes in between
taken         what a message gave            ending        case, confirmation, hand-over  words         values and texts as people read them
"""

from actions.forms.flow import begin, gathered, proceed
from actions.forms.model import state_of

__all__ = ["begin", "gathered", "proceed", "state_of"]

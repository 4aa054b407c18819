"""Conversations that arrange something: what is asked is content (data/organisation/forms), what may be is in ``capabilities``.

flow          begins, goes on, ends          identify      who somebody is, with claim, asking and prove
round         the next question              codes         proves an address by a code
extract       values from a message          digression    what comes in between
taken         what a message gave            meanwhile     what is told besides, or in the other language
gathering     what was told before           patience      a customer who takes his time
ending        case, confirmation, hand-over  words         values and texts as people read them
"""

from actions.forms.ending import NO_MONEY
from actions.forms.flow import begin, proceed
from actions.forms.gathering import gathered
from actions.forms.model import state_of

__all__ = ["NO_MONEY", "begin", "gathered", "proceed", "state_of"]

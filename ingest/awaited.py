"""Is anything to be heard again of what was decided, or was it done by being said?"""

import re

from ingest.owners import find_owner

_RECORD = r"(?:true|correct|accurate)(?: and \w+)? (?:record|account|reflection|minutes?)"
# Each is over once the meeting has said it.
_DONE = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # the report be noted | Ms Carr be thanked | welcomes the improvement
            r"noted?|notes|receive[sd]?|thank(?:s|ed)?|congratulat\w+|welcome[sd]?|endorsed?|signed",
            r"condolences|sympathy|vote of|one minute|nothing further|no further (?:report|action)",
            # disappointment be recorded | place on record its regret | regards the wait as too long
            r"(?:regret|disappointment|concern|thanks|appreciation|gratitude|best wishes)\b.{0,20}"
            r"\bbe (?:\w+ )?(?:recorded|expressed|conveyed|passed)|placed? on record|records (?:its"
            r"|their)|(?<!with )regards (?!to)",
            # approved as a correct record | payment of the accounts was agreed | pay all of these
            rf"{_RECORD}|accepted as correct|taken as read|all satisfactory",
            r"approved for payment|pay all",
            r"(?:minutes|accounts?|payments?|invoices|cheques|transactions|review)\b.{0,120}"
            r"\b(?:approved|agreed|confirmed|adopted|signed|taken as read|paid|accepted)",
            r"(?:approved|confirmed|adopted|agreed|signed|accepted) the (?:\w+ ){0,3}"
            r"(?:minutes|accounts|payments|work programme)",
            r"work programme,?(?: as amended,?)? (?:was|were|be|is) (?:\w+ )?(?:approved|agreed)"
            r"(?!,? subject)",
            # elected Chair | the public be excluded | standing orders be suspended | item 3 first
            r"elected(?! (?:members?|councillors?|representatives?))|appointed|apologies",
            r"excluded?|suspended|standing orders|closed|adjourned|take items? .{0,20}first",
            r"(?:moved?|taken|brought) .{0,30}(?:item|up the agenda|first)|item \d+ .{0,40}taken",
            # the motion was lost | which the Trustees declined | to leave the rate unchanged
            r"lost|defeated|declined|unchanged|retain(?:ed)?",
            # the policy was adopted | the Board accepted the application | this was agreed
            r"adopted|accepted (?:the|this|these) (?:application|terms)|accepted unanimously",
            # that the position be agreed | the status of the actions in Appendix A be agreed
            r"record of the meeting\b|next meeting be held|commend(?:s|ed)?|accepted as it",
            r"(?:status|position)\b.{0,60}\bbe (?:\w+ )?agreed",
            r"application for membership|membership application|discussed and agreed"
            r"|this was agreed",
        )
    )
    + r")\b",
    re.IGNORECASE | re.DOTALL,
)
# "the report be noted and that a further report be made" asks for something in its second part.
_PARTS = re.compile(
    r"\s+and\s+(?=that\b|it\s+was\b|(?:the|an?|its)\b[^.;]{2,80}?\bbe\b|the\s+[A-Z]"
    r"|(?:also\s+)?(?:asked|agreed|requested|recommended)\b)"
    r"|[;.]\s|,\s+(?:and\s+)?(?=that\b)|\s+but\s+"
)
_ASKS = re.compile(
    r"\bbe (?!noted|received|thanked|taken|a )\w+|\b(?:should|will|would(?! like to thank))\b"
    r"|\bto (?:write|report|bring|provide|circulate|investigate|prepare|arrange|contact|ask"
    r"|consider)\b"
    r"|\b(?:ask(?:s|ed)?|requests?|requested|invites?|writes?|mandate|agreed (?:to|that))\b",
    re.IGNORECASE,
)
_ASKS_EXPRESSLY = re.compile(
    r"\bbe (?:asked|requested|instructed|brought|submitted|reported)\b"
    # asks for a report | the Head of Housing report again | a report be received no later than May
    r"|\basks? (?:for|to be|that)\b|\breport (?:again|further|back|on|to|in|by)\b"
    r"|\bbe the subject of an?\b|\b(?:an?|another|further) .{0,60}?\breports?\b.{0,80}\bbe"
    r" received\b|\b(?:report|item|matter|consideration)\b.{0,60}\b(?:adjourned|deferred)"
    r" (?:to|until)\b"
    r"|\bbe received (?:no later|by|in|at)\b|\bbe written to\b"
    r"|\bto (?:work|write|report back|bring|provide|investigate|prepare|arrange)\b",
    re.IGNORECASE,
)


# This was agreed | The motion was proposed by AB, seconded by CD and carried by six votes to three:
# how it went with a matter that is told elsewhere.
_HOW_IT_WENT = re.compile(
    r"\W*(?:on being put to the (?:meeting|vote),? )?(?:(?:this|it|these|they"
    r"|(?:the|this) (?:\w+ ){0,2}(?:motion|proposal|amendment))"
    r" (?:was|were)(?: then| duly| also)? (?:put|proposed|seconded|moved|agreed|carried|passed)\b"
    r"|(?:has|have|had|was|were) )"
    r"(?:(?!\b(?:that|be|should|would|will|shall|subject"
    r"|to (?!one|two|three|four|five|six|seven|eight|nine|ten|\d|the vote))\b)[^.;:])*\W*",
    re.IGNORECASE,
)


def is_awaited(clause: str) -> bool:
    """Whether any part of a clause asks for something that saying it does not do."""
    if _HOW_IT_WENT.fullmatch(" ".join(clause.split())):
        return False
    if not _DONE.search(clause):
        return True
    return any(_asks(part) for part in _PARTS.split(clause))


def _asks(part: str) -> bool:
    if _ASKS_EXPRESSLY.search(part):
        return True
    return not _DONE.search(part) and bool(_ASKS.search(part) or find_owner(part))

"""Does this sentence say that somebody agreed to what was asked, without saying it again?

"The Board asked whether parents could be told, and the Director saw no difficulty in this" commits
the Director as much as "undertook to tell parents" does. A committee that agrees decides, and
promises nothing.
"""

import re

_REQUEST = re.compile(
    r"\b(?:asked|requested|invited|suggested|proposed|urged|pressed|wished|wanted|would\s+like"
    r"|called\s+for|sought)\b"
    r"(?!\s+(?:why|how|what|when|who|which|about)\b)",
    re.IGNORECASE,
)
# Words without which neither can be: they are looked for sooner than an expression is.
_ASKING = ("asked", "requested", "nvited", "uggested", "roposed", "urged", "pressed", "wished",
           "wanted", "like", "called", "sought")  # fmt: skip
_TAKING = ("took", "taken", "action to", "leave ", "gave ", "asked that", "accepted")
_THIS = (
    r"(?:do\s+(?:so|this|that)|th(?:is|at)|it|(?:the|this|that|her|his|their)\s+(?:request|invitation"
    r"|suggestion|proposal|idea|offer|point))"
)
# ", and agreed" | ", which he accepted" | "saw no difficulty in this" | "said that it could be"
_ASSENTED = re.compile(
    r"(?:^\W*|(?:[;,]|\band\b|\bwhich\b)\s+)(?:(?:and|but|to\s+which|which|that)\s+)*(?P<who>[^,;:.]{0,60}?)\s*\b"
    rf"(?:(?P<bare>agreed|consented|accepted)|(?:agreed|consented|accepted)\s+(?:to\s+)?{_THIS}"
    rf"|(?:was|were)\s+(?:\w+\s+){{0,2}}?(?:happy|content|glad|willing|fine)\s+(?:to|with)\s+{_THIS}"
    r"|(?:saw|had|raised|could\s+see)\s+no\s+(?:difficulty|difficulties|problems?|objections?|reason"
    rf"\s+why\s+not)(?:\s+(?:in|to|with)\s+{_THIS})?"
    r"|(?:said|confirmed|replied|answered|advised|responded|thought)\s+(?:that\s+)?"
    r"(?:this|that|it|he|she|they)\s+(?:would|could|can|will)"
    r"(?:\s+do\s+(?:so|this|that)|\s+be\s+(?:done|arranged|possible))?)(?=\s*(?:[.,;)(]|$))",
    re.IGNORECASE,
)
# Officers took that away | the point was taken on board by officers | AB accepted the invitation
_TOOK_IT = re.compile(
    r"\btook\s+(?:it|this|that|th(?:e|is|at)\s+(?:\w+\s+)?(?:point|comments?|suggestions?|idea|request))"
    r"\s+(?:away|on\s+board|back)\b"
    r"|\b(?:was|were)\s+taken\s+(?:on\s+board|away|back)\s+by\s+(?=(?-i:officers|the\s+[A-Z]|[A-Z]))(?P<by>[^,.;:]{1,40}?)(?=\s+for\b|[,.;:]|$)"
    r"|\b(?:took|accepted|has|had|was\s+given)\s+an\s+action\s+to\b"
    r"|\b(?:could|should|to)\s+leave\s+(?:it|this|that)\s+with\s+(?P<with>him|her|them|officers)\b"
    r"|\bgave\s+(?:that|this|such\s+an)\s+(?:assurance|undertaking|commitment)\b"
    # the draft could be sent, and the Chair asked that this be done
    r"|,?\s+and\s+[^,;:.]{2,40}\s+asked\s+that\s+(?:this|it)\s+be\s+done\b"
    r"|\baccepted\s+(?:the|this|an|her|his|their)\s+invitation\b",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"^(?:it|this|that|all|which)?$|\b(?:members|councillors|committee|panel|board|group|meeting|council"
    r"|cabinet|forum|all|trustees|governors)$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:he|she|they)?$", re.IGNORECASE)
_WAS_ASKED = re.compile(r"\b(?:was|were)\s+(?:then\s+|also\s+)?$", re.IGNORECASE)
_LONGEST = 400  # characters of the sentence from what was asked to where it was agreed


def find_assenter(words: str, *, is_answer: bool) -> str | None:
    """Who agrees in this sentence to what somebody asked in it, as written; None where nobody does.

    `is_answer` where the sentence before it asked. Where it says "he", the words after "asked" are
    given, which begin with whom they asked.
    """
    if any(map(words.__contains__, _TAKING)) and (took := _TOOK_IT.search(words)):
        return took["by"] or words[: took.start()]
    is_asked = any(map(words.__contains__, _ASKING))
    request = _REQUEST.search(words) if is_asked else None
    if not request:
        assented = _ASSENTED.match(words) if is_answer else None
        is_known = assented and not assented["bare"] and not _COLLECTIVE.search(assented["who"])
        return assented["who"] if assented and is_known else None
    assented = _ASSENTED.search(words, request.end(), request.end() + _LONGEST)
    if not assented:
        return None
    who = assented["who"].strip()
    if not _PRONOUN.match(who):
        return None if _COLLECTIVE.search(who) else who
    before = words[: request.start()]
    if asked := _WAS_ASKED.search(before):
        return before[: asked.start()].strip()
    return words[request.end() :].strip() if who else None

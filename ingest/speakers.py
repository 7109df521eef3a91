"""Who spoke? Minutes say it in the third person: "The Corporate Director advised that ...".

Only what the words say themselves is kept: the subject of a verb of saying, where that subject is a
person, an office or a body. "Members were advised" does not say by whom.
"""

import re

_SAID = """
    accepted acknowledged added admitted advised agreed announced answered apologised appealed
    argued asked assured believed called challenged cautioned cited clarified commended
    commented concluded confirmed congratulated considered contended declared described
    discussed drew echoed emphasised encouraged enquired explained expressed felt gave
    highlighted hoped indicated informed inquired introduced invited mentioned moved noted
    objected observed offered opined outlined pointed praised presented proposed provided
    queried questioned raised recalled recapped recognised recommended referred reiterated
    remarked reminded replied reported requested responded said sought spoke stated stressed
    suggested summarised supported thanked told undertook updated urged voiced warned welcomed
    wished wondered
""".split()
# The words of a name or an office, besides those with a capital letter.
_SMALL = frozenset(
    "the a an one some several two three number of for and to in on by with other another chair "
    "chairman chairwoman chairperson vice member members councillor councillors officer officers "
    "director head manager leader deputy assistant clerk mayor committee panel board council "
    "representative representatives resident residents governor governors parent parents "
    "headteacher headteachers solicitor auditor auditors inspector consultant cabinet portfolio "
    "holder executive chief lead service services team scrutiny monitoring legal public "
    "speaker speakers petitioner petitioners applicant applicants partner partners young people "
    "colleagues co-opted".split()
)
_PERSON = re.compile(
    r"\b(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Rev|Sir|Lord|Lady|(?:vice-?)?chair\w*"
    r"|mayor|leader|members?|officers?|director|head|manager|clerk|committee|panel|board|council"
    r"|representatives?|residents?|governors?|parents?|headteachers?|solicitor|auditors?|inspector"
    r"|superintendent|consultant|executive|holder|lead|commissioner|secretary|treasurer|speakers?"
    r"|petitioners?|applicants?|partners?|young people|colleagues|team|trust|coroner|ombudsman"
    r"|coordinator|co-ordinator|advisers?|advisor|principal|convenor|convener|minister)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:members|councillors|cllrs|officers|committee|panel|board|council|team|trust|people"
    r"|residents|representatives|governors|parents|headteachers|auditors|speakers|petitioners"
    r"|applicants|partners|colleagues|advisers|and)\b",
    re.IGNORECASE,
)
_MARKER = r"\W*(?:[Øo§]\s+)?(?:\(?(?:\d[\d./]*|[a-z]|[ivx]{1,5})[.)]?\s+)?"
_INTRODUCTION = (
    r"(?:(?:In|On|At|With|Following|During|After|Before|Responding|Turning|Further|Regarding|Referring|"
    r"Concerning|When|As|Having|Finally|However|Therefore|Moreover|Additionally|Subsequently)\b"
    r"[^.;:!?]{0,160}?,\s+)?"
)
_ADVERB = r"(?:(?:also|then|further|again|therefore|subsequently|briefly|next|both|all|\w+ly)\s+)?"
_SPOKE = re.compile(
    rf"{_MARKER}{_INTRODUCTION}(?P<who>[^\s.;:!?][^;:!?]{{1,140}}?),?\s+{_ADVERB}"
    rf"(?:{'|'.join(_SAID)})\b"
)
_PRONOUN = re.compile(rf"{_MARKER}(?:He|She)\s+{_ADVERB}(?:{'|'.join(_SAID)})\b")
_TWO_SENTENCES = re.compile(r"\w{3}\.\s")
_LONGEST_NAME = 16  # words
_ACTION = re.compile(r"\(action\s*:[^()]*\)", re.IGNORECASE)  # who is to do it did not speak
_BRACKETS = re.compile(r"\s*\([^()]{1,60}\)")


def find_speaker(text: str) -> str | None:
    """Who these words say spoke first: "The Corporate Director", "Members"; None where unsaid."""
    found = _SPOKE.match(text)
    if not found:
        return None
    who = " ".join(found["who"].split()).rstrip(",")
    named = _BRACKETS.sub("", who)  # "The Director (Education)" is an office like any other
    words = re.findall(r"[^\W\d_][\w’'.-]*", named)
    is_name = len(words) <= _LONGEST_NAME and all(w[0].isupper() or w in _SMALL for w in words)
    return who if is_name and _PERSON.search(named) and not _TWO_SENTENCES.search(named) else None


def speaks_again(text: str, before: str, speaker: str | None) -> bool:
    """Whether "He" or "She" who speaks here can only be the speaker of the words before.

    So it is where these name one person: with two, nobody can tell without knowing them.
    """
    if speaker is None or _MANY.search(speaker) or not _PRONOUN.match(text):
        return False
    others = _PERSON.findall(_ACTION.sub("", before.replace(speaker, "", 1)))
    return not others

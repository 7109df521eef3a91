"""Who promised, where minutes write "he", "they" or nobody at all?

A pronoun is resolved where the words before it name one person whom it can mean, and left alone
otherwise: a wrong name is worse than none.
"""

import re
from collections.abc import Sequence

from ingest.owners import find_sayer, find_subject
from ingest.speakers import find_speaker
from ingest.undertakings import Promise

_PRONOUN = re.compile(
    r"^(?:he|she|they|we|I)\b|\b(?:he|she|they|we|I)(?:\s+(?:also|then|both|all))?$", re.IGNORECASE
)
_INITIALS = re.compile(r"\b[A-Z]{2,5}$")
_ONE_PERSON = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof\w*|Rev|Cllr|Councillor|[A-Z]\.? [A-Z]\w+|[A-Z]{2,3}$)"
    r"|\b(?:Chair\w*|Mayor|Leader|Member|Director|Head|Manager|Officer|Clerk|Secretary|Treasurer"
    r"|Executive|Lead|Engineer|Solicitor|Administrator|Adviser|Inspector|Superintendent"
    r"|Commissioner)\b"
)
_COLLECTIVE = re.compile(
    r"\b(?:members|councillors|committee|panel|board|residents|council)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\b(?:asked|enquired|inquired|queried|questioned|requested)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[;,]\s+(?:and\s+|but\s+)?|\s+and\s+(?=the\b|(?-i:[A-Z]))", re.IGNORECASE)
_THAT = re.compile(r"\bthat\s+", re.IGNORECASE)
_WE, _HE, _SHE = (re.compile(rf"{word}\b", re.IGNORECASE) for word in ("we", "he", "she"))
_MR, _MRS = re.compile(r"Mr\b"), re.compile(r"(?:Mrs|Ms|Miss)\b")
_LONGEST = 600  # characters after a request in which it is answered
_FEW = 5  # sentences back that a pronoun may point


def find_promiser(promise: Promise, sentence: str, said: Sequence[str]) -> str | None:
    """Who promises this in a sentence, after what was `said` in the item before it."""
    if promise.is_passive:
        # "The Engineer stated that it will be considered"
        sayer = _answerer(sentence) or find_sayer(sentence)
        return promise.who or (sayer if sayer and not _COLLECTIVE.search(sayer) else None)
    who = promise.who or ""
    if found := _PRONOUN.search(who):
        pronoun = found.group()
        return (
            find_sayer(sentence)
            or _within(pronoun, sentence)
            or _own(pronoun, sentence)
            or _before(pronoun, said)
        )
    if subject := find_subject(who):
        return subject
    if initials := _INITIALS.search(who):
        return initials.group()
    # "The Clerk said that it was so and agreed to write"
    return _answerer(sentence) or find_sayer(sentence)


def _answerer(sentence: str) -> str | None:
    """The last who speaks in a sentence after another asked: "Mr Reed asked, and Ms Oakes said"."""
    if not (asked := _ASKS.search(sentence)):
        return None
    for clause in reversed(_CLAUSES.split(sentence[asked.end() : asked.end() + _LONGEST])):
        sayer = find_sayer(clause)
        if sayer and not _COLLECTIVE.search(sayer) and not _ASKS.search(clause):
            return sayer
    return None


def _own(pronoun: str, sentence: str) -> str | None:
    """Whom the sentence is about: "Ms Oakes had no figure, and she would ask"."""
    named = find_subject(sentence)
    if not named or _ASKS.search(sentence) or not _is_one_person(named):
        return None
    return named if _agree(pronoun, named) else None


def _within(pronoun: str, sentence: str) -> str | None:
    """Whom it means in "They were told that Mr Reed was away and that he would write"."""
    if _WE.match(pronoun):
        return find_subject(sentence)
    for clause in _THAT.split(sentence)[1:]:
        named = find_subject(clause)
        if named and _is_one_person(named):
            return named if _agree(pronoun, named) else None
    return None


def _before(pronoun: str, said: Sequence[str]) -> str | None:
    """The last person named who did not ask: whoever asks is not who answers."""
    for sentence in said[: -_FEW - 1 : -1]:
        named = find_sayer(sentence) or find_speaker(sentence) or find_subject(sentence)
        if named and _WE.match(pronoun):
            return named
        if named and _is_one_person(named) and not _ASKS.search(sentence):
            return named if _agree(pronoun, named) else None
    return None


def _is_one_person(name: str) -> bool:
    return bool(_ONE_PERSON.search(name)) and not _COLLECTIVE.search(name)


def _agree(pronoun: str, name: str) -> bool:
    """Whether a pronoun can be that of this name: "She" is not Mr Reed."""
    if _SHE.match(pronoun):
        return not _MR.match(name)
    return not (_HE.match(pronoun) and _MRS.match(name))

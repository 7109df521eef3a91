"""Who was there, and what are they? Minutes say it in a list at their head and beside names.

Most forms below were met in real minutes. An office is told by its own words ("Head", "Clerk"), and
initials by the name they belong to: "(Cabinet Office)" and "(SCC)" are neither.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.model import Block, Document
from ingest.people import INITIALS, NAME, OFFICE, TITLE, People, Person, named

_CAPITAL = (
    rf"(?!{TITLE} |(?:MEMBERS|OFFICERS|OFFICIALS|PRESENT|APOLOGIES|ALSO)\b)"
    r"(?:[A-ZÀ-Þ][\w’'&/-]*|&)"
)
_LINK = r"(?:(?:of|for|and|the|in|on|with|/|(?:(?<=Clerk )|(?<=Assistant ))to) ){0,2}"
# Head of Highways and Transport | A/Director | Service Manager (Hospital Social Work)
_RUN = rf"{_CAPITAL}(?: {_LINK}{_CAPITAL}){{0,11}}(?: \([A-Z][a-z]{{4,}}[^()]{{0,40}}\))?"
# ... and in brackets or before them also "Director, Rural, Community and Culture Development" and
# "Development manager"
_ROLE = re.compile(
    rf"(?P<office>clerk|chair(?:man)?|{_CAPITAL}(?:,? {_LINK}{_CAPITAL}){{0,11}}"
    r"(?: (?:manager|officer|secretary|treasurer|lead|assistant))?)(?: \([^()]{3,40}\))?"
)
_NOT_NOW = re.compile(
    r".*\bthe chair\b|(?:former|ex|outgoing|retired|past|incoming|newly|contact|lead officer|report"
    r"|reporting|responsible officer|presenting|author)\b",
    re.IGNORECASE,
)
# Offices that councillors do not hold: "seconded by Councillor Ryan, Head of Housing to report".
_OFFICERS = re.compile(
    r"\b(?:Director|Head|Manager|Clerk|Engineer|Solicitor|Planner|Officer|Administrator)\b"
)
# Margaret Sallis, Director of Adult Care; | Enda Harris, the Executive Engineer, said
_AFTER = re.compile(rf", (?:the |our |An )?(?P<role>{_RUN})")
# In a list also: Mrs. Clara Cane -Chairman | Cathy Flint (CF) CLERK
_BESIDE = re.compile(rf" ?[–—-] ?(?P<role>{_RUN})| (?P<short>CHAIR(?:MAN)?|CLERK)\b")
# The Head of Streets, Ms D Oaken, outlined
_BEFORE = re.compile(rf"(?<![\w’'/-])(?:The )?(?P<role>{_RUN}), $")
# In a list also: Clerk – Jane Poole (JP) | Clerk: Jane Poole | Clerk J Brand
_LISTED = re.compile(
    rf"(?<![\w’'/-])(?:(?P<role>{_RUN}) ?[:–—-] ?|(?P<short>Clerk|Chair(?:man)?|Mayor) )$"
)
# In the absence of the Chair, Mr Smith ... | the report of the Head of Housing, Damp Homes, was
_NO_PAIR = re.compile(
    r"\b(?:absence|behalf|place|request|invitation|reports?) (?:of|by) (?:the )?$"
)
_ENDS_IN_NAME = re.compile(r" [A-ZÀ-Þ]\.? [A-ZÀ-Þ]\w+$")  # ..., Clerk J Brand
_CLOSED = re.compile(r" ?(?:[,;.)|(\n]|$)")
_BRACKETS = re.compile(r" ?[(\[](?P<inside>[^()\[\]]{1,80}(?:\([^()]{1,60}\))?)[)\]]")
# Meetings Administrator, Newton West (Ms. M. Corby): the town is no name.
_HOLDER_FOLLOWS = re.compile(rf" \({TITLE} ?[A-Z]")
# Councillor P Ottaway in the chair | PRESENT IN THE CHAIR: Councillor F. Foale
_IN_CHAIR = re.compile(r",? (?:(?:was )?in|took) the chair\b", re.IGNORECASE)
_CHAIRED_BY = re.compile(r"\bin the chair:?\s$", re.IGNORECASE)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", NAME.pattern)
_AND_NAME = re.compile(rf" and {_UNNAMED}$")  # Flood Risk Manager and Tom Sedgwick
_NAME_AND = re.compile(rf"^{_UNNAMED} and ")  # Al Moss and Assistant Engineer, Mr Poe
_NEXT = re.compile(r"[);:.|]")
_FRONT = 3000  # characters in which minutes say who was there
_NEAR = 160  # characters within which an office stands before a name
_CUT = re.compile(r"[,;:.|()\[\]\n]| and ")
_SENTENCE = re.compile(r"[;\n]|(?<=[a-z)]{3})\. ")
_COUNCILLORS = re.compile(r"\b(?:Councillors|Cllrs)\b:? ?")
_NAME_COLUMN = re.compile(r"\s*(?:full\s+)?names?(?:\s+of\s+\w+)?\s*", re.IGNORECASE)
_ROLE_COLUMN = re.compile(
    r"\s*(?:post|role|(?:job\s+)?title|position|office|designation)(?:\s+held)?\s*", re.IGNORECASE
)


def find_people(document: Document) -> People:
    """Everybody in the list of those present, and whoever is named with an office elsewhere."""
    words = "\n".join(_words(document.text, block) for block in document.blocks)
    return People((*_told(words), *_in_columns(document), *_listed(words[:_FRONT])), words)


def _words(text: str, block: Block) -> str:
    return " ".join(text[block.start : block.end].replace("*", "").split())


def _told(words: str) -> Iterator[Person]:
    """Names with an office or initials beside them, wherever they stand."""
    taken = 0  # where the last office ends that is somebody's
    for found in NAME.finditer(words):
        if _HOLDER_FOLLOWS.match(words, found.end()):
            continue
        before = words[max(taken, found.start() - _NEAR) : found.start()]
        roles, initials, end = _beside(named(found), before, words, found.end())
        if roles:
            taken = end
        if roles or initials:
            yield named(found, tuple(roles), initials)


def _beside(person: Person, before: str, words: str, end: int) -> tuple[list[str], str | None, int]:
    """The offices and initials beside a name that ends at `end`, and where they end."""
    is_front = end < _FRONT
    roles, initials, end = _in_brackets(person, words, end)
    if _IN_CHAIR.match(words, end) or _CHAIRED_BY.search(before):
        roles.append("Chair")
    is_listed = is_front and (person.title or before.endswith(": "))
    is_told = is_listed or _CLOSED.match(words, end)
    if before.endswith("(") and words[end : end + 1] == ")":
        role, last = _role_around(before), end + 1
    elif is_told and _can_hold(person, role := _role_before(before, is_front)):
        last = end
    else:
        role, last = _role_after(words, end, is_front)
    if not _can_hold(person, role):
        return roles, initials, end
    more, stated, last = _in_brackets(person, words, last)
    return [*roles, role, *more], initials or stated, last


def _in_brackets(person: Person, words: str, end: int) -> tuple[list[str], str | None, int]:
    """What stands in brackets after a name: "(Chair) (HS)"."""
    roles, initials = [], None
    while bracket := _BRACKETS.match(words, end):
        inside = bracket["inside"].strip()
        if inside.casefold() == "in the chair":
            roles.append("Chair")
        elif _are_initials(inside, person):
            initials = inside
        elif _can_hold(person, inside):
            roles.append(inside)
        end = bracket.end()
    return roles, initials, end


def _role_around(before: str) -> str:
    """The office in "..., and the Director of Services (", back to the name or sentence before."""
    role = _NEXT.split(before[:-1].replace("\n", " "))[-1].strip(" ,")
    return re.sub(r"^(?:and )?(?:[Tt]he )?", "", role)


def _role_before(before: str, is_front: bool) -> str:
    found = _BEFORE.search(before) or (_LISTED.search(before) if is_front else None)
    if not found or _NO_PAIR.search(before[: found.start()]):
        return ""
    return _NAME_AND.sub("", found["role"] or found["short"])


def _role_after(words: str, end: int, is_front: bool) -> tuple[str, int]:
    """What follows as an office would, and where it ends."""
    found = _AFTER.match(words, end) or (_BESIDE.match(words, end) if is_front else None)
    if not found:
        return "", end
    run = found["role"] or found["short"]
    role = _AND_NAME.sub("", run)
    return role, found.end() - len(run) + len(role)


def _can_hold(person: Person, words: str) -> bool:
    """Whether these words are an office that this person may hold today."""
    found = _ROLE.fullmatch(words)
    if not found or not OFFICE.search(found["office"]):
        return False
    is_another = _NOT_NOW.match(words) or _ENDS_IN_NAME.search(words)
    return not is_another and not (person.is_councillor and _OFFICERS.search(words))


def _are_initials(told: str, person: Person) -> bool:
    """Whether "(GSm)" is Gesa Smith: "(SCC)" is whom she works for, and a fund has a "(BCF)"."""
    letters = re.sub(r"[^A-Za-z]", "", told)
    is_long = len(person.fore.split()) > 1 and len(letters) > 2
    if not INITIALS.fullmatch(told) or is_long or (person.fore or letters)[0] != letters[0]:
        return False
    begins = person.surname.casefold().startswith(letters[1:].casefold())
    return begins or letters.upper() == person.letters.upper()


def _listed(front: str) -> Iterator[Person]:
    """Names in the list of those present, many of them without an office."""
    for sentence in _SENTENCE.split(front):
        several = _COUNCILLORS.search(sentence)
        for part in _CUT.split(sentence[several.end() :] if several else sentence):
            if found := NAME.fullmatch(part.strip()):
                one = named(found)
                yield replace(one, title="Councillor") if several and not one.title else one


def _in_columns(document: Document) -> Iterator[Person]:
    """The people of a table with a column for names and another for posts."""
    for block in document.blocks:
        heads = block.header.split("|")
        names = [at for at, head in enumerate(heads) if _NAME_COLUMN.fullmatch(head)]
        posts = [at for at, head in enumerate(heads) if _ROLE_COLUMN.fullmatch(head)]
        if len(names) == len(posts) == 1:
            cells = [cell.strip() for cell in _words(document.text, block).split("|")]
            found = NAME.fullmatch(cells[names[0]]) if len(cells) == len(heads) else None
            if found and _can_hold(named(found), cells[posts[0]]):
                yield named(found, (cells[posts[0]],))

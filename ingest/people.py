"""Whom does a document mean by this name, this office or these initials?

One officer is "Martin Sallis (Head of Highways)" in the list of those present (`attendance.py`),
"Mr Sallis" in the discussion and "MS" beside an action. Whom nobody can tell apart from somebody
else is left alone: a wrong name is worse than none. So it is from one document to the next, since
people change posts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TITLE = (
    r"(?:Mrs?|MRS?|Ms|MS|Miss|Dr|Prof(?:essor)?|Rev(?:erend)?|Sir|Dame|Lord|Lady|Baroness"
    r"|Cll?r|Clir|Councillor|Ald(?:erman)?|Superintendent|Inspector|Sergeant|Sgt)\b\.?"
)
# Words with a capital letter that are no part of anybody's name: "Adult Care", "West Division".
_NO_NAME = (
    r"(?!(?:The|This|That|These|Those|In|On|At|For|With|From|To|By|As|An?|And|Of|It|He|She|They|We"
    r"|Following|After|Before|During|When|While|Where|If|No|Not|All|Any|Both|Each|Also|Then|However"
    r"|Present|Apolog(?:y|ies)|Attend\w*|Absent|Minutes?|Agenda|Items?|Reports?|Actions?|Resolved"
    r"|Agreed|Noted|Circulated|Proposed|Seconded|Welcome|Venue|Observers?|Invited|Members?"
    r"|Officers?|Officials?|Councillors|Cllrs|Directors?|Head|Managers?|Clerks?|Chair\w*|Vice|Mayor"
    r"|Leader|Deputy|Assistant|Acting|Interim|Senior|Executive|Chief|Principal|Corporate|Cabinet"
    r"|Portfolio|Secretary|Treasurer|Engineers?|Solicitors?|Administrat\w+|Council|Committees?|Sub"
    r"|Boards?|Panels?|Forum|Groups?|Teams?|Services?|Departments?|Directorate|Trust|Agency"
    r"|Association|Authority|Foundation|Company|Limited|Ltd|Parish|Town|City|County|Borough"
    r"|District|Municipal|Hall|House|Room|Chamber|Street|Road|Lane|Centre|Library|School|Church"
    r"|Hospitals?|Village|Community|Public|Local|National|Planning|Housing|Highways|Transport"
    r"|Finance|Resources|Education|Health|Development|Government|University|College|Office"
    r"|Strategy|Policy|Police|Adult|Social|Care|Early|Help|Travel|Property|Management|Climate"
    r"|Change|Capital|Investment|Roads|Traffic|Environment\w*|Business|Economic|Information|Sector"
    r"|Data|Digital|Legal|Governance|Project|Programme|Network|Division|Section|Unit|Area|Arts"
    r"|Assets|Benefits|Children|Commissioning|Communications|Culture|Customers?|Delivery|Democratic"
    r"|Design|Elections|Engagement|Estates|Families|Green|Human|Improvement|Inclusion|Learning"
    r"|Leisure|Libraries|Licensing|Parks|Partnerships?|People|Performance|Procurement|Protection"
    r"|Regeneration|Revenues|Safeguarding|Safety|Schools|Skills|Spaces|Streets|Support|Technology"
    r"|Waste|Wellbeing|Young|North"
    rf"|South|East|West|Matters|{TITLE}|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
)
_WORD = rf"{_NO_NAME}(?:O[’'‟] ?|(?:Ó|Uí|Ní|Mc|De|de|van|von) )?[A-ZÀ-Þ][\w’'‟-]*[a-zà-ÿ]"
_FORENAME = rf"(?:(?:{_WORD}|(?!(?:MP|PC|CC|DC)\b)[A-ZÀ-Þ]{{1,2}}) |(?:[A-ZÀ-Þ]\. ?){{1,3}})"
# Mr. S. Holt | Margaret Sallis | Dr Helen Mott | Mr Sallis
NAME = re.compile(
    rf"(?<![\w’'.-])(?:(?P<title>{TITLE}) ?(?:{TITLE} ?)?|(?={_FORENAME}{_WORD}))"
    rf"(?P<fore>{_FORENAME}(?:{_FORENAME})?(?={_WORD}))?(?P<surname>{_WORD})(?![\w’-])"
)
_BEFORE = 40  # characters before a surname, in which its title and forenames stand
_CALLED = re.compile(
    rf"(?<![\w’'-])(?:(?P<title>{TITLE}) ?)?(?P<fore>{_FORENAME}(?:{_FORENAME})?)?$"
)
INITIALS = re.compile(r"[A-Z][A-Z-]{1,3}|[A-Z]{1,2}[a-z]{1,3}|[A-Z] [A-Z]-[A-Z]")
OFFICE = re.compile(
    r"\b(?:Director|Head|Manager|Clerk|Officer|Engineer|Secretary|Treasurer|(?:Vice-?)?Chair(?:man"
    r"|woman|person)?|Mayor|Leader|Executive|Solicitor|Lead|Planner|Librarian|Administrator"
    r"|Advis[eo]r|Co-?ordinator|Auditor|Accountant|Surveyor|Warden|Architect|Technician|Partner"
    r"|Cabinet Member|Member for|Holder|Social Worker|Cathaoirleach|RFO|Principal|Headteacher"
    r"|Commissioner|Analyst|Archaeologist|Speaker)\b(?![’'])",
    re.IGNORECASE,
)
# Every body has one: "the Chair" is not the Chair of the Tenants' Panel.
_OF_EACH_BODY = re.compile(
    r"(?:vice )?(?:chair|leader|mayor|member|secretary|treasurer|partner|executive)"
)
# Initials of bodies and of things, which may be somebody's too.
_BODIES = frozenset("PC TC CC DC BC MP SC NP AC LA HR IT UK EU".split())
_TOGETHER = re.compile(r"[/&,]| and ")
_OF_A_TITLE = {
    title: kind
    for kind, titles in (
        ("woman", "mrs ms miss dame lady baroness"),
        ("man", "mr sir lord"),
        ("councillor", "councillor cllr clr clir ald alderman"),
    )
    for title in titles.split()
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom a document tells, each part as it is written there.

    `name` is the fullest that is given, with its title; `initials` are those that are stated.
    """

    name: str
    title: str
    fore: str
    surname: str
    roles: tuple[str, ...] = ()
    initials: str | None = None

    @property
    def is_councillor(self) -> bool:
        return self._kind == "councillor"

    @property
    def letters(self) -> str:
        """The first letters of a forename and the surname: "MS"; empty where one is not given."""
        parts = re.findall(r"[^\W\d_]+", f"{self.fore} {self.surname}") if self.fore else []
        return "".join(part if part.isupper() else part[0] for part in parts)

    @property
    def _kind(self) -> str | None:
        return _OF_A_TITLE.get(self.title.casefold().strip("."))

    def can_be(self, other: "Person") -> bool:
        """Whether both names can be one person's: "Mr Sallis" and "M Sallis", not "Mrs Sallis"."""
        if self.surname.casefold() != other.surname.casefold():
            return False
        if self._kind and other._kind and self._kind != other._kind:
            return False
        mine, yours = (one.fore.replace(".", " ").split()[:1] for one in (self, other))
        if not mine or not yours or mine == yours:
            return True
        is_letter = min(len(mine[0]), len(yours[0])) <= len("JP")
        return is_letter and mine[0][0] == yours[0][0]

    def with_more(self, other: "Person") -> "Person":
        """This person, with what another mention tells besides."""
        fuller = max(self, other, key=lambda one: len(one.fore))
        return Person(
            fuller.name,
            self.title or other.title,
            fuller.fore,
            self.surname,
            tuple(dict.fromkeys((*self.roles, *other.roles))),
            self.initials or other.initials,
        )


def named(found: re.Match[str], roles: tuple[str, ...] = (), initials: str | None = None) -> Person:
    """The person of a name that was found."""
    fore = (found["fore"] or "").strip()
    return Person(found.group(), found["title"] or "", fore, found["surname"], roles, initials)


class People:
    """Those of whom a document tells in its `words`."""

    def __init__(self, mentions: Iterable[Person], words: str) -> None:
        self._words = words
        families: defaultdict[str, list[Person]] = defaultdict(list)
        for mention in mentions:
            family = families[mention.surname.casefold()]
            fits = [at for at, one in enumerate(family) if one.can_be(mention)]
            if not fits:
                family.append(mention)
            elif len(fits) == 1:
                family[fits[0]] = family[fits[0]].with_more(mention)
        self.known = [one for family in families.values() for one in family]

    def also(self, owner: str) -> tuple[str, ...]:
        """What else the document calls whoever this is; nothing where that is not certain.

        Of each a name, offices and initials: "Mr Sallis" is also "Martin Sallis" and "Head of
        Highways". Several may be named together: "AB/NS", "Clare and Steve".
        """
        owner = " ".join(owner.split())
        one = self._named(owner) or self._holder(owner)
        meant = [one] if one else [self._named(part) for part in _parts(owner)]
        names = (name for person in meant if person for name in self._names(person))
        return tuple(name for name in dict.fromkeys(names) if not _is_part(name, owner))

    def _named(self, name: str) -> Person | None:
        """The one person of this name, this forename or these initials."""
        if INITIALS.fullmatch(name) and (person := self._of_initials(name)):
            return person
        if found := NAME.fullmatch(name):
            asked = named(found)
            person = _only(one for one in self.known if one.can_be(asked))
            return person if person and self._is_alone(person.with_more(asked)) else None
        if re.fullmatch(_WORD, name):
            person = _only(one for one in self.known if one.fore.split(" ")[0] == name)
            surnames = re.findall(rf"\b{re.escape(name)} ({_WORD})", self._words)
            return person if person and {*surnames} <= {person.surname} else None
        return None

    def _of_initials(self, initials: str) -> Person | None:
        """Whoever is said to have these initials, else the one whose name begins with them."""
        said = [one for one in self.known if (one.initials or "").upper() == initials.upper()]
        if said or initials in _BODIES:
            return _only(said)
        return _only(
            one
            for one in self.known
            if one.letters == initials and not one.initials and (one.title or len(initials) == 2)
        )

    def _holder(self, office: str) -> Person | None:
        """The one who holds this office, which may be cut short: "Head of Highways"."""
        if not OFFICE.search(office):
            return None
        asked = _plain(office)
        whole = [one for one in self.known if asked in map(_plain, one.roles)]
        if whole or _OF_EACH_BODY.fullmatch(asked):
            return _only(whole)
        # "The Director" may be the Commercial Director too, where there is one.
        person = _only(
            one for one in self.known if any(_is_part(asked, _plain(role)) for role in one.roles)
        )
        begins = person and any(_plain(role).startswith(asked) for role in person.roles)
        return person if begins else None

    def _is_alone(self, person: Person) -> bool:
        """Whether all that is told of this surname can be told of this one person."""
        for found in re.finditer(rf"(?<=[ .\n]){re.escape(person.surname)}\b", self._words):
            before = self._words[max(0, found.start() - _BEFORE) : found.start()]
            if called := _CALLED.search(before):
                fore = (called["fore"] or "").strip()
                mention = Person("", called["title"] or "", fore, person.surname)
                if not person.can_be(mention):
                    return False
                person = person.with_more(mention)
        return True

    def _names(self, person: Person) -> Iterator[str]:
        yield person.name
        for role in person.roles:
            if not any(role != longer and _is_part(role, longer) for longer in person.roles):
                yield role
        if person.initials:
            yield person.initials
        if self._is_alone(person):
            polite = rf"\b(?:Mrs?|Ms|Miss|Dr|Cllr|Councillor)\.? {re.escape(person.surname)}\b"
            if found := re.search(polite, self._words):
                yield found.group()


def _only(people: Iterable[Person]) -> Person | None:
    """The one there is; None where there are more."""
    found = list(people)
    return found[0] if len(found) == 1 else None


def _parts(owner: str) -> list[str]:
    """The names in "AB/NS" and "Clare and Steve"; none in "Head of Housing and Transport"."""
    parts = [part.strip() for part in _TOGETHER.split(owner)]
    forms = (INITIALS, NAME, re.compile(_WORD))
    return parts if all(any(form.fullmatch(part) for form in forms) for part in parts) else []


def _plain(office: str) -> str:
    """An office in letters that do not change: "Director, Housing" is "Director of Housing"."""
    words = office.casefold().replace("&", "and").replace("a/", "acting ").replace("-", " ")
    words = re.sub(r"^an |\bthe |,| of\b", " ", words)
    words = re.sub(r"\bchair(?:man|woman|person)\b", "chair", " ".join(words.split()))
    words = re.sub(r"^(?:town|parish) clerk\b", "clerk", words)
    return re.sub(r" (?:department|directorate|division|section)$", "", words)


def _is_part(name: str, whole: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", whole))

"""The forms: what a person filled in, as its address says it.

What cannot be understood is left out; of the filters on commitments, and of dates, that is said.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from index import ledger
from index.hits import Order, Query
from index.ledger import ASKED, Asked, Wanted, states_of
from index.search import LONGEST_QUERY, readable
from ingest.model import COMMITMENT_KINDS, PASSAGE_KINDS, CommitmentKind, PassageKind

MOST_HITS = 50
A_PAGE = 50  # commitments
SORTED: dict[Order, str] = {"newest": "Newest meetings first", "oldest": "Oldest meetings first"}
LISTED: dict[ledger.Order, str] = {
    "newest": "Newest meetings first",
    "oldest": "Oldest first",
    "due": "Due first",
    "state": "By state",
    "owner": "By owner",
}
_LIMIT = 10
_MOST_KEPT = 20
_SHOWN = 50  # characters of a value that cannot be understood
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form:
    """The search form as it was filled in, and what could not be understood of it."""

    q: str
    council: str
    committee: str
    held_from: str
    held_to: str
    kind: str
    keep: tuple[str, ...]  # words of the question that are no filter
    limit: int
    literal: bool
    sort: Order
    query: Query
    problems: tuple[str, ...]

    def link(self, **changes: object) -> str:
        """This search's address, with these fields changed."""
        fields = {
            "q": self.q,
            "council": self.council,
            "committee": self.committee,
            "from": self.held_from,
            "to": self.held_to,
            "kind": self.kind,
            "keep": self.keep,
            "literal": 1 if self.literal else "",
            "sort": self.sort if self.sort in SORTED else "",
        }
        given = {name: value for name, value in {**fields, **changes}.items() if value}
        return "/?" + urlencode(given, doseq=True)


def read_form(params: QueryParams) -> Form:
    """The form from an address; a date that cannot be read is said and left out."""
    problems: list[str] = []
    q = readable(params.get("q", ""))
    kind = params.get("kind", "")
    kinds: tuple[PassageKind, ...] = tuple(k for k in PASSAGE_KINDS if k == kind)
    council, committee = (params.get(name, "").strip() for name in ("council", "committee"))
    asked = params.get("limit", "")
    literal = params.get("literal", "").lower() in ("1", "true")
    sort: Order = next((one for one in SORTED if one == params.get("sort")), "relevance")
    query = Query(
        q,
        councils=(council,) if council else (),
        committees=(committee,) if committee else (),
        held_from=_day(params.get("from", ""), "Meetings from", problems),
        held_to=_day(params.get("to", ""), "Meetings to", problems),
        kinds=kinds,
        literal=literal,
        order=sort,
    )
    return Form(
        q=q,
        council=council,
        committee=committee,
        held_from=params.get("from", ""),
        held_to=params.get("to", ""),
        kind=kind if kinds else "",
        keep=tuple(filter(None, map(readable, params.getlist("keep")[:_MOST_KEPT]))),
        limit=min(int(asked), MOST_HITS) if re.fullmatch(r"[1-9]\d{0,3}", asked) else _LIMIT,
        literal=literal,
        sort=sort,
        query=query,
        problems=tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class CommitmentsForm:
    """The form above the list of commitments as it was filled in.

    `sort` is empty where nothing was chosen, `page` counts from 1.
    """

    q: str
    council: str
    committee: str
    held_from: str
    held_to: str
    owner: str
    state: Asked | None
    kind: CommitmentKind | None
    due_before: str
    all: bool
    sort: ledger.Order | None
    page: int
    wanted: Wanted
    problems: tuple[str, ...]

    @property
    def is_narrowed(self) -> bool:
        """Whether it has more than words and what links beside the list change."""
        return bool(self.problems) or "=" in self.link(q="", state="", sort="")

    def link(self, path: str = "/commitments", **changes: object) -> str:
        """The address of this list, with these fields changed; of its first page."""
        fields = {
            "q": self.q,
            "council": self.council,
            "committee": self.committee,
            "from": self.held_from,
            "to": self.held_to,
            "owner": self.owner,
            "state": self.state,
            "kind": self.kind,
            "due_before": self.due_before,
            "all": 1 if self.all else "",
            "sort": self.sort,
        }
        given = {name: value for name, value in {**fields, **changes}.items() if value}
        return path + ("?" + urlencode(given) if given else "")

    def feed(self, path: str) -> str:
        """The address of a feed of the same councils, committees and owners."""
        given = {"council": self.council, "committee": self.committee, "owner": self.owner}
        asked = urlencode({name: value for name, value in given.items() if value})
        return path + ("?" + asked if asked else "")


def read_commitments_form(params: QueryParams) -> CommitmentsForm:
    """The form from an address; who wants what needs nothing back wants it listed too."""
    problems: list[str] = []
    q, owner = (readable(params.get(name, "")) for name in ("q", "owner"))
    council, committee, held_from, held_to, due_before = (
        params.get(name, "").strip()[:LONGEST_QUERY]
        for name in ("council", "committee", "from", "to", "due_before")
    )
    state = _choice(params.get("state", ""), "State", ASKED, problems)
    kind = _choice(params.get("kind", ""), "Kind", COMMITMENT_KINDS, problems)
    sort = _choice(params.get("sort", ""), "Order", LISTED, problems)
    every = params.get("all", "").lower() in ("1", "true") or state == "nothing awaited"
    page = params.get("page", "")
    query = Query(
        q,
        councils=(council,) if council else (),
        committees=(committee,) if committee else (),
        held_from=_day(held_from, "Meetings from", problems),
        held_to=_day(held_to, "Meetings to", problems),
    )
    wanted = Wanted(
        query,
        kinds=(kind,) if kind else (),
        owner=owner or None,
        states=states_of([state] if state else []),
        due_before=_day(due_before, "Due before", problems),
        only_awaited=not every,
        order=sort or ("relevance" if q else "newest"),
    )
    return CommitmentsForm(
        q=q,
        council=council,
        committee=committee,
        held_from=held_from,
        held_to=held_to,
        owner=owner,
        state=state,
        kind=kind,
        due_before=due_before,
        all=every,
        sort=sort,
        page=int(page) if re.fullmatch(r"[1-9]\d{0,5}", page) else 1,
        wanted=wanted,
        problems=tuple(problems),
    )


def _choice(given: str, label: str, choices: Iterable[T], problems: list[str]) -> T | None:
    """The one of a field's choices that is given; where it is none of them, a problem more."""
    value = readable(given)
    found = next((one for one in choices if one == value), None)
    if value and found is None:
        problems.append(f"“{label}” cannot be “{value[:_SHOWN]}”; it was left out.")
    return found


def _day(given: str, label: str, problems: list[str]) -> date | None:
    """The day that a field gives; where it cannot be read, a problem more."""
    value = given.strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        problems.append(f"“{label}” could not be read as a date; write it as 2019-06-14.")
        return None

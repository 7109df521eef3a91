"""Where does a commitment stand, in a sentence that the library can answer for?"""

from collections.abc import Sequence
from datetime import date

from index.ledger import Entry, FollowUp
from ingest.model import Commitment

_INITIALS = 4  # letters, of which a name has more


def position(entry: Entry) -> str:
    """The latest that the library or a person says of it; never that a thing was not done."""
    if entry.marks and (said := entry.marks[-1]).state:
        note = f": {said.note}" if said.note else ""
        return f"{said.state.capitalize()}, says {said.author} on {day(said.at.date())}{note}"
    if entry.found == "nothing awaited":
        return "Nothing is to come back"
    if entry.found == "reported back":
        return f"Reported back on {_when(_best(entry, 'reported'))}"
    if entry.found == "mentioned since":
        latest = _newest(entry)
        what = "Asked after" if latest.role == "chased" else "Mentioned"
        return f"{what} on {_when(latest)}; no report of it found in {_coverage(entry)}"
    if entry.found == "not looked up":
        return "Later papers have not been looked through yet"
    if entry.found == "not yet due":
        return f"Not yet due: {day(entry.due_on)}" if entry.due_on else "Not yet due"
    return f"No later mention found in {_coverage(entry)}"


def telling(entry: Entry) -> FollowUp | None:
    """The later passage that the position rests on; None where it rests on none or on a person."""
    if entry.marks and entry.marks[-1].state:
        return None
    if entry.found == "reported back":
        return _best(entry, "reported")
    if entry.found == "mentioned since":
        return _newest(entry)
    return None


def owner_named(commitment: Commitment) -> str:
    """Who is to do it as written, and in brackets who that is: "Mr Sallis (Head of Highways)".

    Empty where nobody is named. Of names that end alike, as "Mr Sallis" and "Martin Sallis", one is
    enough.
    """
    owner, told = commitment.owner or "", list[str]()
    for name in commitment.owner_also:
        ending = name.rsplit(" ", 1)[-1]
        if len(name) > _INITIALS and not any(one.endswith(ending) for one in (owner, *told)):
            told.append(name)
    told = told or list(commitment.owner_also[:1])
    return f"{owner} ({', '.join(told)})" if told else owner


def day(on: date | None) -> str:
    """A day as minutes write it."""
    return f"{on.day} {on:%B %Y}" if on else "a day unknown"


def coverage(entry: Entry) -> str:
    """Which later meetings are held here, that a reader may know what was looked through."""
    if _is_unplaced(entry):
        return "Which meetings came after it is not known: its own is of unknown date or committee."
    if not entry.later_meetings:
        return "No later meeting of this committee is held here."
    return held_here("later", entry.later_meetings)


def held_here(which: str, meetings: Sequence[date]) -> str:
    """How many later or earlier meetings of a committee are held here, oldest first, and when."""
    first, last = day(meetings[0]), day(meetings[-1])
    if len(meetings) == 1:
        return f"One {which} meeting of this committee is held here, of {last}."
    n = len(meetings)
    return f"{n} {which} meetings of this committee are held here, from {first} to {last}."


def _is_unplaced(entry: Entry) -> bool:
    """Whether no meeting can be said to be later, as its own day or committee is unknown."""
    return entry.held is None or entry.record.document.meeting.committee is None


def age(since: date | None, today: date) -> str:
    """How long ago a day was, in the units that one would say it in."""
    if since is None or since > today:
        return "unknown" if since is None else "none"
    months = 12 * (today.year - since.year) + today.month - since.month - (today.day < since.day)
    if months < 2:
        return _counted((today - since).days, "day")
    if months < 24:
        return _counted(months, "month")
    years, months = divmod(months, 12)
    return " ".join([_counted(years, "year"), *([_counted(months, "month")] if months else [])])


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _coverage(entry: Entry) -> str:
    """How many later meetings could have told of it, and up to when."""
    meetings = entry.later_meetings
    if _is_unplaced(entry):
        return "any later meeting: which those are is not known"
    if not meetings:
        return "any later meeting: none of this committee is held here"
    of = "of" if len(meetings) == 1 else "the last of"
    last = f"{_counted(len(meetings), 'later meeting')} held here, {of} {day(meetings[-1])}"
    early = entry.due_on and meetings[-1] < entry.due_on
    return f"{last}, before it was due" if early else last


def _best(entry: Entry, role: str) -> FollowUp:
    return next(one for one in entry.follow_ups if one.role == role)


def _newest(entry: Entry) -> FollowUp:
    return max(entry.follow_ups, key=lambda one: one.record.document.meeting.held or date.min)


def _when(follow_up: FollowUp) -> str:
    return day(follow_up.record.document.meeting.held)

"""What came back or was newly promised, as an Atom feed; what is due, as an iCalendar.

Both are made from the ledger alone: no clock is looked at, so that a reader who comes again finds
what was there as it was. `base` is the service's own address, with a slash at its end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit
from xml.etree import ElementTree

from index.ledger import OPEN, Entry, Ledger, State, Wanted
from service.cite import Citation, cite, cite_commitment, one_line
from service.position import position

_MOST_NEWS = 50  # that a feed tells
_MOST_DUE = 1000  # in a calendar: 750 kB, where Google takes a megabyte
_LONGEST_WORDS = 80  # in a title
_WHAT = {"made": "Made", "reported": "Reported back"}
_BACK: tuple[State, ...] = ("reported back", "done")


@dataclass(frozen=True, slots=True)
class News:
    """Something that a meeting did with a commitment: it was made, or reported back."""

    entry: Entry
    what: str  # made, or reported
    on: date
    told: Citation  # the words that make it or tell of it


def news(ledger: Ledger, wanted: Wanted) -> list[News]:
    """The newest first, by the meetings' dates; without a date nothing is new."""
    made = ledger.entries(wanted, _MOST_NEWS)
    reported = Wanted(
        wanted.query, owner=wanted.owner, states=_BACK, ids=ledger.reported(), order="relevance"
    )
    back = ledger.entries(reported, _MOST_NEWS)
    found = [one for entry in made for one in _made(entry)]
    found.extend(one for entry in back for one in _reported(entry))
    found.sort(key=lambda one: (-one.on.toordinal(), one.what, one.entry.commitment.id))
    return found[:_MOST_NEWS]


def to_atom(
    told: Iterable[News], *, base: str, here: str, name: str, today: date, of: str = ""
) -> bytes:
    """The feed (RFC 4287) at the address `here`, of the service of this name.

    `of` is whose commitments they are, where only some were asked for; `today` is only told where
    there is no news.
    """
    told = list(told)
    newest = max((one.on for one in told), default=today)
    # Readers know the feed and what is in it by these names (RFC 4151), which outlive any address.
    # The year is the one in which they were first given.
    tag = f"tag:{urlsplit(base).hostname or 'localhost'},2026"
    feed = ElementTree.Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en-GB"}
    )
    here = one_line(here)
    asked = urlsplit(here).query
    _add(feed, "id", f"{tag}:feeds/commitments.atom{f'?{asked}' if asked else ''}")
    _add(feed, "title", _named(name, "commitments made and reported back", of))
    _add(feed, "updated", _stamp(newest))
    _add(_add(feed, "author"), "name", one_line(name))
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{base}commitments")
    for one in told:
        _add_entry(feed, one, base, tag)
    ElementTree.indent(feed)
    made: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def due(ledger: Ledger, wanted: Wanted) -> list[Entry]:
    """What is open and due on a known day, the earliest first; the last ones, where many are.

    What came back, was dropped or done has left it.
    """
    known = Wanted(wanted.query, owner=wanted.owner, states=OPEN, due_before=date.max, order="due")
    n_before = sum(ledger.count(known).values()) - _MOST_DUE
    return ledger.entries(known, offset=max(0, n_before))


def to_calendar(entries: Iterable[Entry], *, base: str, name: str, of: str = "") -> bytes:
    """A calendar (RFC 5545) of the days on which these are due.

    Each is an event that lasts the day and leaves it free. A task (VTODO) would say it better, but
    Google Calendar and Outlook pass over the tasks of a calendar that they subscribe to.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Minutebook//Commitments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _named(name, "due", of))
    calendar.add("x-wr-calname", _named(name, "due", of))  # which Outlook and Google go by
    for entry in entries:
        event = Event()
        for field, value in _event(entry, base).items():
            if value:
                event.add(field, value)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def title(entry: Entry) -> str:
    """Who is to do it, where its own words do not begin with that, and the beginning of these."""
    owner, words = _beginning(entry.commitment.owner or ""), _beginning(entry.commitment.text)
    begins = words.casefold().removeprefix("the ").startswith(owner.casefold())
    return words if begins else f"{owner}: {words}"


def _beginning(words: str) -> str:
    """Words on one line, cut at a word where they are long."""
    told = one_line(words)
    if len(told) <= _LONGEST_WORDS:
        return told
    room = _LONGEST_WORDS - len(" …")
    return told[: room + 1].rsplit(" ", 1)[0][:room] + " …"


def _add_entry(feed: ElementTree.Element, one: News, base: str, tag: str) -> None:
    commitment = one.entry.commitment
    entry = _add(feed, "entry")
    _add(entry, "id", f"{tag}:commitments/{commitment.id}/{one.what}")
    _add(entry, "title", f"{_WHAT[one.what]}: {title(one.entry)}")
    _add(entry, "updated", _stamp(one.on))
    here = f"{base}commitments/{commitment.id}"
    _add(entry, "link", rel="alternate", type="text/html", href=here)
    if one.told.url:
        _add(entry, "link", rel="via", href=one_line(one.told.url))
    if committee := one.entry.record.document.meeting.committee:
        _add(entry, "category", term=one_line(committee))
    _add(entry, "summary", _lines(_said(one.told), position(one.entry)), type="text")


def _event(entry: Entry, base: str) -> dict[str, object]:
    """The properties of an event, by name; empty where unknown."""
    commitment = entry.commitment
    committee = entry.record.document.meeting.committee
    return {
        "uid": f"{commitment.id}@{urlsplit(base).hostname or 'localhost'}",
        "dtstamp": _changed(entry),
        "dtstart": entry.due_on,
        "summary": title(entry),
        "description": _lines(_said(cite_commitment(entry)), position(entry)),
        "url": f"{base}commitments/{commitment.id}",
        "categories": [one_line(committee)] if committee else [],
        "transp": "TRANSPARENT",
    }


def _named(name: str, what: str, of: str) -> str:
    return one_line(f"{name}: {what}, {of}" if of else f"{name}: {what}")


def _made(entry: Entry) -> Iterator[News]:
    if entry.held:
        yield News(entry, "made", entry.held, cite_commitment(entry))


def _reported(entry: Entry) -> Iterator[News]:
    """The best of the passages that report it; none where only a person says that it is done."""
    for one in entry.follow_ups:
        held, told = one.record.document.meeting.held, cite(one.record, one.start, one.end)
        if one.role == "reported" and held and told:
            yield News(entry, "reported", held, told)
            return


def _said(told: Citation) -> str:
    return f"“{one_line(told.quote)}” ({one_line(told.label)})"


def _lines(*lines: str) -> str:
    return "\n".join(one_line(line) for line in lines)


def _changed(entry: Entry) -> datetime:
    """When it last became another: at a meeting, or by a person's mark."""
    if entry.marks:
        return entry.marks[-1].at.astimezone(UTC)
    days = [one.record.document.meeting.held for one in entry.follow_ups]
    known = [on for on in (entry.held, *days) if on]
    return datetime.combine(max(known, default=date(2000, 1, 1)), time(), UTC)


def _stamp(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element

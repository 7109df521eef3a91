"""ModernGov: what its web service and its pages tell, and a meeting of it as one clean page.

Replies are trusted as little as any document: elements may be missing, extra or in another
order, ids may be anything, and what is restricted is left out whole.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape, unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.meeting import find_dates
from ingest.model import DocumentKind, Facts, Meeting, Reading, Status, UnreadableError
from ingest.read_html import read_markup
from ingest.read_text import decode

_MOST_ELEMENTS = 200_000
_LONGEST_TEXT = 1000  # characters of a title or a name
_ID = re.compile(r"\d{1,12}")
# Neither may stand in XML, and Word puts them into minutes.
_NOT_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[\da-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.I,
)
# "Exempt accommodation" is a kind of housing, and "Local Plan Part 2" is a plan.
_CLOSED = re.compile(
    r"\bexempt\b(?!\s+accommodation)|\bconfidential\b|\brestricted\b|\bnot for publication\b"
    r"|\bprivate (?:session|meeting|report)\b|(?:^|[(\[–-]\s*)part\s+(?:2|ii|two)\b",
    re.IGNORECASE,
)
# The minutes put before a meeting for approval are those of another meeting.
_EARLIER_MINUTES = re.compile(
    r"^\W*(?:(?:draft|public|open|approval|of|the|to|approve|confirm|receive)\s+)*minutes\b"
    r"|\bminutes of (?:the )?(?:last|previous)\b|\bcofnodion\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\bminutes\b|\bcofnodion\b", re.IGNORECASE)
_LABEL = re.compile(r"(?:minutes|cofnodion):?", re.IGNORECASE)
_ACTIVE = "script, style, iframe, frame, object, embed, link, meta, base, template, noscript, svg"
_MEMBER = re.compile(r"(?:committee |board |panel )?member|officer", re.IGNORECASE)
_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; form-action 'none'">
<title>{title}</title>
{facts}
</head>
<body>
<main id="mgMainContent">
{body}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee as the site lists it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A meeting as the site lists it; `held` is None where the list gives no date."""

    id: str
    held: date | None
    status: str = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether the meeting was not held at all."""
        return self.status.lower().lstrip(" -").startswith("cancel")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document put before a meeting."""

    id: str
    title: str
    url: str

    @property
    def is_minutes(self) -> bool:
        """Whether its title says that it minutes some meeting, which is then an earlier one."""
        return bool(_MINUTES.search(self.title))


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of business with what was published of it, as HTML; "" where there is nothing."""

    number: str  # as the minutes show it, such as "51."; "" for a heading between items
    title: str
    agenda: str
    decision: str
    minutes: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody named in a meeting's attendance, such as "Present, as expected"."""

    name: str
    role: str
    attendance: str


@dataclass(frozen=True, slots=True)
class MeetingReply:
    """What GetMeeting tells of a meeting, without its restricted items and documents.

    `committee` is the one that all its items name. `n_restricted` counts the items and documents
    left out, `n_earlier` the minutes of earlier meetings attached for approval, which are left
    out too: they have pages of their own.
    """

    id: str
    held: date | None
    status: str
    is_shown: bool
    has_minutes: bool  # whether minutes are published, be it only as a file
    committee: str | None
    items: tuple[AgendaItem, ...]
    attendees: tuple[Attendee, ...]
    n_restricted: int
    n_earlier: int

    @property
    def kind(self) -> DocumentKind:
        """What a page of this meeting holds."""
        if any(item.minutes for item in self.items):
            return "minutes"
        return "decision notice" if any(item.decision for item in self.items) else "agenda"

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The documents of all items, each once."""
        found = {one.id: one for item in self.items for one in item.attachments}
        return tuple(found.values())

    @property
    def draft_status(self) -> Status:
        """Draft where the site says so; that minutes are published does not say they are agreed."""
        return "draft" if re.search(r"\bdraft\b", self.status, re.IGNORECASE) else "unknown"


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What the web page of a meeting tells. `printed_minutes` is the address of the PDF."""

    has_minutes: bool
    is_cut_short: bool
    printed_minutes: str | None
    attachments: tuple[Attachment, ...]
    n_restricted: int
    n_earlier: int


# The web service


def read_committees(data: bytes) -> tuple[Committee, ...]:
    """The committees of a GetCommittees reply, those of the past among them."""
    root = _named(_parse(data), "committees")
    listed = (
        Committee(_id(node, "committeeid"), _text(node, "committeetitle"))
        for node in _every(root, "committee")
        if not _is_true(node, "committeedeleted")
    )
    return tuple(committee for committee in listed if committee.id)


def read_meetings(data: bytes) -> tuple[MeetingEntry, ...]:
    """The meetings of a GetMeetings reply."""
    root = _named(_parse(data), "getmeetings")
    listed = (
        MeetingEntry(
            _id(node, "meetingid"), _day(_text(node, "meetingdate")), _text(node, "meetingstatus")
        )
        for node in _every(root, "meeting")
    )
    return tuple(entry for entry in listed if entry.id)


def read_meeting(data: bytes) -> MeetingReply:
    """The meeting of a GetMeeting reply."""
    root = _named(_parse(data), "meeting")
    if not _id(root, "meetingid"):
        raise UnreadableError("a ModernGov reply without a meeting's id; ask for it again")
    is_minuted = not _is_false(root, "minutepublished")
    items: list[AgendaItem] = []
    n_restricted = n_earlier = 0
    for node in _every(root, "agendaitem"):
        item = _item(node, is_minuted=is_minuted)
        if item is None:
            n_restricted += 1
            continue
        open_ones, n_closed = _open_ones(node, item)
        kept, n_dropped = _without_earlier_minutes(open_ones, item.title)
        items.append(replace(item, attachments=kept))
        n_restricted += n_closed
        n_earlier += n_dropped
    return MeetingReply(
        id=_id(root, "meetingid"),
        held=_day(_text(root, "meetingdate")),
        status=_text(root, "meetingstatus"),
        is_shown=not _is_false(root, "isdisplayallowed"),
        has_minutes=_is_true(root, "minutepublished"),
        committee=_committee(root),
        items=tuple(items),
        attendees=tuple(_attendees(root)),
        n_restricted=n_restricted,
        n_earlier=n_earlier,
    )


def is_closed(title: str) -> bool:
    """Whether a title says that what it names is not for the public."""
    return bool(_CLOSED.search(title))


def read_moderngov(data: bytes) -> Reading:
    """A GetMeeting reply that was saved as a file."""
    reply = read_meeting(data)
    if not reply.is_shown:
        raise UnreadableError("a ModernGov meeting that is marked as not for display")
    reading = read_markup(page(reply, committee=reply.committee))
    told = Facts(
        Meeting(committee=reply.committee, held=reply.held),
        kind=reply.kind,
        status=reply.draft_status,
    )
    return replace(reading, facts=told.over(reading.facts))


def page(
    reply: MeetingReply,
    *,
    council: str | None = None,
    committee: str | None = None,
    url: str | None = None,
) -> str:
    """One page of HTML with all that was published of a meeting; `url` is where it was."""
    names = [name for name in (council, committee, _long(reply.held)) if name]
    of = ", ".join(names[-2:]) or f"meeting {reply.id}"
    body = [f"<h1>{escape(name)}</h1>" for name in names]
    body += [f"<p>{escape(line)}</p>" for line in _attendance(reply.attendees)]
    for item in reply.items:
        body += _section(item, with_agenda=reply.kind == "agenda")
    return _PAGE.format(
        title=escape(f"{reply.kind.capitalize()} of {of}"),
        facts="\n".join(_head(reply, council, committee, url)),
        body="\n".join(body),
    )


def _head(
    reply: MeetingReply, council: str | None, committee: str | None, url: str | None
) -> Iterator[str]:
    facts = {
        "DC.date": reply.held.isoformat() if reply.held else None,
        "committee": committee,
        "council": council,
    }
    for name, value in facts.items():
        if value:
            yield f'<meta name="{name}" content="{escape(value)}">'
    if url:
        yield f'<link rel="canonical" href="{escape(url)}">'


def _attendance(attendees: Sequence[Attendee]) -> Iterator[str]:
    for words, label in (
        ("present", "Present"),
        ("in attendance", "In attendance"),
        ("apolog", "Apologies"),
        ("absent", "Absent"),
    ):
        named = [
            f"{attendee.name} ({attendee.role})" if attendee.role else attendee.name
            for attendee in attendees
            if attendee.attendance.lower().startswith(words)
        ]
        if named:
            yield f"{label}: {'; '.join(named)}"


def _section(item: AgendaItem, *, with_agenda: bool) -> Iterator[str]:
    yield f"<h2>{escape(f'{item.number} {item.title}'.strip())}</h2>"
    if with_agenda and item.agenda:
        yield _harmless(item.agenda)
    # Most minutes end with the decision that is published apart from them.
    decided = bool(item.decision) and _words(item.decision) not in _words(item.minutes)
    if decided:
        yield "<p>Decision:</p>"
        yield _harmless(item.decision)
    if item.minutes:
        if decided:
            yield "<p>Minutes:</p>"
        yield _harmless(item.minutes)


def _harmless(markup: str) -> str:
    """A fragment of HTML with every element closed, and nothing in it that acts."""
    body = LexborHTMLParser(f"<body>{markup}").body
    if body is None:
        return ""
    for node in body.css(_ACTIVE):
        node.decompose()
    for node in body.css("*"):
        for name, value in dict(node.attributes).items():
            act = name in ("href", "src", "action", "formaction") and not re.match(
                r"\s*(?:https?://|mailto:)", value or "", re.IGNORECASE
            )
            if name.startswith("on") or act:
                del node.attrs[name]
    return f"<div>{body.inner_html or ''}</div>"


# Its elements


class _Builder(ET.TreeBuilder):
    """Refuses a document type, where entities are declared, and more elements than replies have."""

    n_elements = 0

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        self.n_elements += 1
        if self.n_elements > _MOST_ELEMENTS:
            raise UnreadableError(
                f"XML of more than {_MOST_ELEMENTS:,} elements; no reply is so long"
            )
        return super().start(tag, attrs)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise UnreadableError("XML with a document type, which ModernGov does not send")


def _parse(data: bytes) -> ET.Element:
    try:
        return ET.fromstring(_NOT_XML.sub("", decode(data)), ET.XMLParser(target=_Builder()))
    except (ET.ParseError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"broken XML ({error}); ask for it again") from None


def _named(root: ET.Element, name: str) -> ET.Element:
    """The element of that name: the root, or within what some sites wrap around it."""
    found = next((node for node in root.iter() if _tag(node) == name), None)
    if found is None:
        raise UnreadableError(f"no ModernGov reply: it has no element <{name}>")
    return found


def _tag(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _every(node: ET.Element, name: str) -> Iterator[ET.Element]:
    return (below for below in node.iter() if _tag(below) == name and below is not node)


def _raw(node: ET.Element, name: str) -> str:
    """The text of a child of that name; "" where there is none."""
    return next(("".join(child.itertext()) for child in node if _tag(child) == name), "")


def _text(node: ET.Element, name: str) -> str:
    return _plain(_raw(node, name))


def _plain(text: str) -> str:
    """Text that was encoded once more than XML asks for, on one line."""
    return " ".join(unescape(text).split())[:_LONGEST_TEXT]


def _markup(node: ET.Element, name: str) -> str:
    """HTML from an element; "" where it shows no words."""
    markup = _raw(node, name)
    if "<" not in markup and "&lt;" in markup:
        markup = unescape(markup)
    return markup if any(character.isalnum() for character in _words(markup)) else ""


def _words(markup: str) -> str:
    """The characters that a fragment of HTML shows, without white space."""
    return "".join(unescape(re.sub(r"<[^<>]*>", " ", markup)).split())


def _id(node: ET.Element, name: str) -> str:
    """An id, which is a number; anything else is none."""
    found = _ID.fullmatch(_text(node, name))
    return found.group() if found else ""


def _is_true(node: ET.Element, name: str) -> bool:
    return _text(node, name).lower() == "true"


def _is_false(node: ET.Element, name: str) -> bool:
    return _text(node, name).lower() == "false"


def _day(text: str) -> date | None:
    found = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        return date(*(int(part) for part in reversed(found.groups()))) if found else None
    except ValueError:
        return None


def _long(day: date | None) -> str | None:
    return f"{day:%A} {day.day} {day:%B %Y}" if day else None


def _item(node: ET.Element, *, is_minuted: bool) -> AgendaItem | None:
    """The item, as far as it is published; None where it is restricted."""
    title = _text(node, "agendaitemtitle")
    minutes, decision = "", ""
    if is_minuted and not _is_false(node, "isminutepublished"):
        minutes = _markup(node, "minutesnonemptyhtmlbody")
    if not _is_false(node, "isdecisionpublished"):
        decision = _markup(node, "decisionnonemptyhtmlbody")
    closed = is_closed(title) and not minutes and not decision
    if closed or _is_true(node, "isrestricted") or _is_false(node, "isdisplayallowed"):
        return None
    return AgendaItem(_number(node), title, _markup(node, "agendatext"), decision, minutes, ())


def _number(node: ET.Element) -> str:
    if _text(node, "agendaitemnumber") in ("", "0") and not _text(node, "minutesitemnumber"):
        return ""
    shown = _text(node, "fulldisplaynumberformat")
    plain = _text(node, "minutesitemnumber") or _text(node, "agendaitemnumber")
    return shown or f"{plain}."


def _open_ones(node: ET.Element, item: AgendaItem) -> tuple[tuple[Attachment, ...], int]:
    """The item's documents that anyone may read, and how many others there are."""
    listed: dict[str, Attachment] = {}
    closed = set()
    for below in _every(node, "linkeddoc"):
        attachment = Attachment(
            _id(below, "attachmentid"), _text(below, "title"), _text(below, "url")
        )
        if not attachment.id or _is_true(below, "isurl"):
            continue
        if _is_true(below, "isrestricted") or is_closed(item.title) or is_closed(attachment.title):
            closed.add(attachment.id)
        else:
            listed[attachment.id] = attachment
    return tuple(found for key, found in listed.items() if key not in closed), len(closed)


def _without_earlier_minutes(
    attachments: Sequence[Attachment], item_title: str
) -> tuple[tuple[Attachment, ...], int]:
    if not _EARLIER_MINUTES.search(item_title):
        return tuple(attachments), 0
    kept = tuple(attachment for attachment in attachments if not attachment.is_minutes)
    return kept, len(attachments) - len(kept)


def _committee(root: ET.Element) -> str | None:
    """The committee that every item and document names; items alone do not say whose they are."""
    named = {
        text
        for node in root.iter()
        if _tag(node) in ("committeetitle", "refertocommittee")
        and (text := _plain(node.text or ""))
    }
    return named.pop() if len(named) == 1 else None


def _attendees(root: ET.Element) -> Iterator[Attendee]:
    for node in _every(root, "attendee"):
        told = {name.lower(): _plain(value) for name, value in node.attrib.items()}
        role = told.get("representing") or told.get("roledescription", "")
        if name := told.get("name"):
            yield Attendee(
                name, "" if _MEMBER.fullmatch(role) else role, told.get("attendance", "")
            )


# Its pages, where the web service is off


def committees_on_page(data: bytes) -> tuple[Committee, ...]:
    """The committees that mgListCommittees.aspx links to."""
    listed: dict[str, Committee] = {}
    for node, address in _links(data):
        if "mgcommitteedetails.aspx" in address.lower() and (found := _asked(address, "id")):
            listed.setdefault(found, Committee(found, _shown(node)))
    return tuple(listed.values())


def meetings_on_page(data: bytes) -> tuple[tuple[MeetingEntry, ...], str | None]:
    """The meetings that ieListMeetings.aspx links to, and the address of those before them."""
    listed: dict[str, MeetingEntry] = {}
    earlier = None
    for node, address in _links(data):
        if "ielistdocuments.aspx" in address.lower():
            if found := _asked(address, "mid", "meetingid"):
                _, _, status = (_shown(node.parent) if node.parent else "").partition(" - ")
                entry = MeetingEntry(found, _only_date(_shown(node)), status)
                listed.setdefault(found, entry)
        elif "act=earlier" in address.lower():
            earlier = address
    return tuple(listed.values()), earlier


def read_page(data: bytes, url: str) -> MeetingPage:
    """What a meeting's page links to. Whether minutes are on it, and whether they are whole."""
    tree = LexborHTMLParser(decode(data))
    words = tree.body.text() if tree.body else ""
    printed = None
    listed: dict[str, Attachment] = {}
    n_restricted = n_earlier = 0
    for node, address in _links(data):
        # What is hidden within a link is told to screen readers only, and is no title.
        title = _title_of(node)
        found = re.search(r"(?:documents/s|mgConvert2PDF\.aspx\?ID=)(\d{1,12})\b", address, re.I)
        if re.search(r"documents/g\d+/", address) and "printed minutes" in title.lower():
            printed = urljoin(url, address)
        elif found and is_closed(title):
            n_restricted += 1
        elif found and _EARLIER_MINUTES.search(title):
            n_earlier += 1
        elif found:
            listed.setdefault(
                found.group(1), Attachment(found.group(1), title, urljoin(url, address))
            )
    return MeetingPage(
        has_minutes=any(_LABEL.fullmatch(_shown(node)) for node in tree.css("p, h2, h3, h4")),
        is_cut_short="view the full minutes text" in " ".join(words.split()),
        printed_minutes=printed,
        attachments=tuple(listed.values()),
        n_restricted=n_restricted,
        n_earlier=n_earlier,
    )


def _links(data: bytes) -> Iterator[tuple[LexborNode, str]]:
    for node in LexborHTMLParser(decode(data)).css("a[href]"):
        yield node, (node.attributes.get("href") or "").strip()


def _asked(address: str, *names: str) -> str:
    """The id that an address asks for, under any of these names; "" where there is none."""
    asked = {name.lower(): values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return next((asked[n] for n in names if _ID.fullmatch(asked.get(n, ""))), "")


def _shown(node: LexborNode) -> str:
    return " ".join(node.text().split())[:_LONGEST_TEXT]


def _title_of(node: LexborNode) -> str:
    """A link's words without the size and kind of file that ModernGov puts after them."""
    for part in node.css(".mgFileSize, .mgHide"):
        part.decompose()
    return re.sub(r"\s*(?:pdf icon\s*)?PDF [\d.]+ [KMG]B$", "", _shown(node), flags=re.I)


def _only_date(text: str) -> date | None:
    dates = {found for _, found in find_dates(text)}
    return dates.pop() if len(dates) == 1 else None

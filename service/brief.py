"""The officer's sheet for a coming meeting: what was promised for it, what is open, what came back.

It is made as lines first, each with its citation, which are then written as Markdown, HTML or DOCX.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from index.hits import Query
from index.ledger import OPEN, Entry, FollowUp, Ledger, Wanted, is_next_meeting
from index.library import Library, LibraryError
from service.cite import Citation, cite, cite_commitment, one_line
from service.position import age, day, held_here, owner_named, position, telling

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

# What Markdown takes for markup within a line, and what GitHub's makes links of by itself.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_UNSAFE_LINK = re.compile(r"[<>\s\\]")
_SHOWN = ("Commitment", "Owner", "Due", "Made", "Latest position")
_LONGEST_TITLE = 255  # of what a Word document says of itself
_WIDTHS = (7.9, 2.8, 2.5, 2.5, 10.0)  # centimetres, of A4 on its side


@dataclass(frozen=True, slots=True)
class Brief:
    """What the library holds for a committee's meeting on a day.

    `meetings` are those of this committee held here before that day, oldest first; `later` those
    on or after it. What is promised for the meeting is not among what else is open.
    """

    council: str | None
    committee: str
    on: date
    meetings: tuple[date, ...]
    later: tuple[date, ...]
    promised: tuple[Entry, ...]
    other: tuple[Entry, ...]
    came_back: tuple[Entry, ...]
    marked: tuple[Entry, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open."""
        return not (self.promised or self.other)


@dataclass(frozen=True, slots=True)
class Said:
    """Words and where they stand, on one line each."""

    words: str
    where: str
    link: str  # the council's own copy; empty where it has none
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment as the sheet shows it; `told` are the later words that its position rests on."""

    said: Said
    owner: str
    due: str
    made: str
    position: str
    told: Said | None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet: its heading, and its lines or what is said where there are none."""

    heading: str
    lines: tuple[Line, ...]
    otherwise: str


def make_brief(
    library: Library, committee: str, on: date, *, council: str | None = None, today: date
) -> Brief:
    """The brief for this committee's meeting on that day; states are those of `today`.

    LibraryError where no committee held here has this name, or several have.
    """
    calendar = _calendar(library)
    its_council, its_name = _choose(calendar, committee, council)
    days = sorted(calendar[its_council, its_name])
    meetings, later = days[: (cut := bisect_left(days, on))], days[cut:]
    before_last, last = [None, None, *meetings][-2:]
    wanted = Wanted(
        Query("", councils=(its_council,) if its_council else (), committees=(its_name,)),
        order="oldest",
        only_awaited=False,
    )
    entries = [
        entry
        for entry in Ledger(library, today).entries(wanted)
        if _body(entry) == (its_council, its_name) and (entry.held is None or entry.held < on)
    ]
    is_open = [entry for entry in entries if entry.state in OPEN]
    promised = {entry.commitment.id for entry in is_open if _is_for(entry, on, last)}
    return Brief(
        council=its_council,
        committee=its_name,
        on=on,
        meetings=tuple(meetings),
        later=tuple(later),
        promised=tuple(entry for entry in is_open if entry.commitment.id in promised),
        other=tuple(entry for entry in is_open if entry.commitment.id not in promised),
        came_back=tuple(
            entry
            for entry in entries
            if entry.state == "reported back" and _told_between(telling(entry), before_last, on)
        ),
        marked=tuple(
            entry
            for entry in entries
            if entry.marks
            and entry.marks[-1].state
            and (last is None or entry.marks[-1].at.date() >= last)
        ),
    )


def sections(brief: Brief) -> list[Section]:
    """The parts of the sheet, in order."""
    last = day(brief.meetings[-1]) if brief.meetings else None
    since = day(brief.meetings[-2]) if len(brief.meetings) > 1 else None

    def lines(entries: Iterable[Entry]) -> tuple[Line, ...]:
        return tuple(_line(entry, brief.on) for entry in entries)

    return [
        Section(
            "Promised for this meeting, or due since the last",
            lines(brief.promised),
            f"Nothing that is open was found to be due between {last or 'any meeting'} and this"
            " meeting.",
        ),
        Section(
            "Also open, oldest first",
            lines(brief.other),
            "Nothing else is open in the documents held here.",
        ),
        Section(
            f"Came back since the meeting of {since}" if since else "Came back so far",
            lines(brief.came_back),
            "No report on an earlier commitment was found.",
        ),
        Section(
            f"Marked by people since the meeting of {last}" if last else "Marked by people",
            lines(brief.marked),
            "Nobody has marked anything.",
        ),
    ]


def coverage(brief: Brief) -> list[str]:
    """What the sheet rests on, and what it cannot know."""
    if brief.meetings:
        told = [held_here("earlier", brief.meetings)]
    else:
        told = [f"No meeting of this committee before {day(brief.on)} is held here."]
    if brief.later:
        days = " and ".join(day(one) for one in brief.later)
        told.append(f"Papers of {days} are held too, and what they tell of earlier matters counts.")
    told.append(
        "Open means that no report of it was found in what is held here. It may have been made at"
        " another meeting or in other papers: check before you say that a thing was not done."
    )
    return told


def title(brief: Brief) -> str:
    return f"Commitments: {one_line(brief.committee)}, {day(brief.on)}"


def to_markdown(brief: Brief) -> str:
    """Plain Markdown, in which nothing from the minutes is markup."""
    parts = [f"# {_plain(title(brief))}"]
    if brief.council:
        parts.append(_plain(one_line(brief.council)))
    parts.append("\n".join(map(_plain, coverage(brief))))
    for section in sections(brief):
        parts.append(f"## {_plain(section.heading)}")
        parts.extend(_item(number, line) for number, line in enumerate(section.lines, 1))
        if not section.lines:
            parts.append(_plain(section.otherwise))
    return "\n\n".join(parts) + "\n"


def to_html(brief: Brief) -> str:
    """A page that needs no other file, and can be printed."""
    from jinja2 import Environment, StrictUndefined

    template = files("service").joinpath("templates/brief.html").read_text(encoding="utf-8")
    pages = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return pages.from_string(template).render(
        title=title(brief),
        council=one_line(brief.council or ""),
        coverage=coverage(brief),
        sections=sections(brief),
        columns=_SHOWN,
    )


def to_docx(brief: Brief, to: BinaryIO) -> None:
    """A Word document, for an officer to write in; the same brief gives the same bytes."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    paper = docx.Document()
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = "Arial", Pt(10)
    made = datetime.combine(brief.on, time())
    about = paper.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.language, about.revision = title(brief)[:_LONGEST_TITLE], "en-GB", 1
    about.created = about.modified = made
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    paper.add_heading(title(brief), level=1)
    if brief.council:
        paper.add_paragraph(one_line(brief.council))
    for told in coverage(brief):
        paper.add_paragraph(told)
    for section in sections(brief):
        paper.add_heading(section.heading, level=2)
        if section.lines:
            _add_table(paper, section.lines)
        else:
            paper.add_paragraph(section.otherwise)
    written = BytesIO()
    paper.save(written)
    _without_clock(written, to)


# Which commitments


def _calendar(library: Library) -> dict[tuple[str | None, str], set[date]]:
    """The days on which each committee met, by its council and name, as far as papers are held."""
    days: dict[tuple[str | None, str], set[date]] = {}
    for document in library.documents():
        meeting = document.meeting
        if meeting.committee:
            met = days.setdefault((meeting.council, meeting.committee), set())
            met.update(filter(None, [meeting.held]))
    return days


def _choose(
    held: Iterable[tuple[str | None, str]], committee: str, council: str | None
) -> tuple[str | None, str]:
    """The one committee that is meant: by its whole name, or else by a part of it."""
    held = sorted(held, key=lambda body: (body[1], body[0] or ""))
    asked = (council or "").casefold()
    named = [
        body
        for body in held
        if committee.casefold() in body[1].casefold() and asked in (body[0] or "").casefold()
    ]
    whole = [body for body in named if body[1].casefold() == committee.casefold()]
    found = whole or named
    if len(found) == 1:
        return found[0]
    of = f" of a council named {council!r}" if council else ""
    names = "; ".join(f"{name} ({its or 'council unknown'})" for its, name in found or held)
    if found:
        raise LibraryError(f"{len(found)} committees are named {committee!r}{of}: {names}")
    raise LibraryError(
        f"no committee named {committee!r}{of} is held here, but these: {names or 'none'}"
    )


def _body(entry: Entry) -> tuple[str | None, str | None]:
    meeting = entry.record.document.meeting
    return meeting.council, meeting.committee


def _is_for(entry: Entry, on: date, last: date | None) -> bool:
    """Whether it is due at the meeting: by a day since the last, or at the next after the last."""
    if entry.due_on:
        return (last is None or last < entry.due_on) and entry.due_on <= on
    # "The next meeting", where none is held here yet.
    is_next = is_next_meeting(entry.commitment.due)
    return is_next and entry.held is not None and entry.held == last


def _told_between(told: FollowUp | None, after: date | None, before: date) -> bool:
    held = told and told.record.document.meeting.held
    return bool(held and held < before and (after is None or held > after))


# What is shown of one


def _line(entry: Entry, on: date) -> Line:
    commitment, told = entry.commitment, telling(entry)
    cited = told and cite(told.record, told.start, told.end)
    due = one_line(commitment.due or "")
    if entry.due_on:
        due = f"{due} ({day(entry.due_on)})" if due else day(entry.due_on)
    made = f"{day(entry.held)}, {age(entry.held, on)} before" if entry.held else "on a day unknown"
    return Line(
        said=_said(cite_commitment(entry)),
        owner=one_line(owner_named(commitment)) or "not named",
        due=due or "no day named",
        made=made,
        position=one_line(position(entry)).rstrip(".") + ".",
        told=_said(cited) if cited else None,
    )


def _said(cited: Citation) -> Said:
    return Said(
        words=one_line(cited.quote),
        where=one_line(cited.label),
        link=cited.url or "",
        path=one_line(cited.path),
    )


# Markdown


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _item(number: int, line: Line) -> str:
    facts = f"Owner: {line.owner}. Due: {line.due}. Made: {line.made}."
    shown = [f"{number}. “{_plain(line.said.words)}”", _plain(facts), _plain(line.position)]
    if line.told:
        shown.append(f"“{_plain(line.told.words)}” – {_source(line.told)}")
    shown.append(f"Source: {_source(line.said)}")
    return "\n   - ".join(shown)


def _source(said: Said) -> str:
    link = f" <{_UNSAFE_LINK.sub('', said.link)}>" if said.link else f", {_plain(said.path)}"
    return f"{_plain(said.where)}{link}"


# Word


def _add_table(paper: "Document", lines: Iterable[Line]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table: Table = paper.add_table(rows=1, cols=len(_SHOWN), style="Table Grid")
    table.autofit = False
    # A table's first row comes again on every page that it goes on to.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, name in zip(table.rows[0].cells, _SHOWN, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for line in lines:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        cells[0].text = f"“{line.said.words}”"
        cells[0].add_paragraph().add_run(_place(line.said)).font.size = Pt(8)
        cells[1].text, cells[2].text, cells[3].text = line.owner, line.due, line.made
        cells[4].text = line.position
        if line.told:
            cells[4].add_paragraph(f"“{line.told.words}”")
            cells[4].add_paragraph().add_run(_place(line.told)).font.size = Pt(8)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)  # what Word goes by
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)  # what LibreOffice goes by


def _place(said: Said) -> str:
    return f"{said.where}. {said.link or said.path}"


def _without_clock(written: BytesIO, to: BinaryIO) -> None:
    """Copy a ZIP file without the times at which its parts were written."""
    with ZipFile(written) as archive, ZipFile(to, "w", ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            copy.writestr(ZipInfo(part.filename), archive.read(part), ZIP_DEFLATED)

"""One run over a ModernGov site: what to ask for, and what to save of it.

What is saved is a folder that `minutebook index` reads: a page for each meeting, the documents
put before it, `manifest.csv` with what the site says of each, and `harvest.json`, in which a run
finds what those before it did. Nothing in it is ever deleted here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from ingest.model import DocumentKind, Status, UnreadableError
from ingest.web import moderngov
from ingest.web.fetch import (
    BlockedError,
    Client,
    FetchError,
    NoAnswerError,
    RobotsError,
    StatusError,
    normalise,
)
from ingest.web.holding import Holding, Kept, open_holding, slug
from ingest.web.moderngov import Attachment, Committee, MeetingEntry

_LARGEST_REPLY = 20 * 1024 * 1024
_LARGEST_DOCUMENT = 50 * 1024 * 1024
_FIRST_DAY = date(1990, 1, 1)  # no site tells of meetings before
_MOST_IN_A_ROW = 5  # addresses without any answer, after which a site is held to be down
_MOST_PAGES = 100  # of a committee's meetings, each leading to the one before
_WORD_STREAM = "WordDocument".encode("utf-16-le")


class HarvestError(ValueError):
    """This site cannot be harvested; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to harvest: committees by part of their title or by id, and meetings by date.

    `council` is its name, which ModernGov does not tell.
    """

    committees: tuple[str, ...] = ()
    held_from: date | None = None
    held_to: date | None = None
    attachments: bool = True
    council: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be had, and why."""

    what: str
    reason: str


@dataclass(slots=True)
class Harvested:
    """What one run did. `stopped` says why it ended early; None where it did not."""

    saved: int = 0
    unchanged: int = 0
    passed_over: int = 0  # meetings that are held, and too old to have changed
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """What a source gives of one meeting. `minutes` is a page or a PDF, and `url` its address.

    `n_restricted` and `n_earlier` as in MeetingReply.
    """

    minutes: bytes | None
    url: str
    held: date | None
    kind: DocumentKind | None
    status: Status
    attachments: tuple[Attachment, ...]
    n_restricted: int
    n_earlier: int


class Source(Protocol):
    """Where committees, meetings and papers are read: the site's web service, or its pages."""

    def committees(self) -> Sequence[Committee]:
        """Every committee that the site lists."""

    def meetings(self, committee: Committee, first: date, last: date) -> Sequence[MeetingEntry]:
        """The committee's meetings on these days, and perhaps others."""

    def papers(self, committee: Committee, entry: MeetingEntry) -> Papers:
        """What the site shows of a meeting."""


def harvest(
    client: Client,
    site: str,
    folder: Path,
    wanted: Wanted,
    *,
    today: date,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Harvested:
    """Bring `folder` up to date with the ModernGov site at the address `site`.

    A meeting that was asked for when it was more than 90 days old is not asked for again. What
    cannot be had is reported and the run goes on; where the site refuses, or stops answering, it
    ends and `stopped` says so. `progress` is told (committees done, committees, name).
    HarvestError, HoldingError or FetchError where nothing can be had at all.
    """
    root = root_of(site)
    with open_holding(folder, root, council=wanted.council) as holding:
        asker = _Asker(client, holding, today)
        source, listed = _source(asker, root)
        if not listed and not holding.kept:
            raise HarvestError(f"{root} lists no committees; is it a ModernGov site's address?")
        run = _Run(asker, source, holding, wanted, today, Harvested())
        run.warn_of_lost_committees(listed)
        chosen = _chosen(listed, wanted)
        holding.begin(today)
        try:
            for done, committee in enumerate(chosen):
                progress(done, len(chosen), committee.title)
                run.harvest_committee(committee)
            holding.finish(today)
        except (BlockedError, HarvestError) as error:
            run.report.stopped = str(error)
        progress(len(chosen), len(chosen), "")
    return run.report


def root_of(site: str) -> str:
    """The address that a site's pages lie under, from that or from any one of its pages."""
    address = normalise(site).partition("?")[0]
    address = re.sub(r"/mgWebService\.asmx.*", "/", address, flags=re.IGNORECASE)
    if address.lower().endswith((".aspx", ".asp", ".htm", ".html")):
        address = urljoin(address, ".")
    return address.rstrip("/") + "/"


def folder_of(site: str) -> str:
    """The name of the folder that a site is harvested into: its host's."""
    return re.sub(r"[^\w.-]", "-", urlsplit(root_of(site)).netloc.lower())


def extension_of(data: bytes) -> str | None:
    """The extension of a document that can be read, by its content; None for any other."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK") and b"word/document" in data:
        return ".docx"
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return ".odt"
    if data.startswith(b"\xd0\xcf\x11\xe0") and _WORD_STREAM in data:
        return ".doc"
    return ".rtf" if data.startswith(b"{\\rtf") else None


def _chosen(listed: Sequence[Committee], wanted: Wanted) -> Sequence[Committee]:
    names = [name.casefold() for name in wanted.committees]
    chosen = [
        committee
        for committee in listed
        if not names
        or any(name == committee.id or name in committee.title.casefold() for name in names)
    ]
    if listed and not chosen:
        raise HarvestError(
            f"no committee has {' or '.join(map(repr, wanted.committees))} in its name; there are "
            + "; ".join(committee.title for committee in listed[:40])
        )
    return chosen


# The run


@dataclass(slots=True)
class _Run:
    """What one run asks, and what it tells."""

    asker: "_Asker"
    source: Source
    holding: Holding
    wanted: Wanted
    today: date
    report: Harvested
    n_unanswered: int = 0
    in_a_row: int = 0  # of those unanswered

    def harvest_committee(self, committee: Committee) -> None:
        first = self.wanted.held_from or _FIRST_DAY
        last = self.wanted.held_to or self.today
        with self._reported(f"the meetings of {committee.title}"):
            listed = self.source.meetings(committee, first, last)
            self._warn_of_lost_meetings(committee, listed, first, last)
            # The newest first: a run that is stopped then has what is asked about most.
            for entry in sorted(listed, key=lambda entry: entry.held or last, reverse=True):
                if entry.is_cancelled or (entry.held and not first <= entry.held <= last):
                    continue
                if self.holding.is_settled(entry.id):
                    self.report.passed_over += 1
                else:
                    self._harvest_meeting(committee, entry)

    def _harvest_meeting(self, committee: Committee, entry: MeetingEntry) -> None:
        label = f"{committee.title}, {entry.held or 'undated'}, meeting {entry.id}"
        before, n_unanswered = self.holding.files_of(entry.id), self.n_unanswered
        with self._reported(label):
            papers = self.source.papers(committee, entry)
            held = papers.held or entry.held
            blank = Kept(
                meeting=entry.id,
                committee_id=committee.id,
                council=self.holding.council or "",
                committee=committee.title,
                held=held.isoformat() if held else "",
            )
            files = self._save_papers(label, papers, blank)
            if self.n_unanswered > n_unanswered:
                return  # it may answer another time, so the meeting is asked for again
            if self.wanted.attachments:
                self._tell_of_withdrawn(before - files)
            self.holding.asked_for(entry.id, held, self.today)

    def _save_papers(self, label: str, papers: Papers, blank: Kept) -> set[str]:
        """Save a meeting's minutes and documents; the files that hold them."""
        files: set[str] = set()
        if papers.minutes is not None:
            name = f"{blank.held or 'undated'}-{blank.meeting}"
            kept = replace(blank, url=papers.url, kind=papers.kind or "", status=papers.status)
            files.add(self._save(papers.minutes, kept, name, ".html"))
        n_forbidden = n_others = 0
        for attachment in papers.attachments if self.wanted.attachments else ():
            with self._reported(f"{label}, {attachment.title}"):
                try:
                    data = self.asker.document(attachment.url)
                except RobotsError:
                    n_forbidden += 1
                    continue
                if extension_of(data):
                    files.add(self._save(data, *_named(attachment, blank)))
                elif data.lstrip()[:1] == b"<":
                    raise UnreadableError(f"{attachment.url} answered a page, not a document")
                else:
                    n_others += 1
        for number, what in (
            (papers.n_restricted, "restricted items or documents"),
            (papers.n_earlier, "minutes of earlier meetings"),
            (n_forbidden, "documents that robots.txt asks to leave alone"),
            (n_others, "documents that are neither PDF nor of a word processor"),
        ):
            if number:
                self.report.warnings.append(f"{label}: {number} {what} left out")
        return files

    def _save(self, data: bytes, kept: Kept, name: str, otherwise: str = "") -> str:
        extension = extension_of(data) or otherwise
        file = f"meetings/{slug(kept.committee)}/{name}{extension}"
        if self.holding.keep(data, replace(kept, file=file)):
            self.report.saved += 1
        else:
            self.report.unchanged += 1
        return file

    @contextmanager
    def _reported(self, what: str) -> Iterator[None]:
        """Report what cannot be had and go on; BlockedError, or HarvestError where all is down."""
        try:
            yield
            self.in_a_row = 0
        except BlockedError:
            raise
        except NoAnswerError as error:
            self.report.failures.append(Failure(what, str(error)))
            self.n_unanswered += 1
            self.in_a_row += 1
            if self.in_a_row >= _MOST_IN_A_ROW:
                raise HarvestError(
                    f"no answer {_MOST_IN_A_ROW} times in a row, so no more is asked;"
                    " run the same command again when the site is up"
                ) from error
        except (FetchError, UnreadableError) as error:
            self.report.failures.append(Failure(what, str(error)))

    def warn_of_lost_committees(self, listed: Sequence[Committee]) -> None:
        """A site that suddenly lists little has a fault, or has moved; that is no reason to act."""
        held = {kept.committee_id for kept in self.holding.kept.values()}
        self._warn_of_lost(held, {committee.id for committee in listed}, "committees")

    def _warn_of_lost_meetings(
        self, committee: Committee, listed: Sequence[MeetingEntry], first: date, last: date
    ) -> None:
        held = {
            kept.meeting
            for kept in self.holding.kept.values()
            if kept.committee_id == committee.id and str(first) <= kept.held <= str(last)
        }
        what = f"meetings of {committee.title}"
        self._warn_of_lost(held, {entry.id for entry in listed}, what)

    def _warn_of_lost(self, held: set[str], listed: set[str], what: str) -> None:
        n_found = len(held & listed)
        if n_found < len(held) / 2:
            self.report.warnings.append(
                f"the site lists {n_found} of the {len(held)} {what} held here; nothing was deleted"
            )

    def _tell_of_withdrawn(self, files: set[str]) -> None:
        for file in sorted(files):
            if self.holding.forget_if_gone(file):
                continue
            self.report.warnings.append(
                f"{file} is no longer on the site; it is kept: delete it if it was withdrawn"
            )


def _named(attachment: Attachment, blank: Kept) -> tuple[Kept, str]:
    """What is known of a document put before a meeting, and the name of its file.

    Minutes among them are of another meeting, perhaps of another committee: theirs is to say.
    """
    kept = replace(blank, url=attachment.url, title=attachment.title)
    number = f"{blank.meeting}-{attachment.id}"
    if attachment.is_minutes:
        return replace(kept, held="", kind="minutes"), number
    return replace(kept, kind="report"), f"{blank.held or 'undated'}-{number}"


# Where a site is read


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks for replies and documents. A document that was refused is left alone for a while."""

    client: Client
    holding: Holding
    today: date

    def reply(self, url: str) -> bytes:
        return self.client.get(url, largest=_LARGEST_REPLY).data

    def document(self, url: str, *, largest: int = _LARGEST_DOCUMENT) -> bytes:
        """StatusError where it was refused in the last 90 days: a run is not to end there again."""
        url = normalise(url)
        if self.holding.was_refused(url, self.today):
            raise StatusError(f"{url} was refused by the site not long ago; left alone for now")
        try:
            return self.client.get(url, largest=largest).data
        except BlockedError as error:
            if error.refuses_this:
                self.holding.refused[url] = self.today
            raise


def _source(asker: _Asker, root: str) -> tuple[Source, Sequence[Committee]]:
    """The site's web service, else its pages; with the committees that it lists."""
    service, pages = _WebService(asker, root), _Pages(asker, root)
    try:
        listed = service.committees()
        asker.holding.source = "web service"
        return service, listed
    except (StatusError, RobotsError, UnreadableError) as off:
        if asker.holding.source == "web service":
            # Its pages would take the place of minutes that are better kept.
            raise HarvestError(
                f"the web service of {root}, which was read before, is off ({off}); try another"
                " day, or read the site's pages into another folder with --into"
            ) from None
        try:
            listed = pages.committees()
        except (StatusError, RobotsError, UnreadableError) as error:
            raise HarvestError(
                f"{root} cannot be read as a ModernGov site: its web service is off ({off}), and"
                f" its pages do not help ({error}); is the address right?"
            ) from None
        asker.holding.source = "pages"
        return pages, listed


def _address(root: str, committee: Committee, entry: MeetingEntry) -> str:
    return f"{root}ieListDocuments.aspx?CId={committee.id}&MId={entry.id}&Ver=4"


@dataclass(frozen=True, slots=True)
class _WebService:
    """mgWebService.asmx, which gives the minutes item by item."""

    asker: _Asker
    root: str

    def committees(self) -> Sequence[Committee]:
        return moderngov.read_committees(self._reply("GetCommittees"))

    def meetings(self, committee: Committee, first: date, last: date) -> Sequence[MeetingEntry]:
        days = f"sFromDate={first:%d/%m/%Y}&sToDate={last:%d/%m/%Y}"
        return moderngov.read_meetings(
            self._reply(f"GetMeetings?lCommitteeId={committee.id}&{days}")
        )

    def papers(self, committee: Committee, entry: MeetingEntry) -> Papers:
        reply = moderngov.read_meeting(self._reply(f"GetMeeting?lMeetingId={entry.id}"))
        url = _address(self.root, committee, entry)
        minutes: bytes | None = None
        kind: DocumentKind = reply.kind
        if not reply.is_shown:
            return Papers(None, url, reply.held, None, "unknown", (), 1, 0)
        if reply.has_minutes and kind != "minutes" and (printed := self._printed_minutes(url)):
            url, minutes = printed
            kind = "minutes"
        else:
            council = self.asker.holding.council
            page = moderngov.page(reply, council=council, committee=committee.title, url=url)
            minutes = page.encode()
        return Papers(
            minutes=minutes,
            url=url,
            held=reply.held,
            kind=kind,
            status=reply.draft_status,
            attachments=reply.attachments,
            n_restricted=reply.n_restricted,
            n_earlier=reply.n_earlier,
        )

    def _printed_minutes(self, url: str) -> tuple[str, bytes] | None:
        """The PDF, and its address, of minutes that were published as a file only."""
        try:
            data = self.asker.document(url, largest=_LARGEST_REPLY)
            printed = moderngov.read_page(data, url).printed_minutes
            minutes = self.asker.document(printed) if printed else b""
        except (StatusError, RobotsError):
            return None
        return (printed, minutes) if printed and extension_of(minutes) else None

    def _reply(self, method: str) -> bytes:
        return self.asker.reply(f"{self.root}mgWebService.asmx/{method}")


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages that people read, as they are."""

    asker: _Asker
    root: str

    def committees(self) -> Sequence[Committee]:
        listed = moderngov.committees_on_page(self._reply("mgListCommittees.aspx"))
        if not listed and not self.asker.holding.kept:
            raise UnreadableError("mgListCommittees.aspx links to no committee")
        return listed

    def meetings(self, committee: Committee, first: date, last: date) -> Sequence[MeetingEntry]:
        listed: dict[str, MeetingEntry] = {}
        place: str | None = f"ieListMeetings.aspx?CId={committee.id}&Year=0"
        for _ in range(_MOST_PAGES):
            if place is None:
                break
            entries, place = moderngov.meetings_on_page(self._reply(place))
            new = [entry for entry in entries if entry.id not in listed]
            listed.update((entry.id, entry) for entry in new)
            if not new or any(entry.held and entry.held < first for entry in new):
                break
        return tuple(listed.values())

    def papers(self, committee: Committee, entry: MeetingEntry) -> Papers:
        url = _address(self.root, committee, entry)
        data = self.asker.document(url, largest=_LARGEST_REPLY)
        page = moderngov.read_page(data, url)
        kind: DocumentKind | None = "minutes" if page.has_minutes else None
        # The page cuts long minutes short; the PDF of the same has them whole.
        if page.printed_minutes and (page.is_cut_short or not page.has_minutes):
            printed = self.asker.document(page.printed_minutes)
            if extension_of(printed):
                data, url, kind = printed, page.printed_minutes, "minutes"
        return Papers(
            minutes=data,
            url=url,
            held=entry.held,
            kind=kind,
            status="unknown",
            attachments=page.attachments,
            n_restricted=page.n_restricted,
            n_earlier=page.n_earlier,
        )

    def _reply(self, place: str) -> bytes:
        return self.asker.reply(urljoin(self.root, place))

"""Harvesting a site: a real server replays replies of our own writing, well and badly."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.manifest import read_manifest
from ingest.read import read_document
from ingest.web.fetch import BlockedError, Client, FetchError
from ingest.web.harvest import (
    Harvested,
    HarvestError,
    Wanted,
    extension_of,
    folder_of,
    harvest,
    root_of,
)
from ingest.web.holding import HoldingError, open_holding, slug

TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.4 report "
SCRUTINY, CABINET = ("7", "Scrutiny Committee"), ("8", "Cabinet")
Run = Callable[..., Harvested]


class Council(ThreadingHTTPServer):
    """A ModernGov site: `replies` by path and query override what its meetings would give."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.committees = [SCRUTINY, CABINET]
        self.meetings: dict[str, list[str]] = {"7": [], "8": []}
        self.entries: dict[str, str] = {}
        self.replies: dict[str, tuple[int, bytes] | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def holds(
        self, number: str, committee: str, held: str, *items: str, status: str = "Confirmed", **more
    ) -> None:
        """Add a meeting, or change it."""
        self.entries[number] = (
            f"<meeting><meetingid>{number}</meetingid><meetingdate>{held}</meetingdate>"
            f"<meetingstatus>{status}</meetingstatus></meeting>"
        )
        if number not in self.meetings[committee]:
            self.meetings[committee].append(number)
        told = {"minutepublished": "True", **more}
        self.replies[f"/mgWebService.asmx/GetMeeting?lMeetingId={number}"] = (
            200,
            (
                f"<meeting><meetingid>{number}</meetingid><meetingdate>{held}</meetingdate>"
                + "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
                + f"<agendaitems>{''.join(items)}</agendaitems></meeting>"
            ).encode(),
        )

    def gives(self, path: str, body: bytes, status: int = 200) -> None:
        self.replies[f"/{path}"] = (status, body)

    def document(self, number: str, body: bytes, status: int = 200) -> None:
        self.gives(f"mgConvert2PDF.aspx?ID={number}", body, status)

    def lists(self, path: str) -> bytes | None:
        """What the service lists, for the paths that list."""
        parts = urlsplit(path)
        if parts.path.endswith("/GetCommittees"):
            rows = "".join(
                f"<committee><committeeid>{number}</committeeid>"
                f"<committeetitle>{escape(title)}</committeetitle></committee>"
                for number, title in self.committees
            )
            return f"<committees>{rows}</committees>".encode()
        if parts.path.endswith("/GetMeetings"):
            committee = parse_qs(parts.query)["lCommitteeId"][0]
            rows = "".join(self.entries[number] for number in self.meetings[committee])
            return f"<getmeetings>{rows}</getmeetings>".encode()
        return None


class _Handler(BaseHTTPRequestHandler):
    server: Council

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers.get("User-Agent", ""))
        answer = self.server.replies.get(self.path)
        if callable(answer):
            with suppress(OSError):  # whoever asked has left
                answer(self)
            return
        listed = self.server.lists(self.path) if answer is None else None
        status, body = (200, listed) if listed is not None else answer or (404, b"<html>no</html>")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def item(title: str, minutes: str = "", *documents: str, **more: str) -> str:
    body = escape(f"<p>{minutes}</p>") if minutes else ""
    told = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    return (
        f"<agendaitem><agendaitemtitle>{title}</agendaitemtitle>"
        "<agendaitemnumber>2</agendaitemnumber>"
        "<fulldisplaynumberformat>2.</fulldisplaynumberformat>"
        f"<minutesnonemptyhtmlbody>{body}</minutesnonemptyhtmlbody>{told}"
        f"<linkeddocuments>{''.join(documents)}</linkeddocuments></agendaitem>"
    )


@pytest.fixture
def council() -> Iterator[Council]:
    """A council of two committees and three meetings, one of them with a report."""
    with Council() as council:
        council.holds(
            "101",
            "7",
            "14/06/2018",
            item("Staying Put", "Eleven young people stayed.", linked(council, "501", "Report")),
        )
        council.holds("102", "7", "10/11/2026", item("Bins", "Mill Lane was missed."))
        council.holds("103", "8", "05/11/2026", item("Budget", "The budget was agreed."))
        council.document("501", PDF)
        threading.Thread(target=council.serve_forever, args=(0.01,), daemon=True).start()
        yield council
        council.shutdown()


def linked(council: Council, number: str, title: str, url: str = "", **more: str) -> str:
    fields = {
        "attachmentid": number,
        "title": title,
        "url": url or f"{council.root}mgConvert2PDF.aspx?ID={number}",
        **more,
    }
    return f"<linkeddoc>{''.join(f'<{k}>{escape(v)}</{k}>' for k, v in fields.items())}</linkeddoc>"


@pytest.fixture
def run(council: Council, tmp_path: Path) -> Run:
    """Harvests the council into one folder, as on the day given."""

    def run_harvest(*, today: date = TODAY, allow_private: bool = True, **wanted) -> Harvested:
        council.asked.clear()
        folder = tmp_path / "minutes"
        with Client(
            "Minutebook/test", interval=0, timeout=2, allow_private=allow_private
        ) as client:
            return harvest(client, council.root, folder, Wanted(**wanted), today=today)

    return run_harvest


def files(folder: Path) -> list[str]:
    """What lies in a folder, without what is hidden."""
    return sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )


def asked_meetings(council: Council) -> list[str]:
    return [path.rpartition("=")[2] for path in council.asked if "GetMeeting?" in path]


# What is saved


def test_a_site_becomes_a_folder(run: Run, council: Council, tmp_path: Path) -> None:
    """A page for each meeting, its reports, and a manifest that says what each is."""
    report = run(council="Thornmere Borough Council")
    folder = tmp_path / "minutes"
    manifest = read_manifest(folder / "manifest.csv")
    facts = manifest.facts["meetings/scrutiny-committee/2018-06-14-101-501.pdf"]
    page = "meetings/scrutiny-committee/2018-06-14-101.html"
    document = read_document(
        (folder / page).read_bytes(), document_id="d", path=page, known=manifest.facts[page]
    )

    assert files(folder) == [
        "harvest.json",
        "manifest.csv",
        "meetings/cabinet/2026-11-05-103.html",
        "meetings/scrutiny-committee/2018-06-14-101-501.pdf",
        "meetings/scrutiny-committee/2018-06-14-101.html",
        "meetings/scrutiny-committee/2026-11-10-102.html",
    ]
    assert (report.saved, report.unchanged, report.failures, report.stopped) == (4, 0, [], None)
    assert (manifest.warnings, report.warnings) == ((), [])
    assert (facts.kind, facts.title, facts.meeting.held) == ("report", "Report", date(2018, 6, 14))
    assert facts.url == f"{council.root}mgConvert2PDF.aspx?ID=501"
    assert "Eleven young people stayed." in document.text
    assert document.url == f"{council.root}ieListDocuments.aspx?CId=7&MId=101&Ver=4"
    assert (document.kind, document.meeting.committee) == ("minutes", "Scrutiny Committee")
    assert document.meeting.council == "Thornmere Borough Council"
    assert document.warnings == ()


def test_committees_and_days_are_chosen(run: Run, council: Council, tmp_path: Path) -> None:
    """By part of a title or by id, in capitals or not, and by the day of the meeting."""
    run(committees=("SCRUT",), held_from=date(2020, 1, 1), held_to=date(2026, 11, 30))

    assert asked_meetings(council) == ["102"]
    assert [path for path in council.asked if "GetMeetings" in path] == [
        "/mgWebService.asmx/GetMeetings?lCommitteeId=7&sFromDate=01/01/2020&sToDate=30/11/2026"
    ]
    run(committees=("8",))
    assert asked_meetings(council) == ["103"]


def test_a_committee_that_is_not_there_is_told(run: Run) -> None:
    """With those that are."""
    with pytest.raises(HarvestError, match=r"'Parks'.*Scrutiny Committee; Cabinet"):
        run(committees=("Parks",))


def test_reports_can_be_left_out(run: Run, council: Council, tmp_path: Path) -> None:
    """They are most of the bytes."""
    run(attachments=False)

    assert not any("mgConvert2PDF" in path for path in council.asked)
    assert not any(name.endswith(".pdf") for name in files(tmp_path / "minutes"))


def test_cancelled_and_hidden_meetings_are_left_out(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """The first are not asked for; the second are told, without a word of theirs."""
    council.holds("104", "8", "06/11/2026", status="Cancelled")
    council.holds("105", "8", "07/11/2026", item("X", "Secret."), isdisplayallowed="False")
    report = run()

    assert "104" not in asked_meetings(council)
    assert not any("105" in name for name in files(tmp_path / "minutes"))
    assert report.warnings == [
        "Cabinet, 2026-11-07, meeting 105: 1 restricted items or documents left out"
    ]


def test_restricted_documents_are_never_asked_for(run: Run, council: Council) -> None:
    """Nor those put up for approval, nor what merely leads elsewhere; each kind is counted."""
    council.holds(
        "102",
        "7",
        "10/11/2026",
        item("Bins", "Noted.", linked(council, "601", "Plan", isrestricted="True")),
        item("Land", "", linked(council, "602", "Land"), isrestricted="True"),
        item("Minutes", "Agreed.", linked(council, "603", "Minutes of 1 May")),
        item("Web", "Noted.", linked(council, "604", "A site", isurl="True")),
    )
    report = run(committees=("Scrutiny",), held_from=date(2026, 1, 1))

    assert not any("mgConvert2PDF" in path for path in council.asked)
    assert report.warnings == [
        "Scrutiny Committee, 2026-11-10, meeting 102: 2 restricted items or documents left out",
        "Scrutiny Committee, 2026-11-10, meeting 102: 1 minutes of earlier meetings left out",
    ]


def test_minutes_of_others_are_not_dated_by_the_meeting_that_noted_them(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """Neither in the manifest nor in the file's name."""
    council.document("605", PDF)
    council.holds(
        "102",
        "7",
        "10/11/2026",
        item("Boards", "Noted.", linked(council, "605", "Health Board minutes")),
    )
    run(committees=("Scrutiny",), held_from=date(2026, 1, 1))
    manifest = read_manifest(tmp_path / "minutes" / "manifest.csv")
    facts = manifest.facts["meetings/scrutiny-committee/102-605.pdf"]

    assert (facts.kind, facts.meeting.held) == ("minutes", None)


def test_minutes_that_are_a_file_only_are_fetched(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """In place of a page that would hold an agenda."""
    council.holds("103", "8", "05/11/2026", item("Budget"))
    council.gives(
        "ieListDocuments.aspx?CId=8&MId=103&Ver=4",
        b'<a href="documents/g103/Printed minutes.pdf?T=1">Printed minutes PDF 9 KB</a>',
    )
    council.gives("documents/g103/Printed%20minutes.pdf?T=1", PDF)
    run(committees=("Cabinet",))
    facts = read_manifest(tmp_path / "minutes" / "manifest.csv").facts

    assert list(facts) == ["meetings/cabinet/2026-11-05-103.pdf"]
    assert facts["meetings/cabinet/2026-11-05-103.pdf"].kind == "minutes"


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"%PDF-1.7", ".pdf"),
        (b"PK\x03\x04...word/document.xml", ".docx"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), ".doc"),
        (b"{\\rtf1", ".rtf"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), None),
        (b"PK\x03\x04...xl/workbook.xml", None),
        (b"MZ\x90", None),
        (b"", None),
    ],
)
def test_what_a_document_is_its_content_says(data: bytes, extension: str | None) -> None:
    """Addresses have no extension, and names may lie."""
    assert extension_of(data) == extension


# Again


def test_a_second_run_asks_only_for_what_may_have_changed(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """Old meetings that are held are passed over; the same content is not written again."""
    run()
    page = tmp_path / "minutes/meetings/cabinet/2026-11-05-103.html"
    before = page.stat().st_mtime_ns
    report = run()

    assert asked_meetings(council) == ["102", "103"]
    assert (report.saved, report.unchanged, report.passed_over) == (0, 2, 1)
    assert page.stat().st_mtime_ns == before


def test_amended_minutes_are_saved_again(run: Run, council: Council, tmp_path: Path) -> None:
    """Within ninety days of the meeting, counted to the day on which it was last asked for."""
    run()
    council.holds("103", "8", "05/11/2026", item("Budget", "The budget was amended."))
    council.holds("101", "7", "14/06/2018", item("Staying Put", "Nobody looks here again."))
    report = run(today=date(2027, 6, 1))
    later = run(today=date(2027, 6, 2))
    page = tmp_path / "minutes/meetings/cabinet/2026-11-05-103.html"

    assert report.saved == 1
    assert "The budget was amended." in page.read_text(encoding="utf-8")
    assert (asked_meetings(council), later.passed_over) == ([], 3)


def test_a_page_is_replaced_whole(run: Run, council: Council, tmp_path: Path) -> None:
    """Whoever is reading it meanwhile reads the old one to its end."""
    run()
    page = tmp_path / "minutes/meetings/cabinet/2026-11-05-103.html"
    council.holds("103", "8", "05/11/2026", item("Budget", "The budget was amended."))
    with page.open(encoding="utf-8") as reader:
        run()

        assert "The budget was agreed." in reader.read()
    assert "The budget was amended." in page.read_text(encoding="utf-8")


def test_a_full_disk_damages_nothing(
    run: Run, council: Council, tmp_path: Path, monkeypatch
) -> None:
    """The error comes out, and every file is as it was."""
    run()
    folder = tmp_path / "minutes"
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    council.holds("103", "8", "05/11/2026", item("Budget", "The budget was amended."))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        run()
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


def test_a_file_that_went_missing_is_fetched_again(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """However old its meeting."""
    run()
    (tmp_path / "minutes/meetings/scrutiny-committee/2018-06-14-101-501.pdf").unlink()
    report = run()

    assert "101" in asked_meetings(council)
    assert report.saved == 1


@pytest.mark.parametrize("what", ["committees", "meetings"])
def test_a_site_that_suddenly_lists_nothing_deletes_nothing(
    run: Run, council: Council, tmp_path: Path, what: str
) -> None:
    """It warns, and every file stays, in the manifest too."""
    run()
    folder = tmp_path / "minutes"
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    if what == "committees":
        council.committees = []
    else:
        council.meetings = {"7": [], "8": []}
    report = run()
    after = {name: (folder / name).read_bytes() for name in files(folder)}

    assert after == before
    assert report.stopped is None
    assert report.warnings[0].startswith("the site lists 0 of the 2 ")
    assert "nothing was deleted" in report.warnings[0]


def test_a_document_that_was_withdrawn_is_told(run: Run, council: Council, tmp_path: Path) -> None:
    """It is the clerk's to delete; once deleted, nothing is said of it any more."""
    council.document("606", PDF)
    council.holds("103", "8", "05/11/2026", item("X", "Noted.", linked(council, "606", "Names")))
    run()
    file = tmp_path / "minutes/meetings/cabinet/2026-11-05-103-606.pdf"
    council.holds("103", "8", "05/11/2026", item("X", "Noted."))

    assert run().warnings == [
        "meetings/cabinet/2026-11-05-103-606.pdf is no longer on the site; it is kept: delete it"
        " if it was withdrawn"
    ]
    assert file.exists()
    file.unlink()
    assert run().warnings == []
    assert read_manifest(tmp_path / "minutes" / "manifest.csv").warnings == ()


def test_a_killed_run_is_gone_on_with(council: Council, tmp_path: Path) -> None:
    """Killed in the middle of a request: no half files, and the next run has everything."""
    for number in range(200, 260):
        council.holds(str(number), "8", "05/11/2026", item("Budget", f"Point {number}."))
    hung = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        hung.set()
        time.sleep(5)

    council.replies["/mgWebService.asmx/GetMeeting?lMeetingId=240"] = hang
    folder = tmp_path / "minutes"
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from ingest.web.fetch import Client; from ingest.web.harvest import Wanted, harvest\n"
        "harvest(Client('Minutebook/test', interval=0, allow_private=True), sys.argv[1],"
        " Path(sys.argv[2]), Wanted(committees=('Cabinet',)), today=date(2026, 11, 22))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, council.root, str(folder)])
    assert hung.wait(30)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    saved = [folder / name for name in files(folder) if name.endswith(".html")]
    whole = [file.read_text(encoding="utf-8").endswith("</html>\n") for file in saved]

    council.holds("240", "8", "05/11/2026", item("Budget", "Point 240."))
    council.asked.clear()
    with Client("Minutebook/test", interval=0, allow_private=True) as client:
        report = harvest(client, council.root, folder, Wanted(committees=("Cabinet",)), today=TODAY)

    assert len(saved) == 41
    assert all(whole)
    assert len(asked_meetings(council)) < 61 - 20  # those noted before the kill are passed over
    assert report.stopped is None
    assert len([name for name in files(folder) if name.endswith(".html")]) == 61
    assert json.loads((folder / "harvest.json").read_text())["begun"] is None


# What goes wrong


def test_one_broken_meeting_is_a_line_in_the_report(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """Cut off, of another kind, or full of entities: the others are saved."""
    council.gives("mgWebService.asmx/GetMeeting?lMeetingId=102", b"<meeting><meetingid>102</mee")
    bomb = b'<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><meeting>&b;</meeting>'
    council.gives("mgWebService.asmx/GetMeeting?lMeetingId=103", bomb)
    report = run()

    assert [failure.what for failure in report.failures] == [
        "Scrutiny Committee, 2026-11-10, meeting 102",
        "Cabinet, 2026-11-05, meeting 103",
    ]
    assert "broken XML" in report.failures[0].reason
    assert "document type" in report.failures[1].reason
    assert (report.saved, report.stopped) == (2, None)
    council.holds("102", "7", "10/11/2026", item("Bins", "Mill Lane was missed."))
    assert run().saved == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data", "not an address of the internet"),
        ("file:///etc/passwd", "not an address that starts with"),
        ("{root}error", "answered a page"),
        ("{root}gone", "answered 404"),
        ("{root}away", "not an address of the internet"),
    ],
)
def test_one_bad_document_is_a_line_in_the_report(
    run: Run, council: Council, monkeypatch, url: str, reason: str
) -> None:
    """Its meeting's minutes are saved, and the run goes on."""
    council.gives("error", b"<html>Sorry</html>")

    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://10.0.0.1/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    council.replies["/away"] = away
    council.holds(
        "102",
        "7",
        "10/11/2026",
        item("X", "Noted.", linked(council, "7", "R", url.format(root=council.root))),
    )
    # This machine counts as public here; every other private address stays what it is.
    monkeypatch.setattr("ingest.web.fetch.is_public", lambda address: address == "127.0.0.1")
    report = run(allow_private=False)

    assert [failure.what for failure in report.failures] == [
        "Scrutiny Committee, 2026-11-10, meeting 102, R"
    ]
    assert reason in report.failures[0].reason
    assert report.saved == 4


def test_names_from_a_site_stay_within_the_folder(
    run: Run, council: Council, tmp_path: Path
) -> None:
    """Titles and ids that would lead out of it, and those that a spreadsheet would calculate."""
    council.committees = [("7", "../../=HYPERLINK(1)"), ("../8", "x"), ("9", "=cmd|' /C calc'!A1")]
    council.meetings["9"] = []
    council.document("607", PDF)
    council.holds("103", "9", "05/11/2026", item("X", "Noted.", linked(council, "607", "=1+1")))
    council.holds("102", "7", "10/11/2026", item("X", "N.", linked(council, "../../../x", "T")))
    run(held_from=date(2026, 1, 1))
    folder = tmp_path / "minutes"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]

    assert [path.name for path in tmp_path.iterdir()] == ["minutes"]
    assert files(folder)[2:] == [
        "meetings/cmd-c-calc-a1/2026-11-05-103-607.pdf",
        "meetings/cmd-c-calc-a1/2026-11-05-103.html",
        "meetings/hyperlink-1/2026-11-10-102.html",
    ]
    assert "1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_titles_make_names_of_folders() -> None:
    """Of plain letters and figures, and never none."""
    assert slug("Pwyllgor Craffu – Iechyd & Gofal") == "pwyllgor-craffu-iechyd-gofal"
    assert slug("../..") == "committee"


def test_a_site_that_stops_answering_is_left_alone(run: Run, council: Council) -> None:
    """After five addresses in a row that give nothing; what came before is kept."""
    for number in range(300, 320):
        council.holds(str(number), "8", "06/11/2026", item("X", "Noted."))

        def hang_up(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True

        council.replies[f"/mgWebService.asmx/GetMeeting?lMeetingId={number}"] = hang_up
    report = run()

    assert "no answer 5 times in a row" in (report.stopped or "")
    assert len(report.failures) == 5
    assert report.saved == 3


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_refusal_ends_the_run(run: Run, council: Council, tmp_path: Path, status: int) -> None:
    """What was saved is kept and listed, and nothing more is asked."""
    council.gives("mgWebService.asmx/GetMeeting?lMeetingId=101", b"", status)
    report = run()

    assert f"answered {status}" in (report.stopped or "")
    assert asked_meetings(council) == ["102", "101"]
    assert list(read_manifest(tmp_path / "minutes" / "manifest.csv").facts) == [
        "meetings/scrutiny-committee/2026-11-10-102.html"
    ]
    council.holds("101", "7", "14/06/2018", item("Staying Put", "Eleven stayed."))
    assert run().stopped is None
    assert asked_meetings(council) == ["101", "103"]  # gone on with


def test_one_refused_document_does_not_end_every_run(run: Run, council: Council) -> None:
    """The first run ends at it, as it must; the next leaves it alone, and tells."""
    council.document("501", b"", 403)

    assert run().stopped
    again = run()
    assert again.stopped is None
    assert ["was refused by the site" in failure.reason for failure in again.failures] == [True]
    assert not any("mgConvert2PDF" in path for path in council.asked)


def test_a_refusal_at_the_door_is_an_error(run: Run, council: Council) -> None:
    """Nothing was had, so there is nothing to report but that."""
    council.gives("mgWebService.asmx/GetCommittees", b"<title>Just a moment...</title>")

    with pytest.raises(BlockedError, match="asks for a browser"):
        run()
    assert council.asked == ["/robots.txt", "/mgWebService.asmx/GetCommittees"]


def test_robots_are_obeyed_for_documents(run: Run, council: Council) -> None:
    """They are counted, not asked for; the minutes are had."""
    council.gives("robots.txt", b"User-agent: *\nDisallow: /mgConvert2PDF.aspx\n")
    report = run()

    assert not any("mgConvert2PDF" in path for path in council.asked)
    assert report.failures == []
    assert report.warnings == [
        "Scrutiny Committee, 2018-06-14, meeting 101: 1 documents that robots.txt asks to leave"
        " alone left out"
    ]


def test_private_networks_are_not_harvested_unawares(council: Council, tmp_path: Path) -> None:
    """The server hears nothing, and the message names the way."""
    with (
        Client("Minutebook/test", interval=0) as client,
        pytest.raises(FetchError, match="--allow-private"),
    ):
        harvest(client, council.root, tmp_path / "minutes", Wanted(), today=TODAY)

    assert council.asked == []


# Without the web service


@pytest.fixture
def pages(council: Council) -> Council:
    """The council with its web service off, and pages in its place."""
    council.gives("mgWebService.asmx/GetCommittees", b"<html>Web Service is not valid</html>", 500)
    council.gives(
        "mgListCommittees.aspx",
        b'<a href="mgCommitteeDetails.aspx?ID=7">Scrutiny Committee</a>',
    )
    council.gives(
        "ieListMeetings.aspx?CId=7&Year=0",
        b'<a href="ieListMeetings.aspx?Act=earlier&amp;CId=7&amp;D=1">Earlier</a>'
        b'<li><a href="ieListDocuments.aspx?CId=7&amp;MId=102&amp;Ver=4">10 Nov 2026</a></li>',
    )
    council.gives(
        "ieListMeetings.aspx?Act=earlier&CId=7&D=1",
        b'<li><a href="ieListDocuments.aspx?CId=7&amp;MId=101&amp;Ver=4">14 Jun 2018</a></li>',
    )
    page = (
        b'<html><head><meta name="DC.date" content="2026-11-10"></head><body><div id="modgov">'
        b'<p class="mgAiTitleTxt">2. Bins</p><p class="mgSubItemTitleTxt">Minutes:</p>'
        b'<p>Mill Lane was missed.</p><a href="documents/s9/Bins report.pdf">Bins report PDF 9 KB'
        b"</a></div></body></html>"
    )
    council.gives("ieListDocuments.aspx?CId=7&MId=102&Ver=4", page)
    council.gives("documents/s9/Bins%20report.pdf", PDF)
    council.gives(
        "ieListDocuments.aspx?CId=7&MId=101&Ver=4",
        b"<p>Minutes:</p><p>Long ... view the full minutes text for item 2.</p>"
        b'<a href="documents/g101/Printed minutes.pdf?T=1">Printed minutes</a>',
    )
    council.gives("documents/g101/Printed%20minutes.pdf?T=1", PDF)
    return council


def test_pages_are_read_where_the_service_is_off(run: Run, pages: Council, tmp_path: Path) -> None:
    """As they are; where one cuts minutes short, the printed minutes in its place."""
    report = run()
    folder = tmp_path / "minutes"
    facts = read_manifest(folder / "manifest.csv").facts

    assert report.failures == []
    assert list(facts) == [
        "meetings/scrutiny-committee/2018-06-14-101.pdf",
        "meetings/scrutiny-committee/2026-11-10-102-9.pdf",
        "meetings/scrutiny-committee/2026-11-10-102.html",
    ]
    assert [one.kind for one in facts.values()] == ["minutes", "report", "minutes"]
    assert (
        b"<p>Mill Lane was missed.</p>"
        in (folder / "meetings/scrutiny-committee/2026-11-10-102.html").read_bytes()
    )
    assert run().passed_over == 1


def test_earlier_pages_are_asked_for_only_as_far_as_wanted(run: Run, pages: Council) -> None:
    """A committee may have met for thirty years."""
    pages.gives(
        "ieListMeetings.aspx?CId=7&Year=0",
        b'<a href="ieListMeetings.aspx?Act=earlier&amp;CId=7&amp;D=1">Earlier</a>'
        b'<li><a href="ieListDocuments.aspx?CId=7&amp;MId=102&amp;Ver=4">10 Nov 2026</a></li>'
        b'<li><a href="ieListDocuments.aspx?CId=7&amp;MId=99&amp;Ver=4">1 Nov 2020</a></li>',
    )
    run(held_from=date(2026, 1, 1))

    assert not any("Act=earlier" in path for path in pages.asked)
    assert not any("MId=99" in path for path in pages.asked)


def test_a_service_that_fails_for_a_day_is_not_replaced(run: Run, council: Council) -> None:
    """By pages, which say less than what is held."""
    run()
    council.gives("mgWebService.asmx/GetCommittees", b"", 500)
    council.gives("mgListCommittees.aspx", b'<a href="mgCommitteeDetails.aspx?ID=7">S</a>')

    with pytest.raises(HarvestError, match="which was read before, is off"):
        run()
    assert not any("mgListCommittees" in path for path in council.asked)


def test_a_site_that_is_no_moderngov_is_told(run: Run, council: Council) -> None:
    """With what was tried."""
    council.gives("mgWebService.asmx/GetCommittees", b"<html>Shop</html>")
    council.gives("mgListCommittees.aspx", b"<html>Shop</html>")

    with pytest.raises(HarvestError, match=r"web service is off.*is the address right"):
        run()


# The folder


@pytest.mark.parametrize(
    ("site", "root", "folder"),
    [
        ("https://D.example", "https://d.example/", "d.example"),
        ("https://d.example/mg/", "https://d.example/mg/", "d.example"),
        ("https://d.example/mg/ieDocHome.aspx?bcr=1", "https://d.example/mg/", "d.example"),
        ("http://d.example:80/mgWebService.asmx/Get", "http://d.example:80/", "d.example-80"),
    ],
)
def test_any_address_of_a_site_will_do(site: str, root: str, folder: str) -> None:
    """That of its home, of a page or of its web service."""
    assert (root, folder) == (root_of(site), folder_of(site))


def test_a_folder_holds_one_site(run: Run, council: Council, tmp_path: Path) -> None:
    """Another would pass over meetings by the other's ids."""
    run()
    with (
        pytest.raises(HoldingError, match="give another --into"),
        open_holding(tmp_path / "minutes", "https://other.example/"),
    ):
        pass


def test_two_runs_never_write_at_once(run: Run, council: Council, tmp_path: Path) -> None:
    """The second is refused before it asks for anything."""
    with (
        open_holding(tmp_path / "minutes", council.root),
        pytest.raises(HoldingError, match="another run"),
    ):
        run()
    assert council.asked == []


@pytest.mark.parametrize(
    "state", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "documents": [1]}']
)
def test_a_state_that_cannot_be_read_is_told(
    run: Run, council: Council, tmp_path: Path, state: str
) -> None:
    """With what to do about it; it is not overwritten."""
    run()
    (tmp_path / "minutes" / "harvest.json").write_text(state, encoding="utf-8")

    with pytest.raises(HoldingError, match="move it away"):
        run()
    assert (tmp_path / "minutes" / "harvest.json").read_text(encoding="utf-8") == state

"""What a clerk says of the files in a folder."""

from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import Manifest, read_manifest
from ingest.model import Facts, Meeting
from ingest.read import read_document

HEADER = "file,council,committee,held,kind,status,url,title\n"
JUNE = "june.txt,Tinytown Council,Scrutiny Committee,2018-06-14,minutes,approved,,June\n"
JUNE_FACTS = Facts(
    Meeting("Tinytown Council", "Scrutiny Committee", date(2018, 6, 14)),
    title="June",
    kind="minutes",
    status="approved",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a manifest may stand, beside the one file that exists."""
    (tmp_path / "june.txt").write_text("It was late.")
    return tmp_path / "manifest.csv"


def read(path: Path, content: str | bytes) -> Manifest:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_manifest(path)


def test_a_manifest_gives_facts_by_file(path: Path) -> None:
    """Each line gives the facts of one file; an empty cell gives none."""
    assert read(path, HEADER + JUNE) == Manifest({"june.txt": JUNE_FACTS})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(("\ufeff" + HEADER + JUNE).encode(), id="UTF-8 with a mark, as Excel saves"),
        pytest.param((HEADER + JUNE).encode("utf-16"), id="UTF-16, as Excel saves Unicode text"),
        pytest.param((HEADER + JUNE).replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param((HEADER + JUNE).rstrip().encode(), id="no last line end"),
        pytest.param((HEADER + "\n" + JUNE + "\n,,,,,,,\n").encode(), id="empty lines"),
        pytest.param((HEADER + JUNE.replace(",", " , ")).encode(), id="spaces around values"),
        pytest.param((HEADER + JUNE.replace("minutes", "Minutes")).encode(), id="capitals"),
    ],
)
def test_any_csv_that_a_spreadsheet_saves(path: Path, content: bytes) -> None:
    """Encodings, marks, line ends and empty lines make no difference."""
    manifest = read(path, content)

    assert manifest.facts["june.txt"] == JUNE_FACTS
    assert manifest.warnings == ()


def test_every_column_but_file_may_be_missing(path: Path) -> None:
    """A manifest of one column is a list of files about which nothing is known."""
    assert read(path, "file\njune.txt\n") == Manifest({"june.txt": Facts()})
    assert read(path, "held,file\n2018-06-14,june.txt\n") == Manifest(
        {"june.txt": Facts(Meeting(held=date(2018, 6, 14)))}
    )


def test_short_and_long_lines(path: Path) -> None:
    """Missing cells are unknown and cells beyond the header are left out."""
    short, long = "june.txt,Tinytown Council\n", JUNE.replace("\n", ",and more\n")

    assert read(path, HEADER + short).facts["june.txt"].meeting == Meeting("Tinytown Council")
    assert read(path, HEADER + long) == Manifest({"june.txt": JUNE_FACTS})


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("2018-06-14", "14/06/2018", "held is '14/06/2018'; write it as 2019-06-14"),
        ("2018-06-14", "2018-02-31", "held is '2018-02-31'; write it as 2019-06-14"),
        ("minutes,", "minute,", "kind is 'minute'; use one of minutes, agenda, report"),
        ("approved", "signed", "status is 'signed'; use one of draft, approved, unknown"),
        ("approved,", "approved,www.tinytown.example", "url is 'www.tinytown.example'; it must"),
        ("approved,", "approved,javascript:alert(1)", "it must begin with https:// or http://"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_used(
    path: Path, old: str, new: str, remedy: str
) -> None:
    """A line that cannot be used is named with its remedy, and costs the others nothing."""
    (path.parent / "may.txt").write_text("It was early.")
    bad = JUNE.replace("june.txt", "may.txt").replace(old, new, 1)
    manifest = read(path, HEADER + bad + JUNE)

    (warning,) = manifest.warnings
    assert warning.startswith(f"{path}, line 2: ")
    assert remedy in warning
    assert manifest.facts == {"june.txt": JUNE_FACTS}


def test_a_file_that_does_not_exist_is_reported(path: Path) -> None:
    """A line about no file is likely a misspelling."""
    manifest = read(path, HEADER + JUNE + "jun.txt,,,,,,,\n")

    assert manifest.warnings == (f"{path}, line 3: there is no file 'jun.txt'",)


@pytest.mark.parametrize("content", ["", "name,council\njune.txt,Tinytown\n", "file;held\na;b\n"])
def test_without_a_column_named_file_nothing_is_used(path: Path, content: str) -> None:
    """A manifest that names no files is reported, whether empty or cut by semicolons."""
    manifest = read(path, content)

    assert manifest.facts == {}
    assert manifest.warnings == (f"{path}: no column named file; its facts are not used",)


def test_paths_of_windows_are_paths(path: Path) -> None:
    """A file in a folder may be named with either slash."""
    (path.parent / "2018").mkdir()
    (path.parent / "2018" / "june.txt").write_text("It was late.")

    assert read(path, "file\n2018\\june.txt\n") == Manifest({"2018/june.txt": Facts()})


def test_quoted_cells(path: Path) -> None:
    """Commas and quotes inside quotes belong to the value."""
    manifest = read(path, 'file,title\njune.txt,"Bins, ""late"" again"\n')

    assert manifest.facts["june.txt"].title == 'Bins, "late" again'


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("may.txt," + "x" * 200_000, id="longer than csv reads"),
        pytest.param('may.txt,"never closed', id="a quote never closed"),
        pytest.param("x" * 5000 + ".txt,May", id="name longer than any file's"),
        pytest.param("../../etc\u2028/passwd,May", id="odd path"),
    ],
)
def test_odd_lines_are_reported_and_cost_the_others_nothing(path: Path, line: str) -> None:
    """Whatever stands in a line, it is reported and the lines above it are used."""
    manifest = read(path, f"file,title\njune.txt,June\n{line}\n")

    assert manifest.facts["june.txt"] == Facts(title="June")
    (warning,) = manifest.warnings
    assert warning.startswith(f"{path}, line 3: ")


MINUTES = (
    b"Tinytown Council\n\nScrutiny Committee\n\n14 June 2018\n\nDraft minutes\n\nIt was late.\n"
)


def test_stated_facts_outrank_the_documents_own() -> None:
    """What the manifest says is used, and what it leaves open the document may tell."""
    known = Facts(Meeting(committee="Housing Panel"), title="June", status="approved")
    document = read_document(MINUTES, document_id="d", path="june.txt", known=known)

    assert document.meeting == Meeting("Tinytown Council", "Housing Panel", date(2018, 6, 14))
    assert (document.title, document.kind, document.status) == ("June", "minutes", "approved")
    assert document.warnings == ()


def test_a_contradiction_of_dates_is_a_warning() -> None:
    """Where manifest and text give two days, the manifest's is used and both are named."""
    known = Facts(Meeting(held=date(2018, 6, 15)))
    document = read_document(MINUTES, document_id="d", path="june.txt", known=known)

    assert document.meeting.held == date(2018, 6, 15)
    assert len(document.warnings) == 1
    assert "2018-06-15" in document.warnings[0]
    assert "2018-06-14" in document.warnings[0]

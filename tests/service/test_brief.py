"""The officer's sheet: what is open before a meeting, each line cited, in three forms."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from index.ledger import Ledger, Wanted, mark
from index.library import LibraryError
from service.brief import (
    _plain,
    coverage,
    make_brief,
    sections,
    title,
    to_docx,
    to_html,
    to_markdown,
)

ON, TODAY = date(2019, 2, 7), date(2019, 1, 20)
COUNCIL = "Thornmere Borough Council"
MEETINGS = {
    "june.txt": "1. Lamps\n\nRESOLVED: That\n\n(1) the report be noted; and\n\n"
    "(2) a full report on the Lamplight Scheme be brought to the next meeting.\n\n"
    "2. Ferry\n\nRESOLVED: That the Harbour Master be asked to write to the ferry company.\n",
    "october.txt": "1. Lamps\n\nThe Chair asked where the report on the Lamplight Scheme was.\n\n"
    "2. Bridge\n\nRESOLVED: That the Head of Highways report on the bridge by January 2019.\n",
    "december.txt": "1. Lamps\n\nThe Director presented the report on the Lamplight Scheme.\n\n"
    "2. Mill\n\nRESOLVED: That a plan for the mill be brought to the next meeting.\n",
    "planning.txt": "1. Barn\n\nRESOLVED: That a drawing of the barn be sent to members.\n",
}
MANIFEST = f"""file,council,committee,held,kind,status,url,title
june.txt,{COUNCIL},Scrutiny Committee,2018-06-14,minutes,approved,https://t.example/june,June
october.txt,{COUNCIL},Scrutiny Committee,2018-10-11,minutes,approved,,October
december.txt,{COUNCIL},Scrutiny Committee,2018-12-06,minutes,draft,https://t.example/dec,December
planning.txt,{COUNCIL},Scrutiny Planning Panel,2018-12-07,minutes,approved,,Planning
"""
LAMPS = "a full report on the Lamplight Scheme be brought to the next meeting."
FERRY = "the Harbour Master be asked to write to the ferry company."
BRIDGE = "the Head of Highways report on the bridge by January 2019."
MILL = "a plan for the mill be brought to the next meeting."
ASKED = "The Chair asked where the report on the Lamplight Scheme was."
TOLD = "The Director presented the report on the Lamplight Scheme."
HOSTILE = [
    "<script>alert(1)</script> &amp; <b>",
    "**bold** _it_ `code` [a](https://evil.example) ![b](c) ~~no~~ | $x$ \\",
    "https://evil.example www.evil.example a@evil.example <https://evil.example>",
    "{{ 7*7 }}{% raw %}",
    "# Head - dash 1. one > quote",
    "a\x07b\u202ec",
]


@pytest.fixture
def held(make_library, follow):
    """Three meetings of a committee; what was asked for at the first was reported at the third."""
    library = make_library(MEETINGS, MANIFEST)
    follow(library, LAMPS, ASKED, "chased")
    follow(library, LAMPS, TOLD, "reported")
    return library


def brief_of(library, committee="scrutiny committee", on=ON, **options):
    return make_brief(library, committee, on, today=TODAY, **options)


def words(entries) -> list[str]:
    return [entry.commitment.text for entry in entries]


def say(library, commitment: str, state, on: date) -> None:
    (entry,) = (
        e for e in Ledger(library, TODAY).entries(Wanted()) if e.commitment.text == commitment
    )
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    mark(library, entry.commitment.id, state, note="By letter.", author="A. Clerk", at=at)


def test_a_brief_tells_what_is_open_and_what_came_back(held) -> None:
    """Due by the day or at the next meeting, other open ones, and reports at the last meeting."""
    brief = brief_of(held)

    assert (brief.council, brief.committee) == (COUNCIL, "Scrutiny Committee")
    assert brief.meetings == (date(2018, 6, 14), date(2018, 10, 11), date(2018, 12, 6))
    assert words(brief.promised) == [BRIDGE, MILL]
    assert words(brief.other) == [FERRY]
    assert words(brief.came_back) == [LAMPS]
    assert brief.marked == ()
    assert not brief.is_empty


def test_a_brief_for_an_earlier_meeting_leaves_out_what_came_after(held) -> None:
    """What was decided on that day or later is not open before it; that it is held is said."""
    brief = brief_of(held, on=date(2018, 10, 11))

    assert words(brief.promised) == []
    assert words(brief.other) == [FERRY]
    assert brief.came_back == ()
    assert coverage(brief)[:2] == [
        "One earlier meeting of this committee is held here, of 14 June 2018.",
        "Papers of 11 October 2018 and 6 December 2018 are held too, and what they tell of earlier"
        " matters counts.",
    ]


def test_papers_of_the_coming_meeting_change_nothing(make_library) -> None:
    """A promise for the next meeting stays one when that meeting's agenda is held already."""
    row = f"agenda.txt,{COUNCIL},Scrutiny Committee,2019-02-07,agenda,,,Agenda\n"
    library = make_library({**MEETINGS, "agenda.txt": "1. Mill\n\nA mill.\n"}, MANIFEST + row)

    assert words(brief_of(library).promised) == [BRIDGE, MILL]


def test_what_came_back_is_of_the_last_meeting(make_library, follow) -> None:
    """What had come back at an earlier one was told then."""
    rows = "".join(
        f"{name}.txt,{COUNCIL},Scrutiny Committee,{day},minutes,approved,,{name}\n"
        for name, day in (("tea", "2018-12-20"), ("cake", "2019-01-10"))
    )
    more = {"tea.txt": "1. Tea\n\nThere was tea.\n", "cake.txt": "1. Cake\n\nThere was cake.\n"}
    library = make_library(MEETINGS | more, MANIFEST + rows)
    follow(library, LAMPS, TOLD, "reported")

    assert words(brief_of(library, on=date(2018, 12, 20)).came_back) == [LAMPS]
    assert brief_of(library).came_back == ()


def test_what_people_said_is_told_and_counts(held) -> None:
    """Since the last meeting; what is done is no longer open."""
    say(held, FERRY, "done", date(2019, 1, 3))
    say(held, BRIDGE, "dropped", date(2018, 11, 1))
    brief = brief_of(held)

    assert words(brief.marked) == [FERRY]
    assert words(brief.promised) == [MILL]
    assert brief.other == ()
    assert "Done, says A. Clerk on 3 January 2019: By letter." in to_markdown(brief)


@pytest.mark.parametrize("committee", ["Scrutiny Committee", "SCRUTINY COMM", "committee"])
def test_a_committee_is_found_by_part_of_its_name(held, committee) -> None:
    """Whatever the case."""
    assert brief_of(held, committee).committee == "Scrutiny Committee"


def test_a_whole_name_outranks_a_part_of_another(make_library) -> None:
    """ "Health" is the Health Committee's only where no committee is called just that."""
    rows = (
        "file,council,committee,held\na.txt,C,Health,2018-06-14\nb.txt,C,Mental Health,2018-06-14\n"
    )
    library = make_library({"a.txt": "A.\n", "b.txt": "B.\n"}, rows)

    assert brief_of(library, "health").committee == "Health"


def test_a_committee_that_is_not_held_or_not_clear_is_an_error(held, library) -> None:
    """That names those there are; a council tells two of one name apart."""
    with pytest.raises(
        LibraryError, match=r"no committee named 'Pensions' is held here, but these: "
    ):
        brief_of(held, "Pensions")
    with pytest.raises(
        LibraryError, match=r"^2 committees are named 'scrutiny': Scrutiny Committee "
    ):
        brief_of(held, "scrutiny")
    with pytest.raises(
        LibraryError, match=r"\(Borough of Tinytown Council\); .*\(Tinytown Council\)"
    ):
        brief_of(library)
    with pytest.raises(LibraryError, match="of a council named 'Borsetshire'"):
        brief_of(library, council="Borsetshire")

    assert brief_of(library, council="borough of").council == "Borough of Tinytown Council"


def test_every_line_is_cited(held) -> None:
    """With a label, and the council's own copy or else the file; so are the telling words."""
    lines = [line for section in sections(brief_of(held)) for line in section.lines]
    (lamps,) = (line for line in lines if line.told)

    assert len(lines) == 4
    for line in lines:
        assert line.said.where.startswith(f"{COUNCIL}, Scrutiny Committee, ")
        assert line.said.link.startswith("https://t.example/") or line.said.path.endswith(".txt")
    assert (lamps.told.words, lamps.told.link) == (TOLD, "https://t.example/dec")
    assert lamps.told.where.endswith("6 December 2018, item 1 Lamps (draft minutes)")


def test_markdown_reads_as_a_page(held) -> None:
    """A heading, a part for each question, numbered lines."""
    text = to_markdown(brief_of(held))

    assert text.startswith("# Commitments: Scrutiny Committee, 7 February 2019\n\nThornmere")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Promised for this meeting, or due since the last",
        "Also open, oldest first",
        "Came back since the meeting of 11 October 2018",
        "Marked by people since the meeting of 6 December 2018",
    ]
    assert f"1. “{BRIDGE}”\n   - Owner: " in text
    assert "Due: next meeting. Made: 6 December 2018, 2 months before." in text
    assert f"   - “{TOLD}” – {COUNCIL}" in text
    assert text.endswith("\n\nNobody has marked anything.\n")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_markdown_shows_any_words_as_they_are(told) -> None:
    """No sign in them is markup, as a reader of CommonMark finds."""
    told = " ".join(told.split())
    html = MarkdownIt("gfm-like", {"linkify": False}).render(f"- “{_plain(told)}”\n")
    shown = LexborHTMLParser(html).css_first("li")

    assert shown.text() == f"“{told}”"
    assert shown.css("*")[1:] == []


@pytest.fixture
def hostile(make_library):
    """A library whose names and words try to be more than words."""
    rows = ["file,council,committee,held,kind,status,url,title"]
    texts = {}
    cell = '"' + " ".join(HOSTILE).replace('"', '""') + '"'
    for n, payload in enumerate(HOSTILE):
        texts[f"{n}.txt"] = (
            f"1. Bridge {payload}\n\nRESOLVED: That a report on {payload} things be brought back.\n"
        )
        rows.append(f"{n}.txt,{cell},{cell},2018-06-0{n + 1},minutes,draft,,{cell}")
    return make_library(texts, "\n".join(rows))


def test_nothing_in_minutes_becomes_markup(hostile) -> None:
    """In HTML and in Markdown there is no element, link or picture that we did not write."""
    brief = brief_of(hostile, "script")
    page = LexborHTMLParser(to_html(brief))
    plain = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(to_markdown(brief))

    assert len(brief.other) == len(HOSTILE)
    assert {node.tag for node in page.css("body *")} <= set(
        "main h1 h2 p table thead tbody tr th td".split()
    )
    assert {node.tag for node in LexborHTMLParser(plain).css("body *")} <= set(
        "h1 h2 p ol ul li".split()
    )
    for payload in HOSTILE:
        shown = payload.replace("\x07", "\ufffd").replace("\u202e", "\ufffd")
        assert shown in page.body.text()
        assert shown in LexborHTMLParser(plain).body.text()


def test_html_needs_nothing_else(held) -> None:
    """No script, no other file; links lead to councils' own copies only."""
    page = LexborHTMLParser(to_html(brief_of(held)))
    links = {node.attributes["href"] for node in page.css("a")}

    assert page.css("script, link, img, iframe, form") == []
    assert links == {"https://t.example/june", "https://t.example/dec"}
    assert len(page.css("table")) == 3
    assert all(th.attributes["scope"] == "col" for th in page.css("th"))
    assert page.css_first("html").attributes["lang"] == "en-GB"


def read_word(brief) -> tuple[docx.document.Document, bytes]:
    paper = BytesIO()
    to_docx(brief, paper)
    return docx.Document(BytesIO(paper.getvalue())), paper.getvalue()


def test_word_holds_the_same(held) -> None:
    """Headings, and a table a part whose heading comes again on each page."""
    brief = brief_of(held)
    paper, _ = read_word(brief)
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading")]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]

    assert headings == [title(brief), *(section.heading for section in sections(brief))]
    assert [len(table.rows) for table in paper.tables] == [3, 2, 2]
    for line in (line for section in sections(brief) for line in section.lines):
        assert any(f"“{line.said.words}”\n{line.said.where}. " in cell for cell in cells)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in paper.tables)
    assert coverage(brief)[-1] in [p.text for p in paper.paragraphs]


def test_word_names_nobody_and_no_time(held) -> None:
    """Whoever made it and when is nobody's business; the same brief gives the same bytes."""
    paper, data = read_word(brief_of(held))
    about = paper.core_properties

    assert data == read_word(brief_of(held))[1]
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert {about.created.date(), about.modified.date()} == {ON}
    with ZipFile(BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_words_make_a_sound_word_document(hostile) -> None:
    """With the words as they are."""
    paper, _ = read_word(brief_of(hostile, "script"))
    told = "\n".join(cell.text for row in paper.tables[0].rows for cell in row.cells)

    assert all(payload in told for payload in HOSTILE[:5])


# On the command line


@pytest.fixture
def brief(run, held, monkeypatch):
    """Runs the command on that library."""
    monkeypatch.setenv("MINUTEBOOK_INDEX", str(held.directory))

    def run_brief(*arguments: str) -> tuple[int, str, str]:
        return run("brief", "--committee", "scrutiny committee", "--date", "2019-02-07", *arguments)

    return run_brief


def test_a_brief_is_printed_or_written(brief) -> None:
    """As Markdown unless told otherwise."""
    code, out, err = brief()
    assert (code, err) == (0, "")
    assert out.startswith("# Commitments: Scrutiny Committee, 7 February 2019\n")

    assert brief("--format", "html", "--out", "a.html")[:2] == (0, "")
    assert Path("a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert brief("--format", "docx", "--out", "a.docx")[0] == 0
    assert len(docx.Document("a.docx").tables) == 3


def test_a_word_document_is_not_printed_on_a_terminal(brief, monkeypatch) -> None:
    """Where it is to go is asked for; to a pipe it goes."""
    assert brief("--format", "docx", "--out", "b.docx")[0] == 0
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, err = brief("--format", "docx")

    assert (code, out) == (1, "")
    assert "--out FILE" in err


def test_a_brief_as_json(brief) -> None:
    """Each commitment in the shape that `minutebook commitments` gives it."""
    code, out, _ = brief("--json")
    told = json.loads(out)

    assert code == 0
    assert told.keys() == {
        *("council", "committee", "meeting", "meetings"),
        *("promised", "open", "came_back", "marked"),
    }
    assert (told["committee"], told["meeting"]) == ("Scrutiny Committee", "2019-02-07")
    assert [one["text"] for one in told["open"]] == [FERRY]
    assert told["came_back"][0]["state"] == "reported back"
    assert brief("--json", "--format", "html")[0] == 2


def test_nothing_open_is_3(run, brief, held) -> None:
    """The sheet is made all the same; a committee that is not held is an error."""
    code, out, _ = run("brief", "--committee", "scrutiny committee", "--date", "2018-01-01")
    assert code == 3
    assert "No meeting of this committee before 1 January 2018 is held here." in out

    code, out, err = run("brief", "--committee", "Pensions", "--date", "2018-01-01")
    assert (code, out) == (1, "")
    assert "no committee named 'Pensions' is held here, but these: Scrutiny Committee" in err
    assert run("brief", "--committee", "Pensions")[0] == 2

"""The sample corpus is what its sources say, in every form a council publishes."""

import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import docx
import pytest
from pypdf import PdfReader

SCRIPT = Path(__file__).with_name("make_corpus.py")

SOURCE = """\
---
file: osm-2021-03-04-minutes{suffix}
council: Thornmere Borough Council
committee: Overview and Scrutiny Management Board
held: 2021-03-04
kind: minutes
status: draft
title: Overview and Scrutiny Management Board, 4 March 2021
url: https://democracy.thornmere.example/ieListDocuments.aspx?CId=9&MId=1
manifest: yes
bullet: •
---
# Thursday 4 March 2021

PRESENT: Councillor P Quill in the chair.

## 23/5 Heating & Light

### The Town Hall

23.1 The Board noted that:

- the boiler’s cost was < £5,000; and
- nobody missed it.

| Year | Cost |
| --- | --- |
| 2020 | £4,800 |

RESOLVED: That (1) the boiler be sold.
"""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_corpus", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


def write_source(folder: Path, *, suffix: str = ".pdf", old: str = "", new: str = "") -> Path:
    path = folder / "osm-2021-03-04-minutes.md"
    path.write_text(SOURCE.replace("{suffix}", suffix).replace(old, new), encoding="utf-8")
    return path


def test_the_corpus_in_the_tree_is_what_its_sources_make() -> None:
    """`--check` finds nothing missing, different or made from no source."""
    checked = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)

    assert checked.stderr == ""
    assert checked.returncode == 0


def test_check_names_what_differs(maker: ModuleType, tmp_path: Path) -> None:
    """A missing, a changed and a left-over document are each named with what is wrong."""
    (tmp_path / "changed.txt").write_bytes(b"old")
    (tmp_path / "left.html").write_bytes(b"")

    found = maker.differences({"changed.txt": b"new", "gone.txt": b""}, tmp_path)

    assert found == [
        f"{tmp_path / 'changed.txt'} differs from its source",
        f"{tmp_path / 'gone.txt'} is missing",
        f"{tmp_path / 'left.html'} is made from no source",
    ]


def test_a_source_is_read_into_blocks(maker: ModuleType, tmp_path: Path) -> None:
    """Each line is a block of the style that its mark says, and pipe rows are one table."""
    source = maker.read_source(write_source(tmp_path))

    assert [(block.style, block.text) for block in source.blocks] == [
        ("title", "Thursday 4 March 2021"),
        ("paragraph", "PRESENT: Councillor P Quill in the chair."),
        ("item", "23/5 Heating & Light"),
        ("sub-heading", "The Town Hall"),
        ("paragraph", "23.1 The Board noted that:"),
        ("bullet", "the boiler’s cost was < £5,000; and"),
        ("bullet", "nobody missed it."),
        ("table", ""),
        ("paragraph", "RESOLVED: That (1) the boiler be sold."),
    ]
    assert source.blocks[7].rows == (("Year", "Cost"), ("2020", "£4,800"))


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ("held: 2021-03-04", "held: 2021-02-30", 5, "not '2021-02-30'"),
        ("kind: minutes", "kind: notes", 6, "not 'notes'"),
        ("osm-2021-03-04-minutes.pdf", "osm.pdf", 2, "not 'osm.pdf'"),
        ("status: draft", "kind: minutes", 7, "given twice"),
        ("status: draft\n", "", 11, "no status"),
        ("PRESENT:", "**PRESENT:**", 15, "markup"),
        ("| 2020 | £4,800 |", "| 2020 |", 28, "1 cells under 2 headings"),
    ],
)
def test_a_malformed_source_is_named_with_its_line(
    maker: ModuleType, tmp_path: Path, old: str, new: str, place: int, problem: str
) -> None:
    """An error says which file and line is wrong, and what it found there."""
    path = write_source(tmp_path, old=old, new=new)

    with pytest.raises(maker.SourceError) as error:
        maker.read_source(path)

    assert str(error.value).startswith(f"{path}:{place}: ")
    assert problem in str(error.value)


def test_every_rendering_keeps_the_words_in_order(maker: ModuleType, tmp_path: Path) -> None:
    """The words between the furniture are the source's words, in its order."""
    made = {
        suffix: maker.RENDERINGS[suffix](maker.read_source(write_source(tmp_path, suffix=suffix)))
        for suffix in maker.RENDERINGS
    }
    (pdf_page,) = PdfReader(io.BytesIO(made[".pdf"])).pages
    body = docx.Document(io.BytesIO(made[".docx"])).element.body

    assert_in_order(pdf_page.extract_text(), "• the boiler’s cost was < £5,000; and")
    assert_in_order("\n".join(body.itertext()), "the boiler’s cost was < £5,000; and")
    assert_in_order(made[".txt"].decode(), "•\u00a0 the boiler’s cost was < £5,000; and")
    assert_in_order(made[".html"].decode(), "</span>the boiler’s cost was &lt; £5,000; and")


def assert_in_order(text: str, bullet: str) -> None:
    words = ("PRESENT:", "Light", "The Town Hall", "23.1", bullet, "£4,800", "the boiler be sold")
    places = [text.find(each) for each in words]
    assert -1 not in places
    assert places == sorted(places)


def test_web_paragraphs_are_those_of_word(maker: ModuleType, tmp_path: Path) -> None:
    """A leading number is padded, the verdict is bold, and hard spaces alone part paragraphs."""
    page = maker.render_html(maker.read_source(write_source(tmp_path, suffix=".html"))).decode()

    assert '<p class="MsoNormal">23.1&nbsp;&nbsp; The Board noted that:</p>' in page
    assert '<p class="MsoNormal"><b>RESOLVED</b>: That (1) the boiler be sold.</p>' in page
    assert '<p class="MsoNormal">&nbsp;</p>' in page


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("14. Staying Put Scheme – Update", "14.", "Staying Put Scheme – Update"),
        ("23/5 Air Quality", "23/5", "Air Quality"),
        ("221 (28) Declarations of Interest", "221 (28)", "Declarations of Interest"),
        ("CSC/12/19 Minutes", "CSC/12/19", "Minutes"),
        ("Date of Next Meeting", "", "Date of Next Meeting"),
        ("2019/20 Budget", "", "2019/20 Budget"),
        ("5 Year Housing Plan", "", "5 Year Housing Plan"),
    ],
)
def test_an_item_heading_gives_up_its_number(
    maker: ModuleType, heading: str, number: str, title: str
) -> None:
    """A heading is split into its number, in any clerk's style, and its title."""
    assert maker.split_number(heading) == (number, title)

"""OpenDocument texts: the same structure as in Word files, by other means."""

import io
import random
import zipfile

import pytest

from ingest.model import HiddenTextError, UnreadableError
from ingest.read_odt import read_odt

NAMES = " ".join(
    f"xmlns:{prefix}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
    for prefix, name in (
        *((name, name) for name in ("office", "text", "style", "table", "meta")),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
)
NAMES += " xmlns:loext='urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0'"
LISTS = """
<text:list-style style:name="Minutes">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."
    text:start-value="14"/>
  <text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>
  <text:list-level-style-number text:level="3" style:num-format="a" style:num-prefix="("
    style:num-suffix=")"/>
  <text:list-level-style-bullet text:level="4" text:bullet-char="•"/>
</text:list-style>
<text:list-style style:name="New">
  <text:list-level-style-number text:level="1" style:num-format="I"
    loext:num-list-format="CSC/%1%"/>
</text:list-style>
<text:list-style style:name="Bare">
  <text:list-level-style-number text:level="1" style:num-format=""/>
</text:list-style>
"""


def odt(body: str, styles: str = "", office: str = "", title: str | None = None) -> bytes:
    """An ODT file with this body, its own styles, those of the office program, and a title."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}"
            "</office:automatic-styles><office:body><office:text>"
            f"{body}</office:text></office:body></office:document-content>",
        )
        if office:
            package.writestr(
                "styles.xml", f"<office:document-styles {NAMES}>{office}</office:document-styles>"
            )
        if title is not None:
            package.writestr(
                "meta.xml",
                f"<office:document-meta {NAMES} xmlns:dc='http://purl.org/dc/elements/1.1/'>"
                f"<office:meta><dc:title>{title}</dc:title></office:meta></office:document-meta>",
            )
    return file.getvalue()


def blocks(data: bytes) -> list[tuple[str, str]]:
    reading = read_odt(data)
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def texts(body: str, styles: str = "", office: str = "") -> list[str]:
    return [text for _, text in blocks(odt(body, styles, office))]


def paragraph(words: str, style: str = "") -> str:
    return f"<text:p text:style-name='{style}'>{words}</text:p>"


def item(*within: str, start: int | None = None) -> str:
    begins = "" if start is None else f" text:start-value='{start}'"
    return f"<text:list-item{begins}>{''.join(within)}</text:list-item>"


def a_list(*items: str, style: str = "", more: str = "") -> str:
    named = f"text:style-name='{style}'" if style else ""
    return f"<text:list {named} {more}>{''.join(items)}</text:list>"


def text_style(name: str, properties: str, more: str = "") -> str:
    return (
        f"<style:style style:name='{name}' style:family='text' {more}>"
        f"<style:text-properties {properties}/></style:style>"
    )


def test_headings_paragraphs_lists_and_tables() -> None:
    """Each is a block of its kind, and a table's rows carry its header."""
    row = "<table:table-row>{}</table:table-row>".format
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    reading = read_odt(
        odt(
            "<text:h text:outline-level='2'>4. Street Lighting</text:h>"
            + paragraph(
                "The Director said<text:s text:c='3'/>that<text:tab/>lamps<text:line-break/>fail."
            )
            + a_list(item(paragraph("in the north")))
            + f"<table:table><table:table-header-rows>{row(cell('Ward') + cell('Lamps'))}"
            f"</table:table-header-rows>{row(cell('North') + cell('12'))}</table:table>"
        )
    )

    assert [(b.kind, reading.text[b.start : b.end], b.header) for b in reading.blocks] == [
        ("heading", "4. Street Lighting", ""),
        ("paragraph", "The Director said that lamps fail.", ""),
        ("bullet", "in the north", ""),
        ("row", "Ward | Lamps", ""),
        ("row", "North | 12", "Ward | Lamps"),
    ]


def test_lists_are_numbered_as_shown() -> None:
    """Each level counts in its own form, within the level above; bullets stay bullets."""
    clauses = a_list(
        item(paragraph("lamps")), item(paragraph("poles"), a_list(item(paragraph("of wood"))))
    )
    body = a_list(
        item(
            paragraph("Lighting"), a_list(item(paragraph("On:"), clauses), item(paragraph("Off.")))
        ),
        item(paragraph("Waste"), a_list(item(paragraph("Bins.")))),
        style="Minutes",
    )

    assert [
        "14. Lighting",
        "14.1 On:",
        "(a) lamps",
        "(b) poles",
        "of wood",
        "14.2 Off.",
        "15. Waste",
        "15.1 Bins.",
    ] == texts(body, LISTS)


def test_only_the_first_paragraph_of_an_item_has_its_number() -> None:
    """What follows in the item, and a list's header, stand without."""
    body = a_list(
        f"<text:list-header>{paragraph('Before all.')}</text:list-header>",
        item(paragraph("First."), paragraph("And more.")),
        item(paragraph("Second."), start=20),
        item(paragraph("Third.")),
        style="Minutes",
    )

    assert ["Before all.", "14. First.", "And more.", "20. Second.", "21. Third."] == texts(
        body, LISTS
    )


def test_lists_go_on_where_they_say_so() -> None:
    """A list counts on from the one it names, or from the last of its style; others begin anew."""
    body = (
        a_list(item(paragraph("One.")), style="Minutes", more="xml:id='first'")
        + a_list(item(paragraph("Anew.")), style="Minutes")
        + a_list(item(paragraph("On.")), style="Minutes", more="text:continue-numbering='true'")
        + a_list(item(paragraph("Far on.")), style="Minutes", more="text:continue-list='first'")
        + a_list(item(paragraph("Lost.")), style="Minutes", more="text:continue-list='gone'")
    )

    assert ["14. One.", "14. Anew.", "15. On.", "15. Far on.", "14. Lost."] == texts(body, LISTS)


def test_the_newer_form_of_labels_and_none() -> None:
    """LibreOffice's own pattern outranks prefix and suffix; a level may show no number."""
    body = a_list(item(paragraph("Bins.")), style="New") + a_list(
        item(paragraph("Plain.")), style="Bare"
    )

    assert ["CSC/I Bins.", "Plain."] == texts(body, LISTS)


def test_a_paragraph_s_style_may_name_its_list() -> None:
    """Where the list itself names no style, its paragraphs' style does."""
    style = (
        "<style:style style:name='Item' style:family='paragraph' style:list-style-name='Minutes'/>"
    )

    assert ["14. Bins."] == texts(a_list(item(paragraph("Bins.", "Item"))), LISTS + style)


OUTLINE = """<office:styles><text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style></office:styles>"""


def test_headings_are_numbered_by_the_outline() -> None:
    """Chapter numbers are shown before headings, but for those that are taken out."""
    plain = "<style:style style:name='Plain' style:family='paragraph' style:list-style-name=''/>"
    heading = "<text:h text:outline-level='{}' {}>{}</text:h>".format
    body = (
        heading(1, "", "Lighting")
        + heading(2, "", "Lamps")
        + heading(1, "text:is-list-header='true'", "Present")
        + heading(1, "text:style-name='Plain'", "Absent")
        + heading(1, "", "<text:number>9.</text:number>Waste")
    )

    assert ["1. Lighting", "1.1 Lamps", "Present", "Absent", "2. Waste"] == texts(
        body, plain, OUTLINE
    )


def test_deletions_comments_and_descriptions_are_not_read() -> None:
    """Nothing that the page does not show as the minutes' own words is in the text."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>Kept<office:annotation><text:p>Really?</text:p></office:annotation> words."
        "<draw:frame><svg:title>A crest</svg:title><draw:text-box><text:p>In a box.</text:p>"
        "</draw:text-box></draw:frame></text:p>"
    )

    assert ["Kept words.", "In a box."] == texts(body)


def test_notes_stand_at_the_end() -> None:
    """A note's sign stands where it belongs, and its words behind all others."""
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>In real terms.</text:p></text:note-body></text:note>"
    )

    assert ["The cost rose[1].", "All agreed.", "1. In real terms."] == texts(
        f"<text:p>The cost rose{note}.</text:p>" + paragraph("All agreed.")
    )


def test_a_table_of_contents_opens_no_items() -> None:
    """Its lines are kept, and are no headings."""
    body = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>x"
        "</text:index-title-template></text:table-of-content-source><text:index-body>"
        + paragraph("4. Street Lighting<text:tab/>12")
        + "</text:index-body></text:table-of-content>"
    )

    assert blocks(odt(body)) == [("bullet", "4. Street Lighting 12")]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Minutes of  the Parks Panel", "Minutes of the Parks Panel"),
        ("", None),
        ("Microsoft Word - minutes.doc", None),
        ("Word Document", None),
        ("Untitled 1", None),
        ("LibreOffice Writer", None),
        ("minutes final.odt", None),
        (None, None),
    ],
)
def test_titles(title: str | None, found: str | None) -> None:
    """The file's title, unless it is what a program calls a document that nobody has named."""
    assert found == read_odt(odt(paragraph("Words."), title=title)).facts.title


def test_a_flat_file_is_read_alike() -> None:
    """The same in one XML file, as version control and some websites like it."""
    flat = (
        f"<?xml version='1.0'?><office:document {NAMES}>{OUTLINE}<office:body><office:text>"
        "<text:h text:outline-level='1'>Lighting</text:h></office:text></office:body>"
        "</office:document>"
    )

    assert blocks(flat.encode()) == [("heading", "1. Lighting")]
    assert read_odt(flat.encode()).facts.title is None


STYLES = (
    text_style("Hidden", "text:display='none'")
    + text_style("Shown", "text:display='true'", "style:parent-style-name='Hidden'")
    + text_style("Tiny", "fo:font-size='1pt'")
    + text_style("TinyInches", "fo:font-size='0.01in'")
    + text_style("Small", "fo:font-size='6pt'")
    + text_style("Half", "fo:font-size='50%'")
    + text_style("White", "fo:color='#ffffff'")
    + text_style("WhiteChild", "fo:font-weight='bold'", "style:parent-style-name='White'")
    + text_style("Screen", "fo:color='#ffffff' style:use-window-font-color='true'")
    + text_style("OnRed", "fo:color='#ffffff' fo:background-color='#c00000'")
    + "<style:style style:name='Dark' style:family='paragraph'>"
    "<style:paragraph-properties fo:background-color='#1f3864'/></style:style>"
    "<style:style style:name='Clear' style:family='table-cell'>"
    "<style:table-cell-properties fo:background-color='transparent'/></style:style>"
    "<style:style style:name='Navy' style:family='table-cell'>"
    "<style:table-cell-properties fo:background-color='#1f3864'/></style:style>"
)
DEFAULT = (
    "<office:styles><style:default-style style:family='paragraph'>"
    "<style:text-properties style:use-window-font-color='true'/></style:default-style>"
    "</office:styles>"
)


def span(style: str, words: str = "a name") -> str:
    return f"<text:span text:style-name='{style}'>{words}</text:span>"


def in_cell(style: str, words: str) -> str:
    named = f"table:style-name='{style}'" if style else ""
    return (
        f"<table:table><table:table-row><table:table-cell {named}><text:p>{words}</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (paragraph(span("Hidden")), "paragraph 2 are marked as hidden"),
        (paragraph(span("Tiny")), "paragraph 2 are smaller than 2 points"),
        (paragraph(span("TinyInches")), "paragraph 2 are smaller than 2 points"),
        (paragraph(span("White")), "paragraph 2 are white on white"),
        (paragraph(span("WhiteChild")), "paragraph 2 are white on white"),
        (in_cell("Clear", span("White")), "paragraph 2 are white on white"),
        (
            "<text:p><text:hidden-text text:string-value='a name'/></text:p>",
            "after paragraph 1 are marked as hidden",
        ),
        (
            "<text:p><text:hidden-paragraph text:is-hidden='true'/>a name</text:p>",
            "in paragraph 2 are marked as hidden",
        ),
        (
            "<text:section text:display='none'><text:p>a name</text:p></text:section>",
            "after paragraph 1 are marked as hidden",
        ),
    ],
)
def test_hidden_words_set_a_document_aside(body: str, how: str) -> None:
    """It is said where they are and how they are hidden, and never what they say."""
    with pytest.raises(HiddenTextError, match=how) as raised:
        read_odt(odt(paragraph("Seen.") + body, STYLES, DEFAULT))
    assert "a name" not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        paragraph(span("Hidden", " … ")),
        paragraph(span("Shown")),
        paragraph(span("Small")),
        paragraph(span("Half")),
        paragraph(span("Screen")),
        paragraph(span("OnRed")),
        paragraph(span("White"), "Dark"),
        in_cell("Navy", span("White")),
        in_cell("", span("White")),
        f"<text:p><draw:frame><draw:text-box>{paragraph(span('White'))}</draw:text-box>"
        "</draw:frame></text:p>",
        f"<draw:custom-shape>{paragraph(span('White'))}</draw:custom-shape>",
        "<text:section text:display='none'><text:p/></text:section>",
        "<text:section text:display='condition'><text:p>a name</text:p></text:section>",
        "<text:p><text:hidden-text text:is-hidden='false'>a name</text:hidden-text></text:p>",
    ],
)
def test_innocent_words_do_not(body: str) -> None:
    """White words on any colour, or on what cannot be known, are read."""
    assert texts(paragraph("Seen.") + body, STYLES, DEFAULT)[0] == "Seen."


@pytest.mark.parametrize(
    "office",
    [
        "<style:page-layout-properties fo:background-color='#000000'/>",
        "<style:style style:name='Art' style:family='graphic'>"
        "<style:graphic-properties style:run-through='background'/></style:style>",
    ],
)
def test_white_words_on_coloured_pages_are_read(office: str) -> None:
    """Where pages have a colour, or pictures lie behind words, white is not hidden."""
    assert ["a name"] == texts(paragraph(span("White")), STYLES, office)


def test_a_section_hidden_needs_words() -> None:
    """A document whose hidden section is its only one is set aside, not said to be empty."""
    with pytest.raises(HiddenTextError, match="after paragraph 0"):
        read_odt(odt("<text:section text:display='none'><text:p>x</text:p></text:section>"))


def test_damage_and_locks() -> None:
    """Broken and locked files are refused, with what to do."""
    data = odt(paragraph("Words."))
    for cut in range(0, len(data), 101):
        with pytest.raises(
            UnreadableError, match=r"damaged OpenDocument file .*; open it in Libre"
        ):
            read_odt(data[:cut])
    locked = io.BytesIO(data)
    with zipfile.ZipFile(locked, "a") as package:
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UnreadableError, match="locked with a password; save it without one"):
        read_odt(locked.getvalue())


def test_other_open_documents_are_refused() -> None:
    """A spreadsheet has no text that could be read as minutes."""
    body = "<office:body><office:spreadsheet/></office:body>"

    with pytest.raises(UnreadableError, match="without text; save it as ODT, DOCX or PDF"):
        read_odt(f"<office:document {NAMES}>{body}</office:document>".encode())


def test_bombs_are_refused() -> None:
    """Neither a ZIP file nor entities are unfolded to gigabytes."""
    entities = b"<!DOCTYPE d [<!ENTITY a 'aaaa'>]><d>&a;</d>"
    with pytest.raises(UnreadableError, match="declares a document type"):
        read_odt(entities)
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("content.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(201):
            part.write(bytes(1024 * 1024))
    with pytest.raises(UnreadableError, match=r"unpacks to 210,763,776 bytes, over the limit"):
        read_odt(file.getvalue())


def test_scrambled_xml() -> None:
    """A flat file damaged in two hundred places in turn never fails in a way of its own."""
    body = a_list(item(paragraph("Bins.")), style="Minutes") + "<table:table/>" + paragraph("End.")
    flat = (
        f"<office:document {NAMES}>{LISTS}{STYLES}<office:body><office:text>{body}</office:text>"
        "</office:body></office:document>"
    ).encode()
    dice = random.Random(1)
    outcomes = set()
    for _ in range(200):
        place, length = dice.randrange(len(flat)), dice.randrange(1, 9)
        try:
            outcomes.add(
                type(read_odt(flat[:place] + b"7" * (length % 3) + flat[place + length :]))
            )
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert UnreadableError in outcomes
    assert len(outcomes) == 2

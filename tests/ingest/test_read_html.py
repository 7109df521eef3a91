"""Web pages: the minutes, without the page around them."""

from datetime import date

import pytest

from ingest.model import BlockKind, HiddenTextError, Meeting
from ingest.read_html import read_html, read_markup


def shown(body: str) -> list[tuple[BlockKind, str]]:
    reading = read_html(f"<html><body>{body}</body></html>".encode())
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def words(body: str) -> list[str]:
    return [text for _, text in shown(body)]


@pytest.mark.parametrize(
    "furniture",
    [
        "<script>var a = 'cookies'</script>",
        "<style>p { color: red }</style>",
        "<nav><a>Home</a></nav>",
        "<header>Tinytown Council <p>cookies</p></header>",
        "<footer>Accessibility</footer>",
        "<aside>News</aside>",
        '<ul class="breadcrumb"><li>Home</li></ul>',
        '<div role="navigation">Councillors</div>',
        '<span class="mgHide">ref: 13567</span>',
        '<ul class="mgActionList"><li>View the decision for item 4.</li></ul>',
        "<form><label>Search</label></form>",
        "<button>Play</button>",
        "<p hidden>secret</p>",
        "<p>&nbsp;</p>",
        "<!-- comment -->",
    ],
)
def test_furniture_is_taken_off(furniture: str) -> None:
    """What a page shows around the minutes was not said at the meeting."""
    said = "The Director reported that collections were late in Mill Lane."

    assert words(f"{furniture}<p>{said}</p>{furniture}") == [said]


def test_a_form_around_the_whole_page_is_no_furniture() -> None:
    """Some sites wrap all they show in a form; the minutes in it are minutes."""
    assert words("<form><script>x()</script><p>The bins were late.</p></form>") == [
        "The bins were late."
    ]


def test_the_main_part_is_preferred() -> None:
    """Where a page says which part is its own, the rest is left out."""
    said = "The Director reported that collections were late."

    for main in (f'<div id="modgov">{said}</div>', f"<main>{said}</main>"):
        assert words(f"<div>Elsewhere on this site</div>{main}") == [said]


def test_a_small_main_part_is_not_believed() -> None:
    """A main part that holds next to nothing is a mistake of the page's."""
    said = "The Director reported that collections were late in Mill Lane."

    assert words(f"<main>Hm</main><div>{said}</div>") == ["Hm", said]


ITEM = """
<table class="mgItemTable"><tr>
 <td class="mgItemNumberCell"><p class="mgAiTitleTxt">4.</p></td>
 <td><p class="mgAiTitleTxt">Pimlico District Heating</p>
  <div class="mgWordPara"><p>To consider
     the report.</p></div>
  <p class="mgSubItemTitleTxt">Decision:</p><div class="mgWordPara"><p>To close it.</p></div>
  <p class="mgSubItemTitleTxt">Minutes:</p>
  <div class="mgWordPara"><div class="WordSection1"><p>14.1</p><p>It was late.</p><p>&nbsp;</p>
   <table><tr><th>Year</th><th>Cost</th></tr><tr><td><p>2020</p></td><td><p>£4</p></td></tr></table>
  </div></div></td>
</tr></table>
"""


def test_a_moderngov_item() -> None:
    """Number cell and title make a heading; labels, lost line ends and tables are put right."""
    assert shown(ITEM) == [
        ("heading", "4. Pimlico District Heating"),
        ("paragraph", "To consider the report."),
        ("label", "Decision:"),
        ("paragraph", "To close it."),
        ("label", "Minutes:"),
        ("paragraph", "14.1 It was late."),
        ("row", "Year | Cost"),
        ("row", "2020 | £4"),
    ]


def test_rows_carry_the_header_of_their_table() -> None:
    """Each row but the first carries the first, which a row read alone needs."""
    reading = read_html(f"<body>{ITEM}</body>".encode())

    assert ["", "Year | Cost"] == [b.header for b in reading.blocks if b.kind == "row"]


@pytest.mark.parametrize("number", ["14.1", "14.1.", "(a)", "23/5", "221 (28)", "4.", "CSC/12/19"])
def test_a_number_alone_numbers_what_follows(number: str) -> None:
    """A number in a cell or paragraph of its own belongs to the next words."""
    assert words(f"<p>{number}</p><p>Staying Put</p>") == [f"{number} Staying Put"]


def test_numbers_alone_are_never_lost() -> None:
    """Two numbers in a row, and one at the end, stand as paragraphs."""
    assert words("<p>1.</p><p>2.</p><p>Staying Put</p><p>3.</p>") == ["1.", "2. Staying Put", "3."]


def test_lists_show_their_numbers() -> None:
    """A numbered list's items carry the numbers that a reader sees; a bulleted list's have none."""
    items = "<li>note it</li> <li><p>send it</p><p>soon</p></li>"
    ol, ul = f"<ol>{items}</ol>", f"<ul>{items}</ul>"

    assert words(ol) == ["1. note it", "2. send it", "soon"]
    assert [kind for kind, _ in shown(ol)][:2] == ["clause", "clause"]
    assert words(ul) == ["note it", "send it", "soon"]
    assert [kind for kind, _ in shown(ul)][:2] == ["bullet", "bullet"]


def test_lists_within_lists() -> None:
    """Each list counts its own items."""
    assert words("<ol><li>one<ol><li>inner</li></ol></li><li>two</li></ol>") == [
        "1. one",
        "1. inner",
        "2. two",
    ]


def test_headings_and_breaks() -> None:
    """h1 to h6 are headings; <br> is a space; text between blocks is kept."""
    assert shown("<h2>the bins</h2>loose<p>Mill<br>Lane <b>was</b> late.</p>tail end") == [
        ("heading", "the bins"),
        ("paragraph", "loose"),
        ("paragraph", "Mill Lane was late."),
        ("paragraph", "tail end"),
    ]


def test_a_numbered_paragraph_in_bold_is_a_heading() -> None:
    """Word pages mark an item's title with bold type only."""
    title = "14 report on what was done about the bins in the winter and the spring of that year"

    assert shown(f"<p><b>{title}</b></p><p>{title}</p>")[0][0] == "heading"
    assert shown(f"<p><b>{title}</b></p><p>{title}</p>")[1][0] != "heading"


def test_facts_in_the_head() -> None:
    """ModernGov gives title and date in the page's head, and sites give its address."""
    facts = read_html(
        b'<html><head><meta name="DC.title" content="Minutes of the\n Panel"/>'
        b'<meta name="DC.date" content="2018-06-14"/><title>Site</title>'
        b'<link rel="canonical" href="https://tinytown.example/1"></head><body>x</body></html>'
    ).facts

    assert facts.title == "Minutes of the Panel"
    assert facts.meeting == Meeting(held=date(2018, 6, 14))
    assert facts.url == "https://tinytown.example/1"


def test_odd_facts_are_unknown() -> None:
    """A date that is none, a relative address and an empty title are no facts."""
    facts = read_html(
        b'<html><head><meta name="DC.date" content="14/06/2018"/><title> </title>'
        b'<link rel="canonical" href="javascript:alert(1)"></head><body>x</body></html>'
    ).facts

    assert facts.meeting.held is None
    assert facts.title is None
    assert facts.url is None


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("no-such-code", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_declared_encodings(declared: str, actual: str) -> None:
    """The declared encoding is tried first; pages often declare one that they are not in."""
    page = f'<html><head><meta charset="{declared}"></head><body>Siân’s £5 – “late”</body></html>'

    assert read_html(page.encode(actual)).text == "Siân’s £5 – “late”"


@pytest.mark.parametrize(
    "body",
    [
        "<p>never closed<div><table><tr><td>odd",
        "<table><ol><li>moved out</table></ol>",
        "&#xD800;&#0;&bogus; &amp;#39;",
        "<b><p>crossed</b></p>",
        "<<<>>> < p > a",
        "]]><![CDATA[x]]>",
    ],
)
def test_broken_markup_is_read_as_browsers_do(body: str) -> None:
    """No markup is too broken to have its words taken, in UTF-8."""
    assert "".join(words(body)).encode()


def test_deep_pages() -> None:
    """Thousands of nested tags are no reason to fail."""
    assert words("<div>" * 4000 + "deep") == ["deep"]
    assert words("<table><tr><td>" * 400 + "deep") == ["deep"]


@pytest.mark.parametrize(
    "style",
    ["display:none", "visibility : hidden", "DISPLAY:NONE", "opacity:0", "left: -9999px"],
)
def test_what_a_page_does_not_show_is_not_read(style: str) -> None:
    """Menus and the like that a script shows when asked are no minutes, nested or not."""
    inner = f"<p style='{style}'>Menu <b style='{style}'>more</b></p>"
    markup = f"<p>Bins were late.</p><div style='{style}'>Closed {inner}</div><p>It rained.</p>"

    assert read_markup(markup).text == "Bins were late.\n\nIt rained."


@pytest.mark.parametrize(
    "style",
    [
        "mso-hide:all",
        "font-size:0",
        "font-size:0.0pt",
        "background:white;color:white",
        "color:#fff;background:none",
        "font-size: 0pt;",
        "color:white",
        "color: #FFFFFF;",
        "color:#fff",
    ],
)
def test_words_that_a_style_hides_set_the_page_aside(style: str) -> None:
    """Word's hidden text, and text in white or of no size, may be a failed redaction."""
    with pytest.raises(HiddenTextError, match="hidden text: check redaction"):
        read_markup(f"<p>Bins were late.</p><p><span style='{style}'>Ann Reed</span></p>")


@pytest.mark.parametrize(
    "markup",
    [
        "<td style='background:#008;color:white'>Bins</td>",
        "<tr bgcolor='#000080'><td style='color:#fff'>Bins</td></tr>",
        "<td style='background-color:white'>Bins</td>",
        "<td style='font-size:0.9em'>Bins</td>",
        "<td style='color:white'> </td><td>Bins</td>",
    ],
)
def test_words_that_are_shown_are_read(markup: str) -> None:
    """White on a colour, small print and white space hide nothing."""
    assert read_markup(f"<table>{markup}</table>").text.strip(" |") == "Bins"


def test_the_day_a_list_of_meetings_was_made_is_no_meeting() -> None:
    """ModernGov dates every page; only that of a meeting has the meeting's date."""
    head = '<meta name="DC.date" content="2024-05-09"><meta name="DC.title" content="{}">'
    held = {
        title: read_markup(f"<head>{head.format(title)}</head><p>Bins</p>").facts.meeting.held
        for title in ("Browse meetings - Audit", "Committee details - Audit", "Agenda for Audit")
    }

    assert [None, None, date(2024, 5, 9)] == [*held.values()]


def test_white_by_an_old_element_sets_the_page_aside() -> None:
    """`font` is how Word once wrote colours."""
    with pytest.raises(HiddenTextError):
        read_markup(
            "<p>Bins</p><div style='background:white'><font color='WHITE'>Reed</font></div>"
        )


def test_lists_keep_the_numbers_that_the_page_shows() -> None:
    """A list that begins at 5, one by letters, and one that goes on elsewhere."""
    body = (
        "<ol start=5><li>a was done</li><li>b was done</li></ol>"
        "<ol type=a><li>c was done</li></ol><ol><li value=7>d was done</li></ol>"
    )

    assert ["5. a was done", "6. b was done", "a. c was done", "7. d was done"] == words(body)


def test_captions_and_numbers_of_a_table_stay_with_it() -> None:
    """A caption stands before its rows, and a row of one number is no number of what follows."""
    body = (
        "<table><caption>Bins missed</caption><tr><th>Year</th><th>Bins</th></tr>"
        "<tr><td>2018</td><td>4</td></tr><tr><td>2019</td></tr></table><p>The Clerk spoke.</p>"
    )

    assert ["Bins missed", "Year | Bins", "2018 | 4", "2019", "The Clerk spoke."] == words(body)

"""The numbers that Word shows before paragraphs, as it counts them."""

from xml.etree import ElementTree

import pytest

from ingest.word.numbering import Numbering, numeral
from ingest.word.styles import MAIN, Styles


def level(form: str, text: str, more: str = "", *, place: int = 0) -> str:
    return (
        f"<w:lvl w:ilvl='{place}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text}'/>{more}</w:lvl>"
    )


USUAL = (
    level("decimal", "%1.")
    + level("decimal", "%1.%2", place=1)
    + level("lowerLetter", "(%3)", place=2)
    + level("bullet", "\uf0b7", place=3)
)


def labels(
    paragraphs: list[str], *, levels: str = USUAL, lists: str = "", styles: str = ""
) -> list[str | None]:
    """The labels of paragraphs "list/level" or "style", "•" for bullets, None outside lists.

    List 1 is numbered by `levels`; `lists` are others.
    """
    counted = Styles(root("styles", styles))
    numbering = Numbering(
        root(
            "numbering",
            f"<w:abstractNum w:abstractNumId='1'>{levels}</w:abstractNum>"
            f"<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>{lists}",
        ),
        counted,
    )
    numbered = [numbering.number(root("p", properties(each))) for each in paragraphs]
    return [
        None if each is None else "•" if each.label is None else each.label for each in numbered
    ]


def properties(paragraph: str) -> str:
    number, level = paragraph.split("/") if "/" in paragraph else ("", "")
    within = f"<w:pStyle w:val='{paragraph}'/>" if not number else ""
    if number:
        within = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:pPr>{within}</w:pPr>"


def root(name: str, within: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<w:{name} xmlns:w='{MAIN}'>{within}</w:{name}>")


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (14, "decimalZero", "14"),
        (3, "lowerLetter", "c"),
        (26, "upperLetter", "Z"),
        (27, "lowerLetter", "aa"),
        (54, "lowerLetter", "bbb"),
        (4, "lowerRoman", "iv"),
        (49, "upperRoman", "XLIX"),
        (499, "lowerRoman", "cdxcix"),
        (1, "ordinal", "1st"),
        (12, "ordinal", "12th"),
        (22, "ordinal", "22nd"),
        (5, "none", ""),
        (0, "lowerLetter", "0"),
        (999_999_999, "lowerRoman", "999999999"),
        (7, "chineseCounting", "7"),
    ],
)
def test_numerals(number: int, form: str, written: str) -> None:
    """A number in each form that minutes use, and in digits where a form cannot hold it."""
    assert written == numeral(number, form)


def test_levels_are_counted_within_the_level_above() -> None:
    """A new item begins its paragraphs anew, and a new paragraph its clauses."""
    found = labels(["1/0", "1/1", "1/1", "1/2", "1/2", "1/3", "1/1", "1/2", "1/0", "1/1"])

    assert ["1.", "1.1", "1.2", "(a)", "(b)", "•", "1.3", "(a)", "2.", "2.1"] == found


def test_a_list_that_opens_at_its_second_level_has_had_its_first() -> None:
    """After "1.1" and "1.2" the next item is 2."""
    assert ["1.1", "1.2", "2.", "2.1"] == labels(["1/1", "1/1", "1/0", "1/1"])


def test_fixed_words_and_roman_numerals() -> None:
    """A label holds whatever words the list puts around its numbers."""
    levels = level("decimal", "CSC/12/%1") + level("lowerRoman", "%1 (%2)", place=1)

    assert ["CSC/12/1", "CSC/12/2", "2 (i)"] == labels(["1/0", "1/0", "1/1"], levels=levels)


def test_a_level_may_go_on_through_items() -> None:
    """Paragraphs that are numbered through a whole document do not begin anew at a heading."""
    through = level("decimal", "%1.") + level("decimal", "%2", "<w:lvlRestart w:val='0'/>", place=1)

    assert ["1.", "1", "2", "2.", "3"] == labels(
        ["1/0", "1/1", "1/1", "1/0", "1/1"], levels=through
    )


def test_a_level_may_begin_anew_after_one_level_only() -> None:
    """Clauses that belong to the item, and not to its paragraphs, go on from one to the next."""
    levels = (
        level("decimal", "%1.")
        + level("decimal", "%1.%2", place=1)
        + level("lowerLetter", "(%3)", "<w:lvlRestart w:val='1'/>", place=2)
    )
    found = labels(["1/0", "1/1", "1/2", "1/1", "1/2", "1/0", "1/2"], levels=levels)

    assert ["1.", "1.1", "(a)", "1.2", "(b)", "2.", "(a)"] == found


def test_legal_numbering_shows_digits() -> None:
    """Under "Article II" a legal level counts 2.1."""
    levels = level("upperRoman", "Article %1") + level("decimal", "%1.%2", "<w:isLgl/>", place=1)

    assert ["Article I", "Article II", "2.1"] == labels(["1/0", "1/0", "1/1"], levels=levels)


def test_lists_of_one_pattern_count_on() -> None:
    """A list copied further down goes on from where its pattern was left."""
    lists = "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"

    assert ["1.", "2.", "3.", "4."] == labels(["1/0", "2/0", "1/0", "2/0"], lists=lists)


def test_a_list_set_to_begin_anew_does_so_once() -> None:
    """Each resolution's clauses begin with the number that Word was told."""
    lists = (
        "<w:num w:numId='2'><w:abstractNumId w:val='1'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    )

    assert ["1.", "5.", "6.", "7."] == labels(["1/0", "2/0", "2/0", "2/0"], lists=lists)


def test_a_list_may_replace_a_level_of_its_pattern() -> None:
    """An override with a level of its own changes how that list is shown, and no other."""
    lists = (
        "<w:num w:numId='2'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
        + level("upperLetter", "%1)")
        + "</w:lvlOverride></w:num>"
    )

    assert ["1.", "B)", "3."] == labels(["1/0", "2/0", "1/0"], lists=lists)


STYLES = """
<w:style w:type="paragraph" w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>
</w:style>
<w:style w:type="paragraph" w:styleId="Minute"><w:basedOn w:val="Item"/>
  <w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="BoldMinute"><w:basedOn w:val="Minute"/></w:style>
<w:style w:type="paragraph" w:styleId="Plain"><w:basedOn w:val="Item"/>
  <w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="numbering" w:styleId="ListOfMinutes">
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>
"""


def test_styles_number_their_paragraphs() -> None:
    """Numbers come by a style, by what it is based on, and can be switched off by another."""
    found = labels(["Item", "Minute", "BoldMinute", "Plain", "Circle", "Item"], styles=STYLES)

    assert ["1.", "1.1", "1.2", None, None, "2."] == found


def test_the_usual_style_may_be_numbered() -> None:
    """A paragraph that names no style has the one marked as usual."""
    usual = STYLES.replace('w:styleId="Item"', 'w:styleId="Item" w:default="1"')

    assert ["1.", "2."] == labels(["", ""], styles=usual)


def test_a_level_may_name_its_style() -> None:
    """The level that a style belongs to is the one that names it."""
    levels = level("decimal", "%1.") + level(
        "lowerLetter", "(%2)", "<w:pStyle w:val='Item'/>", place=1
    )

    assert ["(a)", "(b)"] == labels(["Item", "Item"], levels=levels, styles=STYLES)


def test_a_pattern_may_lie_with_a_list_style() -> None:
    """A list that names a list style is numbered as that style's list is."""
    lists = (
        "<w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='ListOfMinutes'/>"
        "</w:abstractNum><w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num>"
    )

    assert ["1.", "2."] == labels(["1/0", "2/0"], lists=lists, styles=STYLES)


@pytest.mark.parametrize(
    ("levels", "found"),
    [
        (level("none", ""), ""),
        (level("none", "Item %1"), "Item"),
        (level("decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>"), ""),
        (level("decimal", "%1.", "<w:lvlPicBulletId w:val='0'/>"), "•"),
        (level("decimal", "%1.%7"), "1."),
        ("<w:lvl><w:lvlText w:val='%1.'/></w:lvl>", "0."),
        ("<w:lvl w:ilvl='0'><w:start w:val='many'/><w:lvlText w:val='%1.'/></w:lvl>", "0."),
        ("<w:lvl w:ilvl='3'/>", None),
        ("", None),
    ],
)
def test_odd_levels(levels: str, found: str | None) -> None:
    """Levels without numbers, hidden ones, pictures, and what broken files say."""
    assert [found] == labels(["1/0"], levels=levels)


@pytest.mark.parametrize("paragraph", ["0/0", "77/0", "1/8", "1/x", "x/0"])
def test_odd_paragraphs(paragraph: str) -> None:
    """A list that is switched off, is not there or lacks the level shows nothing of its own."""
    assert labels([paragraph]) == (["1."] if paragraph == "1/x" else [None])

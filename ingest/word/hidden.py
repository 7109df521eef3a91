"""Words in a Word file that its pages do not show: marked as hidden, in white, or too small.

They are what is left of a redaction that was meant to take words away and only covered them.
"""

from xml.etree.ElementTree import Element

from ingest.word.styles import MAIN, NAMES, VALUE, Styles, is_on, value

_W = f"{{{MAIN}}}"
_TEXT_BOX = f"{_W}txbxContent"
_SMALLEST = 4  # half-points
_NEAR_WHITE = 0xF0  # of 0xFF; paler than any grey that can be read on paper
# Letters with an outline or a shadow can be read whatever their colour.
_DRAWN = frozenset("outline shadow emboss imprint textOutline textFill glow".split())
# Word's names for the marks it keeps where a form was pasted from a web page.
_INNOCENT = frozenset(("Top of Form", "Bottom of Form"))


def find_hidden(root: Element, styles: Styles, *, is_on_white: bool = True) -> str | None:
    """Where the first hidden words are and how they are hidden; None where all can be read.

    Nothing is said against white words where what lies behind them cannot be known: in text
    boxes, in tables with a style that has colours, and anywhere if not `is_on_white`.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for run in root.iter(f"{_W}r"):
        words = "".join(text.text or "" for text in run.iterfind("w:t", NAMES))
        if not any(character.isalnum() for character in words) or words.strip() in _INNOCENT:
            continue
        paragraph = _above(run, f"{_W}p", parents)
        if paragraph is None:
            continue
        how = _hidden_by(run, paragraph, styles)
        if how or (is_on_white and _is_white_on_white(run, paragraph, styles, parents)):
            numbered = [each for each in root.iter(f"{_W}p") if _has_words(each)]
            place = numbered.index(paragraph) + 1
            return f"words in paragraph {place} are {how or 'white on white'}"
    return None


def _has_words(paragraph: Element) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(f"{_W}t"))


def _above(element: Element, tag: str, parents: dict[Element, Element]) -> Element | None:
    above = parents.get(element)
    while above is not None and above.tag != tag:
        above = parents.get(above)
    return above


def _hidden_by(run: Element, paragraph: Element, styles: Styles) -> str:
    if any(is_on(styles.stated(run, paragraph, name)) for name in ("w:vanish", "w:specVanish")):
        return "marked as hidden"
    size = styles.stated(run, paragraph, "w:sz")
    half_points = size.get(VALUE, "") if size is not None else ""
    if half_points.isdecimal() and int(half_points) < _SMALLEST:
        return "smaller than 2 points"
    return ""


def _is_white_on_white(
    run: Element, paragraph: Element, styles: Styles, parents: dict[Element, Element]
) -> bool:
    colour = styles.stated(run, paragraph, "w:color")
    if colour is None or not _is_white(colour, "val", "themeColor"):
        return False
    own = run.find("w:rPr", NAMES)
    if own is not None and any(each.tag.rpartition("}")[2] in _DRAWN for each in own):
        return False
    highlight = styles.stated(run, paragraph, "w:highlight")
    if highlight is not None and highlight.get(VALUE) != "none":
        return highlight.get(VALUE) == "white"
    style_id = styles.of_paragraph(paragraph)
    behind = [
        styles.stated(run, paragraph, "w:shd"),
        paragraph.find("w:pPr/w:shd", NAMES),
        styles.inherited("paragraph", style_id, "w:pPr/w:shd"),
    ]
    above = parents.get(run)
    while above is not None:
        if above.tag == _TEXT_BOX:
            return False
        behind.append(above.find("w:tcPr/w:shd", NAMES))
        behind.append(above.find("w:tblPrEx/w:shd", NAMES))
        behind.append(above.find("w:tblPr/w:shd", NAMES))
        table_styles = styles.chain("table", value(above, "w:tblPr/w:tblStyle"))
        if any(style.find(".//w:shd", NAMES) is not None for style in table_styles):
            return False
        above = parents.get(above)
    # The shading nearest to the words covers the others.
    nearest = next((shading for shading in behind if shading is not None and _fills(shading)), None)
    return nearest is None or _is_white(nearest, "fill", "themeFill")


def _fills(shading: Element) -> bool:
    pattern, fill = shading.get(VALUE, "clear"), shading.get(f"{_W}fill", "auto")
    return pattern not in ("clear", "nil") or fill != "auto" or f"{_W}themeFill" in shading.attrib


def _is_white(colour: Element, name: str, theme_name: str) -> bool:
    if name == "fill" and colour.get(VALUE, "clear") not in ("clear", "nil"):
        return False  # a pattern of dots or lines, or a solid colour
    pale = is_pale(colour.get(_W + name, ""))
    if pale is not None:
        return pale
    prefix = theme_name.removesuffix("Color")  # themeShade, but themeFillShade
    shaded = any(colour.get(f"{_W}{prefix}{change}") for change in ("Shade", "Tint"))
    return colour.get(_W + theme_name) in ("background1", "light1") and not shaded


def is_pale(colour: str) -> bool | None:
    """Whether a colour such as "FFFFFF" is white or nearly; None where it is no colour."""
    try:
        channels = bytes.fromhex(colour)
    except ValueError:
        return None
    return min(channels) >= _NEAR_WHITE if len(channels) == 3 else None

"""Word files, by way of the HTML that mammoth makes of them.

Word shows numbers that stand in no paragraph, and knows headings and bold type by their styles.
Before mammoth sees a file, all that is written into its paragraphs, and changes are accepted.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import mammoth

from ingest.model import HiddenTextError, Reading, UnreadableError
from ingest.read_html import read_markup
from ingest.word.hidden import find_hidden
from ingest.word.numbering import Numbering
from ingest.word.package import open_package, parse_part
from ingest.word.styles import MAIN, NAMES, VALUE, Styles, is_on, value
from ingest.word.tags import Tags

_W = f"{{{MAIN}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
# The one list that mammoth is shown: what is in it becomes a list item with a bullet.
_BULLETS = (
    f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
# mammoth leaves these out with the words in them, or joins the words on either side of them.
_READ_AS = {
    f"{_W}{name}": f"{_W}{other}"
    for name, other in (
        ("fldSimple", "smartTag"),
        ("dir", "smartTag"),
        ("bdo", "smartTag"),
        ("cr", "br"),
        ("ptab", "tab"),
    )
}
_LEFT_OUT = frozenset(
    f"{_W}{name}"
    for name in (
        *("del", "moveFrom", "commentReference", "softHyphen", "bookmarkStart", "bookmarkEnd"),
        *("proofErr", "lastRenderedPageBreak", "tblGrid", "sectPr", "footnoteRef", "endnoteRef"),
    )
)
_NOTES = ("footnote", "endnote")
_REFERENCES = frozenset(f"{_W}{kind}Reference" for kind in _NOTES)
# A page with a colour, or a drawing that words may stand on.
_BEHIND = re.compile(rb"<w:background\b|behindDoc=[\"'](?:1|true)|z-index:\s*-")
_DRAWINGS = frozenset(f"{_W}{name}" for name in ("drawing", "pict", "object"))
_WAY_BACK = re.compile(r'<a href="#[^"]*-ref-[^"]*">↑</a>')


def read_docx(data: bytes) -> Reading:
    """A DOCX file's paragraphs, headings, lists and tables; UnreadableError where it is broken.

    Insertions under track changes are read, deletions are not; page headers and footers are left.
    HiddenTextError where words are hidden.
    """
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(_plainer(data)), include_embedded_style_map=False
        )
    except UnreadableError:
        raise
    except Exception as error:  # the ways in which a file can be broken are many
        reason = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableError(
            f"damaged DOCX ({reason}); open it in Word and save it again"
        ) from error
    return read_markup(_WAY_BACK.sub("", converted.value))


def _plainer(data: bytes) -> bytes:
    """The same words as a file that leaves nothing to styles, numbering or pictures."""
    package = open_package(data)
    main = _related(package, "").get("officeDocument", "word/document.xml")
    parts = _related(package, main)
    texts = {"document": _parsed(package, main)} | {
        f"{kind}s": _part(package, parts.get(f"{kind}s")) for kind in _NOTES
    }
    styles = Styles(_part(package, parts.get("styles")))
    lists = _part(package, parts.get("numbering"))
    has_background = _BEHIND.search(package.read(main)) is not None
    known = {
        (f"{_W}{kind}Reference", note.get(f"{_W}id"))
        for kind in _NOTES
        for note in texts[f"{kind}s"].iterfind(f"w:{kind}", NAMES)
        if note.get(f"{_W}type") in (None, "normal")  # others are the lines above the notes
    }
    for name, root in texts.items():
        _accept(root, known)
        hidden = find_hidden(root, styles, is_on_white=not has_background)
        if hidden:
            raise HiddenTextError(hidden + (f" of the {name}" if name != "document" else ""))
        _write_out(root, styles, Numbering(lists, styles))
    plainer = io.BytesIO()
    with zipfile.ZipFile(plainer, "w") as new:
        new.writestr("word/numbering.xml", _BULLETS)
        for name, root in texts.items():
            if len(root):
                new.writestr(f"word/{name}.xml", ElementTree.tostring(root))
    return plainer.getvalue()


def _related(package: zipfile.ZipFile, path: str) -> dict[str, str]:
    """The parts that the part at `path` names, by the last word of their relation to it."""
    folder, name = posixpath.split(path)
    try:
        root = parse_part(package.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    except (KeyError, ElementTree.ParseError):
        return {}
    return {
        relation.get("Type", "").rpartition("/")[2]: posixpath.normpath(
            posixpath.join("/", folder, relation.get("Target", ""))
        ).lstrip("/")
        for relation in root
        if relation.get("TargetMode") != "External"
    }


def _part(package: zipfile.ZipFile, path: str | None) -> Element:
    """The root of a part that a file may lack; without its styles its words still stand."""
    try:
        return _parsed(package, path or "")
    except (KeyError, ElementTree.ParseError):
        return Element("missing")


def _parsed(package: zipfile.ZipFile, path: str) -> Element:
    root = parse_part(package.read(path).replace(_STRICT, MAIN.encode()))
    for parent in root.iter():
        if any(child.tag == f"{_MC}AlternateContent" for child in parent):
            parent[:] = [chosen for child in parent for chosen in _chosen(child)]
    return root


def _chosen(element: Element) -> Iterator[Element]:
    """Of the ways in which an element is given, the one for any program."""
    if element.tag != f"{_MC}AlternateContent":
        yield element
        return
    ways = [*element.findall(f"{_MC}Fallback"), *element.findall(f"{_MC}Choice")]
    for child in next((way for way in ways if len(way)), ()):
        yield from _chosen(child)


def _accept(root: Element, known: set[tuple[str, str | None]]) -> None:
    """Accept all changes, and leave text boxes of drawings and words of fields and links.

    References to notes stay where the note is `known`.
    """
    for parent in root.iter():
        if parent.tag in (f"{_W}rPr", f"{_W}trPr"):
            continue  # here a deletion is a mark without words
        for child in parent:
            if child.tag in _DRAWINGS:
                boxes = list(_text_boxes(child))
                child.clear()
                child.tag = f"{_W}pict"
                child.extend(boxes)
            elif child.tag in (f"{_W}hyperlink", f"{_W}br", *_READ_AS):
                child.attrib.clear()
                child.tag = _READ_AS.get(child.tag, child.tag)
            elif child.tag in _REFERENCES and (child.tag, child.get(f"{_W}id")) not in known:
                child.tag = f"{_W}footnoteRef"
        parent[:] = _joined([child for child in parent if child.tag not in _LEFT_OUT])


def _joined(blocks: Sequence[Element]) -> Iterator[Element]:
    """Blocks, each paragraph whose mark is deleted or moved away joined to the one below it."""
    for block, below in zip_longest(blocks, blocks[1:]):
        marks = [block.find(f"w:pPr/w:rPr/{mark}", NAMES) for mark in ("w:del", "w:moveFrom")]
        if below is None or block.tag != below.tag or marks == [None, None]:
            yield block
            continue
        words = [child for child in block if child.tag != f"{_W}pPr"]
        place = 1 if len(below) and below[0].tag == f"{_W}pPr" else 0
        below[place:place] = words


def _text_boxes(drawing: Element) -> Iterator[Element]:
    for child in drawing:
        if child.tag == f"{_W}txbxContent":
            yield child
        else:
            yield from _text_boxes(child)


def _write_out(root: Element, styles: Styles, numbering: Numbering) -> None:
    """Write into each paragraph what its style and its list make of it."""
    in_cells = {
        paragraph for cell in root.iter(f"{_W}tc") for paragraph in cell.iterfind("w:p", NAMES)
    }
    tags = Tags()
    for paragraph in list(root.iter(f"{_W}p")):
        words = _words(paragraph)
        is_bold = _embolden(paragraph, styles)
        numbered = numbering.number(paragraph)
        label = (numbered.label or "") if numbered else ""
        # A number alone in a cell numbers the row; elsewhere, nothing.
        if label and (words or paragraph in in_cells):
            _insert(paragraph, label, is_bold)
        heading, is_contents = _named(paragraph, styles)
        is_bullet = is_contents or (numbered is not None and numbered.label is None)
        tag = tags.choose(
            words,
            label,
            place=numbered.place if numbered else None,
            heading=heading,
            is_bold=is_bold,
            is_bullet=is_bullet,
        )
        _restyle(paragraph, tag)


def _restyle(paragraph: Element, tag: str) -> None:
    """Say in the one style or list that mammoth is shown what the paragraph is, and no more."""
    properties = paragraph.find("w:pPr", NAMES)
    if properties is None:
        properties = SubElement(paragraph, f"{_W}pPr")
    properties.clear()
    if tag.startswith("h"):
        SubElement(properties, f"{_W}pStyle", {VALUE: f"Heading{tag[1]}"})
    elif tag == "li":
        list_properties = SubElement(properties, f"{_W}numPr")
        SubElement(list_properties, f"{_W}ilvl", {VALUE: "0"})
        SubElement(list_properties, f"{_W}numId", {VALUE: "1"})


def _words(paragraph: Element) -> str:
    return " ".join("".join(text.text or "" for text in paragraph.iter(f"{_W}t")).split())


def _insert(paragraph: Element, label: str, is_bold: bool) -> None:
    """Write a label before a paragraph, in bold where all its words are."""
    run = Element(f"{_W}r")
    if is_bold:
        SubElement(SubElement(run, f"{_W}rPr"), f"{_W}b")
    SubElement(run, f"{_W}t").text = f"{label} "
    paragraph.insert(0, run)


def _named(paragraph: Element, styles: Styles) -> tuple[int, bool]:
    """What a paragraph's style, or one that it is based on, says by its name.

    The level of a heading, 0 for none; and whether it is a line of a table of contents, which
    repeats a heading and is none.
    """
    for style in styles.chain("paragraph", styles.of_paragraph(paragraph)):
        # Word shows these names in the user's language, and writes them in English.
        named = re.fullmatch(r"(heading|toc) ([1-9])", value(style, "w:name").lower())
        if named:
            return (int(named[2]), False) if named[1] == "heading" else (0, True)
    return 0, False


def _embolden(paragraph: Element, styles: Styles) -> bool:
    """Leave of each run's properties whether it is bold; whether all of the paragraph's are."""
    is_all_bold = True
    for run in paragraph.iter(f"{_W}r"):
        is_bold = is_on(styles.stated(run, paragraph, "w:b"))
        is_all_bold = is_all_bold and (is_bold or not _words(run))
        own = run.find("w:rPr", NAMES)
        if own is not None:
            run.remove(own)
        if is_bold:
            run.insert(0, Element(f"{_W}rPr"))
            SubElement(run[0], f"{_W}b")
    return is_all_bold

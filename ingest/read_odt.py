"""OpenDocument texts, as LibreOffice writes them and Word can: packed in a ZIP, or one flat XML."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from xml.etree.ElementTree import Element

from ingest.model import Facts, HiddenTextError, Reading, UnreadableError
from ingest.read_html import read_markup
from ingest.word.hidden import is_pale
from ingest.word.numbering import LONGEST_LABEL, MOST_LEVELS, Level, count, label, whole
from ingest.word.package import open_package, parse_part
from ingest.word.tags import Tags

_NAMES = {
    prefix: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for prefix, name in (
        *((name, name) for name in ("office", "style", "text", "table", "meta")),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
} | {
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "px": 0.75}
_SMALLEST = 2  # points
# What programs call a document that nobody has named.
_NO_TITLE = re.compile(
    r"^$|^(?:microsoft )?word\b|libreoffice|openoffice|^untitled|^document ?\d*$"
    r"|\.(?:docx?|odt|rtf)$",
    re.IGNORECASE,
)


def _n(name: str) -> str:
    """The name "text:p" as ElementTree writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


_NOT_SHOWN = frozenset(
    map(
        _n,
        (
            *("text:tracked-changes", "office:annotation", "office:annotation-end", "office:forms"),
            *("text:number", "text:ruby-text", "text:sequence-decls", "text:variable-decls"),
            *("text:user-field-decls", "svg:title", "svg:desc", "table:covered-table-cell"),
            *("text:table-of-content-source", "text:note-citation", "office:event-listeners"),
        ),
    )
)
_SPACES = frozenset(map(_n, ("text:s", "text:tab", "text:line-break")))
_DRAWING = f"{{{_NAMES['draw']}}}"
_OUTLINE = "text:outline-style"  # no list style can have this name
_BACKGROUND = _n("fo:background-color")


def read_odt(data: bytes) -> Reading:
    """An ODT file's headings, paragraphs, lists and tables; UnreadableError where it is broken.

    Changes are read as accepted; comments, page headers and footers are left. HiddenTextError
    where words are hidden.
    """
    try:
        content, styles, meta = _parts(data)
        body = content.find("office:body/office:text", _NAMES)
        if body is None:
            raise UnreadableError("an OpenDocument file without text; save it as ODT, DOCX or PDF")
        writer = _Writer(_Styles.of(styles, content))
        writer.write(body, _Place())
        title = " ".join(meta.findtext("office:meta/dc:title", "", _NAMES).split())
    except UnreadableError:
        raise
    except Exception as error:  # the ways in which a file can be broken are many
        reason = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableError(
            f"damaged OpenDocument file ({reason}); open it in LibreOffice and save it again"
        ) from error
    reading = read_markup(writer.markup())
    return replace(reading, facts=Facts(title=None if _NO_TITLE.search(title) else title))


def _parts(data: bytes) -> tuple[Element, Element, Element]:
    """The roots of content, styles and facts, which are one in a flat file."""
    if not data.startswith(b"PK"):
        root = parse_part(data)
        return root, root, root
    package = open_package(data)
    if b"encryption-data" in _part(package, "META-INF/manifest.xml"):
        raise UnreadableError("locked with a password; save it without one")
    nothing = b"<missing/>"
    return (
        parse_part(package.read("content.xml")),
        parse_part(_part(package, "styles.xml") or nothing),
        parse_part(_part(package, "meta.xml") or nothing),
    )


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    return package.read(name) if name in package.namelist() else b""


@dataclass(frozen=True, slots=True)
class _Styles:
    """Styles by family and name, lists' levels by name, and what cannot be seen from the text."""

    named: Mapping[tuple[str, str], Element]
    lists: Mapping[str, Mapping[int, Level]]
    is_on_white: bool  # no page has a colour, and nothing floats behind the words

    @classmethod
    def of(cls, *roots: Element) -> "_Styles":
        named, lists = {}, {}
        colours = []
        for root in roots:
            for style in root.iter(_n("style:style")):
                family = style.get(_n("style:family"), "")
                named[family, style.get(_n("style:name"), "")] = style
                floats = style.find("style:graphic-properties", _NAMES)
                if floats is not None and floats.get(_n("style:run-through")) == "background":
                    colours.append("unknown")
            for style in root.iter(_n("style:default-style")):
                named[style.get(_n("style:family"), ""), ""] = style
            for page in root.iter(_n("style:page-layout-properties")):
                colours.append(page.get(_BACKGROUND, "transparent"))
            for words in root.iter(_n("style:text-properties")):
                # LibreOffice gives a colour even where it shows the one of the screen.
                if words.get(_n("style:use-window-font-color")) == "true":
                    words.set(_n("fo:color"), "auto")
            for style in root.iter(_n("text:list-style")):
                lists[style.get(_n("style:name"), "")] = dict(_levels(style))
            for style in root.iter(_n("text:outline-style")):
                lists[_OUTLINE] = dict(_levels(style))
        plain = all(colour == "transparent" or _is_white(colour) for colour in colours)
        return cls(named, lists, plain)

    def stated(self, family: str, name: str, properties: str, attribute: str) -> str | None:
        """What a style says or inherits; None where it leaves that to what is around it.

        `properties` is "" for what is said of the style itself.
        """
        seen: set[str] = set()
        while name not in seen and (style := self.named.get((family, name))) is not None:
            found = style.find(f"style:{properties}", _NAMES) if properties else style
            if found is not None and (stated := found.get(attribute)) is not None:
                return stated
            seen.add(name)
            name = style.get(_n("style:parent-style-name"), "")
        return None


def _levels(style: Element) -> Iterator[tuple[int, Level]]:
    for level in style:
        number = whole(level.get(_n("text:level")), 1)
        if not 1 <= number <= MOST_LEVELS:
            continue
        numerals = level.get(_n("style:num-format"))
        if numerals is None:
            yield number - 1, Level(1, "bullet", "")
            continue
        shown = min(whole(level.get(_n("text:display-levels")), 1), number)
        text = ".".join(f"%{place}" for place in range(number - shown + 1, number + 1))
        text = level.get(_n("style:num-prefix"), "") + text + level.get(_n("style:num-suffix"), "")
        newer = level.get(_n("loext:num-list-format"))
        if newer is not None:
            text = re.sub(r"%(\d)%", r"%\1", newer)
        if not numerals:
            text = ""
        start = whole(level.get(_n("text:start-value")), 1)
        yield number - 1, Level(start, _FORMS.get(numerals, "decimal"), text[:LONGEST_LABEL])


@dataclass(frozen=True, slots=True)
class _Place:
    """What is around a block: its list, what lies behind it, and whether it is in a contents."""

    list_style: str = ""
    counts: dict[int, int] | None = None  # None outside lists
    depth: int = -1  # 0-based level in the list
    behind: tuple[str, ...] = ()  # colours, the nearest first; "unknown" where it cannot be known
    is_cell: bool = False
    is_contents: bool = False


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read."""

    style: str
    behind: tuple[str, ...]
    markup: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)
    is_bold: bool = True  # so far
    is_hidden: bool = False

    def add(self, markup: str, words: str) -> None:
        self.markup.append(markup)
        self.words.append(words)


class _Writer:
    """The markup of a text, written block by block."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self._markup: list[str] = []
        self._notes: list[Element] = []
        self._tags = Tags()
        self._counted: dict[str, dict[int, int]] = {}  # by the list's id, and by its style
        self._outline: dict[int, int] = {}
        self._n_paragraphs = 0

    def markup(self) -> str:
        """All that was written, with the notes at its end."""
        if self._notes:
            self._markup.append("<ol>")
            for note in self._notes:  # a note may hold another
                self._markup.append("<li>")
                self.write(note, _Place())
                self._markup.append("</li>")
            self._markup.append("</ol>")
        return "".join(self._markup)

    def write(self, parent: Element, place: _Place) -> None:
        for block in parent:
            self._block(block, place)

    def _block(self, block: Element, place: _Place) -> None:
        if block.tag in (_n("text:p"), _n("text:h")):
            self._paragraph(block, place)
        elif block.tag == _n("text:list"):
            self._list(block, place)
        elif block.tag == _n("table:table"):
            behind = self._behind("table", block, "table-properties", place.behind)
            self._markup.append("<table>")
            self._rows(block, _Place(behind=behind, is_cell=True))
            self._markup.append("</table>")
        elif block.tag not in _NOT_SHOWN:
            self._refuse_hidden(block)
            if block.tag.startswith(_DRAWING):
                place = _Place(behind=("unknown",))
            is_contents = place.is_contents or block.tag == _n("text:index-body")
            self.write(block, replace(place, is_contents=is_contents))

    def _rows(self, parent: Element, place: _Place) -> None:
        for child in parent:
            if child.tag == _n("table:table-row"):
                behind = self._behind("table-row", child, "table-row-properties", place.behind)
                self._markup.append("<tr>")
                self._rows(child, replace(place, behind=behind))
                self._markup.append("</tr>")
            elif child.tag == _n("table:table-cell"):
                behind = self._behind("table-cell", child, "table-cell-properties", place.behind)
                self._markup.append("<td>")
                self.write(child, replace(place, behind=behind))
                self._markup.append("</td>")
            elif child.tag not in _NOT_SHOWN:
                self._rows(child, place)  # a group of rows

    def _behind(
        self, family: str, element: Element, properties: str, around: tuple[str, ...]
    ) -> tuple[str, ...]:
        name = element.get(_n("table:style-name"))
        if name is None and family == "table-cell":
            return ("unknown", *around)  # it may take its style from its row or its column
        colour = self._styles.stated(family, name or "", properties, _BACKGROUND)
        return (colour, *around) if colour else around

    def _list(self, block: Element, place: _Place) -> None:
        style = block.get(_n("text:style-name")) or place.list_style
        counts = place.counts
        if counts is None:
            goes_on = block.get(_n("text:continue-list"))
            if goes_on is None and block.get(_n("text:continue-numbering")) == "true":
                goes_on = style
            counts = self._counted.get(goes_on, {}) if goes_on is not None else {}
            self._counted[style] = self._counted[block.get(_n("xml:id"), "")] = counts
        inner = replace(place, list_style=style, counts=counts, depth=place.depth + 1)
        for item in block:
            is_item = item.tag == _n("text:list-item")
            for child in item:
                if is_item and child.tag in (_n("text:p"), _n("text:h")):
                    # Only an item's first paragraph has its number.
                    is_item = False
                    name = style or self._said(child, "style:list-style-name")
                    levels = self._styles.lists.get(name or "", {})
                    label = _counted(item, levels, inner.depth, counts)
                    self._paragraph(child, inner, label or "", is_bullet=label is None)
                else:
                    self._block(child, inner)

    def _paragraph(
        self, block: Element, place: _Place, label: str = "", *, is_bullet: bool = False
    ) -> None:
        level = 0
        if block.tag == _n("text:h"):
            level = max(1, whole(block.get(_n("text:outline-level")), 1))
            # Headings are numbered without a list, unless their style says otherwise.
            is_out = block.get(_n("text:is-list-header")) == "true" or (
                self._said(block, "style:list-style-name") == ""
            )
            if place.counts is None and not is_out:
                levels = self._styles.lists.get(_OUTLINE, {})
                label = _counted(block, levels, level - 1, self._outline) or ""
        style = block.get(_n("text:style-name"), "")
        behind = self._styles.stated("paragraph", style, "paragraph-properties", _BACKGROUND)
        line = _Line(style, (behind, *place.behind) if behind else place.behind)
        self._inline(block, (), line)
        words = " ".join("".join(line.words).split())
        self._n_paragraphs += bool(words)
        if line.is_hidden and words:
            raise HiddenTextError(f"words in paragraph {self._n_paragraphs} are marked as hidden")
        if label and (words or place.is_cell):
            line.markup.insert(
                0, f"<b>{escape(label)} </b>" if line.is_bold else f"{escape(label)} "
            )
        tag = self._tags.choose(
            words,
            label,
            place=(place.list_style, place.depth) if label or is_bullet else None,
            heading=level,
            is_bold=line.is_bold,
            is_bullet=is_bullet or place.is_contents,
        )
        before, after = ("<ul><li>", "</li></ul>") if tag == "li" else (f"<{tag}>", f"</{tag}>")
        self._markup += [before, *line.markup, after]
        for drawing in line.drawings:
            self._block(drawing, place)

    def _said(self, paragraph: Element, attribute: str) -> str | None:
        style = paragraph.get(_n("text:style-name"), "")
        return self._styles.stated("paragraph", style, "", _n(attribute))

    def _inline(self, element: Element, spans: tuple[str, ...], line: _Line) -> None:
        """Write what stands in a paragraph; `spans` are the styles around, the nearest first."""
        self._text(element.text, spans, line)
        for child in element:
            if child.tag in _SPACES:
                line.add(" ", " ")
            elif child.tag == _n("text:note"):
                self._notes.extend(child.iterfind("text:note-body", _NAMES))
                line.markup.append(f"[{len(self._notes)}]")
            elif child.tag.startswith(_DRAWING):
                line.drawings.append(child)
            elif child.tag == _n("text:hidden-paragraph"):
                line.is_hidden = line.is_hidden or child.get(_n("text:is-hidden")) == "true"
            elif child.tag not in _NOT_SHOWN:
                self._refuse_hidden(child)
                named = child.get(_n("text:style-name")) if child.tag == _n("text:span") else None
                self._inline(child, (named, *spans) if named else spans, line)
            self._text(child.tail, spans, line)

    def _text(self, text: str | None, spans: tuple[str, ...], line: _Line) -> None:
        if not text:
            return
        is_bold = self._shown(spans, line, "fo:font-weight") in ("bold", "600", "700", "800", "900")
        if any(character.isalnum() for character in text):
            how = self._hidden_by(spans, line)
            if how:
                raise HiddenTextError(f"words in paragraph {self._n_paragraphs + 1} are {how}")
            line.is_bold = line.is_bold and is_bold
        line.add(f"<b>{escape(text)}</b>" if is_bold else escape(text), text)

    def _shown(self, spans: tuple[str, ...], line: _Line, attribute: str) -> str | None:
        """A property of the words within these spans, be it their own or inherited."""
        named = [*(("text", span) for span in spans), ("paragraph", line.style)]
        stated = (self._styles.stated(*each, "text-properties", _n(attribute)) for each in named)
        return next((found for found in stated if found is not None), None)

    def _hidden_by(self, spans: tuple[str, ...], line: _Line) -> str:
        if self._shown(spans, line, "text:display") not in (None, "true"):
            return "marked as hidden"
        size = re.fullmatch(
            r"(\d+(?:\.\d+)?)([a-z]{2})", self._shown(spans, line, "fo:font-size") or ""
        )
        if size and float(size[1]) * _POINTS.get(size[2], _SMALLEST) < _SMALLEST:
            return "smaller than 2 points"
        colour = self._shown(spans, line, "fo:color") or ""
        behind = (self._shown(spans, line, "fo:background-color"), *line.behind)
        nearest = next((each for each in behind if each not in (None, "transparent")), "#FFFFFF")
        is_covered = self._styles.is_on_white and _is_white(colour) and _is_white(nearest or "")
        return "white on white" if is_covered else ""

    def _refuse_hidden(self, element: Element) -> None:
        """HiddenTextError for a section or a text that is not shown, where it has words."""
        display, state = (element.get(_n(f"text:{name}")) for name in ("display", "is-hidden"))
        is_hidden = display == "none" or (display == "condition" and state == "true")
        if element.tag == _n("text:hidden-text"):
            is_hidden = state != "false"
        words = (*element.itertext(), element.get(_n("text:string-value"), "")) if is_hidden else ()
        if any(character.isalnum() for character in "".join(words)):
            place = f"after paragraph {self._n_paragraphs}"
            raise HiddenTextError(f"words {place} are marked as hidden")


def _counted(
    item: Element, levels: Mapping[int, Level], depth: int, counts: dict[int, int]
) -> str | None:
    """The label of a list's item, once counted; None where it has a bullet or nothing."""
    level = levels.get(depth)
    if level is None:
        return None
    start = item.get(_n("text:start-value"))
    if start is not None:
        counts[depth] = whole(start, 1) - 1
    count(counts, depth, levels, {})
    return None if level.is_bullet else label(level, levels, counts)


def _is_white(colour: str) -> bool:
    return bool(is_pale(colour.removeprefix("#")))

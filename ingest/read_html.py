"""Web pages: ModernGov's in particular, and the HTML that Word files are turned into."""

import re
from collections.abc import Iterator
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.compose import Piece, compose
from ingest.lines import ITEM_NUMBER, classify
from ingest.model import BlockKind, Facts, HiddenTextError, Meeting, Reading
from ingest.read_text import decode

# What a page shows around the minutes; none of it was said at a meeting.
_FURNITURE = (
    "script, style, noscript, template, nav, header, footer, aside, button, iframe, svg, "
    "[role=navigation], [role=banner], [role=contentinfo], [role=search], .breadcrumb, "
    ".breadcrumbs, .mgHide, .sr-only, .skip-link, .mgActionList, [hidden]"
)
_MAIN = ("#mgMainContent", "#modgov", ".mgContent", "main", "[role=main]", "article")
# The date of a page that is about no meeting is the day it was made.
_NO_MEETING = re.compile(
    r"(?:browse|committee (?:details|structure)|councillors?|calendar|find|list|library"
    r"|forward plan|outside bod|your)\b",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0+)?(?:;|$|!)|(?:left|top|text-indent):-\d{3,}",
    re.IGNORECASE,
)
# What Word hides, and what is written so that nobody reads it.
_HIDDEN = re.compile(r"mso-hide:all|font-size:0(?:\.0+)?(?:[a-z%]*)(?:;|$|!)", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"background(?:-color)?:(?!white|#fff(?:fff)?(?![0-9a-f])|none|transparent|inherit|initial)",
    re.IGNORECASE,
)
_NO_COLOUR = ("", "white", "#fff", "#ffffff", "transparent")
_WHITE = re.compile(r"(?<![-\w])color:(?:white|#fff(?:fff)?|rgb\(255,255,255\))", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 "
    "h3 h4 h5 h6 hr li main ol p pre section table tbody td tfoot th thead tr ul caption "
    "summary".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NUMBER_ALONE = re.compile(
    r"^\(?(?:\d{1,3}(?:\.\d{1,3})+|(?=\D*\d)[\w/]{1,12}(?: \(\d+\))?)[.)]?$|^\(?[a-z]{1,4}\)$"
)


def read_html(data: bytes) -> Reading:
    """The minutes on a web page, without the page around them."""
    return read_markup(_declared(data))


def read_markup(markup: str) -> Reading:
    """As `read_html`, for markup already decoded."""
    tree = LexborHTMLParser(markup)
    facts = _page_facts(tree)
    root = tree.body or tree.root
    if root is None:
        return Reading("", (), facts=facts)
    for node in reversed(tree.css(_FURNITURE)):
        node.decompose()
    # Some sites wrap the whole page in a form; minutes inside one are still minutes.
    most = len(root.text()) / 2
    for node in tree.css("form"):
        if len(node.text()) < most:
            node.decompose()
    _take_off_hidden(tree)
    _number_lists(root)
    main = next((found for css in _MAIN if (found := tree.css_first(css))), None)
    if main is None or len(main.text().strip()) < len(root.text().strip()) / 4:
        main = root
    text, blocks = compose(_pieces(main))
    return Reading(text, blocks, facts=facts)


def _take_off_hidden(tree: LexborHTMLParser) -> None:
    """Without what the page's script shows when asked; HiddenTextError for what nothing shows."""
    not_shown = []
    for node in tree.css("[style]"):
        style = re.sub(r"\s+", "", node.attributes.get("style") or "")
        if not node.text().strip():
            continue
        if _HIDDEN.search(style):
            raise HiddenTextError("words that the page's own style hides")
        if _WHITE.search(style) and not _has_background(node):
            raise HiddenTextError("white words without a background")
        if _NOT_SHOWN.search(style):
            not_shown.append(node)
    for node in tree.css("font[color]"):
        is_white = (node.attributes.get("color") or "").lower() in ("white", "#fff", "#ffffff")
        if is_white and node.text().strip() and not _has_background(node):
            raise HiddenTextError("white words without a background")
    for node in reversed(not_shown):  # what is inside goes before what it is in
        node.decompose()


def _has_background(node: LexborNode | None) -> bool:
    while node is not None:
        style = re.sub(r"\s+", "", node.attributes.get("style") or "")
        colour = (node.attributes.get("bgcolor") or "").lower()
        if _BACKGROUND.search(style) or colour not in _NO_COLOUR:
            return True
        node = node.parent
    return False


def _declared(data: bytes) -> str:
    declared = re.search(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", data[:4096], re.IGNORECASE)
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"), errors="strict")
        except (LookupError, UnicodeError):
            pass  # pages often declare an encoding that they are not in
    return decode(data)


def _page_facts(tree: LexborHTMLParser) -> Facts:
    """Facts that ModernGov and other sites put in the head of a page."""
    held = None
    named = _meta(tree, "DC.date")
    if named:
        try:
            held = date.fromisoformat(named[:10])
        except ValueError:
            held = None
    title = _meta(tree, "DC.title")
    if not title and (node := tree.css_first("title")):
        title = _squeeze(node.text())
    if _NO_MEETING.match(title):
        held = None
    canonical = tree.css_first("link[rel=canonical]")
    url = canonical.attributes.get("href") if canonical else None
    if url is not None and not url.startswith(("http://", "https://")):
        url = None
    return Facts(Meeting(held=held), title=title or None, url=url)


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[name="{name}"]')
    return _squeeze(node.attributes.get("content") or "") if node else ""


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _pieces(root: LexborNode) -> Iterator[Piece]:
    """Pieces in document order, each number that stands alone joined to the words it numbers."""
    number = ""
    for piece in _walk(root):
        if piece.kind == "row":
            if number:
                yield Piece(number, "paragraph")
                number = ""
            yield piece
            continue
        if _NUMBER_ALONE.match(piece.text):
            if number:
                yield Piece(number, "paragraph")
            number = piece.text
            continue
        if number:
            text = f"{number} {piece.text}"
            yield Piece(
                text, piece.kind if piece.kind == "heading" else classify(text), piece.header
            )
            number = ""
        else:
            yield piece
    if number:
        yield Piece(number, "paragraph")


def _walk(root: LexborNode) -> Iterator[Piece]:
    """Depth-first without recursion: some pages nest thousands deep."""
    words: list[str] = []
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text_content or "")
        elif leaving:
            yield from _flush(words, node)
        elif tag == "br":
            words.append(" ")
        elif tag == "table" and _is_data(node):
            yield from _flush(words, node.parent or node)
            yield from _rows(node)
        elif not tag.startswith(("-", "_")):
            if tag in _BLOCKS:
                yield from _flush(words, node.parent or node)
                stack.append((node, True))
            children = list(node.iter(include_text=True))
            stack.extend((child, False) for child in reversed(children))


def _flush(words: list[str], node: LexborNode) -> Iterator[Piece]:
    """The words gathered since the last block, as a piece of the kind `node` says it is."""
    text = _squeeze("".join(words))
    words.clear()
    if text:
        yield Piece(*_marked(text, node))


def _marked(text: str, node: LexborNode) -> tuple[str, BlockKind]:
    tag = node.tag or ""
    classes = (node.attributes.get("class") or "").split()
    if tag in _HEADINGS or "mgAiTitleTxt" in classes:
        return text, "heading"
    if tag == "li":
        return _list_item(text, node)
    if tag == "p" and node.parent and node.parent.tag == "li" and _is_first(node, node.parent):
        return _list_item(text, node.parent)
    kind = classify(text)
    if (
        kind in ("paragraph", "clause")
        and not text.endswith((".", ";"))
        and len(text) <= 120
        and ITEM_NUMBER.match(text)
        and _is_bold(node, text)
    ):
        kind = "heading"
    return text, kind


def _number_lists(root: LexborNode) -> None:
    """Give each item of a numbered list the number that the page shows for it, as its value."""
    for numbered in root.css("ol"):
        number = _whole(numbered.attributes.get("start"), 1) - 1
        letters = numbered.attributes.get("type") or ""
        for item in (child for child in numbered.iter() if child.tag == "li"):
            number = _whole(item.attributes.get("value"), number + 1)
            is_letter = letters in ("a", "A") and 0 < number <= 26
            item.attrs["value"] = chr(ord(letters) + number - 1) if is_letter else str(number)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else otherwise


def _list_item(text: str, node: LexborNode) -> tuple[str, BlockKind]:
    """A list item with the number that the page shows for it."""
    parent = node.parent
    if parent is None or parent.tag != "ol" or classify(text) != "paragraph":
        return text, "bullet"
    return f"{node.attributes.get('value')}. {text}", "clause"


def _is_first(paragraph: LexborNode, item: LexborNode) -> bool:
    first = item.css_first("p")
    return first is not None and first.mem_id == paragraph.mem_id


def _is_bold(node: LexborNode, text: str) -> bool:
    bold = "".join(part.text() for part in node.css("b, strong"))
    return _squeeze(bold) == text


def _is_data(table: LexborNode) -> bool:
    """Whether a table shows figures, rather than holding a page's layout."""
    if "mgItemTable" in (table.attributes.get("class") or ""):
        return False
    # A node's own selectors find the node itself too.
    if len(table.css("table")) > 1 or table.css_first("h1, h2, h3, h4, .mgAiTitleTxt"):
        return False
    if any(len(division.css("div")) > 1 for division in table.css("div")):
        return False
    return any(len(row.css("td, th")) > 1 for row in table.css("tr"))


def _rows(table: LexborNode) -> Iterator[Piece]:
    header = ""
    caption = table.css_first("caption")
    if caption and (title := _squeeze(caption.text())):
        yield Piece(title, "label")
    for row in table.css("tr"):
        text = " | ".join(_squeeze(cell.text(separator=" ")) for cell in row.css("td, th"))
        if text.strip(" |"):
            yield Piece(text, "row", header)
            header = header or text

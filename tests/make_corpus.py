"""Make corpus/documents from the sources in tests/corpus_source.

    python tests/make_corpus.py           write the documents and manifest.csv
    python tests/make_corpus.py --check   name what is missing or different; write nothing

A source is front matter and plain text; its `file` names the output, whose suffix picks the form:
a council's PDF, a ModernGov-like web page, a Word file, or a text copy of a web page. All looks
are drawn from the document's name, so that the same sources always give the same documents.
"""

import argparse
import csv
import hashlib
import io
import math
import re
import sys
import textwrap
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from jinja2 import Environment
from markupsafe import Markup, escape
from pypdf import PdfReader
from reportlab import platypus  # type: ignore[import-untyped]
from reportlab.lib import colors, pagesizes  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tests" / "corpus_source"
DOCUMENTS = ROOT / "corpus" / "documents"

NBSP = "\u00a0"
MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("file", "council", "committee", "held", "kind", "status", "url", "title")
FRONT_MATTER = {  # what each value must look like
    **dict.fromkeys(MANIFEST_COLUMNS, r".+"),
    "held": r"\d{4}-\d\d-\d\d",
    "kind": r"minutes|report|agenda|decision notice",
    "status": r"approved|draft|unknown",
    "manifest": r"yes|no",
    "bullet": r"[·•o-]",
}
STYLES = {"# ": "title", "## ": "item", "### ": "sub-heading", "- ": "bullet"}

# “2019/20 Budget” is a title that begins with a year, not item 2019/20.
_ITEM = re.compile(r"(?!20\d\d/)(\d+\.|\d+ \(\d+\)|(?:[A-Z]+/)?\d+/\d+)\.? +(.+)")
_CLAUSE = re.compile(r"^(\d+(?:\.\d+)+|\d+\.|\([0-9a-z]{1,4}\)|[a-z]{1,3}\)) +(.+)")
_MARKUP = re.compile(r"[#*`]|\]\(|^[•·\s]|\s$")


Line = tuple[str, str]  # where it stands, as path:number, and its text


class SourceError(ValueError):
    """A source that does not keep to the form; the message begins with its file and line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a line with a style of its own, or a table: rows, the headings first."""

    style: str  # title | item | sub-heading | bullet | paragraph | table
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One fictional document: what its front matter says, and its text."""

    file: str
    council: str
    committee: str
    held: date
    kind: str
    status: str
    url: str
    title: str
    manifest: bool  # False: a reader must find council, committee and date in the text itself
    bullet: str
    blocks: tuple[Block, ...]

    @property
    def dice(self) -> bytes:
        """Thirty-two throws that hang on the name alone, for the looks of the document."""
        return hashlib.sha256(Path(self.file).stem.encode()).digest()


def read_source(path: Path) -> Source:
    """The source at `path`; SourceError where it does not keep to the form."""
    texts = path.read_text(encoding="utf-8").splitlines()
    lines = [(f"{path}:{number}", text) for number, text in enumerate(texts, 1)]
    if texts[:1] != ["---"] or "---" not in texts[1:]:
        raise SourceError(f"{path}:1: front matter must stand between two lines of `---`")
    fence = texts.index("---", 1)
    values: dict[str, Any] = read_front_matter(path.stem, lines[1 : fence + 1])
    values["held"] = date.fromisoformat(values["held"])
    values["manifest"] = values["manifest"] == "yes"
    return Source(**values, blocks=tuple(read_blocks(lines[fence + 1 :])))


def read_front_matter(stem: str, lines: Sequence[Line]) -> dict[str, str]:
    """Every key with its value; `lines` end with the closing fence."""
    patterns = FRONT_MATTER | {"file": re.escape(stem) + r"\.(pdf|html|docx|txt)"}
    values: dict[str, str] = {}
    for where, text in lines[:-1]:
        key, _, value = (part.strip() for part in text.partition(":"))
        if key not in patterns or key in values:
            raise SourceError(f"{where}: `{key}` is given twice, or is no key of the front matter")
        if not re.fullmatch(patterns[key], value) or (key == "held" and not is_date(value)):
            raise SourceError(f"{where}: `{key}` must be {patterns[key]}, not {value!r}")
        values[key] = value
    if missing := patterns.keys() - values.keys():
        raise SourceError(f"{lines[-1][0]}: front matter has no {', '.join(sorted(missing))}")
    return values


def is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def read_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of a body: a run of pipe rows is one table, any other line is a text."""
    for is_table, run in groupby(lines, key=lambda line: line[1].startswith("|")):
        if is_table:
            yield read_table(list(run))
        else:
            yield from (read_text(where, text) for where, text in run if text.strip())


def read_text(where: str, text: str) -> Block:
    prefix = next((prefix for prefix in STYLES if text.startswith(prefix)), "")
    words = text.removeprefix(prefix)
    if _MARKUP.search(words):
        raise SourceError(f"{where}: markup, glyph or stray space in {text[:60]!r}")
    return Block(STYLES.get(prefix, "paragraph"), words)


def read_table(lines: Sequence[Line]) -> Block:
    rows = [tuple(cell.strip() for cell in text.strip(" |").split("|")) for _, text in lines]
    if len(rows) < 3 or set("".join(rows[1])) != {"-"}:
        raise SourceError(f"{lines[0][0]}: a table needs headings, a row of `---` and a row")
    for (where, _), row in zip(lines, rows, strict=True):
        if len(row) != len(rows[0]):
            raise SourceError(f"{where}: {len(row)} cells under {len(rows[0])} headings")
    return Block("table", rows=(rows[0], *rows[2:]))


def split_number(heading: str) -> tuple[str, str]:
    """An item heading's number, empty where it has none, and its title."""
    found = _ITEM.fullmatch(heading)
    return (found[1], found[2]) if found else ("", heading)


def pad_number(text: str) -> str:
    """`14.1`, `(1)` or `a)` at the head of a paragraph set off as Word does, with hard spaces."""
    return _CLAUSE.sub(rf"\1{NBSP}{NBSP} \2", text)


def title_block(source: Source) -> list[str]:
    return [block.text for block in source.blocks if block.style == "title"]


def sections(source: Source) -> list[tuple[str, list[Block]]]:
    """Agenda items by heading, and under an empty heading what comes before the first."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in source.blocks:
        if block.style == "item":
            found.append((block.text, []))
        elif block.style != "title":
            found[-1][1].append(block)
    return found


def spaced(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with an empty paragraph between them, but for bullets, which stand close."""
    wide = list(blocks[:1])
    for before, block in pairwise(blocks):
        if (before.style, block.style) != ("bullet", "bullet"):
            wide.append(Block("paragraph", NBSP))
        wide.append(block)
    return wide


def render_pdf(source: Source) -> bytes:
    """Set twice, since the first page must say how many there are."""
    _, pages = set_pdf(source, pages=0)
    return set_pdf(source, pages)[0]


def set_pdf(source: Source, pages: int) -> tuple[bytes, int]:
    """The PDF, its footers saying that it has `pages` pages, and how many it has."""
    written = io.BytesIO()
    width, height = pagesizes.A4
    frame = platypus.Frame(24 * mm, 22 * mm, width - 48 * mm, height - 46 * mm, 0, 0, 0, 0)
    page = platypus.PageTemplate(
        frames=[frame],
        onPage=lambda canvas, _: draw_header(canvas, source),
        onPageEnd=lambda canvas, _: draw_footer(canvas, source, pages),
    )
    template = platypus.BaseDocTemplate(
        written, pagesize=pagesizes.A4, title=source.title, author=source.council, invariant=1
    )
    template.addPageTemplates(page)
    template.build(pdf_story(source, width - 48 * mm))
    return written.getvalue(), template.page


def typeface(source: Source) -> tuple[str, str]:
    faces = [("Times-Roman", "Times-Bold"), ("Helvetica", "Helvetica-Bold")]
    return faces[source.dice[0] % 2]


def draw_header(canvas: Any, source: Source) -> None:
    right, top = pagesizes.A4[0] - 24 * mm, pagesizes.A4[1] - 15 * mm
    canvas.setFont(typeface(source)[0], 9)
    canvas.drawString(24 * mm, top, f"{source.council} – {source.committee}")
    if source.dice[1] % 2:
        canvas.drawRightString(right, top, f"{source.held:%d.%m.%y}")
    canvas.line(24 * mm, top - 2 * mm, right, top - 2 * mm)


def draw_footer(canvas: Any, source: Source, pages: int) -> None:
    """`Page 2 of 5`, a bare `2`, or the leaf of a minute book with the committee's initials."""
    page = canvas.getPageNumber()
    initials = "".join(re.findall(r"\b[A-Z]", source.committee))
    footers = (f"Page {page} of {pages}", f"{page}", f"{initials} {source.dice[3] + page}")
    canvas.setFont(typeface(source)[0], 9)
    canvas.drawCentredString(pagesizes.A4[0] / 2, 12 * mm, footers[source.dice[2] % 3])


def pdf_story(source: Source, width: float) -> list[Any]:
    """The body as reportlab's flowables, for a column of `width` points."""
    plain, bold = typeface(source)
    body = ParagraphStyle("body", fontName=plain, fontSize=11, leading=14, spaceAfter=8)
    body.alignment = 4 if source.dice[4] % 2 else 0  # justified, or ragged right
    body.bulletFontName, body.bulletFontSize = plain, 11
    head = ParagraphStyle("head", body, fontName=bold, alignment=0, keepWithNext=1)
    styles = {
        "title": ParagraphStyle("title", head, fontSize=13, leading=17, alignment=1),
        "item": ParagraphStyle("item", head, fontSize=12, spaceBefore=10),
        "sub-heading": head,
        "bullet": ParagraphStyle("bullet", body, leftIndent=30, bulletIndent=14, spaceAfter=4),
        "clause": ParagraphStyle("clause", body, leftIndent=32),
        "paragraph": body,
    }
    # In Times and Helvetica reportlab writes • as a code that readers take for DEL.
    styles["bullet"].bulletFontName = "Symbol" if source.bullet == "•" else plain
    story: list[Any] = []
    for block in source.blocks:
        style, hanging, text = block.style, None, block.text
        if style == "bullet":
            hanging = source.bullet
        elif style == "paragraph" and (clause := _CLAUSE.fullmatch(text)):
            style, hanging, text = "clause", clause[1], clause[2]
        if style == "table":
            story += [pdf_table(block.rows, width, body, head), platypus.Spacer(1, 8)]
        else:
            story.append(platypus.Paragraph(escape(text), styles[style], bulletText=hanging))
    return story


def pdf_table(
    rows: Sequence[Sequence[str]], width: float, body: ParagraphStyle, head: ParagraphStyle
) -> platypus.Table:
    """Ruled, its headings on every page it runs to, wordy columns wider than figures."""
    cell = ParagraphStyle("cell", body, fontSize=9.5, leading=11.5, alignment=0, spaceAfter=0)
    bold = ParagraphStyle("bold", cell, fontName=head.fontName)
    shares = [math.sqrt(max(map(len, column))) for column in zip(*rows, strict=True)]
    return platypus.Table(
        [
            [platypus.Paragraph(escape(text), cell if number else bold) for text in row]
            for number, row in enumerate(rows)
        ],
        colWidths=[width * share / sum(shares) for share in shares],
        repeatRows=1,
        style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )


NAMES = {"minutes": "Agenda and minutes", "decision notice": "Decision details"}
LABELS = {"minutes": "Minutes:", "decision notice": "Decision:"}

# Our own markup in the shape of a ModernGov page (ieListDocuments.aspx), furniture and all.
PAGE = """\
{% macro word(blocks) %}
<div class="mgWordPara"><div class="WordSection1">
{% for block in blocks | spaced %}
{% if block.rows %}
<table class="MsoTableGrid" border="1">
{% for row in block.rows %}
<tr>{% for cell in row %}<td><p class="MsoNormal">{{ cell | wrap }}</p></td>{% endfor %}</tr>
{% endfor %}
</table>
{% elif block.style == "bullet" %}
<p class="MsoListParagraph">·<span>&nbsp;&nbsp;&nbsp; </span>{{ block.text | wrap }}</p>
{% elif block.style == "sub-heading" %}
<p class="MsoNormal"><b>{{ block.text | wrap }}</b></p>
{% else %}
<p class="MsoNormal">{{ block.text | pad_number | wrap }}</p>
{% endif %}
{% endfor %}
</div></div>
{% endmacro %}
{% set page_title = name ~ " for " ~ source.committee ~ " on " ~ day %}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="DC.title" content="{{ page_title }}"/>
<meta name="DC.date" scheme="W3CDTF" content="{{ source.held }}"/>
<title>{{ page_title }} - {{ source.council }}</title>
</head>
<body>
<header id="page-header"><a class="mgHide" href="#mgMainContent">Skip to main content</a>
<img src="res/logo.png" alt="{{ source.council }}"/>
<p>This website uses cookies. <a href="/cookies">Find out more</a></p></header>
<nav id="side-nav"><ul class="menu-list"><li><a href="mgWhatsNew.aspx">What&rsquo;s new</a></li>
<li><a href="mgMemberIndex.aspx?bcr=1">Councillors</a></li></ul></nav>
<div role="main"><a id="mgMainContent"></a>
<nav aria-label="Breadcrumb" id="breadcrumb-holder"><ul><li><a href="/">Home</a></li>
<li><a href="mgListCommittees.aspx?bcr=1">Committees</a></li><li>{{ name }}</li></ul></nav>
<div id="modgov"><div class="mgHeader"><h1 class="mgMainTitleTxt">{{ name }}</h1></div>
<div class="mgSubTitle"><h2 class="mgSubTitleTxt">{{ titles | join(" - ") | wrap }}</h2></div>
<div class="mgLinks"><ul class="mgActionList">
<li><a href="mgMeetingAttendance.aspx">Attendance details</a></li>
<li><a href="documents/Printed {{ source.kind }}.pdf">Printed {{ source.kind }}
<span class="mgFileSize">PDF {{ 90 + source.dice[5] }} KB</span></a></li></ul></div>
<div class="mgContent">
{% for title, blocks in sections if not title and blocks %}
{{ word(blocks) }}
{% endfor %}
<table class="mgItemTable" id="mgItemTable"><caption class="mgSectionTitle">Items</caption>
<tr><th class="mgHide" scope="col">No.</th><th class="mgHide" scope="col">Item</th></tr>
{% for title, blocks in sections if title %}
{% set number, title = title | split_number %}
<tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt">{{ number }}</p></td>
<td><p class="mgAiTitleTxt">{{ title }}</p>
{% if label %}
<p class="mgSubItemTitleTxt">{{ label }}</p>
{% endif %}
{{ word(blocks) }}
{% if blocks | length > 5 %}
<p class="mgSubItemTitleTxt">Supporting documents:</p>
<ul class="mgBulletList"><li><a href="documents/s{{ 4100 + loop.index }}/Report.pdf">{{ title }}
<span class="mgFileSize">PDF {{ 100 + source.dice[loop.index] }} KB</span></a></li></ul>
{% endif %}
</td></tr>
{% endfor %}
</table></div></div></div>
<footer id="page-footer"><a href="/privacy">Privacy notice</a>
<small>&copy; {{ source.council }}. All rights reserved.</small></footer>
</body>
</html>
"""


def render_html(source: Source) -> bytes:
    jinja = Environment(autoescape=True, trim_blocks=True, keep_trailing_newline=True)
    for each in (pad_number, spaced, split_number, wrap):
        jinja.filters[each.__name__] = each
    page = jinja.from_string(PAGE).render(
        source=source,
        day=f"{source.held:%A} {source.held.day} {source.held:%B %Y}",
        name=NAMES.get(source.kind, source.kind.capitalize()),
        label=LABELS.get(source.kind),
        titles=title_block(source),
        sections=sections(source),
    )
    return page.encode()


def wrap(text: str) -> Markup:
    """Text as Word saves it for the web: lines broken mid-sentence, the verdict in bold."""
    html = str(escape(text)).replace(NBSP, "&nbsp;")
    filled = textwrap.fill(html, 100, break_long_words=False, break_on_hyphens=False)
    return Markup(re.sub(r"\bRESOLVED\b", "<b>RESOLVED</b>", filled))


def render_docx(source: Source) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title = "Democratic Services", source.title
    properties.created = properties.modified = datetime(*source.held.timetuple()[:3])
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.header.paragraphs[0].text = source.committee
    page.footer.paragraphs[0].text = f"{source.council} – Democratic Services"
    for block in source.blocks:
        add_to_docx(document, block)
    written = io.BytesIO()
    document.save(written)
    return undated(written.getvalue())


def add_to_docx(document: docx.document.Document, block: Block) -> None:
    styles = {"item": "Heading 1", "sub-heading": "Heading 2", "bullet": "List Bullet"}
    if block.style == "table":
        table = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
        for row, texts in zip(table.rows, block.rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    elif block.style == "title":
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(block.text).bold = True
    else:
        document.add_paragraph(block.text, style=styles.get(block.style))


def undated(package: bytes) -> bytes:
    """The same files, all dated 1980, the first year a zip can say."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def render_txt(source: Source) -> bytes:
    """What is left when somebody copies the web page's text into a file."""
    label = LABELS.get(source.kind)
    parts = title_block(source)
    for title, blocks in sections(source):
        parts += ["Agenda item", title] if title else []
        parts += [label] if title and label else []
        parts += [copied(block, source.bullet) for block in spaced(blocks)]
    return ("\n\n".join(parts) + "\n").encode()


def copied(block: Block, bullet: str) -> str:
    if block.style == "table":
        return "\n".join("\t".join(row) for row in block.rows)
    return f"{bullet}{NBSP} {block.text}" if block.style == "bullet" else pad_number(block.text)


RENDERINGS = {".pdf": render_pdf, ".html": render_html, ".docx": render_docx, ".txt": render_txt}


def make_corpus(sources: Sequence[Source]) -> dict[str, bytes]:
    """Every file of corpus/documents by its name."""
    made = {source.file: RENDERINGS[Path(source.file).suffix](source) for source in sources}
    return made | {MANIFEST: make_manifest(sources)}


def make_manifest(sources: Sequence[Source]) -> bytes:
    """What a council's export tells of its documents; some are left to speak for themselves."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(MANIFEST_COLUMNS)
    listed = [source for source in sources if source.manifest]
    for source in sorted(listed, key=lambda source: source.file):
        rows.writerow([getattr(source, column) for column in MANIFEST_COLUMNS])
    return written.getvalue().encode()


def differences(made: dict[str, bytes], folder: Path) -> list[str]:
    """A sentence for each file in `folder` that is missing, different or made from no source."""
    there = {path.name for path in folder.glob("*") if path.suffix in (*RENDERINGS, ".csv")}
    found = dict.fromkeys(made.keys() - there, "is missing")
    found |= dict.fromkeys(there - made.keys(), "is made from no source")
    for name in made.keys() & there:
        if comparable(name, made[name]) != comparable(name, (folder / name).read_bytes()):
            found[name] = "differs from its source"
    return [f"{folder / name} {problem}" for name, problem in sorted(found.items())]


def comparable(name: str, content: bytes) -> bytes | str:
    """The bytes; of PDF and DOCX the text, since versions of their libraries move the bytes."""
    match Path(name).suffix:
        case ".pdf":
            return "\f".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)
        case ".docx":
            return "\n".join(docx.Document(io.BytesIO(content)).element.body.itertext())
        case _:
            return content


def main() -> None:
    parser = argparse.ArgumentParser(description="Make corpus/documents from tests/corpus_source.")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = parser.parse_args().check
    try:
        made = make_corpus([read_source(path) for path in sorted(SOURCES.glob("*.md"))])
    except SourceError as error:
        sys.exit(str(error))
    if check:
        sys.exit("\n".join(differences(made, DOCUMENTS)) or 0)
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (DOCUMENTS / name).write_bytes(content)
    print(f"{len(made) - 1} documents and {MANIFEST} in {DOCUMENTS}")


if __name__ == "__main__":
    main()

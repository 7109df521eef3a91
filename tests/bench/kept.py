"""What share of a file's characters its document keeps.

    python tests/bench/kept.py FOLDER

The words of the file are taken by another way than the readers go: all text of DOCX and ODT but
deletions, all of a page's HTML but scripts and navigation, pypdf's plain text of each page of a
PDF without the lines that come back at the heads and feet of pages, and text files as they are.
White space, hyphens and the form of ligatures do not count. A run of five characters of one line is
kept where the document has it as often, wherever its columns and tables have gone.
"""

import argparse
import io
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from ingest.model import UnreadableError
from ingest.read import DOCX, HTML, ODT, PDF, TEXT, media_type, read_document
from ingest.read_text import decode

_RUN = 5
_EDGE = 4  # lines at the head and foot of a page that may be furniture
_AROUND = "script, style, noscript, template, nav, header, footer, [hidden], .mgHide"


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"


def words_of_docx(data: bytes) -> str:
    # Runs cut words, so paragraphs are put together before they are counted.
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    fallbacks = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    out = {node for gone in root.iter(fallbacks) for node in gone.iter()}
    pieces = []
    for node in root.iter():
        if node in out:
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}p", f"{_W}tab", f"{_W}br", f"{_W}tc"):
            pieces.append("\n")
    return "".join(pieces)


def words_of_odt(data: bytes) -> str:
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("content.xml"))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (_O % "text" + "tracked-changes", _O % "office" + "annotation"):
                parent.remove(child)
    kinds = {_O % "text" + "p", _O % "text" + "h"}
    inner = {below for node in root.iter() if node.tag in kinds for below in node.iter()} - {
        node for node in root.iter() if node.tag in kinds
    }
    pieces = []
    for node in root.iter():
        pieces.append("" if node in inner else "\n")
        pieces.append(node.text or "")
        if node in inner:
            pieces.append(node.tail or "")
    return "".join(pieces)


def words_of_html(data: bytes) -> str:
    tree = LexborHTMLParser(decode(data))
    for node in reversed(tree.css(_AROUND)):
        node.decompose()
    body = tree.body.text(separator=" ") if tree.body else ""
    main = [node.text(separator=" ") for node in tree.css("#modgov, #mgMainContent, main")]
    return max(main, key=len, default="") or body


def words_of_pdf(data: bytes) -> str:
    pages = [
        [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        for page in PdfReader(io.BytesIO(data)).pages
    ]
    seen = Counter(
        shape
        for lines in pages
        for shape in {re.sub(r"\d+", "#", line) for line in (*lines[:_EDGE], *lines[-_EDGE:])}
    )
    kept: list[str] = []
    for number, lines in enumerate(pages):
        for place, line in enumerate(lines):
            at_foot = place >= len(lines) - _EDGE
            at_edge = place < _EDGE or at_foot
            comes_back = seen[re.sub(r"\d+", "#", line)] >= max(2, 0.4 * len(pages))
            is_number = re.fullmatch(r"\W*(page\W*)?\d+(\W*(of|/)\W*\d+)?\W*", line, re.IGNORECASE)
            if not (at_edge and (is_number or (comes_back and (number or at_foot)))):
                kept.append(line)
    return "\n".join(kept)


_WORDS: dict[str, Callable[[bytes], str]] = {
    PDF: words_of_pdf,
    DOCX: words_of_docx,
    ODT: words_of_odt,
    HTML: words_of_html,
    TEXT: decode,
}


def counted(text: str) -> Counter[str]:
    """The runs of five letters or digits in each line, and how often each comes."""
    runs: Counter[str] = Counter()
    for line in text.splitlines():
        letters = squeezed(line)
        runs.update(letters[i : i + _RUN] for i in range(len(letters) - _RUN + 1))
    return runs


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true", help="every file, with words it misses")
    arguments = parser.parse_args()
    totals: dict[str, list[int]] = {}
    for file in sorted(path for path in arguments.folder.rglob("*") if path.is_file()):
        data = file.read_bytes()
        try:
            kind = media_type(data)
            document = read_document(data, document_id="d", path=file.name)
            there = counted(_WORDS[kind](data))
        except (UnreadableError, KeyError):
            continue
        missing = there - counted(squeezed(document.text))
        n_there, n_missing = there.total(), missing.total()
        total = totals.setdefault(kind.rpartition("/")[2].rpartition(".")[2], [0, 0, 0])
        total[:] = total[0] + 1, total[1] + n_there, total[2] + n_missing
        if arguments.verbose and n_missing:
            share = 1 - n_missing / n_there
            print(f"{share:.4f}  {file.name[:60]}  {' '.join(missing.elements())[:200]}")
    for name, (n_files, n_there, n_missing) in totals.items():
        share = 1 - n_missing / max(1, n_there)
        print(f"{name:<24} {n_files:4d} files {n_there:9,d} runs, {share:.2%} kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())

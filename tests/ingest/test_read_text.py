"""Text in any encoding."""

import codecs

import pytest

from ingest.model import UnreadableError
from ingest.read_text import decode, read_text

WORDS = "Cllr Siân Ó Faoláin’s motion – “Staying Put” – cost £1,000."


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WORDS.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + WORDS.encode(), id="UTF-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), id="UTF-16 little end"),
        pytest.param(codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), id="UTF-16 big end"),
        pytest.param(codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"), id="UTF-32 little end"),
        pytest.param(codecs.BOM_UTF32_BE + WORDS.encode("utf-32-be"), id="UTF-32 big end"),
        pytest.param(WORDS.encode("cp1252"), id="cp1252, as old Windows programs save"),
    ],
)
def test_encodings(data: bytes) -> None:
    """The same words come out of every encoding, without the mark at the start."""
    assert decode(data) == WORDS


@pytest.mark.parametrize("text", ["Bins – late", "“£5” – £6", "Siân’s £1,000", "— — —" * 9 + "x"])
def test_cp1252_is_known_by_little(text: str) -> None:
    """A pound sign, a dash or a quotation mark is enough, however short the text is."""
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Протокол заседания комитета по жилью города", "cp1251"),
        ("会議録の日本語のテキストです。", "cp932"),
    ],
)
def test_other_scripts_are_left_to_a_detector(text: str, encoding: str) -> None:
    """Words all of letters beyond ASCII are not taken for accents."""
    assert decode((text * 20).encode(encoding)) == text * 20


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Windows', Unix's and old Mac's line ends are one."""
    assert decode(f"one{end}two{end}{end}three".encode()) == "one\ntwo\n\nthree"


def test_zero_bytes_are_no_text() -> None:
    """Text has no zero bytes; what has them is a program's file, and the message says so."""
    with pytest.raises(UnreadableError, match="zero bytes; save it as TXT, HTML, DOCX or PDF"):
        decode(b"abc\x00def")


def test_text_is_left_as_it_stands() -> None:
    """Not a character of a text file is changed, so offsets are the file's own."""
    text = "  Odd\u00a0spaces,\ttabs \u200b and\u2028breaks\x0c \n\n\n stay.  \n"

    assert read_text(text.encode()).text == text
    assert read_text(text.encode()).page_starts == ()

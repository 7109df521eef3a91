"""Word files, by way of the HTML that mammoth makes of them."""

import io
import zipfile
from xml.etree.ElementTree import ParseError

import mammoth

from ingest.model import Reading, UnreadableError
from ingest.read_html import read_markup

_MOST_BYTES = 200 * 1024 * 1024


def read_docx(data: bytes) -> Reading:
    """A DOCX file's paragraphs, headings, lists and tables; UnreadableError where it is broken.

    Insertions under track changes are read, deletions are not; page headers and footers are left.
    """
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > _MOST_BYTES:
            # A few kilobytes can unpack to gigabytes; no minutes come near this size.
            raise UnreadableError(
                f"unpacks to {unpacked:,} bytes, over the limit of {_MOST_BYTES:,}; save it again"
                " without its pictures"
            )
        converted = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except (zipfile.BadZipFile, KeyError, ParseError, ValueError, OSError, AttributeError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(
            f"damaged DOCX ({error}); open it in Word and save it again"
        ) from error
    return read_markup(converted.value)

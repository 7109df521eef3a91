"""Word files, by way of the HTML that mammoth makes of them."""

import io
import zipfile

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
    except UnreadableError:
        raise
    except Exception as error:  # mammoth raises whatever its way through a broken file runs into
        reason = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableError(
            f"damaged DOCX ({reason}); open it in Word and save it again"
        ) from error
    return read_markup(converted.value)

"""Office files as packages: a ZIP of XML parts, opened within bounds and without entities."""

import io
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ingest.model import UnreadableError

_MOST_BYTES = 200 * 1024 * 1024


class _WithoutDoctype(ElementTree.TreeBuilder):
    """Entities are declared in a DOCTYPE, and a few of them can unfold to gigabytes.

    No office program writes one.
    """

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise UnreadableError(f"declares a document type ({name[:40]}), as no office program does")


def open_package(data: bytes) -> zipfile.ZipFile:
    """The ZIP file that `data` is; UnreadableError where it would unpack to too much."""
    package = zipfile.ZipFile(io.BytesIO(data))
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > _MOST_BYTES:
        # A few kilobytes can unpack to gigabytes; no minutes come near this size.
        raise UnreadableError(
            f"unpacks to {unpacked:,} bytes, over the limit of {_MOST_BYTES:,}; save it again"
            " without its pictures"
        )
    return package


def parse_part(xml: bytes) -> Element:
    """The root of a part's XML."""
    return ElementTree.fromstring(xml, ElementTree.XMLParser(target=_WithoutDoctype()))

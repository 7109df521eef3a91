"""The documents inside ZIP archives and e-mail messages.

Everything stays in memory: the names in an archive are shown to people and lead nowhere.
"""

import contextlib
import io
import re
import stat
import unicodedata
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import cast

from ingest.model import UnreadableError

MOST_ENTRIES = 1000  # folders too, and in all; the papers of a committee's ten years are fewer
MOST_BYTES = 200 * 1024**2  # unpacked, in all: as many as one file may have
MOST_RATIO = 200  # unpacked to packed; documents stay below 100, and a bomb reaches 1,000
EXEMPT_BYTES = 1024**2  # of an entry, at any ratio: an empty form may be nearly all zeroes
MOST_DEPTH = 2  # an archive in a message is common; an archive that holds itself has no end

# Python spends a kilobyte on each header of an archive's directory before it can be asked how many
# there are. Documents that are ZIP files have headers too, hence so many.
_MOST_HEADERS = 100 * MOST_ENTRIES
_SPLIT_IT = "split it into smaller archives"
_TOO_MANY = f"holds more than {MOST_ENTRIES:,} files; {_SPLIT_IT}"
_PIECE = 64 * 1024  # bytes unpacked at once
_LOCAL_HEADER = 30  # bytes before an entry's name
_IN_UTF_8 = 0x800  # flags of an entry
_ENCRYPTED = 0x1

_LONGEST_NAME = 100  # characters of a file's or folder's name
_MOST_FOLDERS = 8  # of a path; the ones nearest to the file

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# What documents that are ZIP files have in their directory: Office, OpenDocument and EPUB.
_OFFICE = frozenset(("[Content_Types].xml", "word/document.xml", "mimetype", "content.xml"))
_SYSTEM_FILES = frozenset(("__macosx", "thumbs.db", "desktop.ini"))

_MOST_HEADING = 256 * 1024  # bytes in which a message's headers end
# Python's parsing of headers takes time by their length squared: 30 s for 90,000 characters.
_LONGEST_HEADER = 2000
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*(.*)")
_ADDRESSING = frozenset((b"from", b"to", b"date", b"subject"))
# Minutes and memos have lines From, To, Date and Subject; only mail programs write these.
_MAILED = {
    b"mime-version": re.compile(rb"1\.0\b"),
    b"message-id": re.compile(rb"<[^<>\s]+>"),
}
_SIGNATURE = re.compile(r"application/((x-)?pkcs7-signature|pgp-signature|pgp-keys)")
_NO_DOCUMENT = re.compile(
    r"(image|audio|video|font)/|text/(calendar|(x-)?vcard)|application/(ics|ms-tnef|(x-)?pkcs7-|pgp-)"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container. `name` is a relative path to show people, no other member's."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files in a container, in its order, and a line for each that was left out."""

    members: tuple[Member, ...]
    warnings: tuple[str, ...]


def is_container(data: bytes) -> bool:
    """Whether these bytes are an e-mail message, or a ZIP archive that is no document."""
    return _is_archive(data) or may_be_message(data)


def may_be_message(data: bytes) -> bool:
    """Whether the bytes start with headers as mail programs write them (RFC 5322)."""
    start = data[:_MOST_HEADING].removeprefix(b"\xef\xbb\xbf")
    heading = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    names: set[bytes] = set()
    is_mailed = False
    for line in heading.splitlines():
        if names and line.startswith((b" ", b"\t")):
            continue  # a long header's next line
        header = _HEADER.match(line)
        if header is None:
            return False
        name, value = header[1].lower(), header[2]
        names.add(name)
        is_mailed |= name in _MAILED and _MAILED[name].match(value) is not None
    return is_mailed and len(names & _ADDRESSING) > 1


def unpack(data: bytes, name: str = "") -> Unpacked:
    """The files in an archive; a message's attachments, or its words where it has none.

    `name` is the container's own, for a message without a subject. There is at least one member:
    UnreadableError where nothing is to be had, or more than the limits allow.
    """
    unpacking = _Unpacking(name)
    unpacking.unpack(data, "", 1)
    if not unpacking.found:
        reason = "; ".join(unpacking.warnings[:3]) or "it is empty"
        raise UnreadableError(f"holds no documents ({reason})")
    found = tuple(Member(name, data) for name, data in unpacking.found.items())
    return Unpacked(found, tuple(unpacking.warnings))


def _is_archive(data: bytes) -> bool:
    if not data.startswith(_ZIP_STARTS):
        return False
    try:
        return _OFFICE.isdisjoint(_open(data).namelist())
    except _LimitError:
        return True
    except UnreadableError:
        # The directory is at the end, which a broken download lacks; each file's own name stands
        # before it.
        return b"[Content_Types].xml" not in data and b"word/" not in data


class _LimitError(UnreadableError):
    """The container as a whole is too much, wherever in it that shows."""


def _open(data: bytes) -> zipfile.ZipFile:
    if data.count(b"PK\x01\x02") > _MOST_HEADERS:
        raise _LimitError(_TOO_MANY)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises whatever its way through a broken file runs into
        raise UnreadableError(f"damaged ZIP file ({error}); fetch or make it again") from error


class _ShortHeaders(EmailPolicy):
    """The policy of today's mail, with headers cut to a length that is parsed in no time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


@dataclass(slots=True)
class _Unpacking:
    """What has come out of a container so far, and how much that was."""

    container: str
    found: dict[str, bytes] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    n_entries: int = 0
    n_bytes: int = 0

    def unpack(self, data: bytes, folder: str, depth: int) -> None:
        """Keep what these bytes hold, under this folder's name."""
        if _is_archive(data):
            self._unpack_archive(_open(data), folder, depth)
        elif may_be_message(data):
            try:
                message = BytesParser(EmailMessage, policy=_ShortHeaders()).parsebytes(data)
                self._unpack_message(cast(EmailMessage, message), folder, depth)
            except (UnreadableError, MemoryError):
                raise
            except Exception as error:  # Python's parser raises anything at odd headers
                raise UnreadableError(
                    f"damaged message ({type(error).__name__}); save its attachments"
                ) from error
        else:
            raise UnreadableError("neither a ZIP archive nor an e-mail message")

    def _unpack_archive(self, archive: zipfile.ZipFile, folder: str, depth: int) -> None:
        entries = archive.infolist()
        self._count(len(entries), 0)
        _check_overlap(entries)
        for entry in entries:
            name = _clean(_name(entry)) or "unnamed"
            if entry.is_dir() or entry.filename.endswith("\\") or _is_of_system(name):
                continue
            with self._warned(folder + name):
                content = b"".join(self._inflate(archive, entry))
                self._keep(content, folder + name, depth)

    def _inflate(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The entry's bytes, counted as they come: the size that its header tells may be a lie."""
        _check_entry(entry)
        size = 0
        try:
            with archive.open(entry) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    self._count(0, len(piece))
                    if size > max(EXEMPT_BYTES, MOST_RATIO * entry.compress_size):
                        raise UnreadableError(
                            f"unpacks to over {MOST_RATIO} times its size, which no document does"
                        )
                    yield piece
        except (UnreadableError, MemoryError):
            raise
        except Exception as error:
            raise UnreadableError("damaged; make the archive again") from error

    def _unpack_message(self, message: MIMEPart, folder: str, depth: int) -> None:
        parts = [part for part in _parts(message) if _is_attached(part)]
        self._count(len(parts), 0)
        has_documents = False
        for n, part in enumerate(parts, start=1):
            kind = part.get_content_type()
            name = folder + (_called(part) or f"part {n}")
            if not _NO_DOCUMENT.match(kind):
                has_documents = True
                with self._warned(name):
                    self._keep_attachment(part, name, depth)
            elif not _SIGNATURE.match(kind):
                self.warnings.append(f"{name}: {kind} is no document; left out")
        body = message.get_body(("html", "plain"))
        if body is not None and not has_documents:
            suffix = ".html" if _is_html(body) else ".txt"
            own = _clean(self.container).rpartition("/")[2].rpartition(".")[0]
            words = _words(body)
            self._count(0, len(words))
            self._add(folder + (_subject(message) or own or "message") + suffix, words)

    def _keep_attachment(self, part: MIMEPart, name: str, depth: int) -> None:
        if part.get_content_maintype() == "message":
            _check_depth(depth)
            self._unpack_message(_message(part), f"{name}/", depth + 1)
        else:
            data = _payload(part)
            self._count(0, len(data))
            self._keep(data, name, depth)

    def _keep(self, data: bytes, name: str, depth: int) -> None:
        """Keep a file, or what it holds where it is a container itself."""
        if is_container(data):
            _check_depth(depth)
            self.unpack(data, f"{name}/", depth + 1)
        else:
            self._add(name, data)

    def _add(self, name: str, data: bytes) -> None:
        unlike, n = name, 1
        while unlike in self.found:
            if self.found[unlike] == data:
                return
            n += 1
            stem, dot, suffix = name.rpartition(".")
            unlike = f"{stem} ({n}).{suffix}" if dot and "/" not in suffix else f"{name} ({n})"
        if n > 1:
            self.warnings.append(f"{name}: another file has this name; called {unlike}")
        self.found[unlike] = data

    def _count(self, n_entries: int, n_bytes: int) -> None:
        self.n_entries += n_entries
        self.n_bytes += n_bytes
        if self.n_entries > MOST_ENTRIES:
            raise _LimitError(_TOO_MANY)
        if self.n_bytes > MOST_BYTES:
            raise _LimitError(f"unpacks to more than {MOST_BYTES:,} bytes; {_SPLIT_IT}")

    @contextlib.contextmanager
    def _warned(self, name: str) -> Iterator[None]:
        """What cannot be read in here is left out, with a warning."""
        try:
            yield
        except _LimitError:
            raise
        except UnreadableError as error:
            self.warnings.append(f"{name}: {error}; left out")


def _check_depth(depth: int) -> None:
    if depth == MOST_DEPTH:
        raise UnreadableError(
            f"an archive or message in {MOST_DEPTH} others; unpack those, and index it by itself"
        )


def _check_overlap(entries: Sequence[zipfile.ZipInfo]) -> None:
    """UnreadableError where entries share bytes, by which a small archive holds a huge one."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnreadableError("damaged ZIP file (its files overlap); make the archive again")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableError("has a password; make the archive again without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Python unpacks the others without a bound on what a few bytes may become.
        raise UnreadableError(
            f"packed by a rare method ({entry.compress_type}); make the archive again"
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableError("a link to another file; put that in the archive")


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; some programs write it in UTF-8 and do not say so."""
    if entry.flag_bits & _IN_UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _clean(name: str) -> str:
    """A path to show: relative, without what moves up or is not seen, and not too long."""
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    seen = re.sub(r"^[A-Za-z]:[/\\]", "", unicodedata.normalize("NFC", seen))
    parts = [part.strip() for part in re.split(r"[/\\]", seen)]
    kept = [_shortened(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(kept[-_MOST_FOLDERS - 1 :])


def _shortened(part: str) -> str:
    if len(part) <= _LONGEST_NAME:
        return part
    suffix = re.search(r"\.\w{1,5}$", part)
    end = suffix[0] if suffix else ""
    return part[: _LONGEST_NAME - len(end)] + end


def _is_of_system(name: str) -> bool:
    parts = name.lower().split("/")
    return any(part.startswith((".", "~$")) or part in _SYSTEM_FILES for part in parts)


def _parts(message: MIMEPart) -> Iterator[MIMEPart]:
    """The parts of a message that have no parts, in order; a message in it is one."""
    waiting: deque[MIMEPart] = deque([message])
    while waiting:
        part = waiting.popleft()
        if part.get_content_maintype() == "multipart":
            waiting.extendleft(reversed(list(part.iter_parts())))
        else:
            yield part


def _is_attached(part: MIMEPart) -> bool:
    """Whether a part is a file or message of its own, rather than words or what adorns them."""
    kind, disposition = part.get_content_maintype(), part.get_content_disposition()
    if kind == "message":
        return part.is_multipart() and part.get_content_subtype() in ("rfc822", "global")
    if kind in ("image", "audio", "video", "font"):
        return disposition == "attachment" and "content-id" not in part
    return kind != "text" or disposition == "attachment" or bool(part.get_filename())


def _message(part: MIMEPart) -> MIMEPart:
    """The message that is this part's content."""
    (message,) = part.iter_parts()
    return message


def _payload(part: MIMEPart) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _called(part: MIMEPart) -> str:
    """The file name of an attachment; of a message without one, its subject."""
    name = _clean(part.get_filename() or "").rpartition("/")[2]
    is_message = part.get_content_maintype() == "message"
    return _subject(_message(part)) if is_message and not name else name


def _subject(message: MIMEPart) -> str:
    return _clean(re.sub(r"[/\\]", "-", str(message.get("subject", ""))))


def _is_html(body: MIMEPart) -> bool:
    return body.get_content_subtype() == "html"


def _words(body: MIMEPart) -> bytes:
    """The body as a file; in UTF-8, and saying so, where the message tells its encoding."""
    data = _payload(body)
    mark = b""
    with contextlib.suppress(LookupError):
        charset = body.get_content_charset()
        if charset is not None:
            data = data.decode(charset, "replace").encode("utf-8", "replace")
            mark = b'<meta charset="utf-8">'
    return b"<!doctype html>" + mark + data if _is_html(body) else data

"""Archives and messages: what comes out of them, and what they cannot do."""

import contextlib
import io
import re
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

import pytest

from ingest.model import UnreadableError
from ingest.unpack import (
    EXEMPT_BYTES,
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_RATIO,
    Member,
    Unpacked,
    is_container,
    unpack,
)

MINUTES = b"Thornmere Borough Council\n\nThe Committee noted the report on the bins.\n"


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def mail(subject: str = "Papers for Thursday", words: str = "Please see attached.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Clerk <clerk@thornmere.example>"
    message["To"] = "members@thornmere.example"
    message["Date"] = "Mon, 11 Mar 2024 09:30:00 +0000"
    if subject:
        message["Subject"] = subject
    message.set_content(words)
    return message


def attach(message: EmailMessage, name: str, data: bytes = MINUTES) -> None:
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)


def names(unpacked: Unpacked) -> list[str]:
    return [member.name for member in unpacked.members]


# What is a container


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(zipped({"minutes.txt": MINUTES}), id="an archive"),
        pytest.param(zipped({}), id="an empty archive"),
        pytest.param(zipped({"minutes.txt": MINUTES})[:60], id="half an archive"),
        pytest.param(zipped({"a.docx": zipped({"word/document.xml": b""})}), id="of Word files"),
        pytest.param(bytes(mail()), id="a message"),
        pytest.param(bytes(mail()).replace(b"\n", b"\r\n"), id="a message with its own line ends"),
        pytest.param(
            b"Received: from a\n\tby b; Mon, 11 Mar 2024\nFrom: a@b.example\nDate: x\n"
            b"Message-ID: <1@b.example>\n\nThe bins.",
            id="a message of few headers",
        ),
    ],
)
def test_archives_and_messages_are_containers(data: bytes) -> None:
    """They are told by their content."""
    assert is_container(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(MINUTES, id="text"),
        pytest.param(b"%PDF-1.4", id="PDF"),
        pytest.param(zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), id="XLSX"),
        pytest.param(zipped({"word/document.xml": b"<w/>"}), id="DOCX"),
        pytest.param(zipped({"[Content_Types].xml": b"<a/>"})[:60], id="half a DOCX"),
        pytest.param(zipped({"mimetype": b"application/epub+zip"}), id="EPUB"),
        pytest.param(zipped({"content.xml": b"", "META-INF/manifest.xml": b""}), id="ODT"),
        pytest.param(
            b"From: The Clerk\nTo: All members\nDate: 11 March 2024\nSubject: Bins\n\nThe bins.",
            id="a memo",
        ),
        pytest.param(
            b"Date: 11 March 2024\nTime: 7.00 pm\nVenue: Town Hall\nReceived: 5 March\n\nPresent:",
            id="minutes with labels",
        ),
        pytest.param(
            b"The Clerk read out this message:\n\n" + bytes(mail()), id="minutes that quote mail"
        ),
        pytest.param(
            b"Correspondence\n" + bytes(mail()), id="minutes that quote mail under a heading"
        ),
        pytest.param(b"MIME-Version: 1.0\nSubject: the web server\n\nx", id="one address header"),
        pytest.param(
            b"From: The Clerk\nDate: 11 March\nMessage-ID: to be given\n\nx", id="no real id"
        ),
    ],
)
def test_documents_are_no_containers(data: bytes) -> None:
    """Documents that are ZIP files, and text that looks like mail, are read as what they are."""
    assert not is_container(data)


def test_what_is_no_container_is_refused() -> None:
    """Text has nothing inside it."""
    with pytest.raises(UnreadableError, match="neither a ZIP archive nor an e-mail"):
        unpack(MINUTES)


# Archives


def test_an_archive_gives_its_files_in_order() -> None:
    """Names keep their folders; folders themselves are nothing."""
    data = zipped({"2024/": b"", "2024/b.txt": MINUTES, "a.txt": b"The parks."})

    assert unpack(data) == Unpacked(
        (Member("2024/b.txt", MINUTES), Member("a.txt", b"The parks.")), ()
    )


def test_a_manifest_is_a_member_like_any() -> None:
    """What it means is decided elsewhere."""
    assert names(unpack(zipped({"manifest.csv": b"file,date\n"}))) == ["manifest.csv"]


def test_files_of_systems_are_passed_over() -> None:
    """Nobody put them there, so nobody is told."""
    left = ["__MACOSX/._a.txt", ".DS_Store", "x/Thumbs.db", "desktop.ini", "~$a.docx", ".git/a"]

    unpacked = unpack(zipped({**dict.fromkeys(left, b"x"), "a.txt": MINUTES}))

    assert unpacked == Unpacked((Member("a.txt", MINUTES),), ())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Minutes\\a.txt", "Minutes/a.txt"),
        ("\\\\server\\share\\a.txt", "server/share/a.txt"),
        ("a/./b//../c.txt", "a/b/c.txt"),
        ("a\x07\u202etxt.exe", "atxt.exe"),
        (".\u200b./a.txt", "a.txt"),
        ("Cofnodion Pwyllgor Tŷ.txt", "Cofnodion Pwyllgor Tŷ.txt"),
        ("Ty\u0302.txt", "Tŷ.txt"),
        ("x" * 60_000 + ".txt", "x" * 96 + ".txt"),
        ("d/" * 30_000 + "a.txt", "d/" * 8 + "a.txt"),
        ("..", "unnamed"),
    ],
)
def test_names_are_made_safe_to_show(name: str, shown: str) -> None:
    """Nothing climbs, hides or runs on; no name is a place on the disk."""
    assert names(unpack(zipped({name: MINUTES}))) == [shown]


def test_a_name_ends_at_a_zero_byte() -> None:
    """The rest of such a name would show in one program and not in another."""
    data = zipped({"a.txt0.exe": MINUTES}).replace(b"a.txt0.exe", b"a.txt\x00.exe")

    assert names(unpack(data)) == ["a.txt"]


def test_names_in_utf_8_that_do_not_say_so_are_read() -> None:
    """Older programs write the bytes and leave out the flag."""
    data = zipped({"Tyq.txt": MINUTES}).replace(b"Tyq", "Tŷ".encode())

    assert names(unpack(data)) == ["Tŷ.txt"]


def test_names_in_an_old_encoding_are_read() -> None:
    """What is not UTF-8 is what DOS wrote."""
    data = zipped({"Caf1.txt": MINUTES}).replace(b"Caf1", "Café".encode("cp437"))

    assert names(unpack(data)) == ["Café.txt"]


def test_names_that_are_not_the_utf_8_they_claim_are_reported() -> None:
    """The archive's list cannot be read, so it is refused and not crashed on."""
    data = zipped({"Tŷ.txt": MINUTES}).replace("ŷ".encode(), b"\xff\xfe")

    with pytest.raises(UnreadableError, match="damaged ZIP file"):
        unpack(data)


def test_two_files_of_one_name_are_both_kept() -> None:
    """Programs differ in which they show; a file that is the same twice is kept once."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", MINUTES)
        for data in (b"The parks.", MINUTES):
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.txt", data)

    unpacked = unpack(file.getvalue())

    assert unpacked.members == (Member("a.txt", MINUTES), Member("a (2).txt", b"The parks."))
    assert unpacked.warnings == ("a.txt: another file has this name; called a (2).txt",)


def test_an_encrypted_file_is_left_out() -> None:
    """The others are read."""
    data = bytearray(zipped({"a.txt": MINUTES, "b.txt": b"The parks."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    unpacked = unpack(bytes(data))

    assert names(unpacked) == ["b.txt"]
    assert unpacked.warnings == (
        "a.txt: has a password; make the archive again without one; left out",
    )


def test_a_damaged_file_is_left_out() -> None:
    """Its checksum tells; the others are read."""
    data = zipped({"a.txt": MINUTES, "b.txt": b"The parks."}, method=zipfile.ZIP_STORED)

    unpacked = unpack(data.replace(b"bins", b"bans"))

    assert names(unpacked) == ["b.txt"]
    assert unpacked.warnings == ("a.txt: damaged; make the archive again; left out",)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_methods_are_left_out(method: int) -> None:
    """Python would unpack them without a bound."""
    with pytest.raises(UnreadableError, match=rf"no documents \(a.txt: .* method \({method}\)"):
        unpack(zipped({"a.txt": MINUTES}, method=method))


def test_a_link_is_left_out() -> None:
    """Its words are only where it leads."""
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(UnreadableError, match="a link to another file"):
        unpack(file.getvalue())


def test_an_archive_of_nothing_says_so() -> None:
    """There is no member to give."""
    with pytest.raises(UnreadableError, match=r"holds no documents \(it is empty\)"):
        unpack(zipped({}))


# Limits


def test_as_many_files_as_the_limit_and_no_more() -> None:
    """The limit is named, with the way out."""
    files = {f"{n}.txt": b"%d" % n for n in range(MOST_ENTRIES + 1)}
    assert len(unpack(zipped(dict(list(files.items())[1:]))).members) == MOST_ENTRIES

    with pytest.raises(UnreadableError, match="more than 1,000 files; split it into smaller"):
        unpack(zipped(files))


def test_files_of_archives_in_archives_count() -> None:
    """Ten archives of two hundred files are two thousand files."""
    inner = zipped({f"{n}.txt": b"%d" % n for n in range(200)})

    with pytest.raises(UnreadableError, match="more than 1,000 files"):
        unpack(zipped({f"{n}.zip": inner for n in range(10)}))


def test_a_directory_of_millions_is_not_read() -> None:
    """Counting its headers takes no memory, reading them a kilobyte each."""
    data = zipped({"a.txt": MINUTES}) + b"PK\x01\x02" * 1_000_000
    tracemalloc.start()
    assert is_container(data)
    with pytest.raises(UnreadableError, match="more than 1,000 files"):
        unpack(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2 * len(data)


def test_bytes_are_counted_over_the_whole_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files that are each small enough are too much together."""
    monkeypatch.setattr("ingest.unpack.MOST_BYTES", 3 * 100_000)
    files = {f"{n}.txt": bytes([n]) * 100_000 for n in range(4)}
    assert len(unpack(zipped(dict(list(files.items())[1:]))).members) == 3

    with pytest.raises(UnreadableError, match="unpacks to more than 300,000 bytes; split it"):
        unpack(zipped(files))


def test_the_limit_of_bytes_is_that_of_one_file() -> None:
    """What may not be indexed as one file may not be in an archive."""
    assert MOST_BYTES == 200 * 1024 * 1024


def test_a_bomb_is_left_out_before_it_goes_off() -> None:
    """A hundred megabytes of zeroes are given up after the first twenty."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.txt", "w") as stream,
    ):
        for _ in range(100):
            stream.write(bytes(1024 * 1024))
    data = packed.getvalue()
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="unpacks to over 200 times its size"):
        unpack(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 1.5 * MOST_RATIO * len(data)


def test_a_small_file_may_pack_well() -> None:
    """An empty form packs a thousand times; up to a megabyte that harms nobody."""
    data = zipped({"a.txt": b" " * EXEMPT_BYTES})

    assert len(data) < EXEMPT_BYTES / MOST_RATIO
    assert len(unpack(data).members[0].data) == EXEMPT_BYTES


def test_a_size_that_is_a_lie_is_not_believed() -> None:
    """A header that says ten bytes does not let a hundred megabytes out, nor ten."""
    data = zipped({"a.txt": bytes(100 * 1024 * 1024)})
    truth = struct.pack("<I", 100 * 1024 * 1024)
    assert data.count(truth) == 2

    with pytest.raises(UnreadableError, match=r"a\.txt: damaged"):
        unpack(data.replace(truth, struct.pack("<I", 10)))


def test_files_that_overlap_are_refused() -> None:
    """Entries that share their bytes make gigabytes of kilobytes, each at an honest ratio."""
    data = bytearray(zipped({"a.txt": MINUTES, "b.txt": MINUTES}, method=zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 4)

    with pytest.raises(UnreadableError, match="its files overlap"):
        unpack(bytes(data))


def test_an_archive_in_an_archive_is_opened_once() -> None:
    """What is deeper is named; an archive that holds itself has an end."""
    deep = zipped({"deep.txt": MINUTES})
    inner = zipped({"deep.zip": deep, "b.txt": MINUTES})

    unpacked = unpack(zipped({"inner.zip": inner, "a.txt": MINUTES}))

    assert names(unpacked) == ["inner.zip/b.txt", "a.txt"]
    assert len(unpacked.warnings) == 1
    assert unpacked.warnings[0].startswith("inner.zip/deep.zip: an archive or message in 2 others")


def test_a_damaged_archive_in_an_archive_is_left_out() -> None:
    """The others are read."""
    inner = zipped({"b.txt": MINUTES})[:-30]

    unpacked = unpack(zipped({"inner.zip": inner, "a.txt": MINUTES}))

    assert names(unpacked) == ["a.txt"]
    assert re.match(r"inner\.zip: damaged ZIP file .*; left out", unpacked.warnings[0])


def test_no_damage_to_an_archive_is_worse_than_an_error() -> None:
    """Every bit of a small archive turned over, and every shorter archive."""
    data = zipped({"a.txt": MINUTES, "b/c.zip": zipped({"d.txt": b"x"})})
    damaged = [data[:n] for n in range(len(data))]
    damaged += [
        data[:n] + bytes([data[n] ^ 1 << bit]) + data[n + 1 :]
        for n in range(len(data))
        for bit in range(8)
    ]
    outcomes = set()
    for file in damaged:
        try:
            outcomes.add(len(unpack(file).members))
        except UnreadableError:
            outcomes.add(-1)

    assert {-1, 1, 2} <= outcomes


# Messages


def test_a_message_gives_its_attachments() -> None:
    """The covering note is not what was filed, nor the logo under it."""
    message = mail()
    attach(message, "Minutes 11 March 2024.txt")
    attach(message, "Agenda.txt", b"The parks.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")

    assert unpack(bytes(message)) == Unpacked(
        (Member("Minutes 11 March 2024.txt", MINUTES), Member("Agenda.txt", b"The parks.")), ()
    )


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="Cofnodion Tŷ.txt"', "Cofnodion Tŷ.txt"),
        ("attachment; filename*=utf-8''Cofnodion%20T%C5%B7.txt", "Cofnodion Tŷ.txt"),
        ('attachment; filename="=?utf-8?q?Cofnodion_T=C5=B7=2Etxt?="', "Cofnodion Tŷ.txt"),
        ('attachment; filename="C:\\\\Minutes\\\\..\\\\a.txt"', "a.txt"),
        ("inline; filename=a.txt", "a.txt"),
        ("attachment", "part 1"),
    ],
)
def test_names_of_attachments_are_decoded(disposition: str, name: str) -> None:
    """Mail programs write them in four ways."""
    message = mail()
    attach(message, "NAME")
    data = bytes(message).replace(b'attachment; filename="NAME"', disposition.encode())

    assert names(unpack(data)) == [name]


def test_a_message_without_attachments_is_its_words() -> None:
    """They are called by its subject."""
    message = mail("Decision 11/03/2024: bins", "RESOLVED: That the bins be emptied. Tŷ.")

    (member,) = unpack(bytes(message)).members

    assert member.name == "Decision 11-03-2024: bins.txt"
    assert member.data.decode() == "RESOLVED: That the bins be emptied. Tŷ.\n"


def test_a_page_is_preferred_to_plain_words() -> None:
    """It has the structure; it says in which encoding it is, whatever it said before."""
    message = mail()
    page = '<html><head><meta charset="iso-8859-1"><body><p>Tŷ.</p>'
    message.add_alternative(page, subtype="html")

    (member,) = unpack(bytes(message)).members

    assert member.name == "Papers for Thursday.html"
    assert member.data.startswith(b'<!doctype html><meta charset="utf-8"><html>')
    assert "Tŷ." in member.data.decode()


def test_a_message_in_an_unknown_encoding_keeps_its_bytes() -> None:
    """Whoever reads them may know better."""
    data = bytes(mail(words="The bins.")).replace(b'charset="utf-8"', b'charset="x-odd"')

    assert unpack(data).members[0].data == b"The bins.\n"


@pytest.mark.parametrize(("name", "stem"), [("post/Note.eml", "Note"), ("", "message")])
def test_a_message_without_a_subject_is_called_by_its_file(name: str, stem: str) -> None:
    """Where there is neither, it is a message."""
    assert names(unpack(bytes(mail(subject="")), name)) == [f"{stem}.txt"]


def test_attachments_that_are_no_documents_are_reported() -> None:
    """The words are kept, for they are all there is; signatures are nobody's loss."""
    message = mail(words="The bins.")
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="scan.jpg")
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="s")

    unpacked = unpack(bytes(message))

    assert names(unpacked) == ["Papers for Thursday.txt"]
    assert unpacked.warnings == (
        "scan.jpg: image/jpeg is no document; left out",
        "winmail.dat: application/ms-tnef is no document; left out",
    )


def test_a_forwarded_message_is_opened_once() -> None:
    """Its attachments are under its subject; what it forwards itself is named."""
    deepest = mail("Deepest")
    attach(deepest, "c.txt")
    inner = mail("Minutes for you")
    attach(inner, "b.txt")
    inner.add_attachment(deepest)
    message = mail()
    message.add_attachment(inner)

    unpacked = unpack(bytes(message))

    assert names(unpacked) == ["Minutes for you/b.txt"]
    assert unpacked.warnings[0].startswith("Minutes for you/Deepest: an archive or message in 2")


def test_archives_in_messages_and_messages_in_archives_are_opened() -> None:
    """One inside the other is how a clerk sends minutes and how a year of mail is kept."""
    message = mail()
    attach(message, "papers.zip", zipped({"a.txt": MINUTES}))
    noted = mail("Noted", "The bins.")

    assert names(unpack(bytes(message))) == ["papers.zip/a.txt"]
    assert names(unpack(zipped({"1.eml": bytes(noted)}))) == ["1.eml/Noted.txt"]


def test_a_message_of_thousands_of_parts_is_refused() -> None:
    """They count like the files of an archive."""
    part = b'--b\nContent-Type: application/x; name="a.txt"\n\nThe bins.\n'
    data = (
        b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n"
    ) + part * (MOST_ENTRIES + 1)

    with pytest.raises(UnreadableError, match="more than 1,000 files"):
        unpack(data)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"Subject: " + b"=?utf-8?q?a" * 20_000, id="words begun"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * 20_000, id="words"),
        pytest.param(b"Content-Type: " + b"(" * 20_000, id="comments"),
        pytest.param(b"Content-Type: text/plain; " + b"a=b; " * 20_000, id="parameters"),
        pytest.param(b"Content-Disposition: attachment; filename=" + b'"' * 20_000, id="quotes"),
        pytest.param(
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                for n in range(2000)
            ),
            id="parts in parts",
        ),
    ],
)
def test_no_header_takes_more_than_its_share_of_time(header: bytes) -> None:
    """The parser alone takes half a minute over some of these, or runs out of stack."""
    data = b"From: a@b.example\nTo: c\nMIME-Version: 1.0\n" + header + b"\n\nThe bins.\n"
    assert is_container(data)
    began = time.perf_counter()
    with contextlib.suppress(UnreadableError):
        assert len(unpack(data).members) == 1

    assert time.perf_counter() - began < 5

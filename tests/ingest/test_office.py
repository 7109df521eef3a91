"""Old Word files and RTF: what they are, and what LibreOffice makes of them, or fails to."""

import os
import random
import struct
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.model import UnreadableError
from ingest.office import WORD, convert, find_office, what_is_ole
from ingest.read_docx import read_docx

RTF = rb"{\rtf1\ansi Thornmere Borough Council\par The Committee noted the bins.\par}"

BEATING = 'while true; do echo x >> "{}"; sleep 0.1; done'  # what a process does while it runs

on_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
with_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


def ole(*names: str, header: bytes = b"", clsid: bytes = bytes(16)) -> bytes:
    """The least that is an OLE file: a directory of streams, each of which starts with `header`."""
    sector = 512
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0, 1 if names else 0xFFFFFFFF, 0xFFFFFFFF, clsid)]
    for n, name in enumerate(names):
        following = n + 2 if n + 1 < len(names) else 0xFFFFFFFF
        entries.append((name, 2, 1 + n_sectors(len(names)), 4096, 0xFFFFFFFF, following, bytes(16)))
    directory = b""
    for name, kind, start, size, child, following, own in entries:
        letters = name.encode("utf-16-le") + b"\0\0"
        directory += letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
        directory += struct.pack("<III", 0xFFFFFFFF, following, child) + own + bytes(20)
        directory += struct.pack("<IQ", start, size)
    n_directory = n_sectors(len(names))
    directory = directory.ljust(n_directory * sector, b"\0")
    n_used = 1 + n_directory + 8
    chain = [0xFFFFFFFD, *range(2, n_directory + 1), 0xFFFFFFFE]
    chain += [*range(n_directory + 2, n_used), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    start += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    start += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    start += struct.pack("<I", 0).ljust(109 * 4, b"\xff")
    return start + table + directory + header.ljust(4096, b"\0")


def n_sectors(n_names: int) -> int:
    """Sectors that a directory of so many streams takes, at four entries each."""
    return (n_names + 1 + 3) // 4


# What an OLE file is


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["WordDocument", "1Table", "\x05SummaryInformation", "Data", "x"], WORD),
        (["worddocument"], WORD),
        (["Workbook"], "an old Excel file"),
        (["Book"], "an old Excel file"),
        (["PowerPoint Document", "Current User"], "an old PowerPoint file"),
        (["__properties_version1.0"], "an Outlook message (MSG); save its attachments"),
        (["EncryptionInfo", "EncryptedPackage"], "a Word, Excel or PowerPoint file with a passwo"),
        (["Contents"], "a file of an Office program that is not read"),
    ],
)
def test_an_ole_file_is_what_its_streams_are(names: list[str], what: str) -> None:
    """Word, Excel, PowerPoint and Outlook all write the same kind of file."""
    assert what_is_ole(ole(*names)).startswith(what)
    assert (what_is_ole(ole(*names)) == WORD) == (what == WORD)


def test_a_word_file_with_a_password_is_told() -> None:
    """Its header says so; LibreOffice would only fail."""
    encrypted = bytes(11) + b"\x01"

    assert what_is_ole(ole("WordDocument", header=encrypted)).startswith(f"{WORD} with a password")


def test_an_installer_is_told() -> None:
    """A Windows installer has no stream of a telling name, but a number."""
    clsid = uuid.UUID("000C1084-0000-0000-C000-000000000046").bytes_le

    assert what_is_ole(ole("x", clsid=clsid)) == "a Windows installer"


def test_no_damage_to_an_ole_file_is_worse_than_a_word() -> None:
    """Half files, and files with any bytes changed, are said to be damaged, or what they were."""
    data = ole("WordDocument", "1Table")
    seeded = random.Random(1)
    damaged = [data[:n] for n in range(0, len(data), 100)]
    for _ in range(300):
        file = bytearray(data)
        for _ in range(5):
            file[seeded.randrange(2048)] = seeded.randrange(256)
        damaged.append(bytes(file))

    told = {what_is_ole(file) for file in damaged}

    assert any(what.startswith("a damaged Office file") for what in told)
    assert WORD in told


# LibreOffice, or what stands in for it


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a shell script that is found as `soffice`; in it, $made is where the DOCX goes."""

    def make(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "soffice"
        to_made = 'while [ "$1" != --outdir ]; do shift; done; made=$2; mkdir -p "$made"'
        program.write_text(f"#!/bin/sh\n{to_made}\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return make


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("ingest.office._ELSEWHERE", ())


@pytest.mark.usefixtures("no_office")
@pytest.mark.parametrize(("suffix", "what"), [(".doc", WORD), (".rtf", "an RTF file")])
def test_without_libreoffice_the_message_says_so(suffix: str, what: str) -> None:
    """The way out is to install it, or to save the file as DOCX."""
    assert find_office() is None

    with pytest.raises(UnreadableError, match=f"{what}; install LibreOffice, or save it as DOCX"):
        convert(RTF, suffix)  # type: ignore[arg-type]


@on_posix
def test_libreoffice_is_found_where_it_installs_itself(
    no_office: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On a Mac it is not on the path."""
    program = tmp_path / "LibreOffice.app"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr("ingest.office._ELSEWHERE", (str(tmp_path / "nowhere"), str(program)))

    assert find_office() == program


@on_posix
def test_what_is_made_is_given_and_nothing_is_left(
    stand_in: Callable[[str], None], temporary: Path
) -> None:
    """The program is given the bytes, in a folder that is gone afterwards."""
    stand_in('cat "$made/../document.rtf" > "$made/document.docx"')

    assert convert(RTF, ".rtf") == RTF
    assert list(temporary.iterdir()) == []


@on_posix
def test_the_program_has_limits_and_is_told_nothing(
    stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory and file size are limited, and nothing of our own environment is in its."""
    stand_in('{ ulimit -v; ulimit -f; env; } > "$made/document.docx"')
    monkeypatch.setenv("MINUTEBOOK_SECRET", "rosebud")

    memory, size, *environment = convert(RTF, ".rtf").decode().splitlines()

    assert size == str(200 * 1024 * 1024 // 512)
    assert memory in (str(2 * 1024 * 1024), "unlimited")  # macOS knows no limit of memory
    assert not any("rosebud" in line for line in environment)


@on_posix
def test_macros_are_off_and_links_are_not_followed(stand_in: Callable[[str], None]) -> None:
    """The profile that it starts with says so."""
    stand_in('cat "$made/../profile/user/registrymodifications.xcu" > "$made/document.docx"')

    settings = convert(RTF, ".rtf").decode()

    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert '"BlockUntrustedRefererLinks" oor:op="fuse"><value>true<' in settings


@on_posix
def test_a_program_that_makes_nothing_is_reported(
    stand_in: Callable[[str], None], temporary: Path
) -> None:
    """LibreOffice ends well even where it could not read the file."""
    stand_in("exit 0")

    with pytest.raises(UnreadableError, match=r"made nothing of it \(status 0\); open it in Word"):
        convert(RTF, ".rtf")
    assert list(temporary.iterdir()) == []


@on_posix
def test_a_program_that_fails_is_reported(stand_in: Callable[[str], None]) -> None:
    """Its status is told, a signal's as the shell tells it or as less than nothing."""
    stand_in("kill -ABRT $$")

    with pytest.raises(UnreadableError, match=r"made nothing of it \(status -6\)"):
        convert(RTF, ".rtf")


@on_posix
def test_a_program_that_hangs_is_ended_with_all_it_started(
    stand_in: Callable[[str], None], temporary: Path, tmp_path: Path
) -> None:
    """It has a minute; afterwards neither a process nor a folder of it is there."""
    heart = tmp_path / "heart"
    stand_in(f"{BEATING.format(heart)} & wait")
    began = time.perf_counter()

    with pytest.raises(UnreadableError, match="took longer than 1 s over it; open it in Word"):
        convert(RTF, ".rtf", most_seconds=1)

    assert time.perf_counter() - began < 10
    assert heart.stat().st_size > 0
    assert not is_beating(heart)
    assert list(temporary.iterdir()) == []


@on_posix
def test_what_a_program_leaves_running_is_ended(
    stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    """A program that ends in time may leave others behind."""
    heart = tmp_path / "heart"
    stand_in(f'{BEATING.format(heart)} & sleep 0.5; echo x > "$made/document.docx"')

    assert convert(RTF, ".rtf") == b"x\n"
    assert heart.stat().st_size > 0
    assert not is_beating(heart)


def is_beating(heart: Path) -> bool:
    """Whether a process still writes to this file."""
    before = heart.stat().st_size
    time.sleep(0.5)
    return heart.stat().st_size > before


# The real thing


@with_office
def test_rtf_becomes_docx() -> None:
    """Words and paragraphs stay."""
    reading = read_docx(convert(RTF, ".rtf"))

    assert "Thornmere Borough Council" in reading.text
    assert len(reading.blocks) == 2


@with_office
def test_an_old_word_file_becomes_docx(tmp_path: Path) -> None:
    """It is told from other Office files, and its words are read."""
    (tmp_path / "minutes.rtf").write_bytes(RTF)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(find_office()), "--headless", profile, "--convert-to", "doc", "minutes.rtf"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    data = (tmp_path / "minutes.doc").read_bytes()

    assert what_is_ole(data) == WORD
    assert "The Committee noted the bins." in read_docx(convert(data, ".doc")).text


@with_office
def test_a_file_that_a_document_names_is_not_read(tmp_path: Path) -> None:
    """A document on a public page must not fetch the machine's own files."""
    secret = tmp_path / "secret.txt"
    secret.write_text("rosebud")
    field = rb'{\field{\*\fldinst INCLUDETEXT "%s"}{\fldrslt shown}}' % secret.as_uri().encode()

    text = read_docx(convert(RTF[:-1] + field + b"}", ".rtf")).text

    assert "bins" in text
    assert "rosebud" not in text


@with_office
def test_bytes_that_are_no_word_file_are_reported() -> None:
    """An old Word file whose text is gone makes nothing."""
    with pytest.raises(UnreadableError, match="made nothing of it"):
        convert(ole("WordDocument"), ".doc")

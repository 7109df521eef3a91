"""Old Word files and RTF, which LibreOffice turns into DOCX where it is on the machine."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

import olefile

from ingest.model import UnreadableError

WORD = "an old Word file"

# Most of 47 DOC and RTF files took 1.5 s and none 2.2 s, on two cores that were in use.
MOST_SECONDS = 60.0
# LibreOffice 7.4 reserves 0.5 GB to convert a page and uses 0.2 of it; Java, where it finds that,
# reserves another.
_MOST_MEMORY = 2 * 1024**3  # bytes
_MOST_WRITTEN = 200 * 1024**2  # bytes in one file
_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
# The settings of every conversion: a document's macros never run, and neither the files nor the
# addresses that it links to are opened.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
# What an OLE file is, by the first of these names in its root directory, whose case does not count.
_KINDS = {
    "encryptedpackage": "a Word, Excel or PowerPoint file with a password; save it without one",
    "worddocument": WORD,
    "workbook": "an old Excel file; save it as PDF",
    "book": "an old Excel file; save it as PDF",
    "powerpoint document": "an old PowerPoint file; save it as PDF",
    "visiodocument": "a Visio drawing; save it as PDF",
    "__properties_version1.0": "an Outlook message (MSG); save its attachments, or save it as EML",
}
_INSTALLER = "000C1084-0000-0000-C000-000000000046"
_PASSWORD = 0x01  # of the twelfth byte of Word's header


def what_is_ole(data: bytes) -> str:
    """What an OLE file is: `WORD`, or else what it is and what to do with it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].lower() for entry in ole.listdir()}
            kind = next((what for name, what in _KINDS.items() if name in names), None)
            if kind == WORD and ole.openstream("WordDocument").read(12)[11] & _PASSWORD:
                return f"{WORD} with a password; save it without one"
            if kind is None and ole.root.clsid == _INSTALLER:
                return "a Windows installer"
    except Exception:  # olefile raises whatever its way through a broken file runs into
        return "a damaged Office file; open it in the program that made it and save it as DOCX"
    return kind or "a file of an Office program that is not read; save it as DOCX or PDF"


def find_office() -> Path | None:
    """LibreOffice's program: the one on the path, else where it installs itself."""
    names = ("soffice", "libreoffice", *_ELSEWHERE)
    return next((Path(found).absolute() for name in names if (found := shutil.which(name))), None)


def convert(
    data: bytes, suffix: Literal[".doc", ".rtf"], *, most_seconds: float = MOST_SECONDS
) -> bytes:
    """The bytes of a DOCX file that says what this DOC or RTF file says, by LibreOffice.

    LibreOffice works in a folder of its own, which is gone afterwards, as are all its processes.
    UnreadableError where it is not installed, fails, makes nothing or takes too long.
    """
    office = find_office()
    if office is None:
        kind = WORD if suffix == ".doc" else "an RTF file"
        raise UnreadableError(f"{kind}; install LibreOffice, or save it as DOCX")
    with tempfile.TemporaryDirectory(prefix="minutebook-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        (folder / f"document{suffix}").write_bytes(data)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        said = _run(office, folder, suffix, most_seconds)
        try:
            return (folder / "made" / "document.docx").read_bytes()
        except FileNotFoundError:
            raise UnreadableError(
                f"LibreOffice made nothing of it ({said}); open it in Word and save it as DOCX"
            ) from None


def _run(office: Path, folder: Path, suffix: str, most_seconds: float) -> str:
    """Let LibreOffice convert the document in `folder`; how it ended."""
    command = [
        str(office),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder / "made"),
        str(folder / f"document{suffix}"),
    ]
    process = subprocess.Popen(
        _limited(command) if os.name == "posix" else command,
        cwd=folder,
        # What it is not told, no document can make it tell.
        env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        if os.name == "posix"
        else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return f"status {process.wait(most_seconds)}"
    except subprocess.TimeoutExpired:
        raise UnreadableError(
            f"LibreOffice took longer than {most_seconds:g} s over it; open it in Word and save it"
            " as DOCX"
        ) from None
    finally:
        _end(process)


def _limited(command: list[str]) -> list[str]:
    """The command under limits that the shell sets, where the system knows them.

    The shell counts memory in kilobytes and files in blocks of 512 bytes.
    """
    limits = {"-v": _MOST_MEMORY // 1024, "-f": _MOST_WRITTEN // 512, "-c": 0}
    set_limits = "; ".join(f"ulimit {flag} {n} 2>/dev/null" for flag, n in limits.items())
    return ["/bin/sh", "-c", f'{set_limits}; exec "$@"', "sh", *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it has started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()

"""A file is written whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` in place of what the file holds, which stays as it was where this fails.

    OSError with the file's own name where it cannot be written.
    """
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            shutil.copymode(file, aside)
        os.replace(aside, file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)

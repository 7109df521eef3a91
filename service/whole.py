"""A file is written whole or not at all."""

import os
import shutil
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` in place of what the file holds, which stays as it was where this fails."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            shutil.copymode(file, aside)
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)

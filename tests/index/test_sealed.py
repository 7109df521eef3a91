"""A folder is there whole, or as it was before."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import sealed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sealed folder of two files."""
    place = tmp_path / "derived" / "one"
    with sealed.making(place) as making:
        (making / "in").mkdir()
        (making / "bins").write_bytes(b"late")
        (making / "in" / "parks").write_bytes(b"green")
        sealed.seal(making, {"format": 1})
    return place


def test_a_sealed_folder_is_sound(folder: Path) -> None:
    """Its files are there, nothing is wrong with them, and nothing else was left behind."""
    assert sealed.faults(folder) == sealed.faults(folder, format=1) == []
    assert sealed.facts(folder)["format"] == 1
    assert [folder] == list(folder.parent.iterdir())


@pytest.mark.parametrize("name", ["bins", "in/parks"])
def test_a_flipped_bit_is_seen(folder: Path, name: str) -> None:
    """The file that is not as it was written is named."""
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(bytes([data[0] ^ 1]) + data[1:])

    assert [f"one/{name} is not as written"] == sealed.faults(folder)


def test_a_missing_file_is_seen(folder: Path) -> None:
    """So is one that is gone."""
    (folder / "in" / "parks").unlink()

    assert ["one/in/parks is missing"] == sealed.faults(folder)


@pytest.mark.parametrize("seal", ["", "[]", "{}", '{"files": 3}', "\x00"])
def test_a_broken_seal_is_seen(folder: Path, seal: str) -> None:
    """A seal that cannot be read vouches for nothing."""
    (folder / "manifest.json").write_text(seal, encoding="utf-8")

    assert sealed.faults(folder)[0].startswith("one/manifest.json cannot be read")


def test_a_folder_of_something_else_is_seen(folder: Path) -> None:
    """A sound folder that is not of what is wanted is no use."""
    assert sealed.faults(folder, format=2) == ["one is of another state of the library"]
    assert sealed.faults(folder, state="x") == ["one is of another state of the library"]


def test_no_folder_is_seen(tmp_path: Path) -> None:
    """One that is not there is named."""
    assert sealed.faults(tmp_path / "two") == ["there is no two"]


def test_what_fails_leaves_what_was(folder: Path) -> None:
    """A folder that could not be filled does not take the place of the one before."""
    with contextlib.suppress(OSError), sealed.making(folder) as making:
        (making / "bins").write_bytes(b"early")
        raise OSError("the disk is full")

    assert sealed.faults(folder) == []
    assert (folder / "bins").read_bytes() == b"late"
    assert [folder] == list(folder.parent.iterdir())


def test_a_killed_process_leaves_what_was(folder: Path) -> None:
    """So does one that is killed in the midst of it."""
    script = (
        "import os, signal, sys; from pathlib import Path; from index import sealed\n"
        "with sealed.making(Path(sys.argv[1])) as making:\n"
        "    (making / 'bins').write_bytes(b'early')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(folder)], check=False)

    assert killed.returncode == -9
    assert sealed.faults(folder) == []
    assert (folder / "bins").read_bytes() == b"late"
    assert len(list(folder.parent.iterdir())) == 2
    with sealed.making(folder) as making:
        sealed.seal(making, {"format": 2})
    assert [folder] == list(folder.parent.iterdir())  # what was half made has gone


def test_a_new_folder_takes_the_place_of_the_old(folder: Path) -> None:
    """Whole, with nothing of the one before."""
    with sealed.making(folder) as making:
        (making / "bins").write_bytes(b"early")
        sealed.seal(making, {"format": 2})

    assert sealed.faults(folder, format=2) == []
    assert {"bins", "manifest.json"} == set(os.listdir(folder))

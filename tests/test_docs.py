"""What can be typed, set or asked for is in the README."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from service.app import create_app
from service.cli import main
from service.desk import Desk
from service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXIT_CODES = {0: "done", 1: "error", 2: "usage", 3: "nothing found", 4: "some files failed"}


def told(*arguments: str) -> str:
    """What the command line says of itself."""
    command = [sys.executable, "-m", "service.cli", *arguments, "--help"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def commands() -> list[str]:
    return re.findall(r"^    ([a-z-]+) ", told(), re.MULTILINE)


def helps() -> list[str]:
    """What every command says of itself, and the one that is within another."""
    return [*(told(command) for command in commands()), told("commitments", "mark")]


def routes(library, encoder) -> list[str]:
    desk = Desk(library.directory, encoder)
    paths = [route.path for route in create_app(desk).routes]
    desk.close()
    return paths


def test_every_command_is_documented() -> None:
    """As it is typed."""
    named = commands()

    assert len(named) >= 8
    assert [command for command in named if f"minutebook {command}" not in README] == []


def test_every_flag_is_documented() -> None:
    """Of every command, by its name."""
    flags = {flag for help in helps() for flag in re.findall(r"--[a-z][a-z-]*", help)}

    assert len(flags) >= 12
    assert sorted(flag for flag in flags - {"--help"} if f"`{flag}" not in README) == []


def test_every_flag_that_is_documented_exists(capsys) -> None:
    """In the table of flags there is none that no command has."""
    table = re.findall(r"`(--[a-z][a-z-]*)[ `]", README)
    with pytest.raises(SystemExit):
        main(["--help"])
    known = capsys.readouterr().out + "".join(helps())
    others = {"--index-url"}  # of pip

    assert table
    assert [flag for flag in table if flag not in known and flag not in others] == []


def test_every_setting_is_documented() -> None:
    """By the name it has in the environment, and there is no other."""
    named = set(re.findall(r"MINUTEBOOK_[A-Z_]+", README))
    read = {
        name
        for file in (ROOT / "service").rglob("*.py")
        for name in re.findall(r"MINUTEBOOK_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))
    }

    assert named == read | {f"MINUTEBOOK_{name.upper()}" for name in Settings.model_fields}


def test_every_default_is_documented() -> None:
    """A setting's line in the README gives the default that it has."""
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            line = next(li for li in README.splitlines() if f"`MINUTEBOOK_{name.upper()}`" in li)
            assert f"`{field.default}`" in line


def test_every_route_is_documented(library, encoder) -> None:
    """By its address, with the parameters of a search."""
    paths = routes(library, encoder)

    assert len(paths) >= 11
    assert [path for path in paths if f"`{path}" not in README] == []
    for parameter in ("council", "committee", "from", "to", "kind", "keep", "limit"):
        assert f"`{parameter}`" in README


def test_every_target_of_make_is_documented() -> None:
    """In the README and in make's own help."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    told = makefile.partition("\nhelp:\n")[2].partition("\n\n")[0]

    assert {"demo", "serve", "test", "bench", "lint", "type", "fix"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in README] == []
    assert [t for t in targets if f"make {t}" not in told and t != "help"] == []


def test_every_exit_code_is_documented() -> None:
    """With the same words as the command's own help."""
    (line,) = re.findall(r"^Exit codes: .*$", README, re.MULTILINE)

    for code, meaning in EXIT_CODES.items():
        assert re.search(rf"\b{code} [^,]*{meaning}", line)
        assert re.search(rf"\b{code} [^,]*{meaning}", told())


def test_every_link_to_a_file_leads_to_one() -> None:
    """A document that the README names is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []

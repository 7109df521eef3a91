"""Which words mean the same to a council? A list that a council can replace by its own."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Term:
    """Words of a group. One that `is_word` has other meanings, so it is not itself looked for."""

    words: str
    is_word: bool = False


def read_glossary(file: Path | None = None) -> list[tuple[Term, ...]]:
    """The groups of equivalent terms in `file`, or in the list that comes with Minutebook.

    One group a line, its terms divided by |; empty lines and those that begin with # say nothing.
    OSError or ValueError where the file cannot be read or a line has one term only.
    """
    groups = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        group = tuple(_term(words) for words in line.split("|") if words.strip(" >"))
        if len(group) < 2:
            raise ValueError(
                f"{file or 'glossary'}, line {number}: {line.strip()!r} is one term;"
                " write what can be said for it after a |"
            )
        groups.append(group)
    return groups


def _text(file: Path | None) -> str:
    if file is None:
        return files("index").joinpath("glossary.txt").read_text(encoding="utf-8")
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except OSError as error:
        raise OSError(
            f"the glossary {file} cannot be read ({error.strerror}); name a file of terms, or none"
        ) from error
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{file}, line {number}: this is not UTF-8; save it as UTF-8") from error


def _term(words: str) -> Term:
    words = " ".join(words.split())
    return Term(words.lstrip("> "), words.startswith(">"))

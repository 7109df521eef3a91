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
    source = file or files("index").joinpath("glossary.txt")
    groups = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
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


def _term(words: str) -> Term:
    words = " ".join(words.split())
    return Term(words.lstrip("> "), words.startswith(">"))

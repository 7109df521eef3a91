"""Questions and the words that answer them, marked by somebody who knows.

What is offered for judging is pooled (Spärck Jones and van Rijsbergen, 1975): the lists of every
retriever in turn, without saying which, so that a question is not judged by today's ranking alone.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, zip_longest
from pathlib import Path
from typing import Any

from index.evaluate import (
    by_file_name,
    locate,
    parse_question,
    read_questions,
)
from index.hits import Query, Retriever
from index.library import DocumentRecord, Library, PassageRecord
from index.search import Searcher
from service.cite import label
from service.whole import write_whole

PAGE = 10  # hits shown at a time
_DEPTH = 50  # taken from each retriever
_RETRIEVERS: tuple[Retriever, ...] = ("fused", "dense", "lexical")
_COUNT = "([1-9][0-9]{0,3})"
_MARK = re.compile(rf"{_COUNT}(?:\.{_COUNT}(?:-{_COUNT})?)?")
_HOW = (
    "Mark what answers: 3 (all of hit 3), 3.2 (its sentence 2), 3.2-4; several with spaces between"
    "\nor: n more hits, none nothing answers, s skip, q quit, ? this help"
)


class MarkError(ValueError):
    """What was typed marks nothing; the message says why. Nothing is kept."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage offered for judging, and its sentences as offsets in its document."""

    record: PassageRecord
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, and into which file. `kind` is what new questions are called."""

    file: Path
    kind: str = "unsorted"
    by: str | None = None


# The file


def fields_of(file: Path) -> list[dict[str, Any]]:
    """Every line's fields, unmarked questions included; none where there is no file yet.

    JudgementError names the first line that is no question.
    """
    if not file.exists():
        return []
    read_questions(file)
    lines = file.read_bytes().split(b"\n")
    return [json.loads(line) for line in lines if line.strip()]


def unjudged(file: Path) -> list[dict[str, Any]]:
    """The questions that have no marks and are not said to have no answer."""
    if not file.exists():
        raise FileNotFoundError(f"there is no file {file}")
    return [
        f for f in fields_of(file) if not f.get("evidence") and f.get("answerable") is not False
    ]


def keep(file: Path, asked: Mapping[str, Any], marks: Mapping[str, Any]) -> list[dict[str, str]]:
    """Put what was marked into the question's line, or into a new one; the quotes that are new.

    The file is read again first, so that what others wrote meanwhile stays. Other fields and
    quotes of the question stay, and every other line to the byte. Written whole or not at all.
    MarkError where nothing is to answer a question that has marks.
    """
    fields_of(file)
    file = file.resolve()
    data = file.read_bytes().rstrip() if file.exists() else b""
    lines = data.split(b"\n") if data else []
    known = {place: json.loads(line) for place, line in enumerate(lines) if line.strip()}
    place = next((place for place, one in known.items() if _is_same(one, asked)), len(lines))
    held = known.get(place, {})
    evidence = list(held.get("evidence") or ())
    if evidence and not marks["answerable"]:
        raise MarkError("the question has marks, so something does answer it")
    added = [quote for quote in marks["evidence"] if quote not in evidence]
    fields = {**asked, **held, **marks, "evidence": evidence + added}
    if not held:
        fields["id"] = _free_id(str(asked["id"]), [str(one["id"]) for one in known.values()])
    # What UTF-8 cannot write becomes an escape, which in JSON means the same.
    line = json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace")
    write_whole(file, b"\n".join([*lines[:place], line, *lines[place + 1 :]]) + b"\n")
    return added


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (str(one["id"]), one["question"]) == (str(other["id"]), other["question"])


def _free_id(wanted: str, taken: Collection[str]) -> str:
    numbers = (f"q{number}" for number in count(len(taken) + 1))
    return next(one for one in chain([wanted], numbers) if one not in taken)


def question_in(file: Path, text: str, kind: str) -> dict[str, Any]:
    """The file's own line for these words, or a new one with an id of its own."""
    text = _flat(text)
    known = fields_of(file)
    for fields in known:
        if _flat(str(fields["question"])).casefold() == text.casefold():
            return fields
    ids = [str(fields["id"]) for fields in known]
    return {"id": _free_id(f"q{len(ids) + 1}", ids), "question": text, "kind": kind}


# What is offered


def pool(searcher: Searcher, query: Query) -> list[Shown]:
    """The hits of each retriever in turn, each passage once."""
    lists = [searcher.retrieved(query, by, _DEPTH) for by in _RETRIEVERS]
    in_turn = (hit.passage_id for row in zip_longest(*lists) for hit in row if hit)
    ids = list(dict.fromkeys(in_turn))
    records = searcher.library.passages(ids)
    return [shown(records[one]) for one in ids if one in records]


def shown(record: PassageRecord) -> Shown:
    start = record.passage.start
    spans = tuple((start + first, start + last) for first, last in record.passage.sentences)
    return Shown(record, spans or ((start, record.passage.end),))


def page_of(offered: Sequence[Shown], first: int) -> Iterator[str]:
    """Ten hits as they are read, from the one at `first`; sentences carry their numbers."""
    for number, hit in enumerate(offered[first : first + PAGE], first + 1):
        yield f"{number}. {label(hit.record, hit.record.page)}"
        passage = hit.record.passage
        # A table's header or "RESOLVED: That", without which a row or a clause says little.
        if lead_in := _flat(" ".join(passage.context.splitlines()[1:])):
            yield f"   ({lead_in})"
        for sentence, (start, end) in enumerate(hit.sentences, 1):
            words = _flat(passage.text[start - passage.start : end - passage.start])
            yield f"   {f'{number}.{sentence}  ' if len(hit.sentences) > 1 else ''}{words}"
        yield ""


# Marks


def marked(typed: str, offered: Sequence[Shown]) -> list[tuple[Shown, int, int]]:
    """What "1 3.2 4.1-2" marks, as offsets in documents; MarkError where it marks nothing."""
    found = []
    for token in typed.replace(",", " ").split():
        match = _MARK.fullmatch(token)
        if not match:
            raise MarkError(f"{token!r} is no hit's number")
        number, first, last = (int(group) if group else None for group in match.groups())
        if not number or number > len(offered):
            raise MarkError(f"no hit {number} has been shown")
        hit = offered[number - 1]
        first, last = first or 1, last or first or len(hit.sentences)
        if not first <= last <= len(hit.sentences):
            raise MarkError(f"{token}: hit {number} has sentences 1 to {len(hit.sentences)}")
        found.append((hit, hit.sentences[first - 1][0], hit.sentences[last - 1][1]))
    return found


def quotation(
    library: Library,
    named: dict[str, list[DocumentRecord]],
    mark: tuple[Shown, int, int],
) -> dict[str, str]:
    """A mark as evidence: the document's file name and the words, such that `evaluate` finds them.

    The path stands for the name where several documents share that. Words that stand earlier in
    the document too are widened to the whole passage; MarkError where that does as well.
    """
    hit, start, end = mark
    passage, document = hit.record.passage, hit.record.document
    name = document.path.rpartition("/")[2]
    if len(named.get(name, ())) > 1:
        name = document.path
    for first, last in ((start, end), (passage.start, passage.end)):
        quote = passage.text[first - passage.start : last - passage.start]
        found = locate(library, named, name, quote)
        if found and found[0] == document.id and first <= found[1] and found[2] <= last:
            return {"document": name, "quote": quote}
    raise MarkError(
        f"“{_flat(passage.text)[:60]}” stands earlier in {name} too, where evaluate would take it"
        " to be; mark the passage before or after it"
    )


# The session


@dataclass(slots=True)
class Session:
    """Asks for judgements and keeps each as soon as it is made.

    `ask` gives what is typed at a prompt and raises EOFError when there is no more.
    """

    searcher: Searcher
    judge: Judge
    ask: Callable[[str], str]
    say: Callable[[str], None]
    n_judged: int = 0

    def run(self, questions: Iterable[dict[str, Any]] | None = None) -> None:
        """Judge these questions, or whatever is typed, until there is no more or "q"."""
        self.say(_HOW)
        given = self._typed() if questions is None else iter(questions)
        try:
            for fields in given:
                if not self._judge(fields):
                    break
        except EOFError:
            self.say("")

    def _typed(self) -> Iterator[dict[str, Any]]:
        while (text := self.ask("\nquestion> ").strip()) not in ("q", "quit"):
            if text:
                yield question_in(self.judge.file, text, self.judge.kind)

    def _judge(self, fields: dict[str, Any]) -> bool:
        """Whether to go on with another question."""
        question = parse_question(fields)
        offered = pool(self.searcher, question.query(with_filters=True))
        named = by_file_name(self.searcher.library.documents())
        self.say(f"\n{question.id}: {question.text}")
        if question.evidence:
            self.say(f"It has marks already ({len(question.evidence)}); what you mark is added.")
        n_shown = self._show(offered, 0)
        while (typed := self.ask("marks> ").strip().casefold()) not in ("q", "quit"):
            try:
                if typed in ("s", "skip"):
                    return True
                if typed in ("n", "next"):
                    n_shown = self._show(offered, n_shown)
                elif typed == "none":
                    self._keep(fields, [])
                    return True
                elif typed in ("", "?"):
                    self.say(_HOW)
                else:
                    marks = marked(typed, offered[:n_shown])
                    self._keep(
                        fields, [quotation(self.searcher.library, named, mark) for mark in marks]
                    )
                    return True
            except MarkError as error:
                self.say(f"{error}; nothing kept, try again or type ? for help")
        return False

    def _show(self, offered: Sequence[Shown], first: int) -> int:
        """Show the next page; how many have been shown."""
        if first >= len(offered):
            self.say("There are no more hits." if offered else "Nothing found.")
        for line in page_of(offered, first):
            self.say(line)
        return min(len(offered), first + PAGE)

    def _keep(self, fields: dict[str, Any], quotes: list[dict[str, str]]) -> None:
        """Add quotes to a question, or say that nothing answers it."""
        marks = {
            "answerable": bool(quotes),
            "evidence": quotes,
            **({"judged_by": self.judge.by} if self.judge.by else {}),
            "judged_on": date.today().isoformat(),
        }
        added = keep(self.judge.file, fields, marks)
        self.n_judged += 1
        for quote in added:
            self.say(f"kept: “{_flat(quote['quote'])}” ({quote['document']})")
        if not added:
            self.say("kept: that was marked before" if quotes else "kept: nothing here answers it")


def _flat(text: str) -> str:
    return " ".join(text.split())

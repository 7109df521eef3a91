"""The command line: what it prints, what it returns, and what it does not import."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from index.calibrate import strangers
from index.library import Library
from index.search import Searcher
from service.answer import default_floor
from service.cli import main

COMMANDS = tuple(
    "index search ask commitments brief show judge evaluate calibrate serve status check".split()
)
HIT = {"rank", "score", "passage_id", "kind", "text", "start", "end", "page", "item", "document"}
DOCUMENT = {"id", "path", "url", "title", "council", "committee", "held", "kind", "status"}
ASK = set("question recognised widened found unmentioned expected claims hits".split())
CITATION = {
    *("passage_id", "document_id", "path", "start", "end", "quote", "page", "url", "label"),
}
HEAVY = (
    *("torch", "faiss", "fastapi", "pydantic", "numpy", "tantivy", "sentence_transformers"),
    *("xlsxwriter", "icalendar", "docx", "jinja2"),
)
MINUTES = """Scrutiny Committee

Thursday 14 June 2018

2. Staying Put Scheme

The Director reported that eleven young people were still living with their foster carers.

RESOLVED: That a full report on the Staying Put Scheme be brought to the next meeting.

3. Bins

Collections of refuse had been missed in Mill Lane because of a fallen tree.
"""
SAMPLE = Path(__file__).parents[2] / "corpus" / "documents"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as it is on Linux")
QUESTIONS = [
    {
        **{"id": "a1", "question": "why were the bins not emptied", "answerable": True},
        **{"kind": "fact", "filters": {"committee": "Scrutiny"}},
        "evidence": [{"document": "june.txt", "quote": "because of a fallen tree"}],
    },
    {
        "id": "n1",
        "question": "what was said of football in 2018",
        "answerable": False,
        "kind": "none",
    },
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a library of one file, made by the command, with the real model."""
    place = tmp_path_factory.mktemp("cli")
    folder = place / "minutes"
    folder.mkdir()
    (folder / "june.txt").write_text(MINUTES, encoding="utf-8")
    assert main(["index", str(folder), "--index", str(place / "library")]) == 0
    return place / "library"


@pytest.fixture
def run(monkeypatch, capsys, request) -> Run:
    """Runs a command on the small library: exit code, standard output, standard error."""

    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("MINUTEBOOK_INDEX", str(request.getfixturevalue("held")))
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def process(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "service.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


# Help and usage


def test_help_lists_every_command() -> None:
    """With a line on each, the exit codes, and where settings come from."""
    told = process("--help")

    assert told.returncode == 0
    for command in COMMANDS:
        assert f"\n    {command} " in told.stdout
    assert "0 done, 1 error, 2 usage, 3 nothing found, 4 done but some files failed" in told.stdout
    assert "MINUTEBOOK_INDEX" in told.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ask"]])
def test_help_and_usage_import_nothing_heavy(arguments) -> None:
    """Whoever asks how it is used does not wait for a model to load."""
    code = (
        "import sys; from service.cli import main\n"
        "try: main(sys.argv[1:])\n"
        f"finally: print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60
    )

    assert told.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys) -> None:
    """Every option and argument of it is described."""
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    out = capsys.readouterr().out
    entries = re.findall(r"^  (\S.*(?:\n {4,}.*)*)", out.partition("\n\n")[2], re.MULTILINE)

    assert left.value.code == 0
    assert f"usage: minutebook {command}" in out
    assert len(entries) >= 2
    assert all(re.search(r"\s{2,}\w", entry) for entry in entries), entries


def test_the_entry_point_is_installed() -> None:
    """The command that the documentation names is the one that was installed."""
    told = subprocess.run(
        [str(Path(sys.executable).with_name("minutebook")), "--help"],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert told.returncode == 0
    assert told.stdout == process("--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["gossip"],
        ["index"],
        ["search"],
        ["ask", "--json"],
        ["show"],
        ["search", "bins", "--limit", "0"],
        ["search", "bins", "--limit", "1001"],
        ["search", "bins", "--limit", "NaN"],
        ["search", "bins", "--from", "yesterday"],
        ["search", "bins", "--to", "2019-02-30"],
        ["search", "bins", "--kind", "gossip"],
        ["search", "bins", "--sort", "best"],
        ["serve", "--port", "http"],
        ["status", "--zebra"],
    ],
)
def test_wrong_usage_is_2(arguments, capsys) -> None:
    """With how it is used, and nothing on standard output."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()

    assert left.value.code == 2
    assert out == ""
    assert "usage: minutebook" in err


# Where there is nothing to work on


@pytest.mark.parametrize("arguments", [["status"], ["check"], ["show", "x"], ["serve"]])
def test_a_missing_library_is_1_and_says_how_to_make_one(arguments, capsys, tmp_path) -> None:
    """No command but index makes a library."""
    code = main([*arguments, "--index", str(tmp_path / "nowhere")])
    out, err = capsys.readouterr()

    assert (code, out) == (1, "")
    assert f"there is no library in {tmp_path / 'nowhere'}" in err
    assert "minutebook index" in err
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_library_is_1_and_says_what_to_do(capsys, tmp_path) -> None:
    """What is no database is refused in one line."""
    (tmp_path / "library.sqlite").write_bytes(b"not a database " * 1000)
    code = main(["status", "--index", str(tmp_path)])
    err = capsys.readouterr().err

    assert code == 1
    assert "restore it from a copy" in err
    assert "Traceback" not in err


def test_a_setting_that_cannot_be_is_1(capsys, monkeypatch) -> None:
    """The environment's nonsense is named, in words."""
    monkeypatch.setenv("MINUTEBOOK_PORT", "http")
    code = main(["status"])
    err = capsys.readouterr().err

    assert code == 1
    assert err.startswith("minutebook: port (MINUTEBOOK_PORT) is 'http': ")
    assert err.count("\n") == 1


def test_what_a_terminal_would_obey_is_not_printed(library, capsys) -> None:
    """A document that holds escape sequences, or turns its text around, is shown without them."""
    with sqlite3.connect(library.directory / "library.sqlite") as db:
        db.execute(
            "update document set text = replace(text, 'missed', ?)",
            ("m\x1b]0;x\x07\x9b31m\u202e",),
        )
        db.execute("update document set title = 'a\x1b[2Jb', committee = 'c\x1b[2Jd'")
    db.close()
    for document in library.documents():
        ids = (document.id, library.passages_in(document.id)[-1].id)
        for arguments in (["status"], *(["show", name] for name in ids)):
            assert main([*arguments, "--index", str(library.directory)]) == 0
    out = capsys.readouterr().out

    assert "m\ufffd]0;x\ufffd\ufffd31m\ufffd" in out
    assert "a\ufffd[2Jb" in out
    assert "c\ufffd[2Jd" in out
    assert all(c.isprintable() or c == "\n" for c in out)


def test_a_library_damaged_inside_is_1_in_one_line(library, capsys) -> None:
    """Where the file opens and cannot be read further, too."""
    file = library.directory / "library.sqlite"
    root = library.select("select rootpage from sqlite_schema where name = 'document'")[0][0]
    library.close()
    data = bytearray(file.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    file.write_bytes(data)
    code = main(["status", "--index", str(library.directory)])
    out, err = capsys.readouterr()

    assert (code, out) == (1, "")
    assert err.startswith("minutebook: the library cannot be ")
    assert err.count("\n") == 1


def test_output_that_is_closed_or_full_is_no_traceback(library) -> None:
    """Nobody to tell is no error; nowhere to put it is one, in a line."""
    command = f"'{sys.executable}' -m service.cli status --index '{library.directory}'"
    closed, full = (
        subprocess.run(["bash", "-c", f"{command} {to}"], capture_output=True, timeout=60)
        for to in (">&-", ">/dev/full")
    )

    assert (closed.returncode, closed.stderr) == (0, b"")
    assert full.returncode == 1
    assert full.stderr.startswith(b"minutebook: [Errno 28]")
    assert b"Traceback" not in full.stderr


# On the small library, with the real model


@pytest.mark.model
def test_search_prints_what_it_finds(run) -> None:
    """Each passage with its rank, its citation, its words, and how to see it in context."""
    code, out, err = run("search", "missed", "collections")

    assert (code, err) == (0, "")
    assert out.startswith("1. Scrutiny Committee, 14 June 2018, item 3 Bins\n")
    assert "Collections of refuse had been missed in Mill Lane" in out
    assert "minutebook show " in out


@pytest.mark.model
def test_search_as_json(run) -> None:
    """The same keys as the service gives."""
    code, out, _ = run("search", "collections", "--json", "--limit", "2")
    payload = json.loads(out)

    assert code == 0
    assert payload.keys() == {"query", "recognised", "widened", "hits"}
    assert [hit["rank"] for hit in payload["hits"]] == [1, 2]
    assert all(hit.keys() >= HIT for hit in payload["hits"])
    assert all(hit["document"].keys() >= DOCUMENT for hit in payload["hits"])


@pytest.mark.parametrize(("order", "first"), [("newest", "2018-10-11"), ("oldest", "2018-06-14")])
def test_search_sorts_by_date(library, encoder, monkeypatch, capsys, order, first) -> None:
    """Where it is told to."""
    monkeypatch.setattr("service.cli._encoder", lambda settings: encoder)
    words = ["search", "staying put report", "--json", "--index", str(library.directory)]
    assert main([*words, "--sort", order]) == 0
    days = [hit["document"]["held"] for hit in json.loads(capsys.readouterr().out)["hits"]]

    assert days == sorted(days, reverse=order == "newest")
    assert (days[0], len(set(days))) == (first, 2)


@pytest.mark.model
def test_nothing_found_is_3(run) -> None:
    """Said in words, or in JSON with empty lists; a filter can be why."""
    code, out, _ = run("search", '"zebra crossing"')
    assert (code, out) == (3, "Nothing found.\n")

    code, out, _ = run("search", "bins", "--from", "2019-01-01", "--json")
    assert (code, json.loads(out)) == (
        3,
        {"query": "bins", "recognised": [], "widened": [], "hits": []},
    )

    code, out, _ = run("ask", "who won the football match")
    assert code == 3
    assert out.startswith("Nothing that answers this was found in the documents held here. ")
    assert "“football”" in out
    assert 0 < out.count("\nnear it: ") <= 3

    code, out, _ = run("ask", "who won the football match", "--json")
    assert code == 3
    assert json.loads(out)["found"] is False


@pytest.mark.model
@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_filter_in_the_question_is_said_and_removable(run, command) -> None:
    """With the flag that leaves its words as words; JSON tells the same."""
    words = "what was said at the Scrutiny Committee about staying put before June 2018"
    code, out, _ = run(command, words)
    assert code == 3
    assert out.startswith(
        "Showing meetings of Scrutiny Committee."
        " To search the others too: --keep 'at the Scrutiny Committee'\n"
        "Showing meetings held up to 31 May 2018."
        " To search the others too: --keep 'before June 2018'\n"
    )

    code, out, _ = run(command, words, "--keep", "before June 2018", "--json")
    assert code == 0
    assert [one["filter"] for one in json.loads(out)["recognised"]] == ["committee"]

    code, out, _ = run(command, words, "--keep", "before June 2018", "--keep", "at the")
    assert (code, "Showing" in out) == (0, False)


@pytest.mark.model
def test_ask_prints_quotations_with_citations(run, held) -> None:
    """Each claim is a line of quotation, verbatim, and where it stands."""
    code, out, _ = run("ask", "what was said about staying put")

    assert code == 0
    assert "“RESOLVED: That a full report on the Staying Put Scheme be brought to the next" in out
    assert "Scrutiny Committee, 14 June 2018, item 2 Staying Put Scheme\n" in out
    with Library.open(held) as library:
        text = " ".join(library.text(library.documents()[0].id).split())
    quoted = [line.partition("“")[2].rstrip("”") for line in out.splitlines() if "“" in line]
    assert quoted
    assert all(quote in text for quote in quoted)


@pytest.mark.model
def test_ask_as_json(run) -> None:
    """The same keys as the service gives, and filters that hold."""
    code, out, _ = run("ask", "staying put", "--json", "--kind", "decision", "--committee", "scrut")
    payload = json.loads(out)

    assert code == 0
    assert payload.keys() == {
        "question",
        "recognised",
        "widened",
        "found",
        "unmentioned",
        "expected",
        "claims",
        "ledger",
        "hits",
    }
    assert payload["found"] is True
    assert all(c.keys() >= CITATION for claim in payload["claims"] for c in claim["citations"])
    assert {hit["kind"] for hit in payload["hits"]} == {"decision"}


@pytest.mark.model
def test_show_gives_a_passage_and_a_document(run, held) -> None:
    """By id: the passage in its context, or the whole text; an unknown id is 3."""
    with Library.open(held) as library:
        document = library.documents()[0]
        passage = library.passages_in(document.id)[-1]
        text = library.text(document.id)

    code, out, _ = run("show", passage.id)
    assert code == 0
    assert f">>> {passage.text} <<<" in out

    code, out, _ = run("show", passage.id, "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["text"] == passage.text
    assert (shown["before"] + shown["text"] + shown["after"]).strip() in text

    code, out, _ = run("show", document.id)
    assert (code, out) == (0, f"{document.title}\n{document.path}\n\n{text}\n")

    code, out, _ = run("show", document.id, "--json")
    assert json.loads(out).keys() >= DOCUMENT | {"text", "media_type", "sha256", "page_starts"}

    code, out, err = run("show", "nothing")
    assert (code, out) == (3, "")
    assert "the library holds nothing with the id nothing" in err


@pytest.mark.model
def test_status_says_what_is_held(run) -> None:
    """In words, and in JSON."""
    code, out, _ = run("status")
    assert code == 0
    assert out.startswith("1 documents, ")
    assert "meetings from 2018-06-14 to 2018-06-14" in out
    assert "model: all-MiniLM-L6-v2" in out

    code, out, _ = run("status", "--json")
    assert code == 0
    assert json.loads(out)["committees"] == ["Scrutiny Committee"]


@pytest.mark.model
def test_check_says_whether_it_is_sound(run, held, tmp_path, capsys) -> None:
    """0 and no problems for a sound library, 1 and each problem for a damaged one."""
    assert run("check")[:2] == (0, "The library is sound.\n")
    code, out, _ = run("check", "--json")
    assert (code, json.loads(out)) == (0, {"sound": True, "problems": []})

    shutil.copytree(held, tmp_path / "damaged")
    with sqlite3.connect(tmp_path / "damaged" / "library.sqlite") as db:
        db.execute("update passage set vector = zeroblob(8) where number = 1")
    db.close()
    assert main(["check", "--index", str(tmp_path / "damaged"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["sound"] is False
    assert any("vector" in problem for problem in report["problems"])


@pytest.mark.model
def test_evaluate_judges_and_writes_a_line_a_question(run, tmp_path) -> None:
    """Figures with the filters and without, and each question's claims and hits in a file."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(q) for q in QUESTIONS), encoding="utf-8")
    code, out, err = run("evaluate", str(questions), "--json", "--run-out", str(tmp_path / "run"))
    summaries = json.loads(out)

    assert (code, err) == (0, "")
    assert summaries.keys() == {"with filters", "without filters"}
    assert summaries["with filters"]["all"]["questions"] == 2
    assert summaries["with filters"]["fact"]["hit@5"] == 1.0
    assert summaries["with filters"]["none"]["refused"] == 1.0
    lines = [json.loads(line) for line in (tmp_path / "run").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a1", "n1"]
    for line in lines:
        assert line.keys() >= {"id", "seconds", "recognised", "found", "claims", "hits"}
        assert line["seconds"] > 0
        assert 0 < len(line["hits"]) <= 100
        assert all(hit.keys() >= HIT for hit in line["hits"])
    assert lines[0]["claims"][0]["citations"][0].keys() >= CITATION
    assert [len(line["recognised"]) for line in lines] == [0, 2]

    code, out, _ = run("evaluate", str(questions), "--json", "--ignore-filters")
    assert (code, json.loads(out).keys()) == (0, {"without filters"})


@pytest.mark.model
def test_evaluate_prints_a_table_and_what_it_could_not_judge(run, tmp_path) -> None:
    """Words that no document says are named; a line that is none stops with its number."""
    questions = tmp_path / "questions.jsonl"
    odd = {**QUESTIONS[0], "evidence": [{"document": "june.txt", "quote": "a fallen star"}]}
    questions.write_text(json.dumps(odd), encoding="utf-8")
    code, out, err = run("evaluate", str(questions))

    assert code == 0
    assert "hit@1" in out
    assert "nDCG@10" in out
    assert "not judged: a1: june.txt does not say 'a fallen star'" in err

    questions.write_text('{"id": "a1"}\n', encoding="utf-8")
    code, out, err = run("evaluate", str(questions))
    assert (code, out) == (1, "")
    assert "line 1" in err

    code, _, err = run("evaluate", str(tmp_path / "none.jsonl"))
    assert code == 1
    assert "none.jsonl" in err


def test_calibrate_measures_anew_and_names_who_would_be_answered(
    library, encoder, monkeypatch, capsys
) -> None:
    """In words and in JSON; with a floor of one's own, told by it."""
    monkeypatch.setattr("service.cli._encoder", lambda settings: encoder)
    command = ["calibrate", "--index", str(library.directory)]
    codes = [main([*command, "--json"])]
    told = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("MINUTEBOOK_ANSWER_FLOOR", "0")
    codes += [main([*command, "--json"])]
    lowered = json.loads(capsys.readouterr().out)
    codes += [main(command)]
    out = capsys.readouterr().out
    kept = json.loads((library.directory / "derived" / "calibration.json").read_text("utf-8"))

    assert codes == [0, 0, 0]
    assert told["strangers"] == len(strangers())
    assert {name: told[name] for name in ("mean", "deviation", "highest")} == {
        name: kept["calibration"][name] for name in ("mean", "deviation", "highest")
    }
    assert told["floor"] == lowered["floor"] == default_floor(Searcher.open(library, encoder))
    assert (told["floor_set"], lowered["floor_set"]) == (None, 0)
    assert len(told["answered"]) < len(lowered["answered"])
    assert set(lowered["answered"]) <= set(strangers())
    assert f"mean {told['mean']:.3f}" in out
    assert f"here: {told['floor']:.3f}; MINUTEBOOK_ANSWER_FLOOR sets 0.000" in out
    assert f"{len(lowered['answered'])} of {len(strangers())} would be answered" in out
    assert out.splitlines()[-1].strip() == lowered["answered"][-1]


def test_an_indexed_library_is_calibrated(folder, encoder, monkeypatch, tmp_path, capsys) -> None:
    """Unless it holds nothing, which no measure can be taken of."""
    monkeypatch.setattr("service.cli._encoder", lambda settings: encoder)
    (tmp_path / "nothing").mkdir()
    for source, made in ((folder, True), (tmp_path / "nothing", False)):
        place = tmp_path / f"library of {source.name}"

        assert main(["index", str(source), "--index", str(place)]) == 0
        assert made == (place / "derived" / "calibration.json").exists()


def test_indexing_a_small_change_keeps_the_calibration(
    folder, encoder, monkeypatch, tmp_path
) -> None:
    """One line more among a hundred leaves the measured figures as they were."""
    monkeypatch.setattr("service.cli._encoder", lambda settings: encoder)
    lines = [f"The lane with number {i} was mended." for i in range(100)]
    (folder / "lanes.txt").write_text("1. Lanes\n\n" + "\n\n".join(lines), encoding="utf-8")
    place = tmp_path / "of lanes"
    kept = []
    for _ in range(2):
        assert main(["index", str(folder), "--index", str(place)]) == 0
        kept.append(json.loads((place / "derived" / "calibration.json").read_text("utf-8")))
        (folder / "new.txt").write_text("A whale came up the river.\n", encoding="utf-8")

    assert kept[0]["calibration"] == kept[1]["calibration"]
    assert kept[0]["made_of"] != kept[1]["made_of"]
    assert [one["n_changed"] for one in kept] == [0, 1]


@pytest.mark.model
def test_indexing_again_embeds_nothing(run, held) -> None:
    """The same folder again changes nothing, and says so."""
    code, out, _ = run("index", str(held.parent / "minutes"), "--json")

    assert code == 0
    assert json.loads(out) == {
        **{"added": 0, "updated": 0, "removed": 0, "unchanged": 1, "embedded": 0},
        **{"failures": [], "warnings": []},
    }


@pytest.mark.model
def test_a_file_that_cannot_be_read_is_4_and_named(tmp_path, capsys) -> None:
    """The others are kept, and the reason says what to do."""
    folder = tmp_path / "minutes"
    folder.mkdir()
    (folder / "june.txt").write_text(MINUTES, encoding="utf-8")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    library = ["--index", str(tmp_path / "library")]

    assert main(["index", str(folder), *library]) == 4
    out, err = capsys.readouterr()
    assert out.startswith("1 added, 0 updated, 0 removed, 0 unchanged; ")
    assert "could not read minutes/old.doc: a damaged Office file; open it in the program" in err

    assert main(["index", str(folder), *library, "--json"]) == 4
    report = json.loads(capsys.readouterr().out)
    assert report["unchanged"] == 1
    assert [failure["path"] for failure in report["failures"]] == ["minutes/old.doc"]


@pytest.mark.model
def test_a_path_that_is_not_there_is_1(run, held) -> None:
    """It is named, and what is held stays as it is."""
    code, out, err = run("index", str(held.parent / "nowhere"))

    assert (code, out) == (1, "")
    assert f"there is no file or folder {held.parent / 'nowhere'}" in err
    assert run("status")[1].startswith("1 documents, ")


@pytest.mark.model
def test_another_model_is_refused(run, tmp_path) -> None:
    """A model that is none is an error in one line, not a traceback."""
    (tmp_path / "model").mkdir()
    code, out, err = run("search", "bins", "--model", str(tmp_path / "model"))

    assert (code, out) == (1, "")
    assert err.startswith("minutebook: ")
    assert "Traceback" not in err


# As a process of its own


@pytest.mark.model
def test_a_reader_who_stops_reading_is_no_error(held) -> None:
    """Output into a pipe that closes early ends quietly."""
    command = f"'{sys.executable}' -m service.cli status --index '{held}'; echo $? >&2"
    told = subprocess.run(
        ["bash", "-c", f"set +m; ({command}) | true"], capture_output=True, text=True, timeout=60
    )

    assert told.stderr == "0\n"


@pytest.mark.model
def test_a_long_text_into_head_is_no_error(tmp_path, capsys) -> None:
    """More than a pipe holds, of which one line is read."""
    (tmp_path / "long.txt").write_text("The bridge was closed again. " * 20_000, encoding="utf-8")
    library = ["--index", str(tmp_path / "library")]
    assert main(["index", str(tmp_path / "long.txt"), *library]) == 0
    with Library.open(tmp_path / "library") as held_long:
        document_id = held_long.documents()[0].id
    capsys.readouterr()
    showing = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "show", document_id, *library],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert showing.stdout is not None
    assert showing.stderr is not None
    showing.stdout.readline()
    showing.stdout.close()

    assert showing.stderr.read() == b""
    assert showing.wait(60) == 0


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(params=["1", pytest.param("2", marks=on_linux)])
def serving(held, port, request) -> Iterator[subprocess.Popen[str]]:
    """`minutebook serve`, in one process or two, once it answers."""
    command = [sys.executable, "-m", "service.cli", "serve", "--index", str(held)]
    with subprocess.Popen(
        [*command, "--port", str(port), "--processes", request.param],
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and server.poll() is None:
                try:
                    with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
                        assert response.read() == b"ready"
                        break
                except URLError:
                    time.sleep(0.2)
            yield server
        finally:
            server.kill()


@pytest.mark.model
def test_serve_answers_until_it_is_stopped(serving, port) -> None:
    """It listens where it is told, keeps no record of questions, and Ctrl-C ends it cleanly."""
    with urlopen(f"http://127.0.0.1:{port}/api/v1/ask?q=staying+put", timeout=20) as response:
        payload = json.load(response)
    with urlopen(f"http://127.0.0.1:{port}/?q=fallen+tree", timeout=20) as response:
        assert response.headers["server"] is None
        page = response.read().decode()
    serving.send_signal(signal.SIGINT)
    _, told = serving.communicate(timeout=30)

    assert payload["found"] is True
    assert "Mill Lane" in page
    assert serving.returncode == 0
    assert told == f"Minutebook on http://127.0.0.1:{port} (stop with Ctrl-C)\n"


@pytest.mark.model
@pytest.mark.parametrize("processes", ["1", pytest.param("2", marks=on_linux)])
def test_serve_refuses_a_library_of_another_model(held, port, processes) -> None:
    """Before it listens, with exit code 1 and the remedy."""
    told = process(
        *("serve", "--index", str(held), "--port", str(port), "--processes", processes),
        env={**os.environ, "MINUTEBOOK_DOCUMENT_PROMPT": "passage: "},
    )

    assert told.returncode == 1
    assert "was built with all-MiniLM-L6-v2" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.model
def test_serve_on_a_port_that_is_taken_is_1(held, port) -> None:
    """It says which, and ends."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        told = process("serve", "--index", str(held), "--port", str(port))

    assert told.returncode == 1
    assert f"('127.0.0.1', {port}): address already in use" in told.stderr
    assert "Traceback" not in told.stderr


# The sample


@pytest.mark.model
def test_the_sample_answers_the_demonstrations_question(tmp_path, capsys) -> None:
    """What `make demo` asks is answered from several meetings, in order of date.

    A quarter of the sample is asked, to save time; the quality gate asks all of it.
    """
    library = ["--index", str(tmp_path / "library")]
    folder = tmp_path / "documents"
    folder.mkdir()
    for pattern in ("manifest.csv", "cyp-201*", "cyp-2020-02*", "eht-2019-01*", "osm-2019*"):
        for file in SAMPLE.glob(pattern):
            shutil.copy(file, folder)
    assert main(["index", str(folder), *library]) == 0
    capsys.readouterr()
    code = main(["ask", "what was said about staying put", "--json", *library])
    payload = json.loads(capsys.readouterr().out)
    citations = [claim["citations"][0] for claim in payload["claims"]]

    with Library.open(tmp_path / "library") as held:
        records = held.passages(citation["passage_id"] for citation in citations)
        for citation in citations:
            text = held.text(citation["document_id"])
            assert text[citation["start"] : citation["end"]] == citation["quote"]
    kinds = [records[citation["passage_id"]].passage.kind for citation in citations]
    about = [
        citation
        for citation in citations
        if "staying put" in f"{citation['label']} {citation['quote']}".lower()
    ]
    assert (code, payload["found"]) == (0, True)
    assert {"decision", "discussion"} <= set(kinds)
    helds = [records[citation["passage_id"]].document.meeting.held for citation in citations]
    assert helds == sorted(helds)
    assert len({citation["document_id"] for citation in about}) >= 2
    assert {records[c["passage_id"]].passage.kind for c in about} >= {"decision", "discussion"}


@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_glossary_of_ones_own(library, encoder, monkeypatch, capsys, tmp_path, command) -> None:
    """Its terms are searched for in place of the others."""
    file = tmp_path / "terms.txt"
    file.write_text("dust carts | refuse\n", encoding="utf-8")
    monkeypatch.setattr("service.cli._encoder", lambda settings: encoder)
    monkeypatch.setenv("MINUTEBOOK_INDEX", str(library.directory))
    monkeypatch.setenv("MINUTEBOOK_GLOSSARY", str(file))
    main([command, "dust carts in Mill Lane"])
    told = capsys.readouterr().err
    main([command, "rubbish in Mill Lane"])

    assert "Also searched for: refuse (for: dust carts)" in told
    assert "refuse" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "the glossary terms.txt cannot be read (No such file or directory)"),
        (b"bins | wheelie bins\nLoamlink\n", "terms.txt, line 2: 'Loamlink' is one term"),
        (b"caf\xe9 | coffee house\n", "terms.txt, line 1: this is not UTF-8"),
    ],
)
def test_a_glossary_that_cannot_be_used_is_1_and_named(
    library, encoder, folder, monkeypatch, capsys, tmp_path, content, told
) -> None:
    """By every command that would use it, in one line, before anything is done."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("terms.txt").write_bytes(content)
    monkeypatch.setattr("service.cli._encoder", lambda settings, threads=None: encoder)
    monkeypatch.setenv("MINUTEBOOK_INDEX", str(library.directory))
    monkeypatch.setenv("MINUTEBOOK_GLOSSARY", "terms.txt")
    (folder / "june.txt").unlink()
    for command in (["ask", "bins"], ["calibrate"], ["serve"], ["index", str(folder)]):
        code = main(command)
        out, err = capsys.readouterr()

        assert (code, out) == (1, "")
        assert err.startswith(f"minutebook: {told}")
        assert err.count("\n") == 1
    assert library.counts().n_documents == 2


@pytest.mark.parametrize("command", ["search", "ask"])
def test_what_else_was_searched_for_is_told(run, command) -> None:
    """On standard error, and not with --literal."""
    _, out, err = run(command, "rubbish in Mill Lane")
    _, _, literal = run(command, "--literal", "rubbish in Mill Lane")

    assert "Also searched for: refuse (for: rubbish)" in err
    assert "Also searched for" not in out + literal


def test_the_ledger_says_what_it_rests_on(library, capsys) -> None:
    """Where follow-ups are behind, and where marks have lost their words, on standard error."""
    main(["commitments", "--index", str(library.directory)])
    behind = capsys.readouterr().err
    with library.writing() as db:
        newest = db.execute("select max(number) from passage").fetchone()[0]
        db.execute("insert into meta values ('followed', ?)", [str(newest)])
        db.execute("insert into sought select number, x'' from commitment")
        db.execute(
            "insert into mark (sign, document_id, state, note, author, at)"
            " values ('x', 'gone', '', '', 'a', '2020-01-01T12:00:00+00:00')"
        )
    main(["commitments", "--index", str(library.directory)])
    lost = capsys.readouterr().err

    assert "run `minutebook index` on their folders again" in behind
    assert "minutebook index" not in lost
    assert "1 marked commitments are in no document held here any more" in lost

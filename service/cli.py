"""The command line. What a command does not need, it does not import: help answers at once."""

import argparse
import atexit
import gc
import json
import os
import re
import shlex
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from getpass import getuser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from socket import socket

    from pydantic import BaseModel

    from index.bootstrap import Interval
    from index.encode import Encoder
    from index.evaluate import Outcome, Result
    from index.hits import Query
    from index.ledger import Entry, Ledger, Mark, State, Wanted
    from index.search import Found, Searcher
    from index.sync import Report
    from ingest.reader import Reader
    from ingest.web.harvest import Harvested
    from service.answer import Answer
    from service.brief import Brief
    from service.question import Asked
    from service.settings import Settings

DONE, ERROR, USAGE, NOTHING_FOUND, SOME_FAILED = range(5)
_KINDS = ("discussion", "decision", "action", "attendance", "procedural")
_ORDERS = ("relevance", "newest", "oldest")
_COMMITMENTS = ("resolution", "recommendation", "action", "undertaking")
_STATES = (
    "reported back", "mentioned since", "no later mention", "not yet due", "not looked up",
    "nothing awaited", "done", "dropped",
)  # fmt: skip
_LEDGER_ORDERS = ("newest", "oldest", "due")
# What a terminal obeys instead of showing it: a document could hide or forge what is printed.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LISTED = 100  # commitments
_NEAREST, _NEAREST_CHARS = 3, 300  # passages shown where nothing answers, and how much of each
_EPILOG = """exit codes: 0 done, 1 error, 2 usage, 3 nothing found, 4 done but some files failed

Settings come from flags, then from the environment: MINUTEBOOK_INDEX, MINUTEBOOK_MODEL and the
others that the README lists."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    arguments = _parser().parse_args(argv)
    # Questions, and batches of passages, are worked on side by side, a core each. Libraries that
    # spread each small product over all cores would only wait for one another.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Modules are loaded to stay: to look through them for garbage over and over, and once more at
    # the end, takes a tenth of a second.
    gc.set_threshold(10_000)
    atexit.register(gc.freeze)
    try:
        code: int = arguments.run(arguments)
        print(end="", flush=True)  # here, where a reader who left is still no error
    except BrokenPipeError:
        # Whoever read our output has read enough.
        _discard_output()
        return DONE
    except KeyboardInterrupt:
        print("minutebook: stopped; what was finished is kept", file=sys.stderr)
        return ERROR
    except sqlite3.Error as error:
        if os.environ.get("MINUTEBOOK_TRACEBACK"):
            raise
        print(
            f"minutebook: the library cannot be read ({error}); minutebook check tells more",
            file=sys.stderr,
        )
        return ERROR
    except (RuntimeError, ValueError, OSError) as error:
        if os.environ.get("MINUTEBOOK_TRACEBACK"):
            raise
        print(f"minutebook: {error}", file=sys.stderr)
        try:
            print(end="", flush=True)
        except OSError:
            _discard_output()
        return ERROR
    return code


def _discard_output() -> None:
    """What cannot be written now cannot be at the end, where Python would try and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with room for the longest command's name beside what it does.

    argparse leaves none: it counts a command's name as if it were not indented.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = len("    commitments")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minutebook",
        description="Search council minutes by meaning, with answers cited to the word.",
        epilog=_EPILOG,
        formatter_class=_Help,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    library = argparse.ArgumentParser(add_help=False)
    library.add_argument(
        "--index", type=Path, metavar="DIR", help="the library's directory (default .minutebook)"
    )
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument(
        "--model", metavar="NAME", help="sentence-transformers model, by name or folder"
    )
    filters = _filters_parser()

    command = commands.add_parser(
        "index", parents=[library, model, as_json], help="read, split, embed and keep documents"
    )
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    command.set_defaults(run=_index)

    command = commands.add_parser(
        "search", parents=[library, model, as_json, filters], help="passages on a subject"
    )
    command.add_argument("words", nargs="+", help='words; "in quotes" they must match exactly')
    command.add_argument(
        "--sort",
        choices=_ORDERS,
        default="relevance",
        help="by relevance, or by the meeting's date those that are about the matter",
    )
    command.set_defaults(run=_search)

    command = commands.add_parser(
        "ask", parents=[library, model, as_json, filters], help="a cited answer to a question"
    )
    command.add_argument("words", nargs="+", metavar="question", help="in your own words")
    command.set_defaults(run=_ask)

    command = commands.add_parser(
        "commitments",
        parents=[library, model, _meetings_parser()],
        help="what was promised, and did it come back",
    )
    _add_commitments(command)

    command = commands.add_parser(
        "brief", parents=[library], help="the officer's sheet for a coming meeting"
    )
    command.add_argument("--committee", required=True, metavar="NAME", help="part of its name")
    command.add_argument("--date", required=True, type=_day, help="of the meeting: 2019-06-14")
    command.add_argument(
        "--council", metavar="NAME", help="part of its name, where there are several"
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument(
        "--format", choices=("md", "html", "docx"), default="md", help="Markdown unless given"
    )
    form.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--out", type=Path, metavar="FILE", help="write it there")
    command.set_defaults(run=_brief)

    command = commands.add_parser(
        "show", parents=[library, as_json], help="a passage, a commitment or a document"
    )
    command.add_argument("id", help="of a passage, a commitment or a document")
    command.set_defaults(run=_show)

    command = commands.add_parser(
        "evaluate", parents=[library, model, as_json], help="measure it on judged questions"
    )
    command.add_argument("file", type=Path, metavar="FILE.jsonl", help="judged questions")
    command.add_argument("--run-out", type=Path, metavar="FILE", help="write a line a question")
    command.add_argument(
        "--report", type=Path, metavar="FILE.json", help="write the figures and what made them"
    )
    command.add_argument(
        "--against", type=Path, metavar="FILE.json", help="compare with an earlier report"
    )
    command.add_argument(
        "--ignore-filters", action="store_true", help="search everything for every question"
    )
    command.add_argument("--set", metavar="NAME", help="only questions that name this as their set")
    command.set_defaults(run=_evaluate)

    command = commands.add_parser(
        "judge", parents=[library, model], help="mark what answers questions of your own"
    )
    command.add_argument("file", type=Path, metavar="FILE.jsonl", help="where marks are kept")
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--question", action="append", metavar="TEXT", help="judge this one; may be repeated"
    )
    which.add_argument(
        "--unjudged", action="store_true", help="judge the file's questions without marks"
    )
    command.add_argument(
        "--kind", default="unsorted", metavar="NAME", help="what new questions are filed under"
    )
    command.add_argument("--by", metavar="NAME", help="who judges, to be kept with the marks")
    command.set_defaults(run=_judge)

    command = commands.add_parser(
        "harvest",
        parents=[library, model, as_json, _dates_parser()],
        help="minutes from a council's ModernGov site",
    )
    command.add_argument(
        "site", metavar="URL", help="the site's address, or a folder of LGSF's minutes"
    )
    command.add_argument(
        "--into", type=Path, metavar="FOLDER", help="where files are kept (default the host's name)"
    )
    command.add_argument(
        "--committee", action="append", default=[], metavar="NAME", help="part of its name, or id"
    )
    command.add_argument("--council", metavar="NAME", help="the council's name, to be shown")
    command.add_argument(
        "--contact", metavar="ADDRESS", help="e-mail or web address that the site is told"
    )
    command.add_argument(
        "--interval",
        type=_seconds,
        default=1.0,
        metavar="SECONDS",
        help="least time between two requests (default 1)",
    )
    command.add_argument("--no-attachments", action="store_true", help="leave reports out")
    command.add_argument("--no-index", action="store_true", help="keep the files, and no more")
    command.add_argument(
        "--allow-private", action="store_true", help="connect to machines of your own network too"
    )
    command.set_defaults(run=_harvest)

    command = commands.add_parser(
        "calibrate",
        parents=[library, model, as_json],
        help="measure anew how near chance comes",
    )
    command.set_defaults(run=_calibrate)

    command = commands.add_parser(
        "serve", parents=[library, model], help="the search page and the API"
    )
    command.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=int, help="port to listen on (default 8000)")
    command.add_argument(
        "--processes", type=int, metavar="N", help="answer in so many processes (default 1)"
    )
    command.set_defaults(run=_serve)

    command = commands.add_parser("status", parents=[library, as_json], help="what is held")
    command.set_defaults(run=_status)

    command = commands.add_parser("check", parents=[library, as_json], help="whether it is sound")
    command.set_defaults(run=_check)
    return parser


def _add_commitments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--query", metavar="WORDS", help="only those that are about this")
    command.add_argument(
        "--owner", metavar="NAME", help="part of a name or office of who is to do it"
    )
    command.add_argument(
        "--state",
        action="append",
        default=[],
        choices=("open", *_STATES),
        help="may be repeated; open is the second to fourth of them",
    )
    command.add_argument(
        "--kind", action="append", default=[], choices=_COMMITMENTS, help="may be repeated"
    )
    command.add_argument(
        "--due-before", type=_day, metavar="DATE", help="due, by its words or the calendar, before"
    )
    command.add_argument(
        "--all", action="store_true", help="also those that need nothing back: notes and thanks"
    )
    command.add_argument(
        "--sort",
        choices=_LEDGER_ORDERS,
        help="by meeting, or by when it is due, what is open first",
    )
    command.add_argument(
        "--limit", type=_limit, help="most of them (default 100; all of them in a sheet)"
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print a sheet that Excel opens")
    form.add_argument("--xlsx", type=Path, metavar="FILE", help="write a sheet with filters")
    command.set_defaults(run=_commitments)
    marks = command.add_subparsers(title="a person's judgement", metavar="mark, lost")
    marking = marks.add_parser("mark", help="say what became of one; kept when files are read anew")
    marking.add_argument("id", help="of a commitment")
    marking.add_argument(
        "--state", required=True, choices=(*_STATES, "as found"), help="'as found' takes marks back"
    )
    marking.add_argument("--note", default="", metavar="TEXT", help="why, or where it is told")
    marking.add_argument("--by", metavar="NAME", help="who says so (default your user name)")
    marking.add_argument("--index", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    marking.set_defaults(run=_mark)
    lost = marks.add_parser("lost", help="marks whose commitment no document has any more")
    lost.add_argument("--index", type=Path, metavar="DIR", default=argparse.SUPPRESS)
    lost.set_defaults(run=_lost)


def _filters_parser() -> argparse.ArgumentParser:
    filters = argparse.ArgumentParser(add_help=False, parents=[_meetings_parser()])
    filters.add_argument("--limit", type=_limit, default=10, help="most passages (default 10)")
    filters.add_argument(
        "--literal", action="store_true", help="these words only, not what else means the same"
    )
    filters.add_argument(
        "--kind", action="append", default=[], choices=_KINDS, help="part of the minutes"
    )
    filters.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="WORDS",
        help="of the question that are no filter, such as 'in 2021'",
    )
    return filters


def _meetings_parser() -> argparse.ArgumentParser:
    meetings = argparse.ArgumentParser(add_help=False, parents=[_dates_parser()])
    for name in ("council", "committee"):
        meetings.add_argument(
            f"--{name}", action="append", default=[], metavar="NAME", help="part of its name"
        )
    return meetings


def _dates_parser() -> argparse.ArgumentParser:
    dates = argparse.ArgumentParser(add_help=False)
    for name, where in (("from", "from"), ("to", "up to")):
        dates.add_argument(
            f"--{name}",
            dest=f"held_{name}",
            type=_day,
            metavar="DATE",
            help=f"meetings held {where} this day, such as 2019-06-14",
        )
    return dates


def _limit(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2019-06-14") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 3600")
    return seconds


# Commands


def _index(arguments: argparse.Namespace) -> int:
    from ingest.reader import Reader

    with Reader() as reader:
        reader.start()  # beside all that is imported and opened here
        settings = _settings(arguments)
        if not (settings.index.exists() or any(path.exists() for path in arguments.paths)):
            raise FileNotFoundError(f"there is no file or folder {arguments.paths[0]}")
        report = _sync(settings, arguments.paths, reader)
    if arguments.json:
        print(json.dumps(_report(report), ensure_ascii=False))
    else:
        _print_report(report, settings.index)
    return SOME_FAILED if report.failures else DONE


def _sync(settings: "Settings", paths: Sequence[Path], reader: "Reader | None" = None) -> "Report":
    """Make the library hold what these files and folders hold."""
    from index.calibrate import Holding, calibration
    from index.follow_up import follow_up
    from index.glossary import read_glossary
    from index.ledger import Ledger
    from index.library import Library
    from index.search import Searcher
    from index.sync import sync
    from service.encoders import encoder_for_indexing

    read_glossary(settings.glossary)  # one that cannot be used is refused before anything is read
    encoder = _encoder(settings)
    with Library.create(settings.index, encoder) as library, _progress() as progress:
        encoder = encoder_for_indexing(
            encoder, settings, lambda told: _say(f"note: {told}", file=sys.stderr)
        )
        before = Holding.of(library)
        report = sync(library, encoder, paths, reader=reader, progress=progress)
        _say_lost(Ledger(library, date.today()))
        searcher = Searcher.open(library, encoder, glossary=settings.glossary)
        if searcher.n_passages:
            calibration(searcher, before)
            follow_up(library, searcher, progress=progress)
    return report


def _harvest(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    folder, harvested = _gather(arguments)
    report = None if arguments.no_index else _sync(settings, [folder])
    if arguments.json:
        told = {**_harvest_report(harvested, folder), "index": report and _report(report)}
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print_harvest(harvested, folder)
        if report:
            _print_report(report, settings.index)
    if harvested.stopped:
        _say(f"minutebook: {harvested.stopped}", file=sys.stderr)
        return ERROR
    return SOME_FAILED if harvested.failures or (report and report.failures) else DONE


def _gather(arguments: argparse.Namespace) -> "tuple[Path, Harvested]":
    """Keep the files of a site, or those that LGSF has gathered; where, and what was done."""
    from ingest.web.fetch import Client, user_agent
    from ingest.web.harvest import Wanted, folder_of, harvest
    from ingest.web.lgsf import import_records

    gathered = Path(arguments.site)
    if gathered.is_dir():
        folder = arguments.into or Path(f"{gathered.resolve().name}-minutes")
        return folder, import_records(gathered, folder, council=arguments.council)
    if arguments.interval < 1 and not arguments.allow_private:
        raise ValueError(
            f"--interval {arguments.interval:g} asks too much of a council's site; give 1 second or"
            " more, or --allow-private for a machine of your own"
        )
    folder = arguments.into or Path(folder_of(arguments.site))
    wanted = Wanted(
        committees=tuple(arguments.committee),
        held_from=arguments.held_from,
        held_to=arguments.held_to,
        attachments=not arguments.no_attachments,
        council=arguments.council,
    )
    client = Client(
        user_agent(arguments.contact),
        interval=arguments.interval,
        allow_private=arguments.allow_private,
    )
    with client, _progress("committee") as progress:
        return folder, harvest(
            client, arguments.site, folder, wanted, today=date.today(), progress=progress
        )


def _search(arguments: argparse.Namespace) -> int:
    with _searcher(arguments) as (searcher, _):
        query = replace(_query(arguments), order=arguments.sort)
        asked = _read(searcher, query, arguments.keep)
        found = searcher.search(asked.query, arguments.limit)
    _say_widened(found)
    if arguments.json:
        from service.payloads import search_payload

        _print_json(search_payload(asked, found))
    else:
        from service.cite import label

        _print_narrowed(asked)
        for hit in found.hits:
            record = found.records[hit.passage_id]
            _say(f"{hit.rank}. {label(record, record.page)}")
            _say(f"   {_flat(record.passage.text)}")
            _say(f"   minutebook show {hit.passage_id}\n")
        if not found.hits:
            print("Nothing found.")
    return DONE if found.hits else NOTHING_FOUND


def _ask(arguments: argparse.Namespace) -> int:
    from service.answer import answer

    with _searcher(arguments) as (searcher, settings):
        asked = _read(searcher, _query(arguments), arguments.keep)
        answered = answer(
            searcher,
            asked.query,
            form=asked.form,
            limit=arguments.limit,
            floor=settings.answer_floor,
            today=date.today(),
        )
    _say_widened(answered.search)
    if arguments.json:
        from service.payloads import ask_payload

        _print_json(ask_payload(asked, answered))
    else:
        _print_narrowed(asked)
        _print_answer(answered)
    return DONE if answered.found else NOTHING_FOUND


def _commitments(arguments: argparse.Namespace) -> int:
    from index.ledger import Ledger
    from index.library import Library

    today = date.today()
    if arguments.query:
        with _searcher(arguments) as (searcher, _):
            ledger = Ledger(searcher.library, today)
            wanted = _wanted(arguments, ledger.about(searcher, _meetings(arguments)))
            return _tell_commitments(arguments, ledger, wanted, today)
    with Library.open(_settings(arguments).index) as library:
        return _tell_commitments(arguments, Ledger(library, today), _wanted(arguments), today)


def _tell_commitments(
    arguments: argparse.Namespace, ledger: "Ledger", wanted: "Wanted", today: date
) -> int:
    in_sheet = arguments.csv or arguments.xlsx
    entries = ledger.entries(wanted, arguments.limit or (None if in_sheet else _LISTED))
    states = ledger.count(wanted)
    _say_unsure(ledger)
    if in_sheet:
        _write_sheet(arguments.xlsx, entries, today)
    elif arguments.json:
        from service.payloads import commitments_payload

        _print_json(commitments_payload(arguments.query or "", entries, states, today))
    else:
        for entry in entries:
            _print_entry(entry)
        _print_states(states, len(entries))
    return DONE if entries else NOTHING_FOUND


def _say_unsure(ledger: "Ledger") -> None:
    """What a reader of the ledger should know of it, on standard error."""
    if ledger.is_behind:
        print(
            "note: not all documents have been looked through for commitments and for what came"
            " of them; run `minutebook index` on their folders again",
            file=sys.stderr,
        )
    _say_lost(ledger)


def _say_lost(ledger: "Ledger") -> None:
    if lost := ledger.n_lost_marks:
        print(
            f"note: {lost:,} marked commitments are in no document held here any more, as their"
            " words or their meeting have changed; `minutebook commitments lost` shows the marks,"
            " to be made again",
            file=sys.stderr,
        )


def _write_sheet(file: Path | None, entries: "Sequence[Entry]", today: date) -> None:
    from service.export import to_csv, to_xlsx
    from service.whole import write_whole

    if file is None:
        _print_bytes(to_csv(entries, today).encode())
        return
    sheet = BytesIO()
    to_xlsx(entries, today, sheet)
    write_whole(file, sheet.getvalue())
    print(f"{len(entries):,} in {file}")


def _wanted(arguments: argparse.Namespace, ids: Sequence[str] | None = None) -> "Wanted":
    from index.ledger import Wanted, states_of

    return Wanted(
        query=_meetings(arguments),
        kinds=tuple(arguments.kind),
        owner=arguments.owner,
        states=states_of(arguments.state),
        due_before=arguments.due_before,
        only_awaited=not arguments.all and "nothing awaited" not in arguments.state,
        ids=ids,
        order=arguments.sort or ("newest" if ids is None else "relevance"),
    )


def _meetings(arguments: argparse.Namespace) -> "Query":
    """The meetings that the flags name, and the words to search for in them."""
    from index.hits import Query

    return Query(
        arguments.query or "",
        councils=tuple(arguments.council),
        committees=tuple(arguments.committee),
        held_from=arguments.held_from,
        held_to=arguments.held_to,
    )


def _mark(arguments: argparse.Namespace) -> int:
    from index.ledger import mark
    from index.library import Library

    state: State | None = None if arguments.state == "as found" else arguments.state
    with Library.open(_settings(arguments).index) as library:
        words = mark(
            library,
            arguments.id,
            state,
            note=arguments.note,
            author=arguments.by or _user(),
            at=datetime.now(UTC),
        )
    _say(f"{arguments.id} is marked: {arguments.state}")
    _say(f"   “{_flat(words)}”")
    return DONE


def _lost(arguments: argparse.Namespace) -> int:
    from index.ledger import Ledger
    from index.library import Library

    with Library.open(_settings(arguments).index) as library:
        lost = Ledger(library, date.today()).lost_marks()
    for said, path in lost:
        _print_mark(said)
        _say(f"      in {path}")
    if not lost:
        print("No mark has lost its commitment.")
    return DONE if lost else NOTHING_FOUND


def _user() -> str:
    """The user's name; ValueError where the system has none, as in a container."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # KeyError and ImportError before Python 3.13
        raise ValueError("your user name is not known here; say who marks it with --by") from None


def _brief(arguments: argparse.Namespace) -> int:
    from index.library import Library
    from service.brief import make_brief

    today = date.today()
    with Library.open(_settings(arguments).index) as library:
        brief = make_brief(
            library, arguments.committee, arguments.date, council=arguments.council, today=today
        )
    data = _brief_bytes(arguments, brief, today)
    if arguments.out is None:
        if arguments.format == "docx" and sys.stdout.isatty():
            raise ValueError("a Word document is nothing for a terminal; say where with --out FILE")
        _print_bytes(data)
    else:
        from service.whole import write_whole

        write_whole(arguments.out, data)
    return NOTHING_FOUND if brief.is_empty else DONE


def _brief_bytes(arguments: argparse.Namespace, brief: "Brief", today: date) -> bytes:
    from service.brief import to_docx, to_html, to_markdown

    if arguments.json:
        from service.payloads import brief_payload

        return f"{brief_payload(brief, today).model_dump_json()}\n".encode()
    if arguments.format == "docx":
        paper = BytesIO()
        to_docx(brief, paper)
        return paper.getvalue()
    return (to_html(brief) if arguments.format == "html" else to_markdown(brief)).encode()


def _show(arguments: argparse.Namespace) -> int:
    from index.ledger import Ledger
    from index.library import Library
    from service.cite import label
    from service.payloads import commitment_payload, document_text_payload, passage_payload

    with Library.open(_settings(arguments).index) as library:
        if entry := Ledger(library, date.today()).entry(arguments.id):
            if arguments.json:
                _print_json(commitment_payload(entry, date.today()))
            else:
                _print_entry(entry, whole=True)
            return DONE
        record = library.passages([arguments.id]).get(arguments.id)
        document = record.document if record else library.document(arguments.id)
        if document is None:
            print(
                f"minutebook: the library holds nothing with the id {arguments.id}", file=sys.stderr
            )
            return NOTHING_FOUND
        text = library.text(document.id)
    if record is None:
        if arguments.json:
            _print_json(document_text_payload(document, text))
        else:
            _say(f"{document.title}\n{document.path}\n\n{text}")
        return DONE
    start, end = record.passage.start, record.passage.end
    before, after = text[max(0, start - 600) : start], text[end : end + 600]
    if arguments.json:
        _print_json(passage_payload(record, before, after))
    else:
        _say(f"{label(record, record.page)}\n{document.path}, document {document.id}\n")
        _say(f"... {before}>>> {record.passage.text} <<<{after} ...")
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    from index.ledger import Ledger
    from index.library import Library
    from service.payloads import status_payload

    with Library.open(_settings(arguments).index) as library:
        lost = Ledger(library, date.today()).n_lost_marks
        held = status_payload(library.counts(), library.encoder_name, library.generation, lost)
    if arguments.json:
        _print_json(held)
        return DONE
    print(f"{held.documents:,} documents, {held.passages:,} passages")
    print(f"meetings from {held.first_held or 'unknown'} to {held.last_held or 'unknown'}")
    print(f"documents whose meeting's date is unknown: {held.undated:,}")
    _say(f"councils: {'; '.join(held.councils) or 'unknown'}")
    _say(f"committees: {'; '.join(held.committees) or 'unknown'}")
    print(f"model: {held.model}")
    if held.lost_marks:
        print(f"marks whose commitment is no longer held: {held.lost_marks:,}")
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from index.check import check
    from index.library import Library

    with Library.open(_settings(arguments).index) as library:
        problems = list(check(library))
    if arguments.json:
        print(json.dumps({"sound": not problems, "problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(problems) or "The library is sound.")
    return ERROR if problems else DONE


def _evaluate(arguments: argparse.Namespace) -> int:
    from index.evaluate import DEPTH, evaluate, read_questions, summarise
    from service import report
    from service.answer import answer

    questions = [q for q in read_questions(arguments.file) if arguments.set in (None, q.set)]
    if not questions:
        raise ValueError(f"{arguments.file} has no question of the set {arguments.set!r}")
    digest = report.sha256_of_file(arguments.file)
    earlier = report.read_report(arguments.against, digest) if arguments.against else None
    filtered = any(question.filters for question in questions) and not arguments.ignore_filters
    runs: dict[str, list[Result]] = {}
    with _searcher(arguments) as (searcher, settings):

        def ask(query: "Query") -> "Outcome":
            asked = _read(searcher, query)
            answered = answer(
                searcher,
                asked.query,
                form=asked.form,
                limit=DEPTH,
                floor=settings.answer_floor,
                today=date.today(),
            )
            answers.append((asked, answered))
            return _outcome(answered)

        searcher.asked("warm up")
        for name in ("with filters", "without filters") if filtered else ("without filters",):
            answers: list[tuple[Asked, Answer]] = []
            runs[name], misfits = evaluate(
                searcher.library, questions, ask, with_filters=name == "with filters"
            )
            if arguments.run_out and len(runs) == 1:
                _write_run(arguments.run_out, runs[name], answers)
        made = report.made_of(searcher, settings, arguments.file)
    if arguments.report:
        told = report.report(made, runs, misfits)
        arguments.report.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for misfit in misfits:
        print(f"minutebook: not judged: {misfit}", file=sys.stderr)
    if arguments.json:
        payload: dict[str, object] = {name: summarise(results) for name, results in runs.items()}
        if earlier:
            payload["against"] = report.compared(earlier, runs)
        print(json.dumps(payload, ensure_ascii=False))
        return DONE
    for name, results in runs.items():
        _print_summary(name, summarise(results), {} if earlier else report.intervals(results))
    if earlier:
        for line in report.comparison(earlier, made, runs):
            _say(line)
    return DONE


def _judge(arguments: argparse.Namespace) -> int:
    from service.judge import Judge, Session, fields_of, question_in, unjudged

    file: Path = arguments.file
    # What cannot be added to is refused before anybody judges.
    if not file.resolve().parent.is_dir():
        raise FileNotFoundError(f"there is no folder {file.parent}")
    fields_of(file)
    questions: Iterable[dict[str, object]] | None = None
    if arguments.unjudged:
        questions = unjudged(file)
    elif arguments.question:
        # One at a time, as each has an id that the file has not.
        questions = (question_in(file, text, arguments.kind) for text in arguments.question)
    with _searcher(arguments) as (searcher, _):
        session = Session(
            searcher, Judge(file, kind=arguments.kind, by=arguments.by), ask=input, say=_say
        )
        session.run(questions)
    print(f"{session.n_judged} judged; kept in {file}" if session.n_judged else "Nothing judged.")
    return DONE


def _calibrate(arguments: argparse.Namespace) -> int:
    from index.calibrate import calibrate, strangers
    from index.hits import Query
    from service.answer import answer, default_floor

    with _searcher(arguments) as (searcher, settings):
        measured, floor = calibrate(searcher), default_floor(searcher)
        least = settings.answer_floor
        answered = [
            question
            for question in strangers()
            for asked in (_read(searcher, Query(question)),)
            if answer(searcher, asked.query, form=asked.form, floor=least).found
        ]
    if arguments.json:
        told = {
            "strangers": measured.n_strangers,
            "mean": measured.mean,
            "deviation": measured.deviation,
            "highest": measured.highest,
            "floor": floor,
            "floor_set": least,
            "answered": answered,
        }
        print(json.dumps(told, ensure_ascii=False))
        return DONE
    print(f"{measured.n_strangers} questions that no minutes answer were asked")
    print(
        f"evidence of their best passages: mean {measured.mean:.3f}, deviation"
        f" {measured.deviation:.3f}, highest {measured.highest:.3f}"
    )
    instead = "" if least is None else f"; MINUTEBOOK_ANSWER_FLOOR sets {least:.3f} in its place"
    print(f"least evidence that counts as an answer here: {floor:.3f}{instead}")
    print(f"{len(answered)} of {measured.n_strangers} would be answered all the same")
    for question in answered:
        print(f"   {question}")
    return DONE


def _serve(arguments: argparse.Namespace) -> int:
    import uvicorn

    from index.exported import ExportedEncoder
    from service.app import create_app
    from service.desk import Desk
    from service.processes import serve_in

    settings = _settings(arguments)
    encoder = _encoder(settings, threads=1)
    n_processes = settings.processes

    def serve(listening: "list[socket] | None", begun: Callable[[], None]) -> None:
        desk = Desk(
            settings.index,
            encoder,
            answer_floor=settings.answer_floor,
            glossary=settings.glossary,
            # One more than cores: while one reads from the disk, each core has another.
            seats=(os.cpu_count() or 1) // n_processes + 1,
        )
        # Most of a question is work outside the interpreter; whoever comes back from it is let in
        # soon.
        sys.setswitchinterval(0.0005)
        desk.warm_up()  # a library that cannot be served is refused before anything listens
        gc.freeze()  # what is loaded by now stays, and need not be looked through for garbage
        begun()
        config = uvicorn.Config(
            create_app(desk, name=settings.name),
            host=settings.host,
            port=settings.port,
            access_log=False,  # it would keep what everybody searched for
            log_level="warning",
            server_header=False,
        )
        uvicorn.Server(config).run(listening)

    def warn(what: str) -> None:
        print(f"minutebook: {what}", file=sys.stderr)

    def tell() -> None:
        where = f"http://{settings.host}:{settings.port}"
        print(f"Minutebook on {where} (stop with Ctrl-C)", file=sys.stderr)

    try:
        if n_processes == 1:
            serve(None, tell)
        else:
            if isinstance(encoder, ExportedEncoder):
                encoder.encode_queries(["warm up"])  # loaded once for all; torch cannot be parted
            gc.freeze()
            serve_in(n_processes, settings.host, settings.port, serve, begun=tell, warn=warn)
    except KeyboardInterrupt:  # which ends it, and is no error
        return DONE
    except SystemExit:  # it has said why it cannot listen; its own exit code means another thing
        return ERROR
    return DONE


# What commands share


def _settings(arguments: argparse.Namespace) -> "Settings":
    """Settings from the environment, with the flags that were given over them."""
    from pydantic import ValidationError

    from service.settings import Settings

    flags = {
        name: value
        for name in ("index", "model", "host", "port", "processes")
        if (value := getattr(arguments, name, None)) is not None
    }
    try:
        return Settings(**flags)
    except ValidationError as error:
        wrong = (
            f"{name} (MINUTEBOOK_{name.upper()}) is {found['input']!r}: {found['msg']}"
            for found in error.errors()
            for name in (str(found["loc"][0]),)
        )
        raise ValueError("; ".join(wrong)) from error


def _encoder(settings: "Settings", *, threads: int | None = None) -> "Encoder":
    from service.encoders import encoder_of

    return encoder_of(settings, threads=threads)


@contextmanager
def _searcher(arguments: argparse.Namespace) -> "Iterator[tuple[Searcher, Settings]]":
    from index.library import Library
    from index.search import Searcher

    settings = _settings(arguments)
    with Library.open(settings.index) as library:
        encoder = _encoder(settings)
        yield Searcher.open(library, encoder, glossary=settings.glossary), settings


def _query(arguments: argparse.Namespace) -> "Query":
    from index.hits import Query

    return Query(
        " ".join(arguments.words),
        councils=tuple(arguments.council),
        committees=tuple(arguments.committee),
        held_from=arguments.held_from,
        held_to=arguments.held_to,
        kinds=tuple(arguments.kind),
        literal=arguments.literal,
    )


def _read(searcher: "Searcher", query: "Query", kept: Sequence[str] = ()) -> "Asked":
    from service.question import read_question

    held = searcher.library.counts()
    return read_question(query, committees=held.committees, councils=held.councils, kept=kept)


@contextmanager
def _progress(unit: str = "file") -> "Iterator[Callable[[int, int, str], None]]":
    """A bar on a terminal, nothing elsewhere; standard output stays clean."""
    from tqdm import tqdm

    with tqdm(unit=unit, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int, path: str) -> None:
            bar.total = total
            bar.set_postfix_str(path[-40:], refresh=False)
            bar.update(done - bar.n)

        yield progress


def _outcome(answered: "Answer") -> "Outcome":
    from index.evaluate import Outcome

    citations = (citation for claim in answered.claims for citation in claim.citations)
    search = answered.search
    return Outcome(
        answered.found,
        [(citation.document_id, citation.start, citation.end) for citation in citations],
        search.hits,
        search.records,
        confidence=answered.confidence,
    )


# What people read


def _say(text: str, file: TextIO | None = None) -> None:
    """Print what documents say, with nothing in it that a terminal would obey."""
    print(_CONTROL.sub("\ufffd", text), file=file)


def _say_widened(found: "Found") -> None:
    """What was searched for beside the question's own words, on standard error."""
    for one in found.widened:
        _say(f"Also searched for: {', '.join(one.also)} (for: {one.words})", file=sys.stderr)


def _print_bytes(data: bytes) -> None:
    """Print a file as it is: its own line ends, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _print_json(payload: "BaseModel") -> None:
    print(payload.model_dump_json())


def _print_narrowed(asked: "Asked") -> None:
    """The meetings that the question's own words narrowed it to, and how to search all of them."""
    narrowed = {one.words: one.label for one in asked.recognised}
    for words, label in narrowed.items():
        _say(f"Showing {label}. To search the others too: --keep {shlex.quote(words)}")
    if narrowed:
        print()


def _print_entry(entry: "Entry", *, whole: bool = False) -> None:
    """A commitment, where it was made and what came of it; `whole`, with all that tells of it."""
    from service.cite import label
    from service.position import day, owner_named, position

    commitment = entry.commitment
    owner = f", {owner_named(commitment)}" if commitment.owner else ""
    due = f", due {commitment.due}" if commitment.due else ""
    settled = f" ({day(entry.due_on)})" if entry.due_on and commitment.due else ""
    _say(f"{commitment.kind.capitalize()}{owner}{due}{settled}")
    _say(f"   “{_flat(commitment.text)}”")
    _say(f"   {label(entry.record, entry.record.page)}")
    for one in entry.follow_ups if whole else ():
        offset = one.record.passage.start
        told = _flat(one.record.passage.text[one.start - offset : one.end - offset])
        _say(f"   {one.role.capitalize()}: “{told}”")
        _say(f"      {label(one.record, one.record.page)} ({'; '.join(one.why)})")
    for said in entry.marks if whole else ():
        _print_mark(said)
    _say(f"   {position(entry)}")
    _say(f"   minutebook show {commitment.id}\n")


def _print_mark(said: "Mark") -> None:
    from service.position import day

    _say(f"   {said.author}, {day(said.at.date())}: {said.state or 'as found'} {_flat(said.note)}")


def _print_states(states: Mapping["State", int], shown: int) -> None:
    total = sum(states.values())
    if not total:
        print("Nothing found.")
        return
    told = ", ".join(f"{count:,} {state}" for state, count in states.items())
    more = f"; the first {shown:,} are shown, --limit shows more" if shown < total else ""
    print(f"{total:,} in all: {told}{more}")


def _print_answer(answered: "Answer") -> None:
    for number, claim in enumerate(answered.claims, 1):
        citation = claim.citations[0]
        mark = f" [{claim.mark} found]" if claim.mark else ""
        before = f"({_flat(claim.context)}) " if claim.context else ""
        _say(f"{number}. {before}“{_flat(claim.text)}”")
        _say(f"   {citation.label}{mark}")
        if citation.url:
            _say(f"   {citation.url}")
        if claim.position:
            _say(f"   {claim.position}")
        of = claim.commitment if claim.position else citation.passage_id
        _say(f"   {citation.path}; minutebook show {of}\n")
    told, shown = answered.ledger, answered.n_commitments
    if told and shown < told.total:
        _say(f"{shown:,} of {told.total:,} commitments shown; all of them: {told.command}")
    if not answered.found:
        _say(answered.refusal)
        _print_nearest(answered)


def _print_nearest(answered: "Answer") -> None:
    """Where a reader may look who was given no answer."""
    from service.cite import label

    for hit in answered.search.hits[:_NEAREST]:
        record = answered.search.records[hit.passage_id]
        _say(f"\nnear it: {label(record, record.page)}")
        _say(f"   {_flat(record.passage.text)[:_NEAREST_CHARS]}")
        _say(f"   minutebook show {hit.passage_id}")


def _report(report: "Report") -> dict[str, object]:
    return {
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "embedded": report.n_embedded,
        "failures": [{"path": f.path, "reason": f.reason} for f in report.failures],
        "warnings": report.warnings,
    }


def _print_report(report: "Report", directory: Path) -> None:
    print(
        f"{report.added} added, {report.updated} updated, {report.removed} removed,"
        f" {report.unchanged} unchanged; {report.n_embedded} passages embedded; kept in {directory}"
    )
    for warning in report.warnings:
        _say(f"note: {warning}", file=sys.stderr)
    for failure in report.failures:
        _say(f"could not read {failure.path}: {failure.reason}", file=sys.stderr)


def _harvest_report(harvested: "Harvested", folder: Path) -> dict[str, object]:
    return {
        "folder": str(folder),
        "saved": harvested.saved,
        "unchanged": harvested.unchanged,
        "meetings_passed_over": harvested.passed_over,
        "failures": [{"what": f.what, "reason": f.reason} for f in harvested.failures],
        "warnings": harvested.warnings,
        "stopped": harvested.stopped,
    }


def _print_harvest(harvested: "Harvested", folder: Path) -> None:
    print(
        f"{harvested.saved} files saved, {harvested.unchanged} unchanged,"
        f" {harvested.passed_over} meetings too old to have changed; kept in {folder}"
    )
    for warning in harvested.warnings:
        _say(f"note: {warning}", file=sys.stderr)
    for failure in harvested.failures:
        _say(f"could not have {failure.what}: {failure.reason}", file=sys.stderr)


def _print_summary(
    name: str,
    summary: dict[str, dict[str, float | int | None]],
    intervals: "Mapping[str, Interval]",
) -> None:
    """A row a figure, a column a kind; beside all, where the mean of other questions may lie."""
    figures = [figure for figure in summary["all"] if figure != "questions"]
    kinds = list(summary)
    rows = {
        "": [f"{kind[:11]:>12}" for kind in kinds],
        "questions": [f"{summary[kind]['questions']:>12}" for kind in kinds],
        **{
            figure: [
                "           -" if c is None else f"{c:12.3f}"
                for c in (summary[kind][figure] for kind in kinds)
            ]
            for figure in figures
        },
    }
    print(f"\n{name}")
    for figure, cells in rows.items():
        if intervals:
            told = "95 % interval" if not figure else ""
            if found := intervals.get(figure):
                told = f"[{found.low:.3f}, {found.high:.3f}]"
            cells.insert(1, f"{told:>16}")
        print(f"{figure:22}" + "".join(cells))


def _write_run(
    file: Path, results: "Sequence[Result]", answers: "Sequence[tuple[Asked, Answer]]"
) -> None:
    """A line a question: its id, the seconds it took, what was found, claimed and hit."""
    from service.payloads import ask_payload

    with file.open("w", encoding="utf-8") as lines:
        for result, (asked, answered) in zip(results, answers, strict=True):
            payload = ask_payload(asked, answered).model_dump(mode="json")
            line = {
                "id": result.question.id,
                "seconds": round(result.seconds, 4),
                "recognised": payload["recognised"],
                "found": answered.found,
                "claims": payload["claims"],
                "hits": payload["hits"],
            }
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())

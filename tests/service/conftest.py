"""What tests of the service share: a desk over the small library, and the service over the desk."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from sqlite3 import Connection

import pytest
from starlette.testclient import TestClient

from index.library import Library
from service import cli
from service.app import create_app
from service.desk import Desk


@pytest.fixture
def serve(encoder) -> Iterator[Callable[..., TestClient]]:
    """Opens the service over a library's directory."""
    clients: list[TestClient] = []

    def open_client(
        directory: Path, *, today: Callable[[], date] = date.today, **options
    ) -> TestClient:
        client = TestClient(create_app(Desk(directory, encoder, today=today), **options))
        client.__enter__()
        clients.append(client)
        return client

    yield open_client
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(library: Library, serve) -> TestClient:
    """The service over the small library."""
    return serve(library.directory)


def look_up(db: Connection) -> None:
    """As if later papers had been looked through for every commitment."""
    db.execute("insert or ignore into sought select number, x'' from commitment")


@pytest.fixture
def promise() -> Callable[..., str]:
    """Keeps words of a document as a commitment, of which `known` is known; its id."""

    def keep(library: Library, words: str, also: str = "", **known: object) -> str:
        ((passage, document_id, start),) = library.select(
            "select passage.number, document.id, instr(text, ?1) - 1 from passage"
            " join document on document.id = document_id"
            ' where instr(substr(text, start + 1, "end" - start), ?1)',
            [words],
        )
        one = {
            **{"id": f"{document_id}-c{start}", "document_id": document_id, "passage": passage},
            **{"start": start, "end": start + len(words), "kind": "resolution", "about": words},
            **{"awaited": 1, "sign": f"{document_id}-{start}", **known},
        }
        columns = ", ".join(f'"{column}"' for column in one)
        with library.writing() as db:
            db.execute(
                f"insert into commitment ({columns}) values ({', '.join('?' * len(one))})",
                [*one.values()],
            )
            if also:
                db.execute(
                    "insert into owner_also select max(number), 0, ? from commitment", [also]
                )
            look_up(db)
        return str(one["id"])

    return keep


@pytest.fixture
def follow() -> Callable[..., None]:
    """Keeps the words of a later passage as what became of the commitment that has these words."""

    def keep(
        library: Library,
        commitment: str,
        words: str,
        role: str = "reported",
        why: Sequence[str] = ("same words",),
    ) -> None:
        ((number,),) = library.select(
            "select commitment.number from commitment join document on document.id = document_id"
            ' where instr(substr(text, start + 1, "end" - start), ?)',
            [commitment],
        )
        ((passage, start),) = library.select(
            "select passage.number, instr(text, ?1) - 1 from passage"
            " join document on document.id = document_id"
            ' where instr(substr(text, start + 1, "end" - start), ?1)',
            [words],
        )
        with library.writing() as db:
            look_up(db)
            db.execute(
                "insert into follow_up values (?, ?, ?, 1.0, ?, ?, ?)",
                (number, passage, role, start, start + len(words), json.dumps(why)),
            )

    return keep


@pytest.fixture
def run(library: Library, encoder, tmp_path, monkeypatch, capsys) -> Callable[..., tuple]:
    """Runs a command on the small library, in an empty folder, with what is typed into it.

    Gives the exit code, standard output and standard error.
    """
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("MINUTEBOOK_INDEX", str(library.directory))
    monkeypatch.setattr(cli, "_encoder", lambda settings, threads=None: encoder)

    def run_command(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        capsys.readouterr()
        try:
            code = cli.main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command

"""What tests of the service share: a desk over the small library, and the service over the desk."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path

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


def _where(library: Library, words: str) -> tuple[int, str, int, int]:
    """The number of the passage that has these words, its document's id, and their offsets."""
    for document in library.documents():
        for passage in library.passages_in(document.id):
            if words in passage.text:
                start = passage.start + passage.text.index(words)
                number = library.numbers([passage.id])[passage.id]
                return number, document.id, start, start + len(words)
    raise ValueError(f"no passage has {words!r}")


@pytest.fixture
def promise() -> Callable[..., str]:
    """Makes words that a library holds a commitment, of an id of its own."""

    def put(library: Library, words: str, **known) -> str:
        number, document_id, start, end = _where(library, words)
        one = {
            **{"id": f"{document_id}-c{start}", "document_id": document_id, "passage": number},
            **{"start": start, "end": end, "kind": "resolution", "about": words, "awaited": 1},
            **{"sign": f"{document_id}-{start}", **known},
        }
        columns = ", ".join(f'"{column}"' for column in one)
        values = ", ".join("?" * len(one))
        with library.writing() as db:
            db.execute(f"insert into commitment ({columns}) values ({values})", [*one.values()])
        return str(one["id"])

    return put


@pytest.fixture
def follow() -> Callable[..., None]:
    """Makes words that a library holds a follow-up of a commitment."""

    def put(library: Library, commitment_id: str, words: str, role: str, *why: str) -> None:
        number, _, start, end = _where(library, words)
        with library.writing() as db:
            db.execute(
                "insert into follow_up select number, ?, ?, 0.5, ?, ?, ? from commitment"
                " where id = ?",
                (number, role, start, end, json.dumps(why), commitment_id),
            )

    return put

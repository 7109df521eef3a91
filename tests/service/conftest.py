"""What tests of the service share: a desk over the small library, and the service over the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.library import Library
from service.app import create_app
from service.desk import Desk


@pytest.fixture
def serve(encoder) -> Iterator[Callable[..., TestClient]]:
    """Opens the service over a library's directory."""
    clients: list[TestClient] = []

    def open_client(directory: Path, **options) -> TestClient:
        client = TestClient(create_app(Desk(directory, encoder), **options))
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

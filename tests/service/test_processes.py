"""Several processes at one address: real ones, of which some are killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as it is on Linux")

# Answers whoever connects with the number of the process that has answered.
SERVER = """
import os, sys
from service.processes import serve_in

def serve(sockets, begun):
    if {fails!r}:
        raise RuntimeError({fails!r})
    begun()
    while True:
        connection, _ = sockets[0].accept()
        connection.sendall(str(os.getpid()).encode())
        connection.close()

serve_in(
    2, "127.0.0.1", {port}, serve,
    begun=lambda: print("begun", flush=True), warn=lambda what: print(what, flush=True),
)
print("stopped", flush=True)
"""
Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def started(port) -> Iterator[Started]:
    """Starts a server of two processes; all are ended after the test."""
    with ExitStack() as ending:

        def start(fails: str = "") -> subprocess.Popen[str]:
            server = subprocess.Popen(
                [sys.executable, "-c", SERVER.format(port=port, fails=fails)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            ending.callback(_end, server)
            return server

        yield start


def _end(server: subprocess.Popen[str]) -> None:
    server.kill()
    server.communicate(timeout=20)


def _begun(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    assert server.stdout.readline() == "begun\n"


def _who_answers(port: int, *, until: int = 2) -> set[int]:
    """The processes that answer; connections are made until there are so many."""
    found: set[int] = set()
    deadline = time.monotonic() + 20
    while len(found) < until and time.monotonic() < deadline:
        with socket.create_connection(("127.0.0.1", port), 20) as connection:
            found.add(int(connection.recv(20)))
    return found


def _is_running(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "State:\tZ" not in status.read_text(encoding="ascii")


def _all_end(processes: set[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(map(_is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(_is_running, processes))


def test_all_of_them_answer_at_one_address(started, port) -> None:
    """Connections are dealt out among as many as were asked for."""
    _begun(started())

    assert len(_who_answers(port)) == 2


def test_one_that_is_killed_is_replaced(started, port) -> None:
    """Nobody is refused meanwhile, and what happened is told."""
    server = started()
    _begun(server)
    first, second = _who_answers(port)
    os.kill(first, signal.SIGKILL)

    assert server.stdout.readline() == "a process ended (exit code -9); another takes its place\n"
    answering = _who_answers(port)
    assert len(answering) == 2
    assert second in answering
    assert first not in answering


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_all_of_them_do(started, port, sign) -> None:
    """Neither is left behind, and it is no error."""
    server = started()
    _begun(server)
    processes = _who_answers(port)
    server.send_signal(sign)
    told, wrong = server.communicate(timeout=20)

    assert (told, wrong, server.returncode) == ("stopped\n", "", 0)
    assert _all_end(processes)


def test_none_outlives_the_one_it_came_from(started, port) -> None:
    """Killed without a word, it leaves nobody at its address."""
    server = started()
    _begun(server)
    processes = _who_answers(port)
    server.kill()

    assert _all_end(processes)


def test_one_that_cannot_begin_stops_all(started) -> None:
    """With the reason, and without ever being said to have begun."""
    told, wrong = started(fails="there is no library").communicate(timeout=20)

    assert told == ""
    assert wrong.endswith("service.processes.ProcessesError: there is no library\n")
    assert wrong.count("Traceback") == 1


def test_an_address_that_is_taken_is_not_shared(started) -> None:
    """Another that listens there would be given half of the questions."""
    _begun(started())
    told, wrong = started().communicate(timeout=20)

    assert told == ""
    assert "Address already in use" in wrong

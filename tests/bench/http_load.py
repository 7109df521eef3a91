"""Requests a second of a real server, by a client that costs next to nothing.

Each client is a thread with one connection that is kept open, and asks its next question when the
last is answered. Requests are bytes made beforehand; of a response the status line and the length
are read. Server and clients have the same cores; what the clients take of them is told.
"""

import re
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from processes import ROOT

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PATIENCE = 600  # seconds that a server may take to be ready


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: all seconds, those of each request, and the clients' processor time."""

    seconds: float
    each: list[float]
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.each) / self.seconds


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds in memory, in MB: its own, and of files that it has mapped."""

    own: float
    files: float

    @property
    def whole(self) -> float:
        return self.own + self.files


@dataclass(frozen=True, slots=True)
class Server:
    """A server's process and where it listens."""

    process: int
    port: int

    def memory(self) -> Memory | None:
        """Of the process and those that it started; None where the system does not tell.

        What several of them have in common counts once.
        """
        processes = [self.process, *_children(self.process)]
        try:
            if len(processes) == 1:
                return _memory(self.process)
            held = [_share_of_memory(process) for process in processes]
        except OSError:
            return None
        return Memory(sum(one.own for one in held), sum(one.files for one in held))


def _memory(process: int) -> Memory:
    size = _sizes(process)
    return Memory(size["Anonymous"], size["Rss"] - size["Anonymous"])


def _share_of_memory(process: int) -> Memory:
    """As above, each page divided by the number of processes that have it."""
    size = _sizes(process)
    return Memory(size["Pss_Anon"], size["Pss"] - size["Pss_Anon"])


def _sizes(process: int) -> dict[str, float]:
    told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return {
        name: int(kib) * 1024 / 1e6
        for name, kib in re.findall(r"^(\w+): +(\d+) kB", told, re.MULTILINE)
    }


def _children(process: int) -> Iterator[int]:
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        for child in file.read_text(encoding="ascii").split():
            yield int(child)
            yield from _children(int(child))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, path: str) -> Iterator[Server]:
    """A server that answers at `path`, until the end of the block."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
        try:
            _await(process, port, path)
            yield Server(process.pid, port)
        except (OSError, RuntimeError) as error:
            output.seek(0)
            said = output.read().decode(errors="replace")[-1000:]
            raise RuntimeError(f"{' '.join(command)}: {error} {said}") from error
        finally:
            process.terminate()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            load(port, [path], clients=1)
            return
        except (OSError, RuntimeError):
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)


def paths(route: str, questions: Sequence[str]) -> list[str]:
    """The address of each question; `route` ends where the question begins."""
    return [route + quote(question) for question in questions]


def load(port: int, wanted: Sequence[str], *, clients: int) -> Load:
    """Ask for each of these once, by so many clients at the same time."""
    waiting = iter([f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in wanted])
    each: list[float] = []
    failed: list[Exception] = []

    def ask(connection: socket.socket) -> None:
        with connection:
            # Taking the next of a list is one step, whichever thread takes it.
            for request in waiting:
                began = time.perf_counter()
                try:
                    _exchange(connection, request)
                except (OSError, RuntimeError) as error:
                    failed.append(error)
                    return
                each.append(time.perf_counter() - began)

    connections = [socket.create_connection(("127.0.0.1", port), 60) for _ in range(clients)]
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threads = [threading.Thread(target=ask, args=(connection,)) for connection in connections]
    began, used = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Load(time.perf_counter() - began, each, time.process_time() - used)


def _exchange(connection: socket.socket, request: bytes) -> None:
    """Send a request and read its response to the end; RuntimeError unless that is 200."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _received(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"{request[:200]!r} was answered {head[:200]!r}")
    left = int(length.group(1)) - len(body)
    while left > 0:
        left -= len(_received(connection))


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        raise RuntimeError("the connection was closed")
    return received

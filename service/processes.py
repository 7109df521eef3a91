"""Several processes at one address, for more questions at a time than one of them can answer.

For a good third of its time a question holds Python's interpreter, so that two cores are never
both busy in one process. The system deals connections out among processes that listen at the same
address (SO_REUSEPORT of Linux 3.9). They part from one that has loaded what they all read, the
model above all, and have that memory in common.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType

# Serves at these sockets until it is told to stop, and calls when it is about to.
Serve = Callable[[list[socket.socket], Callable[[], None]], None]


class ProcessesError(RuntimeError):
    """Several processes cannot serve here; the message says why."""


def serve_in(
    n: int,
    host: str,
    port: int,
    serve: Serve,
    *,
    begun: Callable[[], None],
    warn: Callable[[str], None],
) -> None:
    """Run `serve` in `n` processes that share an address, until SIGTERM or Ctrl-C.

    `begun` is called when all of them answer. Where one ends by itself another takes its place, and
    `warn` is told; where one ends before it answered, as with a library that cannot be read, the
    others are stopped. ProcessesError then, or where the system cannot deal connections out;
    OSError where the address cannot be had.
    """
    if not sys.platform.startswith("linux"):
        raise ProcessesError("more than one process can serve on Linux only; leave --processes out")
    serving = _Serving(n, host, port, serve, warn)
    try:
        serving.start()
        begun()
        serving.keep_up()
    finally:
        serving.stop()


class _Serving:
    """The processes, each with the socket that it listens at."""

    def __init__(
        self, n: int, host: str, port: int, serve: Serve, warn: Callable[[str], None]
    ) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Whoever else listens here is found out: beside it, half of the questions would be its.
        socket.create_server((host, port), family=family).close()
        # Held here, so that whoever connects while a process is started again is kept waiting.
        self._sockets = [
            socket.create_server((host, port), family=family, backlog=2048, reuse_port=True)
            for _ in range(n)
        ]
        self._serve = serve
        self._warn = warn
        self._processes: dict[socket.socket, ForkProcess] = {}
        self._is_stopping = False

    def start(self) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._told_to_stop)
        # One after the other: what the first has to measure of the library, the next need not.
        for listening in self._sockets:
            if not self._is_stopping:
                self._start(listening)

    def keep_up(self) -> None:
        """Until all are stopped, start again whichever ends by itself."""
        while not self._is_stopping:
            wait([process.sentinel for process in self._processes.values()])
            for listening, process in list(self._processes.items()):
                if not process.is_alive() and not self._is_stopping:
                    self._warn(
                        f"a process ended (exit code {process.exitcode}); another takes its place"
                    )
                    self._start(listening)

    def stop(self) -> None:
        self._is_stopping = True
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.join()

    def _told_to_stop(self, _: int, __: FrameType | None) -> None:
        self._is_stopping = True
        for process in self._processes.values():
            process.terminate()

    def _start(self, listening: socket.socket) -> None:
        answering, ready = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=self._run, args=(listening, ready))
        process.start()
        self._processes[listening] = process
        ready.close()
        if self._is_stopping:  # as it was told while this one had no name yet
            process.terminate()
        with answering:
            try:
                wrong: str | None = answering.recv()
            except EOFError:
                wrong = None if self._is_stopping else "a process ended before it could answer"
        if wrong is not None:
            raise ProcessesError(wrong)

    def _run(self, listening: socket.socket, ready: Connection) -> None:
        """What a process does, which ends with the one that it came from."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, signal.SIG_DFL)
        for another in self._sockets:
            if another is not listening:
                another.close()
        threading.Thread(target=_end_with_parent, daemon=True).start()
        try:
            self._serve([listening], lambda: ready.send(None))
        except (RuntimeError, ValueError, OSError) as error:
            ready.send(str(error))
            raise SystemExit(1) from error


_FORK = get_context("fork")


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

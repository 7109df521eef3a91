"""Work that goes wrong takes its own process with it, and leaves nothing behind.

What misbehaves here are functions of the standard library, really called: they sleep, compute, eat
memory, crash, write and start programs as a parser might.
"""

import gc
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.model import HiddenTextError, ScanError, UnreadableError
from ingest.read import read_document
from ingest.sandbox import Limits, Sandbox

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
LIMITS = Limits(memory=300 << 20, cpu_seconds=1, wall_seconds=5)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as one:
        yield one


def process_of(sandbox: Sandbox) -> int:
    return sandbox.run(os.getpid)


def processes_of(parent: int) -> set[int]:
    """The processes that one has started."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return {int(child) for children in tasks for child in children.read_text().split()}


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_work_is_done_in_another_process(sandbox: Sandbox) -> None:
    """What a function returns comes back, from one process that lives from call to call."""
    first = process_of(sandbox)

    assert first != os.getpid()
    assert first == process_of(sandbox)


def test_a_process_is_started_ahead_and_loads_first() -> None:
    """One that takes its place loads as well; what cannot be loaded does not keep it from work."""
    with Sandbox(LIMITS, load=gc.disable) as sandbox:
        before = processes_of(os.getpid())
        sandbox.start()
        (process,) = processes_of(os.getpid()) - before
        sandbox.start()
        assert process == process_of(sandbox)
        assert not sandbox.run(gc.isenabled)
        with pytest.raises(UnreadableError):
            sandbox.run(os.abort)
        assert not sandbox.run(gc.isenabled)
        assert process != process_of(sandbox)
    with Sandbox(LIMITS, load=time.strptime) as sandbox:  # type: ignore[arg-type]
        assert sandbox.run(gc.isenabled)


@pytest.mark.parametrize("file", sorted(DOCUMENTS.glob("ach-*")), ids=lambda file: file.name)
def test_sample_documents_come_back_whole(file: Path) -> None:
    """Nothing that a reader of any format makes is of a type that may not come back."""
    data = file.read_bytes()
    with Sandbox() as sandbox:
        there = sandbox.run(read_document, data, document_id="d0c", path=file.name)

    assert there == read_document(data, document_id="d0c", path=file.name)


def test_documents_come_back_whole(sandbox: Sandbox) -> None:
    """A document read there is the one read here."""
    data = b"Scrutiny Committee\n\n14 June 2018\n\n1. Bins\n\nThey were late.\n"
    here = read_document(data, document_id="d0c", path="june.txt")

    assert here == sandbox.run(read_document, data, document_id="d0c", path="june.txt")


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        pytest.param(time.sleep, (60,), "not read within 5 seconds", id="sleeps"),
        pytest.param(sum, (range(10**12),), "1 seconds of processor time", id="computes"),
        pytest.param(math.factorial, (10**7,), "1 seconds of processor time", id="computes in C"),
        pytest.param(bytearray, (2 << 30,), "more than 300 MiB of memory", id="eats memory"),
        pytest.param(os._exit, (3,), "crashed (exit status 3)", id="exits"),
        pytest.param(os.abort, (), "crashed (SIGABRT)", id="crashes"),
        pytest.param(exec, ("raise SystemExit",), "crashed (exit status 0)", id="leaves"),
        pytest.param(exec, ("1 / 0",), "ZeroDivisionError: division by zero", id="raises"),
        pytest.param(
            exec,
            ("def deeper(): return deeper()\nglobals()['deeper'] = deeper\ndeeper()",),
            "nested too deeply",
            id="recurses",
        ),
        pytest.param(eval, ("print",), "sent a builtins.print", id="sends code"),
        pytest.param(subprocess.run, (["true"],), "without programs", id="starts a program"),
        pytest.param(os.system, ("true",), "without programs", id="starts a shell"),
        pytest.param(os.fork, (), "without programs", id="forks"),
        pytest.param(
            socket.create_connection, (("127.0.0.1", 9),), "without programs", id="connects"
        ),
    ],
)
def test_work_that_goes_wrong(
    sandbox: Sandbox, function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    """It ends in an error that says how, within its limits, and the next call works."""
    with pytest.raises(UnreadableError) as raised:
        sandbox.run(function, *arguments)

    assert message in str(raised.value)
    assert "Cllr" == sandbox.run(str, "Cllr")


def test_nothing_is_written(sandbox: Sandbox, tmp_path: Path) -> None:
    """A parser that writes a file gets no byte into it."""
    file = sandbox.run(os.open, str(tmp_path / "a"), os.O_CREAT | os.O_RDWR)
    with pytest.raises(UnreadableError, match="File too large"):
        sandbox.run(os.write, file, b"words")

    assert (tmp_path / "a").read_bytes() == b""


def test_seconds_are_counted_for_each_call(sandbox: Sandbox) -> None:
    """A process that has read for longer than one call may is not ended for it."""
    process = process_of(sandbox)
    for _ in range(4):
        sandbox.run(
            exec,
            "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass",
        )

    assert process == process_of(sandbox)


@pytest.mark.parametrize(
    "error", [HiddenTextError("page 3"), ScanError((1, 2)), UnreadableError("x")]
)
def test_errors_about_the_file_come_through(sandbox: Sandbox, error: UnreadableError) -> None:
    """What a reader says of a file is told as it said it, by the same type."""
    code = f"from ingest.model import *\nraise {type(error).__name__}{error.args!r}"
    with pytest.raises(type(error)) as raised:
        sandbox.run(exec, code)

    assert str(error) == str(raised.value)
    assert vars(error) == vars(raised.value)


def test_the_process_ends_with_its_sandbox() -> None:
    """No process is left when the work is done, nor when it failed."""
    with Sandbox(LIMITS) as sandbox:
        process = process_of(sandbox)
        with pytest.raises(UnreadableError):
            sandbox.run(time.sleep, 60)
        assert not is_running(process)
        process = process_of(sandbox)

    assert not is_running(process)


def test_the_process_ends_with_its_caller() -> None:
    """Where the caller is killed, nobody goes on reading."""
    code = (
        "import os, signal\nfrom ingest.sandbox import Sandbox\nsandbox = Sandbox()\n"
        "print(sandbox.run(os.getpid), flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    process = int(ran.stdout)
    end = time.monotonic() + 10
    while is_running(process) and time.monotonic() < end:
        time.sleep(0.05)

    assert not is_running(process)


def test_a_program_may_be_started_where_that_is_allowed() -> None:
    """OCR engines are programs of their own."""
    with Sandbox(Limits(may_start_programs=True)) as sandbox:
        assert 0 == sandbox.run(os.system, "true")


def test_what_is_not_a_type_of_reading_is_refused(sandbox: Sandbox) -> None:
    """Only documents and the like are made of what comes back; a class from elsewhere is not."""
    with pytest.raises(UnreadableError, match="sent a pathlib"):
        sandbox.run(Path, "a")


def test_an_answer_that_nobody_took_is_not_the_next_ones(sandbox: Sandbox) -> None:
    """Where a call is interrupted, its process goes, and the next call has its own answer."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, interrupt)
    sandbox.run(str, "warm")
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with pytest.raises(KeyboardInterrupt):
        sandbox.run(exec, "import time\ntime.sleep(0.5)")

    assert "mine" == sandbox.run(str, "mine")

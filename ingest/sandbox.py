"""Work on files that nobody has vouched for, in a process that cannot harm this one.

A parser that loops, eats memory or crashes takes its own process with it, and the caller gets an
UnreadableError. The process lives from call to call, so that a limit costs microseconds, not a
new interpreter; after it has died the next call starts another.

Limits are those of POSIX `setrlimit`. They are a seat belt, not a
prison: they hold parsers that go wrong, and keep Python code from starting programs or connections,
but not machine code that has taken the process over. What comes back is unpickled as this
package's own types and no others.
"""

import io
import math
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ingest.model import UnreadableError

P = ParamSpec("P")
T = TypeVar("T")

_HOME = str(Path(__file__).parents[1])
_MAY_SEND = ("ingest.model", "ingest.unpack", "datetime")
_STARTS_SOMETHING = (
    "subprocess.Popen os.system os.exec os.posix_spawn os.fork os.forkpty pty.spawn "
    "socket.connect socket.bind socket.getaddrinfo socket.sendto"
).split()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use: bytes of address space and of any file written, and seconds."""

    memory: int = 1 << 30
    cpu_seconds: int = 30
    wall_seconds: float = 60
    open_files: int = 64
    written: int = 0
    may_start_programs: bool = False


class Sandbox:
    """One child process that runs functions of this package. Use as a context manager.

    `load`, a module's own function, is what the process does first.
    """

    def __init__(self, limits: Limits = Limits(), load: Callable[[], None] | None = None) -> None:
        self._limits = limits
        self._load = load
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process where there is none; it loads while the caller does something else."""
        self._line = self._line or self._start()

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a module's own `function` returns for these arguments.

        UnreadableError where it needs more than the limits allow, crashes, or raises anything;
        the function's own UnreadableErrors come through as they are.
        """
        line = self._line or self._start()
        call = (*_named(function), args, kwargs)
        try:
            line.send_bytes(pickle.dumps(call, protocol=5))
            if not line.poll(self._limits.wall_seconds):
                self.close()
                raise UnreadableError(
                    f"not read within {self._limits.wall_seconds:g} seconds; split it, or save it"
                    " again from the program that made it"
                )
            returned, outcome = _Unpickler(io.BytesIO(line.recv_bytes())).load()
        except (EOFError, OSError):
            raise UnreadableError(self._last_words()) from None
        except UnreadableError:
            raise
        except BaseException as error:
            # An answer that was not taken would be taken for that to the next call.
            self.close()
            if isinstance(error, (pickle.UnpicklingError, AttributeError, TypeError, ImportError)):
                raise UnreadableError(f"not read: {error}") from None
            raise
        if returned:
            return outcome  # type: ignore[no-any-return]
        raise outcome

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._line = self._child = None

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.sandbox", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # The same code as here; and no threads, each of which would take address space.
                env={**os.environ, "PYTHONPATH": _HOME, "OPENBLAS_NUM_THREADS": "1"},
            )
        ours.send((self._limits, self._load and _named(self._load)))
        self._line = ours
        return ours

    def _last_words(self) -> str:
        """Why the process is no more."""
        status = self._child.wait() if self._child else 0
        self.close()
        if status == -signal.SIGXCPU:
            return (
                f"needs more than {self._limits.cpu_seconds} seconds of processor time; split it,"
                " or save it again from the program that made it"
            )
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return f"its reader crashed ({how}); save it again from the program that made it"


class _Unpickler(pickle.Unpickler):
    """Makes what came back, unless it names anything but the types that reading gives."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(import_module(module), name) if module in _MAY_SEND else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"the reading process sent a {module}.{name}")


def _named(function: Callable[..., object]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def _serve(line: Connection) -> None:
    """The child's life: calls come in, outcomes go out, until the caller hangs up."""
    limits, load = line.recv()
    _limit(limits)
    if load:
        with suppress(Exception):  # whatever needs what is missing says so
            _function(*load)()
    while True:
        try:
            module, name, args, kwargs = pickle.loads(line.recv_bytes())
        except EOFError:
            return
        _allow_seconds(limits.cpu_seconds)
        line.send_bytes(_outcome(_function(module, name), args, kwargs, limits))


def _function(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _outcome(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], limits: Limits
) -> bytes:
    try:
        return pickle.dumps((True, function(*args, **kwargs)), protocol=5)
    except UnreadableError as error:
        return pickle.dumps((False, error))
    except MemoryError:
        reason = f"needs more than {limits.memory >> 20} MiB of memory; split it"
    except RecursionError:
        reason = "is nested too deeply; save it again from the program that made it"
    except Exception as error:  # parsers raise whatever their way through a broken file runs into
        reason = f"could not be read ({type(error).__name__}: {error})"[:300]
    return pickle.dumps((False, UnreadableError(reason)))


def _limit(limits: Limits) -> None:
    _at_most(resource.RLIMIT_AS, limits.memory)
    _at_most(resource.RLIMIT_NOFILE, limits.open_files)
    _at_most(resource.RLIMIT_FSIZE, limits.written)
    _at_most(resource.RLIMIT_CORE, 0)
    if not limits.may_start_programs:
        _at_most(resource.RLIMIT_NPROC, 0)  # does not hold for root, so Python is told as well
        sys.addaudithook(_refuse)


def _at_most(what: int, amount: int) -> None:
    # macOS knows RLIMIT_AS and refuses to set it.
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (amount, amount))


def _refuse(event: str, _: object) -> None:
    if event in _STARTS_SOMETHING:
        raise PermissionError(f"{event}: files are read without programs and connections")


def _allow_seconds(seconds: int) -> None:
    """Let this process use so many seconds of processor time from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))

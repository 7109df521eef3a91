"""Read every file of a folder as indexing does, and count what becomes of them.

    python tests/bench/hostile.py FOLDER

A line for each type of file: how many were read, set aside for hidden words, refused with a reason,
or stopped at a limit. Then the slowest files, and the most memory any child process used. Anything
but an answer or a reason ends the run with the name of the file.
"""

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.model import HiddenTextError, UnreadableError
from ingest.reader import Reader

OUTCOMES = ("read", "hidden", "refused", "limit")
_LIMITS = ("crashed", "not read within", "processor time", "MiB of memory", "nested too deeply")


def outcome(reader: Reader, data: bytes, name: str) -> str:
    """What becomes of one file, or of each file in an archive."""
    try:
        parsed = reader.read(data, document_id="d", path=name)
    except HiddenTextError:
        return "hidden"
    except UnreadableError as error:
        return "limit" if any(limit in str(error) for limit in _LIMITS) else "refused"
    text = parsed.document.text
    for part in (*parsed.passages, *parsed.commitments):
        assert text[part.start : part.end] == part.text, name
    kept = "".join("".join(p.text.split()) for p in parsed.passages)
    assert kept == "".join(text.split()), name
    return "read"


def outcomes(reader: Reader, file: Path) -> Iterator[str]:
    """What becomes of a file; of those in it, where it is an archive."""
    data = file.read_bytes()
    try:
        unpacked = reader.unpack(data, file.name)
    except UnreadableError:
        yield "refused"
        return
    members = (
        [(file.name, data)]
        if unpacked is None
        else [(member.name, member.data) for member in unpacked.members]
    )
    for name, content in members:
        yield outcome(reader, content, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    took: list[tuple[float, str]] = []
    with Reader() as reader:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            started = time.monotonic()
            counts[file.suffix.lower() or "none"].update(outcomes(reader, file))
            took.append((time.monotonic() - started, file.name))
    print(f"{'type':<8}" + "".join(f"{name:>9}" for name in OUTCOMES))
    for suffix, count in sorted(counts.items(), key=lambda pair: -pair[1].total()):
        print(f"{suffix:<8}" + "".join(f"{count[name]:>9}" for name in OUTCOMES))
    total = sum(counts.values(), Counter())
    print(f"{'all':<8}" + "".join(f"{total[name]:>9}" for name in OUTCOMES))
    print(f"\n{len(took)} files in {sum(seconds for seconds, _ in took):.0f} s; the slowest:")
    for seconds, name in sorted(took, reverse=True)[:5]:
        print(f"  {seconds:5.1f} s  {name}")
    # Kilobytes on Linux; children that have ended, which is all but none by now.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"Most memory of a child process: {most:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

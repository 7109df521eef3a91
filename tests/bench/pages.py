"""How fast PDFs are read, and what takes the time: `python tests/bench/pages.py [FOLDER...]`.

Seconds are of processor time on one core. Without a folder, the corpus is read.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from ingest.model import UnreadableError
from ingest.pdf import pages as pdf_pages
from ingest.read_pdf import read_pdf

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
STAGES = {
    "text (pypdf)": ("_text",),
    "hidden text: places, picture and comparison": (
        "characters",
        "draw",
        "hides_words",
        "leaves_words_out",
        "disagree",
    ),
    "tables and columns": ("find_grids", "lay_out"),
}


def timed(name: str, seconds: Counter[str]) -> None:
    """Have a step of reading a page count the seconds it takes."""
    step: Callable[..., object] = getattr(pdf_pages, name)

    @wraps(step)
    def counted(*arguments: object) -> object:
        began = time.process_time()
        try:
            return step(*arguments)
        finally:
            seconds[name] += time.process_time() - began

    setattr(pdf_pages, name, counted)


def main(folders: list[Path]) -> None:
    seconds: Counter[str] = Counter()
    for names in STAGES.values():
        for name in names:
            timed(name, seconds)
    n_pages = n_files = 0
    refused = []
    began = time.process_time()
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        n_files += 1
        try:
            n_pages += len(read_pdf(path.read_bytes()).page_starts)
        except UnreadableError as error:
            refused.append(f"{path.name}: {error}")
    whole = time.process_time() - began
    print(
        f"{n_pages} pages of {n_files - len(refused)} files, {n_pages / whole:.0f} pages a second"
    )
    print(f"{1000 * whole / max(1, n_pages):.0f} ms a page, of which:")
    for stage, names in STAGES.items():
        print(f"  {sum(seconds[name] for name in names) / whole:4.0%} {stage}")
    print(f"  {1 - sum(seconds.values()) / whole:4.0%} the rest")
    print("\n".join(refused))


if __name__ == "__main__":
    main([Path(folder) for folder in sys.argv[1:]] or [CORPUS])

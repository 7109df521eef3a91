"""How fast and how large, beside a peer or a bound of the same run: `make bench`.

    python tests/bench/bench.py [--rows NAME,...] [--sizes N,...] [--keep DIR]
                                [--peers PYTHON] [--svg FILE]

Prints the machine and one table. What is compared takes turns, round by round, on the same two
cores; figures are medians with the lowest and the highest, or of single requests the median and
what nine in ten stay below. Nothing here is asserted; the README's figures are this output.

Libraries of other sizes than the sample's are made by `scale.py`. Peers run in processes of their
own (`peers.py`); those that Minutebook does not need itself are installed by `make bench-peers`.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from curves import Curve, draw
from embedding import embedding, query
from following import following
from growing import growing
from machine import Others, describe
from processes import CORES, bind
from scale import Libraries
from searching import dense, lexical
from serving import serving
from starting import command_help, first_answer
from table import HEAD, Row
from updating import updating

SIZES = "10000,100000,1000000"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__ and __doc__.splitlines()[0])
    parser.add_argument("--sizes", default=SIZES, metavar="N,...", help=f"passages ({SIZES})")
    parser.add_argument("--rows", metavar="NAME,...", help="only these; any wrong name tells all")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="for libraries, to be used again")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="of the peers' environment")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="where the cost curves are drawn")
    options = parser.parse_args(arguments)
    sizes = sorted(int(size) for size in options.sizes.split(","))
    # Not resolved: a virtual environment's Python is a link, and known by where it lies.
    peers = options.peers.absolute() if options.peers else None
    with tempfile.TemporaryDirectory() as directory:
        folder = (options.keep or Path(directory)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        libraries, curves = Libraries(folder), list[Curve]()
        rows: dict[str, Callable[[], Iterator[Row]]] = {
            "embedding": lambda: embedding(libraries, peers),
            "query": lambda: query(libraries, peers),
            "reindex": lambda: updating(libraries, sizes),
            "commitments": lambda: following(libraries, sizes),
            "dense": lambda: dense(libraries, sizes),
            "lexical": lambda: lexical(libraries, sizes),
            "ask": lambda: first_answer(libraries, sizes, peers),
            "help": command_help,
            "http": lambda: serving(libraries, sizes, peers),
            "sizes": lambda: growing(libraries, sizes, curves),
        }
        wanted = options.rows.split(",") if options.rows else list(rows)
        if unknown := sorted(set(wanted) - set(rows)):
            parser.error(f"there are no rows {', '.join(unknown)}; there are {', '.join(rows)}")
        bind(CORES)
        print(f"{describe(peers)}\n\n{HEAD}", flush=True)
        code, disturbed = 0, dict[str, float]()
        for name in wanted:
            others = Others()
            try:
                for row in rows[name]():
                    print(row, flush=True)
            except Exception as error:  # one row's trouble is not the others'
                traceback.print_exc()
                print(Row(name, f"failed: {type(error).__name__}"), flush=True)
                code = 1
            disturbed[name] = others.share() or 0.0
    told = ", ".join(f"{name} {share:.0%}" for name, share in disturbed.items())
    print(f"\nOf all cores other programs took meanwhile: {told}.")
    if options.svg and curves:
        draw(curves, options.svg, "What a library costs, growing as its passages to the power of k")
        print(f"\nCost curves: {options.svg}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How long do the peers take to embed the same texts? Each in a process and a package of its own.

    PYTHON -P tests/bench/peers.py NAME FOLDER

NAME is sentence-transformers, txtai or chromadb, FOLDER holds the model's weights. The model is
loaded and used once; then for each line of JSON on standard input, with `texts` (a file of JSON)
and `at_once` (how many texts a call is given; null, all of them), a line of JSON with the seconds
of each call comes back, and the vectors go to the file `into`.

Each is called as its own documentation adds documents. All three sort the texts of a call by their
length and embed 32 at a time, so texts are padded unsorted only where calls have few of them, as
where passages are added as they are read.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

NAMES = ("sentence-transformers", "txtai", "chromadb")
_READY = "ready"
Embed = Callable[[list[str]], Any]


class Peer:
    """A peer in its process, ready to embed. Use as a context manager."""

    def __init__(self, python: Path | str, name: str, folder: Path) -> None:
        self.name = name
        command = [str(python), "-P", __file__, name, str(folder)]
        # Open for as long as the process, which writes to it.
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
        )
        self._answer()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
        self._said.close()

    def seconds(
        self, texts: Sequence[str], *, at_once: int | None = None, into: Path | None = None
    ) -> list[float]:
        """Seconds of each call; the vectors are written to `into`, as numpy does."""
        if self._process.stdin is None:
            raise RuntimeError(f"{self.name} has no standard input")
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(list(texts), file)
            file.flush()
            asked = {"texts": file.name, "at_once": at_once, "into": str(into) if into else None}
            print(json.dumps(asked), file=self._process.stdin, flush=True)
            return [float(value) for value in self._answer()]

    def _answer(self) -> Any:
        """The next line of JSON; other lines are what a package has to say."""
        for line in self._process.stdout or ():
            if line.startswith("{"):
                return json.loads(line)["answer"]
        self._process.wait()
        self._said.seek(0)
        raise RuntimeError(f"{self.name} cannot be used: {self._said.read()[-1000:]}")


def _sentence_transformers(folder: str) -> Embed:
    embed: Embed = import_module("sentence_transformers").SentenceTransformer(folder).encode
    return embed


def _txtai(folder: str) -> Embed:
    embeddings = import_module("txtai").Embeddings(path=folder)
    return lambda texts: embeddings.batchtransform(texts, "data")


def _chromadb(folder: str) -> Embed:
    functions = import_module("chromadb.utils.embedding_functions")
    embed: Embed = functions.SentenceTransformerEmbeddingFunction(model_name=folder)
    return embed


_LOADERS = dict(zip(NAMES, (_sentence_transformers, _txtai, _chromadb), strict=True))


def _answer(content: object) -> None:
    print(json.dumps({"answer": content}), flush=True)


def main(name: str, folder: str) -> None:
    embed = _LOADERS[name](folder)
    embed(["These words warm it up."])
    _answer(_READY)
    for line in sys.stdin:
        asked = json.loads(line)
        texts = json.loads(Path(asked["texts"]).read_text(encoding="utf-8"))
        step = asked["at_once"] or len(texts)
        seconds, rows = [], []
        for start in range(0, len(texts), step):
            began = time.perf_counter()
            rows.extend(embed(texts[start : start + step]))
            seconds.append(time.perf_counter() - began)
        if asked["into"]:
            import numpy as np

            np.save(asked["into"], np.array(rows, dtype=np.float32))
        _answer(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])

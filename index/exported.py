"""A model without torch: exported once into its library, and read there by onnxruntime.

torch and transformers take five seconds to load and 400 MB to hold. The same weights as an ONNX
graph, mapped from the disk, load in a tenth of a second and make a question's vector in 3 ms where
torch takes 12. What is exported is the whole of a sentence-transformers model, pooling and
projections included; it is kept only where it gives the vectors that the model itself gives.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import sealed
from index.encode import Encodings, Pieces, SentenceTransformerEncoder, no_pieces, unit

FOLDER = "encoder"  # in a library's directory
_MODEL, _TOKENIZER = "model.onnx", "tokenizer.json"
# Raised when what is written changes form, so that older exports are made anew.
_FORMAT = 1
# Of a batch, padding included: what fits a core's cache. 128-token passages are embedded 4 at a
# time, 1.1 times as fast as 16 at a time.
_TOKENS_AT_ONCE = 512
_LEAST_COSINE = 0.9999  # between the model's vector of a text and the export's


class ExportError(RuntimeError):
    """There is no sound export, or a model cannot be exported; the message says why."""


class ExportedEncoder:
    """A model that was exported by `export`; loaded when first used.

    `threads` is how many batches are embedded side by side, each on one core.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """ExportError where the folder is missing, damaged, or of another version."""
        if wrong := sealed.faults(folder, format=_FORMAT):
            raise ExportError("; ".join(wrong))
        facts = sealed.facts(folder)
        self.name: str = facts["name"]
        self.fingerprint: str = facts["fingerprint"]
        self.dimension: int = facts["dimension"]
        self._inputs: list[str] = facts["inputs"]
        self._longest: int = facts["longest"]
        self._padding: int = facts["padding"]
        self._prompts: dict[str, str] = facts["prompts"]
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1

    def encode_documents(self, texts: Sequence[str]) -> Encodings:
        """Passages, with the model's prompt for documents."""
        return self._encode(texts, self._prompts["document"])

    def encode_queries(self, texts: Sequence[str]) -> Encodings:
        """Questions, with the model's prompt for queries."""
        return self._encode(texts, self._prompts["query"])

    def _encode(self, texts: Sequence[str], prompt: str) -> Encodings:
        read = self._tokenizer.encode_batch([prompt + text for text in texts])
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        pieces = [no_pieces()] * len(texts)

        def embed(batch: list[int]) -> None:
            whole, of_pieces = self._run([read[i] for i in batch])
            vectors[batch] = whole
            for i, rows in zip(batch, of_pieces, strict=True):
                pieces[i] = self._pieces(read[i], rows, len(prompt))

        batches = list(_batches([len(one.ids) for one in read]))
        if len(batches) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(embed, batches))
        else:
            for batch in batches:
                embed(batch)
        return Encodings(unit(vectors), tuple(pieces))

    def _run(self, batch: list[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Vectors of texts, shape (n, dimension), and of their pieces, (n, longest, width)."""
        width = max(len(one.ids) for one in batch)
        given = {name: np.zeros((len(batch), width), dtype=np.int64) for name in self._inputs}
        given["input_ids"].fill(self._padding)
        for row, one in enumerate(batch):
            given["input_ids"][row, : len(one.ids)] = one.ids
            given["attention_mask"][row, : len(one.ids)] = 1
        whole, of_pieces = self._session.run(None, given)
        return whole, of_pieces

    def _pieces(self, read: Any, rows: NDArray[np.float32], begin: int) -> Pieces:
        """The pieces of one text, from where its prompt ends, without the model's own marks."""
        if rows.shape[1] != self.dimension:
            return no_pieces()
        kept = [
            (i, start - begin, end - begin)
            for i, ((start, end), is_mark) in enumerate(
                zip(read.offsets, read.special_tokens_mask, strict=True)
            )
            if not is_mark and start >= begin
        ]
        return Pieces(unit(rows[[i for i, _, _ in kept]]), tuple((i, j) for _, i, j in kept))

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        tokenizer = Tokenizer.from_file(str(self._folder / _TOKENIZER))
        tokenizer.enable_truncation(self._longest)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A batch is one core's; other batches take the others.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # What one text or batch took is given back to the system, and not kept for the next.
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            str(self._folder / _MODEL), options, providers=["CPUExecutionProvider"]
        )


def export(encoder: SentenceTransformerEncoder, folder: Path) -> None:
    """Write a model so that `ExportedEncoder` can read it.

    ExportError where it cannot be exported, or would not give the same vectors; nothing is written
    then.
    """
    with sealed.making(folder) as making:
        try:
            traced = encoder.write_onnx(making / _MODEL, making / _TOKENIZER)
        except Exception as error:  # of torch's or onnx's own making, by the kind of model
            raise ExportError(f"{encoder.name} cannot be exported ({_told(error)})") from error
        sealed.seal(
            making,
            {
                "format": _FORMAT,
                "name": encoder.name,
                "fingerprint": encoder.fingerprint,
                "dimension": encoder.dimension,
                **traced,
            },
        )
        require_parity(encoder, ExportedEncoder(making))


def require_parity(model: SentenceTransformerEncoder, exported: ExportedEncoder) -> None:
    """ExportError where a model and its export do not say the same of the same texts."""
    # One graph and one tokenizer serve both sides, which differ in what is put before a text.
    for side, texts in (("documents", _probes()), ("queries", _probes()[::8])):
        try:
            one, other = (getattr(e, f"encode_{side}")(texts) for e in (model, exported))
        except Exception as error:  # of onnxruntime's own making
            raise ExportError(
                f"the export of {model.name} does not run ({_told(error)})"
            ) from error
        least = float((one.vectors * other.vectors).sum(axis=1).min())
        if not least >= _LEAST_COSINE:
            raise ExportError(
                f"the export of {model.name} gives other vectors than the model (cosine"
                f" {least:.5f}, {_LEAST_COSINE} wanted)"
            )
        for text, mine, its in zip(texts, one.pieces, other.pieces, strict=True):
            if mine.spans != its.spans or not np.allclose(mine.vectors, its.vectors, atol=0.01):
                raise ExportError(
                    f"the export of {model.name} reads {text[:40]!r} in other pieces than the model"
                )


def _told(error: Exception) -> str:
    """What an error says, in brief: torch is known to print whole matrices."""
    return f"{type(error).__name__}: {str(error)[:200].splitlines()[:1]}"


def _probes() -> list[str]:
    """Two hundred texts, from none at all to longer than a model reads."""
    lines = files("index").joinpath("strangers.txt").read_text(encoding="utf-8").splitlines()
    odd = ["", "  ", "a", "£1,234.50 (2019/20) – “naïve” Œuvre 🦔", "tab\tand\nline", "x" * 300]
    pairs = [f"{one.capitalize()}. {other}" for one, other in pairwise(lines)]
    long = [" ".join(lines[i::4]) for i in range(4)] + [" ".join(lines), " ".join(lines * 3)]
    return [*lines, *pairs, *(line.upper() for line in lines), *odd, *long]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which texts are embedded together: those of about one length, the longest first."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch

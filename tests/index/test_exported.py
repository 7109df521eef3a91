"""An exported model says what the model says, without torch, or it is not kept."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import exported
from index.encode import Encodings, SentenceTransformerEncoder
from index.exported import ExportedEncoder, ExportError, export

pytestmark = pytest.mark.model
TEXTS = [
    "Bins were missed in Mill Lane.",
    "",
    "Müller’s EHCPs were  late – £1,234.50 (2019/20).",
    "word " * 2000,
    "the Director reported that the staying put scheme had been extended " * 5,
]


@pytest.fixture(scope="session")
def folder(
    real_encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The default model, exported."""
    folder = tmp_path_factory.mktemp("exported") / "encoder"
    export(real_encoder, folder)
    return folder


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A copy of that, to be spoilt."""
    shutil.copytree(folder, tmp_path / "encoder")
    return tmp_path / "encoder"


def cosines(one: Encodings, other: Encodings) -> list[float]:
    return [float(cosine) for cosine in (one.vectors * other.vectors).sum(axis=1)]


@pytest.mark.parametrize("threads", [1, 3])
def test_it_says_what_the_model_says(
    folder: Path, real_encoder: SentenceTransformerEncoder, threads: int
) -> None:
    """The same vectors and the same pieces of the same texts, of any length, in their order."""
    encoder = ExportedEncoder(folder, threads=threads)
    for side in ("documents", "queries"):
        one, other = (getattr(e, f"encode_{side}")(TEXTS * 3) for e in (encoder, real_encoder))

        assert min(cosines(one, other)) >= 0.9999
        for mine, its in zip(one.pieces, other.pieces, strict=True):
            assert mine.spans == its.spans
            assert mine.vectors.shape == its.vectors.shape
            assert np.allclose(mine.vectors, its.vectors, atol=1e-3)


def test_it_is_the_same_encoder(folder: Path, real_encoder: SentenceTransformerEncoder) -> None:
    """To a library, the model and its export are one."""
    encoder = ExportedEncoder(folder)

    assert (encoder.name, encoder.fingerprint, encoder.dimension) == (
        real_encoder.name,
        real_encoder.fingerprint,
        real_encoder.dimension,
    )


def test_a_text_has_one_vector(folder: Path) -> None:
    """Alone or beside longer ones, first or last: padding does not count."""
    encoder = ExportedEncoder(folder)
    (alone,) = encoder.encode_documents(TEXTS[:1]).vectors
    together = encoder.encode_documents([*TEXTS, *TEXTS[:1]]).vectors

    assert np.allclose(alone, together[0], atol=1e-5)
    assert np.allclose(alone, together[-1], atol=1e-5)
    assert (0, 384) == encoder.encode_documents([]).vectors.shape


def test_prompts_are_exported(real_encoder: SentenceTransformerEncoder, tmp_path: Path) -> None:
    """A prompt is put before what it is for, and is in no piece."""
    prompted = SentenceTransformerEncoder(query_prompt="query: ")
    export(prompted, tmp_path / "encoder")
    encoder = ExportedEncoder(tmp_path / "encoder")
    (pieces,) = encoder.encode_queries(["missed bins"]).pieces

    assert cosines(encoder.encode_queries(TEXTS), prompted.encode_queries(TEXTS)) == pytest.approx(
        [1] * len(TEXTS), abs=1e-4
    )
    assert np.allclose(
        encoder.encode_documents(["missed bins"]).vectors,
        real_encoder.encode_documents(["missed bins"]).vectors,
        atol=1e-5,
    )
    assert "missedbins" == "".join("missed bins"[i:j] for i, j in pieces.spans)


def test_no_torch_is_loaded(folder: Path) -> None:
    """A question is embedded without torch, transformers or sentence-transformers."""
    script = (
        "import sys; from pathlib import Path; from index.exported import ExportedEncoder\n"
        "encoder = ExportedEncoder(Path(sys.argv[1]))\n"
        "assert encoder.encode_queries(['bins']).vectors.shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx'} & sys.modules.keys()\n"
        "sys.exit(', '.join(heavy) or None)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False
    )

    assert (0, "") == (run.returncode, run.stderr)


@pytest.mark.parametrize("name", ["model.onnx", "model.weights", "tokenizer.json"])
def test_a_flipped_bit_is_refused(copied: Path, name: str) -> None:
    """A damaged export would give other vectors and no error."""
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)

    with pytest.raises(ExportError, match=f"encoder/{name} is not as written"):
        ExportedEncoder(copied)


def test_an_export_of_another_version_is_refused(copied: Path) -> None:
    """What another Minutebook exported is made anew."""
    facts = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    (copied / "manifest.json").write_text(json.dumps(facts | {"format": 0}), encoding="utf-8")

    with pytest.raises(ExportError, match="another state"):
        ExportedEncoder(copied)


def test_a_missing_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="there is no encoder"):
        ExportedEncoder(tmp_path / "encoder")


class Turned(SentenceTransformerEncoder):
    """A model that says other things than its graph: as one whose graph was traced wrongly."""

    def encode_documents(self, texts: Sequence[str]) -> Encodings:
        right = super().encode_documents(texts)
        turned = right.vectors + 0.02 * np.eye(len(texts), 384, dtype=np.float32)
        return Encodings(turned / np.linalg.norm(turned, axis=1, keepdims=True), right.pieces)


class Misread(SentenceTransformerEncoder):
    """A model whose pieces stand elsewhere than its graph's."""

    def encode_queries(self, texts: Sequence[str]) -> Encodings:
        right = super().encode_queries(texts)
        return Encodings(right.vectors, right.pieces[1:] + right.pieces[:1])


@pytest.mark.parametrize(
    ("model", "told"), [(Turned, "gives other vectors"), (Misread, "in other pieces")]
)
def test_an_export_that_says_otherwise_is_refused(
    folder: Path, model: type[SentenceTransformerEncoder], told: str
) -> None:
    """Where model and export differ, the error says how they do."""
    with pytest.raises(ExportError, match=told):
        exported.require_parity(model(), ExportedEncoder(folder))


def test_a_model_that_cannot_be_exported_is_named(tmp_path: Path) -> None:
    """A model that is no transformer has no graph, and nothing is written."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    where = SentenceTransformerEncoder()._folder
    tokenizer = Tokenizer.from_file(f"{where}/tokenizer.json")
    static = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=16)])
    static.save(str(tmp_path / "static"))

    with pytest.raises(ExportError, match="static cannot be exported") as refused:
        export(SentenceTransformerEncoder(str(tmp_path / "static")), tmp_path / "encoder")
    assert len(str(refused.value)) < 600
    assert ["static"] == [path.name for path in tmp_path.iterdir()]


def test_texts_of_about_one_length_go_together() -> None:
    """Every text once, and no more than fits at once but for one that does not fit alone."""
    lengths = [3, 300, 128, 600, 5, 128, 7, 128, 128, 128, 2]
    batches = list(exported._batches(lengths))

    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= 512
    assert len(batches) < 6

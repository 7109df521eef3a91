"""Which encoder a library is read with, and what that costs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.encode import Encoder, SentenceTransformerEncoder
from index.exported import FOLDER, ExportedEncoder, ExportError
from index.library import Library, WrongEncoderError
from service import encoders
from service.encoders import encoder_for_indexing, encoder_of
from service.settings import Settings


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the default model that one file was indexed into, by the command."""
    folder = tmp_path_factory.mktemp("indexed")
    (folder / "june.txt").write_text("1. Bins\n\nBins were missed in Mill Lane.\n", "utf-8")
    command = [sys.executable, "-m", "service.cli", "index", folder / "june.txt", "--index"]
    subprocess.run([*command, folder / "library"], check=True, capture_output=True)
    return folder / "library"


@pytest.fixture
def copied(indexed: Path, tmp_path: Path) -> Path:
    """A copy of that library, to be spoilt."""
    return Path(shutil.copytree(indexed, tmp_path / "library"))


def of(directory: Path, **settings: str) -> Encoder:
    return encoder_of(Settings(index=directory, **settings))  # type: ignore[arg-type]


def test_a_new_library_has_the_default_model(tmp_path: Path) -> None:
    """Where nothing is held and nothing is set, it is all-MiniLM-L6-v2."""
    encoder = of(tmp_path / "new")

    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.name == "all-MiniLM-L6-v2"


def test_a_new_library_has_the_model_that_is_set(tmp_path: Path) -> None:
    """Or the one that was named."""
    assert of(tmp_path / "new", model="some/model").name == "some/model"


def test_a_library_without_an_export_has_its_own_model(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its model is known by its name; the export, where there is none, is not needed."""
    encoder = of(library.directory)

    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.name == "tiny"


@pytest.mark.model
def test_an_index_holds_its_encoder(indexed: Path) -> None:
    """After indexing, the library is read with its export, whatever it is called by."""
    for encoder in (of(indexed), of(indexed, model="all-MiniLM-L6-v2")):
        assert isinstance(encoder, ExportedEncoder)
        with Library.open(indexed) as library:
            library.require(encoder)


@pytest.mark.model
def test_another_model_is_taken_at_its_word(indexed: Path, tmp_path: Path) -> None:
    """A model or a prompt that was set and is not the library's is refused by it."""
    for wrong in ({"query_prompt": "query: "}, {"document_prompt": "passage: "}):
        with Library.open(indexed) as library, pytest.raises(WrongEncoderError):
            library.require(of(indexed, **wrong))


@pytest.mark.model
@pytest.mark.parametrize("spoil", ["remove", "damage", "another"])
def test_an_export_that_is_not_sound_is_not_used(copied: Path, spoil: str) -> None:
    """The model itself is then."""
    weights = copied / FOLDER / "model.weights"
    if spoil == "remove":
        shutil.rmtree(copied / FOLDER)
    elif spoil == "damage":
        weights.write_bytes(bytes([weights.read_bytes()[0] ^ 1]) + weights.read_bytes()[1:])
    else:
        manifest = copied / FOLDER / "manifest.json"
        with Library.open(copied) as library:
            fingerprint = library.encoder_fingerprint or ""
        manifest.write_text(manifest.read_text().replace(fingerprint, "another"))
    encoder = of(copied)

    assert isinstance(encoder, SentenceTransformerEncoder)
    with Library.open(copied) as library:
        library.require(encoder)


@pytest.mark.model
def test_a_missing_export_is_made_again(copied: Path) -> None:
    """When something is next indexed."""
    shutil.rmtree(copied / FOLDER)
    made = encoder_for_indexing(of(copied), Settings(index=copied), pytest.fail)

    assert isinstance(made, ExportedEncoder)
    assert isinstance(of(copied), ExportedEncoder)


def test_a_model_that_cannot_be_exported_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is, and whoever indexes is told what that costs."""

    def refuse(model: SentenceTransformerEncoder, folder: Path) -> None:
        raise ExportError(f"{model.name} cannot be exported")

    monkeypatch.setattr(encoders, "export", refuse)
    model = SentenceTransformerEncoder("some/model")
    told: list[str] = []

    (tmp_path / "library").mkdir()
    assert encoder_for_indexing(model, Settings(index=tmp_path / "library"), told.append) is model
    assert told == ["some/model cannot be exported; every question will wait for torch"]


def test_another_kind_of_encoder_is_left_as_it_is(tmp_path: Path, encoder: Encoder) -> None:
    assert encoder_for_indexing(encoder, Settings(index=tmp_path), pytest.fail) is encoder


@pytest.mark.model
def test_a_question_loads_no_torch(indexed: Path) -> None:
    """From the command line to the answer, nothing heavy is imported."""
    script = (
        "import sys; from service.cli import main\n"
        "code = main(['ask', 'bins', '--index', sys.argv[1]])\n"
        "heavy = {'torch', 'transformers', 'scipy', 'nltk', 'onnx'} & sys.modules.keys()\n"
        "sys.exit(', '.join(heavy) or code)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(indexed)], capture_output=True, text=True, check=False
    )

    assert (0, "") == (run.returncode, run.stderr)
    assert "Bins were missed in Mill Lane." in run.stdout

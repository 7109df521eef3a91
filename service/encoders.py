"""Which model makes the vectors? The library's own, without torch wherever that is possible."""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from index.encode import DEFAULT_MODEL, Encoder, SentenceTransformerEncoder
from index.exported import FOLDER, ExportedEncoder, ExportError, export
from index.library import Library, LibraryError
from service.settings import Settings

_GPU = (Path("/dev/nvidiactl"), Path("/dev/kfd"))  # of NVIDIA's driver, and of AMD's


def encoder_of(settings: Settings, *, threads: int | None = None) -> Encoder:
    """The encoder of the library in `settings.index`, or the one that a new library is to have.

    A model or a prompt that is set is taken at its word, and the library refuses it where it is not
    its own. With neither, the library's own model is meant.
    """
    threads = settings.threads or threads
    own = _export(settings.index, threads)
    if own and {settings.model, settings.query_prompt, settings.document_prompt} == {None}:
        return own
    model = _model(settings, threads)
    return own if own and own.fingerprint == model.fingerprint else model


def encoder_for_indexing(
    encoder: Encoder, settings: Settings, warn: Callable[[str], None]
) -> Encoder:
    """The quickest form of this encoder, made and kept in the library where it is not yet there.

    A graphics card is quicker than any export. A model that cannot be exported is used as it is,
    and `warn` is told.
    """
    if not isinstance(encoder, SentenceTransformerEncoder):
        return _on_gpu(encoder, settings) or encoder
    folder = settings.index / FOLDER
    try:
        with FileLock(settings.index / "encoder.lock"):
            own = _export(settings.index, settings.threads)
            if own is None:
                export(encoder, folder)
                own = ExportedEncoder(folder, threads=settings.threads)
    except ExportError as error:
        warn(f"{error}; every question will wait for torch")
        return encoder
    return encoder if encoder.is_on_gpu else own


def _on_gpu(encoder: Encoder, settings: Settings) -> Encoder | None:
    """The model that an export was made of, where a graphics card can run it."""
    if not (isinstance(encoder, ExportedEncoder) and any(driver.exists() for driver in _GPU)):
        return None
    model = _model(settings, settings.threads)
    return model if model.fingerprint == encoder.fingerprint and model.is_on_gpu else None


def _model(settings: Settings, threads: int | None) -> SentenceTransformerEncoder:
    """The model that is set; else the library's, by its name; else the default."""
    return SentenceTransformerEncoder(
        settings.model or _name_of(settings.index) or DEFAULT_MODEL,
        query_prompt=settings.query_prompt,
        document_prompt=settings.document_prompt,
        threads=threads,
    )


def _name_of(directory: Path) -> str | None:
    try:
        with Library.open(directory) as library:
            return library.encoder_name
    except LibraryError:
        return None


def _export(directory: Path, threads: int | None) -> ExportedEncoder | None:
    """The export in a library's directory, where it is sound and of the model that built it."""
    try:
        with Library.open(directory) as library:
            fingerprint = library.encoder_fingerprint
        own = ExportedEncoder(directory / FOLDER, threads=threads)
    except (LibraryError, ExportError):
        return None
    return own if own.fingerprint == fingerprint else None

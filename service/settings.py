"""Every setting, and the only place where the environment is read."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings from the environment; a flag on the command line outranks each."""

    model_config = SettingsConfigDict(env_prefix="MINUTEBOOK_", env_file=None, extra="ignore")

    index: Path = Field(Path(".minutebook"), description="directory of the library")
    model: str | None = Field(
        None,
        description="sentence-transformers model, by name or by folder; unset, the library's own,"
        " for a new one all-MiniLM-L6-v2",
    )
    query_prompt: str | None = Field(
        None, description="put before each question, in place of the model's own prompt"
    )
    document_prompt: str | None = Field(
        None, description="put before each passage, in place of the model's own prompt"
    )
    answer_floor: float | None = Field(
        None,
        description="least evidence that counts as an answer; unset, the library's own",
    )
    glossary: Path | None = Field(
        None, description="file of terms that mean the same, in place of Minutebook's own list"
    )
    threads: int | None = Field(
        None, ge=1, description="processor threads for the model; unset, as many as there are cores"
    )
    host: str = Field("127.0.0.1", description="address that `minutebook serve` listens on")
    port: int = Field(8000, ge=1, le=65535, description="port that `minutebook serve` listens on")
    processes: int = Field(
        1, ge=1, le=64, description="processes that `minutebook serve` answers in, each on a core"
    )
    name: str = Field("Minutebook", description="name of the search page, such as a council's own")

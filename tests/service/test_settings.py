"""Settings come from the environment, checked, and from nowhere else."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINUTEBOOK_{name.upper()}", raising=False)


def test_every_setting_has_a_default_and_a_description() -> None:
    """Nothing must be set, and what can be set says what it is."""
    settings = Settings()

    assert settings.index == Path(".minutebook")
    assert settings.model is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.answer_floor is settings.threads is settings.query_prompt is None
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("INDEX", "/var/lib/minutes", Path("/var/lib/minutes")),
        ("MODEL", "some/model", "some/model"),
        ("QUERY_PROMPT", "query: ", "query: "),
        ("DOCUMENT_PROMPT", "", ""),
        ("ANSWER_FLOOR", "0.5", 0.5),
        ("GLOSSARY", "ours.txt", Path("ours.txt")),
        ("THREADS", "2", 2),
        ("HOST", "0.0.0.0", "0.0.0.0"),
        ("PORT", "8080", 8080),
        ("NAME", "Tinytown’s minutes", "Tinytown’s minutes"),
    ],
)
def test_the_environment_sets_each(monkeypatch, name, text, value) -> None:
    """MINUTEBOOK_ and the setting's name; spaces in a prompt are kept."""
    monkeypatch.setenv(f"MINUTEBOOK_{name}", text)

    assert getattr(Settings(), name.lower()) == value


def test_a_flag_outranks_the_environment(monkeypatch) -> None:
    """What is given outright counts."""
    monkeypatch.setenv("MINUTEBOOK_PORT", "8080")

    assert Settings(port=9000).port == 9000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("PORT", "0"), ("PORT", "65536"), ("PORT", "http")),
        *(("THREADS", "0"), ("THREADS", "many"), ("ANSWER_FLOOR", "high")),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch, name, text) -> None:
    """The error names the setting and the value."""
    monkeypatch.setenv(f"MINUTEBOOK_{name}", text)

    with pytest.raises(ValidationError, match=name.lower()) as refused:
        Settings()
    assert text in str(refused.value)


def test_no_file_is_read(monkeypatch, tmp_path: Path) -> None:
    """A .env that happens to lie about changes nothing."""
    (tmp_path / ".env").write_text("MINUTEBOOK_PORT=9999\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert Settings().port == 8000

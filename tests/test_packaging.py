"""What is installed is three packages, with everything they need, in nobody's way."""

import tomllib
from importlib.metadata import distribution, packages_distributions
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "index", "service")
DATA = {
    "index": ["glossary.txt", "schema.sql", "strangers.txt"],
    "service": [
        *("static/style.css", "templates/base.html", "templates/brief.html"),
        *("templates/commitment.html", "templates/commitments.html", "templates/context.html"),
        *("templates/document.html", "templates/due.html"),
        *("templates/passage.html", "templates/problem.html", "templates/search.html"),
    ],
}


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of the files in the wheel that hatchling builds of this tree."""
    builder = pytest.importorskip(
        "hatchling.builders.wheel", reason="hatchling is fetched by pip when it builds"
    )
    place = tmp_path_factory.mktemp("wheel")
    (built,) = builder.WheelBuilder(str(ROOT)).build(directory=str(place), versions=["standard"])
    with ZipFile(built) as archive:
        return archive.namelist()


def test_only_our_packages_have_these_names() -> None:
    """No other distribution that is installed here provides a module of the same name."""
    provided = packages_distributions()

    for name in PACKAGES:
        assert set(provided.get(name, ["minutebook"])) == {"minutebook"}, name


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_imported_is_this_tree(name) -> None:
    """The tests run against the code beside them, not against a copy installed elsewhere."""
    assert Path(str(files(name))) == ROOT / name


def test_the_wheel_is_configured_to_hold_exactly_the_three(project) -> None:
    """Under their plain names, never to be uploaded by mistake."""
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": list(PACKAGES)}
    assert project["tool"]["hatch"]["build"]["dev-mode-exact"] is True
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]


def test_the_wheel_holds_exactly_the_three(wheel) -> None:
    """Each with all of its modules and data, and nothing of tests or corpus."""
    tree = {
        file.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert {name for name in wheel if ".dist-info/" not in name} == tree


def test_metadata_says_what_the_project_says(project) -> None:
    """Name, version and Python of what is installed are those of pyproject.toml."""
    metadata = distribution("minutebook").metadata

    assert metadata["Version"] == project["project"]["version"]
    assert metadata["Requires-Python"] == project["project"]["requires-python"]
    assert "minutebook = service.cli:main" in [
        f"{entry.name} = {entry.value}" for entry in distribution("minutebook").entry_points
    ]


@pytest.mark.parametrize("package", DATA)
def test_data_is_found_by_its_package(package) -> None:
    """Templates, style and schema are read as resources; each that exists is listed here."""
    folder = files(package)
    there = [
        file.relative_to(ROOT / package).as_posix()
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    ]

    assert sorted(there) == sorted(DATA[package])
    for name in DATA[package]:
        assert folder.joinpath(name).read_text(encoding="utf-8").strip()


def test_a_package_holds_a_docstring_and_nothing_else() -> None:
    """Importing a package does nothing."""
    for name in PACKAGES:
        text = (ROOT / name / "__init__.py").read_text(encoding="utf-8")
        assert text.startswith('"""')
        assert text.count("\n") == 1


def test_tests_are_no_packages() -> None:
    """A tests/index/__init__.py would become `index` and break every import."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []

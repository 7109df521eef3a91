"""The library holds what the folders hold, and a second run does nothing."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from filelock import FileLock

from index.encode import Encoder
from index.late import embed
from index.library import Library, LibraryError, sha256_of
from index.sync import Report, sync
from ingest.model import Parsed
from ingest.passages import split_passages
from ingest.read import read_document
from ingest.reader import Reader

LOCK = "write.lock"


def paths(library: Library) -> dict[str, str]:
    """Documents' ids by the path that people see."""
    return {document.path: document.id for document in library.documents()}


def state(library: Library) -> tuple[object, ...]:
    """All that a run might change."""
    documents = library.documents()
    passages = [p for document in documents for p in library.passages_in(document.id)]
    return library.generation, library.held(), documents, passages, list(map(tuple, library.rows()))


def done(report: Report) -> tuple[int, int, int, int, int]:
    added, updated, removed, unchanged, embedded, *_ = astuple(report)
    return added, updated, removed, unchanged, embedded


def test_the_first_run_adds(library: Library, folder: Path) -> None:
    """Every document of a folder is kept, under the folder's name and its own, with its facts."""
    assert {"minutes/june.txt", "minutes/october.txt"} == paths(library).keys()
    october = library.document(paths(library)["minutes/october.txt"])
    assert october is not None
    assert ("Tinytown Council", "October meeting", "draft") == (
        october.meeting.council,
        october.title,
        october.status,
    )
    assert (folder / "october.txt").read_text(encoding="utf-8") == library.text(october.id)


def test_running_again_changes_nothing(library: Library, encoder: Encoder, folder: Path) -> None:
    """The same files again: no id, number or generation changes, and nothing is embedded."""
    before, embedded = state(library), encoder.n_encoded  # type: ignore[attr-defined]
    for path in (folder, folder / ".", folder / ".." / "minutes"):
        report = sync(library, encoder, [path])

        assert (0, 0, 0, 2, 0) == done(report)
        assert [] == report.failures
    assert (before, embedded) == (state(library), encoder.n_encoded)  # type: ignore[attr-defined]


def test_ids_are_the_same_on_another_machine(
    library: Library, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    """Ids of documents and passages come from names and words, not from where or when."""
    elsewhere = tmp_path / "elsewhere" / "minutes"
    shutil.copytree(folder, elsewhere)
    with Library.create(tmp_path / "another", encoder) as another:
        sync(another, encoder, [elsewhere])

        assert library.documents() == another.documents()
        for document in library.documents():
            assert library.passages_in(document.id) == another.passages_in(document.id)


def test_a_changed_file_is_replaced(library: Library, encoder: Encoder, folder: Path) -> None:
    """A changed file keeps its id, and only its new words are embedded."""
    file = folder / "june.txt"
    before = paths(library)
    text = file.read_text(encoding="utf-8").replace("a fallen tree", "a burst main")
    file.write_text(text, encoding="utf-8")
    report = sync(library, encoder, [folder])

    assert (0, 1, 0, 1, 1) == done(report)
    assert before == paths(library)
    assert text == library.text(before["minutes/june.txt"])


def test_the_same_words_in_two_documents_are_embedded_once(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A copy under another name costs no embedding, and its vectors are those of the first."""
    shutil.copy(folder / "june.txt", folder / "copy.txt")
    report = sync(library, encoder, [folder])

    assert (1, 0, 0, 2, 0) == done(report)
    vectors = {name: [] for name in ("june", "copy")}
    names = paths(library)
    for row in library._db.execute("select document_id, vector from passage order by number"):
        for name, kept in vectors.items():
            if row["document_id"] == names[f"minutes/{name}.txt"]:
                kept.append(row["vector"])
    assert vectors["june"] == vectors["copy"] != []


def test_vectors_are_those_of_the_words_in_context(library: Library, encoder: Encoder) -> None:
    """What is embedded is a passage's context, a new line, and its words with single spaces."""
    for document in library.documents():
        for passage in library.passages_in(document.id):
            words = " ".join(passage.text.split())
            text = f"{passage.context}\n{words}" if passage.context else words
            kept = library.embeddings_of([sha256_of(text)])[sha256_of(text)]
            (anew,) = embed(encoder, [text])

            assert np.array_equal(anew.vector, kept.vector)
            assert anew.codes == kept.codes != b""


def test_a_vanished_file_is_removed(library: Library, encoder: Encoder, folder: Path) -> None:
    """A file that has gone from the folder takes its document with it, and no other."""
    (folder / "june.txt").unlink()
    report = sync(library, encoder, [folder])

    assert (0, 0, 1, 1, 0) == done(report)
    assert ["minutes/october.txt"] == [*paths(library)]
    assert {"minutes/october.txt"} == {
        record.document.path
        for record in library.passages(
            passage_id for passage_id, _ in library.kinds(range(1000)).values()
        ).values()
    }


def test_a_vanished_file_named_outright_is_removed(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Naming a file that was held and has gone takes its document out."""
    (folder / "june.txt").unlink()

    assert (0, 0, 1, 0, 0) == done(sync(library, encoder, [folder / "june.txt"]))
    assert ["minutes/october.txt"] == [*paths(library)]


def test_other_folders_stay(library: Library, encoder: Encoder, tmp_path: Path) -> None:
    """What a run does not name it leaves alone."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "july.txt").write_text("Bins were collected.", encoding="utf-8")

    assert (1, 0, 0, 0, 1) == done(sync(library, encoder, [other]))
    assert {"minutes/june.txt", "minutes/october.txt", "other/july.txt"} == paths(library).keys()


@pytest.mark.parametrize(
    "damaged", [b"", b"\x00\x01\x02", b"%PDF-1.7 broken", b"PK\x03\x04nothing", b" \n \n"]
)
def test_an_unreadable_file_keeps_what_is_held(
    library: Library, encoder: Encoder, folder: Path, damaged: bytes
) -> None:
    """A file that can no longer be read is reported by name, and its document stays as it was."""
    before = state(library)
    (folder / "june.txt").write_bytes(damaged)
    report = sync(library, encoder, [folder])

    assert ["minutes/june.txt"] == [failure.path for failure in report.failures]
    assert report.failures[0].reason
    assert before == state(library)


def test_a_bad_file_never_stops_a_run(library: Library, encoder: Encoder, folder: Path) -> None:
    """Files that cannot be read, for whatever reason, are listed; those around them are kept."""
    (folder / "a.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    (folder / "b.docx").write_bytes(b"PK\x03\x04")
    (folder / "c.txt").symlink_to(folder / "nowhere.txt")
    (folder / "d.txt").write_text("Kept too.", encoding="utf-8")
    os.mkfifo(folder / "e.txt")
    (folder / "f.zip").write_bytes(b"PK\x03\x04nothing")
    report = sync(library, encoder, [folder])

    assert [f"minutes/{name}" for name in ("a.pdf", "b.docx", "c.txt", "e.txt", "f.zip")] == [
        failure.path for failure in report.failures
    ]
    assert "minutes/d.txt" in paths(library)


def test_words_that_cannot_be_kept_never_stop_a_run(
    library: Library,
    encoder: Encoder,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A PDF may hold half of a character: its file is reported, and the others are kept."""

    class Odd(Reader):
        def read(self, data: bytes, **named: Any) -> Parsed:
            parsed = super().read(data, **named)
            if b"half" not in data:
                return parsed
            halved = parsed.document.text.replace("X", "\ud83e")
            return replace(parsed, document=replace(parsed.document, text=halved))

    monkeypatch.setattr("index.sync.Reader", Odd)
    (folder / "a.txt").write_text("The half X was noted.", encoding="utf-8")
    (folder / "z.txt").write_text("Kept too.", encoding="utf-8")
    report = sync(library, encoder, [folder])

    assert ["minutes/a.txt"] == [failure.path for failure in report.failures]
    assert "minutes/z.txt" in paths(library)
    assert "minutes/a.txt" not in paths(library)


def test_a_name_in_another_encoding_never_stops_a_run(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A file name that is not Unicode is reported, in characters that can be printed."""
    Path(os.fsdecode(os.fsencode(folder) + b"/r\xe9union.txt")).write_text("Bins.", "utf-8")
    (folder / "z.txt").write_text("Kept too.", encoding="utf-8")
    report = sync(library, encoder, [folder])

    assert ["minutes/r\\udce9union.txt"] == [failure.path for failure in report.failures]
    assert "rename it" in report.failures[0].reason
    assert "minutes/z.txt" in paths(library)


def test_a_file_too_large_is_reported(library: Library, encoder: Encoder, folder: Path) -> None:
    """A file over the limit is not read into memory; the reason says what to do."""
    with (folder / "vast.txt").open("wb") as file:
        file.truncate(10 * 1024**3)  # ten GiB of nothing, which take no room on the disk
    report = sync(library, encoder, [folder])

    assert "split it" in report.failures[0].reason
    assert (0, 0, 0, 2, 0) == done(report)


def test_a_folder_that_cannot_be_listed_keeps_what_is_held(
    library: Library, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in a folder that cannot be listed has not vanished: it is reported and stays."""
    (folder / "sub").mkdir()
    (folder / "sub" / "may.txt").write_text("Bins were collected.", encoding="utf-8")
    sync(library, encoder, [folder])
    before = state(library)
    scandir = os.scandir

    def locked(path: os.PathLike[str] | str) -> object:
        if Path(path) == folder / "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    report = sync(library, encoder, [folder])

    assert (0, 0, 0, 2, 0) == done(report)
    assert before == state(library)
    assert ["minutes/sub"] == [failure.path for failure in report.failures]
    assert "Permission denied" in report.failures[0].reason


def test_a_changed_line_in_the_manifest_is_read(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A document is read again when its manifest says something else of it; nothing is embedded."""
    manifest = folder / "manifest.csv"
    lines = manifest.read_text(encoding="utf-8").replace("draft", "approved")
    manifest.write_text(lines, encoding="utf-8")
    report = sync(library, encoder, [folder])

    assert (0, 1, 0, 1, 0) == done(report)
    october = library.document(paths(library)["minutes/october.txt"])
    assert october is not None
    assert "approved" == october.status


def test_a_manifest_below_decides(library: Library, encoder: Encoder, folder: Path) -> None:
    """The manifest nearest to a file outranks those above; what it leaves open they fill in."""
    (folder / "2019").mkdir()
    (folder / "2019" / "may.txt").write_text("Bins were collected.", encoding="utf-8")
    (folder / "2019" / "manifest.csv").write_text("file,title\nmay.txt,Below\n", encoding="utf-8")
    with (folder / "manifest.csv").open("a", encoding="utf-8") as above:
        above.write("2019/may.txt,Tinytown Council,,2019-05-01,,,,Above\n")
    sync(library, encoder, [folder])
    may = library.document(paths(library)["minutes/2019/may.txt"])

    assert may is not None
    assert ("Below", "Tinytown Council") == (may.title, may.meeting.council)


def test_a_manifest_that_cannot_be_read_is_reported(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Bytes that are no text in place of a manifest are a warning, and the documents are read."""
    (folder / "manifest.csv").write_bytes(b"\x00\x01\x02")
    report = sync(library, encoder, [folder])

    assert any("manifest.csv cannot be read" in warning for warning in report.warnings)
    assert (0, 1, 0, 1, 0) == done(report)


def test_a_moved_folder_keeps_its_ids(
    library: Library, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    """A folder found in another place is the same documents: same ids, nothing embedded."""
    before = paths(library)
    (tmp_path / "new").mkdir()
    moved = folder.rename(tmp_path / "new" / "minutes")
    report = sync(library, encoder, [moved])

    assert before == paths(library)
    assert 0 == report.n_embedded
    assert {moved / "june.txt", moved / "october.txt"} == {held.file for held in library.held()}


def test_a_sub_folder_makes_no_duplicates(library: Library, encoder: Encoder, folder: Path) -> None:
    """A folder or a file below one that is held is already held: ids stay, none is added."""
    (folder / "2019").mkdir()
    (folder / "2019" / "may.txt").write_text("Bins were collected.", encoding="utf-8")
    sync(library, encoder, [folder])
    before = set(paths(library).values())

    for named in ([folder / "2019"], [folder / "june.txt"], [folder / "2019", folder]):
        report = sync(library, encoder, named)

        assert (0, 0, 0) == (report.added, report.removed, report.n_embedded)
        assert before == set(paths(library).values())


def test_a_file_named_outright_keeps_its_facts(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Naming one file of a folder reads that folder's manifest too, so nothing changes."""
    before = state(library)

    assert (0, 0, 0, 1, 0) == done(sync(library, encoder, [folder / "october.txt"]))
    assert before == state(library)


def test_two_folders_of_one_name(
    library: Library, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    """The same name below two folders of the same name is two documents, now and ever after."""
    other = tmp_path / "bigtown" / "minutes"
    other.mkdir(parents=True)
    (other / "june.txt").write_text("Bins were collected.", encoding="utf-8")
    assert (1, 0, 0, 0, 1) == done(sync(library, encoder, [other]))
    before = state(library)

    assert 3 == len({held.id for held in library.held()})
    assert (0, 0, 0, 3, 0) == done(sync(library, encoder, [folder, other]))
    assert (0, 0, 0, 3, 0) == done(sync(library, encoder, [other, folder]))
    assert before == state(library)


BESIDE = ["README", "README.md", "readme.txt", "a.csv", "a.json", "A.JSONL", ".hidden.txt",
          "~$june.docx", "a.xlsx", "a.py"]  # fmt: skip


def test_what_lies_beside_minutes_is_passed_over(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Data, hidden files and a README are no minutes, whatever they say."""
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text("Bins were collected.", encoding="utf-8")
    for name in BESIDE:
        (folder / name).write_text("Bins were collected.", encoding="utf-8")

    assert (0, 0, 0, 2, 0) == done(sync(library, encoder, [folder]))


@pytest.mark.parametrize("name", BESIDE)
def test_a_file_named_outright_is_read(
    library: Library, encoder: Encoder, folder: Path, name: str
) -> None:
    """A file that is named is read, whatever it is called, and stays when its folder is read."""
    (folder / name).write_text("Bins were collected.", encoding="utf-8")

    assert (1, 0, 0, 0, 1) == done(sync(library, encoder, [folder / name]))
    assert (0, 0, 0, 3, 0) == done(sync(library, encoder, [folder]))
    assert f"minutes/{name}" in paths(library)


def test_a_path_that_is_not_there(library: Library, encoder: Encoder, folder: Path) -> None:
    """A path with nothing there, and of which nothing is held, is an error that names it."""
    before = state(library)

    with pytest.raises(LibraryError, match=r"no file or folder .*/nowhere"):
        sync(library, encoder, [folder, folder / "nowhere"])
    assert before == state(library)


def test_the_second_writer_is_refused(library: Library, encoder: Encoder, folder: Path) -> None:
    """While one run writes, another is told so at once, and nothing is changed."""
    before = state(library)
    (folder / "may.txt").write_text("Bins were collected.", encoding="utf-8")

    with (
        FileLock(library.directory / LOCK),
        pytest.raises(LibraryError, match=r"another run is writing .* try again when it ends"),
    ):
        sync(library, encoder, [folder])
    assert before == state(library)
    assert (1, 0, 0, 2, 1) == done(sync(library, encoder, [folder]))


def test_a_run_within_a_run_is_refused(
    library: Library, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    """The lock that a run takes is the one that keeps the next one out."""
    refused = []

    def interfere(done: int, total: int, path: str) -> None:
        with closing(Library.open(library.directory)) as other:
            try:
                sync(other, encoder, [folder])
            except LibraryError as error:
                refused.append(str(error))

    sync(library, encoder, [folder], progress=interfere)

    assert 3 == len(refused)
    assert all("another run is writing" in reason for reason in refused)


def test_progress_is_told(library: Library, encoder: Encoder, folder: Path) -> None:
    """Each file before it is read, passages before they are embedded, and what is kept by then."""
    (folder / "march.txt").write_text("Bins were late.\n\nParks were green.\n", encoding="utf-8")
    told = []
    sync(library, encoder, [folder], progress=lambda *step: told.append(step))

    assert [
        (0, 3, "reading minutes/june.txt"),
        (0, 3, "reading minutes/march.txt"),
        (0, 3, "reading minutes/october.txt"),
        (0, 3, "embedding 2 passages"),
        (3, 3, ""),
    ] == told


def test_many_passages_are_kept_in_order(
    make_library: Callable[..., Library], encoder: Encoder
) -> None:
    """Documents of more passages than are embedded at once keep each passage with its vector."""
    library = make_library(
        {
            f"{name}.txt": "\n\n".join(f"In {name}, bin {n} was missed." for n in range(300))
            for name in ("a", "b", "c")
        }
    )

    assert 900 == library.counts().n_passages
    for number, words, context, vector in library.rows():
        text = f"{context}\n{words}" if context else words
        assert encoder.encode_documents([text]).vectors.tobytes() == vector
        assert sha256_of(text) == library.encoded()[number]


def test_passages_are_those_of_the_splitter(library: Library, folder: Path) -> None:
    """The library keeps the splitter's passages, to the last field."""
    document_id = paths(library)["minutes/june.txt"]
    document = read_document(
        (folder / "june.txt").read_bytes(), document_id=document_id, path="minutes/june.txt"
    )

    assert split_passages(document) == library.passages_in(document_id)


def test_a_sub_folder_alone_keeps_the_facts_stated_above_it(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A manifest counts for the files below it, whichever of its folders is indexed."""
    (folder / "2019").mkdir()
    (folder / "2019" / "may.txt").write_text("The bins were emptied twice.\n", encoding="utf-8")
    manifest = folder / "manifest.csv"
    manifest.write_text(
        manifest.read_text(encoding="utf-8") + "2019/may.txt,Tinytown Council,,,,,,\n"
    )
    sync(library, encoder, [folder])

    report = sync(library, encoder, [folder / "2019"])

    assert (0, 0, 0, 1, 0) == done(report)
    assert [] == report.warnings


def test_documents_are_read_again_when_reading_has_changed(
    library: Library, encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library made by an earlier way of reading is brought up to date, and its vectors kept."""
    monkeypatch.setattr("index.sync.READING", -1)

    assert (0, 2, 0, 0, 0) == done(sync(library, encoder, [folder]))


def zipped(file: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_documents_in_an_archive_are_kept_each(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """An archive is read as a folder is, its manifest included; what is no document is left."""
    manifest = "file,committee,held\nbins.txt,Waste Committee,2020-02-03\nno.txt,,\n"
    members = {"bins.txt": "Bins were late.", "in/parks.txt": "Parks were green."}
    zipped(folder / "pack.zip", {**members, "manifest.csv": manifest, "a.csv": "1,2"})
    report = sync(library, encoder, [folder])

    assert (2, 0, 0, 2, 2) == done(report)
    bins = library.document(paths(library)["minutes/pack.zip/bins.txt"])
    assert bins is not None
    assert ("Waste Committee", date(2020, 2, 3)) == (bins.meeting.committee, bins.meeting.held)
    assert "minutes/pack.zip/in/parks.txt" in paths(library)
    assert ["minutes/pack.zip/manifest.csv, line 3: there is no file 'no.txt'"] == report.warnings


def test_a_document_that_is_as_it_was_is_not_unpacked(
    library: Library, encoder: Encoder, folder: Path, reader: Reader, monkeypatch
) -> None:
    """A file that the library holds as a document is no archive, whatever its bytes begin with."""
    minutes = docx.Document()
    minutes.add_paragraph("RESOLVED: That the bins be emptied.")
    minutes.save(str(folder / "bins.docx"))
    first = sync(library, encoder, [folder], reader=reader)
    monkeypatch.setattr(Reader, "unpack", None)

    assert (1, 0, 0, 2) == done(first)[:4]
    assert (0, 0, 0, 3) == done(sync(library, encoder, [folder], reader=reader))[:4]


def test_the_model_is_loaded_where_something_has_changed_only(
    library: Library, encoder: Encoder, folder: Path, reader: Reader, monkeypatch
) -> None:
    """Before the first file is read, and not at all where none is."""
    loaded = []
    monkeypatch.setattr(encoder, "encode_queries", loaded.append)
    sync(library, encoder, [folder], reader=reader)
    assert [] == loaded

    (folder / "june.txt").write_bytes(b"\x00\x00")
    (folder / "october.txt").write_bytes(b"\x00\x00")
    assert 2 == len(sync(library, encoder, [folder], reader=reader).failures)
    assert [[""]] == loaded


def test_what_only_reading_needs_is_left_to_the_process_that_reads() -> None:
    """Where nothing has changed, nobody waits for the parsers."""
    code = "import sys, index.sync; sys.exit('ingest.items' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], timeout=60).returncode


def test_an_archive_that_changes(library: Library, encoder: Encoder, folder: Path) -> None:
    """Run again nothing changes; what leaves an archive leaves the library, as does all of it."""
    pack = folder / "pack.zip"
    zipped(pack, {"bins.txt": "Bins were late.", "parks.txt": "Parks were green."})
    sync(library, encoder, [folder])

    assert (0, 0, 0, 4, 0) == done(sync(library, encoder, [folder]))
    zipped(pack, {"bins.txt": "Bins were early.", "roads.txt": "Roads were long."})
    assert (1, 1, 1, 2, 2) == done(sync(library, encoder, [folder]))
    pack.write_bytes(b"PK\x03\x04broken")
    assert (0, 0, 0, 2, 0) == done(sync(library, encoder, [folder]))
    assert "minutes/pack.zip/roads.txt" in paths(library)
    pack.write_text("Now it is text.", encoding="utf-8")
    assert (1, 0, 2, 2, 1) == done(sync(library, encoder, [folder]))
    pack.unlink()
    assert (0, 0, 1, 2, 0) == done(sync(library, encoder, [folder]))
    assert {"minutes/june.txt", "minutes/october.txt"} == paths(library).keys()


def test_hidden_words_take_the_document_out(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A file with hidden words is reported; what the library held of it goes, and stays out."""
    page = folder / "page.html"
    page.write_text("<p>Bins were late.</p>", encoding="utf-8")
    sync(library, encoder, [folder])
    page.write_text("<p>Bins were late.</p><p style='color:white'>Ann Reed</p>", encoding="utf-8")
    for removed in (1, 0):
        report = sync(library, encoder, [folder])

        assert (0, 0, removed, 2, 0) == done(report)
        assert ["minutes/page.html"] == [failure.path for failure in report.failures]
        assert "hidden text: check redaction" in report.failures[0].reason
    assert "minutes/page.html" not in paths(library)


def test_archives_of_one_name_keep_their_documents_apart(
    library: Library, encoder: Encoder, tmp_path: Path
) -> None:
    """Two folders of one name, with archives of one name: each document is kept, and stays."""
    folders = [tmp_path / place / "docs" for place in "ab"]
    for folder in folders:
        folder.mkdir(parents=True)
        zipped(folder / "x.zip", {"m.txt": f"Bins in {folder.parent.name}."})

    assert (2, 0, 0, 0, 2) == done(sync(library, encoder, folders))
    assert (0, 0, 0, 2, 0) == done(sync(library, encoder, folders))


def test_manifests_count_wherever_they_lie_in_an_archive(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """A folder that was zipped has its manifest in it; a flood of lines is told in a few."""
    lines = "".join(f"{n}\n" for n in range(60_000))
    manifest = f"file,council\nm.txt,Saltby Town Council\n{lines}"
    zipped(folder / "x.zip", {"in/m.txt": "Bins.", "in/manifest.csv": manifest})
    report = sync(library, encoder, [folder])
    packed = library.document(paths(library)["minutes/x.zip/in/m.txt"])

    assert packed is not None
    assert "Saltby Town Council" == packed.meeting.council
    assert len(report.warnings) <= 21
    assert "more lines that cannot be used" in report.warnings[-1]

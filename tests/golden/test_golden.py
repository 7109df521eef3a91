"""What comes out of whole documents, passage by passage, as a reviewer can read it.

Each of `inputs`, and some of the corpus, has a rendering in `expected`: facts first, then a line
for each passage. To accept what a change makes of them, and to see it as a diff:

    GOLDEN_WRITE=1 pytest tests/golden; git diff tests/golden
"""

import os
from pathlib import Path

import pytest

from ingest.model import Document
from ingest.passages import split_passages
from ingest.read import read_document

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus" / "documents"
INPUTS = [
    *sorted((HERE / "inputs").iterdir()),
    CORPUS / "cyp-2018-06-14-minutes.pdf",
    CORPUS / "eht-2022-06-14-minutes.html",
    CORPUS / "cyp-2024-01-18-ehc-plans-report.docx",
]


def rendered(document: Document) -> str:
    """Facts, then `kind | item | context | text | speaker`, after the page where there is one."""
    facts = {
        "council": document.meeting.council,
        "committee": document.meeting.committee,
        "held": document.meeting.held,
        "title": document.title,
        "kind": document.kind,
        "status": document.status,
        "form": document.form,
        "url": document.url,
        "type": document.source.media_type,
        "pages": len(document.page_starts) or None,
        "warnings": "; ".join(document.warnings) or None,
    }
    lines = [f"{name}: {'unknown' if fact is None else fact}" for name, fact in facts.items()]
    lines.append("")
    for passage in split_passages(document):
        page = document.page_at(passage.start)
        context = passage.context.replace("\n", " / ")
        text = passage.text.replace("\n", " ⏎ ").replace("\t", " ⇥ ")
        cells = [passage.kind, passage.item or "", context, text, passage.speaker or ""]
        lines.append((f"p. {page} " if page else "") + " | ".join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_documents_come_out_as_they_did(path: Path) -> None:
    """Facts and passages of a document are those that somebody has looked at and accepted."""
    golden = HERE / "expected" / f"{path.name}.golden"
    document = read_document(path.read_bytes(), document_id="d", path=path.name)
    if os.environ.get("GOLDEN_WRITE"):
        golden.write_text(rendered(document), encoding="utf-8")

    assert rendered(document) == golden.read_text(encoding="utf-8")


def test_every_expectation_has_its_input() -> None:
    """No rendering is left over from an input that is gone."""
    expected = {path.name for path in (HERE / "expected").iterdir()}

    assert expected == {f"{path.name}.golden" for path in INPUTS}

"""Minutes in the forms of twenty councils that do not exist: at which meeting was it?

What is found of their commitments is measured by `commitments.py --forms` and gated with the rest.
"""

import json
from pathlib import Path

import pytest

from ingest.read import read_document

FORMS = Path(__file__).with_name("forms")


@pytest.mark.parametrize("file", sorted(FORMS.glob("*.txt")), ids=lambda file: file.stem)
def test_the_meeting_is_read_in_its_own_words(file: Path) -> None:
    """Council, committee and day, as a reader takes them from the head of the minutes."""
    judged = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["meeting"]
    meeting = read_document(file.read_bytes(), document_id="d", path="minutes.txt").meeting

    assert judged == {
        "council": meeting.council,
        "committee": meeting.committee,
        "held": meeting.held.isoformat() if meeting.held else None,
    }

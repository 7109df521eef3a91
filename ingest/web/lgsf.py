"""Minutes that Democracy Club's LGSF has gathered, as files to be kept.

LGSF writes a folder for each council: a JSON record of each meeting, beside it what the council's
site answered (ModernGov's XML, or the minutes of it as HTML), and `documents` with the files:

    E07000999/Minutes/json/2026-02-10-4967-scrutiny-committee.json
    E07000999/Minutes/raw/2026-02-10-4967-scrutiny-committee.xml
    E07000999/documents/2026-02-10-4967-scrutiny-committee-60860.pdf

Fields as in LGSF's `lgsf/minutes/models.py`: url, status, documents, and with `raw_` before them
identifier, title, committee, committee_id and date. Any of them may be missing.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.model import UnreadableError
from ingest.web import moderngov
from ingest.web.harvest import Failure, Harvested, extension_of
from ingest.web.holding import Holding, Kept, open_holding, slug
from ingest.web.moderngov import MeetingReply


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document that a record names; `key` is its path below `documents`, "" if not stored."""

    title: str
    url: str
    key: str
    is_minutes: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What LGSF knows of one meeting; "" and None where it does not say."""

    id: str
    committee: str
    committee_id: str
    held: date | None
    url: str
    documents: tuple[StoredDocument, ...]


def read_record(data: bytes) -> Record:
    """The record of one meeting; UnreadableError where it is none."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"broken JSON ({error})") from None
    if not isinstance(told, dict) or not _field(told, "identifier"):
        raise UnreadableError("not a record of LGSF's minutes: it has no identifier")
    try:
        held = date.fromisoformat(_field(told, "date")[:10])
    except ValueError:
        held = None
    documents = told.get("documents")
    return Record(
        id=_field(told, "identifier"),
        committee=_field(told, "committee"),
        committee_id=_field(told, "committee_id"),
        held=held,
        url=_field(told, "url"),
        documents=tuple(_documents(documents if isinstance(documents, list) else [])),
    )


def import_records(source: Path, folder: Path, *, council: str | None = None) -> Harvested:
    """Keep in `folder` what LGSF gathered of a council in the folder `source`.

    ValueError where there are no records of minutes in it.
    """
    records = sorted(
        file for file in source.rglob("*.json") if file.parent.name == "json"
    ) or sorted(source.glob("*.json"))
    records = [file for file in records if not file.name.startswith(("_", "."))]
    if not records:
        raise ValueError(f"{source} holds no JSON of LGSF's minutes; name its folder of a council")
    report = Harvested()
    with open_holding(folder, f"lgsf:{source.resolve().name}", council=council) as holding:
        for file in records:
            try:
                _import(file, read_record(file.read_bytes()), holding, report)
            except (OSError, UnreadableError) as error:
                report.failures.append(Failure(file.name, str(error)))
    return report


def _import(file: Path, record: Record, holding: Holding, report: Harvested) -> None:
    blank = Kept(
        url=_web(record.url),
        meeting=record.id,
        committee_id=record.committee_id,
        council=holding.council or "",
        committee=record.committee,
        held=record.held.isoformat() if record.held else "",
    )
    name = f"{blank.held or 'undated'}-{slug(record.id)}"
    reply = _reply(file)
    data, kind = _minutes(file, record, reply, holding.council)
    if data:
        _keep(data, replace(blank, kind=kind), f"{name}.html", holding, report)
    n_missing = n_closed = 0
    for number, document in enumerate(record.documents, 1):
        if _is_closed(document, reply):
            n_closed += 1
        elif (path := _stored(file, document.key)) is None:
            n_missing += 1
        else:
            _keep_document(path.read_bytes(), document, blank, number, holding, report)
    for number, what in (
        (n_missing, "documents are not in the folder"),
        (n_closed, "documents left out: restricted, or minutes of earlier meetings"),
    ):
        if number:
            report.warnings.append(f"{file.name}: {number} {what}")


def _keep_document(
    data: bytes,
    document: StoredDocument,
    blank: Kept,
    number: int,
    holding: Holding,
    report: Harvested,
) -> None:
    extension = extension_of(data)
    if extension is None:
        report.warnings.append(f"{document.key} is neither PDF nor of a word processor; left out")
        return
    kept = replace(blank, url=_web(document.url), title=document.title)
    name = f"{slug(blank.meeting)}-{number}{extension}"
    if document.is_minutes:
        # They are of an earlier meeting: of which, they say themselves.
        _keep(data, replace(kept, held="", kind="minutes"), name, holding, report)
    else:
        name = f"{blank.held or 'undated'}-{name}"
        _keep(data, replace(kept, kind="report"), name, holding, report)


def _reply(file: Path) -> MeetingReply | None:
    """What ModernGov answered of the meeting; None where that was not kept."""
    xml = file.parent.parent / "raw" / f"{file.stem}.xml"
    return moderngov.read_meeting(xml.read_bytes()) if xml.is_file() else None


def _minutes(
    file: Path, record: Record, reply: MeetingReply | None, council: str | None
) -> tuple[bytes, str]:
    """A page of the meeting, and what kind it is of; nothing where there is none to show."""
    if reply is None:
        saved = file.parent.parent / "raw" / f"{file.stem}-minutes.html"
        return (saved.read_bytes(), "minutes") if saved.is_file() else (b"", "")
    if not reply.is_shown:
        return b"", ""
    url = _web(record.url) or None
    page = moderngov.page(reply, council=council, committee=record.committee, url=url)
    return page.encode(), reply.kind


def _is_closed(document: StoredDocument, reply: MeetingReply | None) -> bool:
    """Whether a document is not for the public, by the council's own answer or by its title."""
    if moderngov.is_closed(document.title):
        return True
    shown = reply.attachments if reply and reply.is_shown else ()
    return reply is not None and document.url not in {attachment.url for attachment in shown}


def _stored(file: Path, key: str) -> Path | None:
    """The file of that key, looked for in the `documents` of the folders above; None if none."""
    parts = PurePosixPath(key).parts
    if not parts or ".." in parts or parts[0] == "/":
        return None
    places = (folder / "documents" / key for folder in (file.parent, *file.parents[:4]))
    return next((place for place in places if place.is_file()), None)


def _keep(data: bytes, kept: Kept, name: str, holding: Holding, report: Harvested) -> None:
    if holding.keep(data, replace(kept, file=f"meetings/{slug(kept.committee)}/{name}")):
        report.saved += 1
    else:
        report.unchanged += 1


def _documents(told: list[Any]) -> Iterator[StoredDocument]:
    for entry in told:
        if isinstance(entry, dict):
            title, category = _field(entry, "title"), _field(entry, "category")
            yield StoredDocument(
                title=title,
                url=_field(entry, "url"),
                key=_field(entry, "storage_key"),
                is_minutes=category == "minutes" or bool(re.search(r"\bminutes\b", title, re.I)),
            )


def _field(told: dict[str, Any], name: str) -> str:
    """A field under its name, or with `raw_` before it, on one line."""
    value = told.get(f"raw_{name}", told.get(name))
    return " ".join(str(value).split()) if isinstance(value, (str, int)) else ""


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""

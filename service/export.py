"""The ledger as a sheet, in the columns in which councils keep their trackers: CSV and XLSX.

What minutes say is never a formula there, whoever wrote it into them.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time
from io import StringIO
from typing import BinaryIO

from index.ledger import OPEN, Entry
from index.library import sha256_of
from service.cite import cite, cite_commitment, numbered, one_line
from service.position import day, owner_named, position, telling

# Heading and width, in characters.
_COLUMNS = {
    "Reference": 16,
    "Origin": 28,
    "Date": 12,
    "Area": 28,
    "Commitment": 60,
    "Owner": 24,
    "Due": 16,
    "Latest position": 60,
    "State": 18,
    "Source": 40,
}
_SHORTEST = 7  # signs of a reference's own
# What spreadsheets take for the beginning of a formula, full-width forms included (OWASP, CSV
# injection); some pass over spaces, and over signs that nobody sees, to find it.
_FORMULA = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_WEB = re.compile(r"https?://", re.IGNORECASE)
# What a sheet of Excel's can hold.
_MOST_CHARS, _LONGEST_LINK, _MOST_LINKS = 32_767, 2_079, 65_530
_FIRST_YEAR = 1900  # of Excel's days
_UNDATED = date(2000, 1, 1)  # when a sheet was made that has no meeting with a date


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment in a tracker's columns, in their order.

    `due` is a day where words or calendar settle one, and the words otherwise.
    """

    reference: str
    origin: str
    held: date | str
    area: str
    commitment: str
    owner: str
    due: date | str
    position: str
    state: str
    source: str


def to_csv(entries: Sequence[Entry], today: date) -> str:
    """Comma-separated values (RFC 4180), days as 2019-06-14.

    It begins with a byte order mark, without which Excel takes UTF-8 for the machine's old
    encoding and spoils every dash and quotation mark. Programs that trip over it have JSON.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(_COLUMNS)
    for row in rows(entries, today):
        writer.writerow([_inert(str(cell)) for cell in astuple(row)])
    return "\ufeff" + lines.getvalue()


def to_xlsx(entries: Sequence[Entry], today: date, to: BinaryIO) -> None:
    """A workbook of one table, to filter and print; the same bytes for as long as it is today."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(to, options) as book:
        held = [entry.held for entry in entries if entry.held]
        made = datetime.combine(max(held, default=_UNDATED), time())
        book.set_properties({"title": "Commitments", "created": made})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        days = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        sheet = book.add_worksheet("Commitments")
        sheet.add_table(
            0,
            0,
            max(len(entries), 1),
            len(_COLUMNS) - 1,
            {"name": "Commitments", "columns": [{"header": name} for name in _COLUMNS]},
        )
        for column, width in enumerate(_COLUMNS.values()):
            sheet.set_column(column, column, width)
        for line, row in enumerate(rows(entries, today), 1):
            for column, cell in enumerate(astuple(row)):
                if isinstance(cell, date) and cell.year >= _FIRST_YEAR:
                    sheet.write_datetime(line, column, datetime.combine(cell, time()), days)
                else:
                    sheet.write_string(line, column, _fitting(str(cell)), words)
            if line <= _MOST_LINKS and _is_link(row.source):
                sheet.write_url(line, len(_COLUMNS) - 1, row.source, words, row.source)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&LCommitments as held here on {day(today)}&RPage &P of &N")


def rows(entries: Sequence[Entry], today: date) -> Iterator[Row]:
    """A row each, in order."""
    taken: set[str] = set()
    for entry in entries:
        commitment, cited = entry.commitment, cite_commitment(entry)
        number, title = numbered(commitment.item)
        reference = _reference(number, commitment.id, taken)
        taken.add(reference)
        yield Row(
            reference=reference,
            origin=one_line(entry.record.document.meeting.committee or ""),
            held=entry.held or "",
            area=title,
            commitment=one_line(commitment.text),
            owner=one_line(owner_named(commitment)),
            due=entry.due_on or one_line(commitment.due or ""),
            position=latest(entry, today),
            state=entry.state,
            source=one_line(cited.url or _path(cited.path, cited.page)),
        )


def latest(entry: Entry, today: date) -> str:
    """Where it stands, the words that tell of it, and for how long it has been due."""
    parts = [one_line(position(entry)).rstrip(".")]
    told = telling(entry)
    if told and (cited := cite(told.record, told.start, told.end)):
        parts.append(f"“{one_line(cited.quote)}” ({one_line(cited.label)})")
    if entry.state in OPEN and entry.due_on and entry.due_on < today:
        n_days = (today - entry.due_on).days
        parts.append(f"It was due {n_days:,} day{'' if n_days == 1 else 's'} ago")
    return ". ".join(parts)


def _reference(number: str, commitment_id: str, taken: set[str]) -> str:
    """The item's number and some signs of the commitment's own.

    Councils begin to count anew at each meeting, and decide several things under one number. The
    signs begin with a letter, so that no spreadsheet makes a day or a sum of them.
    """
    digest = sha256_of(commitment_id)
    names = (f"{number}-c{digest[:n]}".lstrip("-") for n in range(_SHORTEST, len(digest) + 1))
    return next(name for name in names if name not in taken)


def _path(path: str, page: int | None) -> str:
    return f"{path}, page {page}" if page else path


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _is_link(source: str) -> bool:
    return bool(_WEB.match(source)) and len(source) <= _LONGEST_LINK


def _fitting(cell: str) -> str:
    return cell if len(cell) <= _MOST_CHARS else cell[: _MOST_CHARS - 1] + "…"

"""What a row of a table of actions says: what is to be done, by whom, by when, and what came of it.

Councils name the columns as they like ("Action | Owner | Update", "Action required | By whom | By
when"), so each is known by the words that its header may hold.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

Span = tuple[int, int]

_COLUMNS = tuple(
    (name, re.compile(rf"\s*(?:{words})\s*$", re.IGNORECASE))
    for name, words in (
        ("action", r"(?:agreed\s+|outstanding\s+)?actions?(?:\s+(?:required|points?|agreed))?"),
        ("owner", r"(?:action\s+)?owners?|by\s+whom|who|action\s+by|assigned(?:\s+to)?|officer"),
        ("owner", r"lead(?:\s+officer)?|responsib\w+(?:\s+officer)?"),
        ("due", r"due(?:\s+date)?|date\s+due|deadline|(?:by\s+)?when|target(?:\s+date)?|timescale"),
        ("update", r"updates?|(?:latest\s+)?position|progress|status|outcomes?|comments?|notes"),
    )
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The cells of a row, as offsets in the document's text; None where there is no such column."""

    action: Span
    owner: Span | None
    due: Span | None
    update: Span | None


def read_action_row(text: str, start: int, end: int, header: str) -> ActionRow | None:
    """The row of `text` between two offsets, below this header; None where it assigns nothing."""
    names = header.split("|")
    found: dict[str, Span] = {}
    for name, cell in zip_longest(names, _cells(text, start, end)):
        column = next((c for c, form in _COLUMNS if name and form.match(name)), None)
        if column and cell and column not in found:
            found[column] = cell
    action = found.get("action")
    if action is None or not any(map(str.isalpha, text[action[0] : action[1]])):
        return None
    return ActionRow(action, found.get("owner"), found.get("due"), found.get("update"))


def _cells(text: str, start: int, end: int) -> list[Span | None]:
    """The cells between tabs or upright lines; None for an empty one."""
    cells: list[Span | None] = []
    for cell in re.split(r"[|\t]", text[start:end]):
        words = cell.strip()
        first = start + cell.find(words)
        cells.append((first, first + len(words)) if words else None)
        start += len(cell) + 1
    return cells

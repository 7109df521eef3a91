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
        # Position | Update | Position at March 2021
        (
            "update",
            r"(?:(?:latest\s+)?(?:updates?|position|progress|status)(?:\s+(?:as\s+)?(?:at|on|of|in)"
            r"\s.*)?|outcomes?|comments?|notes)",
        ),
    )
)
# Completed. Agenda item | Done; the school was used | now closed
_COMPLETED = re.compile(
    r"\W*(?:completed?|closed|done|discharged)\b|\b(?:action|now) closed\b", re.IGNORECASE
)
# Received October 2024 | Lease signed 30 July 2021; on this agenda; but not "held over"
_HAPPENED = re.compile(
    r"\W*(?:[^\W\d_][\w’'-]*\s+){0,4}?(?:received|sent|signed|implemented|completed?|closed|held"
    r"|circulated|in\s+place|opened|installed|submitted|published|delivered)\b"
    r"(?!\s+(?:over|up|back|for|in\s+abeyance))",
    re.IGNORECASE,
)
# Sent; no reply | Not appointed | to be signed in May | Received in part
_UNFINISHED = re.compile(
    r"\b(?:no|not|never|nothing|none|nobody|await\w*|on[ -]?going|overdue|outstanding|part|partly"
    r"|partially|mostly|nearly|almost|be|being|until|but|chas\w+|due|pending|once|yet|further|progress"
    r"|requested|draft|some|except)\b|n[’']t\b",
    re.IGNORECASE,
)
_SHORT = 100  # characters of a status that says no more than how it went


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The cells of a row, as offsets in the document's text; None where there is no such column."""

    action: Span
    owner: Span | None
    due: Span | None
    update: Span | None
    is_assigned: bool  # by a table that says who or when: a risk register's "Action" does not


def read_action_row(text: str, start: int, end: int, header: str) -> ActionRow | None:
    """The row of `text` between two offsets, below this header; None where it assigns nothing."""
    names = header.split("|")
    found: dict[str, Span] = {}
    is_assigned = False
    for name, cell in zip_longest(names, _cells(text, start, end)):
        column = next((c for c, form in _COLUMNS if name and form.match(name)), None)
        is_assigned = is_assigned or column in ("owner", "due")
        if column and cell and column not in found:
            found[column] = cell
    action = found.get("action")
    if action is None or not any(map(str.isalpha, text[action[0] : action[1]])):
        return None
    return ActionRow(action, found.get("owner"), found.get("due"), found.get("update"), is_assigned)


def says_done(status: str) -> bool:
    """Whether the status of an action says that nothing more is to come of it."""
    first = re.split(r"[.;,]", status.strip(), maxsplit=1)[0]
    if _COMPLETED.search(status):
        return not _UNFINISHED.search(first)
    is_short = len(status) <= _SHORT and not _UNFINISHED.search(status)
    return is_short and bool(_HAPPENED.match(status))


def _cells(text: str, start: int, end: int) -> list[Span | None]:
    """The cells between tabs or upright lines; None for an empty one."""
    cells: list[Span | None] = []
    for cell in re.split(r"[|\t]", text[start:end]):
        words = cell.strip()
        first = start + cell.find(words)
        cells.append((first, first + len(words)) if words else None)
        start += len(cell) + 1
    return cells

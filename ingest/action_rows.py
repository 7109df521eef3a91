"""What a row of a table of actions says: what is to be done, by whom, by when, and what came of it.

Councils name the columns as they like ("Action | Owner | Update", "Action required | By whom | By
when"), so each is known by the words that its header may hold.
"""

import re
from collections.abc import Iterator
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
# No  Action            Who  When: a table of which only the spaces are left, if they are
_CELL = re.compile(r"\S+(?: \S+)*")
_TASK = re.compile(r"(?:what|tasks?)\Z", re.IGNORECASE)
_FLAT_HEADER = re.compile(
    r"(?:(?:no|ref|item|minute)\b\.?\s+){0,2}(?:actions?(?: required| points?| agreed)?"
    r"|what|tasks?)\s+"
    r"(?:(?:action )?owners?|by whom|who|lead(?: officer)?|responsib\w+(?: officer)?|officer"
    r"|assigned to)(?:\s+(?:due(?: date)?|date(?: due)?|deadline|(?:by )?when|target(?: date)?"
    r"|timescale|status|update))*\s*",
    re.IGNORECASE,
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# Write to the bus company AB/CD 3 May | ... Head of Housing next meeting | ... Ms Reed asap
_FLAT_ROW = re.compile(
    r"(?:\d{1,2}[.)]?\s+){0,2}(?P<action>[A-Z]\S*(?: \S+){1,40}?)"
    r" (?P<owner>[A-Z]{2,4}(?: ?[/&,] ?[A-Z]{2,4})*(?: [A-Z][a-z]+)?|All"
    r"|(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr) [A-Z]\S*"
    r"|(?:[A-Z][\w’'.-]+ ){0,2}(?:Clerk|Chair\w*|Officers?|Director|Manager|Lead)"
    r"|(?:Head|Director) of(?: [A-Z][\w’'-]+){1,3}|[A-Z][a-z’'-]+ [A-Z][a-z’'-]+)"
    r"(?: (?P<due>(?:(?:by|before|w/c|end(?: of)?|mid|early|late) )*(?:\d{1,2}(?:st|nd|rd|th)? )?"
    rf"(?:{_MONTHS})[a-z]*(?: \d{{2,4}})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?i:asap|ongoing"
    r"|immediately|done|completed?|(?:by )?(?:the )?next (?:meeting|month|week)"
    r"|in due course)|[–-]))?\s*$"
)
_LONGEST_FLAT = 300  # characters of a line that is a row
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
    return _row(text, header.split("|"), _cells(text, start, end))


def _row(text: str, names: list[str], cells: list[Span | None]) -> ActionRow | None:
    found: dict[str, Span] = {}
    is_assigned = False
    for name, cell in zip_longest(names, cells):
        column = next((c for c, form in _COLUMNS if name and form.match(name)), None)
        is_assigned = is_assigned or column in ("owner", "due")
        if column and cell and column not in found:
            found[column] = cell
    action = found.get("action")
    if action is None or not any(map(str.isalpha, text[action[0] : action[1]])):
        return None
    return ActionRow(action, found.get("owner"), found.get("due"), found.get("update"), is_assigned)


def find_flat_header(line: str) -> str | None:
    """The header of a table whose lines stand in plain text, as it was written; or None."""
    return line if _FLAT_HEADER.fullmatch(line.strip()) else None


def read_flat_row(text: str, start: int, end: int, header: str) -> ActionRow | None:
    """What a line below such a header assigns: by its columns, or else by how it ends."""
    line = text[start:end]
    if len(line) > _LONGEST_FLAT:
        return None
    names, cells = list(_CELL.finditer(header)), list(_CELL.finditer(line))
    if len(names) > 1 and len(cells) > 1:
        columns = [_TASK.sub("action", name.group()) for name in names]
        by_column: list[Span | None] = [None] * len(names)
        for number, cell in enumerate(cells):
            if not any(map(str.isalnum, cell.group())):
                continue  # a dash for nothing
            nearest = min(range(len(names)), key=lambda i: abs(names[i].start() - cell.start()))
            by_column[number if len(cells) == len(names) else nearest] = (
                start + cell.start(),
                start + cell.end(),
            )
        return _row(text, columns, by_column)
    found = _FLAT_ROW.match(" ".join(line.split())) if len(names) <= 1 else None
    if found is None or line.strip() != " ".join(line.split()):
        return None
    first = start + len(line) - len(line.lstrip())
    spans = {
        part: (first + found.start(part), first + found.end(part)) for part in found.groupdict()
    }
    last = spans["due"] if found["due"] else None
    done = bool(last) and says_done(found["due"])
    return ActionRow(
        spans["action"], spans["owner"], None if done else last, last if done else None, True
    )


def flat_lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of a block, each from the margin of the page."""
    begin = text.rfind("\n", 0, start) + 1
    for line in text[begin:end].split("\n"):
        yield begin, begin + len(line)
        begin += len(line) + 1


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

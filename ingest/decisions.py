"""Is this a decision, an action, who was there, a formality, or what was said?

Minutes announce decisions in a few fixed forms. The words "resolved" and "agreed" inside a
sentence of discussion are not among them, so every form is anchored where minutes put it. What is
decided in a sentence, without being announced, is for `outcomes.py`.
"""

import re

from ingest.model import PassageKind

_NUMBER = r"^\W*(?:\d[\d.]*\s+)?"
_BODY = r"(?:the\s+)?(?:committee|panel|board|sub-?committee|cabinet|commission|council|members)"
_DECISION = re.compile(
    # RESOLVED: | RESOLVED – | Resolved (1) That | RESOLVEDThat | UNANIMOUSLY RESOLVED
    rf"{_NUMBER}(?:(?i:(?:therefore,?\s+)?it\s+was\s+(?:therefore\s+)?|and\s+)?"
    r"(?i:unanimously\s+|further\s+)?(?:RESOLVED|RECOMMENDED|AGREED|DECIDED|PENDERFYNWYD)"
    r"|(?:And\s+|Unanimously\s+)?(?:Resolved|Recommended|Agreed|Decided)\s*(?:[:;–—-]|[Tt]hat\b"
    r"|\(|$|unanimously)"
    # Decision: | RECOMMENDATIONS: | Recommendation 3: | REASON: | NOTED. | RECEIVED.
    r"|(?:DECISIONS?|Decisions?|RECOMMENDATIONS?|Recommendations?|RESOLUTIONS?|Resolutions?"
    r"|REASONS?"
    r"|Reasons?(?:\s+for\s+(?:the\s+)?(?:decisions?|recommendations?))?)(?:\s+\d{1,3})?\s*[:–—-]"
    # NOTED | REQUESTED that figures be sent, below "The Panel:"
    r"|(?:NOTED|RECEIVED|APPROVED|ADOPTED|REQUESTED|ASKED|ENDORSED|WELCOMED|SUPPORTED|COMMENDED)\b|(?:Noted|Received|Approved|Adopted)\.?$"
    r"|(?i:it\s+was\s+(?:unanimously\s+)?(?:resolved|agreed)\s+that\b)"
    rf"|(?i:{_BODY}\s+(?:unanimously\s+)?(?:resolved|recommended)\s*(?:that|to|:))"
    rf"|(?i:{_BODY})\s+(?:RESOLVED|RECOMMENDED|AGREED)\b"
    # Proposed by Councillor Reed, seconded by Councillor Holt and resolved:
    r"|(?i:proposed\s+by\b[^.;:]{0,120}\b(?:resolved|agreed)\s*:\s*$))"
    # DECISION, alone on its line, as of a call-in | Outcomes; not the item "4. Decisions"
    r"|^\W*(?:DECISION|Decision|OUTCOMES?|Outcomes?)\s*:?\s*$"
)
_ACTION = re.compile(
    rf"{_NUMBER}(?:ACTIONS?|Actions?)(?:\s+(?:POINTS?|[Pp]oints?))?(?:\s+\d+)?\s*[:–—-]"
    rf"|{_NUMBER}ACTIONS?(?:\s+\d+)?\s*$"
    r"|\((?:ACTION|Action)\s*:|^\W*GWEITHREDU\b"
    # Clerk to write | The Head of Housing to report back | AS to place the order
    r"|^\W*(?:The\s+)?(?:(?:[A-Z][\w’-]+\s+){0,3}(?:Clerk|Chair(?:man)?|Officer|Manager|Director)"
    r"|Head\s+of(?:\s+[A-Z][\w’-]+){1,3}|(?!AM\b|PM\b|NHS\b)[A-Z]{2,3})\s+to\s+(?!be\b|face\b"
    r"|noon\b|the\b)"
    r"[a-z]+"
)
_ATTENDANCE = re.compile(
    rf"{_NUMBER}(?:members\s+|councillors\s+|also\s+"
    rf"|officers\s+)?(?:present(?:\s+in\s+the\s+chair)?"
    r"|in\s+attendance|attendance|attendees|(?:yn\s+b|p)resennol)"
    rf"\s*(?:[:–—-]|$)|{_NUMBER}apologies\s*:",
    re.IGNORECASE,
)
_ROUTINE = re.compile(
    r"\bapolog(?:y|ies)\b|\bdeclarations?\s+of\b"
    r"|\bminutes\s+of\s+(?:the\s+)?(?:last|previous|[a-z ]*meeting)"
    r"|^\W*minutes\W*$|\bprevious\s+minutes\b|\bdate\b.*\bnext\b|\bnext\s+meeting\b"
    r"|\bexclusion\s+of\b"
    r"|\bpress\s+and\s+public\b|\bparty\s+whip\b"
    r"|\bsubstitut(?:e|ion)|\b(?:appointment|election)\s+of\s+(?:vice[ -])?chair"
    r"|\bmembership\s+(?:of\s+the\s+committee|changes?)\b|\bwebcast|\bfire\s+(?:drill|evacuation)"
    r"|\bdisclosures?\s+of\s+interest|\bsupporting\s+documents\b|\badditional\s+documents\b",
    re.IGNORECASE,
)
_FORMAL = re.compile(
    r"\bcorrect\s+record\b|\bapologies\b.{0,40}\b(?:received|submitted|given)"
    r"|\bno\s+(?:\w+\s+)?apologies"
    r"|\bno\s+(?:\w+\s+)?(?:declarations?|interests?|urgent)\b|\bdeclared\s+an?\b.{0,60}\binterest"
    r"|\b(?:meeting|proceedings)\s+(?:closed|ended|concluded|finished)\b"
    r"|\bconcluded\s+the\s+meeting\b|^\W*(?:signed|dated)\b[^.]{0,40}_{3}|\bPDF\s+\d+\s*[KM]B\b",
    re.IGNORECASE,
)
_ACTION_COLUMN = re.compile(
    r"\s*(?:agreed\s+|outstanding\s+)?actions?(?:\s+(?:required|points?|agreed|by|for|owner))?\s*$",
    re.IGNORECASE,
)
# "ADOPTED" or "RECEIVED AS INFORMATION" in the last cell of a row.
_DISPOSED = re.compile(
    r"[^a-z]*\b(?:ADOPTED|CARRIED|PASSED|APPROVED|AGREED|NOTED|RESOLVED|RECEIVED|REFERRED"
    r"|REPORT BACK|DEFERRED|LOST|WITHDRAWN|REJECTED|CONFIRMED|FILED|REFERRAL)\b[^a-z]*(?:\(.*)?$"
)
_LONGEST_DISPOSITION = 200
_LONGEST_FORMALITY = 300
_LONGEST_LEAD_IN = 160
# A decision that starts inside a paragraph: "... was concerned. RESOLVED: That ..."
DECISION_INSIDE = re.compile(
    r"(?<=[.;:!?])\s+"
    r"(?=(?:UNANIMOUSLY )?(?:RESOLVED|RECOMMENDED)\b|(?:Resolved|Recommended)\s*[:–—-])"
)


def opens(text: str) -> PassageKind | None:
    """The kind that these words announce for themselves and the clauses below them, if any."""
    if _DECISION.match(text):
        return "decision"
    if _ACTION.search(text):
        return "action"
    return "attendance" if _ATTENDANCE.match(text) else None


def assigns_action(header: str, row: str) -> bool:
    """Whether a table has a column for actions, and this row something in it."""
    for name, cell in zip(header.split("|"), row.split("|"), strict=False):
        if _ACTION_COLUMN.match(name) and cell.strip() and cell.strip() != name.strip():
            return True
    return False


def is_disposed(row: str) -> bool:
    """Whether this row of a table ends with what was decided of its matter: "ADOPTED"."""
    before, _, last = row.rstrip(" |").rpartition("|")
    return bool(before) and bool(_DISPOSED.match(last[:_LONGEST_DISPOSITION]))


def is_routine(title: str) -> bool:
    """Whether an item of this title is a formality that every meeting has."""
    return bool(_ROUTINE.search(title[:_LONGEST_FORMALITY]))


def is_formality(text: str, item_title: str) -> bool:
    """Whether these words are among those that every meeting's minutes have.

    Matters of substance arise under routine items too; they take more words than a formality.
    """
    if len(text) > _LONGEST_FORMALITY:
        return False
    return bool(_FORMAL.search(text)) or is_routine(item_title)


def is_lead_in(text: str) -> bool:
    """Whether these words only announce what is listed below them."""
    return text.endswith(":") and len(text) <= _LONGEST_LEAD_IN and ". " not in text

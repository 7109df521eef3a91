"""From lines to blocks: which lines belong together, and what each block is.

Text files and PDF pages both arrive as lines, some of them paragraphs broken at a margin and some
whole paragraphs. Minutes show their structure by markers at the start of a line, so markers decide
first, then blank lines, then the ragged right edge.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.decisions import is_routine, opens
from ingest.model import Block, BlockKind, Form

# Word's bullets survive as these glyphs: Symbol's middle dot, Wingdings' Ø and §, a plain o.
_BULLET = re.compile(r"^\s*[·•▪◦‣●○■□➢✓→➔►\uf0b7\uf0a7*Ø§o–—-]\s+(?=\S)")
_DASH = re.compile(r"^\s*[–—-]\s")
_CLAUSE = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|\([A-Z]\))\s+(?=\S)")
# "14.1 The Director", but not the "8.30 pm" that a line may begin with.
_NUMBERED_PARAGRAPH = re.compile(r"^\s*\d{1,3}(?:\.\d{1,3})+\.?\s+(?=[^\sa-z])")
# A table as text: cells between tabs or between upright lines. A number or a bullet before a tab
# is no cell: "(a)\t", "14.1\t", "23/5\t"; but "1\tGates\tADOPTED" is a row.
_ROW = re.compile(
    r"^\s*(?!\(?(?:\d{1,3}(?:\.\d{1,3})*|\d{1,4}/\d{1,4}|[A-Za-zØ]|[ivxIVX]{1,5})[.):]?\t|\W\t)"
    r"\S[^\t]*\t\s*\S"
    r"|^\s*\d{1,3}\t+[^\t]+\t\s*\S"
    r"|^\s*\|.*\|\s*$"
)
_MARKER_ALONE = re.compile(
    r"^\s*(?:[·•▪◦‣●○■□➢\uf0b7Ø§o]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|(?!\d\d\.\d\d\.\d\d)\d{1,3}(?:\.\d{1,3})+\.?)\s*$"
)
HEADING_MARK = re.compile(r"^\s*#{1,6}\s+(?=\S)")  # Markdown's
# 14. | 14 | 4.1 | 23/5 | 221 (28) | 19.09.03 | CSC/12/19 | CYP.23 | HN.24.41 | No. 611 | Item 4:
# | 7i) - the ways minutes number their items.
ITEM_NUMBER = re.compile(
    r"^\s*(?:#{1,6}\s+)?(?:(?:Agenda\s+)?(?:Item|Minute)\s+)?"
    r"(?P<number>\d{1,4}(?:\s\(\d{1,4}\)|/\d{1,4}|(?:\.\d{1,2}){1,2}|\s?[ivx]{1,4}\)?|[a-z])?"
    r"|[A-Z]{2,6}/?\d{1,4}(?:/\d{1,4})?|[A-Z]{1,6}(?:\.\d{1,3}){1,2}|No\.\s?\d{1,4})"
    r"(?:\s*[.:)–-]){0,2}\s+(?=[^\W\d_])"
)
_LABEL = re.compile(
    r"^\s*(?:agenda items?|minutes|decisions?|supporting documents|additional documents|background"
    r"|documents|reasons?|actions?|recommendations?|present|in attendance|also present"
    r"|(?:members|councillors|officers) present|(?:officers|officials) in attendance)"
    r"(?:\s*[:–-])?\s*$"
    r"|^\s*(?:\d[.\d]*\s+)?(?:(?:and|therefore,?)\s+)?(?:reasons?|actions?|recommendations?|resolved"
    r"|recommended|(?:agreed|noted)(?=.*(?:[:–-]|that|to)\s*$))(?:\s*[:;–-])?(?:\s*(?:that|to))?"
    r"(?:\s*[:–-])?\s*$"
    r"|^\s*proposed\s+by\b[^.;:]{0,120}\b(?:resolved|agreed)\s*:\s*$"
    r"|^\s*(?:\d[.\d]*\s+)?(?:it was )?(?:unanimously )?(?:resolved|recommended|agreed)\b"
    r"[^.;]{0,60}:\s*$"
    r"|^\s*(?:the (?:committee|panel|board|sub-committee|cabinet) )?(?:resolved|recommended|agreed)"
    r"[^.;]{0,40}\b(?:that|to)\s*:?\s*$",
    re.IGNORECASE,
)
_OPENS_PARAGRAPH = re.compile(
    r"^\s*(?:RESOLVED|RECOMMENDED|RECOMMENDATIONS?|ACTIONS?|AGREED|REASONS?|PRESENT|APOLOGIES"
    r"|IN ATTENDANCE|ALSO PRESENT|DECISION|Resolved|Recommended|Decision|Present|In [Aa]ttendance"
    r"|Apologies)\b"
    r"\s*(?:\d*\s*[:–-]|[Tt]hat\b|$)"
)
# People, and the clauses of a resolution: "1. That the report be noted".
_NO_TITLE = re.compile(r"^\s*(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Miss|Dr|Prof|Rev|The|That)\b\.?\s")
# Markdown's marks of emphasis, and what it puts before a character that would else be a mark.
_MARKDOWN = re.compile(r"\*\*|__|\\(?=[.*_()#\[\]-])")
_RULE = re.compile(r"^\s*(?:[-_*=]\s?){3,}\s*$")
# Short lines that are no titles: answers, sums, page numbers, places to sign.
_NO_HEADING = re.compile(
    r"^(?:None|Nil|N/?A|Yes|No)\.?$|^Page\s+\d|£\s?\d|_{3,}|:\s*[-–]$|^(?:ACTION|Action)\s*:|[(\[](?:ACTION|Action)\s*[:–-]"
    r"|^[A-Z]\d{2}$|^(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\s+\d{4}"
)
_NAMED_ITEM = re.compile(r"^(?:Agenda\s+)?(?:Item|Minute)\s+\d+\s?[a-z]{0,4}\)?\s*[:.–-]")
# ... twelve years. [Action: Clerk to confirm]
_SENTENCE_END = re.compile(
    r"[.;:!?][’”\"')\]]*\s*$|[(\[]A(?:CTION|ction)\b[^()\[\]]{0,80}[)\]]\s*$"
)
_MORE_TO_COME = re.compile(r"[;,]\s+(?:and|or)\s*$")
_SENTENCE_INSIDE = re.compile(r"^.{0,30}: |[a-z]{3}\. [A-Z]")
_SUBTITLE = re.compile(r"[^:.;|]{3,60}: (?P<subtitle>[^:.;|]{3,})")
_LISTED = re.compile(r"^\s*(?:\(|[^\s.]{1,4}\))")  # 1) | (a): what is chosen from, and no items
# Verbs of a sentence, and words for those who may be named after a colon.
_TOLD = re.compile(
    r"\b(?:is|are|was|were|be|been|had|has|have|will|would|shall|should|can|could|may|to"
    r"|[a-z]{2,}(?:ed|ies)|said|told|gave|took|Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|None|Nil)\b"
)
# "Lynne Neagle AM: Good afternoon." - a turn in a transcript.
SPEAKER = re.compile(r"[A-Z][^:!?\n]{1,120}:\s")
_TITLE_GOES_ON = re.compile(r"^\s*(?i:council|committee|panel|board)\b")
_SHORT_TITLE = 4  # words, where a list may be announced instead
# "1. Apologies for absence." - but not "1. No apologies had been received."
_ROUTINE_TITLE = re.compile(r"^\d{1,2}\.?\s(?!.*\b(?:was|were|had|has|have|been|is|are)\b).*\.$")
_LONGEST_HEADING = 120
_WIDEST_MARGIN = 160  # longer lines are paragraphs of their own, not lines broken at a margin


def plain(text: str) -> str:
    """Words without Markdown's emphasis and escapes, for telling what they are."""
    return _MARKDOWN.sub("", text)


def is_heading(text: str) -> bool:
    """Whether a line standing by itself reads as a title rather than as a sentence."""
    text = plain(text).strip()
    if HEADING_MARK.match(text):
        return "\n" not in text
    if not 2 < len(text) <= _LONGEST_HEADING or "|" in text:
        return False
    if _NO_HEADING.search(text):
        return False
    numbered = ITEM_NUMBER.match(text)
    announces = bool(numbered) and text[-1] == ":"  # "5 Updates:"
    if announces or (numbered and _ROUTINE_TITLE.match(text) and is_routine(text)):
        text = text[:-1].rstrip()
    if text[-1] in ".;,:":
        return False
    if _NAMED_ITEM.match(text):
        return True
    title = text[numbered.end() :] if numbered else text
    if not title[:1].isupper() or _NO_TITLE.match(title):
        return False
    if _SENTENCE_INSIDE.search(title) and not (numbered and _has_subtitle(text, title)):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", title)
    long_words = [word for word in words if len(word) > 3]
    capitalised = sum(word[0].isupper() for word in long_words)
    few = _SHORT_TITLE if announces else 10 if numbered else 6
    return bool(words) and (len(words) <= few or 2 * capitalised >= len(long_words))


def _has_subtitle(text: str, title: str) -> bool:
    """Whether a numbered title's colon is followed by more of it: "14. Call-in: bus services"."""
    parts = _SUBTITLE.fullmatch(title)
    if not parts or _LISTED.match(text):
        return False
    return not _TOLD.search(parts["subtitle"])


def classify(text: str) -> BlockKind:
    """What a block of text is, by its first words and its shape."""
    text = plain(text)
    if _ROW.match(text):
        return "row"
    if _LABEL.match(text):
        return "label"
    if _BULLET.match(text):
        return "bullet"
    if is_heading(text) and opens(text) is None:
        return "heading"
    return "clause" if _CLAUSE.match(text) else "paragraph"


def text_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of plain text, as spans of it."""
    spans = list(_line_spans(text))
    groups = group_lines([text[start:end] for start, end in spans])
    blocks: list[Block] = []
    for group in groups:
        block = _block(text, spans[group[0]][0], spans[group[-1]][1])
        above = blocks[-1] if blocks else None
        if above and above.kind == block.kind == "row":
            header = above.header or in_cells(text[above.start : above.end])
            block = replace(block, header=header)
        blocks.append(block)
    return tuple(blocks)


def in_cells(row: str) -> str:
    """A row of a table in one line, upright lines between its cells."""
    return " | ".join(" ".join(cell.split()) for cell in re.split(r"\t+", row.strip()))


def find_form(text: str, blocks: Sequence[Block]) -> Form:
    """A transcript, where most paragraphs open with a speaker's name; minutes otherwise."""
    spoken = [block for block in blocks if block.kind not in ("heading", "label")]
    turns = sum(bool(SPEAKER.match(text, block.start, block.end)) for block in spoken)
    return "transcript" if len(spoken) >= 10 and 2 * turns >= len(spoken) else "minutes"


def _line_spans(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _block(text: str, start: int, end: int) -> Block:
    # The span keeps to the words, so that no quote begins or ends with white space.
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Block(start, end, classify(text[start:end]))


def group_lines(lines: Sequence[str]) -> list[list[int]]:
    """Indices of the lines that make up each block, in order; blank lines belong to none."""
    width = _margin(lines)
    lines = [plain(line) for line in lines]
    is_spaced = _is_double_spaced(lines, width)
    groups: list[list[int]] = []
    previous, n_blank = "", 0
    for number, line in enumerate(lines):
        if not line.strip():
            n_blank += 1
            previous = previous if is_spaced and n_blank == 1 else ""
            continue
        n_blank = 0
        n_lines = len(groups[-1]) if groups else 0
        if n_lines == 1 and _is_page_break(lines, groups):
            previous = ""
        if n_lines == 2 and _MARKER_ALONE.match(lines[groups[-1][0]]):
            n_lines = 1  # a number and its title, each on a line
        if groups and previous and not _begins_block(previous, line, width, n_lines):
            groups[-1].append(number)
        elif groups and _MARKER_ALONE.match(lines[groups[-1][-1]]) and len(groups[-1]) == 1:
            # "14.1" or a bullet alone on its line belongs to the words after it.
            groups[-1].append(number)
        else:
            groups.append([number])
        previous = line
    return groups


def _is_page_break(lines: Sequence[str], groups: Sequence[Sequence[int]]) -> bool:
    """Whether the last line was the number of a page, below a rule."""
    last = lines[groups[-1][0]].strip()
    return last.isdigit() and len(groups) > 1 and bool(_RULE.match(lines[groups[-2][-1]]))


def _margin(lines: Sequence[str]) -> int:
    """The length at which lines are broken: that of the longest but for a few."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0


def _is_double_spaced(lines: Sequence[str], width: int) -> bool:
    """Whether blank lines stand between all lines, as programs write that turn PDF into text.

    So it is where hardly two lines touch, and many a blank line stands after one that reaches for
    the margin in the middle of a sentence.
    """
    touching = apart = broken = 0
    for above, between, below in zip(lines, lines[1:], lines[2:], strict=False):
        touching += bool(above.strip() and between.strip())
        if above.strip() and not between.strip() and below.strip():
            apart += 1
            broken += not _SENTENCE_END.search(above) and len(above.strip()) >= 0.75 * width
    return apart >= 10 and touching <= apart / 4 and broken >= apart / 5


def _begins_block(previous: str, line: str, width: int, n_lines: int) -> bool:
    """Whether `line` starts a new block although no blank line precedes it."""
    if _MARKER_ALONE.match(previous) and n_lines == 1:
        return False
    separate = (_ROW, HEADING_MARK, _RULE)
    if any(mark.match(either) for mark in separate for either in (line, previous)):
        return True
    if _MARKER_ALONE.match(line):
        return True
    ended = bool(_SENTENCE_END.search(previous) or _MORE_TO_COME.search(previous))
    if previous.isupper() and line.isupper() and _TITLE_GOES_ON.match(line) and not ended:
        return False
    if _BULLET.match(line):
        return ended or not _DASH.match(line)
    if any(mark.match(line) for mark in (_CLAUSE, _NUMBERED_PARAGRAPH, _OPENS_PARAGRAPH)):
        return True
    short = len(previous.strip()) < 0.8 * width
    if width > _WIDEST_MARGIN or _LABEL.match(previous) or _LABEL.match(line):
        return True
    if is_heading(line) and len(line.strip()) < 0.8 * width and (ended or ITEM_NUMBER.match(line)):
        return True
    if line.isupper() and is_heading(line) and short and len(previous.split()) < 4:
        return True
    if is_heading(previous) and n_lines == 1:
        if is_heading(line):
            full = len(previous.strip()) >= 0.9 * width
            return not full or line.isupper() != previous.isupper()
        return short and not line.lstrip()[:1].islower()
    return short and ended

"""Where in a document is something decided, asked of somebody or promised?

What a meeting decided stands where minutes announce it, or is told in a sentence (`outcomes.py`);
actions stand in tables, after "ACTION:" and as "Clerk to write"; what was promised stands in
sentences of discussion (`undertakings.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from ingest.action_rows import (
    ActionRow,
    find_flat_header,
    flat_lines,
    read_action_row,
    read_flat_row,
    says_done,
)
from ingest.awaited import is_awaited
from ingest.decisions import opens
from ingest.due import find_due
from ingest.items import Placed
from ingest.model import Block, CommitmentKind, Document, Item
from ingest.outcomes import announces_decision, tells_outcome
from ingest.owners import find_owner, is_assigned
from ingest.passages import placed_blocks
from ingest.promisers import find_promiser
from ingest.sentences import sentence_spans
from ingest.undertakings import find_promise

Span = tuple[int, int]

_T_H_A_T = r"(?:that|t h a t)\b"
_MARK = r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)?"
# What announces a decision and is no part of it: "14.7 Resolved that the Committee:", "(1)".
_ANNOUNCED = re.compile(
    r"[^\w£€$]*(?:\d[\d.]*\.?\s+)?(?:(?:(?:therefore,?\s+)?it\s+was\s+)?"
    r"(?:therefore\s+|unanimously\s+|further\s+|also\s+)*"
    r"(?:resolved|recommended|agreed|decided|recommendations?|resolutions?"
    r"|decisions?|outcomes?)\b(?:\s+\d{1,3}\b)?"
    r"(?:\s+unanimously)?(?:\s+to\s+(?:council|cabinet))?\s*[:–—.-]*\s*)?"
    rf"{_MARK}(?:{_T_H_A_T}\s*[,:–—-]*\s*)?{_MARK}(?:{_T_H_A_T}\s+)?",
    re.IGNORECASE,
)
# It was agreed that the hall be painted. It was further agreed ...: told, a sentence each.
_IN_A_SENTENCE = re.compile(
    r"\W*(?:\d[\d.]*\s+)?It was (?:\w+ )?(?:agreed|resolved) that\b(?!\s*:)"
)
# (i) that the apology given be noted
_IS_CLAUSE = re.compile(rf"\W*{_MARK}(?:that|to)\b", re.IGNORECASE)
_REASON = re.compile(r"\W*(?:reasons?\b|background\b)", re.IGNORECASE)
_INLINE_NUMBER = re.compile(r"(?<=[\s:;.])\((?P<mark>\d{1,2}|[a-z]|[ivx]{1,4})\)\s+(?=\w)")
_OWN_NUMBER = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s")
_COUNTED = (
    [str(number) for number in range(1, 100)],
    list("abcdefghijklmnopqrstuvwxyz"),
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(),
)
_ENDS_A_CLAUSE = re.compile(r"[;:](?:\s*\b(?:and|or))?\s*$")
# when the condition in (2) has been met | in accordance with Section 179 (4) of the Act
_REFERS = re.compile(
    r"(?:\b(?:in|of|under|sections?|paragraphs?|clauses?|items?|parts?|resolutions?"
    r"|recommendations?)|\d)\s*$",
    re.IGNORECASE,
)
# The Committee approved the report and recommended to the Cabinet and to the Schools Forum:
# That the Panel (a) notes; (b) asks | the Director be requested to (a) report
_LEADS = re.compile(
    r"(?:this |the )?(?:(?!be\b)[\w’'-]+ ){0,6}?(?:(?:sub-?)?committee|panel|board|cabinet"
    r"|council|executive|members)[^\w.]*"
    r"|.{0,160}\b(?:to|that|by|the following"
    r"|be (?:\w+ )?(?:recommended|requested|asked|urged|advised))\W*",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_ANNOUNCES = re.compile(
    r"\b(?i:recommend(?:s|ed)?|resolve[ds]?|agree[ds]?|decided|requested|asked)(?:\s+(?:and\s+)?to\s+(?:the\s+)?"
    r"(?:[A-Z][\w’'-]+\s*){1,6})*(?:\s*,?\s*(?:that|the following|as follows))?\s*[:–-]+\s*$"
)
_ADDRESSED = re.compile(
    r"\brecommend(?:s|ed|ations?)?\s+to\s+(?:the\s+)?(?P<who>(?-i:(?:[A-Z][\w’'-]+\s+)"
    r"(?:(?:of|for|and)\s+)?){0,5}(?:cabinet|council|committee|board|panel|forum|executive|trustees"
    r"|governors|commission)\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"(?:[^\w£€$]|_)*{_MARK}(?:{_T_H_A_T}\s+)?", re.IGNORECASE)
_AND = re.compile(r"(?:[;,]?\s*\band)?$", re.IGNORECASE)
_RECOMMENDED = re.compile(r"\b(?<!no )recommend", re.IGNORECASE)
_HAS_RECOMMENDED = re.compile(r"\brecommend(?:s|ed)\b", re.IGNORECASE)
# What was said before a sentence comes to what was decided: ... and it was RESOLVED by 6 votes
# to 2 that | ... and it was decided to
_DECIDED_INSIDE = re.compile(
    r"[^;:]{20,500}?(?:\b(?:RESOLVED|AGREED|RECOMMENDED|DECIDED)\b[^.;:]{0,40}?\s[Tt]hat\s"
    r"|,?\s(?:and\s)?(?=it\s+was\s+(?:\w+\s+)?decided\s))"
)
_RECOMMENDS = re.compile(
    r"\W*(?:it\s+)?(?:be\s+)?recommend(?:s|ed)?\b|.{0,80}\bbe\s+recommended\s+(?:to|that)\b",
    re.IGNORECASE,
)
# 9.3 Finance - The accounts were approved | 4.2 The Clerk would write
_NUMBERED = re.compile(
    r"(?:[^\w£€$]|_)*(?:\d[\d.]*[.)]?\s*(?:[A-Z][\w ,’'&/]{2,40}\s[–-]\s+)?)?(?:\([a-z]\)\s+)?"
)
# ... approved for payment: AB proposed CD seconded | ... view the full minutes text for item 7.
_AFTER = re.compile(
    r"\s*(?::\s*[^.;:]{1,40}\bproposed\b.*|\.{3}\s*view the full minutes.*|\|[^|]{0,20}\|?\s*)$",
    re.DOTALL,
)
_LOST_STOP = re.compile(
    r"(?<=[\w*]\s)(?=All\s+were\s+in\s+(?:full\s+)?agreement\b|On\s+the\s+proposal\s+of\b)"
    r"|(?<=[\w*\s])(?=I\s+(?:will|shall)\s+move\s+at\b)"
    r"|(?:REPLY|Reply)\W{0,6}:\W{0,6}\s(?=\w)"
)
_ACTION = re.compile(r"\W*actions?\b(?:\s+points?)?(?:\s+\d{1,3})?\s*[:–—-]*\s*", re.IGNORECASE)
# (Action: AB) | ACTION: Head of Housing | [Action: Clerk to confirm] | [ACTION - AB]
_ACTION_INSIDE = re.compile(
    r"(?:[(\[]\s*A(?:CTION|ction)S?\s*[:–-]|\bA(?:CTION|ction)S?\s*:|\bACTIONS?\s*[–-])"
    r"\s*(?P<who>[^()\[\]]{0,80}?)\s*(?:[)\]]|$|\.)",
    re.MULTILINE,
)
# Head of Housing, by 3 May | AB - next meeting
_WHO_BY_WHEN = re.compile(r"(?P<who>[^,;–(]{2,60}?)\s*(?:[,;(–]|\s-\s|\sby\s)\s*(?P<when>.{2,40})")
# Clerk to confirm, in brackets after what it is about
_WHO_TO = re.compile(r"(?P<who>[A-Z][^.;:]{1,60}?)\s+to\s+[a-z]+\b")
_NAMES_ONLY = re.compile(
    r"(?:(?:[A-ZÀ-Þ][\w’'.-]*|and|all|the|of|for|to the|\d)(?:\s*[/,&+]\s*|\s+|\W*$))+"
)
_WHEN = re.compile(
    r"\d|\b(?:next|end|asap|immediate\w*|ongoing|meeting|month|week)\b", re.IGNORECASE
)
_NEAR_MARK = 2  # sentences before a mark in which it says what is to be done
_ENDED = re.compile(r"[.!)]\s*\Z")
_INITIALS_AT_END = re.compile(r"\|\s*(?P<who>[A-Z]{2,4}(?:\s*[/,&]\s*[A-Z]{2,4})*)\s*\|?\s*$")
# Clerk to ask the contractor, below a heading or after a dash: "Road Sweeper - Clerk to chase".
_AFTER_DASH = re.compile(
    r"(?:^|\s[–-]\s|(?<=[a-z])[–-]\s)(?=(?:[A-Z][\w’'-]+\s+){0,3}[A-Z][\w’'-]+ to [a-z]+ )"
)
# No answer yet, JB to try again; by initials that the list of those present explains
_THEN_TO = re.compile(
    r"[,;:–-]\s+(?:so\s+|and\s+|but\s+)?(?P<who>[A-Z]{2,3}(?:(?:\s?[/,&]\s?|\s+and\s+)[A-Z]{2,3})*)"
    r"\s+to\s+(?!be\b|face\b|the\b|noon\b)[a-z]+"
)
# JB - write up the notes, below "Next steps"
_BY_INITIALS = re.compile(
    r"\W*(?P<who>(?:[A-Z]{2,3}|All)(?:\s?[/,&]\s?[A-Z]{2,3})*)\s*[:–-]\s+(?=[a-z])"
)
_NEXT_STEPS = re.compile(
    r"\W*(?:\d[\d.]*\s+)?(?:next steps|(?:summary of |agreed |list of )?actions?(?: points?)?"
    r"|to do)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"\b(?:REPLY|Reply|RESPONSE|Response|ANSWER|Answer)\W*$")
_SPEAKS = re.compile(r"\W*(?:In (?:proposing|seconding)|Councillor|The following|An update)\b")
_REQUESTS = re.compile(
    r"\b(?:request(?:ed|s)?|asked?|asking|queried|raised|sought|called for|enquired"
    r"|expressed concern"
    r"|complain\w+)\b",
    re.IGNORECASE,
)
# I will move at the next Meeting that | Councillor Reed proposed that | A proposal was made to
_MOTION = re.compile(r"\W*I\s+(?:will|shall)\s+(?:move|propose)\b", re.IGNORECASE)
_PROPOSAL = re.compile(
    r"(?:\b(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Dr|The Chair\w*)\b[^.;]{0,60}?"
    r"|\b[A-Z]{2,4})\s+(?:proposed|moved)\b"
    r"|\b[Aa]\s+proposal\s+was\s+made\b|\b[Ii]t\s+(?:was|is)\s+(?:proposed|recommended)\b"
)
# The motion was proposed by Councillor Reed, seconded by Councillor Holt and agreed
_CARRIED = re.compile(
    # This was seconded by Councillor Reed | This was agreed | The Board were in agreement with this
    r"\W*This was (?:seconded by|(?:\w+ )?agreed\b|carried\b)"
    r"|\W*The (?:\w+ )?(?:Board|Committee|Council|Trustees"
    r"|Members)\b[^.;]{0,20}? in (?:full )?agreement"
    r" with (?:this|the) (?:proposal|policy|recommendation)|"
    r"\W*(?:This|It|The (?:proposal|(?:notice of )?motion|amendment))\b[^.;]{0,40}?\b(?:was"
    r"|were)\b[^.;]{0,160}?"
    r"\b(?:seconded|proposed|voted|put)\b[^.;]{0,160}?\b(?:agreed|carried|approved|adopted"
    r"|passed|accepted)\b",
    re.IGNORECASE,
)
_THIS_WAS = re.compile(r"\W*This was\b", re.IGNORECASE)
_MOTION_SECONDED = re.compile(r"\W*(?:the (?:notice of )?motion was\b|reply\W*$)", re.IGNORECASE)
_BODY = (
    r"(?:[A-Z]{3,}|(?i:(?:the|this) (?:chair and )?(?:\w+ )?(?:committee|panel|board|council"
    r"|councillors"
    r"|members|trustees|forum|group)|members|councillors))"
)
# The Board thanked | the Councillors would like to thank: nothing is to come of it.
_THANKED = re.compile(
    rf"\W*(?:.{{0,160}} and )?{_BODY}"
    r" (?:(?:would like|wished|wish|wanted) to (?:thank|congratulate|record)"
    r"|(?:\w+ and )?(?:thanked|congratulated)|recorded (?:its|their) (?:thanks|appreciation))\b",
    re.DOTALL,
)
# AB was thanked for her work
_WAS_THANKED = re.compile(r"\W*(?:(?:the )?[A-Z][\w’'.-]* ){1,5}(?:was|were) thanked\b")
_SUBJECT_IN_LEAD = re.compile(
    r"\bthat the (Committee|Panel|Board|Sub-Committee|Cabinet|Council)\s*:?\s*$", re.IGNORECASE
)
_SAYS_IT = re.compile(
    r"\W*(?:considers?|reviews?|agrees? to|undertakes?|receives? a)\b", re.IGNORECASE
)
# The minutes were agreed subject to the following changes: what is listed below changes words.
_CORRECTIONS = re.compile(
    r"\bfollowing (?:changes|corrections|(?:\w+ )?amendments?) ?(?:to the minutes)?:$",
    re.IGNORECASE,
)
_ASKS_OF = re.compile(
    r"\b(?:asked|requested|should|needed|required|to be|would|will)\b",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"\W*|(?:no|not)\b.*|none.*|n/a|tb[acd]|to be (?:agreed|confirmed|set)", re.I)
# Attending: Cllr Reed | Apologies for absence were received | Sent apologies: Cllr Holt
_CAME = re.compile(r"\W*(?:\d{1,2}\.?\s+)?(?:attending\b|(?:sent )?apologies\b)", re.IGNORECASE)
_OPENING = 15  # blocks in which minutes say who came
_LONGEST_END = 400  # characters at the end of a clause in which it may run on
_LONGEST_PROPOSAL = 700  # characters from what is proposed to where it is carried


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause found, with what was told where it was found; the rest is told by its words."""

    start: int
    end: int
    kind: CommitmentKind
    placed: Placed
    owner: str | None = None
    due: str | None = None
    awaited: bool | None = None


def find_clauses(document: Document) -> list[Clause]:
    """The clauses of minutes that commit somebody, in order."""
    every = placed_blocks(document)
    of_meeting = (
        bool(document.meeting.held)
        or document.kind not in ("report", "other")
        or (document.kind == "other" and _says_who_came(document.text, every[:_OPENING]))
    )
    minutes = _Minutes(document.text, document.meeting.held, of_meeting)
    for placed in every:
        minutes.read(placed)
        minutes.above = placed.block
    return minutes.clauses


@dataclass(slots=True)
class _Minutes:
    """Blocks read in order, and what they leave to be known by those that follow."""

    text: str
    held: date | None
    of_meeting: bool  # elsewhere only what is announced and tables of actions commit anybody
    clauses: list[Clause] = field(default_factory=list)
    item: Item | None = None
    is_reply: bool = False  # below "REPLY:", until somebody speaks
    said: list[str] = field(default_factory=list)  # sentences of this item
    proposed: Span | None = None  # what was moved, until it is carried
    is_motion: bool = False  # of which notice was given
    above: Block | None = None
    table: str | None = None  # the header of a table in plain text, until its rows end

    def read(self, placed: Placed) -> None:
        if placed.item != self.item:
            self.item, self.is_reply, self.proposed, self.said = placed.item, False, None, []
            self.above = None
        start, end = placed.block.start, placed.block.end
        words = self.text[start:end]
        if _CORRECTIONS.search(placed.lead_in):
            return
        if placed.block.kind != "row" and self._read_flat_table(placed):
            return
        if placed.block.kind == "label" or placed.kind == "attendance":
            self.is_reply = bool(_REPLY.search(words[-40:]))
        elif placed.block.kind == "heading":
            self._read_heading(placed)
        elif _is_announced(words, placed):
            self.clauses.extend(_announced(self.text, placed))
        elif placed.block.kind == "row":
            self._read_row(placed)
        elif (listed := _BY_INITIALS.match(words)) and _lists_actions(placed):
            span = (start + listed.end(), end)
            self.clauses.append(
                Clause(
                    start + listed.start("who"),
                    end,
                    "action",
                    placed,
                    listed["who"],
                    find_due(self._words(span), self.held),
                )
            )
        elif opens(words) == "action" or (placed.kind == "action" and placed.lead_in):
            self._read_action(placed)
        else:
            self.is_reply = self.is_reply and not _SPEAKS.match(words)
            self._read_sentences(placed, start, end)

    def _read_heading(self, placed: Placed) -> None:
        """A line so short that it looks like a title: "Road Sweeper - Clerk to chase"."""
        start, end = placed.block.start, placed.block.end
        found = _AFTER_DASH.search(self.text, start, end)
        if found and opens(self.text[found.end() : end]) == "action":
            self.clauses.append(Clause(found.end(), end, "action", placed))

    def _read_row(self, placed: Placed) -> None:
        start, end = placed.block.start, placed.block.end
        mark = _INITIALS_AT_END.search(self.text, start, end)
        if (
            mark
            and "|" not in placed.block.header
            and _ENDED.search(self.text, start, mark.start())
        ):
            # A column of initials beside the paragraphs: "The Clerk will write to them. | AB".
            self._read_sentences(placed, start, mark.start())
            self._mark_action(placed, start, mark.start(), mark["who"])
        elif row := read_action_row(self.text, start, end, placed.block.header):
            if self.of_meeting or row.is_assigned:
                self._read_action_row(placed, row)
        else:
            self._read_sentences(placed, start, end)

    def _read_flat_table(self, placed: Placed) -> bool:
        """Whether a block is a table of actions of which only lines are left."""
        is_table = False
        line = self.text[placed.block.start : placed.block.end].partition("\n")[0]
        if self.table is None and not find_flat_header(line):
            return False
        for first, last in flat_lines(self.text, placed.block.start, placed.block.end):
            if header := find_flat_header(self.text[first:last]):
                self.table, is_table = header, True
            elif self.table and (row := read_flat_row(self.text, first, last, self.table)):
                self._read_action_row(placed, row)
                is_table = True
            elif not is_table:
                break
        self.table = self.table if is_table else None
        return is_table

    def _read_action_row(self, placed: Placed, row: ActionRow) -> None:
        """The action with who and when beside it; what its update promises stands apart."""
        first, last = row.action
        named = _AFTER_DASH.search(self.text, first, last)
        by_whom = self._words(row.owner)
        owner = None
        if not (self.table and by_whom):
            owner = find_owner(self.text[named.end() if named else first : last])
        update, when = self._words(row.update), self._words(row.due)
        is_done = says_done(when)  # "Done", where a day was asked for
        clause = Clause(
            first,
            max(last, *(cell[1] for cell in (row.owner, row.due) if cell), last),
            "action",
            placed,
            owner or by_whom or None,
            (None if is_done else _stated(when)) or find_due(update, self.held),
            False if is_done or says_done(update) else None,
        )
        if row.update and opens(update) == "action" and ". " not in update:
            self.clauses.append(replace(clause, end=row.update[1]))  # "AB to chase", still
            return
        self.clauses.append(clause)
        if row.update:
            self._read_sentences(placed, *row.update)

    def _words(self, span: Span | None) -> str:
        return self.text[slice(*span)] if span else ""

    def _read_action(self, placed: Placed) -> None:
        """ "ACTION: Clerk to write", or only who is to do what stands above: "ACTION: JF"."""
        start, end = placed.block.start, placed.block.end
        if found := _ACTION.match(self.text, start, end):
            start = found.end()
        words = self.text[start:end]
        inside = _ACTION_INSIDE.search(self.text, start, end)
        if _names_only(words):
            self._mark_action(placed, placed.block.start, placed.block.start, words)
        elif inside and inside.start() > start + 3:
            self._read_sentences(placed, start, inside.start())
            self._mark_action(placed, start, inside.start(), inside["who"])
        elif trimmed := _trimmed(self.text, start, end):
            self.clauses.append(Clause(*trimmed, "action", placed))

    def _mark_action(self, placed: Placed, start: int, end: int, mark: str) -> None:
        """What was promised right before a mark of who is to do it is an action of theirs.

        The mark stands in the paragraph, or below it where `end` is `start`.
        """
        who, when = _who_and_when(mark)
        due = find_due(when, self.held) or when or None
        last = self.clauses[-1] if self.clauses else None
        marked = placed.block if end > start else self.above
        if last and (last.placed.block == marked or not _letters(self.text, last.end, end)):
            self.clauses[-1] = self._with_owner(last, who, due, is_inline=end > start)
        elif marked and marked.kind in ("paragraph", "bullet", "clause", "row"):
            begin, end = (start, end) if end > start else (marked.start, marked.end)
            near = list(_sentences(self.text, begin, end))[-_NEAR_MARK:]
            asking = [span for span in near if _ASKS_OF.search(self.text[slice(*span)])]
            if near and (trimmed := _trimmed_told(self.text, *(asking or near)[-1])):
                owner = marked is placed.block and find_owner(self.text[slice(*trimmed)])
                self.clauses.append(Clause(*trimmed, "action", placed, owner or who or None, due))

    def _with_owner(self, clause: Clause, who: str, due: str | None, *, is_inline: bool) -> Clause:
        """The clause as the mark beside or below it says: "| AB" yields to a name in the words."""
        words = self.text[clause.start : clause.end]
        named = clause.owner or find_owner(words)
        if clause.kind in ("undertaking", "action"):
            owner = (is_inline and named) or who or None
            return replace(clause, kind="action", owner=owner, due=clause.due or due)
        return replace(clause, owner=named or who or None) if is_awaited(words) else clause

    def _read_sentences(self, placed: Placed, start: int, end: int) -> None:
        """Sentences that tell a decision, and those that promise something."""
        if not self.of_meeting:
            return
        asked, above = False, start
        for first, last in _sentences(self.text, start, end):
            sentence = self.text[first:last]
            has_mark = "CTION" in sentence or "ction" in sentence
            inside = _ACTION_INSIDE.search(sentence) if has_mark else None
            if inside and not inside.start():
                pass  # only who is to do what stands before it
            elif clause := self._told(placed, first, last):
                self.clauses.append(clause)
            elif found := find_promise(sentence, is_answer=asked, is_reply=self.is_reply):
                owner = find_promiser(found, sentence, self.said)
                begins = above if found.is_short and asked and self._is_free(above) else first
                if trimmed := _trimmed_told(self.text, begins, last):
                    self.clauses.append(Clause(*trimmed, "undertaking", placed, owner))
            elif (owner := self._given(first, last)) and (
                trimmed := _trimmed_told(self.text, first, last)
            ):
                self.clauses.append(Clause(*trimmed, "action", placed, owner))
            if inside:
                self._read_mark(placed, start, first, inside)
            asked = bool(_REQUESTS.search(sentence))
            self.is_reply = self.is_reply and not _SPEAKS.match(sentence)
            self.is_reply = self.is_reply or bool(_REPLY.search(sentence[-40:]))
            self.said.append(sentence)
            above = first

    def _is_free(self, start: int) -> bool:
        """Whether no clause was found from here on."""
        return not self.clauses or self.clauses[-1].end <= start

    def _read_mark(self, placed: Placed, start: int, first: int, inside: re.Match[str]) -> None:
        """ "(Action: AB)" after what AB is to do, "[Action: Clerk to confirm]" after a matter.

        `inside` was found in the sentence that begins at `first`.
        """
        mark, end, words = first + inside.start(), first + inside.end("who"), inside["who"]
        given = _WHO_TO.match(words)
        last = self.clauses[-1] if self.clauses else None
        if given is None or (last and not _letters(self.text, last.end, mark)):
            self._mark_action(placed, start, mark, given["who"] if given else words)
        else:
            *_, (about, _end) = [(start, start), *_sentences(self.text, start, mark)]
            self.clauses.append(Clause(about, end, "action", placed, given["who"]))

    def _told(self, placed: Placed, start: int, end: int) -> Clause | None:
        """The clause of a sentence that tells what was decided or gives somebody an action."""
        sentence = " ".join(self.text[start:end].split())
        carried = self.proposed and _CARRIED.match(sentence)
        if carried and not _DECIDED_INSIDE.match(sentence):
            span, self.proposed = self._carried(start, end), None
            return Clause(*span, "resolution", placed)
        if tells_outcome(sentence) or opens(sentence) == "decision":
            if _ONLY_ANNOUNCES.search(sentence) or announces_decision(sentence):
                return None
            kind: CommitmentKind = (
                "recommendation" if _HAS_RECOMMENDED.search(sentence[:80]) else "resolution"
            )
            if decided := _DECIDED_INSIDE.match(self.text, start, end):
                start = decided.end()
            trimmed = _trimmed_told(self.text, start, end)
            return Clause(*trimmed, kind, placed) if trimmed else None
        if _THANKED.match(sentence) or _WAS_THANKED.match(sentence):
            return Clause(start, end, "resolution", placed, awaited=False)
        if opens(sentence) == "action" or is_assigned(sentence):
            if label := _ACTION.match(self.text, start, end):
                start = label.end()
            trimmed = _trimmed_told(self.text, start, end)
            return Clause(*trimmed, "action", placed) if trimmed else None
        if _MOTION.match(sentence):
            self.proposed, self.is_motion = _trimmed(self.text, start, end), True
        elif self.is_motion and self.proposed and self.proposed[0] >= placed.block.start:
            if not _MOTION_SECONDED.match(sentence):
                self.proposed = _trimmed(self.text, self.proposed[0], end)
        elif proposal := _PROPOSAL.search(self.text, start, end):
            self.proposed, self.is_motion = (proposal.start(), end), False
        elif not self.is_motion and self.proposed and end - self.proposed[0] > _LONGEST_PROPOSAL:
            self.proposed = None
        return None

    def _given(self, start: int, end: int) -> str | None:
        """Who is to do what the end of a sentence says: "Road sweeper - Clerk to chase"."""
        if self.text.find(" to ", start, end) < 0:
            return None
        if named := _THEN_TO.search(self.text, start, end):
            is_known = f"({named['who'][:3].strip('/,& ')}" in self.text
            return named["who"] if is_known else None
        found = _AFTER_DASH.search(self.text, start + 1, end)
        rest = self.text[found.end() : end] if found else ""
        return find_owner(rest) if opens(rest) == "action" else None

    def _carried(self, start: int, end: int) -> Span:
        """What was moved and carried: together, or the motion alone where it stands far above."""
        assert self.proposed is not None
        first, last = self.proposed
        is_near = _THIS_WAS.match(self.text, start) and start - first <= _LONGEST_PROPOSAL
        if is_near or not _letters(self.text, last, start):
            return first, end
        return self.proposed if self.is_motion else (start, end)


def _lists_actions(placed: Placed) -> bool:
    """Whether a block stands below "Next steps" or "Actions"."""
    titles = (*placed.headings, placed.item.title if placed.item else "", placed.lead_in)
    return any(_NEXT_STEPS.match(title) for title in titles)


def _names_only(mark: str) -> bool:
    """Whether a mark says who is to act, and at most by when, but not what is to be done."""
    if _NAMES_ONLY.fullmatch(mark):
        return True
    parts = _WHO_BY_WHEN.fullmatch(mark.strip())
    return bool(parts and _NAMES_ONLY.fullmatch(parts["who"]) and _WHEN.search(parts["when"]))


def _who_and_when(mark: str) -> tuple[str, str]:
    """ "AB, by 3 May" as "AB" and "3 May"."""
    mark = " ".join(mark.split()).strip(" .,)]")
    parts = _WHO_BY_WHEN.fullmatch(mark)
    if parts and _WHEN.search(parts["when"]):
        return parts["who"], parts["when"].strip(" .,)]")
    return mark, ""


def _says_who_came(text: str, opening: Sequence[Placed]) -> bool:
    """Whether a document begins as minutes do, whatever it is called."""
    return any(
        placed.kind == "attendance" or _CAME.match(text, placed.block.start) for placed in opening
    )


def _stated(due: str) -> str | None:
    """What the column for when says; None for "No date set" and the like."""
    return None if _NO_DATE.fullmatch(due) else due


def _letters(text: str, start: int, end: int) -> bool:
    return any(map(str.isalpha, text[start:end]))


def _is_announced(words: str, placed: Placed) -> bool:
    if _IN_A_SENTENCE.match(words):
        return False
    # "3. That the plan be brought forward. (Action: AB)" is a clause of what was resolved.
    is_clause = placed.kind == "procedural" and bool(_IS_CLAUSE.match(words))
    if placed.lead_in and (placed.kind == "decision" or is_clause or "ction:" in words):
        announces = opens(placed.lead_in) == "decision" or tells_outcome(placed.lead_in)
        return announces or _is_listed(words, placed)
    return opens(words) == "decision" or _is_listed(words, placed)


def _is_listed(words: str, placed: Placed) -> bool:
    """Whether it is a clause of a decision by what stands above it, and not by its own words."""
    is_in_list = placed.block.kind in ("clause", "bullet") and placed.kind == "decision"
    return is_in_list and not tells_outcome(words)


def _announced(text: str, placed: Placed) -> Iterator[Clause]:
    """What stands below or after "RESOLVED: That", a clause each."""
    start, end = placed.block.start, placed.block.end
    if _REASON.match(text, start, end) or _REASON.match(placed.lead_in):
        return
    announced = f"{placed.lead_in} {text[start : min(end, start + 60)]}"
    is_recommended = bool(_RECOMMENDED.search(announced))
    own: list[str] = []
    if found := _ANNOUNCED.match(text, start, end):
        own = _OWN_NUMBER.findall(found.group())
        start = found.end()  # nothing is left of "Decision: That", which only announces
    if _ONLY_ANNOUNCES.search(text[start:end]):
        return
    who = given = None
    if (inside := _ACTION_INSIDE.search(text, start, end)) and inside.start() > start:
        end, given = inside.start(), _WHO_TO.match(inside["who"])
        who = None if given else _who_and_when(inside["who"])[0]
    edges = [start, *_inline_numbers(text, start, end, own), end]
    addressed = _ADDRESSED.search(placed.lead_in)
    in_lead = _SUBJECT_IN_LEAD.search(placed.lead_in)
    lead = ""
    for first, last in pairwise(edges):
        if trimmed := _trimmed(text, first, last):
            words = text[slice(*trimmed)]
            if _LEADS.fullmatch(words):
                lead = words
                continue
            kind: CommitmentKind = (
                "recommendation"
                if is_recommended or _RECOMMENDS.match(words) or _RECOMMENDED.search(lead)
                else "resolution"
            )
            owner = in_lead[1] if in_lead and _SAYS_IT.match(words) else who
            if not owner and addressed:
                owner = find_owner(words) or addressed["who"]
            yield Clause(*trimmed, kind, placed, owner or (lead and find_owner(lead)) or None)
    if inside and given:
        yield Clause(inside.start("who"), inside.end("who"), "action", placed, given["who"])


def _inline_numbers(text: str, start: int, end: int, own: list[str]) -> Iterator[int]:
    """Where a clause begins inside a paragraph: its number counts on or follows ";" or ":"."""
    seen = set(own)
    for match in _INLINE_NUMBER.finditer(text, start, end):
        before, mark = text[start : match.start()], match["mark"]
        if _ENDS_A_CLAUSE.search(before) or (not _REFERS.search(before) and _counts_on(mark, seen)):
            seen.add(mark)
            yield match.start()


def _counts_on(mark: str, seen: set[str]) -> bool:
    return any(
        mark in marks and (mark == marks[0] or marks[marks.index(mark) - 1] in seen)
        for marks in _COUNTED
    )


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences between two offsets; where a stop was lost before an outcome, it counts."""
    for first, last in sentence_spans(text[start:end]):
        first, last = start + first, start + last
        for lost in _LOST_STOP.finditer(text, first, last):
            if lost.end() > first:
                yield first, lost.end()
            first = lost.end()
        if first < last:
            yield first, last


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the marks and the "and" that join it to the next; None without a word."""
    start = _BEGINS.match(text, start, end).end()  # type: ignore[union-attr]
    words = text[start:end].rstrip()
    if after := _AFTER.search(words[-_LONGEST_END:]):
        words = words[: len(words) - len(after.group())]
    words = _bare(words)
    words = _bare(words[: len(words) - len(_AND.search(words[-8:]).group())])  # type: ignore[union-attr]
    is_something = any(map(str.isalpha, words)) and words.casefold() != "that"
    return (start, start + len(words)) if is_something else None


def _bare(words: str) -> str:
    """Without the marks at its end that join a clause to the next, or set it off."""
    end = len(words)
    while end and (words[end - 1].isspace() or words[end - 1] in "*_;,"):
        end -= 1
    return words[:end]


def _trimmed_told(text: str, start: int, end: int) -> Span | None:
    return _trimmed(text, _NUMBERED.match(text, start, end).end(), end)  # type: ignore[union-attr]

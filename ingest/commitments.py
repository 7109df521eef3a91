"""What was decided, asked of somebody or promised in a document: one record for each clause.

Transcripts give none: what is promised word for word ("I'll take that away") cannot be told from
what is only said.
"""

import hashlib
from collections import Counter
from dataclasses import replace

from ingest.attendance import find_people
from ingest.awaited import is_awaited
from ingest.clauses import Clause, find_clauses
from ingest.due import due_day, find_due
from ingest.matters import find_matter
from ingest.model import Commitment, Document
from ingest.outcomes import tells_outcome
from ingest.owners import find_owner


def find_commitments(document: Document) -> list[Commitment]:
    """The commitments of a document, in order."""
    if document.form == "transcript":
        return []
    seen: Counter[str] = Counter()
    found = [_commitment(document, clause, seen) for clause in find_clauses(document)]
    owners = {one.owner for one in found if one.owner}
    if not owners:
        return found
    people = find_people(document)
    also = {owner: people.also(owner) for owner in owners}
    return [replace(one, owner_also=also.get(one.owner or "", ())) for one in found]


def _commitment(document: Document, clause: Clause, seen: Counter[str]) -> Commitment:
    text = document.text[clause.start : clause.end]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    seen[digest] += 1
    again = f"-{seen[digest]}" if seen[digest] > 1 else ""
    held, item = document.meeting.held, clause.placed.item
    owner = clause.owner or _owner(clause, text)
    due = clause.due or find_due(text, held) or find_due(clause.placed.lead_in, held)
    return Commitment(
        id=f"{document.id}-c{digest}{again}",
        document_id=document.id,
        start=clause.start,
        end=clause.end,
        text=text,
        kind=clause.kind,
        owner=owner,
        due=due,
        due_on=due_day(due, held) if due else None,
        item=item.label if item else None,
        about=find_matter(text, item.title if item else "", owner, due),
        awaited=_awaited(clause, text),
    )


def _owner(clause: Clause, text: str) -> str | None:
    """Who has to act by the clause's own words, or by those that introduce it."""
    if clause.kind == "undertaking":
        return None  # told by whoever promised, or by nobody
    lead_in = clause.placed.lead_in
    return find_owner(text) or (find_owner(lead_in) if tells_outcome(lead_in) else None)


def _awaited(clause: Clause, text: str) -> bool:
    if clause.awaited is not None:
        return clause.awaited
    return clause.kind in ("action", "undertaking") or is_awaited(text)

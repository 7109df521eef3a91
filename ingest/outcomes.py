"""Does this sentence tell what the meeting decided, although no "RESOLVED" announces it?

Parish councils, boards and panels write "It was agreed to print 50 copies" and "The report was
noted by the Committee". Each form below was met in real minutes, and is held to the body that met
and to the matters that bodies decide: "Members agreed that the delay was too long" is what was
said, and "the plan was approved in 2012" what was told.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.decisions import DECISION_INSIDE, opens
from ingest.lines import classify
from ingest.model import Block
from ingest.sentences import sentence_spans

_WHO = (
    r"(?:[Tt]he |[Tt]his )?(?:[A-Z][\w’'-]+ ){0,4}(?i:committee|panel|board|sub-?committee|cabinet"
    r"|commission|council|executive|trustees|governors|directors|forum|group|meeting|PC)"
)
_ALL = r"(?i:(?:the |all )?(?:elected )?(?:members|councillors|present))"
_HOW = (
    r"(?:,? (?:all|both|also|then|therefore|thereafter|subsequently|duly|formally|unanimously"
    r"|further|hereby|by a majority))*,?"
)
_PAPER = (
    r"(?:[\w’'/-]+ ){0,5}(?:reports?|updates?|contents|position|minutes|presentation|information"
    r"|dates|decisions?|programme|plan|proposals?|recommendations?|paper|briefing|response"
    r"|statement|accounts)"
)
_MATTER = (
    r"(?:(?:(?! that )[^.;:]){0,160} )?(?i:minutes|reports?|motions?|amendments?|recommendations?"
    r"|applications?|proposals?|summary|nominations?|accounts|payments?|terms(?: of reference)?"
    r"|policy|policies|plan|precept|schedule|cheques|invoices|resolutions?|framework"
    r"|programme)\b[^.;:]{0,120}?"
)
_PASSED = "approved|adopted|agreed|accepted|confirmed|carried|defeated|lost|ratified|noted by the"
_RECORD = r"(?:an? )?(?:true|correct|accurate)\b"
# by 6 votes to 2 | on a show of hands | nem con
_VOTED = r"(?:,? (?:by [^.;:,]{1,40}?|on a [^.;:,]{1,40}?|nem\.? ?con\.?|unanimously),?)?"
# What may follow where a matter "was approved": not "in 2012", nor "last year".
_THERE = (
    r"(?= ?(?:[.,;:]|$|unanimous|as |by |and |on the proposal|subject|for (?:payment|accuracy)"
    r"|in accordance"
    r"|without|at £))"
)
_FORMS = (
    # The Board resolved to ... | The Councillors approved the minutes | The Board voted, by ...
    rf"(?:{_WHO}|{_ALL}){_HOW} (?:resolved|approved|adopted|ratified|voted)\b",
    rf"(?:{_WHO}|{_ALL}){_HOW} (?:accepted|endorsed) the\b",
    rf"{_WHO}{_HOW} recommended (?:that|to)\b",
    # The Panel agreed the framework | The PC agrees in principle to ... | Members agreed to write
    rf"{_WHO}{_HOW} agree[ds] (?:to|the|in principle|an?|,? ?proposed by)\b",
    rf"{_ALL}{_HOW} agreed to\b",
    # The Panel agreed that the terms should be changed; not "that parents had been patient"
    rf"{_WHO}{_HOW} agreed that (?:[\w’',-]+ ){{1,12}}?(?:should|would|will|shall|must|be)\b",
    rf"(?:{_WHO}|{_ALL}|All)(?: present)? (?:was|were){_HOW} in (?:full )?agreement\b",
    # The Committee noted the decision progress update; not "noted the improvement in results"
    rf"(?:{_WHO}|{_ALL}){_HOW} (?:received and )?noted (?:the )?{_PAPER}\b",
    # It was therefore agreed to ... | Agreed that refreshments will be ... | On the proposal of ...
    rf"(?i:it was){_HOW} (?:resolved|agreed|recommended|decided) (?:that|to)\b",
    r"(?:[Aa]greed to|Agreed that|[Oo]n the proposal of) ",
    # The motion, as amended, was adopted | This application was discussed and accepted unanimously
    rf"{_MATTER} (?:was|were){_HOW}(?: discussed and)? (?:{_PASSED}){_THERE}",
    # The minutes were checked, agreed as a true record | These were agreed as a true account
    rf"(?:{_MATTER}|These|They|This) (?:was|were)[^.;:]{{0,60}}? (?:agreed|approved|accepted"
    rf"|confirmed|signed) as {_RECORD}",
    # Members agreed they would visit | The Group agreed it wants to hear from Legal
    rf"(?:{_WHO}|{_ALL}){_HOW} agreed (?:that )?(?:it|they) (?:wants?|wanted|wished|would"
    r"|should)\b",
    # The minutes of 3 May were taken as a correct record | were received and signed by the Chair
    rf"(?i:the (?:\w+ )?(?:minutes|notes))\b[^.;:]{{0,120}}? (?:was|were)[^.;:]{{0,60}}?\b(?:taken"
    rf"|received|passed|adopted) as {_RECORD}",
    r"(?i:the (?:\w+ )?(?:minutes|notes))\b[^.;:]{0,120}? (?:was|were)[^.;:]{0,60}?\bsigned\b",
    # The Chair signed the minutes | The Chairman was authorised to sign the minutes
    r"(?:The )?(?:Vice-)?Chair\w*,?(?: (?:then|duly|was authorised to))* sign(?:ed)?\b"
    r"[^.;:]{0,40}\bminutes\b",
    # The Committee agreed that the Chair write to the operator
    rf"(?:{_WHO}|{_ALL}){_HOW} agreed that (?:[Tt]he )?(?:[A-Z][\w’'-]+ |of |and |for ){{1,8}}"
    r"(?:write|ask|seek|report|prepare|bring|arrange|invite|request|draft|meet|contact|provide"
    r"|submit|consider|review|circulate)\b",
    # Deferred to the next meeting | This item was deferred until May
    r"(?:(?:The|This) (?:item|report|matter|application) was )?[Dd]eferred (?:to|until|pending)\b",
    # Notes of 3 May agreed as accurate | Minutes of the last meeting approved. | Report noted.
    rf"(?:[\w’']+ ){{0,2}}(?i:minutes|notes)\b(?:(?! (?:was|were|had|be) )[^.;:]){{0,80}}?"
    rf" (?:agreed|approved|accepted|confirmed|taken|signed)(?: as {_RECORD}|(?=\.?$| by ))",
    rf"[A-Z](?:[\w’'/-]+ ){{0,4}}?{_PAPER} noted(?=\.?$)",
    # Correspondence was noted and taken as read
    r"(?:[\w’'-]+ ){1,8}(?:was|were) (?:noted and )?taken as read\b",
    # This was agreed by the Board | The report, which was noted by the Members
    rf"(?:(?:(?! that )[^.;:]){{1,200}} )?(?:was|were){_HOW} (?:approved|agreed|adopted|accepted"
    rf"|noted|supported)(?: and (?:accepted|adopted))? by (?:{_WHO}|{_ALL}){_THERE}",
    # For the jubilee it was resolved that ... | seconded by UH and agreed unanimously
    r"[^;:]{0,300}\b(?:[Ii]t was (?:\w+ )?resolved (?:to|that)"
    r"|and it was (?:\w+ )?agreed (?:to|that(?! [^.;:]{0,80}\bhad been\b))"
    r"|seconded (?:by )?[^.;:]{1,60}?,? and (?:it was )?(?:agreed|resolved))\b",
    # Councillor Reed was duly elected Vice-Chair | Mrs Holt was appointed.
    rf"(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Miss|Dr)\.? [^.;:]{{1,80}}? (?:was|were){_HOW} (?:re-?)?"
    r"(?:elected|appointed)(?: (?:as |to be )?(?:the |its )?(?:(?:Vice|Deputy)[- ]?)?Chair"
    r"[^.;:]{0,80}| (?:as|to) (?:serve|sit)\b[^.;:]{0,80})?\.?$",
    # The scheme was proposed by Mr Reed and seconded by Mrs Holt; a motion may still be lost
    r"The (?!(?:notice of )?motion"
    r"|amendment)(?:\w+ ){1,3}was proposed by [^.;:]{1,60} (?:and )?seconded by\b",
    rf"[^;:]{{0,300}}\band {_WHO}{_HOW} agreed (?:to|the|this)\b",
    # At the outset it was agreed Item 2 would be taken first
    r"[^;:]{0,120}(?<!that )\b[Ii]t was agreed (?!by\b|at\b|in\b)(?:[\w’',-]+ ){1,12}?(?:should"
    r"|would|will|shall|be)\b",
    # it was proposed by Mr Reed and seconded by Mrs Holt that the sale be put off
    r"[^;:]{0,300}\b[Ii]t was proposed by (?:[^.;:]{1,60} and seconded by [^.;:]{1,60}? that"
    r"|resolution (?:to|that))\b",
    # The rest matters less, and the Councillors decided that there should be a hedge
    rf"[^;:]{{0,400}}(?:, |\band ){_ALL} (?:decided|resolved) (?:that|to)\b",
    # The members agreed all satisfactory
    rf"(?:{_WHO}|{_ALL}) agreed (?:that )?all (?:was |were )?(?:satisfactory|correct|in order)\b",
    # He asked to put up a stall, which the Trustees declined
    rf"[^;:]{{0,200}}\bwhich (?:{_WHO}|{_ALL}) (?:declined|refused|approved|accepted)\b",
    # The firm was described and the Board was recommended to support it
    rf"[^;:]{{0,200}}\band {_WHO} (?:was|were) recommended to\b",
    # The terms were discussed and the Board were in full agreement
    rf"[^;:]{{0,300}}\band {_WHO} (?:was|were){_HOW} in (?:full )?agreement\b",
    # All agreed this was a true record | It was agreed by all Members
    rf"(?:All|{_ALL}|{_WHO}) agreed (?:that )?(?:this|these|they|the minutes) (?:was|were|are) "
    r"(?:an? )?(?:true|correct|accurate)\b",
    rf"(?i:it was){_HOW} agreed by (?:all )?(?:{_WHO}|{_ALL})",
    # The Board reviewed the application and agreed to this
    rf"{_WHO}{_HOW} \w+ed (?:the|this) [^.;:]{{1,60}}? and (?:agreed|approved|accepted)\b",
    # The Mayor declared the Amended Motion as carried | the Motion was declared as defeated
    r"[^.;:]{0,160}\bdeclared (?:the [^.;:]{0,40}(?i:motion|amendment) )?(?:as )?"
    r"(?:carried|lost|defeated)",
)
_START = r"\W*(?:\d[\d.]*[.)]?\s*)?(?:[A-Z][\w ’'-]{2,40} [–-] )?(?:[A-Z][^.;:]{0,120}?, )?"
_OUTCOME = re.compile(rf"{_START}(?:{'|'.join(_FORMS)})")
# Told at the end of a sentence that began with something else; looked for where "it was" stands.
_AT_LAST = (
    # The wait was long and it was unanimously decided to write; not "said that it was decided to"
    rf"[^;:]{{0,400}}\band it was{_HOW} decided{_VOTED} (?:that|to)\b",
    rf"[A-Z][^.;:]{{0,60}}\b(?:discussion|debate|consideration)\b[^.;:]{{0,60}} it was{_HOW}"
    r" (?:agreed|decided) (?:to|that)\b",
    # The Chair proposed a visit, which was agreed
    rf"[^;:]{{0,300}}\b(?:propos\w+|moved|suggest\w+|recommend\w+)\b[^;:]{{0,250}}?(?:,? which"
    rf"|,? and (?:this|it|that)) was{_HOW} (?i:agreed|approved|accepted|carried|adopted){_THERE}",
)
# ... and, on a show of hands, it was RESOLVED by 6 votes to 2 that | ... and the update was NOTED
_IN_CAPITALS = re.compile(
    rf"[^;:]{{0,500}}\b(?:(?:RESOLVED|AGREED|RECOMMENDED|DECIDED){_VOTED} ?[–—-]? ?"
    r"(?:that|to|That)\b"
    r"|(?:was|were) (?:NOTED|RECEIVED|APPROVED|AGREED|ENDORSED|ADOPTED)\b)"
    # The Panel NOTED the report and THANKED the officers
    rf"|{_START}(?:{_WHO}|{_ALL}){_HOW} (?:NOTED|REQUESTED|ASKED|APPROVED|ENDORSED|RECEIVED"
    r"|WELCOMED|SUPPORTED|CONGRATULATED|THANKED|COMMENDED)\b"
)
_CAPITALS = re.compile(r"[A-Z]{3}ED\b")
_OUTCOME_AT_LAST = re.compile(rf"{_START}(?:{'|'.join(_AT_LAST)})")
_IT_WAS = re.compile(r"\b(?:which|this|it|that) was\b")
# A quick look, because few sentences need the long one.
_WORD = re.compile(
    r"agree|resolved|approved|adopted|accepted|noted|carried|defeated|voted|lost|ratified|endorsed"
    r"|decided|recommended|supported|proposal of|proposed by|confirmed|taken as read|declined"
    r"|refused|deferred|signed|elected|appointed|as (?:an? )?(?:true|correct|accurate)",
    re.IGNORECASE,
)
# The Panel agreed: | It was RESOLVED, on a vote of 6 to 2, that:- | Members made these
# recommendations: | The following actions were agreed: what stands below is what was decided.
_LEAD_IN = re.compile(
    rf"(?:.{{0,200}}?(?:[.;,] |\band ))?{_START}(?:(?:(?:{_WHO}|{_ALL}|The Chair\w*){_HOW}"
    rf"|(?i:it was){_HOW}|[Aa]nd|On a vote[^.;:]*) ?(?i:agreed|resolved|decided|recommended"
    r"|(?:requested|asked)(?= that\b))\b"
    rf"{_VOTED}(?i: (?:(?:to|that) )?(?:the following|as follows|these)\b[^.;:]{{0,80}}| that| to"
    r"| that the (?:committee|panel|board|cabinet|executive|council))?"
    rf"|(?:{_WHO}|{_ALL}|Scrutiny){_HOW} made (?:the following|these|\w+) (?:\w+ )?"
    r"recommendations\b[^.;:]{0,80}"
    r"|[Tt]he following (?:\w+ )?(?:recommendations?|resolutions?|decisions?|conclusions?|motion)\b"
    r"[^.;:]{0,80} (?:was|were) (?:\w+ )?(?:agreed|made|approved|carried|resolved|adopted"
    r"|put forward)\b[^.;:]{0,60}"
    r")\s*:\s*[–—-]?$"
)
_LONGEST = 600  # characters in which a sentence must have said it


def tells_outcome(sentence: str) -> bool:
    """Whether this sentence tells what the meeting decided, in words that it decides by."""
    words = " ".join(sentence[:_LONGEST].split())
    told = _WORD.search(words) and (
        _OUTCOME.match(words) or (_IT_WAS.search(words) and _OUTCOME_AT_LAST.match(words))
    )
    told = told or (_CAPITALS.search(words) and _IN_CAPITALS.match(words))
    return bool(told) or announces_decision(words)


def announces_decision(words: str) -> bool:
    """Whether these words say that the meeting decided what is listed below them."""
    return words.rstrip(" –—-").endswith(":") and bool(_LEAD_IN.match(words[-_LONGEST:]))


def part_decisions(text: str, block: Block) -> Iterator[Block]:
    """The block, cut where what was said turns into what was decided, and back."""
    if block.kind not in ("paragraph", "clause", "bullet"):
        yield block
        return
    start = block.start
    announced = [found.end() for found in DECISION_INSIDE.finditer(text, start, block.end)]
    said_until = announced[0] if announced else block.end
    for cut in [*_told(text, start, said_until), *announced]:
        if cut > start:
            yield _part(text, block, start, cut)
            start = cut
    yield _part(text, block, start, block.end)


def _told(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences that tell a decision begin, and where they are over."""
    words = text[start:end]
    if not (_WORD.search(words) or _CAPITALS.search(words)) or opens(words) == "decision":
        return
    before = False
    for first, last in sentence_spans(words):
        told = tells_outcome(words[first:last])
        if told != before:
            yield start + first
        before = told


def _part(text: str, block: Block, start: int, end: int) -> Block:
    words = text[start:end].rstrip()
    if start == block.start:
        return replace(block, end=start + len(words))
    return Block(start, start + len(words), "label" if classify(words) == "label" else "paragraph")

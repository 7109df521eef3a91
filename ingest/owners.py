"""Who is to do it, as the minutes name them: an office, a name, initials, a body.

Nobody is named where nobody is to act: "a report be brought to the next meeting" has no owner.
"""

import re

# Not RESOLVED in "The Committee RESOLVED to make".
_CAPITAL = (
    r"(?-i:(?!(?:RESOLVED|AGREED|NOTED|RECOMMENDED|DECIDED|CARRIED|LOST)\b)"
    r"[A-ZÀ-Þ][\w’'-]*\.?(?<![a-z]{3}\.)(?<!-))"
)
# Words with a capital letter that begin a clause or name a day, and nobody.
_NO_NAME = (
    r"(?!(?-i:(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Easter|Christmas|Spring"
    r"|Summer|Autumn|Winter|That|This|These|It|If|In|At|On|To|For|As|When|A(?! (?-i:[A-Z]))|An"
    r"|The|There|He|She|They|We|I|Her|His|Nothing|None|Following|No"
    r"|Motions?|Members’|Reports?|Action|Agreed|Resolved|Recommended|Minutes|Further|Once"
    r"|Works?|Under|Please|Based|Nor|Our|Need|Item|Changes|Circulated|Any|After|Before|By|During|From"
    r"|Where|While|With|Which|Who|How|Why|What|Due|Other|Some|Such|Their|Then|Until|Your|You|My|Not"
    r"|Note|And|But|Or|So|Since|Subject|Also|However|Although|LOST|CARRIED|AGREED|NOTED|RESOLVED"
    r"|ACTION|NOTE|THAT|THE|AND|TO)\b))"
)
# Head of Highways and Transport | Mr T. Sallis | Clare and Steve | DCLG/Baroness Hanham
_LINK = r"(?:,? (?:of|for|and|to|on)(?: the)? | ?& ?| ?/ ?|, | )"
_NAMED = (
    rf"{_NO_NAME}{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,9}}(?: \([^()]{{2,40}}\))?"
    r"(?: (?-i:department|team|service|committee|board|panel|group|members|officers|staff"
    r"|directorate|secretariat|unit)\b)?"
)
# the clerk | both officers | this committee | the monitoring officer
_OFFICE = (
    r"(?:officers?|officials?|clerk|chair(?:man|woman|person)?|vice[- ]chair(?:man)?|mayor"
    r"|leader|secretary|treasurer|directors?|managers?|(?-i:head of (?:[a-z]+ ){0,2}[a-z]+)"
    r"|engineer|solicitor|surveyor|planners?|advis[eo]rs?|inspector|superintendent"
    r"|commissioner|administrator|co-?ordinator|portfolio holder|lead member|head ?teacher"
    r"|consultants?|trust|partnership|authority(?! to\b)|commission|forum|agency|operator"
    r"|provider|auditors?|executive|staff|secretariat|administration|teams?|departments?"
    r"|contractors?|police|members?|councillors?|trustees|governors|councils?|cabinet"
    r"|committees?|panel|board|district|(?:sub-?|working |advisory |task |steering )?group)"
)
_NO_OFFICE = (
    r"(?!(?:the|following|an?|of|to|for|by|that|and|be|(?:ask|tell|recommend|request|urge|invite)s?|asked"
    r"|told)\b)"
)
_COMMON = (
    rf"(?:{_NO_OFFICE}(?-i:[a-z-]+) ){{0,2}}?{_OFFICE}\b(?: of (?:(?-i:[A-Z])\w+"
    r"|(?:(?:the|both|all|each) )?(?:\w+ )?(?:councils|authorities|boroughs|districts)))?"
)
_WHO = (
    rf"(?:(?:the|(?-i:an?)|our|this|all|both) )?(?P<who>(?:{_NAMED}|{_COMMON})"
    rf"(?: and (?:the )?(?:{_NAMED}|{_COMMON}))?)"
)
# What somebody is to do begins with one of these where it is told without "should" or "to".
_ACTS = (
    r"(?:submit|write|report|attend|reinstate|provide|bring|prepare|circulate|obtain|arrange"
    r"|investigate|contact|consider|review|present|publish|produce|ask|request|seek|send|continue"
    r"|develop|liaise|undertake|carry|explore|consult|examine|work|support|give|make|include"
    r"|ensure|look|monitor|invite|draw|draft|call|take|come|clarify|address|install|organi[sz]e)"
)
# And with one of these where the clause names an office or a body first.
_ACTS_TOO = (
    r"(?:visit|convene|deliver|raise|refer|return|discuss|meet|set|hold|gather|collate|collect"
    r"|establish|identify|determine|appoint|nominate|notify|inform|advise|assess|audit|chase|check"
    r"|commission|compile|conduct|co-?ordinate|correct|create|deal|design|distribute|email|e-mail"
    r"|engage|evaluate|explain|extend|facilitate|find|finali[sz]e|follow|gauge|go|help|hear|implement"
    r"|initiate|inspect|issue|join|keep|lead|let|lobby|maintain|map|measure|negotiate|note|open|post"
    r"|press|progress|promote|propose|pursue|put|reconsider|record|re-?examine|remind|remove|repair"
    r"|replace|reply|research|resolve|respond|re-?submit|revise|revisit|ring|scrutini[sz]e|secure"
    r"|share|speak|start|stop|supply|survey|table|take|talk|tell|test|try|update|urge|use|verify"
    r"|withdraw)"
)
_OFFICER = (
    r"(?:[A-Z][\w’'-]+ ){0,5}(?:Vice-|Deputy-|Co-)?(?:Head|Director|Chair(?:man|person|woman)?"
    r"|Clerk|Manager|Officer|Member|Leader|Executive|Solicitor|Engineer|Secretary|Treasurer|Mayor|Holder|Lead|Convener"
    r"|Adviser|Advisor|Administrator|Commissioner|Superintendent|Inspector|Planner|Architect"
    r"|Surveyor|Accountant)s?"
    r"(?:,? (?:of|for|and|to)(?: the)? [A-Z][\w’'-]+|,? [A-Z][\w’'-]+){0,8}"
)
_TITLED = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Rev|Sir|Dame|Lord|Lady|Baroness|Cllrs?|Councillors?)\.?"
    r"(?: (?:Mr|Mrs|Ms|Miss|Dr)\.?)?(?: [A-ZÀ-Þ][\w’'.-]*){1,3}"
)
_NOT_TO = r"(?!be\b|the\b|a\b|an\b|date\b|face\b|full\b|council\b|cabinet\b)"
# Told to somebody: the first that stands in a clause is believed, since those below it are told by
# whoever acts: "the Director be asked to invite the Head of Housing to attend".
_TOLD = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # the Head of Highways be asked to obtain | Cabinet be recommended to | Clerk to write
        rf"(?:^|[:;,–|-] |\bthat |\band |\. ){_WHO}"
        r"(?:, in (?:consultation|liaison|partnership|conjunction) with [^,;:]{1,80},)?"
        r"(?:,?(?: be| is| are| was| were)(?: \w+ly)? (?:asked|requested|invited|instructed"
        r"|authori[sz]ed"
        r"|mandated|(?<=be )recommended|urged|directed|tasked|encouraged|required|reminded"
        r"|given (?:delegated )?(?:authority|power))"
        rf"(?: \w+ly)?(?: to\b|,? ?:?$)|(?: (?:is|are))? to {_NOT_TO}(?=(?-i:[a-z])))",
        # ask the Head of Housing to | authorise the Clerk to | delegated authority to the Clerk to
        r"\b(?:(?:ask|request|invite|mandate|authori[sz]e|instruct|urge|require|recommend)(?:s"
        r"|ed|ing|d)?"
        rf"|call(?:s|ed|ing)? (?:up)?on|authority(?: be)?(?: given| granted| delegated)? to"
        rf"|delegated? to) {_WHO}(?:, [^,;:]{{1,80}},)? to\b",
        # Resolved that the Head of Parks: (what she is to do stands below)
        rf"\bthat (?:the )?(?P<who>(?-i:{_OFFICER}|[Cc]abinet|[Ee]xecutive)) ?:$",
        # a request for the Director to attend | left with officers to arrange | task officers with
        r"\b(?:(?:agreed|asked|resolved|request(?:s|ed)?|arrangements?(?: be made)?) for"
        rf"|(?:left|leave)(?: it| this| that)? (?:with|to|for)) {_WHO} to {_NOT_TO}(?=(?-i:[a-z]))",
        # appoint Councillors Reed and Holt as a working group to look at access
        rf"\bappoint(?:s|ed)? (?P<who>(?-i:{_TITLED}(?:(?:, [A-Z][\w’'-]+)*,? and [A-Z][\w’'-]+)?))"
        r" as [^.;:]{1,60}? to (?=(?-i:[a-z]))",
        rf"\b(?:task|charge)(?:s|d|ed|ing)? {_WHO} with\b",
        # that the Clerk should | Alison and Ali will consider | a working group, led by CD, should
        rf"(?:^|[:;,–.-] |\bthat |\bthat an? |\band |\bwhich ){_WHO}(?:, [^,]{{1,40}},)?"
        r" (?:should|shall|will|would|must"
        r"|undertook to|offered to|volunteered to|promised to)\b"
        r"(?! (?:(?:not )?be (?:\w+ed|brought|sent|given|held|put)\b|have been))",
        # the District write to the Minister | Irish Rail attend the next meeting
        # but not "that the SPD come back": initials with "the" before them are more often things
        r"(?:^|\bthat |\bproposed (?:that )?)(?!the (?-i:[A-Z]{2,6}) come\b)"
        rf"{_WHO} {_ACTS}\b(?! (?:be|on|of|was|were)\b)",
        # the Head of Transport press the operator | Mr Reed and Ms Holt visit the depot
        rf"(?:^|\bthat )(?:the )?(?P<who>(?-i:{_TITLED}(?:(?:, (?:{_TITLED}|[A-Z][\w’'-]+))*,? and"
        rf" (?:the )?(?:{_TITLED}|[A-Z][\w’'-]+))?|{_OFFICER}"
        rf"(?: and (?:the )?(?:{_TITLED}|{_OFFICER}))?)(?<![’']s))"
        r" (?!(?:be|of|for|and|to|in|on|by|with|from|at|as|has|have|had|was|were|is|are|or"
        r"|which|who|that|not|would|will|should|must|may|could|can|shall|present|absent)\b)"
        r"(?-i:(?![a-z]+(?:[^s]s|ed|ing|ly)\b)[a-z]{3,}) (?!be\b)",
        # the Committee convene a meeting | that the group deliver its findings | officers prepare
        r"(?:^|\bthat |\b(?:should|if|when|once|where)\b[^.;:]{1,120}, )"
        r"(?:(?:the|this|our|all) )?(?P<who>"
        rf"(?:{_COMMON}|(?-i:(?:[A-Z][\w’'-]+ ){{1,5}}){_OFFICE}"
        r"|(?-i:[A-Z][a-z’'-]+ [A-Z][a-z’'-]+))(?<![’']s))"
        rf" (?:{_ACTS}|{_ACTS_TOO})\b(?! (?:be|on|of|for|was|were|is|are|has|had|and|or|to)\b)",
        # Cabinet approve the scheme: whoever meets here approves for itself, and has no more to do
        r"(?:^|\bthat )(?P<who>(?:the )?"
        r"(?:(?:full|county|borough|city|district|parish|town) )?"
        r"(?:cabinet|council|executive|trust board))"
        r" (?:accept|adopt|agree|allocate|amend|approve|commit|confirm|endorse|fund|grant|increase"
        r"|reduce|reject|retain)\b(?! (?:be|on|of|was|were|is|are|has|had)\b)",
    )
)
# Named besides what is to be done, in the order in which they are believed.
_NAMED_BESIDES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # be checked by officers | returned to the association by the Clerk
        rf"\b(?:be|being) (?:\w+ )?[\w-]+(?:ed|en|t|d"
        rf"|ne)\b(?: [^.;:,]{{0,80}}?)? by {_WHO}(?=[.,; ]|$)",
        # recommend to Cabinet that | pending further research by the Highways department
        rf"\brecommend(?:s|ed|ation)? to {_WHO} that\b",
        rf"\b(?:research|work|review|report|investigation) by {_WHO}(?=[.,; ]|$)",
        # the Trustees agreed to cover the cost
        rf"(?:^|[:;,–.-] |\bthat |\band ){_WHO} (?:(?:has|have) )?(?:agree[ds]?|resolve[ds]?"
        rf"|decide[ds]?) to\b",
        # an update be sought from the Head of Housing
        r"\b(?:sought|seek|request(?:ed)?|obtain(?:ed)?|required|asked for)\b[^.;:]{0,80}?"
        rf" from {_WHO}(?=[.,;]|$| (?:on|about|as|by|in|for|before|and|to|at|with)\b)",
        # refer the decision back to the Cabinet Member
        rf"\brefer(?:s|red)?\b[^.;:,]{{0,60}}? back to {_WHO}(?=[.,; ]|$)",
        # to delegate to the Managing Director, in consultation with the Leader, the authority to
        rf"\bdelegat(?:e|ed|es|ing)\b[^.;:]{{0,60}}? to {_WHO}(?=[.,; ]|$)",
    )
)
_MARKED = re.compile(
    # [Action: Finance Manager] | ACTION - KA
    rf"(?-i:\bA(?:ction|CTION)(?:s|S)?)(?: by)? ?[:–-] ?{_WHO}(?= to\b|[\],;.)]|$)"
    # RT - write up the visit | All - send two lines to RT
    r"|^(?P<first>(?-i:[A-Z]{2,3}(?: ?[/&] ?[A-Z]{2,3})*|All)) ?[–:-] (?=(?-i:[a-z]))"
    r"(?![^.;]{0,80}\bto be\b)"
    # A seminar to be arranged. (Head of Parks - October)
    rf"|[(\[](?P<last>(?-i:{_OFFICER}))(?: ?[–,-] [^()\[\]]{{2,30}})?[)\]]\W*$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"\W*(?:\d[\d.]*\s+)?(?:[^\W\d_]+ly,? |both |all )?{_WHO}(?=[ ,]|$)", re.IGNORECASE
)
_SAYS = (
    r"(?:(?:agreed|said|stated|confirmed|replied|answered|responded|advised|explained|reported"
    r"|undertook|promised|offered|volunteered|added|accepted|gave)\b)"
)
_SAYER = re.compile(
    rf"\W*(?:\d[\d.]*\s+)?(?:(?:In|On) [^,.;]{{1,60}}, )?(?:[^\W\d_]+ly,? )?{_WHO},?"
    r"(?: (?:also|then|both|[a-z]+ly))? (?P<says>(?:[a-z]{3,}ed|said|gave|undertook|thought|told"
    # The Engineer was sorry to hear it and said that
    r"|felt|drew|spoke)\b|(?:(?:was|were)(?! \w+ed by\b)|had|did|saw|took|knew|made)\b"
    rf"[^.;:]{{1,100}}? and {_SAYS})",
    re.IGNORECASE,
)
# Whoever asks is not who answers: "Mr Reed asked for it, and the Clerk agreed"; "Mrs Holt wondered
# why; the Clerk would find out".
_ASKED = re.compile(
    r"(?:ask|enquir|inquir|quer|question|request|wonder|suggest|welcom|invit)", re.IGNORECASE
)
_ANSWERER = re.compile(
    rf"(?:;|,? and|,? but) {_WHO} (?:(?:also|then|[a-z]+ly) )?(?:{_SAYS}|would\b)", re.IGNORECASE
)
# Members had not seen it, and the Head of Finance said that it would be sent
_NEXT_SAYER = re.compile(
    rf"(?:;|, and|, but) {_WHO} (?:(?:also|then|[a-z]+ly) )?{_SAYS}", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:.{0,400}?\b(?:proposed by [^.;:]{1,60} seconded by \w+ "
    r"|moved? at the next meeting )(?=that\b))?"
    r"[\W\d]*(?:(?:that|T H A T),? )?",
    re.IGNORECASE,
)
_LONGEST = 600  # characters in which a clause must have said it
# Clerk to contact the owner | The Clerk is to contact | Quotes to be sought | Signs to ordered
_ASSIGNED = re.compile(
    # the form is long and AB is to put the bid together
    r"(?:[^.;:]{0,200}\b(?-i:[A-Z]{2,3}|[Tt]he Clerk) (?:is|are) to (?!be\b)[a-z]+\b"
    rf"|\W*(?:the )?{_WHO} (?:is |are )?to (?:{_ACTS[3:-1]}|find|check|chase|clarify|order|purchase"
    r"|post|respond|inform|remind|pass|put|speak|email|amend|add|share|take|get)\b"
    r"|\W*(?:(?!(?:is|are|was|were|had|has|have|will|would|should|need|needs|due|it|that|this"
    r"|which|who"
    r"|likely|able)\b)(?![a-z]+ed\b)[\w’'/£–-]+ ){1,10}to (?:be )?(?:asked|written|sought|ordered"
    r"|contacted|purchased|obtained|sent|arranged|circulated|placed|checked|invited|chased|drafted"
    r"|prepared|requested|informed|updated)\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r" (?:of|for|and|to|on)$")
_ARTICLE = re.compile(r"^(?:the|our|all|both) ", re.IGNORECASE)


# A word that begins a sentence has a capital letter too: "Development agreed to" names nobody, and
# "Clare agreed to" somebody.
_COMMON_NOUN = re.compile(
    rf"(?:[A-Z][a-z]+(?:ment|tion|sion|ance|ence|ness|ity|ual|ways?|works?)"
    r"|(?:Build|Fund|Hous|Licens|Light|Meet|Monitor|Park|Plann|Spend|Train)ing)s?"
    rf"|(?i:{_ACTS}|{_ACTS_TOO}|links?|letters?|cop(?:y|ies)|e-?mails?|quotes?|invitations?)"
)


def find_owner(clause: str) -> str | None:
    """Who these words give something to do, as written and without "the"; None where nobody."""
    words = " ".join(clause[:_LONGEST].replace("*", "").split())
    words = words[_LEAD.match(words).end() :]  # type: ignore[union-attr]
    if marked := _MARKED.search(words):
        return _plain(marked[marked.lastgroup or "who"])
    told = [found for form in _TOLD if (found := form.search(words))]
    if told:
        return _named(min(told, key=lambda found: found.start("who")))
    for form in _NAMED_BESIDES:
        if found := form.search(words):
            return _named(found)
    return None


def find_subject(clause: str) -> str | None:
    """Whoever these words begin with: "Officers were working on it" is about "Officers"."""
    found = _SUBJECT.match(" ".join(clause[:_LONGEST].split()))
    return _named(found) if found else None


def find_sayer(sentence: str) -> str | None:
    """Who says something in this sentence, by a name, an office or initials; None where nobody."""
    words = " ".join(sentence[:_LONGEST].split())
    found = _SAYER.match(words)
    if not found:
        found = _NEXT_SAYER.search(words)
    elif _ASKED.match(found["says"]):
        found = _ANSWERER.search(words, found.end()) or found
    return _named(found) if found else None


def is_assigned(sentence: str) -> bool:
    """Whether a sentence is no more than who is to do what: "Finance Manager to clarify this"."""
    return bool(_ASSIGNED.match(" ".join(sentence[:_LONGEST].split())))


def _named(found: re.Match[str]) -> str | None:
    """Whoever was found; None where it is no more than the first word of a sentence."""
    who = _plain(found["who"])
    before = found.string[: found.start("who")].rstrip()
    is_first = not before or before.endswith((".", ":", "!", "?"))
    is_a_word = is_first and _COMMON_NOUN.fullmatch(who)
    return None if is_a_word else who


def _plain(who: str) -> str:
    who = who.strip(" ,.)") if "(" not in who else who.strip(" ,.")
    who = _TRAILING.sub("", who)
    return _ARTICLE.sub("", who)

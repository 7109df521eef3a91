"""When is it to be done, in the words of the minutes, and on which day at the latest?"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from ingest.meeting import MONTH, MONTHS, find_dates

_A = r"(?:the|a|an|its|their|our|this|that)\s+"
_MONTH = (
    r"(?i:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_WHICH = (
    r"(?:next|following|future|later|forthcoming|subsequent|upcoming|coming|another|special|first"
    rf"|(?:early|late|mid)[ -]?|(?:{_MONTH}|spring|summer|autumn|winter)(?:\s+(?:19|20)\d\d)?)"
)
# "meeUng" is what some programs read that know no letters joined as one.
# The next meeting | its March Board meeting: no "of the Committee" after it, which names no time.
_MEETING = (
    r"(?:(?!(?:of|to|the|on|and|by)\b)[\w’'&-]+\s+){0,4}?(?:mee(?:ti|U|T)ngs?|agenda|workshop"
    r"|session|AGM"
    r"|newsletter|magazine|forum|seminar|briefing|cycle"
    r"|(?:committee|board|panel|council)(?!\s+(?:meeting|workshop|agenda|cycle|newsletter)))\b"
)
_NUMBER = (
    r"(?:\d{1,3}|(?:a\s+)?couple\s+of|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fourteen|fifteen|eighteen|twenty(?:[ -](?:one|four|eight))?|thirty|sixty|ninety)"
)
_UNIT = r"(?:working\s+|calendar\s+)?(?:day|week|fortnight|month|quarter|year)s?"
_YEAR = r"(?:(?:19|20)\d\d(?:/\d\d)?)"
# Not "the Christmas Village", nor "the Winter Maintenance Plan".
_SEASON = (
    r"(?:spring|summer|autumn|winter|new\s+year|christmas|easter)"
    r"(?![\s*]+(?-i:(?!Term|Newsletter|Meeting)[A-Z]))"
)
# OCR reads the raised letters of 9th as 9" or 9°.
_ORDINAL = r"(?:st|nd|rd|th|[\"°”™]{1,2})?"
# "Until the 31 July that follows their birthday" names no day of this matter.
_OF_ANY_YEAR = (
    r"(?!\s+(?:(?:that|which)\s+(?:follows?|falls?|precedes?)|(?:following|after|before)\s+(?:their"
    r"|his|her|its)|(?:of|in)\s+(?:each|every|any))\b)"
)
_NAMED_DAY = (
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?\b\d{{1,2}}{_ORDINAL}\s+"
    rf"(?:of\s+)?(?:{MONTH})\b{_OF_ANY_YEAR}\.?(?:,?\s+{_YEAR})?"
)
_DAY = (
    rf"{_NAMED_DAY}|(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])(?:[/.](?:\d\d){{1,2}})?"
    r"(?!\d|\s*[ap]\.?m\b)"
)
_PERIOD = (
    r"(?:(?:early|late|mid|the\s+end\s+of|(?:the\s+)?(?:first|second|last)\s+(?:half|week)\s+(?:of"
    r"|in))[ -]?)?"
    rf"(?:\b(?:{MONTH})\b(?:\s+{_YEAR})?|{_SEASON}(?:\s+term)?(?:\s+(?:of\s+)?{_YEAR})?)"
)
_TERM = (
    r"(?:(?:financial|calendar|municipal|council|school|academic|current|next|this|working)\s+){0,2}"
    r"(?:year|month|week|term|quarter|day)(?:[ -]end)?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_QUARTER = rf"(?:Q|quarter\s+)[1-4]\b(?:\s+(?:of\s+)?{_YEAR})?"
# What a council's year turns on, besides its meetings.
_BREAK = (
    r"(?:(?:spring|summer|autumn|winter|christmas|easter|october|february|may)\s+)?"
    r"(?:half[- ]term|recess|break|holidays?|vacation|(?:(?:local|general|county|district|borough"
    r"|council)\s+)?elections?|purdah|pre-election\s+period)\b"
)
# What a thing is to be done before: not the Committee that it is laid before.
_EVENT = (
    r"(?:(?!(?:and|or|of|to|for|that|which|who)\b)[\w’'-]+\s+){0,4}?"
    r"(?:launch|opening|start|run|election|deadline|hearing|inspection|visit|consultation|vote"
    r"|debate|adoption|publication|implementation|introduction|expiry|renewal|closure|completion"
    r"|submission|examination|inquiry|transfer|referendum|budget|tender|procurement|go-live"
    r"|consideration|decision|approval|determination|signature|release|commencement|going\s+live"
    r"|being\s+\w+ed)\b(?:\s+by\s+(?:the\s+)?[A-Z][\w’'-]+)?"
    r"(?!\s+(?:committee|panel|board|group|forum|team|officer|inspector)\b)"
)
# Where a clause that tells the time ends: "once it is ready and would send it" tells two things.
_TOLD_ON = (
    r"(?:(?!\s+(?:and|but)\s+(?:(?:he|she|they|it)\s+)?(?:that|would|will|should|to)\b)"
    r"[^.,;:()]){3,80}(?!\w)"
)
_SOMETHING = (
    r"(?:(?:the|an?|its|their|his|her|any|this|that|these|those|our)\s+)?"
    r"(?:(?!(?:and|or|to|that|which|who|for|with|by|in|on|at|is|was|can|could|be)\b)[\w’'&-]+\s+){1,6}?"
)
_HAPPENS = (
    r"(?:is|are|was|were|has|have|had|go(?:es)?|went|meets?|met|comes?|came|begins?|began|starts?"
    r"|opens?|takes?|took|closes?|ends?|expires?|decides?|considers?|returns?|reports?|sits?|sat"
    r"|gets?|got|leaves?|left|becomes?|became|reach(?:es)?|makes?|made|(?!need)\w{3,}ed)\b"
)
_OCCASION = rf"{_WHICH}\s+{_MEETING}(?:\s+but\s+one\b)?"
# What stands in minutes for when a thing is to be done, each with the form it serves.
_FORMS = (
    # before half-term | over the summer holidays | by the Easter break
    rf"\b(?:before|by|until|over|during|prior\s+to|ahead\s+of|in\s+advance\s+of)\s+"
    rf"(?:(?:the|next|this|its)\s+){{0,2}}{_BREAK}",
    # by close of business on Friday | by the end of that day | by noon | by return of post
    rf"\bby\s+(?:(?:the\s+)?(?:close|end)\s+of\s+(?:business|play|(?:that|this|the\s+(?:same|next"
    rf"|following))\s+(?:day|week|month|term|year)|today|next\s+{_TERM})|noon|midday|lunchtime"
    rf"|today|the\s+weekend|return(?:\s+of\s+(?:post|e-?mail))?)\b"
    rf"(?:\s+(?:on\s+)?(?:the\s+)?(?:(?:next|following)\s+)?(?:{_WEEKDAY}\b|that\s+day|{_DAY}))?",
    # by the end of July 2018 | by the September meeting | no later than 4 May
    r"(?!by\s+(?:day|week|month|quarter|year)\b(?![ -]end))"
    rf"\b(?:by|before|until|at(?=\s+the\s+(?:end|start)\s+of)|after(?=\s+(?:easter|christmas))"
    rf"|no\s+later\s+than|not\s+later\s+than|in\s+time\s+for)\s+(?:{_A})?"
    rf"(?:(?:end|start|beginning|middle|close)\s+of\s+)?(?:{_A})?(?:{_OCCASION}"
    rf"|{_DAY}|{_PERIOD}|{_YEAR}|{_TERM}|then|tomorrow|noon|{_WEEKDAY}(?:\s+week)?\b)",
    # before the launch of the scheme | before the main billing run
    rf"\b(?:before|prior\s+to|ahead\s+of|in\s+advance\s+of)\s+(?:{_A}|any\s+)?{_EVENT}"
    rf"(?:\s+in\s+(?:the\s+next\s+{_UNIT}|{_PERIOD}))?",
    # before it goes to Cabinet | by the time the Board met | after the pilot had run for a year
    rf"\b(?:before|by\s+the\s+time(?:\s+that)?)\s+{_SOMETHING}{_HAPPENS}"
    r"(?:\s+(?!(?:and|but|or)\b)[\w’'-]+){0,8}",
    rf"\bafter\s+(?=(?:the|it|they|its|their)\b){_SOMETHING}(?:has|have|had|is|are)\b{_TOLD_ON}"
    rf"|\bafter\s+{_SOMETHING}(?:has\s+been|have\s+been|is|are|was|were)\s+(?:completed?|finished"
    r"|concluded|over)\b",
    # to the next meeting | at a future meeting, as soon as available | prior to the AGM
    rf"(?:\b(?:prior\s+to|ahead\s+of|in\s+advance\s+of|following|after)\s+(?:{_A})?"
    rf"|\b(?:at\s+)?an?\s+)?\b{_OCCASION}(?:\s+(?:in|on)\s+(?:{_DAY}|{_PERIOD}|{_YEAR}))?\b"
    r"(?:,?\s+as\s+soon\s+as\s+(?:possible|available|practicable))?",
    rf"\b(?:(?:its|their|the)\s+)?(?:committee\s+)?meetings?\s+(?:in|on|of)\s+"
    rf"(?:{_DAY}|{_PERIOD}|{_YEAR})",
    r"\b(?:prior\s+to|ahead\s+of|in\s+advance\s+of|after|at|to)\s+(?:the\s+)?AGM\b(?:\s+in\s+\w+)?",
    r"\b(?:following|after)\s+the\s+(?:[\w’'-]+\s+){0,3}?meeting\s+with\s+[\w’'-]+",
    # in the next fortnight | over the coming weeks | within the week | within days
    rf"\b(?:within|inside|in|over|during)\s+the\s+(?:next|coming|following)\s+"
    rf"(?:(?:{_NUMBER}|few|several)\s+)?{_UNIT}\b(?![’'])",
    r"\bwithin\s+(?:the\s+(?:day|week|fortnight|month|quarter|year)|days|weeks|months)\b"
    r"|\b(?:in|within)\s+a\s+few\s+(?:day|week|month)s\b(?:[’']\s+time)?"
    r"|\b(?:in|within)\s+(?:a|one)\s+(?:week|month|year)\s+or\s+(?:so|two)\b",
    # within six weeks | in three months’ time | after 6 months | six months after it opens
    rf"\b(?:within|inside|in|after)\s+(?:about\s+|approximately\s+"
    rf"|the\s+next\s+)?{_NUMBER}\s+{_UNIT}\b(?:[’']?s?[’']?\s+time)?"
    r"(?:\s+(?:after|from)\s+[^.,;]{3,40})?",
    rf"\b{_NUMBER}\s+{_UNIT}\s+after\s+[^.,;]{{3,40}}",
    # on 4 May | in September 2019 | in the autumn | during 2020/21 | finalised 19th April
    rf"(?<!held )\b(?:on|from|for|in|during|at|throughout)\s+(?:{_A})?(?:{_DAY})",
    # ahead of January | over the summer | at Easter | defer the item to February
    rf"\b(?:ahead\s+of|in\s+advance\s+of|prior\s+to|in\s+time\s+for|till|over)\s+(?:{_A})?"
    rf"{_PERIOD}\b(?!\s+\d{{1,2}}\b)|\bat\s+(?:easter|christmas)\b",
    rf"\b(?:defer|postpon|adjourn|mov|push|slip|carr|held|hold|put|delay|stand)[a-z]*\s+[^.;:]{{0,80}}?"
    rf"(?<!from )\bto\s+(?P<put_off_to>(?:{_A})?{_PERIOD}(?:\s+(?:meeting|agenda))?)\b"
    r"(?!\s+\d{1,2}\b)",
    # mid Feb | end of May | Quarter 4, but not the performance report for Quarter 4
    rf"\b(?:early|mid|late|end(?:\s+of)?)[ -](?:in\s+)?(?-i:(?=[A-Z]))(?:{MONTH})\b(?:\s+{_YEAR})?",
    rf"\b(?:by|in|at|until|from|during)\s+(?:the\s+end\s+of\s+)?{_QUARTER}|\bend\s+of\s+{_QUARTER}"
    r"|(?<!report )(?<!reports )(?<!figures )(?<!performance )(?<!data )(?<!monitoring )"
    rf"(?<!outturn )(?<!position )(?<!results )(?<!information )\bfor\s+{_QUARTER}",
    # Scope the item | AB | April
    rf"(?:(?<=[|:)–-] )|(?-i:\b[A-Z]{{2,4}})\s+)(?P<last>(?-i:(?=[A-Z]))(?:{MONTH})"
    rf"(?:\s+{_YEAR})?)(?=[\s.|)\]]*\Z)",
    # a first draft for session 4 | a table for the final session
    r"\b(?:for|at|to|by|before)\s+(?:(?:session|meeting|workshop)\s+\d{1,2}\b(?![./:])"
    r"|the\s+(?:final|last)\s+session\b)|\bin\s+advance\b(?!\s+of)",
    # that day | the following Tuesday | on Friday | a week on Monday
    r"\b(?:that|(?:on\s+)?the\s+(?:same|very\s+next|next|following))\s+(?:working\s+)?(?:day"
    r"|morning|afternoon|evening|week|weekend|month|fortnight)\b(?![’'-])"
    r"(?!\s+(?:by|care|cent(?:re|er)s?|services?|trips?|rates?|tickets?|nurser\w+)\b)",
    rf"\b(?:a\s+week\s+)?(?:on|by|next|this|following)\s+(?:the\s+)?(?:(?:following|coming|next)"
    rf"\s+)?{_WEEKDAY}\b(?:\s+week\b)?(?!,?\s+(?:the\s+)?\d)(?![’'])"
    r"|\blater\s+(?:today|that\s+day)\b|\bovernight\b|\bnext\s+time\b"
    r"|\b(?:meeting|time)\s+after\s+(?:next|that)\b",
    # sent round with the minutes | in the next report
    r"(?<!\()\b(?:sen[dt]|circulat|issue|go|went|out|round|around|distribut|publish|append|attach|includ|let"
    r"|shar|provid|suppl)[a-z]*\s+[^.;:]{0,60}?"
    r"\b(?P<beside>(?:with|alongside)\s+(?:the|its|their|these|those)\s+(?:(?:draft|next|final)\s+)?"
    r"(?:minutes|agenda(?:\s+papers)?|action\s+(?:log|list|notes|points|sheet)|papers|notes"
    r"|bulletin|newsletter))\b(?!\s+of\b)",
    r"\b(?:in|with|within|alongside|as\s+part\s+of)\s+(?:(?:the|its|an?|their|his|her|our)\s+)?"
    r"(?:next|future|following|forthcoming|subsequent)\s+(?:(?!(?:of|to|and|the|an?)\b)[\w’'-]+\s+){0,3}?"
    r"(?:reports?|updates?|briefings?|papers|bulletin|edition|issue|return|review|round"
    r"|statement)\b",
    rf"(?<!deferred )\b(?:in|during|for|from)\s+(?:{_A})?{_PERIOD}\b(?!\s+\d{{1,2}}\b)",
    rf"(?<!dated )(?<!held )(?<!of ){_NAMED_DAY}(?:,?\s+[\d.:]+\s*[ap]m\s+meeting)?",
    r"\bin\s+the\s+(?:new|coming|next|near)\s+(?:financial\s+|municipal\s+|calendar\s+)?"
    r"(?:year|months?|weeks?|days|future|term|quarter)",
    rf"\b(?:in|during)\s+{_YEAR}\b(?!/)",
    rf"\bin\s+the\s+{_YEAR}\s+(?:[a-z]+\s+)?(?:programme|budget|season|plan)\b",
    r"\b(?:later|early|late|earlier)\s+(?:in\s+(?:the|this|that)\s+(?:year|month|week|term)"
    r"|this\s+(?:year|month|week|term)|next\s+(?:year|month|week|term))",
    r"\b(?:next|this)\s+(?:week|month|year|term|quarter|spring|summer|autumn|winter"
    rf"|(?-i:(?=[A-Z]))(?:{MONTH}))\b",
    r"\b(?:throughout|during|over)\s+the\s+(?:course\s+of\s+the\s+)?(?:year|coming\s+(?:year"
    r"|months))\b",
    # in due course | as soon as possible | outside the meeting
    r"\bin\s+(?:due\s+course|good\s+time|time\s+for\s+[^.,;]{3,40})",
    # as soon as possible | as soon as they had been through the board | as soon as there was
    rf"\bas\s+soon\s+as\s+(?:(?:reasonably\s+)?(?:possible|practicable|practical|available)\b"
    rf"|{_TOLD_ON})",
    r"\b(?i:asap)\b|\bshortly\b|\bsoon\b(?!\s+as)|\bin\s+a\s+timely\s+(?:fashion|manner)\b"
    r"|\bas\s+a\s+matter\s+of\s+urgency\b|\bimmediately\b|\bforthwith\b|\btomorrow\b"
    r"|\bat\s+a\s+later\s+date\b",
    r"\b(?:outside|after)\s+(?:of\s+)?(?:the|this)\s+meeting\b"
    r"|\bat\s+the\s+(?:earliest|first)\s+(?:possible\s+)?opportunity\b",
    # once funding is secured | when the restrictions were lifted | when available
    r"(?<!at )\bonce\s+(?!(?:again|more|an?|and|every)\b)"
    rf"{_TOLD_ON}",
    r"\bwhen\s+(?:available|completed?|ready|published|received|known"
    r"|(?:it|they|this|these|the\s+[^.,;()]{3,50}?)"
    r"\s+(?:is|are|was|were|ha(?:s|ve|d)(?:\s+been)?)\s+(?:next\s+)?"
    r"(?!(?:been|next|not)\b)\w+(?:ed|en|wn|t|id|de)\b"
    r"|(?:it|they|he|she|this|these|the\s+[^.,;()]{3,50}?)\s+(?:next\s+)?(?:comes?|came|meets?|met"
    r"|returns?|reports?|reopens?|opens?|goes|knows?|knew|ends?|expires?)\b"
    r"(?:\s+(?:the\s+)?(?:(?:next|following)\s+\w+|again))?)",
    r"\bon\s+an?\s+(?:annual|quarterly|monthly|weekly|regular|daily)\s+basis\b",
    # every six months | each quarter | quarterly
    rf"\b(?:every|each)\s+(?:{_NUMBER}\s+)?(?:{_UNIT}|meeting|cycle)\b(?![’'])",
    # reported monthly to the Board, but not "the weekly allowance" or "weekly food waste"
    r"(?<![\w-])(?<!\bthe )(?<!\ba )(?:quarterly|annually|monthly|six-monthly|weekly)\b"
    r"(?=\s*(?:[^\w\s’'/-]|$|(?:to|by|in|on|at|for|from|until|with|as|throughout|during|via|when)\b"
    r"|and\s+(?!(?:week|month|quarter|annual|year))))",
)
# All begin where a word does, which spares most places a look at each of them.
_DUE = re.compile(rf"(?<!\w)(?:{'|'.join(_FORMS)})", re.IGNORECASE)
# When it is moved is not when it is done: "I will move at the next Meeting that".
_NOTICE = re.compile(
    r"\bI\s+(?:will|shall)\s+(?:move|propose|ask)\s+at\s+(?:the|our)\s+next\s+meeting\b",
    re.IGNORECASE,
)
# A meeting that is called is what is done, and not when: "convene a special meeting"; nor is the
# time of what may happen: "should the Board decide in January, the Chair report".
_OF_ANOTHER = re.compile(
    r"\b(?:conven|call|hold|arrang|organis|requisition)(?:e[sd]?|ing|s|ed)?\s+an?\s+"
    r"(?:special|further|extra|additional|another)\s+meeting$"
    r"|\b(?:minutes|record|notes)\s+of\s+(?:(?:the|its|our|last|previous|special|ordinary|meetings?"
    r"|held|on|of|[a-z]{3,6}day,?)\s+){0,6}\d[^.;]{0,25}$"
    r"|(?:^|[,;]\s|\bthat,?\s)(?:should\s+the|if)\s(?:(?!\b(?:would|will)\b)[^.,;:]){0,90}$",
    re.IGNORECASE,
)
_NEAR_BEFORE = 120  # characters before a time that may tell whose it is
# What is due "to the next meeting" is due "next meeting".
_LEADING = re.compile(r"(?:(?:to|at|for|in|on|of)\s+)?(?:the|its|their|our)\s+", re.IGNORECASE)
_BARE = re.compile(r"(?:on|in|for|at|from|during)\s+(?=\d|[A-Z])")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        "a|an|one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
    for word in words.split("|")
} | {
    "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty one": 21,
    "twenty four": 24, "twenty eight": 28, "thirty": 30, "sixty": 60, "ninety": 90,
    "couple of": 2, "a couple of": 2,
}  # fmt: skip
_MONTH_NAMED = re.compile(rf"\b({MONTH})\b\.?(?:,?\s+((?:19|20)\d\d))?", re.IGNORECASE)
_DAY_NAMED = re.compile(
    rf"\b(\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?({MONTH})\b(?!\.?,?\s+\d{{4}})", re.IGNORECASE
)
_RAISED = re.compile(r"(?<=\d)[\"°”™]{1,2}(?=\s)")
_SHORT_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?(?![\d/.])")
_SPAN = re.compile(
    rf"(?:(?:\b(?:within|inside|in|over|during)\s+(?:about\s+|approximately\s+)?(?:the\s+next\s+)?|^next\s+)"
    rf"(?P<number>{_NUMBER})|\b(?:within\s+the|the\s+next)|^next(?=\s+fortnight))\s+"
    r"(?P<working>working\s+)?(?:calendar\s+)?"
    r"(?P<unit>day|week|fortnight|month|quarter|year)(?P<several>s?)\b(?!\s+after)",
    re.IGNORECASE,
)
_SEASON_NAMED = re.compile(
    r"\b(spring|summer|autumn|winter|new year|christmas|easter)\b(?P<term>\s+term)?"
    r"(?:\s+(?:of\s+)?(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_LAST_MONTH_OF_TERM = {"spring": 4, "summer": 7, "autumn": 12}
_LAST_MONTH = {
    "spring": 5,
    "summer": 8,
    "autumn": 11,
    "winter": 2,
    "new year": 1,
    "christmas": 12,
    "easter": 4,
}
_END_OF_YEAR = re.compile(
    r"\bend\s+of\s+(?:the\s+)?(?:calendar\s+)?year\b|\b(?:later\s+)?(?:this|in\s+the)\s+year\b",
    re.IGNORECASE,
)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_FRIDAY, _SATURDAY = 4, 5
# by Friday | a week on Tuesday | Monday week
_WEEKDAY_NAMED = re.compile(
    rf"(?P<before>\ba\s+week\s+on\s+)?\b(?P<day>{_WEEKDAY})\b(?P<after>\s+week\b)?", re.IGNORECASE
)
_NEAR = re.compile(
    r"(?P<tomorrow>\b(?:tomorrow|overnight|(?:next|following)\s+(?:working\s+)?(?:day|morning)))\b"
    r"|(?P<today>\btoday\b|\b(?:that|this|same|the)\s+(?:day|morning|afternoon|evening)\b"
    r"|\b(?:close|end)\s+of\s+(?:business|play)\b|\bby\s+(?:noon|midday|lunchtime)\b)"
    r"|\b(?:(?P<next>next|following)|this|that|same|(?<=end of )the|(?<=within )the|current)\s+"
    r"(?:working\s+)?(?P<unit>week(?:end|-end)?|month|quarter)\b(?![’'])",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:every|each)\b", re.IGNORECASE)
_QUARTER_NAMED = re.compile(
    r"\b(?:Q|quarter\s+)(?P<number>[1-4])\b(?:\s+(?:of\s+)?(?P<year>(?:19|20)\d\d))?", re.IGNORECASE
)
_FINANCIAL_YEAR = re.compile(
    r"^(?!before|from|at\s+the\s+start).*?\b(?:(?P<next>next)\s+)?financial\s+year\b", re.IGNORECASE
)
_BEFORE_MONTH = re.compile(
    rf"\b(?:before|prior\s+to|ahead\s+of|in\s+advance\s+of)\s+(?:the\s+)?"
    rf"(?P<month>(?-i:(?=[A-Z]))(?:{MONTH})|new\s+year|spring|summer|autumn|winter)\b(?:\s+(?P<year>(?:19|20)\d\d))?\.?$",
    re.IGNORECASE,
)
_FIRST_MONTH = MONTHS | {"new year": 1, "spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# Councils break up for the summer when July ends.
_BREAKS_UP = re.compile(r"\bbefore\b.*\b(?:break|recess|holidays?)\b", re.IGNORECASE)
_LAST_MONTH_BEFORE = {"summer": 7}
_YEAR_ALONE = re.compile(
    r"\b(?:by|in|during|before)\s+(?:the\s+end\s+of\s+)?((?:19|20)\d\d)\b(?!/)"
)

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def find_due(text: str, held: date | None = None) -> str | None:
    """When a clause says that it is to be done, as written; None where it does not say.

    A time before the meeting was `held` is that of something else.
    """
    text = _NOTICE.sub("", text)
    found = [
        words
        for match in _DUE.finditer(text)
        if not _is_past(words := match[match.lastgroup or 0], held)
        and not _OF_ANOTHER.search(text[max(0, match.start() - _NEAR_BEFORE) : match.end()])
    ]
    if not found:
        return None
    stated = max(found, key=_how_well)
    for opening in (_LEADING, _BARE):
        if leading := opening.match(stated):
            stated = stated[leading.end() :]
    return " ".join(stated.split()).strip(" ,.")


def _how_well(due: str) -> int:
    """How well these words name a time: a day or a deadline best, a meeting next, then the rest."""
    if _NAMES_A_DAY.search(due) or (_IS_A_DEADLINE.match(due) and _NAMES_A_TIME.search(due)):
        return 3
    if _NAMES_A_MEETING.search(due):
        return 2
    return int(bool(_NAMES_A_TIME.search(due)))


def _is_past(due: str, held: date | None) -> bool:
    year = _NAMES_A_YEAR.search(due)
    if held is None or not year:
        return False
    if day := due_day(due, held):
        return day < held
    return bool(year["year"]) and int(year["year"]) + bool(year["next"]) < held.year


# in March 2018 | during 2018/19 | on 4/3/18
_NAMES_A_YEAR = re.compile(r"\b(?P<year>(?:19|20)\d\d)\b(?P<next>/\d\d\b)?|\d[/.]\d{1,2}[/.]\d\d\b")


_NAMES_A_DAY = re.compile(rf"\b\d{{1,2}}{_ORDINAL}\s+(?:of\s+)?(?:{MONTH})\b", re.IGNORECASE)
_IS_A_DEADLINE = re.compile(r"(?:by|before|within|inside|(?:no|not)\s+later)\s", re.IGNORECASE)
_NAMES_A_MEETING = re.compile(r"meeting|next", re.IGNORECASE)
_NAMES_A_TIME = re.compile(
    rf"\d|meeting|next|\b(?:two|three|four|six)\b|end\s+of|\b{_MONTH}\b|{_SEASON}", re.IGNORECASE
)


def due_day(due: str, held: date | None) -> date | None:
    """The last day that these words name, said at a meeting held on a day; None where they do not.

    A month means its last day, a season the end of its last month; without a year they are the
    first to come after the meeting. "The next meeting" names no day: that is for the calendar.
    """
    for reading in _READINGS:
        if day := reading(due, held):
            return day
    return None


def _stated(due: str, _: date | None) -> date | None:
    return max((day for _, day in find_dates(_RAISED.sub("th", due))), default=None)


def _without_year(due: str, held: date | None) -> date | None:
    found = _DAY_NAMED.search(due)
    if not found or held is None:
        return None
    return _first_after(held, MONTHS[found[2].lower()], int(found[1]))


def _in_figures(due: str, held: date | None) -> date | None:
    found = _SHORT_DAY.search(due)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3] is None:
        return _first_after(held, month, day) if held else None
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return _day(year, month, day)


def _after_a_while(due: str, held: date | None) -> date | None:
    found = _SPAN.search(due)
    if not found or held is None:
        return None
    if not found["number"] and found["several"]:
        return None  # "in the next months" names no number of them
    words = " ".join(re.split(r"[\s-]+", (found["number"] or "one").lower()))
    number = int(words) if words.isdigit() else _NUMBERS.get(words, 1)
    unit = found["unit"].lower()
    if found["working"] and unit == "day":
        return _working_days_after(held, number)
    if unit in _DAYS:
        return held + timedelta(days=number * _DAYS[unit])
    months = held.month - 1 + number * _MONTHS_IN[unit]
    year, month = held.year + months // 12, months % 12 + 1
    return date(year, month, min(held.day, monthrange(year, month)[1]))


def _working_days_after(held: date, number: int) -> date:
    """Mondays to Fridays are counted; which of them are holidays is not known here."""
    day = held
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY
    return day


def _weekday(due: str, held: date | None) -> date | None:
    found = _WEEKDAY_NAMED.search(due)
    if not found or held is None:
        return None
    ahead = (_WEEKDAYS.index(found["day"].lower()) - held.weekday() - 1) % 7 + 1
    return held + timedelta(days=ahead + (7 if found["before"] or found["after"] else 0))


def _from_today(due: str, held: date | None) -> date | None:
    """Today, tomorrow, the end of this week, month or quarter, or of the next."""
    found = _NEAR.search(due)
    if not found or held is None or _EVERY.search(due):
        return None
    if found["today"]:
        return held
    if found["tomorrow"]:
        return held + timedelta(days=1)
    further = bool(found["next"])
    if found["unit"].lower().startswith("week"):
        return held + timedelta(days=(_FRIDAY - held.weekday()) % 7 + 7 * further)
    length = _MONTHS_IN[found["unit"].lower()]
    last = (held.month - 1) // length * length + length * (1 + further)  # counted from 1
    return _end_of((last - 1) % 12 + 1, str(held.year + (last - 1) // 12), held)


def _quarter(due: str, held: date | None) -> date | None:
    """The last day of a quarter of the council's year, which begins in April."""
    found = _QUARTER_NAMED.search(due)
    if not found:
        return None
    number = int(found["number"])
    year = int(found["year"]) + (number == 4) if found["year"] else None
    return _end_of((number * 3 + 2) % 12 + 1, str(year) if year else None, held)


def _financial_year(due: str, held: date | None) -> date | None:
    found = _FINANCIAL_YEAR.search(due)
    if not found or held is None:
        return None
    return date(held.year + (held.month > 3) + bool(found["next"]), 3, 31)


def _before_month(due: str, held: date | None) -> date | None:
    """The day before a month or a season begins: "before March" is over when March comes."""
    found = _BEFORE_MONTH.search(due)
    if not found or (held is None and not found["year"]):
        return None
    month = _FIRST_MONTH[" ".join(found["month"].lower().split())]
    year = int(found["year"]) if found["year"] else held.year + (month <= held.month)  # type: ignore[union-attr]
    return date(year, month, 1) - timedelta(days=1)


def _month(due: str, held: date | None) -> date | None:
    found = _MONTH_NAMED.search(due)
    if not found or (found[1].islower() and found[1] in ("may", "mar", "jan", "dec", "sep")):
        return None
    return _end_of(MONTHS[found[1].lower()], found[2], held)


def _season(due: str, held: date | None) -> date | None:
    found = _SEASON_NAMED.search(due)
    if not found:
        return None
    season = " ".join(found[1].lower().split())
    within = (
        _LAST_MONTH_OF_TERM
        if found["term"]
        else _LAST_MONTH_BEFORE
        if _BREAKS_UP.search(due)
        else {}
    )
    last = within.get(season, _LAST_MONTH[season])
    return _end_of(last, found["year"], held)


def _year(due: str, held: date | None) -> date | None:
    if named := _YEAR_ALONE.search(due):
        return date(int(named[1]), 12, 31)
    return date(held.year, 12, 31) if held and _END_OF_YEAR.search(due) else None


def _end_of(month: int, year: str | None, held: date | None) -> date | None:
    if year is None and held is None:
        return None
    of = int(year) if year else held.year + (month < held.month)  # type: ignore[union-attr]
    return date(of, month, monthrange(of, month)[1])


def _first_after(held: date, month: int, day: int) -> date | None:
    this_year = _day(held.year, month, day)
    if this_year and this_year >= held:
        return this_year
    return _day(held.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READINGS: tuple[Callable[[str, date | None], date | None], ...] = (
    _stated, _without_year, _in_figures, _weekday, _after_a_while, _quarter, _from_today,
    _before_month, _month, _season, _financial_year, _year,
)  # fmt: skip

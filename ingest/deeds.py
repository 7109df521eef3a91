"""What people promise in minutes to do, by what the words mean, as they stand after "would".

Each list holds verbs with the words that make them mean it: one who will "look into" a matter
looks into it for whoever asked, and one who will "look well" does not.
"""

import re
from collections.abc import Iterable

_IRREGULAR = {
    "bring": "brought", "cut": "cut", "do": "done", "draw": "drawn", "feed": "fed", "find":
    "found", "get": "got", "give": "given", "hold": "held", "keep": "kept", "lay": "laid", "let":
    "let", "make": "made", "put": "put", "redo": "redone", "refer": "referred", "run": "run",
    "send": "sent", "set": "set", "show": "shown", "speak": "spoken", "take": "taken", "rewrite":
    "rewritten", "write": "written",
}  # fmt: skip


def _listed(verbs: str) -> tuple[str, ...]:
    return tuple(" ".join(verb.split()) for verb in verbs.split(","))


# Done for those who asked, whoever gets it: they are told, answered, and written for.
_TELLS = _listed(
    """
    circulate, recirculate, re-circulate, distribute, forward, email, e-mail, supply, notify,
    let him, let her, let them, let members, let the, let everyone, let councillors, keep
    members, keep the, keep him, keep her, keep them, brief him, brief her, brief them, brief
    members, brief councillors, brief the
    """
)
_COMES_BACK = _listed(
    """
    report back, feed back, feed this back, feed it back, feed that back, come back, get back,
    bring back, bring it back, bring this back, revert, follow up, follow it up, follow this up,
    follow that up, pass back, write back, update members
    """
)
_LOOKS = _listed(
    """
    look into, look at the, look at this, look at what, look at all, look at it, look at how,
    look at whether, look again, check, investigate, clarify, follow up, enquire into
    """
)
_FINDS_OUT = _listed(
    """
    find out, enquire, inquire, establish the, establish whether, ascertain, go through, go back,
    explore, examine, see if, see whether, have a look, research, see what, see about, look up,
    give thought to, give consideration to, reflect on, think about
    """
)
_APPROACHES = _listed(
    """
    write to, write a, write an, write again, write formally, write and, contact, speak to, speak
    with, talk to, liaise, raise, ask, chase, take up this, take up with, take it up, take this
    up, take it back, take this back, take that back, take it away, take this away, take that
    away, take these away, take away, take this forward, take it forward, take that forward, take
    it on board, take this on board, pass on, pass this, pass it, pass the, pass that, pass these,
    pass comments, pass any, put the point, put this to, put it to, get in touch, meet with, meet
    them, meet him, meet her, meet the, invite, remind, request, seek, respond, reply, discuss,
    communicate, apply for, make enquiries, make contact, make representations, make an
    appointment, pursue, take advice, take legal advice, take steps, have a word, have a
    conversation, be in touch, pick up, pick it up, pick this up, pick that up, flag, relay,
    convey, copy him, copy her, copy them, copy members, copy in, mention it, mention this, put
    him in touch, put her in touch, put them in touch, make the point, make an application, make
    arrangements, make a request, order, suggest this, report it, report this, report these,
    report the, follow, escalate, ring, phone, telephone, warn
    """
)
_SEES_TO_IT = _listed(
    """
    arrange, organise, organize, send, share, obtain, get quotes, get a quote, get quotations, get
    a price, get prices, get more, get further, prepare, draft, produce, post, publish, draw up,
    compile, collate, set up, add, amend, correct, display, purchase, attend, consider, review,
    update, put up, put on, put it, put this, put a, fill, complete, deliver, submit, monitor,
    confirm, advertise, provide, make sure, ensure that, visit, take on, keep an eye, commission,
    make a further, make another, bid for, have it, have them, have the, have every, have all,
    have each, see that, see to, do so, pull together, put together, work up, write up, dig out,
    double-check, report when, report in, report on, report to, report again, report further,
    report the outcome, show him, show her, show them, show members, show the, walk round, work it
    up, write it up
    """
)
# A promise only where those who met get it: "provide the Committee with".
_GIVES = _listed(
    """
    provide, report, present, give, issue, update, inform, advise, offer, include, take, refer,
    submit, put, send, share, table, return, prepare, produce, publish, add, invite, show,
    allocate, schedule, consider, review, nominate, raise, discuss, finalise, finalize, post, make
    available, supply, obtain, complete, hold, host, run, lay on, feed, reflect
    """
)
# Promised where somebody raised the matter: "tar patching will be carried out".
_WORKS = _listed(
    """
    carry out, repair, replace, install, improve, consider, review, include, complete, undertake,
    clean, clear, resurface, paint, erect, assess, inspect, monitor, address, submit, remove, do,
    put in place, cut, fix, add, schedule, refer, discuss, request, contact, ask, examine,
    explore, seek, obtain, prepare, raise, rectify, patch, trim, attend to, deal with, prioritise,
    update, amend, change, correct, arrange, organise, share, make available, mend, restore,
    reinstate, publish, relocate, extend, resolve, check, alter, redo, rewrite, put right, send
    """
)
# And by a body in its own reply to a motion.
_REPLIES = _listed(
    """
    engage, link in, keep the matter, keep this, liaise, look, work with
    """
)


def _doing(verbs: Iterable[str]) -> str:
    """The verbs as they stand after "would" and "would be": "circulate", "circulating"."""
    return "|".join(sorted({_active(verb) for verb in verbs}, key=len, reverse=True))


def _active(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    stem = f"{first[:-1]}(?:e|ing)" if first.endswith("e") and first != "be" else f"{first}(?:ing)?"
    return f"{stem} {rest}" if rest else stem


def _done(verbs: Iterable[str]) -> str:
    """The verbs as they stand after "would be": "circulated", "looked into"."""
    return "|".join(sorted({_passive(verb) for verb in verbs}, key=len, reverse=True))


def _passive(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    if first.endswith("y") and first[-2:] not in ("ay", "ey", "oy"):
        done = f"{first[:-1]}ied"
    else:
        done = f"{first}d" if first.endswith("e") else f"{first}ed"
    done = _IRREGULAR.get(first, done)
    return f"{done} {rest}" if rest else done


def _either(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives})\b", re.IGNORECASE)


# "bring the results to the Committee", but not "bring huge experience to the Board".
_BRINGS = (
    r"bring(?:ing)?(?=\s+(?:an?|the|this|that|these|it|them|his|her|their|forward|proposals|results"
    r"|figures|details|options|recommendations)\b)"
)
# let Mr Reed have them | get it over to the clerk | have an engineer look at it | do a first draft
_DOES_IT = (
    r"let(?:ting)?\s+(?:[\w’'.-]+\s+){1,4}?(?:know|have|see)"
    r"|get(?:ting)?\s+(?:it|this|that|them|these|(?:the|an?)(?:\s+[\w’'-]+){1,3}?)\s+(?:to|over|out"
    r"|round|across|done|fixed|sorted|put|changed|checked|(?:look|repair|clear|mend)ed)"
    r"|hav(?:e|ing)\s+(?:someone|somebody|(?:his|her|their|the|an?)\s+(?:[\w’'-]+\s+)?(?:officers?"
    r"|team|staff|colleagues?|surveyor|engineers?|inspector|contractors?))\s+(?!(?:to|in|at|on|who"
    r"|of|and|for|with|working)\b)[a-z]+"
    r"|do(?:ing)?\s+(?:this|that(?!\s+[a-z]+\s+(?:is|was))|an?\s+(?:[\w’'-]+\s+){0,2}?(?:draft|note"
    r"|paper|list|summary|leaflet|letter|report))"
    r"|com(?:e|ing)\s+(?:and\s+(?:see|speak|talk|meet|look|present)|to\s+(?:[\w’'-]+\s+){1,4}?(?:meetings?"
    r"|forum|council|committee|panel|board|group|session))"
)
_SERVES = (*_TELLS, *_COMES_BACK, *_LOOKS, *_FINDS_OUT, *_APPROACHES, *_SEES_TO_IT)
SERVES = _either(rf"{_doing(_SERVES)}|{_DOES_IT}")
SERVED = _either(
    rf"{_done((*_TELLS, *_COMES_BACK, *_LOOKS))}|looked at|taken (?:up|back|away|forward|on board)"
    r"|sent out|pursued|chased|escalated|dealt with outside"
)
GIVES = _either(rf"(?:{_doing(_GIVES)})(?!\s+place\b)|{_BRINGS}")
GIVEN = _either(rf"{_done(_GIVES)}|available|brought")
REPLIES = _either(_doing((*_WORKS, *_REPLIES)))
WORKED = _either(rf"{_done(_WORKS)}|considerred|analysed")

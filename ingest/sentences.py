"""Sentences of council prose, as offsets."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

# Punkt (Kiss and Strunk, Computational Linguistics 2006) is used with these words given and
# nothing learned: minutes are full of titles and references that a trained model cuts at.
_ABBREVIATIONS = (
    "cllr cllrs cr mr mrs ms miss dr prof rev hon rt st jr sr messrs "
    "para paras no nos ref refs min mins sec secs ch fig art app apps annex vol pp p "
    "dept ext approx est inc ltd plc co etc e.g i.e eg ie cf viz vs al a.m p.m am pm "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
).split()


@cache
def _tokenizer() -> "PunktSentenceTokenizer":
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end offsets of the sentences of `text`, in order; the gaps are white space."""
    return list(_tokenizer().span_tokenize(text))

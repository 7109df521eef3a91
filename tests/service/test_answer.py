"""An answer is the minutes' own words, in order, each once, or nothing."""

from datetime import date

import pytest

from index.calibrate import measure
from index.hits import Query
from index.search import Searcher
from service.answer import MOST_CLAIMS, answer, best_run, default_floor

BRIDGE = """Reported that the old stone bridge at the mill was {said}.

RESOLVED: That the old stone bridge at the mill be {decided}.
"""
# Scores are shares of the best and worst found, so there must be something that is worse.
OTHER = {"other.txt": "Ducks swam.\n\nLunch followed.\n"}
MANIFEST = """file,council,committee,held
later.txt,Tinytown Council,Scrutiny Committee,2019-05-02
earlier.txt,Tinytown Council,Scrutiny Committee,2018-05-02
"""
LIBRARY = """1. Library

The librarian described the new opening hours at length to everybody. \
Borrowing of novels had doubled since the spring when the roof was mended. \
Visitors came from several villages along the valley on market days. \
The purple cupboard had been locked by mistake. \
Children had drawn posters for the entrance hall and the staircase.
"""


@pytest.fixture
def ask(library, encoder):
    """Asks the small library, or the one given."""

    def ask_one(question, of=None, limit=10, floor=None, form="other", **filters):
        searcher = Searcher.open(of or library, encoder)
        query = Query(question, **filters)
        return answer(searcher, query, form=form, limit=limit, floor=floor)

    return ask_one


def quotes(answered):
    return [claim.text for claim in answered.claims]


@pytest.mark.parametrize(
    "question",
    [
        "what was said about staying put",
        "carers allowance",
        '"Mill Lane" refuse',
        "report in February",
        "young man bedsit examinations",
    ],
)
def test_every_claim_is_verbatim_and_cited(library, ask, question) -> None:
    """A claim is the document's text at the offsets of each of its citations."""
    answered = ask(question)

    assert answered.found
    for claim in answered.claims:
        assert claim.citations
        for citation in claim.citations:
            text = library.text(citation.document_id)
            assert text[citation.start : citation.end] == citation.quote == claim.text
            passage = library.passages([citation.passage_id])[citation.passage_id].passage
            assert passage.start <= citation.start < citation.end <= passage.end


def test_meetings_come_by_date_with_decisions_first_in_each(make_library, ask) -> None:
    """The earliest meeting first, undated last; what was decided before what was said."""
    library = make_library(
        {
            **OTHER,
            "later.txt": BRIDGE.format(said="closed to lorries", decided="rebuilt in oak"),
            "earlier.txt": BRIDGE.format(said="leaning over", decided="painted green"),
            "undated.txt": BRIDGE.format(said="rather older", decided="insured twice"),
        },
        MANIFEST,
    )

    answered = ask("old stone bridge at the mill", library)
    assert quotes(answered) == [
        "RESOLVED: That the old stone bridge at the mill be painted green.",
        "Reported that the old stone bridge at the mill was leaning over.",
        "RESOLVED: That the old stone bridge at the mill be rebuilt in oak.",
        "Reported that the old stone bridge at the mill was closed to lorries.",
        "RESOLVED: That the old stone bridge at the mill be insured twice.",
        "Reported that the old stone bridge at the mill was rather older.",
    ]
    marks = [claim.mark for claim in answered.claims]
    assert marks == ["first mention", None, "latest position", None, None, None]


def test_nothing_is_called_first_that_is_not(make_library, ask) -> None:
    """Of a narrowed question no first is told, nor where an earlier meeting named the matter."""
    library = make_library(
        {
            **OTHER,
            "later.txt": BRIDGE.format(said="closed to lorries", decided="rebuilt in oak"),
            "earlier.txt": BRIDGE.format(said="leaning over", decided="painted green"),
            "first.txt": "3. Mill bridge\n\nDucks nested. Geese came too, and swans in number.\n",
        },
        MANIFEST + "first.txt,Tinytown Council,Scrutiny Committee,2016-05-02\n",
    )
    marks = [claim.mark for claim in ask("old stone bridge at the mill", library).claims]
    narrowed = ask("old stone bridge at the mill", library, held_from=date(2017, 1, 1))

    assert "latest position" in marks
    assert len(narrowed.claims) > 1
    assert [None] * len(narrowed.claims) == [claim.mark for claim in narrowed.claims]


def test_committees_of_one_name_are_two_councils(make_library, ask) -> None:
    """What two councils' committees said on one day stands under each, not in turns."""
    library = make_library(
        {
            **OTHER,
            **{
                f"{name}.txt": BRIDGE.format(said=said, decided=decided)
                for name, said, decided in (
                    ("alpha", "leaning over", "painted green"),
                    ("beta", "closed to lorries", "rebuilt in oak"),
                )
            },
        },
        "file,council,committee,held\n"
        "alpha.txt,Alpha Council,Scrutiny Committee,2019-05-02\n"
        "beta.txt,Beta Council,Scrutiny Committee,2019-05-02\n",
    )
    labels = [c.citations[0].label for c in ask("old stone bridge at the mill", library).claims]

    assert labels == sorted(labels)
    assert len(labels) == 4


def test_an_announcement_is_no_claim(make_library, ask) -> None:
    """The header of a table, and "Decision: That", say nothing by themselves."""
    table = "1. Ferry\n\nFerry | Cost | Owner\n\nFerry repairs | £400 | Ms Lowe\n"
    library = make_library({**OTHER, "a.txt": table})
    said = quotes(ask("ferry cost", library, floor=0.0))

    assert "Ferry | Cost | Owner" not in said
    assert "Ferry repairs | £400 | Ms Lowe" in said


def test_what_is_half_unheard_of_needs_more(ask) -> None:
    """Of two questions with as much evidence, the one that asks of a volcano is not answered."""
    whole = ask("Mill Lane")
    half = ask("volcano eruption in Mill Lane", floor=0.0)
    evidence = max(half.search.evidence.values())

    assert whole.found
    assert half.found
    assert not ask("volcano eruption in Mill Lane", floor=evidence - 0.05).found
    assert ask("volcano eruption in Mill Lane", floor=evidence - 0.1).found


def test_every_meeting_is_heard_before_one_twice(make_library, ask) -> None:
    """Where there is more to say than a reader takes in, no meeting is left out for another."""
    ways = "shut open wet dry leaning painted sold listed raised".split()
    said = [f"The old stone bridge at the mill was {way}.\n" for way in ways]
    documents = {f"{n:02}.txt": f"1. Bridge\n\n{said[n]}" for n in range(1, 7)}
    documents["00.txt"] = "1. Bridge\n\n" + "\n".join([said[0], *said[7:]])
    held = "\n".join(f"{n:02}.txt,2019-01-{n + 1:02}" for n in range(7))
    library = make_library({**OTHER, **documents}, f"file,held\n{held}\n")
    answered = ask("old stone bridge at the mill", library)
    paths = [claim.citations[0].path for claim in answered.claims]

    assert MOST_CLAIMS == len(paths)
    assert 7 == len(set(paths))


@pytest.mark.parametrize(
    ("text", "question", "context"),
    [
        (
            "The warden reported the crossing lamp broken. She had asked the highways depot"
            f" twice for a lamp to be fitted to the crossing pole. {'Bins were late. ' * 20}",
            "who asked the highways depot for a lamp fitted to the crossing pole",
            "The warden reported the crossing lamp broken.",
        ),
        (
            f"The highways depot fitted a lamp to the crossing pole. {'Bins were late. ' * 20}",
            "highways depot fitted lamp crossing pole",
            "",
        ),
    ],
)
def test_what_a_claim_refers_to_is_shown_beside_it(
    make_library, ask, text, question, context
) -> None:
    """A sentence that begins with "she" has the one before it as context, not in the quotation."""
    (claim,) = ask(question, make_library({"a.txt": text}), floor=0.0).claims

    assert context == claim.context
    assert "lamp" in claim.text
    assert not context or context not in claim.text


def test_a_clause_is_announced_by_its_lead_in(ask) -> None:
    """A clause of a resolution has the words that announce it beside it."""
    claims = ask("full report to the next meeting", floor=0.0).claims
    lead_in = {claim.text[:3]: claim.context for claim in claims}

    assert "RESOLVED: That" == lead_in["(2)"]


def test_the_same_thing_is_said_once(make_library, ask) -> None:
    """Of two passages with all but one of their words in common, one is a claim."""
    said = "The engineer said that the old stone bridge at the mill was closed to lorries"
    library = make_library({"a.txt": f"{said} today.\n", "b.txt": f"{said} yesterday.\n"})
    answered = ask("engineer bridge mill lorries closed", library)

    assert len(answered.claims) == 1
    assert answered.search.hits[1].score > 0


def test_different_words_are_different_claims(make_library, ask) -> None:
    """Passages about the same thing that say different things of it are both claims."""
    library = make_library(
        {
            **OTHER,
            "a.txt": "The old bridge was closed by floods.\n",
            "b.txt": "The old bridge was painted green again.\n",
        }
    )

    assert len(ask("the old bridge", library).claims) == 2


def test_decisions_that_differ_in_the_deciding_word_are_both_claims(make_library, ask) -> None:
    """That it was refused and that it was approved are two things, alike as they are written."""
    library = make_library(
        {
            **OTHER,
            "a.txt": "RESOLVED: That the application be refused.\n",
            "b.txt": "RESOLVED: That the application be approved.\n",
        }
    )

    assert sorted(quotes(ask("that application", library))) == [
        "RESOLVED: That the application be approved.",
        "RESOLVED: That the application be refused.",
    ]


def test_nothing_relevant_is_no_answer(ask) -> None:
    """Where the best passage says too little there is no claim, and hits are still given."""
    answered = ask("volcano eruptions")

    assert not answered.found
    assert answered.claims == ()
    assert answered.search.hits


@pytest.mark.parametrize("question", ["", "   ", "!!! ???", "😀", '""'])
def test_a_question_without_words_has_no_answer(ask, question) -> None:
    """What holds no letter or digit finds nothing."""
    answered = ask(question)

    assert not answered.found
    assert answered.search.hits == ()


def test_the_floor_decides(ask) -> None:
    """The same passages answer under a floor below their evidence and not under one above it."""
    best = max(ask("carers allowance").search.evidence.values())

    assert ask("carers allowance", floor=best).found
    assert not ask("carers allowance", floor=best + 1e-6).found


def test_the_default_floor_is_the_librarys_own(library, encoder) -> None:
    """It is .185 above seven tenths of what strangers score in the library."""
    searcher = Searcher.open(library, encoder)

    assert default_floor(searcher) == pytest.approx(0.185 + 0.7 * measure(searcher).mean)


def test_words_that_nothing_mentions_are_told(ask) -> None:
    """A refusal names what was missed, and a question that is half unheard of needs more."""
    answered = ask("volcano eruption in Mill Lane")

    assert answered.unmentioned == ("volcano", "eruption")
    assert "None of them mentions “volcano” or “eruption”" in answered.refusal


def test_a_number_is_answered_with_a_number(make_library, ask) -> None:
    """Asked how many, passages on the subject without a number are no answer, and that is said."""
    library = make_library({**OTHER, "a.txt": "Hedgehogs were counted in Mill Lane by wardens.\n"})
    answered = ask("how many hedgehogs were counted in Mill Lane", library, form="how many")

    assert not answered.found
    assert answered.confidence < 0
    assert "do not give a number" in answered.refusal
    assert ask("hedgehogs counted in Mill Lane", library).found


def test_quoted_words_that_stand_there_are_found(ask) -> None:
    """Words asked for exactly answer, whatever the floor and the rest of the question."""
    answered = ask('volcano "fallen tree" eruption', floor=5.0)

    assert quotes(answered) == [
        "Collections of refuse had been missed in Mill Lane because of a fallen tree."
    ]


def test_quoted_words_that_stand_nowhere_find_nothing(ask) -> None:
    """Words asked for exactly are not answered by others like them."""
    answered = ask('staying put "tree fallen"')

    assert not answered.found
    assert answered.search.hits == ()


def test_a_claim_says_the_words_asked_for_exactly(make_library, ask) -> None:
    """In a long passage the sentence with the quoted words is the claim, not a nearer one."""
    library = make_library({"library.txt": LIBRARY})
    cupboard = ["The purple cupboard had been locked by mistake."]

    assert cupboard == quotes(ask('borrowing novels "purple cupboard"', library))
    assert cupboard == quotes(ask("purple cupboard", library))


def test_a_claim_is_the_best_sentence_of_a_long_passage(make_library, ask) -> None:
    """Of a passage of five sentences the one nearest to the question is quoted, and marked."""
    library = make_library({"library.txt": LIBRARY})
    answered = ask("borrowing of novels doubled", library)
    text = library.text(answered.claims[0].citations[0].document_id)
    start, end = answered.best[answered.search.hits[0].passage_id]

    assert quotes(answered) == [
        "Borrowing of novels had doubled since the spring when the roof was mended."
    ]
    assert text[start:end] == answered.claims[0].text


def test_a_bullet_is_no_part_of_a_claim(ask) -> None:
    """The mark before a point of discussion is left out of the quotation."""
    claims = quotes(ask("carers lost allowance birthday"))

    assert "Carers lost half of their allowance on the birthday." in claims


@pytest.mark.parametrize("question", ["apologies", '"Staying Put Scheme"', "Bins"])
def test_procedural_passages_are_no_claims_beside_others(library, ask, question) -> None:
    """Headings and formalities may be hits; they are no answer."""
    answered = ask(question, floor=0.0)
    claimed = library.passages(c.passage_id for claim in answered.claims for c in claim.citations)

    assert any(r.passage.kind == "procedural" for r in answered.search.records.values())
    assert all(record.passage.kind != "procedural" for record in claimed.values())
    assert answered.records.keys() >= claimed.keys()


def test_a_phrase_that_only_a_formality_has_is_found_there(ask) -> None:
    """Words asked for exactly are claimed where they stand, if they stand nowhere else."""
    answered = ask('"Apologies were received"')

    assert answered.found
    assert quotes(answered) == ["Apologies were received from Councillor Reed."]


def test_there_are_no_more_claims_than_a_reader_takes_in(make_library, ask) -> None:
    """Of twenty passages that answer, the best eight are claims."""
    words = "ash beech cedar elm fir hazel holly larch lime maple oak pine plum rowan".split()
    library = make_library(
        {f"{tree}.txt": f"The bridge beside the {tree} {n} was {tree}{n}.\n"
         for n, tree in enumerate([*words, *(word * 2 for word in words[:6])])}
    )  # fmt: skip
    answered = ask("bridge", library, limit=20, floor=0.1)

    assert len(answered.search.hits) == 20
    assert len(answered.claims) == MOST_CLAIMS


def test_the_answer_does_not_hang_on_how_many_hits_are_shown(make_library, ask) -> None:
    """One hit or a hundred, the claims are the same, and no more hits than asked for are given."""
    library = make_library(
        {f"{n}.txt": f"The bridge numbered {n} was {'very ' * (n % 9)}old.\n" for n in range(60)}
    )
    few, many = (ask("old bridge", library, limit=limit, floor=0.1) for limit in (1, 100))

    assert few.claims == many.claims
    assert (len(few.search.hits), len(many.search.hits)) == (1, 60)
    assert few.search.hits[0] == many.search.hits[0]


def test_the_order_of_the_passages_changes_no_answer(library, encoder) -> None:
    """Sorted by date, they are those of such a search; claims and confidence are the same."""
    searcher = Searcher.open(library, encoder)
    best = answer(searcher, Query("staying put report"))
    newest = answer(searcher, Query("staying put report", order="newest"))

    assert best.claims
    assert (newest.claims, newest.confidence) == (best.claims, best.confidence)
    assert newest.search == searcher.search(Query("staying put report", order="newest"))
    assert newest.search.hits != best.search.hits


def test_passages_far_down_change_no_answer(make_library, ask) -> None:
    """Nor are claims taken from where only a longer list reaches."""
    headings = {f"{n}.txt": f"1. Old Bridge works\n\nThe ferry {n} sailed.\n" for n in range(40)}
    last = "Of the many things that were told of the county, the old bridge was the least and last."
    library = make_library({**headings, "last.txt": f"{last}\n"})
    few, many = (ask('"old bridge" works', library, limit=limit) for limit in (1, 100))

    assert many.search.records[many.search.hits[-1].passage_id].passage.text == last
    assert few.claims == many.claims


def test_the_same_question_gives_the_same_answer(ask) -> None:
    """Asked twice, a library answers with the same claims and hits in the same order."""
    assert ask("staying put report") == ask("staying put report")


def test_filters_hold_for_claims(ask) -> None:
    """No claim comes from a meeting, or is of a kind, that the filters exclude."""
    report = "RESOLVED: That the report be brought in February."

    answered = ask("report brought", held_from=date(2018, 7, 1), kinds=("decision",))
    assert quotes(answered) == [report]

    answered = ask("report brought", held_to=date(2018, 7, 1), kinds=("decision",))
    assert report not in quotes(answered) != []


SPANS = [(0, 10), (11, 20), (21, 30)]


@pytest.mark.parametrize(
    ("cosines", "run"),
    [
        ([0.1, 0.9, 0.1], (11, 20)),  # alone
        ([0.1, 1.0, 0.9], (11, 30)),  # .9 >= .9 x 1: the next belongs to it
        ([0.85, 0.9, 0.1], (0, 20)),  # the one before, where the next does not
        ([0.85, 0.9, 0.85], (11, 30)),  # the next goes before the one before
        ([0.1, 0.9, 0.8], (11, 20)),  # .8 < .9 x .9 = .81
        ([0.9, 0.9, 0.1], (0, 20)),  # a tie is the earlier's
        ([0.5, 0.1, 0.9], (21, 30)),  # only a neighbour joins
    ],
)
def test_best_run_is_the_best_sentence_and_a_near_neighbour(cosines, run) -> None:
    """The neighbour joins from nine tenths of the best sentence's nearness."""
    assert best_run(SPANS, cosines) == run


def test_best_run_of_one_sentence_is_that_sentence() -> None:
    """There is no neighbour to look at on either side."""
    assert best_run([(3, 7)], [0.4]) == (3, 7)

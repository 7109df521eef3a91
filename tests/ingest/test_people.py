"""Who is who at a meeting, in lists of those present and in sentences of our own."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.attendance import find_people
from ingest.commitments import find_commitments
from ingest.model import Document, Facts
from ingest.people import Person
from ingest.read import read_document

HEAD = "Thornmere Borough Council\n\nScrutiny Committee\n\n14 March 2030\n\n"


def read(text: str) -> Document:
    known = Facts(kind="minutes")
    return read_document((HEAD + text).encode(), document_id="d", path="a.txt", known=known)


def known(text: str) -> list[Person]:
    """Those whose office or initials a text tells."""
    return [one for one in find_people(read(text)).known if one.roles or one.initials]


def also(text: str, owner: str) -> tuple[str, ...]:
    return find_people(read(text)).also(owner)


@pytest.mark.parametrize(
    ("words", "name", "role"),
    [
        ("Officers: Martin Sallow (Head of Highways)", "Martin Sallow", "Head of Highways"),
        ("Officers: M Sallow, Head of Highways; P Dean", "M Sallow", "Head of Highways"),
        (
            "Mr M Sallow, Head of Highways and Streets",
            "Mr M Sallow",
            "Head of Highways and Streets",
        ),
        ("Officers: Director (Mr. S. Holt), Clerk (Ms. A. Reed)", "Ms. A. Reed", "Clerk"),
        (
            "Officials: Clerk (Ms. A. Reed), Director, Rural, Community and Arts (Mr. S. Holt)",
            "Mr. S. Holt",
            "Director, Rural, Community and Arts",
        ),
        (
            "Officials: Meetings Administrator, Newton West (Ms. M. Corby)",
            "Ms. M. Corby",
            "Meetings Administrator, Newton West",
        ),
        (
            "Officers: Colin Pask, Service Manager (Hospital Social Work)",
            "Colin Pask",
            "Service Manager (Hospital Social Work)",
        ),
        ("Present: Mrs. Clara Cane -Chairman, Mr. Ross Drew", "Mrs. Clara Cane", "Chairman"),
        ("Present: Cathy Flint (CF) CLERK", "Cathy Flint", "CLERK"),
        ("Present: Councillors A Reed, Clerk J Brand", "J Brand", "Clerk"),
        ("In attendance: Clerk – Jane Poole (JP)", "Jane Poole", "Clerk"),
        ("Clerk: Jane Poole", "Jane Poole", "Clerk"),
        ("PRESENT: Councillor P Otter in the chair.", "Councillor P Otter", "Chair"),
        (
            "Present: Councillor P Otter (in the Chair); Councillor Day",
            "Councillor P Otter",
            "Chair",
        ),
        ("PRESENT IN THE CHAIR:\n\nCouncillor F. Foale", "Councillor F. Foale", "Chair"),
        (
            "Owen Birch, Flood Risk Manager and Tom Sedge were there.",
            "Owen Birch",
            "Flood Risk Manager",
        ),
        ("The Head of Streets, Ms D Oaken, outlined a plan.", "Ms D Oaken", "Head of Streets"),
        ("The Flood Manager, Anil Desh, reported.", "Anil Desh", "Flood Manager"),
        ("Enda Harris, the Executive Engineer, came.", "Enda Harris", "Executive Engineer"),
        ("Invited: Kit Vine (Development manager)", "Kit Vine", "Development manager"),
        ("The Chair welcomed Dara Finn, Clerk to the Board.", "Dara Finn", "Clerk to the Board"),
    ],
)
def test_who_holds_an_office(words: str, name: str, role: str) -> None:
    """Each form in which minutes put a name and an office side by side."""
    assert (name, role) in [(one.name, role) for one in known(words) for role in one.roles]


@pytest.mark.parametrize(
    "words",
    [
        "Present: Tim Wall (Cabinet Office), Bob Barrow (SCC) and Eve Garth (Healthwatch)",
        "David Toms, former Chairman, was thanked.",
        "In the absence of the Chair, Mr J Brand, a member, spoke.",
        "The report of the Head of Housing, Damp Homes, was received.",
        "Seconded by Councillor Ryan, Head of Housing to report.",
        "The Senior Engineer, West Division, spoke of drains.",
        "The Information Commissioner’s Office, Lee Marsh, wrote.",
        "Mr J Brand and Mr P Dean, Engineers, spoke.",
        "The Better Care Fund (BCF) and the Care Quality Commission (CQC) were told.",
    ],
)
def test_who_holds_none(words: str) -> None:
    """What stands beside a name and is no office, or not that person's, or not today's."""
    assert [] == known(words)


def test_a_list_of_names_and_offices_by_turns() -> None:
    """Each has the office on the same side, whichever comes first."""
    after = known(
        "Present: Graham Tull, Director of Works, Lorna Beck, Head of Arts, Al Moss, Clerk"
    )
    before = known(
        "Present: Director of Works, Mr G Tull, Head of Arts, Ms L Beck, Clerk, Mr A Moss."
    )

    assert ["Graham Tull", "Lorna Beck", "Al Moss"] == [one.name for one in after]
    assert ["Mr G Tull", "Ms L Beck", "Mr A Moss"] == [one.name for one in before]
    roles = [("Director of Works",), ("Head of Arts",), ("Clerk",)]
    assert roles == [one.roles for one in after] == [one.roles for one in before]


def test_a_table_of_names_and_posts() -> None:
    """The columns say which is which."""
    table = "| Name | Post | Present |\n| Jane Poole | Town Clerk | yes |\n| Ali Ward | - | no |\n"
    assert [("Jane Poole", ("Town Clerk",))] == [(one.name, one.roles) for one in known(table)]


@pytest.mark.parametrize(
    ("words", "initials"),
    [
        ("Present: Hetty Savage (Chair) (HS), Bob Barrow", "HS"),
        ("Present: Gesa Smith (GSm), Tom Smith", "GSm"),
        ("Present: Alan Holm, Chair (AHol), Ann Hopper", "AHol"),
        ("Present: Cllr. J. Smith (JS)", "JS"),
        ("Present: Natalie Meg-Evans (N M-E)", "N M-E"),
    ],
)
def test_initials_that_are_stated(words: str, initials: str) -> None:
    """They stand in brackets after the name that they are the beginnings of."""
    assert [initials] == [one.initials for one in known(words)]


LIST = (
    "Present: Councillor P Otter (Chair), Councillor T Dean (Vice-Chair) and Mrs G Ash (Chair of"
    " the Tenants’ Panel)\n\nOfficers: Martin Sallow (Head of Highways and Transport), Diane Oaken"
    " (Head of Housing), Ned Stone (Parish Clerk), Ann White (NW) and Clare Day (Director of"
    " Works)\n\nMr Sallow spoke of bridges. Mrs Oaken did not.\n\n"
)


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        ("Mr Sallow", ("Martin Sallow", "Head of Highways and Transport")),
        ("M Sallow", ("Martin Sallow", "Head of Highways and Transport", "Mr Sallow")),
        ("Head of Highways and Transport", ("Martin Sallow", "Mr Sallow")),
        (
            "Head of Highways",
            ("Martin Sallow", "Head of Highways and Transport", "Mr Sallow"),
        ),
        ("MS", ("Martin Sallow", "Head of Highways and Transport", "Mr Sallow")),
        ("Clare", ("Clare Day", "Director of Works")),
        ("Director, Works", ("Clare Day", "Director of Works")),
        ("Clerk", ("Ned Stone", "Parish Clerk")),
        ("Chairman", ("Councillor P Otter", "Chair")),
        (
            "MS/DO",
            (
                *("Martin Sallow", "Head of Highways and Transport", "Mr Sallow"),
                *("Diane Oaken", "Head of Housing", "Mrs Oaken"),
            ),
        ),
        (
            "Clare and Mr Sallow",
            (
                *("Clare Day", "Director of Works"),
                *("Martin Sallow", "Head of Highways and Transport"),
            ),
        ),
    ],
)
def test_who_is_meant(owner: str, names: tuple[str, ...]) -> None:
    """By a name, an office or initials, alone or together; with what these do not say."""
    assert names == also(LIST, owner)


@pytest.mark.parametrize(
    "owner",
    [
        *("Mrs Sallow", "Councillor Sallow", "P Sallow", "Martin", "Sallow House"),
        *("Head", "Leader", "Head of Parks", "Director of Housing", "Highways", "officers"),
        *("NS", "SCC", "Council", "Martin Sallow, Head of Highways and Transport", "Cabinet"),
        "Head of Housing and Transport",
    ],
)
def test_who_is_meant_by_nobody(owner: str) -> None:
    """Others, bodies, an office that two hold or that nobody does; nor is the same said again."""
    text = LIST + "Also present: Martin Reed and Nell Shore.\n"
    assert () == also(text, owner)


@pytest.mark.parametrize(
    "more",
    [
        "Margaret Sallow (Director of Care) was there.",
        "Councillor Sallow asked about it.",
        "Mr P Sallow lived in the lane.",
    ],
)
def test_two_of_one_name(more: str) -> None:
    """Where another of the same surname is told of, nobody can tell who "Sallow" is."""
    assert also(LIST, "Mr Sallow")
    assert () == also(LIST + more, "Mr Sallow")


def test_two_of_one_office() -> None:
    """Who has come and who has gone hold it both, and "the Director" may be either of two."""
    more = "Nadia Kell, Head of Housing, was welcomed. Al Moss, Commercial Director, was not.\n"
    assert ("Clare Day", "Director of Works") == also(LIST, "Director")
    assert () == also(LIST + more, "Director")
    assert ("Diane Oaken", "Mrs Oaken") == also(LIST, "Head of Housing")
    assert () == also(LIST + more, "Head of Housing")


def test_the_owner_of_a_commitment() -> None:
    """Who is to do it stays as written, and whoever that is stands beside it."""
    text = LIST + (
        "1. Bridges\n\nMr Sallow agreed to circulate the figures to members.\n\n"
        "RESOLVED: That the Head of Highways and Transport be asked to report in May.\n\n"
        "RESOLVED: That the Cabinet be asked to pay.\n"
    )
    assert [
        ("Mr Sallow", ("Martin Sallow", "Head of Highways and Transport")),
        ("Head of Highways and Transport", ("Martin Sallow", "Mr Sallow")),
        ("Cabinet", ()),
    ] == [(one.owner, one.owner_also) for one in find_commitments(read(text))]


@settings(max_examples=200)
@given(st.text(alphabet="Aa .,;:()|&/-’\nMr HeadofChair", max_size=300), st.text(max_size=40))
def test_odd_words_never_fail(text: str, owner: str) -> None:
    """Whatever stands there, names are looked for and nobody is named twice."""
    names = also("x" + text, owner)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("part", ["Aa ", "Mr A ", "A. ", "Aa, ", "(Bb (Cc) ", "Head of ", "Mr O’ "])
def test_long_runs_take_no_time(part: str) -> None:
    """A page of the same words over and over is looked through in a moment."""
    start = time.process_time()
    also(part * 20_000, "Mr A")
    assert time.process_time() - start < 5

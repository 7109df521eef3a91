"""Judging: what is marked is kept as the words themselves, at once, and nothing else is touched."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.evaluate import by_file_name, locate, read_questions
from index.hits import Query
from index.library import Library
from index.search import Searcher
from service.judge import (
    MarkError,
    Shown,
    keep,
    marked,
    page_of,
    pool,
    question_in,
    quotation,
    shown,
    unjudged,
)

Run = Callable[..., tuple[int, str, str]]
REFUSE = "why was refuse missed in Mill Lane"
FALLEN = "Collections of refuse had been missed in Mill Lane because of a fallen tree."


def lines(file: str | Path) -> list[dict]:
    return [json.loads(line) for line in Path(file).read_bytes().splitlines()]


def hit_of(library: Library, words: str) -> Shown:
    """The one passage of the library that has these words, as it is offered."""
    (record,) = (
        library.passages([passage.id])[passage.id]
        for document in library.documents()
        for passage in library.passages_in(document.id)
        if words in passage.text
    )
    return shown(record)


# A session, from the command to the file


def test_a_session_from_question_to_figures(run: Run) -> None:
    """Two questions by pipe, one answered and one not, make a file that evaluate measures."""
    typed = f"{REFUSE}\n1\nquantum hedgehogs of Neptune\nn\nnone\nq\n"
    code, out, err = run("judge", "my.jsonl", "--by", "A Clerk", typed=typed)

    assert (code, err) == (0, "")
    assert "Scrutiny Committee, 14 June 2018, item 3 Bins\n   Collections of" in out
    assert f"kept: “{FALLEN}” (june.txt)\n" in out
    assert "kept: nothing here answers it\n" in out
    assert out.endswith("2 judged; kept in my.jsonl\n")
    assert lines("my.jsonl") == [
        {
            **{"id": "q1", "question": REFUSE, "kind": "unsorted", "answerable": True},
            "evidence": [{"document": "june.txt", "quote": FALLEN}],
            **{"judged_by": "A Clerk", "judged_on": date.today().isoformat()},
        },
        {
            **{"id": "q2", "question": "quantum hedgehogs of Neptune", "kind": "unsorted"},
            **{"answerable": False, "evidence": []},
            **{"judged_by": "A Clerk", "judged_on": date.today().isoformat()},
        },
    ]

    code, out, err = run("evaluate", "my.jsonl", "--json")
    summary = json.loads(out)["without filters"]["all"]
    assert (code, err) == (0, "")
    assert (summary["hit@1"], summary["refused at 95 %"]) == (1.0, 1.0)


def test_sentences_are_marked_by_their_numbers(run: Run, make_library) -> None:
    """Marks are the words and not the whole passage, as the document breaks its lines."""
    words = (
        "The bridge was shut in May. Divers had seen\ncracks in a pier. Buses go round by Saltby."
    )
    library = make_library({"july.txt": words}, name="bridge")
    where = ("--index", str(library.directory))
    run("judge", "my.jsonl", *where, "--question", "what ailed the pier", typed="1.2\n")
    run("judge", "my.jsonl", *where, "--question", "What ailed  the PIER", typed="1.1-2 1.3, 1.2\n")

    (question,) = lines("my.jsonl")
    assert [mark["quote"] for mark in question["evidence"]] == [
        "Divers had seen\ncracks in a pier.",
        "The bridge was shut in May. Divers had seen\ncracks in a pier.",
        "Buses go round by Saltby.",
    ]
    assert all(mark["quote"] in words for mark in question["evidence"])
    assert run("evaluate", "my.jsonl", *where)[2] == ""


def test_questions_without_marks_are_gone_through(run: Run) -> None:
    """Those that have marks, or have no answer, are not asked again; other fields stay."""
    given = [
        {"id": "a1", "question": "done?", "evidence": [{"document": "x", "quote": "y"}]},
        {
            "id": "a2",
            "question": REFUSE,
            "answerable": True,
            "kind": "bins",
            "note": "from Cllr Reed",
        },
        {"id": "a3", "question": "no answer", "answerable": False},
        {
            "id": "a4",
            "question": "staying put",
            "answerable": True,
            "filters": {"from": "2018-10-01"},
        },
    ]
    Path("my.jsonl").write_text("\n\n".join(json.dumps(one) for one in given), encoding="utf-8")
    code, out, _ = run("judge", "my.jsonl", "--unjudged", typed="1\n1\n")
    after = [json.loads(line) for line in Path("my.jsonl").read_text().splitlines() if line]

    assert code == 0
    assert [line for line in out.splitlines() if line[:3] in ("a1:", "a2:", "a3:", "a4:")] == [
        f"a2: {REFUSE}",
        "a4: staying put",
    ]
    assert [after[0], after[2]] == [given[0], given[2]]
    assert after[1].items() >= given[1].items()
    assert {e["document"] for e in after[3]["evidence"]} == {"october.txt"}  # the filter holds
    assert "Nothing judged." in run("judge", "my.jsonl", "--unjudged")[1]


def test_several_questions_of_the_command_line(run: Run) -> None:
    """Each has an id of its own; one that is skipped leaves no trace."""
    asked = ("--question", REFUSE, "--question", "staying put", "--question", "carers")
    code, _, _ = run("judge", "my.jsonl", *asked, "--kind", "spring", typed="1\ns\n1\n")

    assert code == 0
    assert [(q["id"], q["question"], q["kind"]) for q in lines("my.jsonl")] == [
        ("q1", REFUSE, "spring"),
        ("q2", "carers", "spring"),
    ]


def test_what_cannot_be_understood_is_asked_again(run: Run) -> None:
    """And keeps nothing, not even the marks beside it that could."""
    typed = f"{REFUSE}\nhm\n1 99\n1.9\n1.2-1\n0\n?\n\n1\nq\n"
    code, out, _ = run("judge", "my.jsonl", typed=typed)

    assert code == 0
    assert "'hm' is no hit's number; nothing kept" in out
    assert "no hit 99 has been shown; nothing kept" in out
    assert "1.9: hit 1 has sentences 1 to 1; nothing kept" in out
    assert out.count("Mark what answers") == 3
    assert len(lines("my.jsonl")) == len(lines("my.jsonl")[0]["evidence"]) == 1


def test_a_question_with_marks_has_an_answer(run: Run) -> None:
    """Further marks are added to those it has, and "none" is refused."""
    run("judge", "my.jsonl", "--question", REFUSE, typed="1\n")
    before = lines("my.jsonl")
    _, out, _ = run("judge", "my.jsonl", "--question", REFUSE, typed="none\n1\n")

    assert "It has marks already (1); what you mark is added." in out
    assert "the question has marks, so something does answer it; nothing kept" in out
    assert "kept: that was marked before" in out
    assert lines("my.jsonl") == before


# Sessions that end early


def test_input_that_ends_keeps_what_was_judged(run: Run) -> None:
    """In the middle of a question: that one is not in the file, the one before is."""
    code, out, _ = run("judge", "my.jsonl", typed=f"{REFUSE}\n1\nstaying put\n")

    assert code == 0
    assert out.endswith("1 judged; kept in my.jsonl\n")
    assert [q["question"] for q in lines("my.jsonl")] == [REFUSE]


def test_an_interrupt_keeps_what_was_judged(run: Run, monkeypatch) -> None:
    """Ctrl-C at the second question leaves the first, whole, and no file beside it."""
    replies = iter([REFUSE, "1", "staying put"])

    def typed(prompt: str) -> str:
        for reply in replies:
            return reply
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)
    code, _, err = run("judge", "my.jsonl")

    assert code == 1
    assert err == "minutebook: stopped; what was finished is kept\n"
    assert [q["question"] for q in lines("my.jsonl")] == [REFUSE]
    assert [file.name for file in Path().iterdir()] == ["my.jsonl"]


# The file


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"{", "JSONDecodeError"),
        (b'{"id": "b"}', "KeyError: 'question'"),
        (b'{"id": "a", "question": "again"}', "a second question 'a'"),
        (b'{"id": "b", "question": "\xa3"}', "UnicodeDecodeError"),
    ],
)
def test_a_file_that_is_none_is_refused(run: Run, bad: bytes, told: str) -> None:
    """With the number of the line, before anything is asked, and left as it was."""
    before = b'{"id": "a", "question": "what?"}\n\n' + bad + b"\n"
    Path("my.jsonl").write_bytes(before)
    code, out, err = run("judge", "my.jsonl", typed=f"{REFUSE}\n1\nq\n")

    assert (code, out) == (1, "")
    assert f"my.jsonl, line 3: {told}" in err
    assert Path("my.jsonl").read_bytes() == before


def test_there_must_be_somewhere_to_keep_it(run: Run) -> None:
    """A folder, and for --unjudged the file; the two ways of choosing questions exclude another."""
    assert "there is no folder nowhere" in run("judge", "nowhere/my.jsonl")[2]
    assert "there is no file my.jsonl" in run("judge", "my.jsonl", "--unjudged")[2]
    assert run("judge", "my.jsonl", "--unjudged", "--question", "x")[0] == 2


MARKS = {"answerable": True, "evidence": [{"document": "d", "quote": "£5 \u2028 \ud800"}]}


def test_other_lines_stay_to_the_byte(tmp_path: Path) -> None:
    """However they are spaced and ended, and whatever else they say."""
    file = tmp_path / "q.jsonl"
    first = b'  { "id":1, "question": "caf\\u00e9",\t"more": [1] }\r'
    last = '{"id": "z", "question": "wie weit?", "note": "für später"}'.encode()
    file.write_bytes(first + b'\n{"id": "b", "question": "b?", "by": "me"}\n\n' + last)
    file.chmod(0o640)
    keep(file, {"id": "b", "question": "b?"}, MARKS)
    kept = file.read_bytes().split(b"\n")

    assert [first, b"", last, b""] == [kept[0], *kept[2:]]
    assert {"id": "b", "question": "b?", "by": "me", **MARKS} == json.loads(kept[1])
    assert "£5".encode() in kept[1]
    assert file.stat().st_mode & 0o777 == 0o640
    assert [file] == list(tmp_path.iterdir())


def test_what_others_wrote_meanwhile_stays(tmp_path: Path) -> None:
    """Another's question of the same id keeps the id, and marks of ours made since are kept."""
    file = tmp_path / "q.jsonl"
    ours = question_in(file, "ours?", "unsorted")
    keep(file, {"id": "q1", "question": "theirs?"}, MARKS)
    keep(file, ours, {"answerable": True, "evidence": [{"document": "d", "quote": "one"}]})
    stale = {**lines(file)[1], "evidence": []}
    keep(file, stale, {"answerable": True, "evidence": [{"document": "d", "quote": "two"}]})

    assert ["theirs?", "ours?"] == [one["question"] for one in lines(file)]
    assert len({one["id"] for one in lines(file)}) == 2
    assert ["one", "two"] == [mark["quote"] for mark in lines(file)[1]["evidence"]]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file that it leads to is the one written."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "q.jsonl").symlink_to(tmp_path / "kept" / "q.jsonl")
    keep(tmp_path / "q.jsonl", {"id": "a", "question": "a?"}, MARKS)

    assert (tmp_path / "q.jsonl").is_symlink()
    assert ["a"] == [one["id"] for one in lines(tmp_path / "kept" / "q.jsonl")]


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch) -> None:
    """Nothing is left beside it either."""
    file = tmp_path / "q.jsonl"
    keep(file, {"id": "a", "question": "a?"}, MARKS)
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(file, {"id": "b", "question": "b?"}, MARKS)

    assert before == file.read_bytes()
    assert [file] == list(tmp_path.iterdir())


def test_what_is_unjudged(tmp_path: Path) -> None:
    """No marks, and nobody has said that there is no answer."""
    file = tmp_path / "q.jsonl"
    given = [{"id": n, "question": "?"} for n in range(4)]
    given[1] |= {"answerable": False}
    given[2] |= {"answerable": True, "evidence": []}
    given[3] |= {"evidence": [{"document": "d", "quote": "x"}]}
    file.write_text("\n".join(json.dumps(one) for one in given), encoding="utf-8")

    assert [0, 2] == [one["id"] for one in unjudged(file)]


# What is offered


@pytest.fixture
def searcher(library: Library, encoder) -> Searcher:
    return Searcher.open(library, encoder)


def test_the_pool_holds_what_each_retriever_finds(searcher: Searcher) -> None:
    """In turn: the search's first, the dense list's first, the words' first; each passage once."""
    query = Query("the full report on the scheme")
    lists = [searcher.retrieved(query, by, 50) for by in ("fused", "dense", "lexical")]
    offered = [hit.record.passage.id for hit in pool(searcher, query)]
    firsts = list(dict.fromkeys(found[rank].passage_id for rank in (0, 1) for found in lists))

    assert {hit.passage_id for found in lists for hit in found} == set(offered)
    assert len(offered) == len(set(offered))
    assert firsts == offered[: len(firsts)]


def test_a_page_is_ten_hits_with_what_they_need(make_library, encoder) -> None:
    """Label, what a row of a table stands under, and numbers for sentences where there are two."""
    rows = "\n".join(f"| Ward {n} | {n} bins |" for n in range(14))
    library = make_library({"july.txt": f"4. Bins\n\n| Ward | Bins |\n{rows}\n\nOne. Two bins.\n"})
    offered = pool(Searcher.open(library, encoder), Query("bins"))
    first, second = list(page_of(offered, 0)), list(page_of(offered, 10))

    assert len([line for line in first if line[:1].isdigit()]) == 10
    assert second[0].startswith("11. ")
    every = "\n".join(first + second)
    assert "item 4 Bins\n   (| Ward | Bins |)\n   | Ward " in every
    number = next(n for n, hit in enumerate(offered, 1) if len(hit.sentences) == 2)
    assert f"\n   {number}.1  One.\n   {number}.2  Two bins." in every


# Marks


def test_marks_are_offsets(library: Library) -> None:
    """A number is a hit, what follows the point its sentences, the last one included."""
    one, other = hit_of(library, "fallen tree"), hit_of(library, "bedsit")
    text = library.text(one.record.document.id)
    ((hit, start, end),) = marked(" 2 ", [other, one])

    assert (hit, FALLEN) == (one, text[start:end])
    assert [(one, start, end)] * 2 == marked("1.1, 1.1-1", [one])


@pytest.mark.parametrize("typed", ["x", "0", "3", "1.0", "1.2", "1-2", "1.1-0", "-1", "1.", "١"])
def test_what_marks_nothing(library: Library, typed: str) -> None:
    """What was not shown, has no such sentence or is no number is named in the error."""
    offered = [hit_of(library, "fallen tree"), hit_of(library, "bedsit")]

    with pytest.raises(MarkError, match=rf"{typed}\b|'{typed}'"):
        marked(typed, offered)


def test_a_quote_is_found_where_it_was_marked(library: Library) -> None:
    """Of every passage and every sentence, or it is not kept."""
    named = by_file_name(library.documents())
    n_kept = 0
    for document in library.documents():
        for passage in library.passages_in(document.id):
            hit = shown(library.passages([passage.id])[passage.id])
            for start, end in hit.sentences:
                try:
                    quote = quotation(library, named, (hit, start, end))
                except MarkError:
                    continue
                found = locate(library, named, quote["document"], quote["quote"])
                assert found is not None
                assert (document.id, passage.start <= found[1] < found[2] <= passage.end) == (
                    *(found[0], True),
                )
                n_kept += 1

    assert n_kept >= 12


def test_words_that_stand_earlier_are_widened(make_library) -> None:
    """To their passage; where that stands earlier too, the judge is told and nothing is kept."""
    library = make_library(
        {
            "july.txt": "4. Bins\n\nRESOLVED: That the report be noted.\n\n5. Trees\n\n"
            "Forty were felled. It was noted.\n\n6. Ponds\n\nNone were dug. It was noted.\n\n"
            "7. Birds\n\nRESOLVED: That the report be noted.\n"
        }
    )
    named = by_file_name(library.documents())
    ponds = hit_of(library, "None were dug")
    again = [
        shown(library.passages([p.id])[p.id])
        for p in library.passages_in(library.documents()[0].id)
        if p.kind == "decision"
    ][-1]
    quote = quotation(library, named, (ponds, *ponds.sentences[1]))

    assert {"document": "july.txt", "quote": "None were dug. It was noted."} == quote
    with pytest.raises(MarkError, match=r"the report be noted.* stands earlier in july\.txt"):
        quotation(library, named, (again, *again.sentences[0]))


def test_documents_of_one_name_are_told_apart(make_library) -> None:
    """By their path, so that words which both say are found in the one that was marked."""
    library = make_library({f"{y}/june.txt": "The tip was shut. Noted." for y in ("2018", "2019")})
    named = by_file_name(library.documents())
    for document in library.documents():
        (passage,) = library.passages_in(document.id)
        hit = shown(library.passages([passage.id])[passage.id])
        quote = quotation(library, named, (hit, *hit.sentences[0]))

        assert document.path == quote["document"]
        assert document.id == (locate(library, named, **_as_named(quote)) or ("",))[0]


def _as_named(quote: dict[str, str]) -> dict[str, str]:
    return {"name": quote["document"], "quote": quote["quote"]}


def test_a_library_elsewhere_reads_the_same_marks(run: Run, tmp_path: Path) -> None:
    """A file of questions holds words and names of files, nothing of this library."""
    run("judge", "my.jsonl", "--question", REFUSE, typed="1\n")
    shutil.copytree(tmp_path / "library", tmp_path / "copy")
    code, out, err = run("evaluate", "my.jsonl", "--index", str(tmp_path / "copy"), "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["without filters"]["all"]["MRR@10"] == 1.0
    assert [q.id for q in read_questions(Path("my.jsonl"))] == ["q1"]

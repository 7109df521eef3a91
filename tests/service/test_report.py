"""Reports: what made the figures stands beside them, and chance is not taken for progress."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from index.search import DENSE_WEIGHT
from service.report import changes, commit_of, differing, moves

Run = Callable[..., tuple[int, str, str]]
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
QUESTIONS = [
    {
        **{"id": "a1", "question": "why was refuse missed in Mill Lane", "kind": "fact"},
        "evidence": [{"document": "june.txt", "quote": "because of a fallen tree"}],
    },
    {
        **{"id": "a2", "question": "what did carers lose on the birthday", "kind": "fact"},
        "evidence": [{"document": "june.txt", "quote": "lost half of their allowance"}],
        "filters": {"committee": "Scrutiny"},
    },
    {"id": "n1", "question": "quantum hedgehogs", "answerable": False, "kind": "off-topic"},
]


@pytest.fixture
def questions(tmp_path: Path) -> str:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(q) for q in QUESTIONS), encoding="utf-8")
    return str(file)


def test_a_report_names_what_made_it(run: Run, questions: str, library, encoder) -> None:
    """Program, model, library, questions and settings, then the figures of every question."""
    code, _, err = run("evaluate", questions, "--report", "now.json", "--json")
    report = json.loads(Path("now.json").read_text(encoding="utf-8"))

    assert (code, err) == (0, "")
    assert report["minutebook"].keys() == {"version", "commit", "changed"}
    assert report["minutebook"]["version"] == version("minutebook")
    assert report["model"] == {
        **{"name": "tiny", "fingerprint": encoder.fingerprint, "dimension": 64},
    }
    assert report["library"] == {
        **{"generation": library.generation, "state": library.state},
        **{"documents": 2, "passages": library.counts().n_passages},
    }
    assert report["questions"] == {
        "file": "questions.jsonl",
        "sha256": hashlib.sha256(Path(questions).read_bytes()).hexdigest(),
    }
    assert report["settings"].keys() == {
        *("answer_floor", "query_prompt", "document_prompt", "threads"),
    }
    assert report["glossary"] == {"sha256": None}
    assert report["constants"]["index.search.DENSE_WEIGHT"] == DENSE_WEIGHT
    assert report["runs"].keys() == {"with filters", "without filters"}
    run_of_it = report["runs"]["with filters"]
    assert [one["id"] for one in run_of_it["questions"]] == ["a1", "a2", "n1"]
    assert run_of_it["questions"][0]["figures"]["hit@1"] == 1.0
    assert run_of_it["summary"]["all"]["questions"] == 3
    assert run_of_it["summary"]["off-topic"]["refused at 95 %"] == 1.0
    assert all(low <= high for low, high in run_of_it["intervals"].values())


def test_an_interval_stands_beside_the_mean(run: Run, questions: str) -> None:
    """In the table that people read, for every figure over all questions."""
    code, out, _ = run("evaluate", questions, "--ignore-filters")
    rows = {line[:22].strip(): line[22:].split("[") for line in out.splitlines()[2:]}

    assert code == 0
    assert "95 % interval" in out
    assert rows["hit@1"][0].split() == ["1.000"]
    assert rows["hit@1"][1].split() == ["1.000,", "1.000]", "1.000", "-"]


def test_compared_with_itself_nothing_changed(run: Run, questions: str) -> None:
    """The same library, model and settings give the same figures, and this is said."""
    run("evaluate", questions, "--report", "then.json")
    code, out, err = run("evaluate", questions, "--against", "then.json")

    assert (code, err) == (0, "")
    assert "made of the very same" in out
    assert "No interval excludes zero" in out
    assert out.count("0 questions fared better") == out.count("0 questions fared worse") == 2


def test_a_setting_that_changed_is_told(run: Run, questions: str, monkeypatch) -> None:
    """With what it did: here the floor is so high that nothing is answered any more."""
    run("evaluate", questions, "--ignore-filters", "--report", "then.json")
    monkeypatch.setenv("MINUTEBOOK_ANSWER_FLOOR", "9")
    code, out, _ = run("evaluate", questions, "--ignore-filters", "--against", "then.json")
    (answered,) = (line.split() for line in out.splitlines() if line.endswith("] *"))

    assert code == 0
    assert "settings answer_floor: null → 9.0" in out
    assert answered[:4] == ["answered", "1.000", "0.000", "-1.000"]
    assert "2 questions fared worse, most of all\n  a1 " in out
    assert "answered 1.000 → 0.000  why was refuse missed in Mill Lane" in out

    _, out, _ = run("evaluate", questions, "--ignore-filters", "--against", "then.json", "--json")
    payload = json.loads(out)
    (change,) = (c for c in payload["against"]["without filters"] if c["figure"] == "answered")
    assert payload.keys() == {"without filters", "against"}
    assert change == {
        **{"figure": "answered", "n_questions": 2, "then": 1.0, "now": 0.0},
        **{"difference": -1.0, "interval": [-1.0, -1.0]},
    }


def test_other_questions_are_not_compared(run: Run, questions: str) -> None:
    """Both digests are named, before anything is asked."""
    run("evaluate", questions, "--report", "then.json")
    before = hashlib.sha256(Path(questions).read_bytes()).hexdigest()
    Path(questions).write_text(json.dumps(QUESTIONS[0]), encoding="utf-8")
    after = hashlib.sha256(Path(questions).read_bytes()).hexdigest()
    code, out, err = run("evaluate", questions, "--against", "then.json")

    assert (code, out) == (1, "")
    assert before in err
    assert after in err


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"{}", b"\xff", b'{"questions": {"sha256": 7}, "format": 1}']
)
def test_what_is_no_report_is_refused(run: Run, questions: str, content: bytes) -> None:
    """In one line that says how to make one."""
    Path("then.json").write_bytes(content)
    code, out, err = run("evaluate", questions, "--against", "then.json")

    assert (code, out) == (1, "")
    assert err.startswith("minutebook: then.json is no report (")
    assert err.count("\n") == 1


def test_runs_of_two_sorts_are_not_compared(run: Run, questions: str) -> None:
    """With filters on one side and without on the other there is nothing to compare."""
    run("evaluate", questions, "--ignore-filters", "--report", "then.json")
    report = json.loads(Path("then.json").read_text(encoding="utf-8"))
    report["runs"] = {"with filters": report["runs"]["without filters"]}
    Path("then.json").write_text(json.dumps(report), encoding="utf-8")
    code, _, err = run("evaluate", questions, "--ignore-filters", "--against", "then.json")

    assert code == 1
    assert "the earlier report is with filters, and this evaluation without filters" in err


# The arithmetic


THEN = {"a": {"MRR": 0.5, "hit": 1.0}, "b": {"MRR": 1.0, "hit": None}, "c": {"MRR": 0.2}}
NOW = {"a": {"MRR": 1.0, "hit": 1.0}, "b": {"MRR": 0.25, "hit": 1.0}, "c": {"MRR": 0.2}}


def test_a_change_is_of_questions_that_have_the_figure_twice() -> None:
    """What applied to a question only once says nothing of a change."""
    mrr, hit = changes(THEN, NOW)

    assert (3, pytest.approx(1.7 / 3), pytest.approx(1.45 / 3)) == (
        *(mrr.n_questions, mrr.then, mrr.now),
    )
    assert mrr.interval.low < mrr.difference < mrr.interval.high
    assert (1, 1.0, 1.0, (0.0, 0.0)) == (hit.n_questions, hit.then, hit.now, hit.interval)


def test_pairs_show_what_means_hide() -> None:
    """A small gain on every question is more than chance, however much questions differ."""
    then = {str(n): {"MRR": n / 40} for n in range(40)}
    now = {
        one: {"MRR": figures["MRR"] + 0.01 + int(one) % 2 / 100} for one, figures in then.items()
    }
    (change,) = changes(then, now)

    assert change.interval.excludes_zero
    assert 0.01 < change.interval.low < 0.015 < change.interval.high < 0.02


def test_questions_that_moved_most_come_first() -> None:
    """By the mean change of their figures, with the figure that changed most."""
    better, worse = moves(THEN, NOW)

    assert [("a", 0.25, "MRR", 0.5, 1.0)] == [
        (m.id, m.mean, m.figure, m.then, m.now) for m in better
    ]
    assert [("b", -0.75)] == [(m.id, m.mean) for m in worse]


def test_what_was_made_otherwise_is_listed() -> None:
    """A part that is missing on one side counts as null; dates and names of files do not count."""
    then = {"model": {"name": "one"}, "constants": {"w": 0.5, "gone": 1}, "made_at": "2019"}
    now = {"model": {"name": "two"}, "constants": {"w": 0.5}, "library": {"state": "s" * 32}}

    assert [
        "constants gone: 1 → null",
        "library state: null → ssssssssssss",
        "model name: one → two",
    ] == list(differing(then, now))


# Git


def git(folder: Path, *arguments: str) -> None:
    """A command of git in this folder, whatever checkout or settings the tests run under."""
    clerk = ("-c", "user.name=A Clerk", "-c", "user.email=clerk@thornmere.example")
    subprocess.run(
        ["git", "-C", str(folder), *clerk, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        check=True,
        timeout=30,
    )


@needs_git
def test_the_commit_of_a_checkout(tmp_path: Path) -> None:
    """With whether tracked files were changed since; new files beside them do not count."""
    (tmp_path / "tracked").write_text("one", encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        git(tmp_path, *command)
    commit, changed = commit_of(tmp_path)
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")

    assert len(commit or "") == 40
    assert (changed, commit_of(tmp_path)) == (False, (commit, False))
    (tmp_path / "tracked").write_text("two", encoding="utf-8")
    assert (commit, True) == commit_of(tmp_path)


@needs_git
def test_no_checkout_no_commit(tmp_path: Path, monkeypatch) -> None:
    """Below somebody else's checkout, outside any, or without git: the commit is not known."""
    git(tmp_path, "init", "-q")
    below = tmp_path / "site-packages"
    below.mkdir()

    assert (None, None) == commit_of(below)
    assert (None, None) == commit_of(tmp_path)  # nothing committed
    assert (None, None) == commit_of(tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(below))
    assert (None, None) == commit_of(Path(__file__).parents[2])

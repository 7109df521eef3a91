"""The judged questions themselves, whatever a search makes of them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions.jsonl"


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_half_of_each_kind_is_held_out(questions: list[dict[str, Any]]) -> None:
    """Every question is for tuning or held out, and no kind leans to one side."""
    counts = Counter((question["kind"], question["set"]) for question in questions)
    uneven = {
        kind: (counts[kind, "tune"], counts[kind, "held"])
        for kind, _ in counts
        if abs(counts[kind, "tune"] - counts[kind, "held"]) > 1
    }

    assert {"tune", "held"} == {question["set"] for question in questions}
    assert {} == uneven


def test_only_answerable_questions_have_evidence(questions: list[dict[str, Any]]) -> None:
    """A question has the words that answer it exactly where it says that there are some."""
    wrong = [q["id"] for q in questions if bool(q["evidence"]) != q["answerable"]]

    assert [] == wrong


def test_nothing_is_counted_twice(questions: list[dict[str, Any]]) -> None:
    """No question is asked twice, and none names the same quotation twice."""
    texts = Counter(str(question["question"]).casefold() for question in questions)
    quoted = Counter(
        (str(question["id"]), json.dumps(one))
        for question in questions
        for one in question["evidence"]
    )

    assert [] == [text for text, n in texts.items() if n > 1]
    assert [] == [key for key, n in quoted.items() if n > 1]

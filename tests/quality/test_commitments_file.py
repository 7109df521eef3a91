"""The sample's judged commitments themselves, whatever is found of them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingest.read import read_document

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def judged() -> list[dict[str, Any]]:
    lines = (CORPUS / "commitments.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def texts(judged: list[dict[str, Any]]) -> dict[str, str]:
    """The words of every document that is quoted, without white space and cells."""
    names = {one["document"] for one in judged}
    names |= {told["document"] for one in judged for told in one["follow_ups"]}
    return {name: _bare(_text(name)) for name in names}


def _text(name: str) -> str:
    data = (CORPUS / "documents" / name).read_bytes()
    return read_document(data, document_id="d", path=name).text


def _bare(words: str) -> str:
    return "".join(words.replace("|", " ").split())


def test_there_are_enough_that_never_come_back(judged: list[dict[str, Any]]) -> None:
    """More than forty in all, each once, as many of each state in `held` as in `tune`."""
    states = Counter((one["state"], one["set"]) for one in judged)
    uneven = {s for s, _ in states if abs(states[s, "tune"] - states[s, "held"]) > 1}

    assert len(judged) == len({one["id"] for one in judged}) > 40
    assert states["no later mention", "tune"] + states["no later mention", "held"] > 15
    assert set() == uneven


def test_every_quotation_stands_in_its_document(
    judged: list[dict[str, Any]], texts: dict[str, str]
) -> None:
    """The commitment's and those of what tells of it."""
    quoted = [(one["document"], one["quote"]) for one in judged]
    quoted += [(told["document"], told["quote"]) for one in judged for told in one["follow_ups"]]

    assert [] == [words for name, words in quoted if _bare(words) not in texts[name]]


def test_what_tells_of_one_is_later(judged: list[dict[str, Any]]) -> None:
    """The day of a meeting stands in its file's name."""
    early = [
        one["id"]
        for one in judged
        for told in one["follow_ups"]
        if told["document"][4:14] <= one["document"][4:14]
    ]

    assert [] == early


def test_a_state_is_what_the_follow_ups_make_it(judged: list[dict[str, Any]]) -> None:
    """Reported back, where one reports; never mentioned, where there is none."""

    def state(one: dict[str, Any]) -> str:
        told = {follow_up["what"] for follow_up in one["follow_ups"]}
        if "reported" in told:
            return "reported back"
        return "mentioned since" if told else "no later mention"

    assert [] == [one["id"] for one in judged if state(one) != one["state"]]

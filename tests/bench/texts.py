"""Texts to embed and questions to ask, made of the sample's own words; the same in every run."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from ours import CORPUS, model_folder
from tokenizers import Tokenizer

from index.evaluate import read_questions
from index.library import Library, to_encode

_MARKS = 2  # pieces that the model adds around a text


def sample_questions() -> list[str]:
    """The judged questions of the sample."""
    return [question.text for question in read_questions(CORPUS / "questions.jsonl")]


def sample_passages(library: Path) -> list[str]:
    """What is embedded of each passage of a library."""
    with Library.open(library) as opened:
        return [to_encode(words, context) for _, words, context, _ in opened.rows()]


def of_length(library: Path, n: int, n_tokens: int = 128) -> list[str]:
    """Stretches of the sample of so many tokens, the model's marks included."""
    return list(_stretches(library, [n_tokens] * n))


def of_mixed_lengths(library: Path, n: int) -> list[str]:
    """Stretches of the sample from 8 to 256 tokens, as many of each doubling, in no order."""
    lengths = np.exp(np.random.default_rng(5).uniform(np.log(8), np.log(256), n))
    return list(_stretches(library, lengths.astype(int).tolist()))


def _stretches(library: Path, lengths: list[int]) -> Iterator[str]:
    tokenizer: Any = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    text = "\n".join(sample_passages(library))
    spans = tokenizer.encode(text, add_special_tokens=False).offsets
    at = 0
    for length in lengths:
        if at + length > len(spans):
            at = 0
        yield text[spans[at][0] : spans[at + length - _MARKS - 1][1]]
        at += length


def of_ten_words(library: Path, n: int) -> list[str]:
    """Runs of ten words of the sample, each once."""
    words = " ".join(sample_passages(library)).split()
    starts = np.random.default_rng(10).choice(len(words) - 10, n, replace=False)
    return [" ".join(words[start : start + 10]) for start in starts]


def distinct_questions(library: Path, n: int) -> list[str]:
    """Questions that are asked once: how a judged question begins, and what a passage says.

    Each is the first half of a question of the sample and four to eight words on end of one of its
    passages, without digits, which could be read as a date to narrow the search by.
    """
    random = np.random.default_rng(4)
    begins = [question.split() for question in sample_questions()]
    begins = [words[: max(2, len(words) // 2)] for words in begins]
    passages = [re.findall(r"[^\W\d_]+", passage) for passage in sample_passages(library)]
    passages = [words for words in passages if len(words) >= 8]
    made: dict[str, None] = {}
    while len(made) < n:
        begin = begins[random.integers(len(begins))]
        said = passages[random.integers(len(passages))]
        length = int(random.integers(4, 9))
        at = int(random.integers(len(said) - length + 1))
        made[" ".join([*begin, *said[at : at + length]])] = None
    return list(made)

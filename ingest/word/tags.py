"""What a paragraph of an office program is as markup: a heading, a list item, or just that."""

import re

from ingest.lines import classify

_LONGEST_TITLE = 200  # characters
_LONGEST_TITLE_LIKE_A_SENTENCE = 10  # words
_NUMBERED_BELOW_ITEM = re.compile(r"\d\.\d")  # 14.1 is a minute of its own, and no clause


class Tags:
    """Chooses each paragraph's tag, in the document's order: what a list is, its lead-in says."""

    def __init__(self) -> None:
        self._is_led_in = False
        self._of_titles: set[tuple[str, int]] = set()

    def choose(
        self,
        words: str,
        label: str,
        *,
        place: tuple[str, int] | None,
        heading: int = 0,
        is_bold: bool,
        is_bullet: bool,
    ) -> str:
        """The tag of a paragraph with these words, after the label that is shown before them.

        `place` is its list and level, None outside lists; `heading` is the level its style gives
        it, from 1; 0 where it is none.
        """
        kind = classify(f"{label} {words}")
        is_title = bool(heading) and _is_title(words)
        in_list = self._is_led_in and place is not None and place not in self._of_titles
        is_clause = in_list and bool(label) and not is_title and not is_bold
        if words:
            self._is_led_in = _leads_in(words) or (in_list and (is_clause or is_bullet))
        if is_title:
            return f"h{min(heading, 6)}"
        if is_clause:
            # After "RESOLVED That:" even "1. Note the Report" is a clause, and no heading.
            is_bullet = kind != "clause" and not _NUMBERED_BELOW_ITEM.search(label)
        elif label and kind == "heading" and place is not None:
            self._of_titles.add(place)
        return "li" if is_bullet else "p"


def _leads_in(words: str) -> bool:
    announces = words.endswith(":") or classify(words) == "label"
    return announces and not words.lower().startswith("agenda")


def _is_title(words: str) -> bool:
    """Whether words in a heading's style are one: some templates use it for every paragraph."""
    is_sentence = words.endswith((".", ";", ":"))
    is_long = len(words.split()) > _LONGEST_TITLE_LIKE_A_SENTENCE
    return len(words) <= _LONGEST_TITLE and not (is_sentence and is_long)

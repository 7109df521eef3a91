"""The styles of a Word file: what a paragraph or a run inherits without saying so."""

from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = {"w": MAIN}
VALUE = f"{{{MAIN}}}val"


class Styles:
    """Styles by kind ("paragraph", "character", "table", "numbering") and id."""

    def __init__(self, root: Element) -> None:
        self._defaults = root.find("w:docDefaults/w:rPrDefault", NAMES)
        self._styles: dict[tuple[str, str], Element] = {}
        self._usual: dict[str, str] = {}
        for style in root.iterfind("w:style", NAMES):
            kind, name = (style.get(f"{{{MAIN}}}{each}", "") for each in ("type", "styleId"))
            # Where an id is given twice, the first keeps it (ECMA-376 part 1, 17.7.4.17).
            self._styles.setdefault((kind, name), style)
            if style.get(f"{{{MAIN}}}default") in ("1", "true", "on"):
                self._usual.setdefault(kind, name)
        self.chain = cache(self._chain)
        self.inherited = cache(self._inherited)

    def of_paragraph(self, paragraph: Element) -> str:
        """The id of a paragraph's style; that of the usual one where it names none."""
        return value(paragraph, "w:pPr/w:pStyle") or self._usual.get("paragraph", "")

    def stated(self, run: Element, paragraph: Element, name: str) -> Element | None:
        """The property of a run by this name, be it its own or inherited; None if nowhere."""
        own = run.find(f"w:rPr/{name}", NAMES)
        if own is None:
            own = self.inherited("character", value(run, "w:rPr/w:rStyle"), f"w:rPr/{name}")
        if own is None:
            own = self.inherited("paragraph", self.of_paragraph(paragraph), f"w:rPr/{name}")
        if own is None and self._defaults is not None:
            own = self._defaults.find(f"w:rPr/{name}", NAMES)
        return own

    def _chain(self, kind: str, style_id: str) -> tuple[Element, ...]:
        """The style and those it is based on, nearest first."""
        return tuple(self._ancestors(kind, style_id))

    def _ancestors(self, kind: str, style_id: str) -> Iterator[Element]:
        seen = set()
        while style_id not in seen and (style := self._styles.get((kind, style_id))) is not None:
            yield style
            seen.add(style_id)
            style_id = value(style, "w:basedOn")

    def _inherited(self, kind: str, style_id: str, path: str) -> Element | None:
        """What the nearest style that says anything says at `path`."""
        found = (style.find(path, NAMES) for style in self.chain(kind, style_id))
        return next((element for element in found if element is not None), None)


def value(element: Element, path: str) -> str:
    """The `w:val` of what stands at `path`; empty where there is none."""
    found = element.find(path, NAMES)
    return found.get(VALUE, "") if found is not None else ""


def is_on(switch: Element | None) -> bool:
    """Whether a property such as `w:b` or `w:vanish` is there and not switched off."""
    return switch is not None and switch.get(VALUE) not in ("0", "false", "off")

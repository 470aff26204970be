"""A page as a reader meets it: its words, its links, its form and what can be filled in."""

from __future__ import annotations

from html.parser import HTMLParser

_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset("a b bdi code em label mark q span strong time".split())
Field = tuple[str, str]


class Page(HTMLParser):
    """`fields` are what a browser would send of the forms; `choices` what can be picked, by words.

    A menu's choices stand under its label: `choices["1871", "The tower was built"]`.
    """

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.fields: list[Field] = []
        self.choices: dict[str | tuple[str, str], Field] = {}
        self.labels: dict[str, str] = {}
        self.text_fields: list[str] = []
        self.buttons: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._control: tuple[str, dict[str, str]] | None = None
        self.feed(markup)
        self.close()
        self.text = " ".join("".join(self._words).split())
        self.title = self.text.partition(" – quizapp")[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self._part(tag)
        if tag == "input":
            self._input(given)
        if tag not in _EMPTY:
            self._open.append((tag, given, len(self._words)))

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        while self._open:
            name, given, place = self._open.pop()
            if name == tag:
                self._close(tag, given, "".join(self._words[place:]))
                return

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self._words.append(" ")

    def within(self, tag: str) -> dict[str, str]:
        """Return the attributes of the element around this place."""
        return next((given for name, given, _ in reversed(self._open) if name == tag), {})

    def first(self, tag: str, **wanted: str) -> dict[str, str]:
        return next(
            given for name, given in self.tags if name == tag and wanted.items() <= given.items()
        )

    def value(self, name: str) -> str:
        return next(value for field, value in self.fields if field == name)

    def _input(self, given: dict[str, str]) -> None:
        kind, field = given.get("type", "text"), (given.get("name", ""), given.get("value", ""))
        if kind in {"radio", "checkbox"}:
            self._control = ("choice", given)
            if "checked" in given:
                self.fields.append(field)
        elif kind == "hidden":
            self.fields.append(field)
            self._control = ("hidden", given)
        else:
            self._text_field(given, given.get("value", ""))

    def _text_field(self, given: dict[str, str], value: str) -> None:
        self.text_fields.append(given["name"])
        self.labels[given.get("aria-label", "")] = given["name"]
        self.fields.append((given["name"], value))

    def _close(self, tag: str, given: dict[str, str], words: str) -> None:
        words = " ".join(words.split())
        if tag == "a":
            self.links.append((words, given.get("href", "")))
        elif tag == "button":
            self.buttons.append(given.get("aria-label", words))
        elif tag == "textarea":
            self._text_field(given, words)
        elif tag == "option":
            menu = self.within("select")
            self.choices[menu.get("aria-label", ""), words] = (menu["name"], given["value"])
            if "selected" in given:
                self.fields.append((menu["name"], given["value"]))
        elif self._control and (
            (tag == "label" and self._control[0] == "choice")
            or (given.get("class") == "ordering-text" and self._control[0] == "hidden")
        ):
            control = self._control[1]
            self.choices[words] = (control["name"], control["value"])
            self._control = None

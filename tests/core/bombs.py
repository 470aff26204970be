"""Quiz files made to exhaust memory or time, and files that are odd in every way we know."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

PASSAGE = f"title: T\npassage:\n  text: |\n    {'A ship sank near the rock. ' * 2_300}\n"
QUESTION = "  - id: q\n    type: short-answer\n    prompt: x\n    answers: [ship]\n"
ALIASES = "\n".join(
    ["a: &a [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
)
MERGES = "\n".join(
    ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [*a{n - 1},*a{n - 1}]}}" for n in range(1, 14)]
)
BOMBS: dict[str, tuple[str, str]] = {
    "brackets": ("[" * 100_000, "Q002"),
    "braces": ("{" * 100_000, "Q005"),
    "dashes": ("- " * 50_000, "Q002"),
    "question marks": ("? " * 50_000, "Q005"),
    "many parts": (f"[{'[],' * 51_000}]", "Q002"),
    "many fields": ("".join(f"k{n}: v\n" for n in range(51_000)), "Q002"),
    "aliases of aliases": (ALIASES, "Q005"),
    "merges of merges": (MERGES, "Q005"),
    "an alias many times": (f"a: &a x\nb: [{'*a,' * 30_000}]", "Q005"),
    "one huge text": (f"title: {'x' * 1_000_000}", "Q002"),
    "one huge text in quotes": (f'title: "{"x " * 500_000}"', "Q002"),
    "too large a file": ("# comment\n" * 110_000, "Q002"),
    "tabs": ("\t\n" * 500_000, "Q003"),
    "documents": ("---\n" * 200_000, "Q005"),
    "quotes": ("'" * 1_000_000, "Q002"),
    "unknown fields": ("".join(f"titles{n}: v\n" for n in range(12_000)), "Q101"),
    "a field over and over": ("title: x\n" * 20_000, "Q004"),
    "wrong quotations": (
        PASSAGE + f"questions:\n{QUESTION}    evidence:\n" + "      - A shop sunk\n" * 5_000,
        "Q204",
    ),
    "long wrong quotations": (
        PASSAGE
        + f"questions:\n{QUESTION}    evidence:\n"
        + f"      - {'a shop sunk ' * 5_000}\n" * 10,
        "Q204",
    ),
    "many questions": ("title: T\nquestions:\n" + QUESTION * 2_001, "Q002"),
}
"""What exhausts memory or time: a text, and the code it ends in."""

SOUND = "title: T\nquestions:\n  - {id: a, type: true-false, prompt: P?, answer: 'true'}\n"
_TAGS = (
    "!!python/object/apply:os.system ['id']",
    "!!python/object/new:type [x]",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/tuple [a]",
    "!!binary aGk=",
    "!!set {a}",
    "!!omap [a: 1]",
    "!!timestamp 2001-01-01",
    "!!float 1",
    "!!int 0b1",
    "!!null x",
    "!!merge x",
    "!local x",
    "!<tag:example.org,2000:x> x",
    "! x",
)
_SYNTAX = {
    "an open bracket": "[",
    "an open brace": "{a: 1",
    "an open quote": "'it",
    "an open double quote": '"it',
    "a closing bracket": "]",
    "a closing brace": "}",
    "a comma": ",",
    "an at sign": "@x",
    "a backtick": "`x`",
    "a percent sign": "%x",
    "two colons": "a: b: c",
    "a wrong escape": '"\\q"',
    "half an escape": '"\\x4"',
    "an escape too large": '"\\UFFFFFFFF"',
    "a half character escaped": '"\\ud800"',
    "a NUL escaped": '"\\0"',
    "an anchor without a name": "& x",
    "an anchor": "&a x",
    "an alias of nothing": "*a",
    "an alias of itself": "&a [*a]",
    "a bad block mark": "|x",
    "a block mark too large": "|99",
    "text behind a quote": "'a' b",
    "a complex key": "{? [a, b] : c}",
    "a list as a key": "{[a]: b}",
    "a map as a key": "{{a: b}: c}",
    "an empty key": "{: x}",
    "a tab": "a\tb",
}
_LAYOUT = {
    "nothing": "",
    "white space": " \n \n",
    "a comment": "# only this\n",
    "a word": "hello",
    "a list": "- a\n- b\n",
    "a number": "1",
    "three dots": "...",
    "three dashes": "---",
    "two documents": f"---\n{SOUND}---\n{SOUND}",
    "an unknown directive": f"%FOO bar\n---\n{SOUND}",
    "a title twice": f"title: A\n{SOUND}",
    "a merge": f"<<: {{a: 1}}\n{SOUND}",
    "an unknown field": f"{SOUND}extra: 1\n",
    "a title that is a list": SOUND.replace("title: T", "title: [T]"),
    "a title that is a map": SOUND.replace("title: T", "title: {T: x}"),
    "no title": SOUND.replace("title: T\n", ""),
    "no questions": "title: T\n",
    "questions that are a word": "title: T\nquestions: none\n",
    "questions that are a map": "title: T\nquestions: {a: b}\n",
    "a question that is a word": "title: T\nquestions: [what]\n",
    "a question of no type": SOUND.replace("type: true-false, ", ""),
    "a question of an unknown type": SOUND.replace("true-false", "__import__"),
    "an id with a path": SOUND.replace("id: a", "id: ../../x"),
    "an id with markup": SOUND.replace("id: a", 'id: "<b>"'),
    "an id too long": SOUND.replace("id: a", f"id: {'a' * 100}"),
    "points beyond all numbers": SOUND.replace("id: a", "id: a, points: 1e400"),
    "points that are no number": SOUND.replace("id: a", "id: a, points: nan"),
    "points over nothing": SOUND.replace("id: a", "id: a, points: 1/0"),
    "a passage beyond the folder": SOUND + "passage: {file: ../../etc/passwd}\n",
    "a passage at a root": SOUND + "passage: {file: /etc/passwd}\n",
    "a passage in a pipe": SOUND + "passage: {file: '|id'}\n",
    "a picture beyond the folder": SOUND
    + "passage: {text: A tower., images: [{file: ../x.png, alt: x}]}\n",
    "a yes of another language": SOUND.replace("'true'", "yes"),
    "a backwards indentation": "title: T\n  questions: []\n a: b\n",
}
_BYTES = {
    "UTF-16": codecs.BOM_UTF16_LE + SOUND.encode("utf-16-le"),
    "UTF-16 turned round": codecs.BOM_UTF16_BE + SOUND.encode("utf-16-be"),
    "UTF-32": SOUND.encode("utf-32"),
    "Latin-1": SOUND.replace("T", "Tür").encode("latin-1"),
    "a lone byte": SOUND.encode() + b"\xff",
    "an overlong slash": SOUND.encode() + b"# \xc0\xaf",
    "half a character": SOUND.encode() + b"# \xed\xa0\x80",
    "a cut character": SOUND.encode() + b"# \xe2\x82",
    "beyond all characters": SOUND.encode() + b"# \xf4\x90\x80\x80",
    "a program": b"\x7fELF" + bytes(range(256)),
    "NULs": bytes(10_000),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a picture": b"\x89PNG\r\n\x1a\n",
}


def hostile() -> dict[str, bytes]:
    """Return every file that has to be refused, by what is wrong with it."""
    return dict(_hostile())


def _hostile() -> Iterator[tuple[str, bytes]]:
    for what, (text, _) in BOMBS.items():
        yield what, text.encode("utf-8", "surrogatepass")
    for tag in _TAGS:
        yield f"the tag {tag}", f"title: {tag}\n{SOUND[9:]}".encode()
    for what, value in _SYNTAX.items():
        yield what, f"title: {value}\n{SOUND[9:]}".encode()
    for what, text in _LAYOUT.items():
        yield what, text.encode()
    for code in (*range(9), 11, 12, *range(14, 32), 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0xFFFE):
        yield f"the character {code:#x}", SOUND.replace("P?", f"P{chr(code)}?").encode()
    yield from _BYTES.items()

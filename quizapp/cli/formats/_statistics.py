"""How often each code was found, the most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from quizapp.cli.formats import Checked
from quizapp.cli.formats.full import summary


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield one line for each code, and at the end how many diagnostics there were."""
    from quizapp.help.codes import get_page

    counts = Counter(found.code for file in files for found in file.diagnostics)
    width = len(str(max(counts.values(), default=0)))
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"{count:{width}}  {code}  {get_page(code).title}"
    if counts:
        yield ""
    yield summary(files)

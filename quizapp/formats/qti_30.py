"""QTI 3.0: packages and single items of question banks and test systems.

```
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="why-built"
    title="Why was it built?" adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>ships</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-assessment-stimulus-ref identifier="hale-point" href="../passages/hale-point.xml"/>
  <qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">
      <qti-prompt>Why was it built?</qti-prompt>
      <qti-simple-choice identifier="ships">Three ships had been lost</qti-simple-choice>
      <qti-simple-choice identifier="keeper">A keeper asked for it</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing
    template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>
```

In: a zip with its manifest, tests, items, passages and pictures; or items as single XML files. The
interactions are choice (single choice, true/false, multiple response), text
entry (short answer; numeric, with tolerances and ranges), inline choice and several text entries
(cloze), gap match (cloze with a word bank), match (matching, or categorize), order, hot text (in
the passage where all its sentences or paragraphs can be marked, else as choices) and extended text
(open response). An item without any is a text.

An item's score is worked out from its response processing: the templates `match_correct` and
`map_response`, or rules written by hand. Every answer earns here exactly what it earns there:
mapped values, default values and bounds become credits and a `scoring`. What cannot be judged so,
and what nobody can score (no key, a key that is none of the choices, several keys where one can be
chosen, an order that leaves items out, points on a picture), is reported and left out. Scores
below 0 end at 0, and are reported.

Passages are shared stimuli, text that an item includes (`object`, `include`), and `div` or
`rubricBlock` whose class or use says `stimulus` or `passage`; pictures go with them and need their
`alt`. Titles, sections with instructions, drawing (`selection`), shuffling (`ordering`), weights
and the time limit come from the test; languages, tags, authors and license from the manifest. An
item's identifier is kept as the id; a title that is not what the item asks is kept as a tag.
Feedback goes to the answer that it is shown to, and to the explanation when everybody sees it.

Out: a zip with a manifest, a test, an item a question, and each passage once. Points, credits,
order, feedback, explanations, rubrics, ids and tags are in it. Evidence, hints, processes, Part B,
patterns (wildcards, regular expressions), forgiven typos and `ignore` have no place, nor has
ordering that gives part of the points: an order is right or wrong.
"""

from __future__ import annotations

from typing import Final

from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._qti.dialect import THREE
from quizapp.formats._qti.package import read_package
from quizapp.formats._qti.sniffing import version_of
from quizapp.formats._qti.writing_package import write_package
from quizapp.formats._registry import CERTAIN, NO, Written

NAME: Final = "qti-3.0"
TITLE: Final = "QTI 3.0"
SUFFIX: Final = ".zip"
ALIASES: Final = ("qti", "qti3")


def sniff(file: Incoming) -> int:
    """Tell by the root elements of the file, or of the files in a zip."""
    return CERTAIN if version_of(file.data) == "3.0" else NO


def read(file: Incoming) -> Draft:
    """Read a package, a test or an item."""
    return read_package(file)


def write(document: Document) -> Written:
    """Write a package."""
    return write_package(document, THREE)

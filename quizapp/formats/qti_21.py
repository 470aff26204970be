"""QTI 2.1: packages and single items of question banks and test systems.

```
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="why-built"
    title="Why was it built?" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ships</value></correctResponse>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
      <prompt>Why was it built?</prompt>
      <simpleChoice identifier="ships">Three ships had been lost</simpleChoice>
      <simpleChoice identifier="keeper">A keeper asked for it</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing
    template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>
```

In: a zip with its manifest, tests, items, passages and pictures; or items as single XML files. QTI
2.0 is read too. The interactions are choice (single choice, true/false, multiple response), text
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

Passages are text that an item includes (`object`, `include`), shared stimuli, and `div` or
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
from quizapp.formats._qti.dialect import TWO_ONE
from quizapp.formats._qti.package import read_package
from quizapp.formats._qti.sniffing import version_of
from quizapp.formats._qti.writing_package import write_package
from quizapp.formats._registry import CERTAIN, NO, Written

NAME: Final = "qti-2.1"
TITLE: Final = "QTI 2.1"
SUFFIX: Final = ".zip"
ALIASES: Final = ("qti2", "qti-2.0")


def sniff(file: Incoming) -> int:
    """Tell by the root elements of the file, or of the files in a zip."""
    return CERTAIN if version_of(file.data) == "2.1" else NO


def read(file: Incoming) -> Draft:
    """Read a package, a test or an item."""
    return read_package(file)


def write(document: Document) -> Written:
    """Write a package."""
    return write_package(document, TWO_ONE)

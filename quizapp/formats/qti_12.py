"""QTI 1.2: quizzes and question banks of Canvas, and of programs that write for it (text2qti).

```
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
  <assessment ident="quiz" title="The lighthouse"><section ident="root_section">
    <item ident="why-built" title="Why?">
      <itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>
        <fieldentry>multiple_choice_question</fieldentry></qtimetadatafield></qtimetadata>
      </itemmetadata>
      <presentation>
        <material><mattext texttype="text/html">Why was it built?</mattext></material>
        <response_lid ident="response1" rcardinality="Single"><render_choice>
          <response_label ident="1"><material><mattext>Three ships had been lost</mattext>
          </material></response_label>
          <response_label ident="2"><material><mattext>A keeper asked for it</mattext>
          </material></response_label></render_choice></response_lid>
      </presentation>
      <resprocessing>
        <outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>
        <respcondition continue="No">
          <conditionvar><varequal respident="response1">1</varequal></conditionvar>
          <setvar action="Set" varname="SCORE">100</setvar>
        </respcondition>
      </resprocessing>
    </item>
  </section></assessment>
</questestinterop>
```

In: a zip that Canvas exports (a quiz, several, question banks), or one XML file. Multiple choice
and true/false, multiple answers (a wrong tick takes back a right one, as in Canvas), fill in the
blank, several blanks (each listed answer is right, as in Canvas), dropdowns, matching, numerical
(exact, range, precision), essay and text. Questions with formulas or files to upload are reported,
and so is what has no key. Points, feedback (general, to right and wrong answers, to single
answers), groups that draw questions, also from a bank in the package, and the quiz's settings come
along. A text between questions stays one; before a group it becomes its instructions. Files of
Common Cartridge are read too; there several answers are all or nothing.

Out: a zip for "Import Course Content, QTI .zip file". Passages go as texts before their questions.
Ordering and hot text, categories with things that belong nowhere, and cloze with both menus and
fields have no place; nor have evidence, hints, processes, Part B, units, patterns, forgiven typos,
rubrics, and titles of sections that ask all their questions.
"""

from __future__ import annotations

from typing import Final

from quizapp.formats._canvas.package import read_package
from quizapp.formats._canvas.writing import write_package
from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._qti.sniffing import version_of
from quizapp.formats._registry import CERTAIN, NO, Written

NAME: Final = "qti-1.2"
TITLE: Final = "QTI 1.2 (Canvas)"
SUFFIX: Final = ".zip"
ALIASES: Final = ("canvas",)


def sniff(file: Incoming) -> int:
    """Tell by the root elements of the file, or of the files in a zip."""
    return CERTAIN if version_of(file.data) == "1.2" else NO


def read(file: Incoming) -> Draft:
    """Read a package, a quiz or a bank."""
    return read_package(file)


def write(document: Document) -> Written:
    """Write a package that Canvas imports."""
    return write_package(document)

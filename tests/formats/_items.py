"""QTI items put together from their parts, and the questions that they become."""

from __future__ import annotations

from quizapp.core.archive import write_archive
from quizapp.core.question import Question
from quizapp.formats import Brought, Incoming, bring_in, get_format

MATCH = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/'
    'match_correct"/>'
)
MAP = MATCH.replace("match_correct", "map_response")


def item(body: str, declared: str, processing: str = MATCH, *, name: str = "q1") -> str:
    """Return an item of QTI 2.1."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{name}"
    title="Question 1" adaptive="false" timeDependent="false">
{declared}
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>
<itemBody>{body}</itemBody>
{processing}
</assessmentItem>"""


def response(
    cardinality: str, base: str, *key: str, mapping: str = "", name: str = "RESPONSE"
) -> str:
    """Return a response's declaration."""
    values = "".join(f"<value>{value}</value>" for value in key)
    correct = f"<correctResponse>{values}</correctResponse>" if key else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def mapping(bounds: str = "", **values: str) -> str:
    """Return a mapping."""
    entries = (f'<mapEntry mapKey="{k}" mappedValue="{v}"/>' for k, v in values.items())
    return f"<mapping {bounds}>{''.join(entries)}</mapping>"


def choices(names: str = "ABCDE", given: str = 'maxChoices="0"', kind: str = "choice") -> str:
    """Return an interaction with choices."""
    offered = "".join(f'<simpleChoice identifier="{n}">Choice {n}</simpleChoice>' for n in names)
    return (
        f'<{kind}Interaction responseIdentifier="RESPONSE" shuffle="true" {given}>'
        f"<prompt>Which?</prompt>{offered}</{kind}Interaction>"
    )


def brought(text: str | bytes, version: str = "2.1", **beside: bytes) -> Brought:
    """Read one file."""
    format_ = get_format(f"qti-{version}")
    assert format_ is not None
    data = text.encode() if isinstance(text, str) else text
    return bring_in([(Incoming("item.xml", data, beside), format_)], "quiz")


def question(text: str) -> Question:
    """Return the one question that an item becomes, without any loss."""
    found = brought(text)
    assert found.losses == ()
    assert found.quiz is not None
    (only,) = found.quiz.questions()
    return only


def refusal(text: str) -> str:
    """Return why an item is left out."""
    found = brought(text)
    assert found.quiz is None or not found.quiz.items, found.text
    return " ".join(loss.message for loss in found.losses)


def package(**files: str) -> bytes:
    """Return a zip; `__` stands for `/` and `_xml` for the ending."""
    return write_archive(
        {name.replace("__", "/").replace("_xml", ".xml").replace("_html", ".html"): text.encode()
         for name, text in files.items()}
    )  # fmt: skip

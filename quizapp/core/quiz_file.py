"""What stands at the top of a quiz file, and of its sections: the models of their fields."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from quizapp.core.fields import Count, Model, Text
from quizapp.core.passage_file import PassageFile
from quizapp.core.quiz import Status
from quizapp.core.settings import Settings, Shuffled

_QUESTIONS: Final = [{"id": "when", "type": "numeric", "prompt": "When?", "answer": "1871"}]


class SectionFile(Model):
    """A group of questions with a title of its own."""

    title: Text = Field("", description="Heading of the section.", examples=["Find it"])
    instructions: Text = Field(
        "", description="What to do in this section (Markdown).", examples=["One sentence each."]
    )
    passage: Text = Field("", description="Id of the section's passage.", examples=["letter"])
    draw: Count | None = Field(
        None, description="How many to take at random for each attempt.", examples=["3"]
    )
    shuffle: tuple[Shuffled, ...] | None = Field(
        None, description="As in `settings`.", examples=[["questions"]]
    )
    questions: Any = Field(description="The section's questions.", examples=[_QUESTIONS])


class QuizFile(Model):
    """A quiz: a passage and the questions about it."""

    title: Text = Field(description="Shown everywhere.", examples=["The lighthouse at Hale Point"])
    language: Text = Field(
        "en", description="BCP 47 tag of passage and questions.", examples=["en", "da"]
    )
    summary: Text = Field(
        "", description="A sentence for the library page.", examples=["Why a lighthouse was built."]
    )
    tags: tuple[Text, ...] = Field(
        (), description="Labels for the library.", examples=[["history"]]
    )
    authors: tuple[Text, ...] = Field((), description="Who wrote it.", examples=[["A. Teacher"]])
    license: Text = Field(
        "", description="Under which licence it may be used.", examples=["CC-BY-4.0"]
    )
    status: Status = Field(
        "open",
        description="Who finds it: everybody, only teachers (draft), or "
        "whoever has the link (hidden).",
        examples=["draft"],
    )
    passage: PassageFile | None = Field(
        None, description="What is read.", examples=[{"title": "The harbour", "text": "A text."}]
    )
    passages: tuple[PassageFile, ...] = Field(
        (),
        description="Several passages, each with its id.",
        examples=[[{"id": "letter", "text": "Dear Ann, ..."}, {"id": "diary", "text": "Monday"}]],
    )
    settings: Settings = Field(
        Settings(), description="How the quiz is given.", examples=[{"feedback": "immediate"}]
    )
    questions: Any = Field(None, description="The questions.", examples=[_QUESTIONS])
    sections: tuple[SectionFile, ...] = Field(
        (), description="Questions in groups.", examples=[[{"title": "A", "questions": _QUESTIONS}]]
    )

"""The JSON Schema of a quiz file, composed from the models, for editors.

Draft-07, the one that yaml-language-server knows best. An editor reads YAML with numbers and
booleans of its own, where quizapp reads texts: so a text may be anything that is no list and no
fields, and the words `true` and `false` may be booleans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from quizapp.core.fields import Text
from quizapp.core.quiz_file import QuizFile
from quizapp.core.types import get_type, type_words

Schema = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_PLACE: Final = "#/definitions/"
_TEXT: Final = TypeAdapter(Text).json_schema()
_NULL: Final = {"type": "null"}
_BOOLEANS: Final = {"true": True, "false": False}


def quiz_schema() -> Schema:
    """Return the schema of a quiz file, to be written as JSON."""
    types = {word: model for word in type_words() if (model := get_type(word))}
    definitions = _definitions([QuizFile, *types.values()])
    for word, model in types.items():
        _name_type(definitions[model.__name__], word)
    names = {word: model.__name__ for word, model in types.items()}
    definitions["Question"] = _any_question(names, definitions)
    for name in ("QuizFile", "SectionFile"):
        field = definitions[name]["properties"]["questions"]
        field |= {"type": "array", "items": {"$ref": f"{_PLACE}Question"}}
    for definition in definitions.values():
        for field in definition.get("properties", {}).values():
            _complete_examples(field, definitions)
            _allow_empty(field, definitions)
    quiz = definitions.pop("QuizFile")
    return {"$schema": DIALECT, "title": "A quizapp quiz", **quiz, "definitions": definitions}


class _Generator(GenerateJsonSchema):
    """Adds what pydantic cannot see: that some readers take a bare text for named fields."""

    def sort(self, value: Any, parent_key: str | None = None) -> Any:
        """Keep the order of the models: it is the order of the manual."""
        return value

    def encode_default(self, dft: Any) -> Any:
        return {} if isinstance(dft, BaseModel) else super().encode_default(dft)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Stay silent: defaults that are no JSON are given by `json_schema_extra`."""

    def function_before_schema(self, schema: Any) -> Schema:
        inner = super().function_before_schema(schema)
        takes_text = _takes_text(schema["function"]["function"])
        return {"anyOf": [_TEXT, inner]} if takes_text else inner


def _takes_text(read: Callable[[Any], Any]) -> bool:
    try:
        return isinstance(read("a text"), Mapping)
    except Exception:  # noqa: BLE001  # whatever a reader says of this text, it does not take it
        return False


def _definitions(models: list[type[BaseModel]]) -> Schema:
    _, generated = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=f"{_PLACE}{{model}}",
        schema_generator=_Generator,
    )
    definitions: Schema = _tidy(generated["$defs"])
    for definition in definitions.values():
        del definition["title"]  # the name of a Python class
        _repeat_boolean_names(definition)
    return definitions


def _tidy(schema: Any) -> Any:
    """Rewrite for draft-07 and for YAML's own booleans."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _tidy(value) for key, value in schema.items()}
    if isinstance(examples := tidy.get("examples"), list):
        tidy["examples"] = [_as_yaml(example) for example in examples if example != []]
    if isinstance(arms := tidy.get("anyOf"), list):
        tidy = _without_null(tidy, arms)
    if isinstance(tidy.get("$ref"), str) and len(tidy) > 1:
        # Draft-07 overlooks all that stands beside a `$ref`.
        tidy["allOf"] = [{"$ref": tidy.pop("$ref")}]
    if isinstance(words := tidy.get("enum"), list) and not _BOOLEANS.keys().isdisjoint(words):
        tidy["enum"] = [*words, *(_BOOLEANS[word] for word in words if word in _BOOLEANS)]
        del tidy["type"]
    return tidy


def _as_yaml(example: Any) -> Any:
    """Return an example as an editor reads it: models spell their values as texts."""
    if isinstance(example, list):
        return [_as_yaml(item) for item in example]
    if isinstance(example, dict):
        return {key: _as_yaml(value) for key, value in example.items()}
    if isinstance(example, str) and example.isascii() and example.isdigit():
        return int(example)
    return _BOOLEANS.get(example, example)


def _without_null(schema: Schema, arms: list[Any]) -> Schema:
    """Drop the arm that stands for Python's None: to an author, `null` is a text."""
    left = [arm for arm in arms if arm != _NULL]
    if len(left) > 1:
        return {**schema, "anyOf": left}
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**left[0], **rest}


def _repeat_boolean_names(definition: Schema) -> None:
    """Repeat fields named `true` or `false` as patterns: yaml-language-server (1.25) finds no
    property for a name that YAML takes for a boolean, and underlines it.
    """
    fields = definition["properties"]
    if names := [name for name in fields if name in _BOOLEANS]:
        definition["patternProperties"] = {f"^{name}$": fields[name] for name in names}


def _name_type(definition: Schema, word: str) -> None:
    definition["title"] = word
    definition["properties"]["type"] = {
        "const": word,
        "description": f"The kind of question. {definition['description']}",
        "examples": [word],
    }


def _any_question(names: Mapping[str, str], definitions: Schema) -> Schema:
    """Return a question whose fields depend on its type, so that faults show where they stand."""
    kind = {
        "enum": [*names],
        "description": "The kind of question.",
        "examples": [*names],
        # No part of the standard, but editors tell with each word what it means.
        "markdownEnumDescriptions": [definitions[name]["description"] for name in names.values()],
    }
    return {
        "title": "question",
        "description": "A question.",
        "type": "object",
        "properties": {"type": kind},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": word}}, "required": ["type"]},
                "then": {"$ref": f"{_PLACE}{name}"},
            }
            for word, name in names.items()
        ],
    }


def _allow_empty(field: Schema, definitions: Schema) -> None:
    """Let a field that may be left out be empty: nobody is told off for a name just typed."""
    if "default" not in field or "enum" in field:
        return
    for owner in (field, *(definitions[name] for name in _references(field))):
        if isinstance(kind := owner.get("type"), str):
            owner["type"] = [kind, "null"]
        elif isinstance(kind, list) and "null" not in kind:
            owner["type"] = [*kind, "null"]


def _complete_examples(field: Schema, definitions: Schema) -> None:
    field["examples"] = field.get("examples") or [_example(field, definitions)]


def _example(field: Schema, definitions: Schema) -> Any:
    """Make an example where the model gives none: the required fields, or else the first."""
    if given := field.get("examples"):
        return given[0]
    if field.get("type") == "array":
        return [_example(field["items"], definitions)]
    name = next(_references(field), None)
    if name is None:
        return field.get("default")
    if name == "Question":
        name = next(_references(definitions[name]["allOf"][0]["then"]))
    fields = definitions[name]["properties"]
    wanted = definitions[name].get("required") or [*fields][:1]
    return {key: _example(fields[key], definitions) for key in wanted}


def _references(field: Schema) -> Iterator[str]:
    for arm in (field, *field.get("allOf", ())):
        if "$ref" in arm:
            yield arm["$ref"].removeprefix(_PLACE)

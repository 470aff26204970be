"""What a page was made of is gone when it is sent, and not when the collector comes round."""

from __future__ import annotations

import gc
from weakref import ref

from flask import Flask


class Large:
    """What a template is given."""


def test_a_template_with_a_macro_lets_go_of_what_it_was_given(app: Flask) -> None:
    source = "{% macro shout(word) %}{{ word }}{{ '!'.strip() }}{% endmacro %}{{ shout('Done') }}"
    template, given = app.jinja_env.from_string(source), Large()
    kept = ref(given)
    gc.disable()
    try:
        assert template.render(given=given) == "Done!"
        del given
        assert kept() is None
    finally:
        gc.enable()

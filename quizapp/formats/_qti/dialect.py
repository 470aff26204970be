"""What differs between the versions that are written: names, addresses, and where things stand."""

from __future__ import annotations

from typing import Final, NamedTuple

from quizapp.formats._qti.names import kebab
from quizapp.formats._qti.tree import Node

_HTML: Final = frozenset(
    "a b blockquote br code dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img li object "
    "ol p pre s span strong table tbody td th thead tr ul".split()
)
_WRAPPED: Final = frozenset({"rubricBlock", "modalFeedback", "feedbackBlock"})


class Dialect(NamedTuple):
    """A version as it is written."""

    version: str
    namespace: str
    schema: str
    templates: str
    template_suffix: str
    package_namespace: str
    package_schema: str
    package_version: str
    resource: str

    @property
    def is_three(self) -> bool:
        """Tell whether this is QTI 3, which spells names its own way."""
        return self.version == "3.0"

    def template(self, name: str) -> str:
        """Return the address of a response processing template."""
        return f"{self.templates}/{name}{self.template_suffix}"

    def spell(self, node: Node) -> Node:
        """Return a tree with this version's names."""
        content = tuple(
            child if isinstance(child, str) else self.spell(child) for child in node.content
        )
        if node.name in _HTML:
            return node._replace(content=content) if self.is_three else _strict(node, content)
        if not self.is_three:
            return node._replace(content=content)
        if node.name in _WRAPPED:
            content = (Node("qti-content-body", {}, content),)
        given = {
            name if ":" in name or name.startswith("xmlns") else kebab(name): value
            for name, value in node.attributes.items()
        }
        return Node(f"qti-{kebab(node.name)}", given, content)


def _strict(node: Node, content: tuple[Node | str, ...]) -> Node:
    """Return an element as QTI 2's XHTML has it, which is older than HTML 5."""
    name = {"s": "span", "b": "strong", "i": "em"}.get(node.name, node.name)
    return Node(name, {n: v for n, v in node.attributes.items() if n != "start"}, content)


TWO_ONE: Final = Dialect(
    version="2.1",
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates",
    template_suffix="",
    package_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    package_schema="QTIv2.1 Package",
    package_version="1.0.0",
    resource="imsqti_{}_xmlv2p1",
)
THREE: Final = Dialect(
    version="3.0",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates",
    template_suffix=".xml",
    package_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    package_schema="QTI Package",
    package_version="3.0.0",
    resource="imsqti_{}_xmlv3p0",
)

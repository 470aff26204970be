"""What is wrong with a page to look at: what axe finds, what is too wide, what is too small."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ALL_RULES: dict[str, object] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# A theme changes colours and nothing else.
COLOUR_RULES: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
Themes = Sequence[tuple[int, str, dict[str, object]]]
THEMES: Themes = (
    (1280, "light", ALL_RULES),
    (1280, "dark", COLOUR_RULES),
    (1280, "sepia", COLOUR_RULES),
    (360, "light", ALL_RULES),
)
AXE = """async ({theme, options}) => {
    document.documentElement.dataset.theme = theme;
    const {violations} = await axe.run(document, options);
    return violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary, target}) =>
        `${id}: ${target.join(" ")}: ${html.slice(0, 150)} ${failureSummary.slice(0, 300)}`));
}"""

SMALL = {"width": 320, "height": 640}
USUAL = {"width": 360, "height": 740}
# What is left of a window of 1280 x 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}
TOO_WIDE = """width => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= width && innerWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > width + 1)
        .map(one => one.outerHTML.slice(0, 120));
    return [`${root.scrollWidth} of ${width}`, ...wide.slice(0, 3)];
}"""
# Links within a line of text may be as low as the line.
TOO_SMALL = """() => {
    const small = [];
    const look = (selector, least) => {
        for (const one of document.querySelectorAll(selector)) {
            const {width, height} = one.getBoundingClientRect();
            const isShown = one.checkVisibility({visibilityProperty: true})
                && !one.matches(".implicit-save, .skip-links a");
            if (!isShown || Math.min(width, height) > least - 0.01) continue;
            small.push(`${width}x${height}: ${one.outerHTML.slice(0, 120)}`);
        }
    };
    look("button, select, summary, textarea, input[type=text]", 24);
    look(":not(p, .save-state) > a:only-child", 24);
    look(".choices label, .confidence label", 44);
    return small;
}"""


def axe_findings(page: Page, themes: Themes = THEMES) -> list[str]:
    """Return what axe finds in every theme, wide and narrow. The page's policy must be bypassed."""
    page.evaluate(_axe_script())
    found = []
    for width, theme, rules in themes:
        page.set_viewport_size({"width": width, "height": 800})
        here = page.evaluate(AXE, {"theme": theme, "options": rules})
        found += [f"{theme}, {width}: {each}" for each in here]
    return found


def too_wide(page: Page) -> list[str]:
    """Return what stands out over the screen of a phone, and over a page at 400 %."""
    found = []
    for size in (ZOOMED, USUAL, SMALL):
        page.set_viewport_size(size)
        found += [f"{size['width']}: {each}" for each in page.evaluate(TOO_WIDE, size["width"])]
    return found


def too_small(page: Page) -> list[str]:
    """Return what a finger cannot hit, at the width that the page has."""
    return list(page.evaluate(TOO_SMALL))


@cache
def _axe_script() -> str:
    return str(Axe().axe_script)

"""What is wrong with a page to look at: what axe finds, what is too wide, what is too small."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# A theme changes colours and nothing else, and a width everything else.
Themes = Sequence[tuple[int, str]]
THEMES: Themes = ((1280, "light"), (1280, "dark"), (1280, "sepia"), (360, "light"))
ALL_BUT_COLOURS: dict[str, object] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}}
    | {rule: {"enabled": False} for rule in COLOUR_RULES},
}
COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
AXE = """async ({options, onlyFresh}) => {
    const context = onlyFresh ? {include: fresh} : document;
    const {violations} = await axe.run(
        context, {resultTypes: ["violations"], preload: false, iframes: false, ...options});
    return violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary, target}) =>
        `${id}: ${target.join(" ")}: ${html.slice(0, 150)} ${failureSummary.slice(0, 300)}`));
}"""
# Nine tenths of axe's time went to the contrast of texts, and most texts of a page have the
# colours, the letters and the ground of one that was looked at before.
FRESH = """({theme, seen}) => {
    document.documentElement.dataset.theme = theme;
    const grounds = new Map([[null, ""]]);
    const ground = one => {
        if (!grounds.has(one)) {
            const {backgroundColor, backgroundImage, opacity, filter} = getComputedStyle(one);
            const own = [backgroundColor, backgroundImage, opacity, filter].join();
            const below = ground(one.parentElement);
            const isClear = own === "rgba(0, 0, 0, 0),none,1,none";
            grounds.set(one, isClear ? below : `${below}/${own}`);
        }
        return grounds.get(one);
    };
    const isText = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const hasWords = one => one.matches("input, textarea, select")
        || [...one.childNodes].some(isText);
    const found = new Map();
    for (const one of document.body.querySelectorAll("*")) {
        if (!hasWords(one) || !one.checkVisibility({visibilityProperty: true})) continue;
        const {color, fontSize, fontWeight, textShadow, textDecorationLine}
            = getComputedStyle(one);
        const around = getComputedStyle(one.parentElement).color;
        const looks = [color, fontSize, fontWeight, textShadow, textDecorationLine, around];
        found.set([...looks, ground(one)].join(), one);
    }
    for (const each of seen) found.delete(each);
    window.fresh = [...found.values()];
    return [...found.keys()];
}"""

# The colours that axe has looked at in this process.
_SEEN: set[str] = set()

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
    """Return what axe finds: at each width, and of colours that it has not met before.

    The page's policy must be bypassed.
    """
    page.evaluate(_axe_script())
    found, widths = [], set[int]()
    for width, theme in themes:
        page.set_viewport_size({"width": width, "height": 800})
        here = _colours(page, theme)
        if width not in widths:
            here += _run(page, ALL_BUT_COLOURS)
        widths.add(width)
        found += [f"{theme}, {width}: {each}" for each in here]
    return found


def _colours(page: Page, theme: str) -> list[str]:
    fresh = page.evaluate(FRESH, {"theme": theme, "seen": list(_SEEN)})
    _SEEN.update(fresh)
    return _run(page, COLOURS, only_fresh=True) if fresh else []


def _run(page: Page, options: dict[str, object], *, only_fresh: bool = False) -> list[str]:
    return list(page.evaluate(AXE, {"options": options, "onlyFresh": only_fresh}))


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

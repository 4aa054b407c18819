"""What a person does on our pages, by the test ids that the pages carry."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]  # rules that depend on colours or room


class Widget:
    """The chat on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def part(self, name: str) -> Locator:
        """A part of the widget."""
        return self.page.get_by_test_id(f"balie-{name}")

    def open(self) -> Widget:
        """Open the panel and wait for the greeting."""
        self.part("launcher").click()
        expect(self.messages("bot").first).to_be_visible()
        return self

    def messages(self, sender: str = "") -> Locator:
        """Messages, of one sender or all."""
        return self.page.locator(f'[data-testid="balie-message"]{f"[data-sender={sender}]" if sender else ""}')

    def write(self, text: str) -> None:
        """Type and send."""
        self.part("input").fill(text)
        self.part("send").click()

    def ask(self, text: str, answer: str) -> Locator:
        """Ask, and see an answer with these words as the newest message of the bot."""
        before = self.messages("bot").count()
        self.write(text)
        newest = self.messages("bot").nth(before)
        expect(newest).to_contain_text(answer)
        return newest

    def texts(self) -> list[str]:
        """All that is shown."""
        return self.page.get_by_test_id("balie-text").all_text_contents()

    def seqs(self) -> list[int]:
        """Numbers of the messages as they stand."""
        return [int(s) for s in self.messages().evaluate_all("nodes => nodes.map(n => n.dataset.seq)")]


def log_in(page: Page, username: str, password: str) -> None:
    """Log in at the desk."""
    page.get_by_test_id("login-username").fill(username)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("queue")).to_be_visible()


def no_barriers(page: Page, where: str) -> None:
    """axe finds nothing against WCAG 2.2 AA, the page does not scroll sideways, and nothing moves on its own."""
    axe(page, where, {"type": "tag", "values": WCAG})
    fits(page, where)


def no_barriers_at(page: Page, where: str, widths: Sequence[int]) -> None:
    """No barriers at any of ``widths``, light and dark: the page is loaded once, and turned about.

    Everything is looked at in light at the first width; in dark, and at the last width, what colours and room can change.
    """
    height = (page.viewport_size or {"height": 900})["height"]
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        if width == widths[0]:
            no_barriers(page, f"{where} at {width}")
        fits(page, f"{where} at {width}")
    page.emulate_media(color_scheme="dark")
    axe(page, f"{where} at {widths[-1]}, dark", {"type": "rule", "values": BY_LOOKS})
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": widths[0], "height": height})


def axe(page: Page, where: str, only: dict[str, object]) -> None:
    """axe finds nothing against the rules in ``only``."""
    page.wait_for_timeout(300)  # transitions end; contrast in the middle of one is nobody's experience
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    lines = [f"{v['id']}: {v['help']}: {n['target']} {n.get('failureSummary', '')}" for v in found for n in v["nodes"]]
    assert not lines, f"{where}:\n" + "\n".join(lines)


def fits(page: Page, where: str) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{where} scrolls sideways"


def seen_typing(box: Locator, sign: Locator) -> None:
    """Type until the other side shows it: a sign that passes, and that nobody sends before the line is open."""
    for _ in range(60):
        box.press_sequentially("a", delay=20)
        box.page.wait_for_timeout(300)
        if sign.inner_text().strip():
            return
    raise AssertionError("typing is never seen")

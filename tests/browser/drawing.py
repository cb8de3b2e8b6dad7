"""Drawing in the editor from its lists, as somebody does who knows what she wants."""

from __future__ import annotations

from itertools import combinations

from lxml import etree
from playwright.sync_api import Locator, Page, expect

from engine.elements import read_process
from tests.browser.test_studio import choose, draft_of, field, opened, save

NAMES = {
    "about": "Beskrivning",
    "at": "Tidsgräns",
    "code": "Felets kod",
    "english": "Namn på engelska",
    "given": "Värden som lämnas över",
    "taken": "Värden som tas tillbaka",
    "escalation": "Eskaleringens kod",
    "holds": "Meddelande",
    "key": "Nyckel",
    "signal": "Signalens namn",
    "times": "Hur många gånger",
    "values": "Innehåll",
    "when": "Villkor",
}
IN_ENGLISH = ("user-task", "sub-process", "call")
CHOICES = {
    "form": "Formulär",
    "group": "Grupp",
    "operation": "Operation när uppgiften slutförs",
    "often": "Hur ofta steget görs",
    "table": "Beslutstabell",
    "calls": "Process som anropas",
}


class Drawing:
    """The page of the editor with its list of what can be done opened."""

    def __init__(self, page: Page, process: str) -> None:
        self.page = opened(page, process)
        page.locator(".bkv-studio__builder summary").click()

    def show(self, title: str) -> None:
        """Choose what the list calls this, behind the kind of it."""
        known = self._options(self._chooser())
        choose(self.page, next(own for own, said in known if said.partition(": ")[2] == title))

    def after(self, kind: str, name: str = "", **said: str) -> None:
        """Put this kind after what is chosen, and say of it what is known."""
        self._do("after", kind)
        self.say(name, **self._in_english(kind, name), **said)

    def on(self, kind: str, name: str, **said: str) -> None:
        """Put it into the flow that is chosen."""
        self._do("on", kind)
        self.say(name, **said)

    def edge(self, kind: str, name: str, **said: str) -> None:
        """Put it on the edge of the step that is chosen."""
        self._do("edge", kind)
        self.say(name, **said)

    def lead(self, title: str) -> None:
        """A new way to what has this name."""
        targets = self._options(self.page.locator("#studio-act-way"))
        self._do("way", next(own for own, said in targets if said.partition(": ")[2] == title))

    def remove(self) -> None:
        self._do("remove")

    def say(self, name: str = "", **said: str) -> None:
        """Fill in the panel: what is chosen first, for it decides what else is asked."""
        if name:
            self._write("Namn", name)
        for what in sorted(said, key=lambda one: one not in CHOICES):
            if what in CHOICES:
                field(self.page, CHOICES[what]).select_option(said[what])
            else:
                self._write(NAMES[what], said[what])

    def tick(self, label: str) -> None:
        field(self.page, label).check()

    def untick(self, label: str) -> None:
        field(self.page, label).uncheck()

    def keep(self) -> None:
        """Save: nothing is wrong with it, and nothing lies on anything else."""
        expect(self.page.get_by_text("0 fel,")).to_be_visible()
        save(self.page)
        assert overlapping(draft_of(self.page)) == []
        assert self.page.evaluate("window.cspViolations") == []

    def _in_english(self, kind: str, name: str) -> dict[str, str]:
        """What people read the name of wherever they work has one in English as well."""
        return {"english": f"{name} (en)"} if kind in IN_ENGLISH else {}

    def _write(self, label: str, text: str) -> None:
        field(self.page, label).fill(text)
        field(self.page, label).blur()

    def _do(self, act: str, chosen: str = "") -> None:
        if chosen:
            self.page.locator(f"#studio-act-{act}").select_option(chosen)
        self.page.locator(f"#studio-act-{act}-button").click()

    def _chooser(self) -> Locator:
        return self.page.get_by_label("Visa", exact=True)

    def _options(self, select: Locator) -> list[list[str]]:
        found: list[list[str]] = select.locator("option").evaluate_all(
            "(options) => options.map((option) => [option.value, option.textContent.trim()])"
        )
        return found


def publish(pia: Page, par: Page, process: str) -> None:
    """One asks, seeing what differs; another says yes."""
    pia.get_by_role("link", name="Granska utkastet").click()
    pia.get_by_label("Vad har ändrats och varför?").fill("Provas.")
    pia.get_by_role("button", name="Skicka för godkännande").click()
    expect(pia.locator("main")).to_contain_text("Du har själv arbetat med utkastet.")
    par.goto(f"/studio/{process}/utkast")
    par.get_by_role("button", name="Godkänn och låt det gälla nya ärenden").click()
    expect(par.locator("main")).to_contain_text("Utkastet är godkänt.")


def overlapping(diagram: bytes) -> list[tuple[str, str]]:
    """The steps that lie on each other, but for what sits on an edge or stands in a sub-process."""
    known = read_process(diagram).elements
    boxes = {own: box for own, box in _boxes(diagram).items() if own in known}
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if known[one].scope == known[other].scope
        and known[one].attached_to != other
        and known[other].attached_to != one
        and _touch(boxes[one], boxes[other])
    ]


Box = tuple[float, float, float, float]


def _boxes(diagram: bytes) -> dict[str, Box]:
    found = {}
    for shape in etree.fromstring(diagram).iter("{*}BPMNShape"):
        bounds = shape.find("{*}Bounds")
        assert bounds is not None
        x, y, width, height = (
            float(bounds.get(name, "")) for name in ("x", "y", "width", "height")
        )
        found[shape.get("bpmnElement", "")] = (x, y, x + width, y + height)
    return found


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

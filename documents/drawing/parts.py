"""What a diagram is made of once it has been read: boxes, shapes and edges."""

from dataclasses import dataclass

from documents.errors import Sentence


class DiagramUnreadable(Exception):
    """The file is no BPMN diagram that can be drawn; ``text`` says why."""

    def __init__(self, text: Sentence) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Box:
    """A rectangle in drawing units, y growing downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """True when the point lies inside or on the edge."""
        across = self.x <= point[0] <= self.x + self.width
        return across and self.y <= point[1] <= self.y + self.height


@dataclass(frozen=True)
class Shape:
    """One drawn element.

    ``kind`` is the BPMN tag, ``event`` the kind of its event definition, and ``traits`` are the
    words that change its look (see ``traits.py``).
    """

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None
    event: str | None
    traits: frozenset[str]


@dataclass(frozen=True)
class Edge:
    """One drawn line, from its first point to its last. source, target: the names of its ends."""

    id: str
    kind: str
    name: str
    points: tuple[tuple[float, float], ...]
    label: Box | None
    source: str
    target: str
    source_id: str
    target_id: str
    traits: frozenset[str]


@dataclass(frozen=True)
class Picture:
    """All that one page of the file draws."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]

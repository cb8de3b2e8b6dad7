"""The files of the repository as the house tests see them."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "cases", "connectors", "db", "demo", "documents",
    "engine", "front", "handlers", "ledger", "web",
)  # fmt: skip
NOT_TRACKED = {"node_modules", "var", "__pycache__", "test-results"}
HIDDEN_BUT_TRACKED = {".ci", ".editorconfig", ".env.example", ".gitattributes", ".gitignore"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def room_files() -> list[Path]:
    """The Python files of the rooms."""
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def own_files() -> list[Path]:
    """Our Python files: the rooms and the front door; not tests, migrations and benchmarks."""
    return [*room_files(), *front_door()]


def front_door() -> list[Path]:
    """The modules outside the rooms: app.py, cli.py and settings.py."""
    return sorted(ROOT.glob("*.py"))


def tracked_files() -> Iterator[Path]:
    """Every file that belongs to the repository, found without asking git."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if _is_tracked(name)]
        yield from (Path(folder, name) for name in files if _is_tracked(name))


def tree_of(path: Path) -> ast.Module:
    """The parsed source of a file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    nodes = ast.walk(tree_of(path))
    return (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def place(path: Path, node: ast.expr | ast.stmt | ast.excepthandler) -> str:
    """Where something stands, as `engine/worker.py:12`."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def _is_tracked(name: str) -> bool:
    if name.startswith("."):
        return name in HIDDEN_BUT_TRACKED or name.startswith(".npm")
    return name not in NOT_TRACKED

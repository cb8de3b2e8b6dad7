"""The press: sets one letter in a process of its own that can open no file and reach no network.

It is run as a script by documents/typesetting.py, with a job as JSON on its way in and sheets as
JSON on its way out. A template is a program. Here it gets fonts, its own files and the facts, and
then the process gives up the right to open anything more.
"""

from __future__ import annotations

import base64

# Typst asks for this module the first time that it is given several files; then it is too late.
import collections.abc  # noqa: F401
import importlib
import json
import sys
from typing import Any

import typst

STANDARDS = ("a-2a", "ua-1")
PIXELS_PER_INCH = 110.0


def main() -> None:
    """Read a job, carry it out, answer with the sheets or with where it went wrong."""
    job = json.load(sys.stdin.buffer)
    compiler = _loaded(job["fonts"], job["folder"])
    _give_up_rights(job["limits"])
    json.dump(_print(compiler, job), sys.stdout)


def _loaded(fonts: str, folder: str) -> Any:
    """A compiler that has every font in memory; Typst would open them when first needed."""
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
    )
    compiler = typst.Compiler(
        root=folder, font_paths=found, package_path=folder, package_cache_path=folder
    )
    specimen = "".join(
        f'#text(font: "{font.family}", weight: {font.weight})[x]' for font in found.fonts()
    )
    compiler.compile(specimen.encode(), format="svg")
    return compiler


def _give_up_rights(limits: dict[str, int]) -> None:
    """From here no file and no socket can be opened, and time and memory are measured out."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:  # Not a POSIX system: then only the parent's clock limits us.
        return
    for name, value in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            # Some systems know a limit and cannot set it. What must hold is the next line.
            if name == "RLIMIT_NOFILE":
                raise


def _print(compiler: Any, job: dict[str, Any]) -> dict[str, Any]:
    files = {name: base64.b64decode(body) for name, body in job["files"].items()}
    look = (
        {"pdf_standards": list(STANDARDS)} if job["format"] == "pdf" else {"ppi": PIXELS_PER_INCH}
    )
    try:
        made = compiler.compile(
            files,
            format=job["format"],
            sys_inputs=job["inputs"],
            timestamp=job["timestamp"],
            **look,
        )
    except typst.TypstError as error:
        return {"failed": error.message, "at": error.diagnostic}
    sheets = made if isinstance(made, list) else [made]
    return {"sheets": [base64.b64encode(sheet).decode() for sheet in sheets]}


if __name__ == "__main__":
    main()

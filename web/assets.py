"""Where the built files are: names with a content hash, looked up in the manifest of the build."""

import json
from functools import lru_cache
from pathlib import Path

DIST = Path(__file__).parent / "static" / "dist"


def asset_url(name: str) -> str:
    """The address of a built file, for example `bokvar.css`; changes only with its bytes."""
    return f"/static/dist/{asset_file(name)}"


def asset_file(name: str) -> str:
    """The hashed name of a built file. Raises LookupError when the build has no such file."""
    try:
        return _manifest()[name]
    except KeyError:
        raise LookupError(f"{name} is not in the built bundle; run `make assets`.") from None


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text("utf-8"))
    return manifest

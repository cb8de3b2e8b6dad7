"""The Merkle tree of RFC 6962, section 2.1: one root over many leaves, and a short path to each.

The same rules stand in ``verify_history.py``, which may import nothing of ours; a test compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(text: str) -> str:
    """The hash of a leaf; the byte before it keeps a leaf from being taken for a node."""
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root over leaf hashes, in their order. Raises ValueError when there are none."""
    if not leaves:
        raise ValueError("There is no root over nothing.")
    if len(leaves) == 1:
        return leaves[0]
    half = _split(len(leaves))
    return _node(root(leaves[:half]), root(leaves[half:]))


def path(leaves: Sequence[str], place: int) -> list[str]:
    """The hashes that lead from the leaf at a place to the root, from the leaf upwards."""
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if place < half:
        return [*path(leaves[:half], place), root(leaves[half:])]
    return [*path(leaves[half:], place - half), root(leaves[:half])]


def _split(count: int) -> int:
    """The largest power of two that is smaller than the count."""
    half: int = 1 << ((count - 1).bit_length() - 1)
    return half


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()

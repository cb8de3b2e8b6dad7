"""The key that signs anchors: a file outside the database that only its owner may read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

OWNER_ONLY = 0o600


class KeyUnusable(Exception):
    """The file is no Ed25519 key, or others than its owner may read it; the message says which."""


@dataclass(frozen=True)
class AnchorKey:
    """A private key, in memory only as long as something is signed."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key as 64 hexadecimal digits, to be kept where the database is not."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, text: str) -> str:
        """The signature of a text in UTF-8, as hexadecimal digits."""
        return self.private.sign(text.encode()).hex()


def make(path: Path, *, replaces: bool = False) -> AnchorKey:
    """Make a key in a file. Raises FileExistsError when there is one that it does not replace."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write(path, pem, replaces=replaces)
    return AnchorKey(private)


def write(path: Path, body: bytes, *, replaces: bool = True) -> None:
    """Write a file for its owner alone, wholly or not at all, whenever the power goes."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    if replaces:
        unfinished.replace(path)
    else:
        path.hardlink_to(unfinished)
        unfinished.unlink()
    _settle(path.parent)


def load(path: Path) -> AnchorKey | None:
    """The key in a file, or None when there is no file. Raises KeyUnusable."""
    try:
        pem, mode = path.read_bytes(), path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
    if mode & 0o077:
        raise KeyUnusable(f"Others than its owner may read the key (mode {mode:o}): chmod 600.")
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as unreadable:
        raise KeyUnusable("The file holds no private key that can be read.") from unreadable
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable("The key in the file is of another kind than Ed25519.")
    return AnchorKey(private)


def is_signed_by(public_key: str, text: str, signature: str) -> bool:
    """Whether the signature of the text is right; no for a key or a signature that is none."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _settle(folder: Path) -> None:
    """That a file stands there is not lost either."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

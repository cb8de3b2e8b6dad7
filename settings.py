"""Settings, read once from the environment; everything else is given as arguments."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "BOKVAR_"
MEGABYTE = 1024 * 1024
MOST_PROXIES = 9
MOST_ADDRESS = 150


@dataclass(frozen=True)
class Settings:
    """How this installation runs.

    var: folder for the embedded database, the secret key and the demo's mail. database_url: where
    the truth is. demo: demo persons may log in, on loopback only. checks_state: compare the stored
    state with the whole after each step. doors: which blueprints are registered, ``public``,
    ``staff`` or both. requests_per_minute: what one key of the API, or one address at the public
    form, may send to one web server. mail: how e-mail is sent (SMTP_HOST, ...). outlets: the other
    ways out (PRINT_FOLDER, ...), which in the demo are folders in var. anchor_folder: where anchors
    are written out; none: they are kept in the database alone. anchor_events: after how many events
    an anchor is made before the day is over. accessibility_contact, accessibility_supervision: whom
    the accessibility statement names, who cannot use a page and who is not content with the answer.
    metrics_token: what reads the metrics; none: they are read on this computer only. proxies: how
    many of ours stand in front of the web server. public_address: where the public pages are read,
    for what is printed and mailed; none: it is said in words. help_contact: where somebody who may
    lose her home reaches the social services; none: she is told to ask the switchboard.
    """

    var: Path
    database_url: str
    secret_key: str
    port: int = 8000
    municipality: str = "Exempelstad"
    demo: bool = False
    checks_state: bool = False
    doors: tuple[str, ...] = ("public", "staff")
    max_request_bytes: int = 120 * MEGABYTE
    requests_per_minute: int = 300
    mail: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, str] = field(default_factory=dict)
    anchor_key_path: Path | None = None
    anchor_folder: Path | None = None
    anchor_events: int = 1000
    accessibility_contact: str = ""
    accessibility_supervision: str = ""
    metrics_token: str = ""
    proxies: int = 0
    public_address: str = ""
    help_contact: str = ""

    @property
    def anchor_key_file(self) -> Path:
        """The private key that signs anchors; there are none while the file does not exist."""
        return self.anchor_key_path or self.var / "anchor_key.pem"

    @property
    def written_anchors(self) -> Path | None:
        """The folder of written-out anchors to check: also the demo's, when nobody says demo."""
        of_demo = _demo_anchors(self.var)
        return self.anchor_folder or (of_demo if of_demo.is_dir() else None)

    @property
    def demo_outlets(self) -> dict[str, str]:
        """Where letters go in the demo: folders of its own, and a sender that does not exist."""
        return _demo_outlets(self.var)

    @property
    def clock_file(self) -> Path:
        """Where a demonstration says how far its clock is moved."""
        return self.var / "clock"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read ``BOKVAR_*``. Raises ValueError naming the setting that is wrong."""
        given = os.environ if environment is None else environment
        var = Path(given.get("BOKVAR_VAR") or "var").resolve()
        var.mkdir(parents=True, exist_ok=True)
        demo = given.get("BOKVAR_DEMO") == "1"
        return cls(
            var=var,
            database_url=given.get("BOKVAR_DATABASE_URL") or f"sqlite:///{var / 'bokvar.db'}",
            secret_key=given.get("BOKVAR_SECRET_KEY") or _kept_secret(var / "secret_key"),
            port=_port(given.get("BOKVAR_PORT") or "8000"),
            municipality=given.get("BOKVAR_MUNICIPALITY") or "Exempelstad",
            demo=demo,
            checks_state=given.get("BOKVAR_CHECK_STATE") == "1",
            doors=tuple((given.get("BOKVAR_DOORS") or "public,staff").split(",")),
            requests_per_minute=_positive("BOKVAR_REQUESTS_PER_MINUTE", given, 300),
            mail=_mail(given),
            outlets=_outlets(given, _demo_outlets(var) if demo else {}),
            anchor_key_path=_path(given.get("BOKVAR_ANCHOR_KEY")),
            anchor_folder=_path(given.get("BOKVAR_ANCHOR_FOLDER"))
            or (_demo_anchors(var) if demo else None),
            metrics_token=given.get("BOKVAR_METRICS_TOKEN") or "",
            proxies=_proxies(given),
            help_contact=given.get("BOKVAR_HELP_CONTACT") or "",
            public_address=_public_address(given.get("BOKVAR_PUBLIC_ADDRESS") or ""),
            anchor_events=_positive("BOKVAR_ANCHOR_EVENTS", given, 1000),
            accessibility_contact=given.get("BOKVAR_ACCESSIBILITY_CONTACT") or "",
            accessibility_supervision=given.get("BOKVAR_ACCESSIBILITY_SUPERVISION") or "",
        )


def _mail(given: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{PREFIX}SMTP_"
    return {
        name.removeprefix(PREFIX): value for name, value in given.items() if name.startswith(prefix)
    }


def _outlets(given: Mapping[str, str], otherwise: Mapping[str, str]) -> dict[str, str]:
    names = (
        "BOKVAR_PRINT_FOLDER",
        "BOKVAR_DIGITAL_MAIL_FOLDER",
        "BOKVAR_SECURE_MESSAGE_FOLDER",
        "BOKVAR_SECURE_MESSAGE_SENDER",
    )
    told = {name.removeprefix(PREFIX): given[name] for name in names if given.get(name)}
    return {**otherwise, **told}


def _demo_anchors(var: Path) -> Path:
    return var / "anchors"


def _demo_outlets(var: Path) -> dict[str, str]:
    return {
        "PRINT_FOLDER": str(var / "out" / "print"),
        "DIGITAL_MAIL_FOLDER": str(var / "out" / "digital_mail"),
        "SECURE_MESSAGE_FOLDER": str(var / "out" / "secure_message"),
        "SECURE_MESSAGE_SENDER": "0203:exempelstad.example/socialtjanst",
    }


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("BOKVAR_PORT must be a number between 1 and 65535.")
    return int(text)


def _path(text: str | None) -> Path | None:
    return Path(text).resolve() if text else None


def _public_address(text: str) -> str:
    """Without a last slash. Raises ValueError for what no letter should print as an address."""
    address = text.rstrip("/")
    parts = urlsplit(address)
    is_plain = address.isascii() and len(address) <= MOST_ADDRESS and not set(' "<>') & set(address)
    is_place = parts.scheme in ("http", "https") and parts.netloc and not parts.query
    if address and not (is_plain and is_place and not parts.fragment and "@" not in parts.netloc):
        raise ValueError("BOKVAR_PUBLIC_ADDRESS must be like https://bokvar.kommun.example.")
    return address


def _proxies(given: Mapping[str, str]) -> int:
    text = given.get("BOKVAR_PROXIES") or "0"
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_PROXIES:
        raise ValueError(f"BOKVAR_PROXIES must be a whole number from 0 to {MOST_PROXIES}.")
    return int(text)


def _positive(name: str, given: Mapping[str, str], otherwise: int) -> int:
    text = given.get(name) or str(otherwise)
    if not text.isdecimal() or int(text) == 0:
        raise ValueError(f"{name} must be a whole number above 0.")
    return int(text)


def _kept_secret(path: Path) -> str:
    """The key that signs sessions, made once and readable by this user only."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_hex(32))
    return secret

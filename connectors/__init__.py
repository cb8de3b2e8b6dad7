"""How we reach the world: one class for each way out, each with one call."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.email import EmailConnector, Encryption
from connectors.messages import Connector

__all__ = ["load"]


def load(settings: Mapping[str, str]) -> dict[str, Connector]:
    """The ways out that are set up, by channel; without SMTP_HOST there is no "email".

    Reads SMTP_HOST, SMTP_PORT (25), SMTP_FROM (required with a host), SMTP_FROM_NAME,
    SMTP_ENCRYPTION (none, starttls or tls; starttls unless told otherwise), SMTP_USER,
    SMTP_PASSWORD and SMTP_TIMEOUT_SECONDS (20). Raises ValueError naming a setting that is wrong.
    """
    if not settings.get("SMTP_HOST"):
        return {}
    return {"email": _email(settings)}


def _email(settings: Mapping[str, str]) -> EmailConnector:
    if not settings.get("SMTP_FROM"):
        raise ValueError("SMTP_FROM must be set when SMTP_HOST is.")
    return EmailConnector(
        settings["SMTP_HOST"],
        _number(settings, "SMTP_PORT", 25),
        settings["SMTP_FROM"],
        from_name=settings.get("SMTP_FROM_NAME", ""),
        encryption=_encryption(settings),
        user=settings.get("SMTP_USER", ""),
        password=settings.get("SMTP_PASSWORD", ""),
        timeout_seconds=_number(settings, "SMTP_TIMEOUT_SECONDS", 20),
    )


def _number(settings: Mapping[str, str], name: str, otherwise: int) -> int:
    written = settings.get(name) or str(otherwise)
    if not written.isdecimal():
        raise ValueError(f"{name} must be a whole number.")
    return int(written)


def _encryption(settings: Mapping[str, str]) -> Encryption:
    written = settings.get("SMTP_ENCRYPTION") or Encryption.STARTTLS
    if written not in set(Encryption):
        raise ValueError("SMTP_ENCRYPTION must be none, starttls or tls.")
    return Encryption(written)

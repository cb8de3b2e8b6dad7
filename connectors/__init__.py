"""How we reach the world: one class for each way out, each with one call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from connectors.digital_mail import DigitalMail
from connectors.email import EmailConnector, Encryption
from connectors.messages import Connector
from connectors.print_folder import PrintFolder
from connectors.secure_message import AddressUnusable, SecureMessage

__all__ = ["load"]


def load(settings: Mapping[str, str]) -> dict[str, Connector]:
    """The ways out that are set up, by channel; a channel without its setting is not there.

    "email" reads SMTP_HOST, SMTP_PORT (25), SMTP_FROM (required with a host), SMTP_FROM_NAME,
    SMTP_ENCRYPTION (none, starttls or tls; starttls unless told otherwise), SMTP_USER,
    SMTP_PASSWORD and SMTP_TIMEOUT_SECONDS (20). "print" reads PRINT_FOLDER, "digital_mail"
    DIGITAL_MAIL_FOLDER, "secure_message" SECURE_MESSAGE_FOLDER and SECURE_MESSAGE_SENDER
    (required with a folder). Raises ValueError naming a setting that is wrong.
    """
    outlets: dict[str, Connector] = {}
    if settings.get("SMTP_HOST"):
        outlets["email"] = _email(settings)
    if settings.get("PRINT_FOLDER"):
        outlets["print"] = PrintFolder(Path(settings["PRINT_FOLDER"]))
    if settings.get("DIGITAL_MAIL_FOLDER"):
        outlets["digital_mail"] = DigitalMail(Path(settings["DIGITAL_MAIL_FOLDER"]))
    if settings.get("SECURE_MESSAGE_FOLDER"):
        outlets["secure_message"] = _secure_message(settings)
    return outlets


def _secure_message(settings: Mapping[str, str]) -> SecureMessage:
    folder = Path(settings["SECURE_MESSAGE_FOLDER"])
    try:
        return SecureMessage(folder, settings.get("SECURE_MESSAGE_SENDER", ""))
    except AddressUnusable:
        raise ValueError(
            "SECURE_MESSAGE_SENDER must be our function address, as 0203:organisation/function."
        ) from None


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

"""An e-mail as bytes: headers nobody can inject into, and an id that stays the same on repeat."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3

# RFC 5321's dot-string and domain. Quoted names and bare IP addresses exist and are not used.
_PLAIN_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z",
    re.ASCII,
)
_SPACES_AND_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


class AddressUnusable(ValueError):
    """The recipient is not one e-mail address that mail can be sent to; the message omits it."""


@dataclass(frozen=True)
class OutgoingEmail:
    """A finished e-mail. key: the job's idempotency key; date: aware, when it was written."""

    to: str
    subject: str
    body: str
    key: str
    date: datetime
    language: str = "sv"


@dataclass(frozen=True)
class Mailbox:
    """The address we send from, and the name shown beside it."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part after the at sign."""
        return self.address.rpartition("@")[2]


def recipient(written: str) -> str:
    """The address in the form that mail servers speak. Raises AddressUnusable."""
    local, _, domain = written.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as refusal:
        raise AddressUnusable("The domain cannot be written in ASCII.") from refusal
    if not _PLAIN_ADDRESS.match(address) or len(address) > LONGEST_ADDRESS:
        raise AddressUnusable("This is not one plain e-mail address.")
    return address


def message_id(key: str, domain: str) -> str:
    """The same for the same job, so that a repeat can be recognised; says nothing of the job."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def as_bytes(email: OutgoingEmail, sender: Mailbox, to: str) -> bytes:
    """The whole message, as it goes over the wire."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=sender.address)
    message["To"] = to
    message["Subject"] = _SPACES_AND_CONTROLS.sub(" ", email.subject).strip()
    message["Date"] = email.date
    message["Message-ID"] = message_id(email.key, sender.domain)
    # RFC 3834: so that no absence notice answers us and no two machines write to each other.
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = email.language
    message.set_content(email.body, charset="utf-8", cte="quoted-printable")
    return message.as_bytes()

"""An e-mail as bytes: headers nobody can inject into, and an id that stays the same on repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from connectors.messages import OutgoingLetter, one_line, writable

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3

# RFC 5321's dot-string and domain. Quoted names and bare IP addresses exist and are not used.
_PLAIN_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z",
    re.ASCII,
)


class AddressUnusable(ValueError):
    """The recipient is not one e-mail address that mail can be sent to; the message omits it."""


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


def message_id(letter: OutgoingLetter, domain: str) -> str:
    """The same for the same job, so that a repeat can be recognised; says nothing of the job."""
    return f"<{letter.id}@{domain}>"


def as_bytes(letter: OutgoingLetter, sender: Mailbox, to: str) -> bytes:
    """The whole message, as it goes over the wire; the same bytes for the same letter."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=sender.address)
    message["To"] = to
    message["Subject"] = one_line(letter.subject)
    # When it was ready to go (RFC 5322, 3.6.1), and the same on a repeat: a letter may be written
    # before midnight and sent after.
    message["Date"] = letter.asked_at
    message["Message-ID"] = message_id(letter, sender.domain)
    # RFC 3834: so that no absence notice answers us and no two machines write to each other.
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(writable(letter.body), charset="utf-8", cte="quoted-printable")
    if letter.pdf:
        _attach(message, letter, letter.pdf)
    return message.as_bytes()


def _attach(message: EmailMessage, letter: OutgoingLetter, pdf: bytes) -> None:
    message.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=letter.shown_file_name
    )
    # The library would draw lots. Neither quoted-printable nor base64 can hold "=_".
    message.set_boundary(f"=_{letter.id}")

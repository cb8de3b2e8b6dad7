"""Secure messages between organisations: from function to function, never to a named person.

The message is laid down in our own plain XML; whoever runs the access point turns it into what
the federation speaks. The form of an address here is ours as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lxml import etree

from connectors.drop import Drop
from connectors.file_drop import FileDrop
from connectors.messages import OutgoingLetter, Receipt, id_of, one_line, writable
from engine.clock import utc_now
from engine.form_identity import personal_number
from engine.form_texts import Unreadable
from engine.job_values import GiveUp
from engine.texts import Text

# An organisation as ISO 6523 names it, a slash, and the name of the function.
_ADDRESS = re.compile(r"([0-9]{4}:[A-Za-z0-9.-]{1,100})/([A-Za-z0-9][A-Za-z0-9.:_-]{0,199})\Z")
_LIKE_A_PERSON = re.compile(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}(?![0-9])")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class AddressUnusable(ValueError):
    """This is not a function of an organisation; the message omits it."""


@dataclass(frozen=True)
class FunctionAddress:
    """A function, such as a unit's mailbox, in an organisation."""

    organisation: str
    function: str


class SecureMessage:
    """Lays down `<id>/<id>.pdf` and then `<id>/message.xml`, and waits for the receipt.

    Raises AddressUnusable when the sender is not a function address.
    """

    def __init__(self, folder: Path, sender: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._outbox = FileDrop(folder, clock)
        self._sender = function_address(sender, clock().date())
        self._clock = clock

    def deliver(self, letter: OutgoingLetter) -> Receipt:
        """Lay it down once; sent when the operator's receipt says so.

        Raises GiveUp when the address is not that of a function or the operator turned the
        message away; Retry until there is a receipt.
        """
        try:
            to = function_address(letter.channel_address, self._clock().date())
        except AddressUnusable:
            raise GiveUp(_ADDRESS_UNUSABLE) from None
        attached = {f"{letter.id}.pdf": letter.pdf} if letter.pdf else {}
        message = _message(letter, self._sender, to, attached)
        files = {**attached, "message.xml": message}
        drop = Drop(letter.id, {f"{letter.id}/{name}": body for name, body in files.items()})
        return self._outbox.deliver(letter, drop)


def function_address(written: str, today: date) -> FunctionAddress:
    """The address `<organisation>/<function>`. Raises AddressUnusable, also for a person."""
    found = _ADDRESS.match(written.strip())
    if found is None or any(_is_person(like, today) for like in _LIKE_A_PERSON.findall(written)):
        raise AddressUnusable("This is not a function of an organisation.")
    return FunctionAddress(found[1], found[2])


def _is_person(digits: str, today: date) -> bool:
    try:
        personal_number(digits, today)
    except Unreadable:
        return False
    return True


def _message(
    letter: OutgoingLetter,
    sender: FunctionAddress,
    to: FunctionAddress,
    attached: dict[str, bytes],
) -> bytes:
    root = etree.Element("message")
    _add(root, "messageId", letter.id)
    _add(root, "conversationId", id_of(letter.conversation or letter.key))
    _add(root, "createdAt", letter.written_at.isoformat())
    _add_party(root, "sender", sender)
    _add_party(root, "recipient", to)
    _add(root, "subject", one_line(letter.subject))
    _add(root, "body", writable(letter.body)).set(_XML_LANG, letter.language)
    listed = etree.SubElement(root, "attachments")
    for name, content in attached.items():
        _add_attachment(listed, name, content, letter.shown_file_name)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child


def _add_party(root: etree._Element, name: str, address: FunctionAddress) -> None:
    party = etree.SubElement(root, name)
    _add(party, "organisation", address.organisation)
    _add(party, "functionAddress", address.function)


def _add_attachment(listed: etree._Element, file: str, content: bytes, name: str) -> None:
    attachment = etree.SubElement(listed, "attachment")
    _add(attachment, "file", file)
    _add(attachment, "name", name)
    _add(attachment, "mediaType", "application/pdf")
    _add(attachment, "sha256", hashlib.sha256(content).hexdigest())


_ADDRESS_UNUSABLE = Text(
    "Säkra meddelanden går bara till en funktionsadress hos en organisation.",
    "Secure messages go to the function address of an organisation only.",
)

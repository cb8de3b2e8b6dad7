"""The table of acts that were done: each form that was opened does its act once."""

from sqlalchemy import Column, Table, Text

from db.base import metadata
from db.types import UtcDateTime

done_acts = Table(
    "done_acts",
    metadata,
    # The random word of the form as it was drawn: the same one twice is the same act.
    Column("token", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    # The public id of the case or the notice, and the word of the act in its address.
    Column("about", Text, nullable=False),
    Column("act", Text, nullable=False),
    # What tells the same answers from others; of no use to find the answers by.
    Column("content", Text, nullable=False),
    # The page that was shown when it was done.
    Column("leads_to", Text, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
)

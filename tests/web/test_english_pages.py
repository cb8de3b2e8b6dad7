"""Every page that can be reached is walked in English, and no Swedish is left on it but names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from cases import demo
from cases.tables.models import authorities, units
from engine.models import user_tasks
from tests.product import Product
from tests.steps import match, receive
from tests.vectors.same_day import arrive

SWEDISH = frozenset(
    "och att det den ett som med av till om inte har kan ska eller vid hos var dag brev saknas nej "
    "ja ingen inga alla enhet uppgift underlag hyra skuld av under mellan efter innan sedan samt "
    "dig dem hans hennes ni vi oss er nu redan ännu kommun kommunen bara utan mot".split()
) - {"under", "hans", "var", "om", "er", "av", "hos", "dem"}
"""Common words of Swedish that are no words of English; a word with å, ä or ö is Swedish anyhow."""

NAMES = (
    # The law's own names, and the words that a Swedish authority is spoken of by.
    "Kronofogden",
    "socialnämnden",
    "hyresnämnden",
    "jordabalken",
    "bostadsrättslagen",
    "socialtjänstlagen",
    "utsökningsbalken",
    "förvaltningslagen",
    "bostadsrätt",
    # The name of the other language, in that language.
    "På svenska",
)
MANY = {"tasks.show", "acts.show_on_case", "acts.show_on_notice", "settings.show", "desk.write"}
"""Pages whose words differ from one address to the next."""
FEW = 2

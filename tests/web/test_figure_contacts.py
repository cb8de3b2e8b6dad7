"""The pictures of the first contact: they tell no more than the table beside them."""

from __future__ import annotations

from collections import Counter
from random import Random

from cases.lists.first_contact import RESULTS, Contacted, Sender
from documents.chart import Bar
from tests.product import Product
from web import figure_contacts
from web.figure_tables import hidden

AREAS = ("211", "212", "213", None)
SENDERS = (Sender("private", True, "small"), Sender("municipal", True, "large"), Sender("kfm"))
FEWEST = 5


def test_no_bar_is_as_long_as_a_hidden_number(product: Product) -> None:
    seen: Counter[bool] = Counter()
    with product.app.test_request_context("/siffror"):
        for seed in range(20):
            for bar in _bars(seed):
                is_untold = bar.words in (hidden(), "inga att räkna")
                assert (bar.size is None) == is_untold, bar
                seen[is_untold] += 1
    assert seen[True] > 1, seen
    assert seen[False] > 1, seen


def _bars(seed: int) -> list[Bar]:
    dice = Random(seed)  # noqa: S311
    found = [
        Contacted(dice.choice(AREAS), dice.choice(SENDERS), dice.choices(RESULTS, (8, 1, 1, 4))[0])
        for _ in range(dice.randint(20, 120))
    ]
    return [bar for table in figure_contacts.tables(found, FEWEST) for bar in table.bars]

"""Every sentence on the screens exists in Swedish and in English."""

from itertools import pairwise

from tests.house.tree import ROOT
from web import i18n


def test_every_message_id_is_translated() -> None:
    missing = i18n.extract_message_ids(ROOT) - i18n.translated_message_ids()
    assert sorted(missing) == []


def test_the_catalogue_holds_no_message_that_nobody_uses() -> None:
    unused = i18n.translated_message_ids() - i18n.extract_message_ids(ROOT)
    assert sorted(unused) == []


def test_the_catalogue_is_sorted_so_that_a_text_is_found_and_two_changes_seldom_meet() -> None:
    """By the code points of the Swedish text: a capital letter before a small one, Å after Z."""
    ids = i18n.ids_in_order()
    too_early = [one for one, following in pairwise(ids) if one > following]
    assert too_early == []

"""Every sentence on the screens exists in Swedish and in English."""

from tests.house.tree import ROOT
from web import i18n


def test_every_message_id_is_translated() -> None:
    missing = i18n.extract_message_ids(ROOT) - i18n.translated_message_ids()
    assert sorted(missing) == []


def test_the_catalogue_holds_no_message_that_nobody_uses() -> None:
    unused = i18n.translated_message_ids() - i18n.extract_message_ids(ROOT)
    assert sorted(unused) == []

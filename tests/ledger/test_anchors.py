"""Anchors hold the ledger fast: what is cut off or written anew up to the last one is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from db.session import Database, Session
from ledger import anchor_files, anchor_key, anchors, merkle
from ledger.anchor_key import AnchorKey, KeyUnusable
from ledger.anchor_keys import AnchorKeys
from ledger.anchor_models import anchor_leaves
from ledger.anchor_models import anchors as anchor_rows
from ledger.anchoring import AnchorSource, anchor_now, write_out
from ledger.chain import GENESIS
from ledger.events import Event, lock, open_stream
from ledger.models import history, history_payloads, streams
from ledger.verify import verify
from ledger.verify_anchors import AnchorReport, verify_anchors
from tests.ledger.tampering import without_triggers
from tests.ledger.test_verify import ACTOR, NOW, write

KEY_NAME = "anchor_key.pem"


class Installation:
    """A ledger of two streams with two anchors, a key and a folder."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder / "anchors"
        self.folder.mkdir()
        self.key_file = folder / KEY_NAME
        self.key = anchor_key.make(self.key_file)
        with database.transaction() as session:
            write(session, "case:one", "a", "b", "c", "d")
            write(session, "case:two", "a", "b")
        self.anchor()
        self.more("case:one", 2)
        self.anchor()

    def more(self, key: str, count: int) -> None:
        with self.database.transaction() as session:
            stream = lock(session, open_stream(session, key, "case", now=NOW))
            for number in range(count):
                stream.record(Event("more", {"n": number}), actor=ACTOR, at=NOW)
            stream.write(session)

    def anchor(self) -> anchors.Anchor | None:
        made = anchor_now(self.database, self.key_file, now=NOW)
        write_out(self.database, self.folder)
        return made

    def check(self, *, with_folder: bool = True) -> AnchorReport:
        with self.database.reading() as session:
            return verify_anchors(
                session,
                keys=AnchorKeys(self.key.public),
                folder=self.folder if with_folder else None,
            )

    def faults_after(
        self, tamper: Callable[[Session], object], *, with_folder: bool = True
    ) -> list[tuple[str, int, str]]:
        with self.database.transaction() as session, without_triggers(session):
            tamper(session)
        faults = self.check(with_folder=with_folder).faults
        return [(f.stream, f.seq, f.reason) for f in faults]


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Installation:
    return Installation(database, tmp_path)


def cut_tail(session: Session, *, to: int) -> None:
    """Cut a stream with its payloads and its head: every chain that is left is whole."""
    one = select(streams.c.id).where(streams.c.key == "case:one").scalar_subquery()
    for table in (history, history_payloads):
        session.execute(delete(table).where(table.c.stream_id == one, table.c.seq > to))
    last = select(history.c.hash).where(history.c.stream_id == one, history.c.seq == to)
    session.execute(
        update(streams)
        .where(streams.c.key == "case:one")
        .values(head_seq=to, head_hash=last.scalar_subquery() if to else GENESIS)
    )


def drop_anchor(session: Session, number: int) -> None:
    session.execute(delete(anchor_leaves).where(anchor_leaves.c.anchor == number))
    session.execute(delete(anchor_rows).where(anchor_rows.c.number == number))


def test_an_untouched_ledger_has_whole_anchors(installation: Installation) -> None:
    report = installation.check()
    assert report.faults == ()
    assert (report.anchors, report.files, report.reaches) == (2, 2, 8)


def test_an_anchor_holds_only_what_has_moved(installation: Installation) -> None:
    with installation.database.reading() as session:
        leaves = [anchors.leaves_of(session, number) for number in (1, 2)]
    assert [[(leaf.stream, leaf.seq) for leaf in of] for of in leaves] == [
        [("case:one", 4), ("case:two", 2)],
        [("case:one", 6)],
    ]


def test_there_is_no_anchor_of_nothing(installation: Installation) -> None:
    assert installation.anchor() is None


@pytest.mark.parametrize("to", [5, 3, 0])
def test_a_tail_cut_together_with_its_head_is_named(installation: Installation, to: int) -> None:
    found = installation.faults_after(lambda session: cut_tail(session, to=to))
    with installation.database.reading() as session:
        assert verify(session).is_whole
    assert ("case:one", 6, "event 6 was here at anchor 2 and is gone") in found


def test_what_came_after_the_last_anchor_can_be_cut_unseen(installation: Installation) -> None:
    installation.more("case:one", 3)
    assert installation.faults_after(lambda session: cut_tail(session, to=6)) == []


def test_a_tail_written_anew_is_named(installation: Installation) -> None:
    def rewrite(session: Session) -> None:
        cut_tail(session, to=5)
        stream = lock(session, open_stream(session, "case:one", "case", now=NOW))
        stream.record(Event("other", {}), actor=ACTOR, at=NOW)
        stream.record(Event("other", {}), actor=ACTOR, at=NOW)
        stream.write(session)

    assert installation.faults_after(rewrite) == [
        ("case:one", 6, "event 6 is not the one that anchor 2 holds")
    ]


def test_anchors_cut_with_the_tail_are_found_by_the_folder(installation: Installation) -> None:
    def cut(session: Session) -> None:
        cut_tail(session, to=4)
        drop_anchor(session, 2)

    assert installation.faults_after(cut) == [
        ("anchors", 2, "the anchor was written out and is gone from the database"),
        ("case:one", 6, "event 6 was here at anchor 2 and is gone"),
    ]


def test_a_missing_anchor_in_the_middle_is_named(installation: Installation) -> None:
    found = installation.faults_after(lambda s: drop_anchor(s, 1), with_folder=False)
    assert ("anchors", 1, "the anchor is missing") in found


def test_an_anchor_signed_anew_with_another_key_is_named(installation: Installation) -> None:
    def sign_anew(session: Session) -> None:
        other = anchor_key.make(installation.key_file.with_name("other.pem"))
        cut_tail(session, to=4)
        drop_anchor(session, 2)
        stream = lock(session, open_stream(session, "case:one", "case", now=NOW))
        stream.record(Event("other", {}), actor=ACTOR, at=NOW)
        stream.write(session)
        anchors.make(session, other, now=NOW)

    found = installation.faults_after(sign_anew)
    assert ("anchors", 2, "the anchor is signed with another key than ours") in found
    assert ("anchors", 2, "the anchor in the folder says something else") in found


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("signature", "00" * 64, "the signature of the anchor is wrong"),
        ("signature", "no hexadecimal digits", "the signature of the anchor is wrong"),
        ("public_key", "00" * 32, "the anchor is signed with another key than ours"),
        ("statement", "{}", "the signature of the anchor is wrong"),
        ("statement", "not JSON", "the leaves do not make the root that was signed"),
        ("statement", "[]", "the anchor in the folder says something else"),
    ],
)
def test_a_changed_anchor_is_named(
    installation: Installation, column: str, value: str, reason: str
) -> None:
    found = installation.faults_after(
        lambda s: s.execute(
            update(anchor_rows).where(anchor_rows.c.number == 2).values({column: value})
        )
    )
    assert ("anchors", 2, reason) in found


@pytest.mark.parametrize("change", ["hash", "gone", "added"])
def test_changed_leaves_are_named(installation: Installation, change: str) -> None:
    def tamper(session: Session) -> None:
        at = (anchor_leaves.c.anchor == 1, anchor_leaves.c.place == 1)
        if change == "hash":
            session.execute(update(anchor_leaves).where(*at).values(hash="0" * 64))
        elif change == "gone":
            session.execute(delete(anchor_leaves).where(anchor_leaves.c.anchor == 1))
        else:
            leaf = {"anchor": 1, "place": 2, "stream": "case:x", "seq": 1, "hash": "0" * 64}
            session.execute(insert(anchor_leaves).values(leaf))

    found = installation.faults_after(tamper)
    assert ("anchors", 1, "the leaves do not make the root that was signed") in found


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"leaves": [1]}'])
def test_a_file_that_cannot_be_read_is_named(installation: Installation, content: str) -> None:
    (installation.folder / "anchor-000002.json").write_text(content)
    assert [(f.stream, f.reason) for f in installation.check().faults] == [
        ("anchors", "the file anchor-000002.json cannot be read")
    ]


def test_a_file_that_was_not_written_is_written_with_the_next_anchor(
    installation: Installation,
) -> None:
    (installation.folder / "anchor-000001.json").unlink()
    installation.more("case:two", 1)
    installation.anchor()
    assert sorted(p.name for p in installation.folder.iterdir()) == [
        f"anchor-00000{number}.json" for number in (1, 2, 3)
    ]
    assert installation.check().faults == ()
    assert json.loads((installation.folder / "anchor-000003.json").read_text())["leaves"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 13])
def test_every_leaf_has_a_path_to_the_root(count: int) -> None:
    """The way up is the one that a verifier walks, written here on its own."""
    leaves = [merkle.leaf_hash(str(number)) for number in range(count)]
    for place in range(count):
        assert _climb(leaves[place], place, count, merkle.path(leaves, place)) == merkle.root(
            leaves
        )


def test_the_root_is_that_of_rfc_6962() -> None:
    """Test vectors of certificate-transparency: inputs "" and "\\x00"."""
    assert (
        merkle.leaf_hash("") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert merkle.root([merkle.leaf_hash(""), merkle.leaf_hash("\0")]) == (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )


def test_the_worker_makes_an_anchor_each_day_and_after_many_events(
    installation: Installation,
) -> None:
    source = AnchorSource(
        installation.database,
        key_file=installation.key_file,
        folder=installation.folder,
        events=3,
    )
    minute, day = timedelta(minutes=1), timedelta(days=1)
    installation.more("case:two", 2)
    assert source.run_once(NOW + minute) == 0
    installation.more("case:two", 1)
    assert source.run_once(NOW + minute * 1.5) == 0  # It looks once in a minute.
    assert source.run_once(NOW + 2 * minute) == 1
    installation.more("case:two", 1)
    assert source.run_once(NOW + day) == 0
    assert source.run_once(NOW + day + 3 * minute) == 1
    assert source.run_once(NOW + 3 * day) == 0
    assert installation.check().faults == ()


def test_what_could_not_be_written_out_is_written_when_the_folder_is_there_again(
    installation: Installation,
) -> None:
    source = AnchorSource(
        installation.database,
        key_file=installation.key_file,
        folder=installation.folder,
        events=1,
    )
    away = installation.folder.with_name("away")
    installation.folder.rename(away)
    installation.more("case:two", 1)
    with pytest.raises(OSError, match="No such file"):
        source.run_once(NOW + timedelta(minutes=1))
    away.rename(installation.folder)
    assert source.run_once(NOW + timedelta(minutes=2)) == 0
    assert (installation.folder / "anchor-000003.json").exists()
    assert installation.check().faults == ()


def test_without_a_key_the_worker_makes_no_anchor(installation: Installation) -> None:
    installation.key_file.unlink()
    installation.more("case:two", 9)
    source = AnchorSource(
        installation.database, key_file=installation.key_file, folder=None, events=1
    )
    assert source.run_once(NOW + timedelta(days=9)) == 0
    assert installation.check().anchors == 2


def test_a_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    made = anchor_key.make(tmp_path / KEY_NAME)
    assert (tmp_path / KEY_NAME).stat().st_mode & 0o777 == 0o600
    loaded = anchor_key.load(tmp_path / KEY_NAME)
    assert isinstance(loaded, AnchorKey)
    assert loaded.public == made.public
    with pytest.raises(FileExistsError):
        anchor_key.make(tmp_path / KEY_NAME)
    (tmp_path / KEY_NAME).chmod(0o640)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        anchor_key.load(tmp_path / KEY_NAME)


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / KEY_NAME
    path.write_text("no key")
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="no private key"):
        anchor_key.load(path)
    assert anchor_key.load(tmp_path / "nothing") is None


def test_files_are_read_back_as_they_were_written(installation: Installation) -> None:
    (first, second) = anchor_files.read(installation.folder)
    assert (first.number, second.number) == (1, 2)
    assert second.public_key == installation.key.public


def _climb(leaf: str, place: int, count: int, path: list[str]) -> str:
    """RFC 9162, section 2.1.3.2."""
    last, found = count - 1, leaf
    for sibling in path:
        if place % 2 or place == last:
            found = merkle._node(sibling, found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = merkle._node(found, sibling)
        place, last = place >> 1, last >> 1
    return found

"""Our live instance, walked in memory as the executor uses it: compacted and compressed."""

from __future__ import annotations

import json
import zlib

from bench.rounds import GO_ON, KEYS, diagram
from engine.elements import read_process
from engine.spiff import state
from engine.spiff.live import LiveInstance
from engine.spiff.specs import build_bundle


class Ours:
    """One instance of the main process."""

    def __init__(self) -> None:
        self._bundle = build_bundle({key: read_process(diagram(key)) for key in KEYS}, KEYS[0])
        live = LiveInstance.begin(self._bundle, {"case": "a"})
        live.advance()
        live.complete(live.steps_to_run()[0].task, {})
        self._state = live.dump()

    def store(self) -> bytes:
        """The whole state, as a snapshot is stored."""
        return _packed(self._state)

    def round(self, stored: bytes) -> bytes:
        """Bring to life, complete, store."""
        return _packed(self._completed(json.loads(zlib.decompress(stored))))

    def go_on(self) -> bool:
        """Complete one more task; there always is one."""
        self._state = self._completed(self._state)
        return True

    def _completed(self, loaded: state.State) -> state.State:
        live = LiveInstance.resume(self._bundle, loaded)
        live.complete(live.open_user_tasks()[0].task, GO_ON)
        return live.dump()


def _packed(values: state.State) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 1)

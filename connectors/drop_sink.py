"""The demo's operator: answers every letter laid down in a folder with a receipt."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from connectors.drop import write_file
from connectors.file_drop import RECEIPT_SUFFIX
from engine.clock import utc_now

LOG = logging.getLogger("bokvar.demo")
PAUSE_SECONDS = 1.0


class DropKind(StrEnum):
    """Whose drops the operator looks for."""

    DIGITAL_MAIL = "digital_mail"
    SECURE_MESSAGE = "secure_message"


class DropSink:
    """Writes a receipt beside each whole drop; the drop stays, and nothing leaves the machine."""

    def __init__(
        self,
        folder: Path,
        kind: DropKind,
        *,
        rejects: Callable[[str], bool] = lambda _drop_id: False,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._kind = kind
        self._rejects = rejects
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._answer_on, name=f"sink {kind}", daemon=True)

    def answer_once(self) -> int:
        """Answer what lies there without a receipt; how many that was."""
        waiting = [each for each in self._drops() if not self._receipt(each).exists()]
        for drop_id in waiting:
            self._answer(drop_id)
        return len(waiting)

    def start(self) -> None:
        """Begin to answer, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; what lies there unanswered is answered next time."""
        self._stop.set()
        self._thread.join()

    def __enter__(self) -> DropSink:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _answer_on(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            try:
                self.answer_once()
            except OSError as failure:
                # The folder of a demo was removed under us; it may come back.
                LOG.warning(json.dumps({"event": "sink_failed", "errno": failure.errno}))

    def _drops(self) -> Iterator[str]:
        """The ids of what is whole: the file that is laid down last is there."""
        if self._kind is DropKind.SECURE_MESSAGE:
            found = (path.parent.name for path in self._folder.glob("*/message.xml"))
        else:
            found = (path.stem for path in self._folder.glob("*.json"))
        return (name for name in sorted(found) if name.isalnum())

    def _answer(self, drop_id: str) -> None:
        said = {
            "id": drop_id,
            "status": "rejected" if self._rejects(drop_id) else "delivered",
            "at": self._clock().isoformat(),
            "reference": f"demo-{drop_id[:8]}",
        }
        receipt = json.dumps(said).encode()
        write_file(self._folder, self._receipt(drop_id).name, receipt, f".{drop_id}.receipt")

    def _receipt(self, drop_id: str) -> Path:
        return self._folder / f"{drop_id}{RECEIPT_SUFFIX}"

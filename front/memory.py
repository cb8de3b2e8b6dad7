"""What a process keeps from its start to its end, set aside from what comes and goes."""

from __future__ import annotations

import gc


def keep_for_good() -> None:
    """Let the collector never look again at what is here now: modules, tables, templates, specs.

    There are some two hundred thousand of them, and to look through them all, as it would now and
    then in the midst of somebody's request, takes a fifth of a second (docs/performance.md). To be
    called once, when all that a server is made of has been made.
    """
    gc.collect()
    gc.freeze()

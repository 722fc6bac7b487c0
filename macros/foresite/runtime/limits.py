"""Other programs under limits of time and memory, which end when this one ends, however it ends.

Run as a script, this module puts the limits on itself and becomes the program: a limit that is set between fork and
exec, the usual way, is not safe in a process with threads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def limited(command: Sequence[str], seconds: int) -> list[str]:
    """The command that runs ``command`` for at most so many seconds of the processor, and no longer than this process.

    Only Linux can tell a program that its parent was killed. Elsewhere the seconds alone end it; on Windows nothing.
    """
    if os.name != "posix" or not sys.executable:
        return list(command)
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(seconds), *command]


def end_with(parent: int) -> None:
    """End this process when its parent ends, also where that is killed; ``parent`` is the parent's process id.

    On Linux alone. The kernel goes by the thread of the parent that started this process.
    """
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        # It ended before.
        os._exit(1)


def _become(parent: int, seconds: int, command: list[str]) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = seconds if most == resource.RLIM_INFINITY else min(seconds, most)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end_with(parent)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

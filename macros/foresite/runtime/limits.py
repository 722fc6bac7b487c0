"""Run other programs with a time limit, and end them when this process ends for any reason.

Run as a script, this module sets the limits on itself and executes the program: setting a limit between fork and exec,
the usual way, is not safe in a process with threads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def limited(command: Sequence[str], seconds: int) -> list[str]:
    """Return the command that runs ``command`` for at most ``seconds`` of processor time while this process lives.

    Only Linux can signal the death of the parent. Elsewhere only the seconds end the program; on Windows nothing does.
    """
    if os.name != "posix" or not sys.executable:
        return list(command)
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(seconds), *command]


def end_with(parent: int) -> None:
    """End this process when its parent ends, even if that is killed; ``parent`` is the parent's process id.

    It works on Linux only. The kernel watches the thread of the parent that started this process.
    """
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        # The parent ended before prctl was called.
        os._exit(1)


def _become(parent: int, seconds: int, command: list[str]) -> None:
    import resource

    _, hard_limit = resource.getrlimit(resource.RLIMIT_CPU)
    limit = seconds if hard_limit == resource.RLIM_INFINITY else min(seconds, hard_limit)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end_with(parent)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

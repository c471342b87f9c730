"""Why the command ends without having done its work: one sentence, and an exit code of its own for each
reason.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the `assay` command. 0 is success, 1 a check or request that failed, 2 a wrong command
    line.
    """

    FAILED = 1
    DISK_FULL = 20
    READ_ONLY_DISK = 21
    NEWER_SCHEMA = 22
    ALREADY_RUNNING = 23
    LIVE_DIRECTORY = 24
    PORT_IN_USE = 25
    VENDOR_CLIENT = 26
    SETTINGS = 27
    DAMAGED = 28


class Stop(Exception):  # noqa: N818 - not an error of the program: it is told to the user, and the program ends
    """End with `code` and this sentence."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def from_os_error(error: OSError, doing: str) -> Stop:
    """The reason an operating system gave, as ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(doing)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return read_only(doing)
    return Stop(Exit.FAILED, f"{doing} cannot be used: {error.strerror or error}")


def disk_full(doing: str) -> Stop:
    return Stop(
        Exit.DISK_FULL, f"the disk is full: {doing} needs space; free some and start again, nothing is lost"
    )


def read_only(doing: str) -> Stop:
    return Stop(
        Exit.READ_ONLY_DISK,
        f"{doing} may not be written: the disk is read-only or somebody else's; choose another with --data",
    )

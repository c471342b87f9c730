"""Events on disk while the server is away: append-only files of JSON lines that outlive the process.

A file is read and written by the process that holds its lock (`flock`), and by nobody else. The lock goes
with the process, so at the next start whoever comes first adopts what a dead one left. A line without its
end, torn by a kill, is no event. Files are deleted when the server has everything in them; a file sent twice
does no harm, because the server knows events by their ids.

Not synced: the files survive the end of the process, however violent, not that of the machine.
"""

import os
import secrets
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payi.instrument.results import Result

try:
    import fcntl
except ImportError:  # Windows: nothing is kept on disk there
    fcntl = None  # type: ignore[assignment]  # `is_possible` asks

_PREFIX, _SUFFIX = "events-", ".jsonl"
_FILES_A_SPOOL = 16
_OPEN_FOR_MS = 3_600_000
_READ_BYTES = 2**20
_PIECE_EVENTS = 500
_PIECE_BYTES = 4 * 2**20


@dataclass(slots=True, eq=False)
class _File:
    """One file of ours; `unsent` pieces of it are still to be delivered."""

    path: Path
    descriptor: int
    created_ms: int
    size: int = 0
    unsent: int = 0

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


@dataclass(slots=True, eq=False)
class Piece:
    """Neighbouring lines of one file, sent together. `number`, `attempts` and `results` are as in `Batch`."""

    file: _File
    offset: int
    length: int
    count: int
    number: int = 0
    attempts: int = 0
    results: "list[Result]" = field(default_factory=list["Result"])


class Spool:
    """The files of one process in `directory`. Made when there is something to write; not thread-safe.

    max_bytes bounds all files in the directory together; what comes when they are full is not taken.
    max_age_s: older files are given up. OSError of any method means that the disk cannot be used.
    """

    def __init__(
        self, directory: Path, *, max_bytes: int, max_age_s: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._directory = directory
        self._max_bytes = max_bytes
        self._max_age_ms = int(max_age_s * 1000)
        self._clock = clock
        self._current: _File | None = None
        self._files: list[_File] = []
        self._bytes_of_others = 0
        self.pieces: deque[Piece] = deque()

    @property
    def events(self) -> int:
        """How many wait here."""
        return sum(piece.count for piece in self.pieces)

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    def write(self, events: Sequence[bytes]) -> Piece | None:
        """Keep the events, and return where; None: there is no room for them."""
        text = b"\n".join(events) + b"\n"
        file = self._file_for(len(text))
        if file is None:
            return None
        _append(file, text)
        piece = Piece(file, file.size, len(text), len(events))
        file.size += len(text)
        file.unsent += 1
        return piece

    def add(self, piece: Piece) -> None:
        """Have `piece` sent after those that wait; one with the last of them where they lie together."""
        last = self.pieces[-1] if self.pieces else None
        if last is None or not _together(last, piece):
            self.pieces.append(piece)
            return
        last.length += piece.length
        last.count += piece.count
        piece.file.unsent -= 1

    def _file_for(self, size: int) -> _File | None:
        if self._current is None or self._is_full(self._current, size):
            self._bytes_of_others = self._measured_bytes_of_others()
            self._current = None
        if self._bytes_of_others + sum(file.size for file in self._files) + size > self._max_bytes:
            return None
        if self._current is None:
            self._current = self._new_file()
        return self._current

    def _is_full(self, file: _File, size: int) -> bool:
        too_large = file.size > 0 and file.size + size > self._max_bytes // _FILES_A_SPOOL
        return too_large or self._now_ms() - file.created_ms > _OPEN_FOR_MS

    def _new_file(self) -> _File:
        _make_private(self._directory)
        while True:
            now = self._now_ms()
            path = self._directory / f"{_PREFIX}{now}-{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            if _is_ours(descriptor):
                file = _File(path, descriptor, now)
                self._files.append(file)
                return file
            os.close(descriptor)  # another process adopted it in the moment before it was locked

    def _measured_bytes_of_others(self) -> int:
        own = {file.path.name for file in self._files}
        return sum(size for path, size in _listed(self._directory) if path.name not in own)

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    def adopt(self) -> int:
        """Take over the files of processes that ended. Returns how many torn events were in them."""
        if not self._directory.is_dir():
            return 0
        torn = 0
        for path, _ in sorted(_listed(self._directory)):
            file = _adopted(path)
            if file is not None:
                torn += self._read_in(file)
        return torn

    def _read_in(self, file: _File) -> int:
        """Find the lines of an adopted file; returns 1 when the last of them is torn."""
        self._files.append(file)
        end = 0
        for piece in _pieces(file):
            file.unsent += 1
            end = piece.offset + piece.length
            self.pieces.append(piece)
        file.size = os.fstat(file.descriptor).st_size
        if not file.unsent:
            self._delete(file)
        return int(file.size > end)

    def read(self, piece: Piece) -> list[bytes]:
        return os.pread(piece.file.descriptor, piece.length, piece.offset).splitlines()

    def done(self, piece: Piece) -> None:
        """The events of `piece` have arrived, or will never; a file with nothing else in it is deleted."""
        piece.file.unsent -= 1
        if not piece.file.unsent:
            self._delete(piece.file)

    def expire(self) -> list[Piece]:
        """Give up what is too old for the server to recognise a repeat of it; returns what that was."""
        oldest = self._now_ms() - self._max_age_ms
        expired = [piece for piece in self.pieces if piece.file.created_ms < oldest]
        for piece in expired:
            self.pieces.remove(piece)
            self.done(piece)
        return expired

    def close(self) -> None:
        """Leave the files to the next start, or to a process that starts meanwhile."""
        files, self._files = self._files, []
        self._current = None
        self.pieces.clear()
        for file in files:
            os.close(file.descriptor)

    def _delete(self, file: _File) -> None:
        # Forgotten before it is closed: a fork may come between, and the child closes what is known here. The
        # number of a closed file may be that of a socket already.
        self._files.remove(file)
        if self._current is file:
            self._current = None
        file.drop()

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)


def is_possible() -> bool:
    """Whether this system has the locks it takes to share a directory."""
    return fcntl is not None


def has_files(directory: Path) -> bool:
    """Whether a process left events there."""
    return next(_listed(directory), None) is not None


def default_directory() -> Path:
    """Where the platform keeps what may be lost without harm to anybody but us. RuntimeError: no home."""
    if os.name == "posix":
        base = os.environ.get("XDG_CACHE_HOME")
        return (Path(base) if base else Path.home() / ".cache") / "payi" / "spool"
    return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "payi" / "spool"


def _make_private(directory: Path) -> None:
    """Raises OSError (PermissionError) for a directory that somebody else owns."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = directory.stat()
    if status.st_uid != os.getuid():
        raise PermissionError(f"{directory} belongs to another user; choose another spool_directory")
    if stat.S_IMODE(status.st_mode) != 0o700:
        directory.chmod(0o700)


def _append(file: _File, text: bytes) -> None:
    """All of it or nothing: a full disk must not leave half a line in the middle of the file."""
    try:
        written = os.write(file.descriptor, text)
    except OSError:
        os.ftruncate(file.descriptor, file.size)
        raise
    if written < len(text):
        os.ftruncate(file.descriptor, file.size)
        raise OSError(f"{file.path}: {written} of {len(text)} bytes could be written")


def _together(last: Piece, piece: Piece) -> bool:
    """Whether two pieces can be one: neighbours, no attempt behind them, nobody waiting for results."""
    return (
        last.file is piece.file
        and last.offset + last.length == piece.offset
        and last.count + piece.count <= _PIECE_EVENTS
        and last.length + piece.length <= _PIECE_BYTES
        and not (last.results or piece.results or last.attempts or piece.attempts)
    )


def _listed(directory: Path) -> Iterator[tuple[Path, int]]:
    """The files of spools in `directory` and their sizes, without those that vanish meanwhile; none where the
    directory cannot be read: writing to it will say why.
    """
    try:
        entries = list(os.scandir(directory))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
            try:
                yield Path(entry.path), entry.stat().st_size
            except FileNotFoundError:
                continue


def _is_ours(descriptor: int) -> bool:
    """Take the lock; False when another process has it, or had it and deleted the file."""
    assert fcntl is not None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(descriptor).st_nlink > 0


def _adopted(path: Path) -> _File | None:
    """The file, if its process is gone and it can be read."""
    created = path.name.removeprefix(_PREFIX).partition("-")[0]
    if not created.isdigit():
        return None
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return None
    if _is_ours(descriptor):
        return _File(path, descriptor, int(created))
    os.close(descriptor)
    return None


def _pieces(file: _File) -> Iterator[Piece]:
    """The whole lines of a file, in pieces that a request can hold."""
    piece = Piece(file, 0, 0, 0)
    for length in _line_lengths(file.descriptor):
        if piece.count and (piece.count == _PIECE_EVENTS or piece.length + length > _PIECE_BYTES):
            yield piece
            piece = Piece(file, piece.offset + piece.length, 0, 0)
        piece.length += length
        piece.count += 1
    if piece.count:
        yield piece


def _line_lengths(descriptor: int) -> Iterator[int]:
    """Of the lines that have an end, the end included; read bit by bit."""
    offset, begun = 0, 0
    while block := os.pread(descriptor, _READ_BYTES, offset):
        offset += len(block)
        *whole, rest = block.split(b"\n")
        for line in whole:
            yield begun + len(line) + 1
            begun = 0
        begun += len(rest)

"""Files that appear whole or not at all, and one writer at a time."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Where processes can't lock a file, threads still take turns.
    fcntl = None  # type: ignore[assignment]

__all__ = ["clear_partials", "hash_of", "locked", "one_writer", "write_whole"]

_HOST = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
_LOCK = ".lock"
_DAY = 24 * 3600
_alone = threading.Lock()


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place and put it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{_HOST}.{os.getpid()}.{threading.get_ident()}.partial")
    try:
        with partial.open("wb") as out:
            out.write(content.encode("utf-8") if isinstance(content, str) else content)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def clear_partials(folder: Path) -> None:
    """Take away what a killed process of this machine left half written, and what any left a day ago."""
    for left in folder.rglob(".*.partial"):
        _, host, number, _, _ = left.name.rsplit(".", 4) if left.name.count(".") > 4 else ("", "", "0", "", "")
        with suppress(OSError):
            if (host == _HOST and not _runs(int(number))) or time.time() - left.stat().st_mtime > _DAY:
                left.unlink()


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Keep every other thread and process from writing in a folder meanwhile, if it asks here too."""
    if fcntl is None:
        with _alone:
            yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    # The folder itself is locked: nothing is left behind, and a killed process holds no lock.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with _turn(descriptor, folder):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _turn(descriptor: int, folder: Path) -> Iterator[None]:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in (errno.EBADF, errno.EINVAL, errno.ENOTSUP):
            raise
        # A folder on NFS can't be locked: what is locked there must be open for writing. The file stays.
        with (folder / _LOCK).open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        return
    yield


def locked(held: IO[str], *, shared: bool) -> bool:
    """Lock an open file without waiting; say whether it could be, which it always can where processes can't lock."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(held, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def hash_of(path: Path) -> str:
    """The sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

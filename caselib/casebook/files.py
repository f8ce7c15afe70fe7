"""Files as an office has them: found, known by their bytes, and made readable as UTF-8 text."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from caselib.errors import SourceError

__all__ = ["KINDS", "Text", "find_files", "kind_of", "open_text", "refuse_bomb", "sha256", "text_of"]

KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".parquet": "parquet",
}  # fmt: skip
_BLOCK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PLAIN = ("utf-8", "utf-8-sig")
_MOST, _TIMES = 1 << 29, 200
"""A packed file may become this large in any case; beyond, no more than so many times its size. Tables pack about
twentyfold; what grows a thousandfold was made to fill a disk."""
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True)
class Text:
    """A text file as UTF-8: where it can be read, and how many lines it has up to the last that is not blank.

    `encoding` is the one in which it came; `even`: no carriage return stands alone, so that everybody agrees on
    what a line is.
    """

    path: Path
    encoding: str
    lines: int
    even: bool


def find_files(source: Path, patterns: Sequence[str]) -> list[Path]:
    """Files of a folder that match, in order of name; of a single file, itself if it matches."""
    if source.is_file():
        return [source] if kind_of(source) and any(source.match(pattern) for pattern in patterns) else []
    if not source.is_dir():
        raise SourceError("there is no such file or folder", got=str(source), advice="look at the folder and the name")
    try:
        found = {path for pattern in patterns for path in source.glob(pattern) if path.is_file() and kind_of(path)}
    except (ValueError, NotImplementedError) as error:
        raise SourceError(
            f"not a pattern of file names ({error})",
            got=list(patterns),
            advice="a name or a pattern within the source, as in arrest_*.csv",
        ) from error
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def kind_of(path: Path) -> str:
    """What a file is by its name: csv, excel, parquet, or nothing that is read."""
    name = path.name.lower()
    kind = KINDS.get(Path(name.removesuffix(".gz")).suffix, "")
    return kind if kind == "csv" or not name.endswith(".gz") else ""


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(
            f"the file can't be read ({error.strerror})",
            where=path.name,
            advice="see who may read it, and whether its disk is there",
        ) from error


def text_of(path: Path, work: Path) -> Text:
    """Make a text file readable as plain UTF-8; encodings are tried strictly, so that no character is guessed.

    UTF-8 (with or without mark), UTF-16 with its mark, then GB18030. What is none of them is a `SourceError`.
    """
    encoding = _encoding(path)
    if encoding in _PLAIN and not _is_packed(path):
        return _measured(path, path.name, encoding)
    made = work / f"{hashlib.sha256(str(path).encode()).hexdigest()[:12]}.utf8.csv"
    with made.open("w", encoding="utf-8", newline="") as out:
        try:
            for text in _decoded(path, encoding):
                out.write(text)
        except UnicodeError as error:
            raise SourceError(
                f"not readable as {encoding} ({error})", where=path.name, advice="save it as UTF-8, or export it again"
            ) from error
    return _measured(made, path.name, encoding)


def open_text(text: Text) -> io.TextIOWrapper:
    """Open it as the csv module wants it."""
    return text.path.open(encoding="utf-8-sig", newline="")


def refuse_bomb(packed: int, unpacked: int, *, where: str) -> None:
    """Refuse a packed file that grows beyond all measure; sizes in bytes."""
    if unpacked > max(_MOST, _TIMES * packed):
        advice = "unpack it yourself and look at what is in it"
        got = f"{packed:,} bytes become {unpacked:,} or more"
        raise SourceError("a packed file grows beyond measure", where=where, got=got, advice=advice)


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with cast(BinaryIO, gzip.open(path, "rb")) if _is_packed(path) else path.open("rb") as stream:
            unpacked = 0
            while block := stream.read(_BLOCK):
                unpacked += len(block)
                if _is_packed(path):
                    refuse_bomb(path.stat().st_size, unpacked, where=path.name)
                yield block
    except _BROKEN as error:
        raise SourceError(
            f"the compressed file is broken ({error})", where=path.name, advice="export it again"
        ) from error
    except OSError as error:
        raise SourceError(
            f"the file can't be read ({error.strerror})",
            where=path.name,
            advice="see who may read it, and whether its disk is there",
        ) from error


def _encoding(path: Path) -> str:
    head = next(_blocks(path), b"")
    if not head:
        raise SourceError("the file is empty", where=path.name, advice="export it again, or take it out of the folder")
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
    if marked == "utf-16":
        return marked
    tried = {}
    for encoding in ("utf-8", "gb18030"):
        position = _first_unreadable(path, encoding)
        if position is None:
            return marked or encoding
        tried[encoding] = f"byte {position}"
    raise SourceError("neither UTF-8 nor GB18030: unreadable at", where=path.name, got=tried, advice="save it as UTF-8")


def _first_unreadable(path: Path, encoding: str) -> int | None:
    """Where the bytes stop being text of an encoding; None where all of them are."""
    decoder, passed = codecs.getincrementaldecoder(encoding)(), 0
    try:
        for block in _blocks(path):
            held = len(decoder.getstate()[0])
            # Plain ASCII is text in every encoding that is tried, and by far the quickest to recognise.
            if held or not block.isascii():
                decoder.decode(block)
            passed += len(block)
        held = len(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return passed - held + error.start
    return None


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in _blocks(path):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _measured(path: Path, name: str, encoding: str) -> Text:
    ends, returns, pairs, tail = 0, 0, 0, b""
    for block in _blocks(path):
        ends += block.count(b"\n")
        if b"\r" in block:
            returns += block.count(b"\r")
            pairs += block.count(b"\r\n")
        pairs += tail.endswith(b"\r") and block.startswith(b"\n")
        tail = block if len(block) == _BLOCK else (tail + block)[-_BLOCK:]
    last = tail.rstrip(b" \r\n")
    if not last.removeprefix(codecs.BOM_UTF8):
        raise SourceError("the file is empty", where=name, advice="export it again, or take it out of the folder")
    return Text(path, encoding, ends - tail[len(last) :].count(b"\n") + 1, returns == pairs)

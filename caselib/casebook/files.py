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

__all__ = ["KINDS", "Text", "find_files", "kind_of", "sha256", "text_of"]

KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xls": "excel",
}
_BLOCK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Text:
    """A text file as UTF-8: where it can be read, in which encoding it came, and how many line ends it has."""

    path: Path
    encoding: str
    line_ends: int
    ends_with_newline: bool


def find_files(source: Path, patterns: Sequence[str]) -> list[Path]:
    """Files of a folder that match, in order of name; the file itself where the source is one."""
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise SourceError("there is no such file or folder", got=str(source))
    found = {path for pattern in patterns for path in source.glob(pattern) if path.is_file() and kind_of(path)}
    return sorted(found)


def kind_of(path: Path) -> str:
    """What a file is by its name: csv, excel, parquet, or nothing that is read."""
    name = path.name.lower().removesuffix(".gz")
    return KINDS.get(Path(name).suffix, "")


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def text_of(path: Path, work: Path) -> Text:
    """Make a text file readable as plain UTF-8; encodings are tried strictly, so that no character is guessed.

    UTF-8 (with or without mark), UTF-16 with its mark, then GB18030. What is none of them is refused.
    """
    encoding = _encoding(path)
    plain = encoding == "utf-8" and path.suffix.lower() != ".gz"
    if plain:
        return _measured(path, path, encoding)
    made = work / f"{hashlib.sha256(str(path).encode()).hexdigest()[:12]}.utf8.csv"
    with made.open("w", encoding="utf-8", newline="") as out:
        for text in _decoded(path, encoding):
            out.write(text)
    return _measured(path, made, encoding)


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with _opened(path) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"the compressed file is broken ({error})", where=path.name, advice="export it again"
        ) from error


def _encoding(path: Path) -> str:
    with _opened(path) as stream:
        try:
            head = stream.read(4)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"the compressed file is broken ({error})", where=path.name) from error
    if not head:
        raise SourceError("the file is empty", where=path.name)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    tried = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            for _ in _decoded(path, encoding):
                pass
        except UnicodeDecodeError as error:
            tried[encoding] = error.reason
        else:
            return encoding
    raise SourceError("neither UTF-8 nor GB18030", where=path.name, got=tried, advice="save it as UTF-8")


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in _blocks(path):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _measured(path: Path, made: Path, encoding: str) -> Text:
    ends, last = 0, b""
    with made.open("rb") as stream:
        while block := stream.read(_BLOCK):
            ends += block.count(b"\n")
            last = block[-1:]
    if not last:
        raise SourceError("the file is empty", where=path.name)
    return Text(made, encoding, ends, last == b"\n")


def open_text(text: Text) -> io.TextIOWrapper:
    """Open it as the csv module wants it."""
    return text.path.open(encoding="utf-8-sig", newline="")

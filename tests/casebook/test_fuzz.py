"""Files spoilt at random: either every record is accounted for, or one line says why not; never anything else."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caselib.casebook.load import load
from caselib.casebook.other_sources import excel_source, parquet_source
from caselib.casebook.store import open_casebook
from caselib.errors import CaselibError, SourceError
from tests.casebook.exports import HEADING, as_csv, good_rows, raw_export

pytestmark = pytest.mark.slow

CLEAN = as_csv([{**row, "offence": "盗窃" if place % 3 else 'a "b", c'} for place, row in enumerate(good_rows(12))])
SPOILS = [
    '"',
    "\n",
    "\r",
    "\r\n",
    ",",
    ";",
    "\x00",
    "１２",
    "\ufeff",
    "'",
    "\\",
    '""',
    "\n\n",
    " ",
    "\t",
    "=1+1",
    "😀",
    "\u2028",
]


@st.composite
def spoils(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    kind = st.sampled_from(["insert", "delete", "double line", "drop line", "cut"])
    return draw(st.lists(st.tuples(kind, st.integers(0, len(CLEAN)), st.sampled_from(SPOILS)), max_size=6))


def spoilt(text: str, changes: list[tuple[str, int, str]]) -> str:
    for kind, place, what in changes:
        place = min(place, len(text))
        if kind == "insert":
            text = text[:place] + what + text[place:]
        elif kind == "delete":
            text = text[:place] + text[place + 3 :]
        elif kind == "cut":
            text = text[: max(place, 60)]
        else:
            lines = text.split("\n")
            at = place % len(lines)
            lines[at : at + 1] = [lines[at], lines[at]] if kind == "double line" else []
            text = "\n".join(lines)
    return text


def counted(text: str, width: int) -> int:
    """Count records in another way than the reader does: a line, unless it and lines after it make one whole record."""
    lines, place, records = text.removeprefix("\ufeff").split("\n"), 0, -1
    while place < len(lines):
        if not lines[place].strip(" \r"):
            place += 1
            continue
        records += 1
        place += joined(lines, place, width)
    return records


def joined(lines: list[str], place: int, width: int) -> int:
    """How many lines the record that begins here takes."""
    try:
        if list(csv.reader(io.StringIO(lines[place] + "\n", newline=""), strict=True)):
            return 1
    except csv.Error:
        pass
    quotes = 0
    for taken, line in enumerate(lines[place:], start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            text = "\n".join(lines[place : place + taken]) + "\n"
            try:
                rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
            except csv.Error:
                return 1
            whole = len(rows) == 1 and len(rows[0]) >= width and not any(rows[0][width:])
            return taken if whole else 1
    return 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoils(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.booleans(), st.booleans())
@example([("insert", 400, '"')], "utf-8", False, False)
@example([("insert", 300, "\r")], "gb18030", True, True)
@example([("insert", 70, "\n\n"), ("insert", 200, "\x00")], "utf-8", False, False)
@pytest.mark.slow
def test_every_record_is_accounted_for(
    changes: list[tuple[str, int, str]], encoding: str, returns: bool, packed: bool
) -> None:
    text = spoilt(CLEAN.replace("\n", "\r\n") if returns else CLEAN, changes)
    content = text.encode(encoding)
    name = "arrest_reviews.csv.gz" if packed else "arrest_reviews.csv"
    with tempfile.TemporaryDirectory() as folder:
        source = raw_export(Path(folder) / "in", gzip.compress(content) if packed else content, name)
        try:
            done = load(source, Path(folder) / "casebook")["arrest_reviews"]
        except CaselibError as error:
            assert "\n" not in str(error)
            return
        assert_conserved(Path(folder) / "casebook", done.rows_in, text)


def assert_conserved(casebook: Path, rows_in: int, text: str) -> None:
    book = open_casebook(casebook)
    accepted = len(book.sql("SELECT * FROM arrest_reviews"))
    set_aside = pd.read_parquet(book.place / "quarantined" / "arrest_reviews.parquet")
    found = book.quarantine()
    width = len(book.manifest["tables"][0]["columns_not_used"]) + sum(
        name not in book.manifest["tables"][0]["columns_absent"] for name in book.sql("FROM arrest_reviews").columns
    )
    assert rows_in == accepted + len(set_aside)
    assert set(found["row"]) == set(set_aside["row"])
    assert rows_in == counted(text, width)
    lines = text.removeprefix("\ufeff").split("\n")
    for line, value in found.loc[found["rule"] == "row_shape", ["line", "value"]].itertuples(index=False):
        assert value == lines[line - 1].rstrip("\r\n"), "the line is the one that is said"


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(["csv", "csv.gz", "xlsx", "parquet", "txt"]))
def test_any_bytes_give_a_casebook_or_one_line(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = raw_export(Path(folder) / "in", content, f"arrest_reviews.{ending}")
        try:
            load(source, Path(folder) / "casebook")
        except CaselibError as error:
            assert "\n" not in str(error)


# What may stand in a cell of a workbook, or of a column of Parquet that was made by hand.
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e6, 1e6),
    st.dates(date(1899, 12, 31), date(2200, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2199, 1, 1)),
    st.sampled_from(
        [
            "",
            " ",
            "１２",
            "2026/1/5 0:00",
            "合计",
            "=1/0",
            "#N/A",
            "approved ",
            "批准逮捕",
            "'",
            '"',
            "a\nb",
            "😀",
            "≈1",
        ]
    ),
)
CHANGES = st.lists(st.tuples(st.integers(1, 12), st.integers(0, len(HEADING)), CELLS), max_size=10)


def grid(changes: list[tuple[int, int, object]]) -> list[list[object]]:
    """The rows of a good export with some cells changed, one column beside the heading among them."""
    rows: list[list[object]] = [[row[name] for name in HEADING] + [None] for row in good_rows(12)]
    for row, column, value in changes:
        rows[row - 1][column] = value
    return rows


def fates(source: Path, folder: Path, expected: int) -> None:
    try:
        done = load(source, folder / "casebook")["arrest_reviews"]
    except CaselibError as error:
        assert "\n" not in str(error)
        return
    book = open_casebook(folder / "casebook")
    set_aside = pd.read_parquet(book.place / "quarantined" / "arrest_reviews.parquet")
    assert done.rows_in == expected == len(book.sql("SELECT * FROM arrest_reviews")) + len(set_aside)
    assert set(book.quarantine()["row"]) == set(set_aside["row"]), "a row is set aside for a rule that is named"


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_every_row_of_a_changed_workbook_is_accounted_for(changes: list[tuple[int, int, object]]) -> None:
    rows = grid(changes)
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [list(HEADING), *rows]:
        book.active.append(row)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        book.save(source / "arrest_reviews.xlsx")
        # A row of blanks alone is no row; a formula was never calculated and shows nothing.
        shown = [
            [cell for cell in row if str(cell if cell is not None else "").strip(" ") and cell != "=1/0"]
            for row in rows
        ]
        fates(source, Path(folder), sum(map(bool, shown)))


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES, st.sampled_from(["text", "typed"]))
def test_every_row_of_a_changed_parquet_file_is_accounted_for(changes: list[tuple[int, int, object]], how: str) -> None:
    rows = grid(changes)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        columns = {name: [row[place] for row in rows] for place, name in enumerate([*HEADING, "beside"])}
        pq.write_table(
            pa.table({name: column(values, how) for name, values in columns.items()}), source / "arrest_reviews.parquet"
        )
        fates(source, Path(folder), 12)


def column(values: list[object], how: str) -> pa.Array:
    """A column as some program would write it: of one type where its values are, else as text."""
    if how == "typed" and len({type(value) for value in values}) == 1:
        return pa.array(values)
    return pa.array([None if value is None else str(value) for value in values], pa.string())


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["xlsx", "parquet"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_workbook_or_parquet_file_with_spoilt_bytes(ending: str, bytes_of: list[tuple[float, int]]) -> None:
    """Read as it was, or refused in a line; what the damage changed is not for us to see, but no row is lost unsaid."""
    content = bytearray(valid(ending))
    for where, byte in bytes_of:
        content[min(int(where * len(content)), len(content) - 1)] = byte
    with tempfile.TemporaryDirectory() as folder:
        source = raw_export(Path(folder) / "in", bytes(content), f"arrest_reviews.{ending}")
        try:
            done = load(source, Path(folder) / "casebook")["arrest_reviews"]
        except CaselibError as error:
            assert "\n" not in str(error)
            return
        assert done.rows_in == done.accepted + done.quarantined


@pytest.mark.parametrize("byte", [0, 64, 128, 255])
def test_each_spoilt_byte_in_what_a_parquet_file_says_of_itself_is_read_or_refused(byte: int, tmp_path: Path) -> None:
    """Names that are no text, kinds that there are not: that part stands at the end of the file."""
    content, told = valid("parquet"), set()
    for place in range(len(content) - 8 - int.from_bytes(content[-8:-4], "little"), len(content)):
        spoilt = bytearray(content)
        spoilt[place] = byte
        (tmp_path / "spoilt.parquet").write_bytes(spoilt)
        try:
            parquet_source(tmp_path / "spoilt.parquet", file="spoilt.parquet")
        except SourceError as error:
            told.add(str(error).partition(" (")[0])
    assert any(each.startswith("not a Parquet file") for each in told)


@pytest.mark.parametrize("byte", [0, 64, 128, 255])
def test_each_spoilt_byte_in_the_list_of_parts_of_a_workbook_is_read_or_refused(byte: int, tmp_path: Path) -> None:
    """A version that is not there, names that are no text: the list of a packed file stands at its end."""
    content, told = valid("xlsx"), set()
    for place in range(content.index(b"PK\x01\x02"), len(content)):
        path = tmp_path / "in.xlsx"
        path.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
        try:
            excel_source(path, tmp_path, file="in.xlsx", table="arrest_reviews")
        except SourceError as error:
            told.add(str(error).split(";")[0])
    assert told


@cache
def valid(ending: str) -> bytes:
    out = io.BytesIO()
    if ending == "parquet":
        pq.write_table(pa.table({name: [row[name] for row in good_rows(12)] for name in HEADING}), out)
    else:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in [list(HEADING), *grid([])]:
            book.active.append(row)
        book.save(out)
    return out.getvalue()

"""CSV as offices have it: encodings, delimiters, broken lines; nothing is lost, and every line is the right one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from caselib.casebook.load import Loaded, load
from caselib.casebook.store import Book, open_casebook
from caselib.errors import SourceError
from tests.casebook.exports import HEADING, as_csv, export, good_rows, raw_export

pytestmark = pytest.mark.slow

WITH_CHINESE = [{**row, "offence": "掩饰、隐瞒犯罪所得", "decision": "批准或决定逮捕"} for row in good_rows(50)]


def loaded(source: Path, folder: Path) -> tuple[Loaded, Book]:
    done = load(source, folder / "casebook")
    return done, open_casebook(folder / "casebook")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(tmp_path: Path, encoding: str, end: str) -> None:
    raw_export(tmp_path / "in", as_csv(WITH_CHINESE, end=end).encode(encoding))
    done, book = loaded(tmp_path / "in", tmp_path)
    assert done["arrest_reviews"].accepted == 50
    assert book.sql("SELECT DISTINCT offence, decision FROM arrest_reviews").to_numpy().tolist() == [
        ["concealing_proceeds", "approved"]
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = as_csv(good_rows(20)).replace(",", delimiter).replace("theft", f'"a{delimiter}b"')
    done, book = loaded(raw_export(tmp_path / "in", text), tmp_path)
    assert done["arrest_reviews"].accepted == 20
    assert book.sql("SELECT DISTINCT offence FROM arrest_reviews").iat[0, 0] == f"a{delimiter}b"


def test_gzip(tmp_path: Path) -> None:
    content = gzip.compress(as_csv(WITH_CHINESE).encode("gb18030"))
    done, _ = loaded(raw_export(tmp_path / "in", content, "arrest_reviews.csv.gz"), tmp_path)
    assert done["arrest_reviews"].accepted == 50


def test_the_order_of_rows_is_that_of_the_source(tmp_path: Path) -> None:
    _, book = loaded(export(tmp_path / "in", good_rows(30_000)), tmp_path)
    cases = book.sql("SELECT case_id FROM arrest_reviews")["case_id"]
    assert list(cases) == [row["case_id"] for row in good_rows(30_000)]


def broken(text: str) -> str:
    """Row 2 stays whole; bad rows stand after a row with a line end within quotes and after blank lines."""
    lines = text.splitlines()
    lines[2] = lines[2].replace("theft", '"a\nb\n\nc"')  # begins on line 3, ends on line 6
    lines[3] = lines[3].replace("2026-01-04", "2026-13-45")  # line 7
    lines[4] = lines[4].rsplit(",", 2)[0]  # line 8: too few
    lines[5] = "\n\n" + lines[5] + ",1,2"  # lines 9 and 10 blank, line 11: too many
    lines[6] = '"' + lines[6]  # line 12: a quote that is never closed
    lines[7] = lines[7].replace("approved", "maybe")  # line 13
    return "\n".join(lines)


@pytest.mark.parametrize("end", ["", "\n", "\n\n \n"])
@pytest.mark.parametrize("returns", [False, True])
def test_quarantine_names_the_line(tmp_path: Path, end: str, returns: bool) -> None:
    text = broken(as_csv(good_rows(40))) + end
    content = text.replace("\n", "\r\n") if returns else text
    done, book = loaded(raw_export(tmp_path / "in", content), tmp_path)
    table = done["arrest_reviews"]
    assert (table.rows_in, table.accepted, table.quarantined) == (40, 35, 5)
    found = book.quarantine()
    assert list(found["line"]) == [7, 8, 11, 12, 13]
    assert list(found["rule"]) == ["type", "row_shape", "row_shape", "row_shape", "code"]
    assert list(found["column"]) == ["accepted_on", "", "", "", "decision"]
    lines = [line.rstrip("\r") for line in content.split("\n")]
    shown = zip(found["line"], found["rule"], found["value"], strict=True)
    assert all(value == lines[line - 1] for line, rule, value in shown if rule == "row_shape")
    assert list(found["value"])[::4] == ["2026-13-45", "maybe"]


def test_a_line_with_delimiters_at_its_end_is_no_other_line(tmp_path: Path) -> None:
    text = as_csv(good_rows(3)).replace("theft\n", "theft,,\n")
    done, _ = loaded(raw_export(tmp_path / "in", text), tmp_path)
    assert done["arrest_reviews"].accepted == 3


def test_a_line_of_nothing_but_delimiters_is_a_row_without_values(tmp_path: Path) -> None:
    done, book = loaded(raw_export(tmp_path / "in", as_csv(good_rows(3)) + ",,,,,,\n"), tmp_path)
    assert done["arrest_reviews"].quarantined == 1
    assert set(book.quarantine()["rule"]) == {"missing"}
    assert set(book.quarantine()["line"]) == {5}


def test_blank_lines_before_the_heading(tmp_path: Path) -> None:
    text = "\n\n" + as_csv(good_rows(3)).replace("approved", "maybe", 1)
    done, book = loaded(raw_export(tmp_path / "in", text), tmp_path)
    assert done["arrest_reviews"].rows_in == 3
    assert list(book.quarantine()["line"]) == [4]


def test_column_names_that_try_sql(tmp_path: Path) -> None:
    nasty = "x\"'); DROP TABLE staged; --"
    heading = as_csv([]).strip() + ',"' + nasty.replace('"', '""') + '"\n'
    text = heading + "".join(line + ",1\n" for line in as_csv(good_rows(3)).splitlines()[1:])
    done, _ = loaded(raw_export(tmp_path / "in", text), tmp_path)
    assert done["arrest_reviews"].columns_not_used == (nasty,)
    assert done["arrest_reviews"].accepted == 3


def test_a_heading_without_rows(tmp_path: Path) -> None:
    done, book = loaded(raw_export(tmp_path / "in", as_csv([])), tmp_path)
    assert done["arrest_reviews"].rows_in == 0
    assert len(book.sql("SELECT * FROM arrest_reviews")) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"case_id,unit,case_id\n1,2,3\n", "a heading stands twice"),
        (b"case_id,,unit\n1,2,3\n", "column 2"),
        (b"case_id,unit\n\xff\xff\xff\n", "byte 13"),
        (b"\x00\x01,\x02\n1,2\n", "column 1"),
        (b'"case_id,unit\n1,2\n', "heading"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        load(raw_export(tmp_path / "in", content), tmp_path / "casebook")
    assert said in str(caught.value)
    assert "arrest_reviews.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_truncated_gzip(tmp_path: Path) -> None:
    content = gzip.compress(as_csv(good_rows(500)).encode())[:-30]
    with pytest.raises(SourceError, match=r"broken.*arrest_reviews\.csv\.gz"):
        load(raw_export(tmp_path / "in", content, "arrest_reviews.csv.gz"), tmp_path / "casebook")
    with pytest.raises(SourceError, match="broken"):
        load(raw_export(tmp_path / "other", b"no gzip", "arrest_reviews.csv.gz"), tmp_path / "casebook")
    assert not (tmp_path / "casebook" / "current").exists()


def test_an_unreadable_byte_is_named_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caselib.casebook.files._BLOCK", 7)
    content = "case_id,unit\n案,件\n".encode() + b"\xff\n"
    with pytest.raises(SourceError, match=r"byte 21"):
        load(raw_export(tmp_path / "in", content), tmp_path / "casebook")


@pytest.mark.slow
@pytest.mark.parametrize("hard", [False, True])
def test_lines_are_exact_in_a_file_of_many_blocks(tmp_path: Path, hard: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read by several threads in blocks; their places must be those of the file all the same."""
    # A short longest line makes short blocks.
    monkeypatch.setattr("caselib.casebook.csv_source._LONGEST", 1 << 16)
    coded = {"charge_decision": "prosecuted", "charge_decided_on": "2026-03-01", "judgment": "guilty"}
    coded |= {"judged_on": "2026-06-01", "sentence": "control", "campaign": "检护民生"}
    rows = [{**row, **coded, "case_id": f"C{place:06d}"} for place, row in enumerate(good_rows(400_000))]
    bad = list(range(7, 400_000, 9_973))
    for place in bad:
        rows[place]["decision"] = f"maybe {place}"
    lines = as_csv(rows, (*HEADING, *coded)).splitlines()
    if hard:
        lines[300_000] = '"' + lines[300_000]
        lines[200_000] = lines[200_000].replace("theft", '"a\n\nb"')
    done, book = loaded(raw_export(tmp_path / "in", "\n".join(lines)), tmp_path)
    found = book.quarantine()
    expected = [(place + 2 + 2 * (hard and place + 1 > 200_000), f"maybe {place}") for place in bad]
    maybe = found[found["rule"] == "code"]
    assert list(maybe[["line", "value"]].itertuples(index=False, name=None)) == expected
    assert done["arrest_reviews"].quarantined == len(bad) + hard
    assert list(found.loc[found["rule"] == "row_shape", "line"]) == ([300_003] if hard else [])
    cases = book.sql("SELECT case_id FROM arrest_reviews")["case_id"]
    assert cases.is_monotonic_increasing, "rows are kept in the order of the source"


def test_what_a_person_should_check_is_in_the_manifest(tmp_path: Path) -> None:
    _, book = loaded(raw_export(tmp_path / "in", as_csv(WITH_CHINESE).encode("gb18030")), tmp_path)
    (file,) = book.manifest["files"]
    assert (file["name"], file["rows"], file["read_as"]) == ("arrest_reviews.csv", 50, "gb18030, comma between fields")
    assert len(file["sha256"]) == 64

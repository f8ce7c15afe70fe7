"""Tables of totals as they are published: read, or refused in a line; and what they have against themselves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.printed import check_totals
from caselib.casebook.totals import read_totals
from caselib.errors import ParameterError, SourceError

HEAD = ",No. of theft won,% of theft won,No. of theft lost,% of theft lost\n"
ASKED = {"counts": r"^No. of (?P<named>(?P<whole>.+) (?:won|lost))$", "shares": "^% of (?P<named>.+)"}


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def remarks(folder: Path, *rows: str, head: str = HEAD, **more: str) -> list[list[str]]:
    file = write(folder / "may_2020.csv", head + "".join(f"{row}\n" for row in rows))
    look = check_totals([file], **ASKED, **more)
    return look[["remark", "unit", "printed", "recomputed"]].to_numpy().tolist()


def test_a_total_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    file = write(tmp_path / "may_2020.csv", ',Number won,Number lost\nAll,"1,003",5\nA,"1,000",2\nB,4,3\n')
    with pytest.raises(SourceError, match="add up to 1004"):
        read_totals([file], of_which="lost", among="^Number", total="All")


@pytest.mark.parametrize("cell", ["", "12.5", "many", "-3"])
def test_what_is_not_a_number_is_said(tmp_path: Path, cell: str) -> None:
    file = write(tmp_path / "may_2020.csv", f",Number won,Number lost\nA,10,{cell}\n")
    with pytest.raises(SourceError, match="not a whole number"):
        read_totals([file], of_which="lost", among="^Number")


@pytest.mark.parametrize("name", ["totals.csv", "may.csv", "2020.csv", "may_june_2020.csv"])
def test_a_name_without_one_month_and_year_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="one month and one year"):
        read_totals([write(tmp_path / name, ",Number won,Number lost\nA,1,2\n")], of_which="lost", among="^Number")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), (",Number won,Number lost\n", "a heading and at least one row"),
     (",Number won,Number lost\nA,1,2\nA,3,4\n", "one unit stands in two rows")],
)  # fmt: skip
def test_an_empty_table_and_a_unit_in_two_rows_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_totals([write(tmp_path / "may_2020.csv", text)], of_which="lost", among="^Number")


def test_a_file_that_is_not_there_and_a_month_in_two_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_totals([tmp_path / "may_2020.csv"], of_which="lost", among="^Number")
    files = [write(tmp_path / name, ",Number won,Number lost\nA,1,2\n") for name in ("may_2020.csv", "2020_may.csv")]
    with pytest.raises(SourceError, match="two files hold one month"):
        read_totals(files, of_which="lost", among="^Number")


def test_a_table_in_the_encoding_of_a_chinese_office_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "may_2020.csv", ",批捕 Number won,不捕 Number lost\n武汉,1,2\n", encoding="gb18030")
    read = read_totals([file], of_which="不捕", among="Number")
    assert read.to_numpy().tolist() == [["武汉", "2020-05", 2, 3]]


def test_what_follows_breaks_nothing(tmp_path: Path) -> None:
    """1 of 8 is 12.5: printed with no digit it may be 12 or 13."""
    assert remarks(tmp_path, "A,1,12%,7,87.5%", "B,1,13%,7,88%", "C,1,12.5%,7,87.50%") == []


def test_a_share_that_does_not_follow_is_shown_with_the_one_that_does(tmp_path: Path) -> None:
    assert remarks(tmp_path, "A,1,12.4%,7,87.5%") == [["share differs", "A", "12.4%", "12.5%"]]


def test_a_share_of_nothing_is_none(tmp_path: Path) -> None:
    assert remarks(tmp_path, "A,0,-,0,0.0%") == [
        ["no share", "A", "-", ""],
        ["share differs", "A", "0.0%", "of nothing"],
    ]


def test_a_count_that_is_none_is_said_once(tmp_path: Path) -> None:
    assert remarks(tmp_path, "A,n/a,12.5%,7,87.5%") == [["no number", "A", "n/a", ""]]


def test_a_total_that_is_no_sum_is_shown_with_the_sum(tmp_path: Path) -> None:
    rows = ("All,3,20.0%,12,80.0%", "A,1,12.5%,7,87.5%", "B,1,20.0%,4,80.0%")
    assert remarks(tmp_path, *rows, total="All") == [
        ["total differs", "All", "3", "2"],
        ["total differs", "All", "12", "11"],
    ]


def test_a_heading_of_another_column_and_a_gap_between_files(tmp_path: Path) -> None:
    head = HEAD.replace("% of theft lost", "% of fraud lost")
    files = [write(tmp_path / f"{month}_2020.csv", head + "A,1,12.5%,7,87.5%\n") for month in ("may", "july")]
    look: pd.DataFrame = check_totals(files, **ASKED)
    assert look["remark"].tolist() == ["month missing", *["heading of another column"] * 2]
    assert look["period"].tolist() == ["2020-06", "2020-05", "2020-07"]
    assert look["recomputed"].tolist() == ["", "theft lost", "theft lost"]


def test_counts_must_name_their_whole(tmp_path: Path) -> None:
    file = write(tmp_path / "may_2020.csv", HEAD + "A,1,12.5%,7,87.5%\n")
    with pytest.raises(ParameterError, match="names the whole"):
        check_totals([file], counts="^No", shares="^%")

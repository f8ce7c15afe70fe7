"""CSV gone through record by record: what is a record, what is set aside, on which line it stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from caselib.casebook.repair import Repaired, repair


def repaired(folder: Path, content: bytes, width: int = 3) -> tuple[Repaired, list[list[str]]]:
    source, out = folder / "source.csv", folder / "out.csv"
    source.write_bytes(content)
    done = repair(source, out, delimiter=",", width=width)
    with out.open(encoding="utf-8", newline="") as lines:
        return done, list(csv.reader(lines, strict=True))


@pytest.mark.parametrize(
    ("content", "rows", "misshapen", "begins"),
    [
        (b"1,2,3\n4,5,6", ["123", "456"], {}, [2, 3]),
        (b"1,2,3\n\n \r\n4,5,6\n\n", ["123", "456"], {}, [2, 5]),
        (b"1,2\n3,4,5,6\n7,8,9\n", ["", "", "789"], {1: "1,2", 2: "3,4,5,6"}, [2, 3, 4]),
        (b"1,2,3,,\n", ["123"], {}, [2]),
        (b'1,"x\ny",3\n4,5,6\n', ["1x\ny3", "456"], {}, [2, 4]),
        (b'1,"x\n\ny",3\r\n4,5,6\r\n', ["1x\n\ny3", "456"], {}, [2, 5]),
        (b'"1,2,3\n4,5,6\n7,8,9', ["", "456", "789"], {1: '"1,2,3'}, [2, 3, 4]),
        (b'"1,2,3\n"4,5,6\n7,8,9', ["", "", "789"], {1: '"1,2,3', 2: '"4,5,6'}, [2, 3, 4]),
        (b'"1" 1,2,3\n4,5,6\n', ["", "456"], {1: '"1" 1,2,3'}, [2, 3]),
        (b'1,a"b,3\n', ['1a"b3'], {}, [2]),
        (b"1,2\r,3\n4,5,6\n", ["", "456"], {1: "1,2\r,3"}, [2, 3]),
        (b"1,\x00,3\n", ["1\x003"], {}, [2]),
        (b",,\n", [""], {}, [2]),
    ],
)
def test_records(tmp_path: Path, content: bytes, rows: list[str], misshapen: dict[int, str], begins: list[int]) -> None:
    done, (heading, *body) = repaired(tmp_path, b"a,b,c\n" + content)
    assert heading == ["a", "b", "c"]
    assert ["".join(row) for row in body] == rows
    assert all(len(row) == 3 for row in body)
    assert done.misshapen == misshapen
    assert [done.lines[number] for number in range(1, done.records + 1)] == begins
    assert done.records == len(rows)


def test_one_open_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    body = [b"%d,x,y" % place for place in range(5000)]
    body[10] = b'10,"x,y'
    done, rows = repaired(tmp_path, b"a,b,c\n" + b"\n".join(body))
    assert done.records == 5000
    assert done.misshapen == {11: '10,"x,y'}
    assert rows[-1] == ["4999", "x", "y"]
    assert done.lines[5000] == 5001


def test_many_open_quotes_take_no_longer(tmp_path: Path) -> None:
    done, _ = repaired(tmp_path, b"a,b,c\n" + b'1,"x,3\n' * 20_000)
    assert done.records == len(done.misshapen) == 20_000

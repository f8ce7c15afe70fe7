"""Every measure counted a third way: its conditions as masks in pandas, where no engine of SQL has a say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.counting import FIRST, LAST, PANDAS, alike, ours, straight, written_out
from benchmarks.in_pandas import Read, in_pandas
from caselib.measures.catalogue import MEASURES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("read", PANDAS.values())
def test_pandas_counts_what_the_casebook_counts(casebook: Path, read: Read) -> None:
    book = straight(casebook)
    mine = ours(book, list(MEASURES))
    theirs = in_pandas(book, list(MEASURES), read, first=FIRST, last=LAST)
    assert mine.keys() == theirs.keys() == MEASURES.keys()
    assert [name for name in mine if not alike({name: mine[name]}, {name: theirs[name]})] == []
    assert sum(bool(sum(found)) for found in mine.values()) == len(MEASURES)


def test_so_does_sql_written_out(casebook: Path) -> None:
    book = straight(casebook)
    assert alike(ours(book, list(MEASURES)), written_out(book, list(MEASURES)))

"""Every data rule has a planted row; each is found, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.rules import BUILT_IN, RULES
from caselib.casebook.store import open_casebook
from caselib.synthetic.faults import NOT_PLANTED
from caselib.synthetic.nation import synthesize

pytestmark = pytest.mark.slow

# A grade of the other scheme also lies outside the days for which it is valid, and both are said.
TWICE = {("inspections", "code"), ("reviews", "code")}
Line = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesize(tmp_path_factory.mktemp("faults") / "n", scale=0.001, seed=3, planted=False, faults=True).path


def planted(folder: Path) -> set[Line]:
    key = json.loads((folder / "answers.json").read_text(encoding="utf-8"))["faults"]
    return {(line["table"], line["rule"], line["fate"], line["key"]) for line in key}


def test_every_rule_has_its_row(folder: Path) -> None:
    declared = {rule.name for rule in RULES} | set(BUILT_IN)
    assert declared - {rule for _, rule, _, _ in planted(folder)} == NOT_PLANTED


def test_each_is_found_and_nothing_else_is(folder: Path, tmp_path: Path) -> None:
    loaded = load(folder, tmp_path / "book")
    book = open_casebook(tmp_path / "book")
    parts = [book.quarantine().assign(fate="quarantined"), book.flags().assign(fate="flagged")]
    lines = pd.concat(parts).fillna({"key": ""})
    found: set[Line] = set(zip(lines["table"], lines["rule"], lines["fate"], lines["key"], strict=True))
    assert planted(folder) - found == set()
    assert {(table, rule) for table, rule, _, _ in found - planted(folder)} <= TWICE
    rows = {table.name: (table.rows_in, table.accepted + table.quarantined) for table in loaded.tables}
    assert all(rows_in == kept for rows_in, kept in rows.values())
    assert sum(table.quarantined for table in loaded.tables) == len(book.quarantine().groupby(["table", "row"]))

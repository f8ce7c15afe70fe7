"""Every data rule has a planted row; each is found, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.loaded import Loaded
from caselib.casebook.rules import BUILT_IN, RULES
from caselib.casebook.store import Book, open_casebook
from caselib.measures.catalogue import LEGAL
from caselib.synthetic.faults import NOT_PLANTED
from caselib.synthetic.nation import synthesize

pytestmark = pytest.mark.slow

# A grade of the other scheme also lies outside the days for which it is valid, and both are said.
TWICE = {("inspections", "code"), ("reviews", "code")}
Line = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesize(tmp_path_factory.mktemp("faults") / "n", scale=0.001, seed=3, planted=False, faults=True).path


def planted(folder: Path, *fates: str) -> set[Line]:
    key = json.loads((folder / "answers.json").read_text(encoding="utf-8"))["faults"]
    lines = {(line["table"], line["rule"], line["fate"], line["key"]) for line in key}
    return {line for line in lines if line[2] in fates}


@pytest.fixture(scope="module")
def faulty(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Book]:
    path = tmp_path_factory.mktemp("faulty") / "book"
    return load(folder, path), open_casebook(path)


def test_every_rule_and_every_legal_term_has_its_row(folder: Path) -> None:
    declared = {rule.name for rule in RULES} | set(BUILT_IN)
    assert declared - {rule for _, rule, _, _ in planted(folder, "quarantined", "flagged")} == NOT_PLANTED
    assert {measure for _, measure, _, _ in planted(folder, "counted")} == set(LEGAL)


def test_each_is_found_and_nothing_else_is(folder: Path, faulty: tuple[Loaded, Book]) -> None:
    loaded, book = faulty
    parts = [book.quarantine().assign(fate="quarantined"), book.flags().assign(fate="flagged")]
    lines = pd.concat(parts).fillna({"key": ""})
    found: set[Line] = set(zip(lines["table"], lines["rule"], lines["fate"], lines["key"], strict=True))
    key = planted(folder, "quarantined", "flagged")
    assert key - found == set()
    assert {(table, rule) for table, rule, _, _ in found - key} <= TWICE
    rows = {table.name: (table.rows_in, table.accepted + table.quarantined) for table in loaded.tables}
    assert all(rows_in == kept for rows_in, kept in rows.values())
    assert sum(table.quarantined for table in loaded.tables) == len(book.quarantine().groupby(["table", "row"]))


@pytest.mark.parametrize("measure", LEGAL)
def test_a_row_outside_a_legal_term_is_counted_and_breaks_no_rule(faulty: tuple[Loaded, Book], measure: str) -> None:
    """Of the rows that break no rule, each term finds its own and no other."""
    _, book = faulty
    outside = book.cases(measure, period="2026Q1-Q3")
    if LEGAL[measure] == "rest":
        base = book.cases(measure, period="2026Q1-Q3", which="denominator")
        outside = base[~base["case_id"].isin(outside["case_id"])]
    cases = {case for case in outside["case_id"] if case.startswith("INVF-")}
    assert cases - set(book.flags()["case_id"]) == {f"INVF-{measure}"}
    assert f"INVF-{measure}" not in set(book.quarantine()["case_id"]) | set(book.flags()["case_id"])

"""California schools: the answers of R's survey package for a stratified and a simple random sample."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from caselib.stats.survey import mean, post_stratified_mean, ratio, total

FOLDER = Path(__file__).parents[2].parent / "shared" / "reference" / "survey"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the reference data are not here")


def schools(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv.gz")


@pytest.fixture
def stratified() -> pd.DataFrame:
    return schools("apistrat").rename(columns={"stype": "stratum", "fpc": "population"})


@pytest.fixture
def simple() -> pd.DataFrame:
    return schools("apisrs").rename(columns={"fpc": "population"}).assign(stratum="all")


def test_stratified(stratified: pd.DataFrame) -> None:
    academic, pupils = mean(stratified, "api00"), total(stratified, "enroll")
    assert (round(academic.value, 4), round(academic.se, 4)) == (662.2874, 9.4089)
    assert (round(pupils.value), round(pupils.se)) == (3_687_178, 114_642)


def test_ratio(stratified: pd.DataFrame) -> None:
    """From the help page of svyratio."""
    tested = ratio(stratified, "api.stu", denominator="enroll")
    assert (round(tested.value, 7), round(tested.se, 9)) == (0.8369569, 0.007757103)


def test_simple(simple: pd.DataFrame) -> None:
    """From the package's vignette "A survey analysis example"."""
    pupils, each = total(simple, "enroll"), mean(simple, "enroll")
    assert (round(pupils.value), round(pupils.se)) == (3_621_074, 169_520)
    assert (round(each.value, 2), round(each.se, 3)) == (584.61, 27.368)


def test_the_truth_lies_within(stratified: pd.DataFrame, simple: pd.DataFrame) -> None:
    everyone = schools("apipop")
    types = everyone["stype"].value_counts().to_dict()
    plain, grouped = mean(simple, "api00"), post_stratified_mean(simple, "api00", by="stype", sizes=types)
    for found in (mean(stratified, "api00"), plain, grouped):
        assert found.low < everyone["api00"].mean() < found.high
    assert grouped.se < plain.se
    high = mean(stratified.assign(high=stratified["stratum"] == "H"), "api00", within="high")
    assert high.n == 50
    assert high.low < everyone.loc[everyone["stype"] == "H", "api00"].mean() < high.high

"""The exact interval of a finite population, against its definition and against what is known elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from caselib.errors import StatisticsError
from caselib.stats.finite_population import hypergeometric_interval
from caselib.stats.intervals import clopper_pearson
from caselib.stats.sample_size import discovery_size

DRAWN = st.integers(1, 60).flatmap(
    lambda population: st.integers(1, population).flatmap(lambda n: st.integers(0, n).map(lambda k: (k, n, population)))
)


@given(DRAWN)
def test_it_is_every_share_that_either_tail_allows(drawn: tuple[int, int, int]) -> None:
    k, n, population = drawn
    low, high = hypergeometric_interval(k, n, population)
    allowed = [
        faulty
        for faulty in range(k, population - (n - k) + 1)
        if min(hypergeom.cdf(k, population, faulty, n), hypergeom.sf(k - 1, population, faulty, n)) > 0.025 * (1 + 1e-9)
    ]
    assert (round(low * population), round(high * population)) == (allowed[0], allowed[-1])


@pytest.mark.parametrize(("population", "n"), [(30, 10), (60, 25), (100, 45)])
def test_it_covers_every_share_at_its_level(population: int, n: int) -> None:
    ends = [hypergeometric_interval(k, n, population) for k in range(n + 1)]
    for faulty in range(population + 1):
        share = faulty / population
        covered = sum(
            hypergeom.pmf(k, population, faulty, n) for k, (low, high) in enumerate(ends) if low <= share <= high
        )
        assert covered >= 0.95 - 1e-12


def test_it_agrees_with_discovery_sampling_and_with_clopper_and_pearson() -> None:
    for population in (100, 500, 5000):
        n = discovery_size(population, "0.05", confidence=0.95)
        assert hypergeometric_interval(0, n, population, confidence=0.9).high < 0.05
        assert hypergeometric_interval(0, n - 1, population, confidence=0.9).high >= 0.05
    endless = hypergeometric_interval(7, 120, 10**7)
    assert endless == pytest.approx([float(end) for end in clopper_pearson(7, 120)], abs=1e-5)


@pytest.mark.parametrize("drawn", [(-1, 5, 10), (6, 5, 10), (1, 11, 10), (0, 0, 10)])
def test_impossible_draws_are_refused(drawn: tuple[int, int, int]) -> None:
    with pytest.raises(StatisticsError):
        hypergeometric_interval(*drawn)

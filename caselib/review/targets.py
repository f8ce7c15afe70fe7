"""How many cases to draw: a number, a precision, or to find what is rare; and a least share for every handler."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from caselib.errors import ParameterError
from caselib.stats.sample_size import discovery_size

__all__ = ["Coverage", "Discovery", "Precision", "Target"]


@dataclass(frozen=True)
class Precision:
    """Enough cases of each stratum for an interval of `half_width` to either side, if the share is `expected`.

    n = n0/(1 + (n0 - 1)/N), n0 = z²p(1 - p)/d²: Cochran (1977), Sampling Techniques, section 4.4; an office of few
    cases reads no more than it must.

    >>> Precision(0.05, expected=0.1).size(100_000), Precision(0.05, expected=0.1).size(60)
    (139, 43)
    """

    half_width: float
    expected: float = 0.5
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not (0 < self.half_width < 1 and 0 < self.expected < 1 and 0 < self.confidence < 1):
            raise ParameterError("a precision is given in shares between 0 and 1", got=self, advice="write 5 % as 0.05")

    def size(self, population: int) -> int:
        """Cases to draw of a stratum.

        >>> Precision(0.05).size(100_000)
        383
        """
        from scipy.stats import norm

        z = float(norm.isf((1 - self.confidence) / 2))
        endless = z**2 * self.expected * (1 - self.expected) / self.half_width**2
        return min(population, math.ceil(endless / (1 + (endless - 1) / population))) if population else 0


@dataclass(frozen=True)
class Discovery:
    """Enough cases of each stratum to find one fault at least, if so many are faulty; finite population.

    >>> Discovery("0.05").size(100), Discovery("0.05").size(5_000)
    (45, 59)
    """

    rate: str
    confidence: float = 0.95

    def __post_init__(self) -> None:
        try:
            share = Fraction(self.rate)
        except (ValueError, ZeroDivisionError):
            share = Fraction(0)
        if not 0 < share <= 1:
            raise ParameterError(
                "a share of faulty cases lies between nothing and all", got=self.rate, advice="5 % is 0.05"
            )

    def size(self, population: int) -> int:
        """Cases to draw of a stratum.

        >>> Discovery("1/20").size(30)
        23
        """
        return discovery_size(population, self.rate, confidence=self.confidence) if population else 0


@dataclass(frozen=True)
class Coverage:
    """What every handler is reviewed in at least: a share of their cases, and a number of them.

    The rule of 2017 is remembered as 5 % of the year's cases and no fewer than two; its text was not found, and that of
    2026 neither (domain 2.4): check it before you rely on it, and give its place as `source`.

    >>> cl.review.Coverage(0.05, least=2).size(10), cl.review.Coverage(0.05, least=2).size(100)
    (2, 5)
    """

    share: float = 0.05
    least: int = 2
    source: str = "2017 rule, from memory (domain 2.4); to be checked against the rule of 2026"

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or self.least < 0 or not self.source:
            raise ParameterError(
                "a coverage has a share, a least number and its source",
                got=self,
                advice="a share from 0 to 1, a least number of 0 or more, and where it comes from",
            )

    def size(self, population: int) -> int:
        """Cases to draw of one handler.

        >>> Coverage(0.05, least=2).size(1)
        1
        """
        return min(population, max(self.least, math.ceil(round(self.share * population, 9))))


Target = int | Precision | Discovery

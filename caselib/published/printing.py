"""What the printing of a figure allows: 16.8万 is 167,500 to 168,500, 1900余 is 1,900 to below 2,000."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

from caselib.errors import SourceError
from caselib.published.interval import Interval

__all__ = ["allowed", "whole_numbers"]

_PRINTED = re.compile(
    r"(?P<before>近|接近|超过|超|突破|逾|约)?\s*(?P<digits>-?\d[\d,，]*(?:\.\d+)?)\s*(?P<scale>万|亿)?"
    r"\s*(?P<after>余|多|以上)?\s*(?P<scale_after>万|亿)?\s*(?P<percent>%|％|个百分点)?\s*[人件次]*"
)
_SCALES = {None: 1, "万": 10_000, "亿": 100_000_000}


def allowed(printed: str, *, whole: bool = True) -> Interval:
    """Give all values that a figure, as it was printed, allows.

    `whole`: it counts persons or cases, so that digits without 万, 亿 or a mark are exact; otherwise (a rate) they
    are rounded to the last digit; so is what is 约 (about), to its last digit that is not zero. Rounding may have gone
    either way at an edge (GB/T 8170 rounds 5 to even), so both edges belong to it. A 余 goes to below the next step of
    the last digit that is not zero.

    >>> [str(allowed(text)) for text in ("16.8万", "1900余", "1.9万余", "2万", "113,160", "近10万", "突破10万")]
    ['167500..168500', '1900..1999', '19000..19999', '15000..25000', '113160..113160', '0..99999', '100000..inf']
    >>> str(allowed("22.1%", whole=False)), str(allowed("超过85%", whole=False))
    ('441/20..443/20', '85..inf')
    """
    found = _PRINTED.fullmatch(str(printed).strip())
    if not found or (found["scale"] and found["scale_after"]):
        raise SourceError(
            "not a figure as it is printed",
            got=printed,
            advice="write 113160, 16.8万, 1900余, 近10万, 超过85% or 22.1%",
        )
    number = Decimal(re.sub("[,，]", "", found["digits"])) * _SCALES[found["scale"] or found["scale_after"]]
    exponent = Decimal(found["digits"].replace(",", "").replace("，", "")).as_tuple().exponent
    step = Fraction(10) ** int(exponent) * _SCALES[found["scale"] or found["scale_after"]]
    return _limits(Fraction(number), step, found["before"], found["after"], whole and not found["percent"])


def _limits(value: Fraction, step: Fraction, before: str | None, after: str | None, whole: bool) -> Interval:
    below = Fraction(1) if whole else Fraction(0)
    if before in ("近", "接近"):
        return Interval(Fraction(0), value - below)
    if before in ("超过", "超", "突破", "逾") or after == "以上":
        return Interval(value, math.inf)
    if after in ("余", "多"):
        return Interval(value, value + max(step, _last_digit(value)) - below)
    if before == "约":
        # About 1,900 was rounded to the last digit that is not zero, if not more coarsely.
        step = max(step, _last_digit(value))
    elif whole and step <= 1:
        return Interval(value, value)
    # Of 0.0万 only half the rounding is left: there are no fewer than no persons.
    low = value - step / 2
    return Interval(max(low, Fraction(0)) if whole and value >= 0 else low, value + step / 2)


def _last_digit(value: Fraction) -> Fraction:
    """Give the step of the last digit that is not zero: 100 for 1900."""
    if value == 0 or value.denominator != 1:
        return Fraction(0)
    text = str(value.numerator)
    return Fraction(10) ** (len(text) - len(text.rstrip("0")))


def whole_numbers(low: str, high: str, *, precision: str) -> Interval:
    """Give the whole numbers in a half-open interval `[low, high)`; an empty end has no limit (a count has 0).

    The upper end is left out only where the printing leaves it out (exact, 余, 近); a rounded figure keeps it.

    >>> str(whole_numbers("1900", "2000", precision="余")), str(whole_numbers("167500", "168500", precision="wan_1dp"))
    ('1900..1999', '167500..168500')
    """
    excluded = precision.startswith(("exact", "near")) or precision.endswith("余")
    top = Fraction(high) - (1 if excluded else 0) if high else math.inf
    return Interval(Fraction(low) if low else Fraction(0), top)

"""Numbers in words: amounts, their change, and sentences that follow from them and are never typed in."""

from __future__ import annotations

import math

from caselib.domain.label import Language
from caselib.domain.phrases import say

__all__ = ["amount", "days", "number", "points", "signed", "whole"]


def amount(share: float, language: Language = "en") -> str:
    """Write a share as a percentage, with as many decimals as it can bear.

    >>> amount(0.2345), amount(0.00031), amount(float("nan")), amount(0.0)
    ('23.4 %', '0.03 %', '–', '0 %')
    """
    if math.isnan(share):
        return "–"
    percent = 100 * share
    if percent in (0, 100):
        text = f"{percent:.0f}"
    else:
        text = f"{percent:.2f}" if percent < 1 or percent > 99 else f"{percent:.1f}"
    return f"{text}%" if language == "zh" else f"{text} %"


def days(number: float, language: Language = "en") -> str:
    """Write a number of days.

    >>> days(7.0), days(6.5), days(float("nan"))
    ('7 days', '6.5 days', '–')
    """
    if math.isnan(number):
        return "–"
    text = f"{number:g}"
    return f"{text}天" if language == "zh" else f"{text} day{'' if number == 1 else 's'}"


def whole(number: float) -> str:
    """Write a count.

    >>> whole(12345), whole(float("nan"))
    ('12,345', '–')
    """
    return "–" if math.isnan(number) else f"{number:,.0f}"


def number(value: float) -> str:
    """Write an average.

    >>> number(0.4938), number(float("nan"))
    ('0.49', '–')
    """
    return "–" if math.isnan(value) else f"{value:.2f}"


def signed(share: float) -> str:
    """Write a relative change.

    >>> signed(0.1234), signed(-0.05), signed(0.0), signed(float("nan"))
    ('+12 %', '−5 %', '±0 %', '–')
    """
    if math.isnan(share):
        return "–"
    percent = round(100 * share)
    return f"{'+' if percent > 0 else '−' if percent < 0 else '±'}{abs(percent)} %"


def points(low: float, high: float, language: Language = "en") -> str:
    """Write the ends of a difference of shares that excludes nothing, with as many decimals as they bear.

    >>> points(0.004, 0.0123), points(-0.0009, -0.0004)
    ('higher by 0.4 to 1.2 points', 'lower by 0.04 to 0.09 points')
    """
    near, far = (low, high) if low > 0 else (-high, -low)
    decimals = 1 if far >= 0.01 else 2
    ends = {"near": f"{100 * near:.{decimals}f}", "far": f"{100 * far:.{decimals}f}"}
    return say(language, "higher by {near} to {far} points" if low > 0 else "lower by {near} to {far} points", **ends)

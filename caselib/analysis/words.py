"""Numbers in words: amounts, their change, and sentences that follow from them and are never typed in."""

from __future__ import annotations

import math

from caselib.domain.label import Language

__all__ = ["amount", "days", "whole"]


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

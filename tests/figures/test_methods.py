"""What the methods are called, and what was simulated for them, is said in Chinese as well."""

from __future__ import annotations

import re

import pytest

from caselib.analysis.methods import calibrate
from caselib.domain.phrases import say
from caselib.figures.methods import draw
from caselib.stats import calibration

NAMES = r"Wald|Wilson|Jeffreys|Clopper|Pearson|Newcombe|Byar|Garwood|Aalen|Johansen|Kaplan|Meier|Laney|Newey|West|Anhøj"


@pytest.mark.parametrize("part", calibration.__all__)
def test_no_english_is_left_in_a_calibration(part: str) -> None:
    look = calibrate(part, draws=2, language="zh")
    drawn = draw(look)
    labels = [label.get_text() for axes in drawn.figure.axes for label in axes.get_yticklabels()]
    said = " ".join([drawn.title, drawn.rule, re.sub("<[^>]+>", " ", drawn.table), *labels])
    said = re.sub(rf"{NAMES}|Gwet AC1|Cohen", "", said)
    assert not re.findall("[A-Za-z]{2,}", said)


def test_a_calibration_is_in_english_unless_it_is_asked_for() -> None:
    look = calibrate("shares", draws=2)
    assert "Clopper-Pearson (exact)" in draw(look).table
    assert say("zh", "Clopper-Pearson (exact)") not in draw(look).table

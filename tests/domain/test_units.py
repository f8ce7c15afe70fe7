"""The tree of units: the parent link decides, not the digits of the code."""

from __future__ import annotations

import pandas as pd
import pytest

from caselib.domain.units import Units
from caselib.errors import UnitError

ROWS = pd.DataFrame(
    [
        ("100000", None, "national", "Supreme", "最高"),
        ("420000", "100000", "provincial", "Hubei", "湖北"),
        ("420100", "420000", "municipal", "Wuhan", "武汉"),
        ("420102", "420100", "grassroots", "Jiang'an", "江岸"),
        # A railway office: its digits belong to no county of the city above it.
        ("429901", "420100", "grassroots", None, "武汉铁路"),
        ("430000", "100000", "provincial", "Hunan", "湖南"),
    ],
    columns=["unit", "parent", "level", "name_en", "name_zh"],
)


def test_the_parent_link_decides() -> None:
    units = Units(ROWS)
    assert units.below("420100") == ["420100", "420102", "429901"]
    assert units.children("100000") == ["420000", "430000"]
    assert units.path("429901") == ["100000", "420000", "420100", "429901"]
    assert units.at_level("420000", "grassroots") == ["420102", "429901"]
    assert units.top == "100000"


def test_a_unit_without_an_english_name_keeps_its_chinese_one() -> None:
    assert Units(ROWS).name("429901") == "武汉铁路"
    assert Units(ROWS).name("420100", "zh") == "武汉"


def test_order_of_rows_does_not_matter() -> None:
    assert Units(ROWS.iloc[::-1]).below("100000") == Units(ROWS).below("100000")


@pytest.mark.parametrize("unit", ["420200", "", "42"])
def test_an_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(UnitError, match="no such unit"):
        Units(ROWS).below(unit)


def test_twice_the_same_unit_is_refused() -> None:
    with pytest.raises(UnitError, match="twice"):
        Units(pd.concat([ROWS, ROWS.head(1)]))


def test_a_loop_is_refused() -> None:
    loop = pd.DataFrame({"unit": ["1", "2", "3"], "parent": ["2", "1", None]})
    with pytest.raises(UnitError, match="below itself"):
        Units(loop)


def test_several_roots_have_no_single_top() -> None:
    with pytest.raises(UnitError, match="no single top"):
        _ = Units(pd.DataFrame({"unit": ["1", "2"], "parent": ["9", "9"]})).top


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(UnitError, match="did you mean 'grassroots'"):
        Units(ROWS).at_level("100000", "grassroot")

"""A table that an office brings: read, or refused in one line."""

from __future__ import annotations

import pandas as pd
import pytest

from caselib.errors import CaselibError, DeclarationError, ParameterError, SourceError
from caselib.published import COLUMNS, Rate, Sum, check, figures, quarters
from caselib.published.printing import allowed
from caselib.published.table import read

OFFICE = pd.DataFrame(
    [
        ("filed", "2025H1", "1.2万", "", ""),
        ("filed", "2026H1", "1.3万", "+8.3%", "pct"),
        ("admin", "2026H1", "11,200", "", ""),
        ("civil", "2026H1", "1700余", "", ""),
        ("civil share", "2026H1", "13.2%", "2.0", "pp"),
    ],
    columns=["series", "period", "printed", "yoy_printed", "yoy_unit"],
)
OWN = (Sum("filed", ("admin", "civil")), Rate("civil share", "civil", "filed"))


def test_an_office_checks_its_own_table_with_its_own_relations() -> None:
    found = check(OFFICE, relations=OWN)
    assert found.frame.empty
    assert [line.check for line in found.lines] == ["year_on_year", "rate", "total"]
    wrong = OFFICE.assign(printed=OFFICE["printed"].replace("11,200", "10,200"))
    frame = check(wrong, relations=OWN).frame
    # 10,200 + 1,799 at most, against 12,500 at least.
    assert frame["smallest_revision"].tolist() == ["−501 cases (−3.85 %)"]
    assert frame["subject"].tolist() == ["filed, 2026H1"]
    assert frame["innocent"].str.len().min() > 20


def test_numbers_as_numbers_and_missing_cells_are_read() -> None:
    frame = pd.DataFrame({"series": ["a", "a"], "period": ["2024", "2025"], "printed": [100, 110.0]})
    frame["yoy_printed"] = [None, 10.0]
    assert [line.agrees for line in check(frame).lines] == [True]


def test_limits_may_be_given_instead_of_what_was_printed() -> None:
    frame = pd.DataFrame({"series": "a", "period": ["2024H1", "2024"], "low": ["100", "90"], "high": ["", "95"]})
    lines = check(frame).only("months").lines
    assert [float(line.revision) for line in lines] == [5.0]


def test_what_was_printed_counts_where_a_row_has_no_limits() -> None:
    frame = pd.DataFrame(
        {"series": "a", "period": ["2024H1", "2024"], "printed": ["1200", "1000"], "low": ["", None], "high": ["", ""]}
    )
    assert [float(line.revision) for line in check(frame).only("months").lines] == [200.0]


def test_about_is_rounded_to_the_last_digit_that_is_not_zero() -> None:
    """About 1,000 may be 950 to 1,050, so that about 1,210 after a rise of 20 % is no contradiction."""
    assert str(allowed("约1900")) == "1850..1950"
    frame = pd.DataFrame({"series": "a", "period": ["2023", "2024"], "printed": ["约1000", "约1210"]})
    frame["yoy_printed"] = ["", "20"]
    assert [line.agrees for line in check(frame).lines] == [True]


def test_nothing_to_compare_is_an_empty_frame_with_its_columns() -> None:
    frame = check(pd.DataFrame({"series": ["a"], "period": ["2024"], "printed": ["100"]})).frame
    assert frame.empty
    assert {"subject", "sentence"} <= set(frame.columns)


def test_labels_of_the_table_are_used() -> None:
    frame = OFFICE.assign(label_en="Label", label_zh="名称")
    assert check(frame, relations=OWN, language="zh").compared["subject"].str.startswith("名称，").all()


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (OFFICE.drop(columns="series"), "the table lacks a column; got: 'series'"),
        (OFFICE.rename(columns={"period": "periode"}), "did you mean 'periode'"),
        (OFFICE.drop(columns="printed"), "neither `printed` nor `low` and `high`"),
        (OFFICE.assign(period="2026Q5"), "not a period; where: row 1 \\(filed, 2026Q5\\)"),
        (OFFICE.assign(printed="many"), "not a figure as it is printed; where: row 1"),
        (OFFICE.assign(yoy_unit="percent"), "not a known unit of a change; where: row 2.*did you mean|one of"),
        (OFFICE.assign(yoy_printed="more"), "not a number; where: row 1"),
        (OFFICE.assign(series=""), "a figure without a series; where: row 1"),
        (OFFICE.assign(low="2", high="1"), "`low` is above `high`; where: row 1"),
        (OFFICE.assign(low="x", high="1"), "not a number; where: row 1"),
        (OFFICE.assign(yoy_low="2", yoy_high="1"), "`yoy_low` is above `yoy_high`; where: row 2"),
    ],
)
def test_a_bad_table_is_refused_in_one_line(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        check(frame)
    assert "\n" not in str(caught.value)


def test_rows_of_low_confidence_are_left_out() -> None:
    frame = figures()
    assert len(read(frame).rows) == 695 - 11
    assert set(frame.columns) - {"domain", "first_day", "last_day", "source"} <= set(COLUMNS)


def test_wrong_names_are_refused_with_the_nearest_right_one() -> None:
    with pytest.raises(ParameterError, match="did you mean 'year_on_year'"):
        check(OFFICE).only("year_on_yeer")
    with pytest.raises(ParameterError, match="did you mean 'filed'"):
        quarters(OFFICE, series=["filled"])
    with pytest.raises(ParameterError, match="not known"):
        check(OFFICE, language="fr")  # type: ignore[arg-type]


def test_relations_check_themselves() -> None:
    with pytest.raises(DeclarationError):
        Sum("a", ("a", "b"))
    with pytest.raises(DeclarationError):
        Rate("r", "a", whole="b", rest="c")
    with pytest.raises(CaselibError):
        Sum("a", ())


def test_a_float_of_a_spreadsheet_is_not_taken_for_a_printed_decimal() -> None:
    frame = pd.DataFrame({"series": ["r", "a", "b"], "period": "2024", "printed": [29.0, 290.0, 1015.0]})
    frame["unit"] = ["percent", "cases", "cases"]
    # 290 of 1,015 is 28.57 %, which is 29 % rounded, and not 29.0 %.
    assert [line.agrees for line in check(frame, relations=[Rate("r", "a", "b")]).only("rate").lines] == [True]


def test_full_width_digits_and_signs_are_digits_and_signs() -> None:
    wide = pd.DataFrame(
        {"series": ["不捕"], "period": ["２０２４Ｈ１"], "printed": ["１６．８万"], "yoy_printed": ["＋２．１％"]}
    )
    (figure,) = read(wide).rows
    assert (str(figure.period), str(figure.level)) == ("2024H1", "167500..168500")
    assert str(figure.change) == str(read(wide.assign(yoy_printed="+2.1%")).rows[0].change)


def test_what_is_no_table_is_said_in_a_line() -> None:
    with pytest.raises(SourceError, match="a data frame; got: 'NoneType'"):
        read(None)  # type: ignore[arg-type]

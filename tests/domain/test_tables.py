"""Every table and column is declared once, completely, in both languages."""

from __future__ import annotations

import pytest

from caselib.domain.label import Label
from caselib.domain.tables import TABLES, Column, Table
from caselib.domain.vocabulary import CODE_LISTS, GRADE, SCHEME, CodeList
from caselib.errors import DeclarationError

COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


def test_all_tables_of_the_design_are_there() -> None:
    assert list(TABLES) == [
        "units",
        "arrest_reviews",
        "civil_supervision",
        "administrative_supervision",
        "reverse_linkage",
        "public_interest",
        "inspections",
        "reviews",
        "findings",
    ]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: getattr(value, "name", value))
def test_a_column_says_what_it_holds(table: str, column: Column) -> None:
    assert column.meaning.endswith(".")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in column.label.zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in column.label.en + column.meaning)


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=lambda codes: codes.name)
def test_codes_are_plain_and_labelled_in_both_languages(codes: CodeList) -> None:
    for code in codes.codes:
        assert code.value == code.value.lower()
        assert code.label.en
        assert code.label.zh
    assert len({code.label.zh for code in codes.codes}) == len(codes.codes), "a Chinese label names one code"


def test_every_key_is_required() -> None:
    for table in TABLES.values():
        assert all(table[name].required for name in table.key)


def test_the_two_schemes_of_grades_do_not_overlap() -> None:
    old, new = SCHEME.codes
    assert old.valid_to is not None
    assert new.valid_from is not None
    assert old.valid_to < new.valid_from
    by_value = {code.value: code for code in GRADE.codes}
    assert by_value["defective"].valid_to == old.valid_to
    assert by_value["basically_qualified"].valid_from == new.valid_from


def test_a_misspelt_column_is_refused() -> None:
    with pytest.raises(DeclarationError, match="did you mean 'decided_on'"):
        TABLES["arrest_reviews"].column("decidedon")


def test_wrong_declarations_are_refused() -> None:
    label = Label("x", "某")
    with pytest.raises(DeclarationError, match="names its list"):
        Column("x", "code", label, "A code without a list.")
    with pytest.raises(DeclarationError, match="stands twice"):
        Table("t", label, "a row", (), (Column("x", "text", label, "x."), Column("x", "text", label, "x.")))
    with pytest.raises(DeclarationError, match="both languages"):
        Label("x", " ")

"""A mapping's SQL reads the columns of its row, and nothing else on this machine or beyond."""

from __future__ import annotations

import pytest

from caselib.casebook.expression import checked_expression
from caselib.errors import MappingError

COLUMNS = ["案号", "age", "day"]


@pytest.mark.parametrize(
    "sql",
    [
        "TRY_CAST(age AS DOUBLE) < 0",
        "\"案号\" || '-' || age",
        "CASE WHEN age = '1' THEN 'a' ELSE NULL END",
        "coalesce(nullif(trim(age), ''), 'none')",
        "regexp_extract(day, '[0-9]+')",
        "age IN ('1', '2') AND day IS NOT NULL",
    ],
)
def test_plain_expressions_may_stand(sql: str) -> None:
    assert checked_expression(sql, COLUMNS, where="test")


@pytest.mark.parametrize(
    "sql",
    [
        "read_csv('/etc/passwd')",
        "read_text('/etc/passwd')",
        "(SELECT content FROM read_text('/etc/passwd'))",
        "age IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "getenv('HOME')",
        "current_setting('temp_directory')",
        "glob('*')",
        "age; DROP TABLE staged",
        "age FROM 'x.csv'",
        "count(age)",
        "row_number() OVER ()",
        "*",
        "list_transform([1], lambda x: x)",
        "query('SELECT 1')",
        "COPY staged TO 'x.csv'",
        "ATTACH 'x.db'",
        "pg_read_file('x')",
        "nextval('s')",
        "$1",
        "",
        "staged.age",
    ],
)
def test_whatever_else_is_refused(sql: str) -> None:
    with pytest.raises(MappingError):
        checked_expression(sql, COLUMNS, where="test")


def test_a_misspelt_source_column_says_which_was_meant() -> None:
    with pytest.raises(MappingError, match="did you mean 'age'"):
        checked_expression("agee = '1'", COLUMNS, where="test")

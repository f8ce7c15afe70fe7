"""Attempts to leave the row through a mapping's SQL; and the engine that would refuse them as well."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from caselib.casebook.expression import checked_expression
from caselib.casebook.load import load
from caselib.casebook.workbench import in_order, workbench
from caselib.errors import CasebookError, CaselibError, MappingError
from tests.casebook.exports import export, good_rows

COLUMNS = ("age", "案号", "name")
PLAIN = [
    "substr(name, 1, 4) || upper(left(name, 2))",
    "regexp_replace(name, '[^0-9]', '', 'g')",
    "split_part(name, '-', 2)",
    "replace(name, 'a', 'b') LIKE 'x%' AND age BETWEEN '1' AND '9'",
    "strptime(name, '%d/%m/%Y')",
    "date_diff('day', CAST(name AS DATE), CAST(age AS DATE))",
    "contains(name, 'a') OR starts_with(name, 'b')",
    "lpad(name, 6, '0')",
    "age -- */ FROM nothing",
]
BREAKOUTS = [
    "(SELECT 1)",
    "read_blob('/etc/passwd')",
    "read_parquet('http://example.invalid/x')",
    "getvariable('x')",
    "query_table('x')",
    "sniff_csv('/etc/passwd')",
    "pragma_version()",
    "COLUMNS('a.*')",
    "COLUMNS(*)",
    "age FROM other",
    "FROM other",
    "DROP TABLE staged",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA version",
    "SET threads = 1",
    "list_transform([1], x -> x)",
    "[x FOR x IN [1]]",
    "count(*)",
    "max(age)",
    "first(age)",
    "sum(age) OVER ()",
    "unnest([1, 2])",
    "generate_series(1, 10)",
    "?",
    "rowid",
    "random()",
    "now()",
    "current_user",
    "'x'::regclass::text || pg_read_file('x')",
    "age /* */; SELECT 1",
    "age UNION SELECT 1",
    "(",
]


@pytest.mark.parametrize("sql", PLAIN)
def test_plain_expressions_run(sql: str) -> None:
    written = checked_expression(sql, COLUMNS, where="a test")
    with duckdb.connect() as engine:
        engine.execute('CREATE TABLE t (age VARCHAR, "案号" VARCHAR, name VARCHAR)')
        engine.execute(f"SELECT {written} FROM t")


@pytest.mark.parametrize("sql", BREAKOUTS)
def test_nothing_breaks_out(sql: str) -> None:
    with pytest.raises(MappingError):
        checked_expression(sql, COLUMNS, where="a test")


def test_a_comment_is_not_carried_on() -> None:
    assert checked_expression("age -- */ FROM read_text('x') /*", COLUMNS, where="a test") == '"age"'


def test_the_engine_is_locked_as_well(tmp_path: Path) -> None:
    """Were an expression to pass the list, the engine would still refuse."""
    work, outside, source = tmp_path / "work", tmp_path / "secret.csv", tmp_path / "source.csv"
    work.mkdir()
    for path in (outside, source):
        path.write_text("a,b\n1,2\n")
    with workbench(work, [source]) as engine:
        assert engine.execute(f"SELECT count(*) FROM read_csv('{source}')").fetchall() == [(1,)]
        for statement in (
            f"SELECT * FROM read_csv('{outside}')",
            f"SELECT * FROM read_text('{outside}')",
            f"SELECT * FROM '{outside}'",
            f"SELECT * FROM glob('{tmp_path}/*')",
            f"SELECT * FROM read_text('{work}/../secret.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/x.db'",
            "SELECT * FROM read_csv('https://example.invalid/x.csv')",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "SET allowed_directories = ['/']",
            "SET lock_configuration = false",
            "RESET enable_external_access",
        ):
            with pytest.raises(duckdb.Error):
                engine.execute(statement)


@pytest.mark.parametrize("sql", ["(SELECT content FROM read_text('mapping.toml'))", "getenv('HOME')", "name FROM x"])
def test_a_load_with_such_a_mapping_makes_nothing(tmp_path: Path, sql: str) -> None:
    source = export(tmp_path / "in", good_rows(3))
    (source / "mapping.toml").write_text(f'[tables.arrest_reviews.columns]\noffence = {{ sql = "{sql}" }}\n')
    with pytest.raises(CaselibError):
        load(source, tmp_path / "casebook")
    assert not (tmp_path / "casebook" / "current").exists()


def test_a_plan_that_would_shuffle_rows_is_refused(tmp_path: Path) -> None:
    """Lines of quarantined rows rest on the order of rows, which a join does not keep."""
    with workbench(tmp_path, []) as engine:
        engine.execute("CREATE TABLE t AS SELECT CAST(range AS VARCHAR) AS name FROM range(10)")
        many = ", ".join(f"'{number}'" for number in range(40))
        assert in_order(engine, f"SELECT name IN ({many}) FROM t")
        with pytest.raises(CasebookError, match="in order"):
            in_order(engine, "SELECT name IN (SELECT name FROM t) FROM t")

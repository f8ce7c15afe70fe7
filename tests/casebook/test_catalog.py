"""Tables of Hive or of any catalog that Spark knows: what is loaded from them is what is loaded from a database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import caselib as cl
from caselib.casebook.load import load
from caselib.errors import SourceError
from tests.casebook.conftest import LOCAL
from tests.casebook.exports import good_rows

pytestmark = [
    pytest.mark.slow,
    # pyspark's own words about the pandas that it meets, and sockets that it leaves to the collector.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def anjian(spark: Any) -> Iterator[Any]:
    """A database with three hundred cases in several files, in no order."""
    spark.sql("CREATE DATABASE anjian")
    rows = [tuple(row.values()) for row in reversed(good_rows(300))]
    frame = spark.createDataFrame(rows, ", ".join(f"{name} string" for name in good_rows(1)[0]))
    frame.repartition(3, "person_id", "case_id").write.saveAsTable("anjian.arrest_reviews")
    yield spark
    spark.sql("DROP DATABASE anjian CASCADE")


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_the_same_rows_are_the_same_casebook_from_hive_and_from_sqlite(
    anjian: Any, tmp_path: Path, engine: Any
) -> None:
    with sqlite3.connect(tmp_path / "small.db") as connection:
        pd.DataFrame(good_rows(300)).to_sql("arrest_reviews", connection, index=False)
    connection.close()
    theirs = load(f"sqlite:///{tmp_path / 'small.db'}", tmp_path / "sqlite")
    ours = load("hive://anjian", tmp_path / "hive", engine=engine)
    assert ours.id == theirs.id
    rows = [cl.open(one.path).sql("FROM arrest_reviews") for one in (ours, theirs)]
    assert len(rows[0]) == 300
    pd.testing.assert_frame_equal(rows[0], rows[1])


def test_types_views_and_parquet_files_of_a_cluster(anjian: Any, tmp_path: Path) -> None:
    anjian.sql(
        "SELECT 'X1' AS `案号`, 'P1' AS p, 420102 AS u, DATE '2026-01-05' AS d, TIMESTAMP '2026-01-09 00:00:00' AS e,"
        " true AS held, CAST(12.50 AS DECIMAL(9, 2)) AS months, '' AS o, CAST(NULL AS STRING) AS nothing"
        " UNION ALL SELECT 'X2', 'P2', 420102, DATE '2026-01-06', TIMESTAMP '2026-01-10 00:00:00', false, NULL,"
        " 'theft', NULL"
    ).write.parquet(str(tmp_path / "lake"))
    anjian.sql(f"CREATE TABLE anjian.lake USING parquet LOCATION '{(tmp_path / 'lake').as_uri()}'")
    anjian.sql("CREATE VIEW anjian.shencha_daibu AS SELECT * FROM anjian.lake")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[tables.arrest_reviews]\nfiles = ["shencha_*"]\n[tables.arrest_reviews.columns]\ncase_id = "案号"\n'
        'person_id = "p"\nunit = "u"\naccepted_on = "d"\ndecided_on = "e"\ndetained = "held"\n'
        'sentence_months = "months"\noffence = "o"\njudgment = "nothing"\n',
        encoding="utf-8",
    )
    book = cl.open(load("hive://anjian", tmp_path / "book", mapping=mapping).path)
    days = "CAST(accepted_on AS VARCHAR) AS a, CAST(decided_on AS VARCHAR) AS d"
    row = book.sql(f"SELECT case_id, unit, {days}, detained, offence FROM arrest_reviews")
    assert row.values.tolist() == [["X2", "420102", "2026-01-06", "2026-01-10", False, "theft"]]
    found = book.quarantine()
    # Twelve and a half months are no whole number of months: the row is set aside with the value as it stood.
    assert found["value"].tolist() == ["12.50"]
    for kind in ("VIEW anjian.shencha_daibu", "TABLE anjian.lake"):
        anjian.sql(f"DROP {kind}")


def test_a_table_without_rows(anjian: Any, tmp_path: Path) -> None:
    anjian.sql("CREATE TABLE anjian.reviews (review_id STRING, case_id STRING) USING parquet")
    loaded = load("hive://anjian", tmp_path / "book", engine="spark")
    assert (loaded["reviews"].rows_in, loaded["arrest_reviews"].accepted) == (0, 300)
    anjian.sql("DROP TABLE anjian.reviews")


def test_what_is_not_there_is_one_line(anjian: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such database; where: hive://bananas"):
        load("hive://bananas", tmp_path / "book")
    anjian.sql("CREATE DATABASE empty")
    anjian.range(1).createOrReplaceTempView("arrest_reviews")
    with pytest.raises(SourceError, match="there is nothing to load; where: hive://empty"):
        load("hive://empty", tmp_path / "book")
    anjian.sql("DROP DATABASE empty")
    anjian.catalog.dropTempView("arrest_reviews")


@pytest.mark.usefixtures("spark")
def test_a_metastore_of_hive_by_the_usual_configuration(tmp_path: Path) -> None:
    said = {
        **LOCAL,
        "spark.master": "local[1]",
        "spark.sql.warehouse.dir": (tmp_path / "warehouse").as_uri(),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={tmp_path}/metastore;create=true",
    }
    (tmp_path / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in said.items()))
    rows = ", ".join(str(tuple(row.values())) for row in good_rows(3))
    names = ", ".join(f"{name} STRING" for name in good_rows(1)[0])
    fill = (
        "from caselib.casebook.session import spark_session; s = spark_session(hive=True); s.sql('CREATE DATABASE d');"
        f"s.sql('CREATE TABLE d.arrest_reviews ({names}) STORED AS ORC');"
        f's.sql("INSERT INTO d.arrest_reviews VALUES {rows}")'
    )
    for asked in (["-c", fill], ["-m", "caselib.cli", "load", "hive://d", "book", "--engine", "spark"]):
        here = {**os.environ, "SPARK_CONF_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, *asked], cwd=tmp_path, env=here, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
    assert "arrest_reviews: 3 rows in = 3 accepted + 0 quarantined" in done.stdout

"""A Spark session, for those tests that run there."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    # A few hundred small queries end before the second compiler of Java has paid for itself.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark on this machine, its tables in a folder of its own."""
    pytest.importorskip("pyspark", reason="the extra for Spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs a Java")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]")
        tables = Path(tmp_path_factory.mktemp("warehouse")).as_uri()
        for name, value in {**LOCAL, "spark.sql.warehouse.dir": tables}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    yield session
    session.stop()

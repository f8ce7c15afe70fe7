"""The Spark session: that of the usual configuration, or a local one. It needs the extra `spark` and a Java."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from caselib.errors import CasebookError, MappingError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["quoted", "said_in_a_line", "spark_session"]

_FAILED = re.compile(r"^\S*?(\w+(?:Exception|Error)): (.+)$", re.MULTILINE)
_OF_MAPPING = ("ConversionException", "BinderException", "OutOfRangeException")


def spark_session(*, hive: bool = False) -> SparkSession:
    """Give the session of `spark-defaults.conf`, `SPARK_*` and `spark-submit`. Raises `CasebookError` in a line.

    `hive`: with the catalog of Hive, where none is open yet.
    """
    try:
        from pyspark.errors import PySparkException, PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CasebookError("Spark is not installed", advice="pip install 'caselib[spark]', and a Java") from error
    # Nothing is asked of it that takes pandas, of which it says that it does not know the newest.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    # Workers run the Python that runs this, unless the configuration says where theirs is.
    said = "PYSPARK_PYTHON" in os.environ
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        builder = SparkSession.builder.appName("caselib")
        session = (builder.enableHiveSupport() if hive else builder).getOrCreate()
    except (PySparkException, PySparkRuntimeError) as error:
        first = str(error).splitlines()[0]
        raise CasebookError(f"Spark does not start ({first})", advice="caselib doctor: is there a Java?") from error
    if not said and str(session.sparkContext.master).startswith("local"):
        # A session that somebody else opened took the `python3` of the PATH, which may know no DuckDB.
        session.sparkContext.pythonExec = sys.executable
    # Whole numbers are divided and days compared as the SQL standard has it, as DuckDB does.
    session.conf.set("spark.sql.ansi.enabled", "true")
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


@contextmanager
def said_in_a_line(where: str) -> Iterator[None]:
    """Say in a line what Spark says in a hundred; what a worker's engine refused is the mapping's."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        found = _FAILED.findall(str(error))
        name, line = next(
            (one for one in reversed(found) if one[0] in _OF_MAPPING), found[0] if found else ("", str(error))
        )
        if name in _OF_MAPPING:
            raise MappingError(
                f"an expression fails ({line})", where=where, advice="put the expression right in the mapping"
            ) from error
        raise CasebookError(
            f"Spark fails ({line.splitlines()[0][:300]})",
            where=where,
            advice="see Spark's own log, and `caselib doctor` for Java",
        ) from error


def quoted(name: str) -> str:
    """Write the name of a column or a table in Spark's SQL.

    >>> quoted("决定日期")
    '`决定日期`'
    """
    return "`" + name.replace("`", "``") + "`"

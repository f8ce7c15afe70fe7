"""An opened casebook: one version of checked tables, read and never written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from caselib.casebook.history import history
from caselib.casebook.publish import current_version
from caselib.casebook.sql import literal
from caselib.domain.label import Language
from caselib.domain.periods import Period, as_period
from caselib.domain.reader import Audience, Reader
from caselib.domain.tables import TABLES
from caselib.domain.units import Units
from caselib.errors import CasebookError
from caselib.measures import count as counting
from caselib.measures.catalogue import find
from caselib.measures.counts import About, Counts
from caselib.measures.courses import course_of

if TYPE_CHECKING:
    import duckdb

__all__ = ["Book", "open_casebook"]


def open_casebook(
    path: str | Path,
    *,
    unit: str = "",
    audience: Audience = "internal",
    language: Language = "en",
    engine: Literal["duckdb", "spark"] = "duckdb",
) -> Book:
    """Open a casebook for a reader: `unit` is their own, and what is counted where nothing else is said.

    `engine`: who counts; both give the same integers (`casebook.spark`). Raises `CasebookError` where it is none,
    `UnitError` where it has no such unit.

    >>> cl.open(book.path, unit="420100", language="zh").units.name("420100", "zh")
    '武汉市人民检察院'
    """
    place = current_version(Path(path))
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    kind = Book
    if engine == "spark":
        from caselib.casebook.spark import SparkBook as kind  # noqa: N813
    elif engine != "duckdb":
        raise CasebookError("no such engine", got=engine, advice="duckdb, spark")
    book = kind(Path(path), place, manifest, Reader(unit, audience, language))
    if unit:
        book.units.known(unit)
    return book


@dataclass(frozen=True)
class Book:
    """One version of a casebook, as one reader sees it. It can be passed to another process."""

    path: Path
    place: Path
    manifest: dict[str, Any] = field(repr=False)
    reader: Reader

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in ("path", "place", "manifest", "reader")}

    @property
    def id(self) -> str:
        """Sixteen digits: the same files, mapping and definitions have the same."""
        return str(self.manifest["id"])

    @property
    def name(self) -> str:
        """What the source calls itself."""
        return str(self.manifest["name"]) or self.path.name

    @property
    def invented(self) -> bool:
        """Whether the data are invented; every page made from them says so."""
        return bool(self.manifest["invented"])

    @property
    def data_date(self) -> date:
        """The day up to which the data reach."""
        return date.fromisoformat(self.manifest["data_date"])

    @property
    def about(self) -> About:
        """Where numbers from this casebook come from."""
        return About(self.name, self.data_date, casebook=self.id, invented=self.invented, reader=self.reader)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that it holds."""
        return tuple(name for name in TABLES if (self.place / "tables" / f"{name}.parquet").is_file())

    @property
    def shelf(self) -> Path:
        """The folder in which this version keeps its counts; it may be removed at any time."""
        return self.path / "counts" / self.id

    @cached_property
    def absent(self) -> dict[str, frozenset[str]]:
        """Declared columns that the source did not have, by table; all of them, if it had no such table."""
        brought = {
            table["name"]: frozenset(table["columns_absent"]) | self._newer(table["name"])
            for table in self.manifest["tables"]
        }
        return {name: frozenset(table.names) for name, table in TABLES.items()} | brought

    def _newer(self, name: str) -> frozenset[str]:
        """Columns declared since this version was loaded."""
        import pyarrow.parquet as pq

        file = self.place / "tables" / f"{name}.parquet"
        held = pq.read_schema(file).names if file.is_file() else TABLES[name].names
        return frozenset(TABLES[name].names) - frozenset(held)

    @cached_property
    def units(self) -> Units:
        """The tree of units."""
        names = TABLES["units"].names
        file = self.place / "tables" / "units.parquet"
        # Whoever reads kept counts needs no engine, whose start takes longer than all the rest.
        return Units(pd.read_parquet(file).reindex(columns=names) if file.is_file() else pd.DataFrame(columns=names))

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        from caselib.casebook.workbench import locked

        engine = duckdb.connect()
        files = {name: (self.place / "tables" / f"{name}.parquet").resolve() for name in self.tables}
        for name, file in files.items():
            lacking = self._newer(name)
            newer = "".join(
                f", CAST(NULL AS {column.sql_type}) AS {column.name}"
                for column in TABLES[name].columns
                if column.name in lacking
            )
            engine.execute(f"CREATE VIEW {name} AS SELECT *{newer} FROM read_parquet({literal(str(file))})")
        for name in TABLES.keys() - files.keys():
            nothing = ", ".join(f"CAST(NULL AS {column.sql_type}) AS {column.name}" for column in TABLES[name].columns)
            engine.execute(f"CREATE VIEW {name} AS SELECT {nothing} WHERE false")
        locked(engine, [], list(files.values()))
        return engine

    def sql(self, query: str, parameters: Sequence[Any] | None = None) -> pd.DataFrame:
        """Run a query over the tables, with values for its `?`; it may be asked from several threads.

        Raises `CasebookError` for a table that is not there (and says which are), and for anything but a query.

        >>> int(book.sql("SELECT count(*) AS n FROM units WHERE unit = ?", ["420000"])["n"][0])
        1
        """
        import duckdb

        advice = f"tables here: {', '.join(self.tables)}"
        try:
            with self._engine.cursor() as cursor:
                asked = cursor.extract_statements(query)
                if len(asked) != 1 or asked[0].type != duckdb.StatementType.SELECT:
                    raise CasebookError(
                        "a casebook is asked by one SELECT", where=str(self.path), got=query[:80], advice=advice
                    )
                return cursor.execute(query, parameters).df()
        except duckdb.Error as error:
            raise CasebookError(str(error).splitlines()[0], where=str(self.path), advice=advice) from error

    def count(
        self,
        measures: str | Sequence[str],
        *,
        period: str | Period,
        by: Sequence[str] = (),
        within: str | None = None,
        level: str | None = None,
    ) -> Counts:
        """Count measures in a period, by unit, time and stratum; see `caselib.measures.count.count`.

        >>> book.count("refused", period="2026Q1-Q3", by=["offence"]).strata
        ('offence',)
        """
        return counting.count(self, measures, period=period, by=by, within=within, level=level)

    def history(self, measure: str, *, until: str | Period, years: int = 3, within: str | None = None) -> Counts:
        """Count one measure by month, or by quarter where months hold too few, up to the end of a period.

        >>> book.history("refused", until="2026Q1-Q3").by
        ('month',)
        """
        span = as_period(until).history(years)
        monthly = self.count(measure, period=span, by=["month"], within=within)
        few = float(monthly.frame["denominator"].median()) < FEW
        return self.count(measure, period=span, by=["quarter"], within=within) if few else monthly

    def side_by_side(self, measure: str, *, period: str | Period, by: Sequence[str] = ()) -> Counts:
        """Count the units below the reader's own; where there is none, the reader's own among its superior's.

        `by`: strata beside the unit, such as the offence for which units are to be adjusted.

        >>> book.side_by_side("refused", period="2026Q1-Q3", by=["offence"]).by
        ('unit', 'offence')
        """
        own = self.reader.unit
        lowest = bool(own) and not self.units.children(own) and len(self.units.path(own)) > 1
        within = self.units.path(own)[-2] if lowest else None
        return self.count(measure, period=period, by=["unit", *by], within=within)

    def cases(
        self,
        measure: str,
        *,
        period: str | Period,
        within: str | None = None,
        which: str = "numerator",
        only: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """List the rows behind a number, in case order; `which`: numerator, denominator or open.

        `only`: values of strata that are kept, such as {"offence": "fraud", "detained": "yes"}.

        >>> late = book.cases("decided_late", period="2026Q1-Q3")
        >>> len(late) == int(book.count("decided_late", period="2026Q1-Q3").frame["numerator"].sum())
        True
        """
        return counting.cases(self, find(measure).name, period=period, within=within, which=which, only=only)

    def course_of(self, table: str, case: str, *, within: str | None = None) -> pd.DataFrame:
        """Follow one case: its dates, and the last days of its legal terms; see `caselib.measures.courses.course_of`.

        >>> late = book.cases("decided_late", period="2026Q1-Q3")["case_id"].iloc[0]
        >>> bool(book.course_of("arrest_reviews", late)["late"].any())
        True
        """
        return course_of(self, table, case, within=within)

    def quarantine(self) -> pd.DataFrame:
        """Every row kept out, a line for each rule it broke: table, file, line, row, case, key, rule, column, value.

        >>> len(book.quarantine())  # this nation was invented without faults
        0
        """
        return pd.read_parquet(self.place / "quarantine.parquet")

    def past(self) -> pd.DataFrame:
        """Every rule broken in any load, with when it was first seen and resolved; see `casebook.history.history`.

        >>> {"first_seen", "resolved"} <= set(book.past().columns)
        True
        """
        return history(self.path, self.place)

    def flags(self) -> pd.DataFrame:
        """Every row kept in with a remark, in the same form.

        >>> {"rule", "case_id", "value"} <= set(book.flags().columns)
        True
        """
        return pd.read_parquet(self.place / "flags.parquet")


FEW = 10
"""With a smaller median base a month says too little; quarters are counted instead."""

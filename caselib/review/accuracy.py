"""Is the record true: a random sample of rows laid beside the paper file, and the share of wrong entries by field.

A value that breaks no rule may still be false. That is seen beside the file alone, by a person, on a sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from caselib.analysis.result import Shown
from caselib.casebook.history import key_text
from caselib.casebook.sql import listed, named
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.domain.tables import TABLES, Column, Table
from caselib.errors import ParameterError, SourceError, nearest
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.review.targets import Precision
from caselib.stats.survey import rare_share

__all__ = [
    "VERDICTS",
    "Accuracy",
    "Audit",
    "accuracy_sample",
    "collect_accuracy",
    "error_rates",
    "write_accuracy_sheet",
]

VERDICTS = {"same": "一致 same", "differs": "不一致 differs", "not_in_file": "卷中无 not in file"}
"""What a person may find of a value: an entry that the file does not hold is wrong as well."""
_HEADS = ("记录 record", "字段 field", "系统 recorded", "结论 verdict", "卷宗 in the file", "备注 note")
_COLUMNS = ["record", "key", "unit", "field", "recorded"]


@dataclass(frozen=True)
class Audit:
    """`frame`: record, key, unit, field, recorded; one line a value. `population`: rows of the table in the period."""

    table: str
    period: str
    population: int
    frame: pd.DataFrame
    about: About

    @property
    def size(self) -> int:
        """Records drawn."""
        return int(self.frame["record"].nunique())


def accuracy_sample(
    book: Source,
    table: str,
    *,
    period: str | Period,
    size: int | Precision = Precision(0.05, expected=0.05),  # noqa: B008 - frozen
    fields: Sequence[str] = (),
    within: str | None = None,
    seed: int = 7,
) -> Audit:
    """Draw rows of a table whose first date falls in a period, at random, and list their values field by field.

    The order of rows follows from the seed and their keys alone. `fields`: all that are recorded unless said. Raises
    `ParameterError` for a table or a field that is not there.
    """
    if table not in TABLES or table == "units":
        raise ParameterError("no such table of cases", got=table, advice=nearest(table, TABLES))
    declared, span = TABLES[table], as_period(period)
    shown = _fields(declared, fields, book.absent.get(table, frozenset()))
    where = _where(book, declared, span, within)
    keys = book.sql(f"SELECT {key_text(table)} AS key FROM {table} WHERE {where}")["key"].tolist()
    turns = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}|{table}|{key}".encode()).hexdigest())
    drawn = turns[: size if isinstance(size, int) else size.size(len(keys))]
    return Audit(table, str(span), len(keys), _values(book, declared, shown, drawn), book.about)


def _fields(table: Table, fields: Sequence[str], absent: frozenset[str]) -> list[Column]:
    for name in fields:
        table.column(name)
    hidden = {"case_id", "unit", "handler", *table.key} - {name for name in table.key if table[name].type == "date"}
    wanted = fields or [name for name in table.names if name not in hidden]
    return [table[name] for name in wanted if name not in absent]


def _where(book: Source, table: Table, span: Period, within: str | None) -> str:
    clock = next(column.name for column in table.columns if column.type == "date")
    units = listed(book.units.below(within or book.about.reader.unit or book.units.top))
    days = f"{clock} BETWEEN DATE '{span.first_day}' AND DATE '{span.last_day}'"
    return f"{days} AND unit IN ({units})" if "unit" in table.names else days


def _values(book: Source, table: Table, fields: Sequence[Column], drawn: Sequence[str]) -> pd.DataFrame:
    texts = ", ".join(f"CAST({named(column.name)} AS VARCHAR) AS {named(column.name)}" for column in fields)
    unit = "unit" if "unit" in table.names else "''"
    key = key_text(table.name)
    rows = book.sql(
        f"SELECT {key} AS _key, {unit} AS _unit, {texts} FROM {table.name} WHERE {key} IN ({listed(drawn)})"
    )
    rows = rows.set_index("_key").reindex(sorted(drawn))
    lines = [
        (place, key, row["_unit"], column.name, "" if pd.isna(row[column.name]) else row[column.name])
        for place, (key, row) in enumerate(rows.to_dict("index").items(), 1)
        for column in fields
    ]
    return pd.DataFrame(lines, columns=_COLUMNS)


def write_accuracy_sheet(audit: Audit, path: str | Path) -> Path:
    """Write the sample as a workbook: one line a value, the verdict by drop-down, all else locked."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise SourceError("a new workbook has no sheet", got=str(path), advice="report this")
    sheet.title = "accuracy"
    sheet.append([*_HEADS, "key"])
    table = TABLES[audit.table]
    for row in audit.frame.to_dict("records"):
        label = table[row["field"]].label
        sheet.append([row["record"], f"{label.zh} {label.en}", row["recorded"], None, None, None,
                      f"{row['key']}|{row['field']}"])  # fmt: skip
    last = len(audit.frame) + 1
    choice = DataValidation(type="list", formula1=f'"{",".join(VERDICTS.values())}"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"D2:D{last}")
    for line in sheet.iter_rows(min_row=2, max_row=last):
        for cell in line:
            # A value that begins as a formula does is text, here as everywhere.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.protection = Protection(locked=cell.column_letter not in "DEF")
            if cell.column_letter in "DEF":
                cell.fill = PatternFill("solid", fgColor="FFF8E6")
    for letter, width in zip("ABCDEFG", (8, 34, 26, 20, 26, 30, 4), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    sheet.column_dimensions["G"].hidden = True
    sheet.freeze_panes, sheet.protection.sheet = "A2", True
    sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize = "1:1", "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    partial = Path(path).with_name(f".{Path(path).name}.partial.xlsx")
    book.save(partial)
    partial.replace(path)
    return Path(path)


def collect_accuracy(audit: Audit, *paths: str | Path) -> pd.DataFrame:
    """Take filled sheets back: the lines of the audit with verdict, in_file, note, source ("" where not filled in).

    A line that the audit does not have, a verdict that is none, and two sheets that contradict each other are refused
    with their file and row: a person must decide.
    """
    verdicts = {text: name for name, text in VERDICTS.items()}
    keys = audit.frame["key"] + "|" + audit.frame["field"]
    found: dict[str, tuple[str, str, str, str]] = {}
    for path in paths:
        for place, cells in _rows(path):
            source, key, said = f"{Path(path).name}, row {place}", str(cells[6]), str(cells[3] or "").strip()
            if not said:
                continue
            if said not in verdicts or key not in set(keys):
                what = "no such verdict" if key in set(keys) else "a line that is not of this audit"
                raise SourceError(what, where=source, got=said if key in set(keys) else key)
            line = (verdicts[said], str(cells[4] or ""), str(cells[5] or ""), source)
            if key in found and found[key][0] != line[0]:
                raise SourceError("two sheets say different things", where=f"{found[key][3]}; {source}", got=key)
            found[key] = line
    nothing = ("", "", "", "")
    back = pd.DataFrame([found.get(key, nothing) for key in keys], columns=["verdict", "in_file", "note", "source"])
    return audit.frame.reset_index(drop=True).join(back)


def _rows(path: str | Path) -> list[tuple[int, tuple[object, ...]]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, data_only=True)["accuracy"]
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise SourceError(
            "not a sheet of an accuracy audit", got=str(path), advice="give back the sheet itself"
        ) from error
    return [
        (place, row) for place, row in enumerate(sheet.iter_rows(values_only=True), 1) if place > 1 and len(row) > 6
    ]


@dataclass(frozen=True)
class Accuracy(Shown):
    """`frame`: field, checked, wrong, rate, low, high, unfilled; the last line ("") is of whole records.

    A record is wrong if any of its fields is. Intervals are exact ones for a sample without replacement.
    """

    frame: pd.DataFrame
    table: str
    population: int
    rule: str
    about: About


def error_rates(audit: Audit, filled: pd.DataFrame) -> Accuracy:
    """Estimate the share of wrong entries, field by field and of whole records, with 95 % intervals."""
    told = filled[filled["verdict"] != ""].assign(wrong=lambda rows: rows["verdict"] != "same")
    fields = list(dict.fromkeys(audit.frame["field"]))
    lines = [_rate(audit, name, told[told["field"] == name], filled[filled["field"] == name]) for name in fields]
    whole = told.groupby("record", as_index=False).agg(wrong=("wrong", "any"), seen=("field", "size"))
    # A record of which some fields were not looked at is right as far as anybody knows, and is left out.
    whole = whole[(whole["seen"] == len(fields)) | whole["wrong"]]
    lines.append(_rate(audit, "", whole, filled.drop_duplicates("record")))
    columns = ["field", "checked", "wrong", "rate", "low", "high", "unfilled"]
    rule = say(
        audit.about.reader.language,
        "A random sample of {size} of {population} records; 95 % intervals of Korn and Graubard (1998). What the file "
        "does not hold counts as wrong.",
        size=f"{audit.size:,}",
        population=f"{audit.population:,}",
    )
    return Accuracy(pd.DataFrame(lines, columns=columns), audit.table, audit.population, rule, audit.about)


def _rate(audit: Audit, name: str, told: pd.DataFrame, asked: pd.DataFrame) -> tuple[object, ...]:
    n, k = len(told), int(told["wrong"].sum()) if len(told) else 0
    if n < 2:
        nan = float("nan")
        return name, n, k, nan, nan, nan, len(asked) - n
    found = rare_share(told.assign(stratum="all", population=audit.population), "wrong")
    return name, n, k, found.value, found.low, found.high, len(asked) - n

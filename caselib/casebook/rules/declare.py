"""A rule that a row must obey: declared once as a predicate that is true on a bad row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from caselib.domain.label import Label
from caselib.domain.tables import TABLES
from caselib.errors import DeclarationError
from caselib.measures.predicate import check

__all__ = ["BUILT_IN", "BuiltIn", "Kind", "Rule", "Severity"]

Kind = Literal["completeness", "validity", "uniqueness", "consistency", "timeliness"]
Severity = Literal["quarantine", "flag"]


@dataclass(frozen=True)
class Rule:
    """One rule. `quarantine` keeps a bad row out of every count; `flag` keeps it in and says so."""

    name: str
    table: str
    bad: str
    kind: Kind
    severity: Severity
    column: str
    label: Label
    source: str

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise DeclarationError("a rule of no table", where=self.name, got=self.table)
        if self.kind not in get_args(Kind) or self.severity not in get_args(Severity):
            raise DeclarationError("a rule's kind and severity", where=self.name, got=(self.kind, self.severity))
        check(self.bad, TABLES[self.table], where=self.name)
        TABLES[self.table].column(self.column)


@dataclass(frozen=True)
class BuiltIn:
    """A rule that follows from the declared columns, the units or the rows beside, and needs no predicate."""

    label: Label
    kind: Kind
    severity: Severity
    source: str


_COLUMNS = "data dictionary"


def _built_in(en: str, zh: str, kind: Kind, severity: Severity = "quarantine", source: str = _COLUMNS) -> BuiltIn:
    return BuiltIn(Label(en, zh), kind, severity, source)


BUILT_IN: dict[str, BuiltIn] = {
    "missing": _built_in("a value that must be there is missing", "必填项缺失", "completeness"),
    "type": _built_in("not readable as what the column holds", "格式无法识别", "validity"),
    "code": _built_in("not a value of the list", "不在代码表内", "validity"),
    "unit": _built_in("not in the table of units", "单位编码不存在", "validity", source="domain 8"),
    "unit_expired": _built_in(
        "before or after the days for which the unit is valid", "超出单位编码有效期", "timeliness", "flag", "domain 8"
    ),
    "judged_in_two_offices": _built_in(
        "one person's judgment stands in two offices", "同一人同一判决在两个单位重复统计", "uniqueness", "flag",
        "domain 12",
    ),
    "judged_twice": _built_in(
        "one person's judgment stands in two rows of one office", "同一人同一判决在本单位重复填录", "uniqueness",
        "flag", "domain 12",
    ),
    "finding_of_no_review": _built_in(
        "a finding of a review that is not there", "问题所属评查记录不存在", "consistency", "flag", "domain 2.7"
    ),
    "row_shape": _built_in("the line does not have as many fields as the heading", "列数与表头不符", "validity"),
    "not_computed": _built_in("the mapping's expression fails on this row", "映射表达式在本行无法计算", "validity"),
    "after_data_date": _built_in("later than the day up to which the data reach", "晚于数据截止日期", "timeliness"),
    "after_today": _built_in("later than the day of loading", "晚于载入日期", "timeliness", "flag"),
    "duplicate": _built_in("the same row stands there before", "重复行", "uniqueness"),
    "key_conflict": _built_in("another row with the same key says something else", "主键相同而内容不同", "uniqueness"),
}  # fmt: skip

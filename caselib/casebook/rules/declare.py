"""A rule that a row must obey: declared once as a predicate that is true on a bad row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from caselib.domain.label import Label
from caselib.domain.tables import TABLES
from caselib.errors import DeclarationError
from caselib.measures.predicate import check

__all__ = ["BUILT_IN", "Kind", "Rule", "Severity"]

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


# These follow from the declared columns themselves and need no predicate.
BUILT_IN: dict[str, Label] = {
    "missing": Label("a value that must be there is missing", "必填项缺失"),
    "type": Label("not readable as what the column holds", "格式无法识别"),
    "code": Label("not a value of the list", "不在代码表内"),
    "unit": Label("not in the table of units", "单位编码不存在"),
    "unit_expired": Label("before or after the days for which the unit is valid", "超出单位编码有效期"),
    "judged_in_two_offices": Label("one person's judgment stands in two offices", "同一人同一判决在两个单位重复统计"),
    "finding_of_no_review": Label("a finding of a review that is not there", "问题所属评查记录不存在"),
    "row_shape": Label("the line does not have as many fields as the heading", "列数与表头不符"),
    "not_computed": Label("the mapping's expression fails on this row", "映射表达式在本行无法计算"),
    "after_data_date": Label("later than the day up to which the data reach", "晚于数据截止日期"),
    "after_today": Label("later than the day of loading", "晚于载入日期"),
    "duplicate": Label("the same row stands there before", "重复行"),
    "key_conflict": Label("another row with the same key says something else", "主键相同而内容不同"),
}

"""The form of a review, whatever it is filled in with: what is asked, in which words, and how an answer is read.

On paper and in Excel a row is known by its key in the hidden first column, so that rows may be put between.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, Literal

from caselib.domain.label import Label
from caselib.domain.vocabulary import DIMENSION, GRADE, PROBLEM, SEVERITY, STAGE, CodeList

__all__ = [
    "FIELDS",
    "FINDING_FIELDS",
    "GROUPS",
    "KEY",
    "LAST",
    "LISTS",
    "TICKED",
    "UNTICKED",
    "WORDS",
    "Shown",
    "field_of",
    "read_answer",
    "shown",
]  # fmt: skip

Shown = Literal["both", "en", "zh"]
KEY, LAST = "A", "I"
TICKED, UNTICKED = "☑", "☐"
FINDING_FIELDS = ("dimension", "problem", "severity", "stage", "note")
# Kind of row, and in which column of it which field is typed.
FIELDS: dict[str, dict[str, str]] = {
    "reviewed_on": {"F": "reviewed_on"},
    "grade": {"F": "grade"},
    "dimension": {"G": "in_order", "H": "problem", "I": "remark"},
    "item": {"G": "in_order", "H": "problem", "I": "remark"},
    "finding": dict(zip("EFGHI", FINDING_FIELDS, strict=True)),
    "remark": {"E": "remark"},
}
LISTS: dict[str, CodeList] = {
    "grade": GRADE,
    "dimension": DIMENSION,
    "problem": PROBLEM,
    "severity": SEVERITY,
    "stage": STAGE,
}
WORDS = {
    "title": Label("Case review", "案件质量评查表"),
    "review": Label("Review", "评查编号"),
    "reviewer": Label("Reviewer", "评查员"),
    "due": Label("due", "提交期限"),
    "fill": Label(
        "Fill in the light fields only; leave empty what you have not looked at.",
        "仅填写浅色栏目;未查看的请留空。",
    ),
    "facts": Label("Case facts", "案件情况"),
    "opinion": Label("Opinion", "评查意见"),
    "reviewed_on": Label("Reviewed on", "评查日期"),
    "grade": Label("Grade", "评查等次"),
    "dimension": Label("Dimension", "评查维度"),
    "examples": Label("such as", "例如"),
    "in_order": Label("in order", "无问题"),
    "has_problem": Label("problem", "有问题"),
    "remark": Label("Remark", "说明"),
    "findings": Label("Problems found: one line each", "发现的问题(每行一个)"),
    "problem": Label("Problem", "问题"),
    "severity": Label("Severity", "严重程度"),
    "stage": Label("Stage", "诉讼阶段"),
    "note": Label("Where in the file, and what", "卷宗位置及具体内容"),
    "more": Label("More lines: insert rows above this one.", "不够可在本行上方插入行。"),
    "overall": Label("Overall opinion and grounds of the grade", "综合意见及定等理由"),
    "signed": Label("Signature and date", "签名、日期"),
    "needs_finding": Label("This grade needs at least one coded problem.", "该等次须至少填写一个问题。"),
    "not_yet": Label("That day has not come yet.", "该日期尚未到来。"),
    "accuracy": Label("Record against paper file", "案卡与纸质卷宗核对表"),
    "record": Label("Record", "核对编号"),
    "checked_on": Label("Checked on", "核对日期"),
    "field": Label("Field", "数据项"),
    "recorded": Label("As recorded", "系统记录"),
    "agrees": Label("agrees", "一致"),
    "differs": Label("differs", "不一致"),
    "on_paper": Label("What the file says", "卷宗记载"),
    "find": Label("To find the file by", "调卷信息"),
    "tick": Label("Tick one of the two for each field that was compared.", "每个已核对的数据项勾选一项。"),
    "done": Label("Begun", "已开始"),
    "yes": Label("yes", "是"),
    "no": Label("no", "否"),
    "empty": Label("(empty)", "(空)"),
    "contents": Label("Contents", "目录"),
    "function": Label("Function", "业务条线"),
    "state": Label("Graded", "已定等"),
    "codes": Label("Codes", "代码表"),
}

GROUPS = {
    "case": Label("Case", "案件"),
    "dates": Label("Dates", "日期"),
    "outcome": Label("Outcome", "处理结果"),
    "other linked measures": Label("Other linked measures", "其他关联情况"),
}


def shown(label: Label, language: Shown) -> str:
    """Write a label in one language, or in both.

    >>> shown(Label("grade", "等次"), "both")
    '等次 grade'
    """
    return f"{label.zh} {label.en}" if language == "both" else label.text(language)


def field_of(key: str, column: str) -> str:
    """Name the field of a cell by the key of its row, empty where nothing is asked.

    >>> field_of("dimension:evidence", "G"), field_of("finding:2", "G"), field_of("row:3", "G")
    ('evidence.in_order', 'severity', '')
    """
    kind, _, which = key.partition(":")
    name = FIELDS.get(kind, {}).get(column, "")
    return f"{which}.{name}" if kind in ("dimension", "item") and name else name


def read_answer(field: str, value: Any) -> tuple[str, str]:
    """Read what was typed into a field: (value, what is wrong); an answer that means nothing has an empty value.

    Codes are known by either label, by both, or by the code itself; a word that an open list lacks is kept as it is.

    >>> read_answer("grade", "合格 qualified"), read_answer("grade", "good")
    (('qualified', ''), ('', 'not one of the grades'))
    >>> read_answer("reviewed_on", "2026年3月5日"), read_answer("law.in_order", "☑")
    (('2026-03-05', ''), ('yes', ''))
    """
    text = "" if value is None else str(value).strip()
    last = field.rpartition(".")[2] if "." in field else field
    if not text:
        return "", ""
    if field == "reviewed_on":
        return _read_date(value)
    if "." in field and last in ("in_order", "problem"):
        return _read_tick(text)
    if field in LISTS:
        return _read_code(LISTS[field], text)
    return text, ""


def _read_code(codes: CodeList, text: str) -> tuple[str, str]:
    names: dict[str, str] = {}
    for code in codes.codes:
        both = shown(code.label, "both")
        names |= {_plain(word): code.value for word in (code.value, code.label.en, code.label.zh, both)}
    if found := names.get(_plain(text)):
        return found, ""
    wrong = f"not one of the {codes.name.removesuffix('y')}{'ies' if codes.name.endswith('y') else 's'}"
    return (text, wrong) if codes.open else ("", wrong)


def _read_tick(text: str) -> tuple[str, str]:
    if _plain(text) in ("☑", "☒", "x", "√", "✓", "✔", "1", "是", "yes", "y", "true"):
        return "yes", ""
    return ("", "") if _plain(text) in ("☐", "□", "0", "否", "no", "n", "false") else ("", "neither ticked nor empty")


def _read_date(value: Any) -> tuple[str, str]:
    if isinstance(value, date):  # a moment is a date too
        return (value.date() if isinstance(value, datetime) else value).isoformat(), ""
    if isinstance(value, int | float) and 36_000 < value < 73_000:
        return (date(1899, 12, 30) + timedelta(days=int(value))).isoformat(), ""
    parts = re.fullmatch(_DATE, _plain(value))
    try:
        return (date(*map(int, parts.groups())).isoformat(), "") if parts else ("", "not a date")
    except ValueError:
        return "", "not a date"


_DATE = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ t]0?0:00(?::00)?)?"


def _plain(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(value)).split()).casefold()

"""Assignments, facts and typing hands for the tests of review."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

FROM = date(2026, 3, 2)
TODAY = date(2026, 3, 20)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def assigned(n: int = 4, reviewers: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invent n reviews for some reviewers, with facts, one of which would be a formula."""
    reviews = [
        {
            "review_id": f"R-{7919 * (i + 3) % 99991:05d}", "plan_id": "P1", "case_id": f"C{i}",
            "function": "criminal", "table": "arrest_reviews", "unit": "420102", "stratum": "key refusals",
            "mode": "key", "reviewer": f"V{i % reviewers + 1:02d}", "reviewer_unit": "420103",
            "due_on": date(2026, 3, 31),
        }
        for i in range(n)
    ]  # fmt: skip
    said = [
        ("case", "Case", "案件编号", "鄂江岸检刑捕〔2026〕11号"),
        ("case", "Offence", "罪名", "盗窃 theft"),
        ("dates", "Accepted on", "受理日期", "2026-02-02"),
        ("outcome", "Decision", "审查结果", "不批准逮捕 refused"),
        ("outcome", "Reasons", "说理", '=HYPERLINK("x") 嫌疑人系初犯,认罪认罚,有固定住所,可以取保候审。'),
        ("other linked measures", "Prosecuted after refusal", "不捕后起诉", "-1"),
    ]
    columns = ["review_id", "place", "group", "label_en", "label_zh", "value"]
    facts = [(review["review_id"], place, *fact) for review in reviews for place, fact in enumerate(said)]
    return pd.DataFrame(reviews), pd.DataFrame(facts, columns=columns)


def tab_of(book: Workbook, review_id: str) -> Worksheet:
    return next(tab for tab in book.worksheets if tab.title.endswith(review_id))


def rows_of(tab: Worksheet) -> dict[str, int]:
    """The row of each key of the form."""
    return {str(tab.cell(row, 1).value): row for row in range(1, tab.max_row + 1)}


def fill(path: Path, to: Path, **typed: dict[str, Any]) -> Path:
    """Type into the sheets of a workbook: R_00001={"grade": ..., "law.problem": ..., "findings": [(...), ...]}."""
    book = load_workbook(path)
    for review, said in typed.items():
        tab = tab_of(book, review.replace("_", "-"))
        row = rows_of(tab)
        for name, value in said.items():
            dimension, _, mark = name.partition(".")
            if name == "findings":
                for number, line in enumerate(value, 1):
                    for column, text in zip("EFGHI", line, strict=True):
                        tab[f"{column}{row[f'finding:{number}']}"] = text
            elif mark:
                column = {"in_order": "G", "problem": "H", "remark": "I"}[mark]
                tab[f"{column}{row[f'dimension:{dimension}']}"] = value
            else:
                tab[f"{'E' if name == 'remark' else 'F'}{row[name]}"] = value
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to


DAY = datetime(2026, 3, 9)
LIMIT = ("办案程序 procedure", "超过办案期限 a time limit was missed", "瑕疵问题 defect", "决定 decision", "卷一第3页")
FORM = ("证据采信 evidence", "证据形式存在瑕疵 form of the evidence is defective", "一般问题 flaw", None, "笔录无签名")


def office(target: str, path: Path, out: Path) -> Path:
    """Let LibreOffice write a file anew."""
    home = f"-env:UserInstallation=file://{out.parent / 'office'}"
    command = ["soffice", "--headless", home, "--convert-to", target, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{target}"

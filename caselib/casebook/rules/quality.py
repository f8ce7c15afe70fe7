"""Rules of inspections, reviews and findings: grades belong to the scheme of their day."""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule, Severity
from caselib.domain.label import Label

__all__ = ["RULES"]

_ORDER = "domain 12"
_Row = tuple[str, str, str, str, str, Kind, Severity, str]

# name, what is true of a bad row, column, English, Chinese, kind, severity, source
_FINDINGS: tuple[_Row, ...] = (
    ("answered_before_found", "answered_on < found_on", "answered_on",
     "answered before it was found", "反馈日期早于发现日期", "consistency", "quarantine", _ORDER),
    ("decided_before_found", "decided_on < found_on", "decided_on",
     "settled before it was found", "认定日期早于发现日期", "consistency", "quarantine", _ORDER),
    ("verified_before_rectified", "verified_on < rectified_on", "verified_on",
     "checked before it was put right", "核验日期早于整改日期", "consistency", "flag", _ORDER),
    ("rectified_before_found", "rectified_on < found_on", "rectified_on",
     "put right before it was found", "整改日期早于发现日期", "consistency", "flag", _ORDER),
    ("recurred_before_rectified", "recurred_on < rectified_on", "recurred_on",
     "found again before it was put right", "再次发现日期早于整改日期", "consistency", "flag", _ORDER),
    ("referred_before_found", "referred_on < found_on", "referred_on",
     "referred before it was found", "移送日期早于发现日期", "consistency", "flag", _ORDER),
    ("verified_without_rectified", "verified_on IS NOT NULL AND rectified_on IS NULL", "rectified_on",
     "checked, but never put right", "有核验而无整改日期", "completeness", "flag", "domain 2.7"),
)  # fmt: skip
_REVIEWS: tuple[_Row, ...] = (
    ("graded_without_scheme", "grade IS NOT NULL AND scheme IS NULL", "scheme",
     "a grade without its scheme", "有等次而未注明等次方案", "completeness", "flag", "domain 2.5"),
    ("defective_in_new_scheme", "scheme = '2026' AND grade = 'defective'", "grade",
     "a grade of 2018 in the scheme of 2026", "新等次方案中使用旧等次", "validity", "quarantine", "domain 2.5"),
    ("basic_in_old_scheme", "scheme = '2018' AND grade = 'basically_qualified'", "grade",
     "a grade of 2026 in the scheme of 2018", "旧等次方案中使用新等次", "validity", "quarantine", "domain 2.5"),
)  # fmt: skip


def _declared(table: str, rows: tuple[_Row, ...], prefix: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(prefix + name, table, bad, kind, severity, column, Label(en, zh), source)
        for name, bad, column, en, zh, kind, severity, source in rows
    )


RULES: tuple[Rule, ...] = (
    *_declared("findings", _FINDINGS, "finding_"),
    *_declared("reviews", _REVIEWS, "review_"),
    *_declared("inspections", _REVIEWS, "inspection_"),
)

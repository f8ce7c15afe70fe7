"""Tables of findings: where they stand, what is overdue, and what is typical."""

from __future__ import annotations

import math

from caselib.analysis.words import amount, whole
from caselib.figures.cells import interval_text, write
from caselib.figures.review_words import say, word
from caselib.review.following import Digest, FollowUp

__all__ = ["digest", "follow"]


def _share(value: float) -> str:
    return "–" if math.isnan(value) else amount(value)


def follow(look: FollowUp) -> str:
    """Where findings stand and who acts next, by role; then what is overdue, in case order."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No finding has been recorded yet.", "尚无评查发现的问题。")
        return f'<p class="cl-empty">{said}</p>'
    rows = [[word(row["state"], about), word(row["role"], about) or "–", whole(row["findings"]), whole(row["overdue"])]
            for row in look.frame.to_dict("records")]  # fmt: skip
    heads = [say(about, "State", "状态"), say(about, "Acts next", "下一步"), say(about, "Findings", "问题数"),
             say(about, "Overdue", "逾期")]  # fmt: skip
    return write(heads, rows, about=about) + _late(look)


def _late(look: FollowUp) -> str:
    about = look.about
    if look.late.empty:
        return f'<p class="cl-note">{say(about, "Nothing is overdue.", "没有逾期事项。")}</p>'
    rows = [[row["finding_id"], word(row["state"], about), word(row["role"], about), str(row["due_on"])]
            for row in look.late.head(LATE).to_dict("records")]  # fmt: skip
    heads = [say(about, "Finding", "问题编号"), say(about, "State", "状态"), say(about, "Acts next", "下一步"),
             say(about, "Was due on", "应于")]  # fmt: skip
    more = len(look.late) - LATE
    rest = (
        say(about, f" The first {LATE}; {more} more in `.late`.", f"仅列前{LATE}项，其余{more}项见`.late`。")
        if more > 0
        else ""
    )
    caption = say(about, "In case order; the order says nothing else.", "按案件顺序排列，顺序不含评价。") + rest
    return write(heads, rows, caption=caption)


LATE = 40
"""How many overdue findings a page lists; the frame has all."""


def digest(look: Digest) -> str:
    """The typical problems: how often, an example without names, and what changed in a year."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No finding of a review in this period.", "本期评查未发现问题。")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [
            *(word(row[name], about) or "–" for name in ("function", "dimension", "problem")),
            whole(row["findings"]),
            _share(row["share"]),
            _share(row["before"]),
            interval_text({"low": row["low"], "high": row["high"]}, lambda value: f"{100 * value:+.1f}"),
            ", ".join(word(row[name], about) for name in ("note", "example") if row[name]) or "–",
        ]
        for row in look.frame.to_dict("records")
    ]
    heads = [say(about, "Function", "业务条线"), say(about, "Dimension", "评查维度"), say(about, "Problem", "问题"),
             say(about, "Found", "件次"), say(about, "Of random cases", "随机案件占比"),
             say(about, "A year before", "上年同期"), say(about, "Change, points", "变化（百分点）"),
             say(about, "Example", "示例")]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about)

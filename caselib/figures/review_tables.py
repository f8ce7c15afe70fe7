"""Tables of the review reports: estimates, calibration, agreement, strictness, pairs of offices, back-test."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.words import amount, number, whole
from caselib.domain.tables import TABLES
from caselib.figures.cells import interval_text, write
from caselib.figures.review_words import say, word, words
from caselib.review.accuracy import Accuracy
from caselib.review.calibration import Calibrated
from caselib.review.estimates import Estimates
from caselib.review.loop import BackTest
from caselib.review.reviewers import Agreements, Mutual, Strictness
from caselib.review.round import Sample, Silent
from caselib.stats.survey import Estimate

__all__ = ["accuracy", "agreements", "back_test", "calibrated", "estimates", "mutual", "sample", "silent", "strictness"]


def _share(value: float) -> str:
    return "–" if math.isnan(value) else amount(value)


def _ends(row: dict[str, Any]) -> str:
    return interval_text(row, lambda value: f"{100 * value:.1f}")


def estimates(look: Estimates) -> str:
    """Shares by domain: estimated, with interval; the plain share beside it; what a blank one would need."""
    about = look.about
    heads = [
        say(about, "", ""), say(about, "Share of", "内容"), say(about, "Estimated", "估计"),
        say(about, "95 % interval", "95%区间"), say(about, "Cases reviewed", "评查件数"),
        say(about, "Stand for", "代表件数"), say(about, "Plain share of those reviewed", "评查案件简单比例"),
        say(about, "Cases that would do", "所需件数"),
    ]  # fmt: skip
    rows = [
        [
            words(row["domain"], about, ":"), word(row["what"], about), _share(row["value"]), _ends(row),
            whole(row["n"]), whole(row["population"]), _share(row["naive"]),
            whole(row["needed"]) if row["needed"] else "–",
        ]
        for row in look.frame.to_dict("records")
        if row["domain"] == "all" or row["what"] == "faulty"
    ]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about) + _returned(look)


def _returned(look: Estimates) -> str:
    about = look.about
    heads = [say(about, "Stratum", "抽样层"), say(about, "Cases", "案件数"), say(about, "Drawn", "抽取"),
             say(about, "Came back", "收回")]  # fmt: skip
    rows = [[words(row["stratum"], about), *(whole(row[name]) for name in ("population", "drawn", "back"))]
            for row in look.returned.to_dict("records")]  # fmt: skip
    caption = say(about, "What was drawn, and what came back with a grade.", "抽取与收回情况。")
    return write(heads, rows, caption=caption)


def calibrated(look: Calibrated) -> str:
    """The two-phase estimates, then the cells that they rest on."""
    about, found = look.about, look.found
    lines: list[tuple[str, Estimate | float]] = [
        (say(about, "Cases with a problem, by both phases", "经评查校准的问题案件占比"), found.rate),
        (say(about, "By the inspection of every case alone", "仅按每案检查结果"), found.naive),
        (say(about, "Of all problems, those that the inspection passed", "检查未发现的问题占全部问题"),
         found.missed_share),
    ]  # fmt: skip
    rows = []
    for name, value in lines:
        if isinstance(value, Estimate):
            rows.append([name, _share(value.value), _ends({"low": value.low, "high": value.high}), whole(value.n)])
        else:
            rows.append([name, _share(value), "–", "–"])
    heads = ["", say(about, "Share", "占比"), say(about, "95 % interval", "95%区间"),
             say(about, "Cases reviewed", "评查件数")]  # fmt: skip
    cells = [
        [words(row["part"], about), word(row["inspection"], about),
         *(whole(row[name]) for name in ("cases", "reviewed", "faults"))]
        for row in look.cells.to_dict("records")
    ]  # fmt: skip
    below = [
        say(about, "Part of the plan", "抽样层"),
        say(about, "Grade of the inspection", "检查等次"),
        say(about, "Cases", "案件数"),
        say(about, "Reviewed", "评查"),
        say(about, "With a problem", "存在问题"),
    ]
    folded = f"<details><summary>{say(about, 'Cells', '单元')}</summary>{write(below, cells)}</details>"
    return write(heads, rows, caption=look.rule, about=about) + folded


def agreements(look: Agreements) -> str:
    """How far two reviewers of one case agree, as a whole and on each grade."""
    about = look.about
    rows = [
        [word(one.measure, about), number(one.value), interval_text({"low": one.low, "high": one.high},
                                                                     lambda value: f"{value:.2f}"), whole(one.cases)]
        for one in look.measures
    ]  # fmt: skip
    heads = ["", say(about, "Value", "数值"), say(about, "95 % interval", "95%区间"),
             say(about, "Cases reviewed twice", "双重评查件数")]  # fmt: skip
    grades = [[word(row["category"], about), _share(row["agreement"]), whole(row["ratings"])]
              for row in look.grades.to_dict("records")]  # fmt: skip
    below = [say(about, "Grade", "等次"), say(about, "The other reviewer agrees", "另一评查员一致"),
             say(about, "Times given", "次数")]  # fmt: skip
    return write(heads, rows, about=about) + write(below, grades)


def strictness(look: Strictness) -> str:
    """Reviewers in the order of their keys, and what the result would be without each."""
    about = look.about
    if look.frame.empty:
        said = say(about, f"Strictness can't be told: {look.why}.", f"无法估计评查员宽严：{look.why}")
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["reviewer"], number(row["severity"]), interval_text(row, lambda value: f"{value:.2f}"),
         whole(row["reviews"]), _share(row["without"])]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Reviewer", "评查员"), say(about, "Strictness", "宽严程度"),
             say(about, "95 % interval", "95%区间"), say(about, "Reviews", "评查次数"),
             say(about, "Share with a problem, without them", "剔除后问题案件占比")]  # fmt: skip
    whole_share = say(about, f"With all of them: {_share(look.share)}. ", f"全部评查员：{_share(look.share)}。")
    return write(heads, rows, caption=whole_share + look.rule, about=about)


def mutual(look: Mutual) -> str:
    """Pairs of offices that are asked about; in code order."""
    about = look.about
    if look.asked.empty:
        said = say(about, f"Of {whole(len(look.frame))} pairs of offices that review each other none is asked about.",
                    f"相互评查的{whole(len(look.frame))}对单位中，没有需要询问的。")  # fmt: skip
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["unit"], row["other"], whole(row["reviews"]), whole(row["faulty"]), f"{row['expected']:.1f}"]
        for row in look.asked.to_dict("records")
        if about.reader.may_name(row["unit"]) or about.reader.may_name(row["other"])
    ]
    heads = [say(about, "Office", "单位"), say(about, "Reviewed by and reviewing", "互评单位"),
             say(about, "Reviews between them", "相互评查"), say(about, "With a problem", "存在问题"),
             say(about, "As with others", "参照他处预期")]  # fmt: skip
    asks = say(
        about,
        "Why are fewer problems found between them? Perhaps the cases were easy, or of a kind in which both are good. ",
        "为何相互评查发现的问题较少？可能案件较简单，或者均属双方擅长的类型。",
    )
    return write(heads, rows, caption=asks + look.rule, about=about)


def back_test(look: BackTest) -> str:
    """Each kind of signal: what review found behind it, beside random cases, and the verdict."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No case behind a signal has been reviewed yet.", "尚无信号案件完成评查。")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [
            word(row["signal"], about), word(row["function"], about),
            f"{whole(row['faulty'])} / {whole(row['reviewed'])}",
            _share(row["share"]), _share(row["others"]), whole(row["others_n"]),
            interval_text({"low": row["more_low"], "high": row["more_high"]}, lambda value: f"{100 * value:+.1f}"),
            word(row["verdict"], about),
        ]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Kind of signal", "信号类型"), say(about, "Function", "业务条线"),
             say(about, "With a problem / reviewed", "问题/评查"), say(about, "Share", "占比"),
             say(about, "Of the others", "其他案件占比"), say(about, "Others reviewed", "其他评查件数"),
             say(about, "More, points", "相差（百分点）"), say(about, "Verdict", "结论")]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about)


def sample(look: Sample) -> str:
    """The strata of a plan: how many cases, how many drawn, at what chance."""
    about = look.about
    if look.round is None:
        said = say(
            about, "No review has been drawn on cases of this period or before it.", "本期及以前尚未抽取评查案件。"
        )
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [words(row["stratum"], about), word(row["mode"], about), whole(row["population"]), whole(row["drawn"]),
         _share(row["probability"])]
        for row in look.round.plan.strata.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Stratum", "抽样层"), say(about, "Review", "评查方式"), say(about, "Cases", "案件数"),
             say(about, "Drawn", "抽取"), say(about, "Chance to be drawn", "抽中概率")]  # fmt: skip
    plan, back = look.round.plan, int(look.round.reviews["grade"].notna().sum())
    state = say(
        about,
        f"Plan {plan.id}, cases of {look.round.period}: {whole(len(plan.assignments))} reviews assigned, "
        f"{whole(back)} back with a grade.",
        f"计划{plan.id}，案件期间{look.round.period}：已分派{whole(len(plan.assignments))}次评查，收回{whole(back)}次。",
    )
    return write(heads, rows, caption=state, about=about)


def silent(look: Silent) -> str:
    """Why there is nothing to show."""
    return f'<p class="cl-empty">{html.escape(say(look.about, look.en, look.zh))}</p>'


def accuracy(look: Accuracy) -> str:
    """The share of wrong entries by field, then of whole records."""
    about = look.about
    table = TABLES[look.table]
    record = say(about, "Whole record", "整条记录")
    rows = [
        [
            table[row["field"]].label.text(about.reader.language) if row["field"] else record,
            f"{whole(row['wrong'])} / {whole(row['checked'])}",
            _share(row["rate"]),
            _ends(row),
            whole(row["unfilled"]),
        ]
        for row in look.frame.to_dict("records")
    ]
    heads = [
        say(about, "Field", "字段"),
        say(about, "Wrong / compared", "有误/核对"),
        say(about, "Share wrong", "差错率"),
        say(about, "95 % interval", "95%区间"),
        say(about, "Not compared", "未核对"),
    ]
    return write(heads, rows, caption=look.rule, about=about)

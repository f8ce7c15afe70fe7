"""Tables of the review reports: estimates, calibration, agreement, strictness, pairs of offices, back-test."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.words import amount, number, whole
from caselib.domain.label import Label
from caselib.domain.vocabulary import DIMENSION, FUNCTION, GRADE
from caselib.figures.cells import interval_text, write
from caselib.measures.catalogue import MEASURES
from caselib.measures.counts import About
from caselib.review.calibration import Calibrated
from caselib.review.estimates import Estimates
from caselib.review.loop import BackTest
from caselib.review.reviewers import Agreements, Mutual, Strictness
from caselib.stats.survey import Estimate

__all__ = ["agreements", "back_test", "calibrated", "estimates", "mutual", "strictness"]

_WORDS = {
    "all": Label("All cases", "全部案件"),
    "faulty": Label("A problem was found", "存在问题"),
    "none": Label("not inspected", "未检查"),
    "joined": Label("joined cells", "合并单元"),
    "certain": Label("must be reviewed", "应评必评"),
    "signal": Label("behind a signal", "信号案件"),
    "random": Label("random", "随机"),
    "keep": Label("keep", "保留"),
    "retire": Label("retire", "停用"),
    "too few": Label("too few to say", "数量过少，不能判断"),
    "raw": Label("Plain agreement", "一致率"),
    "gwet_ac2": Label("Gwet's AC2 (near grades count in part)", "Gwet AC2（相邻等次部分计分）"),
    "krippendorff_alpha": Label("Krippendorff's α", "Krippendorff α"),
    "unit": Label("Unit", "单位"),
    "function": Label("Function", "业务条线"),
    "case_type": Label("Case type", "案件类型"),
    "earlier": Label("earlier period", "以前时期"),
}


def _say(about: About, en: str, zh: str) -> str:
    return zh if about.reader.language == "zh" else en


def _word(name: str, about: About) -> str:
    """A code in the reader's language: a grade, a dimension, a function, a measure, a word of these tables."""
    for codes in (GRADE, DIMENSION, FUNCTION):
        label = next((code.label for code in codes.codes if code.value == name), None)
        if label is not None:
            return label.text(about.reader.language)
    label = MEASURES[name].label if name in MEASURES else _WORDS.get(name)
    return name if label is None else label.text(about.reader.language)


def _words(stratum: str, about: About, between: str = "/") -> str:
    return ", ".join(_word(part.strip(), about) for part in stratum.split(between))


def _share(value: float) -> str:
    return "–" if math.isnan(value) else amount(value)


def _ends(row: dict[str, Any]) -> str:
    return interval_text(row, lambda value: f"{100 * value:.1f}")


def estimates(look: Estimates) -> str:
    """Shares by domain: estimated, with interval; the plain share beside it; what a blank one would need."""
    about = look.about
    heads = [
        _say(about, "", ""), _say(about, "Share of", "内容"), _say(about, "Estimated", "估计"),
        _say(about, "95 % interval", "95%区间"), _say(about, "Cases reviewed", "评查件数"),
        _say(about, "Stand for", "代表件数"), _say(about, "Plain share of those reviewed", "评查案件简单比例"),
        _say(about, "Cases that would do", "所需件数"),
    ]  # fmt: skip
    rows = [
        [
            _words(row["domain"], about, ":"), _word(row["what"], about), _share(row["value"]), _ends(row),
            whole(row["n"]), whole(row["population"]), _share(row["naive"]),
            whole(row["needed"]) if row["needed"] else "–",
        ]
        for row in look.frame.to_dict("records")
        if row["domain"] == "all" or row["what"] == "faulty"
    ]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about) + _returned(look)


def _returned(look: Estimates) -> str:
    about = look.about
    heads = [_say(about, "Stratum", "抽样层"), _say(about, "Cases", "案件数"), _say(about, "Drawn", "抽取"),
             _say(about, "Came back", "收回")]  # fmt: skip
    rows = [[_words(row["stratum"], about), *(whole(row[name]) for name in ("population", "drawn", "back"))]
            for row in look.returned.to_dict("records")]  # fmt: skip
    caption = _say(about, "What was drawn, and what came back with a grade.", "抽取与收回情况。")
    return write(heads, rows, caption=caption)


def calibrated(look: Calibrated) -> str:
    """The two-phase estimates, then the cells that they rest on."""
    about, found = look.about, look.found
    lines: list[tuple[str, Estimate | float]] = [
        (_say(about, "Cases with a problem, by both phases", "经评查校准的问题案件占比"), found.rate),
        (_say(about, "By the inspection of every case alone", "仅按每案检查结果"), found.naive),
        (_say(about, "Of all problems, those that the inspection passed", "检查未发现的问题占全部问题"),
         found.missed_share),
    ]  # fmt: skip
    rows = []
    for name, value in lines:
        if isinstance(value, Estimate):
            rows.append([name, _share(value.value), _ends({"low": value.low, "high": value.high}), whole(value.n)])
        else:
            rows.append([name, _share(value), "–", "–"])
    heads = ["", _say(about, "Share", "占比"), _say(about, "95 % interval", "95%区间"),
             _say(about, "Cases reviewed", "评查件数")]  # fmt: skip
    cells = [
        [_words(row["part"], about), _word(row["inspection"], about),
         *(whole(row[name]) for name in ("cases", "reviewed", "faults"))]
        for row in look.cells.to_dict("records")
    ]  # fmt: skip
    below = [
        _say(about, "Part of the plan", "抽样层"),
        _say(about, "Grade of the inspection", "检查等次"),
        _say(about, "Cases", "案件数"),
        _say(about, "Reviewed", "评查"),
        _say(about, "With a problem", "存在问题"),
    ]
    folded = f"<details><summary>{_say(about, 'Cells', '单元')}</summary>{write(below, cells)}</details>"
    return write(heads, rows, caption=look.rule, about=about) + folded


def agreements(look: Agreements) -> str:
    """How far two reviewers of one case agree, as a whole and on each grade."""
    about = look.about
    rows = [
        [_word(one.measure, about), number(one.value), interval_text({"low": one.low, "high": one.high},
                                                                     lambda value: f"{value:.2f}"), whole(one.cases)]
        for one in look.measures
    ]  # fmt: skip
    heads = ["", _say(about, "Value", "数值"), _say(about, "95 % interval", "95%区间"),
             _say(about, "Cases reviewed twice", "双重评查件数")]  # fmt: skip
    grades = [[_word(row["category"], about), _share(row["agreement"]), whole(row["ratings"])]
              for row in look.grades.to_dict("records")]  # fmt: skip
    below = [_say(about, "Grade", "等次"), _say(about, "The other reviewer agrees", "另一评查员一致"),
             _say(about, "Times given", "次数")]  # fmt: skip
    return write(heads, rows, about=about) + write(below, grades)


def strictness(look: Strictness) -> str:
    """Reviewers in the order of their keys, and what the result would be without each."""
    about = look.about
    if look.frame.empty:
        said = _say(about, f"Strictness can't be told: {look.why}.", f"无法估计评查员宽严：{look.why}")
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["reviewer"], number(row["severity"]), interval_text(row, lambda value: f"{value:.2f}"),
         whole(row["reviews"]), _share(row["without"])]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [_say(about, "Reviewer", "评查员"), _say(about, "Strictness", "宽严程度"),
             _say(about, "95 % interval", "95%区间"), _say(about, "Reviews", "评查次数"),
             _say(about, "Share with a problem, without them", "剔除后问题案件占比")]  # fmt: skip
    whole_share = _say(about, f"With all of them: {_share(look.share)}. ", f"全部评查员：{_share(look.share)}。")
    return write(heads, rows, caption=whole_share + look.rule, about=about)


def mutual(look: Mutual) -> str:
    """Pairs of offices that are asked about; in code order."""
    about = look.about
    if look.asked.empty:
        said = _say(about, f"Of {whole(len(look.frame))} pairs of offices that review each other none is asked about.",
                    f"相互评查的{whole(len(look.frame))}对单位中，没有需要询问的。")  # fmt: skip
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["unit"], row["other"], whole(row["reviews"]), whole(row["faulty"]), f"{row['expected']:.1f}"]
        for row in look.asked.to_dict("records")
        if about.reader.may_name(row["unit"]) or about.reader.may_name(row["other"])
    ]
    heads = [_say(about, "Office", "单位"), _say(about, "Reviewed by and reviewing", "互评单位"),
             _say(about, "Reviews between them", "相互评查"), _say(about, "With a problem", "存在问题"),
             _say(about, "As with others", "参照他处预期")]  # fmt: skip
    asks = _say(
        about,
        "Why are fewer problems found between them? Perhaps the cases were easy, or of a kind in which both are good. ",
        "为何相互评查发现的问题较少？可能案件较简单，或者均属双方擅长的类型。",
    )
    return write(heads, rows, caption=asks + look.rule, about=about)


def back_test(look: BackTest) -> str:
    """Each kind of signal: what review found behind it, beside random cases, and the verdict."""
    about = look.about
    if look.frame.empty:
        said = _say(about, "No case behind a signal has been reviewed yet.", "尚无信号案件完成评查。")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [
            _word(row["signal"], about), _word(row["function"], about),
            f"{whole(row['faulty'])} / {whole(row['reviewed'])}",
            _share(row["share"]), _share(row["others"]), whole(row["others_n"]),
            interval_text({"low": row["more_low"], "high": row["more_high"]}, lambda value: f"{100 * value:+.1f}"),
            _word(row["verdict"], about),
        ]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [_say(about, "Kind of signal", "信号类型"), _say(about, "Function", "业务条线"),
             _say(about, "With a problem / reviewed", "问题/评查"), _say(about, "Share", "占比"),
             _say(about, "Of the others", "其他案件占比"), _say(about, "Others reviewed", "其他评查件数"),
             _say(about, "More, points", "相差（百分点）"), _say(about, "Verdict", "结论")]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about)

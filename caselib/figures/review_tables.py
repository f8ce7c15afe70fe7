"""Tables of the review reports: estimates, calibration, agreement, strictness, pairs of offices, back-test."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.words import amount, number, whole
from caselib.figures import headlines
from caselib.figures.cells import interval_text, write
from caselib.figures.review_words import say, word, words
from caselib.review.calibration import Calibrated
from caselib.review.estimates import Estimates
from caselib.review.loop import BackTest
from caselib.review.reviewers import Agreements, Mutual, Strictness
from caselib.review.round import Sample, Silent
from caselib.stats.survey import Estimate

__all__ = ["agreements", "back_test", "calibrated", "estimates", "mutual", "sample", "silent", "strictness"]


def _share(value: float) -> str:
    return "–" if math.isnan(value) else amount(value)


def _ends(row: dict[str, Any]) -> str:
    return interval_text(row, lambda value: f"{100 * value:.1f}")


def estimates(look: Estimates) -> str:
    """Shares by domain: estimated, with interval; the plain share beside it; what a blank one would need."""
    about = look.about
    heads = [
        "", say(about, "Share of"), say(about, "Estimated"),
        say(about, "95 % interval"), say(about, "Cases reviewed"),
        say(about, "Stand for"), say(about, "Plain share of those reviewed"),
        say(about, "Cases that would be enough"),
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
    return write(heads, rows, caption=look.rule, about=about, language=about.reader.language) + _returned(look)


def _returned(look: Estimates) -> str:
    about = look.about
    heads = [say(about, "Stratum"), say(about, "Cases"), say(about, "Drawn"),
             say(about, "Came back")]  # fmt: skip
    rows = [[words(row["stratum"], about), *(whole(row[name]) for name in ("population", "drawn", "back"))]
            for row in look.returned.to_dict("records")]  # fmt: skip
    caption = say(about, "What was drawn, and what came back with a grade.")
    return write(heads, rows, caption=caption, language=about.reader.language)


def calibrated(look: Calibrated) -> str:
    """The two-phase estimates, then the cells that they rest on."""
    about, found = look.about, look.found
    lines: list[tuple[str, Estimate | float]] = [
        (say(about, "Cases with a problem, by both phases"), found.rate),
        (say(about, "Of cases inspected, those that the inspection calls faulty"), found.naive),
        (say(about, "Of their problems, those that the inspection passed"),
         found.missed_share),
    ]  # fmt: skip
    rows = []
    for name, value in lines:
        if isinstance(value, Estimate):
            rows.append([name, _share(value.value), _ends({"low": value.low, "high": value.high}), whole(value.n)])
        else:
            rows.append([name, _share(value), "–", "–"])
    heads = ["", say(about, "Share"), say(about, "95 % interval"),
             say(about, "Cases reviewed")]  # fmt: skip
    cells = [
        [words(row["part"], about), word(row["inspection"], about),
         *(whole(row[name]) for name in ("cases", "reviewed", "faults"))]
        for row in look.cells.to_dict("records")
    ]  # fmt: skip
    below = [
        say(about, "Part of the plan"),
        say(about, "Grade of the inspection"),
        say(about, "Cases"),
        say(about, "Reviewed"),
        say(about, "With a problem"),
    ]
    inner = write(below, cells, language=about.reader.language)
    folded = f"<details><summary>{say(about, 'Cells')}</summary>{inner}</details>"
    return write(heads, rows, caption=look.rule, about=about, language=about.reader.language) + folded


def agreements(look: Agreements) -> str:
    """How far two reviewers of one case agree, as a whole and on each grade."""
    about = look.about
    rows = [
        [word(one.measure, about), number(one.value), interval_text({"low": one.low, "high": one.high},
                                                                     lambda value: f"{value:.2f}"), whole(one.cases)]
        for one in look.measures
    ]  # fmt: skip
    heads = ["", say(about, "Value"), say(about, "95 % interval"),
             say(about, "Cases reviewed twice")]  # fmt: skip
    grades = [[word(row["category"], about), _share(row["agreement"]), whole(row["ratings"])]
              for row in look.grades.to_dict("records")]  # fmt: skip
    below = [say(about, "Grade"), say(about, "The other reviewer agrees"),
             say(about, "Times given")]  # fmt: skip
    return write(heads, rows, about=about, language=about.reader.language) + write(
        below, grades, language=about.reader.language
    )


def strictness(look: Strictness) -> str:
    """Reviewers in the order of their keys, and what the result would be without each."""
    about = look.about
    if look.frame.empty:
        said = say(about, "Strictness can't be told: {why}.", why=look.why)
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["reviewer"], number(row["severity"]), interval_text(row, lambda value: f"{value:.2f}"),
         whole(row["reviews"]), _share(row["without"])]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Reviewer"), say(about, "Strictness"),
             say(about, "95 % interval"), say(about, "Reviews"),
             say(about, "Share with a problem, without them")]  # fmt: skip
    whole_share = say(about, "With all of them: {share}. ", share=_share(look.share))
    return write(heads, rows, caption=whole_share + look.rule, about=about, language=about.reader.language)


def mutual(look: Mutual) -> str:
    """Pairs of offices that are asked about; in code order."""
    about = look.about
    if look.asked.empty:
        said = say(
            about, "Of {n} pairs of offices that review each other none is asked about.", n=whole(len(look.frame))
        )
        return f'<p class="cl-empty">{html.escape(said)}</p>'
    rows = [
        [row["unit"], row["other"], whole(row["reviews"]), whole(row["faulty"]), f"{row['expected']:.1f}"]
        for row in look.asked.to_dict("records")
        if about.reader.may_name(row["unit"]) or about.reader.may_name(row["other"])
    ]
    heads = [say(about, "Office"), say(about, "Reviewed by and reviewing"),
             say(about, "Reviews between them"), say(about, "With a problem"),
             say(about, "As with others")]  # fmt: skip
    asks = say(
        about,
        "Why are fewer problems found between them? Perhaps the cases were easy, or of a kind in which both are good. ",
    )
    return write(heads, rows, caption=asks + look.rule, about=about, language=about.reader.language)


def back_test(look: BackTest) -> str:
    """Each kind of signal: what review found behind it, beside random cases, and the verdict."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No case behind a signal has been reviewed yet.")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [
            word(row["signal"], about), word(row["function"], about),
            f"{whole(row['faulty'])} / {whole(row['reviewed'])}", whole(row["earlier"]),
            _share(row["share"]), _share(row["others"]), whole(row["others_n"]),
            interval_text({"low": row["more_low"], "high": row["more_high"]}, lambda value: f"{100 * value:+.1f}"),
            word(row["verdict"], about),
        ]
        for row in look.frame.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Kind of signal"), say(about, "Function"),
             say(about, "With a problem / reviewed"), say(about, "Of before the period"), say(about, "Share"),
             say(about, "Of the others"), say(about, "Others reviewed"),
             say(about, "More, points"), say(about, "Verdict")]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about, language=about.reader.language)


def sample(look: Sample) -> str:
    """The strata of a plan: how many cases, how many drawn, at what chance."""
    about = look.about
    if look.round is None:
        said = say(about, "No review has been drawn on cases of this period or before it.")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [words(row["stratum"], about), word(row["mode"], about), whole(row["population"]), whole(row["drawn"]),
         _share(row["probability"])]
        for row in look.round.plan.strata.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Stratum"), say(about, "Review"), say(about, "Cases"),
             say(about, "Drawn"), say(about, "Chance to be drawn")]  # fmt: skip
    plan, back = look.round.plan, int(look.round.reviews["grade"].notna().sum())
    state = say(
        about,
        "Plan {plan}, cases of {period}: {assigned} reviews assigned, {back} back with a grade.",
        plan=plan.id,
        period=look.round.period,
        assigned=whole(len(plan.assignments)),
        back=whole(back),
    )
    state += _left_out(look) + _other_schemes(look)
    return headlines.sampled(look) + write(heads, rows, caption=state, about=about, language=about.reader.language)


def _other_schemes(look: Sample) -> str:
    """How many reviews were graded in a scheme that is not shown; nothing where there is one scheme."""
    assert look.round is not None, "a page without a round says so before"
    *others, shown = look.round.schemes or ("",)
    graded = look.round.reviews[look.round.reviews["grade"].notna()]
    said = " Reviews in the scheme of {scheme}, not in the results of that of {shown}: {many}."
    return "".join(
        say(look.about, said, scheme=scheme, shown=shown, many=whole((graded["scheme"] == scheme).sum()))
        for scheme in others
    )


def _left_out(look: Sample) -> str:
    """How many cases behind signals can't be drawn; nothing where there are none."""
    assert look.round is not None, "a page without a round says so before"
    missing: dict[str, int] = look.round.plan.settings.get("left_out", {})
    if not missing:
        return ""
    listed = say(look.about, "; ").join(f"{word(name, look.about)} {whole(many)}" for name, many in missing.items())
    return say(look.about, " Behind signals, but not concluded by then or of other offices, hence not drawn: {listed}.",
               listed=listed)  # fmt: skip


def silent(look: Silent) -> str:
    """Why there is nothing to show."""
    return f'<p class="cl-empty">{html.escape(look.said)}</p>'

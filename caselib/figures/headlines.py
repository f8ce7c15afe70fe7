"""A page in words, on top: what came in, what is asked, what review says, who must act, each made from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caselib.analysis.quality import Kept
from caselib.analysis.reading import Summary
from caselib.analysis.screens import Question, Screens
from caselib.analysis.words import amount, whole
from caselib.domain.phrases import say
from caselib.figures.review_words import word
from caselib.review.estimates import Estimates
from caselib.review.following import FollowUp
from caselib.review.round import Sample

__all__ = ["asked", "followed", "kept", "sampled", "written"]


def written(*sentences: str) -> str:
    """Write sentences as the headline of a page; empty ones are left out."""
    return Summary(tuple(filter(None, sentences)))._repr_html_()


def kept(look: Kept) -> str:
    """How much of what came in was kept, and how many rules were broken."""
    language, sums = look.about.reader.language, look.tables.sum(numeric_only=True)
    share = amount(sums["quarantined"] / sums["rows_in"]) if sums["rows_in"] else "–"
    said = (
        "Of {rows} rows that came in, {kept} were kept, {flagged} of them with a remark; "
        "{aside} ({share}) were set aside."
    )
    rows = say(
        language,
        said,
        rows=whole(sums["rows_in"]),
        kept=whole(sums["accepted"]),
        flagged=whole(sums["flagged"]),
        aside=whole(sums["quarantined"]),
        share=share,
    )
    broken = look.rules[["table", "rule"]].drop_duplicates()
    many = say(language, "Rules that were broken: {many}; tables with such rows: {tables}.", many=whole(len(broken)),
               tables=whole(broken["table"].nunique()))  # fmt: skip
    return written(rows, many if len(broken) else say(language, "No row broke a rule."))


def asked(look: Screens, shown: Sequence[Question]) -> str:
    """How many questions are asked, of how many offices."""
    language = look.about.reader.language
    if not shown:
        return written(say(language, "Nothing asks a question here."))
    said = "Questions: {many}. Offices asked: {offices}. No question is an answer: each office is heard first."
    return written(
        say(language, said, many=whole(len(shown)), offices=whole(len({question.unit for question in shown})))
    )


def followed(look: FollowUp) -> str:
    """Where findings stand, and whether any is overdue."""
    about, sums = look.about, look.frame[["findings", "overdue"]].sum()
    stand = say(about.reader.language, "; ").join(
        f"{word(row['state'], about)} {whole(row['findings'])}" for row in look.frame.to_dict("records")
    )
    said = "Findings: {many} ({stand}). Overdue: {late}."
    many, late = whole(sums["findings"]), whole(sums["overdue"])
    return written(say(about.reader.language, said, many=many, stand=stand, late=late))


def sampled(look: Sample) -> str:
    """What was drawn and came back, and what that says of all cases."""
    about, found = look.about, look.estimates()
    return written(_drawn(look), _faulty(found, about) if isinstance(found, Estimates) else "")


def _drawn(look: Sample) -> str:
    assert look.round is not None, "a page without a round says so before"
    plan = look.round.plan
    inside = plan.drawn[plan.drawn["in_population"]]
    earlier = len(plan.drawn) - len(inside)
    inside_alone = (
        "Of {cases} cases of the period, {drawn} were drawn; of {assigned} reviews, {back} came back with a grade."
    )
    with_earlier = (
        "Of {cases} cases of the period, {drawn} were drawn, and {earlier} of before it; "
        "of {assigned} reviews, {back} came back with a grade."
    )
    return say(
        look.about.reader.language,
        with_earlier if earlier else inside_alone,
        cases=whole(inside.drop_duplicates("stratum")["population"].sum()),
        drawn=whole(len(inside)),
        earlier=whole(earlier),
        assigned=whole(len(plan.assignments)),
        back=whole(look.round.reviews["grade"].notna().sum()),
    )


def _faulty(found: Estimates, about: Any) -> str:
    row = found.frame.query("domain == 'all' and what == 'faulty'").to_dict("records")[0]
    if row["value"] != row["value"]:
        said = "How many of all cases have a problem can't be said from so few; {needed} reviews would be enough."
        return say(about.reader.language, said, needed=whole(row["needed"]))
    ends = f"{100 * row['low']:.1f}–{100 * row['high']:.1f} %"
    said = "A problem is estimated in {value} of all cases (95 % interval {ends}); of those reviewed, {naive} had one."
    return say(about.reader.language, said, value=amount(row["value"]), ends=ends, naive=amount(row["naive"]))

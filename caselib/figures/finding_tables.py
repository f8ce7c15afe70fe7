"""Tables of findings: where they stand, what is overdue, and what is typical."""

from __future__ import annotations

import math
from typing import Any

from caselib.analysis.words import amount, whole
from caselib.domain.vocabulary import PROBLEM
from caselib.figures import headlines
from caselib.figures.cells import interval_text, write
from caselib.figures.review_words import say, word
from caselib.measures.counts import About
from caselib.review.following import Digest, FollowUp
from caselib.review.rechecked import Rechecked

__all__ = ["curves", "digest", "follow", "rechecked"]


def _share(value: float) -> str:
    return "–" if math.isnan(value) else amount(value)


def follow(look: FollowUp) -> str:
    """Where findings stand and who acts next, by role; then what is overdue, in case order."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No finding has been recorded yet.")
        return f'<p class="cl-empty">{said}</p>'
    rows = [[word(row["state"], about), word(row["role"], about) or "–", whole(row["findings"]), whole(row["overdue"])]
            for row in look.frame.to_dict("records")]  # fmt: skip
    heads = [say(about, "State"), say(about, "Acts next"), say(about, "Number of findings"),
             say(about, "Overdue")]  # fmt: skip
    return headlines.followed(look) + write(heads, rows, about=about, language=about.reader.language) + _late(look)


def _late(look: FollowUp) -> str:
    about = look.about
    if look.late.empty:
        return f'<p class="cl-note">{say(about, "Nothing is overdue.")}</p>'
    rows = [[row["finding_id"], word(row["state"], about), word(row["role"], about), str(row["due_on"])]
            for row in look.late.head(LATE).to_dict("records")]  # fmt: skip
    heads = [say(about, "Finding"), say(about, "State"), say(about, "Acts next"),
             say(about, "Was due on")]  # fmt: skip
    more = len(look.late) - LATE
    rest = say(about, " The first {first}; {more} more in `.late`.", first=LATE, more=more) if more > 0 else ""
    caption = say(about, "In case order; the order says nothing else.") + rest
    return write(heads, rows, caption=caption, language=about.reader.language)


def curves(look: FollowUp) -> str:
    """The share that has come to it by each day on which one did, with its interval and how many still waited."""
    about = look.about
    language = about.reader.language
    names = {"rectified": "put right since decided", "recurred": "seen again since put right"}
    rows = [
        [
            say(about, names[row["name"]]),
            whole(row["days"]),
            amount(row["value"]),
            interval_text(row, lambda value: f"{100 * value:.1f}"),
            whole(row["at_risk"]),
        ]
        for row in look.curves.to_dict("records")
    ]
    heads = ["", "Days", "Share", "95 % interval", "Waiting before"]
    return write(heads, rows, language=language)


LATE = 40
"""How many overdue findings a page lists; the frame has all."""


def digest(look: Digest) -> str:
    """The typical problems: how often, an example without names, and what changed in a year."""
    about = look.about
    if look.frame.empty:
        said = say(about, "No finding of a review in this period.")
        return f'<p class="cl-empty">{said}</p>'
    rows = [
        [
            *(word(row[name], about) or "–" for name in ("function", "dimension", "problem")),
            whole(row["findings"]),
            _share(row["share"]),
            _share(row["before"]),
            interval_text({"low": row["low"], "high": row["high"]}, lambda value: f"{100 * value:+.1f}"),
            say(about, ", ").join(word(row[name], about) for name in ("note", "example") if row[name]) or "–",
        ]
        for row in look.frame.to_dict("records")
    ]
    heads = [say(about, "Function"), say(about, "Dimension"), say(about, "Problem"),
             say(about, "Found in all reviews"), say(about, "Of random cases"),
             say(about, "A year before"), say(about, "Change, points"),
             say(about, "Example")]  # fmt: skip
    return write(heads, rows, caption=look.rule, about=about, language=about.reader.language)


def rechecked(look: Rechecked) -> str:
    """What a second review says of findings that were put right; those that wait for one are counted alone."""
    about, again = look.about, look.frame[look.frame["seen"] != ""]
    waiting = say(
        about, "{n} findings were put right and not reviewed again yet.", n=whole(len(look.frame) - len(again))
    )
    if again.empty:
        none = say(about, "No finding that was put right is waiting to be seen again.")
        return f'<p class="cl-empty">{none if look.frame.empty else waiting}</p>'
    rows = [
        [row["finding_id"], _problem(row, about), _day(row["put_right_on"]),
         _day(row["checked_on"]), word(row["seen"], about), word(row["proposal"], about) or "–"]
        for row in again.to_dict("records")
    ]  # fmt: skip
    heads = [say(about, "Finding"), say(about, "Problem"), say(about, "Put right on"), say(about, "Reviewed again on"),
             say(about, "The same problem"), say(about, "Proposal")]  # fmt: skip
    rule = say(about, "A second review proposes; a person decides, and records it in their own name.")
    return write(heads, rows, caption=f"{rule}{say(about, ' ')}{waiting}", language=about.reader.language)


def _problem(row: dict[str, Any], about: About) -> str:
    """The code of a problem; of one in words of the reviewer's own, which may hold a name, the dimension alone."""
    return word(row["problem"] if row["problem"] in PROBLEM.values else row["dimension"], about)


def _day(day: Any) -> str:
    return str(day.date())

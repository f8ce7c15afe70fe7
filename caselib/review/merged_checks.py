"""What a review says taken together: a grade within the scheme of its day, and problems where it needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from caselib.domain.vocabulary import DIMENSION, dimension_of
from caselib.review.lines import Found
from caselib.review.merge import Merged, Said
from caselib.review.returned import Problem
from caselib.review.schemes import grades, needs_finding, scheme_on

__all__ = ["graded", "problems_of"]

_NOTHING = Said("")


def graded(merged: Merged) -> tuple[str | None, str | None]:
    """Give scheme and grade; without a day there is no scheme, and a grade outside its scheme is none."""
    day = merged.said.get("reviewed_on", _NOTHING).value
    grade = merged.said.get("grade", _NOTHING).value or None
    if not day or day < "2018-01-01":
        return None, grade
    scheme = scheme_on(date.fromisoformat(day))
    return scheme, grade if grade in [code.value for code in grades(scheme)] else None


def problems_of(merged: Merged, on: date | None = None) -> Iterator[Problem]:
    """List what does not go together; `on`: the day of collecting, after which nothing can have been reviewed."""
    yield from _of_grade(merged)
    yield from _of_day(merged, on)
    for code in DIMENSION.values:
        yield from _of_dimension(merged, code)
    for found, said in merged.findings:
        yield from _of_finding(merged, found, said)


def _of_grade(merged: Merged) -> Iterator[Problem]:
    said = merged.said.get("grade", _NOTHING)
    scheme, valid = graded(merged)
    if said.value and not scheme:
        what, advice = "a grade without the day of the review", "the scheme of grades follows from the day: ask for it"
        yield _problem(merged, said, what, said.value, advice)
    elif said.value and not valid:
        what, advice = "a grade that the scheme of that day does not have", f"ask for a grade of the scheme of {scheme}"
        yield _problem(merged, said, what, said.value, advice)
    elif needs_finding(said.value) and not merged.findings:
        advice = "ask for at least one coded problem, or another grade"
        yield _problem(merged, said, "a grade that needs a finding, and none is coded", said.value, advice)


def _of_day(merged: Merged, on: date | None) -> Iterator[Problem]:
    said = merged.said.get("reviewed_on", _NOTHING)
    if said.value and (said.value < "2018-01-01" or (on and said.value > on.isoformat())):
        yield _problem(merged, said, "a day of review that can't be", said.value, "ask for the right one")


def _of_dimension(merged: Merged, code: str) -> Iterator[Problem]:
    in_order, ticked = (merged.said.get(f"{code}.{name}", _NOTHING) for name in ("in_order", "problem"))
    coded = any(said["dimension"].value == code for _, said in merged.findings)
    if in_order.value and ticked.value:
        yield _problem(merged, ticked, "ticked both as in order and as a problem", code, "ask which is meant")
    elif in_order.value and coded:
        yield _problem(merged, in_order, "ticked as in order, and a problem is coded", code, "ask which is meant")
    elif ticked.value and not coded:
        yield _problem(merged, ticked, "ticked as a problem, and none is coded", code, "ask for the coded problem")


def _of_finding(merged: Merged, found: Found, said: dict[str, Said]) -> Iterator[Problem]:
    place = Said("", found.lines[0].file, found.lines[0].cell)
    for name in ("dimension", "problem", "severity"):
        # A field that waits for a decision is not missing.
        if not said[name].value and not found.values(name):
            yield _problem(merged, place, f"a finding without its {name}", found.number, "ask for it")
    home = dimension_of(said["problem"].value)
    if home and said["dimension"].value and home != said["dimension"].value:
        got = f"{said['dimension'].value}: {said['problem'].value}"
        yield _problem(merged, place, "a problem under a dimension that is not its own", got, f"it belongs to {home}")
    for line in found.again:
        place = Said("", line.file, line.cell)
        yield _problem(merged, place, "the same problem is written twice", found.number, "counted once")


def _problem(merged: Merged, place: Said, what: str, got: str, advice: str) -> Problem:
    return Problem(place.file, place.cell, merged.review_id, what, got, advice)

"""Finished results as pictures and tables: they draw, and never compute a number that was not in the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caselib.analysis.changes import Change
from caselib.analysis.comparisons import Comparison
from caselib.analysis.courses import Course
from caselib.analysis.durations import Terms
from caselib.analysis.linked import Linked
from caselib.analysis.methods import Calibration
from caselib.analysis.mix import Adjusted
from caselib.analysis.panels import Panel
from caselib.analysis.quality import Filled, Kept, LegalTerms, Past, Worst
from caselib.analysis.release import Release
from caselib.analysis.result import Shown
from caselib.analysis.screens import Screens
from caselib.analysis.splits import Splits
from caselib.analysis.stages import Stages
from caselib.analysis.strata import Division
from caselib.analysis.structure import Structure
from caselib.analysis.substandard import Substandard
from caselib.analysis.trends import Trend
from caselib.analysis.waiting import Waiting
from caselib.errors import ParameterError
from caselib.review.by_dimension import Dimensions
from caselib.review.calibration import Calibrated
from caselib.review.estimates import Estimates
from caselib.review.following import Digest, FollowUp
from caselib.review.loop import BackTest
from caselib.review.rechecked import Rechecked
from caselib.review.reviewers import Agreements, Mutual, Strictness
from caselib.review.round import Sample, Silent

if TYPE_CHECKING:
    from caselib.figures.picture import Picture

__all__ = ["draw", "table"]


def draw(result: Shown) -> Picture:
    """Draw a result, with its rule, its source and its table behind it."""
    from caselib.figures import (
        change,
        course,
        durations,
        funnel,
        linked,
        methods,
        mix,
        review,
        stages,
        strata,
        substandard,
        trend,
    )

    drawers = {
        Comparison: funnel.draw,
        Adjusted: mix.draw,
        Trend: trend.draw,
        Linked: linked.draw,
        Division: strata.draw,
        Terms: durations.draw,
        Stages: stages.draw,
        Substandard: substandard.draw,
        Course: course.draw,
        Change: change.draw,
        Calibration: methods.draw,
        Estimates: review.draw_estimates,
        FollowUp: review.draw_follow,
    }
    if type(result) not in drawers:
        raise ParameterError("there is no picture of this", got=type(result).__name__, advice="show its table")
    return drawers[type(result)](result)


def table(result: Shown) -> str:
    """Write a result as an HTML table."""
    from caselib.figures import (
        dimension_tables,
        finding_tables,
        macro_tables,
        methods,
        quality_tables,
        release_table,
        review_tables,
        screens,
        tables,
    )

    writers = {
        Comparison: tables.comparison,
        Trend: tables.trend,
        Division: tables.division,
        Terms: tables.terms,
        Panel: tables.panel,
        Adjusted: macro_tables.adjusted,
        Stages: macro_tables.stages,
        Structure: macro_tables.structure,
        Substandard: macro_tables.substandard,
        Course: macro_tables.course,
        Change: macro_tables.change,
        Waiting: macro_tables.waiting,
        Calibration: methods.table,
        Kept: quality_tables.kept,
        Filled: quality_tables.filled,
        Worst: quality_tables.worst,
        Past: quality_tables.past,
        LegalTerms: quality_tables.terms,
        Screens: screens.table,
        Splits: macro_tables.splits,
        Estimates: review_tables.estimates,
        Dimensions: dimension_tables.dimensions,
        Calibrated: review_tables.calibrated,
        Agreements: review_tables.agreements,
        Strictness: review_tables.strictness,
        Mutual: review_tables.mutual,
        BackTest: review_tables.back_test,
        Sample: review_tables.sample,
        Silent: review_tables.silent,
        FollowUp: finding_tables.follow,
        Digest: finding_tables.digest,
        Rechecked: finding_tables.rechecked,
        Release: release_table.table,
    }
    return writers[type(result)](result)

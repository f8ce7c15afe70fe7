"""Whether methods do what they say: coverage of intervals, false alarms of charts and limits, by simulation.

Each function gives rows of one shape: `group, method, setting, nominal, observed, draws`. What is simulated is stated
in `setting`; `observed` is a share of draws. A seed gives the same rows again.
"""

from caselib.stats.calibration.alarms import changes, charts, comparisons
from caselib.stats.calibration.coverage import counts, differences, incidence, shares
from caselib.stats.calibration.reviewing import agreements, severities
from caselib.stats.calibration.sampling import medians, samples
from caselib.stats.calibration.screening import power, screens

__all__ = [
    "agreements",
    "changes",
    "charts",
    "comparisons",
    "counts",
    "differences",
    "incidence",
    "medians",
    "power",
    "samples",
    "screens",
    "severities",
    "shares",
]

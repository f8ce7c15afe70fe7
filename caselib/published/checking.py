"""All checks of a table of printed figures; what rounding explains is counted, and not reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from caselib.domain.label import Label, Language
from caselib.domain.periods import as_period
from caselib.domain.reader import Reader
from caselib.errors import ParameterError, nearest
from caselib.published import follows, names, pace, rates, spans, totals, twice, year_on_year
from caselib.published.line import CONTRADICTIONS, QUESTIONS, Line
from caselib.published.relations import RELATIONS, Relation
from caselib.published.sentences import sentence, subject
from caselib.published.table import Figures, read
from caselib.published.words import CHECKS, INNOCENT, revision, span_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Checked", "Overview", "check", "figures", "series_labels"]

_Lines = Callable[[Figures, Sequence[Relation]], Iterator[Line]]
# In the order in which they are read. Pace gives both its own lines and those across the reform.
_WORK: tuple[_Lines, ...] = (
    year_on_year.lines, rates.lines, totals.lines, spans.lines, twice.lines, pace.lines, follows.lines,
    names.rest_lines, names.lines,
)  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """All that was compared. `frame` has the lines that rounding does not explain, `compared` all of them.

    Columns of both: subject, check, published, recomputed, smallest_revision, sentence, innocent; then series, period,
    kind (contradiction, question), agrees, revision (0 where it agrees), revision_share, of (the period of the figure
    that it revises), released.

    >>> import pandas as pd
    >>> from caselib.published.relations import Sum
    >>> table = pd.DataFrame({"series": ["both", "one", "other"], "period": "2024", "printed": ["5", "2", "3"]})
    >>> len(check(table, relations=[Sum("both", ("one", "other"))]).frame)
    0
    """

    lines: tuple[Line, ...]
    labels: Mapping[str, Label] = field(default_factory=dict)
    language: Language = "en"
    everything: bool = False

    @property
    def frame(self) -> pd.DataFrame:
        """The lines that rounding does not explain."""
        compared = self.compared
        return compared[~compared["agrees"].astype(bool)].reset_index(drop=True)

    @property
    def compared(self) -> pd.DataFrame:
        """All lines."""
        import pandas as pd

        return pd.DataFrame([self._row(line) for line in self.lines], columns=list(_COLUMNS))

    @property
    def summary(self) -> pd.DataFrame:
        """How many were compared by each check (check, kind, compared, agree, differ), those of nothing included."""
        import pandas as pd

        rows = [(name, [line.agrees for line in self.lines if line.check == name]) for name in CHECKS]
        kinds = {name: "contradiction" if name in CONTRADICTIONS else "question" for name in CHECKS}
        counted = [(name, kinds[name], len(agrees), sum(agrees), len(agrees) - sum(agrees)) for name, agrees in rows]
        return pd.DataFrame(counted, columns=["check", "kind", "compared", "agree", "differ"])

    @property
    def overview(self) -> Overview:
        """The summary, to be shown."""
        return Overview(self)

    def only(self, *checks: str, everything: bool = False) -> Checked:
        """Keep the lines of some checks; `everything`: show those as well that rounding explains.

        >>> found = check(figures())
        >>> found.only("year_on_year").frame["check"].nunique()
        1
        """
        for name in checks:
            if name not in CHECKS:
                raise ParameterError("no such check", got=name, advice=nearest(name, CHECKS))
        lines = tuple(line for line in self.lines if line.check in checks)
        return replace(self, lines=lines, everything=everything)

    def _row(self, line: Line) -> dict[str, object]:
        said = self.language
        values = (
            subject(line, self.labels, said),
            CHECKS[line.check].text(said),
            span_of(line.published, line.shown, said),
            span_of(line.recomputed, line.shown, said),
            "–" if line.agrees else revision(line, said),
            sentence(line, self.labels, said),
            INNOCENT[line.check].text(said),
            line.series,
            str(line.period),
            "question" if line.check in QUESTIONS else "contradiction",
            line.agrees,
            float(line.revision),
            line.share,
            str(line.of or line.period),
            line.released,
        )
        return dict(zip(_COLUMNS, values, strict=True))

    def _repr_html_(self) -> str:
        from caselib.published.page import lines_table

        return lines_table(self)


@dataclass(frozen=True)
class Overview:
    """How much was compared, and how much of it rounding explains."""

    checked: Checked

    def _repr_html_(self) -> str:
        from caselib.published.page import summary_table

        return summary_table(self.checked)


_COLUMNS = (
    "subject", "check", "published", "recomputed", "smallest_revision", "sentence", "innocent", "series", "period",
    "kind",
    "agrees", "revision", "revision_share", "of", "released",
)  # fmt: skip


def check(frame: pd.DataFrame, *, relations: Sequence[Relation] = RELATIONS, language: Language = "en") -> Checked:
    """Check a table of printed figures against itself; what rounding explains is never reported.

    `frame` needs the columns series, period, and printed (16.8万, 1900余, 22.1%) or low and high; all that may stand in
    it is in `caselib.published.COLUMNS`. `relations` say which series is part, rate or outcome of which: those of the
    SPP's figures, or your own `Sum`, `Rate`, `Follows`, `OneName`; of series that are not in the table nothing is said.
    A table that can't be read is a `SourceError` that names row and column.

    >>> import pandas as pd
    >>> from caselib.published.relations import Sum
    >>> table = pd.DataFrame(
    ...     {"series": ["both", "one", "other"], "period": "2024", "printed": ["2.0万", "8000余", "9120"]}
    ... )
    >>> check(table, relations=[Sum("both", ("one", "other"))]).frame.loc[0, "smallest_revision"]
    '−1,381 cases (−6.91 %)'
    """
    Reader(language=language)
    table = read(frame)
    found = [line for work in _WORK for line in work(table, relations)]
    return Checked(tuple(found), {**series_labels(), **table.labels}, language)


def figures(*, until: str | None = None) -> pd.DataFrame:
    """Give the figures that the SPP has published, as data/published/README.md describes them.

    `until`: only what had come to its end by the end of this period.

    >>> bool((figures(until="2020")["last_day"] <= "2020-12-31").all())
    True
    """
    import pandas as pd

    from caselib.domain.shipped import shipped

    # As text: a limit is a decimal, and an edge must stay one.
    frame = pd.read_csv(shipped("data/published/figures.csv"), dtype=str, keep_default_na=False)
    if until is None:
        return frame
    return frame[frame["last_day"] <= as_period(until).last_day.isoformat()].reset_index(drop=True)


def series_labels() -> dict[str, Label]:
    """Give the names of the SPP's series, in both languages."""
    import csv

    from caselib.domain.shipped import shipped

    with shipped("data/published/series.csv").open(encoding="utf-8", newline="") as lines:
        return {row["series"]: Label(row["label_en"], row["label_zh"]) for row in csv.DictReader(lines)}

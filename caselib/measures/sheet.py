"""The table of measures for the README, written from the catalogue: `python -m caselib.measures.sheet README.md`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Duration, Measure, Rate

__all__ = ["BEGIN", "END", "measures_table", "with_table"]

BEGIN = "<!-- measures: written by `make docs` -->"
END = "<!-- end of measures -->"


def measures_table() -> str:
    """Write one line a measure, as Markdown."""
    head = "| measure | label | 中文 | what is counted | period or cohort |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *(_line(measure) for measure in MEASURES.values())])


def with_table(text: str) -> str:
    """Put the table between its two marks in a text."""
    block = f"{BEGIN}\n{measures_table()}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, text, flags=re.DOTALL)


def _line(measure: Measure) -> str:
    clock = f"by `{measure.clock}`" + (
        f", mature after {measure.matures_after} months" if measure.matures_after else ""
    )
    return f"| `{measure.name}` | {measure.label.en} | {measure.label.zh} | {_counted(measure)} | {clock} |"


def _counted(measure: Measure) -> str:
    if isinstance(measure, Rate):
        return f"{measure.counts}: `{measure.of_which}` among `{measure.among}`"
    if isinstance(measure, Duration):
        return f"days from `{measure.start}` to `{measure.end}`"
    return f"{measure.counts}: `{measure.among}`"


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")

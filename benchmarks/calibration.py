"""Calibrate every method with many draws and write CALIBRATION.md: `python -m benchmarks.calibration`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from caselib.analysis.methods import calibrate
from caselib.stats.calibration import __all__ as parts

FACTOR = {"shares": 20_000, "differences": 20_000, "counts": 20_000, "incidence": 1000, "comparisons": 200}
FACTOR |= {"samples": 2000, "screens": 2000, "medians": 2000, "agreements": 200, "severities": 200}
HEAD = """# Calibration

Written by `python -m benchmarks.calibration`. What each method says of itself (nominal), and what was observed in
simulation where the truth is known. The settings are described in `caselib/stats/calibration/`.
"""


def main() -> None:
    """Run all parts and write the page beside this file."""
    texts = [HEAD]
    for part in parts:
        frame = calibrate(part, draws=FACTOR.get(part, 500)).frame
        for group, rows in frame.groupby("group", sort=False):
            texts.append(f"\n## {str(group)[:1].upper()}{str(group)[1:]}\n\n{_markdown(rows)}\n")
    (Path(__file__).parent / "CALIBRATION.md").write_text("".join(texts), encoding="utf-8")


def _markdown(rows: pd.DataFrame) -> str:
    lines = [
        "| method | setting | nominal | observed | 95 % interval | draws |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows.itertuples():
        ends = f"{100 * row.low:.2f} to {100 * row.high:.2f}"
        shares = f"{100 * row.nominal:g} % | {100 * row.observed:.2f} % | {ends}"
        lines.append(f"| {row.method} | {row.setting} | {shares} | {row.draws:,} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

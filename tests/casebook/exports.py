"""Small exports, as an office would make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

HEADING = ("case_id", "person_id", "unit", "accepted_on", "decided_on", "decision", "offence")
Row = Mapping[str, str]


def good_rows(number: int) -> list[dict[str, str]]:
    """Rows that break no rule and raise no flag."""
    return [
        {
            "case_id": f"C{place:05d}",
            "person_id": "P1",
            "unit": f"4201{place % 3:02d}",
            "accepted_on": f"2026-01-{place % 20 + 1:02d}",
            "decided_on": f"2026-01-{place % 20 + 5:02d}",
            "decision": "approved",
            "offence": "theft",
        }
        for place in range(1, number + 1)
    ]


def as_csv(rows: Sequence[Row], heading: Sequence[str] = HEADING, end: str = "\n") -> str:
    """Rows as CSV text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(heading)
    writer.writerows([row.get(name, "") for name in heading] for row in rows)
    return text.getvalue()


def export(folder: Path, rows: Sequence[Row], name: str = "arrest_reviews.csv", encoding: str = "utf-8") -> Path:
    """Write rows into a folder as an export, and give the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(as_csv(rows).encode(encoding))
    return folder


def raw_export(folder: Path, content: bytes | str, name: str = "arrest_reviews.csv") -> Path:
    """Write bytes (or UTF-8 text) into a folder as an export, and give the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder

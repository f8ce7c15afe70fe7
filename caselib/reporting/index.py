"""The index of all reports in a folder: by period and by the tree of units, from their manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caselib.reporting.files import write_whole
from caselib.reporting.manifest import MANIFEST, read_manifest
from caselib.reporting.page import render

__all__ = ["write_index"]


def write_index(out: Path) -> Path:
    """Write OUT/index.html anew: newest period first, units in the order of the tree, reports in that of notebooks."""
    folders = sorted(path.parent for path in out.glob(f"*/*/{MANIFEST}"))
    entries = [_entry(folder, out) for folder in folders]
    periods: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda entry: entry["unit_path"]):
        periods.setdefault(entry["period"], []).append(entry)
    ordered = sorted(periods.items(), key=lambda item: item[0], reverse=True)
    languages = {entry["language"] for entry in entries}
    language = "zh" if languages == {"zh"} else "en"
    invented = any(entry["invented"] for entry in entries)
    write_whole(out / "index.html", render("index.html.j2", periods=ordered, invented=invented, language=language))
    return out / "index.html"


def _entry(folder: Path, out: Path) -> dict[str, Any]:
    manifest = read_manifest(folder)
    reports = [
        {
            "name": name.replace("_", " ").capitalize(),
            "status": report["status"],
            "reason": report["reason"],
            "href": f"{folder.relative_to(out).as_posix()}/{name}.html",
            "made": report["made"],
            "casebook": report["casebook"]["id"],
        }
        for name, report in sorted(manifest["reports"].items(), key=lambda item: item[1]["notebook"]["name"])
    ]
    newest = max(manifest["reports"].values(), key=lambda report: report["made"])
    rows = newest["casebook"]["rows"].values()
    return {
        "language": newest["parameters"].get("language", "en"),
        "period": manifest["period"],
        "unit": manifest["unit"],
        "name": manifest["unit_name"].get("en", "All units"),
        "name_zh": manifest["unit_name"].get("zh", ""),
        "unit_path": manifest["unit_path"],
        "depth": max(len(manifest["unit_path"]) - 1, 0),
        "reports": reports,
        "accepted": sum(row["accepted"] for row in rows),
        "quarantined": sum(row["quarantined"] for row in rows),
        "invented": newest["casebook"]["invented"],
    }

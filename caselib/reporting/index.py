"""The index of all reports in a folder: by period and by the tree of units, from their manifests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from caselib.domain.label import Language
from caselib.domain.periods import Month, Period
from caselib.domain.reader import Audience
from caselib.domain.units import Units
from caselib.errors import GateError, SourceError
from caselib.reporting.files import one_writer, write_whole
from caselib.reporting.gate import check_index
from caselib.reporting.manifest import MANIFEST, read_manifest
from caselib.reporting.page import render

__all__ = ["write_index"]

NOT_MADE = ("failed", "refused")


def write_index(
    out: Path, *, units: Units, audience: Audience = "internal", language: Language = "en", begun: str = ""
) -> Path:
    """Write OUT/index.html anew: newest period first, units in the order of the tree, reports in that of notebooks.

    Each period says what was made, what failed or was refused, what had no case, what was quarantined, and which
    signals are new or gone since the unit's report of the period that ended last before. Of several batches in one
    folder one writes it at a time, so that the last sees what all have made. `begun`: when a batch began that has not
    ended; what it makes is not in it yet. It is in the language of the reports, or in that of the batch where there is
    none. The gate reads it as it reads a report.
    """
    page = out / "index.html"
    with one_writer(out):
        manifests, lost = _manifests(out)
        own = {unit for manifest in manifests.values() for unit in manifest["unit_path"]}
        check = partial(check_index, audience=audience, own=own, units=units, where=page.name)
        text = _index(out, manifests, lost, begun, language)
        try:
            check(text)
        except GateError:
            text = _index(out, _silent(manifests), lost, begun, language)
            check(text)
        write_whole(page, text)
    return page


def _silent(manifests: dict[Path, dict[str, Any]]) -> dict[Path, dict[str, Any]]:
    """The manifests without what comes from notebooks: reasons and signals."""
    return {
        folder: manifest
        | {
            "reports": {
                name: entry | {"reason": entry["reason"] and "–", "signals": []}
                for name, entry in manifest["reports"].items()
            }
        }
        for folder, manifest in manifests.items()
    }


def _manifests(out: Path) -> tuple[dict[Path, dict[str, Any]], list[str]]:
    """The manifests by folder, and the folders whose manifest can't be read."""
    read, lost = {}, []
    for path in sorted(out.glob(f"*/*/{MANIFEST}")):
        try:
            read[path.parent] = read_manifest(path.parent)
        except SourceError:
            lost.append(path.parent.relative_to(out).as_posix())
    return read, lost


def _index(out: Path, manifests: dict[Path, dict[str, Any]], lost: list[str], begun: str, language: Language) -> str:
    made = _made(manifests.values())
    entries = [_entry(folder, manifest, out, made) for folder, manifest in manifests.items()]
    periods: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda entry: entry["unit_path"]):
        periods.setdefault(entry["period"], []).append(entry)
    ordered = [
        {"period": period, "units": units, **_sums(units)}
        for period, units in sorted(periods.items(), key=lambda item: item[0], reverse=True)
    ]
    languages = {entry["language"] for entry in entries} or {language}
    invented = any(entry["invented"] for entry in entries)
    told = {"periods": ordered, "invented": invented, "language": "zh" if languages == {"zh"} else "en"}
    return render("index.html.j2", lost=lost, begun=begun, **told)


Made = dict[tuple[str, str], list[tuple[tuple[Month, int], str, dict[str, Any]]]]
"""Reports that were made, by unit and name: the end and the months of the period, the period, the report."""


def _made(manifests: Iterable[dict[str, Any]]) -> Made:
    found: Made = {}
    for manifest in manifests:
        for name, report in manifest["reports"].items():
            if report["status"] not in NOT_MADE:
                one = _end(manifest["period"]), manifest["period"], report
                found.setdefault((manifest["unit"], name), []).append(one)
    return found


@lru_cache
def _end(period: str) -> tuple[Month, int]:
    """With which month a period ends, and how many it has."""
    span = Period.parse(period)
    return span.last, len(list(span.months()))


def _before(made: Made, manifest: dict[str, Any], name: str) -> tuple[str, dict[str, Any] | None]:
    """The report of this unit and name that was made of the period which ended last before, of two the longer."""
    ends, _ = _end(manifest["period"])
    earlier = [one for one in made.get((manifest["unit"], name), []) if one[0][0] < ends]
    _, period, report = max(earlier, key=lambda one: one[0], default=((), "", None))
    return period, report


def _entry(folder: Path, manifest: dict[str, Any], out: Path, made: Made) -> dict[str, Any]:
    place = folder.relative_to(out).as_posix()
    named = sorted(manifest["reports"].items(), key=lambda item: item[1]["notebook"]["name"])
    reports = [_report(name, report, place, *_before(made, manifest, name)) for name, report in named]
    newest = max(manifest["reports"].values(), key=lambda report: report["made"])
    rows = newest["casebook"]["rows"].values()
    return {
        "language": newest.get("parameters", {}).get("language", "en"),
        "period": manifest["period"],
        "unit": manifest["unit"],
        "name": manifest["unit_name"].get("en", "All units"),
        "name_zh": manifest["unit_name"].get("zh", ""),
        "unit_path": manifest["unit_path"],
        "depth": max(len(manifest["unit_path"]) - 1, 0),
        "reports": reports,
        "accepted": sum(row["accepted"] for row in rows),
        "quarantined": sum(row["quarantined"] for row in rows),
        "casebook": newest["casebook"]["id"],
        "made": newest["made"],
        "invented": newest["casebook"]["invented"],
    }


def _report(name: str, report: dict[str, Any], place: str, since: str, last: dict[str, Any] | None) -> dict[str, Any]:
    state = "no data" if report.get("empty") else report["status"]
    return {
        "name": name.replace("_", " ").capitalize(),
        "status": state,
        "reason": report["reason"],
        "href": f"{place}/{name}.html",
        "others": [f"{place}/{file}" for file in report["files"] if file.endswith((".csv", ".xlsx", ".docx"))],
        "since": since,
        **_changed(report, last),
    }


def _changed(report: dict[str, Any], last: dict[str, Any] | None) -> dict[str, list[str]]:
    """Signals that are new, and those that are gone, since the last period's report of the same unit."""
    if last is None or report["status"] in NOT_MADE:
        return {"new": [], "gone": []}
    now, then = (
        {each["key"]: each.get("name", each["key"]) for each in side.get("signals", [])} for side in (report, last)
    )
    # In the order of the keys, which begin with the codes of units.
    return {
        "new": [now[key] for key in sorted(now.keys() - then.keys())],
        "gone": [then[key] for key in sorted(then.keys() - now.keys())],
    }


def _sums(units: list[dict[str, Any]]) -> dict[str, Any]:
    reports = [(unit, report) for unit in units for report in unit["reports"]]
    count = Counter(report["status"] for _, report in reports)
    return {
        "count": {state: count[state] for state in ("made", "no data", "failed", "refused")},
        "not_made": [{"unit": unit, "report": report} for unit, report in reports if report["status"] in NOT_MADE],
        "changed": _by_period(reports),
        "quarantined": max(unit["quarantined"] for unit in units),
        "accepted": max(unit["accepted"] for unit in units),
    }


def _by_period(reports: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Reports whose signals changed, by the period of the report that they are held against, the latest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for unit, report in reports:
        if report["new"] or report["gone"]:
            found.setdefault(report["since"], []).append({"unit": unit, "report": report})
    return dict(sorted(found.items(), key=lambda item: _end(item[0]), reverse=True))

"""Who reviews what: nobody a case of their own office, some cases twice, and all reviewers joined by such cases."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import pandas as pd

from caselib.errors import ParameterError
from caselib.review.plan import ASSIGNMENTS, Plan

__all__ = ["assign"]

DAYS = 30
"""Days given for a review; ours, no rule names a number."""


def assign(plan: Plan, reviewers: pd.DataFrame, *, twice: float = 0.1, seed: int = 7, days: int = DAYS) -> Plan:
    """Give each drawn case a reviewer of another office, and to a share of them (`twice`) a second one.

    `reviewers`: reviewer (a key, no name), unit, and where wanted functions ("civil administrative"; all where empty).
    The least busy comes first, and of those one whose office is not itself reviewed by the case's office. Second
    reviews join those who share no case yet, until all are joined: else strict reviewers can't be told from easy
    cases. Nothing in an assignment says which case has two. Raises `ParameterError` where a case finds no reviewer.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"reviewer": list("abc"), "unit": ["420100", "420200", "420300"]})
    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> given = cl.review.assign(one.plan, people).assignments
    >>> bool((given["unit"].str[:4] != given["reviewer_unit"].str[:4]).any())
    True
    """
    people = _people(reviewers)
    if not 0 <= twice <= 1:
        raise ParameterError(
            "a share of cases is reviewed twice", got=twice, advice="a number from 0 to 1, as in twice=0.1"
        )
    load: Counter[str] = Counter()
    offices: set[tuple[str, str]] = set()
    chosen: list[tuple[int, str]] = []
    cases = plan.drawn.sort_values("turn")
    for place, case in zip(cases.index, cases.to_dict("records"), strict=True):
        chosen.append((place, _next(case, people, load, offices, ())))
    second = round(twice * len(cases)) if len(people) > 1 else 0
    joined: Counter[frozenset[str]] = Counter()
    groups = {name: {name} for name in people}
    for (place, first), case in zip(chosen[: len(cases)], cases.to_dict("records"), strict=True):
        if second <= 0 and _all_joined(groups):
            break
        other = _twin(case, first, people, load, joined, groups, only_joining=second <= 0)
        if other:
            chosen.append((place, other))
            second -= 1
    return plan.with_assignments(_rows(plan, chosen, people, seed, days))


def _people(reviewers: pd.DataFrame) -> dict[str, dict[str, str]]:
    missing = {"reviewer", "unit"} - set(reviewers.columns)
    if missing or reviewers.empty or reviewers["reviewer"].duplicated().any():
        advice = "one row a reviewer: reviewer, unit, and where wanted functions"
        raise ParameterError("no list of reviewers", got=sorted(missing) or len(reviewers), advice=advice)
    rows = reviewers.assign(functions=reviewers.get("functions", "")).fillna("")
    return {str(row["reviewer"]): {"unit": str(row["unit"]), "functions": str(row["functions"])}
            for row in rows.sort_values("reviewer").to_dict("records")}  # fmt: skip


def _able(case: dict[str, str], people: dict[str, dict[str, str]]) -> list[str]:
    """Reviewers of other offices who review this function."""
    return [
        name
        for name, said in people.items()
        if said["unit"] != case["unit"] and (not said["functions"] or case["function"] in said["functions"].split())
    ]


def _next(
    case: dict[str, str],
    people: dict[str, dict[str, str]],
    load: Counter[str],
    offices: set[tuple[str, str]],
    without: Iterable[str],
) -> str:
    able = [name for name in _able(case, people) if name not in without]
    if not able:
        advice = f"name a reviewer outside {case['unit']} who reviews {case['function']} cases"
        raise ParameterError("nobody may review this case", got=case["case_id"], advice=advice)

    def order(name: str) -> tuple[bool, int, str]:
        mutual = (case["unit"], people[name]["unit"]) in offices
        return (mutual, load[name], _mix(name, case["turn"]))

    # One whose office is not reviewed in turn comes first, unless that one is much busier than the least busy.
    least = min(load[name] for name in able)
    best = min((name for name in able if load[name] <= least + 3), key=order)
    load[best] += 1
    offices.add((people[best]["unit"], case["unit"]))
    return best


def _twin(
    case: dict[str, str],
    first: str,
    people: dict[str, dict[str, str]],
    load: Counter[str],
    joined: Counter[frozenset[str]],
    groups: dict[str, set[str]],
    *,
    only_joining: bool,
) -> str | None:
    """A second reviewer: one not joined with the first yet, then the rarest pair, then the least busy."""
    able = [name for name in _able(case, people) if name != first]
    apart = [name for name in able if name not in groups[first]]
    able = apart if only_joining else able
    if not able:
        return None
    best = min(able, key=lambda name: (name in groups[first], joined[frozenset((first, name))], load[name],
                                       _mix(name, case["turn"])))  # fmt: skip
    load[best] += 1
    joined[frozenset((first, best))] += 1
    whole = groups[first] | groups[best]
    for name in whole:
        groups[name] = whole
    return best


def _all_joined(groups: dict[str, set[str]]) -> bool:
    return all(len(group) == len(groups) for group in groups.values())


def _mix(name: str, turn: str) -> str:
    return hashlib.sha256(f"{name}|{turn}".encode()).hexdigest()


def _rows(
    plan: Plan, chosen: list[tuple[int, str]], people: dict[str, dict[str, str]], seed: int, days: int
) -> pd.DataFrame:
    due = pd.Timestamp(plan.settings["data_date"]).date() + timedelta(days=days)
    rows = []
    for place, name in chosen:
        case = plan.drawn.loc[place]
        number = _mix(name, f"{plan.id}|{seed}|{case['table']}|{case['case_id']}")[:12]
        said = {"review_id": f"R{number}", "plan_id": plan.id, "reviewer": name, "due_on": due}
        said |= {"reviewer_unit": people[name]["unit"]}
        rows.append({**{column: case[column] for column in ASSIGNMENTS if column in plan.drawn}, **said})
    return pd.DataFrame(rows, columns=ASSIGNMENTS).sort_values(["reviewer", "review_id"], ignore_index=True)

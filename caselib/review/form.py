"""The same form as a page in the notebook: what is saved goes where collected sheets go, in the same shape."""

from __future__ import annotations

import hashlib
import html
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from caselib.domain.vocabulary import DIMENSION, PROBLEMS_OF, Code
from caselib.errors import ParameterError, nearest
from caselib.review.kept import add_collection, add_decision, known_hashes, read_collections, read_decisions
from caselib.review.layout import FINDING_FIELDS, GROUPS, LISTS, WORDS, Shown, shown
from caselib.review.merge import Merged, Row, merge
from caselib.review.returned import Answer
from caselib.review.schemes import grades, needs_finding, scheme_on

__all__ = ["ReviewForm", "review_form", "save_answers"]

Lines = Sequence[tuple[str, Mapping[str, str]]]
"""Lines for problems: the number that each has already, and what it says."""


def review_form(
    assignments: pd.DataFrame,
    facts: pd.DataFrame,
    store: str | Path,
    *,
    reviewer: str,
    today: date,
    language: Shown = "both",
) -> ReviewForm:
    """Open the form on the cases of one reviewer. Raises `ParameterError` where none is assigned to them.

    >>> import tempfile
    >>> from datetime import date
    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> given, told = one.plan.assignments, cl.review.facts(reviewed, one.plan)
    >>> with tempfile.TemporaryDirectory() as store:
    ...     form = cl.review.review_form(given, told, store, reviewer=given["reviewer"].min(), today=date(2026, 10, 9))
    >>> type(form.page).__name__
    'VBox'
    """
    mine = assignments[assignments["reviewer"] == reviewer]
    if mine.empty:
        raise ParameterError(
            "no case is assigned to this reviewer", got=reviewer, advice=nearest(reviewer, set(assignments["reviewer"]))
        )
    return ReviewForm(mine, facts, Path(store), reviewer, today, language)


class ReviewForm:
    """A page of widgets for one case at a time; `page` is what is shown, `save` what its button does."""

    def __init__(
        self, mine: pd.DataFrame, facts: pd.DataFrame, store: Path, reviewer: str, today: date, language: Shown
    ) -> None:
        import ipywidgets as w

        self._mine, self._facts, self._store = mine, facts, store
        self._reviewer, self._today, self._language = reviewer, today, language
        narrow, wide = w.Layout(width="9rem"), w.Layout(width="22rem")
        self.review = w.Dropdown(options=list(mine["review_id"]), description=self._word("review"))
        self.reviewed_on = w.DatePicker(description=self._word("reviewed_on"))
        self.grade = w.Dropdown(description=self._word("grade"))
        self.dimensions = {
            code.value: (
                w.Checkbox(description=self._word("in_order"), indent=False, layout=narrow),
                w.Checkbox(description=self._word("has_problem"), indent=False, layout=narrow),
                w.Text(placeholder=self._word("remark"), layout=wide),
            )
            for code in DIMENSION.codes
        }
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.remark = w.Textarea(placeholder=self._word("overall"), layout=w.Layout(width="44rem", height="6rem"))
        self.more, self.button = w.Button(description="+"), w.Button(description="保存 Save")
        self.facts, self.message, self.findings = w.HTML(), w.HTML(), w.VBox()
        self.page = self._page()
        self.review.observe(lambda _: self._open(), names="value")
        self.reviewed_on.observe(lambda _: self._offer_grades(), names="value")
        self.more.on_click(lambda _: self.add_line({}))
        self.button.on_click(lambda _: self.save())
        self._open()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.page)

    def add_line(self, said: Mapping[str, str], number: str = "") -> dict[str, Any]:
        """Put a line for a problem under the others; gives its widgets by field.

        >>> line = form.add_line({"dimension": "procedure", "note": "file 1, page 3"})
        >>> form.answers()[1]
        [('', {'dimension': 'procedure', 'note': 'file 1, page 3'})]
        """
        import ipywidgets as w

        options = {name: self._options(LISTS[name].codes) for name in FINDING_FIELDS if name in LISTS}
        line: dict[str, Any] = {
            name: w.Dropdown(options=_with(options[name], said.get(name, "")), layout=w.Layout(width="13rem"))
            if name in options
            else w.Text(placeholder=self._word("note"), layout=w.Layout(width="16rem"))
            for name in FINDING_FIELDS
        }
        line["dimension"].observe(lambda _: self._offer_problems(line), names="value")
        for name in FINDING_FIELDS:
            line[name].value = said.get(name, "")
        self.lines.append((number, line))
        self.findings.children = [w.HBox(list(each.values())) for _, each in self.lines]
        return line

    def save(self) -> None:
        """Keep what is shown; what was saved before and is shown otherwise now counts as changed by the reviewer.

        >>> form.grade.value = "qualified"
        >>> form.save()
        >>> "saved" in form.message.value
        True
        """
        once, lines = self.answers()
        if needs_finding(once.get("grade", "")) and not lines:
            self.message.value = _said(self._word("needs_finding"))
            return
        if once.get("reviewed_on", "") > self._today.isoformat():
            self.message.value = _said(self._word("not_yet"))
            return
        review_id = self.review.value
        saved = save_answers(
            self._store, self._mine, review_id, once, lines, reviewer=self._reviewer, saved_on=self._today
        )
        self._open()
        self.message.value = _said(f"{review_id}: {'已保存 saved' if saved else '无变化 nothing new'}")

    def answers(self) -> tuple[dict[str, str], list[tuple[str, dict[str, str]]]]:
        """Give what is shown: what is asked once, by field; and the lines, each with the number it has already.

        >>> form.grade.value = "qualified"
        >>> form.answers()
        ({'grade': 'qualified'}, [])
        """
        once = {"reviewed_on": self.reviewed_on.value.isoformat() if self.reviewed_on.value else ""}
        once |= {"grade": self.grade.value or "", "remark": self.remark.value.strip()}
        for name, (in_order, problem, remark) in self.dimensions.items():
            ticks = {"in_order": in_order.value, "problem": problem.value}
            once |= {f"{name}.{mark}": "yes" for mark, ticked in ticks.items() if ticked}
            once[f"{name}.remark"] = remark.value.strip()
        typed = [
            (number, {name: box.value.strip() for name, box in line.items() if box.value})
            for number, line in self.lines
        ]
        return {name: value for name, value in once.items() if value}, [(n, said) for n, said in typed if said]

    def _word(self, name: str) -> str:
        return shown(WORDS[name], self._language)

    def _options(self, codes: Sequence[Code]) -> list[tuple[str, str]]:
        return [("", ""), *((shown(code.label, self._language), code.value) for code in codes)]

    def _page(self) -> Any:
        import ipywidgets as w

        rows = [
            w.HBox(
                [
                    w.HTML(shown(code.label, self._language), layout=w.Layout(width="18rem")),
                    *self.dimensions[code.value],
                ]
            )
            for code in DIMENSION.codes
        ]
        first, second = (w.HTML(f"<b>{self._word(word)}</b>") for word in ("dimension", "findings"))
        right = [w.HBox([self.reviewed_on, self.grade]), first, *rows, second, self.findings, self.more, self.remark]
        left = w.VBox([self.review, self.facts], layout=w.Layout(width="26rem"))
        return w.VBox([w.HBox([left, w.VBox(right)]), w.HBox([self.button, self.message])])

    def _open(self) -> None:
        """Show the case chosen, with what was said of it before."""
        self.facts.value = _facts(self._facts[self._facts["review_id"] == self.review.value], self._language)
        before = _before(self._store, self.review.value)
        said = {name: one.value for name, one in before.said.items()}
        day = said.get("reviewed_on")
        self.reviewed_on.value = date.fromisoformat(day) if day else None
        self._offer_grades(said.get("grade", ""))
        for name, (in_order, problem, remark) in self.dimensions.items():
            in_order.value, problem.value = (bool(said.get(f"{name}.{mark}")) for mark in ("in_order", "problem"))
            remark.value = said.get(f"{name}.remark", "")
        self.remark.value, self.message.value = said.get("remark", ""), ""
        self.lines, self.findings.children = [], []
        for found, fields in before.findings:
            self.add_line({name: one.value for name, one in fields.items()}, found.number)

    def _offer_grades(self, chosen: str | None = None) -> None:
        keep = self.grade.value if chosen is None else chosen
        options = self._options(grades(scheme_on(self.reviewed_on.value or self._today)))
        self.grade.options = options
        self.grade.value = keep if keep in [value for _, value in options] else ""

    def _offer_problems(self, line: dict[str, Any]) -> None:
        keep, dimension = line["problem"].value, line["dimension"].value
        listed = PROBLEMS_OF[dimension] if dimension in PROBLEMS_OF else LISTS["problem"].codes
        line["problem"].options = self._options(listed)
        line["problem"].value = keep if keep in [code.value for code in listed] else ""


def save_answers(
    store: Path,
    assignments: pd.DataFrame,
    review_id: str,
    once: Mapping[str, str],
    lines: Lines,
    *,
    reviewer: str,
    saved_on: date,
) -> bool:
    """Keep the answers of one review as a collection of one file; False where nothing is new.

    What differs from before is settled as said now, as a decision of the reviewer; a line left out is dropped.
    """
    before = _before(store, review_id)
    sent = {"review_id": review_id, "reviewer": reviewer, "once": dict(once), "lines": [[n, dict(s)] for n, s in lines]}
    content = json.dumps(sent, ensure_ascii=False, indent=1, sort_keys=True).encode()
    digest = hashlib.sha256(content).hexdigest()
    name = f"form-{digest[:12]}.json"
    is_new = digest not in known_hashes(store)
    if is_new:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            answers = _answers(review_id, once, lines, name)
            add_collection(store, [(path, name, digest)], answers, [], assignments, collected_on=saved_on)
    about = {"review_id": review_id, "decided_by": reviewer, "decided_on": saved_on.isoformat(), "reason": "form"}
    decisions = _changes(before, _before(store, review_id), once, lines)
    for decision in decisions:
        add_decision(store, about | decision)
    return is_new or bool(decisions)


def _before(store: Path, review_id: str) -> Merged:
    answers, _, _ = read_collections(store)
    found = merge(answers[answers["review_id"] == review_id], read_decisions(store))
    return found[0] if found else Merged(review_id)


def _answers(review_id: str, once: Mapping[str, str], lines: Lines, name: str) -> list[Answer]:
    typed = [Answer(review_id, "", field, value, name, f"{review_id}!{field}") for field, value in once.items()]
    for place, (number, said) in enumerate(lines, 1):
        line = number or f"{review_id}!finding:{place}"
        typed += [
            Answer(review_id, line, field, value, name, f"{review_id}!finding:{place}.{field}")
            for field, value in said.items()
        ]
    return typed


def _changes(before: Merged, after: Merged, once: Mapping[str, str], lines: Lines) -> list[Row]:
    """Say what the reviewer settled by saving: changed and emptied fields, changed and dropped lines."""
    heard = {name: one.value for name, one in before.said.items()}
    changed: list[Row] = [
        {"field": name, "value": once.get(name, ""), "considered": list(after.heard.get(name, ()))}
        for name in {*heard, *once}
        if name in heard and heard[name] != once.get(name, "")
    ]
    kept = {number: said for number, said in lines if number}
    for found, fields in before.findings:
        now = next((other for other, _ in after.findings if other.number == found.number), found)
        if found.number not in kept:
            sources = sorted({line.source for line in now.lines})
            changed.append({"field": found.number, "value": "drop", "considered": sources})
            continue
        for name in FINDING_FIELDS:
            value = kept[found.number].get(name, "")
            if fields[name].value != value:
                changed.append({"field": f"{found.number}.{name}", "value": value, "considered": now.values(name)})
    return sorted(changed, key=lambda one: str(one["field"]))


def _with(options: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """Offer a word of the office's own beside the codes, where that is what was said."""
    return options if value in [code for _, code in options] else [*options, (value, value)]


def _facts(facts: pd.DataFrame, language: Shown) -> str:
    rows, group = [], None
    for fact in facts.sort_values("place", kind="stable").to_dict("records"):
        if fact["group"] != group:
            group = fact["group"]
            head = shown(GROUPS[group], language) if group in GROUPS else str(group)
            rows.append(f'<tr><th colspan="2" style="text-align:left">{html.escape(head)}</th></tr>')
        names = {"zh": fact["label_zh"], "en": fact["label_en"]}
        label = names.get(language, f"{fact['label_zh']} {fact['label_en']}")
        rows.append(f"<tr><td>{html.escape(str(label))}</td><td>{html.escape(str(fact['value']))}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _said(text: str) -> str:
    return f"<b>{html.escape(text)}</b>"

"""A public page holds what `release` writes and nothing beside it, wherever a count could hide."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from caselib.analysis.release import rule
from caselib.domain.label import LANGUAGES, Language
from caselib.domain.shipped import shipped
from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting import make
from caselib.reporting.batch import report
from caselib.reporting.copied import as_shipped, check_copy
from caselib.reporting.execute import execute
from caselib.reporting.ledger import check_ledger, read_ledger
from caselib.reporting.parameters import parameters
from caselib.reporting.public import check_public
from caselib.reporting.released import released

NUMBERS = {"theft": ("60", "40", "100", "60.0"), "fraud": ("1,030", "10", "1,040", "99.0")}
NUMBERS |= {"All": ("1,090", "50", "1,140", "95.6")}
WRITTEN: dict[Language, dict[str, Any]] = {
    "en": {
        "heads": ("", "Of which", "Others", "All", "Share"),
        "names": ("Offence: theft", "Offence: fraud", "All"),
        "sign": " %",
        "said": f"Arrest refused, 2026Q1. {rule('en')}",
        "source": "Source: Invented nation (scale 0.005, seed 7); data up to 2026-09-30; casebook 0f1ef3fbfae222bc. ",
        "invented": "invented data",
    },
    "zh": {
        "heads": ("", "其中", "其余", "合计", "占比"),
        "names": ("罪名：盗窃", "罪名：诈骗", "合计"),
        "sign": "%",
        "said": f"不捕率，2026Q1。{rule('zh')}",
        "source": "来源：虚构全国数据（规模0.005，种子7）；数据截至2026-09-30；案件库0f1ef3fbfae222bc。",
        "invented": "虚构数据",
    },
}


def table(language: Language = "en") -> str:
    said = WRITTEN[language]
    heads = "".join(f'<th scope="col">{head}</th>' for head in said["heads"])
    rows = ""
    for (key, (*counts, share)), name in zip(NUMBERS.items(), said["names"], strict=True):
        cells = "".join(f'<td class="num">{cell}</td>' for cell in (*counts, f"{share}{said['sign']}"))
        rows += f'<tr data-key="{key}"><td>{name}</td>{cells}</tr>'
    return (
        '<table class="cl" data-figure="refused|420000|offence" data-period="2026Q1"><caption>'
        f'{said["said"]}<br><span class="cl-source">{said["source"]}'
        f'<span class="cl-invented">{said["invented"]}</span></span></caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def page_of(language: Language) -> str:
    return (
        '<html><head><meta charset="utf-8"><title>Hubei, 2026Q1</title><style>p{margin:3px}</style></head><body>'
        "<p>Made 2026-11-26 13:15 UTC; 数目取整到5。</p>"
        f'<div id="cell-id=87aa23d8">{table(language)}</div></body></html>'
    )


PAGE = page_of("en")


def empty() -> Any:
    return nbformat.v4.new_notebook()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_as_it_is_written_passes(language: Language) -> None:
    check_public(page_of(language), empty(), where="page", language=language)


def test_a_table_is_the_same_release_in_either_language() -> None:
    assert released(table("zh")) == released(table("en"))
    assert [row["key"] for row in released(table("zh"))[0]["rows"]] == ["theft", "fraud", "All"]


def test_a_release_is_held_against_an_earlier_one_in_the_other_language() -> None:
    """The same figures pass; others, and what one of the two leaves out, do not."""
    out, same = released(table("en")), released(table("zh"))
    check_ledger(same, out, where="page")
    moved = table("zh").replace(">60<", ">65<").replace(">40<", ">35<").replace(">60.0%<", ">65.0%<")
    moved = moved.replace(">1,090<", ">1,095<").replace(">50<", ">45<").replace(">95.6%<", ">96.1%<")
    with pytest.raises(GateError, match="data of 2026Q1 have changed"):
        check_ledger(released(moved), out, where="page")
    hidden = released(table("zh").replace(">60<", ">·<").replace(">40<", ">·<").replace(">60.0%<", ">–<"))
    with pytest.raises(GateError, match="fill each other's blanks"):
        check_ledger(hidden, out, where="page")


def test_a_page_holds_tables_of_its_own_language() -> None:
    output = nbformat.v4.new_output("display_data", data={"text/html": table("zh")})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    check_public(page_of("zh"), notebook, where="page", language="zh")
    for page, language in ((page_of("zh"), "en"), (PAGE, "zh"), (PAGE, "en")):
        with pytest.raises(GateError, match="another language than its page"):
            check_public(page, notebook, where="page", language=language)


# What is written in the one language where the other stands: each could be one of two things, and so say something.
HEADS = [tuple(f">{said['heads'][place]}</th>" for said in WRITTEN.values()) for place in range(1, 5)]
PARTS = [
    *HEADS,
    ("<td>Offence: theft", "<td>罪名：盗窃"),
    ('data-key="All"><td>All', 'data-key="All"><td>合计'),
    (">60.0 %<", ">60.0%<"),
    ("<caption>Arrest refused", "<caption>不捕率"),
    (", 2026Q1. ", "，2026Q1。"),
    (rule("en"), rule("zh")),
]


@pytest.mark.parametrize(("english", "chinese"), PARTS)
def test_no_part_of_a_table_is_in_the_other_language(english: str, chinese: str) -> None:
    for language, old, new in (("en", english, chinese), ("zh", chinese, english)):
        changed = table(language).replace(old, new, 1)
        assert changed != table(language)
        with pytest.raises(GateError):
            released(changed)


def _chinese(text: str) -> str:
    for english, chinese in ENGLISH_CHINESE:
        text = text.replace(english, chinese)
    return text


ENGLISH_CHINESE = [("Offence: theft", "罪名：盗窃"), ("Offence: fraud", "罪名：诈骗"), ("Offence: ", "罪名：")]
ENGLISH_CHINESE += [("Arrest refused,", "不捕率，"), ("Source: ", "来源：")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td", "<td title='7 persons'"),
        ("<table", "<table data-true='7,8'"),
        ("</caption>", " 7 persons</caption>"),
        ("Arrest refused,", "Arrest refused of 7,"),
        ("Arrest refused,", "Arrest refused: seven persons,"),
        ("Source: ", "Source: 7 persons; "),
        ('<span class="cl-source"', '<span class="cl-source" title="7"'),
        ("</thead>", "<tr><th>7</th></tr></thead>"),
        ("</tbody>", "</tbody><tfoot><tr><td>7</td></tr></tfoot>"),
        ("</tbody>", "</tbody><tbody><tr><td>x</td><td>7</td></tr></tbody>"),
        ("<td>Offence: theft", "<td>7 of 9 Offence: theft"),
        ("<td>Offence: theft", "<td>Offence: theft<!-- 7 -->"),
        ("<td>Offence: theft", "<td>Offence: fraud"),
        ('data-key="theft"', 'data-key="7"'),
        ('data-key="theft"', 'data-key="theft" data-true="7"'),
        ('data-key="theft"', 'data-key="seven"'),
        ('data-key="theft"', 'data-key="fraud"'),
        ('data-key="theft"', ""),
        ('data-key="All"', 'data-key="7"'),
        ("<td>Offence: theft", "<td>Offence: 7 persons"),
        ('data-key="theft"><td>Offence: theft', 'data-key="7 persons"><td>Offence: 7 persons'),
        ("refused|", "refused_7|"),
        ("|offence", "|offence_7"),
        ("</body>", "<!-- 7 persons --></body>"),
        ("</body>", "<p>7 persons of 1,547</p></body>"),
        ("</body>", "<p title='7'>x</p></body>"),
        ("</body>", "<p title='%37'>x</p></body>"),
        ("</body>", "<p>不捕7人2026Q1</p></body>"),
        ("</body>", "<p>1,2026Q1</p></body>"),
        ('data-period="2026Q1"', 'data-period="7 persons"'),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_beside_the_released_cells_is_refused(old: str, new: str, language: Language) -> None:
    if language == "zh":
        old, new = _chinese(old), _chinese(new)
    page = re.sub(re.escape(old), lambda _: new, page_of(language), count=1)
    assert page != page_of(language)
    with pytest.raises(GateError):
        check_public(page, empty(), where="page")


@pytest.mark.parametrize("place", ["metadata", "markdown"])
def test_a_count_in_the_notebook_beside_the_page_is_refused(place: str) -> None:
    metadata = {"true": [7]} if place == "metadata" else {}
    output = nbformat.v4.new_output("display_data", data={"text/html": table()}, metadata=metadata)
    said = nbformat.v4.new_markdown_cell("7 persons" if place == "markdown" else "Refused in 2026Q1")
    notebook = nbformat.v4.new_notebook(cells=[said, nbformat.v4.new_code_cell("x", outputs=[output])])
    with pytest.raises(GateError):
        check_public(PAGE, notebook, where="page")


SCHEME = table().replace("refused|420000|offence", "graded_unqualified|420000|scheme").replace(
    'data-key="theft"><td>Offence: theft', 'data-key="2026"><td>Scheme: scheme of 2026'
).replace('data-key="fraud"><td>Offence: fraud', 'data-key=""><td>Scheme: not stated').replace(
    "Arrest refused", "Graded unqualified, of cases drawn at random"
)  # fmt: skip


def test_a_name_may_hold_a_number_where_the_vocabulary_does() -> None:
    (found,) = released(SCHEME)
    assert [row["key"] for row in found["rows"]] == ["2026", "", "All"]
    for wrong in (("scheme of 2026", "scheme of 2027"), ('data-key="2026"', 'data-key="2027"')):
        with pytest.raises(GateError, match="not known, or not its name"):
            released(SCHEME.replace(*wrong))


UNITS = Units(
    pd.DataFrame(
        {
            "unit": ["100000", "420000", "430000", "440000"],
            "parent": ["", "100000", "100000", "100000"],
            "level": ["national", *["provincial"] * 3],
            "name_en": ["The nation", "Hubei", "Branch 3", "Branch 3"],
            "name_zh": ["全国", "湖北省院", "第三分院", "第四分院"],
        }
    )
)
BY_UNIT = table().replace("|420000|offence", "|100000|unit")
BY_UNIT = BY_UNIT.replace('"theft"><td>Offence: theft', '"420000"><td>Hubei').replace(
    '"fraud"><td>Offence: fraud', '"430000"><td>Branch 3'
)


def test_a_unit_is_one_that_is_known_and_bears_its_name() -> None:
    (found,) = released(BY_UNIT, UNITS)
    assert [row["key"] for row in found["rows"]] == ["420000", "430000", "All"]
    for wrong in (
        ('"430000"><td>Branch 3', '"000007"><td>000007'),
        ('"430000"><td>Branch 3', '"420000"><td>Hubei'),
        ("Branch 3", "Branch 7"),
        ("Branch 3", "第三分院"),
        ("|100000|", "|000007|"),
    ):
        assert wrong[0] in BY_UNIT
        with pytest.raises(GateError):
            released(BY_UNIT.replace(*wrong), UNITS)
    page = PAGE.replace(table(), BY_UNIT)
    check_public(page, empty(), where="page", units=UNITS)
    with pytest.raises(GateError, match="known"):
        check_public(page.replace("430000", "430007"), empty(), where="page", units=UNITS)
    for wrong in (("第三分院", "Branch 7"), ('"430000"', '"7"'), ('"430000"', '"７７７７７７"')):
        with pytest.raises(GateError):
            released(BY_UNIT.replace(*wrong))


@pytest.mark.slow
def test_a_release_in_the_other_language_is_the_same_release(casebook: Path, tmp_path: Path) -> None:
    for language, month in (("en", "2026Q1"), ("zh", "2026Q1"), ("zh", "2026Q2"), ("en", "2026Q2")):
        out = tmp_path / "out"
        made = report(casebook, month, units=["420000"], audience="public", language=language, out=out)
        assert [result.status for result in made.results] == ["made"], made.results[0].reason
    ledger = json.loads((tmp_path / "out" / "released.json").read_text(encoding="utf-8"))
    assert [each["period"] for each in ledger] == ["2026Q1"] * 3 + ["2026Q2"] * 3
    assert {row["key"] for each in ledger for row in each["rows"]} >= {"theft", "yes", "no", "All"}


def old_ledger(folder: Path, figure: str, *names: str) -> Path:
    rows = [{"key": name, "cells": [20, 30, 50], "share": "40.0 %"} for name in names]
    told = [{"figure": figure, "period": "2026Q1", "rows": rows}]
    (folder / "released.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return folder


def keys(folder: Path) -> list[str]:
    (found,) = read_ledger(folder, UNITS)
    return [row["key"] for row in found["rows"]]


def test_an_old_ledger_is_lifted_to_codes(tmp_path: Path) -> None:
    offence = "refused|420000|offence"
    assert keys(old_ledger(tmp_path, offence, "Offence: theft", "罪名：诈骗", "Offence: own_kind", "All", "All")) == [
        *("theft", "fraud", "own_kind", "", "All")
    ]
    assert keys(old_ledger(tmp_path, "refused|100000|unit", "Hubei", "第三分院", "440000", "All")) == [
        *("420000", "430000", "440000", "All")
    ]
    assert keys(old_ledger(tmp_path, offence, "theft", "", "All")) == ["theft", "", "All"]
    assert keys(old_ledger(tmp_path, "a_measure_of_old|420000|offence", "x", "All")) == ["x", "All"]


def test_a_ledger_that_can_not_be_read_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"no unit, or as several; where: ledger; got: 'Branch 3'; do: make"):
        read_ledger(old_ledger(tmp_path, "refused|100000|unit", "Branch 3", "All"), UNITS)
    (tmp_path / "released.json").write_text('[{"figure": "refused|4', encoding="utf-8")
    with pytest.raises(GateError, match=r"can't be read.*do: put it back") as error:
        read_ledger(tmp_path, UNITS)
    assert "\n" not in str(error.value)


def part(measure: str, *small: int | None, by: str = "cause") -> dict[str, Any]:
    """A release of one measure: the cells of row a, and a second row that is large."""
    rows = [("a", list(small)), ("b", [300, 400, 700])]
    return {
        "figure": f"{measure}|420000|{by}",
        "period": "2026Q1",
        "rows": [{"key": key, "cells": cells, "share": "–"} for key, cells in rows],
    }


def counter(measure: str, *small: int | None) -> dict[str, Any]:
    """The same for the measure that counts what the other does not."""
    made = part(measure, *small)
    made["rows"][1]["cells"] = [400, 300, 700]
    return made


def refusals(measure: str, *small: int | None, second: tuple[int, int] = (300, 400)) -> dict[str, Any]:
    made = part(measure, *small, by="offence")
    made["rows"][1]["cells"] = [*second, sum(second)]
    return made


BLANK = (None, None, None)
CHANGED, UPHELD = "protest_changed_of_concluded", "protest_upheld_of_concluded"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (part(CHANGED, *BLANK), counter(UPHELD, 20, 30, 50)),
        # No other ground, and nobody arrested: all who were refused were refused on this one.
        (refusals("refused", *BLANK), refusals("refused_no_crime", 100, 0, 100, second=(200, 500))),
        # Those who were refused are the base of those who objected.
        (refusals("refused", *BLANK), refusals("refusal_challenged", 15, 20, 35, second=(100, 200))),
    ],
)
def test_measures_that_count_the_same_rows_fill_no_blanks_of_each_other(one: Any, other: Any) -> None:
    for new, ledger in (([one], [other]), ([other], [one]), ([one, other], [])):
        with pytest.raises(GateError, match="together"):
            check_ledger(new, ledger, where="page")
    elsewhere = other | {"figure": other["figure"].replace("420000", "430000")}
    check_ledger([one], [elsewhere, other | {"period": "2025Q1"}], where="page")


def test_measures_that_leave_room_are_lawful_together() -> None:
    check_ledger([counter(UPHELD, *BLANK)], [part(CHANGED, *BLANK)], where="page")
    ground = refusals("refused_no_crime", 20, 30, 50, second=(200, 500))
    check_ledger([refusals("refused", *BLANK)], [ground], where="page")
    check_ledger([part("refused", *BLANK)], [part("retrial_ordered_of_issued", 20, 30, 50)], where="page")


def test_a_complement_that_does_not_fit_is_refused() -> None:
    with pytest.raises(GateError, match=r"the data have changed.*another --out"):
        check_ledger([counter(UPHELD, *BLANK)], [part(CHANGED, *BLANK), part(CHANGED, *BLANK) | {
            "figure": f"{UPHELD}|420000|cause", "period": "2026H1", "rows": part(CHANGED, 0, 0, 0)["rows"][:1]}],
            where="page")  # fmt: skip


def test_data_that_were_revised_are_not_released_beside_the_old() -> None:
    before, now = look("2026Q1", None, 90), look("2026Q1", None, 95)
    with pytest.raises(GateError, match=r"data of 2026Q1 have changed.*got: '90, now 95'; do: keep .* another --out"):
        check_ledger([now], [before], where="page")
    check_ledger([before], [before], where="page")


def shipped_and_made(folder: Path) -> tuple[Path, Any]:
    """The public notebook as it is shipped, and as papermill would leave it."""
    path = shipped("notebooks") / "70_public_figures.ipynb"
    made = parameterize_notebook(load_notebook_node(str(path)), ASKED.model_dump(), kernel_name="python3")
    made.metadata.papermill["duration"] = 1.547
    for number, cell in enumerate(made.cells):
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.metadata["execution"] = {"iopub.execute_input": "2026-11-26T15:47:07Z"}
    return path, as_shipped(made)


ASKED = parameters({"casebook": "/a/book", "period": "2026Q1", "unit": "420000", "audience": "public"})


def into_code(made: Any) -> None:
    made.cells[-3].source += "  # 7 persons"


def into_parameters(made: Any) -> None:
    next(cell for cell in made.cells if "injected-parameters" in cell.metadata.tags).source += "\ntrue = 7"


def into_metadata(made: Any) -> None:
    made.metadata["true"] = [7]


def into_cell_metadata(made: Any) -> None:
    made.cells[0].metadata["true"] = "seven"


def into_attachment(made: Any) -> None:
    made.cells[0]["attachments"] = {"a": {"text/plain": "7"}}


def into_tags(made: Any) -> None:
    made.cells[-1].metadata.tags.append("7")


def into_order(made: Any) -> None:
    next(cell for cell in made.cells if cell.cell_type == "code").execution_count = 1547


def into_cell(made: Any) -> None:
    made.cells.append(nbformat.v4.new_code_cell("true = 7"))


@pytest.mark.parametrize(
    "change",
    [into_code, into_parameters, into_metadata, into_cell_metadata, into_attachment, into_tags, into_order, into_cell],
)
def test_a_public_notebook_is_the_shipped_one_letter_by_letter(change: Any, tmp_path: Path) -> None:
    path, made = shipped_and_made(tmp_path)
    assert "1.547" not in nbformat.writes(made)
    check_copy(made, path, ASKED)
    change(made)
    with pytest.raises(GateError, match="70_public_figures"):
        check_copy(made, path, ASKED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"), [("period=period", "period=period  # 7"), ('="refused|420000|', '="refused|000007|')]
)
def test_what_was_changed_after_the_run_is_refused(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    def changed(*asked: Any) -> Any:
        notebook, problem = execute(*asked)
        return nbformat.reads(json.dumps(notebook).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]), 4), problem

    monkeypatch.setattr(make, "execute", changed)
    made = report(casebook, "2026Q1", units=["420000"], audience="public", out=tmp_path / "out")
    assert [result.status for result in made.results] == ["refused"]
    assert not (tmp_path / "out" / "released.json").exists()


@pytest.mark.slow
def test_what_a_run_leaves_of_itself_is_not_published(casebook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    read = nbformat.read(shipped("notebooks") / "70_public_figures.ipynb", as_version=4)
    # The kernel says how often it has run; that number is a cell's to choose.
    read.cells[3].source += "\nget_ipython().execution_count = 1547"
    nbformat.write(read, folder / "70_public_figures.ipynb")
    out = tmp_path / "out"
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, audience="public", out=out)
    assert [result.status for result in made.results] == ["made"], made.results[0].reason
    kept = nbformat.read(made.results[0].path.with_suffix(".ipynb"), as_version=4)
    assert not any(cell.execution_count for cell in kept.cells if cell.cell_type == "code")
    assert "papermill" not in kept.metadata


def look(period: str, small: int | None, large: int) -> dict[str, Any]:
    """Two rows and the whole; the first row is blank where `small` is None, its totals too."""
    one = [small, small, 2 * small] if small is not None else [None, None, None]
    whole = [small + large, small + large, 2 * (small + large)] if small is not None else [None, None, None]
    rows = [("a", one), ("b", [large, large, 2 * large]), ("All", whole)]
    return {
        "figure": "refused|420000|offence",
        "period": period,
        "rows": [{"key": key, "cells": cells, "share": "–"} for key, cells in rows],
    }


QUARTERS = [look("2026Q1", 0, 90), look("2026Q2", None, 90), look("2026Q3", 0, 90)]
MONTHS = [look(f"2026-{month:02}", None if month == 3 else 0, 90) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("new", "ledger"),
    [
        (look("2026Q1-Q3", 20, 270), QUARTERS),
        (QUARTERS[1], [look("2026Q1-Q3", 20, 270), QUARTERS[0], QUARTERS[2]]),
        (look("2026", 20, 1080), MONTHS),
        (look("2026Q1", 20, 270), MONTHS[:3]),
    ],
)
def test_many_releases_together_bound_no_blank(new: dict[str, Any], ledger: list[dict[str, Any]]) -> None:
    with pytest.raises(GateError, match="together"):
        check_ledger([new], ledger, where="page")


def test_releases_that_leave_room_are_lawful_together() -> None:
    check_ledger([look("2026H1", 60, 180)], [look("2026Q1", None, 90)], where="page")
    check_ledger([look("2026", None, 1080)], MONTHS, where="page")
    coarse = [look(f"2026-{month:02}", None if month == 3 else 20, 90) for month in range(1, 13)]
    check_ledger([look("2026", 240, 1080)], coarse, where="page")


def test_releases_that_no_counts_fit_are_refused() -> None:
    with pytest.raises(GateError, match="no counts fit"):
        check_ledger([look("2026H1", 60, 90)], [look("2026Q1", None, 200)], where="page")

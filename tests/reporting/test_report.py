"""The whole way as a user goes it: a casebook in, pages and an index out, opened in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from pypdf import PdfReader

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.domain.shipped import shipped
from caselib.errors import ParameterError
from caselib.reporting.batch import Batch, report
from caselib.reporting.files import hash_of
from caselib.reporting.gate import outside_requests
from caselib.reporting.parameters import audiences
from tests.reporting.small import notebooks

pytestmark = pytest.mark.slow
PERIOD, UNIT, OFFICE = "2026Q1-Q3", "420000", "420702"
PARAMETERS = "\n".join(f'{name} = "x"' for name in ("casebook", "period", "unit", "audience", "language"))
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def batch(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    out = tmp_path_factory.mktemp("out") / "reports"
    return report(casebook, PERIOD, units=[UNIT, OFFICE], notebooks=["arrest_standards"], out=out)


@pytest.fixture(scope="module")
def page(batch: Batch) -> str:
    return batch.results[0].path.read_text(encoding="utf-8")


def test_pages_notebooks_manifests_and_index_are_there(batch: Batch) -> None:
    assert [result.status for result in batch.results] == ["made", "made"], [r.reason for r in batch.results]
    for result in batch.results:
        names = {path.name for path in result.path.parent.iterdir()}
        assert names == {f"arrest_standards.{kind}" for kind in ("html", "ipynb", "csv", "xlsx")} | {"manifest.json"}
    assert batch.index.is_file()


def test_the_manifest_says_what_stands_behind(batch: Batch, casebook: Path) -> None:
    folder = batch.results[0].path.parent
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["reports"]["arrest_standards"]
    book = open_casebook(casebook)
    assert entry["casebook"]["id"] == book.id
    assert entry["casebook"]["rows"]["arrest_reviews"]["rows_in"] == 86548
    assert entry["parameters"]["period"] == PERIOD
    assert entry["files"]["arrest_standards.html"] == hash_of(folder / "arrest_standards.html")
    assert {"python", "caselib", "pandas", "duckdb", "statsmodels"} <= set(entry["versions"])


def test_the_page_says_that_it_is_invented_and_of_whom_it_speaks(page: str) -> None:
    assert "虚构数据" in page
    assert "Hubei People" in page
    assert page.count("invented data") >= 6, "every figure says so"


def test_the_numbers_on_the_page_are_those_of_the_casebook(page: str, casebook: Path) -> None:
    row = open_casebook(casebook, unit=UNIT).count("refused", period=PERIOD).frame.iloc[0]
    assert f"{row['numerator']:,} of {row['denominator']:,}" in page
    assert f"{100 * row['value']:.1f} %" in page.replace("\u00a0", " ")


def test_the_planted_office_is_on_the_page_as_a_question(page: str) -> None:
    assert "Detained, decided on the last legal day" in page
    assert "Huangshigang District" in page
    assert "What explains it?" in page


def test_no_word_of_rank_and_no_request_to_elsewhere(page: str, batch: Batch) -> None:
    for text in (page, batch.index.read_text(encoding="utf-8")):
        assert outside_requests(text) == []
        for word in ("best", "worst", "league", "percentile", "top 10"):
            assert f" {word} " not in text.lower()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        opened = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [1280, 480])
def test_a_browser_fetches_nothing_and_nothing_overflows(browser: Any, batch: Batch, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    for path in (batch.results[0].path, batch.index):
        tab.goto(path.resolve().as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert all(address.startswith("file:") for address in asked)
    assert len(asked) == 2
    assert complaints == []
    tab.close()


@pytest.mark.parametrize("width", [1280, 900, 480])
def test_everything_is_reached_from_the_contents_at_any_width(browser: Any, batch: Batch, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(batch.results[0].path.resolve().as_uri())
    links = tab.locator("nav.toc a")
    assert links.count() == tab.locator("main h2").count() > 3
    assert all(links.nth(place).is_visible() for place in range(links.count()))
    # In a narrow window they stand above what they lead to.
    first, main = tab.locator("nav.toc").bounding_box(), tab.locator("main").bounding_box()
    assert first["x"] > main["x"] + main["width"] or first["y"] + first["height"] <= main["y"]
    for place in range(links.count()):
        links.nth(place).click()
        assert tab.evaluate("!!document.getElementById(decodeURIComponent(location.hash.slice(1)))")
    tab.close()


def test_the_index_finds_a_unit(browser: Any, batch: Batch) -> None:
    tab = browser.new_page()
    tab.goto(batch.index.resolve().as_uri())
    tab.fill("#find", "hubei people")
    assert tab.locator("tr[data-find]:visible").count() == 1
    tab.click("tr[data-find]:visible a")
    assert "Arrest standards" in tab.title()
    tab.close()


def test_it_prints_on_a4(browser: Any, batch: Batch, tmp_path: Path) -> None:
    tab = browser.new_page()
    tab.goto(batch.results[0].path.resolve().as_uri())
    tab.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    tab.close()
    pages = PdfReader(tmp_path / "page.pdf").pages
    width, height = (float(side) * 25.4 / 72 for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    for number, text in enumerate((bare(page.extract_text()) for page in pages), start=1):
        assert bare(f"Arrest standards · {UNIT} · {PERIOD} · INVENTED DATA") in text, number
        assert f"{number}/{len(pages)}" in text
        assert bare("Hubei People's Procuratorate") in text, "the first page has it in its own head"
    assert 3 <= len(pages) <= 14


PAPER = 673
"""Pixels of the print area: A4 without its margins, at 96 to the inch."""

CUT = f"""() => [...document.querySelectorAll("main table, main pre, main figure, main svg, main p")]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > {PAPER + 1})
    .map(part => part.tagName + " " + part.textContent.trim().slice(0, 60))"""


@pytest.fixture(scope="module", params=["made_report", "chinese"])
def every_page(request: pytest.FixtureRequest) -> list[Path]:
    """All pages on a province, as `make report` leaves them and in Chinese."""
    return sorted(request.getfixturevalue(request.param).rglob(f"{UNIT}/*.html"))


def test_each_figure_says_its_source_and_what_it_is(browser: Any, every_page: list[Path]) -> None:
    tab, seen = browser.new_page(), 0
    for path in every_page:
        tab.goto(path.resolve().as_uri())
        for caption in tab.locator("main figure figcaption").all():
            said = caption.inner_text()
            assert caption.locator("strong").inner_text().strip()
            source = caption.locator(".cl-source").inner_text()
            assert source in said
            # Between them stands the rule: of limits, of intervals, or of what the marks are.
            assert len(said) > len(caption.locator("strong").inner_text()) + len(source) + 8, (path.stem, said)
            seen += 1
        assert tab.locator("main figure").count() == tab.locator("main figure figcaption").count()
    assert seen > 20
    tab.close()


def test_a_summary_in_words_stands_above_all_numbers(every_page: list[Path]) -> None:
    """The figures for the public have none: what they say is rounded, and each number more could give one away."""
    for path in every_page:
        page = path.read_text(encoding="utf-8").partition("<main>")[2]
        numbers = [page.index(each) for each in ("<table", "<figure") if each in page]
        if numbers and path.stem != "public_figures":
            # Who has nothing to count says that instead.
            said = re.search(r'class="cl-(headline|empty)"', page)
            assert said and said.start() < min(numbers), path.stem


def test_no_numbered_page_is_cut_at_the_edge_of_the_paper(browser: Any, every_page: list[Path]) -> None:
    assert len(every_page) == len(numbered())
    tab = browser.new_page(viewport={"width": PAPER, "height": 980})
    tab.emulate_media(media="print")
    cut = {}
    for path in every_page:
        tab.goto(path.resolve().as_uri())
        cut[path.stem] = tab.evaluate(CUT)
    tab.close()
    assert not {name: parts for name, parts in cut.items() if parts}


@dataclass(frozen=True)
class Printed:
    """A page as it came out of the printer, and what of it stands on the screen."""

    pages: list[str]
    headings: set[str]
    folded: list[str]

    @property
    def text(self) -> str:
        return bare(" ".join(self.pages))


def bare(text: str) -> str:
    """Without what a line break adds or takes."""
    return re.sub(r"\s+", "", text)


FOLDED = (
    "main .cl-definitions dd:not(:has(code)), main summary:not(.code *, figure *),"
    " main details:not(.code, figure *) td:first-child"
)


def printed(browser: Any, page: Path, to: Path) -> Printed:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    tab = browser.new_page()
    tab.goto(page.resolve().as_uri())
    headings = {text.strip() for text in tab.locator("main h2, main h3").all_inner_texts()}
    folded = tab.locator(FOLDED).all_text_contents()
    tab.pdf(path=to / "page.pdf", prefer_css_page_size=True)
    tab.close()
    # In the order in which it was written: columns and kerned letters keep their lines together.
    text = subprocess.run(["pdftotext", "-raw", to / "page.pdf", "-"], capture_output=True, check=True).stdout.decode()
    return Printed(text.split("\f")[:-1], headings, folded)


@pytest.fixture(scope="module")
def on_paper(browser: Any, every_page: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("paper")
    return {path.stem: printed(browser, path, folder) for path in every_page}


def test_what_is_folded_stands_open_on_paper_on_every_page(on_paper: dict[str, Printed]) -> None:
    assert sum(bool(page.folded) for page in on_paper.values()) >= 8
    for name, page in on_paper.items():
        assert not [text for text in page.folded if bare(text) not in page.text], name


def test_a_browser_that_cannot_open_by_style_opens_by_script(browser: Any, batch: Batch, tmp_path: Path) -> None:
    """Firefox and Chromium before 2025 do not know `::details-content`; without the rule, the script must do."""
    text, rules = re.subn(r"[^\n}]*::details-content \{[^}]*\}", "", batch.results[0].path.read_text(encoding="utf-8"))
    assert rules == 1
    (tmp_path / "old.html").write_text(text, encoding="utf-8")
    page = printed(browser, tmp_path / "old.html", tmp_path)
    assert page.folded
    assert not [text for text in page.folded if bare(text) not in page.text]


def test_no_heading_stands_last_on_any_page(on_paper: dict[str, Printed]) -> None:
    for name, page in on_paper.items():
        for text in page.pages:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            assert any(re.fullmatch(r"\d+ / \d+", line) for line in lines[:4]), "head and foot are written first"
            assert lines[-1] not in page.headings, (name, lines[-5:])


def test_no_page_on_paper_is_nearly_empty_but_the_last(on_paper: dict[str, Printed]) -> None:
    """A page that a figure pushed away holds a line or two; no report needs more than these pages."""
    assert {name: len(page.pages) for name, page in on_paper.items() if len(page.pages) > 15} == {}
    for name, page in on_paper.items():
        assert all(len(bare(text)) > 120 for text in page.pages[:-1]), name


def test_the_foot_never_stands_alone_on_its_page(on_paper: dict[str, Printed]) -> None:
    for name, page in on_paper.items():
        before = re.split("“domain |Versions, hashes", page.pages[-1])[0]
        assert len(bare(before)) > 200, (name, before)


def failing(folder: Path) -> Path:
    """Two notebooks, of which the first fails in its second cell."""
    head = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    for name, code in (("10_broken", "cl.open(casebook, unit='77')"), ("20_sound", "print('sound', unit)")):
        cells = [
            nbformat.v4.new_markdown_cell("# Title"),
            head,
            nbformat.v4.new_code_cell(f"import caselib as cl\n{code}"),
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / f"{name}.ipynb")
    return folder


def test_a_failing_notebook_leaves_a_page_and_the_others_go_on(casebook: Path, tmp_path: Path) -> None:
    made = report(casebook, PERIOD, units=[UNIT], folder=failing(tmp_path), out=tmp_path / "out")
    assert [(result.notebook, result.status) for result in made.results] == [("broken", "failed"), ("sound", "made")]
    text = made.failed[0].path.read_text(encoding="utf-8")
    assert "no such unit" in text
    assert "cl.open(casebook, unit=&#39;77&#39;)" in text
    assert "(not made)" in made.index.read_text(encoding="utf-8")
    kept = nbformat.read(made.failed[0].path.with_suffix(".ipynb"), as_version=4)
    assert kept.cells, "the notebook is kept as far as it came"
    assert not list((tmp_path / "out").rglob("*.partial"))


def told(made: Batch) -> str:
    """All that a batch leaves in its folder, as text."""
    out = made.index.parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.*")) if path.suffix != ".xlsx")


@pytest.mark.parametrize(("audience", "unit"), [("circulated", "420000"), ("public", "420000")])
def test_the_words_of_an_error_stay_with_who_runs_the_batch(
    casebook: Path, tmp_path: Path, audience: str, unit: str
) -> None:
    wrong = "'7 pers' + 'ons at 33' + '0101'"
    folder = notebooks(tmp_path / "in", wrong=f"print({wrong})\nraise ValueError({wrong})")
    for path in folder.glob("*.ipynb"):
        read = nbformat.read(path, as_version=4)
        read.metadata["caselib"] = {"audiences": ["internal", "circulated", "public"]}
        nbformat.write(read, path)
    made = report(casebook, PERIOD, units=[unit], folder=folder, audience=audience, out=tmp_path / "out")  # type: ignore[arg-type]
    (result,) = made.failed
    assert "330101" in result.reason, "the batch says it all"
    assert "ValueError" in told(made)
    assert "330101" not in told(made)


def test_what_a_failed_notebook_put_out_is_held_against_the_gate(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path / "in", wrong="print('rank' + 'ed 1 of 17')\nraise ValueError('rank' + 'ed 1 of 17')")
    made = report(casebook, PERIOD, units=[UNIT], folder=folder, out=tmp_path / "out")
    assert made.failed[0].status == "failed"
    assert "ranked 1 of 17" not in told(made)
    assert "ValueError" in told(made)


def test_a_folder_holds_reports_for_one_audience(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path / "in", one="print(unit)")
    report(casebook, PERIOD, units=[UNIT], folder=folder, out=tmp_path / "out")
    with pytest.raises(ParameterError, match=r"another audience; where: .*out; got: 'internal'; do: name"):
        report(casebook, PERIOD, units=[UNIT], audience="circulated", folder=folder, out=tmp_path / "out")


def numbered() -> list[Path]:
    found = sorted(shipped("notebooks").glob("[0-9]*.ipynb"))
    return [path for path in found if "internal" in audiences(path)]


def test_an_office_without_a_case_gets_every_page(nation: Path, tmp_path: Path) -> None:
    shutil.copytree(nation, tmp_path / "in")
    units = pd.read_csv(tmp_path / "in" / "units.csv", dtype=str)
    new = units[units["unit"] == "420703"].assign(unit="420799", name_en="New office", name_zh="新院")
    pd.concat([units, new]).to_csv(tmp_path / "in" / "units.csv", index=False)
    load(tmp_path / "in", tmp_path / "book")
    made = report(tmp_path / "book", PERIOD, units=["420799"], out=tmp_path / "out")
    assert len(made.results) == len(numbered())
    assert not made.failed, made.failed


def test_a_casebook_of_arrests_alone_says_what_is_not_there(nation: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("arrest_reviews.parquet", "units.csv", "mapping.toml"):
        shutil.copy(nation / name, tmp_path / "in" / name)
    load(tmp_path / "in", tmp_path / "book")
    names = ["overview", "retrial_recommendations", "public_interest_litigation"]
    made = report(tmp_path / "book", PERIOD, units=[UNIT], notebooks=names, out=tmp_path / "out")
    assert not made.failed, made.failed
    assert "no such column" in made.results[1].path.read_text(encoding="utf-8")

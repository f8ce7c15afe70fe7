"""A Chinese report is Chinese: every visible word of every page, and every letter of its figures."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from caselib.casebook.load import load
from caselib.domain import phrases
from caselib.measures.catalogue import MEASURES
from caselib.reporting.batch import Batch, report
from caselib.synthetic.nation import synthesize

# Names of people and methods, of files, and units of time that are written so in Chinese papers too.
NAMES = {
    *("Wilson", "Newcombe", "Laney", "Spiegelhalter", "Aalen", "Johansen", "Newey", "West", "Korn", "Graubard"),
    *("Zou", "Donner", "Cochran", "Gwet", "Krippendorff", "Kaplan", "Meier", "Fisher", "AC", "Benjamini"),
    *("Hochberg", "caselib", "manifest", "json", "UTC", "SPP", "CPL", "PR", "csv", "xlsx", "docx"),
}
# What is written in letters without being a word: quarters and halves, ids (of casebooks, plans, cases, findings,
# reviewers) and numbers of sections.
IDS = re.compile(
    r"(Q[1-4]|H[12])(-Q[1-4])?(-[0-9a-f]{8})?|[a-f][0-9a-f]*\d[0-9a-f]*|"
    r"INV(GY)?[0-9-]+|INVF-\w+|F-[0-9a-f]{12}|V\d{3}|AC2|G\d+"
)
ROOT = Path(__file__).parents[2]


class Visible(HTMLParser):
    """The text that a reader sees; code is code in any language."""

    HIDDEN = ("script", "style", "code", "pre")

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.depth += tag in self.HIDDEN
        self.texts += [
            value for name, value in attrs if name in ("title", "aria-label", "alt", "placeholder") and value
        ]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.HIDDEN

    def handle_comment(self, data: str) -> None:
        """The letters of a figure are outlines; what they spell stands beside them as a comment."""
        self.texts.append(data)

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.texts.append(data)


def leftovers(page: str) -> set[str]:
    """Latin words of two letters and more, in text, labels and figures, that are no code, no id and no name."""
    reader = Visible()
    reader.feed(page)
    # A number from which a word follows is a period or an id: 2026Q1 leaves Q1.
    words = {word for text in reader.texts for word in re.findall(r"[A-Za-z][A-Za-z0-9_-]+", text)}
    return {word for word in words if not IDS.fullmatch(word) and not NAMES.issuperset(word.split("-"))}


def test_leftovers_are_found_wherever_they_stand() -> None:
    page = (
        '<p>按accepted_on归期</p><svg aria-label="Arrest"><!-- share ended --></svg>'
        "<code>refused</code><p>Wilson 2026Q1</p>"
    )
    assert leftovers(page) == {"accepted_on", "Arrest", "share", "ended"}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook with a row for every rule that can be broken, so that every rule is said."""
    made = synthesize(tmp_path_factory.mktemp("faulty") / "nation", scale=0.01, seed=7, faults=True)
    path = tmp_path_factory.mktemp("faulty-casebook") / "casebook"
    load(made.path, path)
    return path


@pytest.fixture(scope="module")
def chinese(faulty: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    casebook, out = faulty, tmp_path_factory.mktemp("zh")
    return report(casebook, "2026Q1-Q3", units=["420000"], language="zh", out=out)


@pytest.mark.slow
def test_no_english_is_left_on_any_page(chinese: Batch) -> None:
    assert not chinese.failed
    pages = [made.path for made in chinese.results] + [chinese.index]
    assert len(pages) >= 8
    found = {page.name: leftovers(page.read_text(encoding="utf-8")) for page in pages}
    assert not {name: sorted(words) for name, words in found.items() if words}


@pytest.mark.slow
def test_both_languages_give_the_same_numbers(chinese: Batch, faulty: Path, tmp_path: Path) -> None:
    english = report(faulty, "2026Q1-Q3", units=["420000"], notebooks=["arrest_standards"], out=tmp_path)
    twin = next(made.path for made in chinese.results if made.notebook == "arrest_standards")
    pages = [path.read_text(encoding="utf-8") for path in (english.results[0].path, twin)]
    for kind in ("<figure", "<table", "<h2"):
        assert pages[0].count(kind) == pages[1].count(kind) > 0
    shares = [sorted(re.findall(r"\[\d+\.\d+, \d+\.\d+\]", page)) for page in pages]
    assert shares[0] == shares[1]


@pytest.mark.slow
def test_no_figure_holds_an_empty_box(chinese: Batch) -> None:
    """Letters are outlines that are named by font and number of their glyph; glyph 0 is .notdef."""
    outlines = [
        outline
        for made in chinese.results
        for outline in re.findall(r' id="([A-Z][A-Za-z-]*-[0-9a-f]+)"', made.path.read_text(encoding="utf-8"))
    ]
    assert any(outline.startswith("NotoSansSC") for outline in outlines)
    # What no font has, matplotlib takes from its font of last resort, and says so in the page.
    assert not [outline for outline in outlines if outline.startswith("LastResort") or re.fullmatch(r".*-0+", outline)]


@pytest.mark.slow
def test_no_page_shows_a_warning(chinese: Batch) -> None:
    for made in chinese.results:
        cells = json.loads(made.path.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert not [output for output in outputs if output["output_type"] == "stream"], made.notebook


def test_the_font_has_every_letter_that_we_say() -> None:
    from matplotlib.ft2font import FT2Font
    from pylopdf_fonts_zh_cn import sans_path

    from caselib.domain.tables import TABLES

    letters = FT2Font(str(sans_path())).get_charmap()
    labels = [measure.label.zh for measure in MEASURES.values()]
    labels += [column.label.zh for table in TABLES.values() for column in table.columns]
    said = "".join([*labels, *phrases._chinese().values()])
    assert not {letter for letter in said if ord(letter) > 0x2E80 and ord(letter) not in letters}


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_each_measure_is_explained_in_chinese(name: str) -> None:
    measure = MEASURES[name]
    assert phrases.known(measure.why), measure.why
    assert phrases.known(measure.caution), measure.caution
    assert not re.search("[a-z]{3}", phrases.said_source("zh", measure.source))


def sentences(path: Path) -> set[str]:
    """What a module says by `say(language, "...")`, as far as it is written there."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    said = [call.args[1] for call in calls if getattr(call.func, "id", "") == "say" and len(call.args) > 1]
    both = [part for each in said for part in ((each.body, each.orelse) if isinstance(each, ast.IfExp) else (each,))]
    return {part.value for part in both if isinstance(part, ast.Constant)}


@pytest.mark.parametrize("room", ["analysis", "figures", "reporting"])
def test_each_sentence_has_its_chinese(room: str) -> None:
    said = {sentence for path in (ROOT / "caselib" / room).glob("*.py") for sentence in sentences(path)}
    said |= {
        sentence
        for path in (ROOT / "caselib" / room).rglob("*.j2")
        for sentence in re.findall(r'say\([\w.]*language, "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(said) > 2
    assert not {sentence for sentence in said if not phrases.known(sentence)}


def test_both_languages_fill_in_the_same_names() -> None:
    for english, chinese in phrases._chinese().items():
        assert sorted(re.findall(r"{(\w+)}", english)) == sorted(re.findall(r"{(\w+)}", chinese)), english


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_each_notebook_says_all_in_both(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tagged = [cell["metadata"].get("tags", []) for cell in cells if cell["cell_type"] == "markdown"]
    assert tagged == [["lang-en"], ["lang-zh"]] * (len(tagged) // 2)

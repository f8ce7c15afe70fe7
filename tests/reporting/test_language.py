"""A Chinese report is Chinese: every visible word of every page, and every letter of its figures."""

from __future__ import annotations

import ast
import html
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from caselib.domain import phrases
from caselib.domain.label import LANGUAGES
from caselib.drilldown.words import WORDS
from caselib.measures.catalogue import MEASURES
from caselib.reporting import reasons
from caselib.reporting.batch import report
from caselib.reporting.index import write_index
from caselib.reporting.word import as_word
from tests.reporting.small import notebooks
from tests.reporting.test_index import UNITS, entry, write

# Names of people and methods, of files, and units of time that are written so in Chinese papers too.
NAMES = {
    *("Wilson", "Newcombe", "Laney", "Spiegelhalter", "Aalen", "Johansen", "Newey", "West", "Korn", "Graubard"),
    *("Zou", "Donner", "Cochran", "Gwet", "Krippendorff", "Kaplan", "Meier", "Fisher", "AC", "Benjamini"),
    *("Hochberg", "caselib", "manifest", "json", "docs", "sources", "md", "UTC", "csv", "xlsx", "docx"),
}
# What is written in letters without being a word: quarters and halves, ids (of casebooks, plans, cases, findings,
# reviewers) and numbers of sections.
IDS = re.compile(
    r"(Q[1-4]|H[12])(-Q[1-4])?(-[0-9a-f]{8})?|[a-f][0-9a-f]*\d[0-9a-f]*|"
    r"INV(GY)?[0-9-]+|INVF-\w+|F-[0-9a-f]{12}|V\d{3}|AC2|G\d+"
)
ROOT = Path(__file__).parents[2]


class Visible(HTMLParser):
    """The text that a reader sees; code is code in any language, and what is quoted is said by another."""

    HIDDEN = ("script", "style", "code", "pre", "q")

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


HAN = "[\u4e00-\u9fff]"
# Signs and spaces of English where Chinese stands beside them, in the text and where a text begins or ends.
SIGNS = re.compile(
    rf"{HAN}[）”%]?\s?[:;,.!?]\s?{HAN}|^[:;,.!?]\s?{HAN}|{HAN}\s?[:;,.!?]$|\([^()]*{HAN}[^()]*\)"
    rf"|(?:{HAN}|[、。，；：！？）”])\s(?:{HAN}|[（“])"
)


def signs(page: str) -> set[str]:
    """Where Chinese stands beside a sign or a space as English sets them."""
    reader = Visible()
    reader.feed(page)
    texts = [" ".join(text.split()) for text in reader.texts]
    return {text[max(0, found.start() - 9) : found.end() + 9] for text in texts for found in SIGNS.finditer(text)}


def test_leftovers_are_found_wherever_they_stand() -> None:
    page = (
        '<p>按accepted_on归期</p><svg aria-label="Arrest"><!-- share ended --></svg>'
        "<code>refused</code><p>Wilson 2026Q1</p><q>quoted</q>"
    )
    assert leftovers(page) == {"accepted_on", "Arrest", "share", "ended"}


@pytest.mark.parametrize(
    "wrong",
    ["案件: 人员", "案件</a>: 人员", "案件;人员", "案件.", "案件 (人员)", "案件\n人员", "案件。 人员", "案件%, 人员"],
)
def test_signs_of_english_are_found_beside_chinese(wrong: str) -> None:
    assert signs(f"<p>{wrong}</p>")
    assert not signs("<p>案件：人员；占比5.1%（共3，[1.2, 3.4]）。</p><p>2026Q1, Wilson</p>")


def left_in(pages: dict[str, str]) -> dict[str, list[str]]:
    """What is left of English, by page: words, signs, spaces."""
    found = {name: sorted(leftovers(page) | signs(page)) for name, page in pages.items()}
    return {name: left for name, left in found.items() if left}


def pages_of(out: Path) -> dict[str, str]:
    """Every page under a folder of reports, the index included."""
    paths = sorted(out.rglob("*.html"))
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.slow
def test_no_english_is_left_on_any_page(chinese: Path) -> None:
    pages = pages_of(chinese.parent)
    assert len(pages) >= 12
    assert not left_in(pages)


# What is said of units, of peers and of where nobody stands below follows the level; the other pages are alike.
BY_LEVEL = ["overview", "arrest_standards", "data_screens", "public_interest_litigation"]
READERS = {
    "the nation": {"units": ["100000"], "notebooks": BY_LEVEL},
    "a city": {"units": ["420100"], "notebooks": BY_LEVEL},
    "an office": {"units": ["420102"], "notebooks": BY_LEVEL},
    "a circulated city": {"units": ["420100"], "audience": "circulated"},
    "the public": {"units": ["100000", "420000"], "audience": "public"},
}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_english_is_left_for_any_reader(reader: str, faulty: Path, tmp_path: Path) -> None:
    made = report(faulty, "2026Q1-Q3", language="zh", out=tmp_path, **READERS[reader])
    assert not made.failed, made.failed[0].reason
    assert not left_in(pages_of(tmp_path))


@pytest.mark.slow
def test_no_english_is_left_where_cases_were_reviewed(rehearsed_casebook: Path, tmp_path: Path) -> None:
    names = ["case_review", "findings", "data_screens"]
    made = report(rehearsed_casebook, "2026Q1-Q3", units=["420000"], notebooks=names, language="zh", out=tmp_path)
    assert not made.failed, made.failed[0].reason
    assert not left_in(pages_of(tmp_path))
    assert not boxes(tmp_path)


@pytest.mark.slow
def test_no_english_is_left_in_a_word_document(chinese: Path) -> None:
    pytest.importorskip("pypandoc", reason="the extra for Word is not installed")
    pytest.importorskip("resvg_py", reason="the extra for Word is not installed")
    page = chinese / "420000" / "retrial_recommendations.html"
    with zipfile.ZipFile(io.BytesIO(as_word(page.read_text(encoding="utf-8")))) as document:
        body = ElementTree.fromstring(document.read("word/document.xml"))
        core = ElementTree.fromstring(document.read("docProps/core.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    # Code has a character style of its own.
    code = {run for run in body.iter(f"{word}r") for style in run.iter(f"{word}rStyle")
            if style.get(f"{word}val") == "VerbatimChar"}  # fmt: skip
    lines = [[run for run in line.iter(f"{word}r") if run not in code] for line in body.iter(f"{word}p")]
    said = ["".join(part.text or "" for run in line for part in run.iter(f"{word}t")) for line in lines]
    said += [part.get("descr", "") for part in body.iter() if part.tag.endswith("}docPr")]
    said += [part.text or "" for part in core.iter() if part.tag.endswith("}title")]
    assert len(said) > 100
    assert not left_in({"document": "".join(f"<p>{html.escape(line)}</p>" for line in said)})


def test_an_index_is_chinese_before_it_lists_anything(tmp_path: Path) -> None:
    page = write_index(tmp_path, units=UNITS, language="zh", begun="2026-11-23 10:00 UTC").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page
    assert not left_in({"index": page})


def test_an_index_says_in_chinese_what_is_new_and_gone(tmp_path: Path) -> None:
    kept, new, gone, left = ({"key": name, "name": name} for name in ("甲院：不捕率", "乙院：不捕率", "丙院", "丁院"))
    said = {"parameters": {"language": "zh"}}
    now = {"overview": entry(1, "overview", signals=[kept, new], **said)}
    now |= {"findings": entry(2, "findings", empty=True, **said)}
    refused = entry(3, "arrest_standards", status="refused", reason="the page holds a rank", **said)
    write(tmp_path, "2026H1", "42", ["42"], {"overview": entry(1, "overview", signals=[kept, gone, left], **said)})
    write(tmp_path, "2026Q1-Q3", "42", ["42"], now | {"arrest_standards": refused})
    page = write_index(tmp_path, units=UNITS).read_text(encoding="utf-8")
    assert not left_in({"index": page})
    for part in ("已生成1份，无数据1份，被拒绝1份。", "新增：乙院：不捕率。消失：丁院；丙院。", "（无数据）"):
        assert part in page


FAILING = {
    "overview": 'import caselib as cl\ncl.open(casebook).count("refusd", period=period)',
    "data_quality": '1 / 0  # "the words of Python"',
    "arrest_standards": 'from IPython.display import HTML\nHTML("<p>rank 3</p>")',
}


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["internal", "circulated"])
def test_why_there_is_no_report_is_said_in_chinese(audience: str, faulty: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path / "in", **FAILING)
    made = report(faulty, "2026Q1-Q3", units=["420100"], folder=folder, audience=audience, language="zh",
                  out=tmp_path / "out")  # fmt: skip
    assert len(made.failed) == 3
    pages = pages_of(tmp_path / "out")
    assert not left_in(pages)
    assert sum("页面含有名次" in page for page in pages.values()) == 2
    assert ("没有这个指标" in "".join(pages.values())) == (audience == "internal")
    for page in pages.values():
        assert '错误原文：<q lang="en">' in page


@pytest.mark.slow
def test_both_languages_give_the_same_numbers(chinese: Path, faulty: Path, tmp_path: Path) -> None:
    english = report(faulty, "2026Q1-Q3", units=["420000"], notebooks=["arrest_standards"], out=tmp_path)
    twin = chinese / "420000" / "arrest_standards.html"
    pages = [path.read_text(encoding="utf-8") for path in (english.results[0].path, twin)]
    for kind in ("<figure", "<table", "<h2"):
        assert pages[0].count(kind) == pages[1].count(kind) > 0
    shares = [sorted(re.findall(r"\[\d+\.\d+, \d+\.\d+\]", page)) for page in pages]
    assert shares[0] == shares[1]


def boxes(out: Path) -> list[str]:
    """Empty boxes in figures. Letters are outlines named by font and number of their glyph; glyph 0 is .notdef."""
    pages = pages_of(out).values()
    outlines = [outline for page in pages for outline in re.findall(r' id="([A-Z][A-Za-z-]*-[0-9a-f]+)"', page)]
    assert any(outline.startswith("NotoSansSC") for outline in outlines)
    # What no font has, matplotlib takes from its font of last resort, and says so in the page.
    return [outline for outline in outlines if outline.startswith("LastResort") or re.fullmatch(r".*-0+", outline)]


@pytest.mark.slow
def test_no_figure_holds_an_empty_box(chinese: Path) -> None:
    assert not boxes(chinese)


@pytest.mark.slow
def test_no_page_shows_a_warning(chinese: Path) -> None:
    found = sorted(chinese.rglob("*.ipynb"))
    assert len(found) >= 11
    for path in found:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert not [output for output in outputs if output["output_type"] == "stream"], path.stem


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
    """What a module says by `say(language, "...")`, as far as it is written there, in the call or as a constant.

    The explorer's own `say` has the language behind.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    given = {node.targets[0].id: node.value for node in tree.body
             if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    said = [arg for call in calls if "say" in (getattr(call.func, "id", ""), getattr(call.func, "attr", ""))
            for arg in call.args[:2]]  # fmt: skip
    both = [part for each in said for part in ((each.body, each.orelse) if isinstance(each, ast.IfExp) else (each,))]
    known = [given.get(part.id, part) if isinstance(part, ast.Name) else part for part in both]
    return {part.value for part in known if isinstance(part, ast.Constant) and isinstance(part.value, str)}


@pytest.mark.parametrize("room", ["analysis", "figures", "reporting", "review", "drilldown"])
def test_each_sentence_has_its_chinese(room: str) -> None:
    said = {sentence for path in (ROOT / "caselib" / room).rglob("*.py") for sentence in sentences(path)}
    said |= {
        sentence
        for path in (ROOT / "caselib" / room).rglob("*.j2")
        for sentence in re.findall(r'say\([\w.]*language, "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(said) > 2
    own = WORDS if room == "drilldown" else {}
    assert not {sentence for sentence in said - {*LANGUAGES} if not phrases.known(sentence) and sentence not in own}


def test_each_reason_in_the_book_is_one_that_is_given() -> None:
    """As a text in the package, whatever is filled in there; kinds of errors stand by their name."""
    texts = set()
    for path in (ROOT / "caselib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.add("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts |= {node.value, f"the page holds {node.value}"}
    given = {re.split("; (?:where|got|do): ", text)[0] for text in texts}
    for reason, chinese in reasons.book().items():
        assert re.sub(r"{\w+}", "{}", reason) in given or re.fullmatch(r"[A-Z]\w+Error", reason), reason
        assert {*re.findall(r"{(\w+)}", chinese)} <= {*re.findall(r"{(\w+)}", reason)}
        assert not re.search("[A-Za-z]{2}", re.sub(r"{\w+}", "", chinese))


def test_both_languages_fill_in_the_same_names() -> None:
    for english, chinese in phrases._chinese().items():
        assert sorted(re.findall(r"{(\w+)}", english)) == sorted(re.findall(r"{(\w+)}", chinese)), english


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_each_notebook_says_all_in_both(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tagged = [cell["metadata"].get("tags", []) for cell in cells if cell["cell_type"] == "markdown"]
    assert tagged == [["lang-en"], ["lang-zh"]] * (len(tagged) // 2)

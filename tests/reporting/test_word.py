"""A report as a Word document can be opened, with its text, its tables and its figures."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from caselib.reporting.batch import report

pytest.importorskip("pypandoc", reason="the extra for Word is not installed")
pytest.importorskip("resvg_py", reason="the extra for Word is not installed")
pytestmark = pytest.mark.slow
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_word_document_holds_what_the_page_holds(casebook: Path, tmp_path: Path) -> None:
    names = ["retrial_recommendations"]
    made = report(casebook, "2026Q1-Q3", units=["420000"], notebooks=names, out=tmp_path, word=True)
    (result,) = made.results
    assert result.status == "made", result.reason
    page = result.path.read_text(encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(result.path.with_suffix(".docx").read_bytes())) as document:
        assert document.testzip() is None
        body = ElementTree.fromstring(document.read("word/document.xml"))
        pictures = [name for name in document.namelist() if name.startswith("word/media/")]
        assert all(document.read(name).startswith(b"\x89PNG") for name in pictures)
    text = "".join(part.text or "" for part in body.iter(f"{TEXT}t"))
    assert "Retrial recommendations" in text
    assert "虚构数据" in text
    assert "import caselib" not in text
    # Lists of definitions become tables as well.
    assert len(list(body.iter(f"{TEXT}tbl"))) >= page.count('<table class="cl"') > 0
    assert len(pictures) == len(set(pictures)) == page.count("<svg ")
    assert 'retrial_recommendations.docx">docx' in made.index.read_text(encoding="utf-8")


def test_a_chinese_report_is_a_chinese_document(casebook: Path, tmp_path: Path) -> None:
    names = ["retrial_recommendations"]
    made = report(casebook, "2026Q1-Q3", units=["420000"], notebooks=names, out=tmp_path, word=True, language="zh")
    (result,) = made.results
    assert result.status == "made", result.reason
    with zipfile.ZipFile(result.path.with_suffix(".docx")) as document:
        body = ElementTree.fromstring(document.read("word/document.xml"))
    text = "".join(part.text or "" for part in body.iter(f"{TEXT}t"))
    title = re.search(r"<title>(.*?) –", result.path.read_text(encoding="utf-8"))
    assert title and title[1] in text and re.search("[一-鿿]{4}", title[1])
    assert "湖北省人民检察院" in text
    assert "Retrial" not in text

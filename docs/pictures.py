"""The pictures of the READMEs, made anew: `.venv/bin/python docs/pictures.py`.

Needs Chromium for the pages, LibreOffice and pdftoppm for the sheet. The nation is that of `make report`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.domain.label import LANGUAGES, Language
from caselib.drilldown.serve import served
from caselib.drilldown.state import State
from caselib.reporting.batch import report
from caselib.synthetic.nation import synthesize
from caselib.synthetic.rehearsal import rehearse

HERE = Path(__file__).parent
PERIOD, PROVINCE = "2026Q1-Q3", "420000"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COLOURS = 64
"""So many are all that a pencil and a mark need, rare ones too, and a picture stays under 200 kB."""
DRAWN = "document.querySelector('.cl-chart[data-drawn]') !== null && document.querySelector('.cl-rows td') !== null"


def main() -> None:
    """Make all: a report and the explorer in each language, and the sheet, which is in both."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        casebook = work / "casebook"
        load(synthesize(work / "nation", scale=0.01, seed=7, faults=True).path, casebook)
        rehearse(open_casebook(casebook, unit=PROVINCE), period=PERIOD, out=work / "sheets", random=60)
        for language in LANGUAGES:
            of_report(casebook, work / f"reports-{language}", language)
            of_explorer(casebook, work / f"explorer-{language}", language)
        # The second reviewer's: the first case in it is a criminal one, with most facts.
        of_sheet(sorted((work / "sheets").glob("*.xlsx"))[1], work)


def of_report(casebook: Path, out: Path, language: Language) -> None:
    """The top of the report on arrest: its summary, and its panel."""
    report(casebook, PERIOD, units=[PROVINCE], notebooks=["arrest_standards"], out=out, language=language)
    page = next(out.rglob("*arrest_standards.html"))
    with tab(width=1045, height=1400, scale=1.5) as seen:
        seen.goto(page.as_uri())
        keep(shot(seen, out), called("report", language))


def of_explorer(casebook: Path, work: Path, language: Language) -> None:
    """The cities of a province against their limits; the invented nation has something planted in them."""
    work.mkdir()
    with served(casebook, work, language=language) as address, tab(width=1280, height=720, scale=1) as seen:
        seen.goto(f"{address}#{State('decided_on_last_day', PERIOD, PROVINCE)}")
        seen.wait_for_function(DRAWN, timeout=120_000)
        # What is drawn last is the names beside the points.
        seen.wait_for_timeout(2000)
        keep(shot(seen, work), called("explorer", language))


def of_sheet(workbook: Path, work: Path) -> None:
    """The first case of a reviewer's workbook, which stands behind its contents, as LibreOffice prints it."""
    home = f"-env:UserInstallation=file://{work / 'office'}"
    line = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(work), str(workbook)]
    subprocess.run(line, check=True, capture_output=True, timeout=180)
    page, printed = work / "sheet", work / f"{workbook.stem}.pdf"
    only = ["-f", "2", "-l", "2", "-singlefile", "-r", "140"]
    subprocess.run(["pdftoppm", *only, "-png", str(printed), str(page)], check=True)
    keep(without_foot(page.with_suffix(".png")), HERE / "review.png")


@contextmanager
def tab(*, width: int, height: int, scale: float) -> Iterator[Any]:
    """A page of Chromium; it is closed with the block."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        browser.close()


def shot(seen: Any, folder: Path) -> Path:
    """Take what is seen without scrolling."""
    seen.screenshot(path=folder / "shot.png")
    return folder / "shot.png"


def without_foot(path: Path) -> Path:
    """Cut a printed page to what stands on it, without its last lines and the paper around them."""
    page = Image.open(path).convert("RGB")
    body = page.crop((0, 0, page.width, round(0.93 * page.height)))
    left, top, right, bottom = ImageChops.difference(body, Image.new("RGB", body.size, "white")).getbbox()
    body.crop((left - 20, top - 20, right + 20, bottom + 20)).save(path)
    return path


def called(subject: str, language: Language) -> Path:
    """Where a picture stands, as the READMEs are called: `report.png`, `report.zh.png`."""
    return HERE / f"{subject}{'' if language == 'en' else f'.{language}'}.png"


def keep(path: Path, where: Path) -> None:
    """Write a picture with few colours."""
    Image.open(path).convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE).save(where, optimize=True)
    print(f"{where.name}: {where.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

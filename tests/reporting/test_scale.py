"""One scale of letters: six named sizes for pages, two for figures, and nothing beside them."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "caselib"
SCALE = {"fine", "small", "text", "large", "section", "title"}
SIZE = re.compile(r"font(?:-size)?:\s*([^;}\s/]+)")
STATED = re.compile(r"--(\w+): ([\d.]+(?:rem|pt));")


def test_no_size_of_a_page_stands_outside_the_scale() -> None:
    templates = [path.read_text(encoding="utf-8") for path in (ROOT / "reporting" / "templates").iterdir()]
    sizes = {size for text in templates for size in SIZE.findall(text)}
    assert sizes == {"inherit", *(f"var(--{name})" for name in SCALE)}


def test_the_scale_rises_on_screen_and_on_paper() -> None:
    screen, paper = (ROOT / "reporting" / "templates" / "style.css").read_text(encoding="utf-8").split("@media print")
    for text in (screen.split("@media")[0], paper):
        stated = {name: float(size[:-3] if size.endswith("rem") else size[:-2]) for name, size in STATED.findall(text)}
        assert list(stated) == ["fine", "small", "text", "large", "section", "title"]
        assert sorted(stated.values()) == list(stated.values())


FIGURES = {path.name: path for folder in ("figures", "published") for path in (ROOT / folder).glob("*.py")}


def test_figures_name_their_marks_where_they_stand() -> None:
    """A legend sends the eye to and fro: what is drawn is named beside itself."""
    assert [name for name, path in FIGURES.items() if ".legend(" in path.read_text(encoding="utf-8")] == []


def test_figures_name_their_sizes() -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in FIGURES.items()}
    loose = {name: re.findall(r"""(?:font|label|title)size"?[=:] *[\d.]+""", text) for name, text in texts.items()}
    assert not {name: found for name, found in loose.items() if found}


def test_what_makes_room_in_a_narrow_window_is_not_for_paper() -> None:
    """Paper is narrower than a window: a table that scrolls there was printed with its scroll bar."""
    style = (ROOT / "reporting" / "templates" / "style.css").read_text(encoding="utf-8")
    assert re.findall(r"@media (\w+)[^{]*max-width", style) == re.findall(r"@media (screen) and \(max-width", style)
    assert "(max-width" in style
    assert not re.search(r"@media \(", style)


def test_no_colour_is_red_or_green() -> None:
    """Nobody is told apart, or judged, by the two colours that one man in twelve can't tell apart."""
    folders = [ROOT / "figures", ROOT / "published", ROOT / "drilldown", ROOT / "reporting" / "templates"]
    paths = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".css", ".js", ".j2"}]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    colours = {colour for text in texts for colour in re.findall(r"#[0-9a-fA-F]{6}\b", text)}
    assert len(colours) > 10
    loud = {}
    for colour in colours:
        red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        hue, _, strong = colorsys.rgb_to_hls(red, green, blue)
        loud[colour] = 360 * hue if strong > 0.25 else None
    told = {colour: hue for colour, hue in loud.items() if hue is not None}
    assert not {colour: hue for colour, hue in told.items() if hue < 15 or 70 < hue < 170 or hue > 330}

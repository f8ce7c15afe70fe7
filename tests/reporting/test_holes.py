"""Ways around the gate that a sceptical reader found: each is refused, and its lawful look-alike passes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from caselib.casebook.store import Book, open_casebook
from caselib.errors import GateError
from caselib.reporting.gate import check_report
from caselib.reporting.parameters import parameters

UNIT = "420000"
UNITS = ["420100", "420200", "420300", "420500"]


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit=UNIT)


def passes(book: Book, page: str, *, notebook: Any = None, audience: str = "internal") -> None:
    said = {"casebook": "here", "period": "2026Q1-Q3", "unit": UNIT, "audience": audience, "language": "en"}
    empty = nbformat.v4.new_notebook()
    check_report(f"<html>{page}</html>", notebook or empty, asked=parameters(said), units=book.units, where="page.html")


def each(form: str) -> Callable[[list[str]], str]:
    return lambda names: "".join(form.format(n=name, i=i, y=100 + 20 * i) for i, name in enumerate(names))


def within(before: str, form: str, after: str) -> Callable[[list[str]], str]:
    return lambda names: before + each(form)(names) + after


def quoted(names: list[str]) -> str:
    listed = ", ".join("'" + name.replace("'", "\\'") + "'" for name in names)
    return f"<script>var d = [{listed},]</script>"


PLACES: dict[str, Callable[[list[str]], str]] = {
    "text of a drawing": within("<svg>", "<text>{n}</text>", "</svg>"),
    "title of a drawing": within("<svg>", "<g><title>{n}</title></g>", "</svg>"),
    "comments of a drawing": within("<svg>", "<!-- {n} -->", "</svg>"),
    "labels by their places": within("<svg>", '<text x="5" y="{y}">{n}</text>', "</svg>"),
    "labels that were moved": within(
        "<svg>", '<!-- {n} --><g transform="translate({i}7.5 {y}) scale(1 -1)"></g>', "</svg>"
    ),
    "aria-label": each('<div aria-label="{n}"></div>'),
    "alt": each('<img alt="{n}">'),
    "title": each('<span title="{n}">x</span>'),
    "blocks": each("<div><b>{n}</b> 12 %</div>"),
    "paragraphs": each("<p>{n}</p>"),
    "headings": each("<section><h3>{n}</h3><p>x</p></section>"),
    "definitions": within("<dl>", "<dt>{n}</dt><dd>3</dd>", "</dl>"),
    "numbered": within("<ul>", "<li>{i}. {n}</li>", "</ul>"),
    "after a share": within("<ul>", "<li>12 % {n}</li>", "</ul>"),
    "after a word": within("<ul>", "<li>Unit {n} (12 %)</li>", "</ul>"),
    "single quotes": quoted,
    "unquoted keys": within("<script>var d = [", '{{name: "{n}", v: 1}},', "]</script>"),
    "left open": within("<script>}} ]( var d = [", '"{n}", ', "</script>"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_units_stand_in_code_order_wherever_they_are_read_one_after_another(
    book: Book, place: str, language: Any
) -> None:
    names = [book.units.name(unit, language) for unit in UNITS]
    passes(book, PLACES[place](names))
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, PLACES[place](names[::-1]))


def test_bars_are_read_from_above_whatever_the_order_of_the_document(book: Book) -> None:
    form = '<text x="5" y="{y}">{n}</text>'
    bars = [form.format(n=book.units.name(unit), y=200 - 20 * i) for i, unit in enumerate(UNITS)]
    passes(book, f"<svg>{each(form)(UNITS)}</svg>")
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f"<svg>{''.join(bars)}</svg>")


def drawing(places: list[tuple[int, int]], names: list[str], *, dots: bool, others: int = 0) -> str:
    """Labels at these places, each with its own dot or without, among further dots."""
    beside = [(x - 6, y + 5) for x, y in places] if dots else []
    beside += [(110 + 37 * i % 300, 200 - 29 * i % 150) for i in range(others)]
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in beside)
    ticks = "".join(f'<use href="#tick" x="{40 * i}" y="300"/>' for i in range(10))
    labels = "".join(f'<text x="{x}" y="{y}">{n}</text>' for (x, y), n in zip(places, names, strict=True))
    return f"<svg>{ticks}{marks}{labels}</svg>"


SCATTER = [(130, 90), (104, 41), (251, 66), (187, 152)]
LISTS = {
    "equal steps": [(130, 40), (90, 60), (170, 80), (60, 100)],
    "one above another": [(50, 41), (50, 55), (50, 83), (50, 90)],
    "in a row": [(50, 40), (150, 40), (250, 40), (350, 40)],
    "a stair": [(180, 41), (166, 55), (120, 83), (103, 90)],
    "on one line": [(50, 41), (63, 41), (180, 41), (250, 41)],
}


def test_labels_at_the_points_of_a_scatter_are_no_list(book: Book) -> None:
    names = [book.units.name(unit) for unit in UNITS[::-1]]
    passes(book, drawing(SCATTER, names, dots=True, others=20))
    passes(book, drawing(SCATTER, names, dots=True))
    with pytest.raises(GateError, match=r"order of their codes.+name a few points"):
        passes(book, drawing(SCATTER, names, dots=False))


@pytest.mark.parametrize("stand", LISTS)
@pytest.mark.parametrize("dots", [True, False])
def test_a_list_is_one_with_a_dot_beside_each_label_and_with_unequal_steps(book: Book, stand: str, dots: bool) -> None:
    names = [book.units.name(unit) for unit in UNITS]
    passes(book, drawing(LISTS[stand], names, dots=dots))
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, drawing(LISTS[stand], names[::-1], dots=dots))


@pytest.mark.parametrize("stand", ["a stair", "on one line"])
def test_some_of_the_points_may_stand_on_one_line_by_chance(book: Book, stand: str) -> None:
    names = [book.units.name(unit) for unit in UNITS[::-1]]
    passes(book, drawing(LISTS[stand], names, dots=True, others=5))


@pytest.mark.parametrize("turn", ["", "rotate(180, 50, 100)", "matrix(1 0 0 -1 0 300)"])
def test_labels_are_where_the_groups_around_them_move_them(book: Book, turn: str) -> None:
    form = '<g class="tick" transform="translate(0,{y})"><text x="-9" y="1">{n}</text></g>'
    names = [book.units.name(unit) for unit in UNITS]
    falling, rising = (
        "".join(form.format(n=name, y=100 + step * i) for i, name in enumerate(names)) for step in (20, -20)
    )
    lawful, other = (rising, falling) if turn else (falling, rising)
    passes(book, f'<svg><g transform="{turn}">{lawful}</g></svg>')
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f'<svg><g transform="{turn}">{other}</g></svg>')


def figure(names: list[str], kind: str) -> str:
    """Units on the axis of a figure, as an author would draw them."""
    import matplotlib.pyplot as plt

    made, axes = plt.subplots(figsize=(24, 6))
    places = range(len(names))
    if kind == "legend":
        for place in places:
            axes.plot([0, 1], [place, 2], label=names[place])
        axes.legend(ncols=2)
    elif kind == "bars":
        axes.barh(places, [3, 9, 5, 7], tick_label=names)
        axes.invert_yaxis()
    else:
        axes.bar(places, [3, 9, 5, 7])
        axes.set_xticks(places, names, **({} if kind == "flat" else {"rotation": float(kind), "ha": "right"}))
    text = io.StringIO()
    made.savefig(text, format="svg")
    plt.close(made)
    return text.getvalue()


@pytest.mark.parametrize("kind", ["flat", "45", "90", "30", "legend", "bars"])
def test_the_axis_of_a_figure_is_read_however_its_letters_are_turned(book: Book, kind: str) -> None:
    # Names of very different lengths begin at very different heights where they are turned.
    names = [f"{book.units.name(unit)}{', counted again' * (place % 2)}" for place, unit in enumerate(UNITS)]
    passes(book, figure(names, kind))
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, figure(names[::-1], kind))


WRITTEN = {
    "with a share in a span": '<text x="5" y="{y}">{n} <tspan>12 %</tspan></text>',
    "in a span without a place": '<text x="5" y="{y}"><tspan>{n}</tspan></text>',
    "single quotes": "<text x='5' y='{y}'>{n}</text>",
    "a blank before the bracket": '<text transform="translate (5, {y})">{n}</text>',
    "an exponent": '<text transform="translate(5.e0,{y}e+00)">{n}</text>',
    "a page within": '<foreignObject x="5" y="{y}"><div>{n}</div></foreignObject>',
    "beside an empty one": '<text/><g><text x="5" y="{y}">{n}</text></g>',
}


@pytest.mark.parametrize("form", WRITTEN)
def test_labels_are_placed_however_they_are_written(book: Book, form: str) -> None:
    names = [book.units.name(unit) for unit in UNITS]
    lines = [WRITTEN[form].format(n=name, y=100 + 20 * place) for place, name in enumerate(names)]
    fallen = [WRITTEN[form].format(n=name, y=200 - 20 * place) for place, name in enumerate(names)]
    passes(book, f"<svg>{''.join(lines[::-1])}</svg>")
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f"<svg>{''.join(fallen)}</svg>")


DOTS = [
    '<path class="point" transform="translate({x},{y})" d="M3,0"/>',
    '<g transform="translate({x},{y})"><circle r="3"/></g>',
]


@pytest.mark.parametrize("dot", DOTS)
def test_points_that_are_moved_are_points(book: Book, dot: str) -> None:
    names = [book.units.name(unit) for unit in UNITS[::-1]]
    dots = "".join(dot.format(x=x - 6, y=y + 5) for x, y in SCATTER)
    labels = "".join(f'<text x="{x}" y="{y}">{n}</text>' for (x, y), n in zip(SCATTER, names, strict=True))
    passes(book, f"<svg>{dots}{labels}</svg>")


def test_numbers_that_are_none_are_no_accident_of_the_gate(book: Book) -> None:
    passes(book, '<svg><text transform="translate(10.5.5)" x="." y="-">x</text></svg>')


def test_passages_about_units_are_no_list(book: Book) -> None:
    said = ": of the arrests that were approved, some ended without prosecution; the files say why, and are to be read."
    passes(book, each("<div>{n}" + said + "</div>")([book.units.name(unit) for unit in UNITS[::-1]]))


HIDDEN = [
    "<p>ZHEJIANG</p>",
    "<p>Zhejiang</p>",
    "<p>浙江</p>",
    "<p>浙江省的数字</p>",
    "<p>Zhe<wbr>jiang</p>",
    "<p>Zhe&shy;jiang</p>",
    "<p>Zhe\u200bjiang</p>",
    "<p>Zhe&#8203;jiang</p>",
    "<p>&#90;hejiang</p>",
    "<div>浙江省人</div><div>民检察院</div>",
    "<svg><style>/* Zhejiang */</style></svg>",
    "<style>b::after { content: '浙江省' }</style>",
    "<p>#330000</p>",
    "<script>var d=[330000,12]</script>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_peer_is_not_named_in_any_spelling(book: Book, hidden: str) -> None:
    passes(book, hidden)
    with pytest.raises(GateError, match="may not see"):
        passes(book, hidden, audience="circulated")


@pytest.mark.parametrize(
    "lawful",
    [
        "<style>b { color: #330000; border: 1px solid #330000 }</style>",
        '<svg><rect fill="#330000" style="stroke: #330000"/></svg>',
        "<p>Hubei, 湖北省, HUBEI PEOPLE'S PROCURATORATE</p>",
        "<p>最高人民检察院, the Supreme People's Procuratorate, the supreme rule</p>",
        "<p>Zhejiangese, 0.330000, 13300001</p>",
        '<img src="data:image/svg+xml,<svg/>">',
    ],
)
def test_what_only_looks_like_a_name_may_be_shown(book: Book, lawful: str) -> None:
    passes(book, lawful, audience="circulated")


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_pictures_of_points_are_for_internal_readers_alone(book: Book, kind: str) -> None:
    output = nbformat.v4.new_output("display_data", data={f"image/{kind}": "iVBORw0KGgo="})
    kept = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    for page, notebook in ((f'<img src="data:image/{kind};base64,iVBORw0KGgo=">', None), ("", kept)):
        passes(book, page, notebook=notebook)
        with pytest.raises(GateError, match="picture of points"):
            passes(book, page, notebook=notebook, audience="circulated")


def cell(**held: Any) -> Any:
    return nbformat.v4.new_code_cell("x", **held)


NAMED = "Zhejiang People's Procuratorate"
KEPT = {
    "ename": cell(outputs=[nbformat.v4.new_output("error", ename=NAMED, evalue="", traceback=[])]),
    "evalue": cell(outputs=[nbformat.v4.new_output("error", ename="E", evalue=NAMED, traceback=[])]),
    "traceback": cell(outputs=[nbformat.v4.new_output("error", ename="E", evalue="", traceback=["\x1b[31m" + NAMED])]),
    "text": cell(outputs=[nbformat.v4.new_output("stream", name="stdout", text=NAMED)]),
    "output metadata": cell(outputs=[nbformat.v4.new_output("display_data", data={}, metadata={"x": NAMED})]),
    "metadata": cell(metadata={"x": NAMED}),
    "attachment a.txt": nbformat.v4.new_markdown_cell("x", attachments={"a.txt": {"text/plain": NAMED}}),
    "source": nbformat.v4.new_code_cell(f"# {NAMED}"),
    "1, source": nbformat.v4.new_markdown_cell(NAMED),
}


@pytest.mark.parametrize("place", KEPT)
def test_everything_that_a_notebook_keeps_is_read(book: Book, place: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[KEPT[place]])
    passes(book, "", notebook=notebook)
    with pytest.raises(GateError, match=f"cell 1.*{place}|{place}"):
        passes(book, "", notebook=notebook, audience="circulated")


def test_what_a_notebook_keeps_of_itself_is_read(book: Book) -> None:
    with pytest.raises(GateError, match="metadata"):
        passes(book, "", notebook=nbformat.v4.new_notebook(metadata={"x": NAMED}), audience="circulated")


@pytest.mark.slow
def test_a_script_with_brackets_left_open_is_read_to_its_end(book: Book) -> None:
    names = [book.units.name(unit) for unit in UNITS]
    opened = '[{"a": ' * 40_000
    passes(book, f"<script>{opened}{names}</script>")
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f"<script>{opened}{names[::-1]}</script>")

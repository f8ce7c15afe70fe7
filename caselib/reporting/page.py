"""An executed notebook as one page: nothing is fetched, everything it needs is in it."""

from __future__ import annotations

import html
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

from caselib.domain.label import LANGUAGES, Language
from caselib.domain.phrases import said_name, say
from caselib.domain.tables import TABLES
from caselib.reporting.parameters import ReportParameters
from caselib.reporting.reasons import why

__all__ = ["failure_page", "headings", "in_language", "render", "report_page"]

# No line ends between a share and its sign, and none stands as a space within Chinese; code, drawings and what was
# released stay as they are.
_KEPT = r"<(?P<kept>pre|code|svg|style|table(?=[^>]*\sdata-figure=))\b.*?</(?P=kept)>"
_HAN = r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]"
_SET = re.compile(rf"{_KEPT}|(?<=\d) %|(?<={_HAN})\n(?={_HAN})", re.DOTALL)
_TEMPLATES = Path(__file__).parent / "templates"


def report_page(
    notebook: Any, *, asked: ReportParameters, casebook: dict[str, Any], unit: dict[str, str], made: str
) -> str:
    """Render an executed notebook; its code stands folded at the end.

    A notebook that reads nothing of the casebook says in its metadata (caselib: name, data_date) what it does rest on,
    so that its page calls nothing invented that is real.
    """
    own = notebook.metadata.get("caselib", {})
    if own:
        invented = casebook["invented"] and "name" not in own
        casebook = {**casebook, "id": "–", "invented": invented, "rows": {}, **own}
    body = _body(in_language(notebook, asked.language))
    title = next((text for level, _, text in headings(body) if level == 1), say(asked.language, "Report"))
    # The title stands in the page's own head.
    body = re.sub(r"<h1\b.*?</h1>", "", body, count=1, flags=re.DOTALL)
    body = _SET.sub(lambda found: found[0] if found["kept"] else {" %": "\u00a0%", "\n": ""}[found[0]], body)
    sections = [(anchor, text) for level, anchor, text in headings(body) if level == 2]
    # The code names the casebook's place on this machine, which is nothing for the public.
    shown = asked.audience != "public"
    code = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code") if shown else ""
    return render(
        "report.html.j2",
        title=title,
        body=body,
        sections=sections,
        code=code,
        asked=asked,
        casebook=casebook,
        unit=unit,
        made=made,
    )


def failure_page(
    *, title: str, reason: str, refused: bool, kept: str, cell: int | None, source: str, traceback: str,
    asked: ReportParameters, casebook: dict[str, Any], unit: dict[str, str], made: str,
) -> str:  # fmt: skip
    """Render the page that stands where a report could not be made.

    `kept`: what stands of the notebook beside it: it as a whole, what it asked, or nothing.
    """
    plain = re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    return render(
        "failure.html.j2", title=title, reason=reason, refused=refused, kept=kept, cell=cell, source=source,
        traceback=plain, asked=asked, casebook=casebook, unit=unit, made=made,
    )  # fmt: skip


def render(template: str, **facts: Any) -> str:
    """Fill one of the project's templates; its style stands in the page itself."""
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    return str(_environment().get_template(template).render(style=style, **facts))


def in_language(notebook: Any, language: Language) -> Any:
    """Give a copy without the cells that are tagged as written in the other language (`lang-en`, `lang-zh`)."""
    others = {f"lang-{other}" for other in LANGUAGES if other != language}
    kept = [cell for cell in notebook.cells if not others & set(cell.metadata.get("tags", []))]
    return type(notebook)(notebook | {"cells": kept})


def headings(body: str) -> list[tuple[int, str, str]]:
    """List the headings of a page: level, anchor, text.

    >>> headings('<h2 id="The-panel">The panel</h2>')
    [(2, 'The-panel', 'The panel')]
    """
    found = re.findall(r'<h([1-4])[^>]*?id="([^"]*)"[^>]*>(.*?)</h\1>', body, re.DOTALL)
    return [
        (int(level), anchor, html.unescape(re.sub(r"<[^>]+>|¶", "", text)).strip()) for level, anchor, text in found
    ]


def _body(notebook: Any) -> str:
    # Its templates take a tenth of a second to read; each thread keeps its own, as an exporter holds what it works on.
    if not hasattr(_of_this_thread, "exporter"):
        from nbconvert import HTMLExporter

        _of_this_thread.exporter = HTMLExporter(
            template_name="basic", exclude_input=True, exclude_output_prompt=True, anchor_link_text=""
        )
    text, _ = _of_this_thread.exporter.from_notebook_node(notebook)
    return str(text)


_of_this_thread = threading.local()


def _css(text: str) -> Any:
    """Write text for a string in a style, where an entity of HTML would be printed as it stands."""
    from markupsafe import Markup

    return Markup(
        "".join(letter if letter.isalnum() or letter in " ,-–·" else f"\\{ord(letter):x} " for letter in text)
    )


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Everything is escaped but what is said to be a page already.
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["css"] = _css
    environment.globals |= {"say": say, "named": said_name, "tables": TABLES, "why": why}
    return environment

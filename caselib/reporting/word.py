"""A finished page as a Word document, because offices circulate Word: pandoc writes it, figures go in as pictures."""

from __future__ import annotations

import base64
import html
import re
import tempfile
from pathlib import Path

from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.errors import ParameterError

__all__ = ["as_word", "check_word"]

_INSTALL = 'pip install "caselib[word]"'
_ZOOM = 2
"""Pictures have twice the pixels that a screen would need, for print."""


def check_word() -> None:
    """Raise `ParameterError` where what writes Word documents is not installed."""
    try:
        import pypandoc  # noqa: F401
        import resvg_py  # noqa: F401
    except ImportError as error:
        raise ParameterError("Word documents need a further package", where="--word", advice=_INSTALL) from error


def as_word(page: str) -> bytes:
    """Turn a page that the gate has passed into a .docx: its head, text, tables and figures, without its code."""
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.docx"
        try:
            # A document that fetches nothing: pictures stand in the page itself.
            pypandoc.convert_text(_plain(page), "docx", format="html", outputfile=str(file), extra_args=["--sandbox"])
        except (ValueError, RuntimeError) as error:
            raise ParameterError(
                f"no Word document could be written ({error})",
                where="--word",
                advice="make the report without --word, and print its page",
            ) from error
        return file.read_bytes()


def _plain(page: str) -> str:
    """The page without what only a screen has use for, its figures as pictures."""
    body = page[page.index("<body") :]
    for gone in (r"<nav\b.*?</nav>", r'<details class="code".*?</details>', r"<script\b.*?</script>"):
        body = re.sub(gone, "", body, flags=re.DOTALL)
    # What is folded away on a screen lies open on paper.
    body = re.sub(r"<(/?)summary\b[^>]*>", r"<\1p>", re.sub(r"</?details\b[^>]*>", "", body))
    language: Language = "zh" if '<html lang="zh"' in page else "en"
    facts = r'<dl class="facts">.*?</dl>'
    body = re.sub(facts, lambda found: f"<p>{_facts(found[0], language)}</p>", body, flags=re.DOTALL)
    body = re.sub(r"<svg\b.*?</svg>", lambda drawn: _picture(drawn[0]), body, flags=re.DOTALL)
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return f"<html><head><title>{title[1] if title else ''}</title></head>{body}</html>"


def _facts(block: str, language: Language) -> str:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block, re.DOTALL)
    told = (f"{name}{say(language, ': ')}{re.sub(r'<[^>]+>', '', value)}" for name, value in pairs)
    return say(language, "; ").join(told)


def _picture(svg: str) -> str:
    import resvg_py

    said = re.search(r'aria-label="([^"]*)"', svg)
    label = html.unescape(said[1]) if said else ""
    # The figures' letters are outlines: no font of this machine is needed, or looked for.
    drawn = _cased(svg)
    # Without a dpi, lengths in points would be nothing.
    how = {"background": "#ffffff", "zoom": _ZOOM, "dpi": 96, "skip_system_fonts": True}
    png = bytes(resvg_py.svg_to_bytes(svg_string=drawn, **how))
    data = base64.b64encode(png).decode("ascii")
    return f'<img alt="{html.escape(label, quote=True)}" width="600" src="data:image/png;base64,{data}">'


def _cased(svg: str) -> str:
    """Write names as SVG spells them: nbconvert gives them in lower case, which only a browser forgives."""
    for name in ("viewBox", "preserveAspectRatio"):
        svg = re.sub(rf"(\s){name}=", rf"\1{name}=", svg, flags=re.IGNORECASE)
    return re.sub(r"<(/?)clippath\b", r"<\1clipPath", svg)

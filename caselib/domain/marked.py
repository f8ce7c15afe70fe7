"""Texts that a person writes, with a part between two marks that `make docs` writes from the declarations."""

from __future__ import annotations

import re
from pathlib import Path

from caselib.domain.label import Language
from caselib.errors import DeclarationError

__all__ = ["language_of", "with_part"]


def with_part(text: str, name: str, part: str) -> str:
    """Put a part between its two marks in a text.

    >>> print(with_part("<!-- units: written by `make docs` -->\\n<!-- end of units -->", "units", "| unit |"))
    <!-- units: written by `make docs` -->
    | unit |
    <!-- end of units -->
    """
    begin, end = f"<!-- {name}: written by `make docs` -->", f"<!-- end of {name} -->"
    block = f"{begin}\n{part}\n{end}"
    text, times = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, text, flags=re.DOTALL)
    if times != 1:
        raise DeclarationError(
            "a written part stands between two marks, once", got=f"{name}, {times} times", advice=f"write {begin} {end}"
        )
    return text


def language_of(path: Path) -> Language:
    """Tell the language of a README by its name.

    >>> language_of(Path("README.zh.md"))
    'zh'
    """
    return "zh" if path.stem.endswith(".zh") else "en"

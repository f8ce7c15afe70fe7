"""What a finished page must not hold; it is read as a file, whatever made it."""

from __future__ import annotations

import re
from typing import Any

from caselib.domain.reader import Audience
from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting.forbidden import check_names, check_order, check_rasters, check_words
from caselib.reporting.parameters import ReportParameters
from caselib.reporting.public import check_public
from caselib.reporting.readings import strings

__all__ = ["check_index", "check_page", "check_report", "outside_requests"]

# Attributes and rules by which a browser fetches something; a plain link is followed only by a person.
_FETCHES = (
    r"<(?:script|img|iframe|audio|video|source|embed|track|input)\b[^>]*?\s(?:src|srcset)\s*=\s*[\"']?\s*([^\"'\s>]+)",
    r"<(?:link|image|use|feImage)\b[^>]*?\s(?:href|xlink:href)\s*=\s*[\"']?\s*([^\"'\s>]+)",
    r"<object\b[^>]*?\sdata\s*=\s*[\"']?\s*([^\"'\s>]+)",
    r"url\(\s*[\"']?\s*([^\"')\s]+)",
    r"@import\s+[\"']?\s*([^\"';\s]+)",
    r"(?:\bfetch|\bimport|\bXMLHttpRequest|\bWebSocket|\bimportScripts|\brequire)\s*\(\s*[\"'`]([^\"'`]+)",
    r"<base\b[^>]*?\shref\s*=\s*[\"']?([^\"'\s>]+)",
    r"<meta\b[^>]*?http-equiv\s*=\s*[\"']?refresh[^>]*?url=([^\"'\s>]+)",
)


def outside_requests(page: str) -> list[str]:
    """List the addresses that a browser would fetch from elsewhere when it opens the page.

    >>> outside_requests('<img src="data:image/png;base64,AA"><script src="//cdn.example/x.js"></script>')
    ['//cdn.example/x.js']
    """
    found = [address for rule in _FETCHES for address in re.findall(rule, page, re.IGNORECASE)]
    return [address for address in found if re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE)]


def check_page(page: str, *, where: str) -> None:
    """Raise `GateError` for a page that would ask anything of the network."""
    found = outside_requests(page)
    if found:
        raise GateError("the page would make a request to elsewhere", where=where, got=found[0])


def check_report(page: str, notebook: Any, *, asked: ReportParameters, units: Units, where: str) -> None:
    """Raise `GateError` for a finished page or notebook that may not leave, with the reason and the place.

    Refused for everybody: requests to elsewhere, ranks, targets, composite scores, units in another order than that of
    their codes. For `circulated`: another unit than the reader's own and those above it. For `public`: a unit below
    the provincial level, and all that `caselib.reporting.public` refuses.
    """
    check_page(page, where=where)
    for place, text in ((where, page), *strings(notebook)):
        check_words(text, where=place)
        check_order(text, units, where=place)
        if asked.audience != "internal":
            check_rasters(text, where=place)
            check_names(text, units, _allowed(asked, units), where=place)
    if asked.audience == "public":
        check_public(page, notebook, where=where, units=units, language=asked.language)


def check_index(page: str, *, audience: Audience, own: set[str], units: Units, where: str) -> None:
    """Raise `GateError` for an index that may not leave; it names the units that have reports, and those above them.

    The units themselves stand in the order of their tree, which may be another than that of their codes.
    """
    check_page(page, where=where)
    check_words(page, where=where)
    if audience != "internal":
        allowed = _released(units) if audience == "public" else own
        check_rasters(page, where=where)
        check_names(page, units, allowed, where=where)


def _allowed(asked: ReportParameters, units: Units) -> set[str]:
    """The units that an audience may see named."""
    if asked.audience == "public":
        return _released(units)
    return set(units.path(asked.unit)) if asked.unit else set()


def _released(units: Units) -> set[str]:
    return {unit for unit in units.frame.index if units.level(unit) in ("national", "provincial")}

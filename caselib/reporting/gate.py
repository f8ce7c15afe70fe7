"""What a finished page must not hold; it is read as a file, whatever made it."""

from __future__ import annotations

import re

from caselib.errors import GateError

__all__ = ["check_page", "outside_requests"]

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

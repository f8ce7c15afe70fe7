"""A page asks nothing of the network."""

from __future__ import annotations

import pytest

from caselib.errors import GateError
from caselib.reporting.gate import check_page, outside_requests


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<script src=//cdn.example/x.js></script>",
        '<link rel="stylesheet" href="http://fonts.example/css">',
        "<img alt='x' src='https://a.example/p.png'>",
        '<img srcset="https://a.example/p.png 2x">',
        "<style>@import 'https://a.example/x.css';</style>",
        "<style>b { background: url(https://a.example/p.png) }</style>",
        '<style>@font-face { src: url("//a.example/f.woff2") }</style>',
        "<script>fetch('https://a.example/data')</script>",
        "<script type=module>import('https://a.example/m.js')</script>",
        '<iframe src="https://a.example"></iframe>',
        '<svg><image href="https://a.example/p.png"/></svg>',
        '<svg><use xlink:href="https://a.example/s.svg#a"/></svg>',
        '<base href="https://a.example/">',
        '<meta http-equiv="refresh" content="0; url=https://a.example">',
        '<object data="https://a.example/x"></object>',
    ],
)
def test_outside_requests_are_refused(page: str) -> None:
    with pytest.raises(GateError, match="example"):
        check_page(page, where="page.html")


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://law.example/art/1">the law</a>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use xlink:href="#a"/></svg>',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        "<p>Read https://example.org in plain text.</p>",
        '<a href="420000/arrest_standards.html">report</a>',
        "<style>b { clip-path: url(#clip) }</style>",
    ],
)
def test_what_a_browser_does_not_fetch_may_stand(page: str) -> None:
    assert outside_requests(page) == []

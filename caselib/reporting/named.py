"""The names of units in a text, each found where it stands: whole, short, in any case of letters, and as codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from caselib.domain.units import Units

__all__ = ["Found", "Names", "folded", "names_of"]

_TOKEN = re.compile(r"[a-z\u00c0-\u024f]+|[\u3400-\u9fff]+|\d+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_OFFICE_ZH, _OFFICE_EN = "人民检察院", re.compile(r"^(.*?) People's Procuratorate(?:, (.*))?$")
_BARE_ZH = re.compile(r"(?:省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区)$")
_BARE_EN = re.compile(r" (?:Province|City|Prefecture|League|Autonomous Region)$")
_LEVELS = ("provincial", "municipal")


class Found(NamedTuple):
    """A name in a text: the codes of the units that bear it, and where it stands."""

    name: str
    codes: tuple[str, ...]
    start: int
    end: int


def folded(text: str) -> str:
    """Write a text as names are compared: one case, one width, one kind of space, nothing that is not seen.

    >>> folded("ZHE\\u200bJIANG\\u00a0 Province")
    'zhejiang province'
    """
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("’", "'").split())


class Names:
    """All names of a register, each with the units that bear it; several may share one."""

    def __init__(self, units: Units) -> None:
        self.whole: dict[str, tuple[str, ...]] = {}
        self.all: dict[str, tuple[str, ...]] = {}
        for unit in units.frame.index:
            bears = {unit, units.name(unit, "en"), units.name(unit, "zh")}
            for name in sorted(map(folded, bears)):
                self.whole[name] = (*self.whole.get(name, ()), unit)
            for name in sorted({*map(folded, bears), *map(folded, _short(units, unit))}):
                self.all[name] = (*self.all.get(name, ()), unit)
        self._starts = _by_start(self.all)

    def found(self, text: str) -> Iterator[Found]:
        """Give the names in a folded text from left to right, at each place the longest; none begins within another.

        A name in Latin letters or digits is one only where no further letter or digit stands at it.
        """
        after = 0
        for token in _TOKEN.finditer(text):
            for at in range(max(token.start(), after), _last_start(token)):
                for name, ahead in self._starts.get(_key(text, at, token.end()), ()):
                    start = at - ahead
                    if start >= after and text.startswith(name, start) and _alone(text, start, start + len(name)):
                        after = start + len(name)
                        yield Found(name, self.all[name], start, after)
                        break


@lru_cache(maxsize=4)
def names_of(units: Units) -> Names:
    """The names of a register, collected once."""
    return Names(units)


def _short(units: Units, unit: str) -> Iterator[str]:
    """Give what people say for an office: its place, and without "city" or "province" where it is one.

    A district keeps its kind: without it, many are ordinary words (和平, 平安). "Supreme" and "最高" are no places.
    """
    level = units.level(unit)
    if level == "national":
        return
    zh, en = units.name(unit, "zh"), _OFFICE_EN.match(units.name(unit, "en"))
    if zh.endswith(_OFFICE_ZH):
        yield from _short_zh(zh.removesuffix(_OFFICE_ZH), units, unit)
    if en and not (en[2] or "").endswith("Branch"):
        if " " in en[1] or level in _LEVELS:
            yield en[1]
        if level in _LEVELS:
            yield _BARE_EN.sub("", en[1])


def _short_zh(place: str, units: Units, unit: str) -> Iterator[str]:
    if len(place) > 2:
        yield place
    if units.level(unit) in _LEVELS and len(bare := _BARE_ZH.sub("", place)) > 1:
        yield bare
    above = units.parents[unit]
    within = place.removeprefix(units.name(above, "zh").removesuffix(_OFFICE_ZH)) if above else place
    if len(within) > 2:
        yield within


def _by_start(names: dict[str, tuple[str, ...]]) -> dict[str, list[tuple[str, int]]]:
    """Names by the word, number or two characters with which they begin, longest first, and what stands before that."""
    starts: dict[str, list[tuple[str, int]]] = {}
    for name in sorted(names, key=len, reverse=True):
        if token := _TOKEN.search(name):
            starts.setdefault(_key(name, token.start(), token.end()), []).append((name, token.start()))
    return starts


def _key(text: str, at: int, end: int) -> str:
    return text[at : min(at + 2, end)] if text[at] >= "\u3400" else text[at:end]


def _last_start(token: re.Match[str]) -> int:
    """A name may begin at any character of Chinese, and only at the beginning of a word or a number."""
    return token.end() if token[0] >= "\u3400" else token.start() + 1


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a name is not the beginning or the end of a longer word, of a number or of its decimals."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if text[start:end].isdigit() and before == ".":
        return False
    return not (_joins(before, text[start]) or _joins(text[end - 1], behind))


def _joins(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word or number; a digit may stand at Chinese, and at a letter of Latin."""
    latin = left.isalpha() and right.isalpha() and left < "\u3400" and right < "\u3400"
    return latin or (left.isdigit() and right.isdigit())

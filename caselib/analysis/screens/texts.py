"""Near-duplicate recommendations of one office: MinHash of character shingles, in bands."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from caselib.analysis.screens.declare import Span
from caselib.analysis.screens.shares import against_others
from caselib.measures import shelf
from caselib.measures.count import Source

__all__ = ["ALIKE", "alike", "near_files", "near_texts", "shingles"]

ALIKE = 0.8
"""Texts share this part of their shingles (Jaccard) or more; ours, no text names a number."""
SHINGLE = 3
_HASHES, _BANDS = 128, 32


def shingles(text: str) -> set[str]:
    """Runs of three characters, for words are not set apart in Chinese; digits and spaces left out.

    >>> sorted(shingles("立案 12 号决定"))
    ['号决定', '案号决', '立案号']
    """
    kept = "".join(sign for sign in text if not sign.isspace() and not sign.isdigit())
    return {kept[at : at + SHINGLE] for at in range(max(len(kept) - SHINGLE + 1, 1))}


def alike(groups: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Give for each text the place of an earlier one of its group that is near it, or -1.

    Candidates come by MinHash, and are then compared in full.

    Broder (1997), Compression and Complexity of Sequences, 21; bands: Leskovec, Rajaraman and Ullman, Mining of
    Massive Datasets, chapter 3. By rensa; measured against datasketch in benchmarks/TEXTS.md.
    """
    near = [-1] * len(texts)
    # An office at a time: the shingles of a million texts together would take 20 GiB.
    for places in pd.Series(range(len(texts))).groupby(pd.Series(list(groups), dtype=object)).agg(list):
        for place, other in _within([texts[place] for place in places]).items():
            near[places[place]] = places[other]
    return near


def _within(texts: Sequence[str]) -> dict[int, int]:
    from rensa import RMinHash

    sets, near, buckets = [shingles(text) for text in texts], {}, {}
    wide = _HASHES // _BANDS
    for place, given in enumerate(sets):
        sketch = RMinHash(num_perm=_HASHES, seed=7)
        sketch.update(list(given))
        digest = sketch.digest()
        for band in range(_BANDS):
            # One text stands for its bucket: a text near any of them is near enough to it in practice.
            other = buckets.setdefault((band, *digest[band * wide : (band + 1) * wide]), place)
            if other != place and place not in near and _jaccard(given, sets[other]) >= ALIKE:
                near[place] = other
    return near


def near_texts(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Recommendations near an earlier one of the same office, against all other offices."""

    def made() -> pd.DataFrame:
        frame = _texts(book, span)
        return frame.groupby("unit", as_index=False).agg(n=("case_id", "size"), k=("later", "sum"))

    # The texts themselves are kept nowhere: what is kept is how many, and how many are near an earlier one.
    totals = shelf.rows(book, "screens", _query(span), also=f" -- {ALIKE} {SHINGLE} {_HASHES} {_BANDS}", made=made)
    return against_others(totals, units)


def near_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases whose recommendation is near another of the office."""
    frame = _texts(book, span, unit)
    return frame.loc[frame["near"], ["case_id", "day"]].reset_index(drop=True)


def _texts(book: Source, span: Span, unit: str = "") -> pd.DataFrame:
    frame = book.sql(_query(span, unit))
    earlier = pd.Series(alike(frame["unit"].tolist(), frame["text"].tolist()), index=frame.index, dtype=int)
    later = earlier >= 0
    return frame.assign(later=later, near=later | frame.index.isin(earlier[later]))


def _query(span: Span, unit: str = "") -> str:
    where = f" AND unit = '{unit}'" if unit else ""
    return (
        "SELECT unit, case_id, recommended_on AS day, recommendation_text AS text FROM public_interest"
        f" WHERE {span.holds('recommended_on')} AND recommendation_text IS NOT NULL{where} ORDER BY unit, day, case_id"
    )


def _jaccard(a: set[str], b: set[str]) -> float:
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0

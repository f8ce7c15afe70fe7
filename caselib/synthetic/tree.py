"""The tree of procuratorates, on real division codes; what fits no county hangs where its parent link says."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from caselib.domain.shipped import shipped

__all__ = ["CORPS", "HUBEI", "NATION", "unit_table"]

NATION, HUBEI, CORPS = "100000", "420000", "660000"
_OFFICE = ("人民检察院", "People's Procuratorate")
_DIRECT = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
# Railway offices stand under a provincial branch and belong to no county (domain 8); four stand for all.
_RAILWAY = {
    "110000": ("北京", "Beijing"),
    HUBEI: ("武汉", "Wuhan"),
    "440000": ("广州", "Guangzhou"),
    "610000": ("西安", "Xi'an"),
}
# Merged into a neighbour in 2021: the old code holds cases only up to then (GB/T 2260 revisions).
_MERGED = ("330103", "杭州市下城区", "Xiacheng District, Hangzhou", "330100", "2021-04-08")


def unit_table(scale: float) -> pd.DataFrame:
    """Units in code order, with the columns of the table `units`; the tree is thinned where the scale is small.

    At scale 1 and more it is whole: 1 national, 32 provincial, some 360 municipal, some 2,900 grassroots offices.
    """
    places = pd.read_csv(shipped("data/divisions/divisions.csv"), dtype=str, keep_default_na=False)
    # Zones that only the statistics bureau numbers (from 71 on) have no procuratorate of their own.
    zones = (places["level"] == "county") & places["code"].str[4:6].between("71", "80")
    kept = _thinned(places[~zones], scale)
    rows = [_office(row, kept) for row in kept.to_dict("records")] + _others(scale)
    columns = ["unit", "name_zh", "name_en", "level", "parent", "valid_from", "valid_to"]
    return pd.DataFrame(rows, columns=columns).sort_values("unit", ignore_index=True)


def _thinned(places: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Keep every province, and of the rest about the root of the scale, first codes first."""
    share = min(1.0, math.sqrt(scale))
    top = places[places["level"].isin(["nation", "province"])]
    cities = _first(places[places["level"] == "prefecture"], share, 2, {HUBEI: 6})
    counties = places[(places["level"] == "county") & places["parent"].isin(cities["code"])]
    return pd.concat([top, cities, _first(counties, share, 2, {})])


def _first(rows: pd.DataFrame, share: float, least: int, more: dict[str, int]) -> pd.DataFrame:
    size = rows.groupby("parent")["code"].transform("size")
    wanted = np.maximum(np.ceil(size * share), rows["parent"].map(more).fillna(least))
    return rows[rows.groupby("parent").cumcount() < wanted]


def _office(place: dict[str, str], places: pd.DataFrame) -> dict[str, str | None]:
    level = {"nation": "national", "province": "provincial", "prefecture": "municipal", "county": "grassroots"}[
        place["level"]
    ]
    zh, en = _names(place, places)
    parent = place["parent"] or None
    return {
        "unit": place["code"],
        "name_zh": zh,
        "name_en": en,
        "level": level,
        "parent": parent,
        "valid_from": None,
        "valid_to": None,
    }


def _names(place: dict[str, str], places: pd.DataFrame) -> tuple[str, str]:
    if place["level"] == "nation":
        return f"最高{_OFFICE[0]}", f"Supreme {_OFFICE[1]}"
    if place["name_zh"] in _DIRECT:
        above = places.loc[places["code"] == place["parent"]].iloc[0]
        number = {"0100": ("第一分院", "First Branch"), "0200": ("第二分院", "Second Branch")}.get(
            place["code"][2:], ("分院", "Branch")
        )
        return f"{above['name_zh']}{_OFFICE[0]}{number[0]}", f"{above['name_en']} {_OFFICE[1]}, {number[1]}"
    if place["level"] == "county" and place["name_zh"].endswith("区"):
        # Districts of different cities bear the same name: the city stands before it, as on the doorplate.
        city = places.loc[places["code"] == place["parent"]].iloc[0]
        if city["name_zh"] not in _DIRECT:
            return (
                f"{city['name_zh']}{place['name_zh']}{_OFFICE[0]}",
                f"{place['name_en']} {_OFFICE[1]}, {city['name_en']}",
            )
    return f"{place['name_zh']}{_OFFICE[0]}", f"{place['name_en']} {_OFFICE[1]}"


def _others(scale: float) -> list[dict[str, str | None]]:
    """The corps, railway offices, and a unit that has ceased to be."""
    rows = [
        _row(
            CORPS,
            "新疆生产建设兵团人民检察院",
            "Xinjiang Production and Construction Corps Procuratorate",
            "provincial",
            NATION,
        )
    ]
    for place, (zh, en) in enumerate((("阿克苏", "Aksu"), ("石河子", "Shihezi"), ("五家渠", "Wujiaqu")), start=1):
        branch = f"66{place:02d}00"
        rows.append(
            _row(branch, f"新疆生产建设兵团人民检察院{zh}分院", f"Corps Procuratorate, {en} Branch", "municipal", CORPS)
        )
        rows += [
            _row(
                f"66{place:02d}{n:02d}",
                f"{zh}第{n}垦区人民检察院",
                f"{en} Reclamation Area {n} Procuratorate",
                "grassroots",
                branch,
            )
            for n in (1, 2)
        ]
    for province, (zh, en) in _RAILWAY.items():
        branch = f"{province[:2]}7100"
        rows.append(_row(branch, f"{zh}铁路运输分院", f"{en} Railway Transport Branch", "municipal", province))
        rows.append(
            _row(
                f"{province[:2]}7101",
                f"{zh}铁路运输检察院",
                f"{en} Railway Transport Procuratorate",
                "grassroots",
                branch,
            )
        )
    if scale >= 1:
        code, zh, en, parent, until = _MERGED
        rows.append(_row(code, zh + _OFFICE[0], f"{en} {_OFFICE[1]}", "grassroots", parent) | {"valid_to": until})
    return rows


def _row(unit: str, zh: str, en: str, level: str, parent: str) -> dict[str, str | None]:
    return {
        "unit": unit,
        "name_zh": zh,
        "name_en": en,
        "level": level,
        "parent": parent,
        "valid_from": None,
        "valid_to": None,
    }

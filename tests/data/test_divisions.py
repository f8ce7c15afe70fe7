"""The division table: one tree, whole, and equal to what it was taken from."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLLECTED = ROOT.parent / "shared" / "real" / "divisions"
REPEATED = {"441900", "442000", "460400"}  # cities without counties, which the source repeats as their own


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def rows():
    return read(ROOT / "data" / "divisions" / "divisions.csv")


@pytest.fixture(scope="module")
def by_code(rows):
    return {row["code"]: row for row in rows}


def test_file_is_plain_utf8_with_the_declared_columns(rows):
    raw = (ROOT / "data" / "divisions" / "divisions.csv").read_bytes()
    assert raw.startswith(b"code,name_zh,name_en,level,parent\n")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert all(all(row[column] for column in ("code", "name_zh", "name_en", "level")) for row in rows)


def test_counts_by_level(rows):
    # 2,978 counties in the source, less the three that repeat a prefecture's code.
    assert Counter(row["level"] for row in rows) == {
        "nation": 1,
        "province": 31,
        "prefecture": 342,
        "county": 2978 - len(REPEATED),
    }


def test_codes_are_unique_and_in_order(rows):
    codes = [row["code"] for row in rows]
    assert all(re.fullmatch(r"[1-6]\d{5}", code) for code in codes)
    assert codes == sorted(set(codes))


def test_first_row_is_the_nation(rows):
    assert list(rows[0].values()) == ["100000", "中国", "China", "nation", ""]


def test_every_parent_is_one_level_up(rows, by_code):
    above = {"province": "nation", "prefecture": "province", "county": "prefecture"}
    for row in rows[1:]:
        assert by_code[row["parent"]]["level"] == above[row["level"]], row


def test_parents_follow_the_code(rows):
    zeros = {"province": ("100000", 0), "prefecture": ("0000", 2), "county": ("00", 4)}
    for row in rows[1:]:
        ending, kept = zeros[row["level"]]
        assert row["parent"] == row["code"][:kept] + ending


def test_english_names_hold_letters_only(rows):
    pattern = re.compile(r"[A-Z][A-Za-zü]*(?:(?:, | | \(|-|')[A-Za-zü]+\)?)*")
    assert [row for row in rows if not pattern.fullmatch(row["name_en"])] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("140000", "Shanxi"),
        ("610000", "Shaanxi"),
        ("150000", "Inner Mongolia"),
        ("540000", "Tibet (Xizang)"),
        ("420100", "Wuhan City"),
        ("422800", "Enshi Tujia and Miao Autonomous Prefecture"),
        ("141100", "Lüliang City"),
        ("610100", "Xi'an City"),
        ("341500", "Lu'an City"),
        ("331000", "Taizhou City"),
        ("230100", "Harbin City"),
        ("150100", "Hohhot City"),
        ("540200", "Shigatse City"),
        ("653100", "Kashgar Prefecture"),
        ("650100", "Urumqi City"),
        ("110100", "Municipal districts of Beijing"),
        ("500200", "Counties under Chongqing"),
        ("429000", "Divisions directly under Hubei"),
        ("429021", "Shennongjia Forestry District"),
        ("520203", "Liuzhi Special District"),
        ("410621", "Xunxian County"),
        ("371722", "Shanxian County"),
        ("130225", "Laoting County"),
        ("371524", "Dong'e County"),
        ("410182", "Xingyang City"),
        ("440113", "Panyu District"),
        ("511123", "Qianwei County"),
        ("310112", "Minhang District"),
        ("150723", "Oroqen Autonomous Banner"),
    ],
)
def test_names_that_are_easily_wrong(by_code, code, name):
    assert by_code[code]["name_en"] == name


@pytest.mark.parametrize("suffix", ["自治县", "自治州", "自治旗"])
def test_autonomous_divisions_say_so(rows, suffix):
    named = [row["name_en"] for row in rows if row["name_zh"].endswith(suffix)]
    assert named
    assert all(" Autonomous " in name for name in named)


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected divisions are not here")
def test_codes_and_names_are_those_of_the_source(rows):
    expected = {"100000": "中国"}
    for name, zeros in (("modood_areas", ""), ("modood_cities", "00"), ("modood_provinces", "0000")):
        expected |= {row["code"] + zeros: row["name"] for row in read(COLLECTED / f"{name}.csv")}
    assert {row["code"]: row["name_zh"] for row in rows} == expected


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected divisions are not here")
def test_only_counties_that_repeat_a_prefecture_are_left_out(by_code):
    counties = {row["code"]: row["name"] for row in read(COLLECTED / "modood_areas.csv")}
    prefectures = {row["code"] + "00": row["name"] for row in read(COLLECTED / "modood_cities.csv")}
    assert counties.keys() & prefectures.keys() == REPEATED
    assert all(counties[code] == prefectures[code] for code in REPEATED)
    assert all(by_code[code]["level"] == "county" for code in counties.keys() - REPEATED)

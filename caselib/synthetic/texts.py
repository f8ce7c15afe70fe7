"""Invented wording of recommendations: each its own, except where cases were split."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["recommendation_texts"]

# A wording draws one of each kind, and numbers of its own.
_WHO = (
    "巡查",
    "走访",
    "群众反映",
    "卫星图片比对",
    "检测报告",
    "现场勘验",
    "案卷审查",
    "数据比对",
    "问卷调查",
    "座谈",
    "暗访",
    "无人机航拍",
)
_WHAT = (
    "污水直排入河",
    "建筑垃圾露天堆放",
    "过期食品上架销售",
    "处方药未凭处方出售",
    "林地被擅自占用",
    "消防通道被堵塞",
    "个人信息公开未作处理",
    "文物保护标志缺失",
    "盲道被占用",
    "补贴资金被冒领",
    "土地出让金未收缴",
    "窨井盖破损",
    "未成年人进入网吧",
    "燃气管道老化",
    "农药包装随意丢弃",
    "养殖尾水未处理",
)
_DUTY = (
    "负有监督管理职责",
    "应当依法查处",
    "未及时立案调查",
    "处罚后未督促执行",
    "巡查频次不足",
    "未建立台账",
    "与相邻部门职责未厘清",
    "对举报未予答复",
    "许可审查不严",
    "整改验收流于形式",
)
_DO = (
    "全面排查同类问题",
    "依法作出行政处罚",
    "责令限期恢复原状",
    "追缴相关款项",
    "完善日常巡查机制",
    "开展专项整治",
    "加强部门协作",
    "公开整改结果",
    "组织从业人员培训",
    "更新设施设备",
    "补种苗木",
    "建立长效管护制度",
)


def recommendation_texts(frame: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.object_]:
    """Word one recommendation a row; rows of one batch share all but the place and a number."""
    batch = frame["batch"].to_numpy()
    _, which = np.unique(batch, return_inverse=True)
    number = int(which.max()) + 1 if len(which) else 0
    parts = [
        rng.choice(np.array(words, dtype=object), number)[which] for words in (_WHO, _WHAT, _DUTY, _DO, _DO, _DUTY)
    ]
    area, spots = rng.integers(10, 9000, number).astype(str)[which], rng.integers(2, 90, number).astype(str)[which]
    places = frame["place"].str.replace("place ", "", regex=False).to_numpy()
    first = (
        "经"
        + parts[0]
        + "发现，"
        + places
        + "号地点"
        + parts[1]
        + "，涉及面积"
        + area
        + "平方米、点位"
        + spots
        + "处。"
    )
    second = "你单位对此" + parts[2] + "，且" + parts[5] + "。"
    return first + second + "建议：一、" + parts[3] + "；二、" + parts[4] + "。请在收到后依法履职并书面回复。"

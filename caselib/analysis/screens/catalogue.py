"""The screens, declared once; each asks, and says what innocent answers there are."""

from __future__ import annotations

from caselib.analysis.screens import courses, evenness, texts
from caselib.analysis.screens.declare import Screen
from caselib.analysis.screens.reviewing import RECIPROCAL, one_grade, one_grade_files
from caselib.analysis.screens.shares import Marked
from caselib.analysis.splits import DAYS, REASONS
from caselib.domain.label import Label

__all__ = ["LATE", "QUICK", "SCREENS"]

QUICK = 7
"""Days from filing to the end within which a case was quick; ours, no text names a number."""
LATE = 30
"""Days from acceptance to the tag of a campaign after which it came late; ours."""
BULK = 5
"""Tags of one office in one week that make a bulk; ours."""
AGAIN = 30
"""Days within which a request taken back is accepted again; ours."""
_SHARE = Label("share of cases", "案件占比")

_SPLIT = Marked(
    """(SELECT *, date_diff('day', LAG(filed_on) OVER same, filed_on) AS since,
        date_diff('day', filed_on, LEAD(filed_on) OVER same) AS until FROM public_interest WHERE respondent IS NOT NULL
        AND violation_type IS NOT NULL
        WINDOW same AS (PARTITION BY unit, respondent, violation_type ORDER BY filed_on, case_id))""",
    # Two cases near each other are one event: the later is counted, and both are listed.
    "filed_on", "TRUE", f"COALESCE(since <= {DAYS}, FALSE)", f"COALESCE(LEAST(since, until) <= {DAYS}, FALSE)",
)  # fmt: skip
_FREE = Marked("public_interest", "filed_on", "rectified_on IS NOT NULL", "rectified_on < filed_on")
_QUICK = Marked(
    "public_interest", "filed_on", "ended_on IS NOT NULL", f"date_diff('day', filed_on, ended_on) <= {QUICK}"
)
_TAGGED = Marked(
    """(SELECT *, COUNT(*) OVER (PARTITION BY unit, date_trunc('week', campaign_tagged_on)) AS that_week
        FROM arrest_reviews WHERE campaign_tagged_on IS NOT NULL)""",
    "campaign_tagged_on", "TRUE",
    f"that_week >= {BULK} AND date_diff('day', accepted_on, campaign_tagged_on) > {LATE}",
)  # fmt: skip
_AGAIN = Marked(
    """(SELECT *, LAG(accepted_on) OVER same AS accepted_before, LAG(decision) OVER same AS decided_before
        FROM arrest_reviews WINDOW same AS (PARTITION BY unit, case_id, person_id ORDER BY accepted_on))""",
    "accepted_on", "TRUE",
    f"COALESCE(decided_before IS NULL AND date_diff('day', accepted_before, accepted_on) <= {AGAIN}, FALSE)",
)  # fmt: skip

_ALL = (
    Screen(
        "quarter_end", Label("Decisions at the end of quarters", "季末集中结案"),
        Label("Why are more arrest decisions made in the closing months of quarters?", "季末月份审查逮捕决定为何较多？"),
        Label("cases came in earlier and fall due; leave in other months; partners close their periods; a holiday "
              "moved work", "前期受理案件集中到期；其他月份休假；协作单位集中移送；节假日调整"),
        Label("part above other months", "高于其他月份的比例"), "domain 1.7 G4, 12",
        ("arrest_reviews.decided_on",), courses.quarter_ends, courses.quarter_files,
    ),
    Screen(
        "last_day", Label("Decisions on the last legal day", "法定期限最后一日作出决定"),
        Label("Why do so many decisions on detained suspects fall on the seventh day?", "在押案件为何多在第七日作出决定？"),
        Label("work is planned so as to keep the term; interviews take time; difficult cases; a duty roster",
              "为确保期限统筹安排；讯问需要时间；案件疑难；轮值安排"),
        Label("cases more than elsewhere", "多于其他单位的件数"), "CR 282; domain 12",
        ("arrest_reviews.decided_on", "arrest_reviews.detained"), courses.last_days, courses.last_day_files,
    ),
    Screen(
        "split", Label("Cases near each other on one addressee and violation", "同一对象同一违法情形短期多次立案"),
        Label("Were these several matters, or one?", "这些案件是数个事项，还是同一事项？"),
        REASONS, _SHARE, "PR 69; domain 1.7 G1",
        ("public_interest.respondent", "public_interest.violation_type"), _SPLIT.look, _SPLIT.files,
    ),
    Screen(
        "near_texts", Label("Recommendations in nearly the same words", "检察建议文本高度近似"),
        Label("Why do these recommendations say nearly the same?", "这些检察建议文本为何高度近似？"),
        Label("one form for a kind of harm; several agencies for one harm; a campaign; parts quoted from the law",
              "同类问题使用统一文书样式；同一损害涉及不同机关；专项行动；引用法条"),
        _SHARE, "PR 69; domain 1.7 G1, G8",
        ("public_interest.recommendation_text",), texts.near_texts, texts.near_files,
    ),
    Screen(
        "rectified_before", Label("Rectified before the case was filed", "立案前已整改"),
        Label("What did the case add to a harm that was put right before it was filed?", "立案前已整改的，立案起到了什么作用？"),
        Label("work began at the clue; the harm came back; a date was entered wrongly", "线索阶段已推动整改；问题反复；日期填录有误"),
        _SHARE, "domain 1.7 G2", ("public_interest.rectified_on",), _FREE.look, _FREE.files,
    ),
    Screen(
        "quick", Label("Ended within a week of filing", "立案后一周内结案"),
        Label("How could these cases end within a week?", "这些案件为何能在一周内结案？"),
        Label("genuine quick cooperation; an urgent danger; a case transferred at once; a date entered late",
              "对方积极配合；情况紧急；当即移送；日期补录"),
        _SHARE, "domain 1.7 G2, 12", ("public_interest.ended_on",), _QUICK.look, _QUICK.files,
    ),
    Screen(
        "all_plead", Label("Months in which all admit guilt", "认罪认罚率恰为百分之百的月份"),
        Label("Why do all suspects admit guilt in so many months?", "为何有较多月份全部认罪认罚？"),
        Label("one batch of simple cases; the entry is required by the form; few cases a month", "简单案件集中；系统必填；月份件数少"),
        Label("months more than expected", "多于预期的月份数"), "domain 1.7 G7",
        ("arrest_reviews.guilty_plea",), evenness.all_plead, evenness.plea_files,
    ),
    Screen(
        "even", Label("Refusals the same quarter after quarter", "不捕率各季过于均匀"),
        Label("Why does the share of refusals vary less than counting alone makes it?", "不捕率波动为何小于随机波动？"),
        Label("work was evened out between quarters; cases of one batch in several quarters; a roster",
              "各季工作均衡安排；同批案件分季统计；轮案机制"),
        Label("variance as a part of chance's", "方差与随机方差之比"), "domain 1.7 G4",
        ("arrest_reviews.decision",), evenness.even, evenness.even_files,
    ),
    Screen(
        "channels", Label("Returns fall while extensions rise", "退查减少而延期增加"),
        Label("Did extensions take the place of returns?", "延期是否替代了退回补充侦查？"),
        Label("more investigation of one's own; a rule or a form changed; other kinds of cases came in",
              "自行补充侦查增加；规则或填录口径变化；案件类型变化"),
        Label("part of the fall that the rise makes up", "上升抵补下降的比例"), "domain 1.7 G5",
        ("arrest_reviews.returns", "arrest_reviews.extensions"), evenness.channels, evenness.channel_files, compares=True,
    ),
    Screen(
        "bulk_tags", Label("Campaign tags entered late, many in a week", "专项标识事后集中补录"),
        Label("Why were these tags entered together, long after the cases came in?", "这些标识为何在受理较久后集中补录？"),
        Label("the campaign or its definition came later; a data check; a system was down", "专项或口径后定；数据核查；系统故障"),
        _SHARE, "domain 12", ("arrest_reviews.campaign_tagged_on",), _TAGGED.look, _TAGGED.files,
    ),
    Screen(
        "accepted_again", Label("Taken back undecided, and accepted again", "未决撤回后再次受理"),
        Label("Why were these requests taken back and accepted again?", "这些案件为何撤回后再次受理？"),
        Label("papers were missing; new facts or suspects; a transfer; CR 292 lets police request again after a refusal, "
              "which isn't counted here", "材料不全；新事实或新嫌疑人；管辖移送；不捕补侦后再提请（规则第292条）不计入"),
        _SHARE, "CR 292; domain 1.7, 12", ("arrest_reviews.person_id",), _AGAIN.look, _AGAIN.files,
    ),
    Screen(
        "reciprocal", Label("Reviews between two offices that review each other", "两院互评"),
        Label("Why are grades between offices that review each other the highest?", "互评单位之间为何多评优质？"),
        Label("neighbours were paired by plan; truly good work; few reviews", "按计划就近配对；办案质量确实较好；评查数量少"),
        _SHARE, "domain 1.7 G10", ("reviews.reviewer_unit", "reviews.grade"), RECIPROCAL.look, RECIPROCAL.files,
    ),
    Screen(
        "one_grade", Label("Reviewers who give one grade only", "评查员等次零差异"),
        Label("Why did a reviewer of this office give every case the same grade?", "该院评查员为何对全部案件评定同一等次？"),
        Label("cases of one kind; truly alike work; another reviewer settles doubtful ones", "案件类型单一；质量确实相近；疑难另由他人评查"),
        Label("reviews by such a reviewer", "该评查员评查件数"), "domain 1.7 G10, 12",
        ("reviews.reviewer", "reviews.grade"), one_grade, one_grade_files,
    ),
)  # fmt: skip
SCREENS: dict[str, Screen] = {screen.name: screen for screen in _ALL}

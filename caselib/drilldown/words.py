"""What the explorer says of itself, in both languages."""

from __future__ import annotations

from caselib.domain.label import Label, Language

__all__ = ["WORDS", "say"]

WORDS: dict[str, Label] = {
    "function": Label("Function", "业务条线"),
    "measure": Label("Measure", "指标"),
    "period": Label("Period", "时段"),
    "stratum": Label("Divide by", "分组"),
    "keep": Label("Keep only", "筛选"),
    "all": Label("all", "全部"),
    "not stated": Label("not stated", "未填"),
    "yes": Label("yes", "是"),
    "no": Label("no", "否"),
    "units": Label("Units below", "下级单位"),
    "beside": Label("Beside others", "与同级比较"),
    "history": Label("History", "历史走势"),
    "division": Label("Where from", "构成"),
    "durations": Label("Days", "办理天数"),
    "stages": Label("Stages", "办案环节"),
    "linked": Label("Read together", "对照阅读"),
    "cases": Label("Cases", "案件"),
    "up": Label("Up", "上一级"),
    "back": Label("Back", "后退"),
    "forward": Label("Forward", "前进"),
    "below": Label("Go down", "下钻"),
    "language": Label("中文", "English"),
    "state": Label("State", "状态"),
    "restore": Label("Restore", "恢复"),
    "python": Label("Python line", "Python 代码"),
    "copy": Label("Copy", "复制"),
    "copied": Label("Copied", "已复制"),
    "unit": Label("Unit", "单位"),
    "own": Label("this office", "本院"),
    "own cases": Label("own cases", "本级办理"),
    "peer": Label("a peer", "同级单位"),
    "counted": Label("Counted", "计数"),
    "value": Label("Value", "数值"),
    "interval": Label("95 % interval", "95%置信区间"),
    "open": Label("Open", "未结占比"),
    "limits": Label("Limits", "界限"),
    "outside": Label("Against the limits", "与界限比较"),
    "outside outer": Label("outside 99.8 %: a question", "超出99.8%界限：需问询原因"),
    "outside inner": Label("between 95 % and 99.8 %", "介于95%与99.8%之间"),
    "outside time": Label("outside: a question", "超出界限：需问询原因"),
    "overall": Label("overall", "总体"),
    "usual": Label("usual level of the phase", "该阶段通常水平"),
    "point": Label("units", "单位"),
    "within": Label("within the limits", "界限之内"),
    "of": Label("{0} of {1}", "{0} / {1}"),
    "persons": Label("persons counted among", "计入分母的人数"),
    "base cases": Label("cases counted among", "计入分母的件数"),
    "days": Label("days", "天"),
    "on average": Label("on average", "平均"),
    "reads counted": Label(
        "Numbers as counted, units in code order or periods in theirs; how large a unit is decides most of it.",
        "图中为计数，单位按代码顺序、时段按时间顺序排列；计数多少主要取决于单位规模。",
    ),
    "share": Label("share", "占比"),
    "term": Label("term: {0} days", "法定期限{0}天"),
    "legal term": Label("Legal term", "法定期限"),
    "late": Label("not met on the record", "记录显示未按期"),
    "beyond": Label("Beyond the term", "超期"),
    "stage": Label("Stage", "环节"),
    "branch": Label("{0} (branch)", "{0}（分支）"),
    "of first": Label("Of the first", "占首环节"),
    "of previous": Label("Of the stage before", "占上一环节"),
    "not mature": Label("cohort still open", "尚未成熟"),
    "case": Label("Case", "统一受案号"),
    "person": Label("Person", "人员"),
    "add": Label("Add to plan", "加入评查计划"),
    "added": Label("in the plan: take out", "已加入：移出"),
    "planned": Label("In the plan", "计划内"),
    "take out": Label("Take out", "移出"),
    "add page": Label("Add this page to the review plan", "本页全部加入评查计划"),
    "plan": Label("Review plan: {0} cases", "评查计划：{0}件"),
    "download": Label("Download the plan", "下载计划"),
    "clear": Label("Empty the plan", "清空计划"),
    "previous": Label("Earlier page", "上一页"),
    "next": Label("Next page", "下一页"),
    "listed": Label(
        "{0} behind the numerator, in case order; {1} to {2} are shown.", "分子共{0}条，按案号排列，显示第{1}至{2}条。"
    ),
    "rows": Label("rows", "条"),
    "to cases": Label("Show the cases behind it", "查看对应案件"),
    "event": Label("Event", "事项"),
    "date": Label("Date", "日期"),
    "legal limit": Label("Last day of the term", "期限届满日"),
    "timeline": Label("Course of case {0}", "案件{0}办理进程"),
    "choose case": Label(
        "Choose a case in the list: its course is drawn here.", "请在下方列表中选择案件，此处显示其办理进程。"
    ),
    "loading": Label("Counting …", "正在统计……"),
    "numbers": Label("The numbers behind it", "图后数据"),
    "nothing": Label(
        "There are no cases here. Another period, a unit above, or fewer filters may hold some.",
        "此处没有案件。可换一个时段、上一级单位，或减少筛选条件。",
    ),
    "all open": Label(
        "All cases here are still open, so there is no outcome to count yet. An earlier period may hold some.",
        "此处案件均未办结，尚无结果可供统计。可换一个较早的时段。",
    ),
    "not recorded": Label(
        "The source does not record what this measure needs, so there is nothing to show.",
        "数据源未记录该指标所需内容，故无法显示。",
    ),
    "hidden cases": Label(
        "This audience sees single cases only of a unit that has none below it.",
        "按此读者范围，仅可查看无下级的本单位的具体案件。",
    ),
    "few peers": Label(
        "Too few units have cases here to set them side by side without telling which is which.",
        "有案件的单位过少，并列会使具体单位可被辨认，故不显示。",
    ),
    "no filters": Label(
        "Units are set side by side without filters and for whole quarters here, so that no peer can be told apart.",
        "为避免辨认同级单位，此处仅按完整季度且不加筛选进行比较。",
    ),
    "only shares": Label("Units are set side by side by shares alone here.", "此处仅按占比指标并列比较单位。"),
    "only own": Label("This audience sees its own unit alone.", "按此读者范围，仅可查看本单位。"),
    "reads units": Label(
        "A point is a unit; its place to the right says how much it counts. Inside the limits chance and ordinary "
        "spread explain it; outside, ask. Click a point or a name to go there.",
        "每个点为一个单位，越靠右案件越多。界限之内可由偶然因素与通常离散解释；之外即为一项问询。点击即可前往。",
    ),
    # Stands before another sentence: English sets a space between the two.
    "reads beside": Label("The square is this office. ", "方块为本院。"),
    "reads order": Label(
        "Units in code order, each with its 95 % interval. Click one to go there.",
        "单位按代码排列，附95%置信区间。点击即可前往。",
    ),
    "reads values": Label(
        "Periods in their order, each with its 95 % interval. Draw over a range to choose it, click a point to choose "
        "its period.",
        "时段按时间顺序排列，附95%置信区间。拖选一段或点击一点即可选定时段。",
    ),
    "rule division": Label(
        "95 % intervals: Wilson. The dashed line is all of them together.", "95%置信区间：Wilson法。虚线为总体。"
    ),
    "rule means": Label("Averages, each with 1.96 standard errors to either side.", "平均数，上下各1.96个标准误。"),
    "rule peers": Label(
        "Limits of 95 % and 99.8 % around the share of all together; it, and what widens the limits, is rounded here.",
        "95%和99.8%界限，以全体占比为中心；该占比及放宽界限所用的数值此处均经取整。",
    ),
    "reads history": Label(
        "Points in the band move as they usually do; orange diamonds ask why; hollow ones may still change. Dashed "
        "lines are dates at which the series breaks. The shaded run is the period chosen: draw over a range, or click "
        "a point or the band of a phase, to choose another.",
        "带内的点属通常波动；橙色菱形需问询原因；空心点尚可能变化。虚线为口径或政策变化日期。底色一段为选定的时段；"
        "拖选一段，或点击一点、一个阶段的带，即可另选。",
    ),
    "reads division": Label(
        "Shares with 95 % intervals, in the order of the list of codes. Click one to keep only that.",
        "各类占比及95%置信区间，按代码表顺序。点击即可只看该类。",
    ),
    "reads durations": Label(
        "How many took how many days; dotted lines are legal terms. The day of receipt does not count.",
        "各天数的案件数；虚线为法定期限。受理当日不计入。",
    ),
    "reads stages": Label(
        "How far the cases that began in this period have come by now. Click a bar to see its cases.",
        "本期立案的案件至今进展到哪一环节。点击条形查看案件。",
    ),
    "reads linked": Label(
        "Read all of them before one: less of one and more of another is seen at once. The shaded run is the period "
        "chosen. Click a chart for its history.",
        "应对照阅读：此消彼长一目了然。底色一段为选定的时段。点击其中一图查看其历史。",
    ),
    "reads cases": Label(
        "A list says where to read, and nothing of what will be found.", "清单只提示阅读范围，不预示结论。"
    ),
}


def say(what: str, language: Language, *parts: object) -> str:
    """Give a word or a sentence in a language.

    >>> say("of", "en", 3, 10)
    '3 of 10'
    """
    return WORDS[what].text(language).format(*parts)

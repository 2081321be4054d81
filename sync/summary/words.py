"""The words of the manager's file, in Chinese and English; both must have every key."""

from __future__ import annotations

LANGUAGES = ("zh-CN", "en")

_BOTH: dict[str, tuple[str, str]] = {
    # head
    "title": ("政务服务“好差评”日报", "Service Rating Daily Report"),
    "sheet": ("日报", "Daily report"),
    "source.window": ("本窗口终端（第 {window} 窗口）", "this window's kiosk (window {window})"),
    "source.centre": ("评价中心", "the centre"),
    "head.hall": ("大厅", "Hall"),
    "head.day": ("业务日", "Business day"),
    "head.source": ("数据来源", "Source"),
    "head.as_of": ("统计截止", "As of"),
    "head.revision": ("修订号", "Revision"),
    "head.changed": ("上次导出后的变化", "Changed since the last export"),
    "head.cannot_know": ("本来源无法得知", "What this source cannot know"),
    "cannot.phone": ("手机等其他渠道的评价", "ratings by phone and other channels"),
    "cannot.superseded": ("被更早评价取代的评价", "ratings superseded elsewhere"),
    "cannot.texts": ("群众填写的文字", "texts written by citizens"),
    "and": ("、", ", "),
    # sections
    "certificate": ("数据完整性证明", "Completeness certificate"),
    "figures": ("主要指标", "Figures"),
    "levels": ("评价等级", "Ratings by level"),
    "causes": ("未评价原因", "Unrated, by cause"),
    "outcomes": ("未计入服务量的叫号", "Calls that were not a service"),
    "channels": ("评价渠道", "Ratings by channel"),
    "second": ("追评", "Second ratings (追评)"),
    "reasons": ("勾选最多的原因", "Reasons ticked most"),
    "windows": ("按窗口", "By window"),
    "departments": ("按部门", "By department"),
    "staff": ("按人员", "By person"),
    "hours": ("按时段", "By hour"),
    # certificate
    "cert.all_in": ("应报终端 {expected} 台，已报 {inn} 台，数据完整。", "{inn} of {expected} kiosks in, no gaps."),
    "cert.not_all": (
        "应报终端 {expected} 台，已报 {inn} 台，数据不完整。",
        "{inn} of {expected} kiosks in: this day is NOT complete.",
    ),
    "cert.lacks": ("第 {window} 窗口缺少记录 {gaps}", "window {window} lacks {gaps}"),
    "cert.late": ("第 {window} 窗口尚未报齐", "window {window} is not in yet"),
    "cert.unseen": ("{count} 台终端没有任何数据", "kiosks that sent nothing at all: {count}"),
    "cert.visits": (
        "服务 {served} 次 = 有效评价 {rated} + 未评价 {unrated} + 待评价 {waiting} + 同号另有评价 {gave_way}"
        " + 申诉剔除 {excluded}；已邀评 {asked} 次。",
        "{served} served = {rated} rated + {unrated} unrated + {waiting} waiting + {gave_way} gave way"
        " + {excluded} excluded; {asked} asked.",
    ),
    "cert.none": ("无", "none"),
    "cert.no_kiosk": ("没有终端数据，无从证明完整。", "No kiosk is known: nothing proves that this day is complete."),
    "col.kiosk": ("终端", "Kiosk"),
    "col.window": ("窗口", "Window"),
    "col.ledger": ("账本", "Ledger"),
    "col.seq": ("记录号", "Records"),
    "col.head": ("链首", "Head"),
    "col.gaps": ("缺号", "Gaps"),
    "col.ledgers": ("账本数", "Ledgers"),
    "col.set_aside": ("搁置", "Set aside"),
    "col.offline": ("离线(分)", "Offline min"),
    "col.in_time": ("报齐", "In"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    # columns
    "col.figure": ("指标", "Figure"),
    "col.value": ("数值", "Value"),
    "col.parts": ("计算", "Parts"),
    "col.level": ("等级", "Level"),
    "col.count": ("数量", "Count"),
    "col.share": ("占比", "Share"),
    "col.cause": ("原因", "Cause"),
    "col.outcome": ("情形", "Outcome"),
    "col.channel": ("渠道", "Channel"),
    "col.code": ("代码", "Code"),
    "col.reason": ("原因", "Reason"),
    "col.version": ("版本", "Version"),
    "col.department": ("部门", "Dept."),
    "col.staff": ("工号", "Staff"),
    "col.hour": ("时段", "Hour"),
    "col.name": ("名称", "Name"),
    # figures
    "served": ("服务量", "Served"),
    "asked": ("已邀评", "Asked"),
    "rated": ("有效评价", "Rated"),
    "unrated": ("未评价", "Unrated"),
    "waiting": ("待评价", "Waiting"),
    "excluded": ("申诉剔除", "Excluded"),
    "gave_way": ("同号另有评价", "Gave way"),
    "satisfied": ("满意率", "Satisfied"),
    "bad": ("差评率", "Bad"),
    "response": ("主动评价率", "Response"),
    "unexplained": ("差评未说明原因", "Bad ratings unexplained"),
    "with_comment": ("附文字的评价", "With a text"),
    "superseded": ("不计入的重复评价", "Superseded ratings"),
    "typed_served": ("手工录号服务量", "Served, number typed"),
    "typed_rated": ("手工录号评价", "Rated, number typed"),
    # values
    "level.5": ("非常满意", "Very satisfied"),
    "level.4": ("满意", "Satisfied"),
    "level.3": ("基本满意", "Basically satisfied"),
    "level.2": ("不满意", "Dissatisfied"),
    "level.1": ("非常不满意", "Very dissatisfied"),
    "short.5": ("非常满意", "5"),
    "short.4": ("满意", "4"),
    "short.3": ("基本满意", "3"),
    "short.2": ("不满意", "2"),
    "short.1": ("非常不满意", "1"),
    "cause.timed_out": ("超时未评", "Timed out"),
    "cause.declined": ("选择暂不评价", "Not now"),
    "cause.next_called": ("已叫下一号", "Next called"),
    "cause.not_asked": ("未邀评", "Not asked"),
    "cause.shift_closed": ("下班签退", "Shift closed"),
    "cause.restart": ("设备重启", "Restart"),
    "cause.device_fault": ("设备故障", "Device fault"),
    "outcome.serving": ("正在办理", "Being served"),
    "outcome.passed": ("过号", "Passed"),
    "outcome.given_up": ("弃号", "Given up"),
    "outcome.forwarded": ("转发", "Forwarded"),
    "outcome.put_back": ("置后", "Put back"),
    "channel.tablet": ("窗口平板", "Tablet"),
    "channel.phone": ("手机扫码", "Phone"),
    "channel.paper": ("纸质", "Paper"),
    "channel.web": ("网页", "Web"),
    "channel.mobile": ("移动端", "Mobile"),
    "channel.terminal": ("其他终端", "Terminal"),
    "channel.call": ("电话", "Call"),
    "channel.sms": ("短信", "SMS"),
    # notes
    "unknown.staff": ("未登录", "staff unknown"),
    "unknown.department": ("未登记部门", "department unknown"),
    "note.base.served": ("主动评价率 = 有效评价 ÷ 服务量", "Response rate = rated ÷ served"),
    "note.base.asked": ("主动评价率 = 有效评价 ÷ 已邀评", "Response rate = rated ÷ asked"),
    "note.satisfied": (
        "满意率 =（非常满意 + 满意 + 基本满意）÷ 有效评价；差评率 =（不满意 + 非常不满意）÷ 有效评价。未评价不是评价。",
        "Satisfied = levels 5, 4 and 3 ÷ rated; bad = levels 2 and 1 ÷ rated. Unrated is not a rating.",
    ),
    "note.withheld": (
        "※ 评价不足 {least} 条者不显示等级；为使其无法推算，必要时再隐去评价数次少者。不排名。",
        "※ Levels of people with fewer than {least} ratings are not shown, nor, where it takes that, of the next. No ranks.",
    ),
    "note.nothing": ("– 分母为零", "– nothing to divide by"),
    # what changed since the last export
    "change.excluded": ("{ticket}：评价经申诉复核后剔除或恢复", "{ticket}: rating excluded or put back on appeal"),
    "change.rating": ("{ticket}：评价等级有变", "{ticket}: its rating is another"),
    "change.second": ("{ticket}：新增或变更追评", "{ticket}: its second rating is another"),
    "change.explained": ("{ticket}：补充原因或文字", "{ticket}: reasons or text added"),
    "change.superseded": ("{ticket}：同号另有评价", "{ticket}: another rating of the same number came"),
    "change.ended": ("{ticket}：办理结果有变", "{ticket}: how it ended is told otherwise"),
    "change.other": ("{ticket}：登记信息有变", "{ticket}: when or by whom it was served is told otherwise"),
    "change.count": ("{name}：{old} → {new}", "{name}: {old} → {new}"),
    "change.of_total": ("合计{part}", "total {part}"),
    "change.of_window": ("第 {window} 窗口{part}", "window {window}, {part}"),
    "change.of_unrated": ("未评价（{part}）", "unrated ({part})"),
    "change.of_second": ("追评（{part}）", "second rating ({part})"),
    "change.more": ("另有 {count} 个号有变化", "and {count} more numbers"),
    "change.came": ("新增叫号 {count} 个", "calls that came since: {count}"),
    "change.left": ("移出本日 {count} 个", "calls that belong to another day now: {count}"),
    "made": ("由 Yiping 一评自动生成，数字未经人工改动。", "Made by Yiping 一评; no figure was touched by hand."),
    "signed": (
        "审核（签字）：　　　　　　　　日期：　　　　　　",
        "Checked (signature):　　　　　　　　Date:　　　　　　",
    ),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
}


def word(key: str, language: str, **facts: object) -> str:
    """Return a text with its facts put in."""
    zh, en = _BOTH[key]
    chosen = zh if language == "zh-CN" else en
    return chosen.format(**facts) if facts else chosen


def family(prefix: str, language: str) -> dict[str, str]:
    """Return {name: text} of all texts whose key is `prefix.name`."""
    return {key.partition(".")[2]: word(key, language) for key in _BOTH if key.startswith(f"{prefix}.")}


def keys() -> tuple[str, ...]:
    """Return every key."""
    return tuple(_BOTH)

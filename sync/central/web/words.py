"""Every word the centre's pages show, Chinese first, English complete.

A text is `key: (Chinese, English)`; `{name}` is filled in by the page. The official level names are fixed by rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.central.web.words_people import PEOPLE
from sync.central.web.words_setup import SETUP
from sync.kinds import Level

LANGUAGES = ("zh", "en")
NAMES = ("中文", "English")
More = Mapping[str, Mapping[str, str]]  # further languages by their tags: `further.py`

LEVELS: Mapping[Level, tuple[str, str]] = {
    Level.VERY_SATISFIED: ("非常满意", "Very satisfied"),
    Level.SATISFIED: ("满意", "Satisfied"),
    Level.BASICALLY_SATISFIED: ("基本满意", "Basically satisfied"),
    Level.DISSATISFIED: ("不满意", "Dissatisfied"),
    Level.VERY_DISSATISFIED: ("非常不满意", "Very dissatisfied"),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    **PEOPLE,
    **SETUP,
    # every page
    "product": ("一评", "Yiping"),
    "window_number": ("{n} 号窗口", "Window {n}"),
    "staff_number": ("工号 {n}", "Staff no. {n}"),
    "number": ("号码", "Number"),
    "back": ("返回", "Back"),
    "none": ("—", "—"),
    # the citizen's phone
    "rate_title": ("服务评价", "Rate this service"),
    "rate_hint": (
        "点一下即提交，可以在下一页更改。打开本页不会提交任何评价。",
        "One touch sends it; you can change it on the next page. Opening this page sends nothing.",
    ),
    "rate_private": ("工作人员看不到是谁作出的评价。", "Staff cannot see who gave which rating."),
    "kept": ("评价已收到", "Your rating has been received"),
    "change": ("更改评价", "Change the rating"),
    "more_reasons": ("更多原因", "More reasons"),
    "comment_hint": (
        "请不要填写姓名、电话等个人信息。",
        "Please leave out names, phone numbers and other personal details.",
    ),
    "done": ("完成", "Done"),
    "thanks": ("谢谢您的评价", "Thank you for your rating"),
    "thanks_more": (
        "您的评价将计入本窗口的服务质量。现在可以关闭本页。",
        "It counts towards this window's service. You can close this page now.",
    ),
    "receipt": ("评价回执", "Receipt"),
    "receipt_hint": (
        "凭此回执码可以查询评价是否送达以及处理情况。",
        "With this code you can look up that it arrived and what became of it.",
    ),
    "receipt_look": ("查询回执", "Look it up"),
    "already": ("本次服务已评价", "This service has been rated"),
    "already_more": (
        "一个号码只能评价一次。如果评价不是您本人作出的，请向大厅值班负责人反映。",
        "One number can be rated once. If it was not you who rated it, please tell the manager on duty in the hall.",
    ),
    "expired": ("二维码已过期", "This code has expired"),
    "expired_more": (
        "评价期限已过。如仍需反映情况，请联系大厅。",
        "The time for rating has passed. If you still want to be heard, please contact the hall.",
    ),
    "bad_token": ("无法识别此二维码", "This code cannot be read"),
    "bad_token_more": (
        "请回到窗口重新扫描屏幕上的二维码，或联系大厅工作人员。",
        "Please scan the code on the window's screen again, or ask the staff in the hall.",
    ),
    "too_long": ("文字超过 150 字，请缩短后再提交。", "The text is longer than 150 characters. Please shorten it."),
    "bad_form": ("表单内容不完整，请重新扫码。", "The form is incomplete. Please scan the code again."),
    "receipt_title": ("评价回执查询", "Your receipt"),
    "receipt_unknown": ("没有找到这个回执码", "No rating has this code"),
    "receipt_code": ("回执码", "Receipt code"),
    "receipt_mistyped": (
        "这不是一个回执码，请核对是否输错。回执码为 12 位，不含 I、O、0、1。",
        "This is not a receipt code; one letter may be wrong. A code has 12 letters and digits, never I, O, 0 or 1.",
    ),
    "receipt_wait": ("查询次数过多，请过一会儿再试。", "Too many look-ups. Please try again in a while."),
    "receipt_void": ("没有与之对应的服务，不计入统计", "No service belongs to it, so it is not counted"),
    "receipt_unknown_more": (
        "请核对回执码。窗口离线时作出的评价可能晚些送达。",
        "Please check the code. A rating made while the window was offline may arrive later.",
    ),
    "receipt_arrived": ("评价已送达", "The rating has arrived"),
    "receipt_counts": ("计入统计", "It counts"),
    "receipt_superseded": ("已由同一号码较早的评价代替", "Another, earlier rating of this number counts"),
    "receipt_case": ("已转入核实处理", "It is being verified"),
    "received_at": ("评价时间", "Rated at"),
    # log-in
    "login_lead": ("大厅管理人员登录后查看评价情况。", "For hall managers: ratings as they come in."),
    "name": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "login": ("登录", "Log in"),
    "logout": ("退出", "Log out"),
    "login_wrong": ("用户名或密码不正确。", "The user name or the password is not right."),
    "code_title": ("第二步验证", "Second step"),
    "code_lead": ("请输入手机验证器上的 6 位数字。", "Enter the six digits your authenticator app shows."),
    "code_field": ("验证码或恢复码", "Code, or a recovery code"),
    "code_wrong": ("验证码不正确或已使用过。", "This code is not right, or it has been used."),
    "code_lost": (
        "手机不在身边？可输入一个恢复码，或请账户管理员重置。",
        "No phone at hand? Enter a recovery code, or ask whoever manages the accounts for a reset.",
    ),
    "login_wait": ("尝试次数过多，请在 {seconds} 秒后再试。", "Too many tries. Please wait {seconds} s."),
    # managers
    "halls_today": ("今日各大厅", "Halls today"),
    "no_halls": ("您的账户没有可以查看的大厅。", "Your account has no hall to look at."),
    "today": ("今日", "Today"),
    "previous_day": ("前一天", "Previous day"),
    "next_day": ("后一天", "Next day"),
    "satisfaction": ("满意率", "Satisfaction"),
    "bad_rate": ("差评率", "Bad ratings"),
    "response_rate": ("主动评价率", "Response rate"),
    "ratings": ("有效评价", "Valid ratings"),
    "served": ("已办", "Served"),
    "asked": ("已请评", "Asked"),
    "rated": ("已评", "Rated"),
    "unrated": ("未评", "Unrated"),
    "bad": ("差评", "Bad"),
    "of": ("{part} / {whole}", "{part} of {whole}"),
    "by_level": ("各级评价", "By level"),
    "by_window": ("各窗口", "By window"),
    "by_hour": ("各时段", "By hour"),
    "by_cause": ("未评原因", "Unrated, by cause"),
    "top_reasons": ("主要原因", "Top reasons"),
    "window": ("窗口", "Window"),
    "department": ("部门", "Department"),
    "kiosk": ("评价器", "Kiosk"),
    "online": ("在线", "Online"),
    "offline": ("离线", "Offline"),
    "not_enrolled": ("未登记", "None"),
    "pairing": ("核对码 {digits}", "pairing {digits}"),
    "last_seen": ("最近联系 {time}", "Last heard {time}"),
    "cases": ("核实库", "To verify"),
    "cases_more": ("差评直接进入核实库，事事有回音。", "Every bad rating is verified and answered."),
    "no_cases": ("没有待核实的差评。", "Nothing waits to be verified."),
    "why_bad_rating": ("差评", "Bad rating"),
    "why_conflict": ("同号评价不一致", "Ratings of one number disagree"),
    "unexplained": ("未说明原因", "Unexplained"),
    "opened": ("进入时间", "Since"),
    "level": ("评价", "Level"),
    "reasons": ("原因", "Reasons"),
    "new_case": ("新的差评：{ticket}，{window} 号窗口", "A bad rating came in: {ticket}, window {window}"),
    "show": ("查看", "Show"),
    "help_called": ("{window} 号窗口有群众请求负责人到场", "Somebody at window {window} asks for the manager"),
    "help_late": (
        "{window} 号窗口曾请求负责人到场（消息晚到）",
        "Somebody at window {window} asked for the manager (told late)",
    ),
    "help_coming": ("我马上到", "I am coming"),
    # what a citizen left, and files
    "left": ("留言与电话", "Words and number"),
    "left_open": ("查看", "Read"),
    "left_why": ("查看事由（记入审计）", "Why you read it (goes into the audit)"),
    "left_words": ("群众留言", "What the citizen wrote"),
    "left_number": ("回访电话", "Number to call back"),
    "left_nothing": ("没有留下", "Nothing was left"),
    "left_erased": ("已按规定删除", "Erased by rule"),
    "left_not_come": ("尚未送达", "Has not come yet"),
    "left_unreadable": ("无法打开：不是用本中心的密钥封存的", "Cannot be opened: it was sealed to another key"),
    "left_logged": (
        "本次查看已连同您的姓名和事由记入审计：{reason}",
        "This was written into the audit with your name and reason: {reason}",
    ),
    "case_of": ("{ticket} 号的差评", "The bad rating of {ticket}"),
    "export_day": ("导出 {day} 的报表", "Export {day}"),
    "export_format": ("格式", "Format"),
    "export_why": ("用途（记入审计）", "What it is for (goes into the audit)"),
    "export_take": ("导出", "Export"),
    # alarms
    "alarms": ("设备提醒", "Alarms"),
    "alarm_silent": ("评价器没有响应", "The kiosk has gone silent"),
    "alarm_gap": ("有记录尚未送达", "Records have not come"),
    "alarm_fork": ("可能有两台评价器在用同一份数据", "Two copies of this kiosk's data seem to be in use"),
    "alarm_regress": ("评价器的数据被退回到较早的状态", "The kiosk's data was set back"),
    "alarm_id_reused": ("有记录编号重复", "A record's id came twice"),
    "alarm_more": ("另有 {n} 条", "and {n} more"),
    "alarm_close": ("关闭提醒", "Close"),
    "alarm_reason": ("原因或处理结果", "Why, or what was done"),
    "ago_now": ("刚刚", "just now"),
    "ago_minutes": ("{n} 分钟前", "{n} min ago"),
    "ago_hours": ("{n} 小时前", "{n} h ago"),
    "ago_days": ("{n} 天前", "{n} d ago"),
    "heard_ago": ("最近联系：{ago}", "Last heard {ago}"),
    "heard_never": ("从未联系", "Never heard"),
    "raised_ago": ("{ago}发现", "noticed {ago}"),
    "live": ("实时", "Live"),
    "live_lost": ("连接中断，正在重连", "Connection lost, trying again"),
    "as_of": ("截至 {time}", "As of {time}"),
    "revision": ("第 {n} 版", "Revision {n}"),
    "source_centre": ("来源：中心", "Source: the centre"),
    "no_figures": ("当天还没有记录。", "Nothing has been recorded on this day."),
    "not_covered": (
        "满意率、差评率以有效评价为分母；主动评价率以可评价的服务为分母。未评不计为任何评价。",
        "Satisfaction and bad ratings are shares of valid ratings; the response rate is a share of services that could "
        "be rated. Unrated never counts as a rating.",
    ),
    # the API for programs
    "docs_title": ("接口文档", "The API"),
    "docs_lead": (
        "列表分页：把 next 放进下一次请求的 after，最后一页的 next 为 null。每次拒绝都是问题文档（RFC 9457），写明该怎么做。"
        "时间为 RFC 3339，编号为 UUID，日期按大厅的日历。每次读写都有记录。字段说明为英文，程序可读",
        "Lists come in pages: send `next` as `after`; it is null on the last page. Every refusal is a problem document "
        "(RFC 9457) that says what to do. Times are RFC 3339, ids UUIDs, days as the hall's calendar has them. Every read "
        "and write is logged. For programs:",
    ),
    "docs_needed": ("必填", "needed"),
    "docs_proof": ("凭证：", "Who may ask:"),
    "docs_open": ("公开", "everybody"),
    "docs_parameters": ("参数", "Parameters"),
    "docs_body": ("请求内容", "Body"),
    "docs_gives": ("返回内容", "What it gives"),
    "docs_answers": ("状态码", "Answers"),
    # published results
    "public_title": ("群众评价公开", "Published ratings"),
    "public_lead": (
        "{first} 至 {last}。满意率以有效评价为分母；未评价不计为任何评价。",
        "{first} to {last}. Satisfaction is a share of valid ratings; unrated never counts as a rating.",
    ),
    "public_few": ("评价不足 {n} 条，不显示等级", "fewer than {n} ratings: no levels shown"),
    "public_none": ("尚无可公开的结果。", "Nothing to publish yet."),
    "public_days": ("每日办件与评价", "Services and ratings, day by day"),
    "by_department": ("各部门", "By department"),
    # why there is no rating
    "cause_timed_out": ("超时未评", "Timed out"),
    "cause_declined": ("选择不评", "Declined"),
    "cause_next_called": ("已叫下一号", "Next number called"),
    "cause_not_asked": ("未请评", "Not asked"),
    "cause_shift_closed": ("下班", "Shift closed"),
    "cause_restart": ("设备重启", "Restart"),
    "cause_device_fault": ("设备故障", "Device fault"),
    "cause_none": ("进行中或未到达", "Under way or not here yet"),
    # troubles
    "not_found": ("没有这个页面", "There is no such page"),
    "not_found_more": ("请检查网址，或返回首页。", "Please check the address, or go back to the start."),
    "trouble": ("暂时无法处理", "This did not work"),
    "trouble_more": ("请稍后再试。", "Please try again in a moment."),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language: `words("served")`, `words.level(5)`. What a further one lacks is English."""

    language: str
    more: More = field(default_factory=dict)

    def __call__(self, key: str, **facts: object) -> str:
        """Return a text with its facts filled in."""
        text = self._own.get(key) or TEXTS[key][self._column]
        return text.format(**facts) if facts else text

    def ago(self, minutes: int) -> str:
        """Return how long ago something was, as somebody would say it."""
        if minutes < 1:
            return self("ago_now")
        if minutes < 120:
            return self("ago_minutes", n=minutes)
        return self("ago_hours", n=minutes // 60) if minutes < 48 * 60 else self("ago_days", n=minutes // 1440)

    def __contains__(self, key: str) -> bool:
        return key in TEXTS

    def level(self, level: int) -> str:
        """Return a level's official name."""
        return self._own.get(f"level_{level}") or LEVELS[Level(level)][self._column]

    @property
    def other(self) -> str:
        """The language the switch leads to."""
        every = (*LANGUAGES, *self.more)
        return every[(every.index(self.language) + 1) % len(every)]

    @property
    def other_name(self) -> str:
        """What that language calls itself."""
        other = self.other
        return NAMES[LANGUAGES.index(other)] if other in LANGUAGES else self.more[other]["language"]

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return "、" if self.language == "zh" else ", "

    @property
    def tag(self) -> str:
        """What goes into the page's lang attribute."""
        return "zh-CN" if self.language == "zh" else self.language

    @property
    def _column(self) -> int:
        return LANGUAGES.index(self.language if self.language in LANGUAGES else "en")

    @property
    def _own(self) -> Mapping[str, str]:
        return self.more.get(self.language, {})

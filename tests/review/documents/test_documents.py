"""Papers: what they say, who may have them, their clocks."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from review import actions, transitions
from review.actions import Answer, Check
from review.documents.amount_in_words import DIGITS, spell_yuan_in_capitals
from review.documents.check_notice import Visit, issue_check_notice
from review.documents.incidents import MAJOR, ORDINARY, assess_incident, determine_level
from review.documents.issue_document import (
    issue_referral_letter,
    issue_register,
    list_visible_referrals,
)
from review.documents.legal_deadlines import LATE, MET, MET_LATE, RUNNING, list_clocks
from review.documents.render import NAMES, SHIPPED, fill_letter, find_letter
from review.errors import NotAllowed, NotNow, NotValid
from review.freezing import hash_rows
from review.models import AuditEntry, Case, Referral
from tests.review.conftest import PASSWORD
from tools.make_letters import LETTERS

FIRST = "C0000000000000001"
NOW = datetime(2026, 11, 25, 10, 0)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def answers_of(case, amount="3000"):
    given = Answer(
        "1",
        nature="欺诈骗取",
        amount_confirmed=Decimal(amount),
        account="已核实银行流水",
        remark="并查上年同类",
        method="现场",
    )
    return {f.pk: given for f in case.findings.filter(is_current=True)}


def confirmed(officers, case_id=FIRST, amount="3000"):
    """A case checked by one and confirmed by another."""
    case = actions.issue(case_id, officers["head"])
    actions.take(case, officers["checker"])
    case.refresh_from_db()
    actions.answer(case, officers["checker"], answers_of(case, amount), Check("李二"))
    actions.examine(case_id, officers["reviewer"])
    return actions.confirm(case_id, officers["reviewer"])


def proposed(officers, kind="police", **given):
    case = confirmed(officers)
    told = {
        "recipient": "宁波市公安局海曙分局",
        "amount": Decimal("6000"),
        "facts": "2026年1月至3月骗领失业金<6000>元&其他",
        "offence": "诈骗罪",
    }
    return actions.propose_referral(case, officers["checker"], kind=kind, **(told | given))


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("12345.60", "壹万贰仟叁佰肆拾伍元陆角整"),
        ("100000005.07", "壹亿零伍元零柒分"),
        ("10203.04", "壹万零贰佰零叁元零肆分"),
        ("1000000", "壹佰万元整"),
        ("300050", "叁拾万零伍拾元整"),
        ("6000000000", "陆拾亿元整"),
    ],
)
def test_sums_in_capitals(amount, words):
    assert spell_yuan_in_capitals(Decimal(amount)) == words


def value_of(words: str) -> Decimal:
    """The slow way back: read the capitals character by character."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total, group, digit, cents = 0, 0, 0, 0
    for letter in words:
        if letter in DIGITS:
            digit = DIGITS.index(letter)
        elif letter in units:
            group, digit = group + digit * units[letter], 0
        elif letter == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        elif letter == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif letter == "元":
            total, group, digit = total + group + digit, 0, 0
        elif letter == "角":
            cents, digit = cents + digit * 10, 0
        elif letter == "分":
            cents, digit = cents + digit, 0
    return Decimal(total) + Decimal(cents) / 100


@given(st.decimals(0, 10**12 - 1, places=2))
def test_capitals_say_the_sum(amount):
    words = spell_yuan_in_capitals(amount)
    assert value_of(words) == amount and "零零" not in words and not words.startswith("元")


def test_a_sum_below_nothing_has_no_capitals():
    with pytest.raises(ValueError, match="capitals"):
        spell_yuan_in_capitals(Decimal("-1"))


def test_as_many_letters_as_names():
    assert {p.stem for p in SHIPPED.glob("*.docx")} == set(NAMES) and len(LETTERS) == len(NAMES)


@pytest.mark.django_db
class TestReferral:
    def test_a_draft_says_so_and_an_approved_one_does_not(self, received, officers):
        referral = proposed(officers)
        draft = issue_referral_letter(referral, officers["checker"], {})
        assert "（拟稿）" in draft.name and "尚未批准" in text_of(draft.content)
        referral = actions.decide_referral(referral, officers["head"], approve=True)
        final = issue_referral_letter(referral, officers["head"], {})
        assert "拟稿" not in final.name and "尚未批准" not in text_of(final.content)

    def test_the_police_letter_has_its_parts_and_annexes(self, received, officers):
        referral = proposed(officers)
        text = text_of(
            issue_referral_letter(
                referral, officers["checker"], {"name": "王某", "officers": "甲、乙"}
            ).content
        )
        for part in (
            "涉嫌犯罪案件移送书",
            "案件调查报告",
            "证据清单",
            "涉案物品清单",
            "检验报告或者鉴定结论",
            "回执",
            "宁波市公安局海曙分局",
        ):
            assert part in text
        assert "6,000.00 元（大写：陆仟元整）" in text and "刑法》第二百六十六条" in text
        assert "王某" in text and "＿＿＿" in text, "what is not entered is a blank"
        assert "骗领失业金<6000>元&其他" in text, "markup in a fact is text"
        assert "{{" not in text and "{%" not in text

    def test_evidence_is_listed_with_a_hash_that_can_be_repeated(self, received, officers):
        text = text_of(issue_referral_letter(proposed(officers), officers["checker"], {}).content)
        finding = Case.objects.get(pk=FIRST).findings.get(indicator_id="U04")
        rows = [[key, row] for _, key, row in finding.evidence.get().rows()]
        assert hash_rows(rows) in text and "电子数据" in text
        assert hash_rows(rows) == hash_rows(list(reversed(rows)))

    def test_nobody_outside_makes_it(self, received, officers):
        referral = proposed(officers)
        with pytest.raises(NotAllowed):
            issue_referral_letter(referral, officers["reader"], {})
        with pytest.raises(NotAllowed):
            issue_referral_letter(referral, officers["discipline"], {})
        assert not list_visible_referrals(officers["discipline"]).exists()

    def test_a_refused_one_has_no_paper(self, received, officers):
        referral = actions.decide_referral(
            proposed(officers), officers["head"], approve=False, because="证据不足"
        )
        with pytest.raises(NotNow, match="未获批准"):
            issue_referral_letter(referral, officers["head"], {})

    def test_names_on_a_paper_are_not_kept(self, received, officers):
        issue_referral_letter(
            proposed(officers),
            officers["checker"],
            {"name": "欧阳某某", "number": "330203199001011234"},
        )
        entry = AuditEntry.objects.get(action="paper")
        assert (
            entry.target == FIRST
            and "欧阳" not in str(entry.detail)
            and "1234" not in str(entry.detail)
        )
        assert "欧阳某某" not in str(Referral.objects.get().document)

    @pytest.mark.parametrize("kind", ["discipline", "other"])
    def test_the_other_letters(self, received, officers, kind):
        text = text_of(
            issue_referral_letter(
                proposed(officers, kind, offence=""), officers["checker"], {"post": "科长"}
            ).content
        )
        assert {"discipline": "问题线索移送登记表", "other": "案件移送函"}[
            kind
        ] in text and "{{" not in text
        assert ("科长" in text) is (kind == "discipline")

    def test_the_register_lists_leads_of_the_period_alone(self, received, officers):
        proposed(officers, "discipline", offence="", recipient="驻局纪检监察组")
        today = timezone.localdate()
        now = text_of(issue_register(officers["head"], today, today).content)
        before = text_of(
            issue_register(officers["head"], today - timedelta(9), today - timedelta(8)).content
        )
        assert "驻局纪检监察组" in now and "共 1 件" in now
        assert "驻局纪检监察组" not in before and "共 0 件" in before
        assert "驻局纪检监察组" not in text_of(
            issue_register(officers["discipline"], today, today).content
        )


@pytest.mark.django_db
class TestNotice:
    def visit(self, **changes):
        told = {
            "day": timezone.localdate() + timedelta(3),
            "officers": "甲、乙",
            "place": "你单位",
            "contact": "0574-1",
        }
        return Visit(**(told | changes))

    def test_it_goes_out_three_days_ahead(self, received, officers):
        case = actions.issue(FIRST, officers["head"])
        text = text_of(
            issue_check_notice(case, officers["checker"], self.visit(), {"name": "某公司"}).content
        )
        assert (
            "某公司" in text
            and "送达回证" in text
            and "失业保险有关情况" in text
            and "工资发放凭证" in text
            and "不是处理结论" in text
        )
        for hint in ("4,482", "查劳动合同", "短期参保", "骗取", "U04"):
            assert hint not in text, "a notice gives neither the lead nor the method away"

    def test_a_late_notice_says_why(self, received, officers):
        case = actions.issue(FIRST, officers["head"])
        late = self.visit(day=timezone.localdate() + timedelta(1))
        with pytest.raises(NotValid, match="提前 3 日"):
            issue_check_notice(case, officers["checker"], late, {})
        late = self.visit(day=timezone.localdate() + timedelta(1), short_because="防止毁弃证据")
        assert "防止毁弃证据" in text_of(
            issue_check_notice(case, officers["checker"], late, {}).content
        )

    @pytest.mark.parametrize(
        ("changes", "said"),
        [({"officers": "甲"}, "不少于两名"), ({"day": date(2020, 1, 1)}, "早于今天")],
    )
    def test_what_does_not_do(self, received, officers, changes, said):
        case = actions.issue(FIRST, officers["head"])
        with pytest.raises(NotValid, match=said):
            issue_check_notice(case, officers["checker"], self.visit(**changes), {})

    def test_who_must_keep_away_writes_none(self, received, officers):
        case = Case.objects.get(pk=FIRST)
        actions.declare_recusal(case, officers["checker"], reason="interest")
        with pytest.raises(NotAllowed, match="回避"):
            issue_check_notice(case, officers["checker"], self.visit(), {})


class TestEditedLetters:
    def edited(self, home, text):
        document = Document(str(SHIPPED / "问题线索移送登记簿.docx"))
        document.paragraphs[3].runs[0].text = text
        (home / "letters").mkdir()
        document.save(str(home / "letters" / "问题线索移送登记簿.docx"))

    fields = {"first": "a", "last": "b", "rows": [], "by": "c", "day": "d", "secrecy": ""}

    def test_an_edited_copy_is_used(self, home):
        self.edited(home, "自拟标题 {{ by }}")
        assert find_letter("问题线索移送登记簿").parent == home / "letters"
        assert "自拟标题 c" in text_of(fill_letter("问题线索移送登记簿", self.fields))

    @pytest.mark.parametrize("text", ["{{ nobody }}", "{{ by", "{% for %}"])
    def test_a_mistake_in_it_is_told(self, home, text):
        self.edited(home, text)
        with pytest.raises(NotValid, match="文书模板“问题线索移送登记簿"):
            fill_letter("问题线索移送登记簿", self.fields)

    @pytest.mark.parametrize(
        "text",
        ["{{ ''.__class__.__mro__ }}", "{{ rows.__init__.__globals__ }}", "{{ rows.append(1) }}"],
    )
    def test_it_runs_in_a_sandbox(self, home, text):
        self.edited(home, text)
        with pytest.raises(NotValid):
            fill_letter("问题线索移送登记簿", self.fields)

    def test_a_field_is_never_a_template(self):
        made = text_of(fill_letter("问题线索移送登记簿", self.fields | {"by": "{{ first }}"}))
        assert "{{ first }}" in made

    def test_a_file_that_is_no_letter(self, home):
        (home / "letters").mkdir()
        (home / "letters" / "案件移送函.docx").write_bytes(b"hello")
        with pytest.raises(NotValid, match="不是可用的 Word 文件"):
            fill_letter("案件移送函", {})

    def test_only_known_letters(self):
        with pytest.raises(KeyError):
            find_letter("../settings")


def at(day, hour=10):
    return timezone.make_aware(datetime(2026, 11, day, hour))


class TestClocks:
    def referral(self, **given):
        class Drawn:
            """A referral without a database."""

            kind, outcome, outcome_on, approved_at, sent_at, receipt_at = (
                "police",
                "",
                None,
                None,
                None,
                None,
            )
            document: dict = {}

            class deadlines:
                @staticmethod
                def filter(**_):
                    return type(
                        "None_",
                        (),
                        {"order_by": lambda *_: type("N", (), {"first": lambda *_: None})()},
                    )()

        drawn = Drawn()
        for name, value in ({"proposed_at": at(25)} | given).items():
            setattr(drawn, name, value)
        return drawn

    def told(self, now, **given):
        return {
            c.key: (c.state(now), timezone.localtime(c.due_at))
            for c in list_clocks(self.referral(**given))
        }

    def test_the_principal_has_three_days_without_the_first(self):
        told = self.told(at(26))
        assert told == {
            "decide": (RUNNING, timezone.make_aware(datetime(2026, 11, 28, 23, 59, 59)))
        }
        assert self.told(at(29))["decide"][0] == LATE

    def test_sent_within_twenty_four_hours(self):
        late = self.told(at(28), approved_at=at(26, 9), sent_at=at(27, 10))
        assert late["decide"][0] == MET and late["send"] == (MET_LATE, at(27, 9))
        assert self.told(at(28), approved_at=at(26, 9), sent_at=at(27, 9))["send"][0] == MET

    def test_the_police_have_three_days_from_the_receipt(self):
        sent = {"approved_at": at(25, 12), "sent_at": at(25, 16), "receipt_at": at(26)}
        assert self.told(at(29), **sent)["filing"][0] == RUNNING
        assert self.told(at(30), **sent)["filing"][0] == LATE
        told = self.told(at(30), **sent, outcome="filed", outcome_on=date(2026, 11, 29))
        assert told["filing"][0] == MET and told["hand_over"] == (
            RUNNING,
            timezone.make_aware(datetime(2026, 12, 2, 23, 59, 59)),
        )

    def test_three_days_to_object(self):
        sent = {
            "approved_at": at(25, 12),
            "sent_at": at(25, 16),
            "outcome": "not_filed",
            "outcome_on": date(2026, 11, 27),
        }
        assert self.told(at(28), **sent)["object"][1].date() == date(2026, 11, 30)

    def test_a_day_off_at_the_end_is_told_and_not_given(self):
        (clock,) = list_clocks(self.referral())
        assert (
            "2026-11-30" in clock.note.zh and "不顺延" in clock.note.zh
        )  # 28 November is a Saturday

    def test_other_referrals_have_no_clock_of_the_police(self):
        told = self.told(at(28), kind="discipline", approved_at=at(25, 12), sent_at=at(25, 16))
        assert set(told) == {"decide", "send"}


@pytest.mark.parametrize(
    ("yuan", "level"),
    [("9999.99", None), ("10000", ORDINARY), ("499999.99", ORDINARY), ("500000", MAJOR)],
)
def test_incidents_begin_at_the_thresholds(yuan, level):
    assert determine_level(Decimal(yuan), date(2026, 11, 1)) == level


@pytest.mark.django_db
def test_a_case_prompts_by_what_was_confirmed(received, officers):
    day = timezone.localdate()
    case = Case.objects.get(pk=FIRST)
    assert assess_incident(case, day) is None, "4,582 yuan involved"
    case.amount_involved = Decimal(600_000)
    prompt = assess_incident(case, day)
    assert prompt.level == MAJOR and "请优先核实" in prompt.message.zh
    case = confirmed(officers, amount="5000")
    prompt = assess_incident(case, day)
    assert (
        case.state == transitions.SETTLING
        and prompt.level == ORDINARY
        and "须经负责人签字" in prompt.message.zh
    )


@pytest.mark.django_db
def test_below_the_threshold_a_case_that_was_filed_prompts(received, officers):
    referral = actions.decide_referral(proposed(officers), officers["head"], approve=True)
    referral = actions.send_referral(referral, officers["head"], document_no="甬社监移〔2026〕1号")
    case = Case.objects.get(pk=FIRST)
    assert assess_incident(case, timezone.localdate()) is None, "6,000 yuan confirmed and not filed"
    actions.record_outcome(referral, officers["checker"], outcome="filed", on=timezone.localdate())
    prompt = assess_incident(Case.objects.get(pk=FIRST), timezone.localdate())
    assert prompt.level == ORDINARY and "已立案" in prompt.message.zh


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def page(self, client, received, officers):
        def get(name, address, data=None):
            client.login(username=name, password=PASSWORD)
            return client.post(address, data) if data is not None else client.get(address)

        return get

    def test_clocks_and_prompts_on_one_page(self, page, officers):
        proposed(officers)
        shown = page("head", reverse("papers")).content.decode()
        assert (
            "负责人决定是否移送" in shown and "国令第310号第五条" in shown and "要情提示" in shown
        )

    def test_the_paper_comes_as_a_word_file(self, page, officers):
        referral = proposed(officers)
        address = reverse("paper_referral", args=[referral.pk])
        assert "拟稿" in page("checker", address).content.decode()
        made = page("checker", address, {"name": "王某"})
        assert made["Content-Disposition"].startswith("attachment") and "王某" in text_of(
            made.content
        )

    def test_a_notice_that_does_not_do_stays_on_its_form(self, page, officers):
        actions.issue(FIRST, officers["head"])
        address = reverse("paper_notice", args=[FIRST])
        refused = page(
            "checker", address, {"day": timezone.localdate().isoformat(), "officers": "甲、乙"}
        )
        assert refused.status_code == 200 and "提前 3 日" in refused.content.decode()
        assert page(
            "checker",
            address,
            {"day": (timezone.localdate() + timedelta(4)).isoformat(), "officers": "甲、乙"},
        )["Content-Type"].endswith("document")

    def test_the_case_page_leads_there(self, page, officers):
        referral = proposed(officers)
        shown = page("checker", reverse("case", args=[FIRST])).content.decode()
        assert (
            reverse("paper_referral", args=[referral.pk]) in shown
            and reverse("paper_notice", args=[FIRST]) in shown
        )

    def test_others_cases_are_not_found(self, page, officers):
        referral = proposed(officers)
        assert page("discipline", reverse("paper_referral", args=[referral.pk])).status_code == 404
        assert page("reader", reverse("paper_referral", args=[referral.pk])).status_code == 403
        assert page("administrator", reverse("papers")).status_code == 403

    def test_the_register_on_the_screen_and_as_a_paper(self, page, officers):
        proposed(officers, "discipline", offence="", recipient="驻局纪检监察组")
        today = timezone.localdate().isoformat()
        address = reverse("papers_register") + f"?first={today}&last={today}"
        assert "驻局纪检监察组" in page("head", address).content.decode()
        assert page("head", address + "&paper=1")["Content-Type"].endswith(
            "wordprocessingml.document"
        )
        assert page("head", reverse("papers_register") + "?first=x").status_code == 400

    @pytest.mark.parametrize(
        ("outcome", "shown"),
        [("filed", "立案后移交物品和材料"), ("not_filed", "不予立案的提请复议")],
    )
    def test_what_follows_the_answer_is_recorded_once(self, page, officers, outcome, shown):
        referral = actions.decide_referral(proposed(officers), officers["head"], approve=True)
        referral = actions.send_referral(
            referral, officers["head"], document_no="甬社监移〔2026〕1号"
        )
        address, today = reverse("paper_referral", args=[referral.pk]), timezone.localdate()
        after = reverse("paper_after", args=[referral.pk])
        assert page("checker", after, {"on": today.isoformat()}).status_code == 409, (
            "the police have not answered"
        )
        actions.record_outcome(referral, officers["checker"], outcome=outcome, on=today)
        asked = page("checker", address).content.decode()
        assert shown in asked and 'id="after"' in asked
        assert page("checker", after, {"on": (today + timedelta(1)).isoformat()}).status_code == 400
        assert page("checker", after, {"on": today.isoformat()}).status_code == 302
        done = page("checker", address).content.decode()
        assert 'id="after"' not in done and {
            c.state(timezone.now()) for c in list_clocks(Referral.objects.get())
        } == {MET}
        assert page("checker", after, {"on": today.isoformat()}).status_code == 409

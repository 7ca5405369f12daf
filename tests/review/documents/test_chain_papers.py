"""The chain of papers of a case: what each says, what has to come before it, and its number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from review import actions
from review.documents.bases import verify_basis
from review.documents.chain import CHAIN, issue_chain_paper, list_chain_papers, propose_texts
from review.documents.check_notice import Visit, issue_check_notice
from review.documents.found_facts import cite_laws, compose_facts, find_unread_laws, write_days
from review.errors import NotAllowed, NotNow, NotValid
from review.freezing import build_content, format_days
from review.models import Case, Deadline, Finding, Paper
from tests.review.documents.test_documents import FIRST, answers_of, confirmed, text_of
from tests.review.documents.test_frozen_papers import INTERNAL

pytestmark = pytest.mark.django_db
MEDICAL = "C0000000000000003"
GIVEN = {"name": "王某", "officers": "甲、乙", "penalty": "罚款 5000 元", "days": "15"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def case(received, officers):
    """A confirmed case of 6,000 yuan that are all to be recovered."""
    case = confirmed(officers)
    actions.record_money(
        case, officers["checker"], kind="to_recover", amount=Decimal(6000), on=date.today()
    )
    return Case.objects.get(pk=FIRST)


def issue(key, case, officer, **given):
    return text_of(issue_chain_paper(CHAIN[key], case, officer, GIVEN | given).content)


def hear(case, officers):
    """The party was told of the fine and has answered."""
    issue("penalty_notice", case, officers["checker"])
    actions.file_appeal(
        case, officers["checker"], by_whom="王某", text="放弃听证", filed_on=date.today()
    )


@pytest.mark.parametrize("key", sorted(CHAIN))
def test_every_paper_of_the_chain_speaks_for_the_authority(case, officers, key):
    if case.state not in CHAIN[key].states:
        pytest.fail(f"{key} cannot be issued while a case is settled")
    if key == "penalty_decision":
        hear(case, officers)
    text = issue(key, case, officers["checker"])
    assert "王某" in text and "{{" not in text and not INTERNAL.findall(text)
    assert "你（单位）" not in text and "违反（符合）" not in text
    assert case.papers.last().name == CHAIN[key].name


def test_a_paper_waits_for_its_state(received, officers):
    case = actions.issue(FIRST, officers["head"])
    assert {p.key for p in list_chain_papers(case)} == {"filing", "interview", "site_check"}
    with pytest.raises(NotNow, match="不能出具"):
        issue_chain_paper(CHAIN["penalty_decision"], case, officers["checker"], {})
    with pytest.raises(NotAllowed):
        issue_chain_paper(CHAIN["filing"], case, officers["reader"], {})


def test_a_decision_says_what_the_law_wants_in_it(case, officers):
    hear(case, officers)
    text = issue("penalty_decision", case, officers["checker"], penalty_basis="《某条例》第四十条")
    for part in (
        "王某",
        "已核实银行流水",  # the facts
        "失业待遇",  # the evidence
        "违反了《中华人民共和国社会保险法》第八十八条的规定",
        "依据《某条例》第四十条，决定给予如下行政处罚：罚款 5000 元",
        "每日按罚款数额的百分之三加处罚款",
        "六十日内向宁波市人民政府申请行政复议",
        "六个月内依法向人民法院提起行政诉讼",
        "甬社监罚决〔",
    ):
        assert part in text, part


def test_no_fine_before_the_party_could_be_heard(case, officers):
    with pytest.raises(NotNow, match="事先告知书"):
        issue("penalty_decision", case, officers["checker"])
    issue("penalty_notice", case, officers["checker"])
    with pytest.raises(NotNow, match="听证申请期限至"):
        issue("penalty_decision", case, officers["checker"])
    Deadline.objects.filter(kind="hearing").update(due_at=timezone.now() - timedelta(hours=1))
    assert "行政处罚决定书" in issue("penalty_decision", case, officers["checker"])


def test_nothing_is_ordered_back_that_is_not_owed(received, officers):
    case = confirmed(officers)
    with pytest.raises(NotNow, match="先登记应追回"):
        issue("return_order", case, officers["checker"])
    actions.record_money(
        case, officers["checker"], kind="to_recover", amount=Decimal(6000), on=date.today()
    )
    actions.record_money(
        case, officers["checker"], kind="recovered", amount=Decimal(1000), on=date.today()
    )
    case.refresh_from_db()
    text = issue("return_order", case, officers["checker"])
    assert "退回社会保险基金 5,000.00 元（大写：伍仟元整）" in text


def test_a_party_reads_nothing_of_what_was_found_untrue(received, officers):
    case = actions.issue(FIRST, officers["head"])
    actions.take(case, officers["checker"])
    case.refresh_from_db()
    first, second = answers_of(case).items()
    untrue = actions.Answer("3", cause_code="F4", account="单位确有停工", method="现场")
    given = dict([first, (second[0], untrue)])
    actions.answer(case, officers["checker"], given, actions.Check("李二"))
    actions.examine(FIRST, officers["reviewer"])
    case = actions.confirm(FIRST, officers["reviewer"])
    text = issue("penalty_notice", case, officers["checker"])
    assert "已核实银行流水" in text and "单位确有停工" not in text


def test_what_an_officer_writes_stands_in_the_paper(case, officers):
    proposed = propose_texts(CHAIN["penalty_notice"], case)["found"]
    assert "已核实银行流水" in proposed and "4,482" in proposed
    text = issue(
        "penalty_notice", case, officers["checker"], found="经查，王某冒领三个月。\n\n属实。"
    )
    assert "经查，王某冒领三个月。" in text and "4,482" not in text


def test_what_the_model_finds_unusual_is_no_fact(case, officers):
    Finding.objects.update(indicator_id="model", reason_zh="模型提示异常，比99%的同类更突出")
    (first, *_) = compose_facts(build_content(case))
    assert "模型" not in first and "已核实银行流水" in first


def test_an_unread_provision_blocks_a_fine(received, officers):
    Finding.objects.update(law="某办法第三条（待核实）")
    case = confirmed(officers)
    with pytest.raises(NotNow, match="某办法第三条"):
        issue("penalty_notice", case, officers["checker"])
    verify_basis("某办法第三条", officers["legal"], verified_on=timezone.localdate())
    text = issue("penalty_notice", case, officers["checker"])
    assert "《某办法》第三条" in text and "要求听证" in text
    assert Deadline.objects.filter(case=case, kind="hearing", met_at=None).count() == 1


def test_an_unread_provision_that_is_typed_blocks_too(case, officers):
    with pytest.raises(NotNow, match="社会保险基金行政监督办法第三十二条"):
        issue(
            "penalty_notice",
            case,
            officers["checker"],
            violated="《社会保险基金行政监督办法》 第三十二条",
        )


class TestNumbers:
    def numbers(self):
        return list(Paper.objects.order_by("id").values_list("document_no", flat=True))

    def test_each_kind_counts_by_itself_and_records_have_none(self, case, officers):
        year = timezone.localdate().year
        for key in ("filing", "interview", "penalty_notice"):
            issue(key, case, officers["checker"])
        assert self.numbers() == [f"甬社监立〔{year}〕1号", "", f"甬社监罚告〔{year}〕1号"]

    def test_a_new_version_keeps_its_number(self, case, officers):
        issue("filing", case, officers["checker"], opinion="立案")
        issue("filing", case, officers["checker"], opinion="建议立案", because="改写意见")
        assert len(set(self.numbers())) == 1 and Paper.objects.last().version == 2

    def test_a_number_is_given_once(self, case, officers):
        issue("filing", case, officers["checker"], document_no="甬社监立〔2026〕9号")
        with pytest.raises(NotValid, match="已用于其他文书"):
            issue("penalty_notice", case, officers["checker"], document_no="甬社监立〔2026〕9号")

    def test_another_authority_has_numbers_and_a_fund_of_its_own(self, received, officers):
        case = actions.issue(MEDICAL, officers["head"])
        visit = Visit(timezone.localdate() + timedelta(5), officers="甲、乙")
        text = text_of(issue_check_notice(case, officers["checker"], visit, {}).content)
        assert "医疗保障基金核查通知书" in text and "社会保险基金" not in text
        assert self.numbers() == [f"甬医保核〔{timezone.localdate().year}〕1号"]


@pytest.mark.parametrize(
    ("laws", "cited"),
    [
        (["社会保险法第八十八条"], "《中华人民共和国社会保险法》第八十八条"),
        (
            ["社会保险经办条例第四十六条", "人社部发〔2024〕2号"],
            "《社会保险经办条例》第四十六条、人社部发〔2024〕2号",
        ),
        (["社会保险基金行政监督办法第三十二条"], "《社会保险基金行政监督办法》第三十二条"),
        (["药品追溯码医保应用通知(2025)"], "《药品追溯码医保应用通知》(2025)"),
        (["《某条例》第一条"], "《某条例》第一条"),
        ([], ""),
    ],
)
def test_laws_are_cited_as_papers_do(laws, cited):
    assert cite_laws(laws) == cited


def test_days_are_written_as_papers_do():
    text = "2024-07-01至2026-06有3个月，档案1966-03-03 00:00:00，编号2026-123456"
    assert write_days(text) == ("2024年7月1日至2026年6月有3个月，档案1966年3月3日，编号2026-123456")


def test_a_period_runs_forward():
    assert format_days(date(2026, 1, 1), date(2025, 12, 18)) == "2025年12月18日至2026年1月1日"
    assert format_days(None, None) == "期间不限"


def test_unread_laws_are_found_however_they_are_written():
    assert find_unread_laws(["依《中华人民共和国劳动法》第十五条"], ["劳动法第十五条"])
    assert not find_unread_laws(["依劳动法第十六条"], ["劳动法第十五条"])

"""What can tie two cases together, with the words of pages and tables."""

from contracts.bilingual_text import BilingualText

LINK_KINDS = {
    "person": BilingualText("同一个人", "a person"),
    "employer": BilingualText("同一被提示单位", "a flagged unit"),
    "institution": BilingualText("同一被提示机构", "a flagged institution"),
    "operator": BilingualText("同一经办人", "an operator"),
    "phone": BilingualText("共用电话", "a shared phone"),
    "bank": BilingualText("共用银行账户", "a shared bank account"),
    "device": BilingualText("共用设备", "a shared device"),
    "address": BilingualText("同一地址", "an address"),
    "witness": BilingualText("同一证人", "a witness"),
    "collector": BilingualText("同一代购人", "a collector"),
    "account": BilingualText("同一收款账户", "a payee's account"),
    "group": BilingualText("同一组关联单位", "a group of affiliates"),
    "respondent": BilingualText("同一仲裁被申请人", "a respondent"),
    "legal_rep": BilingualText("同一法定代表人", "a legal representative"),
    "doctor": BilingualText("同一医师", "a doctor"),
    "expert": BilingualText("同一鉴定专家", "an expert"),
    "panel": BilingualText("同一专家组合", "a pair of experts"),
}


def get_link_name(link_kind: str) -> BilingualText:
    """The name of a kind of link; an unknown kind is its own name."""
    return LINK_KINDS.get(link_kind, BilingualText(link_kind, link_kind))

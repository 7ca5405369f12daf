"""The plan in words: why this target and not that, why not earlier, what gave way."""

import pandas as pd

from contracts.codes import get_code_name
from planning.choose_targets import WORDS
from planning.eligibility import describe_hindrances
from planning.places import FOLLOW_UP, list_open_weeks

SOURCES = {
    "random": ("随机抽中", "drawn by chance"),
    "lead": ("数据线索", "leads in the data"),
    "complaint": ("投诉举报到期", "a complaint is due"),
    "assigned": ("上级交办", "assigned from above"),
    "follow_up": ("回头看到期", "a follow-up is due"),
    "coverage": ("区县、类型或重点专科须有检查", "a district, kind or focus is to be covered"),
}
NAMED_LEADS = 3  # indicators in a reason; the leads have a sheet of their own


def format_yuan(yuan: float) -> str:
    """Yuan as staff read them: 万元 from ten thousand."""
    return f"{yuan / 10_000:,.1f}万元" if yuan >= 10_000 else f"{yuan:,.0f}元"


class Words:
    """Sentences of one plan; `planner` holds tasks, leads, groups and obstacles."""

    def __init__(self, planner, choice, visits, schedule, waiting):
        self.planner, self.choice, self.schedule = planner, choice, schedule
        self.visits, self.waiting = visits, waiting
        self.sources = dict(zip(visits.target_id, visits.source, strict=True))
        self.kinds = dict(zip(visits.target_id, visits.inspection_kind, strict=True))
        leads = planner.leads[planner.leads.expected_yuan > 0]
        by_rule = leads.groupby(["target_id", "indicator_id"]).expected_yuan.sum().reset_index()
        by_rule = by_rule.sort_values(
            ["target_id", "expected_yuan", "indicator_id"], ascending=[True, False, True]
        )
        self.rules = by_rule.groupby("target_id").indicator_id.apply(list).to_dict()
        by_leads = visits[visits.source == "lead"].yuan_per_day
        self.last_rate = float(by_leads.min()) if len(by_leads) else 0.0

    def describe_value(self, row) -> tuple[str, str]:
        """The parts of a target's value in words."""
        rules = self.rules.get(row.target_id, [])[:NAMED_LEADS]
        shown = f"（{'、'.join(rules)}）" if rules else ""
        parts = [f"线索{row.lead_count}条{shown}预期{format_yuan(row.lead_yuan)}"]
        parts_en = [
            f"{row.lead_count} leads{' ' + ', '.join(rules) if rules else ''}: "
            f"{row.lead_yuan:,.0f} yuan expected"
        ]
        for value, zh, en in (
            (row.extrapolated_yuan, "可推断", "extrapolated"),
            (row.complaint_yuan, "举报", "complaints"),
            (row.bonus_yuan, "探索加值", "worth of learning"),
        ):
            if value:
                parts.append(f"{zh}{format_yuan(value)}")
                parts_en.append(f"{en} {value:,.0f}")
        if isinstance(row.harm_reason, str):
            parts.append(f"权重{row.harm_weight:g}（{row.harm_reason}）")
            parts_en.append(f"weight {row.harm_weight:g}")
        parts.append(
            f"需{row.staff_days:g}人日，每人日{format_yuan(row.yuan_per_day)}，列第{row.value_rank}"
        )
        parts_en.append(
            f"{row.staff_days:g} staff-days, {row.yuan_per_day:,.0f} yuan a day, "
            f"place {row.value_rank}"
        )
        return "，".join(parts), ", ".join(parts_en)

    def add_visit_words(self, visits: pd.DataFrame) -> pd.DataFrame:
        """Add reason_zh, reason_en, not_earlier_zh, not_earlier_en to visits."""
        rows = []
        for row in visits.itertuples():
            zh, en = self.describe_value(row)
            source_zh, source_en = SOURCES[row.source]
            if row.source == "random":
                source_zh += f"（机会{row.draw_chance:.1%}）"
                source_en += f" (chance {row.draw_chance:.1%})"
            if isinstance(row.group_id, str):
                source_zh += f"，团伙{row.group_id}同日检查"
                source_en += f", with ring {row.group_id} on one morning"
            early_zh, early_en = self._describe_week(row)
            rows.append((f"{source_zh}：{zh}", f"{source_en}: {en}", early_zh, early_en))
        names = ["reason_zh", "reason_en", "not_earlier_zh", "not_earlier_en"]
        return visits.assign(**{n: [r[k] for r in rows] for k, n in enumerate(names)})

    def _describe_week(self, row):
        place = self.schedule.placed.get(row.target_id)
        if place is None:
            hindered = self.schedule.hindered.get(row.target_id, {})
            zh, en = (
                describe_hindrances(hindered)
                if hindered
                else ("各组本季人日已满", "all teams are full")
            )
            return f"未能排入本季：{zh}", f"not placed: {en}"
        if place.week == 0:
            return "已排在首周", "it is in the first week"
        parts = []
        open_weeks = set(list_open_weeks(row, self.planner.closings))
        closed = [n for n in range(place.week) if n not in open_weeks]
        if row.inspection_kind == FOLLOW_UP and closed:
            parts.append(("结案满90日后方可回头看", "a follow-up waits for 90 days after closing"))
        elif closed:
            parts.append(
                (f"此前{len(closed)}周停查", f"{len(closed)} earlier weeks are closed to it")
            )
        if isinstance(row.group_id, str):
            parts.append(("同组须同日开始", "its group starts on one morning"))
        team = place.team
        before = [
            v
            for v in self.visits.itertuples()
            if (p := self.schedule.placed.get(v.target_id))
            and p.team.team_id == team.team_id
            and p.week < place.week
        ]
        if before:
            worth = sum(v.value > row.value for v in before)
            parts.append(
                (
                    f"检查组{team.team_id}此前有{len(before)}项检查（{worth}项预期更高）",
                    f"team {team.team_id} has {len(before)} visits before it ({worth} worth more)",
                )
            )
        if not parts:
            parts.append(
                ("路程、各组负荷与先后综合最省", "travel, load and order together cost least")
            )
        return "；".join(p[0] for p in parts), "; ".join(p[1] for p in parts)

    def list_candidates(self) -> pd.DataFrame:
        """All targets that were weighed, with the reason of each."""
        planner = self.planner
        tasks = planner.tasks
        weighed = tasks[
            tasks.target_id.isin(planner.candidate_ids | set(planner.obstacles))
            & (
                (tasks.expected_yuan > 0)
                | tasks.source.notna()
                | tasks.target_id.isin(set(self.choice.chosen))
                | tasks.target_id.isin(set(planner.obstacles))
            )
        ]
        reasons = [self._explain(row) for row in weighed.itertuples()]
        return weighed.assign(
            plan_id=planner.plan_id,
            inspection_kind=[
                self.kinds.get(i, k)
                for i, k in zip(weighed.target_id, weighed.inspection_kind, strict=True)
            ],
            is_chosen=weighed.target_id.isin(set(self.sources)),
            source=weighed.target_id.map(self.sources),
            reason_zh=[r[0] for r in reasons],
            reason_en=[r[1] for r in reasons],
        )

    def _explain(self, row):
        zh, en = self.describe_value(row)
        if row.target_id in self.sources:
            source_zh, source_en = SOURCES[self.sources[row.target_id]]
            return f"入选，{source_zh}：{zh}", f"chosen, {source_en}: {en}"
        why_zh, why_en = self._explain_absence(row)
        return f"未入选，{why_zh}：{zh}", f"not chosen, {why_en}: {en}"

    def _explain_absence(self, row):
        planner = self.planner
        if row.target_id in planner.obstacles:
            return planner.obstacles[row.target_id][1:]
        if row.target_id in self.waiting:
            return (
                "已选中但本季各组排不下，列入备选",
                "it was taken, but no team has room in the quarter",
            )
        for ring, ids in planner.groups.items():
            if row.target_id in ids:
                return (
                    f"团伙{ring}的{len(ids)}家须同日检查，合计人日不够划算",
                    f"the {len(ids)} of ring {ring} are visited on one morning, and together are "
                    "worth less than others",
                )
        chosen = planner.tasks[planner.tasks.target_id.isin(set(self.sources))]
        of_chain = (chosen.chain_id == row.chain_id).sum() if row.chain_id else 0
        if of_chain >= planner.settings.most_per_chain:
            return (
                f"所属连锁已安排{of_chain}家",
                f"{of_chain} of its chain are visited",
            )
        if row.yuan_per_day < self.last_rate:
            return (
                f"每人日预期低于入选末位（{format_yuan(self.last_rate)}）",
                f"below the last chosen ({self.last_rate:,.0f} yuan a day)",
            )
        return (
            "人日或专长已排满，换入会减少总预期",
            "staff-days or a skill are used up, and a swap would lose more",
        )

    def list_reserve(self, candidates: pd.DataFrame) -> pd.DataFrame:
        """The next targets by yuan a staff-day; first those that found no team."""
        free = candidates[~candidates.is_chosen.astype(bool) & (candidates.expected_yuan > 0)]
        free = free[~free.target_id.isin(set(self.planner.obstacles))]
        free = free.assign(waits=~free.target_id.isin(self.waiting))
        free = free.sort_values(["waits", "value_rank"], ignore_index=True)
        free = free.head(self.planner.settings.reserve_targets)
        return free.assign(position=range(1, len(free) + 1))

    def list_notes(self, lacking) -> tuple[str, str]:
        """What a head must know: what gave way, what has no team, who is missing."""
        notes = []
        for (name, group), units in sorted(self.choice.relaxed.items()):
            zh, en = WORDS[name]
            unit, unit_en = ("人日", "staff-days") if name == "load" else ("家", "visits")
            notes.append(
                (
                    f"约束放宽：{zh}（{self._name_group(group)}）差{units:g}{unit}",
                    f"{en} gave way ({group}): {units:g} {unit_en} short",
                )
            )
        for target_id in self.schedule.unplaced:
            state = (
                ("列入备选", "waits")
                if target_id in self.waiting
                else ("须另行安排", "is to be arranged")
            )
            notes.append(
                (
                    f"{target_id}未能排入本季，{state[0]}",
                    f"{target_id} found no team and {state[1]}",
                )
            )
        must = self.planner.tasks[self.planner.tasks.source.notna()]
        for row in must[must.target_id.isin(set(self.planner.obstacles))].itertuples():
            zh, en = self.planner.obstacles[row.target_id][1:]
            source_zh, source_en = SOURCES[row.source]
            notes.append(
                (f"{row.target_id}{source_zh}，但{zh}", f"{row.target_id}: {source_en}, but {en}")
            )
        for ring in sorted(self.planner.too_large):
            notes.append(
                (
                    f"团伙{ring}家数多于可同时出动的双人小组，未要求同日",
                    f"ring {ring} has more members than pairs of officers: not on one morning",
                )
            )
        for target_id, skill in lacking:
            name = get_code_name("inspector_skill", skill)
            notes.append((f"{target_id}缺{name.zh}专家", f"{target_id} lacks an expert: {name.en}"))
        return "\n".join(n[0] for n in notes), "\n".join(n[1] for n in notes)

    def _name_group(self, group):
        for codes in ("district", "inspection_target_kind", "inspector_skill"):
            name = get_code_name(codes, group)
            if name.zh != group:
                return name.zh
        return {"all": "总量"}.get(group, group)

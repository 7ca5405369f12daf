"""Explanations of the shared night say what the night itself decided."""

import json
import shutil

import pandas as pd
import pytest

from cli.main import main
from contracts.errors import UsageError
from reports.explain import write_case_explanations
from reports.explain.answer import answer_question
from reports.explain.evaluate_indicators import SUBJECT, evaluate_indicators
from reports.explain.explain_subject import explain_subjects
from reports.explain.list_order import build_list_order
from reports.explain.run_tables import RunTables
from reports.explain.write_text import MOST_BYTES


@pytest.fixture(scope="module")
def run(made) -> RunTables:
    return RunTables(made.run)


@pytest.fixture(scope="module")
def evaluation(run):
    """What the indicators say of every scored subject of the ordinary list."""
    addressees = {(s.id, p.id): a for s, p, a in run.list_populations()}
    scored = pd.read_parquet(run.folder / "scores.parquet")
    keys = zip(scored.scenario_id, scored.population, strict=True)
    subjects = scored.assign(authority=[addressees[key] for key in keys])[SUBJECT]
    return evaluate_indicators(run, subjects.drop_duplicates())


def pick(run, **wanted):
    """The first case with these values, by its id."""
    cases = run.cases.sort_index()
    for column, value in wanted.items():
        cases = cases[cases[column] == value]
    return cases.index[0]


def explain(made, **question):
    (answer,) = answer_question(made.run, **question)
    return answer


def copy_run(made, folder):
    """A runs folder of one's own with the shared night and its models."""
    run = folder / made.run.name
    shutil.copytree(made.run, run)
    return run


def edit_table(run, name, change):
    path = run / f"{name}.parquet"
    change(pd.read_parquet(path)).to_parquet(path)


def test_indicators_put_to_the_published_features_hit_what_the_night_found(run, evaluation):
    results = evaluation.results
    hits = set(results.finding_id[(results.outcome == "hit") & results.level.isin(["H", "S"])])
    found = run.findings[run.findings.level.isin(["H", "S"])]
    assert set(found.finding_id) <= hits
    below_amount = results[results.finding_id.isin(hits - set(found.finding_id))]
    assert set(below_amount.level) <= {"S"}  # a single S with little money makes no case


def test_they_explain_what_the_night_explained(run, evaluation):
    results = evaluation.results
    strong = results[(results.outcome == "explained") & results.level.isin(["H", "S"])]
    assert set(strong.finding_id) == set(run.explained)


def test_the_order_is_that_of_the_ranks(run):
    order = build_list_order(run)
    competing = run.cases[run.cases.list_status.isin(["listed", "held"])]
    assert set(order) == set(competing.index)
    places = competing.assign(order=[order[c].position for c in competing.index])
    for _, group in places.groupby(["authority", "district", "list_status"]):
        assert group.sort_values("rank").order.is_monotonic_increasing
    rules = places[places.level != "M"].sort_values("order")
    assert rules.credence.is_monotonic_decreasing


def test_a_case_at_the_cut_says_why_it_stands_before_the_next(made, run):
    order = build_list_order(run)
    rules = run.cases[(run.cases.list_status == "listed") & (run.cases.level != "M")]
    case_id = rules.position.idxmax()
    words = explain(made, case_id=case_id).text
    assert f"排在下一位的是{order[case_id].next.case_id}" in words.zh
    assert f"预计属实 {rules.credence[case_id]:.2f}" in words.zh
    assert "this case is ahead by the" in words.en


def test_every_case_of_the_night_has_its_words_within_bounds(made, run):
    for folder in (made.run, made.run / "restricted"):
        words = pd.read_parquet(folder / "case_explanations.parquet").set_index("case_id")
        cases = pd.read_parquet(folder / "cases.parquet")
        assert set(words.index) == set(cases.case_id)
        for column in ("explanation_zh", "explanation_en"):
            assert words[column].str.encode("utf-8").str.len().between(100, MOST_BYTES).all()


def test_the_words_are_the_same_bytes_when_written_again(made, tmp_path):
    run = copy_run(made, tmp_path)
    before = (run / "case_explanations.parquet").read_bytes()
    write_case_explanations(run)
    assert (run / "case_explanations.parquet").read_bytes() == before


def test_a_listed_case_names_its_place_its_hits_and_its_rows(made, run):
    case_id = pick(run, list_status="listed", level="H")
    answer = explain(made, case_id=case_id)
    words, findings = answer.text.zh, run.findings[run.findings.case_id == case_id]
    assert f"列第{run.cases.loc[case_id, 'rank']}位" in words and "级别高" in words
    assert all(f"- {i} " in words for i in findings.indicator_id)
    assert {r.finding_id for r in answer.explanation.select("hit")} == set(findings.finding_id)
    evidence = pd.read_parquet(made.run / "evidence.parquet")
    evidence = evidence[evidence.finding_id.isin(findings.finding_id)]
    assert {t: len(rows) for t, rows in answer.rows.items()} == dict(
        evidence.drop_duplicates(["table", "row_key"]).table.value_counts()
    )
    assert answer.chains and all(link.list_input_tables() for link in answer.chains.values())


def test_the_desk_gets_the_same_first_lines(made, run):
    case_id = pick(run, list_status="listed", level="H")
    words = pd.read_parquet(made.run / "case_explanations.parquet").set_index("case_id")
    published = words.explanation_zh[case_id].splitlines()
    assert explain(made, case_id=case_id).text.zh.splitlines()[:3] == published[:3]


def test_a_held_case_names_the_last_one_that_was_listed_before_it(made, run):
    order = build_list_order(run)
    held = run.cases.index[run.cases.list_status == "held"]
    waiting = run.cases.data_question.isna() & run.cases.carried_by.isna()
    case_id = next(c for c in held if order[c].last_listed is not None and waiting[c])
    words = explain(made, case_id=case_id).text
    assert "本夜名额已满" in words.zh and order[case_id].last_listed.case_id in words.zh
    assert "the places of the night are taken" in words.en


def test_a_case_of_the_model_gives_its_reasons_and_the_features_behind_them(made, run):
    case_id = pick(run, level="M")
    answer = explain(made, case_id=case_id)
    reason = run.findings.set_index("case_id").reason_zh[case_id]
    assert reason in answer.text.zh and "级别异常" in answer.text.zh
    score = answer.explanation.scores[0]
    assert list(answer.chains) and set(answer.chains) <= set(score.features)


def test_a_control_case_says_that_it_was_drawn(made, run):
    assert "抽签" in explain(made, case_id=pick(run, list_status="control")).text.zh


def test_an_explained_subject_names_the_explanation_and_shows_its_rows(made, run, evaluation):
    explained = evaluation.results[evaluation.results.finding_id.isin(run.explained)]
    cases = set(run.cases.subject_id)
    strong = evaluation.results[evaluation.results.outcome == "hit"]
    row = explained[~explained.subject_id.isin(cases | set(strong.subject_id))].iloc[0]
    answers = answer_question(made.run, subject=f"{row.subject_kind}:{row.subject_id}")
    (answer,) = [a for a in answers if a.explanation.subject.authority == row.authority]
    assert answer.explanation.state == "explained"
    assert row.explained_zh in answer.text.zh and row.explained_en in answer.text.en
    assert answer.rows and "快照" in answer.rows_note.zh


def test_one_in_no_population_is_told_which_table_and_which_filter(made, run):
    people = pd.read_parquet(made.town / "person.parquet", columns=["person_id"]).person_id
    visits = pd.read_parquet(
        made.town / "claim_header.parquet", columns=["person_id", "med_type", "invoice_no_hash"]
    )
    scored = set(pd.read_parquet(made.run / "scores.parquet").subject_id)
    absent = sorted(set(people) - scored)
    buyers = visits[(visits.med_type != "41") & visits.invoice_no_hash.isna()].person_id
    person = next(p for p in absent if p in set(buyers))
    answers = answer_question(made.run, subject=f"person:{person}")
    conditions = {
        (a.scenario_id, a.population): a.condition.zh
        for answer in answers
        for a in answer.explanation.absences
    }
    assert set(conditions) == {
        (s.id, p.id) for s, p, _ in run.list_populations() if p.subject_kind == "person"
    }
    assert "med_type = '41'" in conditions["pharmacy_billing", "patient"]
    assert "定点药店购药" in conditions["pharmacy_billing", "patient"]
    claims = pd.read_parquet(made.town / "unemployment_claim.parquet", columns=["person_id"])
    assert person not in set(claims.person_id)
    assert "unemployment_claim中没有该对象的行" in conditions["short_term_enrollment", "claim"]


def test_without_the_snapshot_the_words_say_so(made, tmp_path):
    run = copy_run(made, tmp_path)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["source"] = str(tmp_path / "gone")
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    answers = answer_question(run, subject="person:p99999999")
    assert all("快照已不在" in a.condition.zh for e in answers for a in e.explanation.absences)


def test_a_closed_case_says_when_it_was_listed(made, run, tmp_path):
    case_id = pick(run, list_status="held", level="H")
    copy = copy_run(made, tmp_path)
    ids = set(run.findings.finding_id[run.findings.case_id == case_id])
    edit_table(copy, "cases", lambda t: t[t.case_id != case_id])
    edit_table(copy, "findings", lambda t: t[t.case_id != case_id])
    listed = pd.Timestamp("2026-06-01").date()
    edit_table(
        copy,
        "ledger",
        lambda t: t.assign(
            listed_on=[
                listed if i in ids else day
                for i, day in zip(t.finding_id, t.listed_on, strict=True)
            ]
        ),
    )
    (answer,) = answer_question(copy, case_id=case_id)
    assert answer.explanation.state == "closed" and "2026-06-01" in answer.text.zh


def test_a_missing_table_is_named_at_the_indicators_that_lack_it(made, run, tmp_path):
    copy = copy_run(made, tmp_path)
    finding = run.findings[run.findings.level == "H"].iloc[0]
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    record["not_computed"] = [
        {
            "scenario_id": finding.scenario_id,
            "indicator_id": finding.indicator_id,
            "tables": ["person"],
        }
    ]
    (copy / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (answer,) = answer_question(copy, case_id=finding.case_id)
    missing = answer.explanation.select("not_computed")
    assert [r.indicator_id for r in missing] == [finding.indicator_id]
    assert (
        f"- {finding.indicator_id} " in answer.text.zh and "缺少参保人员基本信息" in answer.text.zh
    )
    # the night kept the finding open though it could not compute it again
    assert finding.finding_id in {r.finding_id for r in answer.explanation.select("carried")}


def test_one_indicator_alone_is_shown_when_it_is_asked_for(made, run):
    finding = run.findings[run.findings.level == "H"].sort_values("finding_id").iloc[0]
    answer = explain(made, case_id=finding.case_id, indicator_id=finding.indicator_id)
    assert {r.indicator_id for r in answer.explanation.results} == {finding.indicator_id}
    assert list(answer.chains) == [finding.indicator_id]


UNKNOWN = {
    "a case that nobody has": ({"case_id": "C0000000000000000"}, "cases.parquet"),
    "a subject in no table": ({"subject": "person:nobody"}, "table person"),
    "a kind that the run does not look at": ({"subject": "operator:o00001"}, "KIND:ID"),
    "a subject without a kind": ({"subject": "p00000001"}, "KIND:ID"),
    "an indicator of another kind of subject": (
        {"subject": "person:p00000001", "indicator_id": "U08"},
        "docs/indicators.md",
    ),
}


@pytest.mark.parametrize("question, step", UNKNOWN.values(), ids=UNKNOWN)
def test_what_the_run_does_not_know_is_refused_with_what_to_do(made, question, step):
    with pytest.raises(UsageError) as error:
        answer_question(made.run, **question)
    assert step in error.value.next_step


def test_the_restricted_part_answers_for_itself_alone(made):
    restricted = RunTables(made.run / "restricted")
    case_id = restricted.cases.index[0]
    (answer,) = answer_question(made.run / "restricted", case_id=case_id)
    assert answer.explanation.subject.authority == "纪检"
    with pytest.raises(UsageError):
        answer_question(made.run, case_id=case_id)


def test_many_are_explained_as_each_by_itself(run):
    subjects = run.cases[SUBJECT].sort_index().head(5)
    together = list(explain_subjects(run, subjects))
    alone = [next(explain_subjects(run, subjects.iloc[[n]])) for n in range(len(subjects))]
    assert together == alone


def test_the_command_prints_words_or_json(made, run, capsys):
    case_id = pick(run, list_status="listed", level="H")
    assert main(["explain", str(made.run), case_id, "--en"]) == 0
    assert "Listed tonight" in capsys.readouterr().out
    assert main(["explain", str(made.run), case_id, "--json"]) == 0
    (facts,) = json.loads(capsys.readouterr().out)
    assert facts["state"] == "listed" and facts["text"]["zh"] and facts["rows"]
    assert main(["explain", str(made.run)]) == 2 and "CASE_ID" in capsys.readouterr().err
    assert main(["explain", str(made.run), "C00"]) == 2

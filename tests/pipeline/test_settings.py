"""Settings: where they come from, what is refused, and which of them change a result."""

from pathlib import Path

import pytest

from contracts.errors import UsageError
from pipeline.settings import Settings, load_settings


def load(*overrides, folder=Path("nowhere"), environment=None):
    return load_settings(list(overrides), folder=folder, environment=environment or {})


def write_file(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_file_yields_to_the_environment_and_both_to_an_override(tmp_path):
    folder = write_file(tmp_path, "budget = 10\ntrees = 50\n[threshold]\nU05 = 2\nP22 = 1\n")
    environment = {"QINGFENG_BUDGET": "20", "QINGFENG_TREES": "60"}
    settings = load("budget=30", "threshold.P22=3", folder=folder, environment=environment)
    assert (settings.budget, settings.trees) == (30, 60)
    assert settings.threshold == {"U05": 2.0, "P22": 3.0}


def test_the_last_override_counts():
    assert load("budget=30", "budget=40").budget == 40


@pytest.mark.parametrize(
    ("override", "name", "value"),
    [
        ("threshold.P22=3", "threshold", {"P22": 3.0}),
        ("caps.人社/330203=40", "caps", {"人社/330203": 40.0}),
        ("checks.volume=off", "checks", {"volume": "off"}),
        ("spark.executor.memory=4g", "spark", {"executor.memory": "4g"}),
        ("memory_limit=4GB", "memory_limit", "4GB"),
        ("deadline=+90", "deadline", "+90"),
        ("memory_limit=70%", "memory_limit", "70%"),
        (
            "alert_blocks=slack-webhook/ops, custom-webhook/duty",
            "alert_blocks",
            "slack-webhook/ops, custom-webhook/duty",
        ),
    ],
)
def test_an_override_is_read_by_the_type_of_its_setting(override, name, value):
    assert getattr(load(override), name) == value


def test_settings_by_name_come_from_the_environment_as_json():
    environment = {"QINGFENG_THRESHOLD": '{"P22": 4}'}
    assert load(environment=environment).threshold == {"P22": 4.0}
    with pytest.raises(UsageError, match="write JSON"):
        load(environment={"QINGFENG_THRESHOLD": "{P22"})


def test_a_number_of_the_file_is_taken_where_a_text_is_asked_for(tmp_path):
    folder = write_file(tmp_path, '[spark]\nmaster = "local[2]"\ncores = 2\n')
    assert load(folder=folder).spark == {"master": "local[2]", "cores": "2"}


def test_other_variables_of_the_environment_are_left_alone():
    assert load(environment={"QINGFENG_HOME": "/somewhere"}) == Settings()


def test_settings_that_are_made_directly_read_no_environment(monkeypatch):
    monkeypatch.setenv("QINGFENG_BUDGET", "7")
    assert Settings().budget == 300


def test_a_broken_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="not TOML"):
        load(folder=write_file(tmp_path, "budget = = 3"))


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("budget", "is not KEY=VALUE → 例如 write e.g."),
        ("colour=red", "there is no setting 'colour' → 可用的有 known: alert_blocks"),
        ("_env_file=x", "there is no setting '_env_file'"),
        ("threshold=3", "there is no setting 'threshold'"),
        ("budget.x=3", "there is no setting 'budget.x'"),
        ("budget=many", "setting budget cannot be 'many' → 应为 give a whole number"),
        ("budget=1.5", "setting budget cannot be '1.5' → 应为 give a whole number"),
        ("budget=-1", "setting budget must lie in 1..1000000 → 改正后再启动 correct it"),
        ("control_share=0.9", "setting control_share must lie in 0..0.5"),
        ("control_share=nan", "setting control_share must lie in 0..0.5"),
        ("unusual_severity=10", "setting unusual_severity must lie in 50..100"),
        ("trees=1", "setting trees must lie in 10..5000"),
        ("threshold.P22=few", "setting threshold.P22 cannot be 'few' → 应为 give a number"),
        ("threshold.P22=nan", "setting threshold.P22"),
        ("threshold.P22=inf", "setting threshold.P22"),
        ("caps.人社/330203=nan", "setting caps"),
        ("caps.abc=3", "there is no authority in caps 'abc' → 可用的有 known: "),
        ("caps.人社/330299=3", "there is no district in caps '330299' → 可用的有 known: "),
        ("checks.spelling=off", "there is no check 'spelling'"),
        ("checks.volume=quarantine", "volume"),
        ("memory_limit=lots", "setting memory_limit cannot be 'lots' → 例如 write e.g. 8GB"),
        ("deadline=late", "setting deadline cannot be 'late' → 例如 write e.g. 06:30"),
        ("deadline=25:00", "setting deadline cannot be '25:00'"),
        (
            "alert_blocks=slack",
            "setting alert_blocks cannot be 'slack' → 例如 write e.g. slack-webhook",
        ),
        ("threshold.U99=3", "there is no indicator 'U99'"),
        ("scenarios=dragons", "there is no scenario 'dragons'"),
        ("engine=abacus", "there is no engine 'abacus' → 可用的有 known: duckdb, spark"),
        ("engine=spark", "needs a cluster → 加上 add e.g. --set spark.master="),
        ("pull=all", "there is no pull 'all' → 可用的有 known: auto, delta, full"),
    ],
)
def test_a_wrong_override_is_refused_with_the_next_step(override, words):
    with pytest.raises(UsageError) as refused:
        load(override)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 1", "there is no setting 'colour'"),
        ("threshold = 3", "setting threshold cannot be 3 → 按此书写 give threshold.NAME=VALUE"),
        ("mapping = ['lb']", "setting mapping cannot be ['lb'] → 应为 give a text"),
        ("[budget]\nx = 1", "setting budget cannot be"),
    ],
)
def test_a_wrong_entry_of_the_file_is_refused_with_the_next_step(tmp_path, text, words):
    with pytest.raises(UsageError) as refused:
        load(folder=write_file(tmp_path, text))
    assert words in str(refused.value)


def test_a_wrong_variable_of_the_environment_is_refused_with_the_next_step():
    with pytest.raises(UsageError, match="setting budget cannot be"):
        load(environment={"QINGFENG_BUDGET": "many"})


def test_threads_memory_and_engine_do_not_matter_to_the_result():
    settings = load("threads=1", "memory_limit=1GB", "engine=spark", "spark.master=local[1]")
    assert settings.get_result_settings() == Settings().get_result_settings()


def test_what_is_recorded_of_settings_keeps_its_names_and_types():
    """A run's id is derived from it: 99 for 99.0 would make another run of the same night."""
    recorded = load("unusual_severity=99", "threshold.P22=3").get_result_settings()
    assert [(k, repr(v)) for k, v in recorded.items()] == [
        ("budget", "300"),
        ("restricted_budget", "30"),
        ("control_share", "0.03"),
        ("unusual_share", "0.05"),
        ("unusual_severity", "99.0"),
        ("trees", "200"),
        ("threshold", "{'P22': 3.0}"),
        ("caps", "{}"),
        ("answers", "{}"),
        ("scenarios", "''"),
    ]


def test_answers_of_the_agency_are_read_and_frozen(tmp_path):
    (tmp_path / "agency.toml").write_text(
        '[answers.P09]\ndecision = "suspend"\nby = "张三"\non = 2026-07-01\n'
        '[answers.U05]\ndecision = "set_threshold"\nthreshold = 3\nby = "李四"\non = 2026-07-02\n',
        encoding="utf-8",
    )
    settings = load_settings([], folder=tmp_path, environment={})
    assert settings.get_decisions() == {"P09": "suspend", "U05": "set_threshold"}
    recorded = settings.get_result_settings()
    assert recorded["threshold"] == {"U05": 3.0}
    assert recorded["answers"]["P09"]["by"] == "张三"
    assert load_settings(["threshold.U05=4"], folder=tmp_path, environment={}).threshold == {
        "U05": 4.0
    }


@pytest.mark.parametrize(
    "answer",
    [
        '[answers.P09]\ndecision = "suspend"\non = 2026-07-01\n',
        '[answers.P09]\ndecision = "maybe"\nby = "x"\non = 2026-07-01\n',
        '[answers.P09]\ndecision = "set_threshold"\nby = "x"\non = 2026-07-01\n',
        '[answers.P99]\ndecision = "suspend"\nby = "x"\non = 2026-07-01\n',
        "[answers.P09\n",
    ],
    ids=["nobody", "decision", "no threshold", "indicator", "not TOML"],
)
def test_an_answer_that_is_none_is_refused_in_words(tmp_path, answer):
    (tmp_path / "agency.toml").write_text(answer, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_settings([], folder=tmp_path, environment={})
    assert error.value.next_step

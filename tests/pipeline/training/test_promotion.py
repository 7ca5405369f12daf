"""A model's life: trained beside the champion, compared, promoted by a person, tried in the shadow, rolled back."""

import json
import shutil

import pandas as pd
import pytest

from cli.main import main
from contracts.errors import ModelError, UsageError
from flows.retrain import build_challengers, format_comparison
from models.registry import CHALLENGER, CHAMPION, SHADOW
from pipeline.pinned_models import open_registry
from pipeline.training.model_list import format_model_list
from pipeline.training.promotion import (
    begin_shadow,
    end_shadow,
    promote,
    read_promotion_log,
    roll_back,
)
from tests.pipeline.small_night import (
    AS_OF,
    CLAIM,
    SCENARIO,
    SECOND,
    UNIT,
    open_small_night,
    read_run_record,
    run_small_night,
)

SIGNED = {"by": "李敏", "reason": "注入样本检出更高"}


@pytest.fixture(scope="module")
def trained(small, tmp_path_factory):
    """(runs, what was told) of a folder in which challengers with another seed and so few trees
    that their lists must differ were trained.
    """
    runs = small.copy_runs(tmp_path_factory.mktemp("trained") / "runs")
    night = open_small_night(small.town, runs, "trees=10")
    return runs, build_challengers(night, random_state=7)


@pytest.fixture
def copy(trained, tmp_path):
    """A runs folder of one's own with trained challengers."""
    return shutil.copytree(trained[0], tmp_path / "runs", symlinks=True)


class TestTraining:
    def test_a_challenger_stands_beside_the_champion(self, trained):
        registry = open_registry(trained[0])
        for name in (CLAIM, UNIT):
            assert registry.get_alias_version(name, CHAMPION) == "1"
            assert registry.get_alias_version(name, CHALLENGER) == "2"
            assert registry.load(name, "1").identity != registry.load(name, "2").identity

    def test_what_it_was_made_of_is_logged(self, trained):
        registry = open_registry(trained[0])
        folder = registry.run_folder(CLAIM, "2")
        made_with = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
        assert {"numpy", "scikit-learn", "skops"} <= set(made_with["libraries"]) and made_with[
            "python"
        ]
        features = json.loads((folder / "features.json").read_text(encoding="utf-8"))["features"]
        assert {"column", "direction", "unit", "zh", "en"} <= set(features[0])
        assert registry.get_metric(CLAIM, "2", "fit_seconds") > 0
        assert (
            registry.get_run_tags(CLAIM, "1")["data_hash"]
            == registry.get_run_tags(CLAIM, "2")["data_hash"]
        ), "one snapshot, one set of rows"

    def test_the_comparison_says_who_comes_and_goes_and_why(self, trained):
        folder = open_registry(trained[0]).run_folder(CLAIM, "2") / "comparison"
        assert (folder / "comparison.png").stat().st_size > 5_000
        metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        changes = pd.read_csv(folder / "changes.csv")
        assert 0 < metrics["overlap"] < 1
        comes, goes = (changes[changes.change == c] for c in ("comes", "goes"))
        assert len(comes) == len(goes) == round(metrics["list_rows"] * (1 - metrics["overlap"]))
        assert (comes.challenger_place <= metrics["list_rows"]).all()
        assert (comes.champion_place > metrics["list_rows"]).all()
        assert changes.why.str.len().gt(3).all()

    def test_injected_cases_and_stability_are_measured_for_both(self, trained):
        for told in trained[1]:
            metrics = told["metrics"]
            for who in ("champion", "challenger"):
                # .28 of the champion since features are weighted by agreement: injected cases move
                # a few features that may agree with no other
                assert 0.2 < metrics[f"{who}_injected_recall"] < 1
            assert (
                0.3 < metrics["stability_bootstrap"] <= 1 and 0.3 < metrics["stability_seeds"] <= 1
            )
        assert any("重合 overlap" in line for line in format_comparison(trained[1]))


class TestPromotion:
    def test_the_night_uses_what_was_promoted_until_it_is_rolled_back(self, small, copy):
        lines = promote(copy, SCENARIO, "challenger", **SIGNED)
        assert {(line["model"], line["from_version"], line["to_version"]) for line in lines} == {
            (CLAIM, "1", "2"),
            (UNIT, "1", "2"),
        }
        assert read_run_record(run_small_night(small.town, copy))["models"][CLAIM]["version"] == "2"
        roll_back(copy, SCENARIO, by="王强", reason="名单变动过大")
        assert open_registry(copy).get_alias_version(CLAIM, CHAMPION) == "1"
        assert [
            (line["action"], line["by"])
            for line in read_promotion_log(copy)
            if line["model"] == CLAIM
        ] == [
            ("promote", "李敏"),
            ("rollback", "王强"),
        ]
        assert any("rollback 王强：名单变动过大" in line for line in format_model_list(copy))

    def test_one_population_can_be_promoted_alone(self, copy):
        promote(copy, f"{SCENARIO}.unit", "2", **SIGNED)
        registry = open_registry(copy)
        assert (
            registry.get_alias_version(UNIT, CHAMPION),
            registry.get_alias_version(CLAIM, CHAMPION),
        ) == (
            "2",
            "1",
        )

    def test_there_is_no_second_rollback_of_one_promotion(self, copy):
        promote(copy, SCENARIO, "2", **SIGNED)
        roll_back(copy, SCENARIO, **SIGNED)
        with pytest.raises(ModelError, match="no promotion"):
            roll_back(copy, SCENARIO, **SIGNED)

    @pytest.mark.parametrize("second", [None, "", "李敏", " 李敏 "])
    def test_two_persons_where_the_settings_ask(self, copy, second):
        with pytest.raises(UsageError, match="second person"):
            promote(copy, SCENARIO, "2", **SIGNED, second=second, persons=2)
        assert open_registry(copy).get_alias_version(
            CLAIM, CHAMPION
        ) == "1" and not read_promotion_log(copy)

    @pytest.mark.parametrize("signed", [{"by": " ", "reason": "x"}, {"by": "x", "reason": ""}])
    def test_nobody_and_no_reason_are_refused(self, copy, signed):
        with pytest.raises(UsageError, match="person and a reason"):
            promote(copy, SCENARIO, "2", **signed)

    def test_an_altered_challenger_is_refused_and_the_champion_stays(self, copy):
        path = open_registry(copy).run_folder(CLAIM, "2") / "detector" / "detector.json"
        path.write_text(path.read_text(encoding="utf-8").replace("0.35", "0.36"), encoding="utf-8")
        with pytest.raises(ModelError, match="altered"):
            promote(copy, SCENARIO, "2", **SIGNED)
        assert open_registry(copy).get_alias_version(CLAIM, CHAMPION) == "1"

    def test_the_command_says_who_is_unknown(self, copy, capsys):
        assert (
            main(["promote", "no_such", "2", "--by", "李敏", "--reason", "x", "--runs", str(copy)])
            == 2
        )
        assert "known: agency_handling" in capsys.readouterr().err
        assert (
            main(["promote", SCENARIO, "9", "--by", "李敏", "--reason", "x", "--runs", str(copy)])
            == 5
        )
        signed = [
            "--by",
            "李敏",
            "--reason",
            "x",
            "--runs",
            str(copy),
            "--set",
            "promotion_persons=2",
        ]
        assert main(["promote", SCENARIO, "2", *signed]) == 2
        assert main(["promote", SCENARIO, "2", *signed, "--second", "王强"]) == 0


class TestShadow:
    def test_a_version_scores_beside_the_champion_for_its_nights_and_changes_no_list(
        self, small, copy
    ):
        plain = run_small_night(small.town, small.copy_runs(copy.parent / "plain"), as_of=SECOND)
        begin_shadow(copy, f"{SCENARIO}.claim", "challenger", nights=1, by="李敏")
        first = run_small_night(small.town, copy, as_of=SECOND)
        (told,) = read_run_record(first)["shadows"]
        assert (told["model"], told["version"], told["champion"]) == (CLAIM, "2", "1")
        assert 0 < told["overlap"] < 1 and told["rank_correlation"] > 0.5
        assert read_run_record(first)["run_id"] == read_run_record(plain)["run_id"]
        for table in ("scores", "cases", "findings"):
            assert (first / f"{table}.parquet").read_bytes() == (
                plain / f"{table}.parquet"
            ).read_bytes()
        assert any("影子已 1 夜" in line for line in format_model_list(copy))
        assert read_run_record(run_small_night(small.town, copy, as_of=AS_OF))["shadows"] == [], (
            "its one night is over"
        )

    def test_it_ends_when_told_or_promoted(self, copy):
        begin_shadow(copy, SCENARIO, "2", nights=3, by="李敏")
        assert end_shadow(copy, f"{SCENARIO}.unit") == [UNIT]
        promote(copy, f"{SCENARIO}.claim", "2", **SIGNED)
        assert open_registry(copy).get_alias_version(CLAIM, SHADOW) is None

"""A model that was stored long ago is read by today's libraries and scores as it did; what was touched is refused."""

import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest

from contracts.errors import ModelError
from models.store import (
    FORMAT,
    LIBRARIES,
    READABLE,
    compute_identity,
    read_detector,
    write_detector,
)
from tests.models.drawn_data import rows
from tests.models.make_saved import SAVED

OLD_FORMATS = [2, 3]
FOLDER = SAVED / f"format_{FORMAT - 1}"
# computed by the code of their time, before entries were renamed and weights were added
IDENTITIES = {
    2: "dfde055c02b484ea86027296b04dc2f54d3b53a9",
    3: "9d03271156c203e731c226b43ff489d884893fc7",
}


def get_folder(format_number):
    return SAVED / f"format_{format_number}"


@pytest.mark.parametrize("saved", OLD_FORMATS)
def test_it_scores_as_it_did_when_it_was_saved(saved):
    detector, record = read_detector(get_folder(saved))
    rows = pd.read_csv(get_folder(saved) / "expected.csv", index_col=0)
    scores = detector.score_samples(rows.drop(columns="score"))
    told = f"saved with {record['versions']}"
    assert np.abs(scores - rows.score.to_numpy()).max() < 1e-9, told
    assert (np.argsort(scores) == np.argsort(rows.score.to_numpy())).all(), told


@pytest.mark.parametrize("saved", OLD_FORMATS)
def test_a_stored_model_of_each_old_format_is_read_with_the_names_of_today(saved):
    record = json.loads((get_folder(saved) / "record.json").read_text(encoding="utf-8"))
    assert record["format"] == saved
    detector, _ = read_detector(get_folder(saved))
    assert detector.get_params()["n_estimators"] == 4 and detector.get_params()["max_samples"] == 64


def test_a_model_of_every_format_before_todays_is_there_to_be_read():
    assert OLD_FORMATS[-1] == FORMAT - 1


@pytest.mark.parametrize("saved", OLD_FORMATS)
def test_a_model_of_an_old_format_keeps_the_identity_under_which_it_was_registered(saved):
    assert read_detector(get_folder(saved))[1]["identity"] == IDENTITIES[saved]


def test_a_model_of_today_is_written_in_the_format_of_today_and_read_again(tmp_path):
    detector, record = read_detector(FOLDER)
    values = rows(200, 3)
    write_detector(detector, values, tmp_path, features=[], trained_on=record["trained_on"])
    assert json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))["format"] == FORMAT
    again, stored = read_detector(tmp_path)
    assert stored["identity"] == compute_identity(detector) == compute_identity(again)
    assert (again.score_samples(values) == detector.score_samples(values)).all()


def test_a_format_that_nobody_knows_is_refused(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "saved")
    record = json.loads((folder / "record.json").read_text(encoding="utf-8")) | {
        "format": max(READABLE) + 1
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    index["record.json"] = hashlib.sha256((folder / "record.json").read_bytes()).hexdigest()
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelError, match=f"format {max(READABLE) + 1}"):
        read_detector(folder)


def test_it_says_what_it_was_made_with():
    _, record = read_detector(FOLDER)
    assert set(record["versions"]) == set(LIBRARIES) and all(record["versions"].values())
    assert record["rows"] == 200 and len(record["reference"]["groups"]) == 3


@pytest.mark.parametrize("name", ["detector.json", "forest.skops", "record.json"])
def test_a_byte_that_was_changed_is_refused(tmp_path, name):
    folder = shutil.copytree(FOLDER, tmp_path / "saved")
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ModelError, match="altered"):
        read_detector(folder)


def test_a_file_without_its_hash_is_refused(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "saved")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    (folder / "index.json").write_text(
        json.dumps({k: v for k, v in index.items() if k != "forest.skops"})
    )
    with pytest.raises(ModelError, match="no hash"):
        read_detector(folder)


def test_nothing_in_the_folder_is_a_pickle():
    assert {p.suffix for p in FOLDER.iterdir()} <= {".json", ".skops", ".csv"}

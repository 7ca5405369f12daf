"""A model that was stored long ago is read by today's libraries and scores as it did; what was touched is refused."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from contracts.errors import ModelError
from models.store import LIBRARIES, read_detector
from tests.models.make_saved import FOLDER


def test_it_scores_as_it_did_when_it_was_saved():
    detector, record = read_detector(FOLDER)
    rows = pd.read_csv(FOLDER / "expected.csv", index_col=0)
    scores = detector.score_samples(rows.drop(columns="score"))
    told = f"saved with {record['versions']}"
    assert np.abs(scores - rows.score.to_numpy()).max() < 1e-9, told
    assert (np.argsort(scores) == np.argsort(rows.score.to_numpy())).all(), told


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
    (folder / "index.json").write_text(json.dumps({k: v for k, v in index.items() if k != "forest.skops"}))
    with pytest.raises(ModelError, match="no hash"):
        read_detector(folder)


def test_nothing_in_the_folder_is_a_pickle():
    assert {p.suffix for p in FOLDER.iterdir()} <= {".json", ".skops", ".csv"}

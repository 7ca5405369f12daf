"""What is kept is used by the very code and question that made it, and by nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contracts import code_version, kept_texts
from contracts.derived import DerivedTable, derived, get_schema
from contracts.kept_texts import MOST_FILES, TextStore, get_text, keep_nothing, keep_texts
from contracts.tables.person import Person
from features.common.spells import employment_months


@pytest.fixture
def asked():
    """Questions that were answered by making a text."""
    return []


@pytest.fixture
def ask(asked):
    def ask(question):
        return get_text(question, lambda: asked.append(question) or f"text {len(asked)}")

    return ask


def test_a_text_is_made_once_for_all_processes(tmp_path, ask, asked):
    with keep_texts(tmp_path):
        first = ask(["columns", "a"])
    with keep_texts(tmp_path):
        assert ask(["columns", "a"]) == first
    assert asked == [["columns", "a"]]


def test_another_question_gets_another_text(tmp_path, ask):
    with keep_texts(tmp_path):
        texts = {ask(q) for q in (["a", "b"], ["a", ["b"]], ["a, b"], ["b", "a"])}
    assert len(texts) == 4


def test_nothing_is_kept_outside_a_block_or_where_code_is_replaced(tmp_path, ask, asked):
    ask(["a"])
    with keep_texts(tmp_path):
        ask(["a"])
        with keep_nothing():
            ask(["a"])
    assert len(asked) == 3


def test_the_file_of_other_code_or_libraries_is_not_read(tmp_path, ask, monkeypatch):
    with keep_texts(tmp_path):
        first = ask(["a"])
    with monkeypatch.context() as patch:
        patch.setattr(kept_texts, "version", lambda name: "another")
        with keep_texts(tmp_path):
            assert ask(["a"]) != first
    monkeypatch.setattr(kept_texts, "get_loaded_version", lambda: "another")
    with keep_texts(tmp_path):
        assert ask(["a"]) != first


def test_code_that_was_changed_after_it_was_loaded_writes_nothing(tmp_path, ask, monkeypatch):
    monkeypatch.setattr(kept_texts, "digest_code", lambda packages: "changed meanwhile")
    with keep_texts(tmp_path):
        ask(["a"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change", [lambda b: b[:-9], lambda b: b.replace(b"text", b"test")])
def test_a_file_that_is_not_what_was_written_is_put_aside(tmp_path, ask, asked, change):
    with keep_texts(tmp_path):
        ask(["a"])
    (path,) = tmp_path.iterdir()
    path.write_bytes(change(path.read_bytes()))
    with keep_texts(tmp_path):
        ask(["a"])
    assert len(asked) == 2
    assert TextStore(tmp_path).texts, "and it was written anew"


def test_a_folder_that_cannot_be_written_to_costs_time_alone(tmp_path, ask):
    (tmp_path / "file").write_text("no folder")
    with keep_texts(tmp_path / "file" / "cache"):
        assert ask(["a"]) == "text 1"


def test_two_processes_that_save_in_turn_lose_nothing(tmp_path):
    one, other = TextStore(tmp_path), TextStore(tmp_path)
    one.get(["a"], lambda: "a")
    other.get(["b"], lambda: "b")
    one.save()
    other.save()
    assert sorted(TextStore(tmp_path).texts.values()) == ["a", "b"]


def test_the_oldest_texts_and_versions_make_room(tmp_path, ask, monkeypatch):
    monkeypatch.setattr(kept_texts, "MOST_CHARACTERS", 12)  # two texts
    with keep_texts(tmp_path):
        for name in "abc":
            ask([name])
    assert list(TextStore(tmp_path).texts.values()) == ["text 2", "text 3"]
    for number in range(MOST_FILES + 2):
        monkeypatch.setattr(kept_texts, "get_loaded_version", lambda number=number: str(number))
        monkeypatch.setattr(kept_texts, "digest_code", lambda packages, n=number: str(n))
        with keep_texts(tmp_path):
            ask(["a"])
    assert len(list(tmp_path.iterdir())) == MOST_FILES


def test_the_version_covers_code_law_and_code_lists(tmp_path):
    def digest():
        return code_version.digest_code(("features",), tmp_path)

    (tmp_path / "features").mkdir()
    digests = {digest()}
    for name, text in [("a.py", "1"), ("a.py", "2"), ("b.yaml", "1"), ("c.py", "")]:
        (tmp_path / "features" / name).write_text(text)
        digests.add(digest())
    assert len(digests) == 5


class TestIdentity:
    def test_a_declared_expression_is_known_by_its_place(self):
        assert employment_months.identity == ["features.common.spells", "employment_months"]

    def test_one_of_a_test_or_a_notebook_is_not_known(self):
        @derived(key=("person_id",))
        def employment_months(persons: Person):
            return persons.select("person_id")

        assert employment_months.identity is None
        assert get_schema(employment_months).names == ("person_id",)

    def test_one_in_the_place_of_another_is_not_known(self, monkeypatch):
        def build(persons):
            return persons

        build.__module__ = "features.common.spells"
        other = DerivedTable("employment_months", build, (Person,), (), ("person_id",))
        assert other.identity is None

    def test_a_join_is_known_by_what_it_joins(self):
        def join(*others):
            return DerivedTable("joined", lambda *tables: None, others, (), (), joins=others)

        @derived(key=("person_id",))
        def here(persons: Person):
            return persons

        assert join(employment_months).identity == ["joined", employment_months.identity]
        assert join(employment_months, here).identity is None


def test_columns_are_the_same_from_what_was_kept(tmp_path):
    code = (
        "import json, sys; from pathlib import Path; from contracts.kept_texts import keep_texts\n"
        "with keep_texts(Path(sys.argv[1])) as store:\n"
        "    before = len(store.texts)\n"
        "    from features.common.spells import employment_months as item\n"
        "    from contracts.derived import get_schema\n"
        "    print(json.dumps([before, [str(pair) for pair in get_schema(item).items()]]))\n"
    )
    root = Path(__file__).resolve().parents[2]
    said = [
        subprocess.run(
            [sys.executable, "-c", code, tmp_path], cwd=root, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]
    (none, first), (some, second) = map(json.loads, said)
    assert (none, first) == (0, second) and some > 0

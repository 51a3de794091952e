"""A model file is refused whole when anything in it is not as it was written."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.errors import InputError, StorageError
from tracer_engine.model_file import inspect_model, load_model

Files = dict[str, bytes]

# The head of an array that says to hold 800 TB.
ENDLESS = (
    b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }".ljust(127) + b"\n"
)


class Tampered:
    """The files of a good model file, to be changed and written again, with right hashes or without."""

    def __init__(self, model: Path, folder: Path) -> None:
        with zipfile.ZipFile(model) as archive:
            self.files: Files = {name: archive.read(name) for name in archive.namelist()}
        self.path = folder / "model.tracer"

    @property
    def manifest(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.files["manifest.json"])
        return content

    def change_manifest(self, **changes: Any) -> None:
        self.files["manifest.json"] = json.dumps(self.manifest | changes).encode()

    def change_json(self, name: str, change: Callable[[Any], Any]) -> None:
        self.files[name] = json.dumps(change(json.loads(self.files[name]))).encode()

    def rehash(self) -> None:
        """Make the manifest list what is there: a forger who knows the format."""
        listed = {
            name: hashlib.sha256(data).hexdigest() for name, data in self.files.items() if name != "manifest.json"
        }
        self.change_manifest(sha256=listed)

    def write(self, more: Mapping[str | zipfile.ZipInfo, bytes] | None = None) -> Path:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in [*self.files.items(), *(more or {}).items()]:
                archive.writestr(name, data)
        return self.path

    def member(self, ending: str) -> str:
        return next(name for name in self.files if name.startswith("members/") and name.endswith(ending))


@pytest.fixture
def tampered(small_run: SmallRun, tmp_path: Path) -> Tampered:
    return Tampered(small_run.run.paths["model"], tmp_path)


def blended(manifest: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The manifest with changes to its blend."""
    return manifest | {"blend": manifest["blend"] | changes}


def first_input(stored: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The preparation with changes to its first input."""
    return stored | {"inputs": [stored["inputs"][0] | changes, *stored["inputs"][1:]]}


def refused(path: Path, words: str = "not a model file Tracer can trust") -> None:
    """Loading refuses `path`, naming the file, with `words` and a remedy."""
    with pytest.raises(InputError, match=words) as raised:
        load_model(path)
    assert "model.tracer" in raised.value.message
    assert raised.value.remedy


def test_an_untouched_copy_is_taken(tampered: Tampered) -> None:
    assert load_model(tampered.write()).card.target == "Churn"


def test_a_rehashed_copy_is_taken_so_that_refusals_below_have_their_own_causes(tampered: Tampered) -> None:
    tampered.rehash()

    load_model(tampered.write())


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"hello", b"PK\x03\x04 not really", b"\x80\x04K\x01."):
        (tmp_path / "model.tracer").write_bytes(data)
        refused(tmp_path / "model.tracer", "not a whole zip archive")


def test_a_cut_off_file_is_refused(tampered: Tampered) -> None:
    data = tampered.write().read_bytes()
    for length in (100, len(data) // 2, len(data) - 10):
        tampered.path.write_bytes(data[:length])
        refused(tampered.path)


class Bomb:
    """Says so when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


def test_a_renamed_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "model.tracer").write_bytes(pickle.dumps(Bomb(mark)))

    refused(tmp_path / "model.tracer", "not a whole zip archive")

    assert not mark.exists()


def test_an_array_with_a_pickle_in_it_is_refused_and_not_run(tampered: Tampered, tmp_path: Path) -> None:
    mark, buffer = tmp_path / "ran", io.BytesIO()
    np.save(buffer, np.array([Bomb(mark)], dtype=object), allow_pickle=True)
    for data in (buffer.getvalue(), pickle.dumps(Bomb(mark))):
        tampered.files[tampered.member(".npy")] = data
        tampered.rehash()
        refused(tampered.write())

    assert not mark.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/evil.txt",
        "members/../../evil.txt",
        "members\\0-trees.txt",
        "C:evil.txt",
        "members/0-model.pkl",
        "members/0-model.joblib",
        "members/",
        "extra.txt",
        "manifest.json.bak",
        "members/0-trees.txt\n",
        "members/0-Trees.txt",
        "members/9999-trees.txt",
    ],
)
def test_a_name_that_has_no_place_is_refused(tampered: Tampered, name: str) -> None:
    refused(tampered.write({zipfile.ZipInfo(name): b"x"}), "no place in a model file")


def test_a_link_is_refused(tampered: Tampered) -> None:
    link = zipfile.ZipInfo("members/9-trees.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16

    refused(tampered.write({link: b"/etc/passwd"}), "no place in a model file")


def test_an_extra_file_is_refused(tampered: Tampered) -> None:
    refused(tampered.write({"members/9-trees.txt": b"x"}), "not those its manifest lists")


def test_a_missing_file_is_refused(tampered: Tampered) -> None:
    del tampered.files[tampered.member(".txt")]

    refused(tampered.write(), "not those its manifest lists")


@pytest.mark.parametrize("name", ["golden.json", "preparation.json"])
def test_a_part_every_model_has_is_missed_even_when_the_manifest_does_not_list_it(
    tampered: Tampered, name: str
) -> None:
    del tampered.files[name]
    tampered.rehash()

    refused(tampered.write(), "malformed")


def test_a_changed_byte_is_refused_in_whatever_file(tampered: Tampered) -> None:
    whole = dict(tampered.files)
    for name in whole:
        if name != "manifest.json":
            data = bytearray(whole[name])
            data[len(data) // 2] ^= 1
            tampered.files = whole | {name: bytes(data)}
            refused(tampered.write(), f"{name} was changed after it was written")


def test_a_byte_changed_in_the_zip_itself_is_never_taken(tampered: Tampered) -> None:
    """Wherever the byte falls: refused, or, where the zip does not care for it, exactly the same model."""
    good = tampered.write()
    data, expected = good.read_bytes(), load_model(good)
    random = np.random.default_rng(1)
    for place in random.integers(0, len(data), 60):
        changed = bytearray(data)
        changed[place] ^= 1 << int(random.integers(0, 8))
        good.write_bytes(bytes(changed))
        try:
            model = load_model(good)
        except (InputError, StorageError):
            continue
        assert model.card == expected.card
        assert (model.slope, model.intercept) == (expected.slope, expected.intercept)


def test_a_file_twice_is_refused(tampered: Tampered) -> None:
    name = tampered.member(".txt")
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = tampered.write({name: b"another"})

    refused(path, "or one twice")


def test_too_many_files_are_refused(tampered: Tampered) -> None:
    refused(tampered.write({f"members/{i}-more.txt": b"x" for i in range(500)}), "too many files")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tampered: Tampered) -> None:
    refused(tampered.write({"members/9-trees.txt": bytes(30_000_000)}), "packed more tightly")


def test_a_file_that_is_longer_than_it_says_is_refused(tampered: Tampered) -> None:
    """The size in the directory is forged: 30 MB said to be 10 bytes."""
    tampered.files["members/9-trees.txt"] = bytes(30_000_000)
    data = bytearray(tampered.write().read_bytes())
    at = data.rindex(b"members/9-trees.txt") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    tampered.path.write_bytes(bytes(data))

    refused(tampered.path)


def test_an_encrypted_entry_is_refused(tampered: Tampered) -> None:
    data = bytearray(tampered.write().read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    tampered.path.write_bytes(bytes(data))

    refused(tampered.path, "encrypted")


def test_an_unusual_packing_is_refused(tampered: Tampered) -> None:
    with zipfile.ZipFile(tampered.path, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in tampered.files.items():
            archive.writestr(name, data)

    refused(tampered.path, "packed in an unknown way")


def test_a_file_without_a_manifest_is_refused(tampered: Tampered) -> None:
    del tampered.files["manifest.json"]

    refused(tampered.write(), "no manifest")


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "{}", "[" * 100_000, "\xff"),
        *('{"format": "1"}', '{"format": 0}', '{"format": 1}', '{"format": 1, "sha256": []}'),
    ],
    ids=range(11),
)
def test_a_manifest_that_says_nothing_is_refused(tampered: Tampered, text: str) -> None:
    tampered.files["manifest.json"] = text.encode("latin-1")

    refused(tampered.write())


def test_a_newer_format_asks_for_a_newer_tracer(tampered: Tampered) -> None:
    tampered.change_manifest(format=999)
    path = tampered.write()

    for reader in (load_model, inspect_model):
        with pytest.raises(InputError, match=r"newer Tracer \(format 999") as raised:
            reader(path)
        assert "Install the newer version" in raised.value.remedy


def test_other_scores_of_the_golden_rows_are_refused(tampered: Tampered) -> None:
    def shift(golden: dict[str, Any]) -> dict[str, Any]:
        return golden | {"log_odds": [golden["log_odds"][0] + 1e-4, *golden["log_odds"][1:]]}

    tampered.change_json("golden.json", shift)
    tampered.rehash()

    refused(tampered.write(), "golden rows come out with other scores")


@pytest.mark.parametrize(
    "golden",
    [
        {"columns": [], "decimals": {}, "rows": [], "log_odds": []},
        {"columns": ["Contract"], "decimals": {}, "rows": [], "log_odds": []},
        {"columns": ["Contract"], "decimals": {}, "rows": [["a", "b"]], "log_odds": [1.0]},
        {"columns": ["Contract"], "decimals": {}, "rows": [["a"]], "log_odds": [float("nan")]},
        {"columns": ["Contract"], "decimals": {}, "rows": [["a"]], "log_odds": [[1.0]]},
        {"columns": ["Contract"], "rows": [["a"]], "log_odds": [1.0]},
        {"columns": "Contract", "decimals": [], "rows": 3, "log_odds": None},
        [],
        None,
    ],
)
def test_golden_rows_that_prove_nothing_are_refused(tampered: Tampered, golden: object) -> None:
    tampered.files["golden.json"] = json.dumps(golden).encode()
    tampered.rehash()

    refused(tampered.write())


def test_another_blend_is_refused_by_its_golden_rows(tampered: Tampered) -> None:
    blend = tampered.manifest["blend"]
    tampered.change_manifest(blend=blend | {"slope": blend["slope"] * 1.01})

    refused(tampered.write(), "golden rows")


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest | {"blend": None},
        lambda manifest: blended(manifest, slope="steep"),
        lambda manifest: blended(manifest, knots=[0.0], changes=[-2.0]),
        lambda manifest: blended(manifest, members=[{"learner": "unheard-of", "weight": 1, "files": {}}]),
        lambda manifest: blended(manifest, members=[{"learner": "trees-native", "weight": 1, "files": {"trees": "x"}}]),
        lambda manifest: manifest | {"card": {}},
        lambda manifest: manifest | {"card": manifest["card"] | {"more": 1}},
        lambda manifest: manifest | {"card": manifest["card"] | {"wording": []}},
    ],
    ids=range(8),
)  # fmt: skip
def test_a_malformed_manifest_is_refused(
    tampered: Tampered, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    tampered.files["manifest.json"] = json.dumps(change(tampered.manifest)).encode()

    refused(tampered.write())


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".npy", b""),
        (".npy", b"\x93NUMPY"),
        (".npy", b"hello"),
        (".npy", ENDLESS),
        (".txt", b""),
        (".txt", b"tree\nversion=v4\n"),
        (".txt", b"\xff\xfe"),
        (".json", b"{"),
        (".json", b"[]"),
        (".json", b"[" * 100_000),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_malformed_member_is_refused_also_with_the_right_hash(tampered: Tampered, ending: str, data: bytes) -> None:
    tampered.files[tampered.member(ending)] = data
    tampered.rehash()

    refused(tampered.write())


def test_an_array_of_texts_is_refused(tampered: Tampered) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.array(["a", "b"]), allow_pickle=False)
    tampered.files[tampered.member(".npy")] = buffer.getvalue()
    tampered.rehash()

    refused(tampered.write(), "malformed")


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: {},
        lambda stored: stored | {"inputs": []},
        lambda stored: stored | {"inputs": stored["inputs"][1:]},
        lambda stored: first_input(stored, kind="date", date_format="%Q"),
        lambda stored: first_input(stored, levels=3),
        lambda stored: first_input(stored, edges=["a"]),
        lambda stored: first_input(stored, edges=[1.0], shares=[0.5]),
        lambda stored: stored | {"engineered": [stored["engineered"][0] | {"expression": "().__class__"}]},
        lambda stored: stored | {"engineered": [stored["engineered"][0] | {"expression": "nobody / 2"}]},
        lambda stored: stored | {"engineered": []},
    ],
    ids=range(10),
)  # fmt: skip
def test_another_preparation_is_refused(tampered: Tampered, change: Callable[[dict[str, Any]], Any]) -> None:
    tampered.change_json("preparation.json", change)
    tampered.rehash()

    refused(tampered.write())


def test_trees_that_need_more_columns_than_there_are_are_refused(tampered: Tampered) -> None:
    """Without the regression, which would miss its column first."""
    blend = tampered.manifest["blend"]
    trees = [entry for entry in blend["members"] if entry["learner"] != "spline-logistic"]
    assert trees
    kept = {name for entry in trees for name in entry["files"].values()}
    tampered.files = {n: data for n, data in tampered.files.items() if not n.startswith("members/") or n in kept}
    tampered.change_manifest(blend=blend | {"members": trees})
    tampered.change_json("preparation.json", lambda stored: stored | {"inputs": stored["inputs"][2:]})
    tampered.rehash()

    refused(tampered.write())


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.tracer").mkdir()
    for name, words in (("nowhere.tracer", "There is no file"), ("folder.tracer", "is a folder")):
        for reader in (load_model, inspect_model):
            with pytest.raises(InputError, match=words) as raised:
                reader(tmp_path / name)
            assert raised.value.remedy


def test_inspecting_tells_the_manifest_and_checks_it(tampered: Tampered, small_run: SmallRun) -> None:
    told = inspect_model(small_run.run.paths["model"])

    assert told["path"] == str(small_run.run.paths["model"])
    assert told["format"] == 1
    assert told["card"]["target"] == "Churn"
    assert {"tracer", "card", "blend", "sha256"} <= set(told)
    tampered.files["preparation.json"] += b" "
    with pytest.raises(InputError, match="changed after it was written"):
        inspect_model(tampered.write())

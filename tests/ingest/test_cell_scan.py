"""The compiled part of reading: beside Python's own reader of CSV, and beside Tracer without it."""

from __future__ import annotations

import csv
import gc
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tracer_engine.ingest import cell_scan, read_table
from tracer_engine.ingest.cell_scan import Grammar, KnownHashes, Rows, SortedHashes, WellFormed, hashes_of, split
from tracer_engine.ingest.text_blocks import WellFormedBlock
from tracer_engine.types.table import Table

pytestmark = pytest.mark.skipif(
    not cell_scan.is_compiled(), reason="the compiled part was not built: python packaging/compile_cells.py"
)

COMMA = Grammar(delimiter=",", quote='"', width=3)
# Short and long ones around every border of the code: 8, 12, 16 and 64 bytes, more than one byte for a letter.
TEXTS = st.one_of(
    st.sampled_from(["", "x", "1234567", "12345678", "é" * 4, "123456789012", "1234567890123", "ü" * 8, "z" * 16]),
    st.text(alphabet="ab1 ö;'€\t", max_size=40),
    st.integers(min_value=0, max_value=200).map(lambda n: "w" * n),
)


def records_of(text: str, grammar: Grammar = COMMA) -> tuple[WellFormed, list[pl.Series]]:
    found = split(text.encode(), grammar, hashed=True, columns=range(grammar.width))
    assert found is not None
    return found


def rows_of(cells: list[pl.Series]) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_list() for column in cells), strict=True))


@pytest.fixture
def without_the_compiled_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_scan, "_library", lambda: None)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=30),
    quoted=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[("", "", "")], quoted=False, end="\n")
@example(rows=[("", "", "")], quoted=True, end="\r\n")
def test_all_cells_are_where_a_strict_reader_finds_them(rows: list[tuple[str, ...]], quoted: bool, end: str) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)

    records, cells = records_of(file.getvalue())

    assert (records.rows, rows_of(cells)) == (len(rows), rows)
    some = np.arange(0, len(rows), 2, dtype=np.uint32)
    assert rows_of(records.texts([2, 0], some)) == [(row[2], row[0]) for row in rows[::2]]
    for place, column in enumerate(cells):
        assert np.array_equal(hashes_of(column), records.hashes[place])
        assert np.array_equal(
            hashes_of(pl.Series([row[place] for row in rows], dtype=pl.String)), records.hashes[place]
        )


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n",  # too few cells
        "a,b,c,d\n",
        "a,b,c\nd,e\nf,g,h,i\n",  # as many delimiters as there should be
        "a,b,c\n\n",
        "\n",
        "a,b,c",  # no end
        "a,b,c\nd,e,f",
        'a,"b,c\n',  # a quote that stays open
        'a,b"b,c\n',
        'a,"b"b,c\n',
        'a,"b" ,c\n',
        'a, "b",c\n',
        'a,"b""b",c\n',  # doubled: to be undone by another reader
        'a,"b\nb",c\n',  # a line end within a cell
        'a,"b\rb",c\n',
        "a,b\rb,c\n",
        "a,b,c\r\r\n",
        'a,b,"c"\r\r\n',
        "a,b,header\n",
    ],
)
def test_whatever_is_unusual_is_refused_as_a_whole(text: str) -> None:
    grammar = Grammar(delimiter=",", quote='"', width=3, header=(2, "header"))
    assert split(b"x,y,z\n" * 40, grammar, hashed=True) is not None

    for before in (0, 1, 40):
        for columns in ((), (0, 1, 2)):
            assert split(b"x,y,z\n" * before + text.encode(), grammar, hashed=True, columns=columns) is None


def test_many_blank_lines_in_a_wide_table_take_no_room() -> None:
    assert split(b"\n" * (1 << 23), Grammar(delimiter=",", quote='"', width=3_000), hashed=True) is None


def test_no_columns_of_records_are_no_columns() -> None:
    records, _ = records_of("a,b,c\n" * 70)

    assert records.texts([]) == []


def test_of_a_wide_block_columns_are_made_together_once_many_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    width, rows = 200, 30
    text = "".join(",".join(f"{row}:{at} and a long tail" for at in range(width)) + "\n" for row in range(rows))
    found = split(text.encode(), Grammar(delimiter=",", quote='"', width=width), hashed=True)
    assert found is not None
    walks, texts = [], WellFormed.texts

    def counted(records: WellFormed, columns: Sequence[int], rows: Rows | None = None) -> list[pl.Series]:
        walks.append(columns)
        return texts(records, columns, rows)

    monkeypatch.setattr(WellFormed, "texts", counted)
    block = WellFormedBlock(found[0], [f"c{at}" for at in range(width)], {}, size=len(text))

    some = np.array([3, 29], dtype=np.uint32)
    for at in range(width):
        assert block.column(at, some).to_list() == [f"{row}:{at} and a long tail" for row in (3, 29)]
        assert block.column(at).to_list() == [f"{row}:{at} and a long tail" for row in range(rows)]
    assert len(walks) < 20


def test_without_a_quote_quotes_are_letters_like_any() -> None:
    _, cells = records_of('a,"b,c"\n"",x"y,"\n', Grammar(delimiter=",", quote="", width=3))

    assert rows_of(cells) == [("a", '"b', 'c"'), ('""', 'x"y', '"')]


def test_damage_anywhere_never_reads_outside_and_never_changes_what_is_accepted() -> None:
    chance = np.random.default_rng(5)
    sound = b'ab,"c,d",efghijklmnopqrstuvwxyz\n1,,"2"\r\n' * 20
    signs = np.frombuffer(b',"\n\r ax\0\xc3', dtype=np.uint8)
    accepted = 0
    for _ in range(4_000):
        data = np.frombuffer(sound[: int(chance.integers(1, len(sound)))], dtype=np.uint8).copy()
        hit = chance.integers(0, len(data), size=int(chance.integers(0, 3)))
        data[hit] = chance.choice(signs, size=len(hit))
        found = split(data.tobytes(), COMMA, hashed=True)
        if found is None:
            continue
        text = data.tobytes().replace(b"\0", b"\x01").decode("utf-8", "replace")
        accepted += 1
        assert [row for row in csv.reader(io.StringIO(text, newline="")) if len(row) != 3] == []
        assert found[0].rows == text.count("\n")
    assert accepted > 50


def test_columns_outlive_the_records_and_the_other_columns_they_were_made_with() -> None:
    records, cells = records_of("short,a text of more than twelve bytes,x\n" * 1_000)
    kept = cells[1].tail(10)
    del records, cells
    gc.collect()
    for _ in range(20):
        np.full(1_000_000, 7, dtype=np.uint8)

    assert kept.to_list() == ["a text of more than twelve bytes"] * 10


@pytest.mark.parametrize("kind", [KnownHashes, SortedHashes])
def test_known_hashes_are_counted_and_others_are_handed_back(kind: type[KnownHashes | SortedHashes]) -> None:
    chance = np.random.default_rng(3)
    every = np.unique(chance.integers(1, 2**63, size=5_000, dtype=np.uint64))
    known, counts = kind(), dict.fromkeys(every.tolist(), 0)
    for _ in range(12):
        some = chance.choice(every, size=3_000)
        missed = known.tally(some)
        new, often = np.unique(some[missed], return_counts=True)
        known.learn(new, often)
        for one in some.tolist():
            counts[one] += 1

    met = np.array([one for one, count in counts.items() if count], dtype=np.uint64)
    assert len(known) == len(met)
    assert known.counts_of(met).tolist() == [counts[one] for one in met.tolist()]


FILES = st.builds(
    lambda rows, end, damage: ("id,what,much" + end + "".join(",".join(row) + end for row in rows)) + damage,
    rows=st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=10**6).map(str),
            st.sampled_from(["yes", "no", "", '"a,b"', '"say ""so"""', " padded ", "NA", '"two\nlines"', "é"]),
            st.sampled_from(["1", "2.5", "-3", "", "n/a", "1e3", '"4"', "x"]),
        ),
        min_size=3,
        max_size=60,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    damage=st.sampled_from(["", "", "1,2\n", "total,,9\n", "id,what,much\n7,no,7\n", "\n\n", ",,\n,,\n", '5,"open\n']),
)


def told(table: Table) -> tuple[object, ...]:
    counts = {name: sorted(one.counts.rows()) for name, one in table.counted.items()}
    return table.frame.rows(), table.columns, table.receipt, table.set_aside, counts


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=FILES)
def test_a_table_is_the_same_with_and_without(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    compiled = told(read_table(path))
    with monkeypatch.context() as patched:
        patched.setattr(cell_scan, "_library", lambda: None)
        plain = told(read_table(path))

    assert compiled == plain


def test_of_a_large_file_the_same_rows_are_kept_with_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.csv"
    path.write_text("id,word\n" + "".join(f'C{row},"w{row % 7}"\n' for row in range(9_000)), encoding="utf-8")
    compiled = read_table(path, most_rows=1_000)
    with monkeypatch.context() as patched:
        patched.setattr(cell_scan, "_library", lambda: None)
        plain = read_table(path, most_rows=1_000)

    assert compiled.rows == 1_000
    assert compiled.frame.rows() == plain.frame.rows()


@pytest.mark.usefixtures("without_the_compiled_part")
def test_without_it_a_large_file_is_counted_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("id,word\n" + "".join(f"C{row},w{row % 7}\n" for row in range(60_000)), encoding="utf-8")

    table = read_table(path, most_rows=5_000)

    assert table.file_rows == 60_000
    assert table.counted["id"].counts.height == 60_000
    words = sorted(table.counted["word"].counts.rows())
    assert words == [(f"w{n}", 60_000 // 7 + (n < 60_000 % 7)) for n in range(7)]


def test_a_library_of_another_make_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_scan, "_CONTRACT", -1)

    assert cell_scan._library.__wrapped__() is None


def test_the_file_it_looks_for_is_the_one_that_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    packaging = Path(__file__).resolve().parents[2] / "packaging"
    monkeypatch.syspath_prepend(str(packaging))
    compile_cells = import_module("compile_cells")

    for system in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", system)
        assert compile_cells.library().name == cell_scan.library_name()
        assert compile_cells.library().parent == cell_scan._FOLDER


UNDER_SANITIZERS = r"""
import sys
from pathlib import Path
import numpy as np
from tracer_engine.ingest import cell_scan
cell_scan._FOLDER = Path(sys.argv[1])
assert cell_scan.is_compiled()
chance = np.random.default_rng(11)
lines = [b'ab,"c,d",efghijklmnopqrstuvwxyz0123456789\n', b'1,,"2"\r\n', b',"",\xc3\xa9\n', b',,\n']
signs = np.frombuffer(b',"\n\r ax\0', dtype=np.uint8)
taken = 0
for _ in range(3_000):
    data = np.frombuffer(b"".join(chance.choice(lines, size=chance.integers(1, 90)).tolist()), dtype=np.uint8).copy()
    hit = chance.integers(0, len(data), size=chance.integers(0, 2))
    data[hit] = chance.choice(signs, size=len(hit))
    width = int(chance.choice([2, 3, 3, 3, 4]))
    grammar = cell_scan.Grammar(delimiter=",", quote=str(chance.choice(['"', ""])), width=width, header=(1, "c,d,e"))
    columns = sorted(chance.choice(width, size=chance.integers(0, width + 1), replace=False).tolist())
    found = cell_scan.split(data.tobytes(), grammar, hashed=True, columns=columns)
    if found:
        taken += 1
        records, _ = found
        some = chance.integers(0, records.rows, size=5).astype(np.uint32)
        for cells in records.texts(range(width), some):
            cell_scan.hashes_of(cells)
        known = cell_scan.KnownHashes()
        missed = known.tally(records.hashes[0])
        known.learn(*np.unique(records.hashes[0][missed], return_counts=True))
        assert not len(known.tally(records.hashes[0]))
assert taken > 200, taken
print("clean")
"""


def test_it_touches_no_memory_that_is_not_its_own(tmp_path: Path) -> None:
    compiler = shutil.which("gcc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs gcc on Linux")
    asked = subprocess.run([compiler, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)
    if not Path(asked.stdout.strip()).is_absolute():
        pytest.skip("gcc is here without its sanitizers")
    library = tmp_path / cell_scan.library_name()
    flags = ["-g", "-O1", "-shared", "-fPIC", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    source = Path(cell_scan.__file__).with_suffix(".c")
    subprocess.run([compiler, *flags, "-o", str(library), str(source)], check=True)
    environment = dict(os.environ, LD_PRELOAD=asked.stdout.strip(), ASAN_OPTIONS="detect_leaks=0")

    done = subprocess.run(
        [sys.executable, "-c", UNDER_SANITIZERS, str(tmp_path)],
        env=environment | {"PYTHONMALLOC": "malloc"},  # so that every piece of text has borders that are watched
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "clean\n"), done.stderr[-3_000:]

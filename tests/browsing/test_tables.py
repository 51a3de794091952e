"""A table that is looked at: what the window shows of it is what a training would make of it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.small_runs import Steps, customers, write_table
from tracer_engine import workflow
from tracer_engine.browsing.tables import SEARCHED_ROWS, OpenTableView
from tracer_engine.cli.commands import command_line
from tracer_engine.errors import InputError
from tracer_engine.types.browsing import Found
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.receipt import ReadingOptions

ROWS = 600


def opened(path: Path, reading: ReadingOptions | None = None, options: PlanOptions | None = None) -> OpenTableView:
    return OpenTableView(path, reading or ReadingOptions(), options or PlanOptions())


def written(folder: Path, text: str) -> Path:
    path = folder / "some.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("tables") / "customers.csv", customers(ROWS))


@pytest.fixture(scope="module")
def view(file: Path) -> OpenTableView:
    return opened(file)


def test_what_is_opened_is_what_a_training_reads(file: Path, view: OpenTableView) -> None:
    table = workflow.read_table(file)

    assert view.opened.profile == workflow.profile_table(table)
    assert view.opened.columns == table.columns
    assert (view.opened.rows, view.opened.size, view.opened.source) == (ROWS, file.stat().st_size, "customers.csv")


def test_opening_tells_how_far_it_is(file: Path) -> None:
    steps = Steps()
    OpenTableView(file, ReadingOptions(), PlanOptions(), progress=steps)

    steps.assert_forward()
    assert {step.stage for step in steps.seen} == {"read", "profile"}


@pytest.mark.parametrize(
    "options",
    [
        PlanOptions(),
        PlanOptions(exclude=("Region",), effort="balanced"),
        PlanOptions(target="Churn", positive="No"),
        PlanOptions(blueprint="general", roles={}),
    ],
)
def test_suggestion_and_plan_are_those_of_a_training(file: Path, view: OpenTableView, options: PlanOptions) -> None:
    table = workflow.read_table(file)
    profile = workflow.profile_table(table, options=options)

    assert view.suggest(options) == profile
    assert view.draft(options) == workflow.draft_plan(table, profile, options=options)


def test_what_does_not_fit_is_refused_and_the_next_plan_is_drafted(view: OpenTableView) -> None:
    with pytest.raises(InputError, match="Chrun"):
        view.suggest(PlanOptions(target="Chrun"))
    with pytest.raises(InputError, match="never is"):
        view.draft(PlanOptions(target="Churn", positive="Perhaps"))
    assert view.draft(PlanOptions()).target == "Churn"


def test_pages_follow_each_other_to_the_end(view: OpenTableView) -> None:
    pages = [view.page(start, 250) for start in range(0, ROWS + 250, 250)]

    assert [len(page.rows) for page in pages] == [250, 250, 100, 0]
    columns = customers(ROWS)
    assert [row for page in pages for row in page.rows] == list(zip(*columns.values(), strict=True))
    assert [page.start for page in pages] == [0, 250, 500, 750]


def test_particular_rows_come_in_the_order_asked_for(view: OpenTableView) -> None:
    page = view.rows((5, 2, 599, 600, -1))

    assert page.rows == tuple(view.page(number, 1).rows[0] for number in (5, 2, 599))
    assert len(page.missing) == 3


def test_missing_is_what_is_read_as_missing(tmp_path: Path) -> None:
    lines = ["spend,since,plan", *(f"{n}.5,2024-01-{n % 28 + 1:02},{'basic' if n % 3 else 'pro'}" for n in range(60))]
    lines[3], lines[4], lines[5] = "lots,2024-01-03,None", "N/A,soon,?", " , ,"
    view = opened(written(tmp_path, "\n".join(lines) + "\n"))

    assert [column.kind for column in view.opened.columns] == ["number", "date", "category"]
    assert view.page(0, 6).missing == ((), (), (0,), (0, 1, 2), (0, 1, 2), ())
    assert view.rows_where_missing("spend") == (2, 3, 4)
    assert view.rows_where_missing("plan") == (3, 4)


class TestFind:
    @pytest.fixture
    def view(self, tmp_path: Path) -> OpenTableView:
        return opened(written(tmp_path, "a,b,c\nEins,zwei,Straße\nvier,EINS,x\ny,z,eins und mehr\n"))

    def test_the_next_cell_is_found_whatever_its_case(self, view: OpenTableView) -> None:
        assert view.find("eins", 0, -1) == Found(row=0, column=0)
        assert view.find("eins", 0, 0) == Found(row=1, column=1)
        assert view.find("eins", 1, 1) == Found(row=2, column=2)
        assert view.find("STRAßE", 1, 0) == Found(row=0, column=2)

    def test_the_search_goes_round(self, view: OpenTableView) -> None:
        assert view.find("eins", 2, 2) == Found(row=0, column=0)
        assert view.find("eins", 0, 0, forward=False) == Found(row=2, column=2)

    def test_it_goes_backwards(self, view: OpenTableView) -> None:
        assert view.find("eins", 2, 2, forward=False) == Found(row=1, column=1)
        assert view.find("eins", 2, 3, forward=False) == Found(row=2, column=2)

    def test_the_only_one_is_found_again(self, view: OpenTableView) -> None:
        assert view.find("zwei", 0, 1) == view.find("zwei", 0, 1, forward=False) == Found(row=0, column=1)

    def test_signs_mean_themselves(self, view: OpenTableView) -> None:
        assert view.find(".", 0, -1) is None
        assert view.find("", 0, -1) is None

    def test_a_long_table_is_searched_to_both_ends(self, tmp_path: Path) -> None:
        rows = 2 * SEARCHED_ROWS + 10
        places = {3, SEARCHED_ROWS - 1, SEARCHED_ROWS, rows - 1}
        lines = ("a,b", *(f"{n},{'here' if n in places else 'there is nothing'}" for n in range(rows)))
        view = opened(written(tmp_path, "\n".join(lines).replace("there is", "no") + "\n"))

        forward, backward = [], []
        here = there = SEARCHED_ROWS
        for _ in places:
            at, back = view.find("here", here, 1), view.find("here", there, 1, forward=False)
            assert at is not None
            assert back is not None
            here, there = at.row, back.row
            forward.append(here)
            backward.append(there)
        assert forward == [rows - 1, 3, SEARCHED_ROWS - 1, SEARCHED_ROWS]
        assert backward == [SEARCHED_ROWS - 1, 3, rows - 1, SEARCHED_ROWS]


def test_rows_that_repeat_another_stand_together(tmp_path: Path) -> None:
    lines = ["id,plan,spend", *(f"c{n:03},{'basic' if n % 2 else 'pro'},{n}.25" for n in range(50))]
    lines += ["c900,pro,4.25", "c901,basic,1.25", "c902,pro,4.25", "c001,pro,77"]
    view = opened(written(tmp_path, "\n".join(lines) + "\n"), ReadingOptions(kinds={"id": "id"}))

    assert view.repeated_rows() == (1, 51, 4, 50, 52)
    assert view.repeated_rows("id") == (1, 53)


def test_no_row_of_a_table_without_repeats_is_shown(view: OpenTableView) -> None:
    assert view.repeated_rows("CustomerID") == ()


def test_the_command_makes_the_same_plan(tmp_path: Path) -> None:
    columns = customers(200)
    columns["Costs $5"] = [str(n % 7) for n in range(200)]
    file = write_table(tmp_path / "my customers.csv", columns, delimiter=";")
    reading = ReadingOptions(delimiter=";", quote='"', kinds={"Costs $5": "category"})
    view = opened(file, reading)
    words = shlex.split(view.command(PlanOptions(keep=("Costs $5",)), reading))

    assert words[:3] == ["tracer", "train", str(file)]
    pairs = list(zip(words[3::2], words[4::2], strict=True))
    assert ("--kind", "Costs $5=category") in pairs
    assert ("--delimiter", "semicolon") in pairs
    assert ("--quote", "double") in pairs
    assert ("--keep", "Costs $5") in pairs
    from typer.main import get_command

    train = get_command(command_line()).commands["train"]  # type: ignore[attr-defined]
    assert train.make_context("train", words[2:]).params["kind"] == ["Costs $5=category"]


def test_every_effort_has_its_time(view: OpenTableView) -> None:
    quick, balanced, thorough = view.estimate(PlanOptions())

    assert [one.effort for one in (quick, balanced, thorough)] == ["quick", "balanced", "thorough"]
    assert 0 < quick.seconds[0] < quick.seconds[1] <= 2.5 * quick.seconds[0]
    assert quick.seconds[0] <= balanced.seconds[0] <= thorough.seconds[0]
    assert quick.fits <= balanced.fits < thorough.fits


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        opened(tmp_path / "nothing.csv")


def test_the_kinds_that_were_told_are_said(file: Path) -> None:
    view = opened(file, ReadingOptions(kinds={"Region": "text"}))

    assert view.opened.kinds == {"Region": "text"}
    assert next(one for one in view.opened.profile.columns if one.name == "Region").kind == "text"

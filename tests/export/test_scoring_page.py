"""What was found out about a file that was scored, on one page."""

from __future__ import annotations

from pathlib import Path

from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_engine.workflow import score_file


def test_the_page_tells_verdict_columns_and_what_changed(small_run: SmallRun, tmp_path: Path) -> None:
    columns = unscored(customers(120, seed=4))
    page = tmp_path / "page.html"
    june = write_table(tmp_path / "june.csv", columns)
    score_file(small_run.model, june, tmp_path / "out.csv", summary=page)
    first = page.read_text(encoding="utf-8")
    assert "Go: this file looks like the one the model learned from" in first
    assert "Since" not in first

    odd = {name: cells for name, cells in columns.items() if name != "Age"} | {"Contract": ["<b>Weekly</b>"] * 120}
    scored = score_file(
        small_run.model, write_table(tmp_path / "july.csv", odd), tmp_path / "out.xlsx", summary=page, base_rate=0.4
    )
    told = page.read_text(encoding="utf-8")
    assert scored.paths["summary"] == page
    assert (tmp_path / "out.xlsx").is_file()
    assert "Since june.csv" in told
    assert "Climbed onto it" in told
    assert "40" in told
    assert "anchored to it" in told
    assert "<b>" not in told
    for cause in scored.verdict_causes:
        assert cause.split(".")[0].replace("'", "&#39;") in told.replace("\u00a0", " ")


def test_no_page_is_written_unless_it_is_asked_for(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "june.csv", unscored(customers(30, seed=4)))
    scored = score_file(small_run.model, file, tmp_path / "out.csv")

    assert set(scored.paths) == {"scores"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["june.csv", "out.csv"]

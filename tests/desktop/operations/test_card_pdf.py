from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.small_runs import SmallRun
from tracer_desktop.operations.card_pdf import card_pdf, summary_pdf
from tracer_desktop.theme.theme import Theme
from tracer_engine import CardDocument
from tracer_engine.workflow import model_card


@pytest.fixture(scope="module")
def card(small_run: SmallRun) -> CardDocument:
    return model_card(small_run.run.id, workspace=small_run.workspace)


def pages_in(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_the_card_has_as_many_pages_as_it_needs(card: CardDocument, themed: Theme) -> None:
    data = card_pdf(card, themed.font("body"), themed.tokens.light)

    assert data.startswith(b"%PDF")
    assert 2 <= pages_in(data) <= 8
    assert card.title.encode("utf-16-be") in data


def test_the_summary_fits_on_one_page_also_where_it_is_long(card: CardDocument, themed: Theme) -> None:
    page = card.summary
    long = replace(page, decision=page.decision * 3, left_out=(f"{'x' * 90} " * 2,) * 4, text=page.text * 2)

    for summary in (page, long):
        assert pages_in(summary_pdf(replace(card, summary=summary), themed.font("body"), themed.tokens.light)) == 1


def test_without_charts_it_is_drawn_all_the_same(card: CardDocument, themed: Theme) -> None:
    assert pages_in(summary_pdf(replace(card, charts=()), themed.font("body"), themed.tokens.light)) == 1

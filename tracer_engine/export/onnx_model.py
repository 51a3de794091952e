"""A model as one ONNX graph, from raw columns to the probability; written only where it scores as Tracer does.

Every column the model reads is an input of shape (rows, 1): numbers as double with nan for missing, dates as days
since 1970-01-01, flags and categories as text, "" for missing. Texts are looked up as they stand: ONNX can neither
trim nor fold them, so they have to be spelt as in training.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import polars as pl
from numpy.typing import NDArray
from onnx import TensorProto, helper

from tracer_engine.durable_files import durable_writer
from tracer_engine.errors import InputError
from tracer_engine.export.onnx_expressions import expression_nodes
from tracer_engine.export.onnx_graph import ML, Graph
from tracer_engine.export.onnx_members import Members
from tracer_engine.features.preparation import Engineered, InputColumn, Preparation, Prepared, prepare
from tracer_engine.ingest import NO, YES
from tracer_engine.learners.views import Views
from tracer_engine.scoring.model import Model
from tracer_engine.version import VERSION

PARITY = 1e-5
"""How far log-odds may be from Tracer's own."""
DRAWN = 2_000
OPSET, ML_OPSET, IR = 17, 3, 8
OUTPUTS = ("probability", "log_odds")
Values = NDArray[np.float64]


def write_onnx(model: Model, source: Path, out: Path) -> float:
    """Write `model` (of the file `source`) as ONNX, whole or not at all; returns the largest difference in log-odds.

    Raises InputError where onnxruntime scores the golden rows of the file, or a sample of all a cell can become, other
    than Tracer does, by more than 1e-5 of log-odds; StorageError.
    """
    data = onnx_bytes(model)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    golden, marks = _golden(source)
    worst = max(
        _difference(model, session, drawn_rows(model.preparation, model.card.seed)),
        _difference(model, session, prepare(model.preparation, golden, marks)),
    )
    if not worst <= PARITY:
        raise InputError(
            f"The ONNX file would score other than the model: log-odds differ by up to {worst:.2g}.",
            remedy="Nothing was written. Export the model file or the Python script, which score alike.",
        )
    with durable_writer(out) as file:
        file.write(data)
    return worst


def onnx_bytes(model: Model) -> bytes:
    """The graph of a model, checked by ONNX's own rules."""
    graph = Graph()
    preparation = model.preparation
    inputs = [
        helper.make_tensor_value_info(
            column.name, TensorProto.DOUBLE if column.numeric else TensorProto.STRING, ["rows", 1]
        )
        for column in preparation.inputs
    ]
    numbers = [column.name for column in preparation.number_inputs]
    codes = {column.name: _codes(graph, column) for column in preparation.category_inputs}
    plain = list(numbers)
    numbers += [_engineered(graph, feature, preparation, plain, codes) for feature in preparation.engineered]
    members = Members(graph, numbers, list(codes.values()), [len(one.levels) for one in preparation.category_inputs])
    straight = graph.constant([model.intercept])
    for member, weight in model.members:
        part = graph.add("Mul", members.log_odds(member), graph.constant([model.slope * weight]))
        straight = graph.add("Add", straight, part)
    _outputs(graph, model, straight)
    outputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["rows", 1]) for name in OUTPUTS]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "tracer", inputs, outputs, graph.constants),
        producer_name="Tracer",
        producer_version=VERSION,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(ML, ML_OPSET)],
        ir_version=IR,
        doc_string=_told(model),
    )
    helper.set_model_props(made, {"tracer": json.dumps(_properties(model), ensure_ascii=False)})
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


def _outputs(graph: Graph, model: Model, straight: str) -> None:
    """Along the bends, and as a probability."""
    bent = straight
    for knot, change in zip(model.bends.knots, model.bends.changes, strict=True):
        above = graph.add("Max", graph.add("Sub", straight, graph.constant([knot])), graph.constant([0.0]))
        bent = graph.add("Add", bent, graph.add("Mul", above, graph.constant([change])))
    log_odds = graph.add("Identity", bent, out="log_odds")
    down = graph.add("Exp", graph.add("Neg", log_odds))
    graph.add("Div", graph.constant([1.0]), graph.add("Add", down, graph.constant([1.0])), out="probability")


def _codes(graph: Graph, column: InputColumn) -> str:
    """Level codes of a column of texts: those that are known, -1 for missing, the number of levels for another one."""
    table = spellings(column)
    return graph.add(
        "LabelEncoder",
        column.name,
        domain=ML,
        keys_strings=list(table),
        values_int64s=list(table.values()),
        default_int64=len(column.levels),
    )


def spellings(column: InputColumn) -> dict[str, int]:
    """The texts of a flag or category the graph knows, with their codes."""
    if column.kind == "flag":
        known = {**dict.fromkeys(NO, 0), **dict.fromkeys(YES, 1)}
    else:
        known = {level: code for code, level in enumerate(column.levels)}
    table = dict(known)
    for text, code in known.items():
        for variant in (text.upper(), text.capitalize(), text.title()):
            table.setdefault(variant, code)
    table |= dict(zip(column.labels, range(len(column.labels)), strict=True))
    return table | dict.fromkeys(("", *column.tokens), -1)


def _engineered(
    graph: Graph, feature: Engineered, preparation: Preparation, numbers: list[str], codes: Mapping[str, str]
) -> str:
    levels = {column.name: column.levels for column in preparation.category_inputs}
    rows = numbers[0] if numbers else graph.add("Cast", next(iter(codes.values())), to=TensorProto.DOUBLE)

    def column(name: str) -> str:
        if name in codes:
            # A category counts as 1 where it says yes; missing (-1) is the last place.
            meaning = [1.0 if level in YES else 0.0 for level in levels[name]] + [0.0, np.nan]
            last = graph.constant([len(meaning) - 1], np.int64)
            below = graph.add("Less", codes[name], graph.constant([0], np.int64))
            return graph.looked_up(np.array(meaning)[:, None], graph.choose(below, last, codes[name]))
        return name if name in numbers else graph.constant([np.nan])

    single = {role: column(name) for role, name in feature.single.items()}
    many = {role: [column(name) for name in names] for role, names in feature.many.items()}
    return expression_nodes(graph, feature.expression, single, many, rows)


# ------------------------------------------------------------ whether it scores alike


def feeds(preparation: Preparation, prepared: Prepared) -> dict[str, NDArray[Any]]:
    """Prepared rows as what the graph takes; a level beyond those known as a text nobody has used."""
    found: dict[str, NDArray[Any]] = {}
    for place, column in enumerate(preparation.number_inputs):
        found[column.name] = np.ascontiguousarray(prepared.numbers[:, [place]])
    for place, column in enumerate(preparation.category_inputs):
        texts = np.array([*column.labels, "\x00 another one", ""], dtype=object)
        found[column.name] = texts[prepared.codes[:, [place]]]
    return found


def drawn_rows(preparation: Preparation, seed: int) -> Prepared:
    """Rows that hold all a cell can become: every level, another one and missing; numbers in and beyond their range."""
    random = np.random.default_rng(seed)
    numbers = np.empty((DRAWN, len(preparation.number_inputs)))
    for place, column in enumerate(preparation.number_inputs):
        wide = (column.high - column.low) or 1.0
        values = random.uniform(column.low - wide / 5, column.high + wide / 5, DRAWN)
        near = random.normal(column.usual, (column.upper - column.lower) or wide, DRAWN)
        values = np.where(random.random(DRAWN) < 0.5, values, near)
        values = np.where(random.random(DRAWN) < 0.5, np.round(values), values)
        values[random.random(DRAWN) < 0.08] = np.nan
        values[random.random(DRAWN) < 0.02] = 0.0
        numbers[:, place] = values
    codes = [random.integers(-1, len(column.levels) + 1, DRAWN) for column in preparation.category_inputs]
    plain = Prepared(
        numbers=numbers,
        codes=np.column_stack(codes).astype(np.int32) if codes else np.empty((DRAWN, 0), dtype=np.int32),
    )
    return with_engineered(preparation, plain)


def with_engineered(preparation: Preparation, plain: Prepared) -> Prepared:
    """Rows with their engineered features worked out: what `prepare` makes of the cells they stand for."""
    if not preparation.engineered:
        return plain
    columns = {
        column.name: pl.Series(column.name, plain.numbers[:, place]).fill_nan(None)
        for place, column in enumerate(preparation.number_inputs)
    }
    texts = feeds(Preparation(inputs=preparation.category_inputs), Prepared(numbers=plain.numbers, codes=plain.codes))
    frame = pl.DataFrame(
        [
            *(values.cast(pl.String).fill_null("") for values in columns.values()),
            *(pl.Series(name, cells[:, 0].tolist(), dtype=pl.String) for name, cells in texts.items()),
        ]
    )
    return prepare(preparation, frame, {}, columns)


def _difference(model: Model, session: onnxruntime.InferenceSession, prepared: Prepared) -> float:
    """The largest difference in log-odds; nan counts as endless."""
    if not prepared.rows:
        return 0.0
    (found,) = session.run(["log_odds"], feeds(model.preparation, prepared))
    expected = model.log_odds(Views(model.preparation, prepared))
    return float(np.max(np.nan_to_num(np.abs(found[:, 0] - expected), nan=np.inf)))


def _golden(source: Path) -> tuple[pl.DataFrame, dict[str, str]]:
    """The golden rows of a model file (which has proved whole), as cells, and their decimal marks."""
    with zipfile.ZipFile(source) as archive:
        golden = json.loads(archive.read("golden.json"))
    rows = [[str(cell) for cell in row] for row in golden["rows"]]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(golden["columns"], pl.String), orient="row")
    return frame, dict(golden["decimals"])


def _told(model: Model) -> str:
    card = model.card
    return (
        f"Tracer {card.version}: {card.outcome} of {card.target} = {card.positive}, trained on {card.source}. Inputs "
        "of shape (rows, 1): numbers as double, nan for missing; dates as days since 1970-01-01; texts spelt as in "
        'training, "" for missing.'
    )


def _properties(model: Model) -> dict[str, Any]:
    card = model.card
    return {
        "version": card.version,
        "created": card.created,
        "threshold": card.threshold,
        "outcome": card.outcome,
        "dates": {
            column.name: column.date_format for column in model.preparation.number_inputs if column.kind == "date"
        },
        "levels": {column.name: list(column.labels) for column in model.preparation.category_inputs},
    }

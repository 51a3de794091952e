"""Expressions mean the same in ONNX."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.blueprints import all_blueprints
from tracer_engine.features.expressions import evaluate, roles_of, roles_over_many

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
onnx_expressions = pytest.importorskip("tracer_engine.export.onnx_expressions")
onnx_graph = pytest.importorskip("tracer_engine.export.onnx_graph")

MORE = (
    "1 / a",
    "where(a > 2, b, -c)",
    "where(is_missing(a), minimum(b, c), maximum(b, c))",
    "log1p(a) * 2",
    "a != b",
    "sum(many) / mean(many) - count_yes(many)",
    "3",
)
SHIPPED = {feature.expression for blueprint in all_blueprints() for feature in blueprint.features}


@pytest.mark.parametrize("expression", [*MORE, *sorted(SHIPPED)])
def test_an_expression_has_the_value_it_has_in_tracer(expression: str) -> None:
    rng = np.random.default_rng(4)
    single_roles = sorted(roles_of(expression) - roles_over_many(expression))
    values = {role: rng.choice([np.nan, -1.0, 0.0, 1.0, 2.5, 40.0], 300) for role in single_roles or ["a"]}
    many = {role: rng.choice([np.nan, 0.0, 1.0, 7.0], (300, 3)) for role in roles_over_many(expression)}
    graph = onnx_graph.Graph()
    blocks = {role: [f"{role}_{place}" for place in range(3)] for role in many}
    single = {role: role for role in values}
    onnx_expressions_out = onnx_expressions.expression_nodes(graph, expression, single, blocks, next(iter(values)))
    names = [*values, *(name for block in blocks.values() for name in block)]
    infos = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, ["rows", 1]) for name in names]
    out = onnx.helper.make_tensor_value_info(onnx_expressions_out, onnx.TensorProto.DOUBLE, ["rows", 1])
    made = onnx.helper.make_model(
        onnx.helper.make_graph(graph.nodes, "one", infos, [out], graph.constants),
        opset_imports=[onnx.helper.make_opsetid("", 17)],
        ir_version=8,
    )
    fed = {role: column[:, None] for role, column in values.items()}
    fed |= {f"{role}_{place}": block[:, [place]] for role, block in many.items() for place in range(3)}
    (found,) = onnxruntime.InferenceSession(made.SerializeToString()).run(None, fed)

    expected = evaluate(expression, values, many, 300)
    assert np.allclose(found[:, 0], expected, rtol=1e-12, atol=0, equal_nan=True)

"""A graph of ONNX put together node by node: numbers are double, one column a value, missing is nan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

ML = "ai.onnx.ml"


class Graph:
    """Nodes and constants as they come; every method gives the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._known: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._count = 0

    def name(self, what: str) -> str:
        """A name nobody has yet."""
        self._count += 1
        return f"{what}_{self._count}"

    def constant(self, values: Any, dtype: Any = np.float64) -> str:
        """A constant; the same one twice is held once."""
        array: NDArray[Any] = np.asarray(values, dtype=dtype)
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self._known:
            self._known[key] = self.name("c")
            self.constants.append(numpy_helper.from_array(array, self._known[key]))
        return self._known[key]

    def add(self, kind: str, *inputs: str, out: str = "", domain: str = "", **attributes: Any) -> str:
        """A node with one output."""
        out = out or self.name(kind.lower())
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    # ------------------------------------------------------------ what is needed again and again

    def missing(self, value: str) -> str:
        """Which are nan (bool)."""
        return self.add("IsNaN", value)

    def choose(self, condition: str, then: str, otherwise: str) -> str:
        """`then` where the condition (bool) holds."""
        return self.add("Where", condition, then, otherwise)

    def number(self, truth: str) -> str:
        """1 and 0 for a bool."""
        return self.add("Cast", truth, to=TensorProto.DOUBLE)

    def side_by_side(self, columns: Sequence[str]) -> str:
        """Columns as one matrix."""
        return columns[0] if len(columns) == 1 else self.add("Concat", *columns, axis=1)

    def total(self, matrix: str) -> str:
        """Row sums, (rows, 1)."""
        return self.add("ReduceSum", matrix, self.constant([1], np.int64), keepdims=1)

    def looked_up(self, table: NDArray[np.float64], place: str) -> str:
        """Rows of `table` (places, width) by a column of places (int64): (rows, width)."""
        return self.add("Gather", self.constant(table), self.add("Squeeze", place, self.constant([1], np.int64)))

    def how_many_below(self, values: str, marks: NDArray[np.float64], *, or_at: bool) -> str:
        """How many of the rising `marks` lie below each value (or at it): (rows, 1), int64."""
        if not len(marks):
            zero = self.add("Mul", values, self.constant([0.0]))
            return self.add("Cast", zero, to=TensorProto.INT64)
        beyond = self.add("GreaterOrEqual" if or_at else "Greater", values, self.constant(marks[None, :]))
        return self.total(self.add("Cast", beyond, to=TensorProto.INT64))

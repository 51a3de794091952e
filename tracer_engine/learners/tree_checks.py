"""Trees in LightGBM's text format, checked number by number and written anew.

A model file may come from anywhere, and LightGBM's native reader trusts what it reads: a child, a column or a set of
levels that points outside is read from outside. So that reader never sees a file's own text, only text written here
from numbers that hold together. It is also a third of the size.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

MOST_TREES = 50_000
MOST_LEAVES = 4_096
MOST_COLUMNS = 1_000_000

CATEGORICAL, DEFAULT_LEFT = 1, 2


class MalformedTrees(ValueError):
    """The text is not a set of trees that hold together."""


def checked_trees(text: str) -> str:
    """The trees of `text` written anew, in the same format; raises MalformedTrees where they do not hold together."""
    head, *blocks = text.split("\nTree=")
    header = _fields(head)
    columns = _count(header, "max_feature_idx", MOST_COLUMNS) + 1
    if header.get("objective") != "binary sigmoid:1" or header.get("num_class") != "1" or len(blocks) > MOST_TREES:
        raise MalformedTrees("the trees are not of the kind Tracer learns")
    if blocks:
        blocks[-1] = blocks[-1].partition("\nend of trees")[0]
    trees = [f"Tree={index}\n{_tree(_fields(block), columns)}\n\n" for index, block in enumerate(blocks)]
    lines = [
        "tree",
        "version=v4",
        "num_class=1",
        "num_tree_per_iteration=1",
        "label_index=0",
        f"max_feature_idx={columns - 1}",
        "objective=binary sigmoid:1",
        "feature_names=" + " ".join(f"Column_{column}" for column in range(columns)),
        "feature_infos=" + " ".join(["none"] * columns),
        "tree_sizes=" + " ".join(str(len(tree)) for tree in trees),
    ]
    return "\n".join(lines) + "\n\n" + "".join(trees) + "end of trees\n\n"


def _fields(block: str) -> dict[str, str]:
    return {name: value for name, mark, value in (line.partition("=") for line in block.splitlines()) if mark}


def _count(fields: Mapping[str, str], name: str, most: int) -> int:
    try:
        value = int(fields[name])
    except (KeyError, ValueError) as error:
        raise MalformedTrees(f"{name} is not a number") from error
    if not 0 <= value <= most:
        raise MalformedTrees(f"{name} is out of bounds")
    return value


def _numbers(
    fields: Mapping[str, str], name: str, length: int | None = None, *, limits: bool = False
) -> NDArray[np.float64]:
    """Finite numbers; `limits` lets infinite ones pass, which LightGBM writes as the threshold of "any number"."""
    try:
        values = np.array(fields.get(name, "").split(), dtype=np.float64)
    except ValueError as error:
        raise MalformedTrees(f"{name} holds something that is no number") from error
    if length is not None and len(values) != length:
        raise MalformedTrees(f"{name} has {len(values)} entries, not {length}")
    if np.any(np.isnan(values) if limits else ~np.isfinite(values)):
        raise MalformedTrees(f"{name} holds a number that is not finite")
    return values


def _integers(fields: Mapping[str, str], name: str, length: int | None, low: int, high: int) -> NDArray[np.int64]:
    values = _numbers(fields, name, length)
    if not np.all((values == np.floor(values)) & (values >= low) & (values <= high)):
        raise MalformedTrees(f"{name} points outside")
    return values.astype(np.int64)


def _tree(fields: Mapping[str, str], columns: int) -> str:
    leaves = _count(fields, "num_leaves", MOST_LEAVES)
    categories = _count(fields, "num_cat", MOST_LEAVES)
    if leaves < 1 or fields.get("is_linear", "0") != "0":
        raise MalformedTrees("a tree is of a kind Tracer does not learn")
    inner = leaves - 1
    most_rows = 2**31 - 1
    decision = _integers(fields, "decision_type", inner, 0, 11)
    threshold = _numbers(fields, "threshold", inner, limits=True)
    left = _integers(fields, "left_child", inner, -leaves, inner - 1)
    right = _integers(fields, "right_child", inner, -leaves, inner - 1)
    _check_shape(left, right, leaves)
    parts: list[tuple[str, list[int] | list[float]]] = [
        ("split_feature", _integers(fields, "split_feature", inner, 0, columns - 1).tolist()),
        ("split_gain", [0] * inner),
        ("threshold", threshold.tolist()),
        ("decision_type", decision.tolist()),
        ("left_child", left.tolist()),
        ("right_child", right.tolist()),
        ("leaf_value", _numbers(fields, "leaf_value", leaves).tolist()),
        ("leaf_weight", [0] * leaves if inner else []),
        ("leaf_count", _integers(fields, "leaf_count", leaves if inner else None, 0, most_rows).tolist()),
        ("internal_value", [0] * inner),
        ("internal_weight", [0] * inner),
        ("internal_count", _integers(fields, "internal_count", inner, 0, most_rows).tolist()),
    ]
    parts[6:6] = _level_sets(fields, decision, threshold, categories)
    lines = [f"num_leaves={leaves}", f"num_cat={categories}"]
    lines += [f"{name}=" + " ".join(map(repr, values)) for name, values in parts]
    return "\n".join([*lines, "is_linear=0", "shrinkage=1", ""])


def _check_shape(left: NDArray[np.int64], right: NDArray[np.int64], leaves: int) -> None:
    """Every node but the root, and every leaf, is the child of exactly one node, and of an earlier one."""
    inner = leaves - 1
    children = np.concatenate([left, right])
    parents = np.tile(np.arange(inner), 2)
    nodes = children >= 0
    if not np.array_equal(np.sort(children[nodes]), np.arange(1, max(inner, 1))) or np.any(
        children[nodes] <= parents[nodes]
    ):
        raise MalformedTrees("the nodes of a tree do not form a tree")
    if inner and not np.array_equal(np.sort(~children[~nodes]), np.arange(leaves)):
        raise MalformedTrees("the leaves of a tree do not fit its nodes")


def _level_sets(
    fields: Mapping[str, str], decision: NDArray[np.int64], threshold: NDArray[np.float64], categories: int
) -> list[tuple[str, list[int] | list[float]]]:
    """The sets of levels at categorical nodes: each node names one, and each lies within the words there are."""
    named = threshold[decision & CATEGORICAL == 1]
    if len(named) != categories or not np.array_equal(np.sort(named), np.arange(categories)):
        raise MalformedTrees("the sets of levels do not fit the nodes")
    if not categories:
        return []
    words = _integers(fields, "cat_threshold", None, 0, 2**32 - 1)
    bounds = _integers(fields, "cat_boundaries", categories + 1, 0, len(words))
    if bounds[0] != 0 or bounds[-1] != len(words) or np.any(np.diff(bounds) < 1):
        raise MalformedTrees("the sets of levels overlap, or point outside")
    return [("cat_boundaries", bounds.tolist()), ("cat_threshold", words.tolist())]

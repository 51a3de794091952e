from __future__ import annotations

from tracer_engine.blueprints.toml_lines import lines_of

TEXT = """\
# a note
key = "a" # another

[target]
names = [
  "one",
  "two", # with a note, and a [bracket]
]
text = '''
[no.section]
'''
[roles.age]  # a note
kind = "number"
at = { first = 1, second = [2, 3] }
[[sample.columns]]
name = "a"
[[sample.columns]]
name = "b"
low.high = 3
"""


def test_every_section_name_and_list_item_has_its_line() -> None:
    lines = lines_of(TEXT)
    assert lines["key",] == 2
    assert lines["target",] == 4
    assert lines["target", "names"] == 5
    assert lines["target", "names", 0] == 6
    assert lines["target", "names", 1] == 7
    assert lines["target", "text"] == 9
    assert ("no",) not in lines
    assert lines["roles", "age"] == 12
    assert lines["roles", "age", "at", "second", 1] == 14
    assert lines["sample", "columns", 0] == 15
    assert lines["sample", "columns", 1, "name"] == 18
    assert lines["sample", "columns", 1, "low", "high"] == 19

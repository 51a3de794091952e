from __future__ import annotations

from tracer_engine.types.profile import Finding, Severity, worst_first


def finding(code: str, severity: Severity) -> Finding:
    return Finding(code=code, severity=severity, column=None, message="It is so.")


def test_findings_come_worst_first_and_what_is_a_matter_of_course_last() -> None:
    found = [
        finding("identifier", "info"),
        finding("missing-cells", "info"),
        finding("spellings", "warning"),
        finding("leak", "error"),
        finding("duplicate-rows", "warning"),
    ]

    codes = [one.code for one in worst_first(found)]

    assert codes == ["leak", "spellings", "duplicate-rows", "missing-cells", "identifier"]

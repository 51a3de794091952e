from __future__ import annotations

from pathlib import Path

from tests.endpoint_clients import Client
from tests.guide_blueprint import write_guide
from tests.small_runs import write_table
from tracer_engine.blueprints import all_blueprints, blueprint
from tracer_engine.samples import sample_columns
from tracer_engine.workflow.blueprints import add_blueprint


def test_every_blueprint_is_listed_with_its_roles(client: Client) -> None:
    told = client.get("/v1/blueprints")["blueprints"]

    assert [one["key"] for one in told] == [record.key for record in all_blueprints()]
    assert {role["name"] for role in told[0]["roles"]} == {role.name for role in all_blueprints()[0].roles}


def test_one_that_is_added_while_the_endpoint_runs_can_be_asked_for(client: Client, tmp_path: Path) -> None:
    def profiled(**fields: str) -> int:
        parts = [(name, None, value.encode()) for name, value in fields.items()]
        return client.send("/v1/profiles", [("file", "invoices.csv", invoices.read_bytes()), *parts]).status

    record = add_blueprint(write_guide(tmp_path)).record
    invoices = write_table(tmp_path / "invoices.csv", sample_columns(record, rows=120))
    assert "late_payment" in [one["key"] for one in client.get("/v1/blueprints")["blueprints"]]
    assert profiled(blueprint="late_payment") == 200
    assert profiled(blueprint="late_paymant") == 422
    assert (
        client.send("/v1/profiles", [("file", "invoices.csv", invoices.read_bytes())]).json["suggested"]["blueprint"]
        == blueprint("late_payment").key
    )

from __future__ import annotations

from tests.endpoint_clients import Client
from tracer_engine.blueprints import all_blueprints


def test_every_blueprint_is_listed_with_its_roles(client: Client) -> None:
    told = client.get("/v1/blueprints")["blueprints"]

    assert [one["key"] for one in told] == [record.key for record in all_blueprints()]
    assert {role["name"] for role in told[0]["roles"]} == {role.name for role in all_blueprints()[0].roles}

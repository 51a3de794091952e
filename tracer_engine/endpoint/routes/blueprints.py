from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from tracer_engine.blueprints import all_blueprints
from tracer_engine.endpoint.models import Blueprint, Blueprints, Feature, Role

router = APIRouter(prefix="/v1/blueprints", tags=["blueprints"])


@router.get("", operation_id="list_blueprints", summary="The business questions there are")
def list_blueprints() -> Blueprints:
    """Each with the roles a column can play and the features that are computed from them."""
    return Blueprints(
        blueprints=[
            Blueprint(
                key=record.key,
                title=record.title,
                question=record.question,
                outcome=record.outcome,
                schema_version=record.schema_version,
                roles=[Role.model_validate(asdict(role)) for role in record.roles],
                features=[Feature(name=feature.name, label=feature.label) for feature in record.features],
            )
            for record in all_blueprints()
        ]
    )

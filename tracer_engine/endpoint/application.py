"""The routes put together, with the OpenAPI document that describes them; knows nothing of sockets."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from tracer_engine.endpoint import documents, models
from tracer_engine.endpoint.problems import MEANINGS, PROBLEM_TYPE, refuse, said_of
from tracer_engine.endpoint.routes import (
    blueprints,
    campaigns,
    cards,
    health,
    jobs,
    months,
    outcomes,
    profiles,
    runs,
    scores,
    what_if,
)
from tracer_engine.endpoint.security import WITHOUT_TOKEN
from tracer_engine.endpoint.services import Services
from tracer_engine.version import VERSION

DESCRIPTION = """
Send a table of customers, get a model and its predictions back. Only programs on this computer are answered.

1. `POST /v1/runs` with the table: training starts by itself, the answer is a job.
2. `GET /v1/jobs/{job_id}` until its state is `done`; it names the run.
3. `GET /v1/runs/{run_id}/model`, `…/report`, `…/scores`: what came of it.
4. `POST /v1/runs/{run_id}/scores` with the next table: the scored list.
5. `POST /v1/runs/{run_id}/campaigns` with it: whom to contact, under limits, in money.
6. `POST /v1/runs/{run_id}/campaigns/{campaign_id}/outcomes` with a later table: what the contacts did.

Every request but `/health`, `/docs` and `/openapi.json` needs the header `Authorization: Bearer TOKEN`; the token is
in the endpoint's token file. Whatever is refused is answered with a problem document (RFC 9457).
"""
ANYWHERE = (400, 401, 403, 408, 422, 429, 431, 500, 503)
IN_PATH = (404, 405)  # an empty id makes another path of it
BY_OPERATION: dict[str, tuple[int, ...]] = {
    "train": (409, 413, 415, 507),
    "score": (413, 415, 507),
    "what_if": (413, 415),
    "plan_campaign": (413, 415, 507),
    "measure_campaign": (413, 415, 507),
    "profile": (413, 415, 507),
    "restart_job": (409, 507),
    "stop_job": (507,),
    "cancel_job": (507,),
    "delete_run": (507,),
    "forget_months": (507,),
}
OF_JOB = ("get_job", "watch_job", "stop_job", "cancel_job", "restart_job")
OF_RUN = (
    *("get_run", "get_report", "get_model", "get_scores", "score", "get_months", "forget_months"),
    *("get_card", "what_if", "plan_campaign", "get_campaigns", "delete_run"),
)
# What an answer leads to: (operation, status) to the place of the id in it, the parameter it goes into, and where.
LINKS: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("train", "202"): ("$response.body#/id", "job_id", OF_JOB),
    ("list_jobs", "200"): ("$response.body#/jobs/0/id", "job_id", OF_JOB),
    ("get_job", "200"): ("$response.body#/run_id", "run_id", OF_RUN),
    ("list_runs", "200"): ("$response.body#/runs/0/id", "run_id", OF_RUN),
}


def make_application(services: Services) -> FastAPI:
    """The endpoint's routes over these services."""
    app = FastAPI(
        title="Tracer",
        version=VERSION,
        summary="From a customer export to a model, a report and a scored list.",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # What is asked here is nobody else's business, whatever the environment asks for.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
        exception_handlers={
            HTTPException: _refuse_http,
            RequestValidationError: _refuse_parameters,
            Exception: _hand_on,
        },
    )
    app.state.services = services
    for part in (runs, cards, scores, months, what_if, campaigns, outcomes, jobs, profiles, blueprints, health):
        app.include_router(part.router)
    document = openapi_document(app)
    app.openapi = lambda: document  # type: ignore[method-assign]
    app.state.allowed = {
        re.compile(re.sub(r"\{\w+\}", "[^/]+", path)): sorted(method.upper() for method in methods)
        for path, methods in (document["paths"] | {"/docs": {"get": {}}, "/openapi.json": {"get": {}}}).items()
    }
    documents.add_routes(app, document)
    return app


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the token, our problem documents for every refusal, and the models they use."""
    document = FastAPI.openapi(app)
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = models.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "The text of the endpoint's token file."}
    }
    document["security"] = [{"token": []}]
    document["servers"] = [{"url": "/"}]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _without_null(parameter)
            if path in WITHOUT_TOKEN:
                operation["security"] = []
            statuses = {*ANYWHERE, *BY_OPERATION.get(operation["operationId"], ()), *IN_PATH * ("{" in path)}
            for (name, status_told), (place, parameter, leads_to) in LINKS.items():
                if name == operation["operationId"]:
                    operation["responses"][status_told]["links"] = {
                        target: {"operationId": target, "parameters": {parameter: place}} for target in leads_to
                    }
            for status in sorted(statuses):
                operation["responses"][str(status)] = {
                    "description": MEANINGS[status][1],
                    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    return document


def _without_null(parameter: dict[str, Any]) -> None:
    """What need not be told is left out; a header or a query cannot say null."""
    kinds = parameter["schema"].pop("anyOf", None)
    if kinds:
        (told,) = (one for one in kinds if one.get("type") != "null")
        parameter["schema"] = told | parameter["schema"]


async def _refuse_http(request: Request, error: Exception) -> NoReturn:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = allowed_methods(request)
        raise refuse(
            405,
            f"{request.method[:20]} is not possible here.",
            f"Possible: {', '.join(allowed)}.",
            headers=(("allow", ", ".join(allowed)),),
        )
    if error.status_code == 404:
        raise refuse(404, "There is no such route.", "GET /openapi.json tells those there are.")
    raise refuse(error.status_code if error.status_code in MEANINGS else 400, str(error.detail))


def allowed_methods(request: Request) -> list[str]:
    """The methods of the route that was asked for."""
    path = request.scope["path"]
    return next((methods for pattern, methods in request.app.state.allowed.items() if pattern.fullmatch(path)), [])


async def _refuse_parameters(_request: Request, error: Exception) -> NoReturn:
    assert isinstance(error, RequestValidationError)
    places = [
        {"where": ".".join(str(part)[:80] for part in one["loc"]), "message": said_of(one["type"], one.get("ctx"))}
        for one in error.errors()[:20]
    ]
    raise refuse(
        422,
        f"The request cannot be used: {places[0]['where']}: {places[0]['message']}.",
        "Correct it; GET /openapi.json tells what may stand there.",
        errors=places,
    )


async def _hand_on(_request: Request, error: Exception) -> NoReturn:
    """All ends meet in the gate."""
    raise error

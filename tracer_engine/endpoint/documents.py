"""/openapi.json, and /docs: one page made from it on this computer; no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import jinja2
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from tracer_engine.endpoint.problems import MEANINGS

STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:.9em ui-monospace,monospace}
pre{overflow-x:auto;border:1px solid;border-radius:.3rem;padding:.6rem}
section{border-top:1px solid;margin-top:1.5rem}
table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ info.title }} {{ info.version }}: the endpoint</title><style>{{ style|safe }}</style></head><body>
<main><h1>{{ info.title }} {{ info.version }}: the endpoint</h1>
{% for part in info.description.strip().split('\\n\\n') %}<p>{{ part }}</p>
{% endfor %}
<p>For programs: <a href="/openapi.json">/openapi.json</a>.</p>
<nav><ul>{% for one in operations %}<li><a href="#{{ one.id }}"><code>{{ one.method }} {{ one.path }}</code></a>
 {{ one.summary }}</li>{% endfor %}</ul></nav>
{% for one in operations %}<section id="{{ one.id }}"><h2><code>{{ one.method }} {{ one.path }}</code></h2>
<p>{{ one.summary }}. {{ one.description }}{% if not one.token %} Needs no token.{% endif %}</p>
{% if one.inputs %}<table><tr><th>Where</th><th>Name</th><th>What</th></tr>
{% for input in one.inputs %}<tr><td>{{ input.where }}</td><td><code>{{ input.name }}</code>
{{ '(needed)' if input.required }}</td><td>{{ input.what }}</td></tr>{% endfor %}</table>{% endif %}
<p>Answers {% for status, text in one.answers %}<code>{{ status }}</code> {{ text }}{{ '; ' if not loop.last }}
{% endfor %}Refusals: {% for status in one.refusals %}<code>{{ status }}</code>
{% endfor %}</p>
</section>{% endfor %}
<section id="problems"><h2>Refusals</h2><table><tr><th>Status</th><th>Kind</th><th>Meaning</th></tr>
{% for status, (key, text) in meanings %}<tr id="{{ key }}"><td>{{ status }}</td><td><code>{{ key }}</code></td>
<td>{{ text }}</td></tr>{% endfor %}</table></section>
<section id="models"><h2>Models</h2>{% for name, schema in schemas %}<h3 id="model-{{ name }}">{{ name }}</h3>
<p>{{ schema.description }}</p><table>{% for field, value in schema.properties.items() %}<tr><td>
<code>{{ field }}</code></td><td>{{ value|kind }}</td><td>{{ value.description }}</td></tr>
{% endfor %}</table>{% endfor %}</section>
</main></body></html>
"""


def add_routes(app: FastAPI, document: Mapping[str, Any]) -> None:
    """Adds both routes; they are made once and need no token."""
    told = json.dumps(document, ensure_ascii=False).encode()
    page = render_page(document)

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        return Response(told, media_type="application/json")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page, headers={"content-security-policy": POLICY})


def render_page(document: Mapping[str, Any]) -> str:
    """The page that shows an OpenAPI document."""
    environment = jinja2.Environment(autoescape=True)
    environment.filters["kind"] = _kind
    operations = [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return environment.from_string(PAGE).render(
        style=STYLE,
        info=document["info"],
        operations=operations,
        meanings=sorted(MEANINGS.items()),
        schemas=[(name, one) for name, one in sorted(document["components"]["schemas"].items()) if "properties" in one],
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    inputs = [
        {
            "where": one["in"],
            "name": one["name"],
            "required": one.get("required", False),
            "what": one.get("description", ""),
        }
        for one in operation.get("parameters", [])
    ]
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        schema = body["schema"]
        inputs += [
            {
                "where": kind,
                "name": name,
                "required": name in schema.get("required", ()),
                "what": f"{_kind(value)}. {value.get('description', value.get('items', {}).get('description', ''))}",
            }
            for name, value in schema["properties"].items()
        ]
    answers = operation["responses"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "token": operation.get("security") != [],
        "inputs": inputs,
        "answers": [(status, one["description"]) for status, one in answers.items() if status < "300"],
        "refusals": [status for status in answers if status >= "300"],
    }


def _kind(schema: Mapping[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(str(one) for one in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if schema.get("format") == "binary":
        return "file"
    return str(schema.get("type", "anything"))

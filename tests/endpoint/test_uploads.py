"""Uploads as they come over the wire, evil ones among them."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from tests.endpoint.conftest import Start
from tests.endpoint_clients import Client, form
from tracer_engine.endpoint.uploads import MOST_FIELD_BYTES, UNNAMED, shown_name

EVIL_NAMES = (
    "../../../etc/passwd",
    "..\\..\\..\\windows\\system32\\drivers\\etc\\hosts",
    "/etc/cron.d/tracer",
    "C:\\Users\\Public\\evil.csv",
    "\\\\server\\share\\evil.csv",
    "//server/share/evil.csv",
    "....//....//evil.csv",
    "%2e%2e%2f%2e%2e%2fevil.csv",
    "..%c0%af..%c0%afevil.csv",
    "..",
    ".",
    "",
    "~/.ssh/authorized_keys",
    "$(touch evil).csv",
    "`touch evil`.csv",
    "evil.csv; touch evil",
    "| touch evil",
    "CON",
    "NUL.csv",
    "evil.csv::$DATA",
    "a" * 5000 + ".csv",
    "\u202egnp.exe\u202c.csv",
    "name\u0000.csv",
    "index.sqlite",
    ".new-run",
)


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_no_file_name_of_a_client_becomes_a_path(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    client = start()
    around = client.workspace.parent
    before = tree(around) - {path for path in tree(around) if path.startswith("home/")}
    assert len(EVIL_NAMES) == 25

    sources = []
    for name in EVIL_NAMES:
        reply = client.upload(b"a,b\n1,2\n", name)
        if len(name) > 4000:
            assert reply.status == 400
            continue
        assert reply.status == 202, (name, reply.body)
        job = reply.json
        sources.append(job["source"])
        uploads = client.workspace / "uploads"
        assert {path.name for folder in uploads.iterdir() for path in folder.iterdir()} >= {f"{job['id']}.upload"}
        assert client.ask("DELETE", f"/v1/jobs/{job['id']}").status == 200

    after = tree(around) - {path for path in tree(around) if path.startswith("home/")}
    assert after == before
    assert tree(tmp_path) == set()
    assert {path.split("/")[0] for path in tree(client.workspace)} <= {
        *("runs", "jobs", "uploads", "logs", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm")
    }
    for source in sources:
        assert not set(source) & set("/\\\u202e\x00"), source
        assert 0 < len(source) <= 200


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("customers.csv", "customers.csv"),
        ("C:\\data\\Kunden März.csv", "Kunden März.csv"),
        ("a/b/c.xlsx", "c.xlsx"),
        ("", UNNAMED),
        ("..", UNNAMED),
        ("x\r\nSet-Cookie: a=b", "xSet-Cookie: a=b"),
    ],
)
def test_a_file_name_is_shown_without_its_folders_and_control_characters(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("seed", range(6))
def test_the_stream_parser_gives_back_every_content(seed: int, tmp_path: Path) -> None:
    from python_multipart import MultipartParser

    from tracer_engine.endpoint.uploads import _Parts

    draw = random.Random(seed)
    alphabet = [b"\r", b"\n", b"\r\n", b"--", b"\r\n-", b"\r\n--", b"\r\n--b", b"\r\n--bound", b"z", b"\x00", b"\xff"]
    content = b"".join(draw.choices(alphabet, k=5000)).replace(b"\r\n--boundary", b"")
    body, _ = form(
        [("file", "t.csv", content), ("target", None, b"Churn"), ("exclude", None, b""), ("keep", None, b"A")]
    )
    boundary = body[2 : body.index(b"\r\n")]
    parts = _Parts(tmp_path / "stored")
    parser = MultipartParser(boundary, parts.callbacks())
    at = 0
    while at < len(body):
        size = draw.randint(1, 200)
        parser.write(body[at : at + size])
        at += size
    found = parts.form()
    parts.close()

    assert (tmp_path / "stored").read_bytes() == content
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.size == len(content)
    assert found.fields == {"target": ["Churn"], "exclude": [""], "keep": ["A"]}
    assert os.name == "nt" or (tmp_path / "stored").stat().st_mode & 0o777 == 0o600


PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\na,b\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/csv", b"a,b\n1,2\n", 415),
        ("application/json", b"{}", 415),
        ("multipart/mixed; boundary=x", PART + b"--x--\r\n", 415),
        ("multipart/form-data", PART + b"--x--\r\n", 400),
        ("multipart/form-data; boundary=" + "x" * 71, PART + b"--x--\r\n", 400),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"nonsense", 400),
        ("multipart/form-data; boundary=x", PART, 400),
        ("multipart/form-data; boundary=x", PART + b"--x", 400),
        ("multipart/form-data; boundary=y", PART + b"--x--\r\n", 400),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 422),
        ("multipart/form-data; boundary=x", PART + PART + b"--x--\r\n", 422),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno header\r\n--x--\r\n", 400),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: attachment; name="file"\r\n\r\n\r\n--x--\r\n',
            400,
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 500 + b"\r\n\r\n--x--\r\n", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n\r\n--x--\r\n", 400),
        (
            "multipart/form-data; boundary=x",
            PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n") + b"--x--\r\n",
            400,
        ),
    ],
)
def test_a_body_that_is_no_form_with_one_file_is_refused(client: Client, kind: str, body: bytes, status: int) -> None:
    reply = client.ask("POST", "/v1/runs", body, headers={"Content-Type": kind})

    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    assert list((client.workspace / "uploads").iterdir()) == []


def test_a_form_of_too_many_or_too_long_fields_is_refused(client: Client) -> None:
    many = client.send("/v1/runs", [("exclude", None, b"A")] * 1001 + [("file", "t.csv", b"a")])
    long = client.send("/v1/runs", [("target", None, b"A" * (MOST_FIELD_BYTES + 1)), ("file", "t.csv", b"a")])

    assert (many.status, long.status) == (413, 413)
    assert list((client.workspace / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"traget": "Churn"}, "traget"),
        ({"effort": "best"}, "effort"),
        ({"blueprint": "chrun"}, "blueprint"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "1.5"}, "seed"),
        ({"seed": "9999999999"}, "seed"),
        ({"role": "tenure"}, "role"),
        ({"delimiter": "ab"}, "delimiter"),
        ({"encoding": "rot13"}, "encoding"),
        ({"decimal": ";"}, "decimal"),
        ({"escape": "slash"}, "escape"),
        ({"thousands": "x"}, "thousands"),
        ({"dates": "year"}, "dates"),
        ({"kind": "a=colour"}, "kind"),
        ({"missing": "?"}, "missing"),
        ({"header_rows": "10"}, "header_rows"),
        ({"target": "A" * 10_001}, "target"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(client: Client, fields: dict[str, str], place: str) -> None:
    reply = client.upload(b"a,b\n1,2\n", **fields)

    assert reply.status == 422
    assert [error["where"] for error in reply.json["errors"]] == [f"form.{place}"]
    assert list((client.workspace / "uploads").iterdir()) == []


def test_a_field_that_may_stand_once_may_not_stand_twice(client: Client) -> None:
    reply = client.send("/v1/runs", [("file", "t.csv", b"a"), ("target", None, b"A"), ("target", None, b"B")])

    assert reply.status == 422
    assert "more than once" in reply.json["detail"]

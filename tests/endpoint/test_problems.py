from __future__ import annotations

import http
import json

import pytest
from pydantic import ValidationError

from tracer_engine.endpoint.models import ScoreRequest
from tracer_engine.endpoint.problems import MEANINGS, Problem, problem_of, said_of, unusable
from tracer_engine.errors import InputError, StorageError, TracerError


def test_an_error_of_the_engine_keeps_its_message_and_remedy() -> None:
    for error, status in ((InputError, 422), (StorageError, 507), (TracerError, 500)):
        told = problem_of(error("It broke.", remedy="Mend it.")).to_dict("id")
        assert (told["status"], told["detail"], told["remedy"]) == (status, "It broke.", "Mend it.")
        assert told["title"] == http.HTTPStatus(status).phrase
        assert told["request_id"] == "id"


def test_what_the_client_does_not_know_is_hidden() -> None:
    error = InputError("Row 3 of /w/1.upload is odd.", remedy="Look at 1.upload.")

    problem = problem_of(error, hide={"/w/1.upload": "a.csv", "1.upload": "a.csv"})

    assert (problem.message, problem.remedy) == ("Row 3 of a.csv is odd.", "Look at a.csv.")


def test_mistakes_in_a_body_are_told_without_the_words_of_a_library() -> None:
    with pytest.raises(ValidationError) as found:
        ScoreRequest.model_validate_json('{"rows": [], "reasons": 21, "reason": 3}')

    problem = unusable(found.value, "Send rows.").problem
    assert problem.message == "The body cannot be used: body.rows: it is empty."
    told = {place["where"]: place["message"] for place in problem.errors}
    assert told == {
        "body.rows": "it is empty",
        "body.reasons": "give 20 or less",
        "body.reason": "it is not known",
    }
    assert said_of("literal_error", {"expected": "'json' or 'html'"}) == "give 'json' or 'html'"
    assert said_of("something_new") == "it is not what may stand there; GET /openapi.json tells what may"


def test_a_problem_is_a_whole_answer_where_no_request_was_read() -> None:
    head, _, body = Problem(status=408, message="Too “slow”.").to_response().partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"content-length: %d" % len(body) in head
    assert json.loads(body)["detail"] == "Too “slow”."


def test_every_status_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len({key for key, _ in MEANINGS.values()}) == len(MEANINGS)
    assert {http.HTTPStatus(status).value for status in MEANINGS} == set(MEANINGS)

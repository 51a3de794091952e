"""The general form: any question with two answers, no roles but who a case is."""

from __future__ import annotations

from tracer_engine.blueprints.shared_roles import PERSONAL_NAME
from tracer_engine.types.blueprint import Blueprint, Economics, Role, Sample, SampleColumn, Wording

BLUEPRINT = Blueprint(
    key="general",
    title="Any two-valued question",
    question="Which cases will have the outcome?",
    outcome="outcome",
    schema_version=1,
    wording=Wording(
        entity="case",
        entities="cases",
        act="have the outcome",
        acted="had the outcome",
        actor="case with the outcome",
        actors="cases with the outcome",
        not_acted="did not",
        risk="chance of the outcome",
    ),
    roles=(
        PERSONAL_NAME,
        Role(
            name="id",
            meaning="Tells the cases apart",
            kind="any",
            aliases=(
                "id", "key", "uuid", "record id", "row id", "case id", "customer id", "client id", "user id",
                "member id", "account id", "account number", "reference number", "case number", "identifier",
            ),
        ),
    ),
    target_hints=(
        "y", "target", "label", "class", "outcome", "response", "responded", "converted", "conversion", "subscribed",
        "purchased", "bought", "default payment next month", "defaulted", "is default", "loan status", "fraud",
        "is fraud", "accepted", "approved", "survived", "success", "won", "clicked", "default", "result", "flag",
    ),
    positive_values=(
        "1", "yes", "true", "y", "t", "positive", "success", "won", "converted", "accepted", "purchased", "bought",
        "responded", "fraud", "default", "defaulted", "charged off", "ja", "oui", "si", "sim",
    ),
    negative_values=(
        "0", "-1", "no", "false", "n", "f", "negative", "failure", "lost", "rejected", "legit", "fully paid", "none",
        "nein", "non", "nao",
    ),
    leak_words=(
        "duration", "outcome", "result", "decision", "reason", "closed", "close date", "final", "after", "resolution",
        "recovery", "settlement", "prediction", "predicted", "probability",
    ),
    economics=Economics(),
    sample=Sample(
        target="Outcome", positive="Yes", negative="No", rate=0.3,
        columns=(
            SampleColumn(name="CaseID", id=True),
            SampleColumn(name="Channel", levels=("Web", "Phone", "Shop"), effects=(0.6, 0.0, -0.6)),
            SampleColumn(name="Amount", low=10, high=900, decimals=2, effect=2.0),
            SampleColumn(name="Visits", low=0, high=20, effect=1.5),
            SampleColumn(name="Weeks", low=0, high=52, effect=-1.0),
        ),
    ),
)  # fmt: skip

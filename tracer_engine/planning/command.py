"""A plan as the command that makes it."""

from __future__ import annotations

from tracer_engine.types.plan import Plan


def train_command(source: str, plan: Plan) -> str:
    """The command line that trains by `plan` on the file `source`, with all that was decided for it spelled out."""
    told = plan.told
    words = ["tracer", "train", quoted(source), "--target", quoted(plan.target), "--positive", quoted(plan.positive)]
    words += ["--blueprint", quoted(plan.blueprint)]
    for option, value in (("--id", plan.id), ("--group", told.group)):
        if value:
            words += [option, quoted(value)]
    roles = [f"{role}={name}" for role, columns in told.roles.items() for name in columns]
    for option, values in (("--role", roles), ("--exclude", told.exclude), ("--keep", told.keep)):
        words += [part for value in values for part in (option, quoted(value))]
    return " ".join([*words, "--effort", plan.effort, "--seed", str(plan.seed)])


def quoted(word: str) -> str:
    """A word as the shells of all systems take it: bare where it is plain, else in double quotes."""
    plain = word and all(sign.isalnum() or sign in "_-./\\:=+@" for sign in word)
    return word if plain else '"' + word.replace('"', '\\"') + '"'

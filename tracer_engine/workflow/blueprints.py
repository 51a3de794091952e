"""What is done with blueprints: check one, add one from a file, take it away, begin a new one, look at its versions."""

from __future__ import annotations

import csv
import importlib.resources
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tracer_engine import ingest, planning
from tracer_engine.blueprints import (
    GENERAL,
    all_blueprints,
    considering,
    installed,
    packaged_blueprints,
    shipped_blueprints,
)
from tracer_engine.blueprints import blueprint as find_blueprint
from tracer_engine.blueprints.contract import contract_problems
from tracer_engine.blueprints.toml_form import BlueprintFile, read_blueprint_file
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.planning.plan import engineered_features
from tracer_engine.profiling import profile_columns
from tracer_engine.samples import sample_columns, sample_target
from tracer_engine.types.blueprint import AddedBlueprint, Blueprint, BlueprintProblem, BlueprintVersion
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.profile import Excluded
from tracer_engine.types.table import Table
from tracer_engine.workflow.reading import read_table
from tracer_engine.workspace import open_workspace

SAMPLE_ROWS = 400


@dataclass(frozen=True, kw_only=True)
class BlueprintMatch:
    """How a blueprint fits a table: which one Tracer would pick by itself, and what it makes of the columns."""

    source: str
    picked: str
    target: str | None
    positive: str | None
    id: str | None
    roles: dict[str, tuple[str, ...]]
    features: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    without_a_role: tuple[str, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BlueprintCheck:
    """The outcome of a check: whole sentences, none where the contract is kept; the fits as far as it got."""

    name: str
    record: Blueprint | None
    problems: tuple[str, ...]
    remedies: tuple[str, ...]
    sample: BlueprintMatch | None = None
    data: BlueprintMatch | None = None


def check_blueprint(blueprint: Path | str, data: Path | str | None = None) -> BlueprintCheck:
    """Runs the contract over a blueprint's file, or a known blueprint, and matches it with a table where one is given.

    Raises InputError where there is neither such a file nor such a blueprint, or where `data` cannot be read.
    """
    found = _file_or_known(blueprint)
    record = found.record
    problems, sample = found.problems, None
    if record is not None and not problems:
        problems = (_taken(record) if found.text else ()) or contract_problems(record)
    if record is not None and not problems:
        problems, sample = _on_its_sample(record)
    found = found.with_problems(problems)
    table = read_table(data) if data is not None else None
    return BlueprintCheck(
        name=found.name,
        record=record,
        problems=tuple(_sentence(found, problem) for problem in found.problems),
        remedies=tuple(problem.remedy for problem in found.problems),
        sample=sample,
        data=_match(record, table) if table is not None and record is not None and not problems else None,
    )


def _file_or_known(blueprint: Path | str) -> BlueprintFile:
    path = Path(blueprint)
    if path.suffix == ".toml" or len(path.parts) > 1 or path.exists():
        return read_blueprint_file(path)
    try:
        record = find_blueprint(str(blueprint))
    except InputError as error:
        raise InputError(
            f"{str(blueprint)!r} is neither a TOML file nor a blueprint.",
            remedy=f"Give the path of a file. {error.remedy}",
        ) from error
    return BlueprintFile(name=record.key, record=record, problems=(), lines={})


def _sentence(found: BlueprintFile, problem: BlueprintProblem) -> str:
    return found.sentence(problem) if found.lines else f"{found.name}: {problem.text}."


def _taken(record: Blueprint) -> tuple[BlueprintProblem, ...]:
    """A key that is not to be had."""
    for records, whose in ((shipped_blueprints(), "Tracer"), (packaged_blueprints(), "an installed package")):
        if any(one.key == record.key for one in records):
            text = f"the key {record.key!r} is taken by a blueprint that comes with {whose}"
            return (BlueprintProblem(where=("key",), text=text, remedy="Give yours another key."),)
    return ()


def _on_its_sample(record: Blueprint) -> tuple[tuple[BlueprintProblem, ...], BlueprintMatch]:
    """The part of the contract that needs a table: on the blueprint's own sample data, it is the one that is picked."""
    match = _match(record, _sample_table(record))
    problems = []

    def problem(text: str, remedy: str, *where: str) -> None:
        problems.append(BlueprintProblem(where=where, text=text, remedy=remedy))

    if match.target != sample_target(record):
        text = f"on its own sample data the target would be {match.target}, not {sample_target(record)}"
        problem(text, "Put the names of the target into [target], the plainest first.", "target_hints")
    elif match.picked != record.key:
        text = f"on its own sample data Tracer would pick the blueprint {match.picked}"
        problem(text, "Give the target and the roles names that are their own.", "target_hints")
    if match.id is None:
        problem("on its own sample data no column tells the rows apart", "Give the id role more aliases.", "roles")
    if not match.roles:
        problem("on its own sample data no column plays a role", "Give the roles more aliases.", "roles")
    if record.features and not match.features:
        text = "on its own sample data no feature can be computed"
        problem(text, "Give the roles that the features need more aliases, or a column in [sample].", "features")
    return tuple(problems), match


def _sample_table(record: Blueprint) -> Table:
    columns = sample_columns(record, rows=SAMPLE_ROWS)
    with tempfile.TemporaryDirectory(prefix="tracer-") as folder:
        path = Path(folder) / "sample.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return ingest.read_table(path)


def _match(record: Blueprint, table: Table) -> BlueprintMatch:
    with considering(record):
        profiles = profile_columns(table)
        picked, _ = planning.suggest(table, profiles, (), None)
        fits, findings = planning.suggest(table, profiles, (), PlanOptions(blueprint=record.key))
    left_out = {entry.column for entry in fits.exclude}
    in_use = {
        role: tuple(name for name in names if name not in left_out or name == fits.id)
        for role, names in fits.roles.items()
    }
    in_use = {role: names for role, names in in_use.items() if names}
    known = {name for names in fits.roles.values() for name in names}
    return BlueprintMatch(
        source=table.source,
        picked=picked.blueprint,
        target=fits.target,
        positive=fits.positive,
        id=fits.id,
        roles=in_use,
        features=engineered_features(record, in_use),
        excluded=fits.exclude,
        without_a_role=tuple(
            column.name for column in table.columns if column.name not in known | left_out | {fits.target}
        ),
        warnings=tuple(one.message for one in findings if one.code == "leak" and one.severity == "warning"),
    )


def add_blueprint(path: Path | str) -> AddedBlueprint:
    """Takes a blueprint's file into the workspace, so that every front end knows it.

    Raises InputError, with file, line and cause, where it breaks the contract, where its key is that of a blueprint
    which comes with Tracer or a package, or where roles or features changed and the schema version did not.
    """
    found = read_blueprint_file(Path(path))
    record = found.refuse_problems()
    problems = _taken(record) or contract_problems(record) or _on_its_sample(record)[0]
    found.with_problems(problems).refuse_problems()
    # Makes the folder where there is none yet, for its owner's eyes only.
    open_workspace()
    before = installed.versions_of(record.key)
    return AddedBlueprint(
        record=record,
        path=installed.keep(found, record),
        replaced=before[-1].record.schema_version if before else None,
    )


def remove_blueprint(key: str) -> int:
    """Takes an added blueprint out of the workspace; returns how many versions there were. Models trained with it
    stay and score as before. Raises InputError where it was not added from a file.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", key) or not (installed.blueprints_folder() / key).is_dir():
        record = find_blueprint(key)
        raise InputError(
            f"The blueprint {record.key} was not added from a file, so it cannot be removed.",
            remedy="Leave it; it does nothing to files that it does not fit.",
        )
    return installed.drop(key)


def blueprint_versions(key: str) -> tuple[BlueprintVersion, ...]:
    """The versions of a blueprint's schema that are known here, oldest first. Raises InputError for an unknown key."""
    record = find_blueprint(key)
    kept = installed.versions_of(record.key)
    if any(one.key == record.key for one in shipped_blueprints()):
        known = [("Tracer", record)]
    elif any(one.key == record.key for one in packaged_blueprints()):
        known = [("an installed package", record)]
    else:
        known = [(str(one.path), one.record) for one in kept]
    versions = []
    for at, (source, one) in enumerate(known):
        versions.append(
            BlueprintVersion(
                version=one.schema_version,
                source=source,
                current=at == len(known) - 1,
                roles=tuple(role.name for role in one.roles),
                features=tuple(feature.name for feature in one.features),
                changes=installed.schema_changes(known[at - 1][1], one) if at else (),
            )
        )
    return tuple(versions)


def new_blueprint(name: str, folder: Path | str = ".") -> tuple[Path, Path]:
    """Writes a commented start of a blueprint and its test into `folder`; returns their paths.

    Raises InputError where the name is none, is taken, or where one of the files is there already.
    """
    key = "_".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key):
        raise InputError(f"A blueprint cannot be called {name!r}.", remedy="Use letters, such as lead_conversion.")
    if any(record.key == key for record in all_blueprints()) or key == GENERAL:
        raise InputError(f"There is a blueprint {key!r} already.", remedy="Give yours another name.")
    folder = Path(folder)
    paths = (folder / f"{key}.toml", folder / f"test_{key}.py")
    for path in paths:
        if path.exists():
            raise InputError(f"{path} is there already.", remedy="Choose another folder or name, or move the file.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "make") from error
    templates = importlib.resources.files("tracer_engine.workflow")
    for path, template in zip(paths, ("new_blueprint.toml", "new_blueprint_test.txt"), strict=True):
        text = (templates / template).read_text(encoding="utf-8")
        write_durably(path, text.replace("KEY", key).replace("TITLE", key.replace("_", " ").capitalize()))
    return paths

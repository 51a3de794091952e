"""Blueprints added from files: kept in the workspace, one file for each version of the schema.

`blueprints/KEY/VERSION.toml` in the workspace's folder. The highest version is used; older ones stay, so that what a
model of an earlier version was trained on can still be looked up.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracer_engine.blueprints.toml_form import BlueprintFile, parse_blueprint
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.places import workspace_place
from tracer_engine.types.blueprint import Blueprint

FOLDER = "blueprints"
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file of the workspace and the record in it."""

    path: Path
    record: Blueprint


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A file of the workspace that cannot be used, and why, in a sentence."""

    path: Path
    why: str


def blueprints_folder() -> Path:
    """Where added blueprints lie."""
    return workspace_place().expanduser().absolute() / FOLDER


def stamp() -> Stamp:
    """What changes when a file is added, taken away or changed; empty where there is none."""
    found = []
    for path in sorted(blueprints_folder().glob("*/*.toml")):
        try:
            about = path.stat()
        except OSError:
            continue
        found.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(found)


@lru_cache(maxsize=8)
def read_kept(files: Stamp) -> tuple[tuple[Kept, ...], tuple[Broken, ...]]:
    """The records in the files of `stamp`, by key and version, and the files that hold none."""
    kept, broken = [], []
    for name, _, _ in files:
        path = Path(name)
        try:
            found = parse_blueprint(path.read_bytes(), path.name)
        except OSError as error:
            broken.append(Broken(path=path, why=storage_error(error, path, "read").message))
            continue
        record = found.record
        if record is None or found.problems:
            broken.append(Broken(path=path, why=found.sentence(found.problems[0])))
        elif (record.key, str(record.schema_version)) != (path.parent.name, path.stem):
            why = f"{path} holds version {record.schema_version} of {record.key}, so it is in the wrong place."
            broken.append(Broken(path=path, why=why))
        else:
            kept.append(Kept(path=path, record=record))
    kept.sort(key=lambda one: (one.record.key, one.record.schema_version))
    return tuple(kept), tuple(broken)


def versions_of(key: str) -> tuple[Kept, ...]:
    """The versions of an added blueprint, oldest first; empty where it was not added from a file."""
    return tuple(one for one in read_kept(stamp())[0] if one.record.key == key)


def newest() -> tuple[Blueprint, ...]:
    """The added blueprints, each in its highest version, by key."""
    return tuple({one.record.key: one.record for one in read_kept(stamp())[0]}.values())


def keep(found: BlueprintFile, record: Blueprint) -> Path:
    """Writes the file into the workspace. Raises InputError where its schema changed and its version did not.

    Wording, aliases and money may be mended within a version; roles and features may not, because a model says with
    the number of its version what it was trained with.
    """
    for old in versions_of(record.key):
        changed = schema_changes(old.record, record)
        if old.record.schema_version == record.schema_version and changed:
            raise InputError(
                f"{found.name}, line {found.line(('schema_version',))}: schema_version is still "
                f"{record.schema_version}, but since that was added {'; '.join(changed)}.",
                remedy=f"Write  schema_version = {versions_of(record.key)[-1].record.schema_version + 1}.",
            )
        if old.record.schema_version > record.schema_version:
            raise InputError(
                f"{found.name}, line {found.line(('schema_version',))}: schema_version is {record.schema_version}, "
                f"but version {versions_of(record.key)[-1].record.schema_version} was added already.",
                remedy=f"Write a higher number, or run `tracer blueprints remove {record.key}` first.",
            )
    folder = blueprints_folder() / record.key
    path = folder / f"{record.schema_version}.toml"
    try:
        for made in (folder.parent, folder):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "make") from error
    write_durably(path, found.text if found.text.endswith("\n") else found.text + "\n")
    return path


def drop(key: str) -> int:
    """Takes an added blueprint away, with all its versions; returns how many there were."""
    folder = blueprints_folder() / key
    count = len(list(folder.glob("*.toml")))
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise storage_error(error, folder, "delete") from error
    return count


def schema_changes(old: Blueprint, new: Blueprint) -> tuple[str, ...]:
    """How the schema of `new` differs from that of `old`, in words; empty where it does not."""
    changes = []
    for what, before, after in (
        ("role", {role.name: (role.kind, role.many) for role in old.roles},
         {role.name: (role.kind, role.many) for role in new.roles}),
        ("feature", {one.name: one.expression for one in old.features},
         {one.name: one.expression for one in new.features}),
    ):  # fmt: skip
        for verb, names in (
            ("is new", [name for name in after if name not in before]),
            ("is gone", [name for name in before if name not in after]),
            ("is another", [name for name in after if name in before and after[name] != before[name]]),
        ):
            changes += [f"the {what} {name} {verb}" for name in names]
    if old.outcome != new.outcome:
        changes.append(f"the outcome is {new.outcome} and not {old.outcome}")
    return tuple(changes)

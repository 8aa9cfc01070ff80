"""`parity lock`: one lock that rebuilds several environments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import typer

from parity.cli import exit_codes, options, terminal
from parity.model.lock import LockFormat, LockMode


class Engine(str, Enum):
    """Other resolvers."""

    PIP_TOOLS = "pip-tools"
    UV = "uv"


NAMED = re.compile(r"(?P<name>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)=(?P<reference>.+)", re.DOTALL)
USUAL_NAMES = ("dev", "prod")

HELP = """Write one lock that rebuilds each of the environments: what is installed there, not what was asked for.

--mode unify chooses versions: as few packages as can be in several versions (first those whose difference changes
answers, then those that change speed), then as few changes as can be of the environment that is preferred.

References are named, dev=docker:shop:dev prod=docker:shop:prod; two without a name are dev and prod. Each installed
package is compared with the files of the package index that pip is configured for: equal content means that this very
file runs there, and its hash goes into the lock.

-o DIR/ writes pylock.toml (PEP 751), requirements.txt, constraints.txt and requirements.in; -o FILE the format that its
name tells; -o requirements-prod.txt and -o pylock.prod.toml what is for prod.

--verify selects, installs (pip and uv, with hashes demanded), looks again and imports everything before it writes.

Exit codes: 0 written; 1 with --check: what is on disk is not what would be written; with --verify: what is built is not
what was locked (nothing is written); 2 it cannot be locked so; 3 with --verify: not every environment could be built.

Examples:

  parity lock docker:shop:dev docker:shop:prod -o locks/

  parity lock dev=venv:.venv prod=snapshot:prod.json -o pylock.toml -o requirements.txt --require-hashes

  parity lock docker:shop:dev docker:shop:prod -o pylock.toml --check

  parity lock docker:shop:dev docker:shop:prod --mode unify --prefer prod --no-split --allow-split torch
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("lock", help=HELP, short_help="Write one lock that rebuilds several environments.")(lock)


def lock(
    references: Annotated[
        list[str], typer.Argument(metavar="[NAME=]REFERENCE...", help=f"The environments: {options.REFERENCE_HELP}")
    ],
    output: Annotated[
        list[str] | None,
        typer.Option("-o", "--output", metavar="PATH", help="DIR/ or a file; repeatable. Default: pylock.toml."),
    ] = None,
    format: Annotated[list[LockFormat] | None, typer.Option("--format", help="Only these formats; repeatable.")] = None,
    mode: Annotated[
        LockMode, typer.Option(help="union: each as it is; unify: one version of each package wherever that can be.")
    ] = LockMode.UNION,
    prefer: Annotated[
        str, typer.Option(metavar="NAME|newest", help="unify: the environment that is to change least (the last).")
    ] = "",
    no_split: Annotated[
        bool, typer.Option("--no-split", help="unify: one version of every package, or exit 2 and say why not.")
    ] = False,
    allow_split: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="unify: with --no-split, but for this package; repeatable.")
    ] = None,
    hold: Annotated[
        list[str] | None,
        typer.Option(metavar="REQUIREMENT", help="unify: numpy==1.26.4 in every environment; repeatable."),
    ] = None,
    search_index: Annotated[
        bool, typer.Option("--search-index", help="unify: versions that no environment has, where those will not do.")
    ] = False,
    engine: Annotated[
        Engine | None,
        typer.Option(help="Resolve roots and constraints again with pip-compile or uv: requirements.txt, not pylock."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where the files are not what would be written.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Build every environment with pip and uv first, and write only what is proven."),
    ] = False,
    default: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What an installation without a group gets (the last), where no marker tells."
        ),
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Leave a package out; repeatable.")] = None,
    require_hashes: Annotated[
        bool, typer.Option("--require-hashes", help="Exit 2 where a package has no hash, instead of a warning.")
    ] = False,
    allow_editable: Annotated[
        bool, typer.Option("--allow-editable", help="Lock working copies too, with the digest of their code.")
    ] = False,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Lock files and indexes of this machine (file: URLs) too.")
    ] = False,
    index_url: Annotated[str | None, typer.Option(metavar="URL", help="Ask this index; default: pip's.")] = None,
    extra_index_url: Annotated[list[str] | None, typer.Option(metavar="URL", help="And this one; repeatable.")] = None,
    find_links: Annotated[list[str] | None, typer.Option(metavar="URL", help="And these links; repeatable.")] = None,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Ask no index: versions only, without hashes (or only --find-links).")
    ] = False,
    environment: options.EnvironmentOption = None,
    code_root: options.CodeRoots = None,
    hardware: options.Hardware = None,
    platform: options.PlatformOption = None,
    run: options.Run = False,
    no_cache: options.NoCache = False,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
) -> None:
    from packaging.utils import canonicalize_name

    from parity.cli.sides import named_side  # `parity --version` must not pay for it
    from parity.index.configuration import IndexOptions
    from parity.lock.impossible import Impossible
    from parity.lock.picks import Allowed
    from parity.lock.questions import Goal
    from parity.reporters.lock_text import render_lock
    from parity.reporters.verification_text import render_verification
    from parity.workflows.lock import LockOptions, NamedPlace, build_lock
    from parity.workflows.lock_files import LockOutput, lay_out, outdated, write_files
    from parity.workflows.relock import relock
    from parity.workflows.verify import VerifyOptions
    from parity.workflows.verify import verify as prove

    terminal.configure_logging(verbose)
    named = name_references(references)
    with terminal.progress(quiet) as progress:
        places = [
            NamedPlace(
                name=name,
                place=reference,
                options=named_side(
                    name, [one for one, _ in named], platform=platform, environment=environment, code_roots=code_root,
                    hardware=hardware, run=run, no_cache=no_cache, progress=progress,
                ),
            )
            for name, reference in named
        ]  # fmt: skip
        index = IndexOptions(
            index_url=index_url,
            extra_index_urls=tuple(extra_index_url or ()),
            find_links=tuple(find_links or ()),
            no_index=no_index,
            allow_local=allow_local,
        )
        try:
            made = build_lock(
                places,
                LockOptions(
                    allowed=Allowed(
                        editable=allow_editable,
                        local=allow_local,
                        unhashed=not require_hashes,
                        excluded=frozenset(str(canonicalize_name(name)) for name in exclude or ()),
                    ),
                    index=index,
                    default=default,
                    offline=no_index and not find_links,
                    mode=mode,
                    goal=Goal(
                        prefer=None if prefer == "newest" else prefer or named[-1][0],
                        split=not no_split,
                        may_split=frozenset(str(canonicalize_name(name)) for name in allow_split or ()),
                        holds=tuple(hold or ()),
                    ),
                    third=search_index,
                ),
                progress,
            )
        except Impossible as error:
            typer.echo(f"parity: {error.text()}", err=True)
            terminal.exit_with(exit_codes.USAGE)
    locked, formats = made.lock, tuple(format or ())
    if engine is not None:
        locked = relock(locked, engine.value, index)
        formats = formats or (LockFormat.REQUIREMENTS, LockFormat.CONSTRAINTS, LockFormat.ROOTS)
    usual = "pylock.toml" if engine is None else "requirements.txt"
    files = lay_out(locked, LockOutput(paths=tuple(output or (usual,)), formats=formats))
    if not quiet:
        terminal.write(render_lock(made.lock, (*made.notes, *files.warnings), in_full=verbose > 0), None)
    code = exit_codes.PARITY
    if verify:
        with terminal.progress(quiet) as progress, terminal.terminated_is_interrupted():
            proof = prove(
                locked,
                tuple(files.documents.values()),
                made.snapshots,
                VerifyOptions(
                    index=index, keep_downloads=not no_cache, progress=progress, run=dict(named) if run else {}
                ),
            )
        terminal.write(render_verification(proof), None)
        if proof.disproven:
            terminal.exit_with(exit_codes.DRIFT)
        code = exit_codes.PARITY if proof.proven else exit_codes.CANNOT_TELL
    if check:
        old = outdated(files)
        terminal.write("".join(f"not as it would be written: {path}\n" for path in old), None)
        terminal.exit_with(exit_codes.DRIFT if old else code)
    write_files(files)
    if not quiet:
        terminal.write("".join(f"wrote {path}\n" for path in files.documents), None)
    terminal.exit_with(code)


def name_references(references: Sequence[str]) -> list[tuple[str, str]]:
    """ "prod=docker:shop" -> ("prod", "docker:shop"); unnamed ones are dev and prod, or called by their number."""
    usual = USUAL_NAMES if len(references) == 2 else [f"env{number}" for number in range(1, len(references) + 1)]
    found = []
    for reference, name in zip(references, usual, strict=True):
        said = NAMED.fullmatch(reference)
        found.append((said["name"], said["reference"]) if said else (name, reference))
    return found

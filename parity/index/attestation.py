"""Which file of an index each installed distribution is: by the RECORD in the file, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from parity.errors import ConflictingHashes, PackageIndexError
from parity.index.comparison import Installed, Verdict, compare
from parity.index.connections import CONNECTIONS
from parity.index.listing import Indexes, Listing
from parity.index.wheel import Wheels
from parity.index.wheel_cache import Wheel
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl
from parity.model.package_index import IndexFile
from parity.parsers.package_file_name import SDISTS, parse_file_name, tags_of

MAX_LOOKED_INTO = 8  # wheels of one version whose tags could be the installed ones
SYSTEM_INSTALLERS = {"debian": "Debian", "rpm": "the system", "apk": "Alpine", "conda": "conda", "pixi": "conda"}
SYSTEM_LOCATION = ("/usr/lib/python3/dist-packages", "{base}/lib/python3/dist-packages", "lib/python3/dist-packages")
Progress = Callable[[str, int, int | None], None]


def attest(
    installed: Iterable[Installed], indexes: Indexes, wheels: Wheels, progress: Progress | None = None
) -> tuple[Attestation, ...]:
    """How each distribution stands to the indexes, in the order given; several are asked about at once.

    Raises:
        ConflictingHashes: two indexes have a file that could be the installed one with different content.
    """
    wanted = tuple(installed)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        found = []
        for done, one in enumerate(pool.map(lambda each: _attest(each, indexes, wheels), wanted)):
            if progress:
                progress("asking the package index", done + 1, len(wanted))
            found.append(one)
    return tuple(found)


def _attest(installed: Installed, indexes: Indexes, wheels: Wheels) -> Attestation:
    value = installed.distribution
    say = Attestation(name=installed.name, version=value.version, standing=Standing.NOT_FROM_INDEX, sentence="")
    if (other := _not_from_index(installed)) is not None:
        return replace(say, sentence=other)
    listing = indexes.list(installed.name, {value.version})
    candidates = list(_candidates(installed, listing.files))
    _refuse_conflicts(candidates, listing)
    sdist = next((file for file in listing.files if _is_sdist(file)), None)
    tried: list[tuple[IndexFile, Verdict]] = []
    problems = list(listing.problems)
    for file in candidates[:MAX_LOOKED_INTO]:
        try:
            wheel = wheels.look(file)
        except PackageIndexError as error:
            problems.append(str(error))
            continue
        verdict = compare(installed, wheel.rows)
        if verdict.same:
            return _is_this(say, _with_digest(file, wheel), verdict)
        tried.append((file, verdict))
    if problems and value.direct_url is None:
        return replace(say, standing=Standing.UNKNOWN, sentence="; ".join(problems), sdist=sdist)
    if value.direct_url is not None:
        return replace(say, sentence=_direct(value.direct_url))
    if tried:
        return _is_not(say, tried, sdist)
    return _not_there(say, installed, listing, sdist)


def _is_this(say: Attestation, file: IndexFile, verdict: Verdict) -> Attestation:
    found = replace(say, file=file, warnings=_yanked(file))
    if verdict.altered:
        return replace(found, standing=Standing.MODIFIED, sentence=f"it was {file.name}, with {verdict.sentence}")
    return replace(found, standing=Standing.ATTESTED, sentence=f"it is {file.name} of {file.index}")


def _is_not(say: Attestation, tried: Sequence[tuple[IndexFile, Verdict]], sdist: IndexFile | None) -> Attestation:
    file, verdict = min(tried, key=lambda one: len(one[1].differing))
    return replace(
        say, standing=Standing.BUILT_LOCALLY, nearest=file, sdist=sdist, same_code=verdict.runs_alike,
        sentence=f"it is not {file.name} of {file.index}: {verdict.sentence}",
        warnings=_yanked(sdist),
    )  # fmt: skip


def _not_there(say: Attestation, installed: Installed, listing: Listing, sdist: IndexFile | None) -> Attestation:
    """No wheel there could be the installed one."""
    asked = ", ".join(listing.asked) or "no index"
    if sdist is not None:
        tags = ", ".join(installed.distribution.tags[:3]) or "its tags"
        sentence = f"{asked} has no wheel of {say.version} for {tags}: built from {sdist.name}, or from elsewhere"
        return replace(say, standing=Standing.BUILT_LOCALLY, sdist=sdist, sentence=sentence, warnings=_yanked(sdist))
    if listing.files:
        others = f"has {say.version} only for others ({listing.files[0].name})"
        return replace(say, standing=Standing.NOT_LISTED, sentence=f"{asked} {others}")
    local = " (a local version is usually on an index of its own: --extra-index-url)" if "+" in say.version else ""
    return replace(say, standing=Standing.NOT_LISTED, sentence=f"{asked} does not have {say.name} {say.version}{local}")


def _yanked(file: IndexFile | None) -> tuple[str, ...]:
    if file is None or not file.yanked:
        return ()
    return (f"{file.name} was yanked" + (f": {file.yanked_reason}" if file.yanked_reason else ""),)


def _not_from_index(installed: Installed) -> str | None:
    """Of what no index can know: a sentence; None where an index may, also of an archive that was named by a URL."""
    value = installed.distribution
    if value.layout == "egg-link" or (value.direct_url is not None and value.direct_url.editable):
        return "it is installed in editable mode: its code is that of a working copy"
    if value.direct_url is not None and not _is_archive(value.direct_url):
        return _direct(value.direct_url)
    owner = SYSTEM_INSTALLERS.get((value.installer or "").lower())
    if value.layout == "conda" or owner == "conda":
        return f"conda installed it (build {value.build}): its channel is its source" if value.build else (
            "conda installed it: its channel is its source"
        )  # fmt: skip
    if owner is not None or value.location in SYSTEM_LOCATION:
        return f"{owner or 'the system'}'s package manager installed it: its repositories are its source"
    if not value.recorded or not value.files:
        return "nothing says which files belong to it, so no file of an index can be compared with it"
    return None


def _is_archive(source: DirectUrl) -> bool:
    """Whether a file was installed, which may be one of an index all the same."""
    return source.vcs is None and (source.archive_hash is not None or source.url.endswith((".whl", *SDISTS)))


def _direct(source: DirectUrl) -> str:
    if source.vcs is not None:
        return f"it was built from {source.url} at {source.vcs} commit {source.commit or 'unknown'}"
    if source.archive_hash is not None:
        return f"it was installed from {source.url} with {source.archive_hash}"
    where = f"it was installed from {source.url}"
    return where if source.url.startswith("file:") else f"{where}, whose hash nobody noted"


def _candidates(installed: Installed, files: Sequence[IndexFile]) -> Iterator[IndexFile]:
    """Wheels that could be the installed one, likeliest first: of the same tags, then of some of them."""
    tags = frozenset(installed.distribution.tags)
    ranked = []
    for number, file in enumerate(files):
        stated = parse_file_name(file.name)
        if stated is None or not stated.is_wheel:
            continue
        theirs = tags_of(stated.tags)
        if tags and not tags & theirs:
            continue
        ranked.append((theirs != tags, stated.build != installed.distribution.build, number, file))
    yield from (file for *_, file in sorted(ranked, key=lambda one: one[:3]))


def _is_sdist(file: IndexFile) -> bool:
    stated = parse_file_name(file.name)
    return stated is not None and not stated.is_wheel


def _refuse_conflicts(candidates: Sequence[IndexFile], listing: Listing) -> None:
    for file in candidates:
        if conflict := listing.conflicts.get(file.name):
            raise ConflictingHashes(
                "lock the file", file.name, conflict, "ask only the index that is meant: --index-url"
            )


def _with_digest(file: IndexFile, wheel: Wheel) -> IndexFile:
    """The file with the hash that was computed, where its index states none."""
    if file.sha256 is not None or wheel.sha256 is None:
        return file
    return replace(file, hashes={**file.hashes, "sha256": wheel.sha256})

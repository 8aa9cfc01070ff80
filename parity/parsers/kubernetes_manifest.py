"""Containers of a Kubernetes manifest.

Format: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ (and Knative's services, which have the
same template).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.container_settings import ContainerSettings, quantity, scalar, words
from parity.parsers.json_document import array, mapping, text
from parity.parsers.yaml_document import load_yaml_documents

Object = Mapping[str, object]
TEMPLATED = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Service"}
)
REFERENCE = re.compile(r"\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)")
ELSEWHERE = "its value lies in the cluster, not in the manifest"


def parse_manifest(data: bytes) -> tuple[tuple[str, ContainerSettings], ...]:
    """(workload, container) of every container that keeps running, in order. Raises ValueError."""
    objects = [one for document in load_yaml_documents(data) for one in _objects(mapping(document, "the document"))]
    maps = {_name(one): mapping(one.get("data"), "data") for one in objects if one.get("kind") == "ConfigMap"}
    return tuple(found for one in objects for found in _containers(one, maps))


def _objects(document: Object) -> Iterator[Object]:
    if document.get("kind") == "List":
        for number, item in enumerate(array(document.get("items"), "items")):
            yield mapping(item, f"items[{number}]")
    else:
        yield document


def _name(one: Object) -> str:
    return text(mapping(one.get("metadata"), "metadata").get("name"), "metadata.name")


def _containers(one: Object, maps: Mapping[str, Object]) -> Iterator[tuple[str, ContainerSettings]]:
    spec = mapping(one.get("spec"), "spec")
    kind = one.get("kind")
    if kind == "CronJob":
        spec = mapping(mapping(spec.get("jobTemplate"), "spec.jobTemplate").get("spec"), "spec.jobTemplate.spec")
    if kind == "CronJob" or kind in TEMPLATED:
        spec = mapping(mapping(spec.get("template"), "spec.template").get("spec"), "spec.template.spec")
    elif kind != "Pod":
        return
    for number, item in enumerate(array(spec.get("containers"), "containers")):
        container = mapping(item, f"containers[{number}]")
        yield _name(one), _settings(container, spec, maps, number)


def _settings(container: Object, pod: Object, maps: Mapping[str, Object], number: int) -> ContainerSettings:
    name = text(container.get("name"), "name") or f"container {number}"
    image = text(container.get("image"), f"{name}: image")
    if not image:
        raise ValueError(f"container {name} has no image")
    gaps: list[Gap] = []
    env = dict(_variables(container, maps, gaps))
    limits = mapping(mapping(container.get("resources"), "resources").get("limits"), "resources.limits")
    node = mapping(pod.get("nodeSelector"), "nodeSelector")
    return ContainerSettings(
        name=name,
        image=image,
        env=env,
        entrypoint=_expanded(words(container.get("command"), f"{name}: command"), env),
        cmd=_expanded(words(container.get("args"), f"{name}: args"), env),
        user=_user(container, pod),
        workdir=text(container.get("workingDir"), "workingDir"),
        read_only=mapping(container.get("securityContext"), "securityContext").get("readOnlyRootFilesystem") is True,
        groups=_groups(pod),
        limits={key: quantity(value, f"{name}: limits.{key}") for key, value in limits.items()},
        node={key: scalar(value, f"nodeSelector.{key}") for key, value in node.items()},
        gaps=tuple(gaps),
    )


def _user(container: Object, pod: Object) -> str:
    for place in (container, pod):
        context = mapping(place.get("securityContext"), "securityContext")
        if context.get("runAsUser") is not None:
            group = context.get("runAsGroup")
            return scalar(context["runAsUser"], "runAsUser") + (f":{scalar(group, 'runAsGroup')}" if group else "")
    return ""


def _groups(pod: Object) -> tuple[str, ...]:
    """Beside the user's own: fsGroup, which owns the volumes, is one of them."""
    context = mapping(pod.get("securityContext"), "securityContext")
    volumes = context.get("fsGroup")
    own = () if volumes is None else (scalar(volumes, "fsGroup"),)
    return (*(words(context.get("supplementalGroups"), "supplementalGroups") or ()), *own)


def _variables(container: Object, maps: Mapping[str, Object], gaps: list[Gap]) -> Iterator[tuple[str, str]]:
    """In the order in which later ones win; references to earlier ones resolved."""
    known: dict[str, str] = {}
    for number, item in enumerate(array(container.get("envFrom"), "envFrom")):
        source = mapping(item, f"envFrom[{number}]")
        prefix = text(source.get("prefix"), "prefix")
        reference = mapping(source.get("configMapRef"), "configMapRef")
        found = maps.get(text(reference.get("name"), "configMapRef.name")) if reference else None
        if found is None:
            gaps.append(Gap(domain=Domain.SETTING, subject=f"env:{prefix}*", reason=ELSEWHERE, inherent=True))
        else:
            known |= {prefix + key: scalar(value, key) for key, value in found.items()}
    for number, item in enumerate(array(container.get("env"), "env")):
        entry = mapping(item, f"env[{number}]")
        name = text(entry.get("name"), f"env[{number}].name")
        source = mapping(entry.get("valueFrom"), "valueFrom")
        if not source:
            known[name] = _expand(scalar(entry.get("value"), name), known)
            continue
        reference = mapping(source.get("configMapKeyRef"), "configMapKeyRef")
        data = maps.get(text(reference.get("name"), "configMapKeyRef.name"), {}) if reference else {}
        key = text(reference.get("key"), "configMapKeyRef.key")
        if key in data:
            known[name] = scalar(data[key], key)
        else:
            known.pop(name, None)
            gaps.append(Gap(domain=Domain.SETTING, subject=f"env:{name}", reason=ELSEWHERE, inherent=True))
    yield from known.items()


def _expanded(argv: tuple[str, ...] | None, env: Mapping[str, str]) -> tuple[str, ...] | None:
    return None if argv is None else tuple(_expand(word, env) for word in argv)


def _expand(value: str, env: Mapping[str, str]) -> str:
    """$(NAME) of a variable that is known, "$$" as "$"; what is not known stays as it is written."""
    return REFERENCE.sub(lambda found: "$" if found[0] == "$$" else env.get(found[1], found[0]), value)

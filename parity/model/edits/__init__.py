"""What was seen inside the things that differ, when both sides' files were at hand."""

from parity.model.edits.compiled import CodeEffect, CompiledEdit
from parity.model.edits.documents import DocumentEdits, ValueEdit
from parity.model.edits.functions import AllCodeEdits, CodeEdits, Effect, Example, FunctionEdit
from parity.model.edits.inspection import Inspection, ObjectComparison
from parity.model.edits.packages import ApiEdit, BundledEdit, CoreEdit, FileEdits, PackageEdits, VanishedWarning
from parity.model.edits.uses import (
    Importer,
    Importers,
    ImportGuard,
    Reference,
    References,
    Summaries,
    VariableReader,
    VariableReaders,
    VariableUse,
)

__all__ = [
    "AllCodeEdits",
    "ApiEdit",
    "BundledEdit",
    "CodeEdits",
    "CodeEffect",
    "CompiledEdit",
    "CoreEdit",
    "DocumentEdits",
    "Effect",
    "Example",
    "FileEdits",
    "FunctionEdit",
    "ImportGuard",
    "Importer",
    "Importers",
    "Inspection",
    "ObjectComparison",
    "PackageEdits",
    "Reference",
    "References",
    "Summaries",
    "ValueEdit",
    "VanishedWarning",
    "VariableReader",
    "VariableReaders",
    "VariableUse",
]

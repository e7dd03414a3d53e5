"""An executable in one noun: what it is, what protects it, what it takes, says and calls."""

from __future__ import annotations

from typing import Final

from vedette.core.executables import Executable
from vedette.triage.allowance import Allowance
from vedette.triage.binary.abilities import abilities
from vedette.triage.binary.algorithms import algorithms
from vedette.triage.binary.components import components
from vedette.triage.binary.machine.summaries import functions
from vedette.triage.binary.origins import import_digest, made_with
from vedette.triage.binary.packing import carried, embedded, packed, sections
from vedette.triage.binary.study import of
from vedette.triage.binary.words import telling
from vedette.triage.sample import Sample

_BYTES_A_STEP: Final = 16
_IMPORTS_SHOWN: Final = 400


def examine(sample: Sample, allowance: Allowance) -> Executable | None:
    """Say what an executable is; None where it is none, or cannot be read.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    allowance.burn(len(sample.data) // _BYTES_A_STEP + 1)
    known = of(sample)
    if known is None:
        return None
    image = known.image
    constants, parts = known.constants, sections(image)
    extra, held = carried(image), algorithms(image)
    tables = f"holds the tables of {', '.join(held)}" if held else ""
    return Executable(
        artefact=sample.digest,
        name=sample.name,
        format=image.format,
        architecture=image.architecture,
        kind=image.kind,
        made_with=made_with(image, known.masks),
        libraries=image.libraries,
        protections=image.protections,
        sections=parts,
        packed=packed(image, parts),
        abilities=abilities(one.name for one in image.imports),
        imports=tuple(dict.fromkeys(one.name for one in image.imports))[:_IMPORTS_SHOWN],
        exports=len(image.exports),
        strings=telling(known.words),
        functions=functions(known.functions, constants, known.disassembler, set(known.word_addresses)),
        function_count=len(known.functions),
        calls=known.calls,
        components=components(image, known.masks),
        build_id=image.build_id,
        signer=image.signer,
        stripped=image.stripped,
        import_digest=import_digest(image),
        notes=tuple(part for part in (*image.notes, extra, *embedded(image), tables) if part),
    )

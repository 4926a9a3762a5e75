"""Bind a formula to the bands of a scene: by name, by what they are called, or by role.

A formula may name other computed bands, and usual indices that no band is; their formulas are put
into it.
"""

import re
from collections.abc import Collection, Sequence

from app.errors import SettingsError
from app.scene.band import NOT_MEASURED, Band, BandKind
from app.scene.computed.expanding import Part, put_in
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.expression import Expression
from app.scene.indices.spectral_indices import (
    SpectralIndex,
    index_called,
    possible_indices,
    stand_in,
)
from app.scene.indices.tokens import refusal
from app.scene.indices.tree import Operand

_BY_NUMBER = re.compile(r"[bB]0*([1-9][0-9]{0,3})")
_N_NAMED = 12
_IS_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def operable(bands: Sequence[Band]) -> tuple[Band, ...]:
    """Return the bands that formulas are made of in the end: measured ones that are stored."""
    return tuple(band for band in bands if band.kind not in NOT_MEASURED and band.computed is None)


def bind(name: str, text: str, bands: Sequence[Band]) -> BandMaths:
    """Return the computed band that a formula gives on a scene.

    A band is found by its exact name first, then by what it is called or named in any case, then by
    its role; B3 is the third of bands that are called by numbers alone. What is no band may be a
    usual index: NDVI.

    Parameters
    ----------
    bands
        Those of the scene, with its computed ones.

    Raises
    ------
    SettingsError
        The formula cannot be read, names a band that is not there, or no band at all.
    """
    text = text.strip()
    expression = Expression.read(text)
    if not expression.operands:
        raise refusal(1, "no band is named", "Name at least one band: a number alone is no band.")
    parts = {operand.name: _part(operand, bands) for operand in expression.operands}
    stored = {name: part.name for name, part in parts.items() if isinstance(part, Band)}
    if len(stored) == len(parts):
        return BandMaths(name, text, tuple(stored.items()))
    text = put_in(text, parts)
    return BandMaths(name, text, tuple((one.name,) * 2 for one in Expression.read(text).operands))


def bind_index(index: SpectralIndex, bands: Sequence[Band], name: str = "") -> BandMaths:
    """Return the computed band of a usual index that the roles of bands allow.

    Raises
    ------
    SettingsError
        A role has no band.
    """
    by_role = _by_role(bands)
    missing = [role for role in index.roles if stand_in(role, by_role) not in by_role]
    if missing:
        raise SettingsError(
            "Index not possible",
            f"{index.key} is {index.formula}; no band has the role {' or '.join(missing)}.",
            "Say what the bands are, or choose another index.",
            command="Say what bands are, as --role 4=red,5=nir, or choose another index.",
        )
    operands = tuple((role, by_role[stand_in(role, by_role)].name) for role in index.roles)
    return BandMaths(name or index.key, index.formula, operands)


def indices_of(bands: Sequence[Band]) -> tuple[SpectralIndex, ...]:
    """Return the usual indices that the roles of bands allow."""
    return possible_indices(_by_role(bands).keys())


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that no other band has: "NDVI", else "NDVI 2" and so on."""
    used = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted} {number}"
    return name


def check_computed(computed: Sequence[BandMaths], bands: Sequence[Band]) -> None:
    """Make sure that computed bands can stand beside those of a scene.

    Parameters
    ----------
    bands
        Of the scene, as its files tell of it.

    Raises
    ------
    SettingsError
        One has no name or that of another band, or names a band that is not there.
    """
    taken = {band.name.casefold() for band in bands}
    usable = {band.name for band in operable(bands)}
    for maths in computed:
        if not maths.name:
            raise SettingsError(
                "Band without a name", "A computed band needs a name.", "Write a short one."
            )
        if maths.name.casefold() in taken:
            raise SettingsError(
                "Name is taken",
                f'Another band is called "{maths.name}".',
                "Give each band a name of its own.",
            )
        taken.add(maths.name.casefold())
        missing = [name for _, name in maths.operands if name not in usable]
        if missing:
            raise SettingsError(
                "Bands not in the scene",
                f'"{maths.name}" is computed from {", ".join(missing)}, which the scene has not.',
                "Choose among the bands of the scene.",
            )


def spoken(maths: BandMaths, bands: Sequence[Band]) -> str:
    """Return a formula with its bands as they are called: "(B5 - B4) / (B5 + B4)"."""
    called = {band.name: band.called for band in bands}
    text = maths.text
    for operand in sorted(_all_operands(maths), key=lambda one: -one.column):
        name = called.get(dict(maths.operands)[operand.name], operand.name)
        start = operand.column - 1
        written = 2 + len(operand.name) if text[start] in "\"'" else len(operand.name)
        name = name if _IS_IDENTIFIER.fullmatch(name) else f'"{name}"'
        text = text[:start] + name + text[start + written :]
    return text


def _all_operands(maths: BandMaths) -> list[Operand]:
    from app.scene.indices.tree import operands

    return list(operands(maths.expression.tree))


def _by_role(bands: Sequence[Band]) -> dict[str, Band]:
    by_role: dict[str, Band] = {}
    for band in operable(bands):
        if band.role and band.kind is BandKind.OPTICAL:
            by_role.setdefault(band.role, band)
    return by_role


def _part(operand: Operand, bands: Sequence[Band]) -> Part:
    """Return what an operand names: a stored band, or a formula."""
    known = [band for band in bands if band.kind not in NOT_MEASURED]
    found = _find(operand, known)
    if found is not None:
        return found if found.computed is None else found.computed.maths
    index = index_called(operand.name)
    if index is None:
        raise _no_such_band(operand, known)
    return bind_index(index, bands)


def _find(operand: Operand, bands: Sequence[Band]) -> Band | None:
    wanted = operand.name.strip().casefold()
    exact = [band for band in bands if operand.name in {band.name, band.called}]
    found = exact or [
        band for band in bands if wanted in {band.name.casefold(), band.called.casefold()}
    ]
    if not found:
        found = [band for band in bands if band.role and band.role.casefold() == wanted]
    if not found and wanted == "nir":
        found = [band for band in bands if band.role == stand_in("nir", ())]
    if not found and (number := _BY_NUMBER.fullmatch(operand.name)):
        found = [band for band in bands if band.called == number[1]]
    return found[0] if found else None


def _no_such_band(operand: Operand, bands: Sequence[Band]) -> SettingsError:
    named = [f"{band.called} {band.role}".strip() for band in bands]
    told = ", ".join(named[:_N_NAMED]) + (", …" if len(named) > _N_NAMED else "")
    return refusal(operand.column, f'no band is called "{operand.name}"', f"Bands here: {told}.")

"""How a moment is filed: once on a shelf at most, and a moment that two merged shelves share stays where it was put."""

from uuid import UUID

from coach.model import Filed


def filed_as(filed: tuple[Filed, ...], shelf_id: UUID, fits: bool) -> tuple[Filed, ...]:
    """On this shelf as told now, on all others as before."""
    return (*taken_off(filed, shelf_id), Filed(shelf_id=shelf_id, fits=fits))


def taken_off(filed: tuple[Filed, ...], shelf_id: UUID) -> tuple[Filed, ...]:
    return tuple(one for one in filed if one.shelf_id != shelf_id)


def refiled(filed: tuple[Filed, ...], shelf_id: UUID, into_id: UUID) -> tuple[Filed, ...]:
    """As it stands once a shelf is merged into another: where both had it, what was told of the second holds."""
    if any(one.shelf_id == into_id for one in filed):
        return taken_off(filed, shelf_id)
    return tuple(one.model_copy(update={"shelf_id": into_id}) if one.shelf_id == shelf_id else one for one in filed)

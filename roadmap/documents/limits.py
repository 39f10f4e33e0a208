"""How much of a document is read before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Ceilings for one document; sizes in bytes."""

    file_size: int = 20 * MEBIBYTE
    unpacked_size: int = 120 * MEBIBYTE
    part_size: int = 48 * MEBIBYTE
    rows: int = 5_000
    columns: int = 60
    cell_length: int = 20_000
    pages: int = 200
    text_size: int = 8 * MEBIBYTE

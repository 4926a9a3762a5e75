"""Change fields of headers, so that a file lies about itself and its bytes stay well formed."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.attacks.mutations import Mutation, odd_number, put

# TIFF


@dataclass(frozen=True)
class _Entry:
    """One field of a TIFF's directory: where it stands and what it says."""

    at: int
    tag: int
    kind: int
    count: int
    value: int


@dataclass(frozen=True)
class _Tiff:
    """How numbers are written in one TIFF, and its directories."""

    order: str
    is_big: bool
    directories: tuple[tuple[int, tuple[_Entry, ...], int], ...]
    """Where each begins, its entries, and where the pointer to the next stands."""

    @property
    def entries(self) -> list[_Entry]:
        return [entry for _, entries, _ in self.directories for entry in entries]

    @property
    def n_offset_bytes(self) -> int:
        return 8 if self.is_big else 4


def _parse_tiff(data: bytes) -> _Tiff | None:
    order = {b"II": "little", b"MM": "big"}.get(data[:2])
    if order is None or len(data) < 16:
        return None
    sign = "<" if order == "little" else ">"
    is_big = struct.unpack_from(f"{sign}H", data, 2)[0] == 43
    at = struct.unpack_from(f"{sign}Q", data, 8)[0] if is_big else _u32(sign, data, 4)
    directories = []
    while 0 < at < len(data) - 16 and len(directories) < 8:
        n_entries, first = (
            (struct.unpack_from(f"{sign}Q", data, at)[0], at + 8)
            if is_big
            else (struct.unpack_from(f"{sign}H", data, at)[0], at + 2)
        )
        size, form = (20, f"{sign}HHQQ") if is_big else (12, f"{sign}HHII")
        end = first + size * n_entries
        if n_entries > 200 or end + 8 > len(data):
            break
        places = range(first, end, size)
        entries = tuple(_Entry(place, *struct.unpack_from(form, data, place)) for place in places)
        directories.append((at, entries, end))
        at = struct.unpack_from(f"{sign}Q", data, end)[0] if is_big else _u32(sign, data, end)
    return _Tiff(order, is_big, tuple(directories)) if directories else None


def _u32(sign: str, data: bytes, at: int) -> int:
    return int(struct.unpack_from(f"{sign}I", data, at)[0])


def edit_tiff_entry(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change tag, type, count or value of one to three fields."""
    for _ in range(rng.randrange(1, 4)):
        tiff = _parse_tiff(data)
        if tiff is None or not tiff.entries:
            return data
        entry = rng.choice(tiff.entries)
        data = rng.choice((_edit_value, _edit_value, _edit_count, _edit_kind, _edit_tag))(
            rng, data, tiff, entry
        )
    return data


def _edit_value(rng: Random, data: bytes, tiff: _Tiff, entry: _Entry) -> bytes:
    at = entry.at + (12 if tiff.is_big else 8)
    short = entry.kind == 3 and entry.count == 1
    now = int.from_bytes(data[at : at + 2], tiff.order) if short else entry.value  # type: ignore[arg-type]
    n_bytes = 2 if short else tiff.n_offset_bytes
    return put(data, at, odd_number(rng, data, now), n_bytes, tiff.order)


def _edit_count(rng: Random, data: bytes, tiff: _Tiff, entry: _Entry) -> bytes:
    number = odd_number(rng, data, entry.count)
    return put(data, entry.at + 4, number, tiff.n_offset_bytes, tiff.order)


def _edit_kind(rng: Random, data: bytes, tiff: _Tiff, entry: _Entry) -> bytes:
    return put(data, entry.at + 2, rng.choice((*range(20), 65_535)), 2, tiff.order)


def _edit_tag(rng: Random, data: bytes, tiff: _Tiff, entry: _Entry) -> bytes:
    known = (256, 258, 259, 262, 273, 277, 279, 282, 284, 317, 320, 322, 324, 325, 330, 338, 339)
    private = (347, 33_550, 33_922, 34_264, 34_665, 34_735, 34_737, 42_112, 42_113, 50_844, 65_000)
    return put(data, entry.at, rng.choice((*known, *private)), 2, tiff.order)


def loop_tiff_directories(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Let a directory be followed by itself, by another, or by something that is none."""
    tiff = _parse_tiff(data)
    if tiff is None:
        return data
    _, _, pointer = rng.choice(tiff.directories)
    begins = [at for at, _, _ in tiff.directories]
    target = rng.choice((*begins, rng.randrange(len(data)), len(data), 1, 8))
    return put(data, pointer, target, tiff.n_offset_bytes, tiff.order)


def nest_tiff_directories(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Turn a field into a pointer to a directory: the one it stands in."""
    tiff = _parse_tiff(data)
    if tiff is None or not tiff.entries:
        return data
    at, entries, _ = rng.choice([one for one in tiff.directories if one[1]])
    entry = rng.choice(entries)
    data = put(data, entry.at, rng.choice((330, 34_665)), 2, tiff.order)
    data = put(data, entry.at + 2, 16 if tiff.is_big else 4, 2, tiff.order)
    data = put(data, entry.at + 4, rng.choice((1, 1, 1_000)), tiff.n_offset_bytes, tiff.order)
    return put(data, entry.at + (12 if tiff.is_big else 8), at, tiff.n_offset_bytes, tiff.order)


def edit_tiff_table(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change numbers in the tables of places and sizes of blocks."""
    tiff = _parse_tiff(data)
    tables = [] if tiff is None else [e for e in tiff.entries if e.tag in (273, 279, 324, 325)]
    if tiff is None or not tables:
        return data
    table = rng.choice(tables)
    n_bytes = {3: 2, 4: 4, 16: 8}.get(table.kind, 4)
    inside = table.count * n_bytes <= tiff.n_offset_bytes
    begin = table.at + (12 if tiff.is_big else 8) if inside else table.value
    for _ in range(rng.randrange(1, 6)):
        at = begin + n_bytes * rng.randrange(max(1, min(table.count, 10_000)))
        data = put(data, at, odd_number(rng, data), n_bytes, tiff.order)
    return data


def lie_about_tiff(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change the mark at the very beginning: byte order, version, first directory."""
    return rng.choice(
        (
            (b"MM" if data[:2] == b"II" else b"II") + data[2:],
            put(data, 2, rng.choice((0, 42, 43, 85)), 2, "little"),
            put(data, 4, odd_number(rng, data), 4, "little"),
        )
    )


# JPEG 2000 and PNG: lengths before names


def _boxes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each box of a JPEG 2000 file begins, and its length; also those within."""
    waiting = [(0, len(data))]
    while waiting:
        at, end = waiting.pop()
        while at + 8 <= end:
            length = int.from_bytes(data[at : at + 4])
            if length < 8 or at + length > end:
                yield at, length
                break
            yield at, length
            if data[at + 4 : at + 8] in (b"jp2h", b"asoc", b"res "):
                waiting.append((at + 8, at + length))
            at += length


def edit_box(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change the length or the name of a box."""
    boxes = list(_boxes(data))
    if not boxes:
        return data
    at, length = rng.choice(boxes)
    if rng.random() < 0.25:
        names = (b"jp2c", b"jp2h", b"ihdr", b"uuid", b"asoc", b"colr", b"pclr", b"cmap", b"cdef")
        return data[: at + 4] + rng.choice(names) + data[at + 8 :]
    return put(data, at, rng.choice((0, 1, 2, 7, 8, odd_number(rng, data, length))), 4)


def edit_code_stream(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change sizes, tiles, components, depths or the coding in the code stream's header."""
    start = data.find(b"\xff\x4f\xff\x51")
    if start < 0:
        return data
    fields = [(start + 8 + 4 * number, 4) for number in range(8)]
    fields += [(start + 40, 2), (start + 42, 1), (start + 43, 1), (start + 44, 1)]
    for marker in (b"\xff\x52", b"\xff\x5c", b"\xff\x90", b"\xff\x55", b"\xff\x58"):
        found = data.find(marker, start)
        if found >= 0:
            fields += [(found + 2, 2), *((found + 4 + number, 1) for number in range(10))]
    for _ in range(rng.randrange(1, 4)):
        at, n_bytes = rng.choice(fields)
        data = put(data, at, odd_number(rng, data), n_bytes)
    return data


def edit_image_header(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change what the box of the image's size says."""
    at = data.find(b"ihdr")
    if at < 0:
        return data
    place, n_bytes = rng.choice(((4, 4), (8, 4), (12, 2), (14, 1), (15, 1)))
    return put(data, at + place, odd_number(rng, data), n_bytes)


def _chunks(data: bytes) -> list[tuple[int, int]]:
    """Return where each chunk of a PNG begins and how long its content is."""
    at, found = 8, []
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        found.append((at, length))
        at += 12 + length
    return found


def edit_chunk(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change a chunk's length or name, take it out, or have it twice."""
    chunks = _chunks(data)
    if not chunks:
        return data
    at, length = rng.choice(chunks)
    end = at + 12 + length
    names = (b"IEND", b"IDAT", b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"zTXt", b"acTL", b"pHYs")
    return rng.choice(
        (
            put(data, at, odd_number(rng, data, length), 4),
            data[: at + 4] + rng.choice(names) + data[at + 8 :],
            data[:at] + data[end:],
            data[:end] + data[at:end] + data[end:],
        )
    )


def edit_png_header(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change size, depth or colours; the check sum fits, so that it is believed."""
    place, n_bytes = rng.choice(((16, 4), (20, 4), (24, 1), (25, 1), (26, 1), (27, 1), (28, 1)))
    data = put(data, place, odd_number(rng, data), n_bytes)
    return put(data, 29, zlib.crc32(data[12:29]), 4)


def insert_chunk(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Add a chunk that unpacks to far more than it takes, or holds noise."""
    bomb = zlib.compress(b"\0" * (200 * 2**20), 1) if rng.random() < 0.2 else rng.randbytes(400)
    name = rng.choice((b"zTXt", b"iCCP", b"iTXt", b"PLTE", b"tRNS", b"eXIf", b"caBX"))
    body = name + (b"t\0\0" + bomb)
    chunk = len(body[4:]).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    return data[:33] + chunk + data[33:]


# ENVI: a text

_ENVI_KEYS = (
    *("samples", "lines", "bands", "data type", "interleave", "header offset", "byte order"),
    *("map info", "coordinate system string", "band names", "wavelength", "wavelength units"),
    *("data ignore value", "data gain values", "data offset values", "default bands", "fwhm"),
    *("file type", "class names", "classes", "class lookup", "file compression", "projection info"),
    *("pixel size", "rpc info", "sensor type", "cloud cover", "geo points", "bbl", "data file"),
)
_ENVI_VALUES = (
    *("-1", "0", "1", "2147483647", "4294967296", "9999999999999999999999", "-2147483648"),
    *("1e9", "nan", "inf", "", "{", "}", "{}", "{{{{", "text", "0x10", "1.5", "6", "9", "13", "14"),
    *("bsq", "bil", "bip", "BSQ", "ENVI Classification", "TIFF", "ENVI Virtual Mosaic"),
    *("/etc/passwd", "../../../etc/passwd", "{/dev/zero}", "/vsicurl/http://127.0.0.1:9/x"),
    *("{a, a, a}", "{1, 2}", "{\x1b[31m, \x07, \x00}", "{\xff\xfe, \xc3\x28, \x80}"),
    *("{UTM, 1, 1, nan, inf, 0, 0, 99, North}", "{Arbitrary, 1e308, 1e308, 1, 1, 1e-320, 1, 0}"),
    *("{Geographic Lat/Lon, 1, 1, 500, 500, 1, 1, WGS-84}", "{PROJCS[}", '{GEOGCS["x"'),
)


def edit_envi_entry(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change entries of an ENVI header, or write some that were not there."""
    lines = data.split(b"\n")
    for _ in range(rng.randrange(1, 4)):
        key, value = rng.choice(_ENVI_KEYS), rng.choice(_ENVI_VALUES)
        text = f"{key} = {value}".encode("latin-1")
        own = [n for n, line in enumerate(lines) if line.lower().startswith(key.encode())]
        if own and rng.random() < 0.8:
            lines[own[0]] = text
        else:
            lines.insert(rng.randrange(1, len(lines) + 1), text)
    return b"\n".join(lines)


def swell_envi_entry(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Write a very long entry: names without end, or braces in braces."""
    n_bytes = rng.choice((10_000, 300_000, 3_000_000))
    key = rng.choice((b"band names", b"wavelength", b"map info", b"description", b"class names"))
    filling = rng.choice((b"a", b"a,", b"{", b"1, ", b"\x1b[31m,", b"\n", b"\xc3\xa4,"))
    return data + b"\n" + key + b" = {" + filling * (n_bytes // len(filling)) + b"}\n"


def drop_envi_line(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Take a line out, have it twice, or join two."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join(
        rng.choice(
            (
                lines[:at] + lines[at + 1 :],
                lines[: at + 1] + lines[at:],
                [*lines[:at], b" ".join(lines[at : at + 2]), *lines[at + 2 :]],
            )
        )
    )


# Erdas Imagine: a tree of nodes, and a dictionary of types


def _hfa_nodes(data: bytes) -> list[int]:
    """Return where the nodes of the tree stand; each node is met once."""
    if not data.startswith(b"EHFA_HEADER_TAG\0") or len(data) < 40:
        return []
    header = _u32("<", data, 16)
    if header + 18 > len(data):
        return []
    waiting, found = [_u32("<", data, header + 8)], []
    while waiting:
        at = waiting.pop()
        if 0 < at <= len(data) - 128 and at not in found:
            found.append(at)
            waiting += [_u32("<", data, at), _u32("<", data, at + 12)]  # next, first child
    return found


def edit_hfa_node(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change where a node's neighbours, children or contents lie: also in circles."""
    nodes = _hfa_nodes(data)
    if not nodes:
        return data
    for _ in range(rng.randrange(1, 3)):
        at, field = rng.choice(nodes), rng.randrange(6)
        number = rng.choice((at, rng.choice(nodes), odd_number(rng, data)))
        data = put(data, at + 4 * field, number, 4, "little")
    return data


def edit_hfa_contents(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change numbers that a node holds."""
    nodes = _hfa_nodes(data)
    if not nodes:
        return data
    node = rng.choice(nodes)
    at, length = _u32("<", data, node + 16), _u32("<", data, node + 20)
    for _ in range(rng.randrange(1, 6)):
        place = at + rng.randrange(max(1, min(length, 400)))
        data = put(data, place, odd_number(rng, data), rng.choice((1, 2, 4)), "little")
    return data


def edit_hfa_type(rng: Random, data: bytes, _other: bytes) -> bytes:
    """Change a node's name or type, or the dictionary that says what types hold."""
    nodes = _hfa_nodes(data)
    if not nodes:
        return data
    if rng.random() < 0.5:
        at = rng.choice(nodes) + rng.choice((24, 88))
        names = (b"Eimg_Layer\0", b"Edms_State\0", b"Esta_Statistics\0", b"\xff" * 32, b"a" * 32)
        name = rng.choice(names)
        return data[:at] + name + data[at + len(name) :]
    begin = _u32("<", data, _u32("<", data, 16) + 14)
    if begin >= len(data) - 8:
        return data
    at = begin + rng.randrange(min(4_000, len(data) - begin - 4))
    text = rng.choice((b"{", b"}", b":", b",", b"*", b"p", b"9999999999:", b"-1:", b"\0", b"{o"))
    return data[:at] + text + data[at + len(text) :]


FORMAT_MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "tiff": (
        edit_tiff_entry,
        edit_tiff_entry,
        edit_tiff_entry,
        loop_tiff_directories,
        nest_tiff_directories,
        edit_tiff_table,
        lie_about_tiff,
    ),
    "jp2": (edit_box, edit_code_stream, edit_code_stream, edit_image_header),
    "envi": (edit_envi_entry, edit_envi_entry, swell_envi_entry, drop_envi_line),
    "hfa": (edit_hfa_node, edit_hfa_node, edit_hfa_contents, edit_hfa_contents, edit_hfa_type),
    "png": (edit_chunk, edit_png_header, insert_chunk),
    "odd": (edit_tiff_entry, edit_tiff_entry, edit_tiff_table),
}

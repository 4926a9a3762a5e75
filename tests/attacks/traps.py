"""Lay traps: files that try to make whoever opens them read other files, or call a network.

Each trap is a folder with a `scene` in it. The bait lies in a folder beside it, which nothing that
opens a scene has any business in.
"""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.attacks.seeds import materials

_ENDINGS = (".tif", ".jp2", ".img", ".png", ".dat")
_PLACE = {"crs": "EPSG:32611"}
_MERCATOR = (
    'PROJCS["x",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,0]{grid}],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],'
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],'
    'UNIT["metre",1]{text}]'
)


@dataclass(frozen=True)
class Trap:
    """What the command is called with, and which files it may open for it.

    Attributes
    ----------
    target
        A path, or what stands in its place.
    own
        Names in the folder `scene` that are part of what was asked for.
    is_good
        Whether it is a raster that opens all the same.
    """

    name: str
    target: str
    own: tuple[str, ...] = ()
    is_good: bool = False


@dataclass(frozen=True)
class _Ground:
    """Where traps are laid, and what they lead to."""

    folder: Path
    port: int

    @property
    def bait(self) -> Path:
        return self.folder / "bait"

    def scene(self, name: str) -> Path:
        made = self.folder / name / "scene"
        made.mkdir(parents=True)
        return made


def lay_bait(folder: Path) -> None:
    """Write files that a trap would like to have read."""
    bait = folder / "bait"
    bait.mkdir(parents=True)
    secret = np.full((3, 300, 400), 7_777, np.uint16)
    _write(bait / "secret.tif", secret)
    _write(bait / "secret.dat", secret, driver="ENVI")
    (bait / "secret.gsb").write_bytes(b"NUM_OREC" + b"\0" * 500)
    (bait / "secret.txt").write_text("a secret\n")
    os.mkfifo(bait / "pipe")


def lay_traps(folder: Path, port: int) -> list[Trap]:
    """Write all traps; `port` is one of this computer that a network trap calls."""
    ground = _Ground(folder, port)
    makers: tuple[Callable[[_Ground], list[Trap]], ...] = (
        _texts_named_like_rasters, _envi, _imagine, _side_files, _metadata, _jpeg_2000, _links,
        _no_files,
    )  # fmt: skip
    return [trap for make in makers for trap in make(ground)]


def _write(path: Path, values: Any = None, **options: Any) -> Path:
    import rasterio
    from rasterio import Affine

    planes = np.tile(materials(3, "uint16"), (1, 3, 3)) if values is None else values
    tags = options.pop("tags", {})
    overviews = options.pop("overviews", ())
    profile = {
        "driver": "GTiff",
        "transform": Affine(30, 0, 6e5, 0, -30, 57e5),
        **_PLACE,
        **options,
    }
    with rasterio.open(
        path, "w", count=len(planes), height=planes.shape[1], width=planes.shape[2],
        dtype=planes.dtype, **profile,
    ) as raster:  # fmt: skip
        raster.write(planes)
        for domain, entries in tags.items():
            raster.update_tags(ns=domain, **entries)
        if overviews:
            raster.build_overviews(list(overviews))
    path.with_name(f"{path.name}.aux.xml").unlink(missing_ok=True)
    return path


def _texts(ground: _Ground) -> dict[str, str]:
    secret = ground.bait / "secret.tif"
    return {
        "vrt": f'<VRTDataset rasterXSize="400" rasterYSize="300"><VRTRasterBand dataType="UInt16" '
        f'band="1"><SimpleSource><SourceFilename relativeToVRT="0">{secret}</SourceFilename>'
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        "wms": f'<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:{ground.port}/'
        "${z}/${x}/${y}</ServerUrl></Service><DataWindow><SizeX>99</SizeX><SizeY>99</SizeY>"
        "<TileLevel>1</TileLevel></DataWindow><Projection>EPSG:3857</Projection></GDAL_WMS>",
        "stacta": f'{{"type": "FeatureCollection", "href": "http://127.0.0.1:{ground.port}/x.tif"}}',
    }


def _texts_named_like_rasters(ground: _Ground) -> list[Trap]:
    traps = []
    for kind, text in _texts(ground).items():
        for ending in _ENDINGS:
            name = f"{kind} named {ending}"
            scene = ground.scene(name)
            (scene / f"B4{ending}").write_text(text)
            if ending == ".dat":
                (scene / "B4.hdr").write_text(
                    "ENVI\nsamples = 8\nlines = 8\nbands = 1\ndata type = 1\ninterleave = bsq\n"
                )
            # As ENVI, the text's own bytes are pixels, as of any file with such a header.
            own = (f"B4{ending}", "B4.hdr")
            traps.append(Trap(name, str(scene / f"B4{ending}"), own, is_good=ending == ".dat"))
    return traps


def _envi(ground: _Ground) -> list[Trap]:
    bait = ground.bait
    grid = f',EXTENSION["PROJ4_GRIDS","{bait}/{{}}"]'
    text = f',EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +nadgrids={bait}/{{}} +wktext"]'
    lines = {
        "data file": (f"data file = {bait}/secret.dat", True),
        "names": (f"band names = {{{bait}/secret.tif, /vsicurl/http://127.0.0.1:1/, b}}", True),
        "grid": (_crs(_MERCATOR.format(grid=grid.format("secret.gsb"), text="")), False),
        "grid in text": (_crs(_MERCATOR.format(grid="", text=text.format("secret.gsb"))), False),
        "grid that is a pipe": (_crs(_MERCATOR.format(grid=grid.format("pipe"), text="")), False),
        "init": (_crs(f"+init={bait}/secret.txt:1"), False),
    }
    traps = []
    for kind, (line, is_good) in lines.items():
        name = f"envi with {kind}"
        scene = ground.scene(name)
        path = _write(scene / "B4.dat", driver="ENVI")
        header = path.with_suffix(".hdr")
        kept = re.sub(r"coordinate system string = .*\n", "", header.read_text())
        header.write_text(f"{kept.rstrip()}\n{line}\n")
        traps.append(Trap(name, str(path), ("B4.dat", "B4.hdr"), is_good=is_good))
    scene = ground.scene("envi header by itself")
    header = scene / "B4.hdr"
    header.write_text((bait / "secret.hdr").read_text() + f"data file = {bait}/secret.dat\n")
    return [*traps, Trap("envi header by itself", str(header), ("B4.hdr",))]


def _crs(text: str) -> str:
    return f"coordinate system string = {{{text}}}"


def _imagine(ground: _Ground) -> list[Trap]:
    """Point at another file's pixels, smaller copies and grid; names are replaced in place."""
    import rasterio

    long = "a" * 80
    traps = []
    for kind, options, ending, target in (
        ("pixels elsewhere", {"USE_SPILL": "YES"}, ".ige", "../../bait/secret.dat"),
        ("pixels in a pipe", {"USE_SPILL": "YES"}, ".ige", "../../bait/pipe"),
        ("absolute pixels", {"USE_SPILL": "YES"}, ".ige", str(ground.bait / "secret.dat")),
        ("overviews elsewhere", {"overviews": (2, 4)}, ".rrd", "../../bait/secret.tif"),
    ):
        name = f"imagine with {kind}"
        scene = ground.scene(name)
        with rasterio.Env(HFA_USE_RRD="YES"):
            path = _write(scene / f"{long}.img", driver="HFA", **options)
        old = f"{long}{ending}".encode()
        if len(target) > len(old):
            continue  # a temporary folder of a very long name
        data = path.read_bytes().replace(old, target.encode().ljust(len(old), b"\0"))
        if kind == "absolute pixels":  # of a type by another name, which the file itself explains
            data = data.replace(b"ImgExternalRaster", b"ImgExternalRastex")
        (scene / "B4.img").write_bytes(data)
        path.unlink()
        traps.append(Trap(name, str(scene / "B4.img"), ("B4.img",)))
    name = "imagine with grid"
    wkt = _MERCATOR.format(grid=f',EXTENSION["PROJ4_GRIDS","{ground.bait}/secret.gsb"]', text="")
    path = _write(ground.scene(name) / "B4.img", driver="HFA", crs=rasterio.CRS.from_wkt(wkt))
    return [*traps, Trap(name, str(path), ("B4.img",))]


def _side_files(ground: _Ground) -> list[Trap]:
    """Lay bait as a neighbour: a side file that is a text or a link that leads elsewhere."""
    vrt = _texts(ground)["vrt"]
    pam = (
        f'<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{ground.bait}/'
        "secret.tif</MDI></Metadata></PAMDataset>"
    )
    traps = []
    for ending, text in (
        *((".aux.xml", pam), (".ovr", vrt), (".msk", vrt), (".aux", vrt)),
        *((".ovr", ""), (".msk", ""), (".aux.xml", "")),
    ):
        kind = "text" if text else "link"
        name = f"geotiff beside {ending} that is a {kind}"
        scene = ground.scene(name)
        path = _write(scene / "B4.tif", tiled=True, blockxsize=64, blockysize=64)
        beside = path.with_name(f"B4.tif{ending}")
        if text:
            beside.write_text(text)
        else:
            beside.symlink_to(ground.bait / "secret.tif")
        traps.append(
            Trap(
                name, str(path), ("B4.tif", beside.name), is_good=bool(text) or ending == ".aux.xml"
            )
        )
    return traps


def _metadata(ground: _Ground) -> list[Trap]:
    secret = str(ground.bait / "secret.tif")
    network = f"/vsicurl/http://127.0.0.1:{ground.port}/x.tif"
    tiled = {"tiled": True, "blockxsize": 64, "blockysize": 64}
    traps = []
    for kind, tags in {
        "overview file": {"OVERVIEWS": {"OVERVIEW_FILE": secret}},
        "overview on a network": {"OVERVIEWS": {"OVERVIEW_FILE": network}},
        "sources": {"": {"SOURCE": secret, "SOURCE_FILENAME": secret, "RPC_DEM": secret}},
        "subdatasets": {"SUBDATASETS": {"SUBDATASET_1_NAME": f"GTIFF_DIR:1:{secret}"}},
        "mask": {"": {"INTERNAL_MASK_FLAGS_1": "2", "MASK_FILE": secret}},
    }.items():
        name = f"geotiff with metadata of {kind}"
        path = _write(
            ground.scene(name) / "B4.tif",
            tags={domain or None: entries for domain, entries in tags.items()},
            **tiled,
        )
        traps.append(Trap(name, str(path), ("B4.tif",), is_good="overview" not in kind))
    return traps


def _jpeg_2000(ground: _Ground) -> list[Trap]:
    """Give the coordinate system as an address; name overviews in a box of metadata."""
    import rasterio
    import rasterio.shutil

    secret = str(ground.bait / "secret.tif")
    plain = _write(ground.folder / "plain.tif", tags={"OVERVIEWS": {"OVERVIEW_FILE": secret}})
    traps = []
    for kind, text in (
        ("network address", f"http://127.0.0.1:{ground.port}/"),
        ("file", "./scene/../../bait/secret.txt"),
        ("metadata of overview file", ""),
    ):
        name = f"jpeg 2000 with {kind}"
        path = ground.scene(name) / "B4.jp2"
        options = {"QUALITY": "100", "REVERSIBLE": "YES", "WRITE_METADATA": "NO" if text else "YES"}
        rasterio.shutil.copy(plain, path, driver="JP2OpenJPEG", **options)
        data = path.read_bytes()
        old = re.search(rb'srsName="([^"]*)"', data)
        if old is not None and text:  # as long as what stood there; without the other one beside
            end = b"/" if "http" in text else b" "
            new = text.encode()[: len(old[1])].ljust(len(old[1]), end)
            data = data.replace(old[1], new).replace(b"\xb1\x4b\xf8\xbd", b"\0\0\0\0")
        path.write_bytes(data)
        path.with_name("B4.jp2.aux.xml").unlink(missing_ok=True)
        traps.append(Trap(name, str(path), ("B4.jp2",), is_good=bool(text)))
    plain.unlink()
    return traps


def _links(ground: _Ground) -> list[Trap]:
    traps = []
    for kind, target in (
        *(("pipe", ground.bait / "pipe"), ("/dev/zero", Path("/dev/zero"))),
        *(("/dev/tty", Path("/dev/tty")), ("itself", Path("B4.tif")), ("nothing", Path("gone"))),
        *(("a text", ground.bait / "secret.txt"), ("a folder above", Path(".."))),
    ):
        name = f"link to {kind.strip('/').replace('/', ' ')}"
        scene = ground.scene(name)
        (scene / "B4.tif").symlink_to(target)
        path = scene if kind == "a folder above" else scene / "B4.tif"
        # Who names a link names what it leads to: its first bytes are looked at.
        own = ("B4.tif", "../../bait/secret.txt") if kind == "a text" else ("B4.tif",)
        traps.append(Trap(name, str(path), own))
    scene = ground.scene("pipe beside a band")
    shutil.copy(_write(scene / "B4.tif"), scene / "B5.tif")
    os.mkfifo(scene / "B6.tif")
    traps.append(Trap("pipe beside a band", str(scene), ("B4.tif", "B5.tif"), is_good=True))
    scene = ground.scene("pipe as header")
    (scene / "B4.dat").write_bytes(b"\1" * 2_000)
    os.mkfifo(scene / "B4.hdr")
    return [*traps, Trap("pipe as header", str(scene / "B4.dat"), ("B4.dat", "B4.hdr"))]


def _argument_name(ground: _Ground, text: str) -> str:
    plain = text.replace(str(ground.bait), "bait").replace(f"127.0.0.1:{ground.port}", "network")
    return f"argument {re.sub(r'[^a-zA-Z0-9]+', ' ', plain).strip()}"


def _no_files(ground: _Ground) -> list[Trap]:
    secret = ground.bait / "secret.tif"
    address = f"127.0.0.1:{ground.port}/x.tif"
    return [
        Trap(_argument_name(ground, text), text)
        for text in (
            *(f"/vsicurl/http://{address}", f"http://{address}", f"/vsis3/{address}"),
            *(f"/vsicurl_streaming/http://{address}", f"/vsizip//vsicurl/http://{address}"),
            *(f"/vsisubfile/0_100,{secret}", f"GTIFF_DIR:1:{secret}", f"GTIFF_RAW:{secret}"),
            *(f"vrt://{secret}", f"WMS:http://{address}", f"<GDAL_WMS><x>{address}</x></GDAL_WMS>"),
            *(
                "/dev/zero",
                "/dev/stdin",
                "/proc/self/environ",
                "/proc/kmsg",
                str(ground.bait / "pipe"),
            ),
        )
    ]

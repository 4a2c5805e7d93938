// Makes countries.txt, the English names of countries by ISO 3166-1 alpha-2 code, from the Unicode CLDR that Node carries:
//   node countries.mjs > countries.txt
const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
// Codes that stand for no country: unions, outlying and pseudo regions.
const others = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"]);
for (const first of letters) {
  for (const second of letters) {
    const code = first + second;
    // Codes that are no longer used have the name of their successor, which has a code of its own.
    if (others.has(code) || new Intl.Locale(`und-${code}`).region !== code || Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) continue;
    const name = names.of(code);
    if (name) process.stdout.write(`${code} ${name}\n`);
  }
}

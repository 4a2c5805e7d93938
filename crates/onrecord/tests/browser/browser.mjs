// Looks at the page of `onrecord serve` in a real browser: what a reader does, with and without script, light and dark,
// on a wide screen and on a phone. Needs `npm ci` here and Chromium (CHROMIUM names it, else /usr/bin/chromium).
//
//   node browser.mjs ONRECORD SCREENSHOTS [PICTURES]
//
// Fills a store with the demo, serves it, and leaves a picture of each page in SCREENSHOTS. Any finding ends it with code 1.
// With PICTURES, those that the README shows are made anew there.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [program, pictures, shown] = process.argv.slice(2).map((path) => resolve(path));
if (!pictures) throw new Error("usage: node browser.mjs ONRECORD SCREENSHOTS [PICTURES]");
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "onrecord-browser-"));
const store = join(folder, "onrecord.db");
const token = "a token for the browser test only";
writeFileSync(join(folder, "token"), `${token}\n`);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const findings = [];
let checks = 0;
function check(holds, words) {
  checks += 1;
  if (!holds) findings.push(words);
}

const reading = spawnSync(program, ["demo", "--no-serve", "--store", store], { stdio: ["ignore", "ignore", "inherit"] });
if (reading.status !== 0) throw new Error(`the demo ended with ${reading.status}`);

// Serves until `stop`; the promise gives the address as soon as the server says it.
function serve() {
  const server = spawn(
    program,
    ["serve", "--store", store, "--listen", "127.0.0.1:0", "--token-file", join(folder, "token")],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let ended;
  const gone = new Promise((done) => { ended = done; });
  const address = new Promise((found, failed) => {
    let said = "";
    server.stderr.on("data", (bytes) => {
      said += bytes;
      const address = said.match(/http:\/\/[\d.:]+\//);
      if (address) found(address[0]);
    });
    server.on("exit", (code) => {
      ended(code);
      failed(new Error(`the server ended with ${code}: ${said}`));
    });
  });
  return { address, gone, stop: () => server.kill("SIGINT") };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

// From the server's start to the first page on the screen: within a second. Of three tries the best, because CI shares its
// cores.
const starts = [];
for (let number = 0; number < 3; number += 1) {
  const page = await (await browser.newContext()).newPage();
  const began = performance.now();
  const one = serve();
  await page.goto(await one.address);
  await page.locator("h1").waitFor();
  starts.push(Math.round(performance.now() - began));
  await page.context().close();
  one.stop();
  const code = await one.gone;
  check(code === 130, `Ctrl-C ends the server with ${code}`);
}
check(Math.min(...starts) < 1_000, `the first page takes ${starts.join(", ")} ms from the server's start`);
const server = serve();
const origin = new URL(await server.address).origin;

// A page of a browser of its own; whatever it asks elsewhere and whatever it complains of is a finding.
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    check(new URL(request.url()).origin === origin, `a request left the site: ${request.url()}`);
  });
  page.on("console", (message) => {
    check(!["error", "warning"].includes(message.type()), `${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => check(false, `${page.url()}: ${error}`));
  return page;
}

async function go(page, path) {
  const answer = await page.goto(origin + path);
  check(answer.status() === 200, `${path}: ${answer.status()}`);
}

// axe-core is handed to the page by the test: the policy of the page lets nothing in.
async function accessible(page, name) {
  const result = await page.evaluate(async (source) => {
    (0, eval)(source);
    return (await globalThis.axe.run()).violations;
  }, axe).catch(() => null);
  if (!result) return check(false, `${name}: axe-core did not run`);
  for (const { id, impact, help, nodes } of result) {
    const serious = ["serious", "critical"].includes(impact);
    check(!serious, `${name}: ${id} (${impact}): ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  }
}

const first = await open();
await go(first, "/");
const article = "/documents/border-shelling";
const question = "/questions/pell-bridge";
// He changes his mind.
const person = "/people/person%3Afrank-delaney";
// One takes its stories from the other.
const outlets = ["Meridian Wire", "The Cape Tribune"].map(encodeURIComponent);
const pages = {
  home: "/",
  search: "/search",
  article,
  person,
  people: "/people",
  documents: "/documents",
  questions: "/questions",
  question,
  events: "/events",
  timeline: "/timeline?where=Durban",
  "timeline-month": "/timeline?question=durban-lease&from=2024-05&to=2024-05",
  places: "/places",
  "places-events": "/places?type=ASSAULT",
  outlets: `/outlets?a=${outlets[0]}&b=${outlets[1]}`,
  wordings: "/wordings",
  corrections: "/corrections",
  "sign-in": "/sign-in",
};

// Every page: light and dark, wide and narrow.
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 375]) {
    // axe-core needs eval, which the policy forbids to the page itself.
    const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    for (const [name, path] of Object.entries(pages)) {
      await go(page, path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(wide <= 0, `${name}: ${wide} pixels too wide at ${width}`);
      await accessible(page, `${name} ${colorScheme} ${width}`);
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
    await page.context().close();
  }
}

// A word that marks what was found narrows it to the statements that have the word.
{
  const page = await open({ javaScriptEnabled: false });
  await go(page, "/search");
  const count = async () => parseInt((await page.locator("h1").textContent()).replace(/\D/g, ""), 10);
  const all = await count();
  const one = page.locator(".facets details", { has: page.locator("summary", { hasText: /^Words$/ }) }).locator("li").first();
  const word = (await one.locator("a").textContent()).trim();
  const counted = parseInt(await one.locator(".count").textContent(), 10);
  await one.locator("a").click();
  const narrowed = await count();
  check(narrowed >= counted && narrowed < all, `the word ${word} counts ${counted} and leads to ${narrowed} of ${all}`);
  check((await page.locator(".chosen").textContent()).includes(word), `${word} is not shown as chosen`);
  const said = await page.locator(".statement blockquote").allTextContents();
  check(said.length > 0 && said.every((words) => words.toLowerCase().includes(word.toLowerCase())), `a statement lacks ${word}`);
  await page.context().close();
}

// Search, facets, permalink, and the words in their article: without script.
for (const javaScriptEnabled of [true, false]) {
  const page = await open({ javaScriptEnabled });
  await go(page, "/search");
  const all = parseInt((await page.locator("h1").textContent()).replace(/\D/g, ""), 10);
  const facet = page.locator(".facets li a").first();
  const counted = parseInt(await page.locator(".facets li .count").first().textContent(), 10);
  const name = (await facet.textContent()).trim();
  await facet.click();
  const narrowed = parseInt((await page.locator("h1").textContent()).replace(/\D/g, ""), 10);
  check(narrowed === counted && narrowed < all, `the facet ${name} counts ${counted} and leads to ${narrowed} of ${all}`);
  check((await page.locator(".chosen").textContent()).includes(name), `${name} is not shown as chosen`);
  const permalink = page.url();
  const words = await page.locator(".statement blockquote a").first().textContent();
  await page.locator(".statement blockquote a").first().click();
  const card = page.locator(new URL(page.url()).hash);
  check((await card.count()) === 1, `${page.url()} leads to no card`);
  const start = words.split(" … ")[0].slice(0, 20);
  check((await page.locator(".marked .body").textContent()).includes(start), `the article lacks “${start}”`);
  await page.goto(permalink);
  check((await page.locator("h1").textContent()).includes(String(narrowed)), "the permalink shows something else");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".exports a", { hasText: "CSV" }).click()]);
  const table = readFileSync(await download.path(), "utf8");
  check(table.startsWith("document,url,outlet,"), "the CSV has no header");
  check(table.includes(start.replace(/"/g, '""')), "the CSV lacks the statement that the view shows");
  await page.context().close();
}

// Marks: hover and focus show the record, of statements and of what the text names.
{
  const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
  await go(page, article);
  await page.locator(".text .content").first().hover();
  check((await page.locator(".card.on").count()) >= 1, "hovering over words marks no card");
  await page.locator(".card a").first().focus();
  check((await page.locator(".text .on").count()) >= 1, "focus on a card marks no words");
  for (const kind of ["actor", "place", "time", "quantity", "event"]) {
    const mark = page.locator(`.text a.fact.${kind}`).first();
    await mark.focus();
    const note = await mark.evaluate((at) => getComputedStyle(at, "::after").content);
    check(note.length > 4 && note !== "none", `focus on a ${kind} shows nothing`);
    check((await page.locator(".facts-list li.on, .card.on").count()) >= 1, `focus on a ${kind} marks nothing in the lists`);
    const to = await mark.getAttribute("href");
    check((await page.locator(`[id="${to.slice(1)}"]`).count()) === 1, `a ${kind} leads to ${to}`);
  }
  await page.locator(".text a.fact.actor").nth(1).hover();
  await page.screenshot({ path: join(pictures, "article-marks-light-1280.png") });
  // A statement with its citation.
  await page.locator(".cite summary").first().click();
  const citation = await page.locator(".citation").first().textContent();
  await page.locator("button.copy").first().click();
  await page.locator("button.copy", { hasText: "Copied" }).waitFor();
  check((await page.evaluate(() => navigator.clipboard.readText())) === citation, "the clipboard lacks the citation");
  check(/Meridian Wire/.test(citation) && /https:/.test(citation), `the citation says “${citation}”`);
  const annotation = await page.locator(".also a").first().getAttribute("href");
  const annotated = await (await page.request.get(origin + annotation)).json();
  check(annotated.items.length === 1, "the annotation is not of one statement");
  await page.context().close();
}

// The same without script: the citation is text, marks lead to their records.
{
  const page = await open({ javaScriptEnabled: false });
  await go(page, article);
  await page.locator(".cite summary").first().click();
  check(await page.locator(".citation").first().isVisible(), "without script there is no citation");
  check(!(await page.locator("button.copy").first().isVisible()), "without script there is a button that does nothing");
  const mark = page.locator(".text a.fact.place").first();
  await mark.click();
  check(await page.locator(new URL(page.url()).hash).isVisible(), "a place leads to nothing");
  await page.context().close();
}

// A question: every mark leads to its words, who moved from what to what; with and without script, by a finger too.
for (const [javaScriptEnabled, width] of [[true, 1280], [false, 1280], [true, 375]]) {
  const page = await open({ javaScriptEnabled, viewport: { width, height: 900 } });
  await go(page, question);
  const marks = page.locator(".strip a");
  const count = await marks.count();
  check(count > 10, `the strip has ${count} marks`);
  check((await page.locator(".strip .moved").count()) > 0, "nobody has moved");
  check((await page.locator(".moves .half").count()) >= 2, "no move has two statements");
  const sides = await page.evaluate(() => {
    const tops = (kind) => [...document.querySelectorAll(`.strip a .${kind}`)].map((at) => at.getBoundingClientRect().top);
    return { favor: tops("favor"), against: tops("against") };
  });
  check(Math.max(...sides.favor) < Math.min(...sides.against), "for is not above against");
  const title = await marks.first().locator("title").textContent();
  await marks.first().locator("circle, rect, path").click();
  const card = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  check((await card.count()) === 1, `a mark leads to ${page.url()}`);
  check((await card.textContent()).includes(title.split(",")[0]), `“${title}” leads to somebody else`);
  await go(page, question);
  await page.locator(".behind summary").click();
  check((await page.locator("tbody tr").count()) === count, "the table has not as many rows as the strip has marks");
  if (javaScriptEnabled && width === 1280) {
    await page.locator(".behind").screenshot({ path: join(pictures, "question-table-light-1280.png") });
  }
  await page.context().close();
}

// Events and timelines lead on; one looks closer by plain links.
for (const javaScriptEnabled of [true, false]) {
  const page = await open({ javaScriptEnabled });
  await go(page, "/events");
  await page.locator("select[name=type]").selectOption("ASSAULT");
  await page.locator(".filter button").click();
  check((await page.locator("article.event").count()) > 0, "there is no assault in the demo");
  check((await page.locator(".map .place").count()) > 0, "no assault is on the map");
  await page.locator("article.event blockquote a").first().click();
  check((await page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`).count()) === 1, `an event leads to ${page.url()}`);
  await go(page, "/timeline");
  await page.locator("main input[name=q]").fill("Durban");
  await page.locator("main button").click();
  const all = await page.locator(".entry").count();
  check(all > 5, `Durban has ${all} entries`);
  await page.locator(".months a").first().click();
  const month = await page.locator(".entry").count();
  check(month > 0 && month < all, `a month has ${month} of ${all} entries`);
  await page.locator(".steps a.after").click();
  check(page.url().includes("from=2024-04"), `the next month is ${page.url()}`);
  await page.locator(".months a").first().click();
  check(/from=2024-04-\d\d/.test(page.url()), `a day is ${page.url()}`);
  await page.locator(".entry blockquote a").first().click();
  check((await page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`).count()) === 1, `an entry leads to ${page.url()}`);
  await page.context().close();
}

// Outlets beside each other: shares, and how the same quotation was cut.
{
  const page = await open();
  await go(page, pages.outlets);
  check((await page.locator(".beside section").count()) === 2, "two outlets are not beside each other");
  check((await page.locator("h3", { hasText: "Who is heard" }).count()) === 2, "the balance of sources is missing");
  check((await page.locator(".utterance").count()) > 0, "no quotation stands in both");
  await page.context().close();
}

// The map and a person's months lead on.
{
  const page = await open();
  await go(page, "/places");
  await page.locator(".map a circle").first().click();
  check(/\/(documents|places)\?/.test(page.url()), `a dot leads to ${page.url()}`);
  await go(page, "/places");
  await page.locator(".countries a").first().click();
  check(/country=[A-Z]{2}/.test(page.url()), `a country leads to ${page.url()}`);
  check((await page.locator(".map .place").count()) > 0, "the country has no places");
  await page.locator("select[name=type]").selectOption("*");
  await page.locator("input[name=from]").fill("2024-04");
  await page.locator(".filter button").click();
  check(page.url().includes("type=*") || page.url().includes("type=%2A"), `the filter leads to ${page.url()}`);
  await go(page, person);
  check((await page.locator(".months .column").count()) > 0, "the person has no months");
  check((await page.locator(".grid .column").count()) > 0, "nothing is said about what");
  check((await page.locator(".positions .question").count()) > 0, "the person has no positions");
  await page.locator(".months a").first().click();
  check(page.url().includes("from="), `a month leads to ${page.url()}`);
  check((await page.locator(".statement").count()) > 0, "a month leads to no statement");
  await page.context().close();
}

// By keyboard alone: "/" to the search box, Tab to what was found, Enter to its words.
{
  const page = await open();
  await go(page, "/");
  await page.keyboard.press("/");
  check((await page.evaluate(() => document.activeElement.name)) === "q", "“/” does not go to the search box");
  await page.keyboard.type("bridge");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\?q=bridge/);
  let reached = false;
  for (let steps = 0; steps < 160 && !reached; steps += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const at = document.activeElement;
      return { quote: Boolean(at.closest("blockquote")), outline: getComputedStyle(at).outlineStyle };
    });
    check(focus.outline !== "none", "focus is not to be seen");
    reached = focus.quote;
  }
  check(reached, "Tab does not reach a statement");
  await page.keyboard.press("Enter");
  await page.waitForURL(/documents\//);
  await page.context().close();
}

// A correction in place, and taking it back.
for (const javaScriptEnabled of [true, false]) {
  const page = await open({ javaScriptEnabled });
  await go(page, article);
  check((await page.locator(".correct").count()) === 0, "without the token there are forms");
  await go(page, "/sign-in");
  await page.locator("input[name=token]").fill(token);
  await page.locator("main button").click();
  await go(page, article);
  // What the statement tells of goes with it: events are not counted.
  const statements = page.locator(".card:not(.event)");
  const before = await statements.count();
  await page.locator(".card .correct summary").first().click();
  if (javaScriptEnabled) await page.screenshot({ path: join(pictures, "correct-light-1280.png") });
  await page.locator("button[value=reject]").first().click();
  check(new URL(page.url()).pathname === article, `a correction leads to ${page.url()}`);
  check((await statements.count()) === before - 1, "the statement is still there");
  await go(page, "/corrections");
  await page.locator("button[value=undo]").first().click();
  check((await page.locator(".log .undone").count()) >= 1, "nothing is undone");
  await go(page, article);
  check((await statements.count()) === before, "the statement did not come back");
  await page.context().close();
}

// The pictures of the README: what one sees first.
if (shown) {
  mkdirSync(shown, { recursive: true });
  const shots = { question: [question, 620], article: [article, 560], search: ["/search?q=bridge", 760] };
  const page = await open({ viewport: { width: 1100, height: 640 } });
  for (const [name, [path, height]] of Object.entries(shots)) {
    await page.setViewportSize({ width: 1100, height });
    await page.goto(origin + path);
    await page.screenshot({ path: join(shown, `${name}.png`) });
    const bytes = statSync(join(shown, `${name}.png`)).size;
    check(bytes < 150 * 1024, `${name}.png has ${bytes} bytes`);
  }
  await page.context().close();
}

await browser.close();
server.address.catch(() => {});
server.stop();
await server.gone;
rmSync(folder, { recursive: true });
console.log(`first page ${starts.join(", ")} ms after the server's start`);
console.log(`${checks} checks, ${findings.length} findings; pictures in ${pictures}`);
for (const finding of findings) console.log(`  ${finding}`);
process.exit(findings.length > 0 ? 1 : 0);

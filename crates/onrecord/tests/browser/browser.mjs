// Looks at the page of `onrecord serve` in a real browser: what a reader does, with and without script, light and dark,
// on a wide screen and on a phone. Needs `npm ci` here and Chromium (CHROMIUM names it, else /usr/bin/chromium).
//
//   node browser.mjs ONRECORD ARTICLES SCREENSHOTS
//
// Reads ARTICLES into a store of its own, serves it, and leaves pictures in SCREENSHOTS. Any finding ends it with code 1.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [program, articles, pictures] = process.argv.slice(2).map((path) => resolve(path));
if (!pictures) throw new Error("usage: node browser.mjs ONRECORD ARTICLES SCREENSHOTS");
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

const reading = spawnSync(program, ["read", articles, "--store", store], { stdio: ["ignore", "ignore", "inherit"] });
if (reading.status !== 0) throw new Error(`reading ended with ${reading.status}`);
const server = spawn(
  program,
  ["serve", "--store", store, "--listen", "127.0.0.1:0", "--token-file", join(folder, "token")],
  { stdio: ["ignore", "ignore", "pipe"] },
);
const home = await new Promise((found, failed) => {
  let said = "";
  server.stderr.on("data", (bytes) => {
    said += bytes;
    const address = said.match(/http:\/\/[\d.:]+\//);
    if (address) found(address[0]);
  });
  server.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
});
const origin = new URL(home).origin;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

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
const asked = Date.now();
await go(first, "/");
// One second on a free machine; CI shares its cores.
check(Date.now() - asked < 5_000, "the first page took five seconds");
const article = await first.locator(".document h3 a").first().getAttribute("href");
const person = await first.locator(".bars a[href^='/people/']").first().getAttribute("href");
const outlets = await (async () => {
  await go(first, "/outlets");
  const names = await first.locator("select[name=a] option").allTextContents();
  return names.slice(1, 3).map(encodeURIComponent);
})();
const pages = {
  home: "/",
  search: "/search",
  article,
  person,
  people: "/people",
  documents: "/documents",
  places: "/places",
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
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${width}.png`), fullPage: name !== "people" });
    }
    await page.context().close();
  }
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
  check(table.startsWith("document,version,url,"), "the CSV has no header");
  check(table.includes(start.replace(/"/g, '""')), "the CSV lacks the statement that the view shows");
  await page.context().close();
}

// Marks: hover and focus show the record.
{
  const page = await open();
  await go(page, article);
  const mark = page.locator(".text .content").first();
  await mark.hover();
  check((await page.locator(".card.on").count()) >= 1, "hovering over words marks no card");
  await page.locator(".card a").first().focus();
  check((await page.locator(".text .on").count()) >= 1, "focus on a card marks no words");
  await page.context().close();
}

// The map and a person's months lead on.
{
  const page = await open();
  await go(page, "/places");
  await page.locator(".map a").first().click();
  check(/\/(documents|places)\?/.test(page.url()), `a dot leads to ${page.url()}`);
  await go(page, person);
  check((await page.locator(".months .column").count()) > 0, "the person has no months");
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
  for (let steps = 0; steps < 120 && !reached; steps += 1) {
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
  const before = await page.locator(".card").count();
  await page.locator(".card .correct summary").first().click();
  if (javaScriptEnabled) await page.screenshot({ path: join(pictures, "correct-light-1280.png") });
  await page.locator("button[value=reject]").first().click();
  check(new URL(page.url()).pathname === article, `a correction leads to ${page.url()}`);
  check((await page.locator(".card").count()) === before - 1, "the statement is still there");
  await go(page, "/corrections");
  await page.locator("button[value=undo]").first().click();
  check((await page.locator(".log .undone").count()) >= 1, "nothing is undone");
  await go(page, article);
  check((await page.locator(".card").count()) === before, "the statement did not come back");
  await page.context().close();
}

await browser.close();
server.removeAllListeners("exit");
server.kill();
rmSync(folder, { recursive: true });
console.log(`${checks} checks, ${findings.length} findings; pictures in ${pictures}`);
for (const finding of findings) console.log(`  ${finding}`);
process.exit(findings.length > 0 ? 1 : 0);

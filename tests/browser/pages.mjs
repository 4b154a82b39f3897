// The pages in a real Chromium: no fault that axe-core finds on any page and state, the way from a spreadsheet to a printed
// page, and what happens to sessions, agencies and the back button.
//
//   OPEN=URL GUARDED=URL SINGLE=URL ISSUER=URL KEY=afk_... OTHER_KEY=afk_... SESSION_SECONDS=n CHROMIUM=path [MAX_SLIDER_MS=n] node pages.mjs [FOLDER]
//
// OPEN is a service that requires no keys and stores nothing yet; GUARDED one that requires them; SINGLE one whose people sign
// in at the provider ISSUER (tests/support/oidc), which is another site. With FOLDER pictures of
// the pages are written there.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const require = createRequire(resolve(process.env.TOOLS ?? "target/tools/browser", "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const { OPEN, GUARDED, SINGLE, ISSUER, KEY, OTHER_KEY, SESSION_SECONDS, CHROMIUM, MAX_SLIDER_MS } = process.env;
const pictures = process.argv[2];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 390, 1280];
const SCHEMES = ["light", "dark"];
// Texts in pictures are no smaller than this, in CSS pixels.
const MIN_TEXT = 11;
// The pages of which there are pictures, and what of each is at the top of it.
const PICTURED = new Map([["home-over-time", "body"], ["columns", "body"], ["question", "body"], ["demo", "body"],
  ["plan", "#answer"], ["campaign", "body"], ["account", "body"], ["ask-answered", "body"]]);
// CSS pixels of an A4 sheet between margins of 16 mm.
const PRINTED = 672;
const MAX_CLICKS = 10;
const MAX_SHEETS = 2;

// Followers as an office in Korea keeps them.
const rows = Array.from({ length: 400 }, (_, i) =>
  [`김${i}`, 20 + (i % 50), i % 2 ? "서울특별시" : "부산광역시", `2024-${String(1 + (i % 12)).padStart(2, "0")}-11`].join(","));
const spreadsheet = { name: "회원.csv", mimeType: "text/csv", buffer: Buffer.from(["이름,나이,지역,가입일", ...rows, ""].join("\n")) };

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const faults = [];
let states = 0;

// The pages of the provider are not ours.
const isElsewhere = (page) => page.url().startsWith(ISSUER);

async function tab(options = {}) {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`a script failed: ${error.message}`));
  page.on("console", (message) => {
    // A refusal is a page, which Chromium notes as an error too.
    if (message.type() === "error" && !isElsewhere(page) && !message.text().includes("the server responded with a status of 4")) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    if (!isElsewhere(page) && ![OPEN, GUARDED, SINGLE, ISSUER].some((own) => request.url().startsWith(own))) faults.push(`a request to ${request.url()}`);
  });
  return page;
}

// Looks at the page as it stands, at every width, light and dark.
async function look(page, name) {
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      const where = `${name}, ${width} px, ${scheme}`;
      states += 1;
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const { id, help, nodes } of violations) {
        for (const node of nodes.slice(0, 3)) faults.push(`${where}: ${id}: ${help}: ${node.target} ${node.failureSummary?.split("\n").at(-1)}`);
      }
      const measured = await page.evaluate(() => ({
        sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        // A text of which each line has hardly a word.
        squeezed: [...document.querySelectorAll("main :is(caption, p, li, dd, dt, td, th, h1, h2, label, button)")]
          .filter((part) => part.innerText?.trim().length > 12 && !part.closest(".visually-hidden"))
          .filter((part) => part.clientWidth > 1 && part.clientWidth < 48).map((part) => `${part.tagName} ${part.innerText.slice(0, 20)}`),
        // Two texts of a picture in one place.
        met: [...document.querySelectorAll("main svg")].flatMap((picture) => {
          const texts = [...picture.querySelectorAll("text")].map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
            .filter(({ name, box }) => box.width > 0 && name.trim() !== "");
          // Letters do not fill their line: a quarter of it may be shared.
          const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 4;
          return texts.flatMap((one, i) => texts.slice(i + 1).filter((other) => meet(one.box, other.box)).map((other) => `${one.name} and ${other.name}`));
        }),
        small: [...document.querySelectorAll("main svg text")].filter((text) => text.getClientRects().length > 0)
          .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)
          .reduce((least, size) => Math.min(least, size), Infinity),
      }));
      if (measured.sideways > 0) faults.push(`${where}: scrolls sideways by ${measured.sideways} px`);
      if (measured.met.length > 0) faults.push(`${where}: texts of a picture meet: ${measured.met[0]}`);
      if (measured.squeezed.length > 0) faults.push(`${where}: squeezed: ${measured.squeezed[0]}`);
      if (measured.small < MIN_TEXT - 0.05) faults.push(`${where}: a text in a picture has ${measured.small.toFixed(1)} px`);
      if (pictures && PICTURED.has(name) && scheme === "light" && width === 1280) {
        await page.locator(PICTURED.get(name)).evaluate((part) => part.scrollIntoView());
        await page.screenshot({ path: `${pictures}/${name}.png` });
        await page.evaluate(() => scrollTo(0, 0));
      }
    }
  }
  // A sheet between its margins: its tables have columns, and nothing is cut off.
  await page.setViewportSize({ width: PRINTED, height: 900 });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  const cut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (cut > 0) faults.push(`${name}, printed: ${cut} px are cut off`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

async function step(name, work) {
  const began = Date.now();
  const before = faults.length;
  try {
    await work();
  } catch (error) {
    faults.push(`${name}: ${error.stack}`);
  }
  console.log(`${faults.length === before ? "ok  " : "FAIL"} ${name} (${Date.now() - began} ms)`);
}

const heading = (page) => page.locator("h1").innerText();

// Signs in at the provider, which asks for a name and for consent.
async function signInAtProvider(page, name) {
  await page.click("text=Sign in with your work account");
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "any");
  await page.click("button[type=submit]");
  await page.click("button[type=submit]");
}

await step("from a Korean spreadsheet to a printed page, without JSON", async () => {
  const page = await tab();
  let clicks = 0;
  const click = async (selector) => {
    clicks += 1;
    await page.click(selector);
  };
  await page.goto(OPEN);
  await look(page, "home-empty");
  await click("text=Are our followers the people we exist for?");
  await look(page, "followers");
  clicks += 1;
  await page.setInputFiles("#file", spreadsheet);
  await page.fill("#account", "@housing");
  await click("text=Look at the file");
  await page.waitForURL("**/audiences/drafts/*");
  assert.match(await page.locator("main").innerText(), /400 rows can be read/);
  await look(page, "columns");
  await click("text=Keep 400 followers");
  await page.waitForURL("**/analyse");
  await look(page, "question-empty");
  clicks += 1;
  await page.selectOption("#preset", "under-middle-class-late-20s-to-40s");
  // The sentence is written while the form is filled in.
  await page.waitForFunction(() => document.querySelector("#meaning").innerText.includes("The target is:"));
  await look(page, "question");
  clicks += 1;
  await page.selectOption("#preset", "");
  await page.fill("#age_min", "27");
  await page.fill("#age_max", "49");
  await page.fill("#min_share", "30");
  await page.fill("#hours", "20");
  await click("button:text-is('Answer')");
  await page.waitForURL("**/analyses/*");
  assert.match(await page.locator("main").innerText(), /of 400 followers match/);
  await look(page, "answer");
  clicks += 1;
  assert.ok(await page.isVisible("button[data-print]"), "there is a button that prints");
  const pdf = await page.pdf({ format: "A4" });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  console.log(`     ${clicks} clicks, ${sheets} sheets`);
  assert.ok(clicks <= MAX_CLICKS && sheets <= MAX_SHEETS);
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => { fold.open = true; }));
  await look(page, "answer-unfolded");
  await page.click("text=What was kept of these followers");
  await look(page, "audience");
  await page.goto(OPEN);
  await look(page, "home");
});

await step("all of it without scripts", async () => {
  const page = await tab({ javaScriptEnabled: false });
  await page.goto(`${OPEN}/audiences/new`);
  await page.setInputFiles("#file", spreadsheet);
  await page.click("text=Look at the file");
  assert.equal(await heading(page), "What your file is taken for");
  await page.selectOption("select[name=c2]", "none");
  await page.click("text=Check again");
  assert.equal(await page.locator("select[name=c2]").inputValue(), "none");
  await page.click("text=Keep 400 followers");
  await page.fill("#age_min", "27");
  await page.click("text=Check what this means");
  assert.match(await page.locator("#meaning").innerText(), /The target is: aged 27 or older/);
  await page.click("button:text-is('Answer')");
  assert.match(await page.locator("main").innerText(), /of 400 followers match/);
  await page.goto(`${OPEN}/plan?age_min=27&country=KR`);
  await page.click("text=Show channels and plan");
  assert.match(await page.locator("#answer").innerText(), /What to do in a week/);
});

await step("rows that cannot be read are shown in groups, and a workbook is read like a table", async () => {
  const page = await tab();
  const wrong = [...rows.slice(0, 60), "김,many,서울특별시,2024-01-11", "김,31,서울특별시,soon", "김,two,서울특별시,2024-01-11"];
  await page.goto(`${OPEN}/audiences/new`);
  await page.setInputFiles("#file", { ...spreadsheet, buffer: Buffer.from(["이름,나이,지역,가입일", ...wrong, ""].join("\n")) });
  await page.click("text=Look at the file");
  await page.waitForURL("**/audiences/drafts/*");
  assert.match(await page.locator("main").innerText(), /cannot/);
  assert.match(await page.locator("main").innerText(), /many/);
  await look(page, "columns-rejected");
  await page.click("text=Throw the file away");
  await page.setInputFiles("#file", "tests/data/door/boxes/people.xlsx");
  await page.click("text=Look at the file");
  await page.waitForURL("**/audiences/drafts/*");
  assert.match(await page.locator("main").innerText(), /people\.xlsx: \d+ rows? can be read/);
});

await step("the demo, the back button and what is wrong", async () => {
  const page = await tab();
  await page.goto(OPEN);
  await page.click("text=Try the demo");
  await page.waitForURL("**/analyses/*");
  await look(page, "demo");
  await page.goBack();
  assert.equal(await heading(page), "What do you want to know?");
  await page.goForward();
  assert.equal(await heading(page), "@demo");
  await page.click("text=Ask something else");
  await page.fill("#age_min", "50");
  await page.fill("#age_max", "20");
  await page.click("button:text-is('Answer')");
  await page.waitForSelector(".errors");
  await look(page, "question-wrong");
  await page.fill("#age_max", "70");
  await page.click("button:text-is('Answer')");
  await page.waitForURL("**/analyses/*");
  await page.goBack();
  await page.goBack();
  assert.ok(page.url().startsWith(OPEN), "going back leads through pages that are there");
  assert.equal((await page.goto(`${OPEN}/analyses/none`)).status(), 404);
  await look(page, "not-found");
});

await step("an account over time", async () => {
  const page = await tab();
  for (const from of [0, 40]) {
    const kept = rows.slice(from, from + 300).map((row, i) => `u${from + i},${row}`);
    const file = { ...spreadsheet, buffer: Buffer.from(["id,이름,나이,지역,가입일", ...kept, ""].join("\n")) };
    await page.goto(`${OPEN}/audiences/new`);
    await page.setInputFiles("#file", file);
    await page.fill("#account", "@welfare");
    await page.click("text=Look at the file");
    await page.waitForURL("**/audiences/drafts/*");
    await page.click("text=Keep 300 followers");
    await page.fill("#age_min", "27");
    await page.click("button:text-is('Answer')");
    await page.waitForURL("**/analyses/*");
  }
  await page.click("text=This account over time");
  assert.match(await page.locator("main").innerText(), /260 followers stayed, 40 came and 40 left/);
  await look(page, "account");
  await page.goto(OPEN);
  await look(page, "home-over-time");
});

await step("a sample is asked, answers, and decides", async () => {
  const page = await tab();
  const unknown = Array.from({ length: 600 }, (_, i) => `p${i},KR-11,${i % 10 === 0 ? 70 : ""}`);
  await page.goto(`${OPEN}/audiences/new`);
  await page.setInputFiles("#file", { ...spreadsheet, buffer: Buffer.from(["id,지역,나이", ...unknown, ""].join("\n")) });
  await page.fill("#account", "@sample");
  await page.click("text=Look at the file");
  await page.waitForURL("**/audiences/drafts/*");
  await page.click("text=Keep 600 followers");
  await page.waitForURL("**/analyse");
  await page.goto(page.url().replace("/analyse", ""));
  await page.click("text=Ask a sample of followers");
  await look(page, "ask-empty");
  await page.fill("#age_min", "50");
  await page.fill("#age_max", "20");
  await page.click("text=Draw whom to ask");
  await page.waitForSelector(".errors");
  await look(page, "ask-wrong");
  await page.fill("#age_min", "27");
  await page.fill("#age_max", "49");
  await page.fill("#people", "100");
  await page.fill("#within", "2");
  await page.fill("#min_share", "30");
  await page.click("text=Draw whom to ask");
  await page.waitForURL("**/asks/*");
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => { fold.open = true; }));
  await look(page, "ask-drawn");
  const downloaded = async (selector) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
    return readFileSync(await download.path(), "utf8");
  };
  const codes = (await downloaded("text=List of people to ask")).trim().split("\n").slice(1).map((line) => line.split(",")[0]);
  assert.equal(codes.length, 100);
  assert.match(await downloaded("text=Questionnaire in Korean, as a table"), /^\ufeff.*\n/);
  await page.click("text=Add the answers");
  await page.waitForSelector(".errors");
  await look(page, "ask-nothing-pasted");
  const paste = async (some, choice) => {
    await page.fill("#answers", ["code\tage", ...some.map((code, i) => `${code}\t${choice(i)}`)].join("\n"));
    await page.click("text=Add the answers");
    await page.waitForURL("**/asks/*");
  };
  await paste(codes.slice(0, 40), (i) => (i % 3 === 0 ? "b" : "a"));
  assert.match(await page.locator("main").innerText(), /40 of 100 people[^]*Not decided yet/);
  await look(page, "ask-answered");
  await paste(codes.slice(40), () => "27 to 49");
  assert.match(await page.locator("main").innerText(), /Stop asking: the answers decide/);
  await page.click("text=Keep this answer with its whole report");
  await page.waitForURL("**/analyses/*");
  await page.click("text=This account over time");
  assert.match(await page.locator("main").innerText(), /100 of 100 people/);
  await look(page, "account-with-asks");
});

await step("a report is built, printed and kept as a spreadsheet", async () => {
  const page = await tab();
  await page.goto(OPEN);
  await page.click("tbody th a");
  await page.click("text=Build a report");
  await look(page, "build");
  await page.fill("#title", "Autumn <b>");
  await page.fill("#agency", "Housing Office");
  await page.uncheck("#part-2");
  const address = page.url();
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Spreadsheet of all tables")]);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
  const [text] = await Promise.all([page.waitForEvent("download"), page.click("button:text-is('Markdown')")]);
  assert.match(readFileSync(await text.path(), "utf8"), /^# Autumn/);
  await page.selectOption("#language", "ko");
  await page.click("text=View to print");
  assert.equal(await heading(page), "Autumn <b>");
  assert.equal(await page.getAttribute("html", "lang"), "ko");
  assert.equal(await page.locator("#part-2").count(), 0);
  await page.goBack();
  assert.equal(page.url(), address);
});

await step("the language is switched on the page", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/plan?age_min=27&country=KR`);
  await page.click("button:text-is('한국어')");
  assert.equal(await page.getAttribute("html", "lang"), "ko");
  assert.match(page.url(), /plan\?age_min=27&country=KR$/);
  await page.goto(`${OPEN}/campaigns`);
  assert.equal(await page.getAttribute("html", "lang"), "ko");
  await page.click("button:text-is('English')");
  assert.equal(await page.getAttribute("html", "lang"), "en");
});

await step("a plan answers its sliders", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/plan`);
  await look(page, "plan-empty");
  await page.goto(`${OPEN}/plan?preset=under-middle-class-late-20s-to-40s&country=KR`);
  await look(page, "plan");
  const before = await page.locator("#answer").innerText();
  const began = Date.now();
  await page.locator("#hours").focus();
  await page.keyboard.press("End");
  await page.waitForFunction((text) => document.querySelector("#answer").innerText !== text, before);
  const waited = Date.now() - began;
  console.log(`     ${waited} ms from the slider to the answer`);
  // A build for development is many times slower.
  if (MAX_SLIDER_MS) assert.ok(waited <= Number(MAX_SLIDER_MS), `${waited} ms`);
  assert.equal(await page.locator("output[for=hours]").innerText(), "80");
  assert.match(page.url(), /hours=80/);
  await page.goto(`${OPEN}/plan?age_min=27&age_max=49&country=KR&hours=20&channel1=facebook&number1=18000&unit1=followers&channel2=instagram&number2=9000&unit2=followers`);
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => { fold.open = true; }));
  assert.ok(await page.locator("#answer svg[role=img]").count() > 0, "the curve is drawn");
  assert.doesNotMatch(await page.locator("main").innerText(), /own_reach|--[a-z]/, "no word of the API");
  await look(page, "plan-with-numbers");
  await page.goto(`${OPEN}/plan?age_min=27&country=KR&hours=many`);
  await look(page, "plan-wrong");
});

await step("a campaign is judged from a pasted table, and its result kept, corrected and deleted", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/campaigns`);
  await look(page, "campaign-empty");
  const day = (i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
  const counts = Array.from({ length: 91 }, (_, i) => `${day(i)}\t${8 + (i % 7) + ((i * 7919) % 5) + (i >= 70 && i < 77 ? 25 : 0)}`);
  await page.fill("#counts", ["날짜\t답글", ...counts].join("\n"));
  await page.fill("#event", "spring quiz");
  await page.fill("#from", day(76));
  await page.fill("#to", day(70));
  await page.click("text=Judge the campaign");
  await page.waitForSelector(".errors");
  await look(page, "campaign-wrong");
  await page.fill("#from", day(70));
  await page.fill("#to", day(76));
  await page.click("text=Judge the campaign");
  await page.waitForSelector("article");
  await look(page, "campaign");
  await page.click("text=Store the answer");
  await page.waitForURL("**/stored/eff_*");
  await look(page, "stored-effect");
  const [tables] = await Promise.all([page.waitForEvent("download"), page.click("text=Spreadsheet of all tables")]);
  assert.match(tables.suggestedFilename(), /^eff_.*\.xlsx$/);
  await page.goto(`${OPEN}/campaigns/results`);
  await look(page, "results-empty");
  const add = async (responded) => {
    await page.selectOption("#channel", "radio");
    await page.fill("#at", "2026-03-12");
    await page.fill("#delivered", "900");
    await page.fill("#responded", String(responded));
    await page.click("text=Add the result");
  };
  await add(1000);
  await page.waitForSelector(".errors");
  await look(page, "result-wrong");
  await add(45);
  await page.click("tbody a");
  await look(page, "result");
  await page.fill("#responded", "54");
  await page.click("text=Save the correction");
  assert.match(await page.locator("tbody").innerText(), /900\s+54/);
  await look(page, "results");
  await page.click("tbody a");
  await page.click("text=Delete this result");
  assert.match(await page.locator("main").innerText(), /There are none yet/);
});

await step("in Korean", async () => {
  const page = await tab({ locale: "ko" });
  const korean = async (name) => {
    assert.equal(await page.getAttribute("html", "lang"), "ko", name);
    assert.match(await heading(page), /[가-힣@]/, name);
    await look(page, `ko-${name}`);
  };
  await page.goto(OPEN);
  await korean("home");
  await page.click("form[action='/demo'] button");
  await page.waitForURL("**/analyses/*");
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => { fold.open = true; }));
  await korean("answer");
  await page.goto(`${OPEN}/audiences/new`);
  await korean("followers");
  await page.setInputFiles("#file", spreadsheet);
  await page.click("form[enctype] button");
  await page.waitForURL("**/audiences/drafts/*");
  await korean("columns");
  await page.click("button[formmethod=post]");
  await page.waitForURL("**/analyse");
  await page.fill("#age_min", "27");
  await page.waitForFunction(() => document.querySelector("#meaning .lead"));
  await korean("question");
  await page.goto(`${OPEN}/plan?age_min=27&country=KR`);
  await korean("plan");
  await page.goto(OPEN);
  await page.click("tbody th a");
  const analysis = page.url();
  await page.goto(`${analysis}/build`);
  await korean("build");
  await page.goto(`${OPEN}/accounts?account=%40sample`);
  await korean("account");
  await page.click("a[href^='/asks/']");
  await korean("ask");
  await page.goto((await page.locator("a[href*='/ask?after=']").getAttribute("href")).replace(/^/, OPEN));
  await korean("ask-more");
  await page.goto(`${OPEN}/campaigns/results`);
  await korean("results");
  await page.goto(`${OPEN}/analyses/none`);
  await korean("not-found");
});

await step("Swagger UI, but for what is its own", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/docs/`);
  await page.waitForSelector(".opblock");
  assert.equal(await page.locator(".topbar").count(), 0);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES.slice(0, -1));
  const ours = violations.filter(({ id }) => !["nested-interactive", "select-name"].includes(id));
  for (const { id, nodes } of ours) faults.push(`Swagger UI: ${id}: ${nodes.slice(0, 5).map((node) => node.target)}`);
});

await step("by keyboard alone", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/plan`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  const seen = new Set();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const { activeElement: own } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(own);
      const name = own === document.body ? "BODY" : own.id || own.textContent.trim() || own.tagName;
      return { name, shown: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
    });
    if (focused.name === "BODY") break;
    assert.ok(focused.shown, `where the focus is shows on ${focused.name}`);
    seen.add(focused.name);
  }
  for (const name of ["preset", "age_min", "country", "hours", "Show channels and plan"]) assert.ok(seen.has(name), name);
});

await step("a large upload shows how far it is", async () => {
  const page = await tab();
  await page.goto(`${OPEN}/audiences/new`);
  const megabytes = 100;
  const line = `31,KR-11,female,2024-03-05,${"what they say of themselves ".repeat(8)}\n`.repeat(40);
  const folder = mkdtempSync(join(tmpdir(), "audience-fit-"));
  const file = join(folder, "large.csv");
  writeFileSync(file, "age,region,gender,followed_at,bio\n");
  for (let sent = 0; sent < megabytes * 1e6; sent += line.length) appendFileSync(file, line);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 16 << 20 });
  await page.setInputFiles("#file", file);
  await page.click("text=Look at the file");
  await page.waitForSelector("progress");
  await page.waitForFunction(() => document.querySelector("progress")?.value >= 10);
  await look(page, "sending");
  await page.waitForURL("**/audiences/drafts/*", { timeout: 300_000 });
  assert.match(await page.locator("main").innerText(), /rows can be read/);
  await page.click("text=Throw the file away");
  rmSync(folder, { recursive: true });
});

await step("a session ends, and its page is found again", async () => {
  const page = await tab();
  await page.goto(`${GUARDED}/plan?age_min=27`);
  assert.equal(await heading(page), "Sign in");
  await look(page, "sign-in");
  await page.fill("#key", "afk_1");
  await page.click("button:text-is('Sign in')");
  await page.waitForSelector(".errors");
  await look(page, "sign-in-wrong");
  await page.fill("#key", KEY);
  await page.click("button:text-is('Sign in')");
  await page.waitForURL("**/plan?age_min=27");
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name === "session");
  assert.deepEqual([session.httpOnly, session.sameSite], [true, "Strict"]);
  assert.equal(await page.evaluate(() => document.cookie), "", "no script sees a cookie");
  await page.goto(`${GUARDED}/audiences/new`);
  await page.waitForTimeout(1000 * Number(SESSION_SECONDS) + 500);
  await page.setInputFiles("#file", spreadsheet);
  await page.click("text=Look at the file");
  await page.waitForURL("**/sign-in*");
  await look(page, "session-ended");
  await page.fill("#key", KEY);
  await page.click("button:text-is('Sign in')");
  await page.waitForURL("**/audiences/new");
  await page.click("text=Sign out");
  assert.equal(await heading(page), "Sign in");
  await page.goBack();
  assert.equal(await heading(page), "Sign in", "nothing of the session comes back");
});

await step("two agencies never see each other's pages", async () => {
  const signedIn = async (key) => {
    const page = await tab();
    await page.goto(GUARDED);
    await page.fill("#key", key);
    await page.click("button:text-is('Sign in')");
    await page.waitForURL(`${GUARDED}/`);
    return page;
  };
  const own = await signedIn(KEY);
  await own.click("text=Try the demo");
  await own.waitForURL("**/analyses/*");
  const other = await signedIn(OTHER_KEY);
  assert.doesNotMatch(await other.locator("main").innerText(), /@demo/);
  assert.equal((await other.goto(own.url())).status(), 404);
});

await step("signing in with an account of another site", async () => {
  const page = await tab();
  await page.goto(`${SINGLE}/plan`);
  await look(page, "sign-in-provider");
  await signInAtProvider(page, "kim");
  // The cookie of the session is no other site's to send, and is there all the same.
  await page.waitForURL(`${SINGLE}/plan`);
  assert.match(await page.locator("header").innerText(), /Sign out/);
  await page.click("text=Sign out");
  assert.equal(await heading(page), "Sign in");
  const other = await tab({ locale: "ko" });
  await other.goto(`${SINGLE}/`);
  await other.click("text=기관 계정으로 로그인");
  await other.fill("input[name=login]", "lee");
  await other.fill("input[name=password]", "any");
  await other.click("button[type=submit]");
  await other.click("button[type=submit]");
  await other.waitForURL("**/sign-in/provider/return*");
  assert.match(await other.locator("main").innerText(), /lee@agency.example 계정으로 로그인했지만/);
  await look(other, "sign-in-refused");
});

await browser.close();
console.log(`${states} states looked at, ${faults.length} faults`);
if (faults.length > 0) {
  console.error([...new Set(faults)].slice(0, 60).join("\n"));
  process.exit(1);
}

// Looks at the reference pages as a browser does. It is no part of `make test`,
// because it needs Chromium; run it after a change of the page or of Scalar.
//
//   mkdir check && cd check && npm install playwright-core axe-core
//   node …/docs/reference/browser-check.mjs URL [FOLDER FOR SCREENSHOTS]
//
// URL is a served page (http://127.0.0.1:8080/docs/), a static one, or a
// file:// address. CHROMIUM names the browser, /usr/bin/chromium unless said.
//
// On a desktop and on a phone, light and dark, it opens the page and fails if
// the page asks another host for anything, writes an error or a warning to the
// console (a broken Content-Security-Policy does), scrolls sideways, or breaks
// an accessibility rule that axe calls serious. Where calls can be tried it
// lists the customer managers and fails unless the page's own server answers 200.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'node_modules', 'x'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [address, shots] = process.argv.slice(2);
if (!address) {
  console.error('browser-check: no URL given: node browser-check.mjs URL [FOLDER]');
  process.exit(2);
}
const own = new URL(address);
const isOwn = (url) => ['data:', 'blob:'].includes(url.protocol) || (url.protocol === own.protocol && url.host === own.host);

const problems = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// open loads the page and reports what it asks for and complains about.
async function open(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  page.on('request', (r) => {
    requests.push(`${r.method()} ${r.url()}`);
    if (!isOwn(new URL(r.url()))) problems.push(`${name}: asks another host: ${r.url()}`);
  });
  page.on('console', (m) => {
    if (['error', 'warning'].includes(m.type())) problems.push(`${name}: console: ${m.text()}`);
  });
  page.on('pageerror', (e) => problems.push(`${name}: script: ${e.message}`));
  await page.goto(address);
  await page.getByRole('heading').first().waitFor();
  await page.waitForTimeout(2000); // what comes late: fonts, telemetry
  return { context, page, requests };
}

for (const [device, width, height] of [['desktop', 1280, 900], ['phone', 390, 844]]) {
  for (const colorScheme of ['light', 'dark']) {
    const name = `${device} ${colorScheme}`;
    const options = { viewport: { width, height }, colorScheme };
    const { context, page, requests } = await open(name, options);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) problems.push(`${name}: scrolls sideways by ${over} px`);
    if (shots) await page.screenshot({ path: join(shots, `${device}-${colorScheme}.png`) });
    console.log(`${name}: ${requests.length} requests: ${requests.join(', ')}`);
    await context.close();

    // axe is a script of its own, which the page's policy refuses.
    const judged = await open(name, { ...options, bypassCSP: true });
    await judged.page.evaluate(axe);
    const { violations } = await judged.page.evaluate(() => globalThis.axe.run());
    for (const v of violations.filter((v) => ['serious', 'critical'].includes(v.impact))) {
      problems.push(`${name}: ${v.impact}: ${v.id}: ${v.nodes.length} times, first at ${v.nodes[0].html.slice(0, 120)}`);
    }
    await judged.context.close();
  }
}

const { context, page, requests } = await open('try', { viewport: { width: 1280, height: 900 } });
await page.getByRole('link', { name: /List customer managers/ }).first().click();
await page.waitForTimeout(1500);
const test = page.getByRole('button', { name: /Test Request/ }).first();
if (await test.count()) {
  await test.click();
  const answered = page.waitForResponse((r) => r.url().endsWith('/api/customer_managers'), { timeout: 10_000 });
  await page.getByRole('button', { name: /^Send/ }).first().click();
  const answer = await answered.catch(() => null);
  console.log(`try: ${requests.at(-1)}: ${answer ? answer.status() : 'no answer'}`);
  if (answer?.status() !== 200) problems.push('try: no 200 from the page\'s own server');
  await page.waitForTimeout(1000);
  if (shots) await page.screenshot({ path: join(shots, 'try.png') });
} else {
  console.log('try: this page offers no calls');
}
await context.close();
await browser.close();

for (const p of problems) console.error(`browser-check: ${p}`);
console.log(problems.length ? `${problems.length} problems` : 'no problems');
process.exit(problems.length ? 1 : 0);

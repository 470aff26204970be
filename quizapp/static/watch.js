// The script of a page that watches an assignment. Without it the page is as it was when it was asked
// for, and has a link to ask again. With it the page asks every few seconds what changed; mostly nothing
// did, and the reply is empty.
//
// What it writes on the page is text and a few attributes, never HTML.

const EVERY = 2_000;
const REPLY_WITHIN = 8_000;
const LOST_AFTER = 8_000;
const MAY_CHANGE = ["data-standing", "x", "width"];

const page = document.querySelector("[data-live-page]");
const lost = document.querySelector("[data-live-lost]");
const cells = new Map([...page.querySelectorAll("[data-live]")].map((cell) => [cell.dataset.live, cell]));
let { tag } = page.dataset;
let heardAt = performance.now();
let timer = 0;

function show(changed) {
  for (const [key, { text, ...attributes }] of Object.entries(changed)) {
    const cell = cells.get(key);
    if (!cell) continue;
    // What stays the same is left alone: screen readers read out what is written anew.
    if (text !== undefined && cell.textContent !== text) cell.textContent = text;
    for (const name of MAY_CHANGE) {
      if (attributes[name] !== undefined && cell.getAttribute(name) !== attributes[name]) cell.setAttribute(name, attributes[name]);
    }
  }
}

async function ask() {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), REPLY_WITHIN);
  try {
    const reply = await fetch(page.dataset.livePage, {
      cache: "no-store", redirect: "error", signal: stop.signal,
      headers: { "Accept": "application/json", "If-None-Match": tag },
    });
    if (reply.status === 404) return location.reload(); // signed out, or taken back: the page says which
    if (reply.status !== 200 && reply.status !== 304) return undefined;
    const state = reply.status === 200 ? await reply.json() : null;
    heardAt = performance.now();
    if (!state) return undefined;
    if (state.layout !== page.dataset.layout) return location.reload(); // somebody joined, or left
    tag = reply.headers.get("ETag");
    return show(state.cells);
  } catch {
    return undefined; // the network is away: the next time may be better
  } finally {
    clearTimeout(patience);
  }
}

function tell() {
  const text = performance.now() - heardAt > LOST_AFTER ? lost.dataset.lost : "";
  if (lost.textContent === text) return;
  lost.hidden = !text;
  lost.textContent = text;
}

async function go() {
  clearTimeout(timer);
  if (document.hidden) return; // nobody looks: it goes on when somebody does
  await ask();
  tell();
  timer = setTimeout(go, EVERY * (0.9 + Math.random() * 0.2));
}

for (const link of document.querySelectorAll("[data-live-refresh]")) link.hidden = true;
document.addEventListener("visibilitychange", go);
timer = setTimeout(go, EVERY);

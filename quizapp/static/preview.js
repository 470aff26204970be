// The script of a preview: after a save the page in the frame is changed for the new one, and what was
// filled in and where one had read to stay. What it writes is text, never HTML.
//
// `remember` and `bringBack` serve every page that shows a preview in a frame.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// == What was filled in, and where one had read to ==

const FIELDS = "input:not([type=hidden]), select, textarea";
const PLACES = "[data-id], [data-number]"; // questions by their ids, paragraphs by their numbers
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
const nameOf = (place) => place.dataset.id ?? place.id;

function views(page) {
  return { page: page.scrollingElement, passage: $("#passage", page), questions: $("#questions", page) };
}

const topOf = (view) => (view === view.ownerDocument.scrollingElement ? 0 : view.getBoundingClientRect().top);
const findPlace = (page, name) => $$(PLACES, page).find((place) => nameOf(place) === name);

// The place at the top of what is seen, and how far it is from there.
function readPlace(view) {
  if (!view || view.scrollHeight <= view.clientHeight) return null;
  const top = topOf(view);
  const above = $$(PLACES, view).filter((place) => place.getBoundingClientRect().top <= top + 8);
  const place = above.at(-1);
  return { top: view.scrollTop, name: place && nameOf(place), offset: place && place.getBoundingClientRect().top - top };
}

// The first question of which more than half is to be seen, or still below.
function seenQuestion(page) {
  const middle = (place) => { const { top, bottom } = place.getBoundingClientRect(); return (top + bottom) / 2; };
  return $$("[data-id]", page).find((place) => middle(place) > 0)?.dataset.id;
}

// Returns what `bringBack` needs. Pages without fields (with the key, in print) leave those of `before`.
export function remember(page, look = "", before = {}) {
  const fields = { ...before.fields };
  for (const field of $$(FIELDS, page)) {
    if (!field.name) continue;
    if (isChoice(field)) fields[`${field.name}=${field.value}`] = field.checked;
    else fields[field.name] = field.value;
  }
  const orders = { ...before.orders };
  for (const list of $$("[data-ordering]", page)) {
    const isSet = !$("[data-keep-order]", list.closest("section"));
    const inputs = $$("[data-item] input", list);
    if (isSet) orders[inputs[0].name] = inputs.map((input) => input.value);
  }
  const places = Object.fromEntries(Object.entries(views(page)).map(([name, view]) => [name, readPlace(view)]));
  const focus = page.hasFocus() ? page.activeElement?.name : "";
  return { look, fields, orders, places, focus, question: seenQuestion(page) };
}

export function bringBack(page, kept, look = "") {
  for (const field of $$(FIELDS, page)) {
    const value = kept.fields?.[isChoice(field) ? `${field.name}=${field.value}` : field.name];
    if (value === undefined) continue;
    if (isChoice(field)) field.checked = value;
    else if (!field.matches("select") || [...field.options].some((option) => option.value === value)) field.value = value;
  }
  for (const list of $$("[data-ordering]", page)) putInOrder(list, kept.orders ?? {});
  for (const section of $$("section.question", page)) section.dispatchEvent(new Event("filled"));
  scrollBack(page, kept, look);
  if (kept.focus) $$(FIELDS, page).find((field) => field.name === kept.focus)?.focus({ preventScroll: true });
}

function putInOrder(list, orders) {
  const items = $$("[data-item]", list);
  const tokenOf = (item) => $("input", item).value;
  const order = orders[$("input", items[0]).name];
  if (!order) return;
  // What is new since then comes last.
  const rank = (item) => (order.includes(tokenOf(item)) ? order.indexOf(tokenOf(item)) : order.length);
  items.sort((one, other) => rank(one) - rank(other));
  list.append(...items);
  for (const [place, item] of items.entries()) {
    $('[data-move="up"]', item).disabled = place === 0;
    $('[data-move="down"]', item).disabled = place === items.length - 1;
  }
  $("[data-keep-order]", list.closest("section"))?.click();
}

function scrollBack(page, kept, look) {
  const question = kept.question && findPlace(page, kept.question);
  if (kept.look !== look) {
    // Another width or another mode: the same question, wherever it stands there.
    question?.scrollIntoView({ block: "start" });
    return;
  }
  for (const [name, view] of Object.entries(views(page))) {
    const place = kept.places?.[name];
    if (!view || !place) continue;
    view.scrollTop = place.top;
    const found = place.name && findPlace(page, place.name);
    if (found && view.contains(found)) view.scrollTop += found.getBoundingClientRect().top - topOf(view) - place.offset;
  }
}

export function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const height = element.ownerDocument.documentElement.clientHeight;
  return top < height - 48 && bottom > 48;
}

// == The frame: the new page is made ready behind the old one ==

const KEPT = "quizapp.preview";
const body = $("[data-preview]");
const frames = $("[data-frames]");
let loading = null;

const frame = () => $("iframe", frames);
const isPreview = (page) => Boolean(page && $(".page-preview", page));

function readKept() {
  try { return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}; } catch { return {}; }
}

function keep() {
  const page = frame().contentDocument;
  const before = readKept();
  if (!isPreview(page)) return before;
  const kept = { ...remember(page, body.dataset.look, before), file: body.dataset.page.replace(/^[^.]*\.[^.]*\./, "") };
  try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* then it lasts as long as the page */ }
  return kept;
}

function renew({ question }) {
  loading?.remove();
  const old = frame();
  const next = old.cloneNode();
  const address = new URL(old.src);
  address.searchParams.set("at", body.dataset.version);
  address.hash = "";
  next.src = address;
  next.classList.add("is-loading");
  loading = next;
  next.addEventListener("load", () => {
    if (loading !== next) return;
    loading = null;
    const page = next.contentDocument;
    // A server that has gone away shows no page: the last good one stays.
    if (!isPreview(page)) return next.remove();
    bringBack(page, keep(), body.dataset.look);
    next.classList.remove("is-loading");
    old.remove();
    goTo(page, question);
  });
  frames.append(next);
}

let shownQuestion = $("iframe")?.src.split("#")[1];

// Whoever goes on with the same question is left where they are.
function goTo(page, question) {
  const name = `question-${question}`;
  const place = page.getElementById(name);
  if (place && name !== shownQuestion && !isInSight(place)) place.scrollIntoView({ block: "start" });
  shownQuestion = name;
}

// == What was found ==

// Words between backticks are code, as in the manual.
function write(element, text) {
  element.replaceChildren(...text.split("`").map((piece, index) => {
    if (index % 2 === 0) return piece;
    const code = document.createElement("code");
    code.textContent = piece;
    return code;
  }));
}

function makeDiagnostic(found) {
  const item = $("[data-diagnostic]").content.cloneNode(true).firstElementChild;
  item.className = `diagnostic diagnostic-${found.severity}`;
  for (const element of $$("[data-told]", item)) write(element, found[element.dataset.told]);
  return item;
}

function tell(now) {
  document.title = document.title.replace(/.* – /s, `${now.title} – `);
  for (const element of $$("[data-now]")) element.textContent = now[element.dataset.now];
  const list = $("[data-list]");
  const hadErrors = $("[data-found]").classList.contains("has-errors");
  $("[data-diagnostics]").replaceChildren(...now.diagnostics.map(makeDiagnostic));
  $("[data-found]").classList.toggle("has-errors", now.has_errors);
  list.hidden = now.diagnostics.length === 0;
  $("[data-clean]").hidden = !list.hidden;
  $("[data-old]").hidden = !now.is_old;
  // It opens by itself when errors come and closes when they go; between that, as one likes.
  if (now.has_errors !== hadErrors) list.open = now.has_errors;
  $("[data-voice]").textContent = now.summary;
}

// == Waiting for the next save ==

let waiting = null;

async function ask() {
  waiting = new AbortController();
  const address = `${body.dataset.changes}?after=${encodeURIComponent(body.dataset.version)}`;
  const reply = await fetch(address, { signal: waiting.signal, cache: "no-store" });
  return reply.status === 200 ? reply.json() : null;
}

function show(now) {
  const { page } = body.dataset;
  Object.assign(body.dataset, { version: now.version, page: now.page });
  tell(now);
  if (now.page !== page) renew(now);
}

async function watch() {
  while (!document.hidden) {
    try {
      const now = await ask();
      $("[data-stopped-line]").hidden = true;
      if (now) show(now);
    } catch {
      if (document.hidden) return;
      $("[data-stopped-line]").textContent = body.dataset.stopped;
      $("[data-stopped-line]").hidden = false;
      await sleep(1_000);
    }
  }
}

function start() {
  const first = frame();
  const comeBack = () => {
    const kept = readKept();
    const file = body.dataset.page.replace(/^[^.]*\.[^.]*\./, "");
    if (isPreview(first.contentDocument) && kept.file === file) bringBack(first.contentDocument, kept, body.dataset.look);
  };
  if (first.contentDocument?.readyState === "complete" && isPreview(first.contentDocument)) comeBack();
  else first.addEventListener("load", comeBack, { once: true });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => (document.hidden ? waiting?.abort() : watch()));
  watch();
}

if (body) start();

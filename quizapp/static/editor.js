// The script of the editor. Without it the page checks, saves and previews by its buttons. With it the
// text is checked as it is typed, the preview follows, and what is not saved yet stays on this device.
//
// What it writes on the page is text, never HTML.

import { bringBack as bringPreviewBack, remember as rememberPreview } from "./preview.js";

const DRAFT = "quizapp.draft."; // + the file's name, in localStorage
const KEEP_DRAFT = 7 * 24 * 3600 * 1000;
const CHECK_AFTER = 350;
const KEEP_AFTER = 200;
const PATIENCE = 10_000;

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const form = $("[data-editor]");
const text = $("#text");
const words = JSON.parse(form.dataset.words);
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const saveButton = $("button[value=save]", form);
const opened = $("input[name=opened]", form);
const original = { text: text.value, opened: opened.value };

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
}

function later(job, wait) {
  let timer = 0;
  const run = () => { clearTimeout(timer); timer = setTimeout(job, wait); };
  run.now = () => { clearTimeout(timer); job(); };
  return run;
}

// == Lines behind the text: they number it, wrap as it does and show where something is wrong ==

const linesBox = $("[data-lines]");
let shown = original.text.split("\n");

function showLines() {
  const now = text.value.split("\n");
  const most = Math.min(now.length, shown.length);
  let head = 0;
  while (head < most && now[head] === shown[head]) head += 1;
  let tail = 0;
  while (tail < most - head && now.at(-1 - tail) === shown.at(-1 - tail)) tail += 1;
  const old = [...linesBox.children].slice(head, shown.length - tail);
  const next = linesBox.children[shown.length - tail] ?? null;
  // A line that is only changed keeps its mark until the next check.
  const fresh = now.slice(head, now.length - tail).map((line, place) => make("div", old[place]?.className ?? "code-line", line));
  for (const line of old) line.remove();
  for (const line of fresh) linesBox.insertBefore(line, next);
  shown = now;
  for (let place = head; place < linesBox.children.length; place += 1) linesBox.children[place].id = `L${place + 1}`;
}

function markLines(diagnostics) {
  for (const line of $$(".is-error, .is-warning", linesBox)) line.className = "code-line";
  for (const found of diagnostics.filter(({ file }) => !file).reverse()) {
    const line = linesBox.children[found.line - 1];
    if (line && !(line.className.includes("is-error") && found.severity === "warning")) line.className = `code-line is-${found.severity}`;
  }
}

// Columns count characters; a text area counts halves of some of them.
function offsetOf(line, column) {
  const before = shown.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + [...(shown[line - 1] ?? "")].slice(0, column - 1).join("").length;
}

function goTo(line, column = 1) {
  const place = Math.min(offsetOf(line, column), text.value.length);
  text.focus({ preventScroll: true });
  text.setSelectionRange(place, place);
  linesBox.children[Math.min(line, shown.length) - 1]?.scrollIntoView({ block: "center" });
}

const lineOfCaret = () => text.value.slice(0, text.selectionStart).split("\n").length;

// == What was found ==

const list = $("[data-diagnostics]");
const summary = $("[data-summary]");

// Words between backticks are code, as in the manual.
function inCode(words) {
  return words.split("`").map((piece, place) => (place % 2 ? make("code", "", piece) : piece));
}

function placeOf(found) {
  if (found.file) return make("span", "diagnostic-place", say("elsewhere", found));
  const link = make("a", "diagnostic-place", found.place);
  Object.assign(link, { href: `#L${found.line}` });
  Object.assign(link.dataset, { line: found.line, column: found.column });
  return link;
}

function diagnostic(found) {
  const item = make("li", `diagnostic diagnostic-${found.severity}`, placeOf(found), " ", make("strong", "", found.name), " ");
  item.append(make("span", "", ...inCode(found.message)));
  if (found.help) item.append(" ", make("span", "aside", ...inCode(found.help)));
  return item;
}

function tell({ summary: counted, has_errors: hasErrors, diagnostics }) {
  const focused = document.activeElement?.closest("[data-diagnostics] [data-line]");
  list.replaceChildren(...diagnostics.map(diagnostic));
  // Whoever is on a link of the list stays on it, when it is still there.
  if (focused) $(`[data-line="${focused.dataset.line}"]`, list)?.focus();
  if (summary.textContent !== counted) summary.textContent = counted;
  summary.parentElement.classList.toggle("has-errors", hasErrors);
  $("[data-clean]").hidden = diagnostics.length > 0;
  markLines(diagnostics);
}

const state = $("[data-state]");
let checks = 0;
let checked = original.text;

async function ask() {
  const stop = AbortSignal.timeout(PATIENCE);
  const headers = { "Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": $("[name=csrf_token]", form).value };
  const body = JSON.stringify({ text: text.value });
  const reply = await fetch(form.dataset.check, { method: "POST", headers, body, signal: stop, redirect: "error" });
  return reply.ok ? reply.json() : null;
}

async function check() {
  checks += 1;
  const mine = checks;
  const sent = text.value;
  let answer = null;
  try { answer = await ask(); } catch { /* told below */ }
  if (mine !== checks) return;
  state.textContent = answer ? stateWords() : say("unreachable");
  if (!answer) return;
  tell(answer);
  if (sent !== checked) showPreview();
  checked = sent;
}

const checkSoon = later(check, CHECK_AFTER);

// == Work that is not saved stays on this device until it is ==

const key = DRAFT + form.dataset.file;
const isDirty = () => text.value !== original.text || form.dataset.isTyped !== undefined;
const stateWords = () => (isDirty() ? say("unsaved") : "");

function readDraft() {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function forgetDraft() {
  try { localStorage.removeItem(key); } catch { /* nothing was kept either */ }
}

let isForgotten = false;

function keepDraft() {
  if (isForgotten || !isDirty()) return forgetDraft();
  const kept = { text: text.value, opened: opened.value, at: Date.now() };
  try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* a full disk: the page still has it */ }
}

const keepSoon = later(keepDraft, KEEP_AFTER);

function bringBack() {
  const kept = readDraft();
  if (form.dataset.isTyped !== undefined) return keepDraft();
  if (!kept || kept.text === original.text || Date.now() - kept.at > KEEP_DRAFT) return forgetDraft();
  text.value = kept.text;
  // What was typed after a save was typed on top of it.
  if (form.dataset.isSaved === undefined) opened.value = kept.opened;
  const notice = $("[data-draft]");
  const time = new Date(kept.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  $("[data-draft-words]").textContent = say("drafted", { time });
  notice.hidden = false;
}

function dropDraft() {
  Object.assign(text, { value: original.text });
  Object.assign(opened, { value: original.opened });
  $("[data-draft]").hidden = true;
  forgetDraft();
  changed();
  text.focus();
}

// == The preview: the new page is made ready behind the old one ==

const frames = $("[data-frames]");
const previewButton = $("[data-preview-button]");
let previews = 0;
let loading = null;

const line = $("[name=line]", form);
let atQuestion = null;

const look = () => $("[name=mode]:checked", form).value;
let shownLook = frames && look();

// Whoever goes on writing at the same question is left where they are in the preview.
function followCaret(page) {
  const current = $(".is-current", page);
  if (current && current.dataset.id !== atQuestion) current.scrollIntoView({ block: "start" });
  atQuestion = current?.dataset.id;
}

function showPreview() {
  if (!frames) return;
  loading?.remove();
  const old = $("iframe", frames);
  previews += 1;
  const next = make("iframe", "is-loading");
  Object.assign(next, { name: `preview-${previews}`, title: old.title });
  loading = next;
  frames.append(next);
  let isSent = false;
  next.addEventListener("load", () => {
    // The first is that of the empty frame.
    if (!isSent || loading !== next || next.contentDocument?.URL === "about:blank") return;
    loading = null;
    const page = next.contentDocument;
    // A server that has gone away shows no page: the last one stays.
    if (!page || !$(".page-preview", page)) return next.remove();
    const now = look();
    const { scrollX, scrollY } = window;
    if ($(".page-preview", old.contentDocument ?? document)) bringPreviewBack(page, rememberPreview(old.contentDocument, shownLook), now);
    shownLook = now;
    followCaret(page);
    // Looking for a place within the frame moves the page around it too.
    window.scrollTo(scrollX, scrollY);
    next.classList.remove("is-loading");
    next.name = "preview";
    old.remove();
  });
  previewButton.formTarget = next.name;
  Object.assign(line, { value: lineOfCaret(), disabled: false });
  isSent = true;
  form.requestSubmit(previewButton);
  line.disabled = true;
  previewButton.formTarget = "preview";
}

// == Writing ==

// Keeps what can be undone.
function write(start, end, words) {
  text.focus();
  text.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, start, end, "end");
    changed();
  }
}

const indentOf = (line) => /^ */.exec(line)[0].length;

// A new line begins where the one above it does; behind `key:` and `|` two steps further.
function breakLine(event) {
  const before = text.value.slice(0, text.selectionStart).split("\n").at(-1);
  const more = /(:|[|>][-+]?)$/.test(before.trimEnd()) ? 2 : 0;
  const dash = /^ *- +\S/.test(before) ? 2 : 0;
  const indent = indentOf(before) + dash + more;
  if (!indent) return;
  event.preventDefault();
  write(text.selectionStart, text.selectionEnd, `\n${" ".repeat(indent)}`);
}

function shift(steps) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const after = text.value.indexOf("\n", Math.max(text.selectionEnd - 1, start));
  const end = after < 0 ? text.value.length : after;
  const lines = text.value.slice(start, end).split("\n");
  const moved = lines.map((line) => (steps > 0 ? line && `  ${line}` : line.replace(/^ {1,2}/, "")));
  write(start, end, moved.join("\n"));
  text.setSelectionRange(start, start + moved.join("\n").length);
}

// Where a new question goes: behind the one with the caret, else at the head of the list.
function findPlace() {
  const lines = text.value.split("\n");
  const caret = lineOfCaret() - 1;
  const isQuestion = (line) => /^ *- +(id|type|prompt):/.test(line);
  let start = caret;
  while (start >= 0 && !isQuestion(lines[start])) start -= 1;
  if (start < 0) {
    const head = lines.findIndex((line) => /^ *questions: *(#.*)?$/.test(line));
    return head < 0 ? { line: lines.length, indent: 2 } : { line: head + 1, indent: indentOf(lines[head]) + 2 };
  }
  const indent = indentOf(lines[start]);
  let end = start + 1;
  while (end < lines.length && (!lines[end].trim() || indentOf(lines[end]) > indent)) end += 1;
  while (!lines[end - 1].trim()) end -= 1;
  return { line: end, indent };
}

function insertSnippet(word) {
  const { line, indent } = findPlace();
  const taken = new Set([...text.value.matchAll(/\bid: *([\w.-]+)/g)].map(([, id]) => id));
  const fresh = (id) => { let n = 2; while (taken.has(`${id}-${n}`)) n += 1; return taken.has(id) ? `${id}-${n}` : id; };
  const example = $(`[data-snippet="${word}"]`).textContent.trimEnd().replace(/^- id: ([\w.-]+)/, (_, id) => `- id: ${fresh(id)}`);
  const lines = example.split("\n").map((one) => one && " ".repeat(indent) + one).join("\n");
  const place = Math.min(shown.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0), text.value.length);
  const isAtEnd = place === text.value.length && !text.value.endsWith("\n");
  const gap = shown[line]?.trim() ? "\n" : "";
  write(place, place, isAtEnd ? `\n\n${lines}\n` : `\n${lines}\n${gap}`);
  goTo(line + 2 + Number(isAtEnd), indent + 1);
}

// == All together ==

function changed() {
  showLines();
  state.textContent = stateWords();
  keepSoon();
  checkSoon();
}

function save() {
  keepDraft();
  form.requestSubmit(saveButton);
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save();
  } else if (event.key === "Enter" && event.target === text && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    breakLine(event);
  }
}

function onClick(event) {
  const link = event.target.closest?.("[data-line]");
  const tool = event.target.closest?.("[data-insert], [data-indent]");
  if (link && link.getAttribute("href")?.startsWith("#")) {
    event.preventDefault();
    event.stopPropagation();
    goTo(Number(link.dataset.line), Number(link.dataset.column));
  } else if (tool?.dataset.insert) {
    insertSnippet(tool.dataset.insert);
  } else if (tool?.dataset.indent) {
    shift(Number(tool.dataset.indent));
  } else if (event.target.closest?.("[data-forget-draft]")) {
    isForgotten = true;
    forgetDraft();
  }
}

function goToHash() {
  const line = Number(/^#L(\d+)$/.exec(location.hash)?.[1] ?? 0);
  if (!line) return;
  for (const element of $$("[tabindex]", linesBox)) element.removeAttribute("tabindex");
  goTo(line, Number($(`[data-diagnostics] [data-line="${line}"]`)?.dataset.column ?? 1));
}

function start() {
  for (const element of $$("[data-insert], [data-indent]")) element.hidden = false;
  bringBack();
  showLines();
  text.addEventListener("input", changed);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick, true);
  addEventListener("pagehide", keepDraft);
  $("[data-draft-drop]").addEventListener("click", dropDraft);
  for (const radio of $$("[name=mode]")) radio.addEventListener("change", showPreview);
  state.textContent = stateWords();
  if (text.value !== original.text) check();
  else if (form.dataset.isTyped !== undefined) showPreview();
  // Browsers follow the address's own way to the line when all is there, and drop the focus.
  if (!$("[data-focus]")) addEventListener("load", () => setTimeout(goToHash));
}

start();

// The one script of quizapp. Every page works without it. With it, each answer is saved by itself and
// kept while the network is away; sentences are marked in the passage; there are a splitter, a timer
// and display settings.
//
// It runs on plain http in a classroom, so it uses nothing that browsers keep for https. What it puts
// on a page is text, never HTML: the Content-Security-Policy would refuse that.

const UNSENT = "quizapp.unsent."; // + attempt.position.tab, in localStorage
const RECEIPT = "quizapp.receipt."; // + attempt.position, in sessionStorage: the newest answer's number
const DISPLAY = "quizapp.display";
const SPLIT = "quizapp.split";
const KEEP_UNSENT = 24 * 3600 * 1000;
const REPLY_WITHIN = 10_000;
const FLUSH_WITHIN = 3_000;
const SAVE_TEXT_EVERY = 2_000;
const GRACE = 10_000; // the server takes answers for so long after the deadline

// == Small tools ==

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const words = JSON.parse($("[data-words]")?.dataset.words ?? "{}");

function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Private windows and full disks refuse storage; then things work, only nothing is kept.
const keeperIn = (place) => ({
  read(key) {
    try { return JSON.parse(window[place].getItem(key)); } catch { return null; }
  },
  write(key, value) {
    try { window[place].setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
  remove(key) {
    try { window[place].removeItem(key); } catch { /* nothing was kept either */ }
  },
  keys(prefix) {
    try { return Object.keys(window[place]).filter((key) => key.startsWith(prefix)); } catch { return []; }
  },
});
const store = keeperIn("localStorage");
const tabStore = keeperIn("sessionStorage");

// == Display settings ==

const DISPLAY_DEFAULTS = { theme: "auto", size: "medium", leading: "normal", measure: "medium" };

function applyDisplay() {
  const chosen = store.read(DISPLAY) ?? {};
  for (const [name, usual] of Object.entries(DISPLAY_DEFAULTS)) {
    const radios = $$(`input[name="display-${name}"]`);
    const radio = radios.find((one) => one.value === chosen[name]) ?? radios.find((one) => one.value === usual);
    if (radio) radio.checked = true;
    if (!radio || radio.value === "auto") delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = radio.value;
  }
}

function setUpDisplay() {
  document.documentElement.classList.replace("no-js", "js");
  applyDisplay();
  addEventListener("storage", (event) => { if (event.key === DISPLAY) applyDisplay(); });
  const panel = $("[data-display-settings]");
  if (!panel) return;
  panel.hidden = false;
  panel.addEventListener("change", ({ target }) => {
    const name = target.name.replace("display-", "");
    store.write(DISPLAY, { ...store.read(DISPLAY), [name]: target.value });
    document.documentElement.dataset[name] = target.value; // also where nothing can be kept
    if (target.value === "auto") delete document.documentElement.dataset[name];
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    $("summary", panel).focus();
  });
}

// == Focus: where a link leads, keyboard and screen reader go too ==

const jump = { from: null, to: null };

function focusOn(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true }); // the browser has scrolled, with the style's margins
}

function followLink({ target: clicked }) {
  const link = clicked.closest?.('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  // After the browser's own jump, which would move the focus once more.
  if (link.matches(".backlink")) {
    const way = target.contains(jump.from) ? jump.from : $(".show-in-passage", target);
    setTimeout(() => (way ?? target).focus());
  } else if (link.closest(".error-summary")) {
    const field = $("input:not([type=hidden]), select, textarea", target);
    setTimeout(() => (field ?? target).focus());
  } else {
    Object.assign(jump, { from: link, to: target });
    setTimeout(() => focusOn(target));
  }
}

function setUpFocus() {
  document.addEventListener("click", followLink);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && jump.to && document.activeElement === jump.to) jump.from.focus();
  });
  const announced = $("[data-focus]");
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (announced) announced.focus();
  else if (target) focusOn(target);
}

// == Talking to the server ==

async function exchange(url, options = {}, patience = REPLY_WITHIN) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const reply = await fetch(url, { cache: "no-store", redirect: "error", signal: stop.signal, ...options });
    return { status: reply.status, text: await reply.text() };
  } catch {
    return { status: 0, text: "" };
  } finally {
    clearTimeout(timer);
  }
}

// Portals of hotels and schools answer 200 with a page of theirs: only our own words count.
function parse(text) {
  try { return JSON.parse(text) ?? {}; } catch { return {}; }
}

function kindOf(status, reply, position) {
  if (status === 200 && Number.isInteger(reply.number) && reply.position === position) return "saved";
  if (status === 409 && ["stale", "closed"].includes(reply.error)) return reply.error;
  if (status === 404 && reply.error === "unknown") return "unknown";
  if (status === 400 && reply.error === "csrf") return "csrf";
  if (status >= 500 || status === 429) return "failed";
  return reply.error ? "refused" : "offline";
}

async function postOnce(url, position, text) {
  const headers = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "X-CSRF-Token": $("input[name=csrf_token]")?.value ?? "",
  };
  // Small ones go on when the page goes away; browsers allow 64 KB of them.
  const keepalive = text.length < 15_000;
  const { status, text: answer } = await exchange(url, { method: "POST", headers, body: text, keepalive });
  const reply = parse(answer);
  return { kind: kindOf(status, reply, position), reply };
}

async function post(url, position, message) {
  const text = JSON.stringify(message);
  let outcome = await postOnce(url, position, text);
  if (outcome.kind === "csrf" && await renewToken()) outcome = await postOnce(url, position, text);
  return outcome.kind === "csrf" ? { ...outcome, kind: "failed" } : outcome;
}

let renewal = null;

// One at a time: a device without a cookie gets a new one with every page.
function renewToken() {
  renewal ??= fetchToken().finally(() => { renewal = null; });
  return renewal;
}

async function fetchToken() {
  const { text } = await exchange(location.pathname, { headers: { Accept: "text/html" }, redirect: "follow" });
  const found = /name="csrf_token" value="([\w=-]+)"/.exec(text);
  if (found) for (const field of $$("input[name=csrf_token]")) field.value = found[1];
  return Boolean(found);
}

async function isReachable() {
  if (performance.now() - network.heardAt < 2_000 || !words.health_url) return true;
  const { status, text } = await exchange(words.health_url, {}, FLUSH_WITHIN);
  if (status !== 200 || parse(text).status !== "ok") return false;
  network.heardAt = performance.now();
  return true;
}

// == The outbox of a question: what is not yet acknowledged, oldest first ==

const TAB = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const outboxes = new Map();
let attempt = "";
let seq = 0;

// A message that has been tried may have arrived: it is sent again as it was, under its own number,
// until it is acknowledged. Only one that has never left the page gives way to a newer one.
class Outbox {
  constructor(owner, position, url) {
    Object.assign(this, { owner, position, url, messages: [], number: 0, trouble: "", question: null });
    Object.assign(this, { sending: null, isKept: true, at: 0, key: `${UNSENT}${owner}.${position}.${TAB}` });
  }

  get isEmpty() { return this.messages.length === 0; }
  get isBlocked() { return ["stale", "unknown", "refused"].includes(this.trouble); }

  add(answer, isRipe) {
    const last = this.messages.at(-1);
    if (last && !last.tried) this.messages.pop();
    // Behind another one the base is that one's number, which its receipt will tell.
    const base = last ? (last.tried ? null : last.body.base) : this.number;
    this.messages.push({ tried: false, isRipe, body: { tab: TAB, seq: ++seq, base, ...answer } });
    if (this.trouble === "refused") this.trouble = "";
    this.at = Date.now();
    this.keep();
  }

  get receipt() { return `${RECEIPT}${this.owner}.${this.position}`; }

  // A page asked for while an answer was on its way may have been made before it arrived.
  takeReceipt() {
    const number = tabStore.read(this.receipt);
    tabStore.remove(this.receipt); // the page is asked for once more, not for ever
    return number;
  }

  keep() {
    if (this.isEmpty) store.remove(this.key);
    this.isKept = this.isEmpty || store.write(this.key, { url: this.url, at: this.at, messages: this.messages });
  }

  empty(number = this.number) {
    Object.assign(this, { messages: [], trouble: "", number });
    this.keep();
  }

  send(all = false) {
    if (all) for (const message of this.messages) message.isRipe = true;
    this.sending ??= this.deliver().finally(() => { this.sending = null; });
    return this.sending;
  }

  async deliver() {
    while (this.messages[0]?.isRipe && !this.isBlocked) {
      const [message] = this.messages;
      message.tried = true;
      message.body.base ??= this.number;
      this.keep();
      const outcome = await post(this.url, this.position, message.body);
      const { reply } = outcome;
      // What is stale on the newest number would be so again at once.
      const kind = outcome.kind === "stale" && reply.number === message.body.base ? "failed" : outcome.kind;
      this.trouble = kind === "saved" ? "" : kind;
      if (kind !== "offline") network.heardAt = performance.now();
      if (!this.settle(kind, reply, message)) return;
    }
  }

  // Says whether to go on with the next message.
  settle(kind, reply, message) {
    if (kind === "saved") return this.acknowledge(reply);
    if (kind === "stale" && isSame(reply.response, message.body)) {
      message.body.base = this.number = reply.number; // our own words came back: no conflict
      this.trouble = "";
      return true;
    }
    if (kind === "closed") {
      this.empty();
      if (this.owner === attempt) closeAttempt();
    }
    if (kind === "offline" || kind === "failed") tryLater(kind);
    if (this.question) this.question.refused(kind, reply);
    else if (kind !== "closed") tell(say(kind, reply), kind === "stale" ? this.link() : resumeLink(kind));
    return false;
  }

  acknowledge(reply) {
    const { body } = this.messages.shift();
    const isOutdated = reply.number < this.number; // it had arrived long ago, and newer ones since
    this.number = Math.max(this.number, reply.number);
    if (!this.isEmpty) this.messages[0].body.base ??= reply.number;
    this.keep();
    tabStore.write(this.receipt, this.number);
    network.wait = 0;
    if (this.owner === attempt && "seconds_left" in reply) learnSecondsLeft(reply.seconds_left);
    if (this.question) this.question.acknowledged(reply, isOutdated);
    else if (this.owner === attempt) showPlace(this.position, body);
    if (allSent()) afterAllSent();
    return true;
  }

  link() {
    return make("a", { href: this.url }, say("question", { number: this.position }));
  }
}

const everyOutbox = () => [...outboxes.values()];
const allSent = () => everyOutbox().every((outbox) => outbox.isEmpty);

function afterAllSent() {
  if (wanted) return;
  tell("");
  if ($("[data-submit-form]")) location.replace(location.pathname); // it shows the answers of before
}

// A stale reply names its fields as the form does: "response" or "response.<part>".
function byPart(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, values]) => [name.replace(/^response\.?/, ""), values]));
}

function isSame(fields, { response, ordered }) {
  const plain = (values) => JSON.stringify(ordered ? values : [...values].sort());
  const told = (parts) => Object.entries(parts).filter(([, values]) => values.some((value) => value.trim()));
  const theirs = told(byPart(fields));
  return theirs.length === told(response).length
    && theirs.every(([part, values]) => plain(values) === plain(response[part] ?? []));
}

function outboxOf(owner, position, url) {
  const key = `${owner}.${position}`;
  if (!outboxes.has(key)) outboxes.set(key, new Outbox(owner, position, url));
  return outboxes.get(key);
}

// Takes over what earlier pages of this device could not send; null takes every attempt's.
function adopt(owner) {
  const found = store.keys(UNSENT)
    .map((key) => ({ key, parts: key.slice(UNSENT.length).split("."), kept: store.read(key) }))
    .filter(({ parts, kept }) => kept?.messages?.length && (owner === null || parts[0] === owner))
    .sort((one, other) => one.kept.at - other.kept.at);
  for (const { key, parts: [whose, position], kept } of found) {
    const outbox = outboxOf(whose, Number(position), kept.url);
    if (key === outbox.key) continue;
    outbox.messages.push(...kept.messages.map((message) => ({ ...message, isRipe: true })));
    outbox.at = kept.at;
    outbox.keep();
    if (outbox.isKept) store.remove(key);
  }
}

function forgetOld() {
  const finished = $("[data-finished]")?.dataset.finished;
  for (const key of store.keys(UNSENT)) {
    const at = store.read(key)?.at ?? 0;
    if (Date.now() - at > KEEP_UNSENT || key.startsWith(`${UNSENT}${finished}.`)) store.remove(key);
  }
}

// == The network: again later, and doing then what was asked for ==

const network = { wait: 0, timer: 0, heardAt: -Infinity };
let wanted = null; // the button that was pressed and waits: {form, button}
let passing = null; // the form that may go the ordinary way
let tellTimer = 0;

function tell(text, link) {
  const line = $("[data-queue-state]");
  if (!line || (line.dataset.said ?? "") === text) return;
  line.dataset.said = text;
  line.hidden = !text;
  line.replaceChildren();
  clearTimeout(tellTimer);
  // A moment later: what is said in a line that was hidden is not read out.
  tellTimer = setTimeout(() => line.replaceChildren(text, ...(link ? [" ", link] : [])), text ? 50 : 0);
}

function resumeLink(kind) {
  return kind === "unknown" ? make("a", { href: words.resume_url }, say("resume")) : null;
}

// A server in trouble is left alone for longer than a network that may be back any moment.
function tryLater(kind) {
  if (network.timer) return;
  network.wait = Math.min(network.wait * 2 || 1_000, kind === "failed" ? 30_000 : 4_000);
  network.timer = setTimeout(wake, network.wait * (0.8 + Math.random() * 0.4));
}

async function wake() {
  clearTimeout(network.timer);
  network.timer = 0;
  if (wanted) return go(wanted.form, wanted.button);
  for (const outbox of everyOutbox()) if (outbox.trouble === "unknown") outbox.trouble = "";
  await Promise.all(everyOutbox().map((outbox) => outbox.send()));
  if ($("[data-queue-state]")?.hidden !== false || !allSent()) return;
  if (await isReachable()) tell("");
  else tryLater("offline");
}

function sendAll() {
  for (const question of questions) question.stopTimer();
  return Promise.all(everyOutbox().map((outbox) => outbox.send(true)));
}

const flush = () => Promise.race([sendAll(), sleep(FLUSH_WITHIN)]);

const TURNS_PAGE = /^(next|previous|review|go:)/;

// Sends what is unsent, then lets the form go; offline it stays, and nothing is lost.
async function go(form, button) {
  wanted = { form, button };
  showBusy(button);
  if (form.matches("[data-leave]")) adopt(null);
  await flush();
  await sleep(0); // while a form is being submitted, submitting it does nothing
  if (isClosing || wanted?.button !== button) return;
  const left = everyOutbox().filter((outbox) => !outbox.isEmpty);
  const turns = TURNS_PAGE.test(button.value);
  // A conflict on another page keeps nobody from reading on; it waits there, and before handing in.
  const stale = left.find((outbox) => outbox.trouble === "stale" && (outbox.question || !turns));
  if (stale) {
    wanted = null;
    showBusy(null);
    (stale.question ? $(".conflict", stale.question.section) : $("[data-queue-state] a"))?.focus();
  } else if (left.some((outbox) => !outbox.isBlocked) || !(await isReachable())) {
    showBusy(null);
    tell(say("waiting"));
    tryLater("offline");
    // Pages may turn by themselves when the network is back; handing in and checking may not.
    if (!turns) wanted = null;
  } else if (wanted?.button === button) {
    // Only then may the server tell the browser to forget what it keeps.
    if (form.elements.queue && !left.length) form.elements.queue.value = "empty";
    submit(form, button);
  }
}

// On a slow network a button that was pressed shows it until the next page is there.
function showBusy(pressed) {
  for (const button of $$("button[aria-busy]")) button.removeAttribute("aria-busy");
  pressed?.setAttribute("aria-busy", "true");
}

// A link pressed offline would leave the question for the browser's error page.
async function followIfReachable(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.target || link.getAttribute("href").startsWith("#")) return;
  if (navigator.onLine && allSent()) return;
  event.preventDefault();
  if (!navigator.onLine) network.heardAt = -Infinity; // but a server may run on this very machine
  await flush();
  if (await isReachable()) return location.assign(link.href);
  tell(say("waiting"));
  tryLater("offline");
}

function submit(form, button) {
  wanted = null;
  // A teacher's unsaved quizzes hold keys: who comes next on this device must not find them.
  if (form.matches("[data-leave]")) for (const key of store.keys("quizapp.draft.")) store.remove(key);
  passing = form;
  button.click(); // so that the server learns which one it was
  passing = null;
}

function submitted(event) {
  const { target: form, submitter } = event;
  if (form === passing || !submitter || !form.matches("[data-answer-form], [data-submit-form], [data-leave]")) return;
  event.preventDefault();
  if (submitter.value === "save") return flush(); // Enter in a field: saves and stays
  go(form, submitter).catch((error) => { submit(form, submitter); throw error; });
}

let isClosing = false;

// The attempt, or a question of it, takes no more answers: its page says what is so now.
function closeAttempt() {
  if (isClosing) return;
  isClosing = true;
  tell(say("closed"));
  setTimeout(() => location.replace(location.pathname), 3_000);
}

function setUpSending() {
  attempt = $("[data-attempt]")?.dataset.attempt ?? "";
  forgetOld();
  if (attempt) adopt(attempt);
  questions.push(...$$("section.question[data-answering]").map((section) => new Question(section)));
  const receipts = questions.map(({ outbox }) => [outbox.number, outbox.takeReceipt()]);
  if (receipts.some(([number, newest]) => number < newest)) location.reload();
  document.addEventListener("submit", submitted);
  if (attempt) document.addEventListener("click", followIfReachable);
  addEventListener("online", () => { network.wait = 0; wake(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) { showBusy(null); wake(); } });
  addEventListener("pagehide", sendAll);
  document.addEventListener("visibilitychange", () => (document.hidden ? sendAll() : wake()));
  addEventListener("beforeunload", (event) => {
    if (everyOutbox().some((outbox) => !outbox.isKept)) event.preventDefault();
  });
  wake();
}

// == A question on the page ==

const questions = [];
let isPressing = false;
addEventListener("pointerdown", () => { isPressing = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { isPressing = false; }, true);
const isTextField = (element) => element.matches("textarea, input[type=text]");
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

class Question {
  constructor(section) {
    const { question, prefix, url, base } = section.dataset;
    Object.assign(this, { section, prefix, position: Number(question), timer: 0, complaint: undefined });
    this.line = $("[data-save-state]", section);
    this.line.setAttribute("role", "status");
    this.ordering = $("[data-ordering]", section) ? new Ordering(this) : null;
    this.outbox = outboxOf(attempt, this.position, url);
    this.outbox.question = this;
    this.outbox.number = Number(base);
    this.served = this.read();
    this.last = JSON.stringify(this.served);
    if (!this.outbox.isEmpty) this.put(this.outbox.messages.at(-1).body);
    setUpMatching($("[data-matching]", section));
    section.addEventListener("input", ({ target }) => { if (isTextField(target)) this.changed(true); });
    section.addEventListener("change", () => this.changed());
    section.addEventListener("focusout", () => setTimeout(() => this.showComplaint()));
    addEventListener("pointerup", () => setTimeout(() => this.showComplaint()));
    addEventListener("pointercancel", () => this.showComplaint());
    section.addEventListener("click", (event) => this.clicked(event));
    section.addEventListener("keydown", chooseByKey);
  }

  // -- Its fields --

  field(name) { return $(`input[name="${this.prefix}${name}"]`, this.section); }
  get confidences() { return $$(`input[name="${this.prefix}confidence"]`, this.section); }

  // Pairs of a part's token and a field.
  get fields() {
    const start = `${this.prefix}response`;
    return $$("input, select, textarea", this.section)
      .filter((field) => field.name.startsWith(start))
      .map((field) => [field.name.slice(start.length).replace(".", ""), field]);
  }

  read() {
    const response = {};
    const ordered = this.ordering ? this.ordering.isSet : false;
    for (const [part, field] of this.ordering && !ordered ? [] : this.fields) {
      if (isChoice(field) ? field.checked : field.value) (response[part] ??= []).push(field.value);
    }
    const confidence = Number(this.confidences.find((radio) => radio.checked)?.value) || null;
    return { response, ordered, flag: this.field("flag").value === "1", confidence };
  }

  put({ response, flag, confidence }) {
    for (const [part, field] of this.fields) {
      const values = response[part] ?? [];
      if (isChoice(field)) field.checked = values.includes(field.value);
      else if (field.type !== "hidden") field.value = values[0] ?? "";
    }
    this.ordering?.put(response[""] ?? []);
    if (flag !== undefined) this.flag(flag);
    if (confidence !== undefined) for (const radio of this.confidences) radio.checked = Number(radio.value) === confidence;
    this.last = JSON.stringify(this.read());
    this.section.dispatchEvent(new Event("filled"));
  }

  flag(isFlagged) {
    this.field("flag").value = isFlagged ? "1" : "0";
    const button = $("[data-flag]", this.section);
    button.setAttribute("aria-pressed", isFlagged);
    button.value = `${isFlagged ? "unflag" : "flag"}:${this.position}`;
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-flag]")) this.flag(button.getAttribute("aria-pressed") !== "true");
    // The order it began with is known to the server alone: there Clear goes the ordinary way.
    else if (button.matches("[data-clear]") && !this.ordering) this.put({ ...this.read(), response: {}, confidence: null });
    else if (!this.ordering?.clicked(button)) return;
    event.preventDefault();
    this.last = "";
    this.changed();
  }

  // -- Saving --

  changed(isTyping = false) {
    if (!attempt) return; // a preview: nothing is saved
    const answer = this.read();
    const text = JSON.stringify(answer);
    if (text !== this.last) {
      this.last = text;
      wanted = null; // whoever goes on answering is not taken away from it
      showBusy(null);
      this.outbox.add(answer, false);
      if (!this.outbox.trouble) this.show("saving");
    }
    if (isTyping) this.timer ||= setTimeout(() => this.save(), SAVE_TEXT_EVERY);
    else this.save();
  }

  stopTimer() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  save() {
    this.stopTimer();
    this.outbox.send(true);
  }

  acknowledged(reply, isOutdated) {
    const { outbox } = this;
    if (isOutdated && outbox.isEmpty) this.put(this.served);
    this.field("base").value = this.section.dataset.base = outbox.number;
    this.complaint = reply.complaint;
    this.showComplaint();
    $(".conflict", this.section)?.remove();
    showPlace(this.position, this.read());
    if (outbox.isEmpty) this.show("saved", reply);
  }

  refused(kind, reply) {
    this.show(kind, reply);
    if (kind === "stale") this.ask(reply);
  }

  // -- What it says --

  show(state, values = {}) {
    const { line } = this;
    const isRoutine = state === "saved" || state === "saving";
    if (line.dataset.state === state && !isRoutine) return; // said once, not with every try
    line.setAttribute("aria-live", isRoutine && this.isTyping ? "off" : "polite");
    line.dataset.state = state;
    line.textContent = ["saving", "stale"].includes(state) ? "" : say(state === "refused" ? "failed" : state, values);
    if (state === "unknown") line.append(" ", resumeLink(state));
    // Most savings are done before anybody could read of them.
    if (state === "saving") setTimeout(() => { if (line.dataset.state === "saving") line.textContent = say("saving"); }, 400);
  }

  get isTyping() {
    return this.section.contains(document.activeElement) && isTextField(document.activeElement);
  }

  // Nobody is told that a number is wrong while still writing it; and nothing moves away from
  // under a finger that presses it.
  showComplaint() {
    const line = $(".complaint", this.section);
    if (!line || this.complaint === undefined || isPressing || (this.complaint && this.isTyping)) return;
    line.textContent = this.complaint;
    line.hidden = !this.complaint;
  }

  // -- Two answers to one question --

  ask({ number, time, response, flag, confidence }) {
    $(".conflict", this.section)?.remove();
    const mine = make("button", { type: "button", class: "button" }, say("mine"));
    const other = make("button", { type: "button", class: "button" }, say("other"));
    const box = make("div", { class: "conflict", role: "alert", tabindex: "-1" },
      make("h3", {}, say("stale", { time })), make("p", {}, say("stale_note")), make("p", {}, mine, " ", other));
    mine.addEventListener("click", () => this.decide(box, number, () => {
      this.outbox.add(this.read(), true);
      this.save();
    }));
    other.addEventListener("click", () => this.decide(box, number, () => {
      this.put({ response: byPart(response), flag, confidence });
      this.complaint = "";
      this.showComplaint();
      this.show("saved", { time });
      showPlace(this.position, this.read());
    }));
    $("fieldset.prompt", this.section).before(box);
  }

  decide(box, number, then) {
    box.remove();
    this.outbox.empty(number);
    this.field("base").value = this.section.dataset.base = number;
    this.section.tabIndex = -1;
    this.section.focus({ preventScroll: true });
    then();
  }
}

function showPlace(position, { response, flag }) {
  const place = $(`[data-place="${position}"]`);
  if (!place) return;
  const isAnswered = Object.values(response).some((values) => values.some((value) => value.trim()));
  place.classList.toggle("is-answered", isAnswered);
  place.classList.toggle("is-flagged", flag);
  const states = [say("question", { number: position }), say(isAnswered ? "answered" : "not_answered")];
  place.setAttribute("aria-label", [...states, ...(flag ? [say("flagged")] : [])].join(", "));
}

// Letters and figures choose while the focus is among the choices, nowhere else.
function chooseByKey(event) {
  const { target, key } = event;
  const group = isChoice(target) && target.closest(".choices");
  if (!group || event.ctrlKey || event.metaKey || event.altKey || !/^[a-z1-9]$/i.test(key)) return;
  const place = key > 0 ? key - 1 : key.toLowerCase().charCodeAt() - "a".charCodeAt();
  const choice = $$("input", group)[place];
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
}

// == Matching and categories: menus first, dragging with the mouse on top ==

function setUpMatching(list) {
  const menus = list ? $$("select", list) : [];
  if (!menus.length) return;
  const chips = [...menus[0].options].filter(({ value }) => value)
    .map(({ value, text }) => make("li", { draggable: "true", "data-value": value }, text));
  // Only for the mouse: keys and screen readers have the menus, which say the same.
  const bank = make("ul", { class: "matching-bank", "aria-hidden": "true" }, ...chips);
  bank.addEventListener("dragstart", ({ target, dataTransfer }) => dataTransfer.setData("text/x-choice", target.dataset.value));
  for (const menu of menus) {
    const row = menu.closest("li");
    row.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("text/x-choice")) event.preventDefault(); });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      menu.value = event.dataTransfer.getData("text/x-choice");
      menu.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  list.before(bank);
}

// == Ordering: buttons first, dragging on top ==

class Ordering {
  constructor({ section, prefix }) {
    this.list = $("[data-ordering]", section);
    this.line = $("[data-ordering-state]", section);
    this.voice = $("[data-ordering-announcement]", section);
    this.name = `${prefix}ordered`;
    this.list.addEventListener("pointerdown", (event) => this.pressed(event));
  }

  get items() { return $$("[data-item]", this.list); }
  get isSet() { return Boolean($("input[type=hidden]", this.line.parentElement)); }

  put(tokens) {
    const place = (item) => tokens.indexOf($("input", item).value);
    this.arrange(this.items.sort((one, other) => place(one) - place(other)));
    this.mark(tokens.length > 0);
  }

  arrange(items) {
    this.list.append(...items);
    items.forEach((item, index) => {
      $('[data-move="up"]', item).disabled = index === 0;
      $('[data-move="down"]', item).disabled = index === items.length - 1;
    });
  }

  mark(isSet) {
    const { parentElement: row } = this.line;
    for (const old of $$("input, button", row)) old.remove();
    this.line.textContent = say(isSet ? "ordered" : "not_ordered");
    row.append(isSet ? make("input", { type: "hidden", name: this.name, value: "1" })
      : make("button", { class: "button", name: this.name, value: "1", "data-keep-order": "" }, say("keep_order")));
  }

  // Says whether the button was one of ours.
  clicked(button) {
    if (button.matches("[data-keep-order]")) {
      this.mark(true);
      focusOn(this.line);
      return true;
    }
    if (!button.matches("[data-move]")) return false;
    const { items } = this;
    const from = items.indexOf(button.closest("[data-item]"));
    this.moveTo(from, from + (button.dataset.move === "up" ? -1 : 1));
    (button.disabled ? $("[data-move]:enabled", items[from]) : button).focus();
    return true;
  }

  moveTo(from, to) {
    const { items } = this;
    items.splice(to, 0, ...items.splice(from, 1));
    this.arrange(items);
    this.mark(true);
    this.voice.textContent = say(to < from ? "up" : "down", { place: to + 1, total: items.length });
  }

  // Dragging is for the mouse: a finger on a text scrolls the page.
  pressed(event) {
    const item = event.target.closest(".ordering-text") && event.target.closest("[data-item]");
    if (!item || event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault();
    const begin = event.clientY;
    const drag = new AbortController();
    const on = (name, act) => document.addEventListener(name, act, { signal: drag.signal });
    const end = () => { drag.abort(); item.classList.remove("is-dragging"); };
    on("selectstart", (selecting) => selecting.preventDefault());
    on("pointermove", ({ clientY }) => {
      if (Math.abs(clientY - begin) > 6) item.classList.add("is-dragging");
    });
    on("keydown", ({ key }) => { if (key === "Escape") end(); });
    on("pointercancel", end);
    on("pointerup", ({ clientY }) => {
      const isDragged = item.classList.contains("is-dragging");
      end();
      if (isDragged) this.dropped(item, clientY);
    });
  }

  dropped(item, y) {
    const others = this.items.filter((other) => other !== item);
    const above = others.filter((other) => {
      const { top, height } = other.getBoundingClientRect();
      return top + height / 2 < y;
    });
    const from = this.items.indexOf(item);
    if (above.length === from) return;
    this.moveTo(from, above.length);
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// == Hot text: sentences of the passage are buttons for the boxes in the list ==

function setUpHotText() {
  const lists = $$("[data-hot-text]");
  if (lists.length !== 1) return; // whose sentence would it be?
  const section = lists[0].closest(".question");
  const pieces = $$("label", lists[0]).map((label) => ({ box: $("input", label), text: oneLine($("[data-piece]", label).textContent) }));
  const marks = findPieces(pieces).map(markPiece).filter(Boolean).reverse();
  if (!marks.length) return;
  marks.forEach(({ span }, index) => span.addEventListener("keydown", (event) => steer(event, marks, index)));
  marks[0].span.tabIndex = 0; // one stop for the Tab key; arrows go on from there
  const refresh = () => marks.forEach(({ span, box }) => span.setAttribute("aria-pressed", box.checked));
  section.addEventListener("change", refresh);
  section.addEventListener("filled", refresh);
  refresh();
  for (const hint of $$("[data-hot-text-hint]", section)) hint.hidden = false;
}

const oneLine = (text) => text.replace(/\s+/g, " ").trim();

// Each piece is sought after the one before; the last come first, so that wrapping moves no place.
function findPieces(pieces) {
  const paragraphs = $$(".passage-text [data-number]").map(readLetters);
  const found = [];
  let [number, start] = [0, 0];
  for (const { box, text } of pieces) {
    const placeIn = (index) => paragraphs[index].text.indexOf(text, index === number ? start : 0);
    const index = paragraphs.findIndex((_, at) => at >= number && placeIn(at) >= 0);
    if (index < 0) continue;
    const { places } = paragraphs[index];
    const place = placeIn(index);
    [number, start] = [index, place + text.length];
    found.unshift({ box, first: places[place], last: places[start - 1] });
  }
  return found;
}

// The paragraph's text with white space as one blank, and where in the page each letter stands.
function readLetters(element) {
  const places = [];
  let text = "";
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let offset = 0; offset < node.length; offset++) {
      const letter = node.data[offset].replace(/\s/, " ");
      if (letter === " " && text.endsWith(" ")) continue;
      text += letter;
      places.push([node, offset]);
    }
  }
  return { text, places };
}

function markPiece({ box, first, last }) {
  const range = document.createRange();
  range.setStart(...first);
  range.setEnd(last[0], last[1] + 1);
  widen(range, first, last);
  if ($("a", range.cloneContents())) return null; // a link in a button is neither
  const span = make("span", { class: "hot-piece-mark", role: "button", tabindex: "-1" });
  try {
    range.surroundContents(span);
  } catch {
    return null; // it begins inside an emphasis and ends outside: the list is left
  }
  span.addEventListener("click", () => { if (getSelection().isCollapsed) box.click(); });
  return { span, box };
}

// Takes in the tags around a text that fills them.
function widen(range, [first, from], [last, to]) {
  const root = range.commonAncestorContainer;
  const widest = (node, side) => {
    while (node.parentNode !== root && !node[side]) node = node.parentNode;
    return node;
  };
  if (first === last) return;
  if (from === 0) range.setStartBefore(widest(first, "previousSibling"));
  if (to + 1 === last.length) range.setEndAfter(widest(last, "nextSibling"));
}

function steer(event, marks, index) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const next = marks[index + step]?.span;
  if (event.key === "Enter" || event.key === " ") marks[index].box.click();
  else if (!next) return;
  event.preventDefault();
  if (!next) return;
  marks[index].span.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// == Splitter ==

function setUpSplitter() {
  const box = $("[data-splitter]");
  if (!box) return;
  const room = box.closest(".attempt");
  const [least, most, even] = [30, 70, 50];
  const handle = make("div", {
    "class": "splitter-handle", "role": "separator", "tabindex": "0", "aria-orientation": "vertical",
    "aria-controls": "passage", "aria-label": say("splitter"), "aria-valuemin": least, "aria-valuemax": most,
  });
  let share = 55;
  const set = (wished) => {
    share = Math.min(most, Math.max(least, Math.round(wished)));
    room.style.setProperty("--split", `${share}%`);
    handle.setAttribute("aria-valuenow", share);
    handle.setAttribute("aria-valuetext", `${share}%`);
  };
  const choose = (wished) => { set(wished); store.write(SPLIT, share); };
  const button = (word, icon, wished) => {
    const made = make("button", { "type": "button", "class": "splitter-button", "aria-label": say(word), "title": say(word) },
      make("span", { "aria-hidden": "true" }, icon));
    made.addEventListener("click", () => choose(wished));
    return made;
  };
  box.append(make("div", { class: "splitter-buttons" }, button("more_passage", "→", 65), button("even", "=", even), button("more_question", "←", 40)), handle);
  handle.addEventListener("keydown", (event) => {
    const wished = { ArrowLeft: share - 5, ArrowRight: share + 5, Home: least, End: most }[event.key];
    if (wished === undefined) return;
    event.preventDefault();
    choose(wished);
  });
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = room.getBoundingClientRect();
    choose(100 * (event.clientX - left) / width);
  });
  set(Number(store.read(SPLIT)) || share);
  const isWide = matchMedia("(min-width: 64rem)");
  const showOrHide = () => { box.hidden = !isWide.matches; };
  isWide.addEventListener("change", showOrHide);
  showOrHide();
}

// == Timer: the server's seconds, counted by a clock that nobody can set; it stops while a laptop
// sleeps, and then differs from the clock on the wall: the server is asked again ==

const SLEPT = 5_000;

const sleptFor = () => Date.now() - performance.now();

const LOOK_EVERY = 10_000;
let learnSecondsLeft = () => {}; // what a receipt says; set where there is a timer

// A teacher may give more time while the page is open: it asks now and then, and each receipt tells.
function setUpTimer() {
  const box = $("[data-timer]");
  if (!box) return;
  const [left, until, announcement] = $$("[data-time-left], [data-time-until], [data-time-announcement]");
  let [end, marks, asleep, closing, looking] = [null, [], sleptFor(), 0, 0];
  const secondsLeft = () => (end - performance.now()) / 1000;
  const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const inWords = (seconds) => {
    const minutes = Math.ceil(seconds / 60);
    return seconds <= 0 ? say("time_up") : say(minutes === 1 ? "left_one" : "left", { minutes });
  };
  const set = (seconds, limit, asked) => {
    clearTimeout(closing);
    closing = 0;
    end = seconds === null ? null : asked + seconds * 1000;
    marks = [...new Set([limit / 2, 300, 60])].filter((mark) => mark < seconds).sort((a, b) => b - a);
  };
  const isNews = (seconds) => (seconds === null) !== (end === null)
    || (end !== null && Math.abs(seconds - Math.max(0, secondsLeft())) > 5);
  const learn = (told, asked) => {
    if (told.is_over) return location.replace(location.pathname);
    if (!isNews(told.seconds)) return;
    set(told.seconds, told.limit, asked);
    box.hidden = !told.left;
    write(left, told.left);
    write(until, told.until);
    write(announcement, [told.left, told.until].filter(Boolean).join(", "));
    tick();
  };
  const look = async () => {
    clearTimeout(looking);
    const asked = performance.now();
    const { status, text } = await exchange(box.dataset.timeUrl, { headers: { Accept: "application/json" } });
    const told = parse(text);
    if (status === 200 && "seconds" in told && !isClosing) learn(told, asked);
    lookLater();
  };
  const lookLater = () => {
    clearTimeout(looking);
    // Where there has never been a limit only receipts and coming back to the page tell of one.
    if (!box.hidden && !document.hidden) looking = setTimeout(look, LOOK_EVERY * (0.8 + Math.random() * 0.4));
  };
  const tick = () => {
    if (Math.abs(sleptFor() - asleep) > SLEPT) {
      asleep = sleptFor();
      look();
    }
    if (end === null) return;
    const seconds = secondsLeft();
    write(left, inWords(seconds));
    if (seconds > 0 && !(seconds <= marks[0])) return;
    if (seconds <= marks[0] || !closing) write(announcement, inWords(seconds));
    while (seconds <= marks[0]) marks.shift();
    if (seconds > 0 || closing) return;
    flush();
    closing = setTimeout(() => location.replace(location.pathname), GRACE + 1_000);
  };
  learnSecondsLeft = (seconds) => { if (isNews(seconds)) look(); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  const given = (text) => (text === "" ? null : Number(text));
  set(given(box.dataset.timer), given(box.dataset.limit), performance.now());
  setInterval(tick, 1_000);
  tick();
  lookLater();
}

// == There: a teacher who watches an assignment sees who is at which question, and who is away ==

const HERE_EVERY = 15_000;

// On one page with all questions: where the focus is, else what stands last in the upper half.
function placeOnPage(sections) {
  const focused = document.activeElement?.closest?.("section.question");
  const above = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2);
  return Number((focused ?? above.at(-1) ?? sections[0]).dataset.question);
}

function setUpHere() {
  const { here: url, position } = $("[data-here]")?.dataset ?? {};
  if (!url) return;
  const sections = $$("section.question");
  let timer = 0;
  const tellHere = () => {
    clearTimeout(timer);
    if (document.hidden || isClosing) return;
    const place = sections.length > 1 ? placeOnPage(sections) : Number(position);
    postOnce(url, place, JSON.stringify({ position: place })); // lost, it is told again soon
    timer = setTimeout(tellHere, HERE_EVERY * (0.9 + Math.random() * 0.2));
  };
  document.addEventListener("visibilitychange", tellHere);
  addEventListener("online", tellHere);
  tellHere();
}

// == Erased: what this device still kept goes as well ==

function setUpErased() {
  if (!$("[data-erased]")) return;
  for (const key of store.keys("quizapp.")) store.remove(key);
}

// == Start ==

for (const setUp of [setUpDisplay, setUpSending, setUpHotText, setUpSplitter, setUpTimer, setUpHere, setUpFocus, setUpErased]) {
  try { setUp(); } catch (error) { reportError(error); } // one that fails takes no other with it
}

// Marking without reloading: number keys choose levels, Enter saves, the next answer takes the place
// of this one. Without this script the same form works, a page at a time.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
let isBusy = false;

// Returns where marking goes on: the first criterion without a level, else the first level or field.
function place(desk) {
  const rows = $$(".rubric-row", desk);
  const row = rows.find((one) => !$("input:checked", one)) ?? rows[0];
  if (row) return $("input:checked", row) ?? $("input", row);
  return $("#points", desk) ?? $("h1", desk);
}

function show(page, url) {
  const desk = $("[data-marking]");
  const open = Object.fromEntries($$("[data-keep]", desk).map((one) => [one.dataset.keep, one.open]));
  const fresh = $("[data-marking]", page);
  for (const one of $$("[data-keep]", fresh)) one.open = open[one.dataset.keep] ?? one.open;
  desk.replaceWith(fresh);
  document.title = page.title;
  if (url !== location.href) history.pushState(null, "", url);
  const target = $("[data-focus]", fresh) ?? place(fresh);
  if (target.matches("h1")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  (target.matches("[data-focus]") ? target : fresh).scrollIntoView({ block: "start" });
  $("[data-said]").textContent = $("[data-progress]", fresh)?.textContent ?? "";
}

function tellLost(desk) {
  $("[data-not-sent]", desk)?.remove();
  const notice = Object.assign(document.createElement("p"), { className: "notice", role: "alert", textContent: desk.dataset.lost });
  notice.dataset.notSent = "";
  $(".marking-actions", desk).before(notice);
}

// A page as a document: XMLHttpRequest parses it itself, where DOMParser would ask for Trusted Types.
function ask(form, button) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    // Its buttons are called "action", so form.action is one of them.
    request.open("POST", form.getAttribute("action"));
    request.responseType = "document";
    request.onload = () => resolve(request);
    request.onerror = reject;
    request.send(new FormData(form, button));
  });
}

async function send(form, button) {
  const desk = $("[data-marking]");
  isBusy = true;
  button?.setAttribute("aria-busy", "true");
  try {
    const { response: page, responseURL: url } = await ask(form, button);
    if (page && $("[data-marking]", page)) show(page, url);
    else location.assign(url);
  } catch {
    tellLost(desk);
  } finally {
    isBusy = false;
    button?.removeAttribute("aria-busy");
  }
}

function insert(button) {
  const field = $("#comment");
  const text = $(`[data-comment="${button.dataset.insert}"]`).textContent;
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
}

function choose(event, radio) {
  radio.checked = true;
  const rows = $$(".rubric-row");
  const next = rows[rows.indexOf(radio.closest(".rubric-row")) + 1] ?? radio.closest(".rubric-row");
  ($("input:checked", next) ?? $("input", next)).focus();
  event.preventDefault();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".marking-form form");
  if (!form) return;
  event.preventDefault();
  if (!isBusy) send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  insert(button);
});

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey) return;
  const row = event.target.closest("[data-rubric] .rubric-row");
  const radio = row && !event.ctrlKey && $(`[data-key="${CSS.escape(event.key)}"]`, row);
  if (radio) choose(event, radio);
  if (event.ctrlKey && event.key === "Enter" && event.target.id === "comment") {
    event.target.form.requestSubmit($(".marking-actions button", event.target.form));
  }
});

addEventListener("popstate", () => location.reload());
const start = $("[data-marking] .marking-form");
if (start && !$("[data-focus]") && !location.hash) place(start).focus({ preventScroll: true });

/* The signed-in pages: search by key, go-to keys, the switcher that closes by itself. */

import { onKeys } from "./keys.js";

const WAIT = 1200; // milliseconds in which the second key of `g …` may come
const GO = { t: "dashboard", e: "evaluations", r: "results", d: "documents", q: "team", b: "sheets", h: "home" };

let going = 0;

function openSearch() {
  document.querySelector("[data-search]")?.click();
}

/** The search of the page that is open, where it has one; else that of the whole site. */
function nearestSearch() {
  const here = document.querySelector("main [type=search]");
  if (!here) return openSearch();
  here.focus();
  here.select();
}

/** @param {KeyboardEvent} event */
function go(event) {
  if (Date.now() > going) return false;
  going = 0;
  const link = document.querySelector(`[data-go="${GO[event.key]}"]`);
  link?.click();
  return link !== null;
}

const actions = Object.fromEntries(Object.keys(GO).map((key) => [key, go]));
onKeys({ ...actions, "/": nearestSearch, g: () => void (going = Date.now() + WAIT) }, new AbortController().signal);

document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".switch[open]");
  if (event.key === "Escape" && open) {
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
    closeSwitch();
  }
});

/** The places of the switcher whose text holds what is typed; Enter goes to the first. */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const narrowed = document.querySelector("[data-narrow]");
const choices = () => [...document.querySelectorAll(".switch li:not([hidden]) a")];

narrowed?.addEventListener("input", () => {
  const words = plain(narrowed.value).split(/\s+/).filter(Boolean);
  for (const item of narrowed.parentElement.querySelectorAll("li")) {
    const text = plain(item.textContent);
    item.hidden = !words.every((word) => text.includes(word));
  }
});

document.querySelector(".switch")?.addEventListener("toggle", (event) => {
  if (event.target.open) (narrowed ?? choices()[0])?.focus();
});

document.querySelector(".switch")?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && event.target === narrowed) choices()[0]?.click();
  if (!step) return;
  const links = choices();
  const next = links.indexOf(document.activeElement) + step;
  (next < 0 ? narrowed : links[Math.min(next, links.length - 1)])?.focus();
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".switch")) closeSwitch();
});

function closeSwitch() {
  document.querySelector(".switch[open]")?.removeAttribute("open");
}

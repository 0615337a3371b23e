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
  if (event.key === "Escape") closeSwitch();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".switch")) closeSwitch();
});

function closeSwitch() {
  document.querySelector(".switch[open]")?.removeAttribute("open");
}

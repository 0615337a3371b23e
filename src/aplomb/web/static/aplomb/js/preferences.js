/* Theme and language, quickened. Without this file the two forms post and come back to the page. */

/** The page as it stands now: filters and anchors may have changed since the server wrote the form. */
function here() {
  return location.pathname + location.search + location.hash;
}

/** @param {SubmitEvent} event */
function beforeSending(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-here]")) return;
  form.elements.namedItem("next").value = here();
  if (form.matches("[data-theme-form]") && event.submitter) {
    event.preventDefault();
    chooseTheme(form, event.submitter.value);
  }
}

/**
 * Show the theme at once, and tell the server, which keeps it for the next page.
 * @param {HTMLFormElement} form
 * @param {string} theme
 */
function chooseTheme(form, theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    other.setAttribute("aria-pressed", String(other.value === theme));
  }
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme }), redirect: "manual", keepalive: true });
}

document.addEventListener("submit", beforeSending);

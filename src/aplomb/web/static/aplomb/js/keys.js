/* Shortcuts of one key. They leave alone whoever is typing, and can be turned off (WCAG 2.1.4). */

const OFF = "aplomb-keys-off";

/** Whether the reader has left single keys on. */
export function keysOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true; // storage is closed to us: nothing can have been turned off
  }
}

/** @param {boolean} on */
export function turnKeys(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // storage is closed to us: the choice cannot be kept
  }
}

/** @param {EventTarget | null} target */
function typing(target) {
  return (
    target instanceof Element &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select") !== null
  );
}

/**
 * Call an action when its key is pressed; an action that returns false leaves the key to the browser.
 * @param {Record<string, (event: KeyboardEvent) => boolean | void>} actions by `event.key`
 * @param {AbortSignal} signal ends the listening
 */
export function onKeys(actions, signal) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keysOn()) return;
      if (document.querySelector("dialog[open]")) return;
      const action = actions[event.key];
      if (action && action(event) !== false) event.preventDefault();
    },
    { signal },
  );
}

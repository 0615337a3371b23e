// The sheets of the grid: the reason of an NA, two answers to choose between, what waits on the device, the keys.

import { differences } from "../differences.js";
import { el, icon, level, marked, offer, tile } from "../dom.js";
import { markOf } from "../marks.js";
import { wire } from "../outbox.js";

let names = 0;

/**
 * A sheet that closes with Escape, with its cross or when told to, and gives the focus back.
 * @param {import("./score-grid.js").ScoreGrid} grid @param {string} title @param {...Node} content
 */
export function sheet(grid, title, ...content) {
  const id = `sheet-${(names += 1)}`;
  const close = el(
    "button", { type: "button", class: "btn ghost sq", on: { click: () => dialog.close() } },
    icon("cross"), el("span", { class: "vh" }, grid.words.say("close-sheet")),
  );
  const dialog = el(
    "dialog", { class: "sheet", "aria-labelledby": id },
    el("header", {}, el("h2", { class: "serif-t", id }, title), close), ...content,
  );
  dialog.addEventListener("close", () => dialog.remove());
  // A press that began inside and ended outside is no wish to close.
  let outside = false;
  dialog.addEventListener("pointerdown", (event) => { outside = event.target === dialog; });
  dialog.addEventListener("click", (event) => outside && event.target === dialog && dialog.close());
  grid.append(dialog);
  dialog.showModal();
  return dialog;
}

// — Not applicable ————————————————————————————————————————————————————————————

/** Ask why a criterion does not apply; nothing is kept without a reason. */
export function askReason(grid, criterion, reason, then) {
  const { words } = grid;
  const fault = el("p", { class: "err", id: "na-fault", role: "alert", hidden: true }, icon("alert", "s"), words.say("na-needs-reason"));
  const text = el("textarea", {
    class: "input", id: "na-reason", maxlength: 20_000, rows: 4, required: true, "aria-describedby": "na-fault na-hint",
  });
  text.value = reason;
  const form = el(
    "form", { class: "stack", method: "dialog", novalidate: true },
    el("p", { class: "muted" }, criterion.text),
    el("div", { class: "field" },
      el("label", { for: "na-reason" }, words.say("na-why")), text, fault,
      el("p", { class: "hint", id: "na-hint" }, grid.model.scale.na.definition || words.say("no-patient"))),
    el("p", { class: "row end-acts" },
      el("button", { type: "button", class: "btn", on: { click: () => dialog.close() } }, words.say("cancel")),
      el("button", { class: "btn solid" }, words.say("score-na"))),
  );
  const dialog = sheet(grid, words.say("na-title", { code: criterion.code }), form);
  const submit = (event) => {
    event.preventDefault();
    const said = text.value.trim();
    fault.hidden = Boolean(said);
    text.setAttribute("aria-invalid", String(!said));
    if (!said) {
      text.focus();
      return;
    }
    dialog.close();
    then(said);
  };
  form.addEventListener("submit", submit);
  text.addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && submit(event));
  text.focus();
  return dialog;
}

// — Two answers ———————————————————————————————————————————————————————————————

/** Both answers on a criterion or a requirement, side by side, field by field; the person chooses, or leaves it. */
export function settle(grid, kind, code, then) {
  const { words, model } = grid;
  const conflicts = model.conflictsOn(kind, code);
  if (!conflicts.length) return null;
  const text = kind === "criterion" ? model.byCode.get(code)?.text ?? code : model.requirements.get(code)?.title ?? code;
  const fields = conflicts.map((conflict) => dispute(grid, conflict));
  const may = conflicts.some((one) => one.may_settle);
  const form = el(
    "form", { class: "stack", method: "dialog" },
    el("p", { class: "muted" }, text), ...fields.map((one) => one.part),
    el("p", { class: "row cf-act" },
      el("button", { type: "button", class: "btn l", on: { click: () => dialog.close() } }, words.say("leave-disputed")),
      may ? el("button", { class: "btn solid l" }, words.say("keep-choice")) : null),
    el("p", { class: "t12 faint" }, words.say(may ? "nothing-lost" : "not-yours-to-settle")),
  );
  const title = kind === "criterion" ? "two-answers-to" : "two-answers-to-requirement";
  const dialog = sheet(grid, words.say(title, { code }), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = fields.map((one) => ({ conflict: one.conflict, value: one.value() })).filter((one) => one.value !== undefined);
    if (!chosen.length) return;
    dialog.close();
    for (const one of chosen) then(one.conflict, one.value);
  });
  return dialog;
}

/** One field in dispute: two versions, and a third that the person writes. */
function dispute(grid, conflict) {
  const { words } = grid;
  const { kept, stored, field } = conflict;
  const text = field !== "score";
  const { left, right } = differences(String(text ? kept.value ?? "" : ""), String(text ? stored.value ?? "" : ""));
  const name = `settle-${conflict.id}`;
  const disabled = !conflict.may_settle;
  const other = text ? thirdText(grid, kept, stored, disabled) : thirdScore(grid, name, disabled);
  const part = el(
    "fieldset", { class: "dispute stack m" },
    el("legend", { class: "strong" }, words.say(text && field !== "comment" ? `note-${field}` : `field-${field}`)),
    el("div", { class: "versions" },
      version(grid, name, "kept", kept, field, left, disabled), version(grid, name, "stored", stored, field, right, disabled)),
    disabled ? null : el("div", { class: "third" },
      el("label", { class: "check" }, el("input", { type: "radio", name, value: "other" }), el("span", {}, words.say(text ? "third-text" : "third-score"))),
      other),
  );
  const choose = () => { part.querySelector("[value=other]").checked = true; };
  other.addEventListener("input", choose);
  return {
    conflict, part,
    value: () => {
      const chosen = part.querySelector(`[name="${name}"]:checked`)?.value;
      if (chosen === "kept") return kept.value;
      if (chosen === "stored") return stored.value;
      return chosen === "other" ? other.said() : undefined;
    },
  };
}

function version(grid, name, which, side, field, pieces, disabled) {
  const { words, marks } = grid;
  const moment = words.moment(side.noted_at ?? side.at, new Date());
  const who = side.mine ? words.say("yours") : side.by;
  let shown;
  if (field === "score") {
    const mark = side.value && markOf(marks, side.value.score);
    shown = mark
      ? el("span", { class: "row" }, tile(mark), el("span", { class: "muted" }, side.value.na_reason || mark.word))
      : el("span", { class: "muted" }, words.say("unanswered"));
  } else {
    shown = pieces.length ? el("span", { class: "said" }, ...marked(pieces)) : el("span", { class: "muted" }, words.say("no-text"));
  }
  const stays = which === "stored" ? el("span", { class: "t12 faint" }, words.say("shown-now")) : null;
  return el(
    "label", { class: "version" },
    el("input", { type: "radio", name, value: which, disabled }),
    el("span", { class: "who" }, el("b", {}, who), `, ${moment}`), shown, stays,
  );
}

/** A text of one's own; by default both put together. */
function thirdText(grid, kept, stored, disabled) {
  const area = el("textarea", { class: "input", rows: 4, maxlength: 20_000, disabled, "aria-label": grid.words.say("third-text") });
  area.value = [stored.value, kept.value].filter(Boolean).join("\n");
  area.said = () => area.value.trim();
  return area;
}

function thirdScore(grid, name, disabled) {
  const { words, marks } = grid;
  const levels = marks.filter((mark) => mark.value !== "NA");
  const choice = el("fieldset", { class: "rate", disabled }, el("legend", { class: "vh" }, words.say("third-score")), ...levels.map((mark) => el(
    "label", { "data-n": mark.step }, el("input", { type: "radio", name: `${name}-level`, value: mark.value }),
    el("span", {}, mark.digit), el("span", { class: "vh" }, `, ${mark.word}`),
  )));
  choice.said = () => {
    const level_ = choice.querySelector(":checked")?.value;
    return level_ === undefined ? undefined : { score: Number(level_), na_reason: "" };
  };
  return choice;
}

// — What waits on the device ——————————————————————————————————————————————————

/** What is kept here: waiting to leave, or refused with its reason; to save as a file, to send again, to discard. */
export async function queue(grid) {
  const { words, sync } = grid;
  const all = (await sync.outbox.all()).filter((one) => one.evaluation === grid.model.data.evaluation.id);
  const waiting = all.filter((one) => !one.refused);
  const refused = all.filter((one) => one.refused);
  const list = (operations) => el("ul", { class: "files" }, ...operations.map((one) => line(grid, one)));
  const parts = [];
  if (waiting.length) parts.push(list(waiting), el("p", { class: "callout quiet t13" }, icon("info"), words.say(sync.outbox.durable ? "leaves-by-itself" : "not-durable")));
  if (refused.length) parts.push(el("h3", {}, words.say("refused", { n: refused.length })), list(refused));
  if (!all.length) parts.push(el("p", { class: "muted" }, words.say("nothing-waits")));
  const discard = refused.length && el(
    "button", { type: "button", class: "btn l danger", on: { click: () => { dialog.close(); confirmDiscard(grid, refused); } } },
    icon("cross"), words.say("discard"),
  );
  const acts = el("p", { class: "row cf-act" },
    all.length ? el("button", { type: "button", class: "btn l", on: { click: () => exportQueue(grid, all) } }, icon("download"), words.say("save-file")) : null,
    discard || null,
    waiting.length ? el("button", { type: "button", class: "btn solid l", on: { click: () => { dialog.close(); sync.flush(); } } }, icon("sync"), words.say("retry")) : null);
  const dialog = sheet(grid, words.say("queue"), el("div", { class: "stack" }, ...parts, acts));
  return dialog;
}

function line(grid, operation) {
  const { words, marks } = grid;
  const { score } = operation.values;
  const mark = score === undefined ? null : markOf(marks, score);
  const what = Object.keys(operation.values).filter((name) => name !== "na_reason")
    .map((name) => words.say(operation.kind === "requirement" ? `note-${name}` : `field-${name}`)).join(", ");
  return el(
    "li", {}, mark ? level(mark) : el("span", { class: "lvl none" }, "—"),
    el("span", { class: "t" }, operation.target, el("small", {}, what),
      operation.refused ? el("small", { class: "late-t" }, operation.refused.reason) : null),
    el("span", { class: "faint" }, words.moment(operation.at, new Date())),
    operation.refused ? icon("refused", "s", words.say("refused-here")) : icon("clock", "s", words.say("waits")),
  );
}

function confirmDiscard(grid, refused) {
  const { words } = grid;
  const dialog = sheet(
    grid, words.say("discard-title", { n: refused.length }),
    el("div", { class: "stack" }, el("p", {}, words.say("discard-consequence")),
      el("p", { class: "row cf-act" },
        el("button", { type: "button", class: "btn l", on: { click: () => exportQueue(grid, refused) } }, icon("download"), words.say("save-file")),
        el("button", { type: "button", class: "btn l", on: { click: () => dialog.close() } }, words.say("cancel")),
        el("button", { type: "button", class: "btn l danger", on: { click: () => { dialog.close(); grid.sync.discard(refused.map((one) => one.seq)); } } }, words.say("discard")))),
  );
}

/** What is kept here as a file: what the server would have received, and why it refused what it refused. */
function exportQueue(grid, operations) {
  const { id, title, organisation } = grid.model.data.evaluation;
  const file = {
    format: "aplomb/queue/1", evaluation: id, title, organisation, person: grid.model.data.me.name,
    operations: operations.map((one) => ({ ...wire(one), refused: one.refused })),
  };
  offer(`aplomb-${id}-${grid.words.say("file-name")}.json`, "application/json", JSON.stringify(file, null, 1));
}

// — Leaving ———————————————————————————————————————————————————————————————————

/** Signing out while answers wait: send them first, leave them here for the next time, or stay. @param {() => void} leave */
export function leaving(grid, leave) {
  const { words, sync, model } = grid;
  const act = (label, tag, work) => el("button", { type: "button", class: `btn l ${tag}`.trim(), on: { click: () => { dialog.close(); work(); } } }, words.say(label));
  const send = async () => {
    await sync.flush();
    if (model.waitingCount) grid.say(words.say("still-waiting", { n: model.waitingCount }));
    else leave();
  };
  const dialog = sheet(
    grid, words.say("leaving", { n: model.waitingCount }),
    el("div", { class: "stack" }, el("p", {}, words.say(sync.outbox.durable ? "leaving-stays" : "not-durable")),
      el("p", { class: "row cf-act" }, act("cancel", "", () => {}), act("leave-anyway", "", leave), act("send-first", "solid", send))),
  );
  return dialog;
}

// — Keys ——————————————————————————————————————————————————————————————————————

/** The list of shortcuts, and where they are turned off. */
export function shortcuts(grid) {
  const { words, marks, settings } = grid;
  const digits = marks.filter((mark) => mark.value !== "NA").map((mark) => mark.digit);
  const keys = [
    [[...digits, "N"], "key-score"], [["↑", "↓"], "key-move"], [["J", "K"], "key-move"], [["S"], "key-unanswered"],
    [["D"], "key-conflict"], [["C"], "key-comment"], [["R"], "key-guidance"], [["H"], "key-history"], [["A"], "key-analysis"],
    [[words.say("key-delete-name")], "key-clear"], [["Ctrl", "Z"], "key-undo"], [["Ctrl", words.say("key-enter-name")], "key-next"],
    [[words.say("key-escape-name")], "key-leave"], [["/"], "key-search"], [["?"], "key-help"],
  ];
  const rows = keys.map(([caps, key]) => el(
    "tr", {}, el("th", { scope: "row" }, ...caps.flatMap((cap) => [el("kbd", {}, cap), " "])), el("td", {}, words.say(key)),
  ));
  return sheet(
    grid, words.say("shortcuts"),
    el("table", { class: "tbl" }, el("caption", { class: "vh" }, words.say("shortcuts")), el("tbody", {}, ...rows)),
    el("p", { class: "t13 muted" }, words.say(grid.model.data.me.shortcuts ? "shortcuts-focus" : "shortcuts-off"), " ",
      el("a", { href: settings.account }, words.say("shortcuts-setting"))),
  );
}

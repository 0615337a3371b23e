import { GATHERING, Outbox, joined, wire } from "/js/outbox.js";
import { openStore } from "/js/outbox-store.js";
import { equal, test } from "./harness.js";

let names = 0;
const fresh = () => openStore(`test-${(names += 1)}-${crypto.randomUUID()}`);
const answer = (target, values, more = {}) => ({ evaluation: 1, kind: "criterion", target, base: 0, values, ...more });

/** An outbox whose timers are fired by hand, and whose server is a function. */
async function desk(server, store) {
  const sent = [];
  const told = [];
  const timers = new Map();
  let drawn = 0;
  const outbox = new Outbox({
    store: store ?? (await fresh()),
    send: async (batch) => { sent.push(batch); return server(batch, sent.length); },
    since: () => 0,
    exclusively: (work) => work(),
    now: () => new Date("2026-11-24T09:00:00Z"),
    uuid: () => crypto.randomUUID(),
    later: (work, wait) => { timers.set((drawn += 1), { work, wait }); return drawn; },
    cancel: (timer) => timers.delete(timer),
  });
  for (const type of ["kept", "answered", "state", "discarded", "fault"]) {
    outbox.addEventListener(type, (event) => told.push([type, event.detail]));
  }
  const states = () => told.filter(([type]) => type === "state").map(([, detail]) => detail.state);
  return { outbox, sent, told, timers, states };
}

const applied = (batch) => ({
  ok: true,
  body: { revision: 1, epoch: 1, changes: [], results: batch.operations.map(({ id }) => ({ id, status: "applied" })) },
});

test("an answer is on the device before it leaves, and is forgotten once answered", async () => {
  const { outbox, sent, timers, states } = await desk(applied);
  const kept = await outbox.keep(answer("1.1.1", { score: 2 }));
  equal([kept.seq > 0, (await outbox.all()).length, sent.length], [true, 1, 0]);
  equal([...timers.values()].map(({ wait }) => wait), [GATHERING]);
  await outbox.flush();
  equal([(await outbox.all()).length, sent.length, states()], [0, 1, ["sending", "idle"]]);
});

test("what is answered within a moment leaves in one batch, in order", async () => {
  const { outbox, sent } = await desk(applied);
  for (const code of ["1.1.1", "1.1.2", "1.1.3"]) await outbox.keep(answer(code, { score: 1 }));
  await outbox.flush();
  equal(sent.map((batch) => batch.operations.map((one) => one.target)), [["1.1.1", "1.1.2", "1.1.3"]]);
});

test("typing a word is one operation as long as it has not left", async () => {
  const { outbox, sent } = await desk(applied);
  const first = await outbox.keep(answer("1.1.1", { comment: "Pro" }, { base: 4 }));
  const second = await outbox.keep(answer("1.1.1", { comment: "Protocole", score: 1 }, { base: 4 }));
  equal([second.id === first.id, second.seq === first.seq], [true, true]);
  await outbox.flush();
  equal(sent[0].operations.map((one) => one.values), [{ comment: "Protocole", score: 1 }]);
});

test("an operation that has left, or starts from another revision, or settles a conflict, is never changed", () => {
  const one = { seq: 1, id: "a", ...answer("1.1.1", { score: 1 }, { base: 4 }) };
  const next = answer("1.1.1", { score: 2 }, { base: 4 });
  equal(joined([one], next).values, { score: 2 });
  equal(joined([{ ...one, sent: true }], next), null);
  equal(joined([{ ...one, refused: {} }], next), null);
  equal(joined([{ ...one, base: 3 }], next), null);
  equal(joined([{ ...one, resolves: "c" }], next), null);
  equal(joined([one], { ...next, resolves: "c" }), null);
  equal(joined([one], { ...next, evaluation: 2 }), null);
});

test("a lost reply is repaired by sending the same operations again", async () => {
  const { outbox, sent, states, timers } = await desk((batch, times) => (times === 1 ? { ok: false, why: "offline" } : applied(batch)));
  await outbox.keep(answer("1.1.1", { score: 2 }));
  await outbox.flush();
  equal([states(), (await outbox.all()).length], [["sending", "offline"], 1]);
  equal([...timers.values()].map(({ wait }) => wait), [2000]);
  await outbox.flush();
  equal(sent[0].operations[0].id, sent[1].operations[0].id);
  equal([(await outbox.all()).length, states().at(-1)], [0, "idle"]);
});

test("each failure waits longer than the one before, a minute at most", async () => {
  const { outbox, timers } = await desk(() => ({ ok: false, why: "failed" }));
  await outbox.keep(answer("1.1.1", { score: 2 }));
  const waits = [];
  for (let time = 0; time < 7; time += 1) {
    await outbox.flush();
    waits.push([...timers.values()].at(-1).wait);
  }
  equal(waits, [2000, 4000, 8000, 16000, 32000, 60000, 60000]);
});

test("a server that asks to wait is not asked again before", async () => {
  const { outbox, timers } = await desk(() => ({ ok: false, why: "busy", wait: 30_000 }));
  await outbox.keep(answer("1.1.1", { score: 2 }));
  await outbox.flush();
  await outbox.keep(answer("1.1.2", { score: 2 }));
  equal([...timers.values()].map(({ wait }) => wait), [30_000]);
});

test("a refused operation stays, with its reason, is not sent again, and goes only when discarded", async () => {
  const refuse = (batch) => ({ ok: true, body: { revision: 1, epoch: 1, changes: [], results: batch.operations.map(({ id, target }) =>
    target === "1.1.2" ? { id, status: "rejected", code: "closed", reason: "Close." } : { id, status: "applied" }) } });
  const { outbox, sent, told } = await desk(refuse);
  await outbox.keep(answer("1.1.1", { score: 2 }));
  await outbox.keep(answer("1.1.2", { score: 2 }));
  await outbox.flush();
  await outbox.flush();
  const [left] = await outbox.all();
  equal([sent.length, left.target, left.refused.code, left.refused.reason], [1, "1.1.2", "closed", "Close."]);
  equal(told.find(([type]) => type === "answered")[1].refused.map((one) => one.target), ["1.1.2"]);
  await outbox.discard([left.seq]);
  equal((await outbox.all()).length, 0);
});

test("what was not refused cannot be discarded", async () => {
  const { outbox } = await desk(() => ({ ok: false, why: "offline" }));
  const kept = await outbox.keep(answer("1.1.1", { score: 2 }));
  await outbox.discard([kept.seq]);
  equal((await outbox.all()).length, 1);
});

test("an evaluation that this account no longer sees does not hold back the others, and loses nothing", async () => {
  const { outbox, states } = await desk((batch) => (batch.evaluation === 1 ? { ok: false, why: "gone" } : applied(batch)));
  await outbox.keep(answer("1.1.1", { score: 2 }));
  await outbox.keep(answer("1.1.1", { score: 3 }, { evaluation: 2 }));
  await outbox.flush();
  equal([(await outbox.all()).map((one) => one.evaluation), states().at(-1)], [[1], "gone"]);
});

test("whoever is signed out, or somebody else, stops the sending without a retry", async () => {
  for (const why of ["signed-out", "other-person"]) {
    const { outbox, timers } = await desk(() => ({ ok: false, why }));
    await outbox.keep(answer("1.1.1", { score: 2 }));
    await outbox.flush();
    equal([outbox.state, timers.size, (await outbox.all()).length], [why, 0, 1]);
  }
});

test("five hundred at most leave together, fewer where the server finds them too heavy", async () => {
  const { outbox, sent } = await desk((batch) => (batch.operations.length > 200 ? { ok: false, why: "too-large" } : applied(batch)));
  for (let n = 0; n < 620; n += 1) await outbox.keep(answer(`1.1.${n}`, { score: 1 }));
  await outbox.flush();
  equal(sent.map((batch) => batch.operations.length).slice(0, 3), [500, 250, 125]);
  equal(new Set(sent.slice(2).flatMap((batch) => batch.operations.map((one) => one.target))).size, 620);
  equal((await outbox.all()).length, 0);
});

test("an answer given while a batch is on its way is another operation, and leaves after it", async () => {
  const on = {};
  const way = new Promise((resolve) => { on.go = resolve; });
  const { outbox, sent } = await desk(async (batch, times) => { if (times === 1) await way; return applied(batch); });
  await outbox.keep(answer("1.1.1", { comment: "Un" }));
  const sending = outbox.flush();
  while (!sent.length) await new Promise((resolve) => setTimeout(resolve));
  await outbox.keep(answer("1.1.1", { comment: "Un deux" }));
  on.go();
  await sending;
  equal(sent.map((batch) => batch.operations.map((one) => one.values.comment)), [["Un"], ["Un deux"]]);
  equal(sent[0].operations[0].id === sent[1].operations[0].id, false);
});

test("a page opened again finds what had not left, and the counter goes on", async () => {
  const account = `again-${crypto.randomUUID()}`;
  const offline = await desk(() => ({ ok: false, why: "offline" }), await openStore(account));
  const first = await offline.outbox.keep(answer("1.1.1", { score: 2 }));
  await offline.outbox.flush();
  const again = await desk(applied, await openStore(account));
  await again.outbox.flush();
  equal([again.sent[0].operations[0].id, again.sent[0].device], [first.id, offline.sent[0].device]);
  const next = await again.outbox.keep(answer("1.1.1", { score: 3 }));
  equal(next.seq > first.seq, true);
});

test("one person's queue is not another's", async () => {
  const mine = `person-${crypto.randomUUID()}`;
  const { outbox } = await desk(() => ({ ok: false, why: "offline" }), await openStore(mine));
  await outbox.keep(answer("1.1.1", { score: 2 }));
  const other = await desk(applied, await openStore(`person-${crypto.randomUUID()}`));
  await other.outbox.flush();
  equal([(await other.outbox.all()).length, other.sent.length, (await outbox.all()).length], [0, 0, 1]);
});

test("without storage the page keeps its answers itself, and says that it does not last", async () => {
  const real = indexedDB.open;
  IDBFactory.prototype.open = () => { throw new DOMException("no storage", "SecurityError"); };
  const store = await openStore("nowhere");
  IDBFactory.prototype.open = real;
  const { outbox, sent } = await desk((batch, times) => (times === 1 ? { ok: false, why: "offline" } : applied(batch)), store);
  equal(outbox.durable, false);
  await outbox.keep(answer("1.1.1", { comment: "a" }));
  await outbox.keep(answer("1.1.1", { comment: "ab" }));
  equal((await outbox.all()).length, 1);
  await outbox.flush();
  await outbox.keep(answer("1.1.1", { comment: "abc" }));
  await outbox.flush();
  equal([sent[1].operations.map((one) => one.values.comment), (await outbox.all()).length], [["ab", "abc"], 0]);
});

test("on the wire an operation is what the interface says", () => {
  const one = { seq: 7, id: "u", evaluation: 1, kind: "requirement", target: "3.2", base: 5, at: "t", values: { strengths: "…" }, sent: true };
  equal(wire(one), { id: "u", seq: 7, requirement: "3.2", base: 5, at: "t", strengths: "…" });
  equal(wire({ ...one, resolves: "c" }).resolves, "c");
});

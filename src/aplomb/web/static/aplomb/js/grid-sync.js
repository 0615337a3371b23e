// Keeps the local copy and the server in step: what is answered here leaves, what others answer arrives.

import { Courier } from "./courier.js";
import { Outbox } from "./outbox.js";
import { openStore } from "./outbox-store.js";

const EVERY = 4_000; // milliseconds between two looks at what others have answered
const AFTER_FAILURE = 15_000;
const PROVISIONAL = 2 ** 52; // the numbers of operations that are not on the device yet come after all those that are

/**
 * Its events: `changed` {targets}, `situation`, `structure` (the whole grid must be asked for again), `fault`.
 */
export class GridSync extends EventTarget {
  #timer = 0;
  #provisional = 0;
  #polling = false;
  #done = new Set(); // operations that the server has answered, to this page or to another
  #read = false; // whether what this device had kept before is known

  /** @param {import("./grid-model.js").GridModel} model @param {string} api */
  constructor(model, api) {
    super();
    this.model = model;
    this.evaluation = model.data.evaluation.id;
    this.account = model.data.me.id;
    this.courier = new Courier({ api, account: this.account });
    /** @type {import("./outbox.js").Operation[]} */
    this.refused = [];
    this.elsewhere = 0; // operations of other evaluations that wait on this device
    this.savedAt = new Date(model.data.evaluation.changed_at);
    this.reach = "here"; // here, or why the last look at the server did not go through
    this.reply = {};
    this.ready = this.#open();
  }

  async #open() {
    const store = await openStore(this.account);
    this.device = await store.device();
    this.outbox = new Outbox({
      store,
      send: (batch) => this.courier.send(batch),
      since: (evaluation) => (evaluation === this.evaluation ? this.model.revision : null),
      exclusively: (work) => this.#exclusively(work),
      now: () => new Date(),
      uuid: () => crypto.randomUUID(),
      later: (work, wait) => setTimeout(work, wait),
      cancel: (timer) => clearTimeout(timer),
    });
    this.outbox.addEventListener("state", ({ detail }) => this.#state(detail));
    this.outbox.addEventListener("answered", ({ detail }) => this.#answered(detail));
    this.outbox.addEventListener("fault", ({ detail }) => this.#tell("fault", detail));
    await this.#readKept();
  }

  /** What this device kept from before: laid over the grid where it waits, listed where it was refused. */
  async #readKept() {
    const kept = await this.outbox.all();
    const mine = kept.filter((one) => one.evaluation === this.evaluation);
    const waiting = mine.filter((one) => !one.refused);
    for (const one of waiting) this.model.lay(one);
    this.refused = mine.filter((one) => one.refused);
    this.elsewhere = kept.filter((one) => one.evaluation !== this.evaluation && !one.refused).length;
    this.#read = true;
    this.#tell("changed", { targets: waiting.map((one) => ({ kind: one.kind, code: one.target })) });
  }

  /** Start to send and to listen. @param {AbortSignal} signal ends it */
  async start(signal) {
    await this.ready;
    this.channel = new BroadcastChannel(`aplomb-outbox-${this.account}`);
    this.channel.addEventListener("message", ({ data }) => this.#fromAnotherPage(data), { signal });
    const wake = () => { if (!document.hidden) { this.flush(); this.look(); } };
    document.addEventListener("visibilitychange", wake, { signal });
    window.addEventListener("online", wake, { signal });
    window.addEventListener("offline", () => this.#reached({ why: "offline" }), { signal });
    signal.addEventListener("abort", () => { clearTimeout(this.#timer); this.channel.close(); });
    this.signal = signal;
    wake();
  }

  // — Out ——————————————————————————————————————————————————————————————————

  /**
   * Answer something: seen at once, on the device a moment later, on the server as soon as may be.
   * @param {"criterion" | "requirement"} kind @param {string} code @param {Record<string, unknown>} values
   * @param {{base?: number, resolves?: string}} [more]
   */
  async keep(kind, code, values, { base = this.model.base(kind, code), resolves } = {}) {
    const answer = { evaluation: this.evaluation, kind, target: code, base, values, resolves };
    const at = new Date().toISOString();
    this.#provisional += 1;
    const early = { ...answer, at, id: `early-${this.#provisional}`, seq: PROVISIONAL + this.#provisional };
    this.model.lay(early);
    this.#tell("changed", { targets: [{ kind, code }], own: true });
    this.#tell("situation");
    await this.ready;
    try {
      const operation = await this.outbox.keep(answer);
      if (!this.#done.has(operation.id)) this.model.lay(operation);
    } finally {
      this.model.lift([early.id]);
      this.#tell("changed", { targets: [{ kind, code }], own: true });
    }
    this.#tell("situation");
  }

  flush() {
    return this.outbox.flush().catch((error) => this.#tell("fault", { error }));
  }

  /** Forget refused answers. @param {number[]} seqs */
  async discard(seqs) {
    await this.outbox.discard(seqs);
    this.refused = this.refused.filter((one) => !seqs.includes(one.seq));
    this.#tell("changed", { targets: [] });
    this.#tell("situation");
  }

  #state(detail) {
    this.reply = detail;
    if (detail.state === "idle") this.reach = "here";
    this.#tell("situation");
  }

  #answered({ batch, body, refused }) {
    const told = { evaluation: batch.evaluation, ids: batch.operations.map((one) => one.id), body, refused };
    this.channel?.postMessage(told);
    this.#take(told);
  }

  #fromAnotherPage(told) {
    this.#take(told);
    this.#tell("situation");
  }

  /** What the server has answered, to this page or to another of the same person on this device. */
  #take({ evaluation, ids, body, refused }) {
    if (evaluation !== this.evaluation) {
      this.elsewhere = Math.max(0, this.elsewhere - ids.length);
      return;
    }
    this.savedAt = new Date();
    for (const id of ids) this.#done.add(id);
    const lifted = this.model.lift(ids);
    this.refused.push(...refused);
    this.#news(body, lifted);
  }

  // — In ———————————————————————————————————————————————————————————————————

  /** Ask what others have answered, now and every few seconds as long as somebody looks. */
  async look() {
    clearTimeout(this.#timer);
    if (this.#polling || document.hidden || this.signal?.aborted) return;
    this.#polling = true;
    const reply = await this.courier.changes(this.evaluation, this.model.revision, this.device);
    this.#polling = false;
    if (this.signal?.aborted) return;
    if (reply.ok) {
      const back = this.reach !== "here";
      this.reach = "here";
      this.#news(reply.body);
      if (back) this.flush();
      this.#tell("situation");
    } else {
      this.#reached(reply);
    }
    if (reply.ok || !["signed-out", "other-person", "gone"].includes(reply.why)) {
      this.#timer = setTimeout(() => this.look(), reply.ok ? EVERY : (reply.wait ?? AFTER_FAILURE));
    }
  }

  #reached(reply) {
    this.reach = reply.why === "busy" ? this.reach : reply.why;
    this.#tell("situation");
  }

  /** The whole grid again: somebody changed the rights, the profile or the status. */
  async reload() {
    const reply = await this.courier.grid(this.evaluation);
    if (!reply.ok) {
      this.#reached(reply);
      return false;
    }
    this.model.replace(reply.body);
    return true;
  }

  #news(body, lifted = []) {
    if (body.epoch !== this.model.epoch) {
      // The server was restored from an older copy: what it lost is sent again once its grid is known.
      this.#tell("structure", { restored: true });
      return;
    }
    const targets = [...lifted, ...this.model.take(body)];
    if (targets.length) this.#tell("changed", { targets });
    if (body.structure > this.model.structure) this.#tell("structure", { restored: false });
  }

  // — How things stand —————————————————————————————————————————————————————

  /**
   * How things stand, in one word, for the one sentence that says it: saved, saving, offline, failed, busy,
   * signed-out, other-person, gone; opening as long as nobody knows what this device had kept.
   */
  get situation() {
    if (!this.#read) return "opening";
    const state = this.outbox?.state ?? "idle";
    if (["signed-out", "other-person", "gone"].includes(this.reach)) return this.reach;
    if (state !== "idle" && state !== "sending") return state;
    if (this.reach === "offline") return "offline";
    if (this.model.waitingCount || state === "sending") return "saving";
    return this.reach === "here" ? "saved" : this.reach;
  }

  async #exclusively(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request(`aplomb-outbox-${this.account}`, work);
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// What was answered on this device and is not on the server yet: kept first, sent then, forgotten once answered.
// No document, no clock, no network of its own: the store, the transport, the timers are given.

/**
 * @typedef {{seq: number, id: string, evaluation: number, target: string, kind: "criterion" | "requirement",
 *   base: number, values: Record<string, unknown>, at: string, resolves?: string, sent?: boolean,
 *   refused?: {code: string, reason: string, at: string}}} Operation
 *   `seq` rises with each operation of this device; `values` are the fields that it sets
 * @typedef {{ok: true, body: any} | {ok: false, why: string, wait?: number, code?: string}} Reply
 *   `why`: offline, failed, busy, signed-out, other-person, gone, too-large
 * @typedef {{evaluation: number, since: number | null, device: string, operations: Operation[]}} Batch
 * @typedef {{device(): Promise<string>, add(operation: object): Promise<Operation>,
 *   all(): Promise<Operation[]>, take(choose: (kept: Operation[]) => Operation[]): Promise<Operation[]>,
 *   remove(seqs: number[]): Promise<void>, refuse(seq: number, refusal: object): Promise<void>, durable: boolean}} Store
 *   `take` marks what is chosen as having left, in one transaction with the choice
 */

export const MOST_OPERATIONS = 500;
export const MOST_BYTES = 1_500_000;
export const GATHERING = 120; // milliseconds: what is answered within them leaves together
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;
// Trying again by itself changes nothing about these: the person must do something first.
const STUCK = ["signed-out", "other-person"];

export class Outbox extends EventTarget {
  #timer = 0;
  #running = null;
  #again = false;
  #delay = FIRST_RETRY;
  #most = MOST_OPERATIONS;
  #held = false; // told to wait: a new answer does not leave before
  #gone = new Set(); // evaluations that this account no longer sees

  /**
   * @param {{store: Store, send(batch: Batch): Promise<Reply>, since(evaluation: number): number | null,
   *   exclusively(work: () => Promise<void>): Promise<void>, now(): Date, uuid(): string,
   *   later(work: () => void, wait: number): number, cancel(timer: number): void}} tools
   *   `exclusively` runs the work in one page of this device at a time
   */
  constructor(tools) {
    super();
    this.tools = tools;
    this.state = "idle"; // idle, sending, or why the last sending did not go through
  }

  /** Whether what is kept here outlives the page. */
  get durable() {
    return this.tools.store.durable;
  }

  /**
   * Keep an answer; resolves once it is on the device for good. It leaves a moment later.
   * @param {{evaluation: number, target: string, kind: string, base: number, values: object, resolves?: string}} answer
   * @returns {Promise<Operation>} the operation that holds it: a new one, or one that had not left yet
   */
  async keep(answer) {
    const at = this.tools.now().toISOString();
    const operation = await this.tools.store.add({ ...answer, id: this.tools.uuid(), at });
    this.#tell("kept", { operation });
    this.#schedule(GATHERING);
    return operation;
  }

  /** Everything kept here, oldest first, those refused included. @returns {Promise<Operation[]>} */
  all() {
    return this.tools.store.all();
  }

  /** Forget refused operations, because the person has chosen to. @param {number[]} seqs */
  async discard(seqs) {
    const refused = (await this.all()).filter((one) => one.refused && seqs.includes(one.seq));
    await this.tools.store.remove(refused.map((one) => one.seq));
    this.#tell("discarded", { operations: refused });
  }

  /**
   * Send what waits. Called on the person's demand, when the page is shown and when the network is back; does
   * nothing twice at once. Resolves when there is nothing left to send or nothing to be done about it.
   */
  async flush() {
    this.tools.cancel(this.#timer);
    this.#held = false;
    this.#again = true;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run() {
    try {
      while (this.#again) {
        this.#again = false;
        await this.tools.exclusively(() => this.#drain());
      }
    } finally {
      // In the same breath as the last look at `#again`, so that no answer falls between the two.
      this.#running = null;
    }
  }

  async #drain() {
    for (;;) {
      const batch = await this.#next();
      if (!batch) {
        this.#become(this.#gone.size ? "gone" : "idle");
        return;
      }
      this.#become("sending");
      const reply = await this.tools.send(batch);
      if (reply.ok) await this.#answered(batch, reply.body);
      else if (!(await this.#unanswered(batch, reply))) return;
    }
  }

  /** The oldest operations of one evaluation, as many as one sending takes, marked as having left. */
  async #next() {
    // From here on the server may know them: what is answered next is another operation, never a change of these.
    const operations = await this.tools.store.take((kept) => this.#choose(kept));
    if (!operations.length) return null;
    const { evaluation } = operations[0];
    const device = await this.tools.store.device();
    return { evaluation, since: this.tools.since(evaluation), device, operations };
  }

  #choose(kept) {
    const waiting = kept.filter((one) => !one.refused && !this.#gone.has(one.evaluation));
    const chosen = [];
    let bytes = 0;
    for (const one of waiting) {
      if (one.evaluation !== waiting[0].evaluation) continue;
      bytes += new Blob([JSON.stringify(one)]).size;
      if (chosen.length && (chosen.length >= this.#most || bytes > MOST_BYTES)) break;
      chosen.push(one);
    }
    return chosen;
  }

  async #answered(batch, body) {
    this.#delay = FIRST_RETRY;
    this.#most = MOST_OPERATIONS;
    const results = new Map(body.results.map((result) => [result.id, result]));
    const done = [];
    const refused = [];
    for (const operation of batch.operations) {
      const result = results.get(operation.id);
      if (!result) continue;
      if (result.status === "rejected") {
        const refusal = { code: result.code, reason: result.reason, at: this.tools.now().toISOString() };
        await this.tools.store.refuse(operation.seq, refusal);
        refused.push({ ...operation, refused: refusal });
      } else {
        done.push(operation.seq);
      }
    }
    await this.tools.store.remove(done);
    if (!done.length && !refused.length) throw new Error("the server answered none of the operations");
    this.#tell("answered", { batch, body, refused });
  }

  /** What to do about a sending that failed; whether to go on at once. */
  async #unanswered(batch, reply) {
    if (reply.why === "too-large" && batch.operations.length > 1) {
      this.#most = Math.ceil(batch.operations.length / 2);
      return true;
    }
    if (reply.why === "gone") {
      this.#gone.add(batch.evaluation);
      return true;
    }
    this.#held = reply.why === "busy";
    this.#become(reply.why, reply);
    if (!STUCK.includes(reply.why)) {
      this.#schedule(reply.wait ?? this.#delay);
      this.#delay = Math.min(this.#delay * 2, LAST_RETRY);
    }
    return false;
  }

  #schedule(wait) {
    if (wait === GATHERING && this.#held) return;
    if (wait === GATHERING && this.#running) {
      this.#again = true;
      return;
    }
    this.tools.cancel(this.#timer);
    this.#timer = this.tools.later(() => { this.flush().catch((error) => this.#tell("fault", { error })); }, wait);
  }

  #become(state, about = {}) {
    this.state = state;
    this.#tell("state", { state, ...about });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** An operation as the server reads it (interfaces.md §5). @param {Operation} operation */
export function wire(operation) {
  const { id, seq, kind, target, base, at, values, resolves } = operation;
  return { id, seq, [kind]: target, base, at, ...values, ...(resolves ? { resolves } : {}) };
}

/**
 * The operation into which an answer goes where the last one on the same target has not left and started from the
 * same revision: typing a word is not ten operations. Null where it must be an operation of its own.
 * @param {Operation[]} kept @param {object} answer
 */
export function joined(kept, answer) {
  const last = kept.findLast((one) => (
    one.evaluation === answer.evaluation && one.kind === answer.kind && one.target === answer.target
  ));
  const open = last && !last.sent && !last.refused && !last.resolves && !answer.resolves;
  if (!open || last.base !== answer.base) return null;
  return { ...last, at: answer.at, values: { ...last.values, ...answer.values } };
}

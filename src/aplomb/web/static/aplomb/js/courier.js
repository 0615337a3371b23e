// Speaks with the server for one account and one evaluation: what went, what came back, or why not.

import { wire } from "./outbox.js";

const PATIENCE = 20_000; // milliseconds before a call counts as lost
const BUSY = [429, 503];

/** @typedef {import("./outbox.js").Reply} Reply */

export class Courier {
  #token = "";

  /** @param {{api: string, account: string}} place `api` is the root of the API; `account` whose answers these are */
  constructor({ api, account }) {
    this.api = api;
    this.account = account;
  }

  /** Send a batch of operations. @param {import("./outbox.js").Batch} batch @returns {Promise<Reply>} */
  async send({ evaluation, since, device, operations }) {
    const body = JSON.stringify({ device, since, account: this.account, operations: operations.map(wire) });
    const write = async () => this.#call(`evaluations/${evaluation}/sync`, {
      method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token },
    });
    if (!this.#token) {
      const known = await this.#know();
      if (!known.ok) return known;
    }
    const reply = await write();
    if (reply.ok || reply.why !== "refused") return reply;
    // The token may be older than the session: a fresh one, once.
    const known = await this.#know();
    return known.ok ? this.#settled(await write()) : known;
  }

  /** What has changed since a revision. @param {number} evaluation @param {number} since @param {string} device @returns {Promise<Reply>} */
  async changes(evaluation, since, device) {
    return this.#settled(await this.#call(`evaluations/${evaluation}/changes?since=${since}&device=${device}`));
  }

  /** The whole grid. @param {number} evaluation @returns {Promise<Reply>} */
  async grid(evaluation) {
    return this.#settled(await this.#call(`evaluations/${evaluation}/grid`));
  }

  /** Who said what. @param {number} evaluation @param {"criterion" | "requirement"} kind @param {string} code @returns {Promise<Reply>} */
  async history(evaluation, kind, code) {
    return this.#settled(await this.#call(`evaluations/${evaluation}/history?${kind}=${encodeURIComponent(code)}`));
  }

  /** A fresh token for what is written, and whose session it belongs to. @returns {Promise<Reply>} */
  async #know() {
    const reply = this.#settled(await this.#call("me"));
    if (!reply.ok) return reply;
    if (reply.body.id !== this.account) return { ok: false, why: "other-person" };
    this.#token = reply.body.csrf_token;
    return reply;
  }

  async #call(path, options = {}) {
    try {
      const answer = await fetch(`${this.api}${path}`, {
        ...options, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), cache: "no-store",
        headers: { Accept: "application/json", ...options.headers },
      });
      return answer.ok ? { ok: true, body: await answer.json() } : await this.#fault(answer);
    } catch {
      return { ok: false, why: "offline" };
    }
  }

  /** @returns {Promise<Reply>} */
  async #fault(answer) {
    const { status } = answer;
    const body = await answer.json().catch(() => ({}));
    if (status === 401) return { ok: false, why: "signed-out" };
    if (status === 403) return { ok: false, why: "refused" };
    if (status === 404) return { ok: false, why: "gone" };
    if (status === 409 && body.code === "other_account") return { ok: false, why: "other-person" };
    if (status === 413) return { ok: false, why: "too-large" };
    if (BUSY.includes(status)) {
      return { ok: false, why: "busy", wait: (Number(answer.headers.get("Retry-After")) || 10) * 1000 };
    }
    return { ok: false, why: "failed", code: `${status}` };
  }

  /** A refusal that nothing mends is a failure like another. @param {Reply} reply @returns {Reply} */
  #settled(reply) {
    return !reply.ok && reply.why === "refused" ? { ok: false, why: "failed", code: "403" } : reply;
  }
}

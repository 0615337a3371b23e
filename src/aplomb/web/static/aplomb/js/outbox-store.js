// Where the outbox keeps its operations: one database of the browser for each account, so that whoever signs in next
// on this device neither sees nor sends what another person has not sent yet.

import { joined } from "./outbox.js";

/** @typedef {import("./outbox.js").Store} Store */

const VERSION = 1;

/**
 * The store of an account on this device. Where the browser keeps nothing (a private window with storage off), the
 * page keeps it as long as it lives, and says so.
 * @param {string} account @returns {Promise<Store>}
 */
export async function openStore(account) {
  try {
    return new DeviceStore(await open(`aplomb-outbox-${account}`));
  } catch {
    return new PageStore();
  }
}

class DeviceStore {
  durable = true;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  async device() {
    const about = this.#transaction(["about"], "readwrite");
    const known = await done(about.objectStore("about").get("device"));
    if (known) return known;
    const device = crypto.randomUUID();
    about.objectStore("about").put(device, "device");
    await finished(about);
    return device;
  }

  async add(answer) {
    const writing = this.#transaction(["operations"], "readwrite");
    const operations = writing.objectStore("operations");
    const kept = await done(operations.getAll());
    const operation = joined(kept, answer) ?? { ...answer };
    // The key that the store draws is the device's rising counter: it never goes back, even once all is sent.
    const seq = await done(operations.put(operation));
    await finished(writing);
    return { ...operation, seq };
  }

  async all() {
    return done(this.#transaction(["operations"]).objectStore("operations").getAll());
  }

  async take(choose) {
    const writing = this.#transaction(["operations"], "readwrite");
    const operations = writing.objectStore("operations");
    const chosen = choose(await done(operations.getAll())).map((one) => ({ ...one, sent: true }));
    for (const one of chosen) operations.put(one);
    await finished(writing);
    return chosen;
  }

  async refuse(seq, refused) {
    const writing = this.#transaction(["operations"], "readwrite");
    const operations = writing.objectStore("operations");
    const one = await done(operations.get(seq));
    if (one) operations.put({ ...one, refused });
    await finished(writing);
  }

  async remove(seqs) {
    if (!seqs.length) return;
    const writing = this.#transaction(["operations"], "readwrite");
    for (const seq of seqs) writing.objectStore("operations").delete(seq);
    await finished(writing);
  }

  #transaction(stores, mode = "readonly") {
    // Strict: done means on the disk, as far as the system can tell.
    return this.database.transaction(stores, mode, { durability: "strict" });
  }
}

class PageStore {
  durable = false;
  #kept = [];
  #seq = 0;
  #device = crypto.randomUUID();

  async device() {
    return this.#device;
  }

  async add(answer) {
    const operation = joined(this.#kept, answer) ?? { ...answer, seq: ++this.#seq };
    this.#kept = [...this.#kept.filter((one) => one.seq !== operation.seq), operation].sort((a, b) => a.seq - b.seq);
    return operation;
  }

  async all() {
    return [...this.#kept];
  }

  async take(choose) {
    const chosen = choose(this.#kept).map((one) => ({ ...one, sent: true }));
    const seqs = new Map(chosen.map((one) => [one.seq, one]));
    this.#kept = this.#kept.map((one) => seqs.get(one.seq) ?? one);
    return chosen;
  }

  async refuse(seq, refused) {
    this.#kept = this.#kept.map((one) => (one.seq === seq ? { ...one, refused } : one));
  }

  async remove(seqs) {
    this.#kept = this.#kept.filter((one) => !seqs.includes(one.seq));
  }
}

/** @returns {Promise<IDBDatabase>} */
function open(name) {
  const asked = indexedDB.open(name, VERSION);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("operations", { keyPath: "seq", autoIncrement: true });
    asked.result.createObjectStore("about");
  };
  return done(asked);
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

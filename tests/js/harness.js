// A test harness of a few lines, so that pure modules are tested in the browser that runs them.

const found = [];

/** @param {string} name @param {() => unknown} work */
export function test(name, work) {
  found.push({ name, work });
}

export function equal(seen, wanted, about = "") {
  const [a, b] = [seen, wanted].map((value) => JSON.stringify(value, (_, one) => (one === undefined ? "undefined" : one)));
  if (a !== b) throw new Error(`${about ? `${about}: ` : ""}got ${a}, wanted ${b}`);
}

/** Run what a file declares; each test's name with what went wrong, or nothing. */
export async function run(file) {
  await import(file);
  const told = [];
  for (const { name, work } of found) {
    try {
      await work();
      told.push([name, ""]);
    } catch (error) {
      told.push([name, String(error.stack ?? error)]);
    }
  }
  return told;
}

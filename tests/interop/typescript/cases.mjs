// The cases of the suite: run several at a time, each with a limit of its own.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MILLISECONDS = 60_000;
const AT_A_TIME = 8;
const all = [];

/** Adds a case; its name says the behaviour. */
export function check(name, run) {
  all.push({ name, run });
}

/** Runs the cases whose names contain `only`; gives how many ran and how many failed. */
export async function runAll(world, only) {
  const chosen = all.filter(({ name }) => name.includes(only));
  const open = [...chosen];
  let failed = 0;
  const lanes = Array.from({ length: AT_A_TIME }, async () => {
    for (let each = open.shift(); each; each = open.shift()) failed += (await runOne(each, world)) ? 0 : 1;
  });
  await Promise.all(lanes);
  return { ran: chosen.length, failed };
}

async function runOne({ name, run }, world) {
  const begin = Date.now();
  const limit = new AbortController();
  try {
    await Promise.race([run(world), pause(LIMIT_MILLISECONDS, null, limit).then(() => assert.fail('takes too long'))]);
  } catch (error) {
    console.log(`FAILED ${name}\n${described(error)}`);
    return false;
  } finally {
    limit.abort();
  }
  console.log(`ok     ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  return true;
}

function described(error) {
  let text = error.stack ?? String(error);
  for (let cause = error.cause; cause; cause = cause.cause) text += `\n  cause: ${cause.name}: ${cause.message}`;
  return text;
}

/** Waits until the predicate gives something true, and returns that. */
export async function eventually(predicate, milliseconds = 20_000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await predicate();
    if (value) return value;
    if (Date.now() > deadline) assert.fail(`not true after ${milliseconds} ms: ${predicate}`);
    await pause(50);
  }
}

/** The error that the call gives; it must be of this class. */
export async function raised(kind, promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  return assert.fail(`${kind.name} expected, got ${JSON.stringify(value)}`);
}

// The workflows of the suite. Bundled by the SDK, so this file stands alone.
import * as wf from '@temporalio/workflow';

const quick = { initialInterval: 20, backoffCoefficient: 1 };
const remote = wf.proxyActivities({ startToCloseTimeout: '20s', retry: { ...quick, maximumAttempts: 5 } });
const local = wf.proxyLocalActivities({ startToCloseTimeout: '20s', retry: { ...quick, maximumAttempts: 5 } });

/** Calls one activity and gives back its result. */
export async function callActivity(name, args, options = {}) {
  const { attempts, nonRetryable, ...rest } = options;
  const retry = { ...quick };
  if (attempts !== undefined) retry.maximumAttempts = attempts;
  if (nonRetryable !== undefined) retry.nonRetryableErrorTypes = nonRetryable;
  return await wf.proxyActivities({ startToCloseTimeout: '20s', retry, ...rest })[name](...args);
}

/** Twenty activities at once, and a local one. */
export async function manyActivities(count) {
  const sums = await Promise.all(Array.from({ length: count }, (_, n) => remote.add(n, 1)));
  return sums.reduce((a, b) => a + b, 0) + (await local.add(100, 0));
}

/** Local activities: one that succeeds late, one that fails for good. */
export async function localActivities() {
  const attempt = await local.failsUntil(3);
  try {
    await local.failsForGood();
  } catch (error) {
    return [attempt, error.cause?.message ?? error.message];
  }
  return [];
}

/** Cancels an activity that runs, and says how it ended. */
export async function cancelActivity(cancellationType, then) {
  const { waitsForCancellation } = wf.proxyActivities({
    startToCloseTimeout: '20s', heartbeatTimeout: '2s', cancellationType, retry: { maximumAttempts: 1 },
  });
  const scope = new wf.CancellationScope();
  const result = scope.run(() => waitsForCancellation(then));
  await wf.sleep(300);
  scope.cancel();
  try {
    return await result;
  } catch (error) {
    return wf.isCancellation(error) ? 'cancelled' : `failed: ${error.cause?.message}`;
  }
}

export const put = wf.defineSignal('put');
export const finish = wf.defineSignal('finish');
export const seen = wf.defineQuery('seen');
export const brokenQuery = wf.defineQuery('broken');

/** Collects what it is sent until it is told to finish. */
export async function inbox() {
  const values = [];
  let done = false;
  wf.setHandler(put, (value) => void values.push(value));
  wf.setHandler(finish, () => void (done = true));
  wf.setHandler(seen, () => values);
  wf.setHandler(brokenQuery, () => {
    throw new Error('query failed');
  });
  wf.setDefaultSignalHandler((name, ...args) => void values.push([name, args.length]));
  await wf.condition(() => done);
  return values;
}

export const add = wf.defineUpdate('add');
export const addLater = wf.defineUpdate('addLater');
export const addByActivity = wf.defineUpdate('addByActivity');
export const failing = wf.defineUpdate('failing');
export const release = wf.defineSignal('release');
export const balanceNow = wf.defineQuery('balanceNow');

/** An account that is changed by updates. */
export async function account(balance) {
  let released = false;
  let done = false;
  wf.setHandler(add, (amount) => (balance += amount), {
    validator: (amount) => {
      if (amount < 0) throw wf.ApplicationFailure.create({ message: 'negative', type: 'Negative', details: [amount] });
    },
  });
  wf.setHandler(addLater, async (amount) => {
    await wf.condition(() => released);
    return (balance += amount);
  });
  wf.setHandler(addByActivity, async (amount) => {
    const added = await remote.add(amount, 0);
    return (balance += added);
  });
  wf.setHandler(failing, async () => {
    throw wf.ApplicationFailure.create({ message: 'refused late', type: 'Late' });
  });
  wf.setHandler(release, () => void (released = true));
  wf.setHandler(finish, () => void (done = true));
  wf.setHandler(balanceNow, () => balance);
  await wf.condition(() => done && wf.allHandlersFinished());
  return balance;
}

/** A child that ends as it is told. */
export async function leaf(how, value) {
  if (how === 'fail') throw wf.ApplicationFailure.create({ message: 'leaf failed', type: 'LeafError' });
  if (how === 'continue') await wf.continueAsNew('return', value);
  if (how === 'wait') {
    let released = false;
    wf.setHandler(release, () => void (released = true));
    await wf.condition(() => released);
  }
  return value;
}

/** Starts one child and gives back what became of it. */
export async function parent(how, value, options = {}) {
  try {
    return await wf.executeChild(leaf, { args: [how, value], ...options });
  } catch (error) {
    if (wf.isCancellation(error)) return 'cancelled';
    return error.cause?.message ?? error.message;
  }
}

/** Signals its child, cancels another, and waits for both. */
export async function speaksToChildren() {
  const first = await wf.startChild(leaf, { args: ['wait', 1] });
  await first.signal(release);
  const scope = new wf.CancellationScope();
  const second = scope.run(() => wf.executeChild(leaf, {
    args: ['wait', 2], cancellationType: wf.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  }));
  await wf.sleep(100);
  scope.cancel();
  let outcome = 'completed';
  try {
    await second;
  } catch (error) {
    outcome = wf.isCancellation(error) ? 'cancelled' : String(error);
  }
  return [await first.result(), outcome];
}

/** Signals or cancels a run that is not its child. */
export async function speaks(what, id) {
  const other = wf.getExternalWorkflowHandle(id);
  try {
    if (what === 'signal') await other.signal('put', 'from outside');
    else await other.cancel();
  } catch (error) {
    return error.message;
  }
  return 'done';
}

/** Ends as its argument says. */
export async function ends(how, value) {
  if (how === 'fail') throw wf.ApplicationFailure.create({ message: 'failed', type: 'Why', details: [value], cause: new Error('inner') });
  if (how === 'fail until') {
    if (wf.workflowInfo().attempt < value) throw wf.ApplicationFailure.create({ message: 'not yet' });
    return wf.workflowInfo().attempt;
  }
  if (how === 'wait') await wf.condition(() => false);
  return value;
}

/** Continues as new until its number is zero, and says what it kept. */
export async function chain(left, runs) {
  const info = wf.workflowInfo();
  runs.push([info.firstExecutionRunId, info.memo?.note]);
  if (left > 0) await wf.continueAsNew(left - 1, runs);
  return runs;
}

/** Tidies up in a scope that cannot be cancelled. */
export async function tidy() {
  try {
    await wf.sleep('60s');
  } catch (error) {
    await wf.CancellationScope.nonCancellable(() => remote.add(1, 1));
    throw error;
  }
}

/** Time, chance, a patch, a version and attributes: everything that leaves a trace of its own. */
export async function sideData() {
  const begin = [Date.now(), Math.random(), wf.uuid4()];
  wf.setHandler(seen, () => begin);
  const way = wf.patched('a step more') ? 'new' : 'old';
  wf.upsertMemo({ way });
  wf.upsertSearchAttributes([{ key: { name: 'Amount', type: 'INT' }, value: 7 }]);
  await wf.sleep(20);
  wf.deprecatePatch('another');
  return [...begin, way];
}

/** Ten steps of all kinds, each after a signal, so that workers can change between any two. */
export async function steps() {
  const taken = [];
  let allowed = 0;
  wf.setHandler(release, () => void allowed++);
  wf.setHandler(seen, () => taken);
  for (let n = 0; n < 10; n++) {
    await wf.condition(() => allowed > n);
    if (n % 3 === 0) taken.push(await remote.add(n, 0));
    else if (n % 3 === 1) taken.push((await wf.sleep(10), wf.uuid4()));
    else taken.push(await local.add(n, 0));
  }
  return taken;
}

/** What a run is told about itself. */
export async function aboutMe() {
  const { workflowId, runId, workflowType, taskQueue, namespace, attempt, historyLength, taskTimeoutMs } = wf.workflowInfo();
  return { workflowId, runId, workflowType, taskQueue, namespace, attempt, historyLength, taskTimeoutMs };
}

/** Counts by cron, from the last result on. */
export async function periodic() {
  return (wf.workflowInfo().lastResult ?? 0) + 1;
}

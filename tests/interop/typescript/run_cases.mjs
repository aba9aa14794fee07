// Runs: how they begin and end, children, other runs, workers that change, and what is found of them.
import assert from 'node:assert/strict';
import {
  WorkflowContinuedAsNewError, WorkflowExecutionAlreadyStartedError, WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { CancelledFailure, defineSearchAttributeKey, SearchAttributeType, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { check, eventually, raised } from './cases.mjs';
import { eventNames } from './world.mjs';

const customer = defineSearchAttributeKey('Customer', SearchAttributeType.KEYWORD);
const labels = defineSearchAttributeKey('Labels', SearchAttributeType.KEYWORD_LIST);
const due = defineSearchAttributeKey('Due', SearchAttributeType.DATETIME);
const amount = defineSearchAttributeKey('Amount', SearchAttributeType.INT);

check('results are what the workflow returned', async (world) => {
  for (const value of [null, 5, 'ünïcödé 🎉', [1, { a: null }], true]) {
    assert.deepEqual(await world.execute('ends', ['return', value]), value);
  }
  assert.equal(await world.execute('ends', ['return']), undefined);
});

check('failures keep type, details and cause', async (world) => {
  const error = (await raised(WorkflowFailedError, world.execute('ends', ['fail', 5]))).cause;
  assert.deepEqual([error.message, error.type, error.details, error.cause.message], ['failed', 'Why', [5], 'inner']);
});

check('runs time out, are cancelled and terminated', async (world) => {
  let error = await raised(WorkflowFailedError, world.execute('ends', ['wait'], { workflowRunTimeout: '1s' }));
  assert(error.cause instanceof TimeoutFailure);
  const tidy = await world.start('tidy');
  await eventually(async () => (await eventNames(tidy)).includes('TIMER_STARTED'));
  await tidy.cancel();
  error = await raised(WorkflowFailedError, tidy.result());
  assert(error.cause instanceof CancelledFailure);
  assert((await eventNames(tidy)).includes('ACTIVITY_TASK_COMPLETED'));
  const killed = await world.start('ends', ['wait']);
  await killed.terminate('because');
  error = await raised(WorkflowFailedError, killed.result());
  assert(error.cause instanceof TerminatedFailure);
  assert.equal(error.cause.message, 'because');
  assert.equal((await killed.describe()).status.name, 'TERMINATED');
});

check('a chain of runs keeps its memo', async (world) => {
  const handle = await world.start('chain', [2, []], { memo: { note: 'kept' } });
  assert.deepEqual(await handle.result(), Array(3).fill([handle.firstExecutionRunId, 'kept']));
  const first = world.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId, { followRuns: false });
  await raised(WorkflowContinuedAsNewError, first.result());
});

check('a failed run is tried again by its policy', async (world) => {
  assert.equal(await world.execute('ends', ['fail until', 3], { retry: { initialInterval: 50, maximumAttempts: 5 } }), 3);
});

check('cron runs again and again', async (world) => {
  const handle = await world.start('periodic', [], { cronSchedule: '@every 1s' });
  const chain = world.client.workflow.getHandle(handle.workflowId);
  await eventually(async () => (await chain.describe()).runId !== handle.firstExecutionRunId);
  await chain.terminate();
});

check('a delayed start waits', async (world) => {
  const begin = Date.now();
  assert.equal(await world.execute('ends', ['return', 1], { startDelay: 1200 }), 1);
  assert(Date.now() - begin >= 1100);
});

check('ids are used again as the policies say', async (world) => {
  const handle = await world.start('inbox');
  const again = (options) => world.start('inbox', [], { id: handle.workflowId, ...options });
  await raised(WorkflowExecutionAlreadyStartedError, again({}));
  const existing = await again({ workflowIdConflictPolicy: 'USE_EXISTING' });
  assert.equal((await existing.describe()).runId, handle.firstExecutionRunId);
  const fresh = await again({ workflowIdConflictPolicy: 'TERMINATE_EXISTING' });
  assert.notEqual(fresh.firstExecutionRunId, handle.firstExecutionRunId);
  await fresh.signal('finish');
  await fresh.result();
  await raised(WorkflowExecutionAlreadyStartedError, again({ workflowIdReusePolicy: 'REJECT_DUPLICATE' }));
  await raised(WorkflowExecutionAlreadyStartedError, again({ workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' }));
});

check('children give results and failures to their parent', async (world) => {
  assert.equal(await world.execute('parent', ['return', 1]), 1);
  assert.equal(await world.execute('parent', ['continue', 2]), 2);
  assert.equal(await world.execute('parent', ['fail']), 'leaf failed');
  assert.deepEqual(await world.execute('speaksToChildren'), [1, 'cancelled']);
});

check('children end with their parent as the policy says', async (world) => {
  for (const [policy, status] of [['TERMINATE', 'TERMINATED'], ['REQUEST_CANCEL', 'CANCELLED'], ['ABANDON', 'RUNNING']]) {
    const id = world.id('child');
    const handle = await world.start('parent', ['wait', 0, { workflowId: id, parentClosePolicy: policy }]);
    const child = world.client.workflow.getHandle(id);
    await eventually(async () => (await handle.describe()).raw.pendingChildren?.[0]?.runId);
    await handle.terminate();
    await eventually(async () => (await child.describe()).status.name === status);
    if (status === 'RUNNING') await child.signal('release');
  }
});

check('a run signals and cancels another', async (world) => {
  const inbox = await world.start('inbox');
  assert.equal(await world.execute('speaks', ['signal', inbox.workflowId]), 'done');
  assert.deepEqual(await inbox.query('seen'), ['from outside']);
  assert.equal(await world.execute('speaks', ['cancel', inbox.workflowId]), 'done');
  await raised(WorkflowFailedError, inbox.result());
  assert.match(await world.execute('speaks', ['signal', world.id('nobody')]), /not found/);
});

check('attributes and memo are described, listed and counted', async (world) => {
  const mark = world.id('mark');
  const handle = await world.start('sideData', [], {
    memo: { note: [1] },
    typedSearchAttributes: [
      { key: customer, value: mark }, { key: labels, value: ['a', 'b'] }, { key: due, value: new Date('2031-02-03T04:05:06Z') },
    ],
  });
  const [, , , way] = await handle.result();
  assert.equal(way, 'new');
  const description = await handle.describe();
  assert.deepEqual(description.memo, { note: [1], way: 'new' });
  assert.equal(description.typedSearchAttributes.get(amount), 7);
  assert.deepEqual(description.typedSearchAttributes.get(labels), ['a', 'b']);
  assert.equal(description.typedSearchAttributes.get(due).toISOString(), '2031-02-03T04:05:06.000Z');
  const query = `Customer = '${mark}' AND Labels = 'b' AND ExecutionStatus = 'Completed'`;
  await eventually(async () => (await world.client.workflow.count(query)).count === 1);
  const rows = [];
  for await (const row of world.client.workflow.list({ query })) rows.push(row);
  assert.deepEqual(rows.map((row) => [row.workflowId, row.type, row.status.name, row.memo.way]),
    [[handle.workflowId, 'sideData', 'COMPLETED', 'new']]);
  const groups = await world.client.workflow.count(`Customer = '${mark}' GROUP BY ExecutionStatus`);
  assert.deepEqual(groups.groups, [{ count: 1, groupValues: [['Completed']] }]);
});

check('time and chance repeat in a replay', async (world) => {
  const queue = world.id('twice');
  let handle, first;
  await world.withWorker({ queue }, async () => {
    handle = await world.start('sideData', [], { queue });
    first = await handle.result();
  });
  await world.withWorker({ queue }, async () => {
    assert.deepEqual(await handle.query('seen'), first.slice(0, 3));
  });
});

check('a run knows what it is', async (world) => {
  const handle = await world.start('aboutMe', [], { workflowTaskTimeout: '7s' });
  assert.deepEqual(await handle.result(), {
    workflowId: handle.workflowId, runId: handle.firstExecutionRunId, workflowType: 'aboutMe', taskQueue: world.queue,
    namespace: 'default', attempt: 1, historyLength: 3, taskTimeoutMs: 7000,
  });
});

async function walk(handle, begin, end) {
  for (let n = begin; n < end; n++) {
    await handle.signal('release');
    await eventually(async () => (await handle.query('seen')).length === n + 1);
  }
}

check('a run goes on with the next worker', async (world) => {
  const queue = world.id('relay');
  const handle = await world.start('steps', [], { queue });
  for (const [begin, end] of [[0, 3], [3, 4], [4, 10]]) await world.withWorker({ queue }, () => walk(handle, begin, end));
  assert.equal((await handle.result())[9], 9);
});

check('a worker without a cache serves everything', async (world) => {
  const queue = world.id('uncached');
  await world.withWorker({ queue, maxCachedWorkflows: 0 }, async () => {
    const handle = await world.start('steps', [], { queue });
    await walk(handle, 0, 10);
    assert.equal((await handle.result())[9], 9);
    const account = await world.start('account', [0], { queue });
    for (let n = 1; n < 4; n++) assert.equal(await account.executeUpdate('add', { args: [1] }), n);
    await account.signal('finish');
    assert.equal(await account.result(), 3);
  });
});

check('runs that are not there are not found', async (world) => {
  const missing = world.client.workflow.getHandle(world.id());
  for (const call of ['describe', 'cancel', 'terminate', 'query', 'result']) {
    await raised(WorkflowNotFoundError, missing[call]('x'));
  }
});

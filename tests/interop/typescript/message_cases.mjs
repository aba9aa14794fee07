// Signals, queries and updates.
import assert from 'node:assert/strict';
import {
  QueryNotRegisteredError, QueryRejectedError, WithStartWorkflowOperation, WorkflowNotFoundError,
  WorkflowUpdateFailedError, WorkflowUpdateStage, WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import { check, eventually, raised } from './cases.mjs';
import { eventNames } from './world.mjs';

check('signals arrive in order', async (world) => {
  const handle = await world.start('inbox');
  for (let n = 0; n < 20; n++) await handle.signal('put', n);
  await handle.signal('unheardOf', 1, 2);
  await handle.signal('finish');
  assert.deepEqual(await handle.result(), [...Array(20).keys(), ['unheardOf', 2]]);
});

check('signal with start starts once and then signals', async (world) => {
  const options = { taskQueue: world.queue, workflowId: world.id(), signal: 'put', args: [] };
  const first = await world.client.workflow.signalWithStart('inbox', { ...options, signalArgs: ['first'] });
  const second = await world.client.workflow.signalWithStart('inbox', { ...options, signalArgs: ['second'] });
  assert.equal(first.signaledRunId, second.signaledRunId);
  await second.signal('finish');
  assert.deepEqual(await first.result(), ['first', 'second']);
});

check('a closed or missing run takes no signals', async (world) => {
  await raised(WorkflowNotFoundError, world.client.workflow.getHandle(world.id()).signal('put', 1));
  const handle = await world.start('inbox');
  await handle.signal('finish');
  await handle.result();
  await raised(WorkflowNotFoundError, handle.signal('put', 1));
});

check('queries see what was signalled before, also of closed runs', async (world) => {
  const handle = await world.start('inbox');
  await handle.signal('put', 'x');
  assert.deepEqual(await handle.query('seen'), ['x']);
  await handle.signal('finish');
  await handle.result();
  assert.deepEqual(await handle.query('seen'), ['x']);
  await raised(QueryRejectedError, new world.client.workflow.constructor({
    connection: world.connection, queryRejectCondition: 'NOT_OPEN',
  }).getHandle(handle.workflowId).query('seen'));
});

check('failed and unknown queries say why', async (world) => {
  const handle = await world.start('inbox');
  const failed = await raised(QueryNotRegisteredError, handle.query('broken'));
  assert.match(failed.message, /query failed/);
  const unknown = await raised(QueryNotRegisteredError, handle.query('noSuch'));
  assert.match(unknown.message, /noSuch/);
  await handle.signal('finish');
  await handle.result();
});

check('ten queries at once are all answered', async (world) => {
  const handle = await world.start('inbox');
  await handle.signal('put', 1);
  const answers = await Promise.all(Array.from({ length: 10 }, () => handle.query('seen')));
  assert.deepEqual(answers, Array(10).fill([1]));
  assert.match(JSON.stringify(await handle.query('__stack_trace')), /inbox/);
  await handle.signal('finish');
  await handle.result();
});

const closed = async (handle) => {
  await handle.signal('finish');
  return handle.result();
};

check('updates are accepted, completed, rejected and failed', async (world) => {
  const handle = await world.start('account', [10]);
  assert.equal(await handle.executeUpdate('add', { args: [5] }), 15);
  assert.equal(await handle.executeUpdate('addByActivity', { args: [7] }), 22);
  const before = await eventNames(handle);
  const rejected = await raised(WorkflowUpdateFailedError, handle.executeUpdate('add', { args: [-1] }));
  assert.deepEqual([rejected.cause.message, rejected.cause.type, rejected.cause.details], ['negative', 'Negative', [-1]]);
  assert.deepEqual(await eventNames(handle), before);
  assert.equal((await raised(WorkflowUpdateFailedError, handle.executeUpdate('failing'))).cause.type, 'Late');
  const unknown = await raised(WorkflowUpdateFailedError, handle.executeUpdate('noSuch'));
  assert.match(String(unknown.cause), /noSuch/);
  assert.equal(await closed(handle), 22);
});

check('an accepted update is waited for later, and runs once per id', async (world) => {
  const handle = await world.start('account', [0]);
  const update = await handle.startUpdate('addLater', {
    args: [4], updateId: 'one', waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
  const again = handle.executeUpdate('addLater', { args: [4], updateId: 'one' });
  assert.equal(await handle.query('balanceNow'), 0);
  await handle.signal('release');
  assert.deepEqual([await update.result(), await again, await handle.getUpdateHandle('one').result()], [4, 4, 4]);
  assert.equal(await closed(handle), 4);
});

check('updates at once are all done', async (world) => {
  const handle = await world.start('account', [0]);
  const results = await Promise.all(Array.from({ length: 8 }, () => handle.executeUpdate('add', { args: [1] })));
  assert.deepEqual(results.sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(await closed(handle), 8);
  await raised(WorkflowNotFoundError, handle.executeUpdate('add', { args: [1] }));
});

check('an update with start starts the run and updates it', async (world) => {
  const operation = (conflict, workflowId) => new WithStartWorkflowOperation('account', {
    args: [100], workflowId, taskQueue: world.queue, workflowIdConflictPolicy: conflict,
  });
  const id = world.id();
  const first = operation('USE_EXISTING', id);
  const update = (startWorkflowOperation, amount) =>
    world.client.workflow.executeUpdateWithStart('add', { args: [amount], startWorkflowOperation });
  assert.equal(await update(first, 1), 101);
  assert.equal(await update(operation('USE_EXISTING', id), 1), 102);
  await raised(WorkflowExecutionAlreadyStartedError, update(operation('FAIL', id), 1));
  const handle = await first.workflowHandle();
  assert.equal(await closed(handle), 102);
});

check('signals, queries and updates mix', async (world) => {
  const handle = await world.start('account', [0]);
  await Promise.all([
    ...Array.from({ length: 5 }, () => handle.executeUpdate('addByActivity', { args: [1] })),
    ...Array.from({ length: 5 }, () => handle.query('balanceNow')),
    handle.signal('release'),
  ]);
  await eventually(async () => (await handle.query('balanceNow')) === 5);
  assert.equal(await closed(handle), 5);
});

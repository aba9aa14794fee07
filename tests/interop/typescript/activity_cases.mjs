// Activities.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ActivityNotFoundError, WorkflowFailedError, ActivityCancelledError } from '@temporalio/client';
import { ActivityCancellationType } from '@temporalio/workflow';
import { left } from './activities.mjs';
import { check, eventually, raised } from './cases.mjs';
import { eventNames } from './world.mjs';

const call = (world, name, args = [], options = {}) => world.execute('callActivity', [name, args, options]);
const failureOf = async (world, ...rest) => (await raised(WorkflowFailedError, call(world, ...rest))).cause;

check('an activity knows what it belongs to', async (world) => {
  const handle = await world.start('callActivity', ['aboutMe', [], {}]);
  assert.deepEqual(await handle.result(), {
    id: handle.workflowId, type: 'aboutMe', attempt: 1, queue: world.queue, startToClose: 20_000, workflow: 'callActivity',
  });
});

check('an activity is retried until it succeeds', async (world) => {
  assert.equal(await call(world, 'failsUntil', [4]), 4);
});

check('the last attempt fails the activity', async (world) => {
  const error = await failureOf(world, 'failsUntil', [9], { attempts: 2 });
  assert.deepEqual([error.retryState, error.activityType, error.cause.message, error.cause.type, error.cause.details],
    ['MAXIMUM_ATTEMPTS_REACHED', 'failsUntil', 'attempt 2', 'TooSoon', [2]]);
});

check('a failure that is not retryable is final', async (world) => {
  const error = await failureOf(world, 'failsForGood');
  assert.deepEqual([error.retryState, error.cause.nonRetryable, error.cause.details],
    ['NON_RETRYABLE_FAILURE', true, [1, 'two']]);
  assert.equal((await failureOf(world, 'failsUntil', [9], { nonRetryable: ['TooSoon'] })).retryState, 'NON_RETRYABLE_FAILURE');
});

check('activities time out in all four ways', async (world) => {
  const nobody = world.id('nobody');
  for (const [kind, name, options] of [
    ['START_TO_CLOSE', 'sleeps', { startToCloseTimeout: 500, attempts: 1 }],
    ['SCHEDULE_TO_CLOSE', 'sleeps', { scheduleToCloseTimeout: 1000 }],
    ['SCHEDULE_TO_START', 'sleeps', { scheduleToStartTimeout: 500, taskQueue: nobody }],
    ['HEARTBEAT', 'fallsSilent', { heartbeatTimeout: 500, attempts: 1 }]]) {
    const error = await failureOf(world, name, [2500], options);
    assert.equal(error.cause.timeoutType, kind);
    if (kind === 'HEARTBEAT') assert.equal(error.cause.lastHeartbeatDetails, 'alive');
  }
});

check('heartbeat details pass to the next attempt', async (world) => {
  assert.deepEqual(await call(world, 'heartbeats', [], { attempts: 3 }), { at: 5 });
  assert.equal(await call(world, 'fallsSilent', [], { heartbeatTimeout: 500, attempts: 3 }), 'alive');
});

check('a cancelled activity ends as its type of cancellation says', async (world) => {
  const { ABANDON, TRY_CANCEL, WAIT_CANCELLATION_COMPLETED } = ActivityCancellationType;
  for (const [type, then, expected] of [
    [TRY_CANCEL, 'throw', 'cancelled'], [ABANDON, 'throw', 'cancelled'],
    [WAIT_CANCELLATION_COMPLETED, 'throw', 'cancelled'],
    [WAIT_CANCELLATION_COMPLETED, 'complete', 'completed although cancelled']]) {
    assert.equal(await world.execute('cancelActivity', [type, then]), expected);
  }
});

async function handedOver(world, options) {
  const key = randomUUID();
  const handle = await world.start('callActivity', ['leftToOthers', [key], options ?? {}]);
  const info = await eventually(() => left.get(key));
  return { handle, info, id: { workflowId: handle.workflowId, runId: info.workflowExecution.runId, activityId: info.activityId } };
}

check('an activity is completed from outside by token and by id', async (world) => {
  const outside = world.client.activity;
  const first = await handedOver(world);
  await outside.heartbeat(first.info.taskToken, 'on it');
  await outside.complete(first.info.taskToken, 'by token');
  assert.equal(await first.handle.result(), 'by token');
  const second = await handedOver(world);
  await outside.heartbeat(second.id, 'on it');
  await outside.complete(second.id, 'by id');
  assert.equal(await second.handle.result(), 'by id');
  await raised(ActivityNotFoundError, outside.complete(first.info.taskToken, 'again'));
});

check('an activity is failed and cancelled from outside', async (world) => {
  const outside = world.client.activity;
  const first = await handedOver(world, { attempts: 1 });
  await outside.fail(first.id, new Error('no luck'));
  const error = await raised(WorkflowFailedError, first.handle.result());
  assert.equal(error.cause.cause.message, 'no luck');
  const second = await handedOver(world);
  await second.handle.cancel();
  await eventually(async () => {
    try {
      await outside.heartbeat(second.info.taskToken);
      return false;
    } catch (error) {
      return error instanceof ActivityCancelledError || error instanceof ActivityNotFoundError;
    }
  });
  await raised(WorkflowFailedError, second.handle.result());
});

check('many activities at once, and a local one', async (world) => {
  assert.equal(await world.execute('manyActivities', [20]), 190 + 20 + 100);
});

check('local activities are retried and leave markers', async (world) => {
  const handle = await world.start('localActivities');
  assert.deepEqual(await handle.result(), [3, 'never']);
  assert.equal((await eventNames(handle)).filter((name) => name === 'MARKER_RECORDED').length, 2);
});

check('activities run on the queue that they name', async (world) => {
  const queue = world.id('own');
  await world.withWorker({ queue }, async () => {
    assert.equal((await call(world, 'aboutMe', [], { taskQueue: queue })).queue, queue);
  });
});

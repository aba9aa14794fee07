// The activities of the suite.
import { activityInfo, ApplicationFailure, CompleteAsyncError, Context, heartbeat } from '@temporalio/activity';

/** Tokens of activities that are left to others, by key. */
export const left = new Map();

export async function add(a, b) {
  return a + b;
}

export async function failsUntil(attempt) {
  const now = activityInfo().attempt;
  if (now < attempt) throw ApplicationFailure.create({ message: `attempt ${now}`, type: 'TooSoon', details: [now] });
  return now;
}

export async function failsForGood() {
  throw ApplicationFailure.create({ message: 'never', type: 'Final', nonRetryable: true, details: [1, 'two'] });
}

export async function sleeps(milliseconds) {
  await Context.current().sleep(milliseconds);
}

export async function heartbeats() {
  const info = activityInfo();
  if (info.attempt > 1) return info.heartbeatDetails;
  heartbeat({ at: 5 });
  throw ApplicationFailure.create({ message: 'once more' });
}

export async function fallsSilent() {
  const info = activityInfo();
  if (info.attempt > 1) return info.heartbeatDetails;
  heartbeat('alive');
  await new Promise((done) => setTimeout(done, 3000));
  return 'too late';
}

export async function waitsForCancellation(then) {
  const context = Context.current();
  const beat = setInterval(() => heartbeat('here'), 100);
  try {
    await context.cancelled;
  } catch (error) {
    if (then === 'complete') return 'completed although cancelled';
    throw error;
  } finally {
    clearInterval(beat);
  }
}

export async function leftToOthers(key) {
  left.set(key, activityInfo());
  throw new CompleteAsyncError();
}

export async function aboutMe() {
  const info = activityInfo();
  return { id: info.workflowExecution.workflowId, type: info.activityType, attempt: info.attempt,
           queue: info.taskQueue, startToClose: info.startToCloseTimeoutMs, workflow: info.workflowType };
}

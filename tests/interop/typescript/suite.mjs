// The TypeScript SDK against a server: every case, then the SDK's own replayer over every history that they made.
import { parseArgs } from 'node:util';
import { Worker } from '@temporalio/worker';
import { runAll } from './cases.mjs';
import { World } from './world.mjs';
import './activity_cases.mjs';
import './message_cases.mjs';
import './run_cases.mjs';

const { values: options } = parseArgs({ options: { address: { type: 'string' }, only: { type: 'string', default: '' } } });

async function replayAll(world) {
  let count = 0;
  let failed = 0;
  const query = `TaskQueue = '${world.queue}'`;
  const histories = world.client.workflow.list({ query }).intoHistories({ concurrency: 4 });
  for await (const result of Worker.runReplayHistories({ workflowBundle: world.bundle }, histories)) {
    count++;
    if (!result.error) continue;
    failed++;
    console.log(`FAILED replay of ${result.workflowId}: ${result.error}`);
  }
  console.log(`${count} histories replayed`);
  return failed;
}

const world = await World.connect(options.address);
const { ran, failed } = await world.withWorker({}, () => runAll(world, options.only));
const diverged = await replayAll(world);
await world.close();
console.log(`${ran} cases, ${failed + diverged} failed`);
process.exit(failed + diverged || !ran ? 1 : 0);

// What every case is given: a client, workers, and names of its own.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import * as activities from './activities.mjs';

const workflowsPath = fileURLToPath(new URL('./workflows.js', import.meta.url));

export class World {
  static async connect(address) {
    const silent = new DefaultLogger('ERROR', () => undefined);
    Runtime.install({ logger: silent, telemetryOptions: { logging: { forward: {}, filter: 'off' } } });
    const world = new World();
    world.prefix = randomUUID().slice(0, 8);
    world.queue = `suite-${world.prefix}`;
    world.count = 0;
    world.connection = await untilServing(() => Connection.connect({ address }));
    world.native = await untilServing(() => NativeConnection.connect({ address }));
    world.client = new Client({ connection: world.connection });
    await untilServing(() => world.client.workflow.count("WorkflowId = 'none'"));
    world.bundle = await bundleWorkflowCode({ workflowsPath, logger: silent });
    return world;
  }

  id(name = 'run') {
    return `${name}-${this.prefix}-${++this.count}`;
  }

  start(workflow, args = [], options = {}) {
    const { queue, id, ...rest } = options;
    return this.client.workflow.start(workflow, { args, taskQueue: queue ?? this.queue, workflowId: id ?? this.id(nameOf(workflow)), ...rest });
  }

  async execute(workflow, args, options) {
    return (await this.start(workflow, args, options)).result();
  }

  /** Runs `body` while a worker serves the queue. */
  async withWorker(options, body) {
    const { queue, ...rest } = options;
    const worker = await Worker.create({
      connection: this.native, taskQueue: queue ?? this.queue, workflowBundle: this.bundle, activities,
      reuseV8Context: true, shutdownGraceTime: '2s', ...rest,
    });
    return worker.runUntil(body);
  }

  async close() {
    await this.connection.close();
    await this.native.close();
  }
}

function nameOf(workflow) {
  return typeof workflow === 'string' ? workflow : workflow.name;
}

async function untilServing(attempt) {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 100) throw error;
      await pause(100);
    }
  }
}

/** The types of a run's events, in order: WORKFLOW_EXECUTION_STARTED, … */
export async function eventNames(handle) {
  const { events } = await handle.fetchHistory();
  return events.map((event) => String(event.eventType)).map((type) => NAMES[type] ?? type);
}

import proto from '@temporalio/proto';
const NAMES = Object.fromEntries(Object.entries(proto.temporal.api.enums.v1.EventType)
  .map(([name, value]) => [String(value), name.replace('EVENT_TYPE_', '')]));

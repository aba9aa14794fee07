package interop;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What every case is given: a client, a queue whose worker knows all types, and names of its own. */
final class World {
  final String address;
  final WorkflowServiceStubs stubs;
  final WorkflowClient client;
  final Histories histories;
  final int cachedRuns;
  final String queue = "suite-" + UUID.randomUUID();
  private final String prefix = UUID.randomUUID().toString().substring(0, 8);
  private final AtomicInteger count = new AtomicInteger();

  World(String address, WorkflowServiceStubs stubs, int cachedRuns) {
    this.address = address;
    this.stubs = stubs;
    this.cachedRuns = cachedRuns;
    client = WorkflowClient.newInstance(stubs);
    histories = new Histories(client);
  }

  /** A name that nobody else has. */
  String id(String name) {
    return name + "-" + prefix + "-" + count.incrementAndGet();
  }

  /** The options of a run on the shared worker's queue, under a name of its own. */
  WorkflowOptions.Builder options() {
    return options(queue);
  }

  WorkflowOptions.Builder options(String queue) {
    return WorkflowOptions.newBuilder().setWorkflowId(id("run")).setTaskQueue(queue);
  }

  WorkflowStub start(String type, Object... arguments) {
    return start(options(), type, arguments);
  }

  WorkflowStub start(WorkflowOptions.Builder options, String type, Object... arguments) {
    WorkflowStub run = client.newUntypedWorkflowStub(type, options.build());
    run.start(arguments);
    return run;
  }

  /** Starts a run and waits for its result. */
  Object result(String type, Object... arguments) {
    return result(start(type, arguments));
  }

  Object result(WorkflowStub run) {
    return run.getResult(Object.class);
  }

  /** The current run of a workflow id. */
  WorkflowStub current(String id) {
    return client.newUntypedWorkflowStub(id, Optional.empty(), Optional.empty());
  }
}

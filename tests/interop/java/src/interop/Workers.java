package interop;

import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.concurrent.TimeUnit;

/** One worker on a queue, from its construction to close(). */
final class Workers implements AutoCloseable {
  final String queue;
  final WorkerFactory factory;

  /** What a worker is made of; the defaults know every workflow and activity of the suite. */
  static final class Plan {
    WorkflowClient client;
    String queue;
    Class<?>[] workflows = Groups.workflows();
    Object[] activities = {new ActsImpl()};
    WorkerFactoryOptions.Builder factory = WorkerFactoryOptions.newBuilder();
    WorkerOptions.Builder worker = WorkerOptions.newBuilder();
    WorkflowImplementationOptions implementation = WorkflowImplementationOptions.getDefaultInstance();

    Plan(World world, String queue) {
      client = world.client;
      this.queue = queue;
      factory.setMaxWorkflowThreadCount(2000).setWorkflowCacheSize(world.cachedRuns);
    }

    Plan workflows(Class<?>... types) {
      workflows = types;
      return this;
    }

    Workers start() {
      return new Workers(this);
    }
  }

  private Workers(Plan plan) {
    queue = plan.queue;
    factory = WorkerFactory.newInstance(plan.client, plan.factory.build());
    Worker worker = factory.newWorker(plan.queue, plan.worker.build());
    worker.registerWorkflowImplementationTypes(plan.implementation, plan.workflows);
    worker.registerActivitiesImplementations(plan.activities);
    factory.start();
  }

  @Override
  public void close() {
    factory.shutdown();
    factory.awaitTermination(20, TimeUnit.SECONDS);
  }
}

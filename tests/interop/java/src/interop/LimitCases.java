package interop;

import static interop.Check.cause;
import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;

/** What is too large, too long or too slow, and workers with other options than the usual. */
final class LimitCases {
  private final World world;

  LimitCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Large {
    @WorkflowMethod
    String run(int length);
  }

  public static final class LargeImpl implements Large {
    @Override
    public String run(int length) {
      return "x".repeat(length);
    }
  }

  private WorkflowTaskFailedEventAttributes failedTask(WorkflowStub run) throws Exception {
    return eventually(() -> world.histories.of(run, "WORKFLOW_TASK_FAILED").stream()
        .findFirst().orElse(null)).getWorkflowTaskFailedEventAttributes();
  }

  @Case
  public void completionTooLargeForTheWireEndsTheRun() throws Exception {
    WorkflowStub run = world.start("Large", 5_000_000);
    same("GrpcMessageTooLarge", cause(TerminatedFailure.class,
        raised(WorkflowFailedException.class, () -> world.result(run))).getOriginalMessage());
  }

  @Case
  public void resultLargerThanTheLimitEndsTheRun() throws Exception {
    WorkflowStub run = world.start("Large", 2_500_000);
    raised(WorkflowFailedException.class, () -> world.result(run));
    same("WORKFLOW_EXECUTION_TERMINATED", world.histories.names(run).get(world.histories.names(run).size() - 1));
  }

  @Case
  public void activityResultLargerThanTheLimitFailsTheActivity() throws Exception {
    // What does not even pass the wire is never reported: the attempt times out.
    for (int length : new int[] {2_500_000, 5_000_000}) {
      WorkflowStub run = world.start(
          "CallActivity", "MakesText", List.of(length), CallOptions.attempts(1).startToClose(1500));
      cause(ActivityFailure.class, raised(WorkflowFailedException.class, () -> world.result(run)));
    }
  }

  @Case
  public void queryResultLargerThanTheLimitIsRefused() throws Exception {
    WorkflowStub run = world.start("Inbox");
    for (int number = 0; number < 3; number++) {
      run.signal("put", "x".repeat(800_000));
    }
    raised(WorkflowException.class, () -> run.query("seen", List.class));
    same(3, run.query("times", Integer.class, 1, 0));
    run.terminate("seen");
  }

  @WorkflowInterface
  public interface ManyEvents {
    @WorkflowMethod
    List<Boolean> run(int count);
  }

  public static final class ManyEventsImpl implements ManyEvents {
    @Override
    public List<Boolean> run(int count) {
      boolean before = Workflow.getInfo().isContinueAsNewSuggested();
      for (int number = 0; number < count; number++) {
        int value = number;
        Workflow.sideEffect(Integer.class, () -> value);
      }
      Workflow.sleep(Duration.ofMillis(10));
      return List.of(before, Workflow.getInfo().isContinueAsNewSuggested());
    }
  }

  @Case
  public void longHistorySuggestsToContinueAsNew() {
    same(List.of(false, true), world.result("ManyEvents", 4100));
  }

  @WorkflowInterface
  public interface Stuck {
    @WorkflowMethod
    String run();
  }

  /** Holds its thread, which only a sleep of the workflow may do. */
  public static final class StuckImpl implements Stuck {
    @Override
    public String run() {
      try {
        Thread.sleep(600);
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
      }
      return "late";
    }
  }

  @Case
  public void workflowThatHoldsItsThreadFailsItsTask() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("stuck")).workflows(StuckImpl.class);
    plan.worker.setDefaultDeadlockDetectionTimeout(200);
    try (Workers own = plan.start()) {
      WorkflowStub run = world.start(world.options(own.queue), "Stuck");
      contains("deadlock", failedTask(run).getFailure().toString().toLowerCase());
      run.terminate("seen");
    }
  }

  @Case
  public void exceptionMayFailTheRunInsteadOfItsTask() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("strict")).workflows(Builds.Broken.class);
    plan.implementation = WorkflowImplementationOptions.newBuilder()
        .setFailWorkflowExceptionTypes(IllegalStateException.class).build();
    try (Workers own = plan.start()) {
      WorkflowStub run = world.start(world.options(own.queue), "Changing");
      contains("a fault in the code", raised(WorkflowFailedException.class, () -> world.result(run)).getCause());
    }
  }

  @Case
  public void workerOfAnUnversionedDeploymentWorks() {
    Workers.Plan plan = new Workers.Plan(world, world.id("deployment"));
    plan.worker.setDeploymentOptions(WorkerDeploymentOptions.newBuilder()
        .setUseVersioning(false).setVersion(new WorkerDeploymentVersion("suite", "build-1")).build());
    try (Workers own = plan.start()) {
      same(6, world.result(world.start(world.options(own.queue), "ManyActivities", 3)));
    }
  }

  @Case
  public void workerThatScalesItsPollersWorks() {
    Workers.Plan plan = new Workers.Plan(world, world.id("scaling"));
    plan.worker.setWorkflowTaskPollersBehavior(new PollerBehaviorAutoscaling(1, 10, 2))
        .setActivityTaskPollersBehavior(new PollerBehaviorAutoscaling(1, 10, 2));
    try (Workers own = plan.start()) {
      same(19 * 20 / 2 + 20, world.result(world.start(world.options(own.queue), "ManyActivities", 20)));
    }
  }
}

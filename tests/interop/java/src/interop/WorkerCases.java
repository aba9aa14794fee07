package interop;

import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkflowImplementationOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Workers that end and begin again, small caches, and code that changes. */
final class WorkerCases {
  private final World world;

  WorkerCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Steps {
    @WorkflowMethod
    List<Object> run();

    @SignalMethod
    void allow();

    @QueryMethod
    int taken();
  }

  /** Nine steps of all kinds, each after a signal, so that workers can change between any two. */
  public static final class StepsImpl implements Steps {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());
    private final List<Object> taken = new ArrayList<>();
    private int allowed;

    @Override
    public List<Object> run() {
      for (int number = 0; number < 9; number++) {
        int wanted = number;
        Workflow.await(() -> allowed > wanted);
        taken.add(step(number));
      }
      return taken;
    }

    private Object step(int number) {
      switch (number % 3) {
        case 0:
          return acts.add(number, 1);
        case 1:
          Workflow.sleep(Duration.ofMillis(20));
          return Workflow.randomUUID().toString();
        default:
          return Workflow.sideEffect(Integer.class, () -> number);
      }
    }

    @Override
    public void allow() {
      allowed++;
    }

    @Override
    public int taken() {
      return taken.size();
    }
  }

  private static void walk(WorkflowStub run, int begin, int end) throws Exception {
    for (int number = begin; number < end; number++) {
      int wanted = number + 1;
      run.signal("allow");
      eventually(() -> run.query("taken", Integer.class) == wanted);
    }
  }

  @Case
  public void runGoesOnWithTheNextWorker() throws Exception {
    String queue = world.id("relay");
    WorkflowStub run = world.start(world.options(queue), "Steps");
    for (int begin = 0; begin < 9; begin += 3) {
      try (Workers each = new Workers.Plan(world, queue).start()) {
        walk(run, begin, begin + 3);
      }
    }
    List<?> result;
    try (Workers last = new Workers.Plan(world, queue).start()) {
      result = (List<?>) world.result(run);
    }
    same(List.of(1, 4, 7), List.of(result.get(0), result.get(3), result.get(6)));
  }

  @Case
  public void cacheOfOneRunServesMany() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("small"));
    plan.factory.setWorkflowCacheSize(1);
    try (Workers own = plan.start()) {
      List<WorkflowStub> runs = new ArrayList<>();
      for (int number = 0; number < 2; number++) {
        runs.add(world.start(world.options(own.queue), "Steps"));
      }
      for (int step = 0; step < 9; step += 3) {
        for (WorkflowStub run : runs) {
          walk(run, step, step + 3);
        }
      }
      for (WorkflowStub run : runs) {
        same(9, ((List<?>) world.result(run)).size());
      }
    }
  }

  @Case
  public void twoWorkersShareAQueue() throws Exception {
    Workers.Plan one = new Workers.Plan(world, world.id("shared"));
    Workers.Plan two = new Workers.Plan(world, one.queue);
    two.client = WorkflowClient.newInstance(
        world.stubs, WorkflowClientOptions.newBuilder().setIdentity("the other").build());
    try (Workers first = one.start(); Workers second = two.start()) {
      List<WorkflowStub> runs = new ArrayList<>();
      for (int number = 0; number < 12; number++) {
        runs.add(world.start(world.options(first.queue), "Ends", "return", number));
      }
      runs.forEach(world::result);
      Set<String> identities = runs.stream()
          .flatMap(run -> world.histories.of(run, "WORKFLOW_TASK_STARTED").stream())
          .map(event -> event.getWorkflowTaskStartedEventAttributes().getIdentity())
          .collect(Collectors.toSet());
      holds(identities.size() == 2 && identities.contains("the other"), identities);
    }
  }

  @Case
  public void workerThatStopsLetsItsActivityEnd() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("drain"));
    Workers own = plan.start();
    WorkflowStub run = world.start(
        world.options(own.queue), "CallActivity", "Sleeps", List.of(700), CallOptions.attempts(1));
    eventually(() -> run.describe().getRawDescription().getPendingActivitiesList().stream()
        .anyMatch(each -> each.getState().name().endsWith("STARTED")));
    long begin = System.currentTimeMillis();
    own.close();
    holds(own.factory.isTerminated(), "terminated");
    holds(System.currentTimeMillis() - begin < 10_000, "stops within 10 s");
    try (Workers next = new Workers.Plan(world, own.queue).start()) {
      same(null, world.result(run));
    }
  }

  @Case
  public void workerWhosePollingPausesTakesNothing() throws Exception {
    try (Workers own = new Workers.Plan(world, world.id("pause")).start()) {
      own.factory.suspendPolling();
      Thread.sleep(100);
      own.factory.resumePolling();
      same(3, world.result(world.start(world.options(own.queue), "Ends", "return", 3)));
    }
  }

  private HistoryEvent failedTask(WorkflowStub run) throws Exception {
    return eventually(() -> world.histories.of(run, "WORKFLOW_TASK_FAILED").stream().findFirst().orElse(null));
  }

  private Workers with(String queue, Class<?> build) {
    return new Workers.Plan(world, queue).workflows(build).start();
  }

  @Case
  public void repairedBuildHealsTheRun() throws Exception {
    String queue = world.id("repair");
    WorkflowStub run =
        world.start(world.options(queue).setWorkflowTaskTimeout(Duration.ofSeconds(2)), "Changing");
    try (Workers broken = with(queue, Builds.Broken.class)) {
      contains("a fault in the code", failedTask(run).getWorkflowTaskFailedEventAttributes().getFailure());
    }
    try (Workers repaired = with(queue, Builds.Current.class)) {
      run.signal("goOn");
      same("new", world.result(run));
    }
  }

  @Case
  public void versionedCodeRunsOldAndNewRuns() throws Exception {
    String queue = world.id("version");
    WorkflowStub old = world.start(world.options(queue), "Changing");
    try (Workers before = with(queue, Builds.Before.class)) {
      eventually(() -> world.histories.count(old, "WORKFLOW_TASK_COMPLETED") == 1);
    }
    WorkflowStub fresh = world.start(world.options(queue), "Changing");
    Workers.Plan plan = new Workers.Plan(world, queue).workflows(Builds.Current.class);
    plan.implementation =
        WorkflowImplementationOptions.newBuilder().setEnableUpsertVersionSearchAttributes(true).build();
    try (Workers after = plan.start()) {
      old.signal("goOn");
      fresh.signal("goOn");
      same(List.of("old", "new"), List.of(world.result(old), world.result(fresh)));
    }
    same(List.of("Version"), world.histories.of(fresh, "MARKER_RECORDED").stream()
        .map(each -> each.getMarkerRecordedEventAttributes().getMarkerName()).toList());
    String query = "TemporalChangeVersion = 'a step more-1' AND WorkflowId = '"
        + fresh.getExecution().getWorkflowId() + "'";
    eventually(() -> world.client.listExecutions(query).count() == 1);
  }

  @Case
  public void divergingCodeFailsTheTaskAsNondeterministic() throws Exception {
    String queue = world.id("diverge");
    WorkflowStub run = world.start(world.options(queue), "Changing");
    try (Workers before = with(queue, Builds.Before.class)) {
      eventually(() -> world.histories.count(run, "WORKFLOW_TASK_COMPLETED") == 1);
      run.signal("goOn");
      same("old", world.result(run));
    }
    // The run is closed: only a query makes the other build repeat its history.
    try (Workers other = with(queue, Builds.Diverging.class)) {
      raised(RuntimeException.class, () -> run.query("way", String.class));
    }
    WorkflowStub open = world.start(world.options(queue), "Changing");
    try (Workers before = with(queue, Builds.Before.class)) {
      eventually(() -> world.histories.count(open, "WORKFLOW_TASK_COMPLETED") == 1);
    }
    try (Workers other = with(queue, Builds.Diverging.class)) {
      open.signal("goOn");
      same(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR,
          failedTask(open).getWorkflowTaskFailedEventAttributes().getCause());
    }
    open.terminate("seen");
  }

  @Case
  public void workflowOfAnUnknownTypeWaitsForItsWorker() throws Exception {
    String queue = world.id("unknown");
    WorkflowStub run =
        world.start(world.options(queue).setWorkflowTaskTimeout(Duration.ofSeconds(2)), "Ends", "return", 4);
    try (Workers strangers = with(queue, Builds.Current.class)) {
      contains("Ends", failedTask(run).getWorkflowTaskFailedEventAttributes().getFailure());
    }
    try (Workers right = new Workers.Plan(world, queue).start()) {
      same(4, world.result(run));
    }
  }

  @Case
  public void factoryThatEndsAtOnceLeavesItsRunsToOthers() throws Exception {
    Workers own = new Workers.Plan(world, world.id("at-once")).start();
    WorkflowStub run = world.start(world.options(own.queue), "Steps");
    walk(run, 0, 2);
    own.factory.shutdownNow();
    own.factory.awaitTermination(10, TimeUnit.SECONDS);
    try (Workers next = new Workers.Plan(world, own.queue).start()) {
      walk(run, 2, 9);
      same(9, ((List<?>) world.result(run)).size());
    }
  }
}

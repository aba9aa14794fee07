package interop;

import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Signals and queries. */
final class MessageCases {
  private final World world;

  MessageCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Inbox {
    @WorkflowMethod
    List<Object> run();

    @SignalMethod
    void put(Object value);

    @SignalMethod
    void putSlowly(Object value);

    @SignalMethod
    void finish();

    @QueryMethod
    List<Object> seen();

    @QueryMethod
    int times(int factor, int add);

    @QueryMethod
    String broken();
  }

  /** Collects what it is sent until it is told to finish. */
  public static final class InboxImpl implements Inbox {
    private final List<Object> seen = new ArrayList<>();
    private boolean done;

    @Override
    public List<Object> run() {
      Workflow.await(() -> done && Workflow.isEveryHandlerFinished());
      return seen;
    }

    @Override
    public void put(Object value) {
      seen.add(value);
    }

    @Override
    public void putSlowly(Object value) {
      Workflow.sleep(Duration.ofMillis(200));
      seen.add(value);
    }

    @Override
    public void finish() {
      done = true;
    }

    @Override
    public List<Object> seen() {
      return seen;
    }

    @Override
    public int times(int factor, int add) {
      return seen.size() * factor + add;
    }

    @Override
    public String broken() {
      throw ApplicationFailure.newFailure("query failed", "Broken");
    }
  }

  private Object finished(WorkflowStub run) {
    run.signal("finish");
    return world.result(run);
  }

  private static List<Object> numbers(int count) {
    return IntStream.range(0, count).<Object>mapToObj(Integer::valueOf).toList();
  }

  @Case
  public void signalsArriveInOrder() {
    WorkflowStub run = world.start("Inbox");
    numbers(30).forEach(each -> run.signal("put", each));
    same(numbers(30), finished(run));
  }

  @Case
  public void signalsBeforeTheFirstTaskComeWithIt() {
    String queue = world.id("late");
    WorkflowStub run = world.start(world.options(queue), "Inbox");
    numbers(5).forEach(each -> run.signal("put", each));
    run.signal("finish");
    try (Workers late = new Workers.Plan(world, queue).start()) {
      same(numbers(5), world.result(run));
    }
    same(1, world.histories.count(run, "WORKFLOW_TASK_SCHEDULED"));
  }

  @Case
  public void manySignalsAtOnceAreAllKept() {
    WorkflowStub run = world.start("Inbox");
    numbers(60).parallelStream().forEach(each -> run.signal("put", each));
    List<Object> seen = new ArrayList<>((List<?>) finished(run));
    seen.sort((left, right) -> (Integer) left - (Integer) right);
    same(numbers(60), seen);
  }

  @Case
  public void slowHandlerIsWaitedFor() {
    WorkflowStub run = world.start("Inbox");
    run.signal("putSlowly", "slow");
    same(List.of("slow"), finished(run));
  }

  @Case
  public void signalOfARunThatIsNotThereIsNotFound() throws Exception {
    raised(WorkflowNotFoundException.class, () -> {
      world.current(world.id("nobody")).signal("put", 1);
      return null;
    });
    WorkflowStub run = world.start("Inbox");
    finished(run);
    raised(WorkflowNotFoundException.class, () -> {
      run.signal("put", 1);
      return null;
    });
    WorkflowExecution other = WorkflowExecution.newBuilder()
        .setWorkflowId(run.getExecution().getWorkflowId()).setRunId(UUID.randomUUID().toString()).build();
    raised(WorkflowNotFoundException.class, () -> {
      world.client.newUntypedWorkflowStub(other, Optional.empty()).signal("put", 1);
      return null;
    });
  }

  @Case
  public void signalWithStartStartsOnceAndThenSignals() {
    String id = world.id("with-start");
    WorkflowStub first = world.client.newUntypedWorkflowStub("Inbox", world.options().setWorkflowId(id).build());
    WorkflowStub second = world.client.newUntypedWorkflowStub("Inbox", world.options().setWorkflowId(id).build());
    WorkflowExecution one = first.signalWithStart("put", new Object[] {"first"}, new Object[] {});
    WorkflowExecution two = second.signalWithStart("put", new Object[] {"second"}, new Object[] {});
    same(one.getRunId(), two.getRunId());
    same(List.of("first", "second"), finished(first));
    same(List.of("WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_SIGNALED", "WORKFLOW_TASK_SCHEDULED"),
        world.histories.names(first).subList(0, 3));
  }

  @Case
  public void batchOfSignalAndStartIsSignalWithStart() {
    Inbox stub = world.client.newWorkflowStub(Inbox.class, world.options().build());
    BatchRequest request = world.client.newSignalWithStartRequest();
    request.add(stub::run);
    request.add(stub::put, "typed");
    world.client.signalWithStart(request);
    same(List.of("typed"), finished(WorkflowStub.fromTyped(stub)));
  }

  @Case
  public void signalEventSaysWhoSentWhat() {
    WorkflowStub run = world.start("Inbox");
    run.signal("put", "x");
    finished(run);
    WorkflowExecutionSignaledEventAttributes event = world.histories.of(run, "WORKFLOW_EXECUTION_SIGNALED").get(0)
        .getWorkflowExecutionSignaledEventAttributes();
    same("put", event.getSignalName());
    same(world.client.getOptions().getIdentity(), event.getIdentity());
    same("\"x\"", event.getInput().getPayloads(0).getData().toStringUtf8());
  }

  @Case
  public void querySeesWhatWasSignalledBeforeIt() {
    WorkflowStub run = world.start("Inbox");
    for (int number = 1; number < 15; number++) {
      run.signal("put", number);
      same(2 * number + 1, run.query("times", Integer.class, 2, 1));
    }
    finished(run);
  }

  @Case
  public void typedStubSignalsAndQueries() {
    Inbox stub = world.client.newWorkflowStub(Inbox.class, world.options().build());
    WorkflowClient.start(stub::run);
    stub.put("typed");
    same(List.of("typed"), stub.seen());
    stub.finish();
    same(List.of("typed"), WorkflowStub.fromTyped(stub).getResult(List.class));
  }

  private WorkflowStub rejecting(QueryRejectCondition condition, WorkflowStub run) {
    WorkflowClientOptions options =
        WorkflowClientOptions.newBuilder().setQueryRejectCondition(condition).build();
    return WorkflowClient.newInstance(world.stubs, options)
        .newUntypedWorkflowStub(run.getExecution(), Optional.empty());
  }

  @Case
  public void closedRunStillAnswersQueries() throws Exception {
    WorkflowStub run = world.start("Inbox");
    run.signal("put", "x");
    finished(run);
    List<String> before = world.histories.names(run);
    same(List.of("x"), run.query("seen", List.class));
    same(before, world.histories.names(run));
    raised(WorkflowQueryConditionallyRejectedException.class, () ->
        rejecting(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN, run).query("seen", List.class));
    same(List.of("x"), rejecting(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY, run)
        .query("seen", List.class));
  }

  @Case
  public void terminatedRunRejectsQueriesThatWantACleanEnd() throws Exception {
    WorkflowStub run = world.start("Inbox");
    same(List.of(), run.query("seen", List.class));
    run.terminate("enough");
    WorkflowQueryConditionallyRejectedException error =
        raised(WorkflowQueryConditionallyRejectedException.class, () ->
            rejecting(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_COMPLETED_CLEANLY, run)
                .query("seen", List.class));
    same(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED, error.getWorkflowExecutionStatus());
  }

  @Case
  public void failedAndUnknownQueriesSayWhy() throws Exception {
    WorkflowStub run = world.start("Inbox");
    contains("query failed",
        raised(WorkflowQueryException.class, () -> run.query("broken", String.class)).getCause());
    contains("noSuch", raised(WorkflowQueryException.class, () -> run.query("noSuch", String.class)).getCause());
    raised(WorkflowNotFoundException.class, () ->
        world.current(world.id("nobody")).query("seen", List.class));
    finished(run);
  }

  @Case
  public void twentyQueriesAtOnceAreAllAnswered() {
    WorkflowStub run = world.start("Inbox");
    run.signal("put", 1);
    List<Integer> answers = Collections.nCopies(20, 0).parallelStream()
        .map(zero -> run.query("times", Integer.class, 2, zero)).toList();
    same(Collections.nCopies(20, 2), answers);
    finished(run);
  }

  @Case
  public void queriesGoWithSignalsInFlight() {
    WorkflowStub run = world.start("Inbox");
    Thread queries = new Thread(() -> {
      int last = 0;
      for (int number = 0; number < 20; number++) {
        int now = run.query("times", Integer.class, 1, 0);
        Check.holds(now >= last, now);
        last = now;
      }
    });
    queries.start();
    numbers(30).forEach(each -> run.signal("put", each));
    same(numbers(30), finished(run));
  }

  @Case
  public void stackTraceAndMetadataAreQueried() throws Exception {
    WorkflowStub run = world.start("Inbox");
    contains("InboxImpl.run", run.query("__stack_trace", String.class));
    contains("seen", eventually(() -> world.stubs.blockingStub().queryWorkflow(
        io.temporal.api.workflowservice.v1.QueryWorkflowRequest.newBuilder()
            .setNamespace("default").setExecution(run.getExecution())
            .setQuery(io.temporal.api.query.v1.WorkflowQuery.newBuilder()
                .setQueryType("__temporal_workflow_metadata"))
            .build())).getQueryResult().getPayloads(0).getData().toStringUtf8());
    finished(run);
  }

  @Case
  public void largePayloadsPassUnchanged() {
    String text = "x".repeat(1_000_000);
    WorkflowStub run = world.start("Inbox");
    run.signal("put", text);
    same(List.of(text), run.query("seen", List.class));
    same(List.of(text), finished(run));
  }

  @Case
  public void signalLargerThanTheLimitIsRefused() throws Exception {
    WorkflowStub run = world.start("Inbox");
    raised(WorkflowServiceException.class, () -> {
      run.signal("put", "x".repeat(2_200_000));
      return null;
    });
    same(List.of(), finished(run));
  }
}

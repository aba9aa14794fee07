package interop;

import static interop.Check.cause;
import static interop.Check.eventually;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How runs begin, go on and end. */
final class LifecycleCases {
  private final World world;

  LifecycleCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Ends {
    @WorkflowMethod
    Object run(String how, Object value);
  }

  /** Ends as its arguments say. */
  public static final class EndsImpl implements Ends {
    @Override
    public Object run(String how, Object value) {
      switch (how) {
        case "fail" -> throw ApplicationFailure.newBuilder().setMessage("failed").setType("Why")
            .setDetails(value).setCategory(ApplicationErrorCategory.BENIGN).build();
        case "chain" -> throw ApplicationFailure.newFailureWithCause(
            "outer", "Outer", ApplicationFailure.newFailure("inner", "Inner"));
        default -> { }
      }
      return value;
    }
  }

  private WorkflowFailedException failed(WorkflowStub run) throws Exception {
    return raised(WorkflowFailedException.class, () -> world.result(run));
  }

  @Case
  public void resultIsWhatTheWorkflowReturned() {
    for (Object value : Arrays.asList(
        null, 5, "text", List.of(1, 2), Map.of("a", Map.of("b", 1)), true, 1.5, "ünïcödé 🎉")) {
      same(value, world.result("Ends", "return", value));
    }
  }

  @Case
  public void failureKeepsTypeDetailsAndCause() throws Exception {
    ApplicationFailure why = cause(ApplicationFailure.class, failed(world.start("Ends", "fail", List.of(1))));
    same("failed", why.getOriginalMessage());
    same("Why", why.getType());
    same(List.of(1), why.getDetails().get(List.class));
    same(ApplicationErrorCategory.BENIGN, why.getCategory());
    ApplicationFailure outer = cause(ApplicationFailure.class, failed(world.start("Ends", "chain", 0)));
    same("inner", ((ApplicationFailure) outer.getCause()).getOriginalMessage());
  }

  @Case
  public void runThatTakesTooLongTimesOut() throws Exception {
    WorkflowStub run = world.start(world.options().setWorkflowRunTimeout(Duration.ofSeconds(1)), "Inbox");
    same(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE, cause(TimeoutFailure.class, failed(run)).getTimeoutType());
    same(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT, run.describe().getStatus());
    WorkflowStub chain = world.start(world.options().setWorkflowExecutionTimeout(Duration.ofSeconds(1)), "Inbox");
    cause(TimeoutFailure.class, failed(chain));
  }

  @Case
  public void terminatedRunSaysWhy() throws Exception {
    WorkflowStub run = world.start("Inbox");
    run.terminate("because", "detail", 5);
    same("because", cause(TerminatedFailure.class, failed(run)).getOriginalMessage());
    raised(WorkflowNotFoundException.class, () -> {
      run.terminate("again");
      return null;
    });
  }

  @WorkflowInterface
  public interface Tidy {
    @WorkflowMethod
    String run(String then);
  }

  /** Tidies up when it is cancelled, and then ends as told. */
  public static final class TidyImpl implements Tidy {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());

    @Override
    public String run(String then) {
      try {
        Workflow.sleep(Duration.ofSeconds(60));
      } catch (CanceledFailure error) {
        Workflow.newDetachedCancellationScope(acts::nothing).run();
        if (then.equals("throw")) {
          throw error;
        }
      }
      return "completed";
    }
  }

  @Case
  public void cancelledRunTidiesUpFirst() throws Exception {
    WorkflowStub run = world.start("Tidy", "throw");
    eventually(() -> world.histories.count(run, "TIMER_STARTED") == 1);
    run.cancel("no longer wanted");
    run.cancel();
    cause(CanceledFailure.class, failed(run));
    same(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED, run.describe().getStatus());
    same(1, world.histories.count(run, "WORKFLOW_EXECUTION_CANCEL_REQUESTED"));
    same("no longer wanted", world.histories.of(run, "WORKFLOW_EXECUTION_CANCEL_REQUESTED").get(0)
        .getWorkflowExecutionCancelRequestedEventAttributes().getCause());
    same(1, world.histories.count(run, "ACTIVITY_TASK_COMPLETED"));
    same(1, world.histories.count(run, "TIMER_CANCELED"));
    run.cancel();
  }

  /** So decides the SDK, not the server. */
  @Case
  public void runThatIsCancelledEndsCancelledAlthoughItReturns() throws Exception {
    WorkflowStub run = world.start("Tidy", "complete");
    eventually(() -> world.histories.count(run, "TIMER_STARTED") == 1);
    run.cancel();
    cause(CanceledFailure.class, failed(run));
  }

  @WorkflowInterface
  public interface Chain {
    @WorkflowMethod
    List<List<Object>> run(int left, List<List<Object>> seen);
  }

  /** Continues as new until its number is zero. */
  public static final class ChainImpl implements Chain {
    @Override
    public List<List<Object>> run(int left, List<List<Object>> seen) {
      WorkflowInfo info = Workflow.getInfo();
      List<List<Object>> all = new ArrayList<>(seen);
      all.add(Arrays.asList(info.getFirstExecutionRunId(), info.getContinuedExecutionRunId().orElse(null),
          Workflow.getMemo("note", String.class), Workflow.getTypedSearchAttributes().get(Keys.CUSTOMER)));
      if (left > 0) {
        Workflow.sleep(Duration.ofMillis(10));
        Workflow.continueAsNew(left - 1, all);
      }
      return all;
    }
  }

  @Case
  public void chainOfRunsKeepsItsAttributes() throws Exception {
    WorkflowStub run = world.start(world.options().setMemo(Map.of("note", "kept"))
        .setTypedSearchAttributes(Keys.of(Keys.CUSTOMER, "acme")), "Chain", 2, List.of());
    String first = run.getExecution().getRunId();
    List<?> seen = (List<?>) world.result(run);
    same(3, seen.size());
    same(Arrays.asList(first, null, "kept", "acme"), seen.get(0));
    same(Arrays.asList(first, first, null, "acme"), seen.get(1)); // a memo is kept by SDKs that repeat it
    List<String> names = world.histories.names(run);
    same("WORKFLOW_EXECUTION_CONTINUED_AS_NEW", names.get(names.size() - 1));
  }

  @WorkflowInterface
  public interface Fickle {
    @WorkflowMethod
    int run(int fails);
  }

  public static final class FickleImpl implements Fickle {
    @Override
    public int run(int fails) {
      int attempt = Workflow.getInfo().getAttempt();
      if (attempt <= fails) {
        throw ApplicationFailure.newFailure("attempt " + attempt, "Fickle");
      }
      return attempt;
    }
  }

  @Case
  public void failedRunIsTriedAgainByItsPolicy() throws Exception {
    RetryOptions policy = RetryOptions.newBuilder()
        .setInitialInterval(Duration.ofMillis(50)).setMaximumAttempts(3).build();
    same(3, world.result(world.start(world.options().setRetryOptions(policy), "Fickle", 2)));
    same("attempt 3", cause(ApplicationFailure.class,
        failed(world.start(world.options().setRetryOptions(policy), "Fickle", 9))).getOriginalMessage());
    RetryOptions last = RetryOptions.newBuilder().setDoNotRetry("Fickle").build();
    same("attempt 1", cause(ApplicationFailure.class,
        failed(world.start(world.options().setRetryOptions(last), "Fickle", 9))).getOriginalMessage());
  }

  @WorkflowInterface
  public interface Periodic {
    @WorkflowMethod
    int run();
  }

  public static final class PeriodicImpl implements Periodic {
    @Override
    public int run() {
      Integer last = Workflow.getLastCompletionResult(Integer.class);
      return last == null ? 1 : last + 1;
    }
  }

  @Case
  public void cronRunsAgainWithItsLastResult() throws Exception {
    WorkflowStub run = world.start(world.options().setCronSchedule("@every 1s"), "Periodic");
    String id = run.getExecution().getWorkflowId();
    eventually(() -> {
      WorkflowExecutionStartedEventAttributes start = world.histories.all(
          world.current(id).describe().getExecution()).get(0).getWorkflowExecutionStartedEventAttributes();
      same("@every 1s", start.getCronSchedule());
      return start.hasLastCompletionResult();
    });
    world.current(id).terminate("enough");
  }

  @Case
  public void delayedStartWaitsForItsFirstTask() {
    WorkflowStub run = world.start(world.options().setStartDelay(Duration.ofMillis(1200)), "Ends", "return", 1);
    same(List.of("WORKFLOW_EXECUTION_STARTED"), world.histories.names(run));
    same(1, world.result(run));
    holds(world.histories.all(run).get(0).getWorkflowExecutionStartedEventAttributes()
        .getFirstWorkflowTaskBackoff().getSeconds() >= 1, world.histories.all(run).get(0));
  }

  @Case
  public void eagerStartBringsItsFirstTaskAlong() {
    WorkflowStub run = world.start(world.options().setDisableEagerExecution(false), "Ends", "return", "eager");
    same("eager", world.result(run));
    same(true, world.histories.all(run).get(0).getWorkflowExecutionStartedEventAttributes()
        .getEagerExecutionAccepted());
  }

  @Case
  public void resultIsWaitedForAndMayBeGivenUp() throws Exception {
    WorkflowStub run = world.start("Inbox");
    CompletableFuture<Object> waiting = run.getResultAsync(Object.class);
    raised(TimeoutException.class, () -> run.getResult(300, TimeUnit.MILLISECONDS, Object.class));
    same(false, waiting.isDone());
    run.signal("finish");
    same(List.of(), waiting.get());
  }

  @Case
  public void resultOfARunThatIsNotThereIsNotFound() throws Exception {
    WorkflowStub nobody = world.current(world.id("nobody"));
    raised(WorkflowNotFoundException.class, () -> nobody.getResult(Object.class));
    raised(WorkflowNotFoundException.class, nobody::describe);
    raised(WorkflowNotFoundException.class, () -> {
      nobody.cancel();
      return null;
    });
  }

  @WorkflowInterface
  public interface AboutRun {
    @WorkflowMethod
    Map<String, Object> run();
  }

  public static final class AboutRunImpl implements AboutRun {
    @Override
    public Map<String, Object> run() {
      WorkflowInfo info = Workflow.getInfo();
      return Map.of("id", info.getWorkflowId(), "run", info.getRunId(), "type", info.getWorkflowType(),
          "queue", info.getTaskQueue(), "namespace", info.getNamespace(), "attempt", info.getAttempt(),
          "length", info.getHistoryLength(), "hasSize", info.getHistorySize() > 0,
          "suggested", info.isContinueAsNewSuggested(), "execution", info.getWorkflowExecutionTimeout().toSeconds());
    }
  }

  @Case
  public void workflowKnowsWhatItIs() {
    WorkflowStub run = world.start(world.options().setWorkflowExecutionTimeout(Duration.ofSeconds(70)), "AboutRun");
    same(Map.of("id", run.getExecution().getWorkflowId(), "run", run.getExecution().getRunId(),
            "type", "AboutRun", "queue", world.queue, "namespace", "default", "attempt", 1,
            "length", 3, "hasSize", true, "suggested", false, "execution", 70),
        world.result(run));
  }
}

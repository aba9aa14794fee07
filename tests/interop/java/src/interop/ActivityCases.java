package interop;

import static interop.Check.cause;
import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ActivityStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Activities: results, retries, time-outs, heartbeats. */
final class ActivityCases {
  private final World world;

  ActivityCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface CallActivity {
    @WorkflowMethod
    Object run(String name, List<Object> arguments, CallOptions options);
  }

  public static final class CallActivityImpl implements CallActivity {
    @Override
    public Object run(String name, List<Object> arguments, CallOptions options) {
      ActivityStub stub = Workflow.newUntypedActivityStub(options.forCall());
      return stub.execute(name, Object.class, arguments.toArray());
    }
  }

  private WorkflowStub started(String name, CallOptions options, Object... arguments) {
    return world.start("CallActivity", name, List.of(arguments), options);
  }

  private Object called(String name, CallOptions options, Object... arguments) {
    return world.result(started(name, options, arguments));
  }

  private ActivityFailure failure(String name, CallOptions options, Object... arguments) throws Exception {
    return cause(ActivityFailure.class,
        raised(WorkflowFailedException.class, () -> called(name, options, arguments)));
  }

  private TimeoutFailure timeout(String name, CallOptions options, Object... arguments) throws Exception {
    return cause(TimeoutFailure.class, failure(name, options, arguments));
  }

  private static EncodedValues details(Throwable error) {
    return (EncodedValues) cause(ApplicationFailure.class, error).getDetails();
  }

  @Case
  public void resultsAndArgumentsPass() {
    same(7, called("Add", new CallOptions(), 3, 4));
    same(null, called("Nothing", new CallOptions()));
  }

  @Case
  public void activityKnowsWhatItBelongsTo() {
    WorkflowStub run = started("AboutMe", new CallOptions());
    Map<String, Object> expected = Map.of(
        "workflow", run.getExecution().getWorkflowId(),
        "run", run.getExecution().getRunId(),
        "type", "AboutMe",
        "queue", world.queue,
        "namespace", "default",
        "attempt", 1,
        "workflowType", "CallActivity",
        "local", false,
        "startToClose", 20_000);
    same(expected, world.result(run));
  }

  @Case
  public void activityIsRetriedUntilItSucceeds() {
    WorkflowStub run = started("FailsUntil", new CallOptions(), 4);
    same(4, world.result(run));
    List<HistoryEvent> events = world.histories.of(run, "ACTIVITY_TASK_STARTED");
    same(1, events.size());
    ActivityTaskStartedEventAttributes start = events.get(0).getActivityTaskStartedEventAttributes();
    same(4, start.getAttempt());
    same("attempt 3", start.getLastFailure().getMessage());
  }

  @Case
  public void lastAttemptFailsTheActivity() throws Exception {
    ActivityFailure error = failure("FailsUntil", CallOptions.attempts(3), 9);
    same(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED, error.getRetryState());
    same("FailsUntil", error.getActivityType());
    ApplicationFailure inner = cause(ApplicationFailure.class, error);
    same("attempt 3", inner.getOriginalMessage());
    same("TooSoon", inner.getType());
    same(3, details(error).get(0, Integer.class));
  }

  @Case
  public void nonRetryableFailureIsFinal() throws Exception {
    ActivityFailure error = failure("FailsForGood", new CallOptions(), "non-retryable");
    same(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE, error.getRetryState());
    same(true, cause(ApplicationFailure.class, error).isNonRetryable());
    same("two", details(error).get(1, String.class));
  }

  @Case
  public void errorTypesThatAreNotRetriedAreFinal() throws Exception {
    ActivityFailure error = failure("FailsForGood", new CallOptions().nonRetryable("Final"), "retryable");
    same(RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE, error.getRetryState());
    same("Final", cause(ApplicationFailure.class, error).getType());
  }

  @Case
  public void failureMayNameTheDelayOfItsRetry() {
    WorkflowStub run = started("FailsWithDelay", CallOptions.attempts(3));
    same(2, world.result(run));
    HistoryEvent scheduled = world.histories.of(run, "ACTIVITY_TASK_SCHEDULED").get(0);
    HistoryEvent start = world.histories.of(run, "ACTIVITY_TASK_STARTED").get(0);
    holds(start.getEventTime().getSeconds() - scheduled.getEventTime().getSeconds() >= 1, start);
  }

  @Case
  public void attemptThatTakesTooLongTimesOut() throws Exception {
    ActivityFailure error = failure("Sleeps", CallOptions.attempts(1).startToClose(500), 1500);
    same(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE, cause(TimeoutFailure.class, error).getTimeoutType());
    same(RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED, error.getRetryState());
  }

  @Case
  public void activityNobodyTakesTimesOut() throws Exception {
    CallOptions options = new CallOptions().queue(world.id("nobody")).scheduleToStart(500);
    ActivityFailure error = failure("Nothing", options);
    same(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START, cause(TimeoutFailure.class, error).getTimeoutType());
    same(RetryState.RETRY_STATE_TIMEOUT, error.getRetryState());
  }

  @Case
  public void retriesEndWithScheduleToClose() throws Exception {
    ActivityFailure error = failure("FailsUntil", new CallOptions().scheduleToClose(700), 1000);
    same(RetryState.RETRY_STATE_TIMEOUT, error.getRetryState());
    contains("attempt", cause(ApplicationFailure.class, error).getOriginalMessage());
  }

  @Case
  public void runningAttemptEndsWithScheduleToClose() throws Exception {
    same(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE,
        timeout("Sleeps", new CallOptions().scheduleToClose(700), 1500).getTimeoutType());
  }

  @Case
  public void silentAttemptTimesOutAndTheNextSeesItsHeartbeat() {
    same("alive", called("FallsSilent", CallOptions.attempts(2).heartbeat(600), 1500));
  }

  @Case
  public void heartbeatTimeoutCarriesTheLastDetails() throws Exception {
    TimeoutFailure error = timeout("FallsSilent", CallOptions.attempts(1).heartbeat(600), 1500);
    same(TimeoutType.TIMEOUT_TYPE_HEARTBEAT, error.getTimeoutType());
    same("alive", error.getLastHeartbeatDetails().get(String.class));
  }

  @Case
  public void heartbeatDetailsPassFromAttemptToAttempt() {
    same(2, called("CountsByHeartbeat", new CallOptions().heartbeat(5000)));
  }

  @Case
  public void retriedActivityIsDescribed() throws Exception {
    WorkflowStub run = started("FailsUntil", new CallOptions(), 1000);
    PendingActivityInfo pending = eventually(() ->
        run.describe().getRawDescription().getPendingActivitiesList().stream()
            .filter(each -> each.getAttempt() > 2).findFirst().orElse(null));
    same("FailsUntil", pending.getActivityType().getName());
    same("TooSoon", pending.getLastFailure().getApplicationFailureInfo().getType());
    same(world.client.getOptions().getIdentity(), pending.getLastWorkerIdentity());
    run.terminate("seen");
  }

  @WorkflowInterface
  public interface ManyActivities {
    @WorkflowMethod
    int run(int count);
  }

  public static final class ManyActivitiesImpl implements ManyActivities {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());

    @Override
    public int run(int count) {
      List<Promise<Integer>> all = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        all.add(Async.function(acts::add, number, 1));
      }
      Promise.allOf(all).get();
      return all.stream().mapToInt(Promise::get).sum();
    }
  }

  @Case
  public void fortyActivitiesAtOnce() {
    same(39 * 40 / 2 + 40, world.result("ManyActivities", 40));
  }

  @Case
  public void activitiesRunOnTheQueueThatTheyName() {
    Workers.Plan plan = new Workers.Plan(world, world.id("other"));
    try (Workers other = plan.start()) {
      Map<?, ?> about = (Map<?, ?>) called("AboutMe", new CallOptions().queue(other.queue));
      same(other.queue, about.get("queue"));
    }
  }

  @Case
  public void workerWithoutEagerActivitiesTakesThemFromTheQueue() {
    Workers.Plan plan = new Workers.Plan(world, world.id("not-eager"));
    plan.worker.setDisableEagerExecution(true);
    try (Workers own = plan.start()) {
      same(6, world.result(world.start(world.options(own.queue), "ManyActivities", 3)));
    }
  }
}

package interop;

import static interop.Check.cause;
import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.ActivityStub;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Activities that are cancelled, and those that somebody outside completes. */
final class OutsideCases {
  private final World world;
  private final ActivityCompletionClient outside;

  OutsideCases(World world) {
    this.world = world;
    outside = world.client.newActivityCompletionClient();
  }

  @WorkflowInterface
  public interface CancelActivity {
    @WorkflowMethod
    String run(String name, String argument, CallOptions options, long afterMilliseconds);
  }

  /** Cancels an activity, and says how it ended. */
  public static final class CancelActivityImpl implements CancelActivity {
    @Override
    public String run(String name, String argument, CallOptions options, long afterMilliseconds) {
      ActivityStub stub = Workflow.newUntypedActivityStub(options.forCall());
      AtomicReference<Promise<String>> call = new AtomicReference<>();
      CancellationScope scope =
          Workflow.newCancellationScope(() -> call.set(stub.executeAsync(name, String.class, argument)));
      scope.run();
      Workflow.sleep(Duration.ofMillis(afterMilliseconds));
      scope.cancel("enough");
      try {
        return call.get().get();
      } catch (CanceledFailure error) {
        return "cancelled";
      } catch (ActivityFailure error) {
        Throwable cause = error.getCause();
        return cause instanceof ApplicationFailure failure ? failure.getOriginalMessage()
            : cause.getClass().getSimpleName() + said(cause);
      }
    }

    private static String said(Throwable cause) {
      CanceledFailure cancelled = (CanceledFailure) cause;
      return cancelled.getDetails().getSize() == 0 ? "" : " " + cancelled.getDetails().get(0, String.class);
    }
  }

  private Object cancelled(ActivityCancellationType type, String then) {
    CallOptions options = new CallOptions().heartbeat(1000).cancellation(type);
    return world.result("CancelActivity", "WaitsForCancellation", then, options, 200);
  }

  @Case
  public void cancelledActivityEndsAsItsTypeOfCancellationSays() {
    same("CanceledFailure", cancelled(ActivityCancellationType.TRY_CANCEL, "throw"));
    same("CanceledFailure", cancelled(ActivityCancellationType.ABANDON, "throw"));
    same("CanceledFailure", cancelled(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, "throw"));
    same("completed although cancelled", cancelled(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, "complete"));
    same("failed although cancelled", cancelled(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, "fail"));
  }

  @Case
  public void activityCancelledBeforeItStartsNeverRuns() {
    CallOptions options = new CallOptions().queue(world.id("nobody"))
        .cancellation(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
    WorkflowStub run = world.start("CancelActivity", "Nothing", "", options, 50);
    contains("CanceledFailure", world.result(run));
    same(1, world.histories.count(run, "ACTIVITY_TASK_CANCEL_REQUESTED"));
    same(0, world.histories.count(run, "ACTIVITY_TASK_STARTED"));
  }

  @Case
  public void activityCancelledInTheTaskThatCallsItIsNotScheduled() {
    WorkflowStub run = world.start("CancelActivity", "Nothing", "", new CallOptions(), 0);
    contains("CanceledFailure", world.result(run));
    same(0, world.histories.count(run, "ACTIVITY_TASK_STARTED"));
  }

  private WorkflowStub left(String key, CallOptions options) {
    return world.start("CallActivity", "LeftToOthers", List.of(key), options);
  }

  private static ActivityInfo taken(String key) throws Exception {
    return eventually(() -> ActsImpl.LEFT.get(key));
  }

  @Case
  public void activityIsCompletedFromOutsideByToken() throws Exception {
    String key = world.id("key");
    WorkflowStub run = left(key, new CallOptions());
    byte[] token = taken(key).getTaskToken();
    outside.heartbeat(token, "on it");
    outside.complete(token, "from outside");
    same("from outside", world.result(run));
    raised(ActivityNotExistsException.class, () -> {
      outside.complete(token, "again");
      return null;
    });
  }

  @Case
  public void activityIsCompletedFromOutsideById() throws Exception {
    String key = world.id("key");
    WorkflowStub run = left(key, new CallOptions());
    ActivityInfo info = taken(key);
    outside.heartbeat(info.getWorkflowId(), Optional.of(info.getRunId()), info.getActivityId(), "on it");
    PendingActivityInfo pending = run.describe().getRawDescription().getPendingActivities(0);
    same("\"on it\"", pending.getHeartbeatDetails().getPayloads(0).getData().toStringUtf8());
    outside.complete(info.getWorkflowId(), Optional.empty(), info.getActivityId(), "by id");
    same("by id", world.result(run));
  }

  @Case
  public void activityIsFailedFromOutside() throws Exception {
    String key = world.id("key");
    WorkflowStub run = left(key, CallOptions.attempts(1));
    outside.completeExceptionally(
        taken(key).getTaskToken(), ApplicationFailure.newFailure("no luck", "Luck", 5));
    WorkflowFailedException error = raised(WorkflowFailedException.class, () -> world.result(run));
    ApplicationFailure inner = cause(ApplicationFailure.class, error);
    same("no luck", inner.getOriginalMessage());
    same(5, inner.getDetails().get(Integer.class));
  }

  @Case
  public void outsideCompleterLearnsOfTheCancellation() throws Exception {
    String key = world.id("key");
    CallOptions options = new CallOptions().cancellation(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
    WorkflowStub run = world.start("CancelActivity", "LeftToOthers", key, options, 300);
    ActivityInfo info = taken(key);
    eventually(() -> {
      try {
        outside.heartbeat(info.getTaskToken(), "still here");
        return false;
      } catch (ActivityCompletionException error) {
        return cause(ActivityCanceledException.class, error) != null;
      }
    });
    outside.reportCancellation(info.getTaskToken(), "gone");
    same("CanceledFailure gone", world.result(run));
  }

  @Case
  public void cancellationNobodyAskedForIsRefused() throws Exception {
    String key = world.id("key");
    WorkflowStub run = left(key, new CallOptions());
    byte[] token = taken(key).getTaskToken();
    outside.reportCancellation(token, "no reason");
    same(0, world.histories.count(run, "ACTIVITY_TASK_CANCELED"));
    outside.complete(token, "done");
    same("done", world.result(run));
  }

  @Case
  public void outsideCompletionOfNothingIsNotFound() throws Exception {
    raised(ActivityNotExistsException.class, () -> {
      outside.complete(world.id("nobody"), Optional.empty(), "1", "x");
      return null;
    });
    raised(ActivityCompletionException.class, () -> {
      outside.complete("not a token".getBytes(), "x");
      return null;
    });
  }
}

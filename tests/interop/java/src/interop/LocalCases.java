package interop;

import static interop.Check.holds;
import static interop.Check.same;

import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Local activities: their markers, retries, and those that outlive a workflow task. */
final class LocalCases {
  private final World world;

  LocalCases(World world) {
    this.world = world;
  }

  private static LocalActivityOptions.Builder options() {
    return LocalActivityOptions.newBuilder()
        .setScheduleToCloseTimeout(Duration.ofSeconds(30))
        .setStartToCloseTimeout(Duration.ofSeconds(20))
        .setRetryOptions(RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(20)).build());
  }

  private static Acts acts() {
    return Workflow.newLocalActivityStub(Acts.class, options().build());
  }

  @WorkflowInterface
  public interface LocalActivities {
    @WorkflowMethod
    List<Object> run();
  }

  public static final class LocalActivitiesImpl implements LocalActivities {
    @Override
    public List<Object> run() {
      List<Object> seen = new ArrayList<>();
      seen.add(acts().aboutMe().get("local"));
      seen.add(acts().failsUntil(3));
      try {
        acts().failsForGood("non-retryable");
      } catch (ActivityFailure error) {
        seen.add(((ApplicationFailure) error.getCause()).getType());
      }
      return seen;
    }
  }

  @Case
  public void localActivitiesLeaveMarkers() {
    WorkflowStub run = world.start("LocalActivities");
    same(List.of(true, 3, "Final"), world.result(run));
    same(List.of("LocalActivity", "LocalActivity", "LocalActivity"),
        world.histories.of(run, "MARKER_RECORDED").stream()
            .map(each -> each.getMarkerRecordedEventAttributes().getMarkerName()).toList());
    same(0, world.histories.count(run, "ACTIVITY_TASK_SCHEDULED"));
  }

  @WorkflowInterface
  public interface LongLocalActivity {
    @WorkflowMethod
    int run();
  }

  /** Longer than its workflow task may take, and retried after a pause that only a timer can wait for. */
  public static final class LongLocalActivityImpl implements LongLocalActivity {
    @Override
    public int run() {
      acts().sleeps(2600);
      RetryOptions retry = RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(1200)).build();
      return Workflow.newLocalActivityStub(Acts.class,
          options().setLocalRetryThreshold(Duration.ofMillis(100)).setRetryOptions(retry).build()).failsUntil(2);
    }
  }

  @Case
  public void localActivityOutlivesItsWorkflowTask() {
    WorkflowStub run =
        world.start(world.options().setWorkflowTaskTimeout(Duration.ofSeconds(2)), "LongLocalActivity");
    same(2, world.result(run));
    holds(world.histories.count(run, "WORKFLOW_TASK_COMPLETED") > 2, world.histories.names(run));
    same(0, world.histories.count(run, "WORKFLOW_TASK_TIMED_OUT"));
    same(1, world.histories.count(run, "TIMER_FIRED"));
  }

  @WorkflowInterface
  public interface LocalUnderSignals {
    @WorkflowMethod
    List<String> run();

    @SignalMethod
    void put(String word);
  }

  /** Signals come while its local activity runs. */
  public static final class LocalUnderSignalsImpl implements LocalUnderSignals {
    private final List<String> words = new ArrayList<>();

    @Override
    public List<String> run() {
      Promise<Void> slow = Async.procedure(acts()::sleeps, 1200L);
      Workflow.await(() -> words.size() >= 5);
      slow.get();
      return words;
    }

    @Override
    public void put(String word) {
      words.add(acts().note(word));
    }
  }

  @Case
  public void signalsComeWhileALocalActivityRuns() throws Exception {
    WorkflowStub run =
        world.start(world.options().setWorkflowTaskTimeout(Duration.ofSeconds(2)), "LocalUnderSignals");
    for (int number = 0; number < 5; number++) {
      Thread.sleep(60);
      run.signal("put", "w" + number);
    }
    same(Set.of("w0", "w1", "w2", "w3", "w4"), new HashSet<>((List<?>) world.result(run)));
  }

  @WorkflowInterface
  public interface CancelsLocal {
    @WorkflowMethod
    String run();
  }

  public static final class CancelsLocalImpl implements CancelsLocal {
    @Override
    public String run() {
      List<Promise<Void>> call = new ArrayList<>();
      CancellationScope scope =
          Workflow.newCancellationScope(() -> call.add(Async.procedure(acts()::sleeps, 600L)));
      scope.run();
      Workflow.sleep(Duration.ofMillis(100));
      scope.cancel();
      try {
        call.get(0).get();
        return "completed";
      } catch (RuntimeException error) {
        return error.getClass().getSimpleName();
      }
    }
  }

  @Case
  public void localActivityEndsAlthoughItsScopeIsCancelled() {
    holds(world.result("CancelsLocal") != null, "an answer");
  }
}

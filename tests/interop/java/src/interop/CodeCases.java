package interop;

import static interop.Check.cause;
import static interop.Check.contains;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Saga;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What workflow code does by itself: timers, scopes, sagas, side effects, time and chance. */
final class CodeCases {
  private final World world;

  CodeCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Timers {
    @WorkflowMethod
    List<Object> run();
  }

  public static final class TimersImpl implements Timers {
    @Override
    public List<Object> run() {
      long begin = Workflow.currentTimeMillis();
      List<Promise<Void>> timers = new ArrayList<>();
      for (int number = 1; number < 6; number++) {
        timers.add(Workflow.newTimer(Duration.ofMillis(50L * number),
            TimerOptions.newBuilder().setSummary("timer " + number).build()));
      }
      Promise.anyOf(timers).get();
      Promise.allOf(timers).get();
      boolean slept = Workflow.currentTimeMillis() - begin >= 240;
      CancellationScope scope = Workflow.newCancellationScope(() -> Workflow.newTimer(Duration.ofSeconds(60)));
      scope.run();
      Workflow.sleep(Duration.ofMillis(20));
      scope.cancel();
      boolean inTime = Workflow.await(Duration.ofMillis(100), () -> false);
      return List.of(slept, inTime);
    }
  }

  @Case
  public void timersFireAndAreCancelled() {
    WorkflowStub run = world.start("Timers");
    same(List.of(true, false), world.result(run));
    same(8, world.histories.count(run, "TIMER_STARTED"));
    same(7, world.histories.count(run, "TIMER_FIRED"));
    same(1, world.histories.count(run, "TIMER_CANCELED"));
    contains("timer 1", world.histories.of(run, "TIMER_STARTED").get(0).getUserMetadata());
  }

  @WorkflowInterface
  public interface Approval {
    @WorkflowMethod
    String run(long milliseconds);

    @SignalMethod
    void approve(String who);
  }

  public static final class ApprovalImpl implements Approval {
    private String who;

    @Override
    public String run(long milliseconds) {
      boolean approved = Workflow.await(Duration.ofMillis(milliseconds), () -> who != null);
      return approved ? "approved by " + who : "given up";
    }

    @Override
    public void approve(String name) {
      who = name;
    }
  }

  @Case
  public void awaitEndsWithASignalOrWithItsTime() {
    WorkflowStub run = world.start("Approval", 60_000);
    run.signal("approve", "her");
    same("approved by her", world.result(run));
    same("given up", world.result("Approval", 300));
  }

  @WorkflowInterface
  public interface Books {
    @WorkflowMethod
    List<String> run(boolean inParallel, String last);

    @QueryMethod
    List<String> undone();
  }

  /** A saga of two steps and a third that may be bad. */
  public static final class BooksImpl implements Books {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());
    private final List<String> undone = new ArrayList<>();

    @Override
    public List<String> run(boolean inParallel, String last) {
      Saga saga = new Saga(new Saga.Options.Builder()
          .setParallelCompensation(inParallel).setContinueWithError(true).build());
      try {
        for (String word : List.of("hotel", "car")) {
          acts.note(word);
          saga.addCompensation(this::undo, word);
        }
        acts.note(last);
        return List.of("booked");
      } catch (ActivityFailure error) {
        saga.compensate();
        throw error;
      }
    }

    private void undo(String word) {
      undone.add(acts.note("undo " + word));
    }

    @Override
    public List<String> undone() {
      return undone;
    }
  }

  @Case
  public void sagaUndoesItsStepsBackwards() throws Exception {
    same(List.of("booked"), world.result("Books", false, "train"));
    WorkflowStub run = world.start("Books", false, "bad train");
    ApplicationFailure why = cause(ApplicationFailure.class,
        raised(WorkflowFailedException.class, () -> world.result(run)));
    same("bad train", why.getOriginalMessage());
    same(List.of("undo car", "undo hotel"), run.query("undone", List.class));
    WorkflowStub parallel = world.start("Books", true, "bad train");
    raised(WorkflowFailedException.class, () -> world.result(parallel));
    same(2, parallel.query("undone", List.class).size());
  }

  @WorkflowInterface
  public interface SideData {
    @WorkflowMethod
    List<Object> run();

    @QueryMethod
    List<Object> again();
  }

  /** Side effects, chance and ids come from the history: the same at every replay. */
  public static final class SideDataImpl implements SideData {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());
    private List<Object> seen = List.of();

    @Override
    public List<Object> run() {
      String effect = Workflow.sideEffect(String.class, () -> "made " + System.nanoTime());
      int first = mutable(1);
      Workflow.sleep(Duration.ofMillis(10));
      int kept = mutable(1);
      acts.nothing();
      int changed = mutable(2);
      seen = Arrays.asList(effect, first, kept, changed, Workflow.newRandom().nextInt(),
          Workflow.randomUUID().toString(), Workflow.currentTimeMillis());
      return seen;
    }

    private static int mutable(int value) {
      return Workflow.mutableSideEffect("number", Integer.class, (before, now) -> !before.equals(now), () -> value);
    }

    @Override
    public List<Object> again() {
      return seen;
    }
  }

  @Case
  public void sideEffectsChanceAndTimeRepeat() {
    String queue = world.id("repeat");
    WorkflowStub run = world.start(world.options(queue), "SideData");
    List<?> first;
    try (Workers one = new Workers.Plan(world, queue).start()) {
      first = (List<?>) world.result(run);
    }
    same(List.of(1, 1, 2), first.subList(1, 4));
    try (Workers two = new Workers.Plan(world, queue).start()) {
      same(first, run.query("again", List.class));
    }
    same(List.of("SideEffect", "MutableSideEffect", "MutableSideEffect"),
        world.histories.of(run, "MARKER_RECORDED").stream()
            .map(each -> each.getMarkerRecordedEventAttributes().getMarkerName()).toList());
  }

  @WorkflowInterface
  public interface Scopes {
    @WorkflowMethod
    List<String> run();
  }

  /** Nested scopes: cancelling the outer one reaches the inner, but not a detached one. */
  public static final class ScopesImpl implements Scopes {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());

    @Override
    public List<String> run() {
      List<String> seen = new ArrayList<>();
      List<Promise<Void>> parts = new ArrayList<>();
      CancellationScope outer = Workflow.newCancellationScope(() -> {
        parts.add(Async.procedure(() -> waits(seen, "outer")));
        Workflow.newCancellationScope(() -> parts.add(Async.procedure(() -> waits(seen, "inner")))).run();
        Workflow.newDetachedCancellationScope(() -> parts.add(Async.procedure(acts::nothing))).run();
      });
      outer.run();
      Workflow.sleep(Duration.ofMillis(50));
      outer.cancel("done with it");
      Promise.allOf(parts).get();
      seen.add(outer.isCancelRequested() + " " + CancellationScope.current().isCancelRequested());
      return seen;
    }

    private static void waits(List<String> seen, String name) {
      try {
        Workflow.sleep(Duration.ofSeconds(60));
      } catch (CanceledFailure error) {
        seen.add(name);
      }
    }
  }

  @Case
  public void cancellationReachesInnerScopesOnly() {
    WorkflowStub run = world.start("Scopes");
    List<?> seen = (List<?>) world.result(run);
    same(3, seen.size());
    same("true false", seen.get(2));
    same(2, world.histories.count(run, "TIMER_CANCELED"));
    same(1, world.histories.count(run, "ACTIVITY_TASK_COMPLETED"));
  }
}

package interop;

import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Child workflows and parent close policies. */
final class ChildCases {
  private final World world;

  ChildCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Leaf {
    @WorkflowMethod
    Object run(String how, Object value);

    @SignalMethod
    void release();
  }

  /** A child that ends as it is told. */
  public static final class LeafImpl implements Leaf {
    private boolean isReleased;

    @Override
    public Object run(String how, Object value) {
      switch (how) {
        case "fail" -> throw ApplicationFailure.newFailure("leaf failed", "LeafError", value);
        case "fail twice" -> {
          if (Workflow.getInfo().getAttempt() < 3) {
            throw ApplicationFailure.newFailure("not yet", "Early");
          }
        }
        case "continue" -> Workflow.continueAsNew("return", value);
        case "wait" -> Workflow.await(() -> isReleased);
        case "stay" -> stay();
        default -> { }
      }
      return value;
    }

    private void stay() {
      try {
        Workflow.await(() -> isReleased);
      } catch (CanceledFailure error) {
        Workflow.newDetachedCancellationScope(() -> Workflow.sleep(Duration.ofMillis(100))).run();
        throw error;
      }
    }

    @Override
    public void release() {
      isReleased = true;
    }
  }

  /** What a parent is told of its child. */
  public static final class Order {
    public String how;
    public Object value;
    public String id;
    public String policy = "TERMINATE";
    public int attempts = 1;
    public long timeout = 20_000;

    static Order of(String how, Object value) {
      Order order = new Order();
      order.how = how;
      order.value = value;
      return order;
    }

    ChildWorkflowOptions.Builder options() {
      return ChildWorkflowOptions.newBuilder()
          .setWorkflowId(id == null ? Workflow.getInfo().getWorkflowId() + "-child" : id)
          .setWorkflowRunTimeout(Duration.ofMillis(timeout))
          .setParentClosePolicy(ParentClosePolicy.valueOf("PARENT_CLOSE_POLICY_" + policy))
          .setRetryOptions(RetryOptions.newBuilder()
              .setInitialInterval(Duration.ofMillis(20)).setMaximumAttempts(attempts).build());
    }
  }

  @WorkflowInterface
  public interface Parent {
    @WorkflowMethod
    Object run(Order order);
  }

  /** Starts one child and gives back what became of it. */
  public static final class ParentImpl implements Parent {
    @Override
    public Object run(Order order) {
      ChildWorkflowStub child = Workflow.newUntypedChildWorkflowStub("Leaf", order.options().build());
      try {
        return child.execute(Object.class, order.how, order.value);
      } catch (ChildWorkflowFailure error) {
        String message = error.getCause() instanceof ApplicationFailure failure ? failure.getOriginalMessage() : "";
        return List.of(error.getCause().getClass().getSimpleName(), message, error.getRetryState().name());
      }
    }
  }

  private Object became(Order order) {
    return world.result("Parent", order);
  }

  /** The child of a parent, once it runs. */
  private WorkflowStub child(WorkflowStub parent) throws Exception {
    WorkflowExecution execution = eventually(() ->
        parent.describe().getRawDescription().getPendingChildrenList().stream()
            .filter(each -> !each.getRunId().isEmpty())
            .map(each -> WorkflowExecution.newBuilder()
                .setWorkflowId(each.getWorkflowId()).setRunId(each.getRunId()).build())
            .findFirst().orElse(null));
    return world.client.newUntypedWorkflowStub(execution, Optional.empty());
  }

  private static WorkflowExecutionStatus status(WorkflowStub run) {
    return run.describe().getStatus();
  }

  private static void become(WorkflowStub run, String status) throws Exception {
    eventually(() -> status(run).name().equals("WORKFLOW_EXECUTION_STATUS_" + status));
  }

  @Case
  public void childGivesItsResultToItsParent() {
    WorkflowStub parent = world.start("Parent", Order.of("return", Map.of("x", 1)));
    same(Map.of("x", 1), world.result(parent));
    same(List.of("START_CHILD_WORKFLOW_EXECUTION_INITIATED", "CHILD_WORKFLOW_EXECUTION_STARTED",
            "CHILD_WORKFLOW_EXECUTION_COMPLETED"),
        world.histories.names(parent).stream().filter(each -> each.contains("CHILD")).toList());
  }

  @Case
  public void failureOfAChildReachesItsParent() {
    same(List.of("ApplicationFailure", "leaf failed", RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED.name()),
        became(Order.of("fail", 3)));
  }

  @Case
  public void childIsRetriedBeforeItsParentHearsOfIt() {
    Order order = Order.of("fail twice", 5);
    order.attempts = 5;
    same(5, became(order));
  }

  @Case
  public void resultOfAChildThatContinuesAsNewIsTheLastOnes() {
    same(6, became(Order.of("continue", 6)));
  }

  @Case
  public void childThatTimesOutFailsItsParentsCall() {
    Order order = Order.of("wait", 1);
    order.timeout = 1000;
    contains("TimeoutFailure", became(order));
  }

  @Case
  public void childThatIsTerminatedFailsItsParentsCall() throws Exception {
    WorkflowStub parent = world.start("Parent", Order.of("wait", 1));
    child(parent).terminate("enough");
    contains("TerminatedFailure", world.result(parent));
  }

  @Case
  public void childKnowsItsParentAndItsRoot() throws Exception {
    WorkflowStub parent = world.start("Parent", Order.of("wait", "w"));
    WorkflowStub child = child(parent);
    WorkflowExecutionDescription seen = child.describe();
    same(parent.getExecution(), seen.getParentExecution());
    same(parent.getExecution(), seen.getRootExecution());
    child.signal("release");
    same("w", world.result(parent));
  }

  @Case
  public void endOfTheParentDoesWithTheChildWhatThePolicySays() throws Exception {
    for (String[] row : new String[][] {
        {"TERMINATE", "TERMINATED"}, {"REQUEST_CANCEL", "CANCELED"}, {"ABANDON", "RUNNING"}}) {
      Order order = Order.of("wait", 1);
      order.policy = row[0];
      WorkflowStub parent = world.start("Parent", order);
      WorkflowStub child = child(parent);
      parent.terminate("gone");
      become(child, row[1]);
      if (row[1].equals("RUNNING")) {
        child.signal("release");
        same(1, world.result(child));
      }
    }
  }

  @Case
  public void cancellingTheParentCancelsTheChild() throws Exception {
    WorkflowStub parent = world.start("Parent", Order.of("stay", 1));
    WorkflowStub child = child(parent);
    eventually(() -> world.histories.count(parent, "WORKFLOW_TASK_COMPLETED") == 2);
    parent.cancel();
    raised(WorkflowFailedException.class, () -> world.result(parent));
    raised(WorkflowFailedException.class, () -> world.result(child));
    become(child, "CANCELED");
  }

  @WorkflowInterface
  public interface CancelsChild {
    @WorkflowMethod
    String run(String type);
  }

  public static final class CancelsChildImpl implements CancelsChild {
    @Override
    public String run(String type) {
      ChildWorkflowStub child = Workflow.newUntypedChildWorkflowStub("Leaf", ChildWorkflowOptions.newBuilder()
          .setCancellationType(ChildWorkflowCancellationType.valueOf(type))
          .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON).build());
      List<Promise<Object>> call = new ArrayList<>();
      CancellationScope scope =
          Workflow.newCancellationScope(() -> call.add(child.executeAsync(Object.class, "stay", 1)));
      scope.run();
      child.getExecution().get();
      scope.cancel();
      try {
        call.get(0).get();
      } catch (CanceledFailure error) {
        return "cancelled";
      } catch (ChildWorkflowFailure error) {
        return error.getCause() instanceof CanceledFailure ? "cancelled" : error.toString();
      }
      return "completed";
    }
  }

  @Case
  public void parentMayCancelItsChildInEveryWay() {
    for (ChildWorkflowCancellationType type : ChildWorkflowCancellationType.values()) {
      WorkflowStub run = world.start("CancelsChild", type.name());
      same("cancelled", world.result(run));
      int asked = world.histories.count(run, "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED");
      same(type == ChildWorkflowCancellationType.ABANDON ? 0 : 1, asked);
      if (type == ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED) {
        same(1, world.histories.count(run, "CHILD_WORKFLOW_EXECUTION_CANCELED"));
      }
    }
  }

  @WorkflowInterface
  public interface StartsTwice {
    @WorkflowMethod
    String run(String id, String policy);
  }

  public static final class StartsTwiceImpl implements StartsTwice {
    @Override
    public String run(String id, String policy) {
      ChildWorkflowStub child = Workflow.newUntypedChildWorkflowStub("Leaf", ChildWorkflowOptions.newBuilder()
          .setWorkflowId(id)
          .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.valueOf("WORKFLOW_ID_REUSE_POLICY_" + policy)).build());
      try {
        child.execute(Object.class, "return", 1);
        return "started";
      } catch (ChildWorkflowFailure error) {
        return error.getCause().getClass().getSimpleName();
      }
    }
  }

  @Case
  public void childOfAnIdThatIsTakenCannotStart() {
    WorkflowStub running = world.start("Inbox");
    String id = running.getExecution().getWorkflowId();
    contains("Started", world.result("StartsTwice", id, "ALLOW_DUPLICATE"));
    running.signal("finish");
    world.result(running);
    contains("Started", world.result("StartsTwice", id, "REJECT_DUPLICATE"));
    same("started", world.result("StartsTwice", id, "ALLOW_DUPLICATE"));
  }

  @WorkflowInterface
  public interface ManyChildren {
    @WorkflowMethod
    int run(int count);
  }

  /** Children at once, each with a memo and a signal from its parent. */
  public static final class ManyChildrenImpl implements ManyChildren {
    @Override
    public int run(int count) {
      List<Promise<Integer>> results = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        ChildWorkflowStub child = Workflow.newUntypedChildWorkflowStub("Leaf",
            ChildWorkflowOptions.newBuilder().setMemo(Map.of("number", number)).build());
        results.add(child.executeAsync(Integer.class, "wait", number));
        child.getExecution().get();
        child.signal("release");
      }
      Promise.allOf(results).get();
      return results.stream().mapToInt(Promise::get).sum();
    }
  }

  @Case
  public void parentSignalsManyChildren() {
    WorkflowStub run = world.start("ManyChildren", 8);
    same(28, world.result(run));
    WorkflowExecution first = world.histories.of(run, "CHILD_WORKFLOW_EXECUTION_STARTED").get(0)
        .getChildWorkflowExecutionStartedEventAttributes().getWorkflowExecution();
    same(0, world.current(first.getWorkflowId()).describe().getMemo("number", Integer.class));
  }
}

package interop;

import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.same;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.Priority;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowLock;
import io.temporal.workflow.WorkflowMethod;
import io.temporal.workflow.WorkflowQueue;
import io.temporal.workflow.WorkflowSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kinds of payloads, options and tools that are used less often. */
final class KindCases {
  private final World world;

  KindCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Kinds {
    @WorkflowMethod
    WorkflowExecution run(byte[] bytes, WorkflowExecution message, String nothing);
  }

  public static final class KindsImpl implements Kinds {
    @Override
    public WorkflowExecution run(byte[] bytes, WorkflowExecution message, String nothing) {
      return message.toBuilder().setRunId(new String(bytes) + nothing).build();
    }
  }

  @Case
  public void bytesMessagesAndNothingAreSentAsWhatTheyAre() {
    WorkflowExecution message = WorkflowExecution.newBuilder().setWorkflowId("w").build();
    WorkflowStub run = world.start("Kinds", "bytes".getBytes(), message, null);
    same("bytesnull", run.getResult(WorkflowExecution.class).getRunId());
    same(List.of("binary/plain", "json/protobuf", "binary/null"),
        world.histories.all(run).get(0).getWorkflowExecutionStartedEventAttributes().getInput().getPayloadsList()
            .stream().map(Payload::getMetadataMap).map(each -> each.get("encoding").toStringUtf8()).toList());
    same(ByteString.copyFromUtf8("bytes"), world.histories.all(run).get(0)
        .getWorkflowExecutionStartedEventAttributes().getInput().getPayloads(0).getData());
  }

  @WorkflowInterface
  public interface Tools {
    @WorkflowMethod
    List<String> run();

    @QueryMethod
    String nothing();
  }

  /** Queue, lock and semaphore of the workflow, its retry, and its details. */
  public static final class ToolsImpl implements Tools {
    private final Acts acts = Workflow.newActivityStub(Acts.class, CallOptions.attempts(1).forCall());
    private final List<String> seen = new ArrayList<>();
    private int tries;

    @Override
    public List<String> run() {
      Workflow.setCurrentDetails("in the **middle**");
      WorkflowQueue<String> queue = Workflow.newWorkflowQueue(2);
      WorkflowLock lock = Workflow.newWorkflowLock();
      WorkflowSemaphore semaphore = Workflow.newWorkflowSemaphore(1);
      List<Promise<Void>> parts = new ArrayList<>();
      for (String word : List.of("a", "b", "c")) {
        parts.add(Async.procedure(() -> {
          semaphore.acquire();
          lock.lock();
          queue.put(acts.note(word));
          lock.unlock();
          semaphore.release();
        }));
      }
      for (int number = 0; number < 3; number++) {
        seen.add(queue.take());
      }
      Promise.allOf(parts).get();
      seen.add(Workflow.retry(RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(10)).build(),
          java.util.Optional.empty(), this::thirdTime));
      return seen;
    }

    private String thirdTime() {
      return acts.note(++tries < 3 ? "bad " + tries : "good " + tries);
    }

    @Override
    public String nothing() {
      return "";
    }
  }

  @Case
  public void queuesLocksAndRetriesOfWorkflowsWork() throws Exception {
    WorkflowStub run = world.start("Tools");
    same(List.of("a", "b", "c", "good 3"), world.result(run));
    contains("**middle**", eventually(() -> world.stubs.blockingStub().queryWorkflow(
        io.temporal.api.workflowservice.v1.QueryWorkflowRequest.newBuilder()
            .setNamespace("default").setExecution(run.getExecution())
            .setQuery(io.temporal.api.query.v1.WorkflowQuery.newBuilder()
                .setQueryType("__temporal_workflow_metadata"))
            .build())).getQueryResult().getPayloads(0).getData().toStringUtf8());
  }

  @WorkflowInterface
  public interface Moves {
    @WorkflowMethod
    List<Object> run(String otherQueue);
  }

  /** Continues as new with options of its own, on another queue. */
  public static final class MovesImpl implements Moves {
    @Override
    public List<Object> run(String otherQueue) {
      if (!otherQueue.isEmpty()) {
        ContinueAsNewOptions options = ContinueAsNewOptions.newBuilder()
            .setTaskQueue(otherQueue).setWorkflowRunTimeout(Duration.ofSeconds(33))
            .setMemo(Map.of("note", "moved")).setTypedSearchAttributes(Keys.of(Keys.CUSTOMER, "moved")).build();
        Workflow.newContinueAsNewStub(Moves.class, options).run("");
      }
      return List.of(Workflow.getInfo().getTaskQueue(), Workflow.getMemo("note", String.class),
          Workflow.getTypedSearchAttributes().get(Keys.CUSTOMER),
          Workflow.getInfo().getWorkflowRunTimeout().toSeconds());
    }
  }

  @Case
  public void nextRunHasTheOptionsThatItWasGiven() {
    try (Workers other = new Workers.Plan(world, world.id("moved")).start()) {
      same(List.of(other.queue, "moved", "moved", 33), world.result("Moves", other.queue));
    }
  }

  @WorkflowInterface
  public interface Learns {
    @WorkflowMethod
    String run();
  }

  /** Says of which failure it is the retry. */
  public static final class LearnsImpl implements Learns {
    @Override
    public String run() {
      return Workflow.getPreviousRunFailure().map(error -> ((ApplicationFailure) error).getOriginalMessage())
          .orElseThrow(() -> ApplicationFailure.newFailure("the first time", "First"));
    }
  }

  @Case
  public void retriedRunKnowsWhyTheLastOneFailed() {
    RetryOptions twice =
        RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(50)).setMaximumAttempts(2).build();
    same("the first time", world.result(world.start(world.options().setRetryOptions(twice), "Learns")));
  }

  @WorkflowInterface
  public interface Urgent {
    @WorkflowMethod
    int run();
  }

  public static final class UrgentImpl implements Urgent {
    @Override
    public int run() {
      Workflow.newUntypedActivityStub(new CallOptions().forCall().toBuilder()
          .setPriority(Priority.newBuilder().setPriorityKey(1).build()).build()).execute("Nothing", Void.class);
      return Workflow.getInfo().getPriority().getPriorityKey();
    }
  }

  @Case
  public void prioritiesReachRunsAndActivities() {
    WorkflowStub run = world.start(
        world.options().setPriority(Priority.newBuilder().setPriorityKey(2).build()), "Urgent");
    same(2, world.result(run));
    WorkflowExecutionStartedEventAttributes start =
        world.histories.all(run).get(0).getWorkflowExecutionStartedEventAttributes();
    same(2, start.getPriority().getPriorityKey());
    same(1, world.histories.of(run, "ACTIVITY_TASK_SCHEDULED").get(0)
        .getActivityTaskScheduledEventAttributes().getPriority().getPriorityKey());
  }

  @Case
  public void callsMayBeMadeWithoutWaiting() throws Exception {
    LifecycleCases.Ends ends = world.client.newWorkflowStub(LifecycleCases.Ends.class, world.options().build());
    same(5, WorkflowClient.execute(ends::run, "return", (Object) 5).get());
    UpdateCases.Account account = world.client.newWorkflowStub(UpdateCases.Account.class, world.options().build());
    WorkflowClient.start(account::run, 1);
    same(4, WorkflowClient.startUpdate(account::add, 3, UpdateOptions.newBuilder(Integer.class)
        .setWaitForStage(WorkflowUpdateStage.ACCEPTED).build()).getResultAsync().get());
    account.close();
  }
}

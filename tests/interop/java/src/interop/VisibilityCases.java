package interop;

import static interop.Check.eventually;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;
import static java.time.temporal.ChronoUnit.MICROS;

import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.workflow.v1.PendingWorkflowTaskInfo;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.client.WorkflowExecutionCount;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is kept about runs and found again. */
final class VisibilityCases {
  private static final OffsetDateTime DAY = OffsetDateTime.parse("2031-02-03T04:05:06Z");
  private final World world;

  VisibilityCases(World world) {
    this.world = world;
  }

  private List<String> ids(String query) {
    return world.client.listExecutions(query).map(each -> each.getExecution().getWorkflowId()).toList();
  }

  private static String id(WorkflowStub run) {
    return run.getExecution().getWorkflowId();
  }

  private void finish(WorkflowStub run) {
    run.signal("finish");
    world.result(run);
  }

  @Case
  public void attributesOfEveryTypeAreKeptAndFound() throws Exception {
    String mark = world.id("mark");
    SearchAttributes all = SearchAttributes.newBuilder()
        .set(Keys.CUSTOMER, mark).set(Keys.AMOUNT, 42L).set(Keys.WEIGHT, 2.5).set(Keys.URGENT, true)
        .set(Keys.DUE, DAY).set(Keys.LABELS, List.of("red", "green")).set(Keys.NOTE, "handle with care").build();
    WorkflowStub run = world.start(world.options().setTypedSearchAttributes(all), "Inbox");
    // The server may have added attributes of its own.
    holds(run.describe().getTypedSearchAttributes().getUntypedValues().entrySet()
        .containsAll(all.getUntypedValues().entrySet()), run.describe().getTypedSearchAttributes());
    for (String condition : new String[] {"Amount = 42", "Weight < 3.0", "Urgent = true", "Labels = 'green'",
        "Due > '2031-01-01T00:00:00Z'", "Note = 'care'", "Amount BETWEEN 40 AND 50",
        "WorkflowType = 'Inbox' AND CloseTime IS NULL", "(Amount = 1 OR Amount = 42) AND Urgent != false"}) {
      String query = "Customer = '" + mark + "' AND (" + condition + ")";
      eventually(() -> ids(query).equals(List.of(id(run))));
    }
    same(List.of(), ids("Customer = '" + mark + "' AND Amount != 42"));
    finish(run);
  }

  @WorkflowInterface
  public interface Upserts {
    @WorkflowMethod
    List<Object> run();

    @SignalMethod
    void finish();
  }

  /** Changes its attributes and its memo, and waits. */
  public static final class UpsertsImpl implements Upserts {
    private boolean done;

    @Override
    public List<Object> run() {
      Workflow.upsertTypedSearchAttributes(
          Keys.CUSTOMER.valueSet("new"), Keys.AMOUNT.valueSet(5L), Keys.URGENT.valueUnset());
      Map<String, Object> memo = new HashMap<>(Map.of("kept", "changed", "added", List.of(1)));
      memo.put("gone", null);
      Workflow.upsertMemo(memo);
      Workflow.await(() -> done);
      SearchAttributes now = Workflow.getTypedSearchAttributes();
      return Arrays.asList(now.get(Keys.CUSTOMER), now.get(Keys.AMOUNT), now.get(Keys.URGENT),
          Workflow.getMemo("added", List.class), Workflow.getMemo("gone", String.class));
    }

    @Override
    public void finish() {
      done = true;
    }
  }

  @Case
  public void workflowChangesItsAttributesAndItsMemo() throws Exception {
    SearchAttributes before =
        SearchAttributes.newBuilder().set(Keys.CUSTOMER, "old").set(Keys.URGENT, true).build();
    WorkflowStub run = world.start(world.options().setTypedSearchAttributes(before)
        .setMemo(Map.of("kept", 1, "gone", 2)), "Upserts");
    WorkflowExecutionDescription seen = eventually(() -> {
      WorkflowExecutionDescription now = run.describe();
      return "new".equals(now.getTypedSearchAttributes().get(Keys.CUSTOMER)) ? now : null;
    });
    same(5L, seen.getTypedSearchAttributes().get(Keys.AMOUNT));
    same(null, seen.getTypedSearchAttributes().get(Keys.URGENT));
    same("changed", seen.getMemo("kept", String.class));
    same(null, seen.getMemo("gone", String.class));
    eventually(() -> ids("WorkflowId = '" + id(run) + "' AND Amount = 5").size() == 1);
    run.signal("finish");
    same(Arrays.asList("new", 5, null, List.of(1), null), world.result(run));
  }

  @Case
  public void memoAndSummaryAreDescribedAndListed() throws Exception {
    WorkflowStub run = world.start(world.options().setMemo(Map.of("note", Map.of("a", 1)))
        .setStaticSummary("one line").setStaticDetails("many\nlines"), "Ends", "return", 1);
    world.result(run);
    WorkflowExecutionDescription seen = run.describe();
    same(Map.of("a", 1), seen.getMemo("note", Map.class));
    same("one line", seen.getStaticSummary());
    same("many\nlines", seen.getStaticDetails());
    WorkflowExecutionMetadata row = eventually(() ->
        world.client.listExecutions("WorkflowId = '" + id(run) + "'").findFirst().orElse(null));
    same(Map.of("a", 1), row.getMemo("note", Map.class));
  }

  @Case
  public void unknownAttributesAndBadQueriesAreRefused() throws Exception {
    SearchAttributeKey<String> unknown = SearchAttributeKey.forKeyword("Nope");
    raised(WorkflowServiceException.class, () ->
        world.start(world.options().setTypedSearchAttributes(Keys.of(unknown, "x")), "Inbox"));
    for (String bad : new String[] {"Nope = 'x'", "WorkflowId ==", "Amount = 'x'", "(((", "WorkflowId LIKE 'a%'"}) {
      Check.contains("INVALID_ARGUMENT", raised(RuntimeException.class, () -> ids(bad)));
    }
  }

  @Case
  public void countIsGroupedByStatus() throws Exception {
    String mark = world.id("mark");
    for (String how : new String[] {"return", "return", "fail"}) {
      world.start(world.options().setTypedSearchAttributes(Keys.of(Keys.CUSTOMER, mark)), "Ends", how, 1);
    }
    WorkflowStub open = world.start(world.options().setTypedSearchAttributes(Keys.of(Keys.CUSTOMER, mark)), "Inbox");
    String query = "Customer = '" + mark + "'";
    eventually(() -> world.client.countWorkflows(query).getCount() == 4);
    eventually(() -> grouped(query).equals(Map.of("Completed", 2L, "Failed", 1L, "Running", 1L)));
    open.terminate("counted");
  }

  private Map<String, Long> grouped(String query) {
    return world.client.countWorkflows(query + " GROUP BY ExecutionStatus").getGroups().stream()
        .collect(Collectors.toMap(
            each -> String.valueOf(each.getGroupValues().get(0).get(0)),
            WorkflowExecutionCount.AggregationGroup::getCount));
  }

  @Case
  public void rowsAndDescriptionsAgree() throws Exception {
    WorkflowStub run = world.start("Ends", "return", 1);
    world.result(run);
    WorkflowExecutionDescription seen = run.describe();
    WorkflowExecutionMetadata row = eventually(() -> world.client
        .listExecutions("RunId = '" + run.getExecution().getRunId() + "' AND ExecutionStatus = 'Completed'")
        .findFirst().orElse(null));
    same(seen.getExecution(), row.getExecution());
    same(seen.getStartTime().truncatedTo(MICROS), row.getStartTime().truncatedTo(MICROS));
    same(seen.getCloseTime().truncatedTo(MICROS), row.getCloseTime().truncatedTo(MICROS));
    same(seen.getHistoryLength(), row.getHistoryLength());
    same(seen.getTaskQueue(), row.getTaskQueue());
    same(5L, seen.getHistoryLength());
    same("Ends", seen.getWorkflowType());
  }

  @Case
  public void pendingTaskIsDescribed() {
    WorkflowStub run = world.start(world.options(world.id("nobody")), "Inbox");
    PendingWorkflowTaskInfo pending = run.describe().getRawDescription().getPendingWorkflowTask();
    same(PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED, pending.getState());
    same(1, pending.getAttempt());
    same(false, pending.hasStartedTime());
    run.terminate("seen");
  }

  @Case
  public void deletedRunIsGone() throws Exception {
    WorkflowStub run = world.start("Inbox");
    world.stubs.blockingStub().deleteWorkflowExecution(DeleteWorkflowExecutionRequest.newBuilder()
        .setNamespace("default").setWorkflowExecution(run.getExecution()).build());
    eventually(() -> {
      try {
        run.describe();
        return false;
      } catch (WorkflowNotFoundException error) {
        return true;
      }
    });
    eventually(() -> ids("WorkflowId = '" + id(run) + "'").isEmpty());
  }
}

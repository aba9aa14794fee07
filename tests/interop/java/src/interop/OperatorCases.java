package interop;

import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse;
import io.temporal.api.enums.v1.DescribeTaskQueueMode;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesResponse;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What an operator does through the raw stubs: namespaces, search attributes, pages of lists and histories, queues. */
final class OperatorCases {
  private final World world;

  OperatorCases(World world) {
    this.world = world;
  }

  private io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub stub() {
    return world.stubs.blockingStub();
  }

  @Case
  public void connectedStubsAskForHealthFirst() {
    WorkflowServiceStubs connected = WorkflowServiceStubs.newConnectedServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setTarget(world.address)
            .setEnableKeepAlive(true).setKeepAlivePermitWithoutStream(true)
            .setKeepAliveTime(Duration.ofSeconds(10)).build(), Duration.ofSeconds(10));
    try {
      same(HealthCheckResponse.ServingStatus.SERVING, connected.healthCheck().getStatus());
      holds(connected.getServerCapabilities().get().getSdkMetadata(), "sdk_metadata");
    } finally {
      connected.shutdown();
      connected.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @Case
  public void namespaceIsRegisteredUsedAndChanged() throws Exception {
    String name = world.id("namespace");
    RegisterNamespaceRequest request = RegisterNamespaceRequest.newBuilder().setNamespace(name)
        .setDescription("of the suite").setWorkflowExecutionRetentionPeriod(Durations.fromDays(2)).build();
    stub().registerNamespace(request);
    same(Status.Code.ALREADY_EXISTS,
        raised(StatusRuntimeException.class, () -> stub().registerNamespace(request)).getStatus().getCode());
    DescribeNamespaceRequest asked = DescribeNamespaceRequest.newBuilder().setNamespace(name).build();
    DescribeNamespaceResponse seen = eventually(() -> stub().describeNamespace(asked));
    same("of the suite", seen.getNamespaceInfo().getDescription());
    stub().updateNamespace(UpdateNamespaceRequest.newBuilder().setNamespace(name).setConfig(
        NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(Durations.fromDays(3))).build());
    eventually(() -> Durations.toDays(
        stub().describeNamespace(asked).getConfig().getWorkflowExecutionRetentionTtl()) == 3);
    runsIn(name);
  }

  private void runsIn(String name) throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("elsewhere"));
    plan.client = WorkflowClient.newInstance(
        world.stubs, WorkflowClientOptions.newBuilder().setNamespace(name).build());
    Workers own = eventually(() -> {
      try {
        return plan.start();
      } catch (RuntimeException error) {
        return null; // the real server needs a moment for a new namespace
      }
    });
    try (own) {
      WorkflowStub run = plan.client.newUntypedWorkflowStub("Ends", world.options(own.queue).build());
      run.start("return", 5);
      same(5, run.getResult(Integer.class));
    }
    same(1L, eventually(() -> plan.client.listExecutions("").count()));
  }

  @Case
  public void namespacesAreListedInPages() {
    Set<String> names = new HashSet<>();
    ByteString token = ByteString.EMPTY;
    do {
      var page = stub().listNamespaces(
          ListNamespacesRequest.newBuilder().setPageSize(1).setNextPageToken(token).build());
      page.getNamespacesList().forEach(each -> names.add(each.getNamespaceInfo().getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    holds(names.contains("default"), names);
  }

  @Case
  public void unknownNamespaceIsNotFound() throws Exception {
    StatusRuntimeException error = raised(StatusRuntimeException.class, () -> stub().describeNamespace(
        DescribeNamespaceRequest.newBuilder().setNamespace("no-such").build()));
    same(Status.Code.NOT_FOUND, error.getStatus().getCode());
    contains("no-such", error.getStatus().getDescription());
  }

  @Case
  public void searchAttributesAreAddedAndListed() throws Exception {
    OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
        OperatorServiceStubsOptions.newBuilder().setTarget(world.address).validateAndBuildWithDefaults());
    try {
      AddSearchAttributesRequest add = AddSearchAttributesRequest.newBuilder().setNamespace("default")
          .putSearchAttributes("JavaKeyword", io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
          .build();
      operator.blockingStub().addSearchAttributes(add);
      operator.blockingStub().addSearchAttributes(add);
      ListSearchAttributesResponse seen = eventually(() -> {
        ListSearchAttributesResponse now = operator.blockingStub().listSearchAttributes(
            ListSearchAttributesRequest.newBuilder().setNamespace("default").build());
        return now.containsCustomAttributes("JavaKeyword") ? now : null;
      });
      holds(seen.containsSystemAttributes("WorkflowId"), seen);
    } finally {
      operator.shutdown();
    }
  }

  private ListWorkflowExecutionsResponse page(String query, int size, ByteString token) {
    return stub().listWorkflowExecutions(ListWorkflowExecutionsRequest.newBuilder().setNamespace("default")
        .setQuery(query).setPageSize(size).setNextPageToken(token).build());
  }

  @Case
  public void listGoesOnOverItsPages() throws Exception {
    String mark = world.id("mark");
    for (int number = 0; number < 6; number++) {
      world.result(world.start(
          world.options().setTypedSearchAttributes(Keys.of(Keys.CUSTOMER, mark)), "Ends", "return", number));
    }
    String query = "Customer = '" + mark + "' AND ExecutionStatus = 'Completed'";
    eventually(() -> page(query, 100, ByteString.EMPTY).getExecutionsCount() == 6);
    for (int size : new int[] {1, 2, 3, 6, 7}) {
      List<String> ids = new ArrayList<>();
      ByteString token = ByteString.EMPTY;
      do {
        ListWorkflowExecutionsResponse now = page(query, size, token);
        now.getExecutionsList().forEach(each -> ids.add(each.getExecution().getRunId()));
        token = now.getNextPageToken();
      } while (!token.isEmpty() && ids.size() <= 6);
      same(6, new HashSet<>(ids).size());
      same(6, ids.size());
    }
    raised(StatusRuntimeException.class, () -> page(query, 2, ByteString.copyFromUtf8("forged")));
  }

  private GetWorkflowExecutionHistoryRequest.Builder history(WorkflowStub run) {
    return GetWorkflowExecutionHistoryRequest.newBuilder().setNamespace("default").setExecution(run.getExecution());
  }

  private static List<Long> upTo(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Long::valueOf).toList();
  }

  @Case
  public void historyIsFollowedWhileItGrows() throws Exception {
    WorkflowStub run = world.start("Inbox");
    CompletableFuture<List<Long>> following = CompletableFuture.supplyAsync(() -> {
      List<Long> ids = new ArrayList<>();
      ByteString token = ByteString.EMPTY;
      do {
        GetWorkflowExecutionHistoryResponse page = stub().getWorkflowExecutionHistory(history(run)
            .setWaitNewEvent(true).setMaximumPageSize(3).setNextPageToken(token).build());
        page.getHistory().getEventsList().forEach(each -> ids.add(each.getEventId()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      return ids;
    });
    for (int number = 0; number < 5; number++) {
      run.signal("put", number);
      Thread.sleep(20);
    }
    run.signal("finish");
    world.result(run);
    List<Long> ids = following.get();
    same(upTo(ids.size()), ids);
    List<HistoryEvent> last = stub().getWorkflowExecutionHistory(history(run).setWaitNewEvent(true)
        .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT).build())
        .getHistory().getEventsList();
    same(List.of((long) ids.size()), last.stream().map(HistoryEvent::getEventId).toList());
  }

  @Case
  public void historyIsReadBackwardsInPages() {
    WorkflowStub run = world.start("ManyActivities", 5);
    world.result(run);
    List<Long> ids = new ArrayList<>();
    ByteString token = ByteString.EMPTY;
    do {
      GetWorkflowExecutionHistoryReverseResponse page = stub().getWorkflowExecutionHistoryReverse(
          GetWorkflowExecutionHistoryReverseRequest.newBuilder().setNamespace("default")
              .setExecution(run.getExecution()).setMaximumPageSize(4).setNextPageToken(token).build());
      page.getHistory().getEventsList().forEach(each -> ids.add(0, each.getEventId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    same(upTo(world.histories.all(run).size()), ids);
  }

  private DescribeTaskQueueRequest.Builder described(TaskQueueType type) {
    return DescribeTaskQueueRequest.newBuilder().setNamespace("default")
        .setTaskQueue(TaskQueue.newBuilder().setName(world.queue)).setTaskQueueType(type);
  }

  @Case
  @SuppressWarnings("deprecation")
  public void taskQueueNamesItsPollers() throws Exception {
    for (TaskQueueType type :
        List.of(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)) {
      List<PollerInfo> pollers = eventually(() -> {
        List<PollerInfo> now = stub().describeTaskQueue(described(type).build()).getPollersList();
        return now.isEmpty() ? null : now;
      });
      same(world.client.getOptions().getIdentity(), pollers.get(0).getIdentity());
      holds(pollers.get(0).hasLastAccessTime(), pollers);
    }
    var enhanced = stub().describeTaskQueue(described(TaskQueueType.TASK_QUEUE_TYPE_UNSPECIFIED)
        .setApiMode(DescribeTaskQueueMode.DESCRIBE_TASK_QUEUE_MODE_ENHANCED).setReportPollers(true)
        .setReportStats(true).addTaskQueueTypes(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW).build());
    var types = enhanced.getVersionsInfoOrThrow("").getTypesInfoMap();
    same(1, types.size());
    holds(types.values().iterator().next().getPollersCount() > 0, types);
  }
}

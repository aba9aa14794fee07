package interop;

import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How calls travel: compressed, with deadlines, cancelled, many at once. */
final class TransportCases {
  private final World world;

  TransportCases(World world) {
    this.world = world;
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub stub() {
    return world.stubs.blockingStub();
  }

  private GetWorkflowExecutionHistoryRequest.Builder history(WorkflowStub run) {
    return GetWorkflowExecutionHistoryRequest.newBuilder().setNamespace("default").setExecution(run.getExecution());
  }

  @Case
  public void compressedCallsAreRead() {
    WorkflowStub run = world.start(world.options(world.id("nobody")), "Inbox");
    for (int number = 0; number < 3; number++) {
      run.signal("put", "word ".repeat(20_000));
    }
    GetWorkflowExecutionHistoryRequest request = history(run).build();
    same(stub().withCompression("identity").getWorkflowExecutionHistory(request),
        stub().withCompression("gzip").getWorkflowExecutionHistory(request));
    run.terminate("seen");
  }

  @Case
  public void followingReaderIsAnsweredBeforeItsDeadline() {
    WorkflowStub run = world.start(world.options(world.id("nobody")), "Inbox");
    GetWorkflowExecutionHistoryResponse first =
        stub().getWorkflowExecutionHistory(history(run).setWaitNewEvent(true).build());
    GetWorkflowExecutionHistoryResponse second = stub().withDeadlineAfter(3, TimeUnit.SECONDS)
        .getWorkflowExecutionHistory(
            history(run).setWaitNewEvent(true).setNextPageToken(first.getNextPageToken()).build());
    same(0, second.getHistory().getEventsCount());
    holds(!second.getNextPageToken().isEmpty(), "a token to go on with");
    run.terminate("seen");
  }

  @Case
  public void callThatItsCallerCancelsLeavesTheConnectionAlone() throws Exception {
    WorkflowStub run = world.start(world.options(world.id("nobody")), "Inbox");
    GetWorkflowExecutionHistoryResponse first =
        stub().getWorkflowExecutionHistory(history(run).setWaitNewEvent(true).build());
    for (int number = 0; number < 20; number++) {
      Future<GetWorkflowExecutionHistoryResponse> waiting = world.stubs.futureStub().getWorkflowExecutionHistory(
          history(run).setWaitNewEvent(true).setNextPageToken(first.getNextPageToken()).build());
      Thread.sleep(5);
      waiting.cancel(true);
      raised(CancellationException.class, waiting::get);
    }
    same(2, stub().getWorkflowExecutionHistory(history(run).build()).getHistory().getEventsCount());
    run.terminate("seen");
  }

  @Case
  public void sixtyResultsAreWaitedForAtOnce() {
    List<WorkflowStub> runs = new ArrayList<>();
    List<CompletableFuture<Object>> results = new ArrayList<>();
    for (int number = 0; number < 60; number++) {
      WorkflowStub run = world.start(world.options(), "Approval", 60_000);
      runs.add(run);
      results.add(run.getResultAsync(Object.class));
    }
    runs.forEach(run -> run.signal("approve", "all"));
    results.forEach(each -> same("approved by all", each.join()));
  }

  @Case
  public void healthIsToldByService() throws Exception {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(world.stubs.getRawChannel());
    HealthCheckRequest known =
        HealthCheckRequest.newBuilder().setService("temporal.api.workflowservice.v1.WorkflowService").build();
    same(ServingStatus.SERVING, health.check(known).getStatus());
    HealthCheckRequest unknown = HealthCheckRequest.newBuilder().setService("no.such.Service").build();
    same(Status.Code.NOT_FOUND,
        raised(StatusRuntimeException.class, () -> health.check(unknown)).getStatus().getCode());
  }

  @Case
  public void clientOfAnUnsupportedVersionIsRefused() throws Exception {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("client-name", Metadata.ASCII_STRING_MARSHALLER), "temporal-java");
    headers.put(Metadata.Key.of("client-version", Metadata.ASCII_STRING_MARSHALLER), "2.0.0");
    ManagedChannel channel = ManagedChannelBuilder.forTarget(world.address).usePlaintext().build();
    try {
      WorkflowServiceGrpc.WorkflowServiceBlockingStub old = WorkflowServiceGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      same(Status.Code.FAILED_PRECONDITION, raised(StatusRuntimeException.class, () ->
          old.getSystemInfo(GetSystemInfoRequest.getDefaultInstance())).getStatus().getCode());
    } finally {
      channel.shutdownNow();
    }
  }
}

package interop;

import static interop.Check.cause;
import static interop.Check.raised;
import static interop.Check.same;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import java.io.File;
import java.time.Duration;
import java.util.Map;

/** A server behind TLS that asks for an API key. */
final class SecureCases {
  private final World world;
  private final Map<String, String> options;

  /** The options: --secure its address, --ca its certificate, --key the API key. */
  SecureCases(World world, Map<String, String> options) {
    this.world = world;
    this.options = options;
  }

  private WorkflowServiceStubs stubs(String key) throws Exception {
    return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
        .setTarget(options.get("--secure"))
        .setSslContext(GrpcSslContexts.forClient().trustManager(new File(options.get("--ca"))).build())
        .addApiKey(() -> key).setRpcTimeout(Duration.ofSeconds(5)).build());
  }

  @Case
  public void clientAndWorkerWithTheKeyAreServed() throws Exception {
    WorkflowServiceStubs stubs = stubs(options.get("--key"));
    try {
      Workers.Plan plan = new Workers.Plan(world, world.id("secure"));
      plan.client = WorkflowClient.newInstance(stubs);
      try (Workers own = plan.start()) {
        WorkflowStub run = plan.client.newUntypedWorkflowStub("ManyActivities", world.options(own.queue).build());
        run.start(3);
        same(6, run.getResult(Integer.class));
      }
    } finally {
      stubs.shutdown();
    }
  }

  @Case
  public void clientWithAnotherKeyIsRefused() throws Exception {
    WorkflowServiceStubs stubs = stubs("another");
    try {
      StatusRuntimeException error = cause(StatusRuntimeException.class, raised(RuntimeException.class, () ->
          stubs.blockingStub().listNamespaces(ListNamespacesRequest.getDefaultInstance())));
      same(Status.Code.PERMISSION_DENIED, error.getStatus().getCode());
    } finally {
      stubs.shutdown();
    }
  }
}

package interop;

import static interop.Check.same;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.TestWorkflowExtension;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The SDK's extension for JUnit, before a server that runs already and before one that it starts itself. */
final class EnvironmentCases {
  private static String address;
  private static String program;

  /** The options: --address of the server that runs, --program of the one to start. */
  EnvironmentCases(Map<String, String> options) {
    address = options.get("--address");
    program = options.get("--program");
  }

  private static TestWorkflowExtension.Builder extension() {
    return TestWorkflowExtension.newBuilder()
        .registerWorkflowImplementationTypes(LifecycleCases.EndsImpl.class, ActivityCases.ManyActivitiesImpl.class,
            MessageCases.InboxImpl.class)
        .setActivityImplementations(new ActsImpl())
        .registerSearchAttribute("Shop", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
  }

  /** What runs in each environment. */
  abstract static class InEnvironment {
    @Test
    void workflowIsCalledByItsStub(LifecycleCases.Ends stub) {
      same("x", stub.run("return", "x"));
    }

    @Test
    void activitiesRun(WorkflowClient client, WorkflowOptions options) {
      WorkflowStub run = client.newUntypedWorkflowStub("ManyActivities", options);
      run.start(5);
      same(15, run.getResult(Integer.class));
    }

    @Test
    void timePassesAndSignalsArrive(TestWorkflowEnvironment environment, MessageCases.Inbox stub, Worker worker) {
      WorkflowClient.start(stub::run);
      stub.put(worker.getTaskQueue());
      environment.sleep(Duration.ofMillis(50));
      same(List.of(worker.getTaskQueue()), stub.seen());
      stub.finish();
    }
  }

  static final class OfRunningServer extends InEnvironment {
    @RegisterExtension
    static final TestWorkflowExtension EXTENSION =
        extension().useExternalService(address).setNamespace("default").build();
  }

  static final class OfOwnServer extends InEnvironment {
    @RegisterExtension
    static final TestWorkflowExtension EXTENSION = extension()
        .useDevServer(TemporalDevServerOptions.newBuilder().setExistingPath(program).setDownloadEnabled(false)
            .setLogLevel("error").setLogFile(System.getProperty("java.io.tmpdir") + "/dev-server.log").build())
        .setNamespace("shop").build();
  }

  private static void passes(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(), listener);
    for (TestExecutionSummary.Failure each : listener.getSummary().getFailures()) {
      throw new AssertionError(each.getTestIdentifier().getDisplayName(), each.getException());
    }
    same(3L, listener.getSummary().getTestsSucceededCount());
  }

  @Case
  public void testExtensionUsesAServerThatRuns() {
    passes(OfRunningServer.class);
  }

  @Case
  public void testExtensionStartsTheServer() {
    passes(OfOwnServer.class);
  }
}

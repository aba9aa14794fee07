package interop;

import static interop.Check.cause;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.api.failure.v1.Failure;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What goes over the wire beside the calls themselves: headers, codecs, long histories, rates. */
final class WireCases {
  private final World world;

  WireCases(World world) {
    this.world = world;
  }

  @ActivityInterface
  public interface Marks {
    @ActivityMethod(name = "ReadsMark")
    String read();
  }

  public static final class MarksImpl implements Marks {
    @Override
    public String read() {
      return Mark.WORD.get();
    }
  }

  @WorkflowInterface
  public interface Marked {
    @WorkflowMethod
    List<String> run();

    @SignalMethod
    void tell();

    @QueryMethod
    String here();
  }

  /** Says what word came with the calls to it, and what arrives at its activity. */
  public static final class MarkedImpl implements Marked {
    private final Marks marks = Workflow.newActivityStub(Marks.class, new CallOptions().forCall());
    private String signalled;

    @Override
    public List<String> run() {
      String word = Mark.WORD.get();
      Workflow.await(() -> signalled != null);
      return List.of(word, signalled, marks.read());
    }

    @Override
    public void tell() {
      signalled = Mark.WORD.get();
    }

    @Override
    public String here() {
      return "here";
    }
  }

  @Case
  public void headersReachWorkflowsSignalsAndActivities() {
    WorkflowClient client = WorkflowClient.newInstance(world.stubs,
        WorkflowClientOptions.newBuilder().setContextPropagators(List.of(new Mark())).build());
    Workers.Plan plan = new Workers.Plan(world, world.id("marked")).workflows(MarkedImpl.class);
    plan.client = client;
    plan.activities = new Object[] {new MarksImpl()};
    Mark.WORD.set("m");
    try (Workers own = plan.start()) {
      WorkflowStub run = client.newUntypedWorkflowStub("Marked", world.options(own.queue).build());
      run.start();
      same("here", run.query("here", String.class));
      run.signal("tell");
      same(List.of("m", "m", "m"), run.getResult(List.class));
      same("\"m\"", world.histories.all(run).get(0).getWorkflowExecutionStartedEventAttributes().getHeader()
          .getFieldsOrThrow("mark").getData().toStringUtf8());
    } finally {
      Mark.WORD.remove();
    }
  }

  @Case
  public void payloadsAndFailuresThatOnlyTheSdkCanReadPassThrough() throws Exception {
    CodecDataConverter converter =
        new CodecDataConverter(DefaultDataConverter.newDefaultInstance(), List.of(new Squeezed()), true);
    WorkflowClient client = WorkflowClient.newInstance(
        world.stubs, WorkflowClientOptions.newBuilder().setDataConverter(converter).build());
    Workers.Plan plan = new Workers.Plan(world, world.id(Replays.CODED));
    plan.client = client;
    try (Workers own = plan.start()) {
      Map<String, String> value = Map.of("a", "ä".repeat(1000));
      same(value, coded(client, own.queue, "return", value).getResult(Object.class));
      WorkflowStub failing = coded(client, own.queue, "fail", "detail");
      ApplicationFailure why = cause(ApplicationFailure.class,
          raised(WorkflowFailedException.class, () -> failing.getResult(Object.class)));
      same("failed", why.getOriginalMessage());
      same("detail", why.getDetails().get(String.class));
      Failure kept = world.histories.of(failing, "WORKFLOW_EXECUTION_FAILED").get(0)
          .getWorkflowExecutionFailedEventAttributes().getFailure();
      same("Encoded failure", kept.getMessage());
      same("binary/squeezed", kept.getEncodedAttributes().getMetadataOrThrow("encoding").toStringUtf8());
    }
  }

  private WorkflowStub coded(WorkflowClient client, String queue, String how, Object value) {
    WorkflowStub run = client.newUntypedWorkflowStub(
        "Ends", world.options(queue).setWorkflowId(world.id(Replays.CODED)).build());
    run.start(how, value);
    return run;
  }

  /** Notes every call that passes. */
  private static final class Notes {
    final Queue<String> calls = new ConcurrentLinkedQueue<>();

    WorkflowClientInterceptorBase ofClient() {
      return new WorkflowClientInterceptorBase() {
        @Override
        public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(WorkflowClientCallsInterceptor next) {
          return new WorkflowClientCallsInterceptorBase(next) {
            @Override
            public WorkflowStartOutput start(WorkflowStartInput input) {
              calls.add("client start");
              return super.start(input);
            }
          };
        }
      };
    }

    WorkerInterceptorBase ofWorker() {
      return new WorkerInterceptorBase() {
        @Override
        public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
          return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public WorkflowOutput execute(WorkflowInput input) {
              calls.add("workflow");
              return super.execute(input);
            }
          };
        }

        @Override
        public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
          return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public ActivityOutput execute(ActivityInput input) {
              calls.add("activity");
              return super.execute(input);
            }
          };
        }
      };
    }
  }

  @Case
  public void interceptorsSeeTheCalls() {
    Notes notes = new Notes();
    Workers.Plan plan = new Workers.Plan(world, world.id("intercepted"));
    plan.client = WorkflowClient.newInstance(
        world.stubs, WorkflowClientOptions.newBuilder().setInterceptors(notes.ofClient()).build());
    plan.factory.setWorkerInterceptors(notes.ofWorker());
    try (Workers own = plan.start()) {
      WorkflowStub run = plan.client.newUntypedWorkflowStub("ManyActivities", world.options(own.queue).build());
      run.start(1);
      same(1, run.getResult(Integer.class));
    }
    for (String call : List.of("client start", "workflow", "activity")) {
      holds(notes.calls.contains(call), notes.calls);
    }
  }

  @Case
  public void longHistoryIsFetchedInPages() {
    Workers.Plan plan = new Workers.Plan(world, world.id("long"));
    plan.factory.setWorkflowCacheSize(1);
    plan.worker.setDisableEagerExecution(true);
    try (Workers own = plan.start()) {
      WorkflowStub run = world.start(world.options(own.queue), "ManyActivities", 100);
      same(99 * 100 / 2 + 100, world.result(run));
      holds(world.histories.all(run).size() > 300, world.histories.all(run).size());
    }
  }

  @Case
  public void rateOfAQueueIsKept() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("rate"));
    plan.worker.setMaxTaskQueueActivitiesPerSecond(8).setDisableEagerExecution(true);
    try (Workers own = plan.start()) {
      Thread.sleep(200);
      long begin = System.currentTimeMillis();
      same(20 * 19 / 2 + 20, world.result(world.start(world.options(own.queue), "ManyActivities", 20)));
      holds(System.currentTimeMillis() - begin > 800, System.currentTimeMillis() - begin);
    }
  }

  @Case
  public void largeArgumentAndResultPass() {
    String large = String.join("", Collections.nCopies(100_000, "0123456789"));
    same(large, world.result("Ends", "return", large));
  }
}

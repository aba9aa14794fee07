package interop;

import static interop.Check.holds;
import static interop.Check.same;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Orders that go on while their server is killed and started again; whoever runs us does that when we print "kill". */
final class OrderCases {
  private static final int KILLS = 3;
  private static final int LANES = 6;
  private static final Set<String> MADE = ConcurrentHashMap.newKeySet();
  private final World world;

  OrderCases(World world) {
    this.world = world;
  }

  @ActivityInterface
  public interface Steps {
    String step(int number);
  }

  public static final class StepsImpl implements Steps {
    @Override
    public String step(int number) {
      String token = number + "-" + UUID.randomUUID();
      MADE.add(token);
      return token;
    }
  }

  @WorkflowInterface
  public interface Order {
    @WorkflowMethod
    List<String> run(int messages);

    @SignalMethod
    void tell(String message);

    @UpdateMethod
    int pay(int amount);
  }

  /** Gives its messages, what it was paid, and the tokens of its steps. */
  public static final class OrderImpl implements Order {
    private final Steps steps = Workflow.newActivityStub(Steps.class, ActivityOptions.newBuilder()
        .setStartToCloseTimeout(Duration.ofSeconds(2))
        .setRetryOptions(RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(100)).setBackoffCoefficient(1).build()).build());
    private final List<String> seen = new ArrayList<>();
    private int paid;

    @Override
    public List<String> run(int messages) {
      List<String> tokens = new ArrayList<>(List.of(steps.step(0)));
      Workflow.await(() -> seen.size() >= messages && paid > 0);
      tokens.add(steps.step(1));
      Workflow.sleep(Duration.ofMillis(100));
      seen.add("paid " + paid);
      seen.addAll(tokens);
      return seen;
    }

    @Override
    public void tell(String message) {
      seen.add(message);
    }

    @Override
    public int pay(int amount) {
      paid += amount;
      return paid;
    }
  }

  /** Calls until the server answers: it is away while it is killed. */
  private static <T> T insist(Supplier<T> call) throws InterruptedException {
    for (int times = 0; ; times++) {
      try {
        return call.get();
      } catch (WorkflowServiceException error) {
        if (times == 100) {
          throw error;
        }
        Thread.sleep(100);
      }
    }
  }

  private void order(String queue) throws InterruptedException {
    // A task that was on its way to us when the server was killed must time out first.
    WorkflowStub run =
        world.start(world.options(queue).setWorkflowTaskTimeout(Duration.ofSeconds(2)), "Order", 3);
    for (String message : List.of("a", "b", "c")) {
      run.signal("tell", message);
    }
    UpdateOptions<Integer> pay = UpdateOptions.newBuilder(Integer.class).setUpdateName("pay")
        .setUpdateId("pay").setWaitForStage(WorkflowUpdateStage.COMPLETED).build();
    same(5, insist(() -> run.startUpdate(pay, 5).getResult()));
    List<?> result = insist(() -> run.getResult(List.class));
    same(List.of("a", "b", "c", "paid 5"), result.subList(0, 4));
    same(2, new HashSet<>(result.subList(4, 6)).size());
    holds(MADE.containsAll(result.subList(4, 6)), result);
  }

  private int lane(String queue, long end) {
    int done = 0;
    try {
      while (System.currentTimeMillis() < end) {
        order(queue);
        done++;
      }
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  @Case
  public void ordersGoOnAlthoughTheServerIsKilled() throws Exception {
    Workers.Plan plan = new Workers.Plan(world, world.id("orders")).workflows(OrderImpl.class);
    plan.activities = new Object[] {new StepsImpl()};
    try (Workers own = plan.start()) {
      long end = System.currentTimeMillis() + 900L * (KILLS + 1);
      List<CompletableFuture<Integer>> lanes = new ArrayList<>();
      for (int number = 0; number < LANES; number++) {
        lanes.add(CompletableFuture.supplyAsync(() -> lane(own.queue, end), task -> new Thread(task).start()));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        Thread.sleep(800);
        System.out.println("kill");
      }
      int done = lanes.stream().mapToInt(CompletableFuture::join).sum();
      holds(done >= LANES, done);
      System.out.println(done + " orders");
    }
  }
}

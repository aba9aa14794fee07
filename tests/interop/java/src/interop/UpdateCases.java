package interop;

import static interop.Check.cause;
import static interop.Check.contains;
import static interop.Check.eventually;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.WorkflowExecutionUpdateAcceptedEventAttributes;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Updates: acceptance, rejection, stages, duplicates, and updates that come with a start. */
final class UpdateCases {
  private final World world;

  UpdateCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Account {
    @WorkflowMethod
    int run(int balance);

    @UpdateMethod
    int add(int amount);

    @UpdateValidatorMethod(updateName = "add")
    void checkAdd(int amount);

    @UpdateMethod
    int addByActivity(int amount);

    @UpdateMethod
    int addWhenReleased(int amount);

    @UpdateMethod
    void fails();

    @UpdateMethod
    List<String> which();

    @UpdateMethod
    String closeAtOnce();

    @SignalMethod
    void release();

    @SignalMethod
    void close();

    @QueryMethod
    int balance();
  }

  public static final class AccountImpl implements Account {
    private int balance;
    private boolean isOpen = true;
    private boolean isReleased;

    @WorkflowInit
    public AccountImpl(int balance) {
      this.balance = balance;
    }

    @Override
    public int run(int start) {
      Workflow.await(() -> !isOpen && Workflow.isEveryHandlerFinished());
      return balance;
    }

    @Override
    public int add(int amount) {
      balance += amount;
      return balance;
    }

    @Override
    public void checkAdd(int amount) {
      if (amount < 0) {
        throw ApplicationFailure.newFailure("negative", "Negative", amount);
      }
    }

    @Override
    public int addByActivity(int amount) {
      return add(Workflow.newActivityStub(Acts.class, new CallOptions().forCall()).add(amount, 0));
    }

    @Override
    public int addWhenReleased(int amount) {
      Workflow.await(() -> isReleased);
      return add(amount);
    }

    @Override
    public void fails() {
      throw ApplicationFailure.newFailure("refused late", "Late", 1);
    }

    @Override
    public List<String> which() {
      return Workflow.getCurrentUpdateInfo()
          .map(info -> List.of(info.getUpdateId(), info.getUpdateName())).orElse(List.of());
    }

    @Override
    public String closeAtOnce() {
      isOpen = false;
      return "closed";
    }

    @Override
    public void release() {
      isReleased = true;
    }

    @Override
    public void close() {
      isOpen = false;
    }

    @Override
    public int balance() {
      return balance;
    }
  }

  private Object closed(WorkflowStub run) {
    run.signal("close");
    return world.result(run);
  }

  private static int add(WorkflowStub run, int amount) {
    return run.update("add", Integer.class, amount);
  }

  private static UpdateOptions<Integer> named(String name, String id, WorkflowUpdateStage stage) {
    return UpdateOptions.newBuilder(Integer.class)
        .setUpdateName(name).setUpdateId(id).setWaitForStage(stage).build();
  }

  @Case
  public void updateIsAcceptedAndCompleted() {
    WorkflowStub run = world.start("Account", 10);
    same(15, add(run, 5));
    same(22, run.update("addByActivity", Integer.class, 7));
    same(22, closed(run));
    same(2, world.histories.count(run, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED"));
    same(2, world.histories.count(run, "WORKFLOW_EXECUTION_UPDATE_COMPLETED"));
  }

  @Case
  public void typedStubUpdates() {
    Account stub = world.client.newWorkflowStub(Account.class, world.options().build());
    WorkflowClient.start(stub::run, 1);
    same(3, stub.add(2));
    same(3, stub.balance());
    same(3, closed(WorkflowStub.fromTyped(stub)));
  }

  @Case
  public void rejectedUpdateLeavesNoEvent() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    same(1, add(run, 1));
    List<String> before = world.histories.names(run);
    // The SDK makes of what a validator throws a failure of its own, without details.
    cause(ApplicationFailure.class, raised(WorkflowUpdateException.class, () -> add(run, -5)));
    same(before, world.histories.names(run));
    same(2, add(run, 1));
    same(2, closed(run));
  }

  @Case
  public void firstUpdateOfAllMayBeRejected() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    raised(WorkflowUpdateException.class, () -> add(run, -1));
    same(0, closed(run));
  }

  @Case
  public void failedHandlerFailsTheUpdateAlone() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    ApplicationFailure why = cause(ApplicationFailure.class,
        raised(WorkflowUpdateException.class, () -> run.update("fails", Void.class)));
    same("refused late", why.getOriginalMessage());
    same("Late", why.getType());
    same(0, closed(run));
  }

  @Case
  public void unknownUpdateIsRejected() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    contains("noSuch",
        raised(WorkflowUpdateException.class, () -> run.update("noSuch", Integer.class, 1)).getCause());
    same(0, closed(run));
  }

  @Case
  public void acceptedUpdateIsWaitedForLater() {
    WorkflowStub run = world.start("Account", 0);
    WorkflowUpdateHandle<Integer> update =
        run.startUpdate(named("addWhenReleased", "one", WorkflowUpdateStage.ACCEPTED), 4);
    same(run.getExecution().getRunId(), update.getExecution().getRunId());
    CompletableFuture<Integer> waiting = update.getResultAsync();
    same(0, run.query("balance", Integer.class));
    run.signal("release");
    same(4, waiting.join());
    same(4, run.getUpdateHandle("one", Integer.class).getResult());
    same(4, closed(run));
    same(4, run.getUpdateHandle("one", Integer.class).getResult());
  }

  @Case
  public void updateOfAKnownIdRunsOnce() {
    WorkflowStub run = world.start("Account", 0);
    for (int time = 0; time < 3; time++) {
      same(3, run.startUpdate(named("add", "same", WorkflowUpdateStage.COMPLETED), 3).getResult());
    }
    WorkflowUpdateHandle<Integer> slow =
        run.startUpdate(named("addWhenReleased", "slow", WorkflowUpdateStage.ACCEPTED), 10);
    WorkflowUpdateHandle<Integer> again =
        run.startUpdate(named("addWhenReleased", "slow", WorkflowUpdateStage.ACCEPTED), 10);
    run.signal("release");
    same(List.of(13, 13), List.of(slow.getResult(), again.getResult()));
    same(13, closed(run));
  }

  @Case
  public void updateKnowsItsId() {
    WorkflowStub run = world.start("Account", 0);
    UpdateOptions<List> options = UpdateOptions.newBuilder(List.class)
        .setUpdateName("which").setUpdateId("mine").setWaitForStage(WorkflowUpdateStage.COMPLETED).build();
    same(List.of("mine", "which"), run.startUpdate(options).getResult());
    closed(run);
  }

  @Case
  public void nineUpdatesAtOnceAreAllDone() {
    WorkflowStub run = world.start("Account", 0);
    List<Integer> balances = Collections.nCopies(9, 1).parallelStream()
        .map(amount -> add(run, amount)).sorted().toList();
    same(IntStream.rangeClosed(1, 9).boxed().toList(), balances);
    same(9, closed(run));
  }

  @Case
  public void updateMayCloseItsRun() {
    WorkflowStub run = world.start("Account", 5);
    same("closed", run.update("closeAtOnce", String.class));
    same(5, world.result(run));
  }

  @Case
  public void updateOfAClosedOrMissingRunIsNotFound() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    closed(run);
    raised(WorkflowNotFoundException.class, () -> add(run, 1));
    raised(WorkflowNotFoundException.class, () -> add(world.current(world.id("nobody")), 1));
  }

  @Case
  public void updateWhoseRunEndsFirstFails() throws Exception {
    WorkflowStub run = world.start("Account", 0);
    WorkflowUpdateHandle<Integer> update =
        run.startUpdate(named("addWhenReleased", "late", WorkflowUpdateStage.ACCEPTED), 4);
    run.terminate("gone");
    ApplicationFailure why = cause(ApplicationFailure.class,
        raised(WorkflowUpdateException.class, update::getResult));
    same("AcceptedUpdateCompletedWorkflow", why.getType());
  }

  @Case
  public void updateBeforeTheFirstTaskComesWithIt() throws Exception {
    String queue = world.id("late");
    WorkflowStub run = world.start(world.options(queue), "Account", 1);
    CompletableFuture<Integer> update = CompletableFuture.supplyAsync(() -> add(run, 2));
    Thread.sleep(300);
    try (Workers late = new Workers.Plan(world, queue).start()) {
      same(3, update.get());
      same(3, closed(run));
    }
  }

  @Case
  public void acceptedEventHoldsTheRequest() {
    WorkflowStub run = world.start("Account", 0);
    run.startUpdate(named("add", "six", WorkflowUpdateStage.COMPLETED), 6).getResult();
    closed(run);
    WorkflowExecutionUpdateAcceptedEventAttributes event =
        world.histories.of(run, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED").get(0)
            .getWorkflowExecutionUpdateAcceptedEventAttributes();
    same("add", event.getAcceptedRequest().getInput().getName());
    same("six", event.getAcceptedRequest().getMeta().getUpdateId());
    same("6", event.getAcceptedRequest().getInput().getArgs().getPayloads(0).getData().toStringUtf8());
  }

  private int addWithStart(String id, int amount) {
    WorkflowOptions options = world.options().setWorkflowId(id)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING).build();
    Account stub = world.client.newWorkflowStub(Account.class, options);
    return WorkflowClient.executeUpdateWithStart(stub::add, amount,
        UpdateOptions.newBuilder(Integer.class).setWaitForStage(WorkflowUpdateStage.COMPLETED).build(),
        new WithStartWorkflowOperation<>(stub::run, 100));
  }

  @Case
  public void updateWithStartStartsTheRunAndUpdatesIt() {
    String id = world.id("with-start");
    same(101, addWithStart(id, 1));
    same(103, addWithStart(id, 2));
    same(103, closed(world.current(id)));
  }

  @Case
  public void rejectedUpdateWithStartLeavesTheRun() throws Exception {
    String id = world.id("with-start");
    raised(WorkflowUpdateException.class, () -> addWithStart(id, -1));
    same(101, add(world.current(id), 1));
    same(101, closed(world.current(id)));
  }

  @Case
  public void updateWithStartOfATakenIdIsRefusedWhenItMustStart() throws Exception {
    WorkflowStub run = world.start("Account", 1);
    WorkflowStub again = world.client.newUntypedWorkflowStub("Account", world.options()
        .setWorkflowId(run.getExecution().getWorkflowId())
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL).build());
    contains("ALREADY_EXISTS", raised(WorkflowServiceException.class, () -> again.executeUpdateWithStart(
        named("add", "", WorkflowUpdateStage.COMPLETED), new Object[] {1}, new Object[] {1})).getCause());
    same(1, closed(run));
  }

  @Case
  public void updateWithStartIsWaitedForLater() {
    WorkflowStub run = world.client.newUntypedWorkflowStub("Account", world.options()
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL).build());
    WorkflowUpdateHandle<Integer> update = run.startUpdateWithStart(
        named("addWhenReleased", "", WorkflowUpdateStage.ACCEPTED), new Object[] {4}, new Object[] {1});
    run.signal("release");
    same(5, update.getResult());
    same(5, closed(run));
  }

  @WorkflowInterface
  public interface Relay {
    @WorkflowMethod
    int run(int generation);

    @UpdateMethod
    int generation();

    @SignalMethod
    void goOn();
  }

  /** Continues as new when told to; what it has not taken goes to the next run. */
  public static final class RelayImpl implements Relay {
    private final int generation;
    private boolean mayGo;

    @WorkflowInit
    public RelayImpl(int generation) {
      this.generation = generation;
    }

    @Override
    public int run(int start) {
      Workflow.await(() -> mayGo);
      if (generation == 0) {
        Workflow.continueAsNew(1);
      }
      return generation;
    }

    @Override
    public int generation() {
      return generation;
    }

    @Override
    public void goOn() {
      mayGo = true;
    }
  }

  @Case
  public void updatesReachTheNextRunOfAChain() throws Exception {
    WorkflowStub run = world.start("Relay", 0);
    String first = run.getExecution().getRunId();
    WorkflowStub chain = world.current(run.getExecution().getWorkflowId());
    same(0, chain.update("generation", Integer.class));
    chain.signal("goOn");
    eventually(() -> !world.current(run.getExecution().getWorkflowId()).describe().getExecution().getRunId()
        .equals(first));
    WorkflowStub next = world.current(run.getExecution().getWorkflowId());
    same(1, next.update("generation", Integer.class));
    next.signal("goOn");
    same(1, world.result(run));
  }
}

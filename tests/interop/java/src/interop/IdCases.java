package interop;

import static interop.Check.contains;
import static interop.Check.holds;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Collectors;

/** Workflow ids: who may use one again, and when. */
final class IdCases {
  private final World world;

  IdCases(World world) {
    this.world = world;
  }

  private WorkflowStub again(WorkflowStub old, String type, String policy, Object... arguments) {
    return world.start(world.options().setWorkflowId(old.getExecution().getWorkflowId())
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.valueOf("WORKFLOW_ID_REUSE_POLICY_" + policy)),
        type, arguments);
  }

  private WorkflowStub conflicting(WorkflowStub old, String policy) {
    return world.start(world.options().setWorkflowId(old.getExecution().getWorkflowId())
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.valueOf("WORKFLOW_ID_CONFLICT_POLICY_" + policy)),
        "Inbox");
  }

  private static void refused(Check.Call start, WorkflowStub old) throws Exception {
    WorkflowExecutionAlreadyStarted error = raised(WorkflowExecutionAlreadyStarted.class, start);
    same(old.getExecution(), error.getExecution());
  }

  private Object finished(WorkflowStub run) {
    run.signal("finish");
    return world.result(run);
  }

  @Case
  public void idOfAClosedRunIsFreeAsThePolicySays() throws Exception {
    WorkflowStub done = world.start("Ends", "return", 1);
    world.result(done);
    WorkflowStub broken = world.start("Ends", "fail", 1);
    raised(WorkflowFailedException.class, () -> world.result(broken));
    refused(() -> again(done, "Ends", "REJECT_DUPLICATE", "return", 2), done);
    refused(() -> again(done, "Ends", "ALLOW_DUPLICATE_FAILED_ONLY", "return", 2), done);
    refused(() -> again(broken, "Ends", "REJECT_DUPLICATE", "return", 2), broken);
    same(2, world.result(again(done, "Ends", "ALLOW_DUPLICATE", "return", 2)));
    same(3, world.result(again(broken, "Ends", "ALLOW_DUPLICATE_FAILED_ONLY", "return", 3)));
  }

  @Case
  public void idOfARunningRunIsTaken() throws Exception {
    WorkflowStub run = world.start("Inbox");
    for (String policy : new String[] {"ALLOW_DUPLICATE", "ALLOW_DUPLICATE_FAILED_ONLY", "REJECT_DUPLICATE"}) {
      refused(() -> again(run, "Inbox", policy), run);
    }
    finished(run);
  }

  @Case
  public void conflictPolicySaysWhatBecomesOfTheRunningRun() throws Exception {
    WorkflowStub run = world.start("Inbox");
    refused(() -> conflicting(run, "FAIL"), run);
    same(run.getExecution(), conflicting(run, "USE_EXISTING").getExecution());
    WorkflowStub fresh = conflicting(run, "TERMINATE_EXISTING");
    holds(!fresh.getExecution().equals(run.getExecution()), fresh.getExecution());
    same(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED,
        world.client.newUntypedWorkflowStub(run.getExecution(), Optional.empty()).describe().getStatus());
    contains("TerminateIfRunning", world.histories.of(run, "WORKFLOW_EXECUTION_TERMINATED").get(0));
    finished(fresh);
  }

  @Case
  public void terminateIfRunningStartsAnew() {
    WorkflowStub run = world.start("Inbox");
    WorkflowStub fresh = again(run, "Inbox", "TERMINATE_IF_RUNNING");
    holds(!fresh.getExecution().equals(run.getExecution()), fresh.getExecution());
    finished(fresh);
  }

  @Case
  public void tenStartsOfOneIdMakeOneRun() {
    String id = world.id("once");
    same(1, Collections.nCopies(10, id).parallelStream().map(this::startedRun).collect(Collectors.toSet()).size());
    finished(world.current(id));
  }

  private String startedRun(String id) {
    try {
      return world.start(world.options().setWorkflowId(id), "Inbox").getExecution().getRunId();
    } catch (WorkflowExecutionAlreadyStarted error) {
      return error.getExecution().getRunId();
    }
  }

  @Case
  public void handleOfAnOldRunGuardsTheNewOne() throws Exception {
    WorkflowStub run = world.start("Inbox");
    run.terminate("old");
    WorkflowStub fresh = world.start(
        world.options().setWorkflowId(run.getExecution().getWorkflowId()), "Inbox");
    WorkflowTargetOptions target = WorkflowTargetOptions.newBuilder()
        .setWorkflowId(run.getExecution().getWorkflowId())
        .setFirstExecutionRunId(run.getExecution().getRunId()).build();
    WorkflowStub guarded = world.client.newUntypedWorkflowStub(target, Optional.empty());
    raised(WorkflowNotFoundException.class, () -> {
      guarded.cancel();
      return null;
    });
    raised(WorkflowNotFoundException.class, () -> {
      guarded.terminate("not this one");
      return null;
    });
    finished(fresh);
  }
}

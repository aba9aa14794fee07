package interop;

import static interop.Check.contains;
import static interop.Check.raised;
import static interop.Check.same;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.WorkflowExecutionSignaledEventAttributes;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CancelExternalWorkflowException;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** What runs say to other runs that are not their children. */
final class ExternalCases {
  private final World world;

  ExternalCases(World world) {
    this.world = world;
  }

  @WorkflowInterface
  public interface Speaks {
    @WorkflowMethod
    String run(String what, String id, String runId);
  }

  public static final class SpeaksImpl implements Speaks {
    @Override
    public String run(String what, String id, String runId) {
      ExternalWorkflowStub other = Workflow.newUntypedExternalWorkflowStub(
          WorkflowExecution.newBuilder().setWorkflowId(id).setRunId(runId).build());
      try {
        if (what.equals("signal")) {
          other.signal("put", Workflow.getInfo().getWorkflowId());
        } else {
          other.cancel();
        }
        return "done";
      } catch (ApplicationFailure error) {
        return error.getOriginalMessage() + " " + error.getType();
      } catch (CancelExternalWorkflowException error) {
        return "no cancel: " + error.getMessage();
      }
    }
  }

  @Case
  public void runSignalsAndCancelsAnotherRun() throws Exception {
    WorkflowStub inbox = world.start("Inbox");
    WorkflowExecution target = inbox.getExecution();
    WorkflowStub speaker = world.start("Speaks", "signal", target.getWorkflowId(), "");
    same("done", world.result(speaker));
    same("done", world.result("Speaks", "signal", target.getWorkflowId(), target.getRunId()));
    same(2, inbox.query("times", Integer.class, 1, 0));
    WorkflowExecutionSignaledEventAttributes event = world.histories.of(inbox, "WORKFLOW_EXECUTION_SIGNALED").get(0)
        .getWorkflowExecutionSignaledEventAttributes();
    same(speaker.getExecution(), event.getExternalWorkflowExecution());
    same("done", world.result("Speaks", "cancel", target.getWorkflowId(), ""));
    contains("CanceledFailure", raised(WorkflowFailedException.class, () -> world.result(inbox)).getCause());
  }

  @Case
  public void messageToNobodyFails() {
    contains("EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND", world.result("Speaks", "signal", world.id("nobody"), ""));
    contains("no cancel", world.result("Speaks", "cancel", world.id("nobody"), ""));
  }

  @Case
  public void closedRunTakesNoSignalButACancellation() {
    WorkflowStub closed = world.start("Inbox");
    closed.signal("finish");
    world.result(closed);
    String id = closed.getExecution().getWorkflowId();
    contains("EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND", world.result("Speaks", "signal", id, ""));
    same("done", world.result("Speaks", "cancel", id, ""));
  }
}

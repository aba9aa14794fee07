package interop;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The SDK's own replayer over every history of the suite: what the server recorded, the SDK must be able to repeat. */
final class Replays {
  /** Ids of runs whose payloads only another codec can read. */
  static final String CODED = "squeezed";

  /** Types whose runs are made by builds that the replayer is not given. */
  private static final Set<String> LEFT_OUT = Set.of("Marked", "Changing");

  private Replays() {}

  /** Gives the number of histories that diverge. */
  static int run(WorkflowClient client) {
    Set<String> known = Arrays.stream(Groups.workflows())
        .map(type -> type.getInterfaces().length == 0 ? type.getSuperclass() : type)
        .map(type -> type.getInterfaces()[0].getSimpleName())
        .filter(name -> !LEFT_OUT.contains(name))
        .collect(Collectors.toSet());
    List<WorkflowExecutionHistory> histories = new ArrayList<>();
    client.listExecutions("ExecutionStatus != 'Terminated'")
        .filter(each -> known.contains(each.getWorkflowType()) && !id(each).startsWith(CODED))
        .forEach(each -> histories.add(client.fetchHistory(id(each), each.getExecution().getRunId())));
    int failed = 0;
    for (WorkflowExecutionHistory each : histories) {
      try {
        WorkflowReplayer.replayWorkflowExecution(each, Groups.workflows()[0], rest());
      } catch (Exception error) {
        failed++;
        System.out.println("FAILED replay of " + each.getWorkflowExecution().getWorkflowId() + ": " + error);
      }
    }
    System.out.println(histories.size() + " histories replayed");
    return failed;
  }

  private static Class<?>[] rest() {
    Class<?>[] all = Groups.workflows();
    return Arrays.copyOfRange(all, 1, all.length);
  }

  private static String id(WorkflowExecutionMetadata run) {
    return run.getExecution().getWorkflowId();
  }
}

package interop;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.util.Collections;
import java.util.List;

/** What a run's history holds. */
final class Histories {
  private final WorkflowClient client;

  Histories(WorkflowClient client) {
    this.client = client;
  }

  List<HistoryEvent> all(WorkflowStub run) {
    return all(run.getExecution());
  }

  List<HistoryEvent> all(WorkflowExecution run) {
    return client.fetchHistory(run.getWorkflowId(), run.getRunId()).getEvents();
  }

  /** The types of the events, in order: WORKFLOW_EXECUTION_STARTED, … */
  List<String> names(WorkflowStub run) {
    return all(run).stream().map(each -> name(each.getEventType())).toList();
  }

  int count(WorkflowStub run, String name) {
    return Collections.frequency(names(run), name);
  }

  /** The events of one type. */
  List<HistoryEvent> of(WorkflowStub run, String name) {
    return all(run).stream().filter(each -> name(each.getEventType()).equals(name)).toList();
  }

  private static String name(EventType type) {
    return type.name().substring("EVENT_TYPE_".length());
  }
}

package interop;

import static interop.Check.same;

import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.workflow.DynamicQueryHandler;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.DynamicUpdateHandler;
import io.temporal.workflow.DynamicWorkflow;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Workflows, activities and handlers without a declared type. */
final class DynamicCases {
  private final World world;

  DynamicCases(World world) {
    this.world = world;
  }

  /** Whatever it is called, it collects signals until there are two, and asks an activity nobody declared. */
  public static final class AnyWorkflow implements DynamicWorkflow {
    private final List<String> words = new ArrayList<>();

    @Override
    public Object execute(EncodedValues arguments) {
      words.add(Workflow.getInfo().getWorkflowType() + " " + arguments.get(0, String.class));
      Workflow.registerListener((DynamicSignalHandler) (name, values) -> words.add(name + values.get(0, String.class)));
      Workflow.registerListener((DynamicQueryHandler) (name, values) -> name + " " + words.size());
      Workflow.registerListener((DynamicUpdateHandler) (name, values) -> name + " " + values.get(0, Integer.class));
      Workflow.await(() -> words.size() == 3);
      words.add(Workflow.newUntypedActivityStub(new CallOptions().forCall()).execute("Undeclared", String.class, 7));
      return words;
    }
  }

  public static final class AnyActivity implements DynamicActivity {
    @Override
    public Object execute(EncodedValues arguments) {
      return Activity.getExecutionContext().getInfo().getActivityType() + " " + arguments.get(0, Integer.class);
    }
  }

  @Case
  public void undeclaredTypesAndHandlersAreServed() {
    Workers.Plan plan = new Workers.Plan(world, world.id("dynamic")).workflows(AnyWorkflow.class);
    plan.activities = new Object[] {new AnyActivity()};
    try (Workers own = plan.start()) {
      WorkflowStub run = world.start(world.options(own.queue), "Whatever", "x");
      run.signal("one", "!");
      same("count 2", run.query("count", String.class));
      same("change 5", run.update("change", String.class, 5));
      run.signal("two", "?");
      same(List.of("Whatever x", "one!", "two?", "Undeclared 7"), world.result(run));
    }
  }
}

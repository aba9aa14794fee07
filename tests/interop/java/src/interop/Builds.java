package interop;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/** Builds of one workflow that follow one another; only Current is known to the shared worker. */
final class Builds {
  private Builds() {}

  @WorkflowInterface
  public interface Changing {
    @WorkflowMethod
    String run();

    @SignalMethod
    void goOn();

    @QueryMethod
    String way();
  }

  /** What all builds have in common. */
  public abstract static class Build implements Changing {
    private final Acts acts = Workflow.newActivityStub(Acts.class, new CallOptions().forCall());
    private boolean mayGo;

    protected String waitAndCall(String way) {
      Workflow.await(() -> mayGo);
      acts.nothing();
      return way;
    }

    @Override
    public void goOn() {
      mayGo = true;
    }

    @Override
    public String way() {
      return "asked";
    }
  }

  public static final class Broken extends Build {
    @Override
    public String run() {
      throw new IllegalStateException("a fault in the code");
    }
  }

  public static final class Before extends Build {
    @Override
    public String run() {
      Workflow.sideEffect(String.class, () -> "before");
      return waitAndCall("old");
    }
  }

  public static final class Current extends Build {
    @Override
    public String run() {
      String way = "old";
      if (Workflow.getVersion("a step more", Workflow.DEFAULT_VERSION, 1) == 1) {
        Workflow.sleep(Duration.ofMillis(10));
        way = "new";
      } else {
        Workflow.sideEffect(String.class, () -> "before");
      }
      return waitAndCall(way);
    }
  }

  /** Cannot repeat what Before did. */
  public static final class Diverging extends Build {
    @Override
    public String run() {
      Workflow.sleep(Duration.ofSeconds(60));
      return waitAndCall("other");
    }
  }
}

package interop;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public final class ActsImpl implements Acts {
  /** What is left to others, by key. */
  static final Map<String, ActivityInfo> LEFT = new ConcurrentHashMap<>();

  private static ActivityExecutionContext context() {
    return Activity.getExecutionContext();
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException error) {
      throw Activity.wrap(error);
    }
  }

  @Override
  public int add(int left, int right) {
    return left + right;
  }

  @Override
  public void nothing() {}

  @Override
  public int failsUntil(int attempt) {
    int now = context().getInfo().getAttempt();
    if (now < attempt) {
      throw ApplicationFailure.newFailure("attempt " + now, "TooSoon", now);
    }
    return now;
  }

  @Override
  public void failsForGood(String how) {
    throw how.equals("non-retryable")
        ? ApplicationFailure.newNonRetryableFailure("never", "Final", 1, "two")
        : ApplicationFailure.newFailure("never", "Final", 1, "two");
  }

  @Override
  public int failsWithDelay() {
    int now = context().getInfo().getAttempt();
    if (now == 1) {
      throw ApplicationFailure.newBuilder()
          .setMessage("later")
          .setType("Later")
          .setNextRetryDelay(Duration.ofMillis(1100))
          .build();
    }
    return now;
  }

  @Override
  public void sleeps(long milliseconds) {
    pause(milliseconds);
  }

  @Override
  public int countsByHeartbeat() {
    int seen = context().getHeartbeatDetails(Integer.class).orElse(0);
    if (seen < 2) {
      context().heartbeat(seen + 1);
      throw ApplicationFailure.newFailure("once more", "More");
    }
    return seen;
  }

  @Override
  public String fallsSilent(long milliseconds) {
    if (context().getInfo().getAttempt() > 1) {
      return context().getHeartbeatDetails(String.class).orElse("nothing");
    }
    context().heartbeat("alive");
    pause(milliseconds);
    return "too late";
  }

  @Override
  public String waitsForCancellation(String then) {
    try {
      for (int beat = 0; beat < 400; beat++) {
        context().heartbeat("here");
        pause(50);
      }
    } catch (ActivityCanceledException error) {
      if (then.equals("complete")) {
        return "completed although cancelled";
      }
      if (then.equals("fail")) {
        throw ApplicationFailure.newNonRetryableFailure("failed although cancelled", "Late");
      }
      throw error;
    }
    return "never cancelled";
  }

  @Override
  public String leftToOthers(String key) {
    context().doNotCompleteOnReturn();
    LEFT.put(key, context().getInfo());
    return "not used";
  }

  @Override
  public Map<String, Object> aboutMe() {
    ActivityInfo info = context().getInfo();
    return Map.of(
        "workflow", info.getWorkflowId(),
        "run", info.getRunId(),
        "type", info.getActivityType(),
        "queue", info.getActivityTaskQueue(),
        "namespace", info.getNamespace(),
        "attempt", info.getAttempt(),
        "workflowType", info.getWorkflowType(),
        "local", info.isLocal(),
        "startToClose", info.getStartToCloseTimeout().toMillis());
  }

  @Override
  public String makesText(int length) {
    return "x".repeat(length);
  }

  @Override
  public String note(String word) {
    if (word.startsWith("bad")) {
      throw ApplicationFailure.newNonRetryableFailure(word, "Bad");
    }
    return word;
  }
}

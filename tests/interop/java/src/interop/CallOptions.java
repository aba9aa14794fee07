package interop;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** Options of an activity call, as a workflow is given them; times in milliseconds, 0 is not set. */
public final class CallOptions {
  public int attempts = 0;
  public long startToClose = 20_000;
  public long scheduleToClose;
  public long scheduleToStart;
  public long heartbeat;
  public String queue;
  public String[] nonRetryable = {};
  public String cancellation = "TRY_CANCEL";

  static CallOptions attempts(int number) {
    CallOptions options = new CallOptions();
    options.attempts = number;
    return options;
  }

  CallOptions startToClose(long time) {
    startToClose = time;
    return this;
  }

  CallOptions scheduleToClose(long time) {
    scheduleToClose = time;
    return this;
  }

  CallOptions scheduleToStart(long time) {
    scheduleToStart = time;
    return this;
  }

  CallOptions heartbeat(long time) {
    heartbeat = time;
    return this;
  }

  CallOptions queue(String name) {
    queue = name;
    return this;
  }

  CallOptions nonRetryable(String type) {
    nonRetryable = new String[] {type};
    return this;
  }

  CallOptions cancellation(ActivityCancellationType type) {
    cancellation = type.name();
    return this;
  }

  /** What the SDK is given. */
  ActivityOptions forCall() {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(time(startToClose))
        .setScheduleToCloseTimeout(time(scheduleToClose))
        .setScheduleToStartTimeout(time(scheduleToStart))
        .setHeartbeatTimeout(time(heartbeat))
        .setTaskQueue(queue)
        .setCancellationType(ActivityCancellationType.valueOf(cancellation))
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofMillis(20))
                .setMaximumAttempts(attempts)
                .setDoNotRetry(nonRetryable)
                .build())
        .build();
  }

  private static Duration time(long milliseconds) {
    return milliseconds == 0 ? null : Duration.ofMillis(milliseconds);
  }
}

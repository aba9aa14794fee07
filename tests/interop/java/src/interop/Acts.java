package interop;

import io.temporal.activity.ActivityInterface;
import java.util.Map;

/** The activities of the suite. */
@ActivityInterface
public interface Acts {
  int add(int left, int right);

  void nothing();

  /** Fails with type TooSoon before this attempt, and then gives its number. */
  int failsUntil(int attempt);

  /** Fails with type Final, as `non-retryable` or otherwise. */
  void failsForGood(String how);

  /** Fails once and asks for its next attempt after 1.1 s. */
  int failsWithDelay();

  void sleeps(long milliseconds);

  /** Fails twice; gives the heartbeat details that came with the third attempt. */
  int countsByHeartbeat();

  /** Says "alive" once and no more; a later attempt gives what it finds of that. */
  String fallsSilent(long milliseconds);

  /** Beats until it is cancelled, and then throws, completes or fails. */
  String waitsForCancellation(String then);

  /** Left to others under a key, see ActsImpl.LEFT. */
  String leftToOthers(String key);

  Map<String, Object> aboutMe();

  String makesText(int length);

  /** Notes that it ran, for sagas. */
  String note(String word);
}

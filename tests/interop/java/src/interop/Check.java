package interop;

import java.util.Objects;
import java.util.concurrent.Callable;

/** What cases say of what they see. */
final class Check {
  private static final long PATIENCE_MILLISECONDS = 20_000;

  private Check() {}

  /** A call that may throw anything. */
  interface Call {
    Object run() throws Exception;
  }

  static void same(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError("expected " + expected + ", got " + actual);
    }
  }

  static void holds(boolean condition, Object shown) {
    if (!condition) {
      throw new AssertionError("does not hold: " + shown);
    }
  }

  static void contains(String part, Object whole) {
    holds(String.valueOf(whole).contains(part), "`" + part + "` in " + whole);
  }

  /** The exception of this class that the call throws. */
  static <T extends Throwable> T raised(Class<T> kind, Call call) throws Exception {
    Object value;
    try {
      value = call.run();
    } catch (Throwable error) {
      if (kind.isInstance(error)) {
        return kind.cast(error);
      }
      throw error;
    }
    throw new AssertionError(kind.getSimpleName() + " expected, got " + value);
  }

  /** The first cause of this class below an exception. */
  static <T extends Throwable> T cause(Class<T> kind, Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return kind.cast(each);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " below " + error, error);
  }

  /** Waits until the call gives something that is neither null nor false, and returns that. */
  static <T> T eventually(Callable<T> call) throws Exception {
    long end = System.currentTimeMillis() + PATIENCE_MILLISECONDS;
    for (long pause = 4; ; pause = Math.min(2 * pause, 64)) {
      T value = call.call();
      if (value != null && !Boolean.FALSE.equals(value)) {
        return value;
      }
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("not true after " + PATIENCE_MILLISECONDS + " ms");
      }
      Thread.sleep(pause);
    }
  }
}

package interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs cases, several at a time, each with a limit of its own. */
final class Cases {
  private static final int AT_A_TIME = 16;
  private static final long LIMIT_SECONDS = 60;

  private record Chosen(Object group, Method method, String name) {}

  private final List<Chosen> chosen = new ArrayList<>();
  private final ExecutorService lanes = Executors.newFixedThreadPool(AT_A_TIME, Cases::background);
  private final ExecutorService bodies = Executors.newCachedThreadPool(Cases::background);

  /** Takes the cases of a group whose names contain `only`; the prefix says what is special about the group. */
  void add(Object group, String prefix, String only) {
    List.of(group.getClass().getDeclaredMethods()).stream()
        .filter(each -> each.isAnnotationPresent(Case.class) && (prefix + each.getName()).contains(only))
        .sorted(Comparator.comparing(Method::getName))
        .forEach(each -> chosen.add(new Chosen(group, each, prefix + each.getName())));
  }

  int count() {
    return chosen.size();
  }

  /** Runs all; gives the number of those that failed. */
  int run() throws Exception {
    List<Future<Boolean>> results = new ArrayList<>();
    for (Chosen each : chosen) {
      results.add(lanes.submit(() -> passes(each)));
    }
    int failed = 0;
    for (Future<Boolean> each : results) {
      failed += each.get() ? 0 : 1;
    }
    return failed;
  }

  private boolean passes(Chosen each) {
    long begin = System.currentTimeMillis();
    Throwable error = errorOf(each);
    if (error == null) {
      System.out.printf("ok     %s (%.1f s)%n", each.name, (System.currentTimeMillis() - begin) / 1000.0);
    } else {
      System.out.println("FAILED " + each.name + "\n" + described(error));
    }
    return error == null;
  }

  private Throwable errorOf(Chosen each) {
    Future<Object> body = bodies.submit(() -> each.method.invoke(each.group));
    try {
      body.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (TimeoutException error) {
      body.cancel(true);
      return new AssertionError("takes longer than " + LIMIT_SECONDS + " s");
    } catch (ExecutionException error) {
      Throwable inner = error.getCause();
      return inner instanceof InvocationTargetException ? inner.getCause() : inner;
    } catch (InterruptedException error) {
      return error;
    }
  }

  /** The chain of causes, each with the lines of the suite that it passed. */
  private static String described(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = error; each != null; each = each.getCause()) {
      text.append("  ").append(each).append('\n');
      for (StackTraceElement frame : each.getStackTrace()) {
        if (frame.getClassName().startsWith("interop.")) {
          text.append("      ").append(frame).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static Thread background(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    return thread;
  }
}

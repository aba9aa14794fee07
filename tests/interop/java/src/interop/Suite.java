package interop;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Java SDK against servers: every case, then the SDK's own replayer over every history that they made.
 *
 * <p>--address is the server of nearly all; --killed one that is killed when we say so, --secure one behind TLS,
 * --program what the SDK's test environment starts.
 */
public final class Suite {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, String> options;
  private final Cases cases = new Cases();
  private final List<Workers> shared = new ArrayList<>();
  private final String only;

  private Suite(Map<String, String> options) {
    this.options = options;
    only = options.getOrDefault("--only", "");
  }

  public static void main(String[] words) throws Exception {
    Map<String, String> options = new TreeMap<>();
    for (int place = 0; place + 1 < words.length; place += 2) {
      options.put(words[place], words[place + 1]);
    }
    int failed = new Suite(options).run();
    System.out.flush();
    // Threads of SDK and transport would hold the process.
    Runtime.getRuntime().halt(failed == 0 ? 0 : 1);
  }

  private static World world(String address, int cachedRuns) {
    return new World(address, WorkflowServiceStubs.newConnectedServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(), PATIENCE), cachedRuns);
  }

  private World add(String prefix, List<Class<?>> groups, int cachedRuns) {
    World world = world(options.get("--address"), cachedRuns);
    Groups.made(groups, world).forEach(each -> cases.add(each, prefix, only));
    shared.add(new Workers.Plan(world, world.queue).start());
    return world;
  }

  private int run() throws Exception {
    if (options.containsKey("--killed")) {
      cases.add(new OrderCases(world(options.get("--killed"), 1000)), "", only);
    }
    World world = add("", Groups.ALL, 1000);
    cases.add(new EnvironmentCases(options), "", only);
    add("oneCachedRun_", Groups.CACHED, 1);
    if (options.containsKey("--secure")) {
      cases.add(new SecureCases(world, options), "", only);
    }
    int failed = cases.run() + Replays.run(world.client);
    shared.forEach(Workers::close);
    System.out.println(cases.count() + " cases, " + failed + " failed");
    return failed + (cases.count() == 0 ? 1 : 0);
  }
}

package interop;

import io.temporal.workflow.WorkflowInterface;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The groups of cases, and the workflows that stand beside them. */
final class Groups {
  /** What a worker does differently if it has forgotten the run. */
  static final List<Class<?>> CACHED = List.of(
      ActivityCases.class, OutsideCases.class, LocalCases.class, MessageCases.class, UpdateCases.class,
      ChildCases.class, LifecycleCases.class, CodeCases.class);

  static final List<Class<?>> ALL = Stream.concat(
      Stream.of(WireCases.class, WorkerCases.class, ExternalCases.class, IdCases.class, VisibilityCases.class,
          DynamicCases.class, OperatorCases.class, TransportCases.class, LimitCases.class, KindCases.class),
      CACHED.stream()).toList();

  private Groups() {}

  static List<Object> made(List<Class<?>> groups, World world) {
    return groups.stream().map(each -> made(each, world)).toList();
  }

  private static Object made(Class<?> group, World world) {
    try {
      return group.getDeclaredConstructor(World.class).newInstance(world);
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException(error);
    }
  }

  /** What the shared worker runs, and the replayer knows at the end. */
  static Class<?>[] workflows() {
    Stream<Class<?>> nested = ALL.stream().flatMap(each -> Arrays.stream(each.getDeclaredClasses()))
        .filter(each -> !Modifier.isAbstract(each.getModifiers()) && isWorkflow(each));
    return Stream.concat(nested, Stream.of(Builds.Current.class)).toArray(Class<?>[]::new);
  }

  private static boolean isWorkflow(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).anyMatch(each -> each.isAnnotationPresent(WorkflowInterface.class));
  }
}

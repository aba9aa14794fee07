package interop;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.context.ContextPropagator;
import io.temporal.common.converter.DefaultDataConverter;
import java.util.Map;

/** Carries a word of the calling thread to workflows and activities, in the header. */
final class Mark implements ContextPropagator {
  static final ThreadLocal<String> WORD = new ThreadLocal<>();

  @Override
  public String getName() {
    return "mark";
  }

  @Override
  public Map<String, Payload> serializeContext(Object context) {
    return context == null ? Map.of()
        : Map.of("mark", DefaultDataConverter.STANDARD_INSTANCE.toPayload(context).orElseThrow());
  }

  @Override
  public Object deserializeContext(Map<String, Payload> header) {
    Payload payload = header.get("mark");
    return payload == null ? null
        : DefaultDataConverter.STANDARD_INSTANCE.fromPayload(payload, String.class, String.class);
  }

  @Override
  public Object getCurrentContext() {
    return WORD.get();
  }

  @Override
  public void setCurrentContext(Object context) {
    WORD.set((String) context);
  }
}

package interop;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.time.OffsetDateTime;
import java.util.List;

/** The search attributes that the server under test knows. */
final class Keys {
  static final SearchAttributeKey<String> CUSTOMER = SearchAttributeKey.forKeyword("Customer");
  static final SearchAttributeKey<Long> AMOUNT = SearchAttributeKey.forLong("Amount");
  static final SearchAttributeKey<Double> WEIGHT = SearchAttributeKey.forDouble("Weight");
  static final SearchAttributeKey<Boolean> URGENT = SearchAttributeKey.forBoolean("Urgent");
  static final SearchAttributeKey<OffsetDateTime> DUE = SearchAttributeKey.forOffsetDateTime("Due");
  static final SearchAttributeKey<List<String>> LABELS = SearchAttributeKey.forKeywordList("Labels");
  static final SearchAttributeKey<String> NOTE = SearchAttributeKey.forText("Note");

  private Keys() {}

  static <T> SearchAttributes of(SearchAttributeKey<T> key, T value) {
    return SearchAttributes.newBuilder().set(key, value).build();
  }
}

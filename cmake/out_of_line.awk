# Moves what protoc 3.21 writes as inline functions of messages out of a header: awk -f out_of_line.awk -v moved=FILE
# HEADER prints the header without them, and FILE is their definitions for the source file to include.
#
# Every file that includes a header pays for its inline functions, used or not: the templates that they name are
# instantiated for it (GCC does that even behind a precompiled header). For Temporal's messages that was a third of the
# time of a build that does not optimise, where inlining brings nothing. Templates stay: their callers need them.

BEGIN { printf "" > moved }

# In the classes: moving one message into another, and New(). Each ends with a brace that is indented as far as they are.
!is_after_classes && /^  [A-Za-z_0-9]+\([A-Za-z_0-9]+&& from\) noexcept$/ {
  print $0 ";"
  class = $1
  sub(/\(.*/, "", class)
  print class "::" substr($0, 3) > moved
  is_member = 1
  next
}
!is_after_classes && /^  [A-Za-z_0-9]+\* New\(::PROTOBUF_NAMESPACE_ID::Arena\* arena = nullptr\) const final \{$/ {
  declaration = $0
  sub(/ \{$/, ";", declaration)
  print declaration
  class = $1
  sub(/\*$/, "", class)
  print class "* " class "::New(::PROTOBUF_NAMESPACE_ID::Arena* arena) const {" > moved
  is_member = 1
  next
}
is_member {
  print > moved
  if ($0 == "  }") is_member = 0
  next
}

# After the classes: nearly all. One begins where a line begins, and ends with the brace that stands alone.
/^  #pragma GCC diagnostic ignored "-Wstrict-aliasing"/ { is_after_classes = 1 }
is_after_classes && !is_function && /^inline / && previous !~ /^template/ {
  is_function = 1
  sub(/^inline /, "")
}
is_function {
  print > moved
  if ($0 == "}") is_function = 0
  next
}

# Declared inline in its class, defined among the others.
/^  inline PROTOBUF_ALWAYS_INLINE void _internal_set_/ { sub(/inline PROTOBUF_ALWAYS_INLINE /, "") }

{
  previous = $0
  print
}

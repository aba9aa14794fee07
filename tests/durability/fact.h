#pragma once

#include <string>
#include <vector>

namespace skald::durability {

/// Something that somebody outside of the engine was told, and may rely on from then on. An empty run means
/// the newest.
struct Fact {
  enum class Kind {
    kStarted,           ///< workflow, run
    kSignalled,         ///< workflow, run, name of the signal
    kSignalledSoOften,  ///< workflow, run, name of the signal, how often at least, in the runs that it goes
                        ///< on from, too
    kCancelRequested,   ///< workflow, run
    kTerminated,        ///< workflow, run
    kActivityBegan,     ///< workflow, run, activity, attempt
    kRead,              ///< workflow, run, names of the events from the first on
    kClosed,            ///< workflow, run, name of the last event
    kRecorded,          ///< workflow, run, id and name of an event
    kHasOne,            ///< workflow, run, name of an event that stands there once
    kActivityGiven,     ///< workflow, run, activity, attempt: to a worker on the port
    kActivityBeat,      ///< workflow, run, activity, number that its worker sent with the heartbeat
    kNamespace,         ///< name of a namespace, its description
  };
  Kind kind = Kind::kStarted;
  std::vector<std::string> words;

  /// One line, and back.
  std::string to_line() const;
  static Fact from_line(const std::string& line);
};

/// Opens the file with a new engine and says in sentences which facts it does not bear out. Empty: none. A
/// file that cannot be opened is a sentence of its own.
std::vector<std::string> contradictions(const std::string& path, const std::vector<Fact>& facts);

}  // namespace skald::durability

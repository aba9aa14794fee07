#pragma once

namespace skald::server {

/// What a caller must be allowed to do before a method serves it.
enum class Access {
  kHandshake,  ///< Anybody who is known at all: what a client asks before it names a namespace.
  kRead,       ///< Look at workflows, histories, lists, namespaces.
  kWrite,      ///< Start, signal, update, cancel and terminate workflows.
  kWorker,     ///< Poll for tasks and answer them.
  kAdmin,      ///< Namespaces, search attributes, clusters.
};

}  // namespace skald::server

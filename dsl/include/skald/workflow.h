#pragma once

/// All that the author of a workflow needs. Everything here is called on a fiber of a workflow run, else
/// UsageError.

#include "skald/cancel_scope.h"
#include "skald/child.h"
#include "skald/child_errors.h"
#include "skald/combine.h"
#include "skald/continue_as_new.h"
#include "skald/converter.h"
#include "skald/errors.h"
#include "skald/future.h"
#include "skald/info.h"
#include "skald/interface.h"
#include "skald/log.h"
#include "skald/name.h"
#include "skald/options.h"
#include "skald/random.h"
#include "skald/run.h"
#include "skald/saga.h"
#include "skald/signal_channel.h"
#include "skald/spawn.h"
#include "skald/timer.h"

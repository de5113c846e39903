// Who hears of a run, and how it is stopped.
#pragma once

#include <stop_token>
#include <vector>

#include "engine/events/metrics.hpp"
#include "engine/events/observer.hpp"

namespace tbbimg {

/// How a run is asked to stop early; both are safe to request from any thread at any time.
struct StopTokens {
  std::stop_token drain;   ///< take in no more: what is being computed ends well, the rest is cancelled
  std::stop_token cancel;  ///< also give up what is being computed, within a block of rows
};

/// Who is to hear of a run, and how to stop it.
struct RunControls {
  StopTokens stop;
  std::vector<RunObserver*> observers;  ///< told in this order
  Metrics* metrics = nullptr;           ///< fresh: its counts start at zero; null: nobody wants to know
};

}  // namespace tbbimg

// Who hears of a run, and how it is stopped.
#pragma once

#include <stop_token>
#include <utility>
#include <vector>

#include "engine/events/metrics.hpp"
#include "engine/events/observer.hpp"
#include "engine/events/run_recorder.hpp"

namespace tbbimg {

/// How a run is asked to stop early; both are safe to request from any thread at any time.
struct StopTokens {
  std::stop_token drain;   ///< take in no more: what is being computed ends well, the rest is cancelled
  std::stop_token cancel;  ///< also give up what is being computed, within a block of rows
};

/// Who is to hear of a run, and how to stop it.
struct RunControls {
  RunControls() = default;
  RunControls(StopTokens tokens, std::vector<RunObserver*> who_watches, Metrics* figures = nullptr,
              std::vector<RunRecorder*> who_records = {})
      : stop(std::move(tokens)),
        observers(std::move(who_watches)),
        metrics(figures),
        recorders(std::move(who_records)) {}

  StopTokens stop;
  std::vector<RunObserver*> observers;  ///< told in this order
  Metrics* metrics = nullptr;           ///< fresh: its counts start at zero; null: nobody wants to know
  std::vector<RunRecorder*> recorders;  ///< told in this order, each before the observers
};

}  // namespace tbbimg

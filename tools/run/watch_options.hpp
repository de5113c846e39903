// What is typed to watch a run.
#pragma once

#include "engine/watch/watch_options.hpp"
#include "kernels/core/error.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct WatchArguments : WatchOptions {
  bool quiet = false;  ///< then `progress` is none
};

/// Adds the options to `app`, which fills `arguments` as it parses; both must outlive the parsing.
void add_watch_options(CLI::App& app, WatchArguments& arguments);

/// What an option's check cannot see. Errors: invalid_argument.
[[nodiscard]] Status complete(WatchArguments& arguments);

}  // namespace tbbimg::tools

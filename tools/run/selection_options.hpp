// What may stand behind `tbbimg run` about which files it takes.
#pragma once

#include "engine/io/skip.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

/// Adds the options to `app`, which fills `rules` as it parses; both must outlive the parsing.
void add_selection_options(CLI::App& app, SelectionRules& rules);

}  // namespace tbbimg::tools

// What may stand behind `tbbimg run` about which files it takes.
#pragma once

#include <string>

#include "engine/io/skip.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

/// --files-from and -0.
void add_name_list_options(CLI::App& app, std::string& file, bool& null_separated);

/// Adds the options to `app`, which fills `rules` as it parses; both must outlive the parsing.
void add_selection_options(CLI::App& app, SelectionRules& rules);

}  // namespace tbbimg::tools

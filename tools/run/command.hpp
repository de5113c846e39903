// What `tbbimg run` and its dry run share.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/io/directory_source.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/recipe/collisions.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// The inputs, each folder looked through by `check`, which must outlive the source, and each entry by `inspect`;
/// it ends early once `stop` is requested.
[[nodiscard]] Result<std::unique_ptr<DirectorySource>> open_source(const RunArguments& arguments, CollisionCheck& check,
                                                                   std::function<void(std::span<SourceItem>)> inspect,
                                                                   std::stop_token stop = {});

/// Does what `run` says, which has been parsed. `arguments` are what it was parsed from, for the journal and for
/// telling how to go on.
[[nodiscard]] ExitCode execute_run(RunArguments& run, const std::vector<std::string>& arguments);

}  // namespace tbbimg::tools

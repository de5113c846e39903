// What `tbbimg run` and its dry run share.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/files/directory_sink.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// The inputs, each folder looked through by `inspect_folder`, and each entry by `inspect`; it ends early once `stop`
/// is requested.
[[nodiscard]] Result<std::unique_ptr<DirectorySource>> open_source(const RunArguments& arguments,
                                                                   std::function<void(FolderListing&)> inspect_folder,
                                                                   std::function<void(std::span<SourceItem>)> inspect,
                                                                   std::stop_token stop = {});

/// Lets case not count in names of outputs if it does not in OUT. What to say of that; empty if it does.
/// Errors: those of Pipeline::ignoring_case().
[[nodiscard]] Result<std::string> adapt_to_case(Pipeline& pipeline, const DirectorySink& sink,
                                                const RunArguments& arguments);

/// Does what `run` says, which has been parsed. `arguments` are what it was parsed from, for the journal and for
/// telling how to go on.
[[nodiscard]] ExitCode execute_run(RunArguments& run, const std::vector<std::string>& arguments);

}  // namespace tbbimg::tools

// Files and folders for pipelines of one's own. A run into a folder as a whole is engine/run/image_run.hpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/files/sync_mode.hpp"
#include "engine/io/shard.hpp"
#include "engine/io/sink.hpp"
#include "engine/io/source.hpp"

namespace tbbimg {

/// Files and folders, which are walked recursively, each sorted by name; all mirror into one tree. `exclude`, which may
/// be empty, is a folder that is not entered: the output. Errors: not_found and the like, with the path.
[[nodiscard]] Result<std::unique_ptr<Source>> open_directory_source(std::vector<std::string> roots, std::string exclude,
                                                                    std::optional<Shard> shard = {});

/// A folder, which is made if it is missing. Nothing is written outside of it, and nothing of `sources` is replaced:
/// the files and folders that are read. Errors: those of the system, with the path.
[[nodiscard]] Result<std::unique_ptr<Sink>> open_directory_sink(const std::string& folder,
                                                                std::span<const std::string> sources = {},
                                                                SyncMode sync = SyncMode::none);

}  // namespace tbbimg

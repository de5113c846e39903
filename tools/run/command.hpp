// What `tbbimg run` and its dry run share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/io/directory_source.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/recipe/collisions.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// The inputs, each folder looked through by `check`, which must outlive the source.
[[nodiscard]] Result<std::unique_ptr<DirectorySource>> open_source(const RunArguments& arguments,
                                                                   CollisionCheck& check);

}  // namespace tbbimg::tools

// One image through a pipeline, its outputs kept in memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

struct OneImage {
  SourceItem item;
  std::map<std::string, std::vector<std::uint8_t>> files;  ///< by the outputs' names
  std::string problem;                                     ///< why not all is there; empty: it is
};

/// `source` has one entry. Errors: those of Pipeline::run().
[[nodiscard]] Result<OneImage> make_one(const Pipeline& pipeline, Source& source);

}  // namespace tbbimg::tools

// One image through a pipeline, its outputs kept in memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

struct OneImage {
  SourceItem item;
  std::map<std::string, std::vector<std::uint8_t>> files;  ///< by the outputs' names
  std::map<std::size_t, std::string> names;                ///< of the outputs that there are, by variant
  std::string problem;                                     ///< why not all is there; empty: it is
  std::vector<std::string> losses;                         ///< of what the source holds: depth, frames, samples
  std::string damage;                                      ///< what is wrong with a salvaged one; empty: nothing
};

/// A file that has been read, as a source of one entry.
class OneFile final : public Source {
 public:
  OneFile(std::string path, Buffer bytes);
  [[nodiscard]] Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override;

 private:
  SourceItem item_;
  Buffer bytes_;
  bool is_listed_ = false;
};

/// A file that is read as a run reads it, as a source of one entry.
class OneNamedFile final : public Source {
 public:
  /// `bytes`: how many it has.
  OneNamedFile(std::string path, std::uint64_t bytes);
  [[nodiscard]] Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override;

 private:
  SourceItem item_;
  bool is_listed_ = false;
};

/// `source` has one entry. Errors: those of Pipeline::run().
[[nodiscard]] Result<OneImage> make_one(const Pipeline& pipeline, Source& source, StopTokens stop = {});

}  // namespace tbbimg::tools

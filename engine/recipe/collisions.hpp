// Finds inputs that would give one output, before any of them is written.
#pragma once

#include <span>
#include <string>
#include <unordered_map>

#include "engine/io/source.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// Sees folder after folder, as DirectorySourceOptions::inspect_folder does. Holds one folder's output names at a time,
/// or those of the whole run if the name template does not keep folders apart.
class CollisionCheck {
 public:
  /// `pipeline` must outlive the check.
  explicit CollisionCheck(const Pipeline& pipeline) : pipeline_(pipeline) {}

  /// Gives an entry a name_collision failure if one before it has the same output; files whose names claim an image go
  /// first, others count only if their bytes are an image's.
  void inspect(std::span<SourceItem> folder);

 private:
  [[nodiscard]] std::string_view format_of(const SourceItem& item, bool look_inside) const;
  void claim(SourceItem& item, bool look_inside);

  const Pipeline& pipeline_;
  std::unordered_map<std::string, std::string> owners_;  ///< output to the path of its input
};

}  // namespace tbbimg

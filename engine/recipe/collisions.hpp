// Finds inputs that would give one output, before any of them is written.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/io/source.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// Sees folder after folder, as DirectorySourceOptions::inspect_folder does. Holds one folder's output names at a time,
/// or those of the whole run if the name templates do not keep folders apart.
class CollisionCheck {
 public:
  /// `pipeline` must outlive the check.
  explicit CollisionCheck(const Pipeline& pipeline) : pipeline_(pipeline) {}

  /// Gives an entry a name_collision failure if one before it has the same output; files whose names claim an image go
  /// first, others count only if their bytes are an image's. Where names depend on headers, those of inputs that may
  /// collide are read.
  void inspect(std::span<SourceItem> folder);

 private:
  // An input and its names. Those that are exact are worked out once another input may have one of them.
  struct Claim {
    SourceItem item;
    std::string format;
    std::optional<std::vector<std::string>> exact_names;
  };
  [[nodiscard]] std::string_view format_of(const SourceItem& item, bool look_inside) const;
  void claim(SourceItem& item, bool look_inside);
  [[nodiscard]] const std::vector<std::string>& exact_names(Claim& claim) const;
  [[nodiscard]] std::optional<std::string> common_name(Claim& a, Claim& b, const std::string& possible) const;
  [[nodiscard]] std::string key_of(const std::string& name) const;

  const Pipeline& pipeline_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Claim>>> claims_;  ///< by a name's key
};

}  // namespace tbbimg

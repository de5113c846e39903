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
/// or those of the whole run if the name templates do not keep folders apart or case does not count.
class CollisionCheck {
 public:
  /// `pipeline` must outlive the check.
  explicit CollisionCheck(const Pipeline& pipeline) : pipeline_(pipeline) {}

  /// Gives an entry a name_collision failure if one before it has the same output; files whose names claim an image go
  /// first, others count only if their bytes are an image's. Where names hold what only headers tell, those of all
  /// inputs are read; where only conditions ask for it, those of inputs that may collide.
  void inspect(std::span<SourceItem> folder);

 private:
  struct Claim {
    SourceItem item;
    std::optional<std::vector<OutputName>> outputs;  ///< exact, once somebody asked
  };
  [[nodiscard]] std::string_view format_of(const SourceItem& item, bool look_inside) const;
  void claim(SourceItem& item, bool look_inside);
  [[nodiscard]] std::vector<OutputName> exact_outputs(const SourceItem& item) const;
  [[nodiscard]] bool are_both_made(const std::string& name, Claim& a, Claim& b) const;

  const Pipeline& pipeline_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Claim>>> claims_;  ///< by a name's key
};

}  // namespace tbbimg

// Where a measure that grows with an encoder's quality crosses its limit. Internal to the pipeline.
#pragma once

#include <array>
#include <optional>

namespace tbbimg {

/// How a measure grows with quality in most images: at qualities 0, 5, ..., 100, between them on straight lines.
using QualityCurve = std::array<double, 21>;
[[nodiscard]] double value_at(const QualityCurve& curve, int quality) noexcept;

/// Closes in on the two neighbouring qualities of which the lower is below the limit and the upper is not: by
/// predicting from the curve, shifted to what was measured (false position), and by halving when that does not end.
class QualityBracket {
 public:
  /// `curve` must outlive this.
  QualityBracket(int lowest, int highest, const QualityCurve& curve) noexcept
      : below_{lowest - 1, {}}, above_{highest + 1, {}}, curve_(curve) {}

  [[nodiscard]] bool closed() const noexcept { return above_.quality - below_.quality <= 1; }
  /// The next quality to try, between those tried. `expected` is the curve's value where an image is likely to cross
  /// the limit, if none has been tried.
  [[nodiscard]] int next(double expected) noexcept;
  /// `excess` is by how much a quality is beyond the limit, in the curve's unit. One outside of the bracket, which a
  /// measure that does not quite grow may leave there, changes nothing.
  void tried(int quality, double excess) noexcept;

 private:
  struct End {
    int quality;
    std::optional<double> excess;  // nothing: not tried, but beyond what is allowed
  };
  [[nodiscard]] double predicted(double expected) const noexcept;

  End below_;
  End above_;
  const QualityCurve& curve_;
  int predictions_ = 0;
  int repeats_ = -1;  // how often the same end moved in a row, beyond the first time
  bool last_below_ = false;
};

}  // namespace tbbimg

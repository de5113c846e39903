// What an image's own histogram asks for: two passes, of which the first only counts.
#include <functional>
#include <mutex>

#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/enhance/clahe.hpp"
#include "kernels/enhance/tone.hpp"
#include "kernels/point/point_chain.hpp"

namespace tbbimg {
namespace {

// Adds up what `count` finds in blocks of rows, on any threads: sums of integers, so that the order does not matter.
template <class Counts>
Result<Counts> count_rows(ConstImageView input, const OperationContext& context,
                          Result<Counts> (*count)(ConstImageView, RowRange, Kernels)) {
  std::mutex mutex;
  Counts sum;
  TBBIMG_RETURN_IF_ERROR(context.for_rows(input, [&](RowRange rows) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(const Counts block, count(input, rows, context.kernels()));
    const std::lock_guard lock(mutex);
    sum += block;
    return {};
  }));
  return sum;
}

class Enhancement : public Operation {
 public:
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
};

/// Tables for each channel, made of the histogram.
class MapChannels final : public Enhancement {
 public:
  using Tables = std::function<Result<ChannelTables>(const Histogram&, PixelFormat)>;
  explicit MapChannels(Tables tables) : tables_(std::move(tables)) {}

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Histogram counted, count_rows<Histogram>(input, context, histogram));
    TBBIMG_ASSIGN_OR_RETURN(const ChannelTables tables, tables_(counted, input.format));
    return context.for_rows(output,
                            [&](RowRange rows) { return lookup(input, output, tables, rows, context.kernels()); });
  }

 private:
  Tables tables_;
};

class Equalize final : public Enhancement {
 public:
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Histogram luma, count_rows<Histogram>(input, context, luma_histogram));
    const ByteTable table = equalize_table(luma.channels[0]);
    return context.for_rows(output,
                            [&](RowRange rows) { return map_luma(input, output, table, rows, context.kernels()); });
  }
};

class Clahe final : public Enhancement {
 public:
  Clahe(Size tiles, double clip_limit) : tiles_(tiles), clip_limit_(clip_limit) {}

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    constexpr std::size_t kBytesPerTile = 256 * (sizeof(std::uint32_t) + sizeof(std::uint16_t));
    constexpr std::size_t kBytesPerColumn = 10;
    return static_cast<std::size_t>(tiles_.pixels()) * kBytesPerTile +
           static_cast<std::size_t>(input.size.width) * kBytesPerColumn;
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    std::mutex mutex;
    TileHistograms sum;
    TBBIMG_RETURN_IF_ERROR(context.for_rows(input, [&](RowRange rows) -> Status {
      TBBIMG_ASSIGN_OR_RETURN(const auto block, TileHistograms::create(input, tiles_, rows, context.kernels()));
      const std::lock_guard lock(mutex);
      sum += block;
      return {};
    }));
    TBBIMG_ASSIGN_OR_RETURN(const ClahePlan plan, ClahePlan::create(sum, input.size(), clip_limit_));
    return context.for_rows(output, [&](RowRange rows) { return plan.run(input, output, rows, context.kernels()); });
  }

 private:
  Size tiles_;
  double clip_limit_;
};

// Black and white by luma.
Result<PointChain> threshold_chain(int lowest) {
  TBBIMG_ASSIGN_OR_RETURN(const Curve curve, Curve::threshold(lowest));
  return PointChain().then(LumaStandard::bt601).then(curve);
}

/// At the threshold that separates an image's dark and bright parts best.
class OtsuThreshold final : public Operation {
 public:
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    TBBIMG_ASSIGN_OR_RETURN(const PixelFormat format,
                            PointChain().then(LumaStandard::bt601).output_format(input.format));
    return ImageShape{input.size, format};
  }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Histogram luma, count_rows<Histogram>(input, context, luma_histogram));
    const bool visible = statistics(luma.channels[0]).count != 0;
    TBBIMG_ASSIGN_OR_RETURN(const PointChain chain, visible ? threshold_chain(otsu_threshold(luma.channels[0]))
                                                            : PointChain().then(LumaStandard::bt601));
    return context.for_rows(output, [&](RowRange rows) { return chain.run(input, output, rows, context.kernels()); });
  }
};

void add_tone(OperationRegistry& registry) {
  registry.add({"normalize",
                "Stretches the contrast: what lies between two percentiles of all colours fills the whole scale",
                {Argument::number("low", "percent of the samples that may become black", 0, 100, "1"),
                 Argument::number("high", "percent of the samples that do not become white", 0, 100, "99")},
                "normalize"},
               [](const Arguments& arguments) -> MadeOperation {
                 const auto tables = [low = arguments.number("low"), high = arguments.number("high")](
                                         const Histogram& counted, PixelFormat format) {
                   return normalize_tables(counted, format, low, high);
                 };
                 TBBIMG_RETURN_IF_ERROR(tables(Histogram{}, PixelFormat::gray8));
                 return std::make_shared<MapChannels>(tables);
               });
  registry.add(
      {"white-balance",
       "Takes a colour cast off: equal means of red, green and blue (gray world)",
       {Argument::number("clip", "percent of each channel's darkest and brightest that do not count", 0, 49, "1")},
       "white-balance"},
      [](const Arguments& arguments) -> MadeOperation {
        return std::make_shared<MapChannels>(
            [clip = arguments.number("clip")](const Histogram& counted, PixelFormat format) {
              return white_balance_tables(counted, format, clip);
            });
      });
}

}  // namespace

void add_enhance_operations(OperationRegistry& registry) {
  add_tone(registry);
  registry.add(
      {"equalize",
       "Makes all degrees of brightness about equally frequent; red, green and blue move alike, clamped to 0..255",
       {},
       "equalize"},
      [](const Arguments&) -> MadeOperation { return std::make_shared<Equalize>(); });
  registry.add({"clahe",
                "Equalizes each part of the image on its own, with limited contrast (for scans and X-rays)",
                {Argument::number("clip", "contrast limit: the most that one level may count, in multiples of the mean",
                                  1, ClahePlan::kMaxClipLimit, "2"),
                 Argument::size("tiles", "parts across and down", 1, ClahePlan::kMaxTiles, "8x8")},
                "clahe:3"},
               [](const Arguments& arguments) -> MadeOperation {
                 return std::make_shared<Clahe>(arguments.size("tiles"), arguments.number("clip"));
               });
  registry.add(
      {"threshold",
       "Black and white by luma, gray or gray with alpha",
       {Argument::integer("value", "white from here on; otsu finds what separates dark from bright", 0, 255, "otsu")},
       "threshold:128"},
      [](const Arguments& arguments) -> MadeOperation {
        if (arguments.text("value") == "otsu") return std::make_shared<OtsuThreshold>();
        TBBIMG_ASSIGN_OR_RETURN(PointChain chain, threshold_chain(arguments.integer("value")));
        return std::make_shared<PointOperation>(std::move(chain));
      });
}

}  // namespace tbbimg

#include "codecs/gif/detail/gif_frame_output.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "codecs/gif/detail/gif_lzw_writer.hpp"

namespace tbbimg::detail {
namespace {

// Text and drawings in several colours, resized: 1 to 7 % smaller. Photographs take more bits for a pixel, and gain
// 1 %; large frames take too long.
bool gains_by_looking_ahead(const GifPlane& plane, const GifStoredFrame& frame) noexcept {
  constexpr std::uint64_t kMostPixels = 1 << 15;
  constexpr std::uint64_t kMostBitsOfFourPixels = 9;
  const auto pixels = static_cast<std::uint64_t>(frame.head.area.size.pixels());
  return plane.mapping == GifMapping::loose && pixels <= kMostPixels &&
         4 * 8 * frame.data.size() <= kMostBitsOfFourPixels * pixels;
}

}  // namespace

/// From a plane's indices to those of a palette.
struct GifFrameOutput::Indexing {
  bool is_own = false;
  std::vector<PaletteColor> palette;  ///< with all that it has got
  std::vector<int> of_index;          ///< below 0: what has this colour already stays
  int hidden = -1;                    ///< below 0: nothing stays
  int bits = 1;                       ///< of what is used

  [[nodiscard]] GifIndexChoice of(const GifChoice& choice) const noexcept;
  void of_row(std::span<const GifChoice> choices, std::span<GifIndexChoice> indices) const noexcept;
};

/// Pixels of an area by the plane's index.
struct GifFrameOutput::Usage {
  std::vector<std::size_t> drawn;  ///< that change
  std::vector<std::size_t> same;   ///< that show this colour already
  std::size_t stays = 0;           ///< that must stay
  std::size_t may_stay = 0;
  std::size_t colors = 0;  ///< of those drawn

  Usage(const GifPlane& plane, const Rectangle& area) : drawn(plane.palette.size()), same(plane.palette.size()) {
    for (int y = 0; y < area.size.height; ++y) {
      for (const GifChoice& choice : plane.row(area, y)) {
        if (choice.has(GifChoice::stay)) ++may_stay;
        if (!choice.has(GifChoice::draw)) {
          ++stays;
        } else {
          ++(choice.has(GifChoice::draw_anew) ? drawn : same)[choice.index];
        }
      }
    }
    colors = drawn.size() - static_cast<std::size_t>(std::count(drawn.begin(), drawn.end(), std::size_t{0}));
  }

  [[nodiscard]] std::vector<std::size_t> by_frequency(bool all) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (drawn[i] + (all ? same[i] : 0) > 0) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return drawn[a] + same[a] > drawn[b] + same[b]; });
    return order;
  }
};

std::optional<GifFrameOutput::Indexing> GifFrameOutput::in_screen_palette(const GifPlane& plane, const Usage& usage,
                                                                          bool hides) const {
  Indexing made{false, screen_, std::vector<int>(plane.palette.size(), -1)};
  GifColorCounts known;
  for (const PaletteColor& color : screen_) {
    if (!known.add(color)) return std::nullopt;
  }
  int most = 0;
  for (const std::size_t index : usage.by_frequency(true)) {
    std::optional<std::size_t> found = known.find(plane.palette[index]);
    if (!found && (usage.drawn[index] > 0 || !hides)) {
      found = made.palette.size();
      made.palette.push_back(plane.palette[index]);
    }
    if (!found) continue;
    made.of_index[index] = static_cast<int>(*found);
    most = std::max(most, made.of_index[index]);
  }
  if (hides) {
    auto found = std::find(made.palette.begin(), made.palette.end(), kHiddenColor);
    if (found == made.palette.end()) found = made.palette.insert(found, kHiddenColor);
    made.hidden = static_cast<int>(found - made.palette.begin());
    most = std::max(most, made.hidden);
  }
  if (made.palette.size() > colors_) return std::nullopt;
  made.bits = gif_index_bits(static_cast<std::size_t>(most) + 1);
  return made;
}

std::optional<GifFrameOutput::Indexing> GifFrameOutput::in_own_palette(const GifPlane& plane, const Usage& usage,
                                                                       bool hides) const {
  Indexing made{true, {}, std::vector<int>(plane.palette.size(), -1)};
  for (const std::size_t index : usage.by_frequency(!hides)) {
    made.of_index[index] = static_cast<int>(made.palette.size());
    made.palette.push_back(plane.palette[index]);
  }
  if (hides) {
    made.hidden = static_cast<int>(made.palette.size());
    made.palette.push_back(kHiddenColor);
  }
  if (made.palette.size() > colors_) return std::nullopt;
  made.bits = gif_index_bits(made.palette.size());
  return made;
}

GifIndexChoice GifFrameOutput::Indexing::of(const GifChoice& choice) const noexcept {
  const auto drawn = [&](std::uint8_t index) { return of_index[index]; };
  std::array<int, 3> wanted{-1, -1, -1};
  if (choice.has(GifChoice::draw)) wanted[0] = drawn(choice.index);
  if (choice.has(GifChoice::draw_second)) wanted[1] = drawn(choice.second);
  if (choice.has(GifChoice::stay)) wanted[2] = hidden;
  // Where nothing changes, others are likely to stay, too.
  if (!choice.has(GifChoice::draw_anew)) std::swap(wanted[0], wanted[2]);
  const int best = wanted[0] >= 0 ? wanted[0] : wanted[2];
  GifIndexChoice indices{};
  for (std::size_t i = 0; i < indices.size(); ++i)
    indices[i] = static_cast<std::uint8_t>(wanted[i] >= 0 ? wanted[i] : best);
  return indices;
}

void GifFrameOutput::Indexing::of_row(std::span<const GifChoice> choices,
                                      std::span<GifIndexChoice> indices) const noexcept {
  for (std::size_t x = 0; x < indices.size(); ++x) {
    indices[x] = x > 0 && choices[x] == choices[x - 1] ? indices[x - 1] : of(choices[x]);
  }
}

Status GifFrameOutput::compress(const GifPlane& plane, const Indexing& indexing, GifStoredFrame& frame) const {
  constexpr int kRowsPerPoll = 64;
  const Rectangle& area = frame.head.area;
  TBBIMG_ASSIGN_OR_RETURN(frame.indices, pool_.allocate(static_cast<std::size_t>(area.size.pixels())));
  GrowingBuffer output(pool_);
  GifLzwWriter data(output, indexing.bits, frame.indices.bytes());
  std::vector<GifIndexChoice> row(static_cast<std::size_t>(area.size.width));
  for (int y = 0; y < area.size.height; ++y) {
    if (y % kRowsPerPoll == 0 && stop_.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    indexing.of_row(plane.row(area, y), row);
    if (!data.write(row)) return no_memory_for_gif();
  }
  if (!data.finish()) return no_memory_for_gif();
  frame.data = output.release();
  return {};
}

// Looks ahead while it chooses indices, and keeps what is smaller.
Status GifFrameOutput::compress_again(const GifPlane& plane, const Indexing& indexing, GifStoredFrame& frame) const {
  const Rectangle& area = frame.head.area;
  const auto width = static_cast<std::size_t>(area.size.width);
  std::vector<GifIndexChoice> pixels(static_cast<std::size_t>(area.size.pixels()));
  for (int y = 0; y < area.size.height; ++y) {
    indexing.of_row(plane.row(area, y), std::span(pixels).subspan(static_cast<std::size_t>(y) * width, width));
  }
  TBBIMG_ASSIGN_OR_RETURN(Buffer indices, pool_.allocate(pixels.size()));
  GrowingBuffer output(pool_);
  GifLzwWriter data(output, indexing.bits, indices.bytes());
  if (!data.write_ahead(pixels) || !data.finish()) return no_memory_for_gif();
  if (output.size() >= frame.data.size()) return {};
  frame.data = output.release();
  frame.indices = std::move(indices);
  return {};
}

Result<GifStoredFrame> GifFrameOutput::store(GifPlane& plane, const GifFrameHead& head, bool must_hide) const {
  Usage usage(plane, head.area);
  must_hide = must_hide || usage.stays > 0;
  // Of a first frame that is not exact anyway, later ones shall find room for a colour that hides.
  const bool leaves_room = screen_.empty() && plane.mapping != GifMapping::exact && colors_ > 2;
  while (usage.colors + (must_hide || leaves_room ? 1 : 0) > colors_) {
    drop_rarest_color(plane);
    usage = Usage(plane, head.area);
  }
  std::vector<Indexing> ways;
  for (const bool hides : {true, false}) {
    if (hides ? usage.may_stay == 0 && !must_hide : must_hide) continue;
    auto screen = in_screen_palette(plane, usage, hides);
    auto own = in_own_palette(plane, usage, hides);
    // What the screen's palette costs more than its own are a few bits of a code, as long as there are few.
    constexpr std::size_t kFewColors = 32;
    const bool is_worth_it =
        !screen || (!screen_.empty() && own && own->bits < screen->bits && own->palette.size() <= kFewColors);
    if (own && is_worth_it) ways.push_back(*std::move(own));
    if (screen) ways.push_back(*std::move(screen));
  }
  std::optional<GifStoredFrame> best;
  const Indexing* best_way = nullptr;
  for (Indexing& way : ways) {
    GifStoredFrame made{head, {}, screen_, {}, {}};
    TBBIMG_RETURN_IF_ERROR(compress(plane, way, made));
    if (way.hidden >= 0) made.head.hidden = way.hidden;
    (way.is_own ? made.palette : made.screen_palette) = std::move(way.palette);
    if (best && made.bytes() >= best->bytes()) continue;
    best = std::move(made);
    best_way = &way;
  }
  if (gains_by_looking_ahead(plane, *best)) TBBIMG_RETURN_IF_ERROR(compress_again(plane, *best_way, *best));
  return *std::move(best);
}

Status GifFrameOutput::put(const GifStoredFrame& frame) {
  TBBIMG_RETURN_IF_ERROR(output_.put_head(frame.head, frame.palette));
  screen_ = frame.screen_palette;
  return output_.data().append(frame.data.bytes()) ? Status{} : no_memory_for_gif();
}

}  // namespace tbbimg::detail
